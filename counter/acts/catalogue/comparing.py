"""A department's table beside the catalogue: what an import would add, change, lose, end and leave out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from counter.acts.catalogue.bundle_file import compare_bundle
from counter.acts.catalogue.difference import STEWARDS, Difference, Line, Progress, Ready, plan_of
from counter.acts.catalogue.source_rows import Row
from counter.acts.catalogue.sources import digest_of, read
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import mapping as rules
from counter.rules import own_table
from counter.rules.guide import Item, read_item
from counter.rules.level import LEVEL_NAMES
from counter.rules.losing import element_name, losses
from counter.store import catalogue as store
from counter.store import catalogue_writing, driver, search, spelling, staging

_OWN = {
    "name": "name",
    "legal": "legal_days",
    "promised": "promised_days",
    "desk": "desk_days",
    "kind": "kind",
    "type": "type",
}
"""Elements that are an item's own attributes."""


@query("catalogue.compare", by=STEWARDS, argument="source")
def compare(look: Look, source: str, mapping: str, progress: Progress | None = None, level: str = "") -> Difference:
    """Look at the difference before an import: new, changed, gone, unreadable."""
    path = Path(source)
    if mapping == "bundle":
        return compare_bundle(look, path)
    plan = plan_of(mapping)
    codes = {plan.key, *(column for name, column in plan.columns.items() if name.endswith("code"))}
    read_in = read(path, _heads_of(plan), codes)
    rows = _with_codes(plan, [row for row in read_in if not row.note])
    missing = _missing_columns(plan, rows)
    if missing:
        raise Refusal(
            "catalogue.lacks-columns-mapping-needs",
            say(
                "{path} 里没有对照表 {mapping} 要的列：{missing}",
                path=path.name,
                mapping=mapping,
                missing=verbatim(a_row(missing)),
            ),
            rule=say("列名要与对照表一致"),
            next=say("请换对照表，或改列名"),
        )
    before = catalogue_writing.imported(look.db, mapping)
    beside = _Beside(look, plan)
    here = beside.newest
    bodies = _Bodies(plan, store.departments(look.db), level)
    documents: dict[str, rules.Paper] = {}
    named = dict(sorted(store.document_names(look.db).items(), reverse=True))
    same = {search.fold(name): code for code, name in named.items()}
    seen: dict[str, tuple[int, Any]] = {}
    lines: dict[str, list[Line]] = {"new": [], "changed": [], "unreadable": [], "warnings": [], "offered": []}
    lines.update(losses=[], weakened=[])
    ready, unchanged, nameless = [], 0, False
    lines["warnings"] += [Line(row.number, "", "", _in_sheet(row, row.note)) for row in read_in if row.note]
    if rows and rows[0].coded:
        lines["warnings"].append(Line(0, "", path.name, say("没有代码列，代码按部门和名称编，同名的下次还是它")))
    spoken_of: set[str] = set()
    for done, row in enumerate(rows, 1):
        if progress is not None and (done % 100 == 0 or done == len(rows)):
            progress(done, len(rows))
        key = rules.text_of(row.cells.get(plan.key)) if row.cells is not None else ""
        name = rules.text_of(row.cells.get(plan.columns["name"])) if row.cells is not None else ""
        try:
            if row.cells is None:
                raise ValueError(row.fault)
            if key in seen and seen[key][1] != row.cells:
                raise ValueError(say("代码与第{seen}行重复", seen=seen[key][0]))
            mapped = _known_documents(beside.read(row.cells, bodies), same)
            item = read_item(
                {**mapped.entry, "department": bodies.code(mapped.department, mapped.entry.get("level", ""))}, {}
            )
            item = beside.merged(item, mapped.spoken)
            spoken_of.add(item.department)
        except (ValueError, TypeError, KeyError) as error:
            nameless = nameless or not key
            lines["unreadable"].append(Line(row.number, key, name[:60], _in_sheet(row, str(error))))
            seen.setdefault(key, (row.number, None))
            continue
        oddities = [_in_sheet(row, words) for words in (*row.oddities, *mapped.oddities)]
        if key in seen:
            oddities.append(say("与第{seen}行完全相同，只算一行", seen=seen[key][0]))
        lines["warnings"] += [Line(row.number, key, name[:60], words) for words in oddities]
        if key in seen:
            continue
        seen[key] = (row.number, row.cells)
        documents.update((document.code, document) for document in mapped.papers if document.code not in documents)
        kept: dict[str, Any] = {
            "mapping": mapping,
            "file": path.name,
            "row": row.number,
            "text": dict(row.cells),
            "oddities": oddities,
        }
        old = before.get(key)
        now = here.get(key)
        if plan.own and now is not None and not mapped.spoken and key in beside.in_force:
            unchanged += 1
            continue
        if now is None:
            lines["new"].append(Line(row.number, key, item.name[:60]))
        elif plan.own:
            elements = a_row(element_name(each) for each in sorted(mapped.spoken))
            back = key not in beside.in_force
            words = say("停用后又有了") if back else say("{columns} 变了", columns=elements)
            lines["changed"].append(Line(row.number, key, item.name[:60], words))
            kept = beside.with_source(kept, item, mapped.spoken)
        elif old is None:
            lines["changed"].append(Line(row.number, key, item.name[:60], say("目录里已有，改从这份来源")))
        elif old.text == kept["text"] and not old.withdrawn:
            unchanged += 1
            continue
        else:
            what = say("停用后又有了") if old.withdrawn else _what_changed(old.text, kept["text"])
            lines["changed"].append(Line(row.number, key, item.name[:60], what))
            if "documents" in old.edits:
                lines["warnings"].append(
                    Line(row.number, key, item.name[:60], say("材料清单保留改过的，来源这次的请对照"))
                )
                offered = _offered(plan, old, mapped, same, named)
                kept.update({"offered": offered} if offered else {})
                known = {each["document"] for each in old.offered}
                lines["offered"] += [
                    Line(row.number, key, item.name[:60], each["name"])
                    for each in offered
                    if each["document"] not in known
                ]
            item = _with_edits(item, old.edits, kept)
        if now is not None:
            item = replace(item, version=now.version + 1)
            for loss in losses(now, item, named):
                line = Line(row.number, key, item.name[:60], loss.what)
                lines["weakened" if loss.weakens else "losses"].append(line)
        ready.append(Ready(item, kept))
    # Another department's file through the same mapping says nothing about these departments' items.
    gone = (
        ()
        if nameless
        else tuple(
            Line(0, code, old.name)
            for code, old in before.items()
            if code not in seen and not old.withdrawn and old.department in spoken_of
        )
    )
    stamp = secrets.token_hex(8)
    staging.stage(look.db, stamp, documents.values(), ((each.item, each.source) for each in ready))
    return Difference(
        path.name,
        mapping,
        digest_of(path),
        len(rows),
        unchanged,
        tuple(lines["new"]),
        tuple(lines["changed"]),
        gone,
        tuple(lines["unreadable"]),
        tuple(lines["warnings"]),
        tuple(name for _, name, _ in bodies.made),
        tuple(ready),
        tuple(documents.values()),
        tuple(bodies.made),
        losses=(*(replace(line, what=say("停用")) for line in gone), *lines["losses"]),
        weakened=tuple(lines["weakened"]),
        offered=tuple(lines["offered"]),
        stamp=stamp,
    )


