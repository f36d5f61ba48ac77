"""The hall's own table of items: every element in a cell, and which cells of a file differ from what is in force.

A cell that still says what the export wrote keeps what is in force, to the last sign; so a file that nobody touched
changes nothing, whatever a spreadsheet did to widths and line ends. What a plain text can't hold is JSON in its cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from counter.phrases.said import listed, say, verbatim
from counter.rules.clock import GROUNDS
from counter.rules.documents import Need
from counter.rules.guide import CHECKS, ELEMENTS, KINDS, Item, read_days
from counter.rules.level import LEVEL_NAMES
from counter.rules.limits import read_months
from counter.rules.losing import element_name
from counter.rules.mapping import LIMITS, Mapped, Paper, Plan, clean, papers_in, shaped
from counter.rules.mapping import text_of as cell_text

BESIDE = ("code", "version", "effective_on", "department_code")
"""Columns that say which item it is and whose, or only tell the reader something."""
OWN = ("name", "department", "kind", "type", "legal", "promised", "desk")
HEAD = (
    *("code", "version", "effective_on", "name", "department", "department_code", "kind", "type", "level"),
    *("legal", "promised", "desk", "check", "pauses"),
)
TAIL = ("basis", "documents")
_NEED = {each.name: each.default for each in fields(Need) if each.name not in ("document", "item", "when")}


def entry_of(item: Item, department: str, papers: Mapping[str, str], effective_on: str = "") -> dict[str, Any]:
    """An item in standard form: what JSON and TOML write, and what a table writes as text.

    `department` is its department's name, `papers` the names of documents by code. What is empty is left out.
    """
    entry = {
        "code": item.code,
        "version": item.version,
        "effective_on": effective_on,
        "name": item.name,
        "department": department,
        "department_code": item.department,
        "kind": item.kind,
        "type": item.type,
        "legal": f"{item.legal_months}个月" if item.legal_months else item.legal_days,
        "promised": item.promised_days,
        "desk": item.desk_days,
        **{key: value for key, value in item.guide.items() if key != "legal_months"},
        "documents": [_paper(need, papers) for need in item.needs],
    }
    return {key: value for key, value in entry.items() if not empty(value)}


def _paper(need: Need, papers: Mapping[str, str]) -> dict[str, Any]:
    kept = {name: value for name, default in _NEED.items() if (value := getattr(need, name)) != default}
    when = {"when": {q: list(a) for q, a in need.when.items()}} if need.when else {}
    return {"document": need.document, "name": papers.get(need.document, need.document), **kept, **when}


def head_of(entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The columns of a table of these entries: what all guides have, then what some have beside."""
    every = {key for entry in entries for key in entry}
    middle = [key for key in ELEMENTS if key not in HEAD and key not in TAIL]
    more = sorted(every - {*HEAD, *TAIL, *middle})
    return (*HEAD, *middle, *more, *TAIL)


def text_of(element: str, value: Any) -> str:
    """A value as the text of a cell."""
    if empty(value):
        return ""
    if element == "kind":
        return str(KINDS.get(value, value))
    if element in ("check", "level"):
        return str((CHECKS if element == "check" else LEVEL_NAMES).get(value, value))
    if element == "pauses" and all(ground in GROUNDS for ground in value):
        return "、".join(str(GROUNDS[ground]) for ground in value)
    if isinstance(value, str) and value[:1] not in ("[", "{"):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def empty(value: Any) -> bool:
    """Whether there is nothing in it (0 and no are something)."""
    return value is None or value in ("", [], (), {})


def differing(row: Mapping[str, Any], in_force: Mapping[str, Any]) -> dict[str, Any]:
    """The elements of a row that say something else than the item in force, `in_force` being its `entry_of`."""
    found = {}
    for element, raw in row.items():
        if element in BESIDE or not element:
            continue
        now = in_force.get(element)
        if raw == now or (empty(raw) and empty(now)):
            continue
        if isinstance(raw, (str, int, float)) and _folded(raw) == _folded(text_of(element, now)):
            continue
        found[element] = raw
    return found


