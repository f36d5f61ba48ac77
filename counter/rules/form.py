"""The fields of a form: what kind of thing each wants, what is understood of what was typed, and what is still needed.

What is kept is what is shown: `2026-11-28`, `25 人`, `500000 元`; read again, it means the same. An approval can't rest
on an empty field, so what an item relies on (`relies_on`) is needed, whatever its guide says beside that (article 31 of
the licensing law makes the applicant answer for the truth of it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from counter.errors import Refusal
from counter.phrases.catalogues import name_in
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.dates_written import FUTURE, PAST, day_in
from counter.rules.documents import Lack
from counter.rules.identity import clean_phone, clean_text
from counter.rules.letters import HAN, visible
from counter.rules.numerals import number_in
from counter.rules.writing import Writing, tidy

MOST_CHARACTERS = 500

YUAN = mark("元")
_YUAN = re.compile(r"^(?:人民币)?\s*[¥￥]?\s*(?P<amount>.*?)\s*(?:元|圆)?整?$")


class FieldType(StrEnum):
    """What a field wants."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    PLACE = "place"
    PHONE = "phone"
    DIGITS = "digits"


FIELD_TYPE_NAMES: Mapping[str, str] = {
    FieldType.TEXT: mark("文字"),
    FieldType.DATE: mark("日期"),
    FieldType.NUMBER: mark("数"),
    FieldType.MONEY: mark("金额"),
    FieldType.CHOICE: mark("选项"),
    FieldType.PLACE: mark("地址"),
    FieldType.PHONE: mark("电话"),
    FieldType.DIGITS: mark("号码"),
}


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One field: its name and what it wants.

    `least` and `most` bound a number, an amount in yuan, or the count of digits or characters; `decimals` is how many a
    number may have. `choices` are what can be chosen, several of them if `several`. `direction` is "past" or "future"
    for a day that can't be the other. `needed` holds up acceptance while it is empty.
    """

    name: str
    type: FieldType = FieldType.TEXT
    needed: bool = False
    unit: str = ""
    least: int = 0
    most: int = 0
    decimals: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False
    direction: str = ""

    def __str__(self) -> str:
        return wants(self)


def read_kind(name: str, *said: Mapping[str, Any]) -> FieldKind:
    """A field as the house's list and an item's guide say it, the latter last. Raises ValueError for an
    unknown type.
    """
    told: dict[str, Any] = {}
    for one in said:
        told.update({key: value for key, value in one.items() if key in FieldKind.__slots__ and key != "name"})
    if "type" in told:
        told["type"] = FieldType(told["type"])
    if "choices" in told:
        told["choices"] = tuple(map(str, told["choices"]))
    return FieldKind(name, **told)


def wants(kind: FieldKind) -> str:
    """What stands under the field while it is filled in."""
    if kind.type is FieldType.DATE:
        return say("日期，如 11.28、1128、昨天、2026年11月28日")
    if kind.type is FieldType.NUMBER:
        return say("数，{range}", range=_range(kind))
    if kind.type is FieldType.MONEY:
        return say("金额，如 50万、500000")
    if kind.type is FieldType.CHOICE:
        shown = listed((say("{n} {name}", n=n, name=one) for n, one in enumerate(kind.choices, 1)), "  ")
        return say("{choices}（可多选，如 1,3）", choices=shown) if kind.several else shown
    if kind.type is FieldType.PLACE:
        return say("地址，写到门牌或村组")
    if kind.type is FieldType.PHONE:
        return say("电话号码")
    if kind.type is FieldType.DIGITS:
        return say("{least} 到 {most} 位数字", least=kind.least or 1, most=kind.most or 40)
    return ""


def _range(kind: FieldKind) -> str:
    unit = kind.unit
    if kind.most:
        return say("{least} 到 {most} {unit}", least=kind.least, most=kind.most, unit=unit)
    return say("不少于 {least} {unit}", least=kind.least, unit=unit)


# -- what was typed ----------------------------------------------------------------------------------------------------


def understood(kind: FieldKind, text: str, today: date | None) -> str:
    """What is kept of what was typed; empty for nothing. Raises Refusal saying what the field wants.

    `today` turns 昨天 and 11.28 into a day; without it only whole dates are read (what was kept already).
    """
    value = clean_text(text, what=kind.name, limit=MOST_CHARACTERS)
    return _READERS[kind.type](kind, value, today) if value else ""


def _refused(kind: FieldKind, value: str, why: str) -> Refusal:
    return Refusal(
        "case.field-not-understood",
        say(
            "“{name}”写的“{value}”{why}",
            name=kind.name,
            value=verbatim(visible(value)),
            why=why,
        ),
        rule=wants(kind) or say("请按栏目填写"),
        next=say("请重新填写这一栏"),
    )


def _date(kind: FieldKind, value: str, today: date | None) -> str:
    found = day_in(value, today, direction=kind.direction)
    if found is None:
        raise _refused(kind, value, say("不是日期"))
    if today is not None and kind.direction == PAST and found > today:
        raise _refused(kind, value, say("还没有到（{day}）", day=found))
    if today is not None and kind.direction == FUTURE and found < today:
        raise _refused(kind, value, say("已经过去（{day}）", day=found))
    return found.isoformat()


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(kind: FieldKind, value: str, today: date | None) -> str:
    number = number_in(tidy(value, Writing.CODE).removesuffix(kind.unit))
    if number is None:
        raise _refused(kind, value, say("不是数"))
    if number != round(number, kind.decimals):
        raise _refused(kind, value, say("小数位太多") if kind.decimals else say("不是整数"))
    if number < kind.least or (kind.most and number > kind.most):
        raise _refused(kind, value, say("不在范围里"))
    return f"{_plain(number)} {kind.unit}".strip()


def _money(kind: FieldKind, value: str, today: date | None) -> str:
    number = number_in(_YUAN.sub(r"\g<amount>", tidy(value, Writing.CODE), count=1))
    if number is None:
        raise _refused(kind, value, say("不是金额"))
    if number != round(number, 2):
        raise _refused(kind, value, say("比一分还少"))
    if number < kind.least or (kind.most and number > kind.most):
        raise _refused(kind, value, say("不在范围里"))
    return f"{_plain(number)} {YUAN}"


def _choice(kind: FieldKind, value: str, today: date | None) -> str:
    if value in kind.choices:
        return value
    parts = [part for part in re.split(r"[\s,，、;；]+", value) if part] if kind.several else [value]
    chosen = []
    for part in parts:
        plain = tidy(part, Writing.CODE)
        if plain.isdecimal() and 1 <= int(plain) <= len(kind.choices):
            chosen.append(kind.choices[int(plain) - 1])
            continue
        meant = [one for one in kind.choices if part in one] if part not in kind.choices else [part]
        english = [one for one in kind.choices if name_in("en", one).casefold() == plain.casefold()]
        meant = english or meant
        if len(meant) != 1:
            raise _refused(kind, value, say("不只一个选项这样写") if meant else say("不是列出的选项"))
        chosen.append(meant[0])
    return "、".join(one for one in kind.choices if one in chosen)


def _place(kind: FieldKind, value: str, today: date | None) -> str:
    han = sum(any(low <= ord(character) <= high for low, high in HAN) for character in value)
    if len(value) < max(kind.least, 4) or han < 2:
        raise _refused(kind, value, say("不像地址"))
    return value


def _phone(kind: FieldKind, value: str, today: date | None) -> str:
    return clean_phone(value)


def _digits(kind: FieldKind, value: str, today: date | None) -> str:
    plain = re.sub(r"[\s\-]", "", tidy(value, Writing.CODE))
    if not plain.isdecimal() or not plain.isascii():
        raise _refused(kind, value, say("不全是数字"))
    if len(plain) < (kind.least or 1) or len(plain) > (kind.most or 40):
        raise _refused(kind, value, say("位数不对（{n} 位）", n=len(plain)))
    return plain


def _text(kind: FieldKind, value: str, today: date | None) -> str:
    if kind.least and len(value) < kind.least:
        raise _refused(kind, value, say("太短"))
    return value


_READERS = {
    FieldType.TEXT: _text,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.CHOICE: _choice,
    FieldType.PLACE: _place,
    FieldType.PHONE: _phone,
    FieldType.DIGITS: _digits,
}


@lru_cache(maxsize=4096)
def stands(kind: FieldKind, value: str) -> bool:
    """Whether what is kept says something that the field can hold."""
    try:
        return bool(understood(kind, value, None))
    except Refusal:
        return False


# -- what it may look like ---------------------------------------------------------------------------------------------


def example(kind: FieldKind) -> str:
    """A value that could stand in the field, as it is kept: for the filled sample of a form. Nobody's."""
    if kind.type is FieldType.DATE:
        return {PAST: "2020-01-15", FUTURE: "2099-01-15"}.get(kind.direction, "2026-01-15")
    if kind.type is FieldType.NUMBER:
        return f"{max(kind.least, min(kind.most or 12, 12))} {kind.unit}".strip()
    if kind.type is FieldType.MONEY:
        return f"{max(kind.least, min(kind.most or 50_000, 50_000))} {YUAN}"
    if kind.type is FieldType.CHOICE:
        return "、".join(kind.choices[: 2 if kind.several else 1])
    if kind.type is FieldType.PLACE:
        return _at_least(say("某市某区某某路1号"), kind.least)
    if kind.type is FieldType.PHONE:
        return "13800000000"
    if kind.type is FieldType.DIGITS:
        return "1234567890".ljust(40, "0")[: max(kind.least or 1, min(kind.most or 10, 10))]
    return _at_least(say("（按实际情况填写）"), kind.least)


