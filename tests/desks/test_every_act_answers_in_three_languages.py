"""Every act and query of the registry, asked with nothing, odd and real things by every role, in a hall with a case and
a queue: what it answers or refuses is said whole in English and in Traditional Chinese.

What stays Chinese at an English door is only what somebody typed or is called, and what the hall's own data calls
itself without an English name.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import itertools
import json
import re
import typing
from collections.abc import Iterator
from datetime import date

import pytest

from counter import phrases
from counter.errors import Refusal
from counter.hall.act import REGISTRY, Act
from counter.phrases.said import Listed, Said, Verbatim, in_language
from counter.rules.access import Actor
from tests.conftest import WHOLE
from tests.test_hostile_input import NAMES, bare, values_for

HAN = re.compile("[\u3400-\u9fff]+")
ODD = ("", "Z999", "R20261124-9999")
"""Texts without Chinese of their own that nothing is called."""

REAL = {
    "approval": "A-1",
    "code": "flexible-insurance",
    "department": "tax",
    "desk": "c-tax",
    "document": "L2000016",
    "item": "flexible-insurance",
    "queue": "general",
    "staff": "c3",
    "text": "A001",
    "ticket": "A001",
    "on": date(2026, 11, 24),
    "day": date(2026, 11, 25),
    "reason": "x",
    "window": 3,
    "name": "x",
    "person": 1,
}
"""What stands in the hall, by the name of the parameter that asks for it."""

NOUNS = sorted({name.partition(".")[0] for name in NAMES})

SIMPLIFIED = re.compile("[办们发书码证长个这时间过还务门说读应当进号产业网页请询签录审单没]")
"""Signs that Traditional Chinese writes otherwise."""


def leaves(value: object) -> Iterator[object]:
    """Every value that a sentence is made of."""
    if isinstance(value, Listed):
        for part in value.parts:
            yield from leaves(part)
    elif isinstance(value, Said) and value.values:
        for part in value.values.values():
            yield from leaves(part)
    else:
        yield value


def texts_in(value: object) -> Iterator[str]:
    """The Chinese texts of a column's value, those within its JSON too."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from itertools.chain(texts_in(key), texts_in(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str) and 1 < len(value) < 400 and HAN.search(value):
        yield value


def own_words(hall) -> set[str]:
    """What people and the hall's data are called that has no English: every Chinese text of the store."""
    found: set[str] = set()
    for (table,) in hall.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table.startswith(("sqlite", "search")):
            continue
        for row in hall.db.execute(f'SELECT * FROM "{table}"').fetchall():
            for value in row:
                found |= set(texts_in(value))
    return {text for text in found if HAN.search(phrases.content("en", text)) and in_language("en", text) == text}


def chinese_in(said: object, language: str, known: set[str], looked_for: re.Pattern[str]) -> str:
    """The Chinese that a sentence still holds in another language, but for names and typed words."""
    text = in_language(language, said)
    if not looked_for.search(text):
        return ""
    kept = {str(one) for one in leaves(said) if isinstance(one, Verbatim)} | known
    for one in sorted((one for one in kept if one in text), key=len, reverse=True):
        text = text.replace(one, "")
    return text if looked_for.search(text) else ""


def asked(entry: Act, able: bool) -> Iterator[dict[str, object]]:
    """Arguments for an act: odd ones, real ones, and both with what may be left out left out; of whoever may not do
    it at all the first are enough.
    """
    yield from itertools.islice(every_way(entry), None if able or WHOLE else 2)


def every_way(entry: Act) -> Iterator[dict[str, object]]:
    """The same, all of them."""
    hints = typing.get_type_hints(entry.function)
    parameters = list(inspect.signature(entry.function).parameters.values())[1:]
    for word, number, real in itertools.chain(zip(ODD, (0, 7, -1), (False,) * 3, strict=True), [("x", 1, True)]):
        given = {one.name: values_for(hints[one.name], word, number) for one in parameters}
        if real:
            given |= {
                name: REAL[name]
                for name in given
                if name in REAL and isinstance(REAL[name], typing.get_origin(bare(hints[name])) or bare(hints[name]))
            }
        yield given
        yield {one.name: given[one.name] for one in parameters if one.default is inspect.Parameter.empty}


def told(hall, entry: Act, actor: Actor, given: dict[str, object]) -> tuple[object, ...]:
    """What a person is told: the refusal, or every line of the answer."""
    try:
        result = hall.run(entry, actor, given) if entry.writes else hall.answer(entry, actor, given)
    except Refusal as refusal:
        return (Listed(refusal._parts(""), "；"),)
    rows = result if isinstance(result, (tuple, list)) else (result,)
    return tuple(str(one) for one in rows if one is not None and says_itself(one))


def says_itself(answer: object) -> bool:
    """Whether an answer is a sentence; others are drawn by screens, field by field."""
    return not dataclasses.is_dataclass(answer) or "__str__" in vars(type(answer))


ITS_OWN_WORDS = {"approval.reasons", "proof.head"}
"""What stands on paper as it is said, whichever language is spoken."""


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_is_left_chinese_at_an_english_door(hall, people, accepted, noun: str) -> None:
    for queue in ("general", "general", "bundle"):
        with_ticket = REGISTRY["ticket.take"]
        hall.run(
            with_ticket,
            people["g1"],
            {"queue": queue, "matter": "graduates"} if queue == "bundle" else {"queue": queue},
        )
    actors: dict[str, Actor] = {}
    for actor in people.values():
        actors.setdefault(str(actor.role), actor)
    actors["approver"], actors["clerk"] = people["ap-c-tax"], people["c3"]
    left: dict[str, str] = {}
    known: set[str] = set()
    seen = -1
    said: set[tuple[object, str]] = set()
    for name in NAMES:
        if name.partition(".")[0] != noun or name in ITS_OWN_WORDS:
            continue
        entry = REGISTRY[name]
        for actor in actors.values():
            for given in asked(entry, actor.role in entry.by):
                if "case" in given and given["case"] == "x":
                    given["case"] = accepted.case
                for line in told(hall, entry, actor, given):
                    english = in_language("en", line)
                    if (line, english) in said:
                        continue  # the same line of a list, for somebody else
                    said.add((line, english))
                    if seen != hall.db.total_changes and HAN.search(english):
                        known, seen = own_words(hall), hall.db.total_changes
                    if wrong := chinese_in(line, "en", known, HAN):
                        left.setdefault(f"{name}: {wrong[:400]}", english[:700])
                    if wrong := chinese_in(line, "zh-Hant", known, SIMPLIFIED):
                        left.setdefault(f"{name}: {wrong[:400]}", in_language("zh-Hant", line)[:700])
    assert left == {}
