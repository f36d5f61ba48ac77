"""A past day to be looked at again: what moved when, and what stood at any instant of it.

`DayAgain` is the day as plain values, `Playing` a hand on its clock: forwards it takes what moved since, backwards it
begins again at midnight. Instants are UTC ms; nothing here reads a clock or a store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from counter.phrases.said import say
from counter.rules.day import ShiftState
from counter.rules.order import MINUTE
from counter.rules.ticket import State

T = TypeVar("T", bound=tuple[Any, ...])
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STATES = tuple(State)

WATCHED = frozenset((State.CALLED, State.SERVING, State.HELD, State.AWAY))

Stands = tuple[int, int, int, str, int, int, int, int]
"""(at, number's id, state by its place in STATES, queue, window, since, called at, held until); 0 for none."""


@dataclass(frozen=True, slots=True)
class DayAgain:
    """A day as plain values, each list in the order of time.

    `tickets` (id, number, letter, arrived, told low, told high; -1: nothing was told), `stands` where numbers stood,
    `there` (at, window, name, on or away, since), `letters` (at, window, letters it called), `calls` (at, arrived,
    when it was taken back or 0), `papers` (at, key, by how much), `counts` (at, name, by how much), `usual` (hour,
    arrivals, ms waited in all, people called, windows), `paces` (queue, hour, minutes beyond which a visit is long).
    """

    day: date
    midnight: int
    until: int
    """Up to when there is anything: midnight after it, or now where it is today."""
    working: bool
    queues: tuple[tuple[str, str, int], ...]
    windows: tuple[tuple[int, str], ...]
    desks: tuple[tuple[str, str], ...]
    tickets: tuple[tuple[int, str, str, int, int, int], ...]
    stands: tuple[Stands, ...]
    there: tuple[tuple[int, int, str, str, int], ...]
    letters: tuple[tuple[int, int, str], ...]
    loans: tuple[tuple[int, int, int, str, str, int, str], ...]
    """(from, until it was over, window, own letters, lent letters, agreed until, by whom)."""
    calls: tuple[tuple[int, int, int], ...]
    papers: tuple[tuple[int, tuple[str, ...], int], ...]
    counts: tuple[tuple[int, str, int], ...]
    before: tuple[float | None, float | None]
    """The two shares of the month before."""
    usual: tuple[tuple[int, int, int, int, int], ...]
    weeks: int
    paces: tuple[tuple[str, int, float], ...]
    words: tuple[tuple[int, int, int, str, str, str, str, str], ...]
    """(at, over at or 0, id, staff, name, where, words, by)."""
    answers: tuple[tuple[int, int, str, str, str], ...]
    """(at, taken back at or 0, alert, words, by)."""
    watch: tuple[float, float, int, float]
    """Minutes after which somebody called and not begun and a paused window are told, numbers left of a range, seconds
    after which a terminal without a sign is.
    """
    left_over: tuple[tuple[int, str], ...]
    """Numbers of earlier days that had nobody's decision yet: id, day."""
    silent: tuple[tuple[int, int, int], ...] = ()
    """(last sign, the next one or 0, window) of terminals that gave none for long."""
    unprinted: tuple[tuple[int, int, str, str, int, str, str], ...] = ()
    """(since, came out or 0, paper, kind, window or 0, printer, why: known of what has not come out since)."""
    checks: tuple[tuple[int, int, int, str, int, str, int], ...] = ()
    """(at, looked at or 0, number, day, ended, words, standing) of checks of the clocks that ended something."""
    night: tuple[tuple[int, tuple[tuple[int, str], ...], tuple[str, ...]], ...] = ()
    """(at, windows with their person that had not been left over night, numbers put by)."""

    def __str__(self) -> str:
        return say("{day}：{n} 个号，走了 {moves} 步", day=self.day, n=len(self.tickets), moves=len(self.stands))

    @property
    def first(self) -> int:
        """The first minute in which anything moved, so that nobody has to wait through the night."""
        moved = [each[0][0] for each in (self.stands, self.there, self.counts) if each and each[0][0] > self.midnight]
        moved += [at for at, *_ in self.stands if at > self.midnight][:1]
        return (min(moved, default=self.midnight + 8 * HOUR) - self.midnight) // MINUTE * MINUTE + self.midnight

    @property
    def last(self) -> int:
        """The instant by which everything of the day has happened."""
        return self.until - 1


@dataclass(frozen=True, slots=True)
class QueueThen:
    """A queue at an instant; `longest` is (minutes, number, told low, told high)."""

    letter: str
    name: str
    waiting: int
    windows: int
    longest: tuple[int, str, int | None, int | None]
    over: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class WindowThen:
    """A window at an instant: who is there (empty: nobody), on or away, the number in hand (0: none), since when."""

    number: int
    name: str
    staff: str
    away: bool
    ticket: int
    shown: str
    state: str
    since: int


@dataclass(slots=True)
class Playing:
    """A hand on the clock of a day."""

    day: DayAgain
    now: int = 0
    stands: dict[int, Stands] = field(default_factory=dict)
    waiting: dict[str, set[int]] = field(default_factory=dict)
    in_hand: dict[int, int] = field(default_factory=dict)
    """Window -> the number that it has called or serves."""
    watched: set[int] = field(default_factory=set)
    """Numbers that may get stuck: called, served, held, away, or of an earlier day."""
    there: dict[int, tuple[int, int, str, str, int]] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)
    sums: Counter[tuple[str, ...]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    told: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Queue -> what the last one who came was told (ms)."""
    arrivals: Counter[int] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    """Queue -> the last number given."""
    _next: list[int] = field(default_factory=list)
    _known: dict[int, tuple[int, str, str, int, int, int]] = field(default_factory=dict)
    _old: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self._known = {one[0]: one for one in self.day.tickets}
        self._old = frozenset(id for id, _ in self.day.left_over)
        self._begin()

    def _begin(self) -> None:
        self.now = self.day.midnight - 1
        everything: tuple[dict[Any, Any], ...] = (self.stands, self.waiting, self.in_hand, self.there, self.letters)
        for held in (*everything, self.told, self.sums, self.counts, self.arrivals, self.numbers):
            held.clear()
        self.watched.clear()
        self._next = [0] * 5

    def to(self, now: int) -> Playing:
        """Turn the clock to an instant: what happened in it has happened."""
        now = max(self.day.midnight, min(now, self.day.last))
        if now < self.now:
            self._begin()
        for one in self._since(0, self.day.stands, now):
            self._move(one)
        for there in self._since(1, self.day.there, now):
            self.there[there[1]] = there
        for _, window, letters in self._since(2, self.day.letters, now):
            self.letters[window] = letters
        for _, key, by in self._since(3, self.day.papers, now):
            self.sums[key] += by
        for _, name, by in self._since(4, self.day.counts, now):
            self.counts[name] += by
        self.now = now
        return self

    def _since(self, stream: int, moved: Sequence[T], now: int) -> Sequence[T]:
        first = at = self._next[stream]
        while at < len(moved) and moved[at][0] <= now:
            at += 1
        self._next[stream] = at
        return moved[first:at]

    def _move(self, one: Stands) -> None:
        _, id, state, queue, window, *_ = one
        before = self.stands.get(id)
        known = self._known[id]
        if before is None:
            if id not in self._old:
                self.counts["taken"] += 1
                self.arrivals[max(0, known[3] - self.day.midnight) // HOUR] += 1
                self.numbers[known[2]] = max(self.numbers[known[2]], int(known[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
                if known[5] >= 0:
                    self.told[known[2]] = known[4], known[5]
        else:
            self.waiting.get(before[3], set()).discard(id)
            if before[4] and self.in_hand.get(before[4]) == id:
                del self.in_hand[before[4]]
            if STATES[before[2]] is State.FINISHED and id not in self._old:
                self.counts["finished"] -= 1
        self.stands[id] = one
        (self.watched.add if STATES[state] in WATCHED else self.watched.discard)(id)
        if id in self._old:
            return
        if STATES[state] is State.WAITING:
            self.waiting.setdefault(queue, set()).add(id)
        elif STATES[state] is State.FINISHED:
            self.counts["finished"] += 1
        if window:
            self.in_hand[window] = id

    # -- what stood there ------------------------------------------------------------------------------------------

    def queues(self) -> list[QueueThen]:
        """Every queue with its people."""
        manned = [
            self.letters.get(window, "")
            for window, there in self.there.items()
            if there[2] and there[3] == ShiftState.ON
        ]
        found = []
        for letter, name, _ in self.day.queues:
            people = []
            for id in self.waiting.get(letter, ()):
                _, number, _, arrived, low, high = self._known[id]
                minutes = max(0, self.now - arrived) // MINUTE
                people.append((minutes, number, low // MINUTE if low >= 0 else None, _up(high)))
            told = self.told.get(letter)
            found.append(
                QueueThen(
                    letter,
                    name,
                    len(people),
                    sum(letter in letters.split() for letters in manned),
                    max(people, default=(0, "", None, None), key=lambda one: one[:2]),
                    sum(high is not None and minutes > max(high, 1) for minutes, _, _, high in people),
                    told[0] // MINUTE if told else None,
                    _up(told[1]) if told else None,
                )
            )
        return found

    def windows(self) -> list[WindowThen]:
        """Every window."""
        found = []
        for number, name in self.day.windows:
            there = self.there.get(number)
            id = self.in_hand.get(number, 0)
            away = there is not None and there[3] == ShiftState.AWAY
            stand = self.stands.get(id)
            since = stand[6] if stand else there[4] if there is not None and away else 0
            found.append(
                WindowThen(
                    number,
                    name,
                    there[2] if there is not None else "",
                    away,
                    id,
                    self._known[id][1] if id else "",
                    STATES[stand[2]] if stand else "",
                    since,
                )
            )
        return found

    def minutes(self, since: int) -> int:
        """Whole minutes from an instant up to now."""
        return max(0, self.now - since) // MINUTE if since else 0

    def number(self, id: int) -> str:
        """How a number is shown."""
        return self._known[id][1]

    def waits(self) -> dict[int, tuple[int, int]]:
        """Of those called so far, by the hour of the call: ms waited in all, and how many they were."""
        found: dict[int, tuple[int, int]] = {}
        for at, arrived, taken_back in self.day.calls:
            if at > self.now:
                break
            if taken_back and taken_back <= self.now:
                continue
            hour = (at - self.day.midnight) // HOUR
            ms, people = found.get(hour, (0, 0))
            found[hour] = ms + at - arrived, people + 1
        return found

    def manned(self) -> dict[int, int]:
        """How many windows somebody was at in each hour so far."""
        found: dict[int, set[int]] = {}
        here: dict[int, int] = {}
        for at, window, name, _, _ in self.day.there:
            if at > self.now:
                break
            if not name and window in here:
                self._fill(found, window, here.pop(window), at)
            elif name and at > self.day.midnight:  # who is there at midnight was forgotten the evening before
                here.setdefault(window, at)
        for window, since in here.items():
            self._fill(found, window, since, self.now)
        return {hour: len(windows) for hour, windows in found.items()}

    def _fill(self, found: dict[int, set[int]], window: int, since: int, until: int) -> None:
        first = max(0, since - self.day.midnight) // HOUR
        for hour in range(first, min((until - self.day.midnight) // HOUR, 23) + 1):
            found.setdefault(hour, set()).add(window)


def _up(ms: int) -> int | None:
    """Whole minutes, rounded up; None where nothing was told."""
    return -(-ms // MINUTE) if ms >= 0 else None
