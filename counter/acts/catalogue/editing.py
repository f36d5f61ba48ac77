"""The five things of the catalogue that stewards edit, each as its fields: read, read back from what was typed, and
written from a day on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from counter.acts.catalogue.difference import plan_of
from counter.acts.catalogue.versions import write_version
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import listed, say, verbatim
from counter.rules import own_table
from counter.rules.bundle_problems import misshapen, problems
from counter.rules.document_list import faults
from counter.rules.editing import CHOICES, FIELDS, MUST, NOUNS, field_name
from counter.rules.guide import Item, read_days, read_item
from counter.rules.identity import clean_text
from counter.rules.limits import read_months
from counter.rules.mapping import LIMITS
from counter.store import catalogue as store
from counter.store import catalogue_writing, driver, search
from counter.store import editing as kept

LONGEST_LINE, LONGEST_TEXT = 200, 10_000
_NUMBERS = ("promised_days",)
_LISTS = ("items", "situations", "prerequisites", "needs", "drop")
_LONG = ("gist", "aliases", "keywords")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as it is in force: its fields as values and whose it is (None: nobody's in particular)."""

    noun: str
    code: str
    name: str
    department: str | None
    entry: Mapping[str, Any]
    row: driver.Row | None = None
    item: Item | None = None

    def text(self, element: str) -> str:
        """A field as it is shown and typed."""
        return text_of(self.noun, element, self.entry.get(element))


def text_of(noun: str, element: str, value: Any) -> str:
    """A value as it is shown and typed."""
    if noun == "item":
        return own_table.text_of(element, value)
    if (choices := CHOICES.get((noun, element))) is not None:
        return str(choices.get(value, value or ""))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value)


def thing_of(look: Look | Work, noun: str, code: str) -> Thing:
    """The thing of a noun and a code as it is in force today. Raises Refusal where there is none."""
    if noun not in NOUNS:
        raise Refusal(
            "catalogue.no-such-noun",
            say("不能改 {noun}", noun=verbatim(noun[:20])),
            rule=say("可以改 {nouns}", nouns=listed(NOUNS)),
            next=Next.by("catalogue.search", say("请先查到要改的"), text=code[:40]),
        )
    if noun == "item":
        row = store.version_on(look.db, "item", code, look.today)
        item = store.read_item_row(row, store.needs_of(look.db, row["code"], row["version"]))
        entry = own_table.entry_of(
            item, store.department(look.db, item.department)["name"], store.document_names(look.db)
        )
        return Thing("item", item.code, item.name, item.department, entry, row, item)
    if noun == "bundle":
        store.version_on(look.db, "bundle", code, look.today)
        found = kept.bundle_definition(look.db, code, look.today.isoformat())
        assert found is not None
        definition = {key: value for key, value in found[1].items() if key in FIELDS["bundle"]}
        return Thing("bundle", code, definition["name"], definition["lead"], definition)
    given = {"document": kept.document_of, "law": kept.law_of}.get(noun)
    entry_row = store.department(look.db, code) if given is None else given(look.db, code)
    if entry_row is None:
        raise Refusal(
            "catalogue.no-such-thing",
            say("没有代码为 {code} 的{noun}", code=verbatim(code[:60]), noun=NOUNS[noun]),
            rule=say("只能改目录里有的"),
            next=Next.by("catalogue.search", say("请先查到要改的"), text=code[:40]),
        )
    fields = {name: entry_row[name] for name in FIELDS[noun]}
    name = fields["law"] + fields["article"] if noun == "law" else fields["name"]
    whose = code if noun == "department" else None
    return Thing(noun, str(entry_row["code"]), name, whose, {k: v for k, v in fields.items() if v not in (None, "")})


