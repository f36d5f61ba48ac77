"""Finished periods as the estimate reads them, and the state of the windows now."""

from __future__ import annotations

from collections.abc import Iterable

from counter.store import driver

HOUR = 3_600_000
DAY = 24 * HOUR
DAYS_BACK = 14
"""How far back the same hour of earlier days is looked at."""


def recent(db: driver.Connection, queue: str, now: int, most: int) -> tuple[list[int], list[int], list[int]]:
    """Durations (ms) of serving and of called periods, and the gaps between two visits at a window while somebody
    waited.

    The last `most` of today come first, then those of the same hour on earlier days until there are `most`.
    """
    serving: list[int] = []
    called: list[int] = []
    for days in range(DAYS_BACK + 1):
        if len(serving) >= most:
            break
        low, high = (now - DAY // 2, now) if days == 0 else (now - days * DAY - HOUR // 2, now - days * DAY + HOUR)
        found = _ended(db, queue, "serving", low, high, most - len(serving))
        if found:
            # Calls of the same stretch of time, whether anybody came or not: the share of those who come.
            called += [length for length, _ in _ended(db, queue, "called", found[-1][1] - 1, high, 4 * most)]
            serving += [length for length, _ in found]
    gaps = [
        row[0]
        for row in db.execute(
            "SELECT p.started_at - (SELECT max(b.ended_at) FROM ticket_period b WHERE b.front_window = p.front_window"
            " AND b.ended_at <= p.started_at AND b.kind IN ('serving', 'called') AND b.ended_at > ?) AS gap"
            " FROM ticket_period p WHERE p.queue = ? AND p.kind = 'called' AND p.ended_at > ? AND p.ended_at <= ?"
            " AND gap IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM ticket_period w WHERE w.ticket = p.ticket"
            " AND w.kind IN ('waiting', 'transferred') AND w.started_at < p.started_at - gap)"
            " ORDER BY p.ended_at DESC LIMIT 30",
            (now - HOUR, queue, now - HOUR, now),
        )
    ]
    return serving, called, gaps


def _ended(db: driver.Connection, queue: str, kind: str, low: int, high: int, most: int) -> list[tuple[int, int]]:
    """(duration, ended_at), newest first."""
    rows = db.execute(
        "SELECT ended_at - started_at, ended_at FROM ticket_period WHERE queue = ? AND kind = ?"
        " AND ended_at IS NOT NULL AND ended_at > ? AND ended_at <= ? AND reliable = 1 ORDER BY ended_at DESC LIMIT ?",
        (queue, kind, low, high, most),
    )
    return [(row[0], row[1]) for row in rows]


def busy(db: driver.Connection) -> list[driver.Row]:
    """What every window has open: front_window, queue, state (called, serving) and since when; read from one index."""
    return db.execute(
        "SELECT front_window, queue, state, since FROM ticket INDEXED BY ticket_open"
        " WHERE state IN ('called', 'serving')"
    ).fetchall()


def came(
    db: driver.Connection, business_date: str, queues: Iterable[str], lanes: Iterable[str], now: int
) -> dict[str, int]:
    """How many came in the last hour, per lane."""
    queues, lanes = tuple(queues), tuple(lanes)
    if not lanes:
        return {}
    rows = db.execute(
        f"SELECT lane, count(*) FROM ticket WHERE business_date = ? AND letter IN ({', '.join('?' * len(queues))})"
        f" AND lane IN ({', '.join('?' * len(lanes))}) AND arrived_at > ? GROUP BY lane",
        (business_date, *queues, *lanes, now - HOUR),
    )
    return {row[0]: row[1] for row in rows}


def judged(db: driver.Connection, business_date: str) -> tuple[int, int, int]:
    """Of those called today: how many, and by how much (ms, together) what was learned and the simple rule were wrong.

    What was learned stands beside what was said, which may lean on the simple rule.
    """
    row = driver.one(
        db.execute(
            "SELECT count(*) AS people, coalesce(sum(abs(learned - waited)), 0) AS learned,"
            " coalesce(sum(abs(naive - waited)), 0) AS naive FROM (SELECT coalesce(t.estimate_learned, t.estimate)"
            " AS learned, coalesce(t.estimate_configured, t.estimate_fixed) AS naive,"
            " (SELECT min(p.started_at) FROM ticket_period p WHERE p.ticket = t.id AND p.kind = 'called')"
            " - t.arrived_at AS waited FROM ticket t WHERE t.business_date = ? AND t.estimate IS NOT NULL"
            " AND t.unreliable = 0 AND t.origin <> 'downtime') WHERE waited IS NOT NULL AND naive IS NOT NULL",
            (business_date,),
        )
    )
    return row["people"], row["learned"], row["naive"]


def judged_before(db: driver.Connection, queue: str, before: str, days: int) -> tuple[int, int, int]:
    """Of the last closed days before one: how many of a queue were called, and by how much (ms, together) what was
    learned and the simple rule were wrong for them.
    """
    row = driver.one(
        db.execute(
            "SELECT coalesce(sum(tickets), 0), CAST(coalesce(sum(tickets * coalesce(alone_ms, learned_ms)), 0) AS"
            " INTEGER), CAST(coalesce(sum(tickets * configured_ms), 0) AS INTEGER) FROM (SELECT * FROM estimate_error"
            " WHERE queue = ? AND business_date < ? ORDER BY business_date DESC LIMIT ?)",
            (queue, before, days),
        )
    )
    return row[0], row[1], row[2]
