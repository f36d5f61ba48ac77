"""What waited on a past day besides the desks' clocks, and what was not printed or fell silent: rows with their days
and instants, as far as they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from counter.store import driver

_FINAL = "('no-permit-needed', 'not-competent', 'refused', 'withdrawn')"


def answers_due(db: driver.Connection, first: str, day: str) -> list[driver.Row]:
    """Cases received from a day to another that were unanswered on the second, or answered nobody knows when: id,
    receipt_number, state, received_on, complete_on, notified_on, accepted_on, deemed.
    """
    return db.execute(
        "SELECT id, receipt_number, state, received_on, complete_on, notified_on, accepted_on, deemed FROM case_file"
        " WHERE received_on BETWEEN ?1 AND ?2 AND (state = 'received' OR deemed = 1 OR notified_on >= ?2"
        f" OR accepted_on >= ?2 OR state IN {_FINAL}) ORDER BY id",
        (first, day),
    ).fetchall()


def last_entry(db: driver.Connection, subject: str, acts: Iterable[str]) -> int:
    """When one of some acts was last done about something; 0: never."""
    return driver.number(
        db.execute(
            "SELECT coalesce(max(at), 0) FROM journal WHERE subject = ? AND act IN (SELECT value FROM json_each(?))",
            (subject, json.dumps(list(acts))),
        )
    )


def entries(db: driver.Connection, acts: Iterable[str], first: str, last: str) -> list[driver.Row]:
    """Every entry of some acts from a business day to another, oldest first: at, subject, touched and facts (JSON)."""
    return db.execute(
        "SELECT at, subject, touched, facts FROM journal WHERE act IN (SELECT value FROM json_each(?))"
        " AND business_date BETWEEN ? AND ? ORDER BY seq",
        (json.dumps(list(acts)), first, last),
    ).fetchall()


def pauses(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Clocks that stood still between two instants: started_on, started_at, expected_days, ended_at."""
    return db.execute(
        "SELECT started_on, started_at, expected_days, ended_at FROM pause WHERE started_at < ?2"
        " AND (ended_at IS NULL OR ended_at >= ?1)",
        (since, until),
    ).fetchall()


def undelivered(db: driver.Connection, first: str, day: str, soon: str) -> list[driver.Row]:
    """Decided items to be delivered by a day (`soon`) that were not on another (`day`), decided since a third: id,
    case_id, delivered_on, delivery_last_day, decided_at.
    """
    columns = (
        "SELECT a.id, a.case_id, a.delivered_on, a.delivery_last_day, d.at AS decided_at FROM approval a"
        " JOIN decision d ON d.approval = a.id AND d.recalled_at IS NULL WHERE a.state = 'decided'"
        " AND a.delivery_last_day <= ?3"
    )
    return db.execute(
        f"{columns} AND a.delivered_on IS NULL AND a.decided_on <= ?2 AND EXISTS (SELECT 1 FROM case_file c"
        " WHERE c.id = a.case_id AND c.state IN ('accepted', 'decided'))"
        f" UNION ALL {columns} AND a.delivered_on >= ?2 AND a.decided_on BETWEEN ?1 AND ?2 ORDER BY 2, 1",
        (first, day, soon),
    ).fetchall()


def slips(db: driver.Connection, since: int, midnight: int, before: int) -> list[driver.Row]:
    """Slips sent between two instants (`since`, `before`) and not signed for by a third: sent_at, received_at."""
    return db.execute(
        "SELECT sent_at, received_at FROM transfer_slip WHERE received_at IS NULL AND sent_at < ?3 UNION ALL"
        " SELECT sent_at, received_at FROM transfer_slip WHERE id >= ?1 AND received_at >= ?2 AND sent_at < ?3",
        (_first_since(db, "transfer_slip", "sent_at", since), midnight, before),
    ).fetchall()


def _first_since(db: driver.Connection, table: str, column: str, at: int) -> int:
    """The first id at or after an instant, of rows that are only ever added: there is no index by time."""
    low, high = 1, driver.number(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))
    while low < high:
        middle = (low + high) // 2
        row = db.execute(f"SELECT id, {column} FROM {table} WHERE id >= ? ORDER BY id LIMIT 1", (middle,)).fetchone()
        if row is None or row[1] >= at:
            high = middle
        else:
            low = row[0] + 1
    return low


def bad_ratings(db: driver.Connection, day: str) -> list[driver.Row]:
    """Bad ratings up to a day that were not put right before it: id, at, named, answer_by, answered_on, put_right_by,
    put_right_on.
    """
    return db.execute(
        "SELECT id, at, named, answer_by, answered_on, put_right_by, put_right_on FROM rating WHERE level <= 2"
        " AND business_date <= ?1 AND (put_right_on IS NULL OR put_right_on >= ?1) ORDER BY id",
        (day,),
    ).fetchall()


_ENDS = (
    "(SELECT max(d.at) FROM decision d WHERE d.approval = a.id AND a.state = 'decided') AS decided_at,"
    " a.state AS approval_state"
)


