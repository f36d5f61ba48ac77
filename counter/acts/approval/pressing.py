"""A desk pressed for a decision (催办), and a late approval accounted for in public."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.desk_list import own, undecided
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.approval import UNDECIDED, ApprovalState
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.store import approvals, driver, in_hand, staff

PRESSERS = (Role.CLERK, Role.SUPERVISOR, Role.APPROVER)


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
    """Press a desk for a decision; it is counted, shown at the desk and kept. Once a day by hand.

    An approver presses the desk that their own approval waits for; the head of a desk presses its officers.
    """
    row = undecided(work, approval, 0)
    words = clean_text(words, what=say("催办内容"), limit=200)
    if work.actor.role is Role.APPROVER:
        row = may_press(work, row)
    elif row["state"] == ApprovalState.BLOCKED:
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


def may_press(work: Work | Look, row: driver.Row) -> driver.Row:
    """What an approver's reminder is about: what holds their own approval up, or, for the head, the approval itself.
    Raises Refusal.
    """
    if row["state"] == ApprovalState.BLOCKED:
        return _held_up_by(work, row)
    head = in_hand.head_of(work.db, row["desk"])
    if head is None or head["code"] != work.actor.staff:
        raise Refusal(
            "approval.own-desk-not-pressed",
            say("A-{id} 就在本台办理", id=row["id"]),
            rule=say("本台的件由本台负责人催办；在等别台的可以催办别台"),
            next=say("请直接办理"),
        )
    return row


def _held_up_by(work: Work | Look, row: driver.Row) -> driver.Row:
    """The first approval on the way to a blocked one that somebody can decide now."""
    while row["state"] == ApprovalState.BLOCKED:
        row = next(one for one in approvals.prerequisites(work.db, row["id"]) if one["state"] in UNDECIDED)
    return row


@dataclass(frozen=True, slots=True)
class AllPressed:
    """All overdue approvals of a desk that were pressed in one act, and those that had been today already."""

    desk: str
    approvals: tuple[str, ...]
    already: tuple[str, ...]

    def __str__(self) -> str:
        said = say("{desk} 超期的 {n} 件已催办", desk=self.desk, n=len(self.approvals))
        if self.already:
            said += say("，{n} 件今天已经催办过", n=len(self.already))
        return said


@act("approval.remind-desk", by=(Role.SUPERVISOR,), argument="desk")
def remind_desk(work: Work, desk: str, words: str = "") -> AllPressed:
    """Press a desk for all that is past its promised day, in one act; each once a day by hand."""
    name = staff.desk_name(work.db, desk)
    if not name:
        raise Refusal(
            "approval.no-such-desk",
            say("没有审批台 {desk}", desk=verbatim(visible(desk, 30))),
            rule=say("审批台由管理员布置"),
            next=say("请核对台号"),
        )
    words = clean_text(words, what=say("催办内容"), limit=200)
    late = in_hand.overdue(work.db, desk, work.today.isoformat())
    pressed: list[str] = []
    already: list[str] = []
    for row in late:
        new = approvals.remind(
            work.db, row["id"], work.today.isoformat(), "manual", words or say("已超期，请尽快办理"), work.now,
            work.actor.staff,
        )  # fmt: skip
        (pressed if new else already).append(f"A-{row['id']}")
    if not pressed:
        raise Refusal(
            "approval.no-overdue-to-press",
            say("{desk} 超期的今天都已催办过", desk=name) if already else say("{desk} 没有超期的办件", desk=name),
            rule=say("人工催办每天一次"),
            next=say("可直接联系该台"),
        )
    work.about(f"desk:{desk}", approvals=pressed)
    work.touch(*(f"approval:{number[2:]}" for number in pressed))
    return AllPressed(name, tuple(pressed), tuple(already))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of an approval: when (local), by whom, in what words."""

    when: str
    who: str
    words: str

    def __str__(self) -> str:
        return say("{when} {who}：{words}", when=self.when, who=verbatim(self.who), words=verbatim(self.words))


@query("approval.reminders", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def reminders(look: Look, approval: str) -> tuple[Reminder, ...]:
    """Every reminder that an approval was sent, oldest first, in its words."""
    row = own(look, approval)
    if look.actor.role is Role.APPROVER and row["desk"] != look.actor.desk:
        return ()
    look.log(case=row["case_id"], person=row["person"])
    return tuple(
        Reminder(
            f"{look.hall.local(one['at']):%m-%d %H:%M}", one["staff_name"] or one["by_staff"], verbatim(one["words"])
        )
        for one in in_hand.reminders(look.db, row["id"])
    )


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


def may_account(look: Work | Look, row: driver.Row) -> None:
    """Only what is over its promised day is explained in public. Raises Refusal."""
    ended = row["decided_on"] or look.today.isoformat()
    if (
        row["promised_on"] is None
        or ended <= row["promised_on"]
        or row["state"] in (ApprovalState.PAUSED, ApprovalState.WITHDRAWN)
    ):
        raise Refusal(
            "approval.not-overdue", say("A-{id} 没有超期", id=row["id"]), rule=say("超过承诺期限的才作公开说明")
        )


@act("approval.account", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def account(work: Work, approval: str, words: str) -> Accounted:
    """Write the public explanation that a unit over its promised day owes (Regulation on the business environment)."""
    row = own(work, approval)
    may_account(work, row)
    words = clean_text(words, what=say("公开说明"), limit=300, empty=False)
    approvals.change(work.db, row["id"], explanation=words)
    work.about(f"approval:{row['id']}", explained=True)
    work.touch(f"case:{row['case_id']}")
    return Accounted(f"A-{row['id']}", row["item_name"], words)
