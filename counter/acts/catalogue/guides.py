"""Reading the catalogue: a guide with every element, its versions side by side, what rests on a law,
where else to go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from counter.acts.catalogue.beside import words_of
from counter.errors import Next, Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules import own_table
from counter.rules.clock import GROUNDS
from counter.rules.documents import FORM_NAMES, NECESSITY_NAMES, waive_name
from counter.rules.guide import CHECKS, ELEMENTS, KINDS, Item
from counter.rules.level import LEVEL_NAMES
from counter.rules.limits import LimitBy
from counter.store import catalogue as store
from counter.store import driver, links
from counter.store import guides as kept


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document as the guide shows it. `when` is the condition in words."""

    code: str
    name: str
    necessity: str
    form: str
    copies: int
    when: str
    spared: str
    note: str

    def __str__(self) -> str:
        parts = [
            self.necessity,
            say("{form}{n}份", form=self.form, n=self.copies),
            self.when,
            self.spared,
            self.note,
        ]
        return say("{name}（{parts}）", name=self.name, parts=listed((part for part in parts if part), "；"))


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in one version. `elements` are (key, name, words) in the order of publication; empty ones
    are left out.
    """

    code: str
    version: int
    effective_on: date
    name: str
    department: str
    department_name: str
    kind: str
    legal_days: int | None
    promised_days: int | None
    elements: tuple[tuple[str, str, str], ...]
    papers: tuple[DocumentLine, ...]
    situations: tuple[tuple[str, str], ...]
    bases: tuple[tuple[int, str], ...]
    source: str
    standard: str = ""
    """The item in standard form as JSON, everything it has; only where guides are handed out to be written."""

    def __str__(self) -> str:
        lines = [
            say(
                "{name}（{code}，第 {version} 版，{effective_on} 起）",
                name=self.name,
                code=self.code,
                version=self.version,
                effective_on=self.effective_on,
            ),
            say("  {department_name}，{kind}", department_name=self.department_name, kind=self.kind),
        ]
        lines += [say("  {name}：{words}", name=name, words=verbatim(words)) for _, name, words in self.elements]
        lines += (
            [say("  材料：")]
            + [say("    {number}. {paper}", number=n, paper=document) for n, document in enumerate(self.papers, 1)]
            if self.papers
            else []
        )
        return listed(
            lines
            + [
                say("  情形：{question} {answers}", question=question, answers=answers)
                for question, answers in self.situations
            ],
            "\n",
        )


@query("item.show", argument="code")
def show_item(look: Look, code: str, on: date | None = None, version: int | None = None) -> Guide:
    """An item's guide (`on`: in force on a day, `version`: one version)."""
    row = store.version_on(look.db, "item", code, None if version is not None else on or look.today, version)
    return guide_of(look.db, row)


def guide_of(db: driver.Connection, row: driver.Row) -> Guide:
    """The guide in a version's row."""
    item = store.read_item_row(row, store.needs_of(db, row["code"], row["version"]))
    department = store.department(db, item.department)
    names = store.documents(db, (need.document for need in item.needs))
    questions = {
        s["code"]: (s["question"], {a["code"]: a["name"] for a in s["answers"]})
        for s in item.guide.get("situations", ())
    }
    bases = kept.bases(db, item.code, item.version)
    return Guide(
        item.code,
        item.version,
        date.fromisoformat(row["effective_on"]),
        item.name,
        item.department,
        department["name"],
        KINDS[item.kind],
        item.legal_days,
        item.promised_days,
        tuple(_elements(item)),
        tuple(_document(need, names, questions) for need in item.needs),
        tuple((question, listed(answers.values())) for question, answers in questions.values()),
        tuple(
            (
                b["id"],
                say(
                    "《{law}》{number}{article}",
                    law=b["law"],
                    number=say("（{number}）", number=b["number"]) if b["number"] else "",
                    article=b["article"],
                ),
            )
            for b in bases
        ),
        json.dumps(json.loads(row["source"])["text"], ensure_ascii=False, indent=1) if row["source"] else "",
    )


