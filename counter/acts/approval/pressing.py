"""A desk pressed for a decision (催办), and a late approval accounted for in public."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.desk_list import own, undecided
from counter.errors import Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.approval import UNDECIDED, ApprovalState
from counter.rules.identity import clean_text
from counter.store import approvals, driver

PRESSERS = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A reminder (催办) that a desk was sent, and how many there have been."""

    approval: str
    item_name: str
    department: str
    reminders: int

    def __str__(self) -> str:
        return say(
            "已催办 {department}·{item_name}（{approval}），共 {reminders} 次",
            department=self.department,
            item_name=self.item_name,
            approval=self.approval,
            reminders=self.reminders,
        )


@act("approval.remind", by=PRESSERS, argument="approval")
def remind(work: Work, approval: str, words: str = "") -> Pressed:
    """Press a desk for a decision; it is counted, shown at the desk and kept. Once a day by hand."""
    row = undecided(work, approval, 0)
    words = clean_text(words, what=say("催办内容"), limit=200)
    if row["state"] == ApprovalState.BLOCKED:
        one, name = _held_up_by(work, row), f"A-{row['id']}"
        raise Refusal(
            "approval.waits-for",
            say(
                "{name} 还在等前置事项：{department_short}·{item_name}",
                name=name,
                department_short=one["department_short"],
                item_name=one["item_name"],
            ),
            rule=say("催办给能作决定的审批台，等别人的不记催办"),
            next=say("请催办 A-{id}", id=one["id"]),
        )
    if not approvals.remind(
        work.db, row["id"], work.today.isoformat(), "manual", words or say("请尽快办理"), work.now, work.actor.staff
    ):
        raise Refusal(
            "approval.urged-today",
            say("A-{id} 今天已经人工催办过", id=row["id"]),
            rule=say("人工催办每天一次"),
            next=say("可直接联系{department_name}", department_name=row["department_name"]),
        )
    work.about(f"approval:{row['id']}", reminders=row["reminders"] + 1)
    return Pressed(f"A-{row['id']}", row["item_name"], row["department_short"], row["reminders"] + 1)


def _held_up_by(work: Work, row: driver.Row) -> driver.Row:
    """The first approval on the way to a blocked one that somebody can decide now."""
    while row["state"] == ApprovalState.BLOCKED:
        row = next(one for one in approvals.prerequisites(work.db, row["id"]) if one["state"] in UNDECIDED)
    return row


@dataclass(frozen=True, slots=True)
class Accounted:
    """The public explanation of an overdue approval."""

    approval: str
    item_name: str
    words: str

    def __str__(self) -> str:
        return say(
            "{approval} {item_name} 超期公开说明：{words}",
            approval=self.approval,
            item_name=self.item_name,
            words=verbatim(self.words),
        )


@act("approval.account", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def account(work: Work, approval: str, words: str) -> Accounted:
    """Write the public explanation that a unit over its promised day owes (Regulation on the business environment)."""
    row = own(work, approval)
    ended = row["decided_on"] or work.today.isoformat()
    if (
        row["promised_on"] is None
        or ended <= row["promised_on"]
        or row["state"] in (ApprovalState.PAUSED, ApprovalState.WITHDRAWN)
    ):
        raise Refusal(
            "approval.not-overdue", say("A-{id} 没有超期", id=row["id"]), rule=say("超过承诺期限的才作公开说明")
        )
    words = clean_text(words, what=say("公开说明"), limit=300, empty=False)
    approvals.change(work.db, row["id"], explanation=words)
    work.about(f"approval:{row['id']}", explained=True)
    work.touch(f"case:{row['case_id']}")
    return Accounted(f"A-{row['id']}", row["item_name"], words)
