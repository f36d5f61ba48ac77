"""What a desk's officers have in hand: whose an approval is, what was gathered for it, what happened to it meanwhile.

Whether somebody has an approval in hand is read, not kept up: it holds while they are an officer of the desk where the
approval lies, so that nobody who has left or moved, and no desk that was closed, leaves anything locked.
"""

from __future__ import annotations

from counter.rules.approval import ApprovalState
from counter.store import driver, listing

_HOLDER = "s.code = a.in_hand AND s.active = 1 AND s.role = 'approver' AND s.desk = a.desk"

_WORKED_ON = (
    "SELECT a.id, p.name AS applicant, p.name_key AS applicant_key, s.code AS in_hand, s.name AS in_hand_name,"
    " coalesce(p.pinyin || ' ' || p.initials, '') AS spelled,"
    " coalesce(json_array_length(g.documents) + json_array_length(g.points), 0) AS gathered,"
    " r.words AS reminder, r.at AS reminded_at, coalesce(rs.name, r.by_staff) AS reminded_by,"
    " sr.state AS round_state, sr.due_on AS round_due_on,"
    " CASE WHEN j.at > l.at THEN j.act END AS changed, j.at AS changed_at, js.name AS changed_by"
    " FROM approval a JOIN case_file c ON c.id = a.case_id LEFT JOIN person p ON p.id = c.person"
    f" LEFT JOIN staff s ON {_HOLDER} LEFT JOIN gathered g ON g.approval = a.id"
    " LEFT JOIN reminder r ON r.id = (SELECT max(id) FROM reminder WHERE approval = a.id)"
    " LEFT JOIN supplement_round sr ON sr.id = (SELECT max(id) FROM supplement_round WHERE case_id = a.case_id"
    " AND approval = a.id)"
    " LEFT JOIN staff rs ON rs.code = r.by_staff"
    " LEFT JOIN look l ON l.id = (SELECT id FROM look WHERE staff = :staff AND case_id = a.case_id"
    " AND what = 'approval.show' ORDER BY at DESC LIMIT 1)"
    " LEFT JOIN journal j ON l.id IS NOT NULL AND j.seq = (SELECT max(seq) FROM journal WHERE staff <> :staff"
    " AND subject IN ('approval:' || a.id, 'case:' || a.case_id)) LEFT JOIN staff js ON js.code = j.staff"
)


def of_desk(db: driver.Connection, desk: str, staff: str, *, ended: bool) -> list[driver.Row]:
    """What only the desk itself sees of its undecided (or ended) approvals, as `staff` left them."""
    which = "('decided', 'withdrawn')" if ended else "('blocked', 'open', 'paused')"
    return db.execute(
        _WORKED_ON + f" WHERE a.desk = :desk AND a.state IN {which}", {"desk": desk, "staff": staff}
    ).fetchall()


def of_approval(db: driver.Connection, approval: int, staff: str) -> driver.Row | None:
    """The same of one approval."""
    return db.execute(_WORKED_ON + " WHERE a.id = :id", {"id": approval, "staff": staff}).fetchone()


def holder(db: driver.Connection, approval: int) -> driver.Row | None:
    """The officer (code, name) who has an approval in hand."""
    return db.execute(
        f"SELECT s.code, s.name FROM approval a JOIN staff s ON {_HOLDER} WHERE a.id = ?", (approval,)
    ).fetchone()


def give(db: driver.Connection, approvals: list[int], officer: str | None, at: int) -> None:
    """Put undecided approvals into somebody's hand, or into nobody's."""
    db.executemany(
        "UPDATE approval SET in_hand = ?1, in_hand_at = CASE WHEN ?1 IS NULL THEN NULL ELSE ?2 END,"
        " version = version + 1 WHERE id = ?3",
        [(officer, at, one) for one in approvals],
    )


