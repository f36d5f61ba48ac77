"""A month's report beside one read of its kept sums, in a store with years behind it, and what it costs to keep a day.

`python -m tests.bench figures --cases 1000000 --tickets 5000000` makes it as large as a province's hall.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from counter.acts.report.keeping import count, rules_of
from counter.acts.report.looked_at import looked_at
from counter.acts.report.month import of_month
from counter.hall import Hall
from counter.hall.act import Look
from counter.rules.access import HALL_ITSELF
from counter.store import figures_kept
from tests.bench._filling import unindexed
from tests.bench.desks import DEPARTMENT, DESK, ITEM, median_ms, template

TODAY = datetime(2027, 1, 4, 9, 30)
WINDOWS = 20

_CASES = """
INSERT INTO case_file (state, receipt_number, acceptance_number, code_hash, received_on, accepted_on, promised_on,
  decided_on, delivered_on, opened_at, opened_by, front_window, serial_days, parallel_days, needed, needed_alone)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count),
  d(i, day) AS (SELECT i, date('2026-12-31', '-' || (i % :days) || ' days') FROM n)
SELECT 'delivered', 'R' || printf('%012d', i), 'S' || printf('%012d', i), 'hash' || i, day, day, date(day, '+7 days'),
  date(day, '+' || (i % 9) || ' days'), date(day, '+' || (i % 9) || ' days'), 0, 'c' || (1 + i % 8), 1 + i % 8, 30, 10,
  9, 14 FROM d
"""
_APPROVALS = """
INSERT INTO approval (case_id, item, item_version, department, desk, level, state, kind, opened_on, promised_on,
  legal_on, desk_on, decided_on, outcome, on_the_spot)
SELECT id, :item, 1, :department, :desk, 'city', 'decided', 'promised', accepted_on, promised_on, date(promised_on,
  '+10 days'), promised_on, decided_on, 'grant', id % 9 = 0 FROM case_file WHERE state = 'delivered'
"""
_TICKETS = """
INSERT INTO ticket (letter, number, business_date, queue, arrived_at, ready_at, state, front_window, staff, estimate,
  estimate_low, estimate_high, estimate_fixed, estimate_configured)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count),
  d(i, day, at) AS (SELECT i, date('2026-12-31', '-' || (i % :days) || ' days'),
    unixepoch('2026-12-31', '-' || (i % :days) || ' days') * 1000 + 3600000 + (i / :days * 7919) % 28000000 FROM n)
SELECT 'A', 1 + i / :days, day, 'A', at, at, 'finished', 1 + i % 8, 'c' || (1 + i % 8), 600000, 300000, 900000,
  800000, 700000 FROM d
"""
_CALLED = (
    "INSERT INTO ticket_period (ticket, kind, queue, front_window, staff, started_at, ended_at) SELECT id, 'called',"
    " 'A', front_window, staff, arrived_at + 60000 + (id * 613) % 1800000, arrived_at + 90000 + (id * 613) % 1800000"
    " FROM ticket"
)
_SERVED = (
    "INSERT INTO ticket_period (ticket, kind, queue, front_window, staff, started_at, ended_at) SELECT id, 'serving',"
    " 'A', front_window, staff, arrived_at + 90000 + (id * 613) % 1800000, arrived_at + 300000 + (id * 613) % 1800000"
    " + (id * 397) % 900000 FROM ticket"
)


def fill(hall: Hall, cases: int, tickets: int, days: int) -> None:
    """Years of decided cases and finished visits, written by the store itself."""
    with unindexed(hall.db, "case_file", "approval", "ticket", "ticket_period"):
        _rows(hall, cases, tickets, days)
    hall.db.execute("PRAGMA optimize")


def _rows(hall: Hall, cases: int, tickets: int, days: int) -> None:
    hall.db.execute("BEGIN")
    hall.db.execute(_CASES, {"count": cases, "days": days})
    hall.db.execute(_APPROVALS, {"item": ITEM, "department": DEPARTMENT, "desk": DESK})
    hall.db.execute(_TICKETS, {"count": tickets, "days": days})
    for statement in (_CALLED, _SERVED):
        hall.db.execute(statement)
    hall.db.execute("COMMIT")


def keep(hall: Hall, first: date, last: date) -> float:
    """Keep the sums of some days; milliseconds a day."""
    look = Look(hall, hall.db, hall.now(), TODAY.date(), HALL_ITSELF)
    rules, started, kept = rules_of(hall), time.perf_counter(), 0
    hall.db.execute("BEGIN")
    for n in range((last - first).days + 1):
        day = (first + timedelta(days=n)).isoformat()
        for part in rules:
            figures_kept.keep(hall.db, part, day, rules[part], hall.now(), count(look, part, day))
        kept += 1
    hall.db.execute("COMMIT")
    return (time.perf_counter() - started) * 1000 / kept


def measured(cases: int, tickets: int, days: int) -> dict[str, float]:
    """Milliseconds of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template(folder)
        hall = Hall.open(folder / "template", now=TODAY)
        began = time.perf_counter()
        fill(hall, cases, tickets, days)
        print(f"the past was made in {time.perf_counter() - began:.0f} s", flush=True)
        each = keep(hall, date(2025, 12, 1), date(2026, 12, 31))
        sums = ("figure_cases", "figure_queue")

        def read() -> None:
            for table in sums:
                hall.db.execute(f"SELECT * FROM {table} WHERE day BETWEEN '2026-12-01' AND '2026-12-31'").fetchall()

        found = {
            "keep": each,
            "read": median_ms(read),
            "month": median_ms(lambda: hall.ask(of_month, HALL_ITSELF, month="2026-12")),
            "department": median_ms(lambda: hall.ask(looked_at, HALL_ITSELF, month="2026-12", by="department")),
            "months": median_ms(lambda: hall.ask(looked_at, HALL_ITSELF, month="2026-12", by="month")),
        }
        told = hall.ask(of_month, HALL_ITSELF, month="2026-12")
        assert told.cases and told.tickets and told.median_wait_minutes
        hall.close()
        return found


def main(given: Sequence[str] = ()) -> None:
    """Print the table with its limit."""
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--tickets", type=int, default=400_000)
    options.add_argument("--days", type=int, default=400)
    chosen = options.parse_args(list(given))
    found = measured(chosen.cases, chosen.tickets, chosen.days)
    print(f"{chosen.cases:,} cases and {chosen.tickets:,} tickets over {chosen.days} days")
    print(f"keeping a day: {found['keep']:.0f} ms")
    print(
        f"a month's report {found['month']:.1f} ms beside one read of its kept sums {found['read']:.1f} ms:"
        f" {found['month'] / found['read']:.2f} x (at most 2 x)"
    )
    print(f"the month by department {found['department']:.1f} ms, the last 13 months {found['months']:.1f} ms")


if __name__ == "__main__":
    main()
