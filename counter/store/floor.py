"""The floor while the hall is open: windows lent to another queue, words to a colleague, answers to alerts, and what
was left open over night.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from counter.rules.ticket import Ticket
from counter.store import driver
from counter.store.tickets import COLUMNS, ticket


def lend(db: driver.Connection, window: int, lent: Sequence[str], now: int, until: int, by: str) -> int:
    """Give a window other queues until an instant; what it had before is kept. The schema refuses a second loan."""
    own = driver.one(db.execute("SELECT queues FROM front_window WHERE number = ?", (window,)))["queues"]
    given = json.dumps(list(lent))
    db.execute("UPDATE front_window SET queues = ? WHERE number = ?", (given, window))
    return driver.number(
        db.execute(
            "INSERT INTO window_loan (front_window, own, lent, since, until, lent_by) VALUES (?,?,?,?,?,?)"
            " RETURNING id",
            (window, own, given, now, until, by),
        )
    )


def loan(db: driver.Connection, window: int) -> driver.Row | None:
    """The loan that a window is in."""
    return db.execute(
        "SELECT l.*, s.name AS lent_by_name FROM window_loan l JOIN staff s ON s.code = l.lent_by"
        " WHERE l.front_window = ? AND l.ended_at IS NULL",
        (window,),
    ).fetchone()


def loans(db: driver.Connection, until: int | None = None) -> list[driver.Row]:
    """Every loan that is not over; those that should have ended by an instant."""
    return db.execute(
        "SELECT * FROM window_loan WHERE ended_at IS NULL AND (?1 IS NULL OR until <= ?1) ORDER BY front_window",
        (until,),
    ).fetchall()


def give_back(db: driver.Connection, found: driver.Row, now: int) -> tuple[str, ...]:
    """A loan is over: the window has its own queues again, without those that were closed meanwhile. Where somebody
    has set the window's queues since, they stand.
    """
    window = found["front_window"]
    present = driver.one(db.execute("SELECT queues FROM front_window WHERE number = ?", (window,)))["queues"]
    if present == found["lent"]:
        known = {row["letter"] for row in db.execute("SELECT letter FROM queue WHERE closed_on IS NULL")}
        present = json.dumps([letter for letter in json.loads(found["own"]) if letter in known])
        db.execute("UPDATE front_window SET queues = ? WHERE number = ?", (present, window))
    db.execute("UPDATE window_loan SET ended_at = max(since, ?) WHERE id = ?", (now, found["id"]))
    return tuple(json.loads(present))


# -- over night --------------------------------------------------------------------------------------------------------


def windows_of_before(db: driver.Connection, day: str) -> list[driver.Row]:
    """Shifts at windows that began on an earlier business day and that nobody has ended."""
    return db.execute(
        "SELECT sh.id, sh.staff, sh.front_window, sh.business_date, sh.started_at, s.name AS staff_name FROM shift sh"
        " JOIN staff s ON s.code = sh.staff WHERE sh.ended_at IS NULL AND sh.front_window IS NOT NULL"
        " AND sh.business_date < ? ORDER BY sh.front_window",
        (day,),
    ).fetchall()


def last_deed(db: driver.Connection, staff: str, day: str, since: int) -> int:
    """When somebody last did anything on a business day, not before an instant."""
    return driver.number(
        db.execute(
            "SELECT coalesce(max(at), ?3) FROM journal WHERE staff = ?1 AND business_date = ?2 AND at >= ?3",
            (staff, day, since),
        )
    )


def in_hand_of_before(db: driver.Connection, day: str) -> list[Ticket]:
    """Tickets of earlier days that a window still has in hand."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM ticket WHERE state IN ('called', 'serving') AND business_date < ? ORDER BY id", (day,)
    )
    return [ticket(row) for row in rows]


def may_turn(db: driver.Connection, day: str, now: int) -> bool:
    """Whether a loan is over, or an earlier day left a window or a number open."""
    return bool(loans(db, now) or windows_of_before(db, day) or in_hand_of_before(db, day))


# -- words to a colleague ----------------------------------------------------------------------------------------------


def tell(db: driver.Connection, staff: str, where_to: str | None, words: str, by: str, day: str, now: int) -> int:
    """Say something to somebody at their terminal; `where_to` asks them to come there."""
    return driver.number(
        db.execute(
            "INSERT INTO staff_word (staff, where_to, words, said_by, business_date, at) VALUES (?,?,?,?,?,?)"
            " RETURNING id",
            (staff, where_to, words, by, day, now),
        )
    )


def word(db: driver.Connection, id: int) -> driver.Row | None:
    """One word, with the name of whom it was for."""
    return db.execute(
        "SELECT w.*, s.name AS staff_name FROM staff_word w JOIN staff s ON s.code = w.staff WHERE w.id = ?", (id,)
    ).fetchone()


def unheard(db: driver.Connection, day: str, staff: str | None = None) -> list[driver.Row]:
    """What was said that day and not heard yet, to one person or to all: the newest last."""
    return db.execute(
        "SELECT w.id, w.staff, w.where_to, w.words, w.at, s.name AS staff_name, b.name AS said_by_name"
        " FROM staff_word w JOIN staff s ON s.code = w.staff JOIN staff b ON b.code = w.said_by"
        " WHERE w.business_date = ?1 AND w.heard_at IS NULL AND w.taken_back_at IS NULL"
        " AND (?2 IS NULL OR w.staff = ?2) ORDER BY w.id",
        (day, staff),
    ).fetchall()


def heard(db: driver.Connection, staff: str, upto: int, now: int) -> list[int]:
    """Somebody has read what was said to them, up to a word; the ids that were new."""
    rows = db.execute(
        "UPDATE staff_word SET heard_at = ? WHERE staff = ? AND id <= ? AND heard_at IS NULL AND taken_back_at IS NULL"
        " RETURNING id",
        (now, staff, upto),
    ).fetchall()
    return [row["id"] for row in rows]


def take_back_word(db: driver.Connection, id: int, now: int) -> bool:
    """Nobody has to come any more; False where it was heard, or taken back, already."""
    return (
        db.execute(
            "UPDATE staff_word SET taken_back_at = ? WHERE id = ? AND heard_at IS NULL AND taken_back_at IS NULL",
            (now, id),
        ).rowcount
        == 1
    )


# -- answers to alerts -------------------------------------------------------------------------------------------------


def answer(db: driver.Connection, alert: str, day: str, words: str, staff: str, now: int) -> int:
    """Somebody answers for an alert, for that day."""
    return driver.number(
        db.execute(
            "INSERT INTO alert_answer (alert, business_date, words, staff, at) VALUES (?,?,?,?,?) RETURNING id",
            (alert, day, words, staff, now),
        )
    )


def answered(db: driver.Connection, day: str, alert: str | None = None) -> list[driver.Row]:
    """The answers of a day that stand, the newest of an alert last."""
    return db.execute(
        "SELECT a.id, a.alert, a.words, a.staff, a.at, s.name AS staff_name FROM alert_answer a"
        " JOIN staff s ON s.code = a.staff WHERE a.business_date = ?1 AND (?2 IS NULL OR a.alert = ?2)"
        " AND a.taken_back_at IS NULL ORDER BY a.id",
        (day, alert),
    ).fetchall()


def take_back_answers(db: driver.Connection, day: str, alert: str, now: int) -> int:
    """The alert is open again; how many answers stood."""
    return db.execute(
        "UPDATE alert_answer SET taken_back_at = ? WHERE business_date = ? AND alert = ? AND taken_back_at IS NULL",
        (now, day, alert),
    ).rowcount
