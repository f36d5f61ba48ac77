"""What stood before an act on a case: the words that the journal must not hold, and putting rows back as they were."""

from __future__ import annotations

import json
from typing import Any

from counter.store import driver, listing


def put(db: driver.Connection, case_id: int, version: int, words: dict[str, Any]) -> None:
    """Keep the words that stood before the change that made this version."""
    db.execute(
        "INSERT INTO case_before (case_id, version, words) VALUES (?,?,?)",
        (case_id, version, listing.write(words)),
    )


def words(db: driver.Connection, case_id: int, version: int) -> dict[str, Any]:
    """Those words; none where the change lost none."""
    row = db.execute("SELECT words FROM case_before WHERE case_id = ? AND version = ?", (case_id, version)).fetchone()
    return listing.read(row["words"]) if row else {}


def stands_at(db: driver.Connection, subject: str, version: int) -> int:
    """The version whose content a case or a ticket has now: after acts were taken back that of before them, else its
    own.
    """
    rows = db.execute("SELECT facts FROM journal WHERE subject = ? AND act = 'act.undo'", (subject,))
    back = {
        facts["version"]: facts["back_to"] for facts in (json.loads(row["facts"]) for row in rows) if "version" in facts
    }
    while version in back:
        version = back[version]
    return version


def change(db: driver.Connection, case_id: int, version: int) -> driver.Row:
    """The change that made a version; every version but the first has one."""
    return driver.one(db.execute("SELECT * FROM case_change WHERE case_id = ? AND version = ?", (case_id, version)))


def put_paper_back(db: driver.Connection, case_id: int, document: str, values: dict[str, Any] | None) -> None:
    """One paper's row as it was; None: nobody had said anything of it, so it has no row again."""
    if values is None:
        db.execute("DELETE FROM case_document WHERE case_id = ? AND document = ?", (case_id, document))
        return
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE case_document SET {sets}, version = version + 1 WHERE case_id = ? AND document = ?",
        (*values.values(), case_id, document),
    )


def put_attachment_back(db: driver.Connection, attachment: int) -> None:
    """Take the mark of its removal off an attachment."""
    db.execute(
        "UPDATE attachment SET removed_at = NULL, removed_by = NULL, removed_why = NULL WHERE id = ?", (attachment,)
    )


def ask_again(db: driver.Connection, case_id: int, number: int) -> None:
    """A notice that counted as answered is open again."""
    db.execute(
        "UPDATE supplement_round SET state = 'asked', answered_on = NULL"
        " WHERE case_id = ? AND approval IS NULL AND number = ?",
        (case_id, number),
    )


def put_phone_back(db: driver.Connection, person: int, phone: str) -> None:
    """A person's telephone number as it was."""
    db.execute("UPDATE person SET phone = ?, version = version + 1 WHERE id = ?", (phone, person))
