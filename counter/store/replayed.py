"""A past day as the journal and its rows have it, for looking at it again minute by minute."""

from __future__ import annotations

import json
from collections.abc import Iterable

from counter.store import driver


def entries(db: driver.Connection, day: str) -> list[driver.Row]:
    """Every act of a day, oldest first: seq, at, act, place, subject, touched (JSON), facts (JSON), undoes."""
    return db.execute(
        "SELECT seq, at, act, place, subject, touched, facts, undoes FROM journal WHERE business_date = ? ORDER BY seq",
        (day,),
    ).fetchall()


def last_day(db: driver.Connection, before: str) -> str | None:
    """The newest day before one on which somebody took a number; else on which anything was done."""
    row = db.execute(
        "SELECT coalesce((SELECT max(business_date) FROM journal WHERE act = 'ticket.take' AND business_date < ?1),"
        " (SELECT max(business_date) FROM journal WHERE business_date < ?1))",
        (before,),
    ).fetchone()
    return row[0] if row else None


def tickets(db: driver.Connection, day: str, besides: Iterable[int]) -> list[driver.Row]:
    """What tickets have from their first moment on, and where they stand now: those of a day, and some others."""
    return db.execute(
        "SELECT id, letter, number, business_date, queue, arrived_at, called_at, held_until, state, unreliable,"
        " estimate_low, estimate_high FROM ticket WHERE business_date = ?1"
        " UNION SELECT id, letter, number, business_date, queue, arrived_at, called_at, held_until, state, unreliable,"
        " estimate_low, estimate_high FROM ticket WHERE id IN (SELECT value FROM json_each(?2)) ORDER BY id",
        (day, json.dumps(sorted(besides))),
    ).fetchall()


