"""From a department's own table to the standard form of a guide: what each of their columns is, and what was odd in a
row.

Nothing is thrown away: the row itself is kept beside the standard form, so a wrong mapping can be put right later.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counter.phrases.said import listed, say, verbatim
from counter.rules.clock import GROUNDS, Ground
from counter.rules.guide import CHECKS, read_days
from counter.rules.level import LEVEL_NAMES, Level
from counter.rules.limits import read_months

OTHER_WORDS: Mapping[str, str] = {
    "检验检查": Ground.INSPECTION,
    "检验（现场核查）": Ground.INSPECTION,
    "乡级": Level.TOWN,
    "村级": Level.COMMUNITY,
}
"""What departments' tables and guides written out by earlier programs call the same ground or level."""

LIMITS = ("legal", "promised", "desk")
_TAGS = (
    "a|b|body|br|center|div|em|embed|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|li|link|meta|object|"
    "ol|p|pre|script|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tr|u|ul"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!--.*?-->|<!doctype[^>]*>", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_ODD = re.compile(r"[<&\" \u3000\xa0]")
"""Without one of these, and printable, a text is as it should be."""
_ARTICLE = (
    r"第[零〇一二三四五六七八九十百千两0-9]+[条项](?:之[一二三四五六七八九十])?"
    r"(?:\s*第?[（(]?[一二三四五六七八九十0-9]+[）)]?[款项])?"
)
_BASIS = re.compile(
    rf"《([^《》]*(?:〈[^〉]*〉[^《》]*)?)》?\s*(?:[（(]+([^）)]*)[）)]+)?\s*((?:{_ARTICLE}[、，,至和及\s]*)*)"
)
_STEP = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]|第[一二三四五六七八九十]步)\s*", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one source is read: `columns` maps guide elements to source columns, `values` translates their words.

    `key` is the column whose value is the item's code here; `documents` names the columns inside the nested list of
    papers; `prefix` and `level` make codes for departments that the hall does not know yet, `known` those it does.
    """

    name: str
    title: str
    key: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    documents: Mapping[str, str]
    known: Mapping[str, str]
    prefix: str = "X"
    level: str = ""
    own: bool = False
    """The hall's own table (rules/own_table.py): every column is an element by its own name."""


