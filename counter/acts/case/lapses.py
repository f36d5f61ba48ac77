"""A tolerated document that did not come by its day: put before a person, who extends it, ends what needs it, or lets
the desk decide without it. Nothing ends by a clock, and items that do not need the document are not touched.

The written promise binds the applicant, the hall's guide binds the hall: the day may be moved while the items that need
the document still have time, an end has its reason, its notice and its remedies, and a desk decides without the
document only where the item's own guide lets something else stand in for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import drop_review
from counter.acts.approval.desk_list import AT_A_DESK, own
from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.acts.case.step import name_of, noted
from counter.acts.paper.sealing import bodies_of
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import listed as a_row
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Role
from counter.rules.approval import UNDECIDED, ApprovalState, LapseState, Outcome
from counter.rules.case import CASE_STEP_NAMES, CaseState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.workday import due, last_chance
from counter.store import approvals, cases, driver, lawful, outstanding, papers
from counter.store.notices import matters

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
RULE = mark("容缺受理须书面承诺补交期限；逾期未补的由人处理：延期、书面终止需要该材料的事项，或者依现有材料决定")
LONGEST_AFTER = 20
"""Working days that a document may still be waited for once everything that needs it is decided."""
FURTHER_REMINDER = mark("逾期催告")


# -- the clock's part --------------------------------------------------------------------------------------------------


def put_before_a_person(work: Work, row: driver.Row, until: str) -> None:
    """What the day's check does of a case with tolerated documents due `until` or earlier: they wait for a person from
    now on, and the applicant is told once in writing. Nothing else changes.
    """
    late = [one for one in outstanding.tolerated(work.db, row["id"]) if one["due_on"] <= until]
    new = [
        one
        for one in late
        if lawful.lapse(work.db, row["id"], one["document"], one["due_on"], work.today.isoformat(), work.now)
    ]
    remind_in_writing(work, cases.get(work.db, row["id"]), [(one["name"], one["due_on"]) for one in new])


def remind_in_writing(work: Work, case: driver.Row, lines: Collection[tuple[str, str]]) -> None:
    """The written reminder that the day's check issues for what has not come, printed at the case's own window."""
    if not lines:
        return
    printer = papers.printer_at(work.db, case["front_window"]) if case["front_window"] else None
    row = noted(work, case, FURTHER_REMINDER, "", a_row(name for name, _ in lines))
    content = wording.urging_content(work, row, lines, "")
    issue_notice(work, NoticeKind.NOTICE, content, case_id=case["id"], printer=printer or "preview")


# -- what a document is needed for -------------------------------------------------------------------------------------


def needing(full: FullSet, rows: Iterable[driver.Row], documents: Collection[str]) -> list[driver.Row]:
    """Those of a case's approvals whose items ask for one of these documents."""
    serves = {item for wanted in full.wanted if wanted.document in documents for item in wanted.serves}
    return [row for row in rows if row["item"] in serves]


def late_documents(work: Work | Look, row: driver.Row) -> list[driver.Row]:
    """Tolerated documents that an approval needs and whose day has passed."""
    owed = [
        one
        for one in outstanding.tolerated(work.db, row["case_id"])
        if last_chance(work.hall.calendar, date.fromisoformat(one["due_on"])) < work.today
    ]
    if not owed:
        return []
    full = full_set.read(work, cases.get(work.db, row["case_id"]))
    return [one for one in owed if needing(full, [row], {one["document"]})]


def spareable(full: FullSet, item: str, document: str) -> bool:
    """Whether an item's guide lets something else stand in for a document: it is not required outright, or a pledge or
    the hall's own copy may replace it.
    """
    needs = [need for need in full.demand.needs if need.item == item and need.document == document]
    return bool(needs) and all(need.necessity != "required" or need.pledge or need.waive for need in needs)


