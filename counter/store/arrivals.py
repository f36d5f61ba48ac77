"""What came in from the site, as the hall keeps it: entries, their files, what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.store import driver, listing


@dataclass(frozen=True, slots=True)
class File:
    """One picture or PDF that came with an entry; the content lies in files.db under its hash."""

    sha256: str
    name: str
    kind: str
    size: int
    document: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One entry. `state`: taken (somebody must look), used (it became an act, or was answered), refused."""

    id: str
    kind: str
    at: int
    case_id: int | None
    item: str | None
    state: str
    detail: dict[str, Any]
    files: tuple[File, ...]
    handled_by: str = ""


def add(
    db: driver.Connection,
    *,
    id: str,
    kind: str,
    at: int,
    taken_at: int,
    case_id: int | None,
    item: str | None,
    code_hash: str,
    state: str,
    detail: dict[str, Any],
    files: tuple[File, ...],
) -> None:
    """Keep an entry with its files."""
    db.execute(
        "INSERT INTO inbox_entry (id, kind, at, taken_at, case_id, item, code_hash, state, detail)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (id, kind, at, taken_at, case_id, item, code_hash, state, listing.write(detail)),
    )
    db.executemany(
        "INSERT INTO inbox_file (entry, position, sha256, name, kind, size, document) VALUES (?,?,?,?,?,?,?)",
        [(id, place, one.sha256, one.name, one.kind, one.size, one.document) for place, one in enumerate(files)],
    )


def find(db: driver.Connection, id: str) -> Arrival | None:
    """An entry by its id or by an unmistakable beginning of 8 characters or more."""
    name = id.strip().lower()
    if not 8 <= len(name) <= 64 or any(ch not in "0123456789abcdef" for ch in name):
        return None
    rows = db.execute("SELECT * FROM inbox_entry WHERE id >= ? AND id < ? LIMIT 2", (name, name + "g")).fetchall()
    return _arrival(db, rows[0]) if len(rows) == 1 else None


def waiting(db: driver.Connection) -> list[Arrival]:
    """Entries that somebody must look at, oldest first."""
    return [
        _arrival(db, row)
        for row in db.execute("SELECT * FROM inbox_entry WHERE state = 'taken' ORDER BY at, id").fetchall()
    ]


def bytes_waiting(db: driver.Connection) -> int:
    """Bytes of all files that somebody must still look at."""
    return driver.number(
        db.execute(
            "SELECT coalesce(sum(f.size), 0) FROM inbox_entry e JOIN inbox_file f ON f.entry = e.id"
            " WHERE e.state = 'taken'"
        )
    )


def handled(db: driver.Connection, limit: int) -> list[Arrival]:
    """Entries that are done with, the newest first."""
    rows = (
        db.execute("SELECT * FROM inbox_entry WHERE state <> 'taken' ORDER BY at DESC, id LIMIT ?", (limit,)).fetchall()
        if limit
        else []
    )
    return [_arrival(db, row) for row in rows]


def note(db: driver.Connection, id: str, detail: dict[str, Any]) -> bool:
    """Keep what was said of an entry so far; False when somebody has settled it."""
    return (
        db.execute(
            "UPDATE inbox_entry SET detail = ? WHERE id = ? AND state = 'taken'",
            (listing.write(detail), id),
        ).rowcount
        == 1
    )


def by_code(db: driver.Connection, code_hash: str) -> list[Arrival]:
    """What was sent for pre-review under one code and not set aside, oldest first."""
    rows = db.execute(
        "SELECT * FROM inbox_entry WHERE code_hash = ? AND kind = 'pre-review' AND state <> 'refused' ORDER BY at, id",
        (code_hash,),
    ).fetchall()
    return [_arrival(db, row) for row in rows]


def of_case(db: driver.Connection, case_id: int) -> list[Arrival]:
    """What was sent before the visit and has become this case, the newest first."""
    rows = db.execute(
        "SELECT * FROM inbox_entry WHERE case_id = ? AND kind = 'pre-review' AND state <> 'refused'"
        " ORDER BY at DESC, id",
        (case_id,),
    ).fetchall()
    return [_arrival(db, row) for row in rows]


def unsorted(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Files that came for a case and lie under none of its papers yet: sha256, name, kind, size; oldest first, each
    once.
    """
    return db.execute(
        "SELECT f.sha256, min(f.name) AS name, f.kind, f.size FROM inbox_entry e JOIN inbox_file f ON f.entry = e.id"
        " WHERE e.case_id = ?1 AND e.kind = 'pre-review' AND e.state <> 'refused' AND NOT EXISTS"
        " (SELECT 1 FROM attachment a WHERE a.case_id = ?1 AND a.sha256 = f.sha256 AND a.removed_at IS NULL)"
        " GROUP BY f.sha256 ORDER BY min(e.at), min(f.position)",
        (case_id,),
    ).fetchall()


def bind(db: driver.Connection, ids: list[str], case_id: int) -> None:
    """Name the case that entries have become."""
    db.executemany("UPDATE inbox_entry SET case_id = ? WHERE id = ?", [(case_id, id) for id in ids])


def settle(db: driver.Connection, id: str, state: str, detail: dict[str, Any], staff: str, at: int) -> bool:
    """Say what became of an entry; False when somebody was faster."""
    return (
        db.execute(
            "UPDATE inbox_entry SET state = ?, detail = ?, handled_by = ?, handled_at = ?"
            " WHERE id = ? AND state = 'taken'",
            (state, listing.write(detail), staff, at, id),
        ).rowcount
        == 1
    )


def _arrival(db: driver.Connection, row: driver.Row) -> Arrival:
    files = tuple(
        File(*one)
        for one in db.execute(
            "SELECT sha256, name, kind, size, document FROM inbox_file WHERE entry = ? ORDER BY position", (row["id"],)
        )
    )
    return Arrival(
        row["id"],
        row["kind"],
        row["at"],
        row["case_id"],
        row["item"],
        row["state"],
        listing.read(row["detail"]),
        files,
        row["handled_by"] or "",
    )
