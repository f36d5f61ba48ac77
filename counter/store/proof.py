"""Every row held against the entry that wrote it last, and every table against the schema as it was written.

All tags are held in memory while this runs: some 200 bytes a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from counter.store import driver
from counter.store.binding import GONE, TAG, Binding, Table, begun, seal, tables
from counter.store.chain import links

SEALED_AT_ONCE = 50_000
"""How many rows a seal holds at most (1 MB)."""


class Wrong(StrEnum):
    """What became of a row past the program."""

    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that no entry explains. `entry` wrote it last (0: none did), or the seal of that number."""

    table: str
    row: str
    wrong: Wrong
    entry: int
    seal: int
    tag: bytes
    """Which row it is, in the tags."""


Recorded = dict[bytes, tuple[bytes, int]]
"""Which row -> digest of what it holds, and the entry that wrote it (negative: the seal)."""


def recorded(db: driver.Connection) -> Recorded:
    """What entries and seals say of each row, the newest of each."""
    found: Recorded = {}
    for link in links(db):
        where = link.number if link.entry else -link.number
        tags = link.rows
        for at in range(0, len(tags) - TAG.size + 1, TAG.size):
            found[tags[at : at + 12]] = (tags[at + 12 : at + 20], where)
    return found


def wrong_rows(db: driver.Connection, binding: Binding) -> Iterator[WrongRow]:
    """Rows that were changed, added or removed past the program, table by table."""
    known = recorded(db)
    bound = {table.number: table for table in tables(db)}
    for table in bound.values():
        for tag, shown, digest in _rows(db, binding, table):
            said, where = known.pop(tag, (GONE, 0))
            if said != digest:
                wrong = Wrong.ADDED if said == GONE else Wrong.CHANGED
                yield WrongRow(table.name, shown, wrong, max(where, 0), max(-where, 0), tag)
    for tag, (said, where) in known.items():
        if said != GONE:
            number, row, _nothing = TAG.unpack(tag + GONE)
            was = bound.get(number)
            shown = str(row) if was is not None and was.by_rowid else "?"
            yield WrongRow(was.name if was else "?", shown, Wrong.MISSING, max(where, 0), max(-where, 0), tag)


def _rows(db: driver.Connection, binding: Binding, table: Table) -> Iterator[tuple[bytes, str, bytes]]:
    """Each row of a table: which it is in the tags, what a person calls it, the digest of what it holds."""
    for identity, content in db.execute(f'SELECT {table.identity()}, {table.content()} FROM "{table.name}"'):
        shown = str(identity) if isinstance(identity, int) else " ".join(str(part) for part in json.loads(identity))
        tag = TAG.pack(table.number, binding.name(identity), GONE)[:12]
        yield tag, shown, binding.digest(table.number, content)


def begin(db: driver.Connection, binding: Binding) -> None:
    """Bind the rows that are there, once, inside a transaction: from here on the chain is keyed."""
    if not begun(db):
        rows = (tag + digest for table in tables(db) for tag, _shown, digest in _rows(db, binding, table))
        _seal_all(db, binding, "begin", rows)


@contextmanager
def resealed(db: driver.Connection, binding: Binding | None) -> Iterator[None]:
    """Round a migration: rows that it changed are bound anew. What was wrong before stays told."""
    if binding is None or not _has_seals(db):
        yield
        return
    if not binding.secret:
        return
    before = {row.tag for row in wrong_rows(db, binding)}
    yield
    now = {tag: digest for table in tables(db) for tag, _, digest in _rows(db, binding, table)}
    tags = [row.tag + now.get(row.tag, GONE) for row in wrong_rows(db, binding) if row.tag not in before]
    if tags:
        _seal_all(db, binding, "migrated", iter(tags))


def _has_seals(db: driver.Connection) -> bool:
    found = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seal'").fetchone()
    return found is not None and begun(db)


def _seal_all(db: driver.Connection, binding: Binding, what: str, tags: Iterator[bytes]) -> None:
    held: list[bytes] = []
    for tag in tags:
        held.append(tag)
        if len(held) == SEALED_AT_ONCE:
            seal(db, binding, what, b"".join(held))
            held = []
    if held or not begun(db):
        seal(db, binding, what, b"".join(held))


def other_than_written(db: driver.Connection, written: driver.Connection) -> Iterator[tuple[Wrong, str, str]]:
    """Tables, indexes and triggers that are missing, changed or added: (what, kind, name)."""
    ours, theirs = _schema(db), _schema(written)
    for (kind, name), sql in theirs.items():
        if (kind, name) not in ours:
            yield Wrong.MISSING, kind, name
        elif ours[kind, name] != sql:
            yield Wrong.CHANGED, kind, name
    for kind, name in ours.keys() - theirs.keys():
        yield Wrong.ADDED, kind, name


def _schema(db: driver.Connection) -> dict[tuple[str, str], str]:
    # What sqlite-utils keeps of migrations is laid out by it; its rows are bound like all others.
    return {
        (row["type"], row["name"]): " ".join((row["sql"] or "").split())
        for row in db.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite#_%' ESCAPE '#'"
            " AND tbl_name <> '_sqlite_migrations'"
        )
    }
