"""Items, documents, departments and bundles as the store keeps them: every one in versions with an effective day."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.bundle import Answer, Bundle, BundleItem, Prerequisite, Situation
from counter.rules.documents import Need
from counter.rules.guide import Item
from counter.rules.limits import APART
from counter.store import driver

_NEED_DEFAULTS = {field.name: field.default for field in fields(Need) if field.name not in ("document", "item", "when")}


def compact(value: Any) -> str:
    """JSON as the store keeps it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def version_on(
    db: driver.Connection, table: str, code: str, on: date | None = None, version: int | None = None
) -> driver.Row:
    """The row of an item or a bundle: of that version, or in force on that day (without either: the newest).

    Raises Refusal where there is none.
    """
    if version is not None:
        row = db.execute(f"SELECT * FROM {table} WHERE code = ? AND version = ?", (code, version)).fetchone()
    elif on is not None:
        row = db.execute(
            f"SELECT * FROM {table} WHERE code = ? AND effective_on <= ? AND (withdrawn_on IS NULL OR withdrawn_on > ?)"
            " ORDER BY effective_on DESC, version DESC LIMIT 1",
            (code, on.isoformat(), on.isoformat()),
        ).fetchone()
    else:
        row = db.execute(f"SELECT * FROM {table} WHERE code = ? ORDER BY version DESC LIMIT 1", (code,)).fetchone()
    if row is None:
        raise Refusal(
            "catalogue.there-no",
            say("没有{note} {code}", note=say("事项") if table == "item" else say("一件事"), code=verbatim(code[:60])),
            rule=say("只办目录中现行的事项"),
            next=say("请用搜索找到它的代码"),
        )
    return row


def item(db: driver.Connection, code: str, on: date | None = None, version: int | None = None) -> Item:
    """One item with its guide and its document needs. Raises Refusal where there is none."""
    row = version_on(db, "item", code, on, version)
    return read_item_row(row, needs_of(db, row["code"], row["version"]))


def read_item_row(row: driver.Row, needs: tuple[Need, ...]) -> Item:
    """An item from its row and its needs."""
    return Item(
        row["code"],
        row["version"],
        row["name"],
        row["department"],
        row["kind"],
        row["type"],
        row["legal_days"],
        row["promised_days"],
        row["desk_days"],
        _guide_in(row["guide"]),
        needs,
    )


def all_needs(db: driver.Connection, rows: Iterable[driver.Row]) -> dict[tuple[str, int], tuple[Need, ...]]:
    """The needs of many items at once, by (code, version)."""
    wanted = {(row["code"], row["version"]) for row in rows}
    found: dict[tuple[str, int], list[Need]] = {}
    for row in db.execute(
        "SELECT item, version, document, need FROM item_document ORDER BY item, version, position"
    ).fetchall():
        key = (row["item"], row["version"])
        if key in wanted:
            found.setdefault(key, []).append(_need_in(row["need"], row["document"], row["item"]))
    return {key: tuple(needs) for key, needs in found.items()}


def needs_of(db: driver.Connection, code: str, version: int) -> tuple[Need, ...]:
    """The documents that one version of an item asks for, in the guide's order."""
    rows = db.execute(
        "SELECT document, need FROM item_document WHERE item = ? AND version = ? ORDER BY position", (code, version)
    )
    return tuple(_need_in(row["need"], row["document"], code) for row in rows.fetchall())


@lru_cache(maxsize=20_000)
def _need_in(text: str, document: str, item: str) -> Need:
    """The same words always are the same need: a hall reads a few hundred of them all day."""
    return read_need(json.loads(text), document, item)


@lru_cache(maxsize=5_000)
def _guide_in(text: str) -> Mapping[str, Any]:
    """A guide's elements, read-only because every reader gets the same one."""
    return MappingProxyType(json.loads(text))


def read_need(stored: Mapping[str, Any], document: str, item: str) -> Need:
    """A stored need; left-out fields have their defaults."""
    given = {name: value for name, value in stored.items() if name in _NEED_DEFAULTS}
    return Need(document=document, item=item, when=read_when(stored.get("when", {})), **given)


