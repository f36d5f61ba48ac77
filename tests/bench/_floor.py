"""The floor under an act: the very rows it writes, written raw, in one transaction of the same durability.

A Recorder stands in for the hall's connection and keeps each statement that changes rows, with its parameters.
Replaying them (with the transactions they came in) on a copy of the hall as it was before the act is what SQLite alone
costs.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from counter.hall import Hall

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN", "COMMIT")


class Recorder:
    """A connection that remembers what was written through it."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.written: list[tuple[str, Any, bool]] = []

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if sql.lstrip()[:7].upper().startswith(CHANGES):
            self.written.append(
                (sql, tuple(parameters) if not isinstance(parameters, dict) else dict(parameters), False)
            )
        return self._db.execute(sql, parameters)

    def executemany(self, sql: str, rows: Any) -> Any:
        rows = list(rows)
        self.written.append((sql, rows, True))
        return self._db.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def recorded(hall: Hall) -> Recorder:
    """A recorder over a hall's store whose own triggers lie already: they are the connection's, no rows of an act."""
    if hall.db.binding is not None:
        hall.db.binding.make_ready(hall.db)
    return Recorder(hall.db)


def copy_hall(source: Path, target: Path, now: Any) -> Hall:
    shutil.copytree(source, target)
    return Hall.open(target, now=now)


def compare(
    source: Path, folder: Path, now: Any, acts: Sequence[Callable[[Hall], Any]], rounds: int = 3
) -> dict[str, float]:
    """Median milliseconds of each act through the hall and of its rows raw, over `acts` in order, `rounds` times."""
    recording = copy_hall(source, folder / "recorded", now)
    recorder = recorded(recording)
    recording.db = recorder  # type: ignore[assignment]
    written = []
    for press in acts:
        recorder.written = []
        press(recording)
        written.append(recorder.written)
    recording.close()
    ours, raw = [], []
    for number in range(rounds):
        hall = copy_hall(source, folder / f"ours{number}", now)
        floor = copy_hall(source, folder / f"raw{number}", now)
        for press, rows in zip(acts, written, strict=True):  # in turn, so that both meet the same machine
            started = time.perf_counter()
            press(hall)
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            for sql, values, many in rows:
                cursor = floor.db.executemany(sql, values) if many else floor.db.execute(sql, values)
                if "RETURNING" in sql:
                    cursor.fetchall()
            raw.append(time.perf_counter() - started)
        hall.close()
        floor.close()
    return {
        "ours": statistics.median(ours) * 1000,
        "raw": statistics.median(raw) * 1000,
        "ratio": statistics.median(o / r for o, r in zip(ours, raw, strict=True)),
        "rows": statistics.median(
            sum(len(v) if m else not sql.startswith(("BEGIN", "COMMIT")) for sql, v, m in rows) for rows in written
        ),
    }
