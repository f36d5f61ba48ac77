"""Finding items, documents, laws, departments and links by Han, pinyin, initials or code."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import accumulate

from counter.phrases.said import mark, say
from counter.store import driver, missed, nearest, readings
from counter.store.connection import file_of
from counter.store.meaning import PHRASE, Meaning
from counter.store.spelling import follows, one_off, spelling
from counter.store.spoken import misspelled, simplified, understood

KINDS = {
    "bundle": mark("一件事"),
    "item": mark("事项"),
    "document": mark("材料"),
    "law": mark("依据"),
    "department": mark("部门"),
    "link": mark("去处"),
}
"""What one field finds, in the order in which equals are shown."""

MATTERS = ("bundle", "item")
"""What people come for."""
LONGEST = 80
"""Signs of what was typed that are looked for."""

_ROWS = {
    "bundle": (
        "SELECT code, name, pinyin, initials, coalesce(json_extract(definition, '$.keywords'), '') AS extra,"
        " '' AS detail, coalesce(json_extract(definition, '$.keywords'), '') AS told FROM bundle b"
        " WHERE (withdrawn_on IS NULL OR withdrawn_on > :on)"
        " AND version = (SELECT max(version) FROM bundle n WHERE n.code = b.code AND n.effective_on <= :on)"
        " ORDER BY code"
    ),
    "item": (
        "SELECT i.code, i.name, i.pinyin, i.initials, i.search AS extra, d.short AS detail,"
        " coalesce(json_extract(i.guide, '$.result'), '') || ' ' || substr(coalesce(json_extract(i.guide,"
        " '$.conditions'), ''), 1, 120) AS told FROM item i"
        " JOIN department d ON d.code = i.department WHERE (i.withdrawn_on IS NULL OR i.withdrawn_on > :on)"
        " AND i.version = (SELECT max(version) FROM item n WHERE n.code = i.code AND n.effective_on <= :on)"
        " ORDER BY (SELECT times FROM item_use u WHERE u.item = i.code) DESC, i.code"
    ),
    "document": (
        "SELECT d.code, d.name, d.pinyin, d.initials, d.standard_code || ' ' || d.aliases AS extra,"
        " count(n.item) || '个事项要用' AS detail FROM document d LEFT JOIN item_document n ON n.document = d.code"
        " GROUP BY d.code ORDER BY count(n.item) DESC, d.code"
    ),
    "law": (
        "SELECT CAST(b.id AS TEXT) AS code, b.law || b.article AS name, b.pinyin, b.initials, b.number AS extra,"
        " b.number AS detail FROM basis b LEFT JOIN item_basis n ON n.basis = b.id GROUP BY b.id"
        " ORDER BY count(n.item) DESC, b.id"
    ),
    "department": "SELECT code, name, pinyin, initials, short AS extra, short AS detail FROM department ORDER BY code",
    "link": (
        "SELECT CAST(id AS TEXT) AS code, name, pinyin, initials, category || ' ' || gist || ' ' || name_en || ' ' ||"
        " name_hant || ' ' || gist_en AS extra, category AS detail FROM link WHERE retired_on IS NULL ORDER BY id"
    ),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `code` is what its own screen or command takes (a law's and a link's is its number here)."""

    kind: str
    code: str
    name: str
    detail: str

    def __str__(self) -> str:
        return say(
            "{kind}  {name}  {detail}  {code}",
            kind=KINDS[self.kind],
            name=self.name,
            detail=self.detail,
            code=self.code,
        )


