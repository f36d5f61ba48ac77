"""Who signed in at the keeper's door: a terminal that lost its line shows its token and goes on, as long as its shift
is open.
"""

from __future__ import annotations

import hashlib

from counter.store import driver


def begin(db: driver.Connection, token: str, shift: int, uid: int, at: int) -> None:
    """Keep that the terminal with this token began a shift; of the token only its hash is kept."""
    db.execute("DELETE FROM door_session WHERE shift IN (SELECT id FROM shift WHERE ended_at IS NOT NULL)")
    db.execute(
        "INSERT INTO door_session (token, shift, uid, begun_at) VALUES (?,?,?,?)", (_hash(token), shift, uid, at)
    )


def resumed(db: driver.Connection, token: str, uid: int) -> tuple[str, int | None, int] | None:
    """Staff code, window and number of a token's shift; None where that has ended, or another system user
    shows it.
    """
    row = db.execute(
        "SELECT s.staff, s.front_window, s.id FROM door_session d JOIN shift s ON s.id = d.shift"
        " WHERE d.token = ? AND d.uid = ? AND s.ended_at IS NULL",
        (_hash(token), uid),
    ).fetchone()
    return (row["staff"], row["front_window"], row["id"]) if row else None


def is_open(db: driver.Connection, shift: int) -> bool:
    """Whether a shift goes on."""
    row = db.execute("SELECT 1 FROM shift WHERE id = ? AND ended_at IS NULL", (shift,)).fetchone()
    return row is not None


def _hash(token: str) -> bytes:
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"counter-door").digest()
