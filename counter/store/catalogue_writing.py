"""The catalogue written: departments, desks, documents, items, bundles, and what an import withdraws."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counter.rules.documents import Need
from counter.rules.guide import Item
from counter.store import driver
from counter.store.catalogue import _NEED_DEFAULTS, compact, desk_name


def write_need(need: Need) -> dict[str, Any]:
    """A need as JSON, without its document, its item and what is as by default."""
    kept = {name: getattr(need, name) for name, default in _NEED_DEFAULTS.items() if getattr(need, name) != default}
    return {**kept, "when": {q: list(a) for q, a in need.when.items()}} if need.when else kept


@dataclass(frozen=True, slots=True)
class Cloned:
    """What the newest version of an imported item was made from; `edits` are a steward's elements, `offered` the papers
    that the source has named since for a list that a steward keeps.
    """

    name: str
    department: str
    version: int
    withdrawn: bool
    text: dict[str, Any]
    edits: dict[str, Any]
    offered: tuple[dict[str, Any], ...] = ()


def sources(db: driver.Connection) -> dict[str, dict[str, Any]]:
    """What the newest version of each item keeps of its source, by code; only items that have one."""
    rows = db.execute(
        "SELECT code, source FROM item i WHERE source IS NOT NULL"
        " AND version = (SELECT max(version) FROM item n WHERE n.code = i.code)"
    ).fetchall()
    return {row["code"]: json.loads(row["source"]) for row in rows}


def imported(db: driver.Connection, mapping: str) -> dict[str, Cloned]:
    """Items that came through a mapping, by code."""
    rows = db.execute(
        "SELECT code, name, department, version, withdrawn_on, source FROM item i"
        " WHERE source IS NOT NULL AND json_extract(source, '$.mapping') = ?"
        " AND version = (SELECT max(version) FROM item n WHERE n.code = i.code)",
        (mapping,),
    ).fetchall()
    found = {}
    for row in rows:
        source = json.loads(row["source"])
        found[row["code"]] = Cloned(
            row["name"],
            row["department"],
            row["version"],
            row["withdrawn_on"] is not None,
            source["text"],
            source.get("edits", {}),
            tuple(source.get("offered", ())),
        )
    return found


def withdraw(db: driver.Connection, code: str, on: str) -> None:
    """From that day on no version of the item is in force; running cases keep theirs."""
    db.execute("UPDATE item SET withdrawn_on = ? WHERE code = ? AND withdrawn_on IS NULL", (on, code))


def note_use(db: driver.Connection, codes: Iterable[str]) -> None:
    """Items were accepted once more: the most used come first in the search (from the next day, or change, on)."""
    db.executemany(
        "INSERT INTO item_use (item, times) VALUES (?, 1) ON CONFLICT (item) DO UPDATE SET times = times + 1",
        [(code,) for code in codes],
    )


def put_department(db: driver.Connection, entry: Mapping[str, Any], *, desk: bool = True) -> None:
    """A department and, if it sits in this hall, its desk (code `D-` and the department's)."""
    from counter.store.spelling import spell

    pinyin, initials = spell(entry["name"])
    db.execute(
        "INSERT INTO department (code, name, short, level, pinyin, initials, phone) VALUES (?,?,?,?,?,?,?)",
        (entry["code"], entry["name"], entry["short"], entry["level"], pinyin, initials, entry.get("phone", "")),
    )
    if desk:
        db.execute(
            "INSERT INTO desk (code, department, name, place, phone) VALUES (?,?,?,?,?)",
            (
                "D-" + entry["code"],
                entry["code"],
                desk_name(entry["short"]),
                entry.get("place", ""),
                entry.get("phone", ""),
            ),
        )


def put_desks(db: driver.Connection, departments: Iterable[str]) -> tuple[str, ...]:
    """A desk for each of these departments that has none; the codes of the new ones."""
    made = []
    for code in sorted(set(departments)):
        row = db.execute(
            "SELECT short, phone FROM department d WHERE code = ?"
            " AND NOT EXISTS (SELECT 1 FROM desk k WHERE k.department = d.code AND k.closed_on IS NULL)",
            (code,),
        ).fetchone()
        if row is not None:
            db.execute(
                "INSERT INTO desk (code, department, name, phone) VALUES (?,?,?,?)",
                (f"D-{code}", code, desk_name(row["short"]), row["phone"]),
            )
            made.append(f"D-{code}")
    return tuple(made)


def put_document(
    db: driver.Connection,
    code: str,
    name: str,
    issuer: str | None = None,
    standard: str = "",
    aliases: Iterable[str] = (),
) -> None:
    """A document, new or renamed. `aliases` are other names that people say for it."""
    from counter.store.spelling import spell

    db.execute(
        "INSERT INTO document (code, name, issuer, standard_code, aliases, pinyin, initials) VALUES (?,?,?,?,?,?,?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, issuer = coalesce(excluded.issuer, issuer),"
        " standard_code = excluded.standard_code, aliases = excluded.aliases, pinyin = excluded.pinyin,"
        " initials = excluded.initials",
        (code, name, issuer or None, standard, " ".join(aliases), *spell(name)),
    )


def put_item(db: driver.Connection, entry: Item, effective_on: str, source: Any = None) -> None:
    """A new version of an item with its documents and bases. `source` is the department's own text, kept as it came."""
    from counter.store.spelling import spell

    db.execute(
        "INSERT INTO item (code, version, effective_on, department, name, kind, type, legal_days, promised_days,"
        " desk_days, pinyin, initials, guide, source) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            entry.code,
            entry.version,
            effective_on,
            entry.department,
            entry.name,
            entry.kind,
            entry.type,
            entry.legal_days,
            entry.promised_days,
            entry.desk_days,
            *spell(entry.name),
            compact(dict(entry.guide)),
            None if source is None else compact(source),
        ),
    )
    db.executemany(
        "INSERT INTO item_document (item, version, position, document, need) VALUES (?,?,?,?,?)",
        [
            (entry.code, entry.version, n, need.document, compact(write_need(need)))
            for n, need in enumerate(entry.needs, 1)
        ],
    )
    for basis in entry.guide.get("basis", ()):
        db.execute(
            "INSERT OR IGNORE INTO item_basis (item, version, basis) VALUES (?,?,?)",
            (entry.code, entry.version, put_basis(db, basis)),
        )


def put_basis(db: driver.Connection, basis: Mapping[str, Any]) -> int:
    """The id of a legal basis (law, number, article), new or known."""
    key = (basis["law"], basis.get("number", ""), basis.get("article", ""))
    row = db.execute("SELECT id FROM basis WHERE law = ? AND number = ? AND article = ?", key).fetchone()
    if row is not None:
        return int(row["id"])
    from counter.store.spelling import spell

    return driver.number(
        db.execute(
            "INSERT INTO basis (law, number, article, gist, pinyin, initials) VALUES (?,?,?,?,?,?) RETURNING id",
            (*key, basis.get("gist", ""), *spell(basis["law"] + basis.get("article", ""))),
        )
    )


def put_bundle(db: driver.Connection, definition: Mapping[str, Any], version: int, effective_on: str) -> None:
    """A new version of a bundle."""
    from counter.store.spelling import spell

    db.execute(
        "INSERT INTO bundle (code, version, effective_on, name, lead, promised_days, definition, pinyin, initials)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (
            definition["code"],
            version,
            effective_on,
            definition["name"],
            definition["lead"],
            definition.get("promised_days"),
            compact(definition),
            *spell(" ".join(filter(None, (definition["name"], definition.get("keywords"))))),
        ),
    )
