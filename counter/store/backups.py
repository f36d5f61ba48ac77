"""Which backups were made, where they lie and what a drill found; what is to be copied by itself; what a copy holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counter.phrases.said import say
from counter.store import driver, journal, soundness


@dataclass(frozen=True, slots=True)
class Plan:
    """What the hall copies by itself: `what` is `backup` or `follow`. `minutes` lie between two, `keep` stay."""

    what: str
    folder: str
    minutes: int
    keep: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup. `faults` is what the last drill found (None: none was held)."""

    id: int
    at: int
    staff: str
    place: str
    seq: int
    head: str
    bytes: int
    proven_at: int | None
    proven_by: str | None
    faults: int | None
    gone_at: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What a copy of hall.db holds: its newest entry, and how many rows each table has."""

    seq: int
    head: str
    at: int
    rows: dict[str, int]


def plan(db: driver.Connection, what: str) -> Plan | None:
    """What is to be copied by itself, if anything."""
    row = db.execute("SELECT what, folder, minutes, keep FROM copy_plan WHERE what = ?", (what,)).fetchone()
    return Plan(*row) if row else None


def put_plan(db: driver.Connection, what: str, folder: str, minutes: int, keep: int) -> None:
    """Set it; an empty folder ends it."""
    db.execute("DELETE FROM copy_plan WHERE what = ?", (what,))
    if folder:
        db.execute(
            "INSERT INTO copy_plan (what, folder, minutes, keep) VALUES (?,?,?,?)", (what, folder, minutes, keep)
        )


def add(db: driver.Connection, at: int, staff: str, place: str, seq: int, head: str, size: int) -> int:
    """A backup was made; one that lay at the same place before is gone."""
    db.execute("UPDATE backup SET gone_at = ? WHERE place = ? AND gone_at IS NULL", (at, place))
    return driver.number(
        db.execute(
            "INSERT INTO backup (at, staff, place, seq, head, bytes) VALUES (?,?,?,?,?,?) RETURNING id",
            (at, staff, place, seq, head, size),
        )
    )


def by_head(db: driver.Connection, seq: int, head: str, place: str) -> Kept | None:
    """The backup that ends with an entry; of several that at this place."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM backup WHERE seq = ? AND head = ? ORDER BY place = ? DESC, id DESC LIMIT 1",
        (seq, head, place),
    ).fetchone()
    return Kept(*row) if row else None


def done_since(db: driver.Connection, place: str, at: int) -> bool:
    """Whether a backup was tried out since a moment; without a place, whether any was made."""
    if place:
        row = db.execute("SELECT 1 FROM backup WHERE place = ? AND proven_at >= ?", (place, at)).fetchone()
    else:
        row = db.execute("SELECT 1 FROM backup WHERE at >= ? LIMIT 1", (at,)).fetchone()
    return row is not None


def prove(db: driver.Connection, id: int, at: int, staff: str, faults: int) -> None:
    """A drill was held."""
    db.execute("UPDATE backup SET proven_at = ?, proven_by = ?, faults = ? WHERE id = ?", (at, staff, faults, id))


def gone(db: driver.Connection, ids: list[int], at: int) -> None:
    """Backups were removed."""
    db.executemany("UPDATE backup SET gone_at = ? WHERE id = ?", [(at, id) for id in ids])


def listed(db: driver.Connection, limit: int, *, staff: str = "") -> list[Kept]:
    """Backups that lie somewhere, newest first; `staff` narrows to who made them."""
    return [
        Kept(*row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM backup WHERE gone_at IS NULL AND ? IN ('', staff) ORDER BY id DESC LIMIT ?",
            (staff, limit),
        )
    ]


_COLUMNS = "id, at, staff, place, seq, head, bytes, proven_at, proven_by, faults, gone_at"


def held(db: driver.Connection) -> Held:
    """What a copy of hall.db holds."""
    row = db.execute("SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    tables = [
        one[0]
        for one in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        )
    ]
    rows = {name: driver.number(db.execute(f'SELECT count(*) FROM "{name}"')) for name in tables}
    return Held(row["seq"], row["hash"], row["at"], rows) if row else Held(0, journal.FIRST, 0, rows)


def head_of(db: driver.Connection, seq: int) -> str:
    """The digest of an entry, and of none that of the beginning."""
    return journal.digest_of(db, seq) if seq else journal.FIRST


def faults(db: driver.Connection, files: driver.Connection) -> Iterator[str]:
    """Everything wrong with a hall that was brought back: pages, references, chain, missing attachments."""
    yield from soundness.faults(db)
    for fault in soundness.damage(files):
        yield say("files.db：{fault}", fault=fault)
    try:
        for seq in journal.broken_links(db):
            yield say("日志第 {seq} 条与前一条不相连", seq=seq)
        there = {row[0] for row in files.execute("SELECT sha256 FROM file")}
        for row in db.execute("SELECT id, sha256 FROM attachment WHERE removed_at IS NULL ORDER BY id"):
            if row["sha256"] not in there:
                yield say("附件 {id} 的内容不在 files.db 里", id=row["id"])
    except driver.DatabaseError as error:
        yield say("读不下去：{error}", error=error)


def after(db: driver.Connection, at: int) -> list[driver.Row]:
    """The acts done after a moment, oldest first."""
    return db.execute("SELECT seq, at, act, subject FROM journal WHERE at > ? ORDER BY seq", (at,)).fetchall()


def since(db: driver.Connection, seq: int) -> list[driver.Row]:
    """The acts after an entry, oldest first."""
    return db.execute("SELECT seq, at, act, subject FROM journal WHERE seq > ? ORDER BY seq", (seq,)).fetchall()


def copy_plain(source: Path, target: Path) -> None:
    """A plain SQLite file with a rollback journal, while nobody can write it. Raises driver.Error, OSError."""
    db = driver.connect(str(source))
    try:
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("BEGIN IMMEDIATE")
        target.write_bytes(source.read_bytes())
    finally:
        db.close()
