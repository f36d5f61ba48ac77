"""The queue as screens see it: who waits, who is where, what was called, what is stuck. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.paper.writing import code_of
from counter.acts.queue import waiting as wait
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import order as rule
from counter.rules import ticket as words
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.letters import visible
from counter.rules.order import MINUTE
from counter.rules.ticket import OPEN, State, Ticket
from counter.store import tickets

ON_THE_BOARD_MS = 10 * 60_000
"""How long the board asks somebody to come, where nobody answers."""
AT_THE_HALL = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One row of a queue list. Minutes are whole; `rank` orders the list as the next calls will."""

    id: int
    number: str
    queue: str
    class_: str
    class_name: str
    matter: str
    people: int
    state: str
    state_name: str
    minutes: int
    window: int | None
    for_window: int | None
    held_reason: str
    calls: int
    callable: bool
    business_date: str
    rank: int
    version: int
    was: str = ""
    """The number that it had on the day from which it was put off; whoever comes still holds that slip."""

    def __str__(self) -> str:
        number = say("{number}（原 {was}）", number=self.number, was=self.was) if self.was else self.number
        parts = [number, self.state_name, say("{minutes} 分", minutes=self.minutes)]
        parts += [say("{window} 号窗口", window=self.window)] if self.window else []
        parts += [
            text for text in (self.class_name if self.class_ != "normal" else "", self.matter, self.held_reason) if text
        ]
        return a_row(parts, "  ")


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of a ticket's history; instants are UTC ms, `until` None while it lasts."""

    kind: str
    queue: str
    window: int | None
    staff: str | None
    since: int
    until: int | None
    minutes: int
    reliable: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TicketShown:
    """Everything about one ticket: its line, its place and range, when nobody can pass it any more, its history."""

    line: TicketLine
    ahead: int
    low: int | None
    high: int | None
    passed_until: int
    bound: str
    reason: str
    code: str
    unreliable: bool
    periods: tuple[Period, ...]

    def __str__(self) -> str:
        if self.line.state != State.WAITING:
            return a_row(filter(None, (self.line, self.reason)), "\n")
        return say(
            "{line}\n前面还有 {ahead} 人，{range}{texts}",
            line=self.line,
            ahead=self.ahead,
            range=wait.range_words(self.low, self.high),
            texts=a_row((say("\n{text}", text=text) for text in (self.bound, self.reason) if text), ""),
        )


@dataclass(frozen=True, slots=True)
class NextUp:
    """Whom the next call would take and why; `ticket` is None when nobody can be called, and `reason` says why."""

    ticket: int | None
    number: str
    reason: str

    def __str__(self) -> str:
        return say("{number}：{reason}", number=self.number, reason=self.reason) if self.number else self.reason


NAMES = words.STATE_NAMES


def line_of(look: Look, one: Ticket, policy: rule.Order) -> TicketLine:
    """A ticket as a row of a list."""
    since = one.since if one.state in OPEN else one.arrived_at
    return TicketLine(
        one.id,
        one.shown,
        one.queue,
        one.class_,
        words.CLASS_NAMES.get(one.class_, one.class_),
        one.matter,
        one.people,
        one.state,
        NAMES[one.state],
        max(0, look.now - since) // MINUTE,
        one.front_window,
        one.for_window,
        one.held_reason,
        one.calls,
        one.state == State.WAITING and one.not_before <= look.now and one.ready_at <= look.now,
        one.business_date,
        rule.rank(policy, one.lane, one.ready_at),
        one.version,
        was(look, one),
    )


def was(look: Look, one: Ticket) -> str:
    """The number of a ticket on the day from which it was put off; empty for one of today."""
    return tickets.renumbered(look.db, [one.id]).get(one.id, "") if one.class_ == "carried" else ""


@query("ticket.list", by=AT_THE_HALL)
def listed(look: Look, window: int | None = None, queue: str = "") -> tuple[TicketLine, ...]:
    """Today's live tickets of the hall, of one queue or of a window's queues: called and served first, then in calling
    order.

    What is left of earlier days is not in the queue any more (ticket.stuck and day.show name it), unless a window has
    it in hand.
    """
    letters: tuple[str, ...] = ()
    if queue:
        letters = (tickets.queue(look.db, queue).letter,)
    elif window is not None:
        letters = tickets.queues_of(look.db, window)
    policy = wait.order(look.hall)
    places = {State.CALLED: 0, State.SERVING: 0, State.WAITING: 1}
    today = look.today.isoformat()
    lines = [
        line_of(look, one, policy)
        for one in tickets.live(look.db, letters)
        if one.business_date == today or one.state in OPEN
    ]
    return tuple(sorted(lines, key=lambda one: (places.get(State(one.state), 2), one.rank, one.id)))


