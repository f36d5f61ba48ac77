"""What the standards say against the catalogue: what it is held against, and what a steward has decided about a
finding.
"""

from __future__ import annotations

from counter.store import driver


def documents(db: driver.Connection) -> list[driver.Row]:
    """Every document: code, name, issuer (empty where nobody is named), aliases."""
    return db.execute("SELECT code, name, coalesce(issuer, '') AS issuer, aliases FROM document").fetchall()


def in_use(db: driver.Connection) -> dict[str, int]:
    """Document -> how many versions of items ask for it."""
    rows = db.execute("SELECT document, count(*) AS n FROM item_document GROUP BY document")
    return {row["document"]: row["n"] for row in rows}


def issuers(db: driver.Connection) -> dict[str, str]:
    """Document -> who issues it, where that is known."""
    rows = db.execute("SELECT code, issuer FROM document WHERE issuer IS NOT NULL")
    return {row["code"]: row["issuer"] for row in rows}


def named_twice(db: driver.Connection, day: str) -> set[tuple[str, str]]:
    """(department, name) of what two items of one department are called on a day."""
    rows = db.execute(
        "SELECT department, name FROM (SELECT DISTINCT code, department, name FROM item WHERE effective_on <= ?1"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?1)) GROUP BY department, name HAVING count(*) > 1",
        (day,),
    )
    return {(row["department"], row["name"]) for row in rows}


def departments_here(db: driver.Connection) -> dict[str, str]:
    """Departments with a desk in this hall -> their short names."""
    rows = db.execute(
        "SELECT k.department, d.short FROM desk k JOIN department d ON d.code = k.department WHERE k.closed_on IS NULL"
    )
    return {row["department"]: row["short"] for row in rows}


def settled(db: driver.Connection, day: str) -> list[driver.Row]:
    """Findings that a steward has accepted, or postponed past a day: rule, item, element, detail, next_step."""
    return db.execute(
        "SELECT rule, item, element, detail, next_step FROM finding"
        " WHERE state = 'accepted' OR (state = 'postponed' AND postponed_to > ?)",
        (day,),
    ).fetchall()


def decide(
    db: driver.Connection,
    finding: tuple[str, str, str, str, str],
    state: str,
    postponed_to: str | None,
    staff: str,
    at: int,
) -> None:
    """Write what was decided about a finding (rule, item, element, detail, next_step), in the place of
    what was before.
    """
    db.execute(
        "INSERT INTO finding (rule, item, element, detail, next_step, state, postponed_to, decided_by, decided_at)"
        " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (rule, item, element, detail) DO UPDATE SET state = excluded.state,"
        " postponed_to = excluded.postponed_to, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
        (*finding, state, postponed_to, staff, at),
    )
