"""Counts for those who answer for the hall: cases, items, decisions, and how many were on the spot and on time.

One bundle taken in is one case and as many items as it holds; nothing here counts an approval as a case. Every function
takes `desk`: None counts the whole hall, a desk's code that desk alone.
"""

from __future__ import annotations

import json
from typing import Any

from counter.store import driver


def states(db: driver.Connection, desk: str | None, today: str, horizon: str) -> driver.Row:
    """Undecided approvals by state and by how near their promised day is."""
    return driver.one(
        db.execute(
            "SELECT count(*) AS undecided, coalesce(sum(state = 'open'), 0) AS open,"
            " coalesce(sum(state = 'paused'), 0) AS paused, coalesce(sum(state = 'blocked'), 0) AS blocked,"
            " coalesce(sum(state = 'open' AND received_at IS NULL), 0) AS unsigned,"
            " coalesce(sum(state = 'open' AND promised_on < :today), 0) AS overdue,"
            " coalesce(sum(state = 'open' AND promised_on = :today), 0) AS due_today,"
            " coalesce(sum(state = 'open' AND promised_on > :today AND promised_on <= :horizon), 0) AS near,"
            " coalesce(sum(state = 'open' AND promised_on >= :today AND desk_on < :today), 0) AS step_over,"
            " coalesce(sum(provisional), 0) AS provisional FROM approval"
            " WHERE state IN ('blocked', 'open', 'paused') AND (:desk IS NULL OR desk = :desk)",
            {"today": today, "horizon": horizon, "desk": desk},
        )
    )


def cases_now(db: driver.Connection) -> dict[str, int]:
    """Unfinished cases of the hall by state."""
    rows = db.execute(
        "SELECT state, count(*) AS n FROM case_file"
        " WHERE state IN ('draft', 'received', 'notified', 'accepted', 'decided') GROUP BY state"
    )
    return {row["state"]: row["n"] for row in rows}


def taken_in(db: driver.Connection, first: str, last: str, desk: str | None) -> driver.Row:
    """Cases received and accepted in a span of days, and the items of the accepted ones."""
    if desk is not None:
        return driver.one(
            db.execute(
                "SELECT 0 AS received, count(DISTINCT a.case_id) AS accepted, count(*) AS items,"
                " coalesce(sum(c.deemed), 0) AS deemed FROM case_file c"
                " JOIN approval a ON a.case_id = c.id AND a.desk = ?3 WHERE c.accepted_on BETWEEN ?1 AND ?2",
                (first, last, desk),
            )
        )
    return driver.one(
        db.execute(
            "SELECT (SELECT count(*) FROM case_file WHERE received_on BETWEEN ?1 AND ?2) AS received,"
            " count(*) AS accepted, (SELECT count(*) FROM case_file k JOIN approval a ON a.case_id = k.id"
            " WHERE k.accepted_on BETWEEN ?1 AND ?2) AS items, coalesce(sum(deemed), 0) AS deemed FROM case_file"
            " WHERE accepted_on BETWEEN ?1 AND ?2",
            (first, last),
        )
    )


def closed(db: driver.Connection, first: str, last: str) -> driver.Row:
    """Cases decided, delivered and withdrawn in a span of days."""
    return driver.one(
        db.execute(
            "SELECT (SELECT count(DISTINCT case_id) FROM approval a"
            " WHERE a.state = 'decided' AND a.decided_on BETWEEN ?1 AND ?2 AND EXISTS (SELECT 1 FROM case_file c"
            " WHERE c.id = a.case_id AND c.decided_on BETWEEN ?1 AND ?2)) AS decided,"
            " (SELECT count(*) FROM case_file WHERE delivered_on BETWEEN ?1 AND ?2) AS delivered",
            (first, last),
        )
    )


_DECIDED = (
    "count(*) AS decided, coalesce(sum(outcome <> 'refuse'), 0) AS granted,"
    " coalesce(sum(outcome = 'refuse'), 0) AS refused, coalesce(sum(on_the_spot), 0) AS on_the_spot,"
    " coalesce(sum(legal_on IS NOT NULL AND decided_on > legal_on), 0) AS past_legal"
)


