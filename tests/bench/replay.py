"""A day of 3,000 numbers looked at again minute by minute, beside one raw read of the same journal rows.

    python -m tests.bench replay [--tickets 3000]

The day is made by real acts in one hall. Then, in processor time: the reading of it (report.replay), the screen of each
of its minutes (what playing it at the greatest speed draws), and the way to every alert of it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from counter import acts
from counter.acts.queue import calling, moving
from counter.acts.queue.taking import take
from counter.acts.report.replay import floor_at, next_alert
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.access import Actor, Role
from counter.rules.order import MINUTE
from counter.rules.replayed_day import Playing
from tests.bench.queue import GUIDE, clerk, furnish

T = TypeVar("T")
SUPERVISOR = Actor("sup", "主任", Role.SUPERVISOR)
OPENS = datetime(2026, 11, 24, 9, 30)
WINDOWS = 40
BOUND_S = 10.0


def lived(hall: Hall, tickets: int) -> None:
    """A working day: somebody comes every few seconds, and every window that is free calls."""
    served: dict[int, int] = {}
    for n in range(tickets):
        hall.set_now(OPENS + timedelta(seconds=n * 27_000 / tickets))
        hall.do(take, GUIDE, queue="ABC"[n % 3])
        window = 1 + n % WINDOWS
        if window in served:
            hall.do(moving.finish, clerk(window), ticket=str(served.pop(window)))
        with suppress(Refusal):  # nobody waits for this window just now
            called = hall.do(calling.call, clerk(window), window=window)
            hall.do(moving.start, clerk(window), ticket=str(called.ticket))
            served[window] = called.ticket


def main(given: Sequence[str] = ()) -> None:
    """Print the times beside their floor; exit status 1 above the bound."""
    options = argparse.ArgumentParser()
    options.add_argument("--tickets", type=int, default=3_000)
    tickets = options.parse_args(list(given)).tickets
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "hall"
        furnish(path, WINDOWS, waiting=30)
        hall = Hall.open(path, now=OPENS)
        began = time.perf_counter()
        lived(hall, tickets)
        made = time.perf_counter() - began
        hall.set_now(OPENS + timedelta(days=1))
        day = "2026-11-24"
        raw, rows = _timed(
            lambda: hall.db.execute("SELECT * FROM journal WHERE business_date = ? ORDER BY seq", (day,)).fetchall()
        )
        reading, found = _timed(lambda: hall.ask(acts.report_replay, SUPERVISOR, day=day))
        playing = Playing(found)

        def played() -> int:
            for minute in range(24 * 60):
                floor_at(playing.to(found.midnight + minute * MINUTE), hall.local)
            return len(playing.stands)

        each, stood = _timed(played)
        playing.to(found.first)

        def alerts() -> int:
            count = 0
            while next_alert(playing, hall.local) is not None:
                count += 1
            return count

        jumping, jumps = _timed(alerts)
        hall.close()
    print(f"{stood} numbers, {len(rows)} entries of the journal (made by acts in {made:.0f} s)")
    print(f"  one raw read of the entries      {raw * 1000:9.1f} ms")
    print(f"  reading the day                  {reading * 1000:9.1f} ms  x{reading / raw:.1f}")
    print(f"  all 1440 minutes drawn           {each * 1000:9.1f} ms  {each / 1.44:.2f} ms a minute")
    print(f"  to each of {jumps:4} alerts           {jumping * 1000:9.1f} ms")
    whole = reading + each
    print(f"  the whole day                    {whole:9.2f} s   x{whole / raw:.0f} the floor, bound {BOUND_S:.0f} s")
    if whole > BOUND_S:
        raise SystemExit(1)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


if __name__ == "__main__":
    main()
