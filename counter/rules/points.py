"""What a notice asks for, point by point: the one list that paper, page, send form and desk read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to put right: the paper it concerns (empty: none) and the words in which it was told."""

    document: str
    words: str


def points_of(entries: Iterable[Any], reason: str, *, of_a_desk: bool) -> tuple[Point, ...]:
    """The points of a round that are still open. A desk's reason is a point of its own; the counter's stands in its
    points already.
    """
    found = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(Point(entry, ""))
        elif isinstance(entry, Mapping) and not entry.get("came"):
            found.append(Point(str(entry.get("document", "")), str(entry.get("words", ""))))
    if of_a_desk and reason and all(one.words != reason for one in found):
        found.append(Point("", reason))
    return tuple(found)
