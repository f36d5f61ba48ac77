"""What the law's rarer turns keep: extensions of a whole, lapses that wait for a person, hearings."""

from __future__ import annotations

from typing import Any

from counter.store import driver

# -- joint handling ----------------------------------------------------------------------------------------------------


def extend_whole(
    db: driver.Connection, case_id: int, days: int, reason: str, approved_by: str, at: int, day: str, staff: str
) -> None:
    """Write the one extension of a joint handling; the schema allows no second."""
    db.execute(
        "INSERT INTO joint_extension (case_id, days, reason, approved_by, at, business_date, staff)"
        " VALUES (?,?,?,?,?,?,?)",
        (case_id, days, reason, approved_by, at, day, staff),
    )


# -- lapses ------------------------------------------------------------------------------------------------------------


def lapse(db: driver.Connection, case_id: int, document: str, due_on: str, day: str, at: int) -> bool:
    """A tolerated paper that did not come now waits for a person's decision; False where it does so already."""
    return bool(
        db.execute(
            "INSERT OR IGNORE INTO lapse (case_id, document, due_on, noticed_on, at) VALUES (?,?,?,?,?)",
            (case_id, document, due_on, day, at),
        ).rowcount
    )


def waiting(db: driver.Connection, case_id: int | None = None) -> list[driver.Row]:
    """Lapses that nobody has settled, the oldest date first, with their case and the paper's name."""
    return db.execute(
        "SELECT l.*, n.name, c.receipt_number, c.state AS case_state, c.front_window FROM lapse l"
        " JOIN case_file c ON c.id = l.case_id JOIN document n ON n.code = l.document"
        " WHERE l.state = 'waiting' AND (?1 IS NULL OR l.case_id = ?1) ORDER BY l.due_on, l.id LIMIT 2000",
        (case_id,),
    ).fetchall()


def settle_lapse(
    db: driver.Connection,
    case_id: int,
    document: str,
    state: str,
    *,
    day: str,
    at: int,
    by: str,
    reason: str = "",
    until: str | None = None,
) -> bool:
    """What became of a lapse; False where none waits."""
    return bool(
        db.execute(
            "UPDATE lapse SET state = ?, settled_on = ?, settled_at = ?, settled_by = ?, reason = ?, until = ?"
            " WHERE case_id = ? AND document = ? AND state = 'waiting'",
            (state, day, at, by, reason, until, case_id, document),
        ).rowcount
    )


def spared(db: driver.Connection, case_id: int) -> set[str]:
    """Papers of a case that its desks have decided without."""
    rows = db.execute("SELECT document FROM lapse WHERE case_id = ? AND state = 'spared'", (case_id,))
    return {row["document"] for row in rows}


# -- hearings ----------------------------------------------------------------------------------------------------------


def tell_hearing(
    db: driver.Connection, approval: int, matter: str, told_on: str, ask_until: str, at: int, staff: str
) -> int:
    """The right to a hearing has been told; its number."""
    return driver.number(
        db.execute(
            "INSERT INTO hearing (approval, matter, told_on, ask_until, at, staff) VALUES (?,?,?,?,?,?) RETURNING id",
            (approval, matter, told_on, ask_until, at, staff),
        )
    )


def hearing_of(db: driver.Connection, approval: int) -> driver.Row | None:
    """The newest hearing of an approval."""
    return db.execute("SELECT * FROM hearing WHERE approval = ? ORDER BY id DESC LIMIT 1", (approval,)).fetchone()


def hearings_open(db: driver.Connection, desk: str | None) -> list[driver.Row]:
    """Hearings that are not over, with their approval."""
    return db.execute(
        "SELECT h.*, a.case_id, a.desk, i.name AS item_name, d.short AS department_short FROM hearing h"
        " JOIN approval a ON a.id = h.approval JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " JOIN department d ON d.code = a.department WHERE h.state IN ('told', 'asked', 'set')"
        " AND a.state IN ('blocked', 'open', 'paused') AND (?1 IS NULL OR a.desk = ?1) ORDER BY h.id LIMIT 2000",
        (desk,),
    ).fetchall()


def change_hearing(db: driver.Connection, hearing: int, **values: Any) -> None:
    """Set columns of a hearing."""
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE hearing SET {names} WHERE id = ?", (*values.values(), hearing))