class _Beside:
    """The rows of a file beside the items that the hall has."""

    def __init__(self, look: Look, plan: rules.Plan) -> None:
        self._plan = plan
        self.newest = store.newest_items(look.db)
        self.in_force = store.items_in_force(look.db, look.today)
        self._sources = catalogue_writing.sources(look.db) if plan.own else {}
        self._documents = store.document_names(look.db)
        self._departments = {row["code"]: row["name"] for row in store.departments(look.db)}

    def read(self, cells: Mapping[str, Any], bodies: _Bodies) -> rules.Mapped:
        """A row in standard form. Raises ValueError."""
        if not self._plan.own:
            return rules.apply(self._plan, cells)
        item = self.in_force.get(rules.text_of(cells.get(self._plan.key)))
        if item is None:
            return own_table.take(self._plan, cells, {})
        now = own_table.entry_of(item, self._departments[item.department], self._documents)
        if bodies.known(rules.text_of(cells.get("department"))) == item.department:
            cells = {**cells, "department": now["department"]}
        return own_table.take(self._plan, cells, now)

    def merged(self, item: Item, spoken: frozenset[str]) -> Item:
        """The newest version with what the row says; a new item as it is read."""
        now = self.newest.get(item.code)
        return item if now is None else own_table.merged(now, item, spoken)

    def with_source(self, kept: dict[str, Any], item: Item, spoken: frozenset[str]) -> dict[str, Any]:
        """What is kept with an item changed in the own table: one that came from a department's file stays that file's,
        and what was changed here is kept beside it as a steward's edits are.
        """
        source = self._sources.get(item.code)
        if source is None or source["mapping"] == self._plan.name:
            return kept
        edits = dict(source.get("edits", {}))
        for element in spoken - {"department", "code"}:
            edits[element] = element_of(item, element)
        return {**source, "edits": edits}


def element_of(item: Item, element: str) -> Any:
    """One element of an item as `with_element` takes it."""
    if element == "documents":
        return [{"document": need.document, **catalogue_writing.write_need(need)} for need in item.needs]
    return getattr(item, _OWN[element]) if element in _OWN else item.guide.get(element)


def _known_documents(mapped: rules.Mapped, same: Mapping[str, str]) -> rules.Mapped:
    """A document without a standard code whose name the hall knows already is that document."""
    codes = {
        document.code: same.get(search.fold(document.name), document.code)
        for document in mapped.papers
        if not document.standard
    }
    for need in mapped.entry["documents"]:
        need["document"] = codes.get(need["document"], need["document"])
    return replace(
        mapped,
        papers=tuple(
            document for document in mapped.papers if codes.get(document.code, document.code) == document.code
        ),
    )


