"""The keys that a hall had before: what was derived from the first stays (codes on paper that was given out), and what
was sealed to a later one still opens. They lie in the store, encrypted with the key of now.
"""

from __future__ import annotations

from contextlib import suppress

from counter.store import driver
from counter.store.connection import trouble_of


def before(db: driver.Connection) -> list[str]:
    """The keys before the one of now, oldest first."""
    return [row[0] for row in db.execute("SELECT secret FROM hall_root ORDER BY n")]


def mark(db: driver.Connection) -> str:
    """The mark of the key that was made last; empty for a hall that has its first."""
    row = db.execute("SELECT mark FROM hall_root ORDER BY n DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def add(db: driver.Connection, secret: str, mark: str, at: int) -> None:
    """A key is followed by the one with this mark. Cut off and begun anew, the same key is followed once."""
    db.execute("DELETE FROM hall_root WHERE secret = ?", (secret,))
    db.execute("INSERT INTO hall_root (secret, mark, at) VALUES (?,?,?)", (secret, mark, at))


def proven(db: driver.Connection) -> driver.Row | None:
    """When the sheet was last held against the key, and which key that was."""
    return db.execute(
        "SELECT at, json_extract(facts, '$.mark') AS mark FROM journal"
        " WHERE act IN ('key.prove', 'key.compare') AND json_extract(facts, '$.fits') IS 1 ORDER BY seq DESC LIMIT 1"
    ).fetchone()


def encrypt_anew(db: driver.Connection, key: str) -> None:
    """Encrypt a whole store with another key, in one transaction; whoever has it open must open it again. Raises
    Refusal where the disk is full; it goes on once there is room.
    """
    try:
        db.execute(f"PRAGMA rekey = \"x'{key}'\"")
    except driver.DatabaseError as error:
        raise trouble_of(error) or error from error
    with suppress(driver.Error):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
