"""Names under every reading of their characters: what is typed in letters as patterns that SQLite matches.

A person's row keeps one reading; 刘茜 is liuqian there. What is typed is taken apart into syllables instead, and each
stands for all characters that may be read so.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from counter import HOUSE

READINGS = (HOUSE / "data" / "readings.txt", HOUSE / "data" / "other_readings.txt")
LONGEST = 24
"""Letters beyond which nobody's name is typed."""
MOST = 12
"""Ways to take a word apart that are tried."""


@cache
def _characters() -> dict[str, frozenset[str]]:
    """Syllable -> every character that may be read so."""
    found: dict[str, set[str]] = {}
    for file in READINGS:
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                syllable, _, characters = line.partition(" ")
                found.setdefault(syllable, set()).update(characters)
    return {syllable: frozenset(characters) for syllable, characters in found.items()}


@cache
def _beginning(letters: str) -> frozenset[str]:
    """The characters of everyday writing that may be read beginning with these letters."""
    found: set[str] = set()
    for syllable, characters in _characters().items():
        if syllable.startswith(letters):
            found.update(one for one in characters if _everyday(one))
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _everyday(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _apart(word: str) -> list[tuple[str, ...]]:
    """Every way to read letters as syllables, the last of which may be only begun."""
    known = _characters()
    found: list[tuple[str, ...]] = []

    def go(at: int, parts: tuple[str, ...]) -> None:
        if len(found) >= MOST:
            return
        rest = word[at:]
        if not rest:
            found.append(parts)
            return
        for size in range(min(6, len(rest)), 0, -1):
            if rest[:size] in known:
                go(at + size, (*parts, rest[:size]))
        if rest not in known and any(syllable.startswith(rest) for syllable in known):
            found.append((*parts, rest))

    go(0, ())
    return found


def patterns(typed: str) -> list[str]:
    """GLOB patterns for names that may be read as these letters, or have them for initials; none for other text."""
    word = typed.casefold().replace(" ", "").replace("ü", "v")
    if not re.fullmatch(r"[a-z]{2,24}", word):
        return []
    found = []
    for parts in _apart(word):
        classes = [_characters().get(part) or _beginning(part) for part in parts]
        if all(classes):
            found.append("".join(map(_class, classes)) + "*")
    if len(word) <= 4:
        classes = [_beginning(letter) for letter in word]
        if all(classes):
            found.append("".join(map(_class, classes)))
    return list(dict.fromkeys(found))


def _class(characters: frozenset[str]) -> str:
    return f"[{''.join(sorted(characters))}]"
