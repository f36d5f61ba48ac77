"""A sentence is a value: a template and what is filled into it. What acts answer is made here and said in any language
later.

    say("{ticket} 已在 {window} 号窗口", ticket="B001", window=3)     # a str, finished in Simplified Chinese
    STATES = {"serving": mark("办理中")}                              # words of tables are values too
    in_language("en", answer)                                         # B001 is already at window 3

Every literal given to `say`, `mark` and the screens' `t` is a message of data/phrases/*/LC_MESSAGES/counter.po. A value
called `n` is a count: English then has a singular. Nothing here raises for an odd value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from string import Formatter
from types import MappingProxyType
from typing import Any, TypeAlias

ORIGINAL = "zh-Hans"
"""The language that every template is written in."""

DEEPEST = 20
"""Texts within texts that a text read back may have; deeper ones are no work of ours."""

Value: TypeAlias = "str | int | float | date | time"
"""What a sentence keeps; anything else is kept as the text that it shows."""

STORED = "\x1e"
"""What a stored sentence begins with (the record separator). No door lets a control character in, so nothing that
somebody typed is ever taken for one.
"""

_NO_VALUES: Mapping[str, Value] = MappingProxyType({})
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


class Verbatim(str):
    """A person's name or typed words: the same in every language."""

    __slots__ = ()

    def __str__(self) -> str:
        return self


class Said(str):
    """A finished Simplified Chinese sentence that still knows its template and its values.

    It can be copied, pickled, bound to a database column and compared like any str. `+` keeps both sides;
    other string methods give a plain str.
    """

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, object] = _NO_VALUES) -> Said:
        """Fill a template. A template without values is taken as it is, braces and all."""
        kept = {name: _kept(value) for name, value in values.items()}
        self = super().__new__(cls, filled(template, kept, _original) if kept else template)
        self.template = str.__str__(template)
        self.values = MappingProxyType(kept) if kept else _NO_VALUES
        return self

    def __str__(self) -> str:
        return self

    def __add__(self, other: str) -> Said:
        return listed((self, other), "") if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> Said:
        return listed((other, self), "") if isinstance(other, str) else NotImplemented

    def removeprefix(self, prefix: str, /) -> str:
        """As of any str; the sentence itself where it does not begin so."""
        return super().removeprefix(prefix) if self.startswith(prefix) else self

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (self.template, dict(self.values))

    def __copy__(self) -> Said:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Said:
        return self

    def in_words_of(self, language: str) -> str:
        """The sentence in another language, its values too."""
        from counter.phrases.catalogues import translated

        template = translated(language, self.template, self.values.get("n"))
        return filled(template, self.values, lambda value: _in_language(language, value)) if self.values else template

    def changed(self, change: Callable[[str], str]) -> Said:
        """The same sentence with every text among its values changed; its own words stay."""
        if not self.values:
            return self
        return Said(self.template, {name: _changed(value, change) for name, value in self.values.items()})

    def as_data(self) -> dict[str, Any]:
        """Template and values as plain JSON data."""
        return {"template": self.template, "values": {name: _as_data(value) for name, value in self.values.items()}}

    def stored(self) -> str:
        """One line of STORED and compact JSON, for a database column; `revived` reads it. Nothing said is empty."""
        return STORED + json.dumps(self.as_data(), ensure_ascii=False, separators=(",", ":")) if self else ""


class Listed(Said):
    """Several values in a row; the language has its own sign between them."""

    parts: tuple[Value, ...]
    separator: str

    def __new__(cls, parts: Iterable[object], separator: str = "、") -> Listed:
        """Put values in a row."""
        kept = tuple(_kept(part) for part in parts)
        self = str.__new__(cls, separator.join(str(part) for part in kept))
        self.template, self.values = str.__str__(self), _NO_VALUES
        self.parts, self.separator = kept, separator
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Listed, (self.parts, self.separator)

    def in_words_of(self, language: str) -> str:
        """The row in another language."""
        from counter.phrases.catalogues import translated

        between = translated(language, self.separator) if _HAN.search(self.separator) else self.separator
        return between.join(_in_language(language, part) for part in self.parts)

    def changed(self, change: Callable[[str], str]) -> Said:
        """The same row with every text in it changed."""
        return Listed((_changed(part, change) for part in self.parts), self.separator)

    def as_data(self) -> dict[str, Any]:
        """The parts and what stands between them as plain JSON data."""
        return {"listed": [_as_data(part) for part in self.parts], "separator": self.separator}


