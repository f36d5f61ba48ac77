"""What a decision on several approvals would come to, line by line, before anybody writes reasons or signs for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import no_review_waits
from counter.acts.approval.deciding import may_receive
from counter.acts.approval.desk_list import AT_A_DESK, ApprovalLine, Glance, as_worked_on, line, undecided
from counter.acts.approval.interested import only_a_permit
from counter.acts.approval.pressing import may_account, may_press
from counter.acts.approval.recalls import may_recall
from counter.acts.approval.revoking import may_deregister, may_revoke
from counter.acts.approval.second_officer import TWO
from counter.acts.approval.settling import may_settle
from counter.acts.approval.supplements import may_ask, may_unask
from counter.acts.approval.timing import EXTENSION_RULE, may_extend, may_pause, may_resume
from counter.acts.case.lapses import late_documents
from counter.acts.case.untruth import permit_of
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.approval import ApprovalState, Outcome
from counter.store import approvals as store
from counter.store import driver, handovers, in_hand, staff


@dataclass(frozen=True, slots=True)
class Considered:
    """One approval with its applicant, and why it can't be decided so just now (empty: it can)."""

    line: ApprovalLine
    why_not: str

    def __str__(self) -> str:
        head = listed((self.line.number, self.line.item_name, verbatim(self.line.applicant)), "  ")
        return say("{head}：{why}", head=head, why=self.why_not) if self.why_not else head


@query("approval.consider", by=AT_A_DESK)
def consider(
    look: Look, approvals: tuple[str, ...], tolerance: bool = False, refuse: bool = False
) -> tuple[Considered, ...]:
    """Which of these approvals could be granted (or refused) now, and why the others can't."""
    outcome = Outcome.REFUSE if refuse else Outcome.GRANT_TOLERANCE if tolerance else Outcome.GRANT
    glance = Glance(look)
    found = []
    for one in dict.fromkeys(approvals):
        row = store.find(look.db, one)
        look.log(case=row["case_id"], person=row["person"])
        shown = as_worked_on(look, line(look, row, glance), in_hand.of_approval(look.db, row["id"], look.actor.staff))
        try:
            _settled_as(outcome)(look, row)
            found.append(Considered(shown, ""))
        except Refusal as refusal:
            found.append(Considered(shown, refusal.message))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Able:
    """One thing that a desk can do with an approval, and why it can't just now (empty: it can)."""

    what: str
    why_not: str

    def __str__(self) -> str:
        return say("{what}：{why}", what=self.what, why=self.why_not or say("可以"))


@query("approval.able", by=AT_A_DESK, argument="approval")
def able(look: Look, approval: str) -> tuple[Able, ...]:
    """What can be done with an approval just now, each held against the rule that its act is held against."""
    row = store.find(look.db, approval)
    look.log(case=row["case_id"], person=row["person"])
    return tuple(Able(what, _why_not(look, row, check)) for what, check in _CHECKS.items())


@query("approval.may", by=AT_A_DESK, argument="approval")
def may(look: Look, approval: str, what: str) -> Able:
    """Refuse what can't be done with an approval just now: asked before anybody is asked to write or sign for it."""
    row = store.find(look.db, approval)
    if (check := _CHECKS.get(what)) is not None:
        check(look, row)
    return Able(what, "")


def _why_not(look: Look, row: driver.Row, check: Callable[[Look, driver.Row], object]) -> str:
    try:
        check(look, row)
    except Refusal as refusal:
        return refusal.message
    return ""


def _mine(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    only_mine(look, row)


def _second_here(look: Look) -> None:
    """Somebody else of the department is there to sign."""
    if not staff.other_officers(look.db, look.actor.staff, look.actor.department):
        raise Refusal(
            "approval.desk-no-second-officer",
            say("本台没有第二名审批人员"),
            rule=TWO,
            next=say("请管理员登记"),
        )


def _settled_as(outcome: Outcome) -> Callable[[Look, driver.Row], None]:
    def check(look: Look, row: driver.Row) -> None:
        _mine(look, row)
        may_settle(look, row, outcome, "" if outcome is Outcome.GRANT else "x", "")
        if row["item_check"] == "substance":
            _second_here(look)

    return check


def _signed_by_two(check: Callable[[Look, driver.Row], object]) -> Callable[[Look, driver.Row], None]:
    def checked(look: Look, row: driver.Row) -> None:
        check(look, row)
        _second_here(look)

    return checked


def _others(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    only_a_permit(look, row)


def _receive(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    may_receive(look, row)


def _ask(look: Look, row: driver.Row) -> None:
    _mine(look, row)
    may_ask(look, row)


def _pause(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    if not may_pause(look, row):
        raise Refusal(
            "approval.guide-no-such-special",
            say("{item}的指南没有特别程序", item=row["item_name"]),
            rule=say("行政许可法第四十五条"),
            next=say("这项不能中止计时，需要时间请延长期限"),
        )


def _resume(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    may_resume(look, row)


def _extend(look: Look, row: driver.Row) -> None:
    _mine(look, row)
    may_extend(look, row, 1, "x")
    if in_hand.head_of(look.db, row["desk"]) is None:
        raise Refusal(
            "approval.desk-has-no-head",
            say("本台没有登记负责人，不能延长期限"),
            rule=EXTENSION_RULE,
            next=say("请管理员登记"),
        )
    _second_here(look)


def _propose(look: Look, row: driver.Row) -> None:
    _second_here(look)
    if row["state"] == ApprovalState.DECIDED:
        may_recall(look, row, "x")
        return
    _mine(look, row)
    no_review_waits(look, row)


def _end_late(look: Look, row: driver.Row) -> None:
    if not late_documents(look, row):
        raise Refusal(
            "approval.no-late-paper",
            say("没有逾期的容缺材料"),
            rule=say("容缺的材料到期没有补交才终止"),
            next=say("请等材料，或按现有材料决定"),
        )


def _unask(look: Look, row: driver.Row) -> None:
    undecided(look, row["id"], 0)
    may_unask(look, row)


def _mismatch(look: Look, row: driver.Row) -> None:
    if not handovers.listed(look.db, row["case_id"], row["desk"], True):
        raise Refusal(
            "approval.no-slip-to-sign",
            say("{case} 没有待签收的转移单", case=row["receipt_number"]),
            rule=say("签收时当面核对"),
            next=say("材料有问题请要求补正，或联系窗口"),
        )


def _untrue(look: Look, row: driver.Row) -> None:
    _settled_as(Outcome.REFUSE)(look, row)
    permit_of(look, row)


_CHECKS: dict[str, Callable[[Look, driver.Row], object]] = {
    "receive": _receive,
    "grant": _settled_as(Outcome.GRANT),
    "refuse": _settled_as(Outcome.REFUSE),
    "ask": _ask,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "propose": _propose,
    "tolerate": _settled_as(Outcome.GRANT_TOLERANCE),
    "late": _end_late,
    "recall": _signed_by_two(lambda look, row: may_recall(look, row, "x")),
    "account": may_account,
    "unask": _unask,
    "mismatch": _mismatch,
    "remind": may_press,
    "untrue": _signed_by_two(_untrue),
    "revoke": _signed_by_two(may_revoke),
    "deregister": _signed_by_two(may_deregister),
    "others": _others,
}
"""What a desk offers for an approval, and the rule of each."""
