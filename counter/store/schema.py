"""The hall's tables. Invariants live here: what two windows may not both do, no row can say.

Instants are UTC milliseconds (INTEGER), legal and business dates are local ISO dates (TEXT), lists and maps are JSON.
"""

from __future__ import annotations

from counter.store import driver
from counter.store.schema_v1 import CASES, CATALOGUE, PAPERS, PEOPLE, QUEUE, SPINE


def migrate(db: driver.Connection) -> None:
    """Bring a hall's store to the newest schema; runs under one write lock, twice changes nothing."""
    from sqlite_utils import Database

    Database(db)  # sqlite-utils owns the record of what was applied
    migrations().apply(Database(db))


def migrations():
    """The ordered migrations of hall.db (kept by sqlite-utils in _sqlite_migrations)."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("counter")

    @steps()
    def m001_first_hall(db):
        for script in (SPINE, PEOPLE, CATALOGUE, QUEUE, CASES, PAPERS):
            for statement in statements(script):
                db.conn.execute(statement)

    return steps


def statements(script: str) -> list[str]:
    """Split a script at the lines that end a statement; triggers keep their inner semicolons."""
    found: list[str] = []
    held: list[str] = []
    for line in script.splitlines():
        held.append(line)
        text = "\n".join(held).strip()
        if text.endswith(";") and (not text.upper().startswith("CREATE TRIGGER") or text.upper().endswith("END;")):
            found.append(text)
            held = []
    return found


FILES = """
CREATE TABLE file (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  bytes BLOB NOT NULL,
  size INTEGER NOT NULL,
  kind TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT;
"""
