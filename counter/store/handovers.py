"""Transfer slips and where originals are."""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.letters import visible
from counter.store import driver


@dataclass(frozen=True, slots=True)
class Sheaf:
    """One paper on its way to a desk: how many copies, in what form, with how many files attached."""

    document: str
    copies: int
    form: str
    attachments: int


def desks_of_items(db: driver.Connection, case_id: int) -> dict[str, str]:
    """Item -> the desk where its approval is decided, in the order of the approvals."""
    return {
        row["item"]: row["desk"]
        for row in db.execute("SELECT item, desk FROM approval WHERE case_id = ? ORDER BY id", (case_id,))
    }


def attached(db: driver.Connection, case_id: int) -> dict[str, int]:
    """How many files are attached to each paper of a case; papers without any are left out."""
    rows = db.execute(
        "SELECT document, count(*) AS n FROM attachment WHERE case_id = ? AND removed_at IS NULL GROUP BY document",
        (case_id,),
    )
    return {row["document"]: row["n"] for row in rows}


def send(db: driver.Connection, case_id: int, slips: list[tuple[str, str, list[Sheaf]]], at: int, staff: str) -> None:
    """Write slips, each as (code, desk, papers)."""
    first = driver.number(db.execute("SELECT coalesce(max(id), 0) + 1 FROM transfer_slip"))
    db.executemany(
        "INSERT INTO transfer_slip (id, code, case_id, desk, sent_at, sent_by) VALUES (?,?,?,?,?,?)",
        [(id, code, case_id, desk, at, staff) for id, (code, desk, _) in enumerate(slips, first)],
    )
    db.executemany(
        "INSERT INTO transfer_document (slip, document, copies, form, attachments) VALUES (?,?,?,?,?)",
        [
            (id, one.document, one.copies, one.form, one.attachments)
            for id, (_, _, papers) in enumerate(slips, first)
            for one in papers
        ],
    )


_SLIP = "SELECT s.*, c.receipt_number FROM transfer_slip s JOIN case_file c ON c.id = s.case_id"


def find(db: driver.Connection, code: str) -> driver.Row:
    """A slip by its code. Raises Refusal."""
    row = db.execute(_SLIP + " WHERE s.code = ?", (code,)).fetchone()
    if row is None:
        raise Refusal(
            "slip.no-transfer-slip",
            say("没有转移单 {code}", code=verbatim(visible(code, 30))),
            rule=say("转移单号印在单上"),
            next=say("请再扫一次"),
        )
    return row


def listed(db: driver.Connection, case_id: int | None, desk: str | None, unreceived: bool) -> list[driver.Row]:
    """Slips, newest first, filtered."""
    return db.execute(
        _SLIP
        + " WHERE (?1 IS NULL OR s.case_id = ?1) AND (?2 IS NULL OR s.desk = ?2) AND (?3 = 0 OR s.received_at IS NULL)"
        " ORDER BY s.id DESC LIMIT 500",
        (case_id, desk, int(unreceived)),
    ).fetchall()


def documents(db: driver.Connection, slip: int) -> list[driver.Row]:
    """The papers of a slip with their names."""
    return db.execute(
        "SELECT t.*, d.name FROM transfer_document t JOIN document d ON d.code = t.document WHERE t.slip = ?"
        " ORDER BY d.name",
        (slip,),
    ).fetchall()


def received(db: driver.Connection, slip: int, at: int, staff: str, holder: str) -> None:
    """All papers arrived; originals are in the desk's keeping now."""
    db.execute("UPDATE transfer_document SET received_copies = copies WHERE slip = ?", (slip,))
    db.execute(
        "UPDATE transfer_slip SET received_at = ?, received_by = ?, mismatch = '' WHERE id = ?", (at, staff, slip)
    )
    db.execute(
        "UPDATE case_document SET holder = ?2 WHERE state = 'here' AND form LIKE 'original%'"
        " AND case_id = (SELECT case_id FROM transfer_slip WHERE id = ?1)"
        " AND document IN (SELECT document FROM transfer_document WHERE slip = ?1)",
        (slip, holder),
    )


def open_at(db: driver.Connection, case_id: int, desk: str) -> list[driver.Row]:
    """Slips of a case that a desk has not signed for."""
    return db.execute(
        _SLIP + " WHERE s.case_id = ? AND s.desk = ? AND s.received_at IS NULL ORDER BY s.id", (case_id, desk)
    ).fetchall()


def mismatch(db: driver.Connection, slip: int, words: str) -> None:
    """What arrived is not what was sent."""
    db.execute("UPDATE transfer_slip SET mismatch = ? WHERE id = ?", (words, slip))


def give_back(db: driver.Connection, case_id: int) -> None:
    """Originals go back to the applicant with the result."""
    db.execute("UPDATE case_document SET holder = 'applicant' WHERE case_id = ? AND state = 'here'", (case_id,))