def _elements(item: Item) -> list[tuple[str, str, str]]:
    own = {
        "kind": KINDS[item.kind],
        "type": item.type,
        "legal": item.limit.words if item.limit.by is not LimitBy.UNSET else days_words(None),
        "promised": days_words(item.promised_days),
    }
    found: list[tuple[str, str, str]] = []
    for key, name in ELEMENTS.items():
        if key in ("documents", "basis"):
            continue
        words = own[key] if key in own else element_words(item, key)
        if words:
            found.append((key, name, words))
    return found


def element_words(item: Item, key: str) -> str:
    """An element of the guide as a person reads it."""
    value: Any = item.guide.get(key)
    if value in (None, "", [], ()):
        return ""
    if key == "check":
        return CHECKS.get(value, str(value))
    if key == "pauses":
        return say("{grounds}（不计入时限）", grounds=listed(GROUNDS.get(ground, ground) for ground in value))
    if key == "level":
        return LEVEL_NAMES.get(value, str(value))
    if key == "procedure":
        return "\n".join(
            f"{n}. {step['step']}"
            + (say("，{who}", who=step["who"]) if step.get("who") else "")
            + (say("，{days}", days=days_words(step["days"])) if step.get("days") is not None else "")
            + (say("，{result}", result=step["result"]) if step.get("result") else "")
            for n, step in enumerate(value, 1)
        )
    if key == "faq":
        return listed((say("问：{queue} 答：{answer}", queue=each["q"], answer=each["a"]) for each in value), "\n")
    return words_of(item, key, {})


def days_words(days: int | None) -> str:
    """Working days in words: `当场` for none, nothing where no limit is published."""
    return "" if days is None else say("当场") if days == 0 else say("{n} 个工作日", n=days)


def _document(need: Any, names: dict[str, str], questions: dict[str, Any]) -> DocumentLine:
    when = listed(
        (
            say(
                "{question} {questions}",
                question=questions[q][0] if q in questions else q,
                questions=listed((questions[q][1].get(a, a) if q in questions else a for a in answers), say("或")),
            )
            for q, answers in need.when.items()
        ),
        "；",
    )
    spared = [
        waive_name(need.waive) and say("免提交（{waive_name}）", waive_name=waive_name(need.waive)),
        say("可容缺") if need.tolerable else "",
        say("可承诺代替") if need.pledge else "",
    ]
    necessity = NECESSITY_NAMES[need.necessity] + (say("（{group}）", group=need.group) if need.group else "")
    return DocumentLine(
        need.document,
        names[need.document],
        necessity,
        FORM_NAMES.get(need.form, need.form),
        need.copies,
        when,
        listed((s for s in spared if s), "，"),
        need.note,
    )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of an item."""

    version: int
    effective_on: date
    withdrawn_on: date | None
    now: bool
    name: str

    def __str__(self) -> str:
        gone = say("，{withdrawn_on} 起停用", withdrawn_on=self.withdrawn_on) if self.withdrawn_on else ""
        return say(
            "第 {version} 版，{effective_on} 起{gone}{note} {name}",
            version=self.version,
            effective_on=self.effective_on,
            gone=gone,
            note=say("（现行）") if self.now else "",
            name=self.name,
        )


@query("item.versions", argument="code")
def versions(look: Look, code: str) -> tuple[VersionLine, ...]:
    """The versions of an item."""
    rows = kept.versions(look.db, code)
    if not rows:
        store.version_on(look.db, "item", code)
    in_force = max(
        (
            r["version"]
            for r in rows
            if r["effective_on"] <= look.today.isoformat()
            and (not r["withdrawn_on"] or r["withdrawn_on"] > look.today.isoformat())
        ),
        default=0,
    )
    return tuple(
        VersionLine(
            r["version"],
            date.fromisoformat(r["effective_on"]),
            date.fromisoformat(r["withdrawn_on"]) if r["withdrawn_on"] else None,
            r["version"] == in_force,
            r["name"],
        )
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One element in two versions; `same` where nothing changed."""

    element: str
    left: str
    right: str
    same: bool

    def __str__(self) -> str:
        return (
            say("  {element}：{left}", element=self.element, left=verbatim(self.left))
            if self.same
            else say(
                "* {element}：{left}  =>  {right}",
                element=self.element,
                left=verbatim(self.left) or say("（空）"),
                right=verbatim(self.right) or say("（空）"),
            )
        )


