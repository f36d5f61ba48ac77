"""The hall's own values of the written policy, every change kept; what was last seen of the files beside the store."""

from __future__ import annotations

import json
from typing import Any

from counter.store import driver


def version(db: driver.Connection) -> int:
    """Moves with every change."""
    return driver.number(db.execute("SELECT coalesce(max(id), 0) FROM policy_change"))


def own(db: driver.Connection) -> dict[str, Any]:
    """The values that the hall has of its own."""
    rows = db.execute(
        "SELECT name, value FROM policy_change c WHERE value IS NOT NULL"
        " AND id = (SELECT max(id) FROM policy_change WHERE name = c.name) ORDER BY name"
    )
    return {row["name"]: json.loads(row["value"]) for row in rows}


def change(db: driver.Connection, name: str, value: Any, at: int, staff: str) -> None:
    """A value of the hall's own from now on; None: the written one again."""
    db.execute(
        "INSERT INTO policy_change (name, value, at, staff) VALUES (?,?,?,?)",
        (name, None if value is None else json.dumps(value, ensure_ascii=False), at, staff),
    )


def history(db: driver.Connection, name: str) -> list[driver.Row]:
    """Every change of a value, the newest first: value (JSON or NULL), at, staff, staff_name."""
    return db.execute(
        "SELECT c.value, c.at, c.staff, s.name AS staff_name FROM policy_change c LEFT JOIN staff s ON s.code = c.staff"
        " WHERE c.name = ? ORDER BY c.id DESC LIMIT 200",
        (name,),
    ).fetchall()


def newest(db: driver.Connection) -> dict[str, driver.Row]:
    """Name -> its last change: at, staff, staff_name."""
    rows = db.execute(
        "SELECT c.name, c.at, c.staff, s.name AS staff_name FROM policy_change c LEFT JOIN staff s ON s.code = c.staff"
        " WHERE c.id = (SELECT max(id) FROM policy_change WHERE name = c.name)"
    )
    return {row["name"]: row for row in rows}


def seen(db: driver.Connection) -> dict[str, str]:
    """File -> the hash with which somebody last said that it is right."""
    return {row["file"]: row["sha256"] for row in db.execute("SELECT file, sha256 FROM file_seen")}


def see(db: driver.Connection, file: str, sha256: str, at: int, staff: str) -> None:
    """Somebody has looked at a file as it stands."""
    db.execute(
        "INSERT INTO file_seen (file, sha256, at, staff) VALUES (?,?,?,?) ON CONFLICT (file) DO UPDATE"
        " SET sha256 = excluded.sha256, at = excluded.at, staff = excluded.staff",
        (file, sha256, at, staff),
    )
