"""Promises that applicants have not kept: listed with what can be done next, never only listed.

A tolerated paper that misses its date waits for a person (acts/case/lapses.py): nothing ends by a clock. A case that
was told what is missing and never answered stays here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from counter.acts.case.step import name_of, noted
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import mark, say
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.case import CaseState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.store import cases, driver, listing, outstanding

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
URGED = mark("催告申请人")
NEAR_TOLERANCE = 3
"""Working days before its date that a tolerated paper is seen coming by window, desk and supervisor."""
STATE_WORDS = {
    CaseState.ACCEPTED: mark("办理中"),
    CaseState.DECIDED: mark("已办结待领取"),
    CaseState.DELIVERED: mark("结果已领取"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """Something an applicant owes: a tolerated paper, or the answer to a round that lapsed. `steps` are acts that can
    follow.

    Steps: urge (tell the applicant in writing), bring (it has come), remind (press the desk), later (more time), end
    (the tolerance is over); for a notice that nobody answered also open (the case at intake), tell (once more) and
    withdraw (the applicant's wish).
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


@query("report.owed", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR))
def listed(look: Look) -> tuple[Owed, ...]:
    """Tolerated papers still owed, supplement rounds that lapsed and notices never answered, the latest first to be
    dealt with on top. An approver sees what the own desk waits for.
    """
    calendar, today = look.hall.calendar, look.today
    near = max(look.hall.policy.clock.near_days, NEAR_TOLERANCE)
    desk = look.actor.desk if look.actor.role is Role.APPROVER else None
    at_the_desk = outstanding.of_desk(look.db, desk) if desk else set()
    found = []
    for row in outstanding.tolerated(look.db):
        if look.actor.role is Role.APPROVER and (row["case_id"], row["document"]) not in at_the_desk:
            continue
        light = clock.light(calendar, today, datetime.fromisoformat(row["due_on"]).date(), near)
        late = light is clock.Light.RED
        steps = ("urge", "bring", *(("end",) if late or row["state"] != CaseState.DELIVERED else ()), "later")
        note = say("逾期未补，待人处理") if late else say("未补")
        words = say("容缺材料“{name}”{note}", name=row["name"], note=note)
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
    for row in outstanding.rounds(look.db, desk):
        if look.actor.role is Role.APPROVER and desk is None:
            continue
        what = what_was_asked(row)
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
    for row in () if look.actor.role is Role.APPROVER else outstanding.told(look.db, today.isoformat()):
        words = say("第 {number} 次告知后没有答复：{what}", number=row["number"], what=what_was_asked(row))
        found.append(
            Owed(
                "told",
                row["receipt_number"],
                row["case_id"],
                say("告知 {number}", number=row["number"]),
                words,
                say("待补正"),
                row["due_on"],
                clock.Light.RED,
                ("urge", "open", "tell", "withdraw"),
            )
        )
    for case_id in {one.case_id for one in found}:
        look.log(case=case_id)
    order = ("red", "yellow", "green")
    return tuple(sorted(found, key=lambda one: (order.index(one.light), one.due_on, one.case)))


def what_was_asked(row: driver.Row) -> str:
    """What a round or a notice asked for, in its own words."""
    return a_row(entry["words"] for entry in listing.read(row["documents"])) or str(row["reason"])


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
        (what_was_asked(one), say("{due_on}（已过）", due_on=one["due_on"]))
        for one in (
            *(one for one in outstanding.rounds(work.db, None) if one["case_id"] == row["id"]),
            *outstanding.told(work.db, work.today.isoformat(), row["id"]),
        )
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
    notice = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts["urged"] = len(lines)
    return Urged(name_of(row), tuple(name for name, _ in lines), notice)