def check_decision(work: Work | Look, row: driver.Row, outcome: str, reasons: str) -> None:
    """A decision while a tolerated document is late: refused outright only with reasons as ever, granted only where the
    item's guide allows it and with the reason written. Raises Refusal.
    """
    if outcome == Outcome.REFUSE or not (late := late_documents(work, row)):
        return
    full = full_set.read(work, cases.get(work.db, row["case_id"]))
    names = a_row(one["name"] for one in late)
    if outcome == Outcome.GRANT:
        raise Refusal(
            "approval.late-paper-waits-for-a-person",
            say("A-{id} 容缺的“{names}”逾期未补", id=row["id"], names=names),
            rule=RULE,
            next=Next.by(
                "approval.end-tolerance",
                say("请延期、终止，或者（指南允许时）写明理由容缺准予"),
                approval=f"A-{row['id']}",
                reason=None,
            ),
        )
    if not all(spareable(full, row["item"], one["document"]) for one in late):
        raise Refusal(
            "approval.item-needs-the-late-paper",
            say("“{item_name}”的指南没有可以代替“{names}”的办法", item_name=row["item_name"], names=names),
            rule=RULE,
            next=Next.by(
                "case.extend-tolerance", say("请延期或者终止"), case=row["receipt_number"], until=None, reason=None
            ),
        )
    if not reasons:
        raise Refusal(
            "approval.why-without-the-paper",
            say("A-{id} 没有写为什么不等“{names}”", id=row["id"], names=names),
            rule=RULE,
            next=say("请写明依现有材料决定的理由"),
        )


def decided_without(work: Work, row: driver.Row) -> None:
    """After a decision on an approval: a late document that nothing undecided needs any more is not waited for."""
    for one in late_documents(work, row):
        full = full_set.read(work, cases.get(work.db, row["case_id"]))
        others = needing(full, approvals.undecided(work.db, row["case_id"]), {one["document"]})
        if not others:
            words = say("A-{id} 已依现有材料作出决定", id=row["id"])
            outstanding.end(work.db, row["case_id"], one["document"], words)
            _settled(work, row["case_id"], one["document"], LapseState.SPARED, words)


def came(work: Work, case_id: int, documents: Iterable[str]) -> None:
    """Papers have come: what waited for a person because of them waits no more."""
    for document in documents:
        _settled(work, case_id, document, LapseState.CAME, "")


def _settled(work: Work, case_id: int, document: str, state: str, reason: str, until: str | None = None) -> None:
    lawful.settle_lapse(
        work.db,
        case_id,
        document,
        state,
        day=work.today.isoformat(),
        at=work.now,
        by=work.actor.staff,
        reason=reason,
        until=until,
    )


# -- longer ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prolonged:
    """A tolerated document that may come later than was promised."""

    case: str
    document: str
    until: str
    paper: str

    def __str__(self) -> str:
        return say(
            "{case} “{document}”延到 {until} 前补交，已出通知", case=self.case, document=self.document, until=self.until
        )


@act("case.extend-tolerance", by=AT_THE_COUNTER, argument="case")
def extend_tolerance(work: Work, case: str, until: date, reason: str, document: str = "") -> Prolonged:
    """Give a tolerated document more time, in writing: a window up to the promised day of what needs it, the supervisor
    up to its legal last day.
    """
    row = cases.find(work.db, case)
    owed = _one_owed(work, row, document)
    reason = clean_text(reason, what=say("延期理由"), limit=300, empty=False)
    last = _latest(work, row, owed["document"])
    if not work.today < until or until.isoformat() <= owed["due_on"] or not work.hall.calendar.is_working(until):
        raise Refusal(
            "case.day-not-later",
            say("{until} 不是可以延到的日子", until=until),
            rule=say("延到今天和原期限之后的工作日"),
            next=say("请换一个日期"),
        )
    if last is None or until > last:
        raise Refusal(
            "case.day-beyond-what-needs-it",
            say("“{name}”不能延到 {until}", name=owed["name"], until=until),
            rule=say("窗口延到承诺日为止，值班主任延到法定最后一天为止"),
            next=say("最晚 {last}；过了的请终止或者由审批台决定", last=last or say("无")),
        )
    outstanding.prolong(work.db, row["id"], owed["document"], until.isoformat())
    _settled(work, row["id"], owed["document"], LapseState.EXTENDED, reason, until.isoformat())
    row = noted(work, row, say("容缺延期"), say("{name} {day}", name=owed["name"], day=owed["due_on"]), str(until))
    content = wording.prolonged_tolerance_content(work, row, reason, [(owed["name"], owed["due_on"], str(until))])
    number = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts.update(document=owed["document"], before=owed["due_on"], after=until.isoformat())
    return Prolonged(name_of(row), owed["name"], until.isoformat(), number)


