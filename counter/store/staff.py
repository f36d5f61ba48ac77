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
