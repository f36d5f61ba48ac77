"""Staff as actors: who somebody is, where they stand."""

from __future__ import annotations

import unicodedata

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.access import Actor, Role
from counter.store import driver


def actor(db: driver.Connection, code: str, window: int | None = None) -> Actor:
    """The actor behind a staff code, at the window of their open shift (or the one given). Raises Refusal."""
    row = db.execute(
        "SELECT s.*, sh.front_window FROM staff s LEFT JOIN shift sh ON sh.staff = s.code AND sh.ended_at IS NULL"
        " AND sh.front_window IS NOT NULL WHERE s.code = ? COLLATE NOCASE",
        (unicodedata.normalize("NFKC", code).strip(),),
    ).fetchone()
    if row is None or not row["active"] or row["role"] == Role.HALL:
        raise Refusal(
            "staff.nobody-duty-staff",
            say("没有工号 {code} 的在岗人员", code=verbatim(repr(code))),
            rule=say("工号由管理员登记"),
            next=say("请核对工号"),
        )
    role = Role(row["role"])
    place = window if window is not None else row["front_window"]
    return Actor(
        row["code"], row["name"], role, row["department"], row["desk"], None if role is Role.APPROVER else place
    )


def still(db: driver.Connection, who: Actor) -> bool:
    """Whether somebody is here and works as what they are taken for (a person may have been moved or retired since)."""
    row = standing(db, who.staff, None)
    return row is not None and bool(row["active"]) and (row["role"], row["desk"]) == (who.role, who.desk)


def at_window(db: driver.Connection, window: int) -> str | None:
    """The staff code signed in at a window."""
    row = db.execute("SELECT staff FROM shift WHERE front_window = ? AND ended_at IS NULL", (window,)).fetchone()
    return row["staff"] if row else None


def desk_name(db: driver.Connection, desk: str | None) -> str:
    """What a desk is called; empty for none."""
    row = db.execute("SELECT name FROM desk WHERE code = ?", (desk,)).fetchone() if desk else None
    return row["name"] if row else ""


def at_desk(db: driver.Connection, desk: str) -> str | None:
    """The first approver of a desk, by staff code."""
    row = db.execute("SELECT code FROM staff WHERE desk = ? AND active = 1 ORDER BY code LIMIT 1", (desk,)).fetchone()
    return row["code"] if row else None


def first_with(db: driver.Connection, roles: frozenset[Role]) -> str | None:
    """The first active person in one of the roles: people at the counter before those above them."""
    for role in (Role.CLERK, Role.GUIDE, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.APPROVER):
        if role in roles:
            row = db.execute(
                "SELECT code FROM staff WHERE role = ? AND active = 1 AND code <> 'kiosk' ORDER BY code LIMIT 1",
                (role,),
            ).fetchone()
            if row:
                return str(row["code"])
    return None


def free_clerk(db: driver.Connection) -> str | None:
    """A clerk who stands nowhere yet, by staff code."""
    row = db.execute(
        "SELECT code FROM staff s WHERE role = 'clerk' AND active = 1 AND NOT EXISTS"
        " (SELECT 1 FROM shift x WHERE x.staff = s.code AND x.ended_at IS NULL) ORDER BY code LIMIT 1"
    ).fetchone()
    return row["code"] if row else None


def known(db: driver.Connection, code: str) -> bool:
    """Whether the staff code was ever given."""
    return db.execute("SELECT 1 FROM staff WHERE code = ?", (code,)).fetchone() is not None


def name(db: driver.Connection, code: str | None) -> str:
    """What somebody is called. Raises LookupError for a code that was never given."""
    return driver.text(db.execute("SELECT name FROM staff WHERE code = ?", (code,)))


def is_officer_of(db: driver.Connection, code: str, department: str | None) -> bool:
    """Whether the staff code is an active approver's of a department."""
    row = db.execute(
        "SELECT 1 FROM staff WHERE code = ? AND role = 'approver' AND department = ? AND active = 1",
        (code, department),
    ).fetchone()
    return row is not None


def other_officers(db: driver.Connection, code: str, department: str | None) -> list[driver.Row]:
    """Code and name of the active approvers of a department besides one of them."""
    return db.execute(
        "SELECT code, name FROM staff WHERE role = 'approver' AND department = ? AND active = 1 AND code <> ?"
        " ORDER BY code",
        (department, code),
    ).fetchall()


