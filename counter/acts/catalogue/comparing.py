"""A department's table beside the catalogue: what an import would add, change, end and leave out, before it does."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from counter.acts.catalogue.source_rows import Row
from counter.acts.catalogue.sources import digest_of, read
from counter.errors import Refusal
from counter.hall import DATA
from counter.hall.act import Look, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import mapping as rules
from counter.rules.access import Role
from counter.rules.bundle_problems import misshapen, problems
from counter.rules.guide import Item, read_item
from counter.rules.letters import visible
from counter.store import catalogue as store
from counter.store import catalogue_writing, search, spelling, staging

STEWARDS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

Progress = Callable[[int, int], None]
"""Called now and then with rows done and rows in all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: the row in the source (0 where it isn't there any more), the item, what and why."""

    row: int
    code: str
    name: str
    what: str = ""

    def __str__(self) -> str:
        head = a_row(
            (part for part in (say("第{row}行", row=self.row) if self.row else "", self.name or self.code) if part), " "
        )
        return say("{head}：{what}", head=head, what=self.what) if self.what else head


@dataclass(frozen=True, slots=True)
class Ready:
    """An item that would be written, and what is kept with it of the source."""

    item: Item
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would change. `ready`, `papers` and `bodies` are what would be written."""

    file: str
    mapping: str
    digest: str
    rows: int
    unchanged: int
    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    gone: tuple[Line, ...]
    unreadable: tuple[Line, ...]
    warnings: tuple[Line, ...]
    departments: tuple[str, ...]
    ready: tuple[Ready, ...] = field(default=(), repr=False)
    papers: tuple[rules.Paper, ...] = field(default=(), repr=False)
    bodies: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    bundle: dict[str, Any] | None = field(default=None, repr=False)
    offered: tuple[Line, ...] = ()
    """Papers that the source names anew for lists that a steward keeps: each becomes a finding that adds it or lets it
    be.
    """
    stamp: str = ""
    """By which the rows are known that lie ready in the connection that compared."""

    def __str__(self) -> str:
        return say(
            "{file}：{rows} 行，新增 {added}，改变 {changed}，不变 {unchanged}，来源里没有了 {gone}，读不了 "
            "{unreadable}，提醒 {warnings}，新部门 {departments}{offered}",
            file=self.file,
            rows=self.rows,
            added=len(self.new),
            changed=len(self.changed),
            unchanged=self.unchanged,
            gone=len(self.gone),
            unreadable=len(self.unreadable),
            warnings=len(self.warnings),
            departments=len(self.departments),
            offered=(say("，改过的清单里没有的新材料 {count}", count=len(self.offered)) if self.offered else ""),
        )


def plan_of(name: str) -> rules.Plan:
    """A mapping of data/mappings. Raises Refusal with the names there are."""
    folder = DATA / "mappings"
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name not in known:
        raise Refusal(
            "catalogue.no-mapping",
            say("没有名为 {name} 的对照表", name=verbatim(name[:40])),
            rule=say("对照表在 data/mappings"),
            next=say("可用：{known}", known=a_row([*known, "bundle"])),
        )
    try:
        return rules.read_plan(name, tomllib.loads((folder / f"{name}.toml").read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise Refusal(
            "catalogue.mapping-not-written-right",
            say("对照表 {name} 写得不对（{error}）", name=verbatim(name), error=error),
            next=say("请改正 data/mappings 里的文件"),
        ) from error


@query("catalogue.compare", by=STEWARDS, argument="source")
def compare(look: Look, source: str, mapping: str, progress: Progress | None = None) -> Difference:
    """Look at the difference before an import: new, changed, gone, unreadable."""
    path = Path(source)
    if mapping == "bundle":
        return _compare_bundle(look, path)
    plan = plan_of(mapping)
    rows = read(path)
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
    here = store.newest_versions(look.db)
    bodies = _Bodies(plan, {row["name"]: row["code"] for row in store.departments(look.db)})
    papers: dict[str, rules.Paper] = {}
    named = dict(sorted(store.document_names(look.db).items(), reverse=True))
    same = {search.fold(name): code for code, name in named.items()}
    seen: dict[str, tuple[int, Any]] = {}
    lines: dict[str, list[Line]] = {"new": [], "changed": [], "unreadable": [], "warnings": [], "offered": []}
    ready, unchanged, nameless = [], 0, False
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
            mapped = _known_papers(rules.apply(plan, row.cells), same)
            item = read_item({**mapped.entry, "department": bodies.code(mapped.department)}, {})
            spoken_of.add(item.department)
        except (ValueError, TypeError, KeyError) as error:
            nameless = nameless or not key
            lines["unreadable"].append(Line(row.number, key, name[:60], str(error)))
            seen.setdefault(key, (row.number, None))
            continue
        oddities = [*row.oddities, *mapped.oddities]
        if key in seen:
            oddities.append(say("与第{seen}行完全相同，只算一行", seen=seen[key][0]))
        lines["warnings"] += [Line(row.number, key, name[:60], words) for words in oddities]
        if key in seen:
            continue
        seen[key] = (row.number, row.cells)
        papers.update((paper.code, paper) for paper in mapped.papers if paper.code not in papers)
        kept: dict[str, Any] = {
            "mapping": mapping,
            "file": path.name,
            "row": row.number,
            "text": dict(row.cells),
            "oddities": oddities,
        }
        old = before.get(key)
        if old is None and key in here:
            lines["changed"].append(Line(row.number, key, item.name[:60], say("目录里已有，改从这份来源")))
            item = replace(item, version=here[key] + 1)
        elif old is None:
            lines["new"].append(Line(row.number, key, item.name[:60]))
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
            item = replace(_with_edits(item, old.edits, kept), version=old.version + 1)
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
    staging.stage(look.db, stamp, papers.values(), ((each.item, each.source) for each in ready))
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
        tuple(papers.values()),
        tuple(bodies.made),
        offered=tuple(lines["offered"]),
        stamp=stamp,
    )


def _known_papers(mapped: rules.Mapped, same: Mapping[str, str]) -> rules.Mapped:
    """A paper without a standard code whose name the hall knows already is that paper."""
    codes = {paper.code: same.get(search.fold(paper.name), paper.code) for paper in mapped.papers if not paper.standard}
    for need in mapped.entry["documents"]:
        need["document"] = codes.get(need["document"], need["document"])
    return replace(
        mapped, papers=tuple(paper for paper in mapped.papers if codes.get(paper.code, paper.code) == paper.code)
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
        before = {entry["document"] for entry in _known_papers(rules.apply(plan, old.text), same).entry["documents"]}
    except (ValueError, TypeError, KeyError):
        before = set()  # the mapping reads the last row no more: rather ask once too often
    listed = {entry["document"] for entry in old.edits["documents"]}
    waiting = {each["document"] for each in old.offered}
    names = {**{paper.code: paper.name for paper in mapped.papers}, **named}
    found: dict[str, dict[str, Any]] = {}
    for entry in mapped.entry["documents"]:
        code = entry["document"]
        if code not in listed and (code not in before or code in waiting):
            found.setdefault(code, {**entry, "name": names[code]})
    return list(found.values())


class _Bodies:
    """Codes of departments by name; one that the hall doesn't know gets a code of the mapping's prefix."""

    def __init__(self, plan: rules.Plan, known: dict[str, str]) -> None:
        self._plan, self._known = plan, known
        self.made: list[tuple[str, str, str]] = []

    def code(self, name: str) -> str:
        """The code of a department's name."""
        if name in self._plan.known:
            return self._plan.known[name]
        if name not in self._known:
            if len(name) > 60:
                raise ValueError(say("部门名称有 {count} 字，最多 60 字", count=len(name)))
            initials = spelling.spell(name)[1].upper() or "X"
            taken = {*self._known.values()}
            stem = f"{self._plan.prefix}-{initials}"
            code = next(c for c in (stem, *(f"{stem}{n}" for n in range(2, 10_000))) if c not in taken)
            self._known[name] = code
            self.made.append((code, name, self._plan.level))
        return self._known[name]


def _missing_columns(plan: rules.Plan, rows: list[Row]) -> list[str]:
    present = {column for row in rows if row.cells is not None for column in row.cells}
    needed = {plan.key, plan.columns["name"], plan.columns["department"]}
    return sorted(needed - present) if present else []


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
    own = {
        "name": "name",
        "legal": "legal_days",
        "promised": "promised_days",
        "desk": "desk_days",
        "kind": "kind",
        "type": "type",
    }
    if element in own:
        return replace(item, **{own[element]: value})
    return replace(item, guide={**item.guide, element: value})


def _compare_bundle(look: Look, path: Path) -> Difference:
    """A bundle's definition, checked with the line of each fault."""
    from counter.acts.catalogue.loading import line_of

    try:
        text = path.read_text("utf-8-sig") if path.stat().st_size < 1_000_000 else ""
        definition = tomllib.loads(text)
        if wrong := misshapen(definition):
            raise Refusal(
                "catalogue.not-right",
                say("{path} 里的 {wrong} 写得不对", path=verbatim(path.name), wrong=visible(wrong, 60)),
                rule=say("每一处的写法与 data/bundles 里的一样"),
                next=say("请改正后再导入"),
            )
        items = {row["code"]: row for row in store.current_items(look.db, look.today)}
        bundle = store.read_bundle(
            definition, 1, lambda code: store.needs_of(look.db, code, items[code]["version"]) if code in items else ()
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {path}（{error}）", path=verbatim(path.name), error=error),
            rule=say("一件事写成 UTF-8 的 TOML，不超过 1 MB"),
            next=say("请改正后再导入"),
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            "catalogue.lacks-wrong",
            say("{path} 缺少或写错了 {error}", path=path.name, error=error),
            rule=say("一件事要有 code、name、lead、items"),
            next=say("请参照 data/bundles 里的文件"),
        ) from error
    documents = set(store.document_names(look.db))
    faults = problems(
        bundle,
        items,
        documents,
        {code: row["promised_days"] or 0 for code, row in items.items()},
        len(definition.get("needs", ())),
    )
    if not store.has_department(look.db, bundle.lead):
        unreadable = [
            Line(
                line_of(text, "lead", 0, bundle.lead),
                bundle.code,
                bundle.name,
                say("没有代码为 {lead} 的部门", lead=verbatim(bundle.lead)),
            )
        ]
    else:
        unreadable = []
    unreadable += [
        Line(
            line_of(text, f.section, f.index, f.word),
            bundle.code,
            bundle.name,
            say("{what}，{next_step}", what=f.what, next_step=f.next_step),
        )
        for f in faults
    ]
    version, before = store.newest_bundle(look.db, bundle.code)
    line = Line(1, bundle.code, bundle.name)
    same = before == store.compact(definition)
    return Difference(
        path.name,
        "bundle",
        digest_of(path),
        1,
        int(same),
        () if version else (line,),
        (line,) if version and not same else (),
        (),
        tuple(unreadable),
        (),
        (),
        bundle=None if same else definition,
    )
