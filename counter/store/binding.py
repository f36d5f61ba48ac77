"""What binds every row to the act that wrote it.

Triggers of the connection's own (TEMP, so no hand at the file can drop them) note each row that a transaction writes or
removes: which row, and a keyed digest of all that stands in it. The act's journal entry carries these tags and is
chained over them by the chain key; what is written without an act (a look, a print job's progress) leaves them in a
row of `seal`, chained with the journal. A row that was changed past the program has a digest that no entry names.

Chosen over a sum of all rows (which tells that a table was changed, not what) and over a tag beside each row (which
writes every row twice): the tags lie in the row that an act writes anyhow. SQLite's own change capture is not in
this build. A row costs 5 to 12 microseconds and 20 bytes.
"""

from __future__ import annotations

import hashlib
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from counter.errors import Refusal
from counter.phrases.said import say
from counter.store import driver

UNBOUND = {
    ("shift", "seen_at"): "a terminal says every few seconds that it is alive; it decides nothing that is kept",
    ("shift", "process"): "written with seen_at: which process of the terminal is alive",
}
"""Columns that no entry speaks for, and why."""

CHAINED = frozenset({"journal", "seal"})
"""Tables whose rows are bound by the chain itself."""

TAG = struct.Struct("<Iq8s")
"""Table, row, digest of what stands in it; GONE for a row that was removed."""

GONE = b"\0" * 8

KNOWN_AT_MOST = 8
"""So many kinds of store (by their schema) are met in one process."""

_pack = TAG.pack


@dataclass(frozen=True, slots=True)
class Table:
    """How one table's rows are named and read."""

    name: str
    number: int
    by_rowid: bool
    key: tuple[tuple[str, str], ...]
    bound: tuple[tuple[str, str], ...]
    """Columns and their types: by which a row is named, and which are bound."""

    def identity(self, row: str = "") -> str:
        """SQL for what names a row: its whole number, or its key as JSON."""
        return f'{row}"{self.key[0][0]}"' if self.by_rowid else _json(row, self.key)

    def content(self, row: str = "") -> str:
        """SQL for all that stands in a row, as bytes."""
        return _json(row, self.bound)


def _json(row: str, fields: tuple[tuple[str, str], ...]) -> str:
    parts = (f'hex({row}"{one}")' if type_ == "BLOB" else f'{row}"{one}"' for one, type_ in fields)
    return f"CAST(json_array({', '.join(parts)}) AS BLOB)"


def number_of(table: str) -> int:
    """A table's number in the tags: the same in every hall."""
    return int.from_bytes(hashlib.blake2b(table.encode(), digest_size=4).digest(), "big")


_LAID: dict[tuple[str, ...], tuple[tuple[str, str, str], ...]] = {}
"""How stores that were opened before are bound: by the text of their tables, which says every column."""


def bound_by(db: driver.Connection) -> tuple[tuple[str, str, str], ...]:
    """Name, table and text of every trigger that binds this store."""
    texts = tuple(row[0] for row in db.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
    if texts not in _LAID:
        if len(_LAID) >= KNOWN_AT_MOST:
            _LAID.clear()
        _LAID[texts] = tuple(one for table in tables(db) for one in triggers(table))
    return _LAID[texts]


def lay(db: driver.Connection, laid: tuple[tuple[str, str, str], ...]) -> None:
    """Lay triggers of the connection's own all at once, outside a transaction.

    Each CREATE reads all that lie there already (some hundred: 15 ms for whoever begins). So they are written as
    SQLite would write them, and read once; what doesn't lie there then is an error, as with CREATE.
    """
    db.execute("PRAGMA writable_schema = ON")
    try:
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO temp.sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('trigger', ?, ?, 0, ?)", laid
        )
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.execute("PRAGMA writable_schema = RESET")


