"""Who stands where: shifts of staff at windows and desks."""

from __future__ import annotations

from counter.rules.day import ShiftState
from counter.store import driver


def open_of(db: driver.Connection, staff: str) -> driver.Row | None:
    """The open shift of a person, window shifts first."""
    return db.execute(
        "SELECT * FROM shift WHERE staff = ? AND ended_at IS NULL ORDER BY front_window IS NULL, id DESC LIMIT 1",
        (staff,),
    ).fetchone()


def at_window(db: driver.Connection, window: int) -> driver.Row | None:
    """The open shift at a window with the person's name."""
    return db.execute(
        "SELECT sh.*, s.name AS staff_name FROM shift sh JOIN staff s ON s.code = sh.staff"
        " WHERE sh.front_window = ? AND sh.ended_at IS NULL",
        (window,),
    ).fetchone()


def window_exists(db: driver.Connection, window: int) -> bool:
    """Whether the hall has an open window of this number."""
    return (
        db.execute("SELECT 1 FROM front_window WHERE number = ? AND closed_on IS NULL", (window,)).fetchone()
        is not None
    )


def open_ticket(db: driver.Connection, staff: str) -> driver.Row | None:
    """The ticket a person has called or serves and has not finished."""
    return db.execute(
        "SELECT id, letter, number, front_window, state FROM ticket WHERE staff = ? AND state IN ('called', 'serving')",
        (staff,),
    ).fetchone()


def begin(
    db: driver.Connection, staff: str, window: int | None, desk: str | None, day: str, at: int, process: str
) -> int:
    """A new shift; the schema refuses two at one window and two windows for one person."""
    return driver.number(
        db.execute(
            "INSERT INTO shift (staff, front_window, desk, business_date, started_at, seen_at, process)"
            " VALUES (?,?,?,?,?,?,?) RETURNING id",
            (staff, window, desk, day, at, at, process),
        )
    )


def end(db: driver.Connection, shift: int, at: int) -> None:
    """The person has left."""
    db.execute("UPDATE shift SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (at, shift))


def is_open(db: driver.Connection, shift: int) -> bool:
    """Whether nobody has ended a shift."""
    return db.execute("SELECT 1 FROM shift WHERE id = ? AND ended_at IS NULL", (shift,)).fetchone() is not None


def set_away(db: driver.Connection, shift: int, since: int | None) -> None:
    """Away since a moment, or back (None)."""
    db.execute(
        "UPDATE shift SET state = ?, away_since = ?, seen_at = max(seen_at, coalesce(?, seen_at)) WHERE id = ?",
        (ShiftState.ON if since is None else ShiftState.AWAY, since, since, shift),
    )


def lock(db: driver.Connection, shift: int, at: int | None) -> None:
    """A terminal was left alone since a moment, or its person is back (None)."""
    db.execute(
        "UPDATE shift SET locked_at = CASE WHEN ?1 IS NULL THEN NULL ELSE coalesce(locked_at, ?1) END"
        " WHERE id = ?2 AND ended_at IS NULL",
        (at, shift),
    )


def silent_since(db: driver.Connection, shift: int, at: int, limit: int) -> int:
    """When the terminal of an open shift gave its last sign, if that is longer ago than `limit` ms; else 0."""
    row = db.execute(
        "SELECT seen_at FROM shift WHERE id = ? AND ended_at IS NULL AND process <> '' AND seen_at < ?",
        (shift, at - limit),
    ).fetchone()
    return row["seen_at"] if row else 0


def window_of(db: driver.Connection, shift: int) -> int | None:
    """The window of a shift; None: a desk, or nowhere."""
    row = db.execute("SELECT front_window FROM shift WHERE id = ?", (shift,)).fetchone()
    return row["front_window"] if row else None


def beat(db: driver.Connection, shift: int, at: int, process: str) -> None:
    """The terminal is alive. Not an act: nobody did anything."""
    db.execute("UPDATE shift SET seen_at = ?, process = ? WHERE id = ? AND ended_at IS NULL", (at, process, shift))
