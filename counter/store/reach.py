"""Which desks have a part in what: the facts that isolation is decided on."""

from __future__ import annotations

import json

from counter.store import driver


def desks_of_case(db: driver.Connection, case_id: int) -> set[str]:
    """Desks that hold an approval of the case now, and those that held one and gave their opinion before
    passing it up.
    """
    rows = db.execute(
        "SELECT desk FROM approval WHERE case_id = ?1 UNION SELECT o.desk FROM opinion o"
        " JOIN approval a ON a.id = o.approval WHERE a.case_id = ?1",
        (case_id,),
    )
    return {row["desk"] for row in rows}


def acting_desks_of_case(db: driver.Connection, case_id: int) -> set[str]:
    """Desks that hold an approval of the case now."""
    return {row["desk"] for row in db.execute("SELECT desk FROM approval WHERE case_id = ?", (case_id,))}


def approval(db: driver.Connection, id: int) -> driver.Row | None:
    """Desk, case and applicant of an approval."""
    return db.execute(
        "SELECT a.id, a.desk, a.case_id, c.person FROM approval a JOIN case_file c ON c.id = a.case_id WHERE a.id = ?",
        (id,),
    ).fetchone()


def desks_of_approval(db: driver.Connection, id: int) -> set[str]:
    """The desk that holds it, and those that gave an opinion on it."""
    return {
        row["desk"]
        for row in db.execute(
            "SELECT desk FROM approval WHERE id = ?1 UNION SELECT desk FROM opinion WHERE approval = ?1", (id,)
        )
    }


def desk_of_officer(db: driver.Connection, code: str) -> str | None:
    """The desk of a member of staff, of one who has left too."""
    row = db.execute("SELECT desk FROM staff WHERE code = ? COLLATE NOCASE", (code,)).fetchone()
    return row["desk"] if row else None


def slip(db: driver.Connection, code: str) -> driver.Row | None:
    """Desk, case and applicant of a transfer slip."""
    return db.execute(
        "SELECT s.desk, s.case_id, c.person FROM transfer_slip s JOIN case_file c ON c.id = s.case_id WHERE s.code = ?",
        (code,),
    ).fetchone()


def paper(db: driver.Connection, number: str) -> driver.Row | None:
    """Case, approval and ticket of a paper, and the applicant."""
    return db.execute(
        "SELECT p.case_id, p.approval, p.ticket, p.kind, c.person FROM paper p"
        " LEFT JOIN case_file c ON c.id = p.case_id WHERE p.number = ?",
        (number,),
    ).fetchone()


def paper_of_job(db: driver.Connection, job: int) -> str | None:
    """The paper that a print job belongs to."""
    row = db.execute("SELECT paper FROM paper_job WHERE id = ?", (job,)).fetchone()
    return row["paper"] if row else None


def case_of_rating(db: driver.Connection, rating: int) -> int | None:
    """The case that was rated."""
    row = db.execute("SELECT case_id FROM rating WHERE id = ?", (rating,)).fetchone()
    return row["case_id"] if row else None


def person_of_case(db: driver.Connection, case_id: int) -> int | None:
    """The applicant of a case."""
    row = db.execute("SELECT person FROM case_file WHERE id = ?", (case_id,)).fetchone()
    return row["person"] if row else None


_MINE = (
    "SELECT a.* FROM approval a WHERE a.case_id = ?1 AND (a.desk = ?2"
    " OR a.id IN (SELECT e.needs FROM approval_after e JOIN approval u ON u.id = e.approval WHERE u.case_id = ?1"
    " AND u.desk = ?2 AND EXISTS (SELECT 1 FROM opinion o WHERE o.approval = e.needs AND o.passed_up = 1)))"
)
"""A desk's own approvals of a case, and those that a lower level passed up to it with its opinion (article 35)."""


def documents_of_desk(db: driver.Connection, case_id: int, desk: str) -> set[str]:
    """The papers that a desk's items in a case ask for, by their own guide or by the bundle's definition, and those
    that a lower level passed up to it.
    """
    found = {
        row["document"]
        for row in db.execute(
            f"SELECT n.document FROM ({_MINE}) a"
            " JOIN item_document n ON n.item = a.item AND n.version = a.item_version",
            (case_id, desk),
        )
    }
    items = {row["item"] for row in db.execute(_MINE, (case_id, desk))}
    bundle = db.execute(
        "SELECT b.definition FROM case_file c JOIN bundle b ON b.code = c.bundle AND b.version = c.bundle_version"
        " WHERE c.id = ?",
        (case_id,),
    ).fetchone()
    if bundle is not None:
        found |= {
            need["document"] for need in json.loads(bundle["definition"]).get("needs", ()) if need.get("item") in items
        }
    return found


def guides_of_desk(db: driver.Connection, case_id: int, desk: str) -> list[str]:
    """The guides, as JSON, of the same items: what their forms ask is theirs to read."""
    rows = db.execute(
        f"SELECT i.guide FROM ({_MINE}) a JOIN item i ON i.code = a.item AND i.version = a.item_version",
        (case_id, desk),
    )
    return [row["guide"] for row in rows]
