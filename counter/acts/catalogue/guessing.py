"""A department's file before there is a mapping for it: what it holds, which column is what, a mapping made of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from counter import HOUSE
from counter.acts.catalogue.difference import STEWARDS
from counter.acts.catalogue.sources import read
from counter.errors import Next, Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules import mapping
from counter.rules.guessing import KEY, Guess, guesses
from counter.rules.letters import visible

SAMPLES, LONGEST_SAMPLE = 5, 60
MOST_FILES = 500


@cache
def heads() -> dict[str, str]:
    """What heads of columns say for the elements (data/heads.toml)."""
    found: dict[str, str] = tomllib.loads((HOUSE / "data" / "heads.toml").read_text("utf-8"))["heads"]
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file and the first of what stands in it."""

    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guessed:
    """A file as it was read: its columns with samples, what each may be, what could not be read."""

    file: str
    rows: int
    unreadable: int
    notes: int
    columns: tuple[Column, ...]
    guesses: tuple[Guess, ...]

    def __str__(self) -> str:
        head = say(
            "{file}：{rows} 行，读不了 {unreadable}，表外说明 {notes}",
            file=verbatim(self.file),
            rows=self.rows,
            unreadable=self.unreadable,
            notes=self.notes,
        )
        lines = [
            say(
                "  {element} = {column}（{confidence}%）",
                element=one.element,
                column=verbatim(one.column),
                confidence=one.confidence,
            )
            for one in self.guesses
        ]
        return listed((head, *lines), "\n")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A file of a folder in one line: how many rows it holds and whether it can be mapped, or why it can't be read."""

    file: str
    rows: int
    fit: bool
    words: str

    def __str__(self) -> str:
        return say("{file}：{words}", file=verbatim(self.file), words=self.words)


@query("catalogue.guess", by=STEWARDS, argument="source")
def guess(look: Look, source: str) -> Guessed:
    """Look into a file: its columns with samples, and which is likely which element of a guide."""
    return guessed(Path(source))


def guessed(path: Path) -> Guessed:
    """The same without a hall."""
    rows = read(path, {word for words in heads().values() for word in words.split()})
    held = [row.cells for row in rows if row.cells is not None and not row.note]
    names = list(dict.fromkeys(str(name) for cells in held[:200] for name in cells if str(name).strip()))
    samples = {name: [text for cells in held[:200] if (text := _short(cells.get(name)))][:SAMPLES] for name in names}
    return Guessed(
        path.name,
        len(held),
        sum(row.cells is None and not row.note for row in rows),
        sum(bool(row.note) for row in rows),
        tuple(Column(name, tuple(samples[name])) for name in names),
        guesses(names, heads(), samples),
    )


@query("catalogue.survey", by=STEWARDS, argument="folder")
def survey(look: Look, folder: str) -> tuple[Surveyed, ...]:
    """Look over a folder that a department sent: a line for every file."""
    path = Path(folder)
    try:
        there = path.is_dir()
    except (OSError, ValueError):  # longer than a name may be, or with a sign that no name has
        there = False
    if not there:
        raise Refusal(
            "catalogue.no-folder",
            say("没有目录 {path}", path=verbatim(visible(path.name, 60))),
            next=Next.by("catalogue.guess", say("一个文件请直接看"), source=folder),
        )
    return tuple(_surveyed(file) for file in sorted(path.iterdir())[:MOST_FILES])


def _surveyed(file: Path) -> Surveyed:
    try:
        seen = guessed(file)
    except Refusal as refusal:
        return Surveyed(file.name, 0, False, str(refusal))
    found = {one.element for one in seen.guesses}
    if missing := [element for element in ("name", "department") if element not in found]:
        words = say("{rows} 行，没有认出 {missing}", rows=seen.rows, missing=listed(missing))
        return Surveyed(file.name, seen.rows, False, words)
    more = say("，读不了 {n} 行", n=seen.unreadable) if seen.unreadable else ""
    words = say("{rows} 行，认出 {n} 列{more}", rows=seen.rows, n=len(found), more=more)
    return Surveyed(file.name, seen.rows, KEY in found or seen.rows > 0, words)


def _short(value: Any) -> str:
    return mapping.text_of(value)[:LONGEST_SAMPLE] if value is not None else ""
