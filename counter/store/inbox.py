"""inbox.db: what citizens sent, sealed to the hall's public key. The site writes, the hall takes out; neither reads
back.

Plain SQLite with a rollback journal. This room knows nothing of hall.db.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from counter.store import driver, rights

TABLE = """
CREATE TABLE IF NOT EXISTS entry (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, code_hash TEXT NOT NULL, sealed BLOB NOT NULL
) STRICT
"""
MOST_BYTES = 512 * 1024 * 1024
"""What the inbox holds at the most before the site says `full`."""

LARGEST_ENTRY = 16_000_000
"""Bytes of one entry; the site takes less (site/limits.LARGEST_SEND)."""

LONGEST_S = 5.0
"""How long one statement may work; a file that the site has spoilt must not hold up the hall."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed thing. `at` is the site's clock (UTC ms), `kind` rating, supplement or pre-review."""

    id: str
    at: int
    kind: str
    code_hash: str
    sealed: bytes


def connect(path: Path) -> driver.Connection:
    """Open or make the inbox. Raises driver.Error.

    The site writes this file, so the hall believes nothing in it: no function of it runs, a file with a view, a trigger
    or a computed column in it is not opened, and no statement works for longer than LONGEST_S.
    """
    try:
        rights.as_its_folder(path)
        if path.is_symlink():
            raise driver.OperationalError(f"{path} is a link")
    except OSError as error:
        raise driver.OperationalError(str(error)) from error
    db = driver.connect(str(path))
    db.execute("PRAGMA cipher_log_level = NONE")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA busy_timeout = 5000")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = FULL")
    _bounded(db)
    try:
        db.execute(TABLE)
        if driver.number(
            db.execute(
                "SELECT count(*) FROM sqlite_schema"
                " WHERE sql IS NOT NULL AND NOT (type = 'table' AND name = 'entry' AND rootpage)"
            )
        ) or any(column["hidden"] for column in db.execute("PRAGMA table_xinfo(entry)")):
            raise driver.OperationalError(f"{path} holds more than the one table")
    except driver.Error:
        db.close()
        raise
    return db


def _bounded(db: driver.Connection) -> None:
    """From now on a statement that works for too long is broken off (driver.OperationalError)."""
    end = time.monotonic() + LONGEST_S
    db.set_progress_handler(lambda: time.monotonic() > end, 10_000)


def add(db: driver.Connection, entry: Entry) -> bool:
    """Keep an entry, durably; the same id twice is once. False when the inbox is full."""
    pages, size = driver.number(db.execute("PRAGMA page_count")), driver.number(db.execute("PRAGMA page_size"))
    free = driver.number(db.execute("PRAGMA freelist_count"))
    if (pages - free) * size + len(entry.sealed) > MOST_BYTES:
        return False
    db.execute(
        "INSERT OR IGNORE INTO entry VALUES (?,?,?,?,?)",
        (entry.id, entry.at, entry.kind, entry.code_hash, entry.sealed),
    )
    return True


def waiting_for(db: driver.Connection, code_hash: str, kind: str) -> int:
    """How many entries of a kind wait under one code."""
    return driver.number(db.execute("SELECT count(*) FROM entry WHERE code_hash = ? AND kind = ?", (code_hash, kind)))


def waiting(db: driver.Connection) -> frozenset[tuple[str, str]]:
    """(kind, code hash) of what waits; of so many thousands that the hall can't have been there for days,
    not of all.
    """
    _bounded(db)
    return frozenset(
        (row["kind"], row["code_hash"]) for row in db.execute("SELECT kind, code_hash FROM entry LIMIT 20000")
    )


def has(db: driver.Connection, id: str) -> bool:
    """Whether an entry waits."""
    return db.execute("SELECT 1 FROM entry WHERE id = ?", (id,)).fetchone() is not None


def holds_anything(db: driver.Connection) -> bool:
    """Whether any entry waits."""
    return db.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None


def first(db: driver.Connection, kind: str = "") -> Entry | None:
    """The oldest entry, of a kind if one is named; `sealed` is empty for one larger than the site takes. What is no
    entry at all is thrown away.
    """
    _bounded(db)
    while row := db.execute(
        "SELECT id, at, kind, code_hash, CASE WHEN length(sealed) <= ? THEN sealed ELSE x'' END FROM entry"
        " WHERE ? IN ('', kind) ORDER BY at, id LIMIT 1",
        (LARGEST_ENTRY, kind),
    ).fetchone():
        entry = Entry(*row)
        texts = (entry.id, entry.kind, entry.code_hash)
        if (
            all(isinstance(text, str) and len(text) <= 200 for text in texts)
            and isinstance(entry.at, int)
            and isinstance(entry.sealed, bytes)
        ):
            return entry
        if not db.execute("DELETE FROM entry WHERE id IS ?", (entry.id,)).rowcount:
            return None
    return None


def remove(db: driver.Connection, id: str) -> None:
    """Taken into the hall."""
    _bounded(db)
    db.execute("DELETE FROM entry WHERE id = ?", (id,))
