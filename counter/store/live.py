"""The hall at this moment: queues, windows, papers that did not come out."""

from __future__ import annotations

from counter.store import driver


def queues(db: driver.Connection, since: int) -> list[driver.Row]:
    """Every open queue: letter, name, how many wait of the day that began at `since`, and from when the longest
    waiting one does.
    """
    return db.execute(
        "SELECT q.letter, q.name, count(t.id) AS waiting, min(t.arrived_at) AS since FROM queue q LEFT JOIN ticket t"
        " ON t.queue = q.letter AND t.state = 'waiting' AND t.ready_at >= ? WHERE q.closed_on IS NULL"
        " GROUP BY q.letter ORDER BY q.letter",
        (since,),
    ).fetchall()


def windows(db: driver.Connection) -> list[driver.Row]:
    """Every open window: number, name, who is there, away or on, the ticket in hand with its state and since when."""
    return db.execute(
        "SELECT w.number, w.name, s.name AS staff, sh.state, sh.away_since, t.letter, t.number AS ticket,"
        " t.state AS ticket_state, t.called_at FROM front_window w LEFT JOIN shift sh ON sh.front_window = w.number"
        " AND sh.ended_at IS NULL LEFT JOIN staff s ON s.code = sh.staff"
        " LEFT JOIN ticket t ON t.front_window = w.number AND t.state IN ('called', 'serving')"
        " WHERE w.closed_on IS NULL ORDER BY w.number"
    ).fetchall()


def tickets_of(db: driver.Connection, day: str) -> dict[str, int]:
    """Tickets of a business day by state."""
    rows = db.execute("SELECT state, count(*) AS n FROM ticket WHERE business_date = ? GROUP BY state", (day,))
    return {row["state"]: row["n"] for row in rows}


def unprinted(db: driver.Connection, before: int) -> list[driver.Row]:
    """Papers written before an instant that have not come out, a line a paper: paper, kind, printer, front_window, at,
    error.
    """
    return db.execute(
        "SELECT j.paper, p.kind, coalesce((SELECT name FROM printer l WHERE l.code = j.printer), j.printer) AS printer,"
        " j.front_window, min(j.at) AS at, max(j.error) AS error FROM paper_job j"
        " JOIN paper p ON p.number = j.paper WHERE j.state IN ('waiting', 'sending', 'failed') AND (j.at < ?"
        " OR j.state = 'failed') AND j.printer <> 'preview' GROUP BY j.paper ORDER BY min(j.id) LIMIT 200",
        (before,),
    ).fetchall()
