"""The line of notices on the board, and in which language a ticket is called."""

from __future__ import annotations

from counter.store import driver


def standing(db: driver.Connection, now: int, station: str) -> list[driver.Row]:
    """Notices of one place that have not ended: id, words, english, until; oldest first."""
    return db.execute(
        "SELECT id, words, english, until FROM board_notice WHERE ended_at IS NULL AND until > ? AND station = ?"
        " ORDER BY id",
        (now, station),
    ).fetchall()


def put(db: driver.Connection, station: str, words: str, english: str, until: int, staff: str, now: int) -> int:
    """A new notice; its id."""
    return driver.number(
        db.execute(
            "INSERT INTO board_notice (station, words, english, until, set_by, set_at) VALUES (?,?,?,?,?,?)"
            " RETURNING id",
            (station, words, english, until, staff, now),
        )
    )


def end(db: driver.Connection, notice: int, staff: str, now: int) -> bool:
    """A notice goes before its time; False if it is not there any more."""
    return bool(
        db.execute(
            "UPDATE board_notice SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL AND until > ?",
            (now, staff, notice, now),
        ).rowcount
    )


def set_language(db: driver.Connection, ticket: int, language: str) -> None:
    """In which language a ticket is called from now on."""
    db.execute("UPDATE ticket SET language = ? WHERE id = ?", (language, ticket))
