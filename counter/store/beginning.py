"""How far a hall's beginning has come, read from the hall itself."""

from __future__ import annotations

from counter.store import driver


def was_done(db: driver.Connection, *names: str) -> bool:
    """Whether one of these acts was ever done."""
    marks = ",".join("?" * len(names))
    return db.execute(f"SELECT 1 FROM journal WHERE act IN ({marks}) LIMIT 1", names).fetchone() is not None


def administrators(db: driver.Connection) -> int:
    """How many administrators with a password there are."""
    return driver.number(
        db.execute("SELECT count(*) FROM staff WHERE role = 'administrator' AND active = 1 AND password IS NOT NULL")
    )
