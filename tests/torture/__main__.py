"""`python -m tests.torture [--write] [--short] [--whole] [--only WORDS]`: each fault, how often it was tried, and what
came of it, in one table.

`--short` a few tries of each row (some minutes), `--whole` every statement of every act (some hours), `--only` the rows
whose name holds the words; COUNTER_RECORDED names a folder of acts that were recorded before (see recording.py).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from counter.hall.act import load
from tests.torture import damage, halls, machine, workers
from tests.torture import load as under_load
from tests.torture.killing import Outcome, Recorded, full_everywhere, kill_everywhere, recorded
from tests.torture.recording import OF_THE_OPENING

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "tests/queue",
    "tests/desks",
    "tests/intake",
    "tests/paper",
    "tests/catalogue",
    "tests/house",
    "tests/reports",
    "tests/screens",
    "tests/site",
    "tests/torture/scenes.py",
)
"""Tests that do acts."""
MACHINES = (
    "tests/queue/test_any_act_in_any_order.py",
    "tests/desks/test_any_bundle.py",
    "tests/paper/test_printing_loses_and_doubles_nothing.py",
)
"""Tests that walk any acts in any order."""
SWEEPS = (
    "tests/test_hostile_input.py",
    "tests/desks/test_every_act_answers_in_three_languages.py",
    "tests/desks/test_isolation.py",
    "tests/faults",
    "tests/house/test_whoever_guesses_is_counted.py",
    "tests/paper/test_every_notice_is_whole.py",
    "tests/paper/test_only_printers_of_the_list.py",
    "tests/queue/test_a_day_run_by_keys_alone.py",
    "tests/reports/test_many_places.py",
    "tests/screens/test_a_day_at_a_window_goes_smoothly.py",
    "tests/screens/test_a_whole_day_at_the_desk.py",
    "tests/screens/test_a_whole_day_at_the_window.py",
    "tests/screens/test_any_field_takes_anything.py",
    "tests/screens/test_dialogs_stand_at_what_they_concern.py",
    "tests/screens/test_no_scan_presses_a_key.py",
    "tests/screens/test_the_cursor_stays_where_one_works.py",
    "tests/screens/test_what_a_screen_offers.py",
    "tests/site/test_the_pages_as_files.py",
)
"""Tests that walk a few of many in the short run: here all of them."""
BEGIN, END = "<!-- faults -->", "<!-- /faults -->"
KILLING_S, FILLING_S = 480.0, 150.0
"""How long all acts together are killed, and have their disk filled: each gets an even share, and its statements are
taken at even distances.
"""
SHORT_S = 40.0
CLOCKS = ("tests/house/test_a_clock_turned_in_any_order.py",)
AT_ONCE = {**halls.FAULTS, **damage.FAULTS, **workers.FAULTS, **machine.FAULTS}
"""Rows that use one processor each, so that several go on at once."""
ALONE = under_load.FAULTS
"""Rows that are about many at the same time."""
MOUNTED = {**halls.MOUNTED, **machine.MOUNTED}
"""Rows that need a disk of their own, which only root may mount; left out, and said so, where nobody may."""

Row = tuple[str, Outcome]


def record(folder: Path) -> list[Recorded]:
    """Let the tests run and keep each act they do."""
    environment = {**os.environ, "COUNTER_RECORD": str(folder)}
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.torture.recording", "-p", "no:cacheprovider"]
    subprocess.run([*words, *SOURCES], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    found = recorded(folder)
    never = (
        {name for name, entry in load().items() if entry.writes} - {one.place.name for one in found} - {*OF_THE_OPENING}
    )
    print(f"acts that no test does: {', '.join(sorted(never)) or 'none'}", flush=True)
    return found


def try_one(given: tuple[Callable[[Recorded, float], Outcome], Path, float]) -> tuple[str, Outcome]:
    """One act in a process of its own; what can't even be tried is said and counts as half."""
    how, place, seconds = given
    try:
        return place.name, how(Recorded(place), seconds)
    except Exception as error:  # noqa: BLE001 (said; the others go on)
        print(f"  {place.name}: {type(error).__name__} {error}", flush=True)
        return place.name, Outcome(half=1)


def of_all_acts(acts: list[Recorded], how: Callable[[Recorded, float], Outcome], seconds: float) -> Outcome:
    """A fault tried on every act, each for its share of the time (0: at every place)."""
    total, processes = Outcome(), os.cpu_count() or 1
    share = seconds * processes / max(1, len(acts))
    with get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        for name, outcome in pool.imap_unordered(try_one, [(how, one.place, share) for one in acts]):
            if not outcome.sound:
                print(f"  {name}: {outcome}", flush=True)
            total.add(outcome)
    return total


def row_of(given: tuple[str, bool]) -> tuple[str, Outcome, float]:
    """A row of AT_ONCE in a process of its own."""
    name, short = given
    started = time.monotonic()
    try:
        outcome = AT_ONCE[name](short)
    except Exception as error:  # noqa: BLE001 (said; the other rows go on)
        print(f"  {name}: {type(error).__name__} {str(error)[:2000]}", flush=True)
        outcome = Outcome(half=1)
    return name, outcome, time.monotonic() - started