def _one_owed(work: Work, row: driver.Row, document: str) -> driver.Row:
    owed = outstanding.tolerated(work.db, row["id"])
    found = [one for one in owed if not document or one["document"] == document]
    if not found:
        raise Refusal(
            "case.no-tolerated-paper-outstanding",
            say("{name} 没有容缺未补的材料", name=name_of(row)),
            rule=RULE,
            next=say("请看办件的材料清单"),
        )
    return found[0]


def _latest(work: Work, row: driver.Row, document: str) -> date | None:
    rows = needing(full_set.read(work, row), approvals.undecided(work.db, row["id"]), {document})
    if not rows:
        return due(work.hall.calendar, work.today, LONGEST_AFTER).last_day
    days = [
        (one["legal_on"] or one["promised_on"]) if work.actor.role is Role.SUPERVISOR else one["promised_on"]
        for one in rows
    ]
    return min((date.fromisoformat(day) for day in days if day), default=None)


# -- the end -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ended:
    """A tolerance that was ended, which items ended with it, and what became of the case."""

    case: str
    documents: tuple[str, ...]
    state: str
    paper: str
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.state == CaseState.DELIVERED and not self.items:
            after = say("，结果已领取，已书面告知须依法处理")
        elif self.state == CaseState.WITHDRAWN:
            after = say("，需要它的事项终止办理：{items}；全案终止，结果不交付", items=a_row(self.items))
        else:
            after = say("，需要它的事项终止办理：{items}；其余事项照常", items=a_row(self.items) or say("无"))
        return say(
            "{case} 终止容缺（{documents}）{after}", case=self.case, documents=a_row(self.documents), after=after
        )


@act("case.end-tolerance", by=(Role.SUPERVISOR,), argument="case")
def end_tolerance(work: Work, case: str, reason: str, document: str = "") -> Ended:
    """End the tolerance of a case's owed documents (or of one), with a reason and in writing.

    Only the items that need them end; a grant under tolerance that was not handed over is taken back with them. Where
    the result was handed over already, the paper says that the promise was not kept, for the departments to act on;
    only after its date.
    """
    row = cases.find(work.db, case)
    _one_owed(work, row, document)
    owed = [one for one in outstanding.tolerated(work.db, row["id"]) if not document or one["document"] == document]
    reason = clean_text(reason, what=say("终止容缺的理由"), limit=300, empty=False)
    if row["state"] == CaseState.DELIVERED and all(one["due_on"] >= work.today.isoformat() for one in owed):
        raise Refusal(
            "case.time-paper-not-over",
            say("{name} 的补交期限 {due_on} 还没有过", name=name_of(row), due_on=owed[0]["due_on"]),
            rule=say("结果已领取的，承诺期限届满才终止"),
            next=say("请先催告申请人"),
        )
    full = full_set.read(work, row)
    rows = needing(full, approvals.of_case(work.db, row["id"]), {one["document"] for one in owed})
    return _end(work, row, rows, owed, reason)


@act("approval.end-tolerance", by=AT_A_DESK, argument="approval")
def end_at_a_desk(work: Work, approval: str, reason: str) -> Ended:
    """A desk ends its own item because a tolerated document that it needs did not come in time: a reason, a notice and
    its remedies; other items go on.
    """
    row = own(work, approval)
    late = late_documents(work, row)
    if not late or row["state"] not in UNDECIDED:
        raise Refusal(
            "approval.no-late-paper",
            say("A-{id} 没有逾期未补的容缺材料", id=row["id"]),
            rule=RULE,
            next=say("期限没到的请等到期限届满"),
        )
    reason = clean_text(reason, what=say("终止容缺的理由"), limit=300, empty=False)
    return _end(work, cases.get(work.db, row["case_id"]), [row], late, reason, at=row)