def held_by(db: driver.Connection, officer: str, desk: str) -> list[int]:
    """The undecided approvals of a desk that somebody was given, also where they have left it since."""
    rows = db.execute(
        "SELECT id FROM approval WHERE in_hand = ? AND desk = ? AND state IN ('blocked', 'open', 'paused') ORDER BY id",
        (officer, desk),
    )
    return [row["id"] for row in rows]


def head_of(db: driver.Connection, desk: str) -> driver.Row | None:
    """The officer (code, name) who is marked as head of a desk."""
    return db.execute(
        "SELECT code, name FROM staff WHERE desk = ? AND head = 1 AND active = 1 AND role = 'approver'", (desk,)
    ).fetchone()


def desk(db: driver.Connection, code: str) -> driver.Row:
    """Code and name of a desk, its department's name."""
    return driver.one(
        db.execute(
            "SELECT k.code, k.name, d.name AS department_name FROM desk k JOIN department d ON d.code = k.department"
            " WHERE k.code = ?",
            (code,),
        )
    )


def officers(db: driver.Connection, desk: str) -> list[driver.Row]:
    """A desk's officers (code, name, head) and how many undecided approvals each has in hand."""
    return db.execute(
        "SELECT s.code, s.name, s.head, (SELECT count(*) FROM approval a WHERE a.in_hand = s.code AND a.desk = s.desk"
        " AND a.state IN ('blocked', 'open', 'paused')) AS in_hand"
        " FROM staff s WHERE s.desk = ? AND s.role = 'approver' AND s.active = 1 ORDER BY s.code",
        (desk,),
    ).fetchall()


def officer(db: driver.Connection, code: str) -> driver.Row | None:
    """Code, name and desk of an approver who works here."""
    return db.execute(
        "SELECT code, name, desk FROM staff WHERE code = ? AND role = 'approver' AND active = 1", (code,)
    ).fetchone()


def anybody(db: driver.Connection, code: str) -> driver.Row | None:
    """The same of anybody who is or was here: whose work lies about may have left."""
    return db.execute("SELECT code, name, desk FROM staff WHERE code = ?", (code,)).fetchone()


def gathered(db: driver.Connection, approval: int) -> driver.Row | None:
    """What was gathered for one supplement notice and has not gone out, with the name of who did."""
    return db.execute(
        "SELECT g.*, s.name AS staff_name FROM gathered g JOIN staff s ON s.code = g.staff WHERE g.approval = ?",
        (approval,),
    ).fetchone()


def gather(
    db: driver.Connection,
    approval: int,
    documents: list[str],
    points: list[str],
    due_on: str | None,
    staff: str,
    at: int,
) -> None:
    """Keep these requests instead of what was gathered before; nothing at all throws it away."""
    if not documents and not points:
        db.execute("DELETE FROM gathered WHERE approval = ?", (approval,))
        return
    db.execute(
        "INSERT INTO gathered (approval, documents, points, due_on, staff, at) VALUES (?,?,?,?,?,?)"
        " ON CONFLICT (approval) DO UPDATE SET documents = excluded.documents, points = excluded.points,"
        " due_on = excluded.due_on, staff = excluded.staff, at = excluded.at",
        (approval, listing.write(documents), listing.write(points), due_on, staff, at),
    )


def reminders(db: driver.Connection, approval: int) -> list[driver.Row]:
    """Every reminder of an approval with its sender's name, oldest first."""
    return db.execute(
        "SELECT r.*, s.name AS staff_name FROM reminder r LEFT JOIN staff s ON s.code = r.by_staff"
        " WHERE r.approval = ? ORDER BY r.id",
        (approval,),
    ).fetchall()


def overdue(db: driver.Connection, desk: str, today: str) -> list[driver.Row]:
    """The approvals of a desk that it could decide and that are past their promised day, the longest first."""
    return db.execute(
        "SELECT id, case_id, reminders FROM approval WHERE desk = ? AND state = ? AND promised_on < ?"
        " ORDER BY promised_on, id",
        (desk, ApprovalState.OPEN, today),
    ).fetchall()
