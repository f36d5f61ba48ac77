"""What the supervisor's screen counts of papers, kept per opened hall and carried on by the journal: after an act only
the approvals of the cases that it touched are read again, however long the hall's past is.

Losing it costs one reading. What moves every date (an arrangement of holidays, a check of the clocks) has it read anew,
and so does a new day and, whatever happened, the tenth minute.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from dateutil.relativedelta import relativedelta

from counter.acts.queue.waiting import morning
from counter.acts.report.figures import shares
from counter.acts.report.keeping import kept_whole
from counter.hall.act import Look
from counter.rules.approval import ApprovalState
from counter.rules.figures import share
from counter.rules.workday import due, last_working_day
from counter.store import driver, glass, journal

if TYPE_CHECKING:
    from counter.hall import Hall

AGAIN_MS = 10 * 60_000
MOST_ENTRIES = 400
"""After so many acts it is quicker to read anew."""
HOUR_MS = 3_600_000
WEEKS = 4
"""So many of the same weekday make the usual."""
MOVES_EVERYTHING = frozenset(
    ("calendar", "clock", "desk", "department", "policy", "hall", "catalogue", "item", "bundle")
)
"""Nouns of acts after which the dates or the desks may be others."""


@dataclass(slots=True)
class Papers:
    """The approvals that count today, and what they come to."""

    day: date
    loaded_at: int
    seq: int
    month: str
    working: str
    horizon: str
    rows: dict[int, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    cases: dict[int, set[int]] = field(default_factory=dict)
    sums: Counter[tuple[str, ...]] = field(default_factory=Counter)
    before: tuple[float | None, float | None] = (None, None)
    """The two shares of the month before."""


@dataclass(slots=True)
class Hours:
    """One day by its hours; waits are (ms in all, people)."""

    arrivals: dict[int, int]
    waits: dict[int, tuple[int, int]]
    windows: dict[int, int]


@dataclass(slots=True)
class Line:
    """Today's hours as far as they are settled, and the usual of this weekday."""

    day: date
    until: int
    settled: dict[int, tuple[int, int]]
    usual: Hours
    weeks: int


_PAPERS: WeakKeyDictionary[Hall, Papers] = WeakKeyDictionary()
_LINES: WeakKeyDictionary[Hall, Line] = WeakKeyDictionary()


def papers(look: Look) -> Papers:
    """The counts of this moment."""
    kept = _PAPERS.get(look.hall)
    if kept is None or kept.day != look.today or not 0 <= look.now - kept.loaded_at < AGAIN_MS:
        return _load(look)
    entries = glass.entry_subjects(look.db, kept.seq, MOST_ENTRIES)
    if not entries:
        return kept
    if len(entries) == MOST_ENTRIES or any(entry["act"].partition(".")[0] in MOVES_EVERYTHING for entry in entries):
        return _load(look)
    approvals: set[int] = set()
    cases: set[int] = set()
    for entry in entries:
        for subject in (entry["subject"], *json.loads(entry["touched"])):
            kind, _, id = subject.partition(":")
            if kind == "approval" and id.isdigit():
                approvals.add(int(id))
            elif kind == "case" and id.isdigit():
                cases.add(int(id))
    cases |= glass.cases_of(look.db, approvals) if approvals else set()
    if cases:
        for case in cases:
            for id in kept.cases.pop(case, ()):
                kept.sums.subtract(kept.rows.pop(id))
        for row in glass.approvals_of(look.db, cases):
            _take(kept, row)
    kept.seq = entries[-1]["seq"]
    return kept


def _shares(look: Look, first: date, last: date) -> tuple[float | None, float | None]:
    """On time and on the spot: from kept sums where they say it: a long month costs no more than a short one."""
    kept = kept_whole(look, first, last)
    if kept is None:
        return shares(look, first, last)
    promised = kept["on_time"] + kept["late"] + kept["undecided"]
    return share(kept["on_time"], promised), share(kept["on_the_spot"], kept["decided"])


def _load(look: Look) -> Papers:
    calendar = look.hall.calendar
    first = look.today.replace(day=1)
    ago = first - relativedelta(months=1)
    known = _PAPERS.get(look.hall)
    if known is not None and known.day == look.today:
        before = known.before
    else:
        before = _shares(look, ago, first - timedelta(days=1))
    kept = Papers(
        look.today,
        look.now,
        journal.last_seq(look.db),
        first.isoformat(),
        last_working_day(calendar, look.today).isoformat(),
        due(calendar, look.today, look.hall.policy.clock.near_days).last_day.isoformat(),
        before=before,
    )
    for row in glass.approvals_since(look.db, kept.month):
        _take(kept, row)
    _PAPERS[look.hall] = kept
    return kept


