"""A ticket's states and the moves between them.

Every act on a ticket is one row of MOVES; the acts, the undo and the state-machine test read the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.errors import Next, Refusal
from counter.phrases.said import mark, say


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    AWAY = "away"
    FINISHED = "finished"
    LEFT = "left"
    LAPSED = "lapsed"
    TOMORROW = "tomorrow"


STATE_NAMES: Mapping[str, str] = {
    State.WAITING: mark("等候"),
    State.CALLED: mark("已呼叫"),
    State.SERVING: mark("办理中"),
    State.HELD: mark("挂起"),
    State.ABSENT: mark("过号"),
    State.AWAY: mark("暂离"),
    State.FINISHED: mark("办结"),
    State.LEFT: mark("离开"),
    State.LAPSED: mark("作废"),
    State.TOMORROW: mark("转明日"),
}
OPEN = frozenset({State.CALLED, State.SERVING})
"""States in which a window owns the ticket: one per window, by index."""
LIVE = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD, State.ABSENT, State.AWAY})
"""States that someone must still do something about."""

CLASS_NAMES: Mapping[str, str] = {
    "normal": mark("普通"),
    "child": mark("带小孩"),
    "veteran": mark("退役军人"),
    "pregnant": mark("孕妇"),
    "disabled": mark("残疾人"),
    "elderly": mark("老年人"),
    "urgent": mark("急事"),
    "carried": mark("昨日转来"),
    "appointment": mark("预约"),
}
"""Words for the priority classes of the policy, and for the lane of kept appointments."""

ORIGIN_NAMES: Mapping[str, str] = {
    "kiosk": mark("自助取号"),
    "guide": mark("导办取号"),
    "appointment": mark("预约"),
    "remote": mark("远程取号"),
    "downtime": mark("手写补录"),
}


class Period(StrEnum):
    """What a stretch of a ticket's life is counted as."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    AWAY = "away"
    TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: the states it starts from, the one it leads to, and the kind of period that begins (None: none)."""

    before: frozenset[State]
    after: State
    period: Period | None
    words: str


def _move(words: str, after: State, period: Period | None, *before: State) -> Move:
    return Move(frozenset(before), after, period, words)


MOVES: Mapping[str, Move] = {
    "call": _move(mark("叫号"), State.CALLED, Period.CALLED, State.WAITING),
    "pick": _move(mark("点名叫号"), State.CALLED, Period.CALLED, State.WAITING, State.HELD, State.ABSENT, State.AWAY),
    "recall": _move(mark("重呼"), State.CALLED, None, State.CALLED),
    "start": _move(mark("开始办理"), State.SERVING, Period.SERVING, State.CALLED),
    "absent": _move(mark("过号"), State.ABSENT, Period.ABSENT, State.CALLED),
    "skip": _move(mark("未到，稍后再叫"), State.WAITING, Period.WAITING, State.CALLED),
    "hold": _move(mark("挂起"), State.HELD, Period.HELD, State.CALLED, State.SERVING),
    "step-out": _move(mark("暂离"), State.AWAY, Period.AWAY, State.WAITING),
    "back": _move(mark("回到队列"), State.WAITING, Period.WAITING, State.HELD, State.ABSENT, State.AWAY),
    "release": _move(mark("放回队列"), State.WAITING, Period.WAITING, State.CALLED, State.SERVING),
    "transfer": _move(
        mark("转窗"), State.WAITING, Period.TRANSFERRED, State.WAITING, State.CALLED, State.SERVING, State.HELD
    ),
    "finish": _move(mark("办结"), State.FINISHED, None, State.SERVING),
    "leave": _move(mark("离开"), State.LEFT, None, State.WAITING, State.CALLED, State.HELD, State.ABSENT, State.AWAY),
    "lapse": _move(mark("作废"), State.LAPSED, None, *LIVE),
    "tomorrow": _move(mark("转明日优先"), State.TOMORROW, None, *LIVE),
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as the store has it. Instants in UTC ms; `letter`+`number` is what the citizen sees all day."""

    id: int
    letter: str
    number: int
    business_date: str
    queue: str
    class_: str
    lane: str
    origin: str
    matter: str
    people: int
    arrived_at: int
    ready_at: int
    not_before: int
    appointment_at: int | None
    state: State
    front_window: int | None
    staff: str | None
    for_window: int | None
    calls: int
    called_at: int | None
    since: int
    held_reason: str
    held_until: int | None
    reason: str
    unreliable: int
    version: int

    @property
    def shown(self) -> str:
        """The number as printed and called: `A001`."""
        return shown(self.letter, self.number)


def shown(letter: str, number: int) -> str:
    """Letter and at least three digits."""
    return f"{letter}{number:03d}"


def next_step(ticket: Ticket) -> Next | None:
    """What can be done with a ticket that somebody must still do something about."""
    shown = ticket.shown
    steps = {
        State.WAITING: Next.by("ticket.call", say("请先叫号")),
        State.CALLED: Next.by("ticket.absent", say("人到了请开始办理，没到请记过号"), ticket=shown),
        State.SERVING: Next.by("ticket.finish", say("请先挂起、转窗或办结"), ticket=shown),
        State.HELD: Next.by("ticket.pick", say("人回来后请点名叫号"), ticket=shown),
        State.ABSENT: Next.by("ticket.back", say("人回来后请点名叫号或放回队列"), ticket=shown),
        State.AWAY: Next.by("ticket.back", say("人回来后请放回队列"), ticket=shown),
    }
    return steps.get(ticket.state)


def check_move(verb: str, ticket: Ticket, owner: str = "") -> Move:
    """The move, if the ticket's state allows the verb. `owner` names window and person who have it.

    Raises Refusal naming the state, the owner and what can be done instead.
    """
    move = MOVES[verb]
    if ticket.state in move.before:
        return move
    state = ticket.state
    where = say("，在{owner}", owner=owner) if owner and state in OPEN else ""
    if state not in LIVE:
        raise Refusal(
            "ticket.already-cannot",
            say(
                "{ticket} 已{state}，不能{move}",
                ticket=ticket.shown,
                state=say("办结") if state == State.FINISHED else STATE_NAMES[state],
                move=move.words,
            ),
            rule=say("结束的号不再变动"),
            next=Next.by("act.undo", say("刚按错的可以撤销；还要办事请重新取号")),
        )
    raise Refusal(
        "ticket.now-cannot",
        say(
            "{ticket} 现在是“{state}”{where}，不能{move}",
            ticket=ticket.shown,
            state=STATE_NAMES[state],
            where=where,
            move=move.words,
        ),
        rule=say("一个号同一时间只归一处"),
        next=next_step(ticket) or "",
    )
