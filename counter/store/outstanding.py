"""What applicants still owe after acceptance: papers that were tolerated, answers that a desk asked for."""

from __future__ import annotations

from counter.store import driver

_OPEN = "c.state IN ('draft', 'received', 'notified', 'accepted', 'decided')"
"""Word for word the condition of the index over unfinished cases."""


def tolerated(db: driver.Connection, case_id: int | None = None) -> list[driver.Row]:
    """Tolerated papers that have not come, of accepted, decided and delivered cases (or of one case), by their date."""
    return db.execute(
        "SELECT d.case_id, d.document, d.due_on, n.name, c.receipt_number, c.state, c.front_window"
        " FROM case_document d CROSS JOIN case_file c ON c.id = d.case_id JOIN document n ON n.code = d.document"
        " WHERE d.cause = 'tolerated' AND d.state = 'missing' AND d.due_on IS NOT NULL"
        " AND c.state IN ('accepted', 'decided', 'delivered') AND (?1 IS NULL OR d.case_id = ?1)"
        " ORDER BY d.due_on, d.case_id, d.document LIMIT 2000",
        (case_id,),
    ).fetchall()


def rounds(db: driver.Connection, desk: str | None) -> list[driver.Row]:
    """Supplement rounds (of a desk) that lapsed while their approval is undecided, the oldest date first."""
    return db.execute(
        "SELECT r.case_id, r.approval, r.number, r.due_on, r.documents, r.reason, i.name AS item_name,"
        " p.short AS department_short, c.receipt_number FROM case_file c"
        " CROSS JOIN supplement_round r ON r.case_id = c.id JOIN approval a ON a.id = r.approval"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department p ON p.code = a.department"
        f" WHERE {_OPEN} AND c.state = 'accepted' AND r.state = 'lapsed' AND a.state IN ('blocked', 'open', 'paused')"
        " AND (?1 IS NULL OR a.desk = ?1) ORDER BY r.due_on, r.id LIMIT 2000",
        (desk,),
    ).fetchall()


def prolong(db: driver.Connection, case_id: int, document: str, due_on: str) -> None:
    """A tolerated paper may come until another day."""
    db.execute(
        "UPDATE case_document SET due_on = ?, version = version + 1 WHERE case_id = ? AND document = ?",
        (due_on, case_id, document),
    )


def told(db: driver.Connection, today: str, case_id: int | None = None) -> list[driver.Row]:
    """Notices of cases that nobody has answered though their day is over, the oldest first."""
    return db.execute(
        "SELECT r.case_id, r.number, r.due_on, r.documents, r.reason, c.receipt_number, c.front_window FROM case_file c"
        " CROSS JOIN supplement_round r ON r.case_id = c.id"
        f" WHERE {_OPEN} AND c.state = 'notified' AND r.approval IS NULL AND r.state IN ('asked', 'lapsed')"
        " AND r.due_on < ?1 AND (?2 IS NULL OR c.id = ?2)"
        " AND r.number = (SELECT max(n.number) FROM supplement_round n WHERE n.case_id = c.id AND n.approval IS NULL"
        " AND n.state <> 'draft') ORDER BY r.due_on, r.id LIMIT 2000",
        (today, case_id),
    ).fetchall()


def of_desk(db: driver.Connection, desk: str) -> set[tuple[int, str]]:
    """Tolerated papers still owed that an undecided approval of a desk asks for: (case id, document)."""
    rows = db.execute(
        "SELECT DISTINCT d.case_id, d.document FROM case_document d JOIN approval a ON a.case_id = d.case_id"
        " JOIN item_document n ON n.item = a.item AND n.version = a.item_version AND n.document = d.document"
        " WHERE d.cause = 'tolerated' AND d.state = 'missing' AND d.due_on IS NOT NULL AND a.desk = ?"
        " AND a.state IN ('blocked', 'open', 'paused')",
        (desk,),
    )
    return {(row["case_id"], row["document"]) for row in rows}


def urged_since(db: driver.Connection, case_id: int, since: int, what: str) -> bool:
    """Whether a case has an entry of this name after an instant (UTC ms)."""
    return (
        db.execute(
            "SELECT 1 FROM case_change WHERE case_id = ? AND at >= ? AND what IN (?, ?) LIMIT 1",
            (case_id, since, what, str.__str__(what)),
        ).fetchone()
        is not None
    )


def end(db: driver.Connection, case_id: int, document: str, reason: str) -> None:
    """A tolerance that is not waited for any more."""
    db.execute(
        "UPDATE case_document SET due_on = NULL, reason = ?, version = version + 1 WHERE case_id = ? AND document = ?",
        (reason, case_id, document),
    )
