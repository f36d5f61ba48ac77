"""What a running copy costs an act, and how far it is behind: two halls alike in one run, one of them copied.

One window does visits at both, turn about, with a pause after each act as between two presses; then eight windows flat
out at each; then the seconds from an act's end until it lies in the copy, polled, with two windows going on beside.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from counter.acts.premises.copies import arrange
from counter.hall import Hall, copying
from counter.rules.access import Actor, Role
from counter.store import following, journal
from tests.bench.keeper import SECONDS, at, enter, flat_out, line, visit
from tests.bench.queue import NOW, furnish

WINDOWS, BESIDE = 8, 2
VISITS = 150
PAUSE_S = 0.02
LAGS = 60
GOAL, BOUND_S = 1.1, 1.0


def copied(hall: Path, disk: Path) -> subprocess.Popen[bytes]:
    """The process that copies, once the copy has what there is."""
    opened = Hall.open(hall, now=NOW)
    opened.db.execute("INSERT INTO staff (code, name, role) VALUES ('admin', '管理员', 'administrator')")
    opened.do(arrange, Actor("admin", "管理员", Role.ADMINISTRATOR), folder=str(disk), what="follow")
    last = journal.last_seq(opened.db)
    opened.close()
    words = [sys.executable, "-m", "counter", "--hall", str(hall), "--now", NOW.isoformat()]
    process = subprocess.Popen([*words, "backup", "follow", "--while-pid", str(os.getpid())])
    reached(disk, last)
    return process


def reached(disk: Path, seq: int) -> None:
    """Wait until the copy has an entry. Raises TimeoutError after half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError, IndexError):
            if following.steps(copying.find(disk)[-1], "hall")[-1].seq >= seq:
                return
        time.sleep(0.005)
    raise TimeoutError(f"entry {seq} did not come")


def turn_about(here: Path, there: Path) -> dict[str, list[float]]:
    """Milliseconds of each act at both halls."""
    halls = {"1 window": enter(here, 1), "1 window, copied": enter(there, 1)}
    found: dict[str, list[float]] = {name: [] for name in halls}
    for _ in range(VISITS):
        for name, hall in halls.items():
            visit(hall, 1, found[name])
            time.sleep(PAUSE_S)
    for hall in halls.values():
        hall.close()
    return {name: sorted(times) for name, times in found.items()}


def _go_on(place: Path, number: int, end: Any) -> None:
    hall = enter(place, number)
    while not end.is_set():
        visit(hall, number, [])
        time.sleep(PAUSE_S)
    hall.close()


def behind(hall: Path, disk: Path) -> list[float]:
    """Seconds from an act's end until the copy has it, while others press."""
    end = multiprocessing.Event()
    others = [multiprocessing.Process(target=_go_on, args=(hall, number, end)) for number in range(2, 2 + BESIDE)]
    for other in others:
        other.start()
    window, lags = Hall.open(hall, now=NOW), list[float]()
    for _ in range(LAGS):
        visit(window, 1, [])
        since, seq = time.monotonic(), journal.last_seq(window.db)
        reached(disk, seq)
        lags.append(time.monotonic() - since)
        time.sleep(PAUSE_S)
    end.set()
    for other in others:
        other.join(30)
    window.close()
    return sorted(lags)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "key")
        here, there, disk = (Path(folder) / name for name in ("here", "there", "disk"))
        disk.mkdir()
        furnish(here, WINDOWS)
        furnish(there, WINDOWS)
        copier = copied(there, disk)
        try:
            print(f"{'':34}{'acts/s':>8}  {'p50 ms':>8}  {'p95':>8}  {'p99':>8}  {'longest':>8}")
            alone = turn_about(here, there)
            for name, times in alone.items():
                line(name, times, sum(times) / 1000)
            plain, kept = (at(times, 0.5) for times in alone.values())
            print(f"an act costs {kept / plain:.2f} x beside a running copy (goal {GOAL})")
            for turn in (1, 2):
                line(f"{WINDOWS} windows flat out ({turn})", flat_out(here, WINDOWS), SECONDS)
                line(f"{WINDOWS} windows flat out, copied ({turn})", flat_out(there, WINDOWS), SECONDS)
            lags = behind(there, disk)
            print(
                f"behind: median {at(lags, 0.5):.2f} s, longest of {len(lags)} {lags[-1]:.2f} s (at most {BOUND_S} s)"
            )
        finally:
            copier.send_signal(signal.SIGTERM)
            copier.wait(30)


if __name__ == "__main__":
    main()
