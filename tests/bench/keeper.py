"""Acts through the keeper's socket beside the same acts by processes that have the store, in the same run.

First one window alone, turn about; then 40 windows flat out, a visit after the other (take, call, start, finish), each
act timed as the person at the window waits for it.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from counter import acts
from counter.acts.queue.taking import take
from counter.hall.kept import KeptHall
from counter.hall.open import OpenHall, open_hall
from counter.rules.access import KIOSK
from tests.bench.queue import NOW, clerk, furnish

WINDOWS = int(os.environ.get("COUNTER_BENCH_WINDOWS", "40"))
SECONDS = 10.0


def visit(hall: OpenHall, number: int, times: list[float]) -> None:
    """One visit, each act timed (ms) and with a key, as a screen presses it."""

    def timed(act: Any, actor: Any, **given: Any) -> Any:
        started = time.perf_counter()
        done = hall.once(secrets.token_hex(8), act, actor, **given)
        times.append((time.perf_counter() - started) * 1000)
        return done

    timed(take, KIOSK, queue="A")
    called = timed(acts.ticket_call, clerk(number), window=number)
    timed(acts.ticket_start, clerk(number), ticket=str(called.ticket))
    timed(acts.ticket_finish, clerk(number), ticket=str(called.ticket))


def enter(place: Path, number: int) -> OpenHall:
    """A window's way in: a directory, or a keeper's socket at which somebody says who they are."""
    hall = open_hall(place) if place.suffix == ".sock" else open_hall(place, now=NOW)
    if isinstance(hall, KeptHall):
        hall.prove(f"c{number}", window=number)
    visit(hall, number, [])
    return hall


def _window(place: Path, number: int, ready: Any, answers: Any) -> None:
    hall, times = enter(place, number), list[float]()
    ready.wait(300)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        visit(hall, number, times)
    hall.close()
    answers.put(times)


def flat_out(place: Path, windows: int) -> list[float]:
    """All windows at once; every act's milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bench.keeper"])
    ready, answers = context.Barrier(windows), context.Queue()
    workers = [context.Process(target=_window, args=(place, n, ready, answers)) for n in range(1, windows + 1)]
    for worker in workers:
        worker.start()
    found = [one for _ in workers for one in answers.get(timeout=600)]
    for worker in workers:
        worker.join(30)
    return sorted(found)


def keep(hall: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """A keeper of this hall, once it listens."""
    door = hall.with_suffix(".sock")
    words = [sys.executable, "-m", "counter", "--hall", str(hall), "--now", NOW.isoformat(), "keep", "--alone"]
    process = subprocess.Popen([*words, "--socket", str(door)], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not door.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return process, door


def at(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(part * len(values)))]


def line(name: str, times: list[float], seconds: float) -> None:
    spread = "  ".join(f"{at(times, part):8.2f}" for part in (0.5, 0.95, 0.99))
    print(f"{name:34}{len(times) / seconds:8.0f}  {spread}  {times[-1]:8.1f}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "key")
        here, there = Path(folder) / "here", Path(folder) / "there"
        furnish(here, WINDOWS)
        furnish(there, WINDOWS)
        keeper, door = keep(there)
        try:
            print(f"{'':34}{'acts/s':>8}  {'p50 ms':>8}  {'p95':>8}  {'p99':>8}  {'longest':>8}")
            own, kept = enter(here, 1), enter(door, 1)
            alone: dict[OpenHall, list[float]] = {own: [], kept: []}
            for _ in range(200):
                for hall, times in alone.items():
                    visit(hall, 1, times)
            for name, times in zip(("1 window, in process", "1 window, keeper"), alone.values(), strict=True):
                times.sort()
                line(name, times, sum(times) / 1000)
            print(f"an act costs {at(alone[kept], 0.5) / at(alone[own], 0.5):.2f} x (goal 1.3)")
            own.close()
            kept.close()
            for turn in (1, 2):
                line(f"{WINDOWS} windows, in process ({turn})", flat_out(here, WINDOWS), SECONDS)
                line(f"{WINDOWS} windows, keeper ({turn})", flat_out(door, WINDOWS), SECONDS)
        finally:
            keeper.send_signal(signal.SIGTERM)
            keeper.wait(30)


if __name__ == "__main__":
    main()
