"""What notices name beside the case: the item's type, bodies of review and courts, how each was served."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from counter.store import driver


@dataclass(frozen=True, slots=True)
class Matter:
    """An item as a notice names it: its type, its department and the articles that its guide stands on."""

    name: str
    type: str
    department: str
    department_name: str
    level: str
    phone: str
    basis: tuple[str, ...]


def matters(db: driver.Connection, case_id: int) -> tuple[Matter, ...]:
    """Everything that a case applied for, in its versions."""
    return tuple(
        _matter(row)
        for row in db.execute(
            f"{_MATTER} JOIN case_item c ON c.item = i.code AND c.version = i.version WHERE c.case_id = ?"
            " ORDER BY i.code",
            (case_id,),
        )
    )


def matter(db: driver.Connection, item: str, version: int) -> Matter:
    """One item in one version."""
    return _matter(driver.one(db.execute(f"{_MATTER} WHERE i.code = ? AND i.version = ?", (item, version))))


_MATTER = (
    "SELECT i.name, i.type, i.department, d.name AS department_name, d.level, d.phone,"
    " json_extract(i.guide, '$.basis') AS basis FROM item i JOIN department d ON d.code = i.department"
)


def _matter(row: driver.Row) -> Matter:
    found: list[Any] = json.loads(row["basis"] or "[]") if str(row["basis"] or "").startswith("[") else []
    basis = tuple(
        f"《{str(one['law']).strip('《》')}》{one.get('article', '')}"
        for one in found
        if isinstance(one, dict) and one.get("law")
    )
    return Matter(
        row["name"], row["type"], row["department"], row["department_name"], row["level"], row["phone"], basis
    )


def items(db: driver.Connection) -> list[driver.Row]:
    """Code, type and department of every item, in its newest version, by code."""
    return db.execute("SELECT code, type, department, max(version) FROM item GROUP BY code ORDER BY code").fetchall()


def remedy(db: driver.Connection, scope: str) -> tuple[str, str] | None:
    """The body of review and the court that were set for a department or a level."""
    row = db.execute("SELECT review, court FROM remedy WHERE scope = ?", (scope,)).fetchone()
    return (row["review"], row["court"]) if row else None


def remedies(db: driver.Connection) -> list[driver.Row]:
    """All that were set."""
    return db.execute("SELECT scope, review, court FROM remedy ORDER BY scope").fetchall()


def put_remedy(db: driver.Connection, scope: str, review: str, court: str, staff: str, at: int) -> None:
    """Set the body of review and the court of a department or a level."""
    db.execute(
        "INSERT INTO remedy (scope, review, court, set_by, set_at) VALUES (?,?,?,?,?) ON CONFLICT (scope) DO UPDATE"
        " SET review = excluded.review, court = excluded.court, set_by = excluded.set_by, set_at = excluded.set_at",
        (scope, review, court, staff, at),
    )


def departments_with_level(db: driver.Connection) -> list[driver.Row]:
    """Code, name and level of every department."""
    return db.execute("SELECT code, name, level FROM department ORDER BY code").fetchall()


def departments_with_items(db: driver.Connection) -> list[driver.Row]:
    """Code, name and level of every department that has an item in force."""
    return db.execute(
        "SELECT code, name, level FROM department"
        " WHERE code IN (SELECT department FROM item WHERE withdrawn_on IS NULL) ORDER BY code"
    ).fetchall()


def serve(db: driver.Connection, paper: str, served_on: str, manner: str, receiver: str, staff: str, at: int) -> None:
    """Keep how a notice reached its addressee."""
    db.execute(
        "INSERT INTO service (paper, served_on, manner, receiver, noted_by, noted_at) VALUES (?,?,?,?,?,?)",
        (paper, served_on, manner, receiver, staff, at),
    )


def served(db: driver.Connection, paper: str) -> driver.Row | None:
    """How a notice was served, if it was."""
    return db.execute("SELECT served_on, manner, receiver FROM service WHERE paper = ?", (paper,)).fetchone()


def large_print(db: driver.Connection, ticket: int | None, case_id: int | None) -> bool:
    """Whether the papers of a ticket, or of a case that it brought, are printed large."""
    row = db.execute(
        "SELECT large_print FROM ticket WHERE id = coalesce(?, (SELECT ticket FROM case_file WHERE id = ?))",
        (ticket, case_id),
    ).fetchone()
    return bool(row and row["large_print"])


def set_large_print(db: driver.Connection, ticket: int, large: bool) -> None:
    """Print a ticket's papers large, or not."""
    db.execute("UPDATE ticket SET large_print = ? WHERE id = ?", (int(large), ticket))
