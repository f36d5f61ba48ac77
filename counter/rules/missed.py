"""Searches that found nothing: which words may be kept, so that nothing of a person stays.

Kept is only what cannot be a number, a code or a name. When in doubt it goes: a steward learns nothing from a word that
one person typed once, and a name must not lie in a list of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

SHORTEST, LONGEST = 2, 20
"""Signs of what is kept."""
MOST_KEPT = 500
"""Rows that are kept; the rarest and oldest go first."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """By what names of people are known (data/surnames.toml): surnames of one sign and of two, what people are called
    by, how the names of what people come for end, and the signs of numbers.
    """

    one: frozenset[str]
    two: frozenset[str]
    called: tuple[str, ...]
    ends: tuple[str, ...]
    numerals: str


def keepable(
    text: str, names: NameWords, known: Callable[[str], bool], *, english: Callable[[str], bool] | None = None
) -> str:
    """The words as they are kept, or empty where they might be somebody's.

    `known(word)` says whether a word is one of the language's; `english(word)` the same of the catalogue's own English.
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if (
        not SHORTEST <= len(words) <= LONGEST
        or not words.isprintable()
        or re.search(f"[{names.numerals}]{{3,}}|[0-9]", words)
    ):
        return ""
    if any(word in words for word in names.called) or any(not (one.isalpha() or one == " ") for one in words):
        return ""
    if words.isascii():
        return words if english and any(english(word) for word in words.split()) and text == text.lower() else ""
    if any(one.isascii() and one != " " for one in words):
        return ""  # Han with letters between: a plate, a code, half a name in pinyin
    return "" if any(_may_be_name(piece, names, known) for piece in words.split()) else words


def _may_be_name(piece: str, names: NameWords, known: Callable[[str], bool]) -> bool:
    """Whether a surname stands in it with what follows being no word of the language: 王小明, 查李建国."""
    for at, sign in enumerate(piece):
        double = piece[at : at + 2] in names.two
        if not double and sign not in names.one:
            continue
        if double and len(piece) > at + 2:
            return True
        covered = any(
            known(piece[begin : begin + size])
            for size in (4, 3, 2)
            for begin in range(max(0, at - size + 1), at + 1)
            if begin + size <= len(piece)
        )
        if not covered and len(piece) > at + 1:
            return True
    return (
        len(piece) <= 3
        and not piece.endswith(names.ends)
        and not any(known(piece[at : at + size]) for size in (2, 3) for at in range(len(piece) - size + 1))
    )