def changed(look: Look | Work, thing: Thing, changes: Mapping[str, Any]) -> tuple[dict[str, Any], Item | None]:
    """The thing's fields with what was typed, and the item as it would be. Raises Refusal that names the field."""
    values: dict[str, Any] = {}
    for element, raw in changes.items():
        if (thing.noun, element) in MUST and (raw is None or not str(raw).strip()):
            raise Refusal(
                "catalogue.field-must-be-there",
                say("{field}不能是空的", field=field_name(thing.noun, element)),
                rule=say("这一项必须有内容"),
                next=say("请写上内容"),
            )
        values[element] = raw
    if thing.noun == "item":
        return _changed_item(look, thing, values)
    entry = dict(thing.entry)
    for element, raw in values.items():
        entry[element] = _value(look, thing.noun, element, raw)
    entry = {key: value for key, value in entry.items() if value not in (None, "", [], {})}
    if thing.noun == "bundle":
        _check_bundle(look, thing, entry)
    if thing.noun == "law" and kept.same_law(
        look.db, thing.code, entry["law"], entry.get("number", ""), entry.get("article", "")
    ):
        raise Refusal(
            "catalogue.law-there-already",
            say("{name} 已经另有一条", name=verbatim((entry["law"] + entry.get("article", ""))[:60])),
            rule=say("同一部法律的同一条只记一次"),
            next=say("请在事项的设定依据里改用那一条"),
        )
    return entry, None


def _value(look: Look | Work, noun: str, element: str, raw: Any) -> Any:
    name = field_name(noun, element)
    if element in _LISTS and noun == "bundle":
        try:
            value = json.loads(raw) if isinstance(raw, str) and raw.strip() else raw or []
        except (ValueError, RecursionError) as error:
            raise _unreadable(name, error) from error
        if wrong := misshapen({element: value}):
            raise _unreadable(name, wrong)
        return value
    if element in _NUMBERS:
        if raw in (None, ""):
            return None
        if not str(raw).strip().isdecimal() or not 0 <= int(raw) <= 3650:
            raise _unreadable(name, raw)
        return int(raw)
    text = clean_text(str(raw or ""), what=name, limit=LONGEST_TEXT if element in _LONG else LONGEST_LINE)
    if (choices := CHOICES.get((noun, element))) is not None:
        return _chosen(name, choices, text)
    if element in ("issuer", "lead") and text:
        return _department(look, text)
    return text


def _department(look: Look | Work, text: str) -> str:
    """A department's code by its code, name or short name. Raises Refusal."""
    for row in store.departments(look.db):
        if text in (row["code"], row["name"], row["short"]):
            return str(row["code"])
    return str(store.department(look.db, text)["code"])


def _chosen(name: str, choices: Mapping[str, str], text: str) -> str:
    found = next((code for code, words in choices.items() if text in (code, str(words))), "")
    if not found:
        raise Refusal(
            "catalogue.not-one-of",
            say("{field} {text} 不在可选的里面", field=name, text=verbatim(text[:20])),
            rule=say("可写 {choices}", choices=listed(choices.values())),
            next=say("请改写"),
        )
    return found


def _unreadable(name: str, error: object) -> Refusal:
    return Refusal(
        "catalogue.field-not-readable",
        say("{field}写得不对（{error}）", field=name, error=verbatim(str(error)[:80])),
        rule=say("写法与现在的一样"),
        next=say("请照现在的样子改"),
    )


def _changed_item(look: Look | Work, thing: Thing, values: Mapping[str, Any]) -> tuple[dict[str, Any], Item]:
    assert thing.item is not None
    cells = {"code": thing.code, **{element: "" if raw is None else raw for element, raw in values.items()}}
    for element, raw in values.items():
        if isinstance(raw, str):
            cells[element] = clean_text(raw, what=field_name("item", element), limit=LONGEST_TEXT, lines=True)
        if element in LIMITS:
            _limit(element, cells[element])
        if (choices := CHOICES.get(("item", element))) is not None and str(raw or ""):
            cells[element] = str(choices[_chosen(field_name("item", element), choices, str(raw))])
    differing = own_table.differing({k: v for k, v in cells.items() if k != "code"}, thing.entry)
    try:
        mapped = own_table.take(plan_of("standard"), cells, thing.entry)
    except ValueError as error:
        raise _unreadable(NOUNS["item"], error) from error
    if missed := [element for element in differing if element not in mapped.spoken and element != "kind"]:
        words = next((w for w in mapped.oddities if str(w).startswith(str(field_name("item", missed[0])))), missed[0])
        raise _unreadable(field_name("item", missed[0]), words)
    code = _department(look, mapped.department)
    fresh = read_item({**mapped.entry, "department": code}, {})
    spoken = mapped.spoken | ({"kind"} if "kind" in differing else frozenset())
    after = own_table.merged(thing.item, fresh, spoken)
    after = replace(after, guide={key: value for key, value in after.guide.items() if value not in (None, "", [], {})})
    _check_item(look, thing.item, after)
    names = {**store.document_names(look.db), **{document.code: document.name for document in mapped.papers}}
    return own_table.entry_of(after, store.department(look.db, after.department)["name"], names), after


