"""Who at a desk has an approval in hand: taken by oneself, assigned by the head, handed over while somebody is away.

What is in somebody's hand is decided, refused and asked for by them; the head of the desk may always. Nobody's is
everybody's. Signing for papers, agreeing to a proposal and taking back stay with whoever sits there.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.desk_list import AT_A_DESK, undecided
from counter.acts.staff.accounts import staff_code
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.store import driver, in_hand

WHO_ASSIGNS = (Role.APPROVER, Role.SUPERVISOR)
ONE_HANDLES = mark("一件审批由一名人员经办，别人不代为决定")
MOST_AT_ONCE = 500
"""Approvals that may change hands in one act."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What has changed hands, and line by line what has not and why. `officer` is empty where nobody has them now."""

    officer: str
    officer_name: str
    approvals: tuple[str, ...]
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        done = (
            say(
                "{count} 件由 {name} 经办：{approvals}",
                count=len(self.approvals),
                name=verbatim(self.officer_name),
                approvals=listed(self.approvals[:8]),
            )
            if self.officer
            else say("{count} 件已放回，谁都可以接", count=len(self.approvals))
        )
        return (
            say("{done}；没有办到：{refused}", done=done, refused=listed(self.refused, "；")) if self.refused else done
        )


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer of a desk, and how many undecided approvals they have in hand."""

    code: str
    name: str
    head: bool
    in_hand: int

    def __str__(self) -> str:
        who = say("{name}（{code}）", name=verbatim(self.name), code=self.code)
        return listed((who, say("手上 {n} 件", n=self.in_hand), *((say("本台负责人"),) if self.head else ())), "  ")


@dataclass(frozen=True, slots=True)
class DeskShown:
    """A desk by its name, and its officers."""

    code: str
    name: str
    department: str
    officers: tuple[Officer, ...]

    def __str__(self) -> str:
        return listed((listed((self.name, self.department), "  "), *map(str, self.officers)), "\n")


@query("approval.desk", by=AT_A_DESK)
def desk(look: Look) -> DeskShown:
    """One's own desk: what it is called, its officers and what they have in hand."""
    row = in_hand.desk(look.db, look.actor.desk or "")
    return DeskShown(
        row["code"],
        row["name"],
        row["department_name"],
        tuple(
            Officer(one["code"], one["name"], bool(one["head"]), one["in_hand"])
            for one in in_hand.officers(look.db, row["code"])
        ),
    )


def only_mine(work: Work | Look, row: driver.Row) -> None:
    """Refuse to do a colleague's work by mistake: what is in their hand is theirs, unless one heads the desk."""
    if row["in_hand"] is None or row["in_hand"] == work.actor.staff:
        return
    held = in_hand.holder(work.db, row["id"])
    if held is None or held["code"] == work.actor.staff or _heads(work, row["desk"]):
        return
    raise Refusal(
        "approval.in-colleagues-hand",
        say("A-{id} 在 {name} 手上", id=row["id"], name=verbatim(held["name"])),
        rule=ONE_HANDLES,
        next=Next.by(
            "approval.hand-over", say("请由 {name} 办；不在岗的请移交", name=verbatim(held["name"])),
            officer=held["code"], to=None, reason=None,
        ),
    )  # fmt: skip


@act("approval.take", by=AT_A_DESK, undo="approval.put-back")
def take(work: Work, approvals: tuple[str, ...]) -> Assigned:
    """Take approvals of one's own desk into one's own hand; what a colleague has already is told line by line."""
    return _give(work, approvals, work.actor.staff, work.actor.name)


@act("approval.put-back", by=AT_A_DESK, undo="approval.take")
def put_back(work: Work, approvals: tuple[str, ...]) -> Assigned:
    """Give approvals out of one's own hand: whoever is at the desk may take them."""
    return _give(work, approvals, None, "")


@act("approval.assign", by=AT_A_DESK)
def assign(work: Work, approvals: tuple[str, ...], to: str) -> Assigned:
    """Assign approvals to an officer of the desk, as its head (where it has none, any officer may)."""
    officer = _officer(work, to, work.actor.desk)
    if officer["code"] != work.actor.staff:
        _only_head(work, work.actor.desk or "")
    return _give(work, approvals, officer["code"], officer["name"])


