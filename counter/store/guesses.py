"""Passwords that were tried: each is written down before it is looked at, so that no two look past each other."""

from __future__ import annotations

from counter.store import driver

FAMILIAR_MS = 60 * 86_400_000
"""A terminal where somebody has not signed in for so long is no longer one of theirs."""


def begin(db: driver.Connection, staff: str, terminal: str, at: int) -> int:
    """Somebody is about to try a password; answers by which number the outcome is told."""
    return driver.number(
        db.execute("INSERT INTO guess (staff, terminal, at) VALUES (?,?,?) RETURNING id", (staff, terminal, at))
    )


def end(db: driver.Connection, guess: int, right: bool) -> None:
    """What became of it."""
    db.execute(
        "UPDATE guess SET outcome = ? WHERE id = ? AND outcome = 'begun'", ("right" if right else "wrong", guess)
    )


def in_a_row(db: driver.Connection, staff: str, terminal: str, since: int) -> list[tuple[int, bool]]:
    """Moment, and whether it is not over yet, of each that was not right since the last right one at a terminal."""
    rows = db.execute(
        "SELECT at, outcome FROM guess WHERE staff = ?1 AND terminal = ?2 AND at > ?3 AND outcome IN ('begun', 'wrong')"
        " AND id > coalesce((SELECT max(id) FROM guess WHERE staff = ?1 AND terminal = ?2 AND outcome IN ('right',"
        " 'forgiven')), 0) ORDER BY id",
        (staff, terminal, since),
    )
    return [(row["at"], row["outcome"] == "begun") for row in rows]


def afar(db: driver.Connection, staff: str, since: int) -> list[tuple[int, bool]]:
    """The same of all terminals together where the person never gave the right one."""
    rows = db.execute(
        "SELECT at, outcome FROM guess WHERE staff = ?1 AND at > ?2 AND outcome IN ('begun', 'wrong')"
        " AND terminal NOT IN (SELECT terminal FROM guess WHERE staff = ?1 AND outcome = 'right') ORDER BY id",
        (staff, since),
    )
    return [(row["at"], row["outcome"] == "begun") for row in rows]


def is_familiar(db: driver.Connection, staff: str, terminal: str) -> bool:
    """Whether the person has signed in at this terminal before."""
    row = db.execute(
        "SELECT 1 FROM guess WHERE staff = ? AND terminal = ? AND outcome = 'right' LIMIT 1", (staff, terminal)
    ).fetchone()
    return row is not None


def forgive(db: driver.Connection, staff: str) -> None:
    """A password was set anew: nothing that was tried before counts."""
    db.execute("UPDATE guess SET outcome = 'forgiven' WHERE staff = ? AND outcome IN ('begun', 'wrong')", (staff,))


def forget(db: driver.Connection, before: int, at: int) -> None:
    """Drop what no rule asks any more: wrong ones before a moment, all but the last right one of each terminal."""
    db.execute("DELETE FROM guess WHERE outcome <> 'right' AND at < ?", (before,))
    db.execute(
        "DELETE FROM guess WHERE outcome = 'right' AND (at < ?1 OR (at < ?2 AND EXISTS (SELECT 1 FROM guess g WHERE"
        " g.staff = guess.staff AND g.terminal = guess.terminal AND g.outcome = 'right' AND g.id > guess.id)))",
        (at - FAMILIAR_MS, before),
    )