def _end(
    work: Work,
    case: driver.Row,
    rows: list[driver.Row],
    owed: list[driver.Row],
    reason: str,
    *,
    at: driver.Row | None = None,
) -> Ended:
    names = tuple(one["name"] for one in owed)
    words = say("容缺材料“{names}”未补交，本事项终止办理", names=a_row(names))
    ended = [row for row in rows if _end_item(work, row, words)]
    gone = _end_what_needs(work, case["id"])
    items = tuple(row["item_name"] for row in [*ended, *gone])
    handed = any(row["delivered_on"] is not None for row in rows)
    undecided = approvals.undecided(work.db, case["id"])
    over = {}
    for one in owed:
        if not needing(full_set.read(work, case), undecided, {one["document"]}):
            over[one["document"]] = [one["due_on"], case["accepted_on"]]
            outstanding.end(work.db, case["id"], one["document"], say("容缺已终止：{reason}", reason=verbatim(reason)))
            _settled(work, case["id"], one["document"], LapseState.ENDED, reason)
    state = _what_becomes_of(work, case, say("终止容缺：{names}未补交", names=a_row(names)))
    row = noted(work, cases.get(work.db, case["id"]), say("终止容缺"), a_row(names), reason)
    lines = [(one["name"], one["due_on"]) for one in owed]
    about = {one["item_name"] for one in [*ended, *gone]} or {one["item_name"] for one in rows}
    of_these = [one for one in matters(work.db, case["id"]) if one.name in about]
    papers = tuple(
        issue_notice(
            work,
            NoticeKind.NOTICE,
            wording.ended_tolerance_content(
                work, row, reason, lines, [one.name for one in body.matters if one.name in items], body, handed=handed
            ),
            case_id=case["id"],
            approval=at["id"] if at is not None and at["item_name"] in {one.name for one in body.matters} else None,
        )
        for body in bodies_of(work, case, of_these)
    )
    work.facts.update(ended=[one["document"] for one in owed], approvals=[f"A-{r['id']}" for r in ended], state=state)
    work.facts.update({"owed": over} if over else {})
    work.touch(*(f"approval:{one['id']}" for one in [*ended, *gone]))
    return Ended(name_of(row), names, state, papers[0], items)


def _end_item(work: Work, row: driver.Row, words: str) -> bool:
    """End one item that needs the document; False where it stands: decided without tolerance, served, or ended."""
    values: dict[str, Any] = {"state": ApprovalState.WITHDRAWN, "explanation": words}
    if row["state"] in UNDECIDED:
        approvals.stop(work.db, [row["id"]], work.today.isoformat(), work.now, say("（容缺已终止）"))
    elif (
        row["state"] == ApprovalState.DECIDED
        and row["outcome"] == Outcome.GRANT_TOLERANCE
        and row["delivered_on"] is None
    ):
        approvals.recall(work.db, row["id"], work.now, work.actor.staff, words)
        values |= {"outcome": None, "decided_on": None, "delivery_last_day": None, "on_the_spot": 0}
    else:
        return False
    drop_review(work, row["id"], say("容缺已终止"))
    approvals.change(work.db, row["id"], **values)
    return True


def _end_what_needs(work: Work, case_id: int) -> list[driver.Row]:
    """What waited for an item that has ended ends with it, as after any refusal."""
    before = {row["id"] for row in approvals.of_case(work.db, case_id) if row["state"] == ApprovalState.BLOCKED}
    fan_out.open_ready(work, case_id)
    gone = [
        row
        for row in approvals.of_case(work.db, case_id)
        if row["state"] == ApprovalState.WITHDRAWN and row["id"] in before
    ]
    approvals.stop(work.db, [row["id"] for row in gone], work.today.isoformat(), work.now, say("（前置事项已终止）"))
    return gone


def _what_becomes_of(work: Work, case: driver.Row, reason: str) -> str:
    """The case after items of it have ended: withdrawn where nothing is left of it, else as its other items stand."""
    rows = approvals.of_case(work.db, case["id"])
    if case["state"] not in (CaseState.ACCEPTED, CaseState.DECIDED) or any(r["state"] in UNDECIDED for r in rows):
        return str(case["state"])
    if not any(row["state"] == ApprovalState.DECIDED for row in rows):
        noted(
            work,
            case,
            say("全案终止"),
            CASE_STEP_NAMES[case["state"]],
            reason,
            state=CaseState.WITHDRAWN,
            outcome=CaseState.WITHDRAWN,
            reason=reason,
        )
        cases.give_back(work.db, case["id"])
        return CaseState.WITHDRAWN
    if case["state"] == CaseState.ACCEPTED:
        fan_out.join(work, case["id"])
    else:
        close_served(work, cases.get(work.db, case["id"]))
    return str(cases.get(work.db, case["id"])["state"])


def close_served(work: Work, case: driver.Row) -> bool:
    """A decided case: delivered once every result is in the applicant's hands, else due by the first that is not."""
    left = approvals.undelivered(work.db, case["id"])
    if left:
        cases.change(work.db, case["id"], delivery_last_day=left[0]["delivery_last_day"])
        return False
    cases.change(work.db, case["id"], state=CaseState.DELIVERED, delivered_on=work.today.isoformat())
    return True