def read_plan(name: str, table: Mapping[str, Any]) -> Plan:
    """A mapping file's content. Raises ValueError that says what is missing."""
    for part in ("title", "key", "columns"):
        if part not in table:
            raise ValueError(say("缺少 {part}", part=part))
    columns = {str(k): str(v) for k, v in table["columns"].items()}
    for element in ("name", "department"):
        if element not in columns:
            raise ValueError(say("[columns] 缺少 {element}", element=element))
    return Plan(
        name,
        table["title"],
        table["key"],
        columns,
        table.get("values", {}),
        table.get("documents", {}),
        table.get("departments", {}),
        table.get("prefix", "X"),
        table.get("level", ""),
        bool(table.get("own", False)),
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a source names it; `standard` is its published standard code, or empty."""

    code: str
    name: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row in standard form (`entry` is what rules.guide.read_item takes), its papers, and what was odd in it."""

    key: str
    department: str
    entry: dict[str, Any]
    papers: tuple[Paper, ...]
    oddities: tuple[str, ...] = field(default=())
    spoken: frozenset[str] = frozenset()
    """Elements that the row says something of (that there is none, too); of the others what is in force stays."""


def apply(plan: Plan, row: Mapping[str, Any]) -> Mapped:
    """One row in standard form. Raises ValueError with the reason where it has no code, name or department."""
    odd: list[str] = []
    key = text_of(row.get(plan.key))
    entry: dict[str, Any] = {}
    spoken = {element for element, column in plan.columns.items() if column in row}
    for element, column in plan.columns.items():
        raw = row.get(column)
        if raw in (None, ""):
            continue
        if isinstance(raw, (list, dict)) and element != "faq":
            raw = _flat(element, raw, odd)
        if element in LIMITS:
            if not _limit(entry, element, raw, odd):
                spoken.discard(element)
        elif element == "faq" and isinstance(raw, list):
            entry["faq"] = [_question(each, odd) for each in raw if isinstance(each, Mapping)]
        else:
            word = _clean(element, raw, odd)
            try:
                entry[element] = shaped(element, plan.values.get(element, {}).get(word, word))
            except ValueError as error:
                odd.append(say("{element}：{error}", element=element, error=error))
                spoken.discard(element)
    for missing, words in (
        (key, say("没有代码（{key} 列是空的）", key=plan.key)),
        (entry.get("name"), say("没有事项名称")),
        (entry.get("department"), say("没有部门")),
    ):
        if not missing:
            raise ValueError(words)
    if len(key) > 200:
        raise ValueError(say("代码有 {count} 个字符，最多 200 个", count=len(key)))
    if not key.isprintable():
        raise ValueError(say("代码里有看不见的字符"))
    papers, rows = papers_in(plan, row, odd)
    if plan.documents and plan.documents["list"] in row:
        spoken.add("documents")
    kind = entry.get("kind", "")
    entry["kind"] = (
        "on-the-spot"
        if kind in ("on-the-spot", say("即办件")) or (not kind and entry.get("promised") == 0)
        else "promised"
    )
    entry.update(code=key, documents=rows)
    if "kind" not in spoken and "promised" in spoken:
        spoken.add("kind")
    return Mapped(key, entry.pop("department"), entry, papers, tuple(dict.fromkeys(odd)), frozenset(spoken))


_NAMES_OF: Mapping[str, tuple[str, ...]] = {
    "law": ("law", "lawName", "name", "title", "法律名称", "依据名称", "文件名称", "名称", "legalName", "according"),
    "number": ("number", "lawNumber", "docNumber", "文号", "发文字号"),
    "article": ("article", "articles", "clause", "条款", "条款号", "第几条"),
    "gist": ("gist", "content", "text", "内容", "条款内容"),
}
"""What departments' systems call the parts of a legal basis."""


def _flat(element: str, raw: Any, odd: list[str]) -> str:
    """What stands in tables within a cell as one text that the element's reader takes; what has no place is said."""
    lines = []
    for each in raw if isinstance(raw, list) else [raw]:
        if not isinstance(each, Mapping):
            lines.append(text_of(each))
            continue
        left = {str(name): text_of(value) for name, value in each.items() if value not in (None, "", [], {})}
        if element != "basis":
            lines.append("，".join(text for text in left.values() if text))
            continue
        parts = {}
        for part, names in _NAMES_OF.items():
            name = next((name for name in names if left.get(name)), "")
            parts[part] = left.pop(name, "")
        law = parts["law"].strip("《》")
        lines.append(f"《{law}》（{parts['number']}）{parts['article']}" if law else "")
        if parts["gist"]:
            left["gist"] = parts["gist"]
        if left or not law:
            words = "，".join(f"{name}={text}" for name, text in left.items())
            odd.append(say("{element} 里没有读的：{words}", element=element, words=verbatim(words[:80])))
    return "\n".join(line for line in lines if line).replace("（）", "")


def text_of(value: Any) -> str:
    """A cell as text; whole numbers lose their `.0`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if isinstance(value, (list, dict)) else str(value).strip()


def _limit(entry: dict[str, Any], element: str, raw: Any, odd: list[str]) -> bool:
    """Set a limit; False where the cell can't be read, so that what is in force stays."""
    words = {"legal": say("法定时限"), "promised": say("承诺时限"), "desk": say("审批台时限")}[element]
    text = text_of(raw)
    try:
        if element == "legal" and (months := read_months(text)):
            entry["legal_months"] = months
            return True
        days = read_days(text)
    except ValueError:
        odd.append(say("{words}读不懂：{text}", words=words, text=verbatim(text[:40])))
        return False
    if days is None:
        return True
    entry[element] = days
    if re.fullmatch(r"[0-9.]+", text):
        odd.append(say("{words}没有单位：{text}", words=words, text=verbatim(text)))
    return True


def papers_in(plan: Plan, row: Mapping[str, Any], odd: list[str]) -> tuple[tuple[Paper, ...], list[dict[str, Any]]]:
    """The papers that a row names: each once, and what the item asks of it."""
    if not plan.documents:
        return (), []
    given = row.get(plan.documents["list"]) or []
    if isinstance(given, str):
        given = [{plan.documents["name"]: name} for name in re.split(r"[;；\n]", given) if name.strip()]
    papers: dict[str, Paper] = {}
    rows: list[dict[str, Any]] = []
    for position, source in enumerate(given, 1):
        if not isinstance(source, Mapping):
            odd.append(say("第{position}份材料读不懂", position=position))
            continue
        name = _clean(say("材料"), source.get(plan.documents["name"]), odd)
        if not name:
            odd.append(say("第{position}份材料没有名称", position=position))
            continue
        standard = text_of(source.get(plan.documents.get("code", "")))
        own = text_of(source.get(plan.documents.get("standard_name", ""))) or name
        paper = Paper(standard or paper_code(name), own if standard else name, standard)
        row_of = {"document": paper.code, **_need(plan, source, name, odd)}
        if standard and own != name:
            row_of["note"] = listed((part for part in (name, row_of.get("note", "")) if part), "；")
        if paper.code in papers:
            odd.append(say("材料重复：{name}", name=name[:40]))
            if row_of in rows:
                continue
        papers.setdefault(paper.code, paper)
        rows.append(row_of)
    return tuple(papers.values()), rows


def _need(plan: Plan, source: Mapping[str, Any], name: str, odd: list[str]) -> dict[str, Any]:
    need: dict[str, Any] = {}
    for element in ("necessity", "form", "waive", "note"):
        raw = source.get(plan.documents.get(element, ""))
        word = _clean(say("材料说明"), raw, odd) if raw not in (None, "") else ""
        known = plan.values.get(element)
        value = known.get(word, "") if known is not None else word
        if value:
            need[element] = value
        elif word and known is not None and word not in (say("无"), "暂无"):
            odd.append(
                say(
                    "材料 {name} 的 {document} 是没有对照的 {word}",
                    name=name[:20],
                    document=plan.documents[element],
                    word=verbatim(word[:20]),
                )
            )
    if need.get("necessity") == "tolerable":
        need.update(necessity="required", tolerable=True)
    try:
        copies = int(float(text_of(source.get(plan.documents.get("copies", ""))) or 1))
        need["copies"] = copies if 1 <= copies <= 99 else 1
    except (ValueError, OverflowError):
        odd.append(say("材料 {name} 的份数读不懂", name=name[:20]))
    return need


def paper_code(name: str) -> str:
    """A code for a document without one: the same for the same name whatever its width and spaces."""
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return "m-" + hashlib.blake2b(folded.encode(), digest_size=5).hexdigest()


def made_code(plan: Plan, department: str, name: str) -> str:
    """A code for an item of a file without codes: the same for the same name in the same department."""
    folded = "\x1f".join("".join(unicodedata.normalize("NFKC", each).split()) for each in (department, name))
    return f"{plan.prefix}-{hashlib.blake2b(folded.encode(), digest_size=6).hexdigest()}"


def _question(each: Mapping[str, Any], odd: list[str]) -> dict[str, str]:
    asked = each.get("q") or each.get("faqContent") or each.get("wt") or ""
    told = each.get("a") or each.get("replyContent") or each.get("da") or ""
    return {"q": _clean(say("常见问题"), asked, odd), "a": _clean(say("常见问题"), told, odd)}


def _clean(element: str, raw: Any, odd: list[str]) -> str:
    text, remarks = clean(text_of(raw))
    odd += [say("{element}：{remark}", element=element, remark=remark) for remark in remarks]
    return text


def clean(text: str) -> tuple[str, list[str]]:
    """Text without markup, control characters and stray quotes, and what was taken out. A `<xxx>` that is
    no tag stays.
    """
    remarks: list[str] = []
    if text.isprintable() and not _ODD.search(text):
        return text, remarks
    if "<" in text and (_TAG.search(text) or _HIDDEN.search(text)):
        remarks.append(say("含网页标记，已去掉"))
        text = _HIDDEN.sub("", text)
        text = _TAG.sub("", re.sub(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", "\n", text, flags=re.IGNORECASE))
    if "&" in text and html.unescape(text) != text:
        remarks.append(say("含网页转义，已还原"))
        text = _TAG.sub("", html.unescape(text))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    if len(kept) != len(text.replace("\r", "")):
        remarks.append(say("含控制字符，已去掉"))
    if len(kept) > 1 and kept.startswith('"') and kept.endswith('"'):
        remarks.append(say("首尾有多余的引号，已去掉"))
        kept = kept[1:-1]
    lines = [re.sub(r"[ \t\u3000\xa0]+", " ", line).strip() for line in kept.splitlines()]
    return "\n".join(line for line in lines if line), remarks


def shaped(element: str, text: str) -> Any:
    """An element's text in the shape that a guide keeps the element in: a list of laws, of steps, of grounds, a code,
    or the text itself. Raises ValueError where it can't be read so.
    """
    if element == "basis":
        return read_basis(text)
    if element == "procedure":
        return read_steps(text)
    if element == "faq":
        return [
            {"q": asked.strip(), "a": told.strip()}
            for asked, told in re.findall(r"问[：:](.*?)答[：:](.*?)(?=问[：:]|$)", text, re.DOTALL)
        ] or [{"q": text, "a": ""}]
    if element == "pauses":
        return [_one_of(GROUNDS, word) for word in _listed(text)]
    if element == "remote":
        return _listed(text)
    if element in ("check", "level"):
        return _one_of(CHECKS if element == "check" else LEVEL_NAMES, text)
    return text


def _listed(text: str) -> list[str]:
    return [word for part in re.split(r"[、，,;；\n]", text.removesuffix("（不计入时限）")) if (word := part.strip())]


def _one_of(names: Mapping[str, str], word: str) -> str:
    """The code of a word: the code itself, its name, the name's beginning before a bracket, or another word for it."""
    code = next((code for code, name in names.items() if word in (code, name, name.split("（")[0])), "")
    code = code or next((code for other, code in OTHER_WORDS.items() if word == other and code in names), "")
    if not code:
        raise ValueError(
            say(
                "{word} 不在 {words} 之中",
                word=verbatim(word[:20]),
                words=listed(name.split("（")[0] for name in names.values()),
            )
        )
    return code


def read_basis(text: str) -> list[dict[str, str]]:
    """Laws in a running text: title in 《》, number in brackets after it, articles after that; else the text as one."""
    found = []
    for match in _BASIS.finditer(text):
        law, number, articles = match[1].strip(), (match[2] or "").strip(), match[3]
        if not law:
            continue
        for article in re.findall(_ARTICLE, articles) or [""]:
            entry = {"law": law, "number": number, "article": "".join(article.split())}
            if entry not in found:
                found.append(entry)
    return found or ([{"law": text[:200], "number": "", "article": ""}] if text else [])


def read_steps(text: str) -> list[dict[str, Any]]:
    """Numbered lines as steps; an unnumbered text is one step."""
    parts = [part.strip(" 。；;\n") for part in _STEP.split(text)]
    steps = [part for part in parts if part]
    return [{"step": part} for part in (steps if len(steps) > 1 else [text])] if text else []
