"""Dated settings of the hall: each has the value that was set last before a day."""

from __future__ import annotations

from counter.store import driver


def value(db: driver.Connection, name: str, day: str) -> str | None:
    """The value in force on a day (ISO); None where it was never set."""
    row = db.execute(
        "SELECT value FROM setting WHERE name = ? AND since <= ? ORDER BY since DESC LIMIT 1", (name, day)
    ).fetchone()
    return row["value"] if row else None


def begin_with(db: driver.Connection, values: dict[str, str]) -> None:
    """What a new hall is set to from its first day on."""
    db.executemany("INSERT INTO setting (name, value) VALUES (?, ?)", values.items())


def put(db: driver.Connection, name: str, since: str, value: str) -> None:
    """A value from a day (ISO) on."""
    db.execute(
        "INSERT INTO setting (name, since, value) VALUES (?,?,?)"
        " ON CONFLICT (name, since) DO UPDATE SET value = excluded.value",
        (name, since, value),
    )