def hearings(db: driver.Connection, day: str) -> list[driver.Row]:
    """Hearings that were asked for by a day and not over before it: approval, state, asked_on, hold_until, held_on,
    notice_on, recorded_on, when the item was decided.
    """
    return db.execute(
        "SELECT h.approval, h.state, h.asked_on, h.hold_until, h.held_on, h.notice_on, h.recorded_on,"
        f" {_ENDS} FROM hearing h JOIN approval a ON a.id = h.approval WHERE h.asked_on <= ?1"
        " AND (h.recorded_on IS NULL OR h.recorded_on >= ?1) ORDER BY h.id",
        (day,),
    ).fetchall()


def interested(db: driver.Connection, day: str) -> list[driver.Row]:
    """People named by a day whose notice had no receipt of service before it: id, approval, at, told_on, state, when
    the item was decided.
    """
    return db.execute(
        f"SELECT t.id, t.approval, t.at, t.told_on, t.state, {_ENDS} FROM interested t"
        " JOIN approval a ON a.id = t.approval WHERE t.named_on <= ?1 AND (t.told_on IS NULL OR t.told_on >= ?1)"
        " ORDER BY t.id",
        (day,),
    ).fetchall()


def tolerated(db: driver.Connection, day: str) -> list[driver.Row]:
    """Tolerated papers of cases accepted by a day that have not come to this day: case_id, document, due_on,
    accepted_on.
    """
    return db.execute(
        "SELECT d.case_id, d.document, d.due_on, c.accepted_on FROM case_document d CROSS JOIN case_file c"
        " ON c.id = d.case_id WHERE d.cause = 'tolerated' AND d.state = 'missing' AND d.due_on IS NOT NULL"
        " AND c.state IN ('accepted', 'decided', 'delivered') AND c.accepted_on <= ?",
        (day,),
    ).fetchall()


def rounds(db: driver.Connection, day: str) -> list[driver.Row]:
    """Rounds whose day was over by a day and that nobody had answered before it: case_id, approval, due_on,
    answered_on, state, when the item was decided, the case's state.
    """
    return db.execute(
        "SELECT r.case_id, r.approval, r.due_on, r.answered_on, r.state, c.state AS case_state,"
        f" {_ENDS} FROM supplement_round r"
        " JOIN case_file c ON c.id = r.case_id LEFT JOIN approval a ON a.id = r.approval"
        " WHERE r.state IN ('asked', 'answered', 'lapsed') AND r.due_on < ?1"
        " AND (r.answered_on IS NULL OR r.answered_on >= ?1) AND (r.approval IS NOT NULL OR NOT EXISTS (SELECT 1"
        " FROM supplement_round n WHERE n.case_id = r.case_id AND n.approval IS NULL AND n.number > r.number"
        " AND n.state <> 'draft' AND n.asked_on <= ?1)) ORDER BY r.id",
        (day,),
    ).fetchall()


# -- what a terminal and a printer left --------------------------------------------------------------------------------


def jobs(db: driver.Connection, since: int, midnight: int, until: int) -> list[driver.Row]:
    """Papers that took more than a moment to come out between two instants, or have not: paper, kind, printer,
    front_window, id, at, sent_at, state, error. Looked for among what was printed since a third.
    """
    columns = (
        "SELECT j.id, j.paper, p.kind, coalesce((SELECT name FROM printer l WHERE l.code = j.printer), j.printer)"
        " AS printer, j.front_window, j.at, j.sent_at, j.state, j.error FROM paper_job j"
        " JOIN paper p ON p.number = j.paper WHERE j.printer <> 'preview' AND j.at < ?3"
    )
    return db.execute(
        f"{columns} AND j.id >= ?1 AND ((j.state = 'sent' AND j.sent_at >= ?2 AND j.sent_at - j.at > 10000)"
        f" OR j.state = 'void') UNION ALL {columns} AND j.state IN ('waiting', 'sending', 'failed') ORDER BY 1",
        (_first_since(db, "paper_job", "at", since), midnight, until),
    ).fetchall()


def last_seen(db: driver.Connection, day: str) -> list[driver.Row]:
    """Shifts at windows of a day and when their terminals last gave a sign: front_window, started_at, ended_at,
    seen_at.
    """
    return db.execute(
        "SELECT front_window, started_at, ended_at, seen_at FROM shift WHERE business_date = ?"
        " AND front_window IS NOT NULL AND process <> '' ORDER BY id",
        (day,),
    ).fetchall()


def clock_checks(db: driver.Connection, since: int, until: int) -> list[driver.Row]:
    """Checks of the clocks before an instant that ended something and that nobody had looked at by another: run,
    looked_at.
    """
    return db.execute(
        "SELECT id, looked_at FROM clock_run WHERE ended > 0 AND at < ? AND (looked_at IS NULL OR looked_at >= ?)"
        " ORDER BY id",
        (until, since),
    ).fetchall()
