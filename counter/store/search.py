"""Finding items, documents, laws, departments and links by Han, pinyin, initials or code."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from counter.store import driver


@lru_cache(maxsize=100_000)
def spell(text: str) -> tuple[str, str]:
    """Pinyin with a space between syllables, and their initials: `毕业 2年` gives `bi ye 2 nian`, `by2n`.

    What is no Han stays as it is, in lower case, letters and digits only. Loads pypinyin; for imports, never for a screen.
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
                syllables += [_plain(reading[0]) for reading in readings]
                at += size
                break
        else:
            syllables.append(_plain(known))
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


@lru_cache(maxsize=8192)
def _plain(syllable: str) -> str:
    """The first of some readings without its tone; ü becomes v, as it is typed."""
    kept = (c for c in unicodedata.normalize("NFD", syllable.split(",")[0]) if unicodedata.category(c) != "Mn" or c == "\u0308")
    return "".join(kept).replace("u\u0308", "v").replace("\u0308", "").lower()


KINDS = {"bundle": "一件事", "item": "事项", "document": "材料", "law": "依据", "department": "部门", "link": "去处"}
"""What one field finds, in the order in which equals are shown."""

_ROWS = {
    "bundle": "SELECT code, name, pinyin, initials, coalesce(json_extract(definition, '$.keywords'), '') AS extra, '' AS detail FROM bundle b WHERE (withdrawn_on IS NULL OR withdrawn_on > :on)"
    " AND version = (SELECT max(version) FROM bundle n WHERE n.code = b.code AND n.effective_on <= :on) ORDER BY code",
    "item": "SELECT i.code, i.name, i.pinyin, i.initials, i.search AS extra, d.short AS detail FROM item i"
    " JOIN department d ON d.code = i.department WHERE (i.withdrawn_on IS NULL OR i.withdrawn_on > :on)"
    " AND i.version = (SELECT max(version) FROM item n WHERE n.code = i.code AND n.effective_on <= :on) ORDER BY"
    " (SELECT times FROM item_use u WHERE u.item = i.code) DESC, i.code",
    "document": "SELECT d.code, d.name, d.pinyin, d.initials, d.standard_code || ' ' || d.aliases AS extra, count(n.item) || '个事项要用' AS detail"
    " FROM document d LEFT JOIN item_document n ON n.document = d.code GROUP BY d.code ORDER BY count(n.item) DESC, d.code",
    "law": "SELECT CAST(b.id AS TEXT) AS code, b.law || b.article AS name, b.pinyin, b.initials, b.number AS extra, b.number AS detail"
    " FROM basis b LEFT JOIN item_basis n ON n.basis = b.id GROUP BY b.id ORDER BY count(n.item) DESC, b.id",
    "department": "SELECT code, name, pinyin, initials, short AS extra, short AS detail FROM department ORDER BY code",
    "link": "SELECT CAST(id AS TEXT) AS code, name, pinyin, initials, category || ' ' || gist AS extra, category AS detail FROM link ORDER BY id",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `code` is what its own screen or command takes (a law's and a link's is its number here)."""

    kind: str
    code: str
    name: str
    detail: str

    def __str__(self) -> str:
        return f"{KINDS[self.kind]}  {self.name}  {self.detail}  {self.code}"


def fold(text: str) -> str:
    """Text as it is compared: width and case don't matter, nor do spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class Shelf:
    """All rows of one kind, most used first, as four long texts with one line a row.

    `str.find` over such a text costs a fraction of a scan that steps through rows, which leaves the time for ranking and
    for forgiving typos.
    """

    def __init__(self, kind: str, rows: list[driver.Row]) -> None:
        self.kind = kind
        self.hits = [Hit(kind, row["code"], row["name"], row["detail"]) for row in rows]
        self.names = Lines([fold(row["name"]) for row in rows])
        self.codes = Lines([fold(f"{row['code']} {row['extra']}") for row in rows])
        self.initials = Lines([row["initials"] for row in rows])
        self.syllables = [row["pinyin"] for row in rows]
        self.pinyin = Lines([row["pinyin"].replace(" ", "") for row in rows])
        # 1 where a syllable begins: `an` shall find 安, not the end of 办.
        self.begins = b"".join(
            b"\1" + bytes(len(syllable) - 1) for row in rows for syllable in (*row["pinyin"].split(), "\n")
        )

    def exact(self, word: str) -> Iterator[int]:
        """Rows whose whole name, code, pinyin or initials is the word."""
        for lines in self._texts(word):
            yield from lines.whole(word)

    def starting(self, word: str) -> Iterator[int]:
        """Rows that begin with the word."""
        for lines in self._texts(word):
            yield from lines.holding("\n" + word)

    def holding(self, word: str) -> Iterator[int]:
        """Rows that hold the word; pinyin only from the beginning of a syllable."""
        for lines in self._texts(word):
            yield from lines.holding(word, self.begins if lines is self.pinyin else None)

    def holding_all(self, lead: str, rest: list[str]) -> Iterator[int]:
        """Rows that hold `lead` and all the rest."""
        return (row for row in self.holding(lead) if all(self.holds(row, word) for word in rest))

    def holds(self, row: int, word: str) -> bool:
        """Whether one row holds the word."""
        return any(lines.holds(row, word, self.begins if lines is self.pinyin else None) for lines in self._texts(word))

    def spelled(self, parts: tuple[str, ...]) -> Iterator[int]:
        """Rows with consecutive syllables that begin with these parts (`bi`, `y`, `s`)."""
        first = "".join(part[0] for part in parts)
        for row in self.initials.holding(first):
            syllables = self.syllables[row].split(" ")
            if any(all(s.startswith(p) for s, p in zip(syllables[at:], parts)) for at in range(len(syllables) - len(parts) + 1)):
                yield row

    def _texts(self, word: str) -> tuple[Lines, ...]:
        return (self.initials, self.pinyin, self.codes, self.names) if word.isascii() else (self.names, self.codes)


class Lines:
    """A text of many lines; finds the numbers of the lines (0-based) that hold a word, each once, in order."""

    def __init__(self, lines: list[str]) -> None:
        self.text = "\n" + "\n".join(lines) + "\n"
        self.starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=1)) if lines else []

    def whole(self, word: str) -> Iterator[int]:
        """Lines that are the word."""
        yield from self.holding("\n" + word + "\n")

    def holding(self, word: str, begins: bytes | None = None) -> Iterator[int]:
        """Lines that hold the word (a leading newline ties it to a line's beginning)."""
        text, starts, find = self.text, self.starts, self.text.find
        at = find(word)
        while at >= 0:
            if begins is not None and not begins[at - 1]:
                at = find(word, at + 1)
                continue
            line = bisect_right(starts, at + 1 if word[0] == "\n" else at) - 1
            yield line
            at = find(word, starts[line + 1] - (word[0] == "\n") if line + 1 < len(starts) else len(text))

    def holds(self, line: int, word: str, begins: bytes | None = None) -> bool:
        """Whether one line holds the word."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        at = self.text.find(word, self.starts[line], end)
        while begins is not None and at >= 0 and not begins[at - 1]:
            at = self.text.find(word, at + 1, end)
        return at >= 0


class Index:
    """Everything that one field finds on a day (ISO date)."""

    def __init__(self, db: driver.Connection, on: str) -> None:
        self.shelves = [Shelf(kind, db.execute(sql, {"on": on} if ":on" in sql else {}).fetchall()) for kind, sql in _ROWS.items()]
        self._pairs: set[tuple[str, str]] | None = None
        self._syllables: set[str] = set()
        self._beginnings: set[str] = set()
        self._continued: set[tuple[str, str]] = set()
        self._triples: set[str] = set()

    def find(self, text: str, kinds: Collection[str], limit: int) -> list[Hit]:
        """The best `limit` rows: whole name, then beginning, then anywhere; most used first among equals."""
        words = _words(text)
        shelves = [shelf for shelf in self.shelves if not kinds or shelf.kind in kinds]
        if not words:
            return []
        if len(words) > 1:
            return self._all_words(words, shelves, limit)
        word = words[0]
        found = self._ranked([(shelf, way(shelf, word)) for way in (Shelf.exact, Shelf.starting, Shelf.holding) for shelf in shelves], limit)
        if found or not word.isalpha() or not word.isascii() or len(word) < 3:
            return found
        for parts in self._readings(word):
            found += self._ranked([(shelf, shelf.spelled(parts)) for shelf in shelves], limit - len(found))
        for corrected in self._corrections(word) if not found and len(word) >= 4 else ():
            found += self._ranked([(shelf, shelf.holding(corrected)) for shelf in shelves], limit - len(found))
        return list(dict.fromkeys(found))[:limit]

    @staticmethod
    def _ranked(ways: list[tuple[Shelf, Iterator[int]]], limit: int) -> list[Hit]:
        found: dict[Hit, None] = {}
        for shelf, rows in ways:
            for row in rows:
                if len(found) >= limit:
                    return list(found)
                found[shelf.hits[row]] = None
        return list(found)

    @staticmethod
    def _all_words(words: list[str], shelves: list[Shelf], limit: int) -> list[Hit]:
        """Rows that hold every word; the least common kind of word (Han, longest) leads."""
        lead = max(words, key=lambda word: (not word.isascii(), len(word)))
        rest = [word for word in words if word != lead]
        return Index._ranked([(shelf, shelf.holding_all(lead, rest)) for shelf in shelves], limit)

    def learn(self) -> None:
        """Take down the pairs of neighbouring syllables: what a corrected word must be made of. Done before the first typo."""
        if self._pairs is None:
            self._pairs = set()
            for shelf in self.shelves:
                for line in shelf.syllables:
                    parts = line.split(" ")
                    self._syllables.update(parts)
                    self._pairs.update(pairwise(parts))
            self._beginnings = {s[:size] for s in self._syllables for size in range(1, len(s) + 1)}
            self._continued = {(a, b[:size]) for a, b in self._pairs for size in range(1, len(b) + 1)}
            joined = [a + b for a, b in self._pairs] + [
                a[-1] + b + d[0] for a, b in self._pairs if len(b) == 1 for c, d in self._pairs if c == b
            ]
            self._triples = {word[at : at + 3] for word in joined for at in range(len(word) - 2)}

    def _readings(self, word: str, most: int = 12) -> list[tuple[str, ...]]:
        """Ways to read a word as beginnings of syllables, fewest parts first (`biys` as bi y s)."""
        self.learn()
        found: list[tuple[str, ...]] = []
        queue: list[tuple[int, tuple[str, ...]]] = [(0, ())]
        steps = 0
        while queue and steps < 400:
            at, parts = queue.pop(0)
            steps += 1
            if at == len(word):
                found.append(parts)
                continue
            for size in range(min(6, len(word) - at), 0, -1):
                if word[at : at + size] in self._beginnings:
                    queue.append((at + size, (*parts, word[at : at + size])))
        return sorted(found, key=len)[:most]

    def _corrections(self, word: str) -> list[str]:
        """Words one letter away (one changed, left out, too many, or two swapped) that the catalogue could hold."""
        self.learn()
        letters = "abcdefghijklmnopqrstuvwxyz"
        cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        near |= {a + c + b[1:] for a, b in cuts if b for c in letters} | {a + c + b for a, b in cuts for c in letters}
        triples = self._triples
        return sorted(
            candidate for candidate in near - {word}
            if all(candidate[at : at + 3] in triples for at in range(len(candidate) - 2)) and self._plausible(candidate)
        )

    def _plausible(self, word: str) -> bool:
        """Whether the word is a run of neighbouring syllables (the last may be unfinished) somewhere in the catalogue."""
        pairs, syllables, continued = self._pairs or (), self._syllables, self._continued
        stack = [(0, "")]
        while stack:
            at, last = stack.pop()
            rest = word[at:]
            if (last, rest) in continued:
                return True
            for size in range(1, min(6, len(rest) - 1) + 1):
                part = rest[:size]
                if part in syllables and (not last or (last, part) in pairs):
                    stack.append((at + size, part))
        return False


def _words(text: str) -> list[str]:
    """A query as words: split at spaces, and between Han and Latin; everything folded."""
    words = []
    for piece in unicodedata.normalize("NFKC", text).lower().split():
        words += re.findall(r"[a-z0-9_\-./'ü]+|[^a-z0-9_\-./'ü]+", piece)
    return [word.replace("'", "").replace("ü", "v") for word in words if word != "'"]


_KEPT: dict[str, tuple[int, str, Index]] = {}
_MOST_KEPT = 4


def index_of(db: driver.Connection, on: date | None = None) -> Index:
    """The index of what is in force on a day (without one: of the newest), built again when the catalogue has changed since."""
    place = db.execute("PRAGMA database_list").fetchone()[2] or str(id(db))
    version = catalogue_version(db)
    day = on.isoformat() if on else "9999-12-31"
    kept = _KEPT.get(place)
    if kept is None or kept[:2] != (version, day):
        while len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        kept = _KEPT[place] = (version, day, Index(db, day))
    return kept[2]


def catalogue_version(db: driver.Connection) -> int:
    """Moves with every change of the catalogue."""
    row = db.execute("SELECT value FROM counter_value WHERE name = 'catalogue' AND scope = 'version'").fetchone()
    return row["value"] if row else 0


def catalogue_changed(db: driver.Connection) -> None:
    """Tell every process that its index is old; part of the act that changes the catalogue."""
    db.execute(
        "INSERT INTO counter_value (name, scope, value) VALUES ('catalogue', 'version', 1)"
        " ON CONFLICT (name, scope) DO UPDATE SET value = value + 1"
    )


def search(db: driver.Connection, text: str, kinds: Collection[str] = (), limit: int = 50, on: date | None = None) -> list[Hit]:
    """The best hits for what was typed so far (nothing typed finds nothing); `kinds` narrows to some of KINDS."""
    return index_of(db, on).find(text[:80], kinds, limit)
