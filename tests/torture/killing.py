"""kill -9 before each statement of a recorded act, and a disk that is full at each: all of it, or nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from counter.errors import Refusal
from counter.hall import Hall, clock, wire
from counter.hall.act import named
from counter.store import driver, journal
from tests.house.conftest import Turned

KEY = "pressed once"
LEAST_TRIES = 6
"""Tries of an act however long each takes (making a whole hall is thousands of statements)."""


@dataclass(slots=True)
class Outcome:
    """What came of the tries of one kind of fault. `half` is a state that is neither before nor after the act."""

    tries: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0

    def add(self, other: Outcome) -> None:
        """Count another one's tries too."""
        self.tries += other.tries
        self.lost += other.lost
        self.doubled += other.doubled
        self.half += other.half

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, doubled or left between."""
        return not (self.lost or self.doubled or self.half)


class Recorded:
    """An act as a test did it, and the hall as it was before."""

    def __init__(self, place: Path) -> None:
        said = json.loads((place / "act.json").read_text("utf-8"))
        self.place = place
        self.entry = named(place.name)
        self.actor = wire.unpack(said["actor"])
        self.arguments: dict[str, Any] = wire.unpack(said["args"])
        self.now: datetime | None = datetime.fromtimestamp(said["now"] / 1000, UTC)
        self.turned = said.get("turned")
        self.settings: dict[str, Any] = said["settings"]
        (self.key_file,) = (f for f in (place / "keys").iterdir() if f.suffix == ".key")

    def open(self, directory: Path) -> Hall:
        """The hall in a copy."""
        hall = self._open(directory)
        hall.settings.update(self.settings)
        return hall

    def _open(self, directory: Path) -> Hall:
        os.environ["COUNTER_KEY_FILE"] = str(self.key_file)
        if self.turned:  # a hall in earnest, whose clock the test turned
            clock.sources = turned = Turned(datetime(2026, 1, 1))  # type: ignore[assignment]
            turned.wall, turned.boot, turned.start = self.turned
            return Hall.open(directory)
        return Hall.open(directory, now=self.now)

    def do(self, hall: Hall) -> Any:
        """The act, with a key of its own."""
        return hall.run(self.entry, self.actor, self.arguments, key=KEY)


def recorded(folder: Path) -> list[Recorded]:
    """Everything that was recorded, by the acts' names."""
    return [Recorded(place) for place in sorted(folder.iterdir()) if (place / "act.json").exists()]


APART = {"guess": "0", "seal": "what <> 'besides'"}
"""What is written in parts of its own before an act begins: a guess at a password counts whatever comes of it."""


def state(one: Recorded, directory: Path) -> tuple[int, dict[str, int]]:
    """Newest entry and how many rows each table has, as a new process reads them."""
    hall = one.open(directory)
    try:
        tables = [
            row[0]
            for row in hall.db.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return journal.last_seq(hall.db), {
            name: driver.number(hall.db.execute(f"SELECT count(*) FROM {name} WHERE {APART.get(name, '1')}"))
            for name in tables
        }
    finally:
        hall.close()


def die(one: Recorded, directory: Path, at: int) -> tuple[int, bool, bool]:
    """Do the act in a child that kills itself before its statement number `at` (0: never).

    Returns the statements begun, whether it died, whether it had said that it was done.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            hall, seen = one.open(directory), 0

            def before(statement: str) -> None:
                nonlocal seen
                seen += 1
                if seen == at:
                    os.write(writer, f"{seen} ".encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            hall.db.set_trace_callback(before)
            one.do(hall)
            os.write(writer, f"{seen} done".encode())
            os._exit(0)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    died = os.WIFSIGNALED(status)
    assert died or status == 0, f"{one.place.name} failed by itself at {at}"
    return int(said.split()[0]), died, "done" in said


def fresh(one: Recorded) -> Iterator[Path]:
    """A copy of the hall as it was, again and again."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "hall"
        while True:
            shutil.copytree(one.place / "hall", place)
            yield place
            shutil.rmtree(place)


def in_turn(last: int) -> list[int]:
    """Every place from 1 to `last`, so that the first few lie at even distances however many of them are taken."""
    first = [1, last]
    step = 1
    while step < last:
        step *= 2
    rest = [place for half in _halves(step) for place in range(half, last, 2 * half)]
    return list(dict.fromkeys((*first, *(place for place in rest if 1 < place < last), *range(1, last + 1))))


def _halves(step: int) -> Iterator[int]:
    while step > 1:
        step //= 2
        yield step


def kill_everywhere(one: Recorded, seconds: float = 0.0) -> Outcome:
    """Kill it before every statement, or before as many as there is time for; then press again with the same key."""
    began = monotonic()
    found, halls = Outcome(), fresh(one)
    before = state(one, place := next(halls))
    last, died, _ = die(one, place, 0)
    assert not died
    after = state(one, place)
    for at in in_turn(last):
        if seconds and found.tries >= LEAST_TRIES and monotonic() - began > seconds:
            break
        place = next(halls)
        _, died, done = die(one, place, at)
        now = state(one, place)
        found.tries += 1
        found.half += now not in (before, after)
        found.lost += done and now != after
        die(one, place, 0)  # the same press again
        again = state(one, place)
        found.doubled += again[0] > after[0]
        found.lost += again[0] < after[0]
        found.half += again != after
    halls.close()  # type: ignore[attr-defined]
    return found


class Full:
    """A store whose disk is full at one of its statements."""

    def __init__(self, db: Any, at: int) -> None:
        self._db, self.left = db, at
        self.struck = False

    def execute(self, sql: str, *values: Any) -> Any:
        """As it was asked, or the disk is full."""
        if not sql.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN", "ROLLBACK", "WITH")):
            self.left -= 1
            if self.left == 0:
                self.struck = True
                raise driver.OperationalError("database or disk is full")
        return self._db.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def _writes(one: Recorded, place: Path) -> int:
    """How many writing statements an act has."""
    hall = one.open(place)
    whole = hall.db
    hall.db = counting = Full(whole, 0)  # type: ignore[assignment]
    one.do(hall)
    hall.db = whole
    hall.close()
    return max(1, -counting.left)


def full_everywhere(one: Recorded, seconds: float = 0.0) -> Outcome:
    """The disk is full at every writing statement, or at as many as there is time for: a refusal in words, nothing
    left, and the same press again works.
    """
    began, found, halls = monotonic(), Outcome(), fresh(one)
    before = state(one, next(halls))
    for at in in_turn(_writes(one, next(halls))):
        if seconds and found.tries >= LEAST_TRIES and monotonic() - began > seconds:
            break
        place = next(halls)
        hall = one.open(place)
        whole = hall.db
        hall.db = full = Full(whole, at)  # type: ignore[assignment]
        try:
            one.do(hall)
            refused = False
        except Refusal:
            refused = True
        except driver.Error:
            refused = False
            found.half += 1
        hall.db = whole
        if not full.struck:
            hall.close()
            continue
        held = whole.in_transaction  # and the write lock with it
        hall.close()
        now = state(one, place)
        found.half += held
        found.tries += 1
        found.half += refused and now[0] == before[0] and now != before
        found.lost += not refused and now == before
    halls.close()  # type: ignore[attr-defined]
    return found
