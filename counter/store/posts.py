"""Posts: dated notices of the hall and its departments for everybody, with every correction."""

from __future__ import annotations

import json
from collections.abc import Mapping

from counter.rules.directory import PostState
from counter.store import driver

_COLUMNS = (
    "p.id, p.kind, p.title, p.words, p.title_en, p.words_en, p.department, d.name AS department_name, p.from_on,"
    " p.until_on, p.state, p.posted_at, p.changed_at, p.staff, p.version"
)
_FROM = f"SELECT {_COLUMNS} FROM post p LEFT JOIN department d ON d.code = p.department"
FIELDS = ("kind", "title", "words", "title_en", "words_en", "department", "from_on", "until_on")


def add(db: driver.Connection, values: Mapping[str, str | None], now: int, staff: str) -> int:
    """A new post of FIELDS; its number."""
    return driver.number(
        db.execute(
            "INSERT INTO post (kind, title, words, title_en, words_en, department, from_on, until_on, state, posted_at,"
            " changed_at, staff) VALUES (:kind, :title, :words, :title_en, :words_en, :department, :from_on, :until_on,"
            " :state, :now, :now, :staff) RETURNING id",
            {**values, "state": PostState.POSTED, "now": now, "staff": staff},
        )
    )


def get(db: driver.Connection, id: int) -> driver.Row | None:
    """One post with its department's name."""
    return db.execute(f"{_FROM} WHERE p.id = ?", (id,)).fetchone()


def listed(db: driver.Connection, kind: str = "", today: str = "", over: bool = False) -> list[driver.Row]:
    """Posts, the newest first: of a kind (empty: all); those that stand or are to come on a day, else the others."""
    return db.execute(
        f"{_FROM} WHERE (?1 = '' OR p.kind = ?1) AND (p.state = ?4 AND coalesce(p.until_on, ?2) >= ?2) <> ?3"
        " ORDER BY p.from_on DESC, p.id DESC",
        (kind, today, over, PostState.POSTED),
    ).fetchall()


def begun(db: driver.Connection, today: str) -> list[driver.Row]:
    """Every post that has begun, over, withdrawn or not: what may be public."""
    return db.execute(f"{_FROM} WHERE p.from_on <= ? ORDER BY p.from_on DESC, p.id DESC", (today,)).fetchall()


def changes(db: driver.Connection, post: int) -> list[driver.Row]:
    """Corrections and the withdrawal of a post, oldest first: version, on_day, words, staff."""
    return db.execute(
        "SELECT version, on_day, words, staff FROM post_change WHERE post = ? ORDER BY version", (post,)
    ).fetchall()


def change(
    db: driver.Connection,
    row: driver.Row,
    values: Mapping[str, str | None],
    state: PostState,
    why: str,
    now: int,
    day: str,
    staff: str,
) -> None:
    """Other values or another state for a post, with what stood there before and why."""
    db.execute(
        "UPDATE post SET kind = :kind, title = :title, words = :words, title_en = :title_en, words_en = :words_en,"
        " department = :department, from_on = :from_on, until_on = :until_on, state = :state,"
        " changed_at = max(:now, changed_at + 1), version = version + 1 WHERE id = :id",
        {**values, "state": state, "now": now, "id": row["id"]},
    )
    before = {name: row[name] for name in (*FIELDS, "state") if row[name] != {**values, "state": state}[name]}
    db.execute(
        "INSERT INTO post_change (post, version, on_day, words, staff, before) VALUES (?,?,?,?,?,?)",
        (row["id"], row["version"] + 1, day, why, staff, json.dumps(before, ensure_ascii=False)),
    )
