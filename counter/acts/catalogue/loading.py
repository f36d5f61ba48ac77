"""The catalogue: loading it, and what people look up in it."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from counter.acts.catalogue import guides
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.bundle_problems import problems
from counter.rules.guide import read_item
from counter.store import catalogue as store
from counter.store import catalogue_writing, links
from counter.store import search as search_store

BEGINNING = "2020-01-01"
"""The effective day of what a hall begins with, before any day that it will ever look back to."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was read from data/."""

    departments: int
    documents: int
    items: int
    bundles: int

    def __str__(self) -> str:
        return say(
            "目录：{departments} 个部门，{documents} 种材料，{items} 个事项，{bundles} 个一件事",
            departments=self.departments,
            documents=self.documents,
            items=self.items,
            bundles=self.bundles,
        )


def load_data(work: Work, folder: Path) -> Loaded:
    """Load departments with their desks, documents, items and bundles of a data folder into an empty catalogue.

    Raises Refusal that names the file, and for a bundle the line.
    """
    departments = _tables(folder / "departments.toml", "departments")
    for entry in departments:
        catalogue_writing.put_department(work.db, entry)
    documents = _tables(folder / "documents.toml", "documents")
    for entry in documents:
        catalogue_writing.put_document(
            work.db,
            entry["code"],
            entry["name"],
            entry.get("issuer"),
            entry.get("standard_code", ""),
            entry.get("aliases", ()),
        )
    known = {entry["code"] for entry in documents}
    places = {entry["code"]: entry for entry in departments}
    defaults = _read(folder / "items" / "defaults.toml")["guide"]
    items = {}
    for file in sorted((folder / "items").glob("*.toml")):
        for entry in _read(file).get("items", ()):
            item = _item(file, entry, places, defaults, known)
            if item.code in items:
                raise Refusal(
                    "catalogue.item-twice",
                    say("{file} 里的事项 {code} 与别处重复", file=file.name, code=item.code),
                    rule=say("一个代码只用于一个事项"),
                    next=say("请改正代码"),
                )
            items[item.code] = item
            catalogue_writing.put_item(work.db, item, str(entry.get("effective", BEGINNING)))
    files = sorted((folder / "bundles").glob("*.toml"))
    for file in files:
        definition = _read(file)
        bundle = store.read_bundle(definition, 1, lambda code: items[code].needs if code in items else ())
        faults = problems(
            bundle,
            items,
            known,
            {code: item.promised_days or 0 for code, item in items.items()},
            len(definition.get("needs", ())),
        )
        if faults:
            words = listed(
                (
                    say(
                        "第{line}行 {what}",
                        line=line_of(file.read_text("utf-8"), f.section, f.index, f.word),
                        what=f.what,
                    )
                    for f in faults
                ),
                "；",
            )
            raise Refusal(
                "catalogue.row-not-readable",
                say("{file}：{words}", file=file.name, words=words),
                rule=say("一件事入库前逐条检查"),
                next=faults[0].next_step,
            )
        catalogue_writing.put_bundle(work.db, definition, 1, str(definition.get("effective", BEGINNING)))
    with (folder / "links.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            links.put(work.db, row["name"], row["address"], row["category"], row["gist"])
    search_store.catalogue_changed(work.db)
    return Loaded(len(departments), len(documents), len(items), len(files))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {file}（{error}）", file=verbatim(file.name), error=error),
            rule=say("数据文件是 UTF-8 的 TOML"),
            next=say("请改正后再装入"),
        ) from error


def _tables(file: Path, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = _read(file)[name]
    return entries


def _item(file: Path, entry: dict[str, Any], places: dict[str, Any], defaults: dict[str, Any], known: set[str]) -> Any:
    try:
        department = places[entry["department"]]
        shared = {
            **defaults,
            "agency": department["name"],
            "level": department["level"],
            "place": department["place"],
            "phone": department["phone"],
        }
        item = read_item(entry, shared)
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal(
            "catalogue.item-not-written-right",
            say("{file} 里的事项 {code} 写得不对（{error}）", file=file.name, code=entry.get("code", "?"), error=error),
            next=say("请改正后再装入"),
        ) from error
    for need in item.needs:
        if need.document not in known:
            raise Refusal(
                "catalogue.item-needs-paper-not",
                say(
                    "{file} 里的事项 {code} 要的材料 {document} 没有登记",
                    file=file.name,
                    code=item.code,
                    document=need.document,
                ),
                rule=say("材料先登记后引用"),
                next=say("请补进 documents.toml"),
            )
    return item


def line_of(text: str, section: str, index: int, word: str) -> int:
    """The line (1-based) of the entry `index` of `[[section]]` that holds `word`; its heading if the word
    isn't there.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, 1) if line.strip() == f"[[{section}]]"]
    if index >= len(heads):
        return next((number for number, line in enumerate(lines, 1) if line.startswith(section)), 1)
    end = heads[index + 1] - 1 if index + 1 < len(heads) else len(lines)
    for number in range(heads[index], end + 1):
        if number > heads[index] and lines[number - 1].startswith("[["):
            break
        if f'"{word}"' in lines[number - 1] or f"{word} =" in lines[number - 1]:
            return number
    return heads[index]


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A bundle that can be taken in today."""

    code: str
    version: int
    name: str
    lead: str
    promised_days: int | None

    def __str__(self) -> str:
        days = say("承诺 {n} 个工作日", n=self.promised_days) if self.promised_days is not None else say("按最长的事项")
        return say("{code}  {name}（{lead}，{days}）", code=self.code, name=self.name, lead=self.lead, days=days)


@query("catalogue.version")
def version(look: Look) -> int:
    """The catalogue's version: another one whenever anything of it has changed."""
    return search_store.catalogue_version(look.db)


@query("catalogue.index", by=())
def index(look: Look) -> search_store.Index:
    """What one field finds as one types: everything in force today."""
    return search_store.index_of(look.db, look.today)


@query("catalogue.search", argument="text")
def search(look: Look, text: str, kinds: tuple[str, ...] = (), limit: int = 50) -> tuple[search_store.Hit, ...]:
    """Find items, documents, bases, departments and other places (Han, pinyin, initials, codes)."""
    unknown = [kind for kind in kinds if kind not in search_store.KINDS]
    if unknown:
        raise Refusal(
            "catalogue.no-kind",
            say("没有 {unknown} 这一类", unknown=verbatim(unknown[0][:20])),
            rule=say("可查 {kinds}", kinds=listed(search_store.KINDS)),
            next=Next.by("catalogue.search", say("请改正类别"), text=text),
        )
    return tuple(search_store.search(look.db, text, kinds, max(1, min(limit, 500)), look.today))


@query("bundle.list")
def list_bundles(look: Look, on: date | None = None) -> tuple[BundleRow, ...]:
    """The bundles in force."""
    return tuple(
        BundleRow(row["code"], row["version"], row["name"], row["lead"], row["promised_days"])
        for row in store.bundles(look.db, on or look.today)
    )


@query("bundle.items", argument="code")
def bundle_items(look: Look, code: str) -> tuple[guides.ItemBrief, ...]:
    """The items of a bundle."""
    bundle = store.bundle(look.db, code, on=look.today)
    found = [store.item(look.db, item.code, on=look.today) for item in bundle.items]
    return tuple(
        guides.ItemBrief(item.code, item.name, store.department(look.db, item.department)["short"]) for item in found
    )
