"""What falls due: cases waiting for an answer, approvals near their day, papers and slips that have not come."""

from __future__ import annotations

import json

from counter.phrases.said import say
from counter.store import driver

_OPEN = "state IN ('draft', 'received', 'notified', 'accepted', 'decided')"
"""Word for word the condition of the index over unfinished cases: only then does SQLite use it."""


def checked_for(db: driver.Connection) -> str:
    """The day the clocks were last checked for, or an empty text."""
    row = db.execute("SELECT done_for FROM chore WHERE name = 'clocks'").fetchone()
    return row["done_for"] if row else ""


def mark_checked(db: driver.Connection, day: str, at: int) -> None:
    """The clocks have been checked for a day."""
    db.execute(
        "INSERT INTO chore (name, done_for, at) VALUES ('clocks', ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET done_for = excluded.done_for, at = excluded.at",
        (day, at),
    )


def notice_over(db: driver.Connection, today: str) -> list[driver.Row]:
    """Received cases whose five days have passed without an answer."""
    return db.execute(
        f"SELECT id, receipt_number FROM case_file WHERE {_OPEN} AND state = 'received' AND notice_last_day < ?"
        " ORDER BY id",
        (today,),
    ).fetchall()


def notice_open(db: driver.Connection) -> list[driver.Row]:
    """Received cases that nobody has answered."""
    return db.execute(
        "SELECT id, receipt_number, coalesce(complete_on, received_on) AS received_on,"
        " complete_on IS NOT NULL AS again, notice_last_day, front_window FROM case_file"
        f" WHERE {_OPEN} AND state = 'received' ORDER BY notice_last_day, id"
    ).fetchall()


def tolerance_over(db: driver.Connection, last: str) -> list[driver.Row]:
    """Cases with a tolerated paper that did not come though its date is `last` or earlier, and that no person has been
    asked about yet.
    """
    return db.execute(
        "SELECT DISTINCT c.id, c.receipt_number FROM case_document d"
        # from the few papers, not from the many cases
        " CROSS JOIN case_file c ON c.id = d.case_id"
        " WHERE c.state IN ('accepted', 'decided', 'delivered') AND d.cause = 'tolerated' AND d.state = 'missing'"
        " AND d.due_on <= ? AND NOT EXISTS (SELECT 1 FROM lapse l WHERE l.case_id = d.case_id"
        " AND l.document = d.document AND l.state = 'waiting') ORDER BY c.id",
        (last,),
    ).fetchall()


def lapse_rounds(db: driver.Connection, last: str) -> list[driver.Row]:
    """Mark supplement rounds until `last` or earlier that were not answered: what each asked for, with its case. No
    lapse ends a case.
    """
    rows = db.execute(
        "UPDATE supplement_round SET state = 'lapsed' WHERE state = 'asked' AND due_on <= ? RETURNING id", (last,)
    ).fetchall()
    return db.execute(
        "SELECT r.case_id, r.approval, r.due_on, r.documents, r.reason, c.receipt_number, c.state AS case_state"
        " FROM supplement_round r JOIN case_file c ON c.id = r.case_id WHERE r.id IN (SELECT value FROM json_each(?))"
        " ORDER BY c.id, r.id",
        (json.dumps([row["id"] for row in rows]),),
    ).fetchall()


_A_DAY = "0000-00-00"
"""Stands in a sentence for each row's own day, which the statement puts there."""


def remind(db: driver.Connection, today: str, horizon: str, at: int, staff: str) -> tuple[int, int, int]:
    """Write today's reminders: near or due, over the promised day (escalated), over the desk's own day. How many of
    each. In the order of the table.
    """
    near = db.execute(
        "INSERT OR IGNORE INTO reminder (approval, business_date, level, words, at, by_staff)"
        " SELECT id, ?1, CASE WHEN promised_on = ?1 THEN 'today' ELSE 'near' END,"
        " CASE WHEN promised_on = ?1 THEN ?5 ELSE replace(?6, ?7, promised_on) END, ?3, ?4 FROM approval"
        " WHERE state IN ('open', 'paused') AND promised_on BETWEEN ?1 AND ?2 AND state = 'open' ORDER BY id",
        (today, horizon, at, staff, say("今天到期"), say("临近承诺日 {day}", day=_A_DAY), _A_DAY),
    ).rowcount
    over = db.execute(
        "INSERT OR IGNORE INTO reminder (approval, business_date, level, words, at, by_staff)"
        " SELECT id, ?1, 'overdue', replace(?4, ?5, promised_on), ?2, ?3"
        " FROM approval WHERE state IN ('open', 'paused') AND promised_on < ?1 AND state = 'open' ORDER BY id",
        (today, at, staff, say("已过承诺日 {day}，报值班主任", day=_A_DAY), _A_DAY),
    ).rowcount
    steps = db.execute(
        "INSERT OR IGNORE INTO reminder (approval, business_date, level, words, at, by_staff)"
        " SELECT id, ?1, 'desk', replace(?4, ?5, desk_on), ?2, ?3 FROM approval"
        " WHERE state IN ('open', 'paused') AND promised_on >= ?1 AND desk_on < ?1 AND state = 'open' ORDER BY id",
        (today, at, staff, say("已过本环节日 {day}，全程尚在期限内", day=_A_DAY), _A_DAY),
    ).rowcount
    if near or over or steps:
        db.execute(
            "UPDATE approval SET reminders = reminders + (SELECT count(*) FROM reminder r"
            " WHERE r.approval = approval.id AND r.business_date = ?1 AND r.at = ?2)"
            " WHERE id IN (SELECT approval FROM reminder WHERE business_date = ?1 AND at = ?2)",
            (today, at),
        )
    return near, over, steps