def tables(db: driver.Connection) -> tuple[Table, ...]:
    """Every table whose rows are bound, as the store has it now."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for row in db.execute(
        "SELECT t.name AS name, c.name AS field, c.type AS type, c.pk AS pk FROM sqlite_schema t,"
        " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite#_%' ESCAPE '#'"
        " AND t.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY t.name, c.cid"
    ):
        found.setdefault(row["name"], []).append((row["field"], row["type"].upper(), row["pk"]))
    made = []
    for name, columns in found.items():
        if name in CHAINED:
            continue
        named = sorted((pk, field, type_) for field, type_, pk in columns if pk)
        key = tuple((field, type_) for _pk, field, type_ in named) or tuple(column[:2] for column in columns)
        by_rowid = len(named) == 1 and named[0][2] == "INTEGER"
        bound = tuple((field, type_) for field, type_, _pk in columns if (name, field) not in UNBOUND)
        made.append(Table(name, number_of(name), by_rowid, key, bound))
    return tuple(made)


class Binding:
    """What one connection notes of its own writes. Without a key it writes nothing."""

    __slots__ = ("_base", "_ready", "_taken", "key", "noted")

    def __init__(self, key: bytes | None) -> None:
        self.key = key
        self.noted: list[bytes] = []
        self._taken: list[bytes] = []
        self._base = hashlib.blake2b(key=key or b"", digest_size=8, person=b"counter-row")
        self._ready = False

    def digest(self, table: int, content: bytes) -> bytes:
        """What the tags say of a row with this content."""
        made = self._base.copy()
        made.update(table.to_bytes(4, "big") + content)
        return made.digest()

    def name(self, identity: int | bytes) -> int:
        """A row's number in the tags: its own, or one made of its key."""
        if isinstance(identity, int):
            return identity
        return int.from_bytes(hashlib.blake2b(identity, digest_size=8).digest(), "big", signed=True)

    @property
    def secret(self) -> bytes:
        """The chain key. Raises Refusal where there is none."""
        if self.key is None:
            raise Refusal(
                "proof.no-chain-key",
                say("没有链密钥，不能写入这个大厅"),
                rule=say("每次写入都要能证明"),
                next=say("请把链密钥文件放回原处，或按恢复单重新写入"),
            )
        return self.key

    def make_ready(self, db: driver.Connection) -> None:
        """Lay the triggers, before the first write. Raises Refusal where there is no chain key."""
        if self._ready or not self.secret:
            return
        noted, base, name = self.noted, self._base, self.name
        begun: dict[int, hashlib.blake2b] = {}

        def wrote(table: int, identity: int | bytes, content: bytes) -> None:
            if (of_table := begun.get(table)) is None:
                of_table = begun[table] = base.copy()
                of_table.update(table.to_bytes(4, "big"))
            made = of_table.copy()
            made.update(content)
            noted.append(_pack(table, identity if type(identity) is int else name(identity), made.digest()))

        def removed(table: int, identity: int | bytes) -> None:
            noted.append(_pack(table, name(identity), GONE))

        db.create_function("row_was_written", 3, wrote)
        db.create_function("row_was_removed", 2, removed)
        # A row that another one replaces (INSERT OR REPLACE) is a removed row only so.
        db.execute("PRAGMA recursive_triggers = ON")
        trace = db.trace
        db.set_trace_callback(None)  # nothing of this reaches the file: it is no part of what is written
        try:
            lay(db, bound_by(db))
        finally:
            db.set_trace_callback(trace)
        self._ready = True

    def begin(self) -> None:
        """A transaction begins: what was written past every transaction is nobody's."""
        self.noted.clear()
        self._taken.clear()

    def take(self) -> bytes:
        """What was noted since the last time, once."""
        taken = b"".join(self.noted)
        self.noted.clear()
        self._taken.append(taken)
        return taken

    def mark(self) -> tuple[int, int]:
        """A point of the transaction to go back to: as cheap after a hundred thousand rows as after none."""
        return len(self.noted), len(self._taken)

    def go_back(self, mark: tuple[int, int]) -> None:
        """What was noted after a mark is taken back, and what was taken after it stands noted again."""
        rows, takes = mark
        if len(self._taken) > takes:
            first, size = self._taken[takes], TAG.size
            self.noted[:] = [first[at : at + size] for at in range(0, rows * size, size)]
            del self._taken[takes:]
        else:
            del self.noted[rows:]


def triggers(table: Table) -> Iterator[tuple[str, str, str]]:
    """The connection's own triggers of one table: name, table, text."""
    # Which columns are bound is said by their names: a terminal's sign of life wakes no trigger.
    fields = ", ".join(f'"{field}"' for field, _type in table.bound)
    wrote = f"SELECT row_was_written({table.number}, {table.identity('NEW.')}, {table.content('NEW.')})"
    removed = f"SELECT row_was_removed({table.number}, {table.identity('OLD.')})"
    moved = " OR ".join(f'OLD."{one}" IS NOT NEW."{one}"' for one, _type in table.key)
    for kind, event, what in (
        ("insert", "INSERT", f"{wrote};"),
        ("update", f"UPDATE OF {fields}", f"{removed} WHERE {moved}; {wrote};"),
        ("delete", "DELETE", f"{removed};"),
    ):
        name = f"bound_{kind}_{table.number}"
        yield name, table.name, f'CREATE TRIGGER {name} AFTER {event} ON main."{table.name}" BEGIN {what} END'


def begun(db: driver.Connection) -> bool:
    """Whether this store's rows are bound already."""
    return db.execute("SELECT 1 FROM seal LIMIT 1").fetchone() is not None


def newest(db: driver.Connection) -> tuple[int, str]:
    """Number and digest of the newest seal."""
    row = db.execute("SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    return (row["id"], row["hash"]) if row else (0, "")


def entry_known(db: driver.Connection) -> int:
    """The newest entry that a seal names."""
    return driver.number(db.execute("SELECT coalesce(max(entry), 0) FROM seal"))


def digest_of(db: driver.Connection, id: int) -> str:
    """The digest of a seal; empty where there is none."""
    row = db.execute("SELECT hash FROM seal WHERE id = ?", (id,)).fetchone()
    return row["hash"] if row else ""


def seal(db: driver.Connection, binding: Binding, what: str, tags: bytes) -> None:
    """Chain tags that belong to no entry: after the newest entry and the newest seal."""
    entry = db.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    last = db.execute("SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    id, seq, at = (last["id"] + 1 if last else 1), (entry["seq"] if entry else 0), time.time_ns() // 1_000_000
    digest = seal_digest(
        binding.secret, last["hash"] if last else "", entry["hash"] if entry else "", id, seq, at, what, tags
    )
    db.execute(
        "INSERT INTO seal (id, entry, at, what, hash, rows) VALUES (?,?,?,?,?,?)", (id, seq, at, what, digest, tags)
    )


def seal_digest(key: bytes, previous: str, entry: str, id: int, seq: int, at: int, what: str, tags: bytes) -> str:
    """The link of one seal."""
    head = "\x1f".join((previous, entry, str(id), str(seq), str(at), what)).encode()
    return hashlib.blake2b(head + b"\0" + tags, key=key, digest_size=32, person=b"counter-seal").hexdigest()
