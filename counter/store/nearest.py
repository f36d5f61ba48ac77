"""What comes nearest to words that found nothing: a word mistyped by its sound is found; of the rest a few matters are
offered, as near ones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

from counter.store.spoken import bare, simplified

if TYPE_CHECKING:
    from counter.store.meaning import Meaning
    from counter.store.search import Hit, Shelf

MOST = 5
"""Matters that are offered."""
SHARE = 0.34
"""What a matter has to hold of the signs that were said, the rare ones counting most."""
ENGLISH_ALIKE, ENGLISH_SHARE = 64, 0.2
"""How alike (0 to 100) an English word has to be, and what of the question a matter has to hold."""
LETTERS_ALIKE, FEWEST_LETTERS = 78, 4
"""How alike (0 to 100) letters have to be to a piece of a name's pinyin, and from how many letters on."""


def sounding(text: str, shelves: Sequence[Shelf]) -> list[Hit]:
    """Rows whose names hold signs that sound as those that were said: 户照 for 护照. None where a part of it stands in
    names as it was said.
    """
    found: dict[Hit, None] = {}
    for piece in bare(text):
        pairs = [piece[at : at + 2] for at in range(len(piece) - 1)]
        if not any(pair in shelf.names.text for pair in pairs for shelf in shelves):
            found.update(dict.fromkeys(shelf.hits[row] for shelf in shelves for row in shelf.sounding(piece)))
    return list(found)


def offers(text: str, shelves: Sequence[Shelf], meaning: Meaning) -> list[Hit]:
    """The matters that come nearest; none where none comes near."""
    plain = simplified("".join(text.casefold().split()))
    found = _by_letters(text, plain, shelves, meaning) if plain.isascii() else _by_signs("".join(bare(text)), shelves)
    return found[:MOST]


def _by_signs(said: str, shelves: Sequence[Shelf]) -> list[Hit]:
    """Those that hold most of the signs, wherever they stand."""
    rows = sum(len(shelf.hits) for shelf in shelves)
    whole, scores, shared = 0.0, dict[tuple[int, int], float](), dict[tuple[int, int], int]()
    signs = dict.fromkeys(said)
    for sign in signs:
        held = [(at, row) for at, shelf in enumerate(shelves) for row in shelf.names.holding(sign)]
        weight = log(1 + rows / (1 + len(held)))
        whole += weight
        for key in held:
            scores[key] = scores.get(key, 0.0) + weight
            shared[key] = shared.get(key, 0) + 1
    fewest = 2 if len(signs) > 2 else 1
    near = [
        (key, shelves[key[0]].hits[key[1]])
        for key, value in scores.items()
        if value >= SHARE * whole and shared[key] >= fewest
    ]
    return [hit for _, hit in sorted(near, key=lambda one: (-scores[one[0]], len(one[1].name)))]


def _by_letters(text: str, plain: str, shelves: Sequence[Shelf], meaning: Meaning) -> list[Hit]:
    """Those whose English words are nearly these, then those whose pinyin is."""
    from rapidfuzz import fuzz, process

    found = dict.fromkeys(meaning.english(text, [shelf.kind for shelf in shelves], ENGLISH_ALIKE, ENGLISH_SHARE))
    if len(plain) >= FEWEST_LETTERS and plain.isalpha():
        alike = [
            (score, shelf.hits[row])
            for shelf in shelves
            for _, score, row in process.extract(
                plain, shelf.pinyin.split(), scorer=fuzz.partial_ratio, score_cutoff=LETTERS_ALIKE, limit=MOST
            )
        ]
        found.update(dict.fromkeys(hit for _, hit in sorted(alike, key=lambda one: (-one[0], len(one[1].name)))))
    return list(found)
