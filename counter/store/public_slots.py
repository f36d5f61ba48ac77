"""What public.db says of free times: per queue and day the slots with their places and free places, never a person."""

from __future__ import annotations

import json

from counter.rules.booking import Line
from counter.store import driver
from counter.store.public import ask

Days = dict[str, list[tuple[str, int, int]]]
"""Day -> (HH:MM, places, free places), in their order."""


def put(db: driver.Connection, found: dict[str, tuple[tuple[str, ...], Days]]) -> bool:
    """Write what every queue is for and has free; says whether anything is new."""
    rows = {letter: (json.dumps(bundles), json.dumps(days)) for letter, (bundles, days) in found.items()}
    known = {row["queue"]: (row["bundles"], row["days"]) for row in db.execute("SELECT * FROM slots")}
    if rows == known:
        return False
    db.execute("DELETE FROM slots")
    db.executemany("INSERT INTO slots VALUES (?,?,?)", [(letter, *row) for letter, row in rows.items()])
    return True


def lines(db: driver.Connection) -> tuple[Line, ...]:
    """Every queue that can be booked at, and what it is for."""
    rows = ask(db, "SELECT queue, bundles FROM slots ORDER BY queue")
    return tuple(Line(row["queue"], tuple(json.loads(row["bundles"]))) for row in rows)


def days(db: driver.Connection, letter: str) -> Days:
    """The slots of a queue; nothing where it is not known."""
    row = ask(db, "SELECT days FROM slots WHERE queue = ?", (letter,)).fetchone()
    return {day: [tuple(slot) for slot in slots] for day, slots in json.loads(row["days"]).items()} if row else {}
