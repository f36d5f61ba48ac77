"""Series of numbers that are never given twice: each lives in a row of its own, not in a count."""

from __future__ import annotations

from counter.store import driver


def next_value(db: driver.Connection, name: str, scope: str) -> int:
    """The next number of a series, 1-based."""
    return driver.number(
        db.execute(
            "INSERT INTO counter_value (name, scope, value) VALUES (?, ?, 1)"
            " ON CONFLICT (name, scope) DO UPDATE SET value = value + 1 RETURNING value",
            (name, scope),
        )
    )


def take(db: driver.Connection, scope: str, wanted: list[tuple[str, int]]) -> dict[str, int]:
    """So many numbers of each series of one scope, in one statement; returns the last number taken of each."""
    rows = db.execute(
        f"INSERT INTO counter_value (name, scope, value) VALUES {', '.join(['(?, ?, ?)'] * len(wanted))}"
        " ON CONFLICT (name, scope) DO UPDATE SET value = value + excluded.value RETURNING name, value",
        [part for name, count in wanted for part in (name, scope, count)],
    ).fetchall()
    return {row["name"]: row["value"] for row in rows}
