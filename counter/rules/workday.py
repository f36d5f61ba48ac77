"""Working days: which days count, and why (Administrative Licensing Law, article 82; RULES 3).

Make-up working days (调休) count, announced days off don't, and neither do the days off that the law names in any year.
Which rest days a year moves is known once its arrangement is announced: until then what is counted through it is
provisional, never a guess. A hall may overlay its own open and closed days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from counter.phrases.said import mark, say
from counter.rules.statutory import statutory

WEEKDAY_NAMES = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))

MOST_DAYS = 2_000
"""Working days a limit may have at the most; longer ones are a slip of the keyboard."""

MOST_COUNTS = 2_000
"""Counts that a calendar remembers."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One calendar day of a count: `number` is its place among the working days, None when it does not count."""

    day: date
    counted: bool
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """The outcome of a count: the last day, whether it is provisional, and every day on the way."""

    last_day: date
    provisional: bool
    days: tuple[CountedDay, ...]

    def __str__(self) -> str:
        return say(
            "最后一天：{day}{provisional}",
            day=self.last_day,
            provisional=say("（暂定：所跨年份的放假安排还没有公布）") if self.provisional else "",
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of working days.

    `years` maps each announced year to the special days that its arrangement names (True: day off, False: make-up
    working day), whichever year they lie in: where two name the same day, the later year's holds, the one announced
    later. `overlay` is the hall's own (True: open, False: closed); `names` and `reasons` say why.
    """

    years: Mapping[int, Mapping[date, bool]] = field(default_factory=dict)
    overlay: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    counted: dict[tuple[date, int], Due] = field(default_factory=dict, compare=False, repr=False)
    """Counts made before: a case asks for the same few again and again, and a calendar never changes."""
    law: Calendar | None = field(default=None, compare=False, repr=False)
    """The same without the hall's own days, where it has any."""
    reasons: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, bool] = field(init=False, compare=False, repr=False)
    """Every day that an arrangement names."""

    def __post_init__(self) -> None:
        found: dict[date, bool] = {}
        for year in sorted(self.years):
            found |= self.years[year]
        object.__setattr__(self, "special", found)

    @property
    def lawful(self) -> Calendar:
        """The calendar of legal days: a hall's own open and closed days move its promises and no legal day
        (article 82).
        """
        return self.law or self

    def is_known(self, day: date) -> bool:
        """Whether no announcement to come can change the day: its year's arrangement is there, or it is named itself,
        by an arrangement of another year, by the hall or by the law.
        """
        return day.year in self.years or day in self.overlay or day in self.special or day in statutory(day.year)

    def is_working(self, day: date) -> bool:
        """Whether the day counts. Where nothing names it its weekday decides, and the caller says provisional."""
        if (own := self.overlay.get(day)) is not None:
            return own
        if (off := self.special.get(day)) is not None:
            return not off
        return day.weekday() < 5 and day not in statutory(day.year)

    def why(self, day: date) -> str:
        """In words why the day counts or does not."""
        if day in self.overlay:
            return (say("本厅开放") if self.overlay[day] else say("本厅不开放")) + (
                say("（{day}）", day=self.reasons[day]) if self.reasons.get(day) else ""
            )
        special = self.special.get(day)
        name = self.names.get(day, "")
        if special is True:
            return say("放假（{name}）", name=name) if name else say("放假")
        if special is False:
            return say("调休上班（{name}）", name=name) if name else say("调休上班")
        if day in statutory(day.year):
            return say("法定节假日（{name}）", name=statutory(day.year)[day])
        words = say("工作日") if day.weekday() < 5 else say("周末")
        return (
            words if self.is_known(day) else say("{words}（{year} 年安排未公布，暂按此计）", words=words, year=day.year)
        )


def due(calendar: Calendar, start: date, days: int) -> Due:
    """The n-th working day after `start`, which itself is not counted (RULES 3.1). `days` >= 0; 0 is the day itself.

    Raises ValueError for a negative or absurd number.
    """
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"{days} working days")
    if (known := calendar.counted.get((start, days))) is not None:
        return known
    counted = [CountedDay(start, False, None, say("起算日当天不计"))]
    day, number = start, 0
    while number < days:
        day += timedelta(days=1)
        if calendar.is_working(day):
            number += 1
            counted.append(CountedDay(day, True, number, calendar.why(day)))
        else:
            counted.append(CountedDay(day, False, None, calendar.why(day)))
    if len(calendar.counted) >= MOST_COUNTS:
        calendar.counted.clear()
    calendar.counted[start, days] = found = Due(day, any(not calendar.is_known(c.day) for c in counted), tuple(counted))
    return found


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(calendar, end, start)
    return sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def start_day(calendar: Calendar, at: datetime, closing: time) -> date:
    """The day an act counts as: after closing time or on a rest day it is the next working day (RULES 3.6)."""
    day = at.date()
    if not calendar.is_working(day) or at.time() >= closing:
        return next_working_day(calendar, day)
    return day


def last_chance(calendar: Calendar, due_on: date) -> date:
    """The day until which somebody may come who was given a day: one that has turned out a day off is not taken from
    them.
    """
    return due_on if calendar.is_working(due_on) else next_working_day(calendar, due_on)


def working_day_before(calendar: Calendar, day: date) -> date:
    """The last working day before `day`: whoever was given that day or an earlier one has had it."""
    day -= timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def last_working_day(calendar: Calendar, day: date) -> date:
    """The day itself if it works, else the last working day before: on a rest day nothing new is late."""
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def next_working_day(calendar: Calendar, day: date) -> date:
    """The first working day after `day`."""
    day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day