def fold(text: str) -> str:
    """Text as it is compared: width and case don't matter, nor do spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class Shelf:
    """All rows of one kind, most used first, as four long texts with one line a row.

    `str.find` over such a text costs a fraction of a scan that steps through rows, which leaves the time for ranking
    and for forgiving typos.
    """

    def __init__(self, kind: str, rows: list[driver.Row]) -> None:
        self.kind = kind
        self.hits = [Hit(kind, row["code"], row["name"], row["detail"]) for row in rows]
        self.told = [row["told"] for row in rows] if rows and "told" in rows[0].keys() else [""] * len(rows)  # noqa: SIM118
        """What the guides say of their matters."""
        self.signs: frozenset[str] = frozenset()
        self.names = Lines([fold(row["name"]) for row in rows])
        self.codes = Lines([fold(f"{row['code']} {row['extra']}") for row in rows])
        self.initials = Lines([row["initials"] for row in rows])
        self.spaced = Lines([" " + row["pinyin"] for row in rows])
        self.pinyin = Lines([row["pinyin"].replace(" ", "") for row in rows])
        # 1 where a syllable begins: `an` shall find 安, not the end of 办.
        self.begins = b"".join(
            b"\1" + bytes(len(syllable) - 1) for row in rows for syllable in (*row["pinyin"].split(), "\n")
        )
        self.rows = [
            "\n".join(texts)
            for texts in zip(
                *(lines.split() for lines in (self.initials, self.pinyin, self.codes, self.names)), strict=False
            )
        ]
        """All four texts of a row in one: what is not in it needs no closer look."""

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

    def holding_all(self, words: list[str]) -> Iterator[int]:
        """Rows that hold all the words; the rarest of the longest leads, so that few rows are looked at."""
        longest = sorted(words, key=len)[-3:]
        lead = min(longest, key=lambda word: sum(lines.text.count(word) for lines in self._texts(word)))
        rest, rows = [word for word in words if word != lead], self.rows
        return (
            row
            for row in self.holding(lead)
            if all(word in rows[row] for word in rest) and all(self.holds(row, word) for word in rest)
        )

    def holds(self, row: int, word: str) -> bool:
        """Whether one row holds the word."""
        return any(lines.holds(row, word, self.begins if lines is self.pinyin else None) for lines in self._texts(word))

    def abbreviated(self, word: str) -> Iterator[int]:
        """Rows whose name or initials hold the signs in order with at most four between two: 社保卡, sbk for
        社会保障卡.
        """
        short = word[0] + "".join(f"[^\n{sign}]{{0,4}}+{sign}" for sign in word[1:])
        return self._rows(re.compile(short), self.initials if word.isascii() else self.names)

    def spelled(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Rows with consecutive syllables that begin as a pattern of `spelling` says."""
        return self._rows(pattern, self.spaced)

    def read_as(self, word: str) -> Iterator[int]:
        """Rows with consecutive characters that may be read as the letters, by any of their readings."""
        self.signs = self.signs or frozenset(self.names.text)
        for pattern in readings.patterns(word, self.signs):
            yield from self._rows(pattern, self.names)

    def sounding(self, word: str) -> Iterator[int]:
        """Rows with consecutive characters that sound as the word's do: of those with its initials, which are few."""
        ways: dict[str, list[str]] = {}
        for syllables in readings.spoken(word):
            ways.setdefault("".join(one[0] for one in syllables.split()), []).append(f" {syllables} ")
        for initials, spoken in ways.items():
            for row in self.initials.holding(initials):
                line = self.spaced.at(row) + " "
                if any(way in line for way in spoken):
                    yield row

    @staticmethod
    def _rows(pattern: re.Pattern[str], lines: Lines) -> Iterator[int]:
        starts, last = lines.starts, -1
        for match in pattern.finditer(lines.text):
            row = bisect_right(starts, match.start()) - 1
            if row != last:
                yield row
                last = row

    def near(self, word: str) -> Iterator[int]:
        """Rows that hold the word (4 letters or more) but for one letter: another one, one missing, one too many, two
        swapped.

        Wherever the slip is, one half of the word is right (or it lies between them): only what stands beside such a
        half is compared.
        """
        half = (len(word) + 1) // 2
        head, tail = word[:half], word[half:]
        swapped = {word[1] + word[0] + word[2:], head[:-1] + tail[0] + head[-1] + tail[1:]}
        last = -1
        for row in merge(
            self._before(head, tail),
            self._after(head, tail),
            self._behind(word),
            self._behind(word[1:], first=True),
            *(self.pinyin.holding(other, self.begins) for other in swapped),
        ):
            if row != last:
                yield row
                last = row

    def _before(self, head: str, tail: str) -> Iterator[int]:
        """Rows with the head right and the tail all but right behind it."""
        text, begins, find, size = self.pinyin.text, self.begins, self.pinyin.text.find, len(head)
        at = find(head)
        while at >= 0:
            if begins[at - 1] and follows(text, at + size, tail):
                yield self.pinyin.line(at)
            at = find(head, at + 1)

    def _after(self, head: str, tail: str) -> Iterator[int]:
        """Rows with the tail right and the head, its first letter right, all but right before it."""
        text, begins, size = self.pinyin.text, self.begins, len(head)
        lengths = (size, size - 1, size + 1)
        for match in re.finditer(f"{head[0]}(?=[a-z0-9]{{{size - 2},{size}}}{tail})", text):
            at = match.start()
            if begins[at - 1] and any(
                text.startswith(tail, at + length) and one_off(text[at : at + length], head) for length in lengths
            ):
                yield self.pinyin.line(at)

    def _behind(self, word: str, *, first: bool = False) -> Iterator[int]:
        """Rows that hold the word one letter behind the beginning of a syllable (or, with `first`, at one)."""
        text, begins, find = self.pinyin.text, self.begins, self.pinyin.text.find
        at = find(word, 1)
        while at >= 0:
            if (begins[at - 2] and text[at - 1] != "\n") or (first and begins[at - 1]):
                yield self.pinyin.line(at)
            at = find(word, at + 1)

    def _texts(self, word: str) -> tuple[Lines, ...]:
        if not word.isascii():
            return (self.names, self.codes)
        if len(word) == 1:  # a letter that begins a syllable is among the initials
            return (self.initials, self.codes, self.names)
        return (self.initials, self.pinyin, self.codes, self.names)


