"""A desk's inbox with and without a long past, and the nightly catch-up: linear in open clocks, untouched by closed
ones, linear also where every date has to be put right.

The dates are those that the rules make of the days of acceptance, so that a night heals only what was made wrong.

Processor time, medians, so that a neighbour on the machine does not decide the ratio.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from counter.acts.calendar.clocks import catch_up
from counter.hall import Hall
from counter.hall.act import load
from counter.rules import clock
from counter.rules.access import HALL_ITSELF
from counter.rules.clock import Limits
from counter.rules.workday import Calendar
from counter.store import staff
from counter.store.connection import immediate
from tests.bench._floor import copy_hall

NOW = datetime(2026, 11, 24, 9, 30)
ITEM, DESK, DEPARTMENT = "employment-registration", "D-C-HR", "C-HR"


def template(folder: Path) -> Path:
    """A training hall to copy."""
    from counter.acts.premises.training import train

    hall = Hall.create(folder / "template", name="量一量", training=True)
    hall.set_now(NOW)
    hall.do(train, HALL_ITSELF)
    hall.close()
    return folder / "template"


def accepted_on(calendar: Calendar) -> list[date]:
    """Five working days of acceptance, from whose promises some are near, some due, some over."""
    days = [NOW.date() - timedelta(days=n) for n in range(14, 0, -1)]
    return [day for day in days if calendar.is_working(day)][-7:-2]


def fill(hall: Hall, *, opened: int, past: int, wrong: bool = False) -> None:
    """Cases of one item at one desk: `past` decided over three years, `opened` open with promised days around today;
    where `wrong`, each of them a week off.
    """
    today = NOW.date()
    days = accepted_on(hall.calendar)
    made = {day: clock.dates(hall.calendar, day, {ITEM: Limits(5, 15, None, opened_on=day)}, ())[ITEM] for day in days}
    off = timedelta(days=7 if wrong else 0)
    with immediate(hall.db):
        first = hall.db.execute("SELECT coalesce(max(id), 0) FROM case_file").fetchone()[0] + 1
        cases, approvals = [], []
        for n in range(past + opened):
            is_open = n >= past
            day = days[n % len(days)] if is_open else today - timedelta(days=30 + n % 1000)
            promised, legal, desk_on = (
                (
                    str(one + off) if one else None
                    for one in (made[day].promised_on, made[day].legal_on, made[day].desk_on)
                )
                if is_open
                else [(day + timedelta(days=5)).isoformat()] * 3
            )
            decided = None if is_open else (day + timedelta(days=4)).isoformat()
            state = "accepted" if is_open else "delivered"
            cases.append(
                (
                    first + n,
                    state,
                    f"R{first + n:012d}",
                    f"S{first + n:012d}",
                    f"hash{first + n}",
                    day.isoformat(),
                    day.isoformat(),
                    promised,
                    legal,
                    decided,
                    decided,
                    0,
                )
            )
            approvals.append(
                (
                    first + n,
                    ITEM,
                    DEPARTMENT,
                    DESK,
                    "open" if is_open else "decided",
                    day.isoformat(),
                    promised,
                    legal,
                    desk_on,
                    decided,
                    None if is_open else "grant",
                    decided,
                )
            )
        hall.db.executemany(
            "INSERT INTO case_file (id, state, receipt_number, acceptance_number, code_hash, received_on, accepted_on, "
            "promised_on, legal_on, decided_on,"
            " delivered_on, opened_at, opened_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,'c3')",
            cases,
        )
        hall.db.executemany(
            "INSERT INTO approval (case_id, item, item_version, department, desk, level, state, kind, opened_on, "
            "promised_on, legal_on, desk_on,"
            " decided_on, outcome, delivered_on, promised_days, legal_days)"
            " VALUES (?,?,1,?,?,'city',?,'promised',?,?,?,?,?,?,?,5,15)",
            approvals,
        )
    hall.db.execute("PRAGMA optimize")


def median_ms(job: Callable[[], object], times: int = 7) -> float:
    job()
    took = []
    for _ in range(times):
        started = time.process_time()
        job()
        took.append(time.process_time() - started)
    return statistics.median(took) * 1000


def inbox(folder: Path, source: Path) -> tuple[float, float]:
    """Milliseconds of the inbox query with 800 open: without a past, and with 50,000 decided."""
    listed = load("approval")["approval.list"].function
    halls = []
    for name, past in (("young", 0), ("old", 50_000)):
        hall = copy_hall(source, folder / name, NOW)
        fill(hall, opened=800, past=past)
        halls.append((hall, staff.actor(hall.db, "ap-c-hr")))
    assert all(len(hall.ask(listed, actor)) == 800 for hall, actor in halls)
    best = [min(median_ms(lambda h=hall, a=actor: h.ask(listed, a), 5) for _ in range(2)) for hall, actor in halls]
    for hall, _ in halls:
        hall.close()
    return best[0], best[1]


def nightly(folder: Path, source: Path, opened: int, past: int = 0, *, wrong: bool = False) -> float:
    """Seconds of one day's catch-up over so many open approvals (near, due or over); `wrong`: it puts all right."""
    hall = copy_hall(source, folder / "night", NOW)
    fill(hall, opened=opened, past=past, wrong=wrong)
    started = time.process_time()
    done = hall.do(catch_up, HALL_ITSELF)
    took = time.process_time() - started
    assert done.reminded + done.overdue + done.steps_over >= opened * 0.5, str(done)
    assert len({one.what for one in done.healed}) >= opened if wrong else not done.healed, done.healed[:5]
    hall.close()
    shutil.rmtree(folder / "night")
    return took


def main() -> None:
    """Print both tables with their limits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = template(folder)
        young, old = inbox(folder, source)
        print(
            f"inbox of 800 open: {young:.1f} ms without a past, {old:.1f} ms with 50,000 past: {old / young:.2f} x (at "
            f"most 1.3 x)"
        )
        ten, hundred = nightly(folder, source, 10_000), nightly(folder, source, 100_000)
        closed = nightly(folder, source, 10_000, 100_000)
        print(
            f"catch-up: 10,000 open {ten:.2f} s, 100,000 open {hundred:.2f} s: {hundred / ten:.1f} x for 10 x (linear: "
            f"about 10)"
        )
        print(
            f"catch-up: 10,000 open beside 100,000 closed {closed:.2f} s: {closed / ten:.2f} x of none closed "
            f"(untouched: about 1)"
        )
        one, ten_wrong = (nightly(folder, source, opened, wrong=True) for opened in (1_000, 10_000))
        print(
            f"catch-up that puts every date right: 1,000 open {one:.2f} s, 10,000 open {ten_wrong:.2f} s: "
            f"{ten_wrong / one:.1f} x for 10 x (linear: about 10)"
        )


if __name__ == "__main__":
    main()
