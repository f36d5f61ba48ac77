"""What a third party may check of a paper: which were given out, and what has become of what they say."""

from __future__ import annotations

from typing import Any

from counter.rules.notice import SEALED
from counter.store import driver, listing
from counter.store.public import ask


def papers(db: driver.Connection, case: int) -> list[driver.Row]:
    """Every sealed paper of a case in the order of their writing, of hall.db: number, kind, form, approval, title, at,
    words (its lines and tables), code_kind and code_id (whose code it carries), business_date, void_at (when it was
    given up as the work of a wrong clock).
    """
    return db.execute(
        "SELECT p.number, p.kind, p.approval, p.at, p.business_date,"
        " coalesce(json_extract(p.content, '$.title'), '') AS title,"
        " coalesce(json_extract(p.content, '$.form'), '') AS form,"
        " coalesce(json_extract(p.content, '$.lines'), '')"
        " || coalesce(json_extract(p.content, '$.tables'), '') AS words,"
        " json_extract(p.content, '$.code_of.kind') AS code_kind, json_extract(p.content, '$.code_of.id') AS code_id,"
        " (SELECT max(c.taken_back_at) FROM clock_change c WHERE c.case_id = p.case_id AND c.name = 'paper'"
        " AND c.row_key = json_array(p.number)) AS void_at"
        f" FROM paper p WHERE p.case_id = ? AND p.kind IN ({', '.join('?' * len(SEALED))})"
        " ORDER BY p.business_date, length(p.number), p.number",
        (case, *sorted(SEALED)),
    ).fetchall()


def decisions(db: driver.Connection, case: int) -> list[driver.Row]:
    """Every decision in a case, those taken back too, in their order, of hall.db: approval, item, outcome, at,
    recalled_at, revoked_on, deregistered_on.
    """
    return db.execute(
        "SELECT d.approval, d.outcome, d.at, d.recalled_at, i.name AS item,"
        " (SELECT r.business_date FROM revocation r WHERE r.approval = d.approval) AS revoked_on,"
        " (SELECT r.business_date FROM deregistration r WHERE r.approval = d.approval) AS deregistered_on"
        " FROM approval a JOIN decision d ON d.approval = a.id"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version WHERE a.case_id = ? ORDER BY d.id",
        (case,),
    ).fetchall()


def put(db: driver.Connection, check_hash: str, facts: dict[str, Any]) -> None:
    """Write what public.db says of one paper; writing it again changes nothing."""
    db.execute(
        "INSERT INTO checked (check_hash, facts) VALUES (?, ?) ON CONFLICT (check_hash) DO UPDATE"
        " SET facts = excluded.facts WHERE facts <> excluded.facts",
        (check_hash, listing.write(facts)),
    )


def get(db: driver.Connection, check_hash: str) -> dict[str, Any] | None:
    """What public.db says of a paper; None where no such paper was given out. One look-up, the same for all."""
    row = ask(db, "SELECT facts FROM checked WHERE check_hash = ?", (check_hash,)).fetchone()
    found: dict[str, Any] | None = listing.read(row["facts"]) if row else None
    return found
