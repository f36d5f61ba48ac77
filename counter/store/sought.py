"""What can be looked for from outside: the windows' own rows in public.db, with what each of them leads to, so that
both doors find the same. The site makes its index of them; it never reads hall.db.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from counter.store import driver
from counter.store.missed import Said
from counter.store.public import ask, meta, set_meta
from counter.store.search import KINDS, Index, Shelf, rows_of

Row = tuple[str, ...]
"""kind, code, name, pinyin, initials, extra, detail, told, address, in the order in which equals are shown."""
Lead = tuple[str, str, str]
"""A kind and code, and the guide that it leads to."""
ASKED_FIRST = "a pasport"
"""What makes all that an index makes when it is first asked for something."""
MARK = "sought"
"""The fact of public.db that moves whenever something else can be found."""


# -- of hall.db ------------------------------------------------------------------------------------------------------


def rows(db: driver.Connection, on: str) -> list[Row]:
    """Everything that the windows find on a day."""
    addresses = {
        str(row["id"]): row["address"]
        for row in db.execute("SELECT id, address FROM link")
        if row["address"].startswith(("https://", "http://"))  # nothing else leads out of a page
    }
    return [
        (
            kind,
            *(row[part] for part in ("code", "name", "pinyin", "initials", "extra", "detail")),
            row["told"] if kind in ("bundle", "item") else "",
            addresses.get(row["code"], "") if kind == "link" else "",
        )
        for kind, every in rows_of(db, on)
        for row in every
    ]


def leads(db: driver.Connection, on: str) -> list[Lead]:
    """What documents and laws lead to on a day."""
    in_force = (
        "SELECT i.code, i.version FROM item i WHERE (i.withdrawn_on IS NULL OR i.withdrawn_on > ?1)"
        " AND i.version = (SELECT max(version) FROM item n WHERE n.code = i.code AND n.effective_on <= ?1)"
    )
    needed = db.execute(
        f"WITH f AS ({in_force}) SELECT 'document' AS kind, n.document AS code, n.item FROM item_document n JOIN f"
        " ON f.code = n.item AND f.version = n.version UNION SELECT 'law', CAST(n.basis AS TEXT), n.item"
        " FROM item_basis n JOIN f ON f.code = n.item AND f.version = n.version",
        (on,),
    ).fetchall()
    return [(row["kind"], row["code"], row["item"]) for row in needed]


# -- of public.db ----------------------------------------------------------------------------------------------------


def put(db: driver.Connection, found: Sequence[Row], own: Sequence[Said], led: Iterable[Lead]) -> bool:
    """All of it anew where anything of it has changed; whether it has."""
    every = sorted(set(led))
    said = [(place, one.words, one.kind, one.code) for place, one in enumerate(own)]
    mark = hashlib.blake2b(json.dumps([found, said, every]).encode(), digest_size=16).hexdigest()
    if meta(db).get(MARK) == mark:
        return False
    for table in ("sought", "own_words", "lead"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO sought VALUES (?,?,?,?,?,?,?,?,?,?)", ((place, *row) for place, row in enumerate(found))
    )
    db.executemany("INSERT INTO own_words VALUES (?,?,?,?)", said)
    db.executemany("INSERT INTO lead VALUES (?,?,?)", every)
    set_meta(db, {MARK: mark})
    return True


def index(db: driver.Connection) -> Index:
    """The windows' engine over what is published."""
    shelves = [
        Shelf(kind, ask(db, "SELECT * FROM sought WHERE kind = ? ORDER BY place", (kind,)).fetchall()) for kind in KINDS
    ]
    own = ask(db, "SELECT words, kind, code FROM own_words ORDER BY place").fetchall()
    made = Index(shelves, {row["words"]: (row["kind"], row["code"]) for row in own})
    made.find(ASKED_FIRST, (), 1)
    return made


def matters(db: driver.Connection) -> list[driver.Row]:
    """What items and bundles are found by: code, pinyin, initials, extra."""
    return ask(
        db, "SELECT code, pinyin, initials, extra FROM sought WHERE kind IN ('bundle', 'item') ORDER BY place"
    ).fetchall()


def name(db: driver.Connection, kind: str, code: str) -> str:
    """The name of one thing; empty for none."""
    row = ask(db, "SELECT name FROM sought WHERE kind = ? AND code = ?", (kind, code)).fetchone()
    return row["name"] if row else ""


def address(db: driver.Connection, code: str) -> str:
    """Where a linked service is; empty for none."""
    row = ask(db, "SELECT address FROM sought WHERE kind = 'link' AND code = ?", (code,)).fetchone()
    return row["address"] if row else ""


def led_to(db: driver.Connection, kind: str, code: str, limit: int, offset: int = 0) -> list[driver.Row]:
    """The guides that something leads to, bundles first: code, kind, name, department, level."""
    return ask(
        db,
        "SELECT g.code, g.kind, g.name, g.department, g.level FROM lead l JOIN guide g ON g.code = l.guide"
        " WHERE l.kind = ? AND l.code = ? ORDER BY g.kind <> 'bundle', g.name, g.code LIMIT ? OFFSET ?",
        (kind, code, limit, offset),
    ).fetchall()


def counts(db: driver.Connection, kind: str) -> dict[str, int]:
    """How many guides each thing of a kind leads to."""
    found: dict[str, Any] = {
        row["code"]: row["n"]
        for row in ask(
            db,
            "SELECT l.code, count(*) AS n FROM lead l JOIN guide g ON g.code = l.guide WHERE l.kind = ?"
            " GROUP BY l.code",
            (kind,),
        )
    }
    return found


def count(db: driver.Connection, kind: str, code: str) -> int:
    """How many guides one thing leads to."""
    return driver.number(
        ask(
            db,
            "SELECT count(*) FROM lead l JOIN guide g ON g.code = l.guide WHERE l.kind = ? AND l.code = ?",
            (kind, code),
        )
    )


def guides(db: driver.Connection, codes: Sequence[str]) -> dict[str, driver.Row]:
    """Some guides by their codes: code, kind, name, department, level."""
    marks = ",".join("?" * len(codes))
    found = ask(db, f"SELECT code, kind, name, department, level FROM guide WHERE code IN ({marks})", tuple(codes))
    return {row["code"]: row for row in found.fetchall()}