@query("item.compare", argument="code")
def compare_versions(look: Look, code: str, left: int, right: int) -> tuple[SideBySide, ...]:
    """Two versions of an item side by side (* has changed)."""
    both = [guide_of(look.db, store.version_on(look.db, "item", code, version=version)) for version in (left, right)]
    sides = [
        {
            say("事项名称"): g.name,
            **{name: words for _, name, words in g.elements},
            say("设定依据"): "\n".join(b for _, b in g.bases),
            say("申请材料"): "\n".join(str(p) for p in g.papers),
        }
        for g in both
    ]
    return tuple(
        SideBySide(name, sides[0].get(name, ""), sides[1].get(name, ""), sides[0].get(name) == sides[1].get(name))
        for name in {**sides[0], **sides[1]}
    )


@dataclass(frozen=True, slots=True)
class ItemBrief:
    """An item that rests on a law's article, or asks for a document."""

    code: str
    name: str
    department: str

    def __str__(self) -> str:
        return say("{name}（{department}，{code}）", name=self.name, department=self.department, code=self.code)


@query("catalogue.items-by-law", argument="law")
def items_by_law(look: Look, law: str, article: str | None = None) -> tuple[ItemBrief, ...]:
    """Which items rest on this law (`article`: on this article); or the number of a basis."""
    rows = kept.resting_on(look.db, law.strip("《》 "), article, look.today.isoformat())
    return tuple(ItemBrief(*row) for row in rows)


@query("catalogue.items-by-document", argument="document")
def items_by_document(look: Look, document: str) -> tuple[ItemBrief, ...]:
    """Which items ask for this document (its code)."""
    rows = kept.asking_for(look.db, document, look.today.isoformat())
    return tuple(ItemBrief(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Place:
    """A public site or service elsewhere."""

    id: int
    name: str
    address: str
    category: str
    gist: str

    def __str__(self) -> str:
        return say(
            "{id}  {name}（{category}）{address}  {gist}",
            id=self.id,
            name=self.name,
            category=self.category,
            address=self.address,
            gist=self.gist,
        )


@query("catalogue.places")
def places(look: Look, category: str | None = None) -> tuple[Place, ...]:
    """Other places to go: public sites and services (`category`: one kind)."""
    return tuple(Place(*row) for row in links.of_category(look.db, category))


@query("catalogue.place", argument="id")
def place(look: Look, id: int) -> Place:
    """Another place to go."""
    row = links.get(look.db, id)
    if row is None:
        raise Refusal(
            "catalogue.no-place-number",
            say("没有编号 {id} 的去处", id=verbatim(id)),
            next=Next.by("catalogue.search", say("请先查找")),
        )
    return Place(*row)


@query("catalogue.published")
def published(look: Look, department: str | None = None) -> tuple[Guide, ...]:
    """All guides in force (`department`: one department's)."""
    if department is not None:
        store.department(look.db, department)
    names = store.document_names(look.db)
    return tuple(
        replace(guide, standard=_standard(look.db, row, guide, names))
        for row in store.current_items(look.db, look.today)
        if department in (None, row["department"])
        for guide in (guide_of(look.db, row),)
    )


def _standard(db: driver.Connection, row: driver.Row, guide: Guide, names: dict[str, str]) -> str:
    item = store.read_item_row(row, store.needs_of(db, row["code"], row["version"]))
    return store.compact(own_table.entry_of(item, guide.department_name, names, row["effective_on"]))


@query("catalogue.items", argument="department")
def items_of(look: Look, department: str) -> tuple[ItemBrief, ...]:
    """A department's items in force (the department's code)."""
    row = store.department(look.db, department)
    return tuple(
        ItemBrief(each["code"], each["name"], row["short"])
        for each in store.current_items(look.db, look.today)
        if each["department"] == department
    )
