"""What is meant by what was said: rows ranked by how much of it they hold, in their names, in what people say for them
and in what their guides say.

Two measures are added. What the table of synonyms knows is held against the names; and every pair and triple of signs
(and every sign, for less) is held against all of a row's words, the rare ones counting most. So a phrase that no table
foresaw still finds the row that shares its telling words, and a table's word does not drown them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from math import log
from typing import TYPE_CHECKING

from counter.phrases.catalogues import name_in
from counter.rules.law_name import looked_for
from counter.store.spoken import NEAR_ENGLISH, Word, bare, english_content, formal_words, said_for, table

if TYPE_CHECKING:
    from counter.store.search import Hit, Lines, Shelf

WORTH = {"bundle": 1.0, "item": 1.0, "document": 0.7, "department": 0.6, "link": 0.6, "law": 0.5}
"""How much each kind counts where what people say is looked up: they come for something to be done."""
LONGEST_GRAM = 3
GRAM_WEIGHT = {1: 0.3, 2: 1.0, 3: 1.6}
"""How much signs in a row count by how many they are."""
NAME, SAID, TOLD = 1.0, 0.9, 0.45
"""How much a row's name counts, what people say for it, and what its guide says of it."""
LEAST = 0.08
"""Less than this share of what was said is found by chance."""
PHRASE = 4
"""Signs from which on what was said is more than a word."""
RARE = 3
"""Rows among which a single sign of a phrase still tells which is meant."""
LENGTH = 0.006
"""What each sign of a name costs: of two that hold the same, the plainer is meant."""
FORMAL = 1.0
"""What an office's word for an everyday one counts in a name, beside a pair of signs."""
BESIDE = 1.3
"""What the words of a row count beside what the table of synonyms knows."""
ENGLISH_SHARE = 0.3
"""What a row has to hold of an English question."""
FEWEST = 0.25
"""Of the best row's score: what has less is not shown as meant."""


class Bag:
    """All words of the rows of one shelf, in three texts by how much they count."""

    def __init__(self, shelf: Shelf, told: Sequence[str]) -> None:
        from counter.store.search import Lines, fold

        self.shelf = shelf
        self.worth = WORTH.get(shelf.kind, 0.5)
        names = shelf.names.split()
        self.fields: tuple[tuple[Lines, float], ...] = ((shelf.names, NAME),)
        if shelf.kind in ("bundle", "item"):
            said = Lines([" ".join(said_for(name)) for name in names])
            self.fields += ((said, SAID), (Lines([fold(words) for words in told]), TOLD))

    def holding(self, gram: str) -> dict[int, float]:
        """Rows with the signs, and what the best of their texts counts."""
        found: dict[int, float] = {}
        for lines, weight in reversed(self.fields[: 2 if len(gram) == 1 else 3]):
            for row in lines.holding(gram):
                found[row] = weight
        return found


