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
    rows = db.execute(
        f"SELECT {COLUMNS} FROM ticket WHERE {LIVE} AND business_date <= ? ORDER BY business_date, letter, number",
        (day,),
    )
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
    return db.execute(
        "SELECT front_window, staff FROM shift WHERE ended_at IS NULL AND front_window IS NOT NULL"
        " ORDER BY front_window"
    ).fetchall()


def record_errors(db: driver.Connection, day: str) -> list[driver.Row]:
    """Write, per queue, the mean absolute error (ms) of the day's estimates and of both simple rules. Doing it again
    gives the same.

    Judged by the first wait of everybody who was called and whose times are reliable; the estimate is what was said
    when the ticket was taken. Tickets that were told "no window open" are not judged: nothing was promised.
    """
    db.execute("DELETE FROM estimate_error WHERE business_date = ?", (day,))
    db.execute(
        "INSERT INTO estimate_error (business_date, queue, tickets, learned_ms, fixed_ms, configured_ms, alone_ms)"
        " SELECT t.business_date, t.letter, count(*), avg(abs(t.estimate - w.waited)),"
        " avg(abs(t.estimate_fixed - w.waited)),"
        " avg(abs(coalesce(t.estimate_configured, t.estimate_fixed) - w.waited)),"
        " avg(abs(coalesce(t.estimate_learned, t.estimate) - w.waited)) FROM ticket t"
        " JOIN (SELECT p.ticket, min(p.started_at) - t2.arrived_at AS waited FROM ticket t2"
        " JOIN ticket_period p ON p.ticket = t2.id AND p.kind = 'called'"
        " WHERE t2.business_date = ? AND t2.unreliable = 0 AND t2.origin <> 'downtime' AND NOT EXISTS (SELECT 1"
        " FROM ticket_period a WHERE a.ticket = t2.id AND a.kind = 'away') GROUP BY p.ticket) w ON w.ticket = t.id"
        " WHERE t.estimate IS NOT NULL GROUP BY t.letter",
        (day,),
    )
    return db.execute("SELECT * FROM estimate_error WHERE business_date = ? ORDER BY queue", (day,)).fetchall()


def errors(db: driver.Connection, limit: int) -> list[driver.Row]:
    """Recorded errors, newest day first."""
    return db.execute("SELECT * FROM estimate_error ORDER BY business_date DESC, queue LIMIT ?", (limit,)).fetchall()


TOTALS = (
    "SELECT t.business_date, t.letter AS queue, count(*) AS tickets, sum(t.state = 'finished') AS finished,"
    " sum(EXISTS (SELECT 1 FROM ticket_period a WHERE a.ticket = t.id AND a.kind = 'absent')"
    " AND t.state <> 'finished') AS absent, sum(t.state = 'left') AS left_early, sum(t.state = 'lapsed') AS lapsed,"
    " sum(t.state = 'tomorrow') AS put_off, sum(t.queue <> t.letter) AS transferred, sum(t.unreliable) AS unreliable,"
    " coalesce(sum(w.waited), 0) AS waited_ms, count(w.waited) AS waits,"
    " coalesce(max(w.waited), 0) AS longest_wait_ms, coalesce(sum(s.served), 0) AS served_ms,"
    " coalesce(sum(s.visits), 0) AS visits FROM ticket t"
    " LEFT JOIN (SELECT p.ticket, min(p.started_at) - x.arrived_at AS waited FROM ticket x"
    " JOIN ticket_period p ON p.ticket = x.id AND p.kind IN ('called', 'serving')"
    " WHERE x.business_date = :day AND x.unreliable = 0 GROUP BY p.ticket) w ON w.ticket = t.id"
    " LEFT JOIN (SELECT p.ticket, sum(p.ended_at - p.started_at) AS served, 1 AS visits FROM ticket x"
    " JOIN ticket_period p ON p.ticket = x.id AND p.kind = 'serving' AND p.reliable = 1 AND p.ended_at IS NOT NULL"
    " WHERE x.business_date = :day GROUP BY p.ticket) s ON s.ticket = t.id WHERE t.business_date = :day"
    " GROUP BY t.letter"
)
"""A day's totals per queue (by the letter on the ticket), from the tickets' own periods and nothing else."""


def totals(db: driver.Connection, day: str) -> list[driver.Row]:
    """The totals of a day: kept ones after a purge, else summed from the periods. Queues without a ticket
    have no row.
    """
    kept = db.execute("SELECT * FROM day_total WHERE business_date = ? ORDER BY queue", (day,)).fetchall()
    return kept or db.execute(f"{TOTALS} ORDER BY t.letter", {"day": day}).fetchall()


def days_before(db: driver.Connection, day: str) -> list[str]:
    """Business days with tickets before a day, oldest first."""
    return [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT business_date FROM ticket WHERE business_date < ? ORDER BY business_date", (day,)
        )
    ]


def keep_totals(db: driver.Connection, day: str) -> None:
    """Write the totals of a day for good; once is enough, twice changes nothing."""
    db.execute(f"INSERT OR IGNORE INTO day_total {TOTALS}", {"day": day})


def forget(db: driver.Connection, day: str) -> int:
    """Remove a day's calls, periods and ticket papers, and every ticket that nothing else refers to. Returns how many
    tickets went.
    """
    mine = "(SELECT id FROM ticket WHERE business_date = :day)"
    db.execute(f"DELETE FROM call WHERE ticket IN {mine}", {"day": day})
    db.execute(f"DELETE FROM ticket_period WHERE ticket IN {mine}", {"day": day})
    papers = f"(SELECT number FROM paper WHERE kind = 'ticket' AND ticket IN {mine})"
    db.execute(f"DELETE FROM paper_job WHERE paper IN {papers}", {"day": day})
    db.execute(f"DELETE FROM paper WHERE number IN {papers}", {"day": day})
    db.execute("DELETE FROM appointment WHERE business_date = :day", {"day": day})
    return db.execute(
        "DELETE FROM ticket"
        " WHERE business_date = :day AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.ticket = ticket.id)"
        " AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.ticket = ticket.id) AND NOT EXISTS (SELECT 1 FROM paper p"
        " WHERE p.ticket = ticket.id) AND NOT EXISTS (SELECT 1 FROM ticket n WHERE n.continues = ticket.id)",
        {"day": day},
    ).rowcount