@query("ticket.show", by=AT_THE_HALL, argument="ticket")
def show(look: Look, ticket: str) -> TicketShown:
    """One ticket with its whole history."""
    one = tickets.find(look.db, look.today.isoformat(), ticket)
    policy = wait.order(look.hall)
    count, low, high = 0, None, None
    if one.state == State.WAITING:
        guess = wait.expect(look, tickets.queue(look.db, one.queue), one.lane, one.ready_at, ticket=one.id)
        count, low, high = guess.ahead, guess.low_minutes, guess.high_minutes
    history = tuple(
        Period(
            row["kind"],
            row["queue"],
            row["front_window"],
            row["staff"],
            row["started_at"],
            row["ended_at"],
            ((row["ended_at"] or look.now) - row["started_at"]) // MINUTE,
            bool(row["reliable"]),
            row["reason"],
        )
        for row in tickets.periods(look.db, one.id)
    )
    bound = rule.passed_until(policy, one.lane, one.ready_at)
    return TicketShown(
        line_of(look, one, policy),
        count,
        low,
        high,
        bound,
        say("{time} 以后来的人都排在后面", time=f"{look.hall.local(bound):%H:%M}")
        if one.state == State.WAITING
        else "",
        one.reason,
        code_of(look.hall, "ticket", one.id),
        bool(one.unreliable),
        history,
    )


@query("ticket.next", by=AT_THE_HALL)
def coming(look: Look, window: int | None = None) -> NextUp:
    """Whom a window's next call would take, and why: the same rule, without calling."""
    number = window if window is not None else look.actor.window or 0
    policy, letters = wait.order(look.hall), tickets.queues_of(look.db, number)
    for soonest in (look.now, look.now + policy.early):
        found = tickets.heads(look.db, letters, policy.heads, number, look.now, soonest, wait.morning(look))
        choice = rule.choose(policy, found, look.now)
        if choice is not None:
            first = next(one for one in found if one.id == choice.ticket)
            return NextUp(first.id, words.shown(first.letter, first.number), choice.reason)
    return NextUp(None, "", wait.why_empty(look, letters).message)


