"""Finished sentences in another language: what acts, rules and stores answer is said again by the template it was made from.

Acts know no languages: they raise `Refusal(f"打不开 {name}（{why}）")`. A screen hands the finished text to `sentence`, which finds
the template whose words are in it (data/phrases/sentences.en.toml; its keys are the templates of the source with `{}` for each
value), takes the values out and says the same in English, or converts the template's own words for Traditional Chinese.

A value that is itself a sentence, a word or a name of the tables is said too, also where several are put in a row; a date
is written as the language writes it; every other value stays as it is. What no template knows stays Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from counter import phrases

LONGEST = 700
"""Characters of one line that is looked at; a longer one stays as it is (a refusal repeats at most 600 of an input)."""

DEEPEST = 3
"""Values in values: a sentence holds a list, which holds a name with its state."""

MOST_TRIES = 3_000
"""Templates and pieces tried for one line at the most, some milliseconds; what is not found by then stays as it is."""

FEW = 2
"""Lines of the tables in a value at which nobody looks for a better way to say it."""

MOST_PIECES = 24
"""Clauses and words of a line that fits no template; what follows them stays as it is."""

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
WORD = re.compile("[\u3400-\u9fff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HOLE = re.compile(r"\{(=?)(\d+)\}")
_BREAKS = re.compile("([；，。、：（）“”→·\n]|  +| )")
_SIGNS = {
    "；": "; ",
    "，": ", ",
    "。": ". ",
    "、": ", ",
    "：": ": ",
    "（": " (",
    "）": ")",
    "“": '"',
    "”": '"',
    "→": "->",
}


class Template(NamedTuple):
    """The words between the values (one more than there are values), and how the table says it."""

    words: tuple[str, ...]
    said: str | dict[str, str]
    weight: int
    """Signs in its words: of two templates for a text, the one with more is meant."""
    kept: tuple[int, ...]
    """Which values are taken as they are."""
    weak: bool
    """It has but one Chinese sign of its own and would fit much that it is not meant for: used where nothing else does."""

    def values(self, text: str) -> Iterator[tuple[str, ...]]:
        """The values that make the text of this template: each as short as the words after it allow, then as long; none for another text."""
        first, last = self.words[0], self.words[-1]
        end = len(text) - len(last)
        if not text.startswith(first) or not text.endswith(last) or end < len(first):
            return
        short, start = [], len(first)
        for words in self.words[1:-1]:
            there = text.find(words, start, end)
            if there < 0:
                return
            short.append(text[start:there])
            start = there + len(words)
        short.append(text[start:end])
        if any("  " in value for value in short):
            return  # columns of a row are never one value
        yield tuple(short)
        long, stop = [], end
        for words in reversed(self.words[1:-1]):
            there = text.rfind(words, len(first), stop)
            long.append(text[there + len(words) : stop])
            stop = there
        long.append(text[len(first) : stop])
        if (other := tuple(reversed(long))) != tuple(short):
            yield other


class Table(NamedTuple):
    """Sentences of one language: those without values, and the templates by the first two signs of their longest words."""

    exact: dict[str, str]
    index: dict[str, tuple[Template, ...]]


class Said(NamedTuple):
    """A text said; of two ways to say it the one is better that leaves fewer Chinese signs unknown, then the one of fewer lines."""

    unknown: int
    lines: int
    text: str


@lru_cache(maxsize=4096)
def sentence(language: str, text: str) -> str:
    """A finished Chinese text in another language, line by line. Never raises; what is unknown stays as it is."""
    if language == "zh-Hans" or not HAN.search(text):
        return text
    if "\n" in text:
        return "\n".join(sentence(language, line) for line in text.split("\n"))
    if len(text) > LONGEST:
        return text
    line = _Line(language, text)
    for sign in "；、":
        if (
            sign in text
            and len(_BREAKS.split(text)) > 2 * MOST_PIECES
            and ((whole := line.whole(text, 0, weak=False)) is None or whole.unknown)
        ):
            return (_SIGNS[sign] if language == "en" else sign).join(
                sentence(language, part) for part in text.split(sign)
            )
    return line.best(text)


class _Line:
    """One line on its way into another language: the templates that can be in it, and what is left of the tries it may cost."""

    def __init__(self, language: str, text: str) -> None:
        self.language = language
        self.table = _table(language)
        starts = {text[at : at + 2] for at in range(len(text))} | set(text)
        found = sorted(
            (one for start in starts for one in self.table.index.get(start, ())), key=lambda one: -one.weight
        )
        self.templates = {weak: [one for one in found if one.weak is weak] for weak in (False, True)}
        self.tries = MOST_TRIES
        self.told: dict[tuple[str, int], Said] = {}
        self.tried: dict[tuple[str, int, bool], Said | None] = {}

    def best(self, text: str) -> str:
        """The line with nothing unknown by the shallowest way; else with the least unknown."""
        if (whole := self.whole(text, 0, weak=False)) is not None and not whole.unknown:
            return whole.text
        ways = [
            way for way in (self.whole(text, 1, weak=False), self.in_pieces(text, 0, weak=False)) if way is not None
        ]
        if any(not way.unknown for way in ways):
            return min(ways, key=lambda way: way[:2]).text
        for depth in range(DEEPEST + 1):
            ways.append(self.say(text, depth))
            if not ways[-1].unknown or self.tries <= 0:
                break
        return min(ways, key=lambda way: way[:2]).text

    def say(self, text: str, depth: int) -> Said:
        """A text or a value in it: as a whole by one line of the tables, or put together from several."""
        if self.language == "en" and _DATE.fullmatch(text):
            return Said(0, 1, _day(text))
        if (exact := self.table.exact.get(text)) is not None:
            return Said(0, 1, self.own(exact))
        if not WORD.search(text):
            return Said(0, 0, "".join(_SIGNS.get(sign, sign) for sign in text) if self.language == "en" else text)
        unknown = len(HAN.findall(text))
        if depth < 0:
            return Said(unknown, 0, text)
        if (text, depth) not in self.told:
            best = Said(unknown, 0, text)
            for way, weak in ((self.whole, False), (self.in_pieces, False), (self.whole, True), (self.in_pieces, True)):
                if (said := way(text, depth, weak)) is not None and (
                    said.unknown < best.unknown or (said[:2] < best[:2] and best.lines)
                ):
                    best = said
                if not best.unknown and (best.lines <= FEW or way == self.in_pieces):
                    break
            self.told[text, depth] = best
        return self.told[text, depth]

    def whole(self, text: str, depth: int, weak: bool) -> Said | None:
        """By a line without values, else by the template with the most words that leaves the least unknown."""
        if (said := self.table.exact.get(text)) is not None:
            return Said(0, 1, self.own(said))
        if (text, depth, weak) not in self.tried:
            self.tried[text, depth, weak] = self.by_template(text, depth, weak)
        return self.tried[text, depth, weak]

    def by_template(self, text: str, depth: int, weak: bool) -> Said | None:
        """By the template that leaves the least unknown and takes the fewest lines; the one with the most words of its own at a tie."""
        best: Said | None = None
        for template in self.templates[weak]:
            if not text.startswith(template.words[0]) or not text.endswith(template.words[-1]):
                continue
            self.tries -= 1
            for values in template.values(text) if self.tries > 0 else ():
                filled = self.fill(template.said, values, depth - 1)
                if weak and filled.unknown + sum(len(WORD.findall(values[at])) for at in template.kept):
                    continue  # `周{}` is no weekday where somebody is called 周
                if best is None or filled[:2] < best[:2]:
                    best = filled
        return best

    def fill(self, said: str | dict[str, str], values: tuple[str, ...], depth: int) -> Said:
        """A sentence of the table with its values, each said too where it can be; `{=1}` takes it as it is."""
        if isinstance(said, dict):
            count = next((value for value in values if value.isdecimal()), "")
            said = said["one"] if count == "1" else said["other"]
        unknown, lines = 0, 1

        def put(hole: re.Match[str]) -> str:
            nonlocal unknown, lines
            value = values[int(hole[2]) - 1]
            if hole[1]:
                return value
            told = self.say(value, depth)
            unknown += told.unknown
            lines += told.lines
            return told.text

        text = _HOLE.sub(put, self.own(said))
        return Said(unknown, lines, text)

    def own(self, words: str) -> str:
        """What the table says, in this language."""
        return words if self.language == "en" else phrases.traditional(words)

    def in_pieces(self, text: str, depth: int, weak: bool) -> Said:
        """Put together from stretches between breaks, the longest known first, so that the least is unknown."""
        pieces = [piece for piece in _BREAKS.split(text) if piece]
        if len(pieces) > MOST_PIECES:
            pieces[MOST_PIECES:] = ["".join(pieces[MOST_PIECES:])]
        self.tries -= len(pieces)
        rest: dict[int, Said] = {len(pieces): Said(0, 1, "")}

        def after(at: int) -> Said:
            if at not in rest:
                ways = []
                for end in range(len(pieces), at, -1):
                    if (first := self.stretch(pieces, at, end, len(text), depth, weak)) is not None:
                        ways.append(_joined(first, after(end)))
                        if not ways[-1].unknown:
                            break
                rest[at] = min(ways, key=lambda way: way[:2])
            return rest[at]

        return after(0)

    def stretch(self, pieces: list[str], at: int, end: int, whole: int, depth: int, weak: bool) -> Said | None:
        """Some pieces as one line of the tables; one piece alone is said in any case, a break as the language writes it."""
        text = "".join(pieces[at:end])
        if end - at == 1:
            if text in _SIGNS:
                return Said(0, 1, _SIGNS[text] if self.language == "en" else text)
            words = len(HAN.findall(text))
            return (
                self.say(text, depth - 1) if len(text) < whole and words != 1 else Said(words, 1, text)
            )  # `人` alone is half a word
        if len(text) == whole or self.tries <= 0 or text.isascii() or pieces[at].isspace() or pieces[end - 1].isspace():
            return None
        return self.whole(text, depth, weak)


def _joined(first: Said, rest: Said) -> Said:
    return Said(first.unknown + rest.unknown, first.lines + rest.lines, first.text + rest.text)


def _day(iso: str) -> str:
    try:
        return phrases.day("en", iso).partition(" ")[2]
    except ValueError:
        return iso


@cache
def lines(language: str) -> dict[str, str | dict[str, str]]:
    """The table as it is written: template -> sentence, or its `one` and `other` (the first number decides)."""
    return {
        template: said
        for section in phrases.by_line(phrases.FOLDER / f"sentences.{language}.toml").values()
        for template, said in section.items()
    }


@cache
def _table(language: str) -> Table:
    known = {
        **phrases.names("en"),
        **{text: said for text, said in phrases.screen_phrases("en").items() if isinstance(said, str)},
        **_single(lines("en")),
    }
    exact: dict[str, str] = {}
    index: dict[str, list[Template]] = {}
    for text, said in known.items():
        words, form = tuple(text.split("{}")), said if isinstance(said, str) else said["other"]
        if len(words) == 1:
            exact[text] = form if language == "en" else text
            continue
        kept = tuple(sorted({int(place) - 1 for as_is, place in _HOLE.findall(form) if as_is}))
        own, longest = "".join(words), max(words, key=len)
        said = said if language == "en" else _numbered(words, kept)
        index.setdefault(longest[:2], []).append(Template(words, said, len(own), kept, len(WORD.findall(own)) < 2))
    return Table(exact, {start: tuple(found) for start, found in index.items()})


def _single(table: dict[str, str | dict[str, str]]) -> dict[str, str | dict[str, str]]:
    """The table with every line of a template of several lines for itself, its values counted anew: texts are said line by line."""
    found: dict[str, str | dict[str, str]] = {}
    for text, said in table.items():
        if "\n" not in text or not isinstance(said, str):
            found[text] = said
            continue
        before = 0
        for line, words in zip(text.split("\n"), said.split("\n"), strict=True):
            if WORD.search(line):
                found[line] = _HOLE.sub(lambda hole, before=before: f"{{{hole[1]}{int(hole[2]) - before}}}", words)
            before += line.count("{}")
    return found


def _numbered(words: tuple[str, ...], kept: tuple[int, ...]) -> str:
    """A template with its values counted, as the table's sentences count them: `打不开 {}（{}）` -> `打不开 {=1}（{2}）`."""
    return words[0] + "".join(f"{{{'=' if at in kept else ''}{at + 1}}}{part}" for at, part in enumerate(words[1:]))
