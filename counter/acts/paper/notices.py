"""The one table of notices (data/notices.toml) and its gate: no notice is written that lacks what it must have."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from counter.errors import Refusal
from counter.hall.settings import DATA
from counter.phrases.said import listed, say, verbatim
from counter.rules.notice import SEALED

TYPES = ("permit", "confirmation", "benefit", "service", "other")
"""Types of items as the table names them."""
SEVERAL = "several"
"""A case whose items are of more than one type."""

BESIDE_LINES: Mapping[str, str] = {"number": "case", "seal": "seal", "date": "date"}
"""Fields that stand outside the lines of a paper, and where its content has them."""


@dataclass(frozen=True, slots=True)
class Form:
    """One notice for one type of item."""

    code: str
    type: str
    kind: str
    title: str
    opening: str
    basis: str
    decision: str
    notes: tuple[str, ...]
    fields: tuple[str, ...]
    served: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All of them, and the words that they share."""

    forms: Mapping[tuple[str, str], Form]
    labels: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    type_names: Mapping[str, str]
    remedies: str
    remedy_words: tuple[str, ...]
    counting: Mapping[str, str]
    models: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def table() -> Table:
    """The table as data/notices.toml has it."""
    read = tomllib.loads((DATA / "notices.toml").read_text("utf-8"))
    forms = {}
    for code, notice in read["notice"].items():
        for type_ in (*TYPES, SEVERAL):
            if type_ not in notice:
                continue
            own = notice[type_]
            forms[code, type_] = Form(
                code,
                type_,
                notice["kind"],
                own["title"],
                notice["opening"],
                own["basis"],
                own.get("decision", ""),
                tuple(own.get("notes", ())),
                tuple(notice["fields"]),
                bool(notice.get("served")),
            )
    return Table(
        forms,
        {name: tuple(labels) for name, labels in read["fields"].items()},
        {chinese: code for code, names in read["types"].items() for chinese in names},
        read["names"],
        read["remedies"]["text"],
        tuple(read["remedies"]["must"]),
        read["counting"],
        {code: notice["model"] for code, notice in read["notice"].items() if "model" in notice},
    )


def type_of(types: Iterable[str]) -> str:
    """How the table names the type of what was applied for."""
    known = {table().types.get(one, "other") for one in types}
    return known.pop() if len(known) == 1 else SEVERAL if known else "other"


def form_of(code: str, type_: str) -> Form:
    """A notice of the table. Raises Refusal for one that it doesn't have."""
    try:
        return table().forms[code, type_]
    except KeyError:
        raise Refusal(
            "paper.notice-not-in-the-table",
            say("文书目录里没有 {code}（{type}）", code=verbatim(code), type=verbatim(type_)),
            rule=say("正式文书的标题、依据和必备内容都写在文书目录 data/notices.toml 里"),
        ) from None


def check(kind: str, content: Mapping[str, Any]) -> None:
    """The gate. Raises Refusal for a notice that isn't of the table or lacks what it must have."""
    if kind not in SEALED:
        return
    form = form_of(str(content.get("form") or kind), str(content.get("type") or "other"))
    said = _said(content)
    missing = [field for field in form.fields if not _has(content, said, field)]
    if form.kind != kind or missing:
        raise Refusal(
            "paper.notice-not-whole",
            say(
                "{title}缺必备内容：{missing}",
                title=form.title,
                missing=listed(" / ".join(table().labels[one] or (one,)) for f in missing for one in f.split("|")),
            ),
            rule=say("文书目录里写明的必备内容缺一不可"),
            next=say("请补上再出文书"),
        )


def _said(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a notice says under each label of its lines and its tables."""
    said: dict[str, list[str]] = {}
    for label, text in content.get("lines", ()):
        if (words := str(text)).strip():
            said.setdefault(label, []).append(words)
    for one in content.get("tables", ()):
        rows = ["".join(map(str, row)) for row in one["rows"]]
        for head in one.get("head", ()):
            said.setdefault(head, []).extend(rows)
    return said


def _has(content: Mapping[str, Any], said: Mapping[str, list[str]], field: str) -> bool:
    if "|" in field:
        return any(_has(content, said, one) for one in field.split("|"))
    if field in BESIDE_LINES:
        return bool(content.get(BESIDE_LINES[field]))
    texts = (text for label in table().labels[field] for text in said.get(label, ()))
    if field == "remedies":
        return any(all(word in text for word in table().remedy_words) for text in texts)
    return any(text and text not in ("—", "None") for text in texts)