def _at_least(text: str, least: int) -> str:
    return text if len(text) >= least else text.ljust(least, "…")


# -- what is still needed ----------------------------------------------------------------------------------------------


def lacking_fields(fields: Sequence[tuple[FieldKind, tuple[str, ...]]], values: Mapping[str, str]) -> tuple[Lack, ...]:
    """The needed fields that are empty, and those that hold what can't stand there; each with the items it serves."""
    found = []
    for kind, serves in fields:
        value = values.get(kind.name, "")
        if value and not stands(kind, value):
            found.append(Lack((), "", serves, kind.name, True))
        elif kind.needed and not value:
            found.append(Lack((), "", serves, kind.name))
    return tuple(found)


def kinds_of(guide: Mapping[str, Any], house: Mapping[str, Mapping[str, Any]]) -> Iterable[FieldKind]:
    """The fields that an item asks, each once; what it relies on is among them and needed.

    A guide names a field (`"就业日期"`) or says more of it (`{ name = "就业日期", type = "date" }`); what
    it leaves out is as the `house` list has it.
    """
    relied = tuple(guide.get("relies_on", ()))
    told: dict[str, Mapping[str, Any]] = {}
    for one in guide.get("fields", ()):
        if isinstance(one, str):
            told.setdefault(one, {})
        else:
            told[str(one["name"])] = one
    for name in dict.fromkeys((*told, *relied)):
        yield read_kind(name, house.get(name, {}), told.get(name, {}), {"needed": True} if name in relied else {})


def of_items(
    guides: Iterable[tuple[str, Mapping[str, Any]]], house: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[FieldKind, tuple[str, ...]], ...]:
    """The fields of all items (code, guide), each once, with the codes of the items that ask it."""
    found: dict[str, list[tuple[FieldKind, str]]] = {}
    for code, guide in guides:
        for kind in kinds_of(guide, house):
            found.setdefault(kind.name, []).append((kind, code))
    return tuple((together(kind for kind, _ in asked), tuple(code for _, code in asked)) for asked in found.values())


def together(kinds: Iterable[FieldKind]) -> FieldKind:
    """The same field as several items ask it: needed if one of them needs it; else as the first says."""
    first, *others = kinds
    return replace(first, needed=True) if any(one.needed for one in others) and not first.needed else first
