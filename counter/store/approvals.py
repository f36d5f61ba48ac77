"""Approvals: one item of one case at one desk, their order, decisions and pauses."""

from __future__ import annotations

import re
from typing import Any

from counter.errors import Refusal
from counter.rules.letters import visible
from counter.store import driver

UNDECIDED = ("blocked", "open", "paused")

_WITH_NAMES = (
    "SELECT a.*, i.name AS item_name, i.guide AS item_guide, d.name AS department_name, d.short AS department_short,"
    " c.receipt_number, c.acceptance_number, c.accepted_on, c.state AS case_state, c.person, c.bundle, c.answers"
    " FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
    " JOIN department d ON d.code = a.department JOIN case_file c ON c.id = a.case_id"
)


def insert(db: driver.Connection, **values: Any) -> int:
    """A new approval; names are the columns'."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    return db.execute(f"INSERT INTO approval ({names}) VALUES ({marks}) RETURNING id", tuple(values.values())).fetchone()[0]


def wait_for(db: driver.Connection, approval: int, needs: int) -> None:
    """`approval` opens only when `needs` is granted."""
    db.execute("INSERT INTO approval_after (approval, needs) VALUES (?, ?)", (approval, needs))


def find(db: driver.Connection, text: str | int) -> driver.Row:
    """An approval by `A-17` or 17, with its names. Raises Refusal."""
    match = re.fullmatch(r"(?:A-?)?(\d{1,12})", str(text).strip().upper())
    row = db.execute(_WITH_NAMES + " WHERE a.id = ?", (int(match[1]),)).fetchone() if match else None
    if row is None:
        raise Refusal(f"没有审批 {visible(str(text), 30)}", "审批用 A-数字 指明", "请核对审批号")
    return row


def of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """All approvals of a case in the order they were made."""
    return db.execute(_WITH_NAMES + " WHERE a.case_id = ? ORDER BY a.id", (case_id,)).fetchall()


def edges(db: driver.Connection, case_id: int) -> list[tuple[str, str]]:
    """The route of a case as pairs (item, needs)."""
    rows = db.execute(
        "SELECT a.item, n.item AS needs FROM approval_after e JOIN approval a ON a.id = e.approval"
        " JOIN approval n ON n.id = e.needs WHERE a.case_id = ?",
        (case_id,),
    )
    return [(row["item"], row["needs"]) for row in rows]


def at_desk(db: driver.Connection, desk: str, *, state: str | None = None, limit: int = 1000) -> list[driver.Row]:
    """Undecided approvals of a desk (or those in one state), the most urgent first."""
    if state is None:
        where, values = "a.state IN ('blocked', 'open', 'paused')", (desk, limit)
    else:
        where, values = "a.state = ?", (desk, state, limit)
    return db.execute(
        _WITH_NAMES + f" WHERE a.desk = ? AND {where} ORDER BY a.state = 'blocked', a.promised_on IS NULL, a.promised_on, a.id LIMIT ?",
        values,
    ).fetchall()


def change(db: driver.Connection, approval: int, **values: Any) -> None:
    """Set columns and count the version up."""
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE approval SET {names}, version = version + 1 WHERE id = ?", (*values.values(), approval))


def decide(db: driver.Connection, approval: int, **values: Any) -> None:
    """Write a decision; the schema allows one that stands per approval."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    db.execute(f"INSERT INTO decision (approval, {names}) VALUES (?, {marks})", (approval, *values.values()))


def decision(db: driver.Connection, approval: int) -> driver.Row | None:
    """The decision that stands."""
    return db.execute("SELECT * FROM decision WHERE approval = ? AND recalled_at IS NULL", (approval,)).fetchone()


def open_pause(db: driver.Connection, approval: int) -> driver.Row | None:
    """The pause that is running."""
    return db.execute("SELECT * FROM pause WHERE approval = ? AND ended_at IS NULL", (approval,)).fetchone()


def pauses_of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Every pause of a case's approvals, ended or running, oldest first."""
    return db.execute(
        "SELECT p.* FROM pause p JOIN approval a ON a.id = p.approval WHERE a.case_id = ? ORDER BY p.id", (case_id,)
    ).fetchall()


def prerequisites(db: driver.Connection, approval: int) -> list[driver.Row]:
    """What an approval waits for."""
    return db.execute(
        _WITH_NAMES + " WHERE a.id IN (SELECT needs FROM approval_after WHERE approval = ?) ORDER BY a.id", (approval,)
    ).fetchall()
