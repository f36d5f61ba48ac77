"""What the supervisor's screen follows: rows of approvals as they move, who waits, and the day by its hours."""

from __future__ import annotations

import json
from collections.abc import Iterable

from counter.store import driver

_ROW = "id, case_id, desk, state, promised_on, desk_on, decided_on, on_the_spot"


def approvals_since(db: driver.Connection, first: str) -> list[driver.Row]:
    """Every approval that is undecided, or was decided since a day."""
    return db.execute(
        f"SELECT {_ROW} FROM approval WHERE state IN ('blocked', 'open', 'paused')"
        f" UNION ALL SELECT {_ROW} FROM approval WHERE state = 'decided' AND decided_on >= ?",
        (first,),
    ).fetchall()


def approvals_of(db: driver.Connection, cases: Iterable[int]) -> list[driver.Row]:
    """Every approval of some cases, whatever its state."""
    return db.execute(
        f"SELECT {_ROW} FROM approval WHERE case_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(cases)),)
    ).fetchall()


def cases_of(db: driver.Connection, approvals: Iterable[int]) -> set[int]:
    """The cases of some approvals."""
    rows = db.execute(
        "SELECT case_id FROM approval WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(approvals)),)
    )
    return {row[0] for row in rows}


def desk_names(db: driver.Connection) -> dict[str, str]:
    """Names of desks by code, with their department's."""
    rows = db.execute("SELECT k.code, k.name, d.short FROM desk k JOIN department d ON d.code = k.department")
    return {row["code"]: row["name"] or row["short"] for row in rows}


def waiting(db: driver.Connection, since: int) -> list[driver.Row]:
    """Everybody who waits, of the day that began at `since`: id, queue, number, arrival, when ready, what was told."""
    return db.execute(
        "SELECT id, queue, letter, number, arrived_at, ready_at, estimate_low, estimate_high FROM ticket"
        " WHERE state = 'waiting' AND ready_at >= ? ORDER BY queue, arrived_at",
        (since,),
    ).fetchall()


def entry_subjects(db: driver.Connection, seq: int, limit: int) -> list[driver.Row]:
    """Entries after one: seq, act, subject, what else was touched (JSON)."""
    return db.execute(
        "SELECT seq, act, subject, touched FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
    ).fetchall()


# -- the day by its hours ----------------------------------------------------------------------------------------------


def arrivals(db: driver.Connection, day: str, morning: int) -> dict[int, int]:
    """How many took a number that day, by the hour."""
    rows = db.execute(
        "SELECT (arrived_at - ?2) / 3600000 AS hour, count(*) FROM ticket WHERE business_date = ?1 GROUP BY hour",
        (day, morning),
    )
    return {row[0]: row[1] for row in rows}


def waits(db: driver.Connection, day: str, morning: int, since: int, until: int) -> dict[int, tuple[int, int]]:
    """Of those called in a stretch of that day, by the hour of the call: how long they had waited in all (ms), and how
    many they were.
    """
    rows = db.execute(
        "SELECT (c.at - ?2) / 3600000 AS hour, sum(c.at - t.arrived_at), count(*) FROM call c"
        " JOIN ticket t ON t.id = c.ticket WHERE c.at >= ?3 AND c.at < ?4 AND c.again = 0"
        " AND c.taken_back_at IS NULL AND t.business_date = ?1 AND t.unreliable = 0 GROUP BY hour",
        (day, morning, since, until),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def shifts(db: driver.Connection, day: str) -> list[driver.Row]:
    """Shifts at windows that began that day: window, from when, until when (None: it lasts)."""
    return db.execute(
        "SELECT front_window, started_at, ended_at FROM shift WHERE business_date = ? AND front_window IS NOT NULL",
        (day,),
    ).fetchall()
