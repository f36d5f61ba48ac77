"""Names under every reading of their characters: what is typed in letters, held against each name.

A person's row keeps one reading; 刘茜 is liuqian there. What is typed is taken apart into syllables instead, and each
stands for all characters that may be read so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice, product

from counter import HOUSE
from counter.store import driver

READINGS = tuple(HOUSE / "data" / f"{which}.txt" for which in ("readings", "other_readings", "name_readings"))
MOST_INITIALS = 4
"""Letters that may be initials."""
MOST = 3
"""Ways to take a word apart that are looked for: The fewest syllables go first."""
MOST_SOUNDING = 12
"""Signs of a word that is looked for by its sound."""
MOST_READINGS = 16
"""Ways to read a word that are looked for."""
VOWELS = frozenset("aeiouv")


def _lines() -> Iterator[tuple[str, str]]:
    """(syllable, characters that may be read so), the usual readings before the others."""
    for file in READINGS:
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                syllable, _, characters = line.partition(" ")
                yield syllable, characters


@cache
def _characters() -> dict[str, frozenset[str]]:
    """Syllable -> every character that may be read so."""
    found: dict[str, set[str]] = {}
    for syllable, characters in _lines():
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
        rest = word[at:]
        if not rest:
            found.append(parts)
            return
        for size in range(min(6, len(rest)), 0, -1):
            if rest[:size] in known and not VOWELS.isdisjoint(rest[:size]):  # 嗯 is in nobody's name
                go(at + size, (*parts, rest[:size]))
        if rest not in known and any(syllable.startswith(rest) for syllable in known):
            found.append((*parts, rest))

    go(0, ())
    return sorted(found, key=len)[:MOST]


def patterns(word: str, signs: frozenset[str]) -> list[re.Pattern[str]]:
    """What finds consecutive characters among `signs` that may be read as these letters, by any reading of each."""
    found: list[re.Pattern[str]] = []
    if not re.fullmatch(r"[a-z]{2,24}", word):
        return found
    for parts in _apart(word):
        classes = ["".join(sorted((_characters().get(part) or _beginning(part)) & signs)) for part in parts]
        if all(classes) and len(classes) > 1:
            found.append(re.compile("".join(f"[{re.escape(each)}]" for each in classes)))
    return found


@cache
def _syllables() -> dict[str, tuple[str, ...]]:
    """Character -> every syllable that it may be read as, the usual one first."""
    found: dict[str, dict[str, None]] = {}
    for syllable, characters in _lines():
        for one in characters:
            found.setdefault(one, {})[syllable] = None
    return {one: tuple(every) for one, every in found.items()}


def spoken(text: str) -> list[str]:
    """Han as syllables with blanks between, for each of their readings (two signs by the usual ones: rare ones would
    sound like anything); none for other signs, or too many of them.
    """
    ways = [_syllables().get(sign, ())[: 1 if len(text) == 2 else None] for sign in text]
    if not 2 <= len(text) <= MOST_SOUNDING or not all(ways):
        return []
    return [" ".join(one) for one in islice(product(*ways), MOST_READINGS)]


@lru_cache(maxsize=10_000)
def spellings(name: str) -> str:
    """What one may type for a name, for each of its readings: whole, its initials, the surname whole with initials
    behind; empty for other signs. A list is narrowed by a piece of it, as F9 finds by `reader`.
    """
    ways = [_syllables().get(sign, ()) for sign in name]
    if not ways or len(ways) > MOST_SOUNDING or not all(ways):
        return ""
    found: dict[str, None] = {}
    for one in islice(product(*ways), MOST_READINGS):
        initials = "".join(each[0] for each in one)
        found |= dict.fromkeys(("".join(one), initials, one[0] + initials[1:]))
    return " ".join(found)


def is_syllables(word: str) -> bool:
    """Whether letters can be read as whole syllables."""
    return any(all(part in _characters() for part in parts) for parts in _apart(word.casefold()[:24]))


def reader(typed: str) -> Callable[[str], int] | None:
    """Whether a name may be read as these letters, or has them for initials; None for text that is no reading."""
    word = typed.casefold().replace(" ", "").replace("ü", "v")
    word = re.sub("^([ln])yu(?!a)", r"\1v", word)  # 吕 is LYU in a passport
    if not re.fullmatch(r"[a-z]{2,24}", word):
        return None
    ways = [(tuple(_characters().get(part) or _beginning(part) for part in parts), False) for parts in _apart(word)]
    for begun in () if ways else (2, 3):  # the surname whole, of the rest the initials: liuxm
        ways += [
            (tuple(_characters()[part] for part in parts) + tuple(map(_beginning, word[-begun:])), True)
            for parts in _apart(word[:-begun])
            if all(part in _characters() for part in parts)
        ]
    if len(word) <= MOST_INITIALS:
        ways.append((tuple(_beginning(letter) for letter in word), True))

    def reads(name: str) -> int:
        for characters, whole in ways:
            if len(name) == len(characters) if whole else len(name) >= len(characters):
                for sign, able in zip(name, characters, strict=False):
                    if sign not in able:
                        break
                else:
                    return 1
        return 0

    return reads


def lay(db: driver.Connection, typed: str) -> str:
    """Give SQLite the function `name_reads` for what was typed; the words of the condition that asks it, or none.

    A pattern of GLOB would do the same, at ten times the cost: it goes through all of a class for each name.
    """
    found = reader(typed)
    if found is None:
        return ""
    db.create_function("name_reads", 1, found)
    return " OR name_reads({name})"
