"""A ticket's states and the moves between them.

Every act on a ticket is one row of MOVES; the acts, the undo and the state-machine test read the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.errors import Refusal


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
    State.WAITING: "等候",
    State.CALLED: "已呼叫",
    State.SERVING: "办理中",
    State.HELD: "挂起",
    State.ABSENT: "过号",
    State.AWAY: "暂离",
    State.FINISHED: "办结",
    State.LEFT: "离开",
    State.LAPSED: "作废",
    State.TOMORROW: "转明日",
}
OPEN = frozenset({State.CALLED, State.SERVING})
"""States in which a window owns the ticket: one per window, by index."""
LIVE = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD, State.ABSENT, State.AWAY})
"""States that someone must still do something about."""

CLASS_NAMES: Mapping[str, str] = {
    "normal": "普通",
    "child": "带小孩",
    "veteran": "退役军人",
    "pregnant": "孕妇",
    "disabled": "残疾人",
    "elderly": "老年人",
    "urgent": "急事",
    "carried": "昨日转来",
    "appointment": "预约",
}
"""Words for the priority classes of the policy, and for the lane of kept appointments."""

ORIGIN_NAMES: Mapping[str, str] = {
    "kiosk": "自助取号",
    "guide": "导办取号",
    "appointment": "预约",
    "remote": "远程取号",
    "downtime": "手写补录",
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
    "call": _move("叫号", State.CALLED, Period.CALLED, State.WAITING),
    "pick": _move("点名叫号", State.CALLED, Period.CALLED, State.WAITING, State.HELD, State.ABSENT, State.AWAY),
    "recall": _move("重呼", State.CALLED, None, State.CALLED),
    "start": _move("开始办理", State.SERVING, Period.SERVING, State.CALLED),
    "absent": _move("过号", State.ABSENT, Period.ABSENT, State.CALLED),
    "skip": _move("未到，稍后再叫", State.WAITING, Period.WAITING, State.CALLED),
    "hold": _move("挂起", State.HELD, Period.HELD, State.CALLED, State.SERVING),
    "step-out": _move("暂离", State.AWAY, Period.AWAY, State.WAITING),
    "back": _move("回到队列", State.WAITING, Period.WAITING, State.HELD, State.ABSENT, State.AWAY),
    "release": _move("放回队列", State.WAITING, Period.WAITING, State.CALLED, State.SERVING),
    "transfer": _move(
        "转窗", State.WAITING, Period.TRANSFERRED, State.WAITING, State.CALLED, State.SERVING, State.HELD
    ),
    "finish": _move("办结", State.FINISHED, None, State.SERVING),
    "leave": _move("离开", State.LEFT, None, State.WAITING, State.CALLED, State.HELD, State.ABSENT, State.AWAY),
    "lapse": _move("作废", State.LAPSED, None, *LIVE),
    "tomorrow": _move("转明日优先", State.TOMORROW, None, *LIVE),
}

NEXT_STEPS: Mapping[str, str] = {
    State.WAITING: "请先叫号（F2）",
    State.CALLED: "人到了请开始办理，没到请按过号（F4）",
    State.SERVING: "请先办结、挂起或转窗",
    State.HELD: "人回来后请点名叫号",
    State.ABSENT: "人回来后请放回队列或点名叫号",
    State.AWAY: "人回来后请放回队列",
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


def check_move(verb: str, ticket: Ticket, owner: str = "") -> Move:
    """The move, if the ticket's state allows the verb. `owner` names window and person who have it.

    Raises Refusal naming the state, the owner and what can be done instead.
    """
    move = MOVES[verb]
    if ticket.state in move.before:
        return move
    state = ticket.state
    where = f"，在{owner}" if owner and state in OPEN else ""
    if state not in LIVE:
        raise Refusal(
            f"{ticket.shown} 已{'办结' if state == State.FINISHED else STATE_NAMES[state]}，不能{move.words}",
            "结束的号不再变动",
            "刚按错的可以撤销（Ctrl+Z）；还要办事请重新取号",
        )
    raise Refusal(
        f"{ticket.shown} 现在是“{STATE_NAMES[state]}”{where}，不能{move.words}",
        "一个号同一时间只归一处",
        NEXT_STEPS[state],
    )