LONGEST_SHORT, LONGEST_SPELLING = 8, 24
"""Signs up to which a word may leave out others; letters up to which it may mix initials and beginnings
of syllables.
"""


class Lines:
    """A text of many lines; finds the numbers of the lines (0-based) that hold a word, each once, in order."""

    def __init__(self, lines: list[str]) -> None:
        self.text = "\n" + "\n".join(lines) + "\n"
        self.starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=1)) if lines else []

    def split(self) -> list[str]:
        """The lines again."""
        return self.text[1:-1].split("\n") if self.starts else []

    def at(self, line: int) -> str:
        """The text of one line."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[line] : end - 1]

    def line(self, at: int) -> int:
        """The number of the line at a place of the text."""
        return bisect_right(self.starts, at) - 1

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


def rows_of(db: driver.Connection, on: str) -> Iterator[tuple[str, list[driver.Row]]]:
    """Every kind with its rows in force on a day (ISO date), the most used first."""
    for kind, sql in _ROWS.items():
        yield kind, db.execute(sql, {"on": on} if ":on" in sql else {}).fetchall()


class Index:
    """Everything that one field finds: at the windows from the hall's own rows, on the site from the same published."""

    def __init__(self, shelves: Sequence[Shelf], own: Mapping[str, tuple[str, str]]) -> None:
        self.shelves = shelves
        self.own = own
        """What stewards of this hall let words lead to: words -> kind and code, the newest first."""
        self._meaning: Meaning | None = None

    @classmethod
    def of(cls, db: driver.Connection, on: str) -> Index:
        """What a hall has in force on a day."""
        return cls(
            [Shelf(kind, rows) for kind, rows in rows_of(db, on)],
            {one.words: (one.kind, one.code) for one in missed.said(db)},
        )

    def find(self, text: str, kinds: Collection[str], limit: int) -> list[Hit]:
        """The best `limit` rows: what is meant by what people say first, then the whole name, its beginning, anywhere;
        most used first among equals.
        """
        shelves = [shelf for shelf in self.shelves if not kinds or shelf.kind in kinds]
        every = [shelf.kind for shelf in shelves]
        words = understood(text)
        meant = self.meaning.ranked(text, words, every) if words else []
        whole = "\n" + fold(text) + "\n"
        named = [shelf.hits[row] for shelf in shelves for row in shelf.names.holding(whole)] if meant else []
        sounded = [] if text.isascii() or any(word.known for word in words) else nearest.sounding(text, shelves)
        found = dict.fromkeys((*self._own_words(text, shelves), *named, *sounded, *meant))
        if len(found) >= limit:
            return list(found)[:limit]
        found.update(dict.fromkeys(self._literal(text, kinds, limit)))
        if not found and text.isascii():
            found.update(dict.fromkeys(self.meaning.english(text, every)))
            found = found or dict.fromkeys(self.meaning.ranked(text, misspelled(text), every))
        elif not found and len(text) >= PHRASE:
            found.update(dict.fromkeys(self.meaning.ranked(text, (), every)))
        return list(found)[:limit]

    def nearest(self, text: str) -> list[Hit]:
        """A few matters that come nearest to what found nothing; none where nothing comes near."""
        return nearest.offers(text[:LONGEST], [shelf for shelf in self.shelves if shelf.kind in MATTERS], self.meaning)

    def _own_words(self, text: str, shelves: list[Shelf]) -> list[Hit]:
        """What the hall's own words in it lead to, the longest first."""
        if not self.own:
            return []
        folded = simplified(fold(text))
        wanted = sorted((words for words in self.own if words in folded), key=lambda words: -len(words))
        return [
            hit
            for words in wanted
            for shelf in shelves
            if shelf.kind == self.own[words][0]
            for hit in shelf.hits
            if hit.code == self.own[words][1]
        ]

    @property
    def meaning(self) -> Meaning:
        """What tells what is meant, made when it is first asked."""
        if self._meaning is None:
            self._meaning = Meaning(self.shelves)
        return self._meaning

    def _literal(self, text: str, kinds: Collection[str], limit: int) -> list[Hit]:
        """Rows that hold the very words."""
        words = list(dict.fromkeys(_words(text)))
        shelves = [shelf for shelf in self.shelves if not kinds or shelf.kind in kinds]
        if not words:
            return []
        if len(words) > 1:
            return self._ranked([(shelf, shelf.holding_all(words)) for shelf in shelves], limit)
        word = words[0]
        ways = (Shelf.exact, Shelf.starting, Shelf.holding)
        held = any(True for shelf in shelves for _ in shelf.holding(word))
        found = self._ranked([(shelf, way(shelf, word)) for way in ways for shelf in shelves], limit) if held else []
        if found or not word.isalpha() or len(word) < 2 + word.isascii():
            return found
        if word.isascii() and len(word) <= LONGEST_SPELLING:
            found = self._ranked([(shelf, shelf.spelled(spelling(word))) for shelf in shelves], limit)
            found = found or self._ranked([(shelf, shelf.read_as(word)) for shelf in shelves], limit)
        if not found and word.isascii() and len(word) >= 4:
            found = self._ranked([(shelf, shelf.near(word)) for shelf in shelves], limit)
        return found or (
            self._ranked([(shelf, shelf.abbreviated(word)) for shelf in shelves], limit)
            if len(word) <= LONGEST_SHORT
            else []
        )

    @staticmethod
    def _ranked(ways: list[tuple[Shelf, Iterator[int]]], limit: int) -> list[Hit]:
        found: dict[Hit, None] = {}
        for shelf, rows in ways:
            for row in rows:
                if len(found) >= limit:
                    return list(found)
                found[shelf.hits[row]] = None
        return list(found)


