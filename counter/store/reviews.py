"""What one officer of a desk proposed and a second one is to look over: decisions, recalls, extensions.
Table `review`.
"""

from __future__ import annotations

from typing import Any

from counter.store import driver

_WITH_NAMES = (
    "SELECT r.*, s.name AS officer_name, e.name AS ended_by_name FROM review r JOIN staff s ON s.code = r.officer"
    " LEFT JOIN staff e ON e.code = r.ended_by"
)


def propose(db: driver.Connection, approval: int, **values: Any) -> int:
    """A new proposal, waiting for the second officer; the schema allows one at a time per approval. Returns its id."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    return driver.number(
        db.execute(
            f"INSERT INTO review (approval, {names}) VALUES (?, {marks}) RETURNING id", (approval, *values.values())
        )
    )


_LEFT = (
    "NOT EXISTS (SELECT 1 FROM staff x JOIN approval y ON y.desk = x.desk"
    " WHERE x.code = r.officer AND x.active = 1 AND x.role = 'approver' AND y.id = r.approval)"
)
"""Who proposed it works at its desk no more: whoever is there reads what became of it."""


def waiting(db: driver.Connection, approval: int) -> driver.Row | None:
    """The proposal on an approval that waits for a second officer."""
    return db.execute(_WITH_NAMES + " WHERE r.approval = ? AND r.state = 'waiting'", (approval,)).fetchone()


def waiting_in(db: driver.Connection, case_id: int) -> list[int]:
    """The approvals of a case on which a proposal waits."""
    rows = db.execute(
        "SELECT r.approval FROM review r JOIN approval a ON a.id = r.approval"
        " WHERE a.case_id = ? AND r.state = 'waiting'",
        (case_id,),
    )
    return [row["approval"] for row in rows]


def newest(db: driver.Connection, approval: int) -> driver.Row | None:
    """The last proposal that was made on an approval, however it ended."""
    return db.execute(_WITH_NAMES + " WHERE r.approval = ? ORDER BY r.id DESC LIMIT 1", (approval,)).fetchone()


def of_approval(db: driver.Connection, approval: int) -> list[driver.Row]:
    """Every proposal on an approval, oldest first."""
    return db.execute(_WITH_NAMES + " WHERE r.approval = ? ORDER BY r.id", (approval,)).fetchall()


def at_desk(db: driver.Connection, desk: str, officer: str) -> list[driver.Row]:
    """What waits at a desk, and what came back to one officer (or to one who is not there any more) and was not read
    yet; oldest first.
    """
    return db.execute(
        _WITH_NAMES + " JOIN approval a ON a.id = r.approval"
        f" WHERE r.read_at IS NULL AND a.desk = ? AND (r.state = 'waiting' OR r.officer = ? OR {_LEFT}) ORDER BY r.id",
        (desk, officer),
    ).fetchall()


def end(
    db: driver.Connection, review: int, state: str, at: int, staff: str, words: str = "", *, read: bool = False
) -> bool:
    """End a waiting proposal; False if it waits no more. `read`: its proposer has nothing to read about it."""
    return (
        db.execute(
            "UPDATE review SET state = ?, ended_at = ?, ended_by = ?, words = ?, read_at = ?"
            " WHERE id = ? AND state = 'waiting'",
            (state, at, staff, words, at if read else None, review),
        ).rowcount
        == 1
    )


def put_away(db: driver.Connection, approval: int, officer: str, at: int) -> int:
    """What came back on an approval to an officer, or to one who has left its desk, has been read; how many there
    were.
    """
    return db.execute(
        "UPDATE review AS r SET read_at = ?1 WHERE approval = ?2 AND read_at IS NULL AND state <> 'waiting'"
        f" AND (officer = ?3 OR (SELECT a.desk FROM approval a WHERE a.id = r.approval)"
        f" = (SELECT desk FROM staff WHERE code = ?3) AND {_LEFT})",
        (at, approval, officer),
    ).rowcount


def officers(db: driver.Connection, desk: str) -> set[str]:
    """The staff codes of the approvers who work at a desk."""
    return {
        row["code"]
        for row in db.execute("SELECT code FROM staff WHERE desk = ? AND role = 'approver' AND active = 1", (desk,))
    }
