"""Transfer slips and where originals are."""

from __future__ import annotations

import json
from functools import lru_cache

from counter.errors import Refusal
from counter.rules.letters import visible
from counter.store import driver


def papers_of_desks(db: driver.Connection, case_id: int) -> dict[str, list[tuple[str, int, str, int]]]:
    """The papers that are here, for each desk only those its items ask for: (document, copies, form, attachments)."""
    found: dict[str, dict[str, tuple[str, int, str, int]]] = {}
    rows = db.execute(
        "SELECT a.desk, d.document, d.copies, d.form, n.need, (SELECT count(*) FROM attachment x WHERE x.case_id = d.case_id"
        " AND x.document = d.document AND x.removed_at IS NULL) AS attachments FROM approval a"
        " JOIN item_document n ON n.item = a.item AND n.version = a.item_version"
        " JOIN case_document d ON d.case_id = a.case_id AND d.document = n.document AND d.state = 'here' AND d.removed_at IS NULL"
        " WHERE a.case_id = ? ORDER BY a.id, n.position",
        (case_id,),
    )
    for row in rows:
        copies = _copies(row["need"])
        desk = found.setdefault(row["desk"], {})
        desk[row["document"]] = (row["document"], max(copies, desk.get(row["document"], ("", 0, "", 0))[1]), row["form"], row["attachments"])
    return {desk: list(papers.values()) for desk, papers in found.items()}


def desks_of_items(db: driver.Connection, case_id: int) -> dict[str, str]:
    """Item -> the desk where its approval is decided."""
    return {row["item"]: row["desk"] for row in db.execute("SELECT item, desk FROM approval WHERE case_id = ?", (case_id,))}


def desks_of_case(db: driver.Connection, case_id: int) -> list[tuple[str, str]]:
    """The desks that have a part in a case, in the order of its approvals, with their department's short name."""
    rows = db.execute(
        "SELECT a.desk, d.short FROM approval a JOIN department d ON d.code = a.department WHERE a.case_id = ?"
        " GROUP BY a.desk ORDER BY min(a.id)",
        (case_id,),
    )
    return [(row["desk"], row["short"]) for row in rows]


def attached(db: driver.Connection, case_id: int, document: str) -> int:
    """How many files are attached to one paper of a case."""
    return db.execute("SELECT count(*) FROM attachment WHERE case_id = ? AND document = ? AND removed_at IS NULL", (case_id, document)).fetchone()[0]


@lru_cache(maxsize=1024)
def _copies(need: str) -> int:
    return int(json.loads(need).get("copies", 1))


def send(db: driver.Connection, code: str, case_id: int, desk: str, at: int, staff: str, papers: list[tuple[str, int, str, int]]) -> int:
    """Write a slip with its papers."""
    slip = db.execute(
        "INSERT INTO transfer_slip (code, case_id, desk, sent_at, sent_by) VALUES (?,?,?,?,?) RETURNING id", (code, case_id, desk, at, staff)
    ).fetchone()[0]
    db.executemany(
        "INSERT INTO transfer_document (slip, document, copies, form, attachments) VALUES (?,?,?,?,?)",
        [(slip, document, copies, form, attachments) for document, copies, form, attachments in papers],
    )
    return slip


_SLIP = "SELECT s.*, c.receipt_number FROM transfer_slip s JOIN case_file c ON c.id = s.case_id"


def find(db: driver.Connection, code: str) -> driver.Row:
    """A slip by its code. Raises Refusal."""
    row = db.execute(_SLIP + " WHERE s.code = ?", (code,)).fetchone()
    if row is None:
        raise Refusal(f"没有转移单 {visible(code, 30)}", "转移单号印在单上", "请再扫一次")
    return row


def listed(db: driver.Connection, case_id: int | None, desk: str | None, unreceived: bool) -> list[driver.Row]:
    """Slips, newest first, filtered."""
    return db.execute(
        _SLIP + " WHERE (?1 IS NULL OR s.case_id = ?1) AND (?2 IS NULL OR s.desk = ?2) AND (?3 = 0 OR s.received_at IS NULL)"
        " ORDER BY s.id DESC LIMIT 500",
        (case_id, desk, int(unreceived)),
    ).fetchall()


def documents(db: driver.Connection, slip: int) -> list[driver.Row]:
    """The papers of a slip with their names."""
    return db.execute(
        "SELECT t.*, d.name FROM transfer_document t JOIN document d ON d.code = t.document WHERE t.slip = ? ORDER BY d.name", (slip,)
    ).fetchall()


def received(db: driver.Connection, slip: int, at: int, staff: str, holder: str) -> None:
    """All papers arrived; originals are in the desk's keeping now."""
    db.execute("UPDATE transfer_document SET received_copies = copies WHERE slip = ?", (slip,))
    db.execute("UPDATE transfer_slip SET received_at = ?, received_by = ?, mismatch = '' WHERE id = ?", (at, staff, slip))
    db.execute(
        "UPDATE case_document SET holder = ?2 WHERE state = 'here' AND form LIKE 'original%' AND case_id = (SELECT case_id FROM transfer_slip WHERE id = ?1)"
        " AND document IN (SELECT document FROM transfer_document WHERE slip = ?1)",
        (slip, holder),
    )


def open_at(db: driver.Connection, case_id: int, desk: str) -> list[driver.Row]:
    """Slips of a case that a desk has not signed for."""
    return db.execute(_SLIP + " WHERE s.case_id = ? AND s.desk = ? AND s.received_at IS NULL ORDER BY s.id", (case_id, desk)).fetchall()


def mismatch(db: driver.Connection, slip: int, words: str) -> None:
    """What arrived is not what was sent."""
    db.execute("UPDATE transfer_slip SET mismatch = ? WHERE id = ?", (words, slip))


def give_back(db: driver.Connection, case_id: int) -> None:
    """Originals go back to the applicant with the result."""
    db.execute("UPDATE case_document SET holder = 'applicant' WHERE case_id = ? AND state = 'here'", (case_id,))
