"""One move of a ticket: found as it was shown, turned by the table of moves, kept for undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.errors import Refusal
from counter.hall.act import Work
from counter.phrases.said import packed, say, verbatim
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.identity import clean_code
from counter.rules.ticket import OPEN, Ticket, check_move
from counter.store import staff, tickets


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket after an act, in one sentence."""

    ticket: int
    number: str
    state: str
    words: str
    version: int

    def __str__(self) -> str:
        return self.words


def find_ticket(work: Work, text: str, version: int) -> Ticket:
    one = tickets.find(work.db, work.today.isoformat(), clean_code(str(text), what=say("号票"), limit=20))
    if version and one.version != version:
        raise Refusal(
            "ticket.just-changed-elsewhere-now",
            say("{shown} 刚刚被别处改动，现在是“{state}”", shown=one.shown, state=moves.STATE_NAMES[one.state]),
            rule=say("一个号同一时间只归一处"),
            next=say("请看最新的队列再操作"),
        )
    return one


def of_today(work: Work, one: Ticket) -> None:
    """Raises Refusal for what is left of an earlier day: its number may be somebody else's today."""
    if one.business_date != work.today.isoformat():
        raise Refusal(
            "ticket.number-of",
            say("{shown} 是 {business_date} 的号", shown=one.shown, business_date=one.business_date),
            rule=say("往日的号先由值班主任处理"),
            next=say("请在当日结束页处理，或请重新取号"),
        )


def mine(work: Work, verb: str, text: str, version: int) -> Ticket:
    one = find_ticket(work, text, version)
    check_move(verb, one, owner_of(work, one))
    check_mine(work, one)
    return one


def check_mine(work: Work, one: Ticket) -> None:
    if one.staff != work.actor.staff and work.actor.role not in (Role.SUPERVISOR, Role.HALL):
        raise Refusal(
            "ticket.another-window",
            say("{shown} 在{owner}", shown=one.shown, owner=owner_of(work, one)),
            rule=say("别的窗口在办的号不能动"),
            next=say("请与该窗口商量，或找值班主任"),
        )


def owner_of(work: Work, one: Ticket) -> str:
    if one.state not in OPEN:
        return ""
    name = staff.name(work.db, one.staff)
    return say(" {front_window} 号窗口（{name}）", front_window=one.front_window, name=verbatim(name))


def turn(work: Work, one: Ticket, verb: str, words: str, why: str = "", **values: Any) -> Moved:
    """Make a move of the table: ticket, period, journal."""
    move = moves.MOVES[verb]
    after = tickets.change(work.db, one, state=move.after, since=work.now, **values)
    owner = (
        (after.front_window, after.staff)
        if after.state in OPEN
        else (one.front_window, one.staff)
        if move.period is None
        else (None, None)
    )
    periods = tickets.turn_period(
        work.db, one, move.period, work.now, queue=after.queue, window=owner[0], staff=owner[1], reason=why
    )
    keep(work, one, after, periods)
    if after.queue != one.queue:
        work.facts["queue"] = after.queue
    return moved(after, words)


def moved(one: Ticket, words: str) -> Moved:
    return Moved(one.id, one.shown, one.state, words, one.version)


KEPT = (
    "state",
    "queue",
    "lane",
    "ready_at",
    "not_before",
    "front_window",
    "staff",
    "for_window",
    "calls",
    "called_at",
    "since",
    "held_reason",
    "held_until",
    "reason",
    "people",
    "matter",
)
"""The columns of a ticket that acts change, and undo restores."""


def keep(
    work: Work,
    before: Ticket,
    after: Ticket,
    periods: tuple[int | None, int | None],
    *,
    call: int | None = None,
    **facts: Any,
) -> None:
    """Journal what changed, before and after, in the form that undo reads."""
    was = {name: getattr(before, name) for name in KEPT if getattr(before, name) != getattr(after, name)}
    work.about(
        f"ticket:{before.id}",
        number=before.shown,
        state=after.state,
        undo={
            "was": packed(was),
            "periods": list(periods),
            "call": call,
            "version": after.version,
            "from": before.version,
        },
        **facts,
    )