def tests(*words: str, **environment: str) -> Outcome:
    """Tests of their own: each that passed is a try, each that failed is half. What failed is said."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    if done.returncode:
        print(done.stdout[-6000:], flush=True)
    bad = counted.get("failed", 0) + counted.get("error", 0)
    return Outcome(tries=counted.get("passed", 0) + bad, half=bad or int(done.returncode != 0))


def machines(short: bool) -> Outcome:
    """The state machines, twenty times as long, with fresh randomness."""
    return tests("-rN", "-o", "addopts=", *MACHINES, TORTURE="2" if short else "20")


def sweeps(short: bool) -> Outcome:
    """What the usual run takes samples of, whole."""
    return tests("-o", "addopts=", *(SWEEPS[:2] if short else SWEEPS), COUNTER_TORTURE="1")


def clocks(short: bool) -> Outcome:
    """Both clocks of a machine, set and started again in any order, sixty turns a test."""
    return tests("-rN", "-o", "addopts=", *CLOCKS, TORTURE="2" if short else "20")


def at_the_door(short: bool) -> Outcome:
    """Every screen's tests with its terminal at a keeper's door."""
    few = ("tests/screens/test_the_window.py", "tests/screens/test_the_desk.py")
    return tests("-o", "addopts=", *(few if short else ("tests/screens",)), COUNTER_TEST_DOOR="1")


def a_day(short: bool) -> Outcome:
    """Forty window processes work through a seeded day."""
    words = ["simulate", "--windows", "40", "--tickets", "300" if short else "3000", "--seed", "1", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "counter", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not done.stdout.startswith("{"):
        print(done.stdout[-1000:], done.stderr[-3000:], flush=True)
        return Outcome(half=1)
    said = json.loads(done.stdout)
    doubled = said["double_calls"] + said["numbers_repeated"]
    return Outcome(said["tickets"], said["lost"], doubled, len(said["invariants_broken"]))


LAST: dict[str, Callable[[bool], Outcome]] = {
    "any acts in any order, twenty times as long: tests": machines,
    "sweeps whole: tests": sweeps,
    "clocks set and started again in any order, 60 turns each: tests": clocks,
    "every screen at a keeper's door: tests": at_the_door,
    "40 window processes through a seeded day: people": a_day,
}


def may_mount() -> bool:
    """Whether a small disk can be had."""
    try:
        with tempfile.TemporaryDirectory() as folder, halls.small_disk(Path(folder), 1 << 20):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def main() -> None:
    """Try all, print the table, and with --write put it into the README."""
    short, whole = "--short" in sys.argv, "--whole" in sys.argv
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    began, rows = time.monotonic(), list[Row]()

    def note(name: str, outcome: Outcome, seconds: float) -> None:
        rows.append((name, outcome))
        print(f"{name}: {outcome} ({seconds:.0f} s)", flush=True)

    def tried(name: str, try_it: Callable[[], Outcome]) -> None:
        started = time.monotonic()
        note(name, try_it(), time.monotonic() - started)

    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        killing, filling = "kill -9 before statements of {n} acts", "disk full at writes of {n} acts"
        if only in killing or only in filling:
            given = os.environ.get("COUNTER_RECORDED")
            acts = recorded(Path(given)) if given else record(Path(folder))
            for name, how, seconds in ((killing, kill_everywhere, KILLING_S), (filling, full_everywhere, FILLING_S)):
                if only in name:
                    most = 0.0 if whole else SHORT_S if short else seconds
                    tried(
                        name.format(n=len(acts)),
                        lambda how=how, most=most: of_all_acts(acts, how, most),  # type: ignore[misc]
                    )
    wanted = [(name, short) for name in AT_ONCE if only in name]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork"), max_tasks_per_child=None) as pool:
        for name, outcome, seconds in pool.map(row_of, wanted):
            note(name, outcome, seconds)
    mounted = MOUNTED if may_mount() else {}
    if not mounted:
        print("nobody may mount a disk here: left out are the rows of full disks", flush=True)
    for name, fault in {**mounted, **ALONE, **LAST}.items():
        if only in name:
            tried(name, lambda fault=fault: fault(short))  # type: ignore[misc]
    table = "\n".join(
        ["| fault | tries | lost | doubled | half |", "|---|---|---|---|---|"]
        + [f"| {name} | {one.tries:,} | {one.lost} | {one.doubled} | {one.half} |" for name, one in rows]
    )
    print(table)
    print(f"{(time.monotonic() - began) / 60:.0f} minutes")
    if "--write" in sys.argv:
        readme = ROOT / "README.md"
        text = readme.read_text("utf-8")
        readme.write_text(
            re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{table}\n{END}", text, flags=re.DOTALL), "utf-8"
        )
    sys.exit(0 if all(outcome.sound for _, outcome in rows) else 1)


if __name__ == "__main__":
    main()