def say(template: str, /, **values: object) -> Said:
    """A sentence: its template (a literal, found by the extraction) with its values filled in."""
    return Said(template, values)


def mark(text: str) -> Said:
    """A word or a sentence without values, kept in a table and said by somebody else later."""
    return Said(text)


def mark_key(text: str) -> str:
    """A key's label, said by `catalogues.key_label`: its translation is at most four cells wide."""
    return text


def listed(parts: Iterable[object], separator: str = "、") -> Listed:
    """A row of values as one value: `甲、乙`, in English `A, B`."""
    return Listed(parts, separator)


def verbatim(text: object) -> Verbatim | Said:
    """What a person typed or is called, never said otherwise. A sentence stays a sentence."""
    shown = _text(text)
    return shown if isinstance(shown, Said) else Verbatim(shown)


def in_language(language: str, text: object) -> str:
    """A sentence in another language; the text itself in Simplified Chinese. Never raises.

    A text that is no sentence is said if all of it is a message without values or a name of the hall's data.
    """
    if not isinstance(text, str):
        text = _text(text)
    if language == ORIGINAL or isinstance(text, (Said, Verbatim)):
        return text if language == ORIGINAL else _in_language(language, text)
    from counter.phrases.catalogues import translated

    if not _HAN.search(text):
        return _in_language(language, text)
    said = translated(language, text) if translated("en", text) != text else text
    return said if said != text else _in_language(language, text)


def revived(text: str) -> str:
    """What `stored` wrote, as the sentence again; any other text as it is."""
    return _revived(text) if text.startswith(STORED) else text


@lru_cache(maxsize=4096)
def _revived(text: str) -> str:
    try:
        found = _of_data(json.loads(text[1:]), DEEPEST)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text
    return found if isinstance(found, (Said, Verbatim)) else text