class Meaning:
    """The bags of some shelves, made when somebody first says more than a name."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self._bags = {shelf.kind: Bag(shelf, shelf.told) for shelf in shelves}
        self._rows = sum(len(shelf.hits) for shelf in shelves if shelf.kind in ("bundle", "item")) or 1
        self._english: dict[str, list[tuple[Hit, frozenset[str]]]] = {}

    def ranked(self, text: str, words: tuple[Word, ...], kinds: Iterable[str]) -> list[Hit]:
        """Rows by both measures, the best first."""
        from counter.store.search import fold

        bags = [self._bags[kind] for kind in kinds if kind in self._bags]
        known = by_table(words, [bag.shelf for bag in bags])
        most = sum(word.weight for word in words if word.known) or 1.0
        scores = {hit: value / most for hit, value in known.items()}
        if len(words) != 1 or not words[0].known or len(bare(text)) != 1 or fold(bare(text)[0]) not in table():
            for hit, value in self._by_words(text, bags).items():
                scores[hit] = scores.get(hit, 0) + BESIDE * value
        scores = {hit: value * (1 - LENGTH * min(len(hit.name), 40)) for hit, value in scores.items()}
        top = max(scores.values(), default=0)
        return sorted((hit for hit, value in scores.items() if value > FEWEST * top), key=lambda hit: -scores[hit])

    def _by_words(self, text: str, bags: list[Bag]) -> dict[Hit, float]:
        """The share of what was said that a row holds; rare words count most."""
        segments = bare(text)
        whole, scores = 0.0, dict[tuple[Bag, int], float]()
        shared: dict[tuple[Bag, int], int] = {}
        rare = len(text) >= PHRASE
        for gram in dict.fromkeys(
            segment[at : at + size]
            for segment in segments
            for size in range(1, LONGEST_GRAM + 1)
            for at in range(len(segment) - size + 1)
        ):
            if self._commonness(gram) > self._rows / 3 + 5:
                whole += GRAM_WEIGHT[len(gram)] * log(4) if len(gram) < LONGEST_GRAM else 0
                continue
            found = [(bag, bag.holding(gram)) for bag in bags]
            many = sum(len(rows) for bag, rows in found if bag.worth == 1)
            weight = GRAM_WEIGHT[len(gram)] * log(1 + self._rows / (1 + many))
            if len(gram) < LONGEST_GRAM:
                whole += weight
            if not any(rows for _, rows in found):
                continue
            for bag, rows in found:
                for row, counts in rows.items():
                    scores[bag, row] = scores.get((bag, row), 0) + weight * counts
                    shared[bag, row] = shared.get((bag, row), 0) + (2 if rare and many <= RARE else len(gram))
        for word in formal_words(text):
            named = [(bag, row) for bag in bags for row in bag.shelf.names.holding(word)]
            many = sum(bag.worth == 1 for bag, _ in named)
            weight = FORMAL * log(1 + self._rows / (1 + many))
            for key in named:
                scores[key] = scores.get(key, 0) + weight
                shared[key] = shared.get(key, 0) + 2
        return {
            bag.shelf.hits[row]: bag.worth * value / whole
            for (bag, row), value in scores.items()
            if value > LEAST * whole and shared[bag, row] > 1  # one sign alone is found by chance
        }

    def _commonness(self, gram: str) -> int:
        """How often the signs stand in the names of what can be applied for."""
        return sum(bag.shelf.names.text.count(gram) for bag in self._bags.values() if bag.worth == 1)

    def english(
        self, text: str, kinds: Iterable[str], alike: int = NEAR_ENGLISH, share: float = ENGLISH_SHARE
    ) -> list[Hit]:
        """Rows whose English names or synonyms hold at least a share of what was said, each word as it is or nearly so
        (`alike`, 0 to 100).
        """
        asked = english_content(text)
        if not asked:
            return []
        rows = [row for kind in kinds for row in self._english_rows(kind)]
        near = {word: _near(word, self._vocabulary, alike) for word in asked}
        holding = {word: [not known.isdisjoint(held) for _, held in rows] for word, known in near.items() if known}
        weights = {word: log(1 + len(rows) / (1 + sum(every))) for word, every in holding.items()}
        whole = sum(weights.values()) + (len(asked) - len(weights)) * log(1 + len(rows))
        scored = {
            hit: sum(weight for word, weight in weights.items() if holding[word][at]) * WORTH.get(hit.kind, 0.5)
            - 0.001 * len(held)
            for at, (hit, held) in enumerate(rows)
        }
        top = max(scored.values(), default=0)
        if top < share * whole:
            return []
        return sorted((hit for hit, value in scored.items() if value > 0.6 * top), key=lambda hit: -scored[hit])

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        """Every English word of the catalogue."""
        return tuple(sorted({word for kind in self._bags for _, held in self._english_rows(kind) for word in held}))

    def _english_rows(self, kind: str) -> list[tuple[Hit, frozenset[str]]]:
        if kind not in self._english:
            shelf = self._bags[kind].shelf if kind in self._bags else None
            self._english[kind] = [
                (hit, frozenset(english_content(" ".join((_english_name(hit), *said_for(folded, english=True))))))
                for hit, folded in (zip(shelf.hits, shelf.names.split(), strict=True) if shelf else ())
            ]
        return self._english[kind]


def _english_name(hit: Hit) -> str:
    return looked_for(hit.name) if hit.kind == "law" else name_in("en", hit.name)


@lru_cache(maxsize=256)
def _near(word: str, vocabulary: tuple[str, ...], least: int) -> frozenset[str]:
    """The known English words that the word is, begins, or is a slip of."""
    from rapidfuzz import fuzz

    if word in vocabulary:
        return frozenset((word,))
    begun = [one for one in vocabulary if len(word) >= 4 and one.startswith(word)]
    alike = [one for one in vocabulary if len(word) >= 5 and fuzz.ratio(word, one) >= least]
    return frozenset(begun or alike)


def by_table(words: tuple[Word, ...], shelves: Sequence[Shelf]) -> dict[Hit, float]:
    """Rows by how many of the words of names they hold that were meant."""
    from counter.store.search import fold

    scores: dict[Hit, float] = {}
    for word in words:
        if not word.known:
            continue
        best: dict[Hit, float] = {}
        for place, means in enumerate(word.means):
            folded = fold(means)
            for shelf in shelves:
                worth = WORTH.get(shelf.kind, 0.5) * (0.8**place)
                for row in shelf.names.holding(folded):
                    hit = shelf.hits[row]
                    best[hit] = max(best.get(hit, 0), worth * (1 + 0.3 * len(folded) / max(1, len(hit.name))))
                for row in shelf.codes.holding(folded):
                    best.setdefault(shelf.hits[row], worth * 0.4)
        for hit, value in best.items():
            scores[hit] = scores.get(hit, 0) + word.weight * value
    return scores
