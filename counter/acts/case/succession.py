"""An applicant who has died, merged, divided or been dissolved: who goes on in their place, and what ends (Civil Code
13, 67, 68, 72; Licensing Law 70).

Nothing is decided in the name of who is no more. What an organisation applied for goes on with whoever takes its rights
and duties; what is tied to a person (`succession = "none"` in its guide) ends with that person, other items go on with
a successor who is named; without one everything undecided ends, in writing. Decisions that were made stand and are
served.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import drop_review
from counter.acts.case import full_set
from counter.acts.case.applicants import find_or_add
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.outcomes import end_as_withdrawn
from counter.acts.case.step import name_of, noted
from counter.acts.paper.sealing import bodies_of
from counter.acts.paper.wording import succession as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.approval import UNDECIDED, ApprovalState
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES, CaseState
from counter.rules.endings import ENDING_NAMES, Ending, tied_to_the_person
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.person_name import clean_name
from counter.store import applicants, approvals, cases, driver, endings
from counter.store.notices import matters

RULE = mark("民法典第十三条、第六十七条、第六十八条：死亡、终止的不再是申请人，合并、分立的由承继人办理")


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What became of a case whose applicant is no more who they were."""

    case: str
    how: str
    successor: str
    ended: tuple[str, ...]
    state: str
    paper: str
    papers: tuple[str, ...] = ()
    """Where it ends, one of each department; `paper` is the first."""

    def __str__(self) -> str:
        after = say("由{name}继续办理", name=verbatim(self.successor)) if self.successor else say("未决的事项终止办理")
        gone = say("；终止：{items}", items=listed(self.ended)) if self.ended and self.successor else ""
        return say(
            "{case} 申请人{how}，{after}{gone}，文书 {paper}",
            case=self.case,
            how=ENDING_NAMES[self.how],
            after=after,
            gone=gone,
            paper=listed(self.papers) or self.paper or say("无"),
        )


@act("case.succeed", by=AT_THE_COUNTER, argument="case")
def succeed(
    work: Work,
    case: str,
    how: Ending,
    on: date,
    proof: str,
    name: str = "",
    number: str = "",
    phone: str = "",
    representative_name: str = "",
) -> Succeeded:
    """Note that a case's applicant has died, merged, divided or been dissolved (`on`, by which `proof`), and who goes
    on in their place; without a name what is undecided ends with a written notice.
    """
    row = cases.find(work.db, case)
    before = _before(work, row, how, on)
    proof = clean_text(proof, what=say("证明"), limit=200, empty=False)
    after = _successor(work, row, before, how, name, number, phone)
    endings.add_succession(
        work.db,
        row["id"],
        how,
        on.isoformat(),
        proof,
        before["id"],
        after["id"] if after is not None else None,
        at=work.now,
        day=work.today.isoformat(),
        staff=work.actor.staff,
    )
    facts = say("申请人{how}（{on}，{proof}）", how=ENDING_NAMES[how], on=on, proof=verbatim(proof))
    work.facts.update(how=how, successor=after["id"] if after is not None else None)
    if after is None:
        return _ended(work, row, before, how, facts)
    return _goes_on(work, row, before, after, how, facts, representative_name)


def _before(work: Work, row: driver.Row, how: Ending, on: date) -> driver.Row:
    if row["person"] is None or row["state"] not in (*AT_INTAKE, CaseState.ACCEPTED, CaseState.DECIDED):
        raise Refusal(
            "case.nobody-to-succeed",
            say("{name} 已经{case_step}", name=name_of(row), case_step=CASE_STEP_NAMES[row["state"]])
            if row["person"] is not None
            else say("{name} 还没有登记申请人", name=name_of(row)),
            rule=say("还没有送达的办件才有承继"),
            next=say("已送达的许可由作出决定的部门依法变更或者注销（行政许可法第四十九条、第七十条）"),
        )
    person = applicants.living(work.db, row["person"])
    if (person["kind"] == "organisation") == (how == Ending.DEATH):
        raise Refusal(
            "case.ending-of-another-kind",
            say("{name} 是单位", name=verbatim(person["name"]))
            if person["kind"] == "organisation"
            else say("{name} 是个人", name=verbatim(person["name"])),
            rule=say("死亡只对个人，合并、分立、终止只对单位"),
            next=Next.by("case.succeed", say("请重选"), case=name_of(row), how=None),
        )
    if on > work.today:
        raise Refusal(
            "case.ending-to-come",
            say("{on} 还没有到", on=on),
            rule=say("已经发生的才登记"),
            next=say("请核对证明上的日期"),
        )
    return person