_IN_QUESTION = (
    "(SELECT department, desk, state, decided_on, promised_on FROM approval WHERE state = 'decided'"
    " AND decided_on >= :first UNION ALL SELECT department, desk, state, decided_on, promised_on FROM approval"
    " WHERE state IN ('blocked', 'open', 'paused') AND promised_on BETWEEN :first AND :last)"
)
"""What may count in a span: what was decided since it began, and what fell due in it and is undecided."""

_ON_TIME = "state = 'decided' AND decided_on BETWEEN :first AND :last AND decided_on <= promised_on"
_LATE = "state = 'decided' AND promised_on BETWEEN :first AND :last AND decided_on > promised_on"
_OVERDUE = "state IN ('blocked', 'open') AND promised_on BETWEEN :first AND :last AND promised_on < :today"
_UNCOUNTED = (
    "state = 'decided' AND decided_on BETWEEN :first AND :last"
    " AND (promised_on IS NULL OR (decided_on > promised_on AND promised_on < :first))"
)
"""Each item counts once: on the day of its decision if it was in time, else on its promised day, decided or not. Where
the clock stands still nothing is overdue.
"""

_PROMISED = ", ".join(
    f"coalesce(sum({which}), 0) AS {name}"
    for name, which in (("on_time", _ON_TIME), ("late", _LATE), ("overdue", _OVERDUE), ("uncounted", _UNCOUNTED))
)


def promises(db: driver.Connection, first: str, last: str, today: str, desk: str | None) -> driver.Row:
    """Of what counts in a span: decided in time, decided late, due before `today` and undecided; and what was decided
    in it and counts in no span, or counted where it fell due.
    """
    return driver.one(
        db.execute(
            f"SELECT {_PROMISED} FROM {_IN_QUESTION} WHERE :desk IS NULL OR desk = :desk",
            {"first": first, "last": last, "today": today, "desk": desk},
        )
    )


def decisions(db: driver.Connection, first: str, last: str, desk: str | None) -> driver.Row:
    """Items decided in a span of days: how, and how many on the spot."""
    if desk is not None:
        return driver.one(
            db.execute(
                f"SELECT {_DECIDED} FROM approval WHERE state = 'decided' AND desk = ? AND decided_on BETWEEN ? AND ?",
                (desk, first, last),
            )
        )
    return driver.one(
        db.execute(
            f"SELECT {_DECIDED} FROM approval WHERE state = 'decided' AND decided_on BETWEEN ? AND ?", (first, last)
        )
    )


def decided(db: driver.Connection, first: str, last: str, desk: str | None, limit: int) -> list[driver.Row]:
    """The items decided in a span, with their case; those that were not on the spot first."""
    return db.execute(
        "SELECT a.id, a.promised_on, a.decided_on, a.on_the_spot, a.outcome, a.explanation, i.name AS item_name,"
        " d.short AS department_short, c.receipt_number, c.accepted_on FROM approval a"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department d ON d.code = a.department"
        " JOIN case_file c ON c.id = a.case_id WHERE a.state = 'decided' AND a.decided_on BETWEEN ?1 AND ?2"
        " AND (?3 IS NULL OR a.desk = ?3) ORDER BY a.on_the_spot, a.decided_on DESC, a.id DESC LIMIT ?4",
        (first, last, desk, limit),
    ).fetchall()


