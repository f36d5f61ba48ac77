"""`python -m tests.torture [--write] [--every N] [--short]`: each fault, how often it was tried, what came of it.

`--every N` takes every Nth statement of an act only, `--short` fewer kills of what works beside the windows;
COUNTER_RECORDED names a folder of acts that were recorded before (see recording.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

from tests.torture import load as under_load
from tests.torture import workers
from tests.torture.killing import Outcome, Recorded, full_everywhere, kill_everywhere, recorded

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "tests/queue",
    "tests/desks",
    "tests/intake",
    "tests/paper",
    "tests/catalogue",
    "tests/house",
    "tests/screens",
)
"""Tests that do acts."""
BEGIN, END = "<!-- faults -->", "<!-- /faults -->"


def record(folder: Path) -> list[Recorded]:
    """Let the tests run and keep each act they do."""
    environment = {**os.environ, "COUNTER_RECORD": str(folder)}
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.torture.recording", "-p", "no:cacheprovider"]
    subprocess.run([*words, *SOURCES], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    return recorded(folder)


def try_one(given: tuple[Callable[[Recorded, int], Outcome], Path, int]) -> tuple[str, Outcome]:
    """One act in a process of its own; what can't even be tried is said and counts as half."""
    how, place, every = given
    try:
        return place.name, how(Recorded(place), every)
    except Exception as error:  # noqa: BLE001 (said; the others go on)
        print(f"  {place.name}: {type(error).__name__} {error}", flush=True)
        return place.name, Outcome(half=1)


def main() -> None:
    """Try all, print the table, and with --write put it into the README."""
    short = "--short" in sys.argv
    rows: list[tuple[str, Outcome]] = []

    def tried(name: str, try_it: Callable[[], Outcome]) -> None:
        started = time.monotonic()
        outcome = try_it()
        rows.append((name, outcome))
        print(f"{name}: {outcome} ({time.monotonic() - started:.0f} s)", flush=True)

    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        given = os.environ.get("COUNTER_RECORDED")
        acts = recorded(Path(given)) if given else record(Path(folder))
        every = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1

        def over_all(how: Callable[[Recorded, int], Outcome]) -> Callable[[], Outcome]:
            def all_of_them() -> Outcome:
                total = Outcome()
                with get_context("fork").Pool(os.cpu_count()) as pool:
                    tries = [(how, one.place, every) for one in acts]
                    for name, outcome in pool.imap_unordered(try_one, tries):
                        if not outcome.sound:
                            print(f"  {name}: {outcome}", flush=True)
                        total.add(outcome)
                return total

            return all_of_them

        tried(f"kill -9 before each statement of {len(acts)} acts", over_all(kill_everywhere))
        tried(f"disk full at each write of {len(acts)} acts", over_all(full_everywhere))
        for name, fault in {**workers.FAULTS, **under_load.FAULTS}.items():
            tried(name, lambda fault=fault: fault(short))  # type: ignore[misc]
    table = "\n".join(
        ["| fault | tries | lost | doubled | half |", "|---|---|---|---|---|"]
        + [f"| {name} | {one.tries:,} | {one.lost} | {one.doubled} | {one.half} |" for name, one in rows]
    )
    print(table)
    if "--write" in sys.argv:
        readme = ROOT / "README.md"
        text = readme.read_text("utf-8")
        readme.write_text(
            re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{table}\n{END}", text, flags=re.DOTALL), "utf-8"
        )
    sys.exit(0 if all(outcome.sound for _, outcome in rows) else 1)


if __name__ == "__main__":
    main()
