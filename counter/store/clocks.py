"""What the clock check looks at. Everything here is found by an index over open work, so that closed cases cost nothing."""

from __future__ import annotations

from counter.store import driver


def checked_for(db: driver.Connection) -> str:
    """The day the clocks were last checked for; empty if never."""
    row = db.execute("SELECT done_for FROM chore WHERE name = 'clocks'").fetchone()
    return row["done_for"] if row else ""


def checked(db: driver.Connection, day: str, at: int) -> None:
    """The check for a day is done."""
    db.execute(
        "INSERT INTO chore (name, done_for, at) VALUES ('clocks', ?, ?) ON CONFLICT (name) DO UPDATE SET"
        " done_for = excluded.done_for, at = excluded.at",
        (day, at),
    )


def silent_cases(db: driver.Connection, last_day_before: str) -> list[int]:
    """Received cases whose time for the one-time notice ran out before a day and nothing was said."""
    rows = db.execute(
        "SELECT id FROM case_file WHERE state = 'received' AND notice_last_day < ? ORDER BY id", (last_day_before,)
    )
    return [row["id"] for row in rows]


def missed_tolerances(db: driver.Connection, day: str) -> list[driver.Row]:
    """Accepted cases with a tolerated paper that did not come by its date: id, and the earliest date missed."""
    return db.execute(
        "SELECT d.case_id AS id, min(d.due_on) AS due_on FROM case_document d JOIN case_file c ON c.id = d.case_id"
        " WHERE c.state = 'accepted' AND d.state = 'missing' AND d.cause = 'tolerated' AND d.due_on < ? GROUP BY d.case_id ORDER BY d.case_id",
        (day,),
    ).fetchall()


def lapse_rounds(db: driver.Connection, day: str) -> list[int]:
    """Supplement rounds not answered by their date become lapsed; returns the cases."""
    rows = db.execute(
        "UPDATE supplement_round SET state = 'lapsed' WHERE state = 'asked' AND due_on < ? RETURNING case_id", (day,)
    ).fetchall()
    return sorted({row["case_id"] for row in rows})


def overrun_pauses(db: driver.Connection) -> list[driver.Row]:
    """Pauses that run: approval, case, when they began and how long they were said to take."""
    return db.execute(
        "SELECT p.approval, p.started_on, p.expected_days, a.case_id FROM pause p JOIN approval a ON a.id = p.approval WHERE p.ended_at IS NULL"
    ).fetchall()


def remind(db: driver.Connection, day: str, level: str, low: str, high: str, words: str, at: int) -> int:
    """One reminder per open approval whose promised day lies in [low, high] and that has none of this level today."""
    made = db.execute(
        "INSERT OR IGNORE INTO reminder (approval, business_date, level, words, at, by_staff)"
        " SELECT id, ?, ?, ?, ?, 'hall' FROM approval WHERE state = 'open' AND promised_on BETWEEN ? AND ? RETURNING approval",
        (day, level, words, at, low, high),
    ).fetchall()
    db.executemany("UPDATE approval SET reminders = reminders + 1 WHERE id = ?", [(row["approval"],) for row in made])
    return len(made)
