"""The chain read over again: every entry and every seal in the order in which they were written, link by link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter.store import driver
from counter.store.binding import seal_digest
from counter.store.journal import FIRST, keyed_digest, plain_digest


@dataclass(frozen=True, slots=True)
class Link:
    """One entry or one seal. `broken`: it does not follow from what it says and from what stood before it."""

    entry: bool
    number: int
    at: int
    broken: bool
    rows: bytes


def links(db: driver.Connection) -> Iterator[Link]:
    """All links, oldest first. Without the chain key only the numbers and the hashes before are compared."""
    key = db.binding.key if db.binding is not None else None
    seals = iter(db.execute("SELECT id, entry, at, what, hash, rows FROM seal ORDER BY id"))
    seal = next(seals, None)
    keyed_after = seal["entry"] if seal is not None else None
    seal_hash: str | None = None
    seal_number = 1
    previous, expected = FIRST, 1

    def sealed_up_to(seq: int | None) -> Iterator[Link]:
        nonlocal seal, seal_hash, seal_number
        while seal is not None and (seq is None or seal["entry"] < seq):
            broken = seal["id"] != seal_number or (seq is None and seal["entry"] != expected - 1)
            if key is not None:
                entry = "" if seal["entry"] == 0 else previous
                broken |= seal["hash"] != seal_digest(
                    key, seal_hash or "", entry, seal["id"], seal["entry"], seal["at"], seal["what"], seal["rows"]
                )
            yield Link(False, seal["id"], seal["at"], broken, seal["rows"])
            seal_hash, seal_number = seal["hash"], seal["id"] + 1
            seal = next(seals, None)

    for row in db.execute("SELECT * FROM journal ORDER BY seq"):
        seq = row["seq"]
        yield from sealed_up_to(seq)
        told = tuple(
            row[name]
            for name in ("seq", "at", "business_date", "act", "staff", "role", "place", "subject", "touched", "facts")
        )
        broken = seq != expected or row["previous"] != previous
        if keyed_after is None or seq <= keyed_after:
            broken |= row["hash"] != plain_digest(previous, *told, row["undoes"])
        elif key is not None:
            parts = (previous, seal_hash, *told, row["result"], row["key"], row["undoes"])
            broken |= row["rows"] is None or row["hash"] != keyed_digest(key, parts, row["rows"])
        yield Link(True, seq, row["at"], broken, row["rows"] or b"")
        previous, expected = row["hash"], seq + 1
    yield from sealed_up_to(None)
