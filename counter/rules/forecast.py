"""How many people will come: from the same weekdays before, the season, and the days around holidays.

The founding article forecast the golden week's travellers; this is the same for a hall. Pure; a day is its counts per
half hour and queue. How wrong it was on the days before is said beside every forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

Counts = Mapping[tuple[int, str], int]
"""(half hour from midnight, queue) -> people who took a number in it."""

RECENT_DAYS = 56
"""Days that say how many come now."""
FADES = 0.85
"""What a week weighs against the week after it."""
LONG_REST = 3
"""So many days of rest in a row make the days beside them special."""
FEWEST = 5
"""Days with people before anything is said of a day that has not come."""
JUDGED = 20
"""The last days that the forecast is held against."""
NOON = 24
"""The half hour that parts a day."""
MORE, LESS = 1.2, 0.8
"""From so many times what a half day usually brings it is busy, up to so many quiet."""
WORST = 0.5
"""A forecast that was wrong by more than this is told to nobody outside."""


class Beside(StrEnum):
    """What a working day lies beside."""

    PLAIN = "plain"
    BEFORE = "before-rest"
    AFTER = "after-rest"
    MADE_UP = "made-up"


class Crowd(StrEnum):
    """How a half day will be, held against what half days bring."""

    QUIET = "quiet"
    USUAL = "usual"
    BUSY = "busy"


class Half(StrEnum):
    """The two parts of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Past:
    """A day that was: its date, what it lay beside, who came."""

    day: date
    beside: Beside
    counts: Counts

    @property
    def total(self) -> int:
        """Everybody who came."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day that has not come: people per half hour and queue, in all, and how wrong such forecasts were.

    `error` is the mean of |forecast - came| / came over the last days judged (None: none was), `judged` how many.
    """

    day: date
    beside: Beside
    expected: Mapping[tuple[int, str], float]
    total: float
    error: float | None
    judged: int
    learnt_from: int


def beside(day: date, works: Mapping[date, bool]) -> Beside:
    """What a working day lies beside; `works` says of each day around it whether it is a working day."""
    if day.weekday() >= 5:
        return Beside.MADE_UP
    if _rest(day, works, -1) >= LONG_REST:
        return Beside.AFTER
    return Beside.BEFORE if _rest(day, works, 1) >= LONG_REST else Beside.PLAIN


def forecast(past: Sequence[Past], day: date, around: Beside) -> Forecast | None:
    """What a day will bring, or None while too little is known."""
    before = sorted((one for one in past if one.day < day and one.total), key=lambda one: one.day)
    level = _level(before, day, around)
    if level is None:
        return None
    judged = []
    for place in range(max(FEWEST, len(before) - JUDGED), len(before)):
        was = before[place]
        guess = _level(before[:place], was.day, was.beside)
        if guess is not None:
            judged.append(abs(guess - was.total) / was.total)
    shares = _shares(before, day)
    return Forecast(
        day,
        around,
        {key: level * share for key, share in shares.items()},
        level,
        sum(judged) / len(judged) if judged else None,
        len(judged),
        len(before),
    )


def crowds(past: Sequence[Past], day: date, around: Beside, opens: int, closes: int) -> dict[Half, Crowd] | None:
    """How the halves of a day will be in which the hall is open (half hours from midnight); None while too little is
    known, or forecasts were too wrong lately.
    """
    found = forecast(past, day, around)
    if found is None or (found.error is not None and found.error > WORST):
        return None
    usual = [
        count
        for one in past
        if one.day < day and (day - one.day).days <= RECENT_DAYS
        for count in _by_half(one.counts).values()
        if count
    ]
    if not usual:
        return None
    mean, coming = sum(usual) / len(usual), _by_half(found.expected)
    open_ = [half for half, is_open in ((Half.MORNING, opens < NOON), (Half.AFTERNOON, closes > NOON)) if is_open]
    return {
        half: Crowd.BUSY if coming[half] >= MORE * mean else Crowd.QUIET if coming[half] <= LESS * mean else Crowd.USUAL
        for half in open_
    }


def _by_half(counts: Mapping[tuple[int, str], float] | Counts) -> dict[Half, float]:
    sums = {Half.MORNING: 0.0, Half.AFTERNOON: 0.0}
    for (slot, _), count in counts.items():
        sums[Half.MORNING if slot < NOON else Half.AFTERNOON] += count
    return sums


def _rest(day: date, works: Mapping[date, bool], step: int) -> int:
    at, found = day + timedelta(days=step), 0
    while at in works and not works[at]:
        found, at = found + 1, at + timedelta(days=step)
    return found


def _level(before: Sequence[Past], day: date, around: Beside) -> float | None:
    """How many come in all: what the same weekdays brought, by how long ago, times what such a day and season bring."""
    recent = [one for one in before if (day - one.day).days <= RECENT_DAYS]
    if len(recent) < FEWEST:
        return None
    plain = [one for one in recent if one.beside is Beside.PLAIN] or recent
    base = _weighted([one for one in plain if one.day.weekday() == day.weekday()] or plain, day)
    if around is not Beside.PLAIN:
        ratios = [
            one.total / was
            for one in before
            if one.beside is around and (was := _usual(before, one)) is not None and was > 0
        ]
        base *= sum(ratios) / len(ratios) if ratios else 1.0
    return base * _season(before, day)


def _usual(before: Sequence[Past], one: Past) -> float | None:
    """What the plain days of the eight weeks around a special day brought."""
    near = [
        other
        for other in before
        if other.beside is Beside.PLAIN and abs((one.day - other.day).days) <= RECENT_DAYS // 2
    ]
    return sum(other.total for other in near) / len(near) if near else None


def _weighted(days: Sequence[Past], day: date) -> float:
    weights: list[float] = [FADES ** ((day - one.day).days / 7) for one in days]
    return sum(weight * one.total for weight, one in zip(weights, days, strict=True)) / sum(weights)


def _season(before: Sequence[Past], day: date) -> float:
    """This week against the eight before it, as it was a year ago; 1 where last year is not known. Never beyond 2."""
    then = day - timedelta(days=364)
    week = [one.total for one in before if abs((one.day - then).days) <= 4]
    weeks = [one.total for one in before if 0 < (then - one.day).days <= RECENT_DAYS]
    if len(week) < 3 or len(weeks) < FEWEST:
        return 1.0
    return min(2.0, max(0.5, (sum(week) / len(week)) / (sum(weeks) / len(weeks))))


def _shares(before: Sequence[Past], day: date) -> dict[tuple[int, str], float]:
    """Which part of a day comes when and for what: the same weekdays count twice."""
    sums: dict[tuple[int, str], float] = {}
    for one in before:
        if (day - one.day).days <= RECENT_DAYS:
            weight = 2.0 if one.day.weekday() == day.weekday() else 1.0
            for key, count in one.counts.items():
                sums[key] = sums.get(key, 0.0) + weight * count
    whole = sum(sums.values()) or 1.0
    return {key: value / whole for key, value in sorted(sums.items())}