@act("approval.hand-over", by=WHO_ASSIGNS, argument="officer")
def hand_over(work: Work, officer: str, to: str, reason: str) -> Assigned:
    """Hand over all that an absent officer has in hand at their desk, in one act and with a reason.

    By the officer, the head of the desk (any officer where it has none) or a supervisor.
    """
    code = staff_code(officer)
    absent = in_hand.anybody(work.db, code)
    if absent is None or (work.actor.role is Role.APPROVER and absent["desk"] != work.actor.desk):
        raise _nobody(code)
    taker = _officer(work, to, work.actor.desk if work.actor.role is Role.APPROVER else None)
    if taker["code"] == code:
        raise Refusal(
            "approval.handed-to-oneself",
            say("移交人和接手人是同一个人"),
            rule=say("移交给另一名人员"),
            next=say("请填接手人的工号"),
        )
    if work.actor.role is Role.APPROVER and code != work.actor.staff:
        _only_head(work, work.actor.desk or "")
    why = clean_text(reason, what=say("移交理由"), limit=200, empty=False)
    ids = in_hand.held_by(work.db, code, taker["desk"])
    if not ids:
        raise Refusal(
            "approval.nothing-in-hand",
            say("{name} 手上没有本台的办件", name=verbatim(absent["name"])),
            rule=say("移交的是已接手、还没有决定的办件"),
            next=say("没有人接手的，请直接接手或分派"),
        )
    in_hand.give(work.db, ids, taker["code"], work.now)
    work.about(f"desk:{taker['desk']}", officer=code, to=taker["code"], reason=why, approvals=[f"A-{id}" for id in ids])
    work.touch(*(f"approval:{id}" for id in ids))
    return Assigned(taker["code"], taker["name"], tuple(f"A-{id}" for id in ids))


def _give(work: Work, approvals: tuple[str, ...], officer: str | None, name: str) -> Assigned:
    """Put approvals into a hand (None: into nobody's), each for itself. Raises the Refusal where none could be."""
    if not 1 <= len(approvals) <= MOST_AT_ONCE:
        raise Refusal(
            "approval.chosen-to-change-hands",
            say("一次选了 {count} 件", count=len(approvals)),
            rule=say("一次分派 1 到 {most} 件", most=MOST_AT_ONCE),
            next=say("请分批办理"),
        )
    done: dict[int, driver.Row] = {}
    refused: dict[str, Refusal] = {}
    for one in approvals:
        try:
            row = undecided(work, one, 0)
            only_mine(work, row)
            if officer is None and in_hand.holder(work.db, row["id"]) is None:
                raise Refusal(
                    "approval.in-nobodys-hand",
                    say("A-{id} 没有人接手", id=row["id"]),
                    rule=say("放回的是自己手上的"),
                    next=Next.by("approval.take", say("请直接接手"), approvals=f"A-{row['id']}"),
                )
            done[row["id"]] = row
        except Refusal as refusal:
            refused[one] = refusal
    if not done:
        raise next(iter(refused.values()))
    in_hand.give(work.db, list(done), officer, work.now)
    numbers = tuple(f"A-{id}" for id in done)
    # a single one's act stands in its own history; of several the desk's
    work.about(f"approval:{next(iter(done))}" if len(done) == 1 else f"desk:{work.actor.desk}", to=officer or "")
    if len(done) > 1:
        work.facts.update(approvals=list(numbers))
    work.touch(*(f"approval:{id}" for id in done))
    return Assigned(officer or "", name, numbers, tuple(refusal.message for refusal in refused.values()))


def _heads(work: Work | Look, desk: str) -> bool:
    head = in_hand.head_of(work.db, desk)
    return head is not None and head["code"] == work.actor.staff


def _only_head(work: Work, desk: str) -> None:
    """Refuse what only the head of a desk does; a desk without a head is everybody's at it."""
    head = in_hand.head_of(work.db, desk)
    if head is not None and head["code"] != work.actor.staff:
        raise Refusal(
            "approval.only-head-assigns",
            say("分派和移交由本台负责人 {name} 办", name=verbatim(head["name"])),
            rule=say("本台负责人安排本台的工作"),
            next=say("请 {name} 分派；自己要办的请直接接手", name=verbatim(head["name"])),
        )


def _officer(work: Work, to: str, desk: str | None) -> driver.Row:
    code = staff_code(to)
    row = in_hand.officer(work.db, code)
    if row is None or (desk is not None and row["desk"] != desk):
        raise _nobody(code)
    return row


def _nobody(code: str) -> Refusal:
    return Refusal(
        "approval.no-such-officer",
        say("本台没有工号 {code} 的审批人员", code=verbatim(code)),
        rule=say("办件只交给本台的审批人员"),
        next=say("请核对工号"),
    )
