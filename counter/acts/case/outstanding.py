"""Promises that applicants have not kept: listed with what can be done next, never only listed.

A tolerated paper that misses its date means that the case counts as withdrawn (RULES 4). The day's check does so while
the case is being worked on; where the decision is made already it takes a person: the result is then not handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from counter.acts.case.outcomes import end_as_withdrawn
from counter.acts.case.step import name_of, noted
from counter.acts.paper.remedies import remedies_of
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_paper
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import mark, say, verbatim
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.case import CaseState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.store import cases, driver, listing, outstanding
from counter.store.notices import matters

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
URGED = mark("催告申请人")
RULE = mark("容缺受理须书面承诺补交期限，逾期未补的按撤回处理")
STATE_WORDS = {
    CaseState.ACCEPTED: mark("办理中"),
    CaseState.DECIDED: mark("已办结待领取"),
    CaseState.DELIVERED: mark("结果已领取"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """Something an applicant owes: a tolerated paper, or the answer to a round that lapsed. `steps` are acts that can
    follow.

    Steps: urge (tell the applicant in writing), bring (it has come), remind (press the desk), end (the tolerance is
    over).
    """

    kind: str
    case: str
    case_id: int
    subject: str
    words: str
    state: str
    due_on: str
    light: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{light} {case} {words}（{due_on} 前，{state}）",
            light=clock.LIGHT_NAMES[clock.Light(self.light)],
            case=self.case,
            words=self.words,
            due_on=self.due_on,
            state=self.state,
        )


def of_case(work: Work | Look, case_id: int) -> list[driver.Row]:
    """The tolerated papers that a case still owes, the nearest date first."""
    return outstanding.tolerated(work.db, case_id)


@query("report.owed", by=(Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR))
def listed(look: Look) -> tuple[Owed, ...]:
    """Tolerated papers still owed and supplement rounds that lapsed, the latest first to be dealt with on top."""
    calendar, today = look.hall.calendar, look.today
    near = look.hall.policy.clock.near_days
    found = []
    for row in outstanding.tolerated(look.db):
        light = clock.light(calendar, today, datetime.fromisoformat(row["due_on"]).date(), near)
        late = light is clock.Light.RED
        steps = ("urge", "bring", *(("end",) if late or row["state"] != CaseState.DELIVERED else ()))
        words = say("容缺材料“{name}”{note}", name=row["name"], note=(say("逾期未补") if late else say("未补")))
        found.append(
            Owed(
                "tolerated",
                row["receipt_number"],
                row["case_id"],
                row["document"],
                words,
                STATE_WORDS[row["state"]],
                row["due_on"],
                light,
                steps,
            )
        )
    for row in outstanding.rounds(look.db):
        what = a_row(entry["words"] for entry in listing.read(row["documents"])) or row["reason"]
        words = say(
            "{department_short}·{item_name} 第 {number} 次补正逾期未交：{what}",
            department_short=row["department_short"],
            item_name=row["item_name"],
            number=row["number"],
            what=what,
        )
        found.append(
            Owed(
                "round",
                row["receipt_number"],
                row["case_id"],
                f"A-{row['approval']}",
                words,
                say("待审批台决定"),
                row["due_on"],
                clock.Light.RED,
                ("urge", "bring", "remind"),
            )
        )
    for case_id in {one.case_id for one in found}:
        look.log(case=case_id)
    order = ("red", "yellow", "green")
    return tuple(sorted(found, key=lambda one: (order.index(one.light), one.due_on, one.case)))


@dataclass(frozen=True, slots=True)
class Urged:
    """A written reminder to an applicant, and what it lists."""

    case: str
    what: tuple[str, ...]
    paper: str

    def __str__(self) -> str:
        return say("{case} 已出催告书 {paper}：{what}", case=self.case, paper=self.paper, what=a_row(self.what))


@act("case.urge", by=AT_THE_COUNTER, argument="case")
def urge(work: Work, case: str, words: str = "") -> Urged:
    """Tell an applicant in writing what is still owed and until when; once a day."""
    row = cases.find(work.db, case)
    lines = [(one["name"], one["due_on"]) for one in of_case(work, row["id"])]
    lines += [
        (
            a_row(e["words"] for e in listing.read(one["documents"])) or one["reason"],
            say("{due_on}（已过）", due_on=one["due_on"]),
        )
        for one in outstanding.rounds(work.db)
        if one["case_id"] == row["id"]
    ]
    if not lines:
        raise Refusal(
            "case.owes-no-paper",
            say("{name} 没有欠交的材料", name=name_of(row)),
            rule=say("只就容缺和逾期的补正催告"),
            next=say("请看办件的材料清单"),
        )
    midnight = int(datetime.combine(work.today, time(), work.hall.zone).timestamp() * 1000)
    if outstanding.urged_since(work.db, row["id"], midnight, URGED):
        raise Refusal(
            "case.urged-today",
            say("{name} 今天已经催告过", name=name_of(row)),
            rule=say("书面催告每天一次"),
            next=say("可按登记的电话联系申请人"),
        )
    said = clean_text(words, what=say("催告内容"), limit=200)
    content = wording.urging_content(work, row, lines, said)
    noted(work, row, URGED, "", a_row(name for name, _ in lines))
    paper = issue_paper(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts["urged"] = len(lines)
    return Urged(name_of(row), tuple(name for name, _ in lines), paper)


@dataclass(frozen=True, slots=True)
class Ended:
    """A tolerance that was ended, and what became of the case."""

    case: str
    documents: tuple[str, ...]
    state: str
    paper: str

    def __str__(self) -> str:
        after = (
            say("，本次申请按撤回处理，结果不交付")
            if self.state == CaseState.WITHDRAWN
            else say("，结果已领取，已书面告知须依法处理")
        )
        return say(
            "{case} 终止容缺（{documents}）{after}", case=self.case, documents=a_row(self.documents), after=after
        )


@act("case.end-tolerance", by=(Role.SUPERVISOR,), argument="case")
def end_tolerance(work: Work, case: str, reason: str) -> Ended:
    """End the tolerance of a case's owed papers, with a reason and in writing.

    A case that is worked on or waits for collection is withdrawn, its result is not handed over. Where the result was
    handed over already, the paper says that the promise was not kept, for the departments to act on; only after its
    date.
    """
    row = cases.find(work.db, case)
    papers = of_case(work, row["id"])
    if not papers:
        raise Refusal(
            "case.no-tolerated-paper-outstanding",
            say("{name} 没有容缺未补的材料", name=name_of(row)),
            rule=RULE,
            next=say("请看办件的材料清单"),
        )
    reason = clean_text(reason, what=say("终止容缺的理由"), limit=300, empty=False)
    if row["state"] == CaseState.DELIVERED and all(one["due_on"] >= work.today.isoformat() for one in papers):
        raise Refusal(
            "case.time-paper-not-over",
            say("{name} 的补交期限 {due_on} 还没有过", name=name_of(row), due_on=papers[0]["due_on"]),
            rule=say("结果已领取的，承诺期限届满才终止"),
            next=say("请先催告申请人"),
        )
    names = tuple(one["name"] for one in papers)
    state = row["state"]
    if state != CaseState.DELIVERED:
        end_as_withdrawn(
            work, row, say("终止容缺：{names}未补交；{reason}", names=a_row(names), reason=verbatim(reason))
        )
        state = CaseState.WITHDRAWN
    for one in papers:
        outstanding.end(work.db, row["id"], one["document"], say("容缺已终止：{reason}", reason=reason))
    noted(work, row, say("终止容缺"), a_row(names), reason)
    owed = [(one["name"], one["due_on"]) for one in papers]
    content = wording.ended_tolerance_content(
        work, row, reason, owed, remedies_of(work, matters(work.db, row["id"])), withdrawn=state == CaseState.WITHDRAWN
    )
    paper = issue_paper(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts.update(ended=[one["document"] for one in papers], state=state)
    return Ended(name_of(row), names, state, paper)
