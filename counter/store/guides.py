"""What a guide says beyond its own row: its legal bases and versions, and which items rest on a law or
ask for a paper.
"""

from __future__ import annotations

from counter.store import driver


def bases(db: driver.Connection, item: str, version: int) -> list[driver.Row]:
    """The legal bases of a version: id, law, number, article."""
    return db.execute(
        "SELECT b.id, b.law, b.number, b.article FROM item_basis n JOIN basis b ON b.id = n.basis"
        " WHERE n.item = ? AND n.version = ? ORDER BY b.id",
        (item, version),
    ).fetchall()


def versions(db: driver.Connection, code: str) -> list[driver.Row]:
    """Every version of an item, oldest first: version, effective_on, withdrawn_on, name."""
    return db.execute(
        "SELECT version, effective_on, withdrawn_on, name FROM item WHERE code = ? ORDER BY version", (code,)
    ).fetchall()


def resting_on(db: driver.Connection, law: str, article: str | None, day: str) -> list[driver.Row]:
    """Items in force on a day that name a law (a part of its title, or the basis's id) or one of its articles.

    Rows of (code, name, short name of the department).
    """
    return db.execute(
        "SELECT DISTINCT i.code, i.name, d.short FROM basis b JOIN item_basis n ON n.basis = b.id"
        " JOIN item i ON i.code = n.item AND i.version = n.version JOIN department d ON d.code = i.department"
        " WHERE (CAST(b.id AS TEXT) = ?1 OR instr(b.law, ?1))"
        " AND (?2 IS NULL OR b.article = ?2 OR b.article LIKE ?2 || '第%') AND i.withdrawn_on IS NULL"
        " AND i.version = (SELECT max(version) FROM item m WHERE m.code = i.code AND m.effective_on <= ?3)"
        " ORDER BY i.department, i.code",
        (law, article, day),
    ).fetchall()


def asking_for(db: driver.Connection, document: str, day: str) -> list[driver.Row]:
    """Items in force on a day that ask for a document, the most used first; rows as of `resting_on`."""
    return db.execute(
        "SELECT DISTINCT i.code, i.name, d.short FROM item_document n"
        " JOIN item i ON i.code = n.item AND i.version = n.version JOIN department d ON d.code = i.department"
        " WHERE n.document = ?1 AND i.withdrawn_on IS NULL"
        " AND i.version = (SELECT max(version) FROM item m WHERE m.code = i.code AND m.effective_on <= ?2)"
        " ORDER BY (SELECT times FROM item_use u WHERE u.item = i.code) DESC, i.code",
        (document, day),
    ).fetchall()
