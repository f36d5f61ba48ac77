"""Every act and query, given what tired or hostile hands may send: a plain refusal or an answer, never a traceback."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import types
import typing
from datetime import date

import pytest

from counter.errors import Refusal
from counter.hall.act import REGISTRY, load
from counter.rules.access import Role
from counter.rules.secret import Secret
from counter.store import journal
from tests.conftest import WHOLE

load()
WORDS = [
    "",
    " ",
    "　",
    "x" * 20_000,
    "[/x]",
    "[bold red]急[/bold red]",
    "\x1b[31m红\x1b[0m",
    "\x1b@\x1dV\x00",
    "\x00",
    "'; DROP TABLE ticket;--",
    '张" OR 三*',
    "１１０",
    "％",
    "%",
    "_",
    "../../etc/passwd",
    "A001",
    "A-1",
    "-1",
    "99999999999999999999",
    "R20261124-0001",
    "👨‍👩‍👧",
    "\u202e三张",
    "\ud800",
    "1C9ANK4MFWEK9KTN641K98BF77ZDC13QQW4D7S",
    "HTTP://EVIL/S/1C9ANK4MFWEK9KTN641K98BF77ZDC13QQW4D7S",
    "{}",
    "NaN",
]
NUMBERS = [-1, 0, 1, 2**31, 2**63 - 1, 2**63, -(10**30)]


def bare(hint):
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(kind for kind in typing.get_args(hint) if kind is not type(None))
    return hint


def takes_only_what_can_be_typed(entry) -> bool:
    """An act that takes an object (a difference that a person has looked at) is reached through its own
    command only.
    """
    return not any(
        dataclasses.is_dataclass(bare(hint)) for hint in list(typing.get_type_hints(entry.function).values())[1:-1]
    )


NAMES = sorted(
    name
    for name, entry in REGISTRY.items()
    if not name.startswith("hall.") and entry.by != {Role.HALL} and takes_only_what_can_be_typed(entry)
)


def values_for(hint, word: str, number: int):
    kind = bare(hint)
    origin = typing.get_origin(kind)
    if origin in (tuple, list):
        return origin([word])
    if origin is dict or kind is dict:
        return {word: word}
    if kind is bool:
        return number % 2 == 0
    if kind is int:
        return number
    if kind is float:
        return float(number)
    if kind is bytes:
        return word.encode("utf-8", "surrogatepass")
    if kind is date:
        return date(1, 1, 1) if number < 0 else date(9999, 12, 31)
    if kind is Secret:
        return Secret(word)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    return word


@pytest.mark.parametrize("name", NAMES)
def test_hostile_input_is_refused_or_answered(hall, people, name: str) -> None:
    entry = REGISTRY[name]
    hints = typing.get_type_hints(entry.function)
    parameters = list(inspect.signature(entry.function).parameters.values())[1:]
    actors = {}
    for actor in people.values():
        actors.setdefault(actor.role, actor)
    able = next(actor for role, actor in actors.items() if role in entry.by)
    for index, word in enumerate(WORDS):
        numbers = NUMBERS if any(bare(hints[p.name]) in (int, float, date) for p in parameters) else [1]
        for number in numbers if WHOLE else {numbers[index % len(numbers)], numbers[(index + 3) % len(numbers)]}:
            given = {p.name: values_for(hints[p.name], word, number) for p in parameters}
            if index % 2:  # also with what may be left out left out
                given = {p.name: given[p.name] for p in parameters if p.default is inspect.Parameter.empty}
            before = journal.last_seq(hall.db)
            try:
                hall.do(entry.function, able, **given) if entry.writes else hall.ask(entry.function, able, **given)
            except Refusal as refusal:
                said = str(refusal)
                assert journal.last_seq(hall.db) == before
                assert refusal.message and len(said) < 1500, f"{name}: too long to read: {said[:200]}"
                assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in said), (
                    f"{name} repeats control bytes: {said!r}"
                )
                said.encode("utf-8")
            assert not hall.db.in_transaction
