"""Business days of the hall: opened, closed, what was left, how good the estimates were."""

from __future__ import annotations

from counter.rules.ticket import Ticket
from counter.store import driver
from counter.store.tickets import COLUMNS, LIVE, ticket


def row(db: driver.Connection, day: str) -> driver.Row | None:
    """The day's row: state, opened_at, closed_at, issuing_stopped_at."""
    return db.execute("SELECT * FROM hall_day WHERE business_date = ?", (day,)).fetchone()


def begin(db: driver.Connection, day: str, now: int) -> None:
    """The day is open (again: a closed day can be opened once more)."""
    db.execute(
        "INSERT INTO hall_day (business_date, state, opened_at) VALUES (?, 'open', ?) ON CONFLICT (business_date)"
        " DO UPDATE SET state = 'open', closed_at = NULL, issuing_stopped_at = NULL",
        (day, now),
    )


def stop_issuing(db: driver.Connection, day: str, now: int | None) -> None:
    """No more numbers today (None: again)."""
    db.execute("UPDATE hall_day SET issuing_stopped_at = ? WHERE business_date = ?", (now, day))


def end(db: driver.Connection, day: str, now: int) -> None:
    """The day is closed."""
    db.execute("UPDATE hall_day SET state = 'closed', closed_at = ? WHERE business_date = ?", (now, day))


def left(db: driver.Connection, day: str) -> list[Ticket]:
    """Live tickets of this day or of an earlier one."""
    rows = db.execute(f"SELECT {COLUMNS} FROM ticket WHERE {LIVE} AND business_date <= ? ORDER BY business_date, letter, number", (day,))
    return [ticket(found) for found in rows]


def put_off(db: driver.Connection, day: str) -> list[Ticket]:
    """Tickets of earlier days that were put off and have not been taken up yet."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM ticket t WHERE state = 'tomorrow' AND business_date < ? AND NOT EXISTS"
        " (SELECT 1 FROM ticket n WHERE n.continues = t.id) ORDER BY t.business_date, t.arrived_at, t.id",
        (day,),
    )
    return [ticket(found) for found in rows]


def open_shifts(db: driver.Connection) -> list[driver.Row]:
    """Window shifts that are still open."""
    return db.execute("SELECT front_window, staff FROM shift WHERE ended_at IS NULL AND front_window IS NOT NULL ORDER BY front_window").fetchall()


def record_errors(db: driver.Connection, day: str) -> list[driver.Row]:
    """Write, per queue, the mean absolute error (ms) of the day's estimates and of both simple rules. Doing it again gives the same.

    Judged by the first wait of everybody who was called and whose times are reliable; the estimate is what was said
    when the ticket was taken. Tickets that were told "no window open" are not judged: nothing was promised.
    """
    db.execute("DELETE FROM estimate_error WHERE business_date = ?", (day,))
    db.execute(
        "INSERT INTO estimate_error (business_date, queue, tickets, learned_ms, fixed_ms, configured_ms)"
        " SELECT t.business_date, t.letter, count(*), avg(abs(t.estimate - w.waited)), avg(abs(t.estimate_fixed - w.waited)),"
        " avg(abs(coalesce(t.estimate_configured, t.estimate_fixed) - w.waited))"
        " FROM ticket t JOIN (SELECT p.ticket, min(p.started_at) - t2.arrived_at AS waited FROM ticket t2 JOIN ticket_period p"
        " ON p.ticket = t2.id AND p.kind = 'called' WHERE t2.business_date = ? AND t2.unreliable = 0 AND t2.origin <> 'downtime'"
        " AND NOT EXISTS (SELECT 1 FROM ticket_period a WHERE a.ticket = t2.id AND a.kind = 'away') GROUP BY p.ticket) w ON w.ticket = t.id"
        " WHERE t.estimate IS NOT NULL GROUP BY t.letter",
        (day,),
    )
    return db.execute("SELECT * FROM estimate_error WHERE business_date = ? ORDER BY queue", (day,)).fetchall()
