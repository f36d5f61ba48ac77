"""Days that were, as people and windows; who came when over many days; plans for days that have not come."""

from __future__ import annotations

from counter.store import driver

HALF_HOUR = 1_800_000


def visits(db: driver.Connection, day: str) -> list[driver.Row]:
    """Everybody of a day who was called: queue, lane, ready_at, wait, called and serving (ms), unreliable."""
    return db.execute(
        "SELECT t.queue, t.lane, t.ready_at, t.unreliable, min(CASE WHEN p.kind = 'called' THEN p.started_at END)"
        " - t.ready_at AS wait,"
        " coalesce(sum(CASE WHEN p.kind = 'called' THEN p.ended_at - p.started_at END), 0) AS called,"
        " coalesce(sum(CASE WHEN p.kind = 'serving' THEN p.ended_at - p.started_at END), 0) AS serving"
        " FROM ticket t JOIN ticket_period p ON p.ticket = t.id WHERE t.business_date = ? AND t.origin <> 'downtime'"
        " GROUP BY t.id HAVING wait IS NOT NULL ORDER BY t.ready_at, t.id",
        (day,),
    ).fetchall()


def not_called(db: driver.Connection, day: str) -> int:
    """How many of a day left, or were left over, before anybody called them."""
    return driver.number(
        db.execute(
            "SELECT count(*) FROM ticket t WHERE t.business_date = ? AND NOT EXISTS"
            " (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id AND p.kind = 'called')",
            (day,),
        )
    )


def shifts(db: driver.Connection, day: str) -> list[driver.Row]:
    """Who was at a window when: number, started_at, ended_at."""
    return db.execute(
        "SELECT front_window AS number, started_at, ended_at FROM shift WHERE front_window IS NOT NULL"
        " AND business_date = ? ORDER BY front_window, started_at",
        (day,),
    ).fetchall()


def came(db: driver.Connection, first: str, last: str) -> list[driver.Row]:
    """Numbers taken from a day to a day: business_date, letter, bucket (half hours since the epoch), people."""
    return db.execute(
        f"SELECT business_date, letter, arrived_at / {HALF_HOUR} AS bucket, count(*) AS people FROM ticket"
        " WHERE business_date BETWEEN ? AND ? GROUP BY business_date, letter, bucket",
        (first, last),
    ).fetchall()


def lanes(db: driver.Connection, first: str, last: str) -> list[driver.Row]:
    """How many stood in which lane from a day to a day."""
    return db.execute(
        "SELECT lane, count(*) AS people FROM ticket WHERE business_date BETWEEN ? AND ? GROUP BY lane ORDER BY lane",
        (first, last),
    ).fetchall()


def takes(db: driver.Connection, queue: str, most: int) -> list[int]:
    """How long the last visits of a queue took, calls aside (ms), the newest first."""
    return [
        row["took"]
        for row in db.execute(
            "SELECT ended_at - started_at AS took FROM ticket_period WHERE queue = ? AND kind = 'serving'"
            " AND ended_at IS NOT NULL AND reliable = 1 ORDER BY ended_at DESC LIMIT ?",
            (queue, most),
        )
    ]


def plan(db: driver.Connection, day: str) -> list[driver.Row]:
    """The plan of a day: start (HH:MM), queue, windows, people, saved_by, saved_at, minutes, share."""
    return db.execute(
        "SELECT start, queue, windows, people, minutes, share, saved_by, saved_at FROM roster WHERE day = ?"
        " ORDER BY start, queue",
        (day,),
    ).fetchall()


def keep_plan(
    db: driver.Connection,
    day: str,
    rows: list[tuple[str, str, int, float]],
    minutes: int,
    share: int,
    by: str,
    now: int,
) -> None:
    """Put a day's plan in the place of what was planned before; rows are (start, queue, windows, people)."""
    db.execute("DELETE FROM roster WHERE day = ?", (day,))
    db.executemany(
        "INSERT INTO roster (day, start, queue, windows, people, minutes, share, saved_by, saved_at)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        [(day, start, queue, windows, people, minutes, share, by, now) for start, queue, windows, people in rows],
    )
