"""Sums of days: what they are counted from, and those that are kept.

A month is read as the kept sums of the days that are kept and not stale, and the rows of the others. `day` is the only
thing that a count is made for; a stale day was changed since it was kept (the schema's triggers say so).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from counter.rules.figures import CASE_MEASURES, QUEUE_MEASURES, Sums, Times
from counter.store import driver

CASES, QUEUE = "cases", "queue"
COUNTED = frozenset({"figure_day", "figure_cases", "figure_queue"})
"""Tables that hold no fact of their own: a day of them can be counted again."""
_TABLES = {CASES: ("figure_cases", CASE_MEASURES), QUEUE: ("figure_queue", QUEUE_MEASURES)}

_ITEM = (
    "SELECT a.id, c.receipt_number,"
    " a.case_id, a.department, a.level, a.desk, a.item, a.state, a.decided_on, a.promised_on, a.legal_on,"
    " a.outcome, a.on_the_spot, c.accepted_on, c.deemed, coalesce(c.bundle, '') AS bundle, c.front_window AS window,"
    " c.opened_by AS clerk, CASE WHEN a.state = 'decided' THEN (SELECT d.officer FROM decision d"
    " WHERE d.approval = a.id AND d.recalled_at IS NULL) END AS officer FROM approval a"
    " JOIN case_file c ON c.id = a.case_id WHERE a.id IN (SELECT id FROM approval"
    " WHERE state = 'decided' AND decided_on = ?1 UNION SELECT id FROM approval WHERE promised_on = ?1"
    " UNION SELECT id FROM approval WHERE legal_on = ?1 UNION SELECT x.id FROM case_file k"
    " JOIN approval x ON x.case_id = k.id WHERE k.accepted_on = ?1)"
)
_CASE = (
    "SELECT c.id, c.receipt_number,"
    " c.received_on, c.accepted_on, c.decided_on, c.delivered_on, c.deemed, coalesce(c.bundle, '') AS bundle,"
    " c.front_window AS window, c.opened_by AS clerk, c.serial_days, c.parallel_days, c.needed, c.needed_alone,"
    " (SELECT count(*) FROM approval a WHERE a.case_id = c.id) AS items, EXISTS (SELECT 1 FROM approval a"
    " WHERE a.case_id = c.id AND a.state = 'decided' AND a.decided_on BETWEEN date(?1, 'start of month')"
    " AND date(?1, 'start of month', '+1 month', '-1 day')) AS with_decision FROM case_file c WHERE c.id IN ("
    "SELECT id FROM case_file WHERE received_on = ?1 UNION SELECT id FROM case_file WHERE accepted_on = ?1"
    " UNION SELECT id FROM case_file WHERE decided_on = ?1 UNION SELECT id FROM case_file WHERE delivered_on = ?1)"
)
_RATING = (
    "SELECT r.level, c.receipt_number, t.letter, t.number,"
    " CASE WHEN r.case_id IS NOT NULL THEN coalesce(c.bundle, '') END AS bundle,"
    " coalesce(c.front_window, t.front_window) AS window,"
    " coalesce(c.opened_by, t.staff) AS clerk FROM rating r LEFT JOIN case_file c ON c.id = r.case_id"
    " LEFT JOIN ticket t ON t.id = r.ticket WHERE r.business_date = ?"
)


def items_of(db: driver.Connection, day: str) -> list[driver.Row]:
    """The approvals that count on a day: taken in, decided, or with a limit that ends on it."""
    return db.execute(_ITEM, (day,)).fetchall()


def cases_of(db: driver.Connection, day: str) -> list[driver.Row]:
    """The cases that count on a day."""
    return db.execute(_CASE, (day,)).fetchall()


def ratings_of(db: driver.Connection, day: str) -> list[driver.Row]:
    """The ratings of a day."""
    return db.execute(_RATING, (day,)).fetchall()


def tickets_of(db: driver.Connection, day: str) -> list[driver.Row]:
    """The tickets of a day."""
    return db.execute(
        "SELECT id, letter, number, state, lane, arrived_at, ready_at, unreliable, origin, estimate, estimate_low,"
        " estimate_high, estimate_fixed, estimate_configured FROM ticket WHERE business_date = ? ORDER BY id",
        (day,),
    ).fetchall()


def periods_of(db: driver.Connection, day: str) -> dict[int, list[driver.Row]]:
    """The periods of a day's tickets, by ticket."""
    found: dict[int, list[driver.Row]] = {}
    for row in db.execute(
        "SELECT p.ticket, p.kind, p.front_window, p.staff, p.started_at, p.ended_at, p.reliable FROM ticket t"
        " CROSS JOIN ticket_period p ON p.ticket = t.id WHERE t.business_date = ? AND p.kind <> 'waiting'"
        " ORDER BY p.ticket, p.id",
        (day,),
    ):
        found.setdefault(row["ticket"], []).append(row)
    return found


def bookings_of(db: driver.Connection, day: str) -> list[driver.Row]:
    """The booked visits of a day that somebody came for or that were missed: queue, booked time, when it was missed,
    the number that was taken. Never whose they were.
    """
    return db.execute(
        "SELECT a.id, a.queue, a.at, a.missed_at, t.letter, t.number FROM appointment a"
        " LEFT JOIN ticket t ON t.id = a.ticket WHERE a.business_date = ?1 AND a.state <> 'cancelled'"
        " AND a.state = 'arrived' UNION ALL SELECT id, queue, at, missed_at, NULL, NULL FROM appointment"
        " WHERE business_date = ?1 AND missed_at IS NOT NULL ORDER BY 3, 1",
        (day,),
    ).fetchall()