@query("ticket.current", by=AT_THE_HALL)
def current(look: Look, window: int | None = None) -> TicketLine | None:
    """The ticket a window has open: after a crash or a hang-up it is offered again, not called again."""
    number = window if window is not None else look.actor.window
    one = tickets.open_at(look.db, number) if number is not None else None
    return line_of(look, one, wait.order(look.hall)) if one else None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One class of the written order: its head start, and after how long nobody who comes can be put before it
    (minutes).
    """

    class_: str
    class_name: str
    head_start: int
    passed_for: int

    def __str__(self) -> str:
        return say(
            "{class_name}：提前 {head_start} 分；{passed_for} 分以后来的人不会排到前面",
            class_name=self.class_name,
            head_start=self.head_start,
            passed_for=self.passed_for,
        )


@query("ticket.order", by=AT_THE_HALL)
def written_order(look: Look) -> tuple[OrderLine, ...]:
    """The order as it is written: classes, head starts on the one clock, and the bound of each."""
    policy = wait.order(look.hall)
    return tuple(
        OrderLine(lane, words.CLASS_NAMES.get(lane, lane), head // MINUTE, rule.passed_until(policy, lane, 0) // MINUTE)
        for lane, head in sorted(policy.heads.items(), key=lambda pair: -pair[1])
    )


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call as the board shows it; `at` is UTC ms, `again` counts repeats."""

    id: int
    ticket: int
    number: str
    window: int
    at: int
    again: int
    language: str = "zh-Hans"
    open: bool = True
    """Nobody has come to the window yet: the call still sends somebody there."""
    was: str = ""
    """The number on the slip of the day before, where the ticket was put off."""

    def __str__(self) -> str:
        return say(
            "请 {number} 到 {window} 号窗口{again}",
            number=say("{number}（原 {was}）", number=self.number, was=self.was) if self.was else self.number,
            window=self.window,
            again=(say("（第 {again} 次）", again=self.again + 1) if self.again else ""),
        )


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue as the board and the kiosk show it: who is ready and waits, the range of a newcomer (minutes)."""

    letter: str
    name: str
    waiting: int
    windows: int
    low: int | None
    high: int | None
    bundles: tuple[str, ...] = ()

    def __str__(self) -> str:
        return say(
            "{letter} {name}：等候 {waiting} 人，{range}",
            letter=self.letter,
            name=self.name,
            waiting=self.waiting,
            range=wait.range_words(self.low, self.high),
        )


@query("call.recent", by=AT_THE_HALL)
def recent(look: Look, minutes: int = 30, limit: int = 20, station: str = "") -> tuple[CallLine, ...]:
    """The last calls of the hall (or of a station) that were not taken back, newest first."""
    from counter.store import premises

    here = premises.letters_of(look.db, station)
    rows = [row for row in tickets.calls_since(look.db, look.now - minutes * MINUTE, 200) if row["queue"] in here][
        : max(1, min(limit, 200))
    ]
    return tuple(
        CallLine(
            row["id"],
            row["ticket"],
            words.shown(row["letter"], row["number"]),
            row["front_window"],
            row["at"],
            row["again"],
            row["language"],
            row["state"] == State.CALLED and row["now_at"] == row["front_window"],
            words.shown(row["was_letter"], row["was_number"]) if row["was_letter"] else "",
        )
        for row in rows
    )


@query("ticket.queues", by=AT_THE_HALL)
def queues(look: Look, station: str = "") -> tuple[QueueLine, ...]:
    """Every queue of the hall (or of a station): how many wait now, how many windows are open for it, and the range for
    somebody who comes now.
    """
    import json

    counts = {row["letter"]: row["waiting"] for row in tickets.waiting_per_queue(look.db, wait.morning(look), look.now)}
    opened = [json.loads(row["queues"]) for row in tickets.open_windows(look.db) if row["state"] == ShiftState.ON]
    found = []
    from counter.store import premises

    here = premises.letters_of(look.db, station)
    for line in (line for line in tickets.queues(look.db) if line.letter in here):
        guess = wait.expect(look, line, "normal", look.now)
        found.append(
            QueueLine(
                line.letter,
                line.name,
                counts[line.letter],
                sum(line.letter in letters for letters in opened),
                guess.low_minutes,
                guess.high_minutes,
                line.bundles,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A colleague whom the board asks to come: who, where to (`desk` or a window's number)."""

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Board:
    """What the hall board needs in one reading: the calls that stand, newest first, and the queues."""

    now: int
    calls: tuple[CallLine, ...]
    queues: tuple[QueueLine, ...]
    place: str = ""
    """The station's name; empty for the hall itself."""
    notices: tuple[tuple[str, str], ...] = ()
    """The lines of notices that stand now, in Chinese and in English ("" : none)."""
    wanted: tuple[Wanted, ...] = ()
    """Colleagues who are asked to come somewhere, the newest last."""

    def __str__(self) -> str:
        return a_row((*filter(None, (self.place,)), *self.calls, *self.queues), "\n")


def wanted(look: Look) -> tuple[Wanted, ...]:
    """For the board: whom it asks to come, the newest last; nobody's words."""
    from counter.store import floor

    return tuple(
        Wanted(row["staff_name"], row["where_to"])
        for row in floor.unheard(look.db, look.today.isoformat())
        if row["where_to"] and look.now - row["at"] < ON_THE_BOARD_MS
    )


@query("call.board", by=AT_THE_HALL)
def board(look: Look, minutes: int = 60, station: str = "") -> Board:
    """Everything for the board of the hall (or of a station), read at one moment."""
    from counter.store import board_notices, premises

    where = premises.station(look.db, station) if station else None
    if station and where is None:
        raise Refusal(
            "hall.no-station",
            say("没有服务站 {station}", station=verbatim(visible(station, 30))),
            rule=say("服务站由管理员登记"),
            next=say("请核对服务站代码"),
        )
    return Board(
        look.now,
        recent(look, minutes, 60, station),
        queues(look, station),
        where["name"] if where else "",
        tuple((row["words"], row["english"]) for row in board_notices.standing(look.db, look.now, station)),
        wanted(look),
    )