def packed(value: Any) -> Any:
    """Plain JSON data in which every sentence stands in its stored form; `unpacked` finds them again."""
    if isinstance(value, Said):
        return value.stored()
    if isinstance(value, Verbatim):
        return STORED + json.dumps(_as_data(value), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, Mapping):
        return {name: packed(inner) for name, inner in value.items()}
    return [packed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def unpacked(value: Any) -> Any:
    """JSON data with what was said in it."""
    if isinstance(value, str):
        return revived(value)
    if isinstance(value, dict):
        return {name: unpacked(inner) for name, inner in value.items()}
    return [unpacked(inner) for inner in value] if isinstance(value, list) else value


def of_data(data: Mapping[str, Any]) -> str:
    """A sentence from the plain data that `as_data` gave. Raises ValueError, TypeError or KeyError for
    anything else.
    """
    found = _of_data(data, DEEPEST)
    if not isinstance(found, str):
        raise TypeError(type(found).__name__)
    return found


def fields(template: str) -> frozenset[str]:
    """The names of the values that a template asks for."""
    return frozenset(name for _, name, _, _ in _parsed(template) if name is not None)


def filled(template: str, values: Mapping[str, Any], shown: Callable[[Any], str]) -> str:
    """A template with its values, each shown by `shown` or by the format that the template asks for.

    Braces in values are only braces; a name without a value stays as it is written.
    """
    found: list[str] = []
    one = False
    for words, name, form, conversion in _parsed(template):
        found.append(agreeing(words) if one else words)
        if name is None:
            continue
        one = values.get(name) == 1 and type(values[name]) is int
        if name not in values:
            found.append(f"{{{name}}}")
        elif conversion == "r":
            found.append(_formatted(repr(values[name]), form or ""))
        else:
            found.append(_formatted(values[name], form) if form else shown(values[name]))
    return "".join(found)


_IRREGULAR = {"people": "person", "copies": "copy", "entries": "entry"}
_NOUNS = (
    "cases|items|days|papers|documents|minutes|windows|numbers|fields|times|visits|tickets|steps|approvals|persons|rows"
    "|columns|files|queues|desks|places|points|hours|sites|trips|findings|groups|words|characters|pages|months|weeks"
    "|years|signs|departments|bundles|dates|notes|jobs|savings|kinds|officers"
)
"""English nouns that stand behind a number. A word that may also be a verb there (calls, waits) is none of them."""
_COUNTED = re.compile(
    r"((?: (?!of\b|and\b|in\b|at\b|the\b|from\b|for\b|to\b)[a-z]+){0,2}?) "
    rf"({'|'.join(_IRREGULAR)}|{_NOUNS})\b(?! to\b)",
    re.ASCII,
)


@lru_cache(maxsize=2048)
def agreeing(words: str) -> str:
    """What follows the number 1, its noun in the singular (` cases, ` becomes ` case, `): for the numbers of a sentence
    besides its `n`, by which the whole sentence is chosen.
    """
    found = _COUNTED.match(words)
    if found is None:
        return words
    return f"{found[1]} {_IRREGULAR.get(found[2], found[2][:-1])}{words[found.end() :]}"


@lru_cache(maxsize=8192)
def _parsed(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    try:
        return tuple(Formatter().parse(str.__str__(template)))
    except ValueError:
        return ((template, None, None, None),)


def _formatted(value: Any, form: str) -> str:
    try:
        return format(value, form)
    except (ValueError, TypeError):
        return str(value)


def _text(value: object) -> str:
    """What an f-string would show, kept as a sentence where the object's own __str__ gives one. A broken object is
    named by its type.
    """
    try:
        return format(value, "") if isinstance(value, Enum) else str(value)
    except Exception:  # noqa: BLE001  (an odd object must not keep a refusal from being read)
        return f"<{type(value).__name__}>"


def _kept(value: object) -> Value:
    if isinstance(value, (Said, Verbatim)) or type(value) in (str, int, float, date, datetime, time):
        return value  # type: ignore[return-value]
    return _text(value)


def _original(value: Value) -> str:
    return str(value)


def _in_language(language: str, value: Value) -> str:
    """A value in a sentence: a sentence and a name of the hall's data are said, a day is written as people write it."""
    if isinstance(value, Said):
        return value.in_words_of(language)
    if isinstance(value, Verbatim):
        return value
    if type(value) is date or (isinstance(value, str) and len(value) == 10 and _DAY.fullmatch(value)):
        return _day(language, str(value))
    if isinstance(value, str) and _HAN.search(value):
        from counter.phrases.catalogues import name_in

        return name_in(language, value)
    return str(value)


def _day(language: str, iso: str) -> str:
    """`2026-12-08` in Chinese, `8 Dec 2026` in English; what is no day stays as it is."""
    if language != "en":
        return iso
    from counter.phrases import day

    try:
        return day("en", iso).partition(" ")[2]
    except ValueError:
        return iso


def _changed(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, Said):
        return value.changed(change)
    if isinstance(value, Verbatim):
        return Verbatim(change(value))
    return change(value) if isinstance(value, str) else value


def _as_data(value: Value) -> Any:
    if isinstance(value, Said):
        return value.as_data()
    if isinstance(value, Verbatim):
        return {"verbatim": str.__str__(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    return value


def _of_data(data: Any, depth: int) -> Value:
    if isinstance(data, (str, int, float)):
        return data
    if not isinstance(data, dict) or depth <= 0:
        raise TypeError(type(data).__name__)
    match list(data):
        case ["template", "values"]:
            values = {str(name): _of_data(value, depth - 1) for name, value in data["values"].items()}
            return Said(_of_text(data["template"]), values)
        case ["listed", "separator"]:
            return Listed([_of_data(part, depth - 1) for part in data["listed"]], _of_text(data["separator"]))
        case ["verbatim"]:
            return Verbatim(_of_text(data["verbatim"]))
        case ["day"]:
            return date.fromisoformat(data["day"])
        case ["moment"]:
            return datetime.fromisoformat(data["moment"])
        case ["time"]:
            return time.fromisoformat(data["time"])
    raise KeyError(next(iter(data), ""))


def _of_text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(type(data).__name__)
    return data


SEPARATORS = (mark("、"), mark("；"), mark("，"))
"""The signs between the values of a row: messages like any other."""
