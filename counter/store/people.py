"""People as an administrator sees them: where they are, what they have in hand, what they did."""

from __future__ import annotations

from dataclasses import dataclass

from counter.rules.approval import ReviewState
from counter.rules.case import CaseState
from counter.store import driver


@dataclass(frozen=True, slots=True)
class InHand:
    """What would be left lying if somebody went: ids of drafts, of approvals with a proposal that waits; how many
    undecided approvals their desk has that nobody else could decide.
    """

    drafts: tuple[int, ...]
    proposals: tuple[int, ...]
    alone_with: int

    def __bool__(self) -> bool:
        return bool(self.drafts or self.proposals or self.alone_with)


def everybody(db: driver.Connection, ended: bool) -> list[driver.Row]:
    """Who works here, or who has left: the row of staff with desk_name, department_short and the open shift's
    front_window, state, shift_desk, seen_at, signed_in.
    """
    return db.execute(
        "SELECT s.*, k.name AS desk_name, d.short AS department_short, sh.id AS shift, sh.front_window, sh.state,"
        " sh.seen_at, sh.started_at FROM staff s LEFT JOIN desk k ON k.code = s.desk"
        " LEFT JOIN department d ON d.code = s.department LEFT JOIN shift sh ON sh.id ="
        " (SELECT x.id FROM shift x WHERE x.staff = s.code AND x.ended_at IS NULL"
        " ORDER BY x.front_window IS NULL, x.id DESC LIMIT 1)"
        " WHERE s.role <> 'hall' AND s.code <> 'kiosk' AND s.active = ? ORDER BY s.code",
        (int(not ended),),
    ).fetchall()


def one(db: driver.Connection, code: str) -> driver.Row | None:
    """The row of a person who works here; None for a code that nobody has (any more)."""
    return db.execute(
        "SELECT * FROM staff WHERE code = ? AND active = 1 AND role <> 'hall' AND code <> 'kiosk'", (code,)
    ).fetchone()


def change(
    db: driver.Connection, code: str, name: str, role: str, department: str | None, desk: str | None, head: bool
) -> None:
    """Write who somebody is now."""
    db.execute(
        "UPDATE staff SET name = ?, role = ?, department = ?, desk = ?, head = ? WHERE code = ?",
        (name, role, department, desk, int(head), code),
    )


def step_down(db: driver.Connection, desk: str) -> str | None:
    """A desk has no head any more; the staff code of who was."""
    row = db.execute("UPDATE staff SET head = 0 WHERE desk = ? AND head = 1 RETURNING code", (desk,)).fetchone()
    return row["code"] if row else None


def in_hand(db: driver.Connection, code: str) -> InHand:
    """What somebody has in hand."""
    drafts = db.execute(
        "SELECT id FROM case_file WHERE opened_by = ? AND state = ? ORDER BY id", (code, CaseState.DRAFT)
    ).fetchall()
    proposals = db.execute(
        "SELECT approval FROM review WHERE officer = ? AND state = ? ORDER BY id", (code, ReviewState.WAITING)
    ).fetchall()
    alone = driver.number(
        db.execute(
            "SELECT count(*) FROM staff s JOIN approval a ON a.desk = s.desk"
            " AND a.state IN ('blocked', 'open', 'paused')"
            " WHERE s.code = ?1 AND s.role = 'approver' AND s.active = 1 AND NOT EXISTS (SELECT 1 FROM staff o"
            " WHERE o.desk = s.desk AND o.role = 'approver' AND o.active = 1 AND o.code <> ?1)",
            (code,),
        )
    )
    return InHand(tuple(row["id"] for row in drafts), tuple(row["approval"] for row in proposals), alone)


def how_much_in_hand(db: driver.Connection) -> tuple[dict[str, int], dict[str, int]]:
    """How many drafts and how many waiting proposals everybody has who has any."""
    drafts = db.execute("SELECT opened_by, count(*) FROM case_file WHERE state = ? GROUP BY 1", (CaseState.DRAFT,))
    proposals = db.execute("SELECT officer, count(*) FROM review WHERE state = ? GROUP BY 1", (ReviewState.WAITING,))
    return {row[0]: row[1] for row in drafts}, {row[0]: row[1] for row in proposals}


def expire(db: driver.Connection, code: str) -> bool:
    """Somebody's password has to be changed before anything else; False where there is none to change."""
    return (
        db.execute(
            "UPDATE staff SET password_due = 1, password_at = NULL WHERE code = ? AND password IS NOT NULL", (code,)
        ).rowcount
        == 1
    )


def take_over_drafts(db: driver.Connection, code: str, to: str) -> None:
    """Somebody's drafts become another's."""
    db.execute("UPDATE case_file SET opened_by = ? WHERE opened_by = ? AND state = ?", (to, code, CaseState.DRAFT))


def did(db: driver.Connection, code: str, before: int, most: int) -> list[driver.Row]:
    """The newest acts of somebody with a number below `before` (0: the very newest): seq, at, act, place, subject."""
    return db.execute(
        "SELECT seq, at, act, place, subject FROM journal WHERE staff = ?1 AND (?2 = 0 OR (business_date, seq) <"
        " ((SELECT business_date FROM journal WHERE seq = ?2), ?2)) ORDER BY business_date DESC, seq DESC LIMIT ?3",
        (code, before, most),
    ).fetchall()
