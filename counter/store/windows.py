"""What one window needs to see at a glance: its queue in order, who is at it, what was opened for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from counter.phrases.said import say
from counter.store import driver


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window with whoever is signed in."""

    number: int
    name: str
    queues: tuple[str, ...]
    staff: str | None
    staff_name: str
    state: str
    away_since: int | None


def window(db: driver.Connection, number: int) -> WindowRow | None:
    """A window and its open shift."""
    row = db.execute(
        "SELECT w.number, w.name, w.queues, sh.staff, s.name AS staff_name, sh.state, sh.away_since"
        " FROM front_window w LEFT JOIN shift sh ON sh.front_window = w.number AND sh.ended_at IS NULL"
        " LEFT JOIN staff s ON s.code = sh.staff WHERE w.number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    return WindowRow(
        row["number"],
        row["name"],
        tuple(json.loads(row["queues"])),
        row["staff"],
        row["staff_name"] or "",
        row["state"] or "none",
        row["away_since"],
    )


def cases_of_ticket(db: driver.Connection, ticket: int) -> list[driver.Row]:
    """Cases opened under a ticket, oldest first, with the applicant's name and the bundle's or first item's name."""
    return db.execute(
        "SELECT c.id, c.receipt_number, c.acceptance_number, c.state, c.promised_on, c.provisional, c.person,"
        " p.name AS applicant, coalesce((SELECT b.name FROM bundle b WHERE b.code = c.bundle"
        " AND b.version = c.bundle_version), (SELECT i.name FROM case_item ci JOIN item i ON i.code = ci.item"
        " AND i.version = ci.version WHERE ci.case_id = c.id  ORDER BY ci.item LIMIT 1), '') AS matter,"
        " (SELECT count(*) FROM case_item ci WHERE ci.case_id = c.id) AS items FROM case_file c"
        " LEFT JOIN person p ON p.id = c.person WHERE c.ticket = ? ORDER BY c.id",
        (ticket,),
    ).fetchall()


def all_windows(db: driver.Connection) -> list[driver.Row]:
    """Number, name and queues of every open window, with the person signed in (for a transfer)."""
    return db.execute(
        "SELECT w.number, w.name, w.queues, s.name AS staff_name, sh.state FROM front_window w"
        " LEFT JOIN shift sh ON sh.front_window = w.number AND sh.ended_at IS NULL"
        " LEFT JOIN staff s ON s.code = sh.staff WHERE w.closed_on IS NULL ORDER BY w.number"
    ).fetchall()


def matter_of_case(db: driver.Connection, case_id: int) -> str:
    """The bundle's name, or the first item's with how many there are."""
    row = driver.one(
        db.execute(
            "SELECT (SELECT b.name FROM bundle b WHERE b.code = c.bundle AND b.version = c.bundle_version) AS bundle,"
            " (SELECT i.name FROM case_item ci JOIN item i ON i.code = ci.item AND i.version = ci.version"
            " WHERE ci.case_id = c.id  ORDER BY ci.item LIMIT 1) AS item,"
            " (SELECT count(*) FROM case_item ci WHERE ci.case_id = c.id) AS items FROM case_file c WHERE c.id = ?",
            (case_id,),
        )
    )
    if row["bundle"]:
        return str(row["bundle"])
    return say("{item}等 {items} 项", item=row["item"], items=row["items"]) if row["items"] > 1 else row["item"] or ""


def approvals_of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """One row per item: item's name, department's short name and telephone, state, outcome and dates."""
    return db.execute(
        "SELECT a.id, a.state, a.outcome, a.promised_on, a.decided_on, i.name AS item_name,"
        " d.short AS department_name, coalesce(nullif(k.phone, ''), d.phone) AS phone FROM approval a"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department d ON d.code = a.department"
        " JOIN desk k ON k.code = a.desk WHERE a.case_id = ? ORDER BY a.id",
        (case_id,),
    ).fetchall()


def missing_of_case(db: driver.Connection, case_id: int) -> list[str]:
    """Names of documents that are owed, with the last day where there is one."""
    rows = db.execute(
        "SELECT d.name, cd.cause, cd.due_on FROM case_document cd JOIN document d ON d.code = cd.document"
        " WHERE cd.case_id = ? AND cd.state = 'missing' AND cd.cause IN ('supplement', 'tolerated')"
        " AND cd.removed_at IS NULL ORDER BY cd.id",
        (case_id,),
    )
    return [row["name"] + (say("（{due_on} 前补）", due_on=row["due_on"]) if row["due_on"] else "") for row in rows]


