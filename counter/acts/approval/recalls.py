"""Decisions taken back before delivery, and single items that their applicant withdraws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import drop_review, no_review_waits, signed
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.approval import OUTCOME_NAMES, ApprovalState
from counter.rules.case import CaseState
from counter.rules.identity import clean_text
from counter.rules.secret import NO_SECRET, Secret
from counter.rules.workday import working_days_between
from counter.store import approvals, cases, driver, endings

ENDED = mark("前置事项")
"""How the reason of an approval begins that ended because what it needed was not granted (acts/fanout.py)."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A decision that was taken back; what waited for it waits again."""

    approval: str
    case: str
    item_name: str
    outcome: str
    waiting_again: tuple[str, ...]

    def __str__(self) -> str:
        words = say(
            "{approval} {item_name} 的决定（{outcome}）已撤回，重新办理",
            approval=self.approval,
            item_name=self.item_name,
            outcome=OUTCOME_NAMES[self.outcome],
        )
        return words + (
            say("；{waiting_again} 重新等待", waiting_again=listed(self.waiting_again)) if self.waiting_again else ""
        )


@act("approval.recall", by=AT_A_DESK, argument="approval")
def recall(work: Work, approval: str, reason: str, second: str, second_password: Secret = NO_SECRET) -> Recalled:
    """Take back a decision before the result is delivered, with a second officer of the department and a reason."""
    row = own(work, approval)
    reason = may_recall(work, row, reason)
    return recalled(
        work, row, reason, signed(work, second, second_password, what=say("撤回决定"), rule=say("决定由两人撤回"))
    )


def may_recall(work: Work | Look, row: driver.Row, reason: str) -> str:
    """The reason as it will be kept, if the decision on an approval can be taken back just now. Raises Refusal."""
    name = f"A-{row['id']}"
    if row["state"] != ApprovalState.DECIDED:
        raise Refusal(
            "approval.not-decided-yet", say("{name} 还没有作出决定", name=name), rule=say("只有已作出的决定可以撤回")
        )
    if row["delivered_on"] is not None or row["case_state"] not in (CaseState.ACCEPTED, CaseState.DECIDED):
        raise Refusal(
            "approval.result-handed-over",
            say("{name} 的结果已经交付", name=name),
            rule=say("结果交付前才能撤回决定"),
            next=Next.by(
                "approval.revoke",
                say("送达后只能依法定情形撤销"),
                approval=name,
                ground=None,
                reason=None,
                statement=None,
                second=None,
            ),
        )
    no_review_waits(work, row)
    _refuse_relied_on(work, row)
    return clean_text(reason, what=say("撤回理由"), limit=500, empty=False)


def recalled(work: Work, row: driver.Row, reason: str, second: str, *, officer: str = "") -> Recalled:
    """Take a decision back under two names; `officer` is the first of them where the actor is the second."""
    waiting = take_back(work, row, reason, second, officer=officer)
    work.about(f"approval:{row['id']}", second=second, recalled=row["outcome"])
    work.touch(f"case:{row['case_id']}")
    return Recalled(f"A-{row['id']}", row["receipt_number"], row["item_name"], row["outcome"], waiting)


def _refuse_relied_on(work: Work | Look, row: driver.Row) -> None:
    for one in approvals.dependents(work.db, row["id"]):
        if one["state"] == ApprovalState.DECIDED:
            raise Refusal(
                "approval.after-decided-basis",
                say("后续事项 A-{id}（{item_name}）已据此作出决定", id=one["id"], item_name=one["item_name"]),
                rule=say("撤回要从最后一个决定开始"),
                next=say("请先由{department_short}撤回它的决定", department_short=one["department_short"]),
            )
        if one["state"] == ApprovalState.PAUSED:
            raise Refusal(
                "approval.after-special-procedure",
                say("后续事项 A-{id}（{item_name}）正在特别程序中", id=one["id"], item_name=one["item_name"]),
                next=say("请先由{department_short}恢复计时", department_short=one["department_short"]),
            )


def take_back(work: Work, row: driver.Row, reason: str, second: str | None, *, officer: str = "") -> tuple[str, ...]:
    """Undo a decision and what followed from it. Raises Refusal if a later item was decided on its ground."""
    db = work.db
    _refuse_relied_on(work, row)
    drop_review(work, row["id"], say("决定已撤回"))
    approvals.recall(
        db,
        row["id"],
        work.now,
        officer or work.actor.staff,
        reason + (say("（共同办理：{second}）", second=verbatim(second)) if second else ""),
    )
    approvals.change(
        db, row["id"], state=ApprovalState.OPEN, outcome=None, decided_on=None, on_the_spot=0, delivery_last_day=None
    )
    endings.take_back(db, row["id"], work.today.isoformat(), officer or work.actor.staff, reason)
    waiting = _wait_again(work, row["id"])
    cases.change(db, row["case_id"], state=CaseState.ACCEPTED, decided_on=None, delivery_last_day=None)
    fan_out.recompute(work, row["case_id"])
    work.touch(f"case:{row['case_id']}")
    return waiting


