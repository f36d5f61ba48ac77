"""How much the hall holds and what waits in it, for whoever keeps it."""

from __future__ import annotations

from counter.rules.arrival import ArrivalState
from counter.rules.notice import JobState
from counter.store import driver


def oldest_unprinted(db: driver.Connection) -> tuple[int, int | None]:
    """How many copies of papers have not come out, and since when (UTC ms) the oldest waits."""
    row = driver.one(
        db.execute(
            "SELECT count(*) AS n, min(at) AS since FROM paper_job WHERE state IN (?, ?, ?) AND printer <> 'preview'",
            (JobState.WAITING, JobState.SENDING, JobState.FAILED),
        )
    )
    return row["n"], row["since"]


def oldest_arrival(db: driver.Connection) -> tuple[int, int | None]:
    """How many arrivals from the site nobody has looked at, and since when (UTC ms) the oldest waits."""
    row = driver.one(
        db.execute("SELECT count(*) AS n, min(at) AS since FROM inbox_entry WHERE state = ?", (ArrivalState.TAKEN,))
    )
    return row["n"], row["since"]


def span(db: driver.Connection) -> tuple[int, int]:
    """UTC ms of the journal's first and last entry; zeros in an empty one."""
    row = driver.one(
        db.execute(
            "SELECT coalesce((SELECT at FROM journal ORDER BY seq LIMIT 1), 0) AS first,"
            " coalesce((SELECT at FROM journal ORDER BY seq DESC LIMIT 1), 0) AS last"
        )
    )
    return row["first"], row["last"]
