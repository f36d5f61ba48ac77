"""Who looked at whose data, and who was refused: the trace that can be shown to a person."""

from __future__ import annotations

from collections.abc import Iterable

from counter.store import driver


def keep(
    db: driver.Connection,
    at: int,
    staff: str,
    place: str,
    seen: Iterable[tuple[int | None, int | None]],
    what: str,
    allowed: int,
) -> None:
    """Write one look for each (person, case) that was seen or asked for."""
    db.executemany(
        "INSERT INTO look (at, staff, place, person, case_id, what, allowed) VALUES (?,?,?,?,?,?,?)",
        [(at, staff, place, person, case, what, allowed) for person, case in seen],
    )


def of(db: driver.Connection, person: int | None, case_id: int | None, limit: int) -> list[driver.Row]:
    """Who looked at a person's data or at a case, newest first, refused attempts too."""
    return db.execute(
        "SELECT l.at, l.what, l.place, l.allowed, s.name, s.role, d.short AS department FROM look l"
        " LEFT JOIN staff s ON s.code = l.staff LEFT JOIN department d ON d.code = s.department"
        " WHERE (?1 IS NOT NULL AND l.person = ?1) OR (?2 IS NOT NULL AND l.case_id = ?2) ORDER BY l.id DESC LIMIT ?3",
        (person, case_id, limit),
    ).fetchall()


def refused(db: driver.Connection, since: int, limit: int) -> list[driver.Row]:
    """Looks that were refused, newest first."""
    return db.execute(
        "SELECT l.at, l.staff, l.what, l.place, l.case_id, c.receipt_number FROM look l"
        " LEFT JOIN case_file c ON c.id = l.case_id WHERE l.allowed = 0 AND l.at >= ? ORDER BY l.id DESC LIMIT ?",
        (since, limit),
    ).fetchall()


def at_person(db: driver.Connection, person: int, limit: int = 100) -> list[driver.Row]:
    """Who looked at a person's data, newest first."""
    return db.execute("SELECT * FROM look WHERE person = ? ORDER BY id DESC LIMIT ?", (person, limit)).fetchall()