def read_when(stored: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A condition from JSON or TOML: one answer may stand without its list."""
    return {q: (a,) if isinstance(a, str) else tuple(a) for q, a in stored.items()}


def bundle(db: driver.Connection, code: str, on: date | None = None, version: int | None = None) -> Bundle:
    """One bundle; its needs are those of its items (in force on `on`), less what it drops, and its own.

    Raises Refusal where there is no such bundle, or an item of it is not in force.
    """
    row = version_on(db, "bundle", code, on, version)
    definition = json.loads(row["definition"])
    return read_bundle(
        definition, row["version"], lambda each: needs_of(db, each, version_on(db, "item", each, on)["version"])
    )


def handling(db: driver.Connection, code: str, version: int) -> tuple[str, str]:
    """How the departments of a bundle work together, and the code of the one that leads."""
    row = driver.one(db.execute("SELECT lead, definition FROM bundle WHERE code = ? AND version = ?", (code, version)))
    return json.loads(row["definition"]).get("handling", APART), row["lead"]


def read_bundle(definition: Mapping[str, Any], version: int, needs_of_item: Any) -> Bundle:
    """A bundle from its definition (the TOML's shape); `needs_of_item(code)` gives an item's own needs."""
    items = tuple(BundleItem(entry["code"], read_when(entry.get("when", {}))) for entry in definition.get("items", ()))
    dropped = {(entry["document"], entry.get("item", "")) for entry in definition.get("drop", ())}
    inherited = [
        need
        for entry in items
        for need in needs_of_item(entry.code)
        if not {(need.document, need.item), (need.document, "")} & dropped
    ]
    own = [read_need(entry, entry["document"], entry["item"]) for entry in definition.get("needs", ())]
    return Bundle(
        definition["code"],
        version,
        definition["name"],
        definition["lead"],
        definition.get("promised_days"),
        items,
        read_situations(definition.get("situations", ())),
        tuple(
            Prerequisite(e["item"], e["needs"], read_when(e.get("when", {})))
            for e in definition.get("prerequisites", ())
        ),
        (*own, *inherited),
        definition.get("handling", APART),
    )


def read_situations(entries: Iterable[Mapping[str, Any]]) -> tuple[Situation, ...]:
    """Questions as a bundle's definition or an item's guide writes them."""
    return tuple(
        Situation(
            entry["code"],
            entry["question"],
            tuple(Answer(a["code"], a["name"]) for a in entry.get("answers", ())),
            read_when(entry.get("when", {})),
        )
        for entry in entries
    )


def bundles(db: driver.Connection, on: date) -> list[driver.Row]:
    """The bundles in force on a day: code, version, name, lead, promised_days."""
    return db.execute(
        "SELECT code, version, name, lead, promised_days FROM bundle b WHERE effective_on <= ?1"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?1) AND version = (SELECT max(version) FROM bundle n"
        " WHERE n.code = b.code AND n.effective_on <= ?1) ORDER BY code",
        (on.isoformat(),),
    ).fetchall()


def matter(db: driver.Connection, code: str, on: date) -> tuple[str, str]:
    """Code and name of the bundle or the item with this code. Raises Refusal where there is neither."""
    for row in bundles(db, on):
        if row["code"] == code.lower():
            return row["code"], row["name"]
    found = item(db, code, on=on)
    return found.code, found.name


def bundle_promise(db: driver.Connection, code: str, version: int) -> int | None:
    """The working days that one version of a bundle publishes for the whole, if it does."""
    row = db.execute("SELECT promised_days FROM bundle WHERE code = ? AND version = ?", (code, version)).fetchone()
    return row["promised_days"] if row else None


def current_items(db: driver.Connection, on: date) -> list[driver.Row]:
    """Every item in force on a day, with the columns of its row."""
    return db.execute(
        "SELECT i.*, max(i.version) FROM item i WHERE effective_on <= ?1"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?1) GROUP BY code ORDER BY department, code",
        (on.isoformat(),),
    ).fetchall()


def newest_items(db: driver.Connection) -> dict[str, Item]:
    """Every item in its newest version, in force already or not, withdrawn ones among them."""
    rows = db.execute("SELECT i.*, max(i.version) FROM item i GROUP BY code").fetchall()
    needs = all_needs(db, rows)
    return {row["code"]: read_item_row(row, needs.get((row["code"], row["version"]), ())) for row in rows}


def items_in_force(db: driver.Connection, on: date) -> dict[str, Item]:
    """Every item in force on a day."""
    rows = current_items(db, on)
    needs = all_needs(db, rows)
    return {row["code"]: read_item_row(row, needs.get((row["code"], row["version"]), ())) for row in rows}


def newest_versions(db: driver.Connection) -> dict[str, int]:
    """Every item's newest version, withdrawn ones among them."""
    rows = db.execute("SELECT code, max(version) AS version FROM item GROUP BY code")
    return {row["code"]: row["version"] for row in rows}


def newest_version(db: driver.Connection, code: str) -> int:
    """The newest version of an item, in force already or not; the item must be there."""
    return driver.number(db.execute("SELECT max(version) FROM item WHERE code = ?", (code,)))


def has_item(db: driver.Connection, code: str) -> bool:
    """Whether an item of this code was ever written."""
    return db.execute("SELECT 1 FROM item WHERE code = ?", (code,)).fetchone() is not None


def item_name(db: driver.Connection, code: str | None) -> str:
    """The newest name of an item; empty where there is none of the code."""
    row = db.execute("SELECT name FROM item WHERE code = ? ORDER BY version DESC LIMIT 1", (code,)).fetchone()
    return row["name"] if row else ""


def codes(db: driver.Connection, table: str) -> list[str]:
    """The codes of all items or bundles that ever were in the catalogue."""
    assert table in ("item", "bundle")
    return [row["code"] for row in db.execute(f"SELECT DISTINCT code FROM {table} ORDER BY code")]


def newest_bundle(db: driver.Connection, code: str) -> tuple[int, str]:
    """The newest version of a bundle and its definition as it is kept; (0, "") where there is none of the code."""
    row = driver.one(db.execute("SELECT max(version), definition FROM bundle WHERE code = ?", (code,)))
    return row[0] or 0, row[1] or ""


def newest_bundle_name(db: driver.Connection, code: str) -> str:
    """The newest name of a bundle; empty where there is none of the code."""
    row = db.execute("SELECT name FROM bundle WHERE code = ? ORDER BY version DESC LIMIT 1", (code,)).fetchone()
    return row["name"] if row else ""


def has_department(db: driver.Connection, code: str) -> bool:
    """Whether there is a department of this code."""
    return db.execute("SELECT 1 FROM department WHERE code = ?", (code,)).fetchone() is not None


def document_names(db: driver.Connection) -> dict[str, str]:
    """The names of all documents, by code."""
    return {row["code"]: row["name"] for row in db.execute("SELECT code, name FROM document")}


def departments(db: driver.Connection) -> list[driver.Row]:
    """All departments: code, name, short, level."""
    return db.execute("SELECT code, name, short, level FROM department ORDER BY code").fetchall()


def department(db: driver.Connection, code: str) -> driver.Row:
    """A department's row (code, name, short, level, phone). Raises Refusal."""
    row = db.execute("SELECT * FROM department WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise Refusal(
            "catalogue.no-department-code",
            say("没有代码为 {lead} 的部门", lead=verbatim(code[:60])),
            rule=say("部门由 data/departments.toml 登记"),
            next=say("请核对部门代码"),
        )
    return row


def desk_of(db: driver.Connection, department: str) -> str:
    """The desk where a department's approvals are decided. Raises Refusal where it has none in this hall."""
    row = db.execute(
        "SELECT code FROM desk WHERE department = ? AND closed_on IS NULL ORDER BY code LIMIT 1", (department,)
    ).fetchone()
    if row is None:
        raise Refusal(
            "catalogue.department-no-desk-hall",
            say("部门 {department} 在本大厅没有审批台", department=verbatim(department[:60])),
            rule=say("进驻部门各有一个审批台"),
            next=say("请管理员先登记审批台"),
        )
    return str(row["code"])


def document(db: driver.Connection, code: str) -> str:
    """A document's name; an unknown code is its own name (old cases may outlive a document)."""
    row = db.execute("SELECT name FROM document WHERE code = ?", (code,)).fetchone()
    return row["name"] if row else code


def documents(db: driver.Connection, codes: Iterable[str]) -> dict[str, str]:
    """Names of several documents at once, by code."""
    wanted = list(dict.fromkeys(codes))
    marks = ",".join("?" * len(wanted))
    found = {
        row["code"]: row["name"]
        for row in db.execute(f"SELECT code, name FROM document WHERE code IN ({marks})", wanted)
    }
    return {code: found.get(code, code) for code in wanted}


def documents_unknown(db: driver.Connection, codes: Iterable[str]) -> list[str]:
    """Those of the codes that no document has."""
    return [
        code
        for code in dict.fromkeys(codes)
        if db.execute("SELECT 1 FROM document WHERE code = ?", (code,)).fetchone() is None
    ]


def names(db: driver.Connection, codes: Iterable[str]) -> dict[str, str]:
    """Newest names of several items at once, by code."""
    wanted = list(dict.fromkeys(codes))
    marks = ",".join("?" * len(wanted))
    rows = db.execute(f"SELECT code, name FROM item WHERE code IN ({marks}) ORDER BY version", wanted)
    found = {row["code"]: row["name"] for row in rows}
    return {code: found.get(code, code) for code in wanted}


def desk_name(short: str) -> str:
    """What the desk of a department is called."""
    return say("{short}审批台", short=short)


def item_names(db: driver.Connection, codes: Collection[str]) -> list[str]:
    """The newest names of items, in the order of their codes."""
    marks = ", ".join("?" * len(codes))
    rows = db.execute(
        f"SELECT name, max(version) FROM item WHERE code IN ({marks}) GROUP BY code ORDER BY code", tuple(codes)
    )
    return [row["name"] for row in rows]
