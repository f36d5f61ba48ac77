"""The terminal's language: every word a screen says itself goes through `t`, its Chinese original being the key.

    t("已打开 {case}", case=other.case)     # said now
    NAME = mark("窗口")                      # kept, and said by the shared part that draws it

Simplified Chinese is the original; Traditional Chinese is made from it; English stands in
data/phrases/en/LC_MESSAGES/counter.po.
Values (people's names, numbers, what the law or the hall's data says) are filled in as they are.

What a part draws itself is marked: NAME, HELP, PANES, the titles of Columns, a LineList's first `empty`, a Field's
label, help and placeholder, Caption. Everything else is said where it is written: titles and texts of dialogs, Choice's
options, Facts, Lines, messages, `show(empty=...)`. After a change of language every open place draws its parts and
reads its data again. Names that rules and acts give to states and kinds (`row.state_name`) are said too:
t(row.state_name). What acts answer in sentences is said by `worded`. Never a citizen's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from counter.phrases.catalogues import key_label, name_in, translated
from counter.phrases.said import ORIGINAL, Said, filled, in_language, mark, mark_key

__all__ = [
    "ORIGINAL",
    "SPOKEN",
    "day",
    "label",
    "listed",
    "mark",
    "mark_key",
    "named",
    "short_day",
    "speak",
    "t",
    "worded",
]

SPOKEN = (ORIGINAL, "zh-Hant", "en")

_BETWEEN = re.compile(r"( +|[\u3001\uff0c\uff1b\uff1a\uff08\uff09\u201c\u201d,;:()])")
"""What stands between the names in a line."""

current = ORIGINAL
"""One terminal, one language; changed by `speak`."""


def speak(language: str) -> None:
    """Change the language of this terminal (`zh-Hans`, `zh-Hant`, `en`). Raises KeyError for another."""
    global current
    if language not in SPOKEN:
        raise KeyError(language)
    current = language


def t(text: str, /, **values: Any) -> str:
    """The phrase in the terminal's language, its values filled in; a phrase without a translation stays Chinese.

    Where English has a singular, the value `n` decides. A sentence among the values is said too.
    """
    if isinstance(text, Said) and text.values:
        return text.in_words_of(current)
    template = translated(current, text, values.get("n"))
    return filled(template, values, _shown) if values else template


def _shown(value: object) -> str:
    return value.in_words_of(current) if isinstance(value, Said) and current != ORIGINAL else str(value)


def label(text: str) -> str:
    """A key's label: at most four cells in every language, so that ten of them fill the key line."""
    return key_label(current, text)


@lru_cache(maxsize=4096)
def _named(language: str, text: str) -> str:
    return (
        name_in(language, text)
        if name_in("en", text) != text
        else "".join(name_in(language, part) for part in _BETWEEN.split(text))
    )


def named(text: str) -> str:
    """The hall's own names in a text (queues, windows, items, papers, departments) as the terminal's language has them;
    the rest as it is.

    The shared parts that draw rows, facts, titles and dialogs say names so: places hand them over as they come.
    """
    if isinstance(text, Said):
        return text.in_words_of(current)
    return text if current == ORIGINAL or text.isascii() else _named(current, text)


def listed(words: Iterable[str]) -> str:
    """Several words in a row: `甲、乙`, `A, B`."""
    return t("、").join(words)


def worded(answer: object) -> str:
    """What an act answered (a result, a warning, a reason), said in the terminal's language as far as it
    is a sentence.
    """
    return in_language(current, answer)


def day(given: date | str | None) -> str:
    """A day in words that nobody can misread: `2026-12-08` in Chinese, `8 Dec 2026` in English. Empty for none."""
    if not given:
        return ""
    if current != "en":
        return str(given)
    from counter.phrases import day as written

    return written("en", str(given)).partition(" ")[2]


def short_day(given: date) -> str:
    """A day of these weeks, in at most 6 cells: `12-08`, `8 Dec`."""
    return f"{given:%m-%d}" if current != "en" else day(given)[:-5]
