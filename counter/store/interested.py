"""People besides the applicant on whom a permit bears: who they are, how far they were told and heard."""

from __future__ import annotations

from typing import Any

from counter.store import driver


def add(
    db: driver.Connection,
    approval: int,
    name: str,
    id_number: str,
    contact: str,
    concern: str,
    *,
    day: str,
    at: int,
    staff: str,
) -> int:
    """Name somebody; their number."""
    return driver.number(
        db.execute(
            "INSERT INTO interested (approval, name, id_number, contact, concern, named_on, at, staff)"
            " VALUES (?,?,?,?,?,?,?,?) RETURNING id",
            (approval, name, id_number, contact, concern, day, at, staff),
        )
    )


def get(db: driver.Connection, number: int) -> driver.Row | None:
    """One of them."""
    row: driver.Row | None = db.execute("SELECT * FROM interested WHERE id = ?", (number,)).fetchone()
    return row


def of_approval(db: driver.Connection, approval: int) -> list[driver.Row]:
    """All of an approval who were not taken out again, in the order in which they were named."""
    return db.execute(
        "SELECT * FROM interested WHERE approval = ? AND state <> 'removed' ORDER BY id", (approval,)
    ).fetchall()


def of_paper(db: driver.Connection, paper: str) -> driver.Row | None:
    """Whoever a notice tells of their rights."""
    row: driver.Row | None = db.execute("SELECT * FROM interested WHERE paper = ?", (paper,)).fetchone()
    return row


def change(db: driver.Connection, number: int, **values: Any) -> None:
    """Set columns of one."""
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE interested SET {names} WHERE id = ?", (*values.values(), number))


def add_words(db: driver.Connection, number: int, words: str, *, day: str, at: int, staff: str) -> None:
    """Keep what one of them said."""
    db.execute(
        "INSERT INTO interested_words (interested, words, business_date, at, staff) VALUES (?,?,?,?,?)",
        (number, words, day, at, staff),
    )


def words_of(db: driver.Connection, number: int) -> list[driver.Row]:
    """What one of them said, oldest first: words, business_date."""
    return db.execute(
        "SELECT words, business_date FROM interested_words WHERE interested = ? ORDER BY id", (number,)
    ).fetchall()


def waiting(db: driver.Connection, desk: str | None) -> list[driver.Row]:
    """Those of undecided approvals who are still to be told, or whose notice has no receipt of service, by approval:
    approval, item_name, department_short, since (the first day), n.
    """
    return db.execute(
        "SELECT t.approval, min(t.named_on) AS since, count(*) AS n, i.name AS item_name, d.short AS department_short"
        " FROM interested t JOIN approval a ON a.id = t.approval"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version JOIN department d ON d.code = a.department"
        " WHERE t.state IN ('named', 'sent') AND a.state IN ('blocked', 'open', 'paused')"
        " AND (?1 IS NULL OR a.desk = ?1) GROUP BY t.approval ORDER BY since, t.approval LIMIT 2000",
        (desk,),
    ).fetchall()