def _offered(
    plan: rules.Plan,
    old: catalogue_writing.Cloned,
    mapped: rules.Mapped,
    same: Mapping[str, str],
    named: Mapping[str, str],
) -> list[dict[str, Any]]:
    """What the source's list names that neither its last one nor the steward's has, and what was offered before and is
    still there. What the steward has seen and left out is not offered again.
    """
    try:
        before = {entry["document"] for entry in _known_documents(rules.apply(plan, old.text), same).entry["documents"]}
    except (ValueError, TypeError, KeyError):
        before = set()  # the mapping reads the last row no more: rather ask once too often
    listed = {entry["document"] for entry in old.edits["documents"]}
    waiting = {each["document"] for each in old.offered}
    names = {**{document.code: document.name for document in mapped.papers}, **named}
    found: dict[str, dict[str, Any]] = {}
    for entry in mapped.entry["documents"]:
        code = entry["document"]
        if code not in listed and (code not in before or code in waiting):
            found.setdefault(code, {**entry, "name": names[code]})
    return list(found.values())


class _Bodies:
    """Codes of departments by name; one that the hall doesn't know gets a code of the mapping's prefix."""

    def __init__(self, plan: rules.Plan, known: Iterable[driver.Row], level: str) -> None:
        self._plan, self._level = plan, level or plan.level
        self._known: dict[str, str] = {}
        self.taken = set()
        for row in known:
            self.taken.add(row["code"])
            for name in (row["short"], row["name"], row["code"]):
                self._known[search.fold(name)] = row["code"]
        self.made: list[tuple[str, str, str]] = []

    def known(self, name: str) -> str:
        """The code of a department that the hall has, or empty."""
        return self._plan.known.get(name) or self._known.get(search.fold(name), "")

    def code(self, name: str, level: str = "") -> str:
        """The code of a department by its name or short name; `level` is the row's own word for a new one's."""
        if name in self._plan.known:
            return self._plan.known[name]
        folded = search.fold(name)
        if folded not in self._known:
            if len(name) > 60:
                raise ValueError(say("部门名称有 {count} 字，最多 60 字", count=len(name)))
            level = self._level or level
            if level not in LEVEL_NAMES:
                raise ValueError(say("新部门 {name} 不知道是哪一级", name=verbatim(name)))
            initials = spelling.spell(name)[1].upper() or "X"
            stem = f"{self._plan.prefix}-{initials}"
            code = next(c for c in (stem, *(f"{stem}{n}" for n in range(2, 10_000))) if c not in self.taken)
            self._known[folded] = code
            self.taken.add(code)
            self.made.append((code, name, level))
        return self._known[folded]


def _missing_columns(plan: rules.Plan, rows: list[Row]) -> list[str]:
    present = {column for row in rows if row.cells is not None for column in row.cells}
    needed = {plan.key, plan.columns["name"], plan.columns["department"]}
    return sorted(needed - present) if present else []


def _in_sheet(row: Row, words: str) -> str:
    """What is said of a row, with its sheet where a workbook has several."""
    return say("工作表 {name}：{words}", name=verbatim(row.sheet), words=words) if row.sheet else words


def _heads_of(plan: rules.Plan) -> set[str]:
    """The heads that the mapping reads."""
    every = set(own_table.head_of(())) if plan.own else set()
    return {plan.key, *plan.columns.values(), *every, *([plan.documents["list"]] if plan.documents else [])}


def _with_codes(plan: rules.Plan, rows: list[Row]) -> list[Row]:
    """Rows of a file without a column of codes get one each: the same for the same name in the same department."""
    if any(plan.key in row.cells for row in rows if row.cells is not None):
        return rows
    coded = []
    for row in rows:
        if row.cells is not None:
            name, department = (rules.text_of(row.cells.get(plan.columns[each])) for each in ("name", "department"))
            if name and department:
                row = replace(row, cells={**row.cells, plan.key: rules.made_code(plan, department, name)}, coded=True)
        coded.append(row)
    return coded


def _what_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    columns = [column for column in {**old, **new} if old.get(column) != new.get(column)]
    return say("{columns} 变了", columns=a_row(columns[:6]) + (say("等") if len(columns) > 6 else ""))


def _with_edits(item: Item, edits: Mapping[str, Any], kept: dict[str, Any]) -> Item:
    """A new version of the source keeps what a steward has put right, and the source's new words beside it."""
    for element, edit in edits.items():
        item = with_element(item, element, edit)
    if edits:
        kept["edits"] = dict(edits)
    return item


def with_element(item: Item, element: str, value: Any) -> Item:
    """An item with one element of its guide set anew."""
    if element == "documents":
        return replace(item, needs=tuple(store.read_need(entry, entry["document"], item.code) for entry in value))
    if element in _OWN:
        return replace(item, **{_OWN[element]: value})
    return replace(item, guide={**item.guide, element: value})