def is_supervisor(db: driver.Connection, code: str) -> bool:
    """Whether the staff code is an active supervisor's."""
    row = db.execute("SELECT 1 FROM staff WHERE code = ? AND role = 'supervisor' AND active = 1", (code,)).fetchone()
    return row is not None


def active(db: driver.Connection, role: Role | None) -> list[driver.Row]:
    """Everybody who works here (None: in whatever role), by staff code: code, name, role, department, desk and more."""
    return db.execute(
        "SELECT * FROM staff WHERE active = 1 AND role <> 'hall' AND (?1 IS NULL OR role = ?1) ORDER BY code", (role,)
    ).fetchall()


def password(db: driver.Connection, code: str) -> str | None:
    """The hash of an active person's password; None for a code that is not active, or has none."""
    row = db.execute("SELECT password FROM staff WHERE code = ? AND active = 1", (code,)).fetchone()
    return row["password"] if row else None


def has_password(db: driver.Connection, code: str) -> bool:
    """Whether a password was ever set for somebody, active or not."""
    row = db.execute("SELECT password FROM staff WHERE code = ?", (code,)).fetchone()
    return bool(row and row["password"])


def set_password(db: driver.Connection, code: str, password_hash: str, at: int, *, due: bool) -> bool:
    """Set a password's hash; False for a code that was never given. `due`: somebody else knows it."""
    done = db.execute(
        "UPDATE staff SET password = ?, password_at = ?, password_due = ? WHERE code = ? AND role <> 'hall'",
        (password_hash, at, int(due), code),
    )
    return done.rowcount > 0


def is_due(db: driver.Connection, code: str) -> bool:
    """Whether somebody's password was set by somebody else and not changed since."""
    row = db.execute("SELECT password_due FROM staff WHERE code = ?", (code,)).fetchone()
    return bool(row and row["password_due"])


def standing(db: driver.Connection, code: str, shift: int | None) -> driver.Row | None:
    """What stands against somebody acting: active, role, desk, password_due, password_at; of the shift given begun (it
    is theirs), ended_at, locked_at. None for a code that was never given.
    """
    return db.execute(
        "SELECT s.active, s.role, s.desk, s.password IS NOT NULL AS known, s.password_due, s.password_at,"
        " sh.id IS NOT NULL AS begun, sh.ended_at, sh.locked_at"
        " FROM staff s LEFT JOIN shift sh ON sh.id = ? AND sh.staff = s.code WHERE s.code = ?",
        (shift, code),
    ).fetchone()


def recoveries(db: driver.Connection, reader: str) -> list[driver.Row]:
    """Uses of the recovery sheet since somebody last said to have read them: at, subject."""
    return db.execute(
        "SELECT at, subject FROM journal WHERE act = 'staff.recover' AND seq > coalesce((SELECT max(seq) FROM journal"
        " WHERE act = 'staff.recoveries-seen' AND staff = ?), 0) ORDER BY seq",
        (reader,),
    ).fetchall()


def others_as(db: driver.Connection, code: str, role: Role) -> int:
    """How many others work here in a role."""
    return driver.number(
        db.execute(
            "SELECT count(*) FROM staff WHERE role = ? AND active = 1 AND code NOT IN (?, 'kiosk')", (role, code)
        )
    )


def add(
    db: driver.Connection,
    code: str,
    name: str,
    role: Role,
    department: str | None = None,
    desk: str | None = None,
    password_hash: str | None = None,
    at: int | None = None,
    *,
    head: bool = False,
) -> None:
    """A new member of staff, from now on; a password given is a first one, to be changed."""
    db.execute(
        "INSERT INTO staff (code, name, role, department, desk, password, password_at, password_due, head)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (code, name, role, department, desk, password_hash, at, int(password_hash is not None), int(head)),
    )


def retire(db: driver.Connection, code: str) -> bool:
    """The code can't be used any more; False if it was nobody's who is here."""
    cursor = db.execute("UPDATE staff SET active = 0 WHERE code = ? AND active = 1 AND role <> 'hall'", (code,))
    return cursor.rowcount > 0


def department_of(db: driver.Connection, desk: str) -> str | None:
    """The department whose desk it is; None where there is no such desk (any more)."""
    row = db.execute("SELECT department FROM desk WHERE code = ? AND closed_on IS NULL", (desk,)).fetchone()
    return row["department"] if row else None


def desks(db: driver.Connection) -> list[driver.Row]:
    """Every desk: code, department."""
    return db.execute("SELECT code, department FROM desk ORDER BY code").fetchall()