def _words(text: str) -> list[str]:
    """A query as words: split at spaces, and between Han and Latin; everything folded."""
    words = []
    for piece in unicodedata.normalize("NFKC", text).lower().split():
        words += re.findall(r"[a-z0-9_\-./'ü]+|[^a-z0-9_\-./'ü]+", piece)
    return [word.replace("'", "").replace("ü", "v") for word in words if word != "'"]


_KEPT: dict[str, tuple[int, str, Index]] = {}
_MOST_KEPT = 4


def index_of(db: driver.Connection, on: date | None = None) -> Index:
    """The index of what is in force on a day (without one: of the newest), built again when the catalogue has changed
    since.
    """
    place = file_of(db)
    version = catalogue_version(db)
    day = on.isoformat() if on else "9999-12-31"
    kept = _KEPT.get(place)
    if kept is None or kept[:2] != (version, day):
        while len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        kept = _KEPT[place] = (version, day, Index.of(db, day))
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


def search(
    db: driver.Connection, text: str, kinds: Collection[str] = (), limit: int = 50, on: date | None = None
) -> list[Hit]:
    """The best hits for what was typed so far (nothing typed finds nothing); `kinds` narrows to some of KINDS."""
    return index_of(db, on).find(text[:LONGEST], kinds, limit)