def take_back_all(work: Work, row: driver.Row, reason: str) -> list[str]:
    """Undo a decision whose ground has gone, and before it those that rest on it: nobody at a window is held up by
    their order.

    Returns the approvals that are looked at again, as A-17.
    """
    found: list[str] = []
    if row["delivered_on"] is not None:
        return found  # served: it stands until its department revokes it by the law
    for one in approvals.dependents(work.db, row["id"]):
        if one["state"] == ApprovalState.DECIDED:
            found += take_back_all(
                work, one, say("所依据的 A-{id} 的决定已撤回：{reason}", id=row["id"], reason=reason)
            )
        elif (running := approvals.open_pause(work.db, one["id"])) is not None:
            started, today = date.fromisoformat(running["started_on"]), work.today
            days = max(0, working_days_between(work.hall.calendar, started, today))
            approvals.end_pause(work.db, running["id"], max(started, today).isoformat(), work.now, days)
            approvals.change(work.db, one["id"], state=ApprovalState.OPEN)
    if approvals.decision(work.db, row["id"]) is not None:  # two that rest on it may rest on each other
        take_back(work, row, reason, None)
        found.append(f"A-{row['id']}")
    return found


def _wait_again(work: Work, approval: int) -> tuple[str, ...]:
    found = []
    for one in approvals.dependents(work.db, approval):
        ended = one["state"] == ApprovalState.WITHDRAWN and one["explanation"].startswith(ENDED)
        if one["state"] == ApprovalState.OPEN or ended:
            approvals.change(
                work.db,
                one["id"],
                state=ApprovalState.BLOCKED,
                opened_on=None,
                opened_at=None,
                explanation="" if ended else one["explanation"],
            )
            drop_review(work, one["id"], say("前置事项的决定已撤回，重新等待"))
            work.touch(f"approval:{one['id']}")
            found.append(f"A-{one['id']}")
            if ended:
                found += _wait_again(work, one["id"])
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ItemWithdrawn:
    """One item of a case that its applicant does not want any more."""

    approval: str
    case: str
    item_name: str
    ended_with_it: tuple[str, ...]
    closed: bool

    def __str__(self) -> str:
        words = say("{approval} {item_name} 已按申请人的意思撤回", approval=self.approval, item_name=self.item_name)
        return (
            words
            + (
                say("，{ended_with_it} 随之终止", ended_with_it=listed(self.ended_with_it))
                if self.ended_with_it
                else ""
            )
            + (say("；其余事项已全部办结") if self.closed else "")
        )


@act("approval.withdraw", by=(Role.CLERK, Role.SUPERVISOR), argument="approval")
def withdraw(work: Work, approval: str, reason: str) -> ItemWithdrawn:
    """Withdraw one undecided item of a case at its applicant's wish; the others go on."""
    row = undecided(work, approval, 0)
    reason = clean_text(reason, what=say("撤回理由"), limit=200, empty=False)
    approvals.stop(work.db, [row["id"]], work.today.isoformat(), work.now, say("（申请人撤回）"))
    approvals.change(
        work.db,
        row["id"],
        state=ApprovalState.WITHDRAWN,
        explanation=say("申请人撤回：{reason}", reason=verbatim(reason)),
    )
    drop_review(work, row["id"], say("申请人撤回了这项申请"))
    before = {r["id"]: r["state"] for r in approvals.of_case(work.db, row["case_id"])}
    fan_out.open_ready(work, row["case_id"])
    gone = [
        r["id"]
        for r in approvals.of_case(work.db, row["case_id"])
        if r["state"] == ApprovalState.WITHDRAWN and before[r["id"]] != ApprovalState.WITHDRAWN
    ]
    approvals.stop(work.db, gone, work.today.isoformat(), work.now, say("（前置事项已撤回）"))
    ended = tuple(f"A-{one}" for one in gone)
    closed = fan_out.join(work, row["case_id"])
    work.about(f"approval:{row['id']}", ended=list(ended))
    work.touch(f"case:{row['case_id']}")
    return ItemWithdrawn(f"A-{row['id']}", row["receipt_number"], row["item_name"], ended, closed)