def papers(
    db: driver.Connection, case_id: int | None, ticket: int | None
) -> list[tuple[str, str, str, int, int, int, str]]:
    """(number, kind, title, at, copies, printed, error) of every paper of a case or ticket, oldest first."""
    rows = db.execute(
        "SELECT p.number, p.kind, coalesce(json_extract(p.content, '$.title'), '') AS title, p.at,"
        " (SELECT count(*) FROM paper_job j WHERE j.paper = p.number) AS copies, (SELECT count(*) FROM paper_job j"
        " WHERE j.paper = p.number AND j.state = 'sent') AS printed, coalesce((SELECT j.error FROM paper_job j"
        " WHERE j.paper = p.number ORDER BY j.copy DESC LIMIT 1), '') AS error FROM paper p"
        " WHERE (? IS NOT NULL AND p.case_id = ?) OR (? IS NOT NULL AND p.ticket = ?) ORDER BY p.at, p.number",
        (case_id, case_id, ticket, ticket),
    )
    return [
        (row["number"], row["kind"], row["title"], row["at"], row["copies"], row["printed"], row["error"])
        for row in rows
    ]


def bundle_names(db: driver.Connection) -> dict[str, str]:
    """Names of bundles by code, the newest version's (a ticket's matter may be a bundle's code)."""
    return {row["code"]: row["name"] for row in db.execute("SELECT code, name FROM bundle ORDER BY version")}


def unprinted(db: driver.Connection, window: int, before: int) -> driver.Row:
    """How many papers of a window its printer owes since before an instant, or could not print, and the newest reason
    (n, error).
    """
    return driver.one(
        db.execute(
            "SELECT count(DISTINCT paper) AS n, coalesce(max(error), '') AS error FROM paper_job"
            " WHERE state IN ('waiting', 'sending', 'failed') AND front_window = ? AND printer <> 'preview'"
            " AND (at < ? OR state = 'failed' OR error <> '')",
            (window, before),
        )
    )


def served(db: driver.Connection, window: int, day: str, limit: int) -> list[driver.Row]:
    """The visits that a window has ended that day, the newest first: ticket, number, matter, from when to when."""
    return db.execute(
        "SELECT t.letter, t.number, t.matter, t.state, p.started_at, p.ended_at FROM ticket_period p"
        " JOIN ticket t ON t.id = p.ticket WHERE p.front_window = ? AND p.ended_at IS NOT NULL AND p.kind = 'serving'"
        " AND t.business_date = ? ORDER BY p.ended_at DESC LIMIT ?",
        (window, day, limit),
    ).fetchall()


def to_come(db: driver.Connection, queues: Sequence[str], day: str, now: int, limit: int) -> list[driver.Row]:
    """The next bookings of some queues that day: at, queue."""
    marks = ",".join("?" * len(queues))
    return db.execute(
        f"SELECT at, queue FROM appointment WHERE business_date = ? AND queue IN ({marks}) AND at >= ?"
        " AND state = 'booked' ORDER BY at, id LIMIT ?",
        (day, *queues, now, limit),
    ).fetchall()


def coming_due(db: driver.Connection, window: int, until: str, limit: int) -> list[driver.Row]:
    """Tolerated papers that have not come (`name`) and receipts that nobody has answered (no name) of the cases taken
    in at a window, due by a day, the oldest first.
    """
    return db.execute(
        "SELECT * FROM (SELECT d.due_on AS due_on, n.name AS name, c.receipt_number AS receipt_number,"
        " NULL AS received_on FROM case_document d INDEXED BY tolerated_due CROSS JOIN case_file c ON c.id = d.case_id"
        " JOIN document n ON n.code = d.document WHERE d.cause = 'tolerated' AND d.state = 'missing' AND d.due_on <= ?2"
        " AND c.state IN ('accepted', 'decided', 'delivered') AND c.front_window = ?1 UNION ALL"
        " SELECT c.notice_last_day, '', c.receipt_number, coalesce(c.complete_on, c.received_on) FROM case_file c"
        " WHERE c.state IN ('draft', 'received', 'notified', 'accepted', 'decided') AND c.state = 'received'"
        " AND c.front_window = ?1 AND c.notice_last_day <= ?2) ORDER BY due_on, receipt_number LIMIT ?3",
        (window, until, limit),
    ).fetchall()
