"""What people do with tickets: call, pick, start, hold, transfer, finish (taking one is in acts/take.py).

Each act checks the move table, changes one ticket, turns its period and leaves in the journal what `act.undo` needs to
take it back. Nothing is called without a press; a press that comes twice changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.queue import waiting
from counter.acts.queue.taking import TicketTaken, take
from counter.acts.queue.turning import find_ticket, keep, mine, of_today, owner_of
from counter.acts.window.turning import fall_back
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say
from counter.rules import order as rule
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.order import MINUTE
from counter.rules.ticket import OPEN, State, Ticket, check_move
from counter.store import floor, tickets

__all__ = ["TicketTaken", "take"]

AT_A_WINDOW = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket that a window has called, and why this one."""

    ticket: int
    number: str
    window: int
    reason: str
    class_: str
    matter: str
    people: int
    waited_minutes: int
    calls: int
    state: str
    version: int

    def __str__(self) -> str:
        return say(
            "请 {number} 到 {window} 号窗口（第 {calls} 次呼叫；{reason}）",
            number=self.number,
            window=self.window,
            calls=self.calls,
            reason=self.reason,
        )


# -- calling -----------------------------------------------------------------------------------------------------------


@act("ticket.call", by=AT_A_WINDOW, undo="act.undo")
def call(work: Work, window: int | None = None) -> Called:
    """Call the next person for a window. The order's rule decides and says why; one conditional update claims."""
    number = _my_window(work, window)
    policy = waiting.order(work.hall)
    if floor.loan(work.db, number) is not None:
        fall_back(work, number)
    letters = tickets.queues_of(work.db, number)
    for soonest in (work.now, work.now + policy.early):
        found = tickets.heads(work.db, letters, policy.heads, number, work.now, soonest, waiting.morning(work))
        choice = rule.choose(policy, found, work.now)
        if choice is not None:
            return _claim(work, tickets.get(work.db, choice.ticket), number, choice.reason)
    raise waiting.why_empty(work, letters)


@act("ticket.pick", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def pick(work: Work, ticket: str, window: int | None = None, *, version: int = 0) -> Called:
    """Call one particular person, also from hold or from the absent list. The slower of two clerks is told who has
    them.
    """
    number = _my_window(work, window)
    one = find_ticket(work, ticket, version)
    if one.state in OPEN:
        raise Refusal(
            "ticket.taken-elsewhere",
            say(
                "{shown} 已由{owner}{state}",
                shown=one.shown,
                owner=owner_of(work, one),
                state=moves.STATE_NAMES[one.state],
            ),
            rule=say("一个号同一时间只归一处"),
            next=say("请另叫一位"),
        )
    check_move("pick", one, owner_of(work, one))
    of_today(work, one)
    was = "" if one.state == State.WAITING else say("，原在{state}", state=moves.STATE_NAMES[one.state])
    return _claim(work, one, number, say("窗口点名{was}", was=was))


def _claim(work: Work, one: Ticket, window: int, reason: str) -> Called:
    taken = tickets.claim(work.db, one.id, one.version, window, work.actor.staff, work.now, reason)
    if taken is None:
        raise Refusal(
            "ticket.just-called-elsewhere",
            say("{shown} 刚被别处叫走", shown=one.shown),
            rule=say("一个号同一时间只归一处"),
            next=say("请再按叫号"),
        )
    periods = tickets.turn_period(
        work.db, one, "called", work.now, queue=one.queue, window=window, staff=work.actor.staff, reason=reason
    )
    line = tickets.add_call(work.db, one.id, window, work.now, 0)
    keep(work, one, taken, periods, call=line, reason=reason)
    return _called(taken, work.now)


def _called(one: Ticket, now: int) -> Called:
    return Called(
        one.id,
        one.shown,
        one.front_window or 0,
        one.reason,
        one.class_,
        one.matter,
        one.people,
        max(0, now - one.arrived_at) // MINUTE,
        one.calls,
        one.state,
        one.version,
    )


@act("ticket.recall", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def recall(work: Work, ticket: str, *, version: int = 0) -> Called:
    """Call the same person again, not sooner than the policy's pause and not more often than it allows."""
    one = mine(work, "recall", ticket, version)
    rules = work.hall.policy.queue
    if one.calls >= rules.max_calls:
        raise Refusal(
            "ticket.called-times",
            say("{shown} 已叫 {calls} 次", shown=one.shown, calls=one.calls),
            rule=say("最多叫 {max_calls} 次", max_calls=rules.max_calls),
            next=Next.by("ticket.absent", say("没来请记过号"), ticket=one.shown),
        )
    left = rules.recall_seconds * 1000 - (work.now - (one.called_at or 0))
    if left > 0:
        raise Refusal(
            "ticket.just-called",
            say("{shown} 刚叫过", shown=one.shown),
            rule=say("两次呼叫至少隔 {recall_seconds} 秒", recall_seconds=rules.recall_seconds),
            next=say("请等 {left} 秒", left=-(-left // 1000)),
        )
    after = tickets.change(work.db, one, calls=one.calls + 1, called_at=work.now)
    line = tickets.add_call(work.db, one.id, one.front_window or 0, work.now, after.calls - 1)
    keep(work, one, after, (None, None), call=line, calls=after.calls)
    return _called(after, work.now)


# -- what the acts share -----------------------------------------------------------------------------------------------


def _my_window(work: Work, window: int | None) -> int:
    """The window an act is done at: somebody must be signed in there, on duty, and with nothing open."""
    number = window if window is not None else work.actor.window
    if number is None:
        raise Refusal(
            "ticket.not-say-window",
            say("没有说是哪个窗口"),
            rule=say("叫号在窗口上做"),
            next=Next.by("staff.sign-in", say("请先在窗口签到，或写明窗口"), window=None),
        )
    tickets.queues_of(work.db, number)
    shift = tickets.shift_at(work.db, number)
    if shift is None or (shift["staff"] != work.actor.staff and work.actor.role is not Role.SUPERVISOR):
        who = (
            say("{number} 号窗口现在是 {staff_name}", number=number, staff_name=shift["staff_name"])
            if shift
            else say("{number} 号窗口还没有人签到", number=number)
        )
        raise Refusal(
            "ticket.not-window",
            who,
            rule=say("叫号的人要先在窗口签到"),
            next=Next.by("staff.sign-in", say("请先签到"), window=number),
        )
    if shift["state"] == ShiftState.AWAY:
        raise Refusal(
            "ticket.window-paused",
            say("{number} 号窗口暂停中", number=number),
            rule=say("暂停的窗口不叫号"),
            next=Next.by("staff.back", say("请先恢复叫号")),
        )
    if (open_one := tickets.open_at(work.db, number)) is not None:
        raise Refusal(
            "ticket.window-still",
            say(
                "{number} 号窗口还有 {open_one} {state}",
                number=number,
                open_one=open_one.shown,
                state=moves.STATE_NAMES[open_one.state],
            ),
            rule=say("一个窗口同一时间只办一个号"),
            next=moves.next_step(open_one) or "",
        )
    return number
