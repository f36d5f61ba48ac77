"""When the hall's time was last known, and the doubts about the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass

from counter.rules.moment import Anchor, Doubt
from counter.store import driver


def anchor(db: driver.Connection) -> Anchor | None:
    """The anchor of the hall's clock; None before its first act."""
    row = db.execute("SELECT wall, boot, boot_id, sure, held FROM clock_anchor").fetchone()
    return Anchor(row[0], row[1], row[2], bool(row[3]), bool(row[4])) if row else None


def put_anchor(db: driver.Connection, one: Anchor) -> None:
    """Anchor the clock here."""
    db.execute(
        "INSERT INTO clock_anchor (one, wall, boot, boot_id, sure, held) VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (one)"
        " DO UPDATE SET wall = excluded.wall, boot = excluded.boot, boot_id = excluded.boot_id, sure = excluded.sure,"
        " held = excluded.held",
        (one.wall, one.boot, one.boot_id, int(one.sure), int(one.held)),
    )


def hold(db: driver.Connection) -> None:
    """Let no clock act again until somebody has looked at the time."""
    db.execute("UPDATE clock_anchor SET held = 1")


def last_at(db: driver.Connection) -> int | None:
    """When the newest journal entry was written; None in an empty journal."""
    row = db.execute("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return int(row[0]) if row else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A doubt that was noticed: by which clock, what the hall took for its time, and when it ended."""

    id: int
    why: Doubt
    wall: int
    believed: int
    ended_at: int | None
    ended_by: str


def open_doubt(db: driver.Connection) -> Standing | None:
    """The doubt that stands, if one was noticed."""
    row = db.execute(f"SELECT {_DOUBT} FROM clock_doubt WHERE ended_at IS NULL").fetchone()
    return _standing(row) if row else None


def doubts(db: driver.Connection, limit: int) -> list[Standing]:
    """The newest doubts first."""
    rows = db.execute(f"SELECT {_DOUBT} FROM clock_doubt ORDER BY id DESC LIMIT ?", (limit,))
    return [_standing(row) for row in rows]


def begin_doubt(db: driver.Connection, why: Doubt, wall: int, believed: int) -> int:
    """A doubt was noticed; its number."""
    row = driver.one(
        db.execute("INSERT INTO clock_doubt (why, wall, believed) VALUES (?, ?, ?) RETURNING id", (why, wall, believed))
    )
    return int(row[0])


def end_doubt(db: driver.Connection, at: int, by: str) -> None:
    """The doubt that stands, if any, has ended."""
    db.execute("UPDATE clock_doubt SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL", (at, by))


_DOUBT = "id, why, wall, believed, ended_at, ended_by"


def _standing(row: driver.Row) -> Standing:
    return Standing(row[0], Doubt(row[1]), row[2], row[3], row[4], row[5])