def calls(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Every call from an instant to an instant, taken back or not: id, ticket, window, at, again, taken_back_at."""
    return db.execute(
        "SELECT id, ticket, front_window, at, again, taken_back_at FROM call WHERE at >= ? AND at < ? ORDER BY id",
        (since, until),
    ).fetchall()


def shifts(db: driver.Connection, day: str) -> list[driver.Row]:
    """Shifts at windows that began that day or on one of the ten before it."""
    return db.execute(
        "SELECT sh.id, sh.front_window, sh.staff, sh.business_date, sh.started_at, sh.ended_at, s.name FROM shift sh"
        " JOIN staff s ON s.code = sh.staff WHERE sh.front_window IS NOT NULL AND sh.business_date <= ?1"
        " AND sh.business_date >= date(?1, '-10 days') ORDER BY sh.started_at, sh.id",
        (day,),
    ).fetchall()


def windows(db: driver.Connection, day: str) -> list[driver.Row]:
    """Windows that were not closed by that day: number, name, queues (JSON) as they are outside of any loan."""
    return db.execute(
        "SELECT w.number, w.name, coalesce(l.own, w.queues) AS queues FROM front_window w LEFT JOIN window_loan l"
        " ON l.front_window = w.number AND l.ended_at IS NULL WHERE w.closed_on IS NULL OR w.closed_on >= ?"
        " ORDER BY w.number",
        (day,),
    ).fetchall()


def window_sets(db: driver.Connection, day: str) -> list[driver.Row]:
    """What windows were given to call before a day, as the journal has it: subject, facts (JSON), oldest first."""
    return db.execute(
        "SELECT subject, facts FROM journal WHERE act = 'window.set' AND business_date < ? ORDER BY seq", (day,)
    ).fetchall()


def loans(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Windows that were lent at some time between two instants: id, window, own, lent, since, until, ended, by whom."""
    return db.execute(
        "SELECT id, front_window, own, lent, since, until, ended_at, lent_by FROM window_loan"
        " WHERE since < ? AND (ended_at IS NULL OR ended_at >= ?) ORDER BY since",
        (until, since),
    ).fetchall()


def queues(db: driver.Connection, day: str) -> list[driver.Row]:
    """Queues that were not closed by that day: letter, name, last_number."""
    return db.execute(
        "SELECT letter, name, last_number FROM queue WHERE closed_on IS NULL OR closed_on >= ? ORDER BY letter", (day,)
    ).fetchall()


def words(db: driver.Connection, day: str) -> list[driver.Row]:
    """What was said to colleagues that day: staff, name, where_to, words, by, at, when it was heard or taken back."""
    return db.execute(
        "SELECT w.id, w.staff, s.name, w.where_to, w.words, b.name AS said_by, w.at,"
        " coalesce(w.heard_at, w.taken_back_at) AS over_at FROM staff_word w JOIN staff s ON s.code = w.staff"
        " JOIN staff b ON b.code = w.said_by WHERE w.business_date = ? ORDER BY w.id",
        (day,),
    ).fetchall()


def answers(db: driver.Connection, day: str) -> list[driver.Row]:
    """What was answered to alerts that day: alert, words, name, at, taken_back_at."""
    return db.execute(
        "SELECT a.alert, a.words, s.name, a.at, a.taken_back_at FROM alert_answer a JOIN staff s ON s.code = a.staff"
        " WHERE a.business_date = ? ORDER BY a.id",
        (day,),
    ).fetchall()


# -- papers ------------------------------------------------------------------------------------------------------------


def cases(db: driver.Connection, day: str) -> list[driver.Row]:
    """Cases received, accepted or delivered on a day: id, which of the three, and how many items they hold."""
    return db.execute(
        "SELECT id, received_on IS ?1 AS received, accepted_on IS ?1 AS accepted, delivered_on IS ?1 AS delivered,"
        " (SELECT count(*) FROM approval a WHERE a.case_id = c.id) AS items FROM case_file c WHERE id IN"
        " (SELECT id FROM case_file WHERE received_on = ?1 UNION SELECT id FROM case_file WHERE accepted_on = ?1"
        " UNION SELECT id FROM case_file WHERE delivered_on = ?1)",
        (day,),
    ).fetchall()


def approvals(db: driver.Connection, month: str, day: str) -> list[driver.Row]:
    """Items accepted by a day that were undecided on it or decided since the month began, as they stand now."""
    rows = (
        "SELECT a.id, a.case_id, a.desk, a.state, a.promised_on, a.desk_on, a.decided_on, a.on_the_spot, a.opened_at,"
        " c.accepted_on FROM approval a JOIN case_file c ON c.id = a.case_id WHERE c.accepted_on <= ?2"
    )
    return db.execute(
        f"{rows} AND a.state IN ('blocked', 'open', 'paused') UNION ALL {rows} AND a.state = 'decided'"
        " AND a.decided_on >= ?1",
        (month, day),
    ).fetchall()


def decisions(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Decisions that were made or recalled between two instants: approval, at, business_date, recalled_at."""
    return db.execute(
        "SELECT approval, at, business_date, recalled_at FROM decision WHERE at < ?2 AND (at >= ?1"
        " OR recalled_at >= ?1) ORDER BY id",
        (since, until),
    ).fetchall()


def pauses(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Clocks that stood still at some time between two instants: approval, started_at, ended_at."""
    return db.execute(
        "SELECT approval, started_at, ended_at FROM pause WHERE started_at < ?2 AND (ended_at IS NULL"
        " OR ended_at >= ?1)",
        (since, until),
    ).fetchall()


def moved_dates(db: driver.Connection, acts: Iterable[str], day: str) -> list[driver.Row]:
    """Entries of some acts since a day that moved a promised day: at, subject, facts (JSON), oldest first."""
    return db.execute(
        "SELECT at, subject, facts FROM journal WHERE act IN (SELECT value FROM json_each(?)) AND business_date >= ?"
        " ORDER BY seq",
        (json.dumps(list(acts)), day),
    ).fetchall()
