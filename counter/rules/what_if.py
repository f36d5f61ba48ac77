"""What if: the changes that can be tried on a day, and what came of them beside the day as it is.

Each is tried on the same days drawn by lot (one a seed), so that what differs comes from the change and not from luck.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from counter.errors import Refusal
from counter.phrases.said import Said, mark, say, verbatim
from counter.rules.letters import visible
from counter.rules.order import MINUTE
from counter.rules.played_day import (
    Day,
    Draw,
    Waits,
    drawn,
    in_shifts,
    joined,
    judge,
    more_people,
    one_more,
    without_priority,
)


class Kind(StrEnum):
    """What can be changed."""

    WINDOW = "window"
    JOIN = "join"
    LUNCH = "lunch"
    MORE = "more"
    PLAIN = "plain"


SHAPES = {
    Kind.WINDOW: (re.compile(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)\s+([A-Z]+)"), mark("10:00-12:00 A")),
    Kind.JOIN: (re.compile(r"([A-Z])\s+([A-Z])"), mark("C A")),
    Kind.LUNCH: (re.compile(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)"), mark("12:00-13:00")),
    Kind.MORE: (re.compile(r"([+-]?\d{1,3})\s*%?"), mark("30")),
    Kind.PLAIN: (re.compile(r""), ""),
}
"""How each is written, and an example."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it was written; `words` name it to a person."""

    kind: Kind
    given: tuple[str, ...]

    @property
    def words(self) -> Said:
        """What is changed."""
        one, two, three = (*self.given, "", "", "")[:3]
        match self.kind:
            case Kind.WINDOW:
                return say(
                    "{since}–{until} 多开一个 {queues} 窗口",
                    since=verbatim(one),
                    until=verbatim(two),
                    queues=verbatim(three),
                )
            case Kind.JOIN:
                return say("{queue} 队并入 {into} 队", queue=verbatim(one), into=verbatim(two))
            case Kind.LUNCH:
                return say("午间 {since}–{until} 分两批轮休", since=verbatim(one), until=verbatim(two))
            case Kind.MORE:
                return say("来的人多 {percent}%", percent=int(one))
            case Kind.PLAIN:
                return say("不设优先")

    def on(self, day: Day, midnight: int, draw: Draw) -> Day:
        """The day with it. `midnight` is when the day began (ms), `draw` decides by lot who is added."""
        match self.kind:
            case Kind.WINDOW:
                since, until = (midnight + _minutes(text) * MINUTE for text in self.given[:2])
                return one_more(day, self.given[2], since, until)
            case Kind.JOIN:
                return joined(day, *self.given[:2])
            case Kind.LUNCH:
                since, until = (midnight + _minutes(text) * MINUTE for text in self.given[:2])
                return in_shifts(day, since, until)
            case Kind.MORE:
                return more_people(day, int(self.given[0]), draw)
            case Kind.PLAIN:
                return without_priority(day)


def read_change(kind: Kind, text: str) -> Change:
    """A change as it is written. ValueError carries an example of how it is."""
    shape, example = SHAPES[kind]
    match = shape.fullmatch(text.strip().upper())
    if match is None:
        raise ValueError(example)
    given = match.groups()
    if kind in (Kind.WINDOW, Kind.LUNCH) and not _minutes(given[0]) < _minutes(given[1]) <= 24 * 60:
        raise ValueError(example)
    if kind is Kind.MORE and not -90 <= int(given[0]) <= 300:
        raise ValueError(example)
    if kind is Kind.JOIN and given[0] == given[1]:
        raise ValueError(example)
    return Change(kind, given)


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the seeds: the middle one, the least, the greatest (ms)."""

    middle: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a day: people, waits, the longest bound of any lane, how many were over theirs or never called."""

    people: Spread
    median: Spread
    ninetieth: Spread
    longest: Spread
    bound: Spread
    over: Spread
    unserved: Spread


def tried(
    day: Day, changes: Sequence[Change], midnight: int, draws: Sequence[Draw], of: Callable[[Draw], Day] | None = None
) -> Iterator[tuple[int, Tried, Tried]]:
    """Play the day with and without the changes, once for each of `draws`; after each, how it stands so far.

    `of` draws the day itself where it has not come yet; without it the past day is drawn again.
    """
    was: list[Waits] = []
    would: list[Waits] = []
    for number, draw in enumerate(draws, 1):
        again = of(draw) if of is not None else drawn(day, draw)
        was.append(judge(again))
        changed = again
        for change in changes:
            changed = change.on(changed, midnight, draw)
        would.append(judge(changed))
        yield number, _together(was), _together(would)


def _together(played: Sequence[Waits]) -> Tried:
    return Tried(
        _spread([one.people for one in played]),
        _spread([one.median for one in played]),
        _spread([one.ninetieth for one in played]),
        _spread([one.longest for one in played]),
        _spread([max(one.bounds.values(), default=0) for one in played]),
        _spread([one.over for one in played]),
        _spread([one.unserved for one in played]),
    )


def _spread(values: Sequence[int]) -> Spread:
    ordered = sorted(values)
    return Spread(ordered[len(ordered) // 2], ordered[0], ordered[-1])


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes) if int(minutes) < 60 else 10_000


def typed(kind: Kind, text: str) -> Change:
    """A change as it was typed, or the refusal."""
    try:
        return read_change(kind, text)
    except ValueError as error:
        raise Refusal(
            "what-if.not-readable",
            say("看不懂 {text}", text=verbatim(repr(visible(text, 30)))),
            rule=say("时间写 10:00-12:00，队列写字母，人数写百分数"),
            next=say("例如 {example}", example=verbatim(str(error))),
        ) from None


def rows(waited: Iterable[int], not_called: int | None, again: Tried, would: Tried) -> list[tuple[str, ...]]:
    """What is shown: its name, as it was (empty for a day that has not come), played again, and with the changes."""
    waits = sorted(waited)

    def real(share: float) -> str:
        return f"{waits[min(len(waits) - 1, int(share * len(waits)))] / MINUTE:.0f}" if waits else ""

    def minutes(one: Spread) -> str:
        return f"{one.middle / MINUTE:.0f} ({one.least / MINUTE:.0f}–{one.most / MINUTE:.0f})"

    def count(one: Spread) -> str:
        return f"{one.middle} ({one.least}–{one.most})"

    return [
        (say("人数"), str(len(waits)) if waits else "", count(again.people), count(would.people)),
        (say("等候中位数（分）"), real(0.5), minutes(again.median), minutes(would.median)),
        (say("九成等候不超过（分）"), real(0.9), minutes(again.ninetieth), minutes(would.ninetieth)),
        (say("最长等候（分）"), real(1.0), minutes(again.longest), minutes(would.longest)),
        (say("规则允许的最长（分）"), "", minutes(again.bound), minutes(would.bound)),
        (say("超过规则允许的人"), "", count(again.over), count(would.over)),
        (
            say("关门时没叫到的人"),
            "" if not_called is None else str(not_called),
            count(again.unserved),
            count(would.unserved),
        ),
    ]
