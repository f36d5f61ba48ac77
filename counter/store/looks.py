"""Who looked at whose data, and who was refused: the trace that can be shown to a person."""

from __future__ import annotations

from collections.abc import Iterable

from counter.store import driver

_WHAT = (
    "CASE WHEN l.allowed = 0 THEN substr(l.what, 1, instr(l.what || ' ', ' ') - 1)"
    " WHEN l.what GLOB 'sql*' THEN substr(l.what, 1, instr(l.what || ': ', ': ') - 1) ELSE l.what END AS what"
)
"""An administrator's statement may name others: whoever is shown a look sees the tables and columns that it read."""
_CODE = "CASE l.allowed WHEN 0 THEN substr(l.what, instr(l.what || ' ', ' ') + 1) ELSE '' END AS code"
"""A refused look is kept as `case.show case.not-found`: the act, and the refusal's code where it has one of its own."""


PEOPLE, OTHERS = "sql-people", "sql"
"""What the look at an administrator's statement begins with: it read something of people, or nothing of them."""

_STATEMENT = (
    "(?1 IS NOT NULL AND l.person IS NULL AND l.case_id IS NULL AND l.what GLOB 'sql-people *'"
    " AND l.at >= (SELECT coalesce(min(f.at), 0) FROM look f WHERE f.person = ?1))"
)
"""A statement over people's tables is a look at everybody who was there by then."""


def keep(
    db: driver.Connection,
    at: int,
    staff: str,
    place: str,
    seen: Iterable[tuple[int | None, int | None]],
    what: str,
    allowed: int,
    code: str = "",
) -> None:
    """Write one look for each (person, case) that was seen or asked for. `code` is the refusal's."""
    what = f"{what} {code}" if code else what
    db.executemany(
        "INSERT INTO look (at, staff, place, person, case_id, what, allowed) VALUES (?,?,?,?,?,?,?)",
        [(at, staff, place, person, case, what, allowed) for person, case in seen],
    )


def of(db: driver.Connection, person: int | None, case_id: int | None, limit: int) -> list[driver.Row]:
    """Who looked at a person's data or at a case, newest first, refused attempts too."""
    return db.execute(
        f"SELECT l.at, {_WHAT}, {_CODE}, l.place, l.allowed, s.name, s.role, d.short AS department FROM look l LEFT "
        f"JOIN staff s "
        "ON s.code = l.staff"
        " LEFT JOIN department d ON d.code = s.department"
        f" WHERE (?1 IS NOT NULL AND l.person = ?1) OR (?2 IS NOT NULL AND l.case_id = ?2) OR {_STATEMENT}"
        " ORDER BY l.id DESC LIMIT ?3",
        (person, case_id, limit),
    ).fetchall()


def refused(db: driver.Connection, since: int, limit: int) -> list[driver.Row]:
    """Looks that were refused, newest first."""
    return db.execute(
        f"SELECT l.at, l.staff, {_WHAT}, {_CODE}, l.place, l.case_id, c.receipt_number FROM look l LEFT JOIN case_file "
        f"c ON c.id "
        "= l.case_id"
        " WHERE l.allowed = 0 AND l.at >= ? ORDER BY l.id DESC LIMIT ?",
        (since, limit),
    ).fetchall()


def at_person(db: driver.Connection, person: int, limit: int = 100) -> list[driver.Row]:
    """Who looked at a person's data, newest first."""
    return db.execute(
        f"SELECT l.at, l.staff, l.place, {_WHAT}, {_CODE}, l.allowed FROM look l WHERE l.person = ?1"
        f" OR {_STATEMENT} ORDER BY l.id DESC LIMIT ?2",
        (person, limit),
    ).fetchall()


def statements(db: driver.Connection, since: int, limit: int) -> list[driver.Row]:
    """Administrators' own statements, newest first, whole: who, when, what they read and said, whether they ran."""
    return db.execute(
        "SELECT l.at, l.staff, l.what, l.allowed FROM look l WHERE l.at >= ? AND l.person IS NULL AND l.case_id IS NULL"
        " AND (l.what GLOB 'sql *' OR l.what GLOB 'sql-people *') ORDER BY l.id DESC LIMIT ?",
        (since, limit),
    ).fetchall()
