"""Changes of the catalogue as stewards write them: proposed, agreed, waiting for their day, in force, given up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counter.store import catalogue_writing, driver
from counter.store.catalogue import compact

_OPEN = "state IN ('proposed', 'waiting')"


def put(
    db: driver.Connection,
    of: tuple[str, str],
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    weakens: Sequence[Sequence[str]],
    reason: str,
    effective_on: str,
    by: tuple[str, int],
    state: str,
) -> int:
    """Write a change of a noun and code down; `base` is what its fields said, `by` who and when. Its number."""
    return driver.number(
        db.execute(
            "INSERT INTO catalogue_edit (noun, code, base, changes, weakens, reason, effective_on, staff, at, state)"
            " VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
            (
                *of,
                compact(dict(base)),
                compact([[element, value] for element, value in changes.items()]),
                compact([list(each) for each in weakens]),
                reason,
                effective_on,
                *by,
                state,
            ),
        )
    )


def find(db: driver.Connection, id: int) -> driver.Row | None:
    """One change, with the names of its people."""
    return db.execute(f"{_LISTED} WHERE e.id = ?", (id,)).fetchone()


def open_of(db: driver.Connection, noun: str, code: str) -> driver.Row | None:
    """The change of this thing that is not in force yet."""
    return db.execute(f"{_LISTED} WHERE e.noun = ? AND e.code = ? AND e.{_OPEN}", (noun, code)).fetchone()


MOST_NAMED = 3
"""Receipts that are named of what runs."""


@dataclass(frozen=True, slots=True)
class Running:
    """What runs by a thing: how many approvals or cases, some of their receipts, and how many are not accepted yet."""

    accepted: int
    receipts: tuple[str, ...]
    drafts: int


def running(db: driver.Connection, noun: str, code: str, undecided: Sequence[str], at_intake: Sequence[str]) -> Running:
    """What an edit of an item or a bundle finds under way."""
    rows = db.execute(
        "SELECT DISTINCT c.id, c.receipt_number FROM approval a JOIN case_file c ON c.id = a.case_id"
        " WHERE ? = CASE ? WHEN 'item' THEN a.item ELSE c.bundle END"
        f" AND a.state IN ({','.join('?' * len(undecided))}) ORDER BY c.id",
        (code, noun, *undecided),
    ).fetchall()
    drafts = driver.number(
        db.execute(
            "SELECT count(*) FROM case_file c WHERE CASE ? WHEN 'item' THEN EXISTS (SELECT 1 FROM case_item i"
            " WHERE i.case_id = c.id AND i.item = ?) ELSE c.bundle IS ? END"
            f" AND c.state IN ({','.join('?' * len(at_intake))})",
            (noun, code, code, *at_intake),
        )
    )
    return Running(len(rows), tuple(row["receipt_number"] for row in rows[:MOST_NAMED]), drafts)


def listed(db: driver.Connection, noun: str, code: str, *, ended: bool, limit: int = 200) -> list[driver.Row]:
    """Changes, the newest first: of one noun, of one thing, or (without `ended`) only those not in force yet."""
    return db.execute(
        f"{_LISTED} WHERE (?1 = '' OR e.noun = ?1) AND (?2 = '' OR e.code = ?2) AND (?3 OR e.{_OPEN})"
        " ORDER BY e.id DESC LIMIT ?4",
        (noun, code, ended, limit),
    ).fetchall()


def due(db: driver.Connection, day: str) -> list[driver.Row]:
    """Changes whose day has come."""
    return db.execute(
        f"{_LISTED} WHERE e.state = 'waiting' AND e.effective_on <= ? ORDER BY e.effective_on, e.id", (day,)
    ).fetchall()


_LISTED = (
    "SELECT e.*, s.name AS staff_name, a.name AS agreed_name, x.name AS ended_name FROM catalogue_edit e"
    " JOIN staff s ON s.code = e.staff LEFT JOIN staff a ON a.code = e.agreed_by"
    " LEFT JOIN staff x ON x.code = e.ended_by"
)


def agree(db: driver.Connection, id: int, staff: str, at: int, effective_on: str) -> None:
    """A second person agrees; it waits for its day."""
    db.execute(
        "UPDATE catalogue_edit SET state = 'waiting', agreed_by = ?, agreed_at = ?, effective_on = ? WHERE id = ?",
        (staff, at, effective_on, id),
    )


def in_force(db: driver.Connection, id: int, version: int | None) -> None:
    """Its day has come and it is done; `version` is the one of an item or a bundle that it made."""
    db.execute("UPDATE catalogue_edit SET state = 'in-force', version = ? WHERE id = ?", (version, id))


def end(db: driver.Connection, id: int, state: str, by: tuple[str, int], words: str) -> None:
    """Returned, taken back, or void because what it changes has moved."""
    db.execute(
        "UPDATE catalogue_edit SET state = ?, ended_by = ?, ended_at = ?, words = ? WHERE id = ?",
        (state, *by, words, id),
    )


def document_of(db: driver.Connection, code: str) -> driver.Row | None:
    """A document's fields."""
    return db.execute(
        "SELECT code, name, issuer, standard_code, aliases FROM document WHERE code = ?", (code,)
    ).fetchone()


def law_of(db: driver.Connection, id: str) -> driver.Row | None:
    """A law's fields."""
    return db.execute(
        "SELECT id AS code, law, number, article, gist FROM basis WHERE CAST(id AS TEXT) = ?", (id,)
    ).fetchone()


def same_law(db: driver.Connection, id: str, law: str, number: str, article: str) -> bool:
    """Whether another row says the same law, number and article."""
    row = db.execute(
        "SELECT 1 FROM basis WHERE law = ? AND number = ? AND article = ? AND CAST(id AS TEXT) <> ?",
        (law, number, article, id),
    ).fetchone()
    return row is not None


def set_document(db: driver.Connection, code: str, entry: Mapping[str, Any]) -> None:
    """A document as it is from now on."""
    catalogue_writing.put_document(
        db, code, entry["name"], None, entry.get("standard_code") or "", str(entry.get("aliases") or "").split()
    )
    db.execute("UPDATE document SET issuer = ? WHERE code = ?", (entry.get("issuer") or None, code))


def set_department(db: driver.Connection, code: str, entry: Mapping[str, Any]) -> None:
    """A department as it is from now on."""
    from counter.store.spelling import spell

    db.execute(
        "UPDATE department SET name = ?, short = ?, level = ?, phone = ?, pinyin = ?, initials = ? WHERE code = ?",
        (entry["name"], entry["short"], entry["level"], entry.get("phone") or "", *spell(entry["name"]), code),
    )


def set_law(db: driver.Connection, id: str, entry: Mapping[str, Any]) -> None:
    """A law as it is from now on; the guides of those that rest on it say so in their next version."""
    from counter.store.spelling import spell

    law, article = entry["law"], entry.get("article") or ""
    db.execute(
        "UPDATE basis SET law = ?, number = ?, article = ?, gist = ?, pinyin = ?, initials = ?"
        " WHERE CAST(id AS TEXT) = ?",
        (law, entry.get("number") or "", article, entry.get("gist") or "", *spell(law + article), id),
    )


def bundle_definition(db: driver.Connection, code: str, on: str) -> tuple[int, dict[str, Any]] | None:
    """The version in force of a bundle and its definition."""
    row = db.execute(
        "SELECT version, definition FROM bundle WHERE code = ?1 AND effective_on <= ?2"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?2) ORDER BY version DESC LIMIT 1",
        (code, on),
    ).fetchone()
    return (row["version"], json.loads(row["definition"])) if row else None