def _take(kept: Papers, row: driver.Row) -> None:
    found = counts(kept, row)
    if found:
        kept.rows[row["id"]] = found
        kept.cases.setdefault(row["case_id"], set()).add(row["id"])
        kept.sums.update(found)


def counts(kept: Papers, row: Mapping[str, Any] | driver.Row) -> tuple[tuple[str, ...], ...]:
    """What one approval adds to the sums: the same as store/figures.py counts in SQL."""
    state, promised, decided = row["state"], row["promised_on"], row["decided_on"]
    today = kept.day.isoformat()
    found: list[tuple[str, ...]] = []
    if state == ApprovalState.DECIDED:
        if decided is None or decided < kept.month:
            return ()
        in_month = decided <= today
        if in_month:
            found.append(("decided",))
            if row["on_the_spot"]:
                found.append(("on_the_spot",))
        if in_month and promised is not None and decided <= promised:
            found.append(("on_time",))
        elif promised is not None and kept.month <= promised <= today and decided > promised:
            found.append(("late",))
        elif in_month:
            found.append(("uncounted",))
        return tuple(found)
    if state not in (ApprovalState.OPEN, ApprovalState.BLOCKED, ApprovalState.PAUSED):
        return ()
    found.append(("undecided",))
    if state == ApprovalState.OPEN and promised is not None:
        if promised < kept.working:
            found.append(("desk", row["desk"], "red"))
        elif promised == kept.working:
            found.append(("desk", row["desk"], "today"))
        elif promised <= kept.horizon:
            found.append(("desk", row["desk"], "yellow"))
        elif row["desk_on"] is not None and row["desk_on"] < kept.working:
            found.append(("desk", row["desk"], "step"))
    due_in_month = promised is not None and kept.month <= promised <= today
    if due_in_month and state != ApprovalState.PAUSED and promised < kept.working:
        found.append(("overdue",))
    return tuple(found)


# -- the day by its hours ----------------------------------------------------------------------------------------------


def hours(look: Look) -> tuple[Hours, Hours, int]:
    """Today by its hours, the usual of this weekday, and of how many days that is. What is over is read once."""
    start = morning(look)
    kept = _LINES.get(look.hall)
    if kept is None or kept.day != look.today or kept.until > look.now:
        usual, weeks = usual_of(look)
        kept = _LINES[look.hall] = Line(look.today, start, {}, usual, weeks)
    day = look.today.isoformat()
    fresh = glass.waits(look.db, day, start, kept.until, look.now + 1)
    today = Hours(
        glass.arrivals(look.db, day, start),
        {**kept.settled, **fresh},
        _open_windows(look, day, start, look.now),
    )
    settled = look.now - (look.now - start) % HOUR_MS - HOUR_MS  # undo reaches a minute back, never an hour
    if settled > kept.until:
        kept.settled.update({hour: what for hour, what in fresh.items() if start + hour * HOUR_MS < settled})
        kept.until = settled
    return today, kept.usual, kept.weeks


def usual_of(look: Look) -> tuple[Hours, int]:
    """The usual of the weekday that `look` has for today, and of how many days it is made."""
    came: Counter[int] = Counter()
    waited: dict[int, tuple[int, int]] = {}
    manned: Counter[int] = Counter()
    weeks = 0
    for back in range(1, WEEKS + 1):
        day = look.today - timedelta(weeks=back)
        start = morning(Look(look.hall, look.db, look.now, day, look.actor))
        found = glass.arrivals(look.db, day.isoformat(), start)
        if not found:
            continue
        weeks += 1
        came.update(found)
        for hour, (ms, people) in glass.waits(look.db, day.isoformat(), start, start, start + 24 * HOUR_MS).items():
            known = waited.get(hour, (0, 0))
            waited[hour] = known[0] + ms, known[1] + people
        manned.update(_open_windows(look, day.isoformat(), start, start + 24 * HOUR_MS))
    if not weeks:
        return Hours({}, {}, {}), 0
    return Hours(
        {hour: round(n / weeks) for hour, n in came.items()},
        waited,
        {hour: round(n / weeks) for hour, n in manned.items()},
    ), weeks


def _open_windows(look: Look, day: str, start: int, until: int) -> dict[int, int]:
    manned: dict[int, set[int]] = {}
    for row in glass.shifts(look.db, day):
        first = max(0, row["started_at"] - start) // HOUR_MS
        last = (min(until, row["ended_at"] or until) - start) // HOUR_MS
        for hour in range(first, min(last, 23) + 1):
            manned.setdefault(hour, set()).add(row["front_window"])
    return {hour: len(windows) for hour, windows in manned.items()}