def in_question(
    db: driver.Connection, first: str, last: str, today: str, desk: str | None, limit: int
) -> list[driver.Row]:
    """The items behind `promises`, with their case; `counted` is yes, no, or empty for those that don't count. Those
    missed come first, and of them the undecided.
    """
    return db.execute(
        "SELECT a.id, a.promised_on, a.decided_on, a.on_the_spot, a.outcome, a.explanation, a.counted,"
        " i.name AS item_name, d.short AS department_short, c.receipt_number, c.accepted_on FROM (SELECT *,"
        f" CASE WHEN {_ON_TIME} THEN 'yes' WHEN {_LATE} OR ({_OVERDUE}) THEN 'no' WHEN {_UNCOUNTED} THEN '' END"
        " AS counted FROM (SELECT * FROM approval WHERE state = 'decided' AND decided_on >= :first UNION ALL"
        " SELECT * FROM approval WHERE state IN ('blocked', 'open', 'paused') AND promised_on BETWEEN :first AND :last)"
        " WHERE :desk IS NULL OR desk = :desk) a"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department d ON d.code = a.department"
        " JOIN case_file c ON c.id = a.case_id WHERE a.counted IS NOT NULL"
        " ORDER BY a.counted = 'yes', a.counted = '', a.decided_on IS NOT NULL, a.decided_on DESC, a.id DESC"
        " LIMIT :limit",
        {"first": first, "last": last, "today": today, "desk": desk, "limit": limit},
    ).fetchall()


def by_department(db: driver.Connection, first: str, last: str, today: str) -> list[driver.Row]:
    """The same per department, with what it has open and overdue now; departments without any of it are left out."""
    return db.execute(
        "SELECT d.code, d.name, d.short, d.level, coalesce(x.decided, 0) AS decided,"
        " coalesce(x.granted, 0) AS granted, coalesce(x.refused, 0) AS refused,"
        " coalesce(x.on_the_spot, 0) AS on_the_spot, coalesce(p.on_time, 0) AS on_time,"
        " coalesce(p.on_time + p.late + p.overdue, 0) AS promised, coalesce(p.uncounted, 0) AS uncounted,"
        " coalesce(x.past_legal, 0) AS past_legal, coalesce(o.open, 0) AS open,"
        " coalesce(o.overdue, 0) AS overdue, coalesce(o.unexplained, 0) AS unexplained FROM department d"
        f" LEFT JOIN (SELECT department, {_DECIDED} FROM approval"
        " WHERE state = 'decided' AND decided_on BETWEEN :first AND :last GROUP BY department) x"
        " ON x.department = d.code"
        f" LEFT JOIN (SELECT department, {_PROMISED} FROM {_IN_QUESTION} GROUP BY department) p"
        " ON p.department = d.code"
        " LEFT JOIN (SELECT department, count(*) AS open, coalesce(sum(state = 'open' AND promised_on < :today),"
        " 0) AS overdue, coalesce(sum(state = 'open' AND promised_on < :today AND explanation = ''), 0) AS unexplained"
        " FROM approval WHERE state IN ('blocked', 'open', 'paused') GROUP BY department) o ON o.department = d.code"
        " WHERE x.decided IS NOT NULL OR o.open IS NOT NULL OR p.late > 0 ORDER BY d.level DESC, d.code",
        {"first": first, "last": last, "today": today},
    ).fetchall()


def journal(
    db: driver.Connection,
    *,
    staff: str | None,
    desk: str | None,
    subject: str,
    act: str,
    day: str,
    before: int,
    limit: int,
) -> list[driver.Row]:
    """Journal entries, newest first. `staff` alone: that person's own; `desk`: acts done at that desk or on its
    approvals.
    """
    where = ["seq < ?"]
    values: list[int | str] = [before]
    if staff is not None:
        where.append("staff = ?")
        values.append(staff)
    if desk is not None:
        where.append(
            "(place = 'desk:' || ? OR (subject LIKE 'approval:%' AND EXISTS"
            " (SELECT 1 FROM approval a WHERE a.id = cast(substr(subject, 10) AS INTEGER) AND a.desk = ?)))"
        )
        values += [desk, desk]
    if subject:
        where.append("(subject = ? OR (touched <> '[]' AND EXISTS (SELECT 1 FROM json_each(touched) WHERE value = ?)))")
        values += [subject, subject]
    if act:
        where.append("act = ?")
        values.append(act)
    if day:
        where.append("business_date = ?")
        values.append(day)
    return db.execute(
        "SELECT seq, at, business_date, act, staff, role, place, subject, facts, undoes FROM journal"
        f" WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT ?",
        (*values, limit),
    ).fetchall()


def facts(row: driver.Row) -> dict[str, Any]:
    """The facts of a journal row."""
    found: dict[str, Any] = json.loads(row["facts"])
    return found