def near_or_over(db: driver.Connection, horizon: str, today: str, desk: str | None) -> list[driver.Row]:
    """Open approvals near or over their promised day, or over their desk's own, the most urgent first."""
    return db.execute(
        "SELECT a.id, a.promised_on, a.desk_on, a.reminders, a.explanation, a.desk, i.name AS item_name,"
        " d.short AS department_short FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " JOIN department d ON d.code = a.department WHERE a.state IN ('open', 'paused') AND a.state = 'open'"
        " AND (a.promised_on <= ?1 OR a.desk_on < ?2) AND (?3 IS NULL OR a.desk = ?3)"
        " ORDER BY a.promised_on, a.id LIMIT 2000",
        (horizon, today, desk),
    ).fetchall()


def running_pauses(db: driver.Connection, desk: str | None) -> list[driver.Row]:
    """Pauses that have not ended, with their approval."""
    return db.execute(
        "SELECT p.approval, p.started_on, p.expected_days, a.case_id, a.promised_on, i.name AS item_name,"
        " d.short AS department_short FROM pause p JOIN approval a ON a.id = p.approval"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department d ON d.code = a.department"
        " WHERE p.ended_at IS NULL AND (?1 IS NULL OR a.desk = ?1) ORDER BY p.id",
        (desk,),
    ).fetchall()


def delivery_near(db: driver.Connection, horizon: str) -> list[driver.Row]:
    """Cases with a decision whose result must be in the applicant's hands by `horizon`: the nearest of each, whose item
    it is, how many there are.
    """
    return db.execute(
        "SELECT c.id, c.receipt_number, min(a.delivery_last_day) AS delivery_last_day, i.name AS item_name,"
        " count(*) AS items FROM approval a INDEXED BY approval_undelivered JOIN case_file c ON c.id = a.case_id"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " WHERE a.state = 'decided' AND a.delivered_on IS NULL AND a.delivery_last_day <= ?"
        " AND c.state IN ('accepted', 'decided') GROUP BY c.id ORDER BY 3, c.id",
        (horizon,),
    ).fetchall()


def undelivered_unclocked(db: driver.Connection) -> list[driver.Row]:
    """Decisions of older halls that have no delivery clock of their own yet."""
    return db.execute(
        "SELECT a.id, a.decided_on FROM approval a INDEXED BY approval_undelivered JOIN case_file c ON c.id = a.case_id"
        " WHERE a.state = 'decided' AND a.delivered_on IS NULL AND a.delivery_last_day IS NULL"
        " AND c.state IN ('accepted', 'decided') ORDER BY a.id LIMIT 5000"
    ).fetchall()


def undelivered_since(db: driver.Connection, since: str) -> list[driver.Row]:
    """Decisions on their delivery clock whose last day is at or after `since`."""
    return db.execute(
        "SELECT a.id, a.case_id, a.decided_on, a.delivery_last_day FROM approval a INDEXED BY approval_undelivered"
        " JOIN case_file c ON c.id = a.case_id WHERE a.state = 'decided' AND a.delivered_on IS NULL"
        " AND a.delivery_last_day >= ? AND c.state IN ('accepted', 'decided') ORDER BY a.id",
        (since,),
    ).fetchall()


def unreceived(db: driver.Connection, sent_before: int, desk: str | None) -> list[driver.Row]:
    """Slips on the way for too long, the oldest first."""
    return db.execute(
        "SELECT s.code, s.sent_at, s.mismatch, c.receipt_number, k.name AS desk_name FROM transfer_slip s"
        " JOIN case_file c ON c.id = s.case_id JOIN desk k ON k.code = s.desk"
        " WHERE s.received_at IS NULL AND s.sent_at <= ?1 AND (?2 IS NULL OR s.desk = ?2) ORDER BY s.sent_at LIMIT 500",
        (sent_before, desk),
    ).fetchall()


def cases_reaching(db: driver.Connection, since: str) -> list[int]:
    """Accepted cases with a running date at or after `since`, or a provisional one."""
    rows = db.execute(
        "SELECT DISTINCT case_id FROM approval WHERE state IN ('blocked', 'open', 'paused') AND (provisional = 1"
        " OR max(coalesce(legal_on, ''), coalesce(promised_on, ''), coalesce(desk_on, '')) >= ?) ORDER BY case_id",
        (since,),
    )
    return [row["case_id"] for row in rows]


def dates_of(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The case's own dates first, then those of its undecided approvals."""
    return db.execute(
        "SELECT 0 AS place, receipt_number AS name, legal_on, promised_on, NULL AS desk_on, provisional FROM case_file"
        " WHERE id = ?1 UNION ALL SELECT id, 'A-' || id, legal_on, promised_on, desk_on, provisional FROM approval"
        " WHERE case_id = ?1 AND state IN ('blocked', 'open', 'paused') ORDER BY 1",
        (case_id,),
    ).fetchall()


def other_clocks(db: driver.Connection, since: str) -> list[driver.Row]:
    """Cases on the notice clock or the delivery clock whose last day is at or after `since`."""
    return db.execute(
        "SELECT id, state, receipt_number, coalesce(complete_on, received_on) AS received_on, notice_last_day,"
        " decided_on, delivery_last_day FROM case_file"
        f" WHERE {_OPEN} AND ((state = 'received' AND notice_last_day >= ?1)"
        " OR (state = 'decided' AND delivery_last_day >= ?1)) ORDER BY id",
        (since,),
    ).fetchall()
