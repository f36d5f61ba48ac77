"""The journal: one entry per act, chained by hash, gapless, append-only (the schema's triggers see to that)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counter.store import driver

FIRST = "0" * 64
"""What the first entry names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act that was done. `touched` lists subjects such as `case:12` whose public face may have changed."""

    seq: int
    at: int
    business_date: str
    act: str
    staff: str
    role: str
    place: str
    subject: str
    touched: tuple[str, ...]
    facts: dict[str, Any]
    undoes: int | None
    hash: str


_TOLD = "seq, at, business_date, act, staff, role, place, subject, touched, facts, undoes, hash"

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """JSON in its one canonical form: sorted keys, no spaces, Han as it is."""
    return _encode(value)


def append(
    db: driver.Connection,
    *,
    at: int,
    business_date: str,
    act: str,
    staff: str,
    role: str,
    place: str,
    subject: str,
    touched: list[str],
    facts: dict[str, Any],
    result: str | None,
    key: str | None,
    undoes: int | None = None,
) -> int:
    """Write the next entry inside the act's own transaction; returns its sequence number."""
    last = db.execute(
        "SELECT seq, hash, (SELECT hash FROM seal ORDER BY id DESC LIMIT 1) AS sealed FROM journal"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    seq, previous = (last["seq"] + 1, last["hash"]) if last else (1, FIRST)
    touched_text, facts_text = compact(touched), compact(facts)
    told = (seq, at, business_date, act, staff, role, place, subject, touched_text, facts_text)
    rows = None
    if (binding := db.binding) is None:
        digest = plain_digest(previous, *told, undoes)
    else:
        rows = binding.take()
        sealed = last["sealed"] if last else sealed_last(db)
        digest = keyed_digest(binding.secret, (previous, sealed, *told, result, key, undoes), rows)
    db.execute(
        "INSERT INTO journal (seq, at, business_date, act, staff, role, place, subject, touched, facts, result, key,"
        " undoes, previous, hash, rows) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (*told, result, key, undoes, previous, digest, rows),
    )
    return seq


def sealed_last(db: driver.Connection) -> str | None:
    """The digest of the newest seal."""
    row = db.execute("SELECT hash FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    return row["hash"] if row else None


def plain_digest(*parts: Any) -> str:
    """The link of an entry in a store without a chain key (older halls): anybody could compute it."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()


def keyed_digest(key: bytes, parts: tuple[Any, ...], rows: bytes) -> str:
    """The link of an entry: all that it says, the rows it wrote, what stood before it."""
    made = hashlib.blake2b(compact(parts).encode(), key=key, digest_size=32, person=b"counter-entry")
    made.update(b"\0" + rows)
    return made.hexdigest()


def done_since(db: driver.Connection, seq: int, act: str) -> bool:
    """Whether an act was done after an entry."""
    row = db.execute("SELECT 1 FROM journal WHERE act = ? AND seq > ? LIMIT 1", (act, seq)).fetchone()
    return row is not None


def newest_of(db: driver.Connection, act: str, since: str) -> Entry | None:
    """The newest entry of an act since a business day."""
    row = db.execute(
        f"SELECT {_TOLD} FROM journal WHERE act = ? AND business_date >= ?"
        " ORDER BY business_date DESC, seq DESC LIMIT 1",
        (act, since),
    ).fetchone()
    return _entry(row) if row else None


def by_key(db: driver.Connection, key: str) -> driver.Row | None:
    """The entry that a key was already spent on, with its stored result."""
    return db.execute("SELECT seq, act, staff, result FROM journal WHERE key = ?", (key,)).fetchone()


def last_seq(db: driver.Connection) -> int:
    """The newest sequence number, 0 in a new hall."""
    return driver.number(db.execute("SELECT coalesce(max(seq), 0) FROM journal"))


def newest(db: driver.Connection) -> tuple[int, int, str]:
    """Number, moment and digest of the newest entry; of an empty journal what its first entry will name."""
    row = db.execute("SELECT seq, at, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return (row["seq"], row["at"], row["hash"]) if row else (0, 0, FIRST)


def was_keyed(db: driver.Connection) -> bool:
    """Whether any entry carries what only a keyed one has."""
    return db.execute("SELECT 1 FROM journal WHERE rows IS NOT NULL LIMIT 1").fetchone() is not None


def with_digits(db: driver.Connection, digits: str) -> tuple[int, int, str] | None:
    """The entry (number, moment, digest) whose digest begins so."""
    row = db.execute(
        "SELECT seq, at, hash FROM journal WHERE hash >= ? AND hash < ? LIMIT 1", (digits, digits + "g")
    ).fetchone()
    return (row["seq"], row["at"], row["hash"]) if row else None


def digest_of(db: driver.Connection, seq: int) -> str:
    """The digest of an entry, which speaks for all before it; empty where there is none."""
    row = db.execute("SELECT hash FROM journal WHERE seq = ?", (seq,)).fetchone()
    return row["hash"] if row else ""


def last_of(db: driver.Connection, staff: str, business_date: str) -> int | None:
    """The newest act of somebody that day which is neither an undo nor undone (opening again what was open is none)."""
    row = db.execute(
        "SELECT j.seq FROM journal j WHERE j.staff = ? AND j.business_date = ? AND j.act <> 'act.undo'"
        " AND NOT (j.act = 'case.open' AND json_extract(j.facts, '$.again') IS 1)"
        " AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.seq) ORDER BY j.seq DESC LIMIT 1",
        (staff, business_date),
    ).fetchone()
    return row["seq"] if row else None


def after(db: driver.Connection, seq: int, limit: int = 500) -> list[Entry]:
    """Entries newer than `seq`, oldest first."""
    rows = db.execute(f"SELECT {_TOLD} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
    return [_entry(row) for row in rows]


def of_day(db: driver.Connection, act: str, business_date: str) -> list[Entry]:
    """Every entry of an act on a business day, oldest first."""
    rows = db.execute(
        f"SELECT {_TOLD} FROM journal WHERE act = ? AND business_date = ? ORDER BY seq", (act, business_date)
    )
    return [_entry(row) for row in rows]


def about(db: driver.Connection, subject: str) -> list[Entry]:
    """Everything that happened to one subject (`case:12`, `ticket:7`), oldest first."""
    rows = db.execute(
        f"SELECT {_TOLD} FROM journal WHERE subject = ? OR (touched <> '[]' AND EXISTS"
        " (SELECT 1 FROM json_each(touched) WHERE value = ?)) ORDER BY seq",
        (subject, subject),
    )
    return [_entry(row) for row in rows]


def _entry(row: driver.Row) -> Entry:
    return Entry(
        row["seq"],
        row["at"],
        row["business_date"],
        row["act"],
        row["staff"],
        row["role"],
        row["place"],
        row["subject"],
        tuple(json.loads(row["touched"])),
        json.loads(row["facts"]),
        row["undoes"],
        row["hash"],
    )


def broken_links(db: driver.Connection) -> Iterator[int]:
    """Sequence numbers whose hash does not follow from the entry and the one before it (none in a sound journal)."""
    from counter.store.chain import links

    for link in links(db):
        if link.entry and link.broken:
            yield link.number
