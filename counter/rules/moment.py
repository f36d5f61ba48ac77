"""Whether the machine's clock can be believed, and what time it is for the hall while it can't.

The wall clock is held against two things: the newest journal entry, and the machine's own count of time since it was
started, which nobody can set. Within one start of the machine the two clocks may drift apart by LEAP_MS and no more;
from one start to the next nothing but the journal is left, and a hall may have been closed for as long as its calendar
says and QUIET_DAYS on top. The bounds are no policy: whoever could widen them could set the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from counter.phrases.said import mark

if TYPE_CHECKING:
    from counter.rules.workday import Calendar

LEAP_MS = 5 * 60_000
"""How far the wall clock may go from the machine's count of time."""
BEHIND_MS = 2 * 60_000
"""How far it may lie behind the newest journal entry (a time server puts it right by seconds)."""
ANCHOR_MS = 24 * 3_600_000
"""After so long a clock that was always right is anchored anew: slow drift never adds up to a leap, and many small
leaps are one."""
QUIET_DAYS = 3
"""Calendar days after the next working day that a hall's journal may be silent over a start of the machine."""
UNKNOWN_DAYS = 9
"""The same more, where the calendar doesn't know that year's holidays yet: the longest of them."""


class Doubt(StrEnum):
    """Why a clock is not believed."""

    LEAP = "leap"
    BEHIND = "behind"
    GAP = "gap"
    HELD = "held"


DOUBT_NAMES = {
    Doubt.LEAP: mark("电脑的时钟忽然跳变"),
    Doubt.BEHIND: mark("电脑的时钟比最后一笔记录还早"),
    Doubt.GAP: mark("电脑重新启动后，时钟离最后一笔记录太远"),
    Doubt.HELD: mark("时钟办的事撤回过，还没有人核对时间"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment (ms). `boot` counts from the start of the machine that `boot_id` names."""

    wall: int
    boot: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment at which the hall's time was known. `sure` is False for one that was only worked out from the journal;
    `held` is set when a supervisor took back what the clock did, until somebody has looked at the time.
    """

    wall: int
    boot: int
    boot_id: str
    sure: bool = True
    held: bool = False

    def holds_for(self, reading: Reading) -> bool:
        """Whether the machine has run ever since."""
        return bool(self.boot_id) and self.boot_id == reading.boot_id and reading.boot >= self.boot

    def time_at(self, reading: Reading) -> int:
        """The hall's time by the machine's count (only where it holds)."""
        return self.wall + reading.boot - self.boot


@dataclass(frozen=True, slots=True)
class Moment:
    """The time for the hall. With a doubt, `known` says whether `at` is as good as known all the same; `anchor` is what
    the next act writes down, None where it stands already.
    """

    at: int
    wall: int
    doubt: Doubt | None = None
    known: bool = True
    anchor: Anchor | None = None


def anchored(reading: Reading) -> Anchor:
    """The anchor of a wall clock that is believed now."""
    return Anchor(reading.wall, reading.boot, reading.boot_id)


def judge(
    reading: Reading,
    anchor: Anchor | None,
    last_at: int | None,
    calendar: Callable[[], Calendar],
    day_of: Callable[[int], date],
) -> Moment:
    """The hall's time by both clocks, the anchor and the newest journal entry (None: a new hall). The calendar is asked
    for only after a start of the machine.
    """
    wall = reading.wall
    if anchor is not None and anchor.sure and anchor.holds_for(reading):
        return _same_start(reading, anchor, wall if last_at is None else last_at)
    doubt = None
    if last_at is not None and wall < last_at - BEHIND_MS:
        doubt = Doubt.BEHIND
    elif last_at is not None and day_of(wall) > quiet_until(calendar(), day_of(last_at)):
        doubt = Doubt.GAP
    elif anchor is not None and anchor.held:
        doubt = Doubt.HELD
    if doubt is None or last_at is None:
        return Moment(max(wall, last_at or 0), wall, anchor=anchored(reading))
    if anchor is not None and anchor.holds_for(reading):
        return Moment(max(anchor.time_at(reading), last_at), wall, doubt, known=False)
    held = anchor is not None and anchor.held
    guess = Anchor(last_at + reading.boot, reading.boot, reading.boot_id, sure=False, held=held)
    return Moment(guess.wall, wall, doubt, known=False, anchor=guess)


def _same_start(reading: Reading, anchor: Anchor, last_at: int) -> Moment:
    wall, counted = reading.wall, anchor.time_at(reading)
    if abs(wall - counted) > LEAP_MS:
        return Moment(max(counted, last_at), wall, Doubt.LEAP, known=counted >= last_at - BEHIND_MS)
    if wall < last_at - BEHIND_MS:
        return Moment(last_at, wall, Doubt.BEHIND, known=False)
    if anchor.held:
        return Moment(max(wall, last_at), wall, Doubt.HELD, known=False)
    renewed = anchored(reading) if reading.boot - anchor.boot > ANCHOR_MS else None
    return Moment(max(wall, last_at), wall, anchor=renewed)


def quiet_until(calendar: Calendar, last_day: date) -> date:
    """The last day on which a machine may start again whose hall was last at work on `last_day`."""
    from counter.rules.workday import next_working_day  # no first paint needs it

    opens = next_working_day(calendar, last_day)
    until = opens + timedelta(days=QUIET_DAYS)
    days = (last_day + timedelta(days=n) for n in range(1, (until - last_day).days + 1))
    return until if all(calendar.is_known(day) for day in days) else until + timedelta(days=UNKNOWN_DAYS)


def shown(reading: Reading, anchor: Anchor | None) -> int:
    """The hall's time without a look at the journal: what a screen shows between two acts."""
    if anchor is None or not anchor.holds_for(reading):
        return reading.wall
    counted = anchor.time_at(reading)
    return counted if not anchor.sure or abs(reading.wall - counted) > LEAP_MS else reading.wall


# -- what goes on under a doubt ----------------------------------------------------------------------------------------

DATED_NOUNS = frozenset({"approval", "calendar", "day", "inbox", "rating"})
"""Whatever is done to these writes a legal date, or follows from one."""

DATED = frozenset(
    {
        "case.accept",
        "case.bring",
        "case.decide-here",
        "case.deliver",
        "case.answer-notice",
        "case.end-tolerance",
        "case.extend",
        "case.extend-tolerance",
        "case.no-permit-needed",
        "case.not-competent",
        "case.notify",
        "case.rate",
        "case.receive",
        "case.refuse",
        "case.urge",
        "case.withdraw",
        "clock.catch-up",
        "ticket.book",
    }
)
"""Acts of other nouns that do."""

TIMED = frozenset({"booking.check-in", "slip.receive", "ticket.take", "ticket.enter"})
"""Acts that go on as long as the hall's own time is as good as known."""


def waits(act: str, known: bool) -> bool:
    """Whether an act waits until somebody has looked at the clock. Citizens who stand there are called and served on,
    and what a clerk types is kept; what bears a date is not given out.
    """
    return act in DATED or act.partition(".")[0] in DATED_NOUNS or (not known and act in TIMED)
