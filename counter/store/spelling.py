"""How Han is spelled and mistyped: pinyin, initials, one letter off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=100_000)
def spell(text: str) -> tuple[str, str]:
    """Pinyin with a space between syllables, and their initials: `毕业 2年` gives `bi ye 2 nian`, `by2n`.

    What is no Han stays as it is, in lower case, letters and digits only. Loads pypinyin; for imports, never for a
    screen.
    """
    phrases, characters, longest = _tables()
    text = unicodedata.normalize("NFKC", text)
    syllables: list[str] = []
    other, at, end = "", 0, len(text)
    while at < end:
        character = text[at]
        known = characters.get(ord(character))
        if known is None:
            other += character
            at += 1
            continue
        if other:
            syllables += _LATIN.findall(other.lower())
            other = ""
        for size in range(min(longest.get(character, 1), end - at), 1, -1):
            if (readings := phrases.get(text[at : at + size])) is not None:
                syllables += [plain_letters(reading[0]) for reading in readings]
                at += size
                break
        else:
            syllables.append(plain_letters(known))
            at += 1
    if other:
        syllables += _LATIN.findall(other.lower())
    return " ".join(syllables), "".join(s if s.isdigit() else s[0] for s in syllables)


_LATIN = re.compile(r"[a-z]+|[0-9]+")


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Any], Mapping[int, str], Mapping[str, int]]:
    """pypinyin's phrases and characters, and the length of the longest phrase that begins with a character.

    Its own lazy_pinyin takes ten times as long, which a catalogue of 20,000 papers feels.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    longest: dict[str, int] = {}
    for phrase in PHRASES_DICT:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return PHRASES_DICT, PINYIN_DICT, longest


def is_word(text: str) -> bool:
    """Whether Han is a word of the language (pypinyin's phrases, or what people say for items)."""
    from counter.store.spoken import is_said

    return text in _tables()[0] or is_said(text)


def is_pinyin(word: str) -> bool:
    """Whether letters are syllables of Mandarin, as a name in letters is."""
    from counter.store.readings import is_syllables

    return is_syllables(word)


@lru_cache(maxsize=8192)
def plain_letters(syllable: str) -> str:
    """The first of some readings without its tone; ü becomes v, as it is typed."""
    kept = (
        c
        for c in unicodedata.normalize("NFD", syllable.split(",")[0])
        if unicodedata.category(c) != "Mn" or c == "\u0308"
    )
    return "".join(kept).replace("u\u0308", "v").replace("\u0308", "").lower()


def spelling(word: str) -> re.Pattern[str]:
    """What finds letters as beginnings of consecutive syllables, however they are divided (`biys`: bi y s, b i y s)."""
    return re.compile(" " + "(?:[a-z0-9]*+ )?".join(word))


def follows(text: str, at: int, word: str) -> bool:
    """Whether the word, but for one letter, stands at a place of the text (rows end with a newline)."""
    size = len(word)
    there = text[at : at + size + 1]
    same = 0
    while same < size and there[same : same + 1] == word[same]:
        same += 1
    rest = word[same + 1 :]
    if there[same : size - 1] == rest[: size - 1 - same] and size - 1 - same == len(rest):
        return True  # one too many in the word
    if there[same : same + 1] == "\n":
        return False
    return (
        there[same + 1 : size] == rest
        or there[same + 1 :] == word[same:]
        or (bool(rest) and there[same : same + 2] == rest[0] + word[same] and there[same + 2 : size] == rest[1:])
    )


def one_off(there: str, word: str) -> bool:
    """Whether two words differ by one letter: another one, one missing, one too many, two swapped."""
    same, shortest = 0, min(len(there), len(word))
    while same < shortest and there[same] == word[same]:
        same += 1
    if len(there) > len(word):
        return there[same + 1 :] == word[same:] and there[same] != "\n"
    if len(there) < len(word):
        return there[same:] == word[same + 1 :]
    if there[same : same + 1] == "\n":
        return False
    return there[same + 1 :] == word[same + 1 :] or (
        there[same : same + 2] == word[same : same + 2][::-1] and there[same + 2 :] == word[same + 2 :]
    )