def _limit(element: str, value: Any) -> None:
    try:
        if not (element == "legal" and read_months(value)):
            read_days(value)
    except (ValueError, TypeError) as error:
        raise Refusal(
            "catalogue.not-number-days",
            say("{editable} {value} 不是天数", editable=field_name("item", element), value=verbatim(str(value)[:20])),
            rule=say("时限按工作日写整数，当场写 0"),
            next=say("请改写，例如 5"),
        ) from error


def _check_item(look: Look | Work, before: Item, after: Item) -> None:
    limits = [(one.legal_days, one.promised_days) for one in (before, after)]
    legal, promised = limits[1]
    if limits[0] != limits[1] and legal is not None and promised is not None and promised > legal:
        raise Refusal(
            "catalogue.days-promised-longer-than",
            say(
                "承诺 {promised_days} 天长于法定 {legal_days} 天",
                promised_days=promised,
                legal_days=legal,
            ),
            rule=say("承诺时限不得长于法定时限"),
            next=say("请改短承诺时限"),
        )
    unknown = set(store.documents_unknown(look.db, (need.document for need in after.needs)))
    if after.needs != before.needs:
        known = {need.document for need in after.needs} - unknown
        wrong = faults(after.needs, store.read_situations(after.guide.get("situations", ())), known)
        if wrong:
            raise Refusal(
                "item.list-faults",
                listed(wrong[:3], "；"),
                rule=say("材料清单入库前逐条检查"),
                next=Next.by("catalogue.papers", say("请照现有清单的样子改"), code=after.code),
            )


def _check_bundle(look: Look | Work, thing: Thing, entry: Mapping[str, Any]) -> None:
    items = store.items_in_force(look.db, look.today)
    definition = {**entry, "code": thing.code}
    bundle = store.read_bundle(definition, 1, lambda code: items[code].needs if code in items else ())
    wrong = problems(
        bundle,
        items,
        set(store.document_names(look.db)),
        {code: item.promised_days or 0 for code, item in items.items()},
        len(definition.get("needs", ())),
    )
    if wrong:
        raise Refusal(
            "catalogue.bundle-faults",
            listed((each.what for each in wrong[:3]), "；"),
            rule=say("一件事入库前逐条检查"),
            next=wrong[0].next_step or say("请改正后再交"),
        )


def apply(
    work: Work, thing: Thing, entry: Mapping[str, Any], item: Item | None, elements: tuple[str, ...], effective: date
) -> int | None:
    """Write the thing as it is from a day on; the number of the version that this made, where it has versions."""
    version: int | None = None
    if thing.noun == "item":
        assert item is not None and thing.row is not None
        version = write_version(work, thing.row, item, elements, effective)
    elif thing.noun == "bundle":
        newest, _ = store.newest_bundle(work.db, thing.code)
        version = newest + 1
        definition = {"code": thing.code, **entry}
        catalogue_writing.put_bundle(work.db, definition, version, effective.isoformat())
    elif thing.noun == "document":
        kept.set_document(work.db, thing.code, entry)
    elif thing.noun == "department":
        kept.set_department(work.db, thing.code, entry)
    else:
        _apply_law(work, thing, entry, effective)
    search.catalogue_changed(work.db)
    return version


def _apply_law(work: Work, thing: Thing, entry: Mapping[str, Any], effective: date) -> None:
    """The guides that rest on it get a new version with its new words: cases under way keep the words they had."""
    old = tuple(thing.entry.get(part, "") for part in ("law", "number", "article"))
    moved = False
    for row in store.current_items(work.db, work.today):
        item = store.read_item_row(row, store.needs_of(work.db, row["code"], row["version"]))
        bases = list(item.guide.get("basis", ()))
        fresh = [
            {**each, **entry} if tuple(each.get(part, "") for part in ("law", "number", "article")) == old else each
            for each in bases
        ]
        if fresh != bases:
            moved = True
            write_version(work, row, replace(item, guide={**item.guide, "basis": fresh}), ("basis",), effective)
    if not moved:
        kept.set_law(work.db, thing.code, entry)