def _successor(
    work: Work, row: driver.Row, before: driver.Row, how: Ending, name: str, number: str, phone: str
) -> driver.Row | None:
    if not number:
        if how in (Ending.MERGER, Ending.DIVISION):
            raise Refusal(
                "case.merged-into-nobody",
                say("没有写明{how}后由谁承继", how=ENDING_NAMES[how]),
                rule=RULE,
                next=Next.by("case.succeed", say("请登记承继的单位"), case=name_of(row), name=None, number=None),
            )
        return None
    if how == Ending.DISSOLUTION:
        raise Refusal(
            "case.dissolved-has-no-successor",
            say("终止的单位没有承继人"),
            rule=RULE,
            next=say("合并、分立的请选合并、分立"),
        )
    after, _ = find_or_add(work, name, number, phone=phone)
    if after["id"] == before["id"]:
        raise Refusal(
            "case.own-successor",
            say("承继人就是原申请人"),
            rule=RULE,
            next=say("原单位存续并吸收别人的，不用登记承继"),
        )
    if how != Ending.DEATH and after["kind"] != "organisation":
        raise Refusal(
            "case.successor-is-no-organisation",
            say("{name} 不是单位", name=verbatim(after["name"])),
            rule=RULE,
            next=say("合并、分立的由承继的单位办理"),
        )
    return after


def _ended(work: Work, row: driver.Row, before: driver.Row, how: Ending, facts: str) -> Succeeded:
    undecided = [one["item_name"] for one in approvals.undecided(work.db, row["id"])]
    decided = sum(one["state"] == ApprovalState.DECIDED for one in approvals.of_case(work.db, row["id"]))
    ended = tuple(undecided) or tuple(one.name for one in matters(work.db, row["id"]) if not decided)
    of_these = [one for one in matters(work.db, row["id"]) if one.name in ended]
    bodies = bodies_of(work, row, of_these) if row["receipt_number"] else ()
    step = end_as_withdrawn(work, row, facts, words=say("（申请人{how}）", how=ENDING_NAMES[how]))
    after = cases.get(work.db, row["id"])
    notices = tuple(
        issue_notice(
            work,
            NoticeKind.NOTICE,
            wording.ended_content(work, after, before["name"], how, facts, decided, body),
            case_id=row["id"],
        )
        for body in bodies
    )
    return Succeeded(name_of(after), how, "", ended, step.state, notices[0] if notices else "", notices)


def _goes_on(
    work: Work,
    row: driver.Row,
    before: driver.Row,
    after: driver.Row,
    how: Ending,
    facts: str,
    representative_name: str,
) -> Succeeded:
    gone = _end_what_is_personal(work, row) if how == Ending.DEATH else []
    row = noted(
        work,
        cases.get(work.db, row["id"]),
        say("申请人{how}，由承继人继续办理", how=ENDING_NAMES[how]),
        before["name"],
        after["name"],
        person=after["id"],
        agent=None,
        mandate="",
        guardian=None,
        guardianship="",
        representative=None,
        representative_name=clean_name(representative_name).shown if representative_name else "",
    )
    if row["state"] == CaseState.ACCEPTED and not approvals.undecided(work.db, row["id"]):
        fan_out.join(work, row["id"])
        row = cases.get(work.db, row["id"])
    work.touch(f"person:{before['id']}", f"person:{after['id']}")
    work.touch(*(f"approval:{one['id']}" for one in approvals.of_case(work.db, row["id"])))
    notice = ""
    if row["receipt_number"]:
        names = [one["item_name"] for one in gone]
        content = wording.succession_content(work, row, before["name"], facts, names)
        notice = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["id"])
    return Succeeded(name_of(row), how, after["name"], tuple(one["item_name"] for one in gone), row["state"], notice)


def _end_what_is_personal(work: Work, row: driver.Row) -> list[driver.Row]:
    """Undecided items that are tied to the person who has died end, and what waited for them."""
    full = full_set.read(work, row)
    personal = {item.code for item in full.items if tied_to_the_person(item.guide)}
    rows = approvals.of_case(work.db, row["id"])
    if rows and {one["item"] for one in rows if one["state"] in UNDECIDED} <= personal:
        raise Refusal(
            "case.nothing-goes-on",
            say("{name} 未决的事项都属于本人资格，没有可以承继的", name=name_of(row)),
            rule=say("行政许可法第七十条第二项：赋予公民特定资格的许可随本人终止"),
            next=Next.by("case.succeed", say("请不写承继人，终止办理"), case=name_of(row), how=None, proof=None),
        )
    ends = [one for one in rows if one["item"] in personal and one["state"] in UNDECIDED]
    approvals.stop(work.db, [one["id"] for one in ends], work.today.isoformat(), work.now, say("（申请人死亡）"))
    for one in ends:
        drop_review(work, one["id"], say("申请人死亡"))
        approvals.change(
            work.db, one["id"], state=ApprovalState.WITHDRAWN, explanation=say("申请人死亡，本人资格不能承继")
        )
    blocked = {one["id"] for one in rows if one["state"] == ApprovalState.BLOCKED}
    fan_out.open_ready(work, row["id"])
    gone = {one["id"] for one in ends}
    return [
        one
        for one in approvals.of_case(work.db, row["id"])
        if one["id"] in gone or (one["id"] in blocked and one["state"] == ApprovalState.WITHDRAWN)
    ]