# -- kept --------------------------------------------------------------------------------------------------------------


def days(db: driver.Connection, part: str, first: str, last: str, rules: str) -> set[str]:
    """The days of a span whose sums are kept and hold good."""
    return {
        row[0]
        for row in db.execute(
            "SELECT day FROM figure_day WHERE part = ? AND day BETWEEN ? AND ?"
            " AND (gone = 1 OR (stale = 0 AND rules = ?))",
            (part, first, last, rules),
        )
    }


def began(db: driver.Connection) -> str | None:
    """The first day that anything may count on."""
    row = db.execute(
        "SELECT min(day) FROM (SELECT min(received_on) AS day FROM case_file WHERE received_on IS NOT NULL"
        " UNION ALL SELECT min(business_date) FROM ticket UNION ALL SELECT min(business_date) FROM rating"
        " UNION ALL SELECT min(decided_on) FROM approval WHERE state = 'decided')"
    ).fetchone()
    found: str | None = row[0] if row else None
    return found


def gone(db: driver.Connection, day: str) -> bool:
    """Whether the details of a day's tickets were purged, so that what is kept is all that there is."""
    row = db.execute("SELECT gone FROM figure_day WHERE day = ? AND part = 'queue'", (day,)).fetchone()
    return bool(row and row[0])


def keep(
    db: driver.Connection,
    part: str,
    day: str,
    rules: str,
    at: int,
    counted: tuple[Sums, Times, Times],
    *,
    for_good: bool = False,
) -> None:
    """Write the sums of a day in the place of those that were kept. Never over what is kept for good."""
    if part == QUEUE and gone(db, day):
        return
    table, measures = _TABLES[part]
    db.execute(f"DELETE FROM {table} WHERE day = ?", (day,))
    sums, waits, visits = counted
    columns = ", ".join(("day", "dimension", "member", *measures))
    rows: list[tuple[object, ...]] = []
    for head, one in sorted(sums.items()):
        row: tuple[object, ...] = (day, *head, *(one.get(name, 0) for name in measures))
        rows.append((*row, _written(waits.get(head)), _written(visits.get(head))) if part == QUEUE else row)
    if part == QUEUE:
        columns += ", wait_times, visit_times"
    if rows:
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
    db.execute(
        "INSERT INTO figure_day (day, part, rules, stale, gone, at) VALUES (?,?,?,0,?,?) ON CONFLICT (day, part)"
        " DO UPDATE SET rules = excluded.rules, stale = 0, gone = excluded.gone, at = excluded.at",
        (day, part, rules, int(for_good), at),
    )


def _written(times: dict[int, int] | None) -> str:
    return json.dumps({str(tenths): count for tenths, count in sorted((times or {}).items())}, separators=(",", ":"))


def summed(
    db: driver.Connection, part: str, wanted: Iterable[str], dimensions: Sequence[str], *, by_day: bool = False
) -> dict[tuple[str, str, str], dict[str, int]]:
    """The kept sums of some days: (day or nothing, dimension, member) -> measure -> sum."""
    table, measures = _TABLES[part]
    day = "day" if by_day else "''"
    rows = db.execute(
        f"SELECT {day} AS day, dimension, member, {', '.join(f'sum({name})' for name in measures)} FROM {table}"
        f" WHERE day IN (SELECT value FROM json_each(?)) AND dimension IN ({', '.join('?' * len(dimensions))})"
        " GROUP BY 1, 2, 3",
        (json.dumps(sorted(wanted)), *dimensions),
    )
    return {(row[0], row[1], row[2]): dict(zip(measures, tuple(row)[3:], strict=True)) for row in rows}


def times(
    db: driver.Connection, wanted: Iterable[str], dimensions: Sequence[str]
) -> list[tuple[str, str, str, dict[int, int], dict[int, int]]]:
    """The kept times of some days: day, dimension, member, waits and visits (tenths of a minute -> how many)."""
    rows = db.execute(
        "SELECT day, dimension, member, wait_times, visit_times FROM figure_queue WHERE day IN"
        f" (SELECT value FROM json_each(?)) AND dimension IN ({', '.join('?' * len(dimensions))})",
        (json.dumps(sorted(wanted)), *dimensions),
    )
    return [(row[0], row[1], row[2], _read(row[3]), _read(row[4])) for row in rows]


def _read(text: str) -> dict[int, int]:
    return {int(tenths): count for tenths, count in json.loads(text).items()}


def names(db: driver.Connection, dimension: str) -> dict[str, str]:
    """What the members of a dimension are called now."""
    spoken = {
        "department": "SELECT code, short FROM department",
        "desk": "SELECT code, name FROM desk",
        "item": "SELECT code, name FROM item ORDER BY version",
        "bundle": "SELECT code, name FROM bundle ORDER BY version",
        "queue": "SELECT letter, name FROM queue",
        "window": "SELECT cast(number AS TEXT), name FROM front_window",
        "clerk": "SELECT code, name FROM staff",
        "officer": "SELECT code, name FROM staff",
    }
    if dimension not in spoken:
        return {}
    return {row[0]: row[1] for row in db.execute(spoken[dimension])}