def _folded(text: object) -> str:
    """A cell as it is compared: a spreadsheet changes line ends and outer spaces, and writes 3 as 3.0."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return "\n".join(line.rstrip() for line in str(text).replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def read(element: str, raw: Any) -> Any:
    """An element's value out of a cell or a record. Raises ValueError where it can't be one."""
    value = raw
    if isinstance(raw, str):
        text = raw.strip()
        if text[:1] in ("[", "{"):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise ValueError(say("方括号里的内容写得不对（{error}）", error=error)) from error
        else:
            value = shaped(element, text)
    if not _sound(element, value):
        raise ValueError(say("写法与导出的不一样"))
    return value


_TEXTS = ("pauses", "remote", "relies_on")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "basis": ("law",),
    "procedure": ("step",),
    "faq": ("q", "a"),
    "situations": ("code", "question"),
}
"""Elements that are lists of tables, and the texts that each table has to have."""


def _sound(element: str, value: Any) -> bool:
    if element in _TEXTS:
        known = element != "pauses" or (isinstance(value, list) and all(each in GROUNDS for each in value))
        return isinstance(value, list) and all(isinstance(each, str) for each in value) and known
    if element in _PARTS:
        return isinstance(value, list) and all(
            isinstance(each, dict)
            and all(isinstance(each.get(part), str) for part in _PARTS[element])
            and all(isinstance(each.get(part, ""), str) for part in ("number", "article", "gist", "who", "result"))
            and isinstance(each.get("days", 0), int)
            and _answers(each)
            for each in value
        )
    if element == "fields":
        return isinstance(value, list) and all(
            isinstance(each, str) or (isinstance(each, dict) and isinstance(each.get("name"), str)) for each in value
        )
    if element in ELEMENTS:
        return isinstance(value, (str, int, float)) or element in ("forms", "documents")
    return True


def _answers(each: Mapping[str, Any]) -> bool:
    answers = each.get("answers", [])
    return isinstance(answers, list) and all(
        isinstance(one, dict) and isinstance(one.get("code"), str) and isinstance(one.get("name"), str)
        for one in answers
    )


def papers_of(raw: Any) -> list[dict[str, Any]] | None:
    """A list of papers as the export writes it, or None where it is not one. Raises ValueError for a paper written
    wrong.
    """
    if isinstance(raw, str) and raw.strip()[:1] == "[":
        raw = read("documents", raw)
    if not isinstance(raw, list) or not all(isinstance(each, dict) and "document" in each for each in raw):
        return None
    for position, each in enumerate(raw, 1):
        wrong = [
            name
            for name, value in each.items()
            if (name in ("document", "name") and not (isinstance(value, str) and value and value.isprintable()))
            or (name in _NEED and type(value) is not type(_NEED[name]))
            or (name == "when" and not _when(value))
            or (name == "copies" and not 1 <= value <= 99)
            or name not in ("document", "name", "when", *_NEED)
        ]
        if wrong:
            raise ValueError(
                say("第{position}份材料的 {names} 写得不对", position=position, names=verbatim(listed(wrong)))
            )
    return [dict(each) for each in raw]


def _when(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(answer, str) or (isinstance(answer, list) and all(isinstance(one, str) for one in answer))
        for answer in value.values()
    )


def take(plan: Plan, row: Mapping[str, Any], in_force: Mapping[str, Any]) -> Mapped:
    """A row of the own table: what it says otherwise than the item in force (an empty one for a new item).

    Raises ValueError where it has no code, name or department.
    """
    odd: list[str] = []
    spoken: set[str] = set()
    entry: dict[str, Any] = {"code": cell_text(row.get(plan.key)), "documents": []}
    papers: tuple[Paper, ...] = ()
    for element, raw in differing(row, in_force).items():
        if empty(raw) or (isinstance(raw, str) and not raw.strip()):
            spoken.add(element)
            continue
        try:
            if element == "documents":
                papers, entry[element] = _papers(plan, row, raw, odd)
            else:
                entry.update(_value(element, raw, odd))
        except ValueError as error:
            odd.append(say("{element}：{error}，保留现行的", element=element_name(element), error=error))
        else:
            spoken.add(element)
    for element, missing in (
        ("code", say("没有代码（{key} 列是空的）", key=plan.key)),
        ("name", say("没有事项名称")),
        ("department", say("没有部门")),
    ):
        entry.setdefault(element, in_force.get(element, ""))
        if not entry[element] or (element in spoken and not row.get(element)):
            raise ValueError(missing)
    if len(entry["code"]) > 200 or not entry["code"].isprintable():
        raise ValueError(say("代码里有看不见的字符，或超过200个字符"))
    if "kind" not in entry:
        entry["kind"] = in_force.get("kind") or ("on-the-spot" if entry.get("promised") == 0 else "promised")
        spoken.discard("kind")
    return Mapped(entry["code"], entry.pop("department"), entry, papers, tuple(odd), frozenset(spoken))


def _value(element: str, raw: Any, odd: list[str]) -> dict[str, Any]:
    if element in LIMITS:
        text = cell_text(raw)
        if element == "legal" and (months := read_months(text)):
            return {"legal_months": months}
        return {element: read_days(text)}
    if isinstance(raw, str):
        raw, remarks = clean(raw)
        odd += [say("{element}：{remark}", element=element_name(element), remark=remark) for remark in remarks]
    if element in ("name", "department", "type"):
        return {element: cell_text(raw)}
    if element == "kind":
        kind = next((code for code, name in KINDS.items() if raw in (code, name)), "")
        if not kind:
            raise ValueError(say("办件类型 {kind} 不是即办件或承诺件", kind=verbatim(str(raw)[:20])))
        return {"kind": kind}
    return {element: read(element, raw)}


def _papers(
    plan: Plan, row: Mapping[str, Any], raw: Any, odd: list[str]
) -> tuple[tuple[Paper, ...], list[dict[str, Any]]]:
    given = papers_of(raw)
    if given is None:
        return papers_in(plan, row, odd)
    named = [(each, str(each.pop("name", each["document"]))) for each in given]
    papers = {each["document"]: Paper(each["document"], name) for each, name in named}
    return tuple(papers.values()), given


def merged(before: Item, fresh: Item, spoken: frozenset[str]) -> Item:
    """The item in force with what a file says of it; of what the file does not speak, what is in force stays."""

    def of(element: str) -> Item:
        return fresh if element in spoken else before

    told = spoken | ({"legal_months"} if "legal" in spoken else set())
    return Item(
        before.code,
        before.version,
        of("name").name,
        of("department").department,
        of("kind").kind,
        of("type").type,
        of("legal").legal_days,
        of("promised").promised_days,
        of("desk").desk_days,
        {
            **{key: value for key, value in before.guide.items() if key not in told},
            **{key: value for key, value in fresh.guide.items() if key in told},
        },
        of("documents").needs,
    )


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_of(entries: Iterable[Mapping[str, Any]]) -> str:
    """The entries as a TOML file of [[items]], as data/items writes them."""
    parts = []
    for entry in entries:
        parts.append("[[items]]\n" + "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in entry.items()))
    return "\n".join(parts)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(key))} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
