"""Which column of a department's table is which element of a guide: by its head, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KEY = "key"
"""The column whose value is the item's code; the other elements are those of a mapping's [columns]."""
SURE, LIKELY, PERHAPS = 100, 75, 50


@dataclass(frozen=True, slots=True)
class Guess:
    """A column for an element, and how sure (0 to 100)."""

    element: str
    column: str
    confidence: int


def guesses(
    columns: Iterable[str], heads: Mapping[str, str], samples: Mapping[str, Iterable[str]]
) -> tuple[Guess, ...]:
    """The best column for each element of `heads` (element -> the words of heads, likeliest first); a column serves one
    element. A column of which the samples are all different and short may be the code.
    """
    free = [column for column in columns if column]
    found: list[Guess] = []
    ranked = sorted(
        (
            (confidence, element, column)
            for element, words in heads.items()
            for column in free
            if (confidence := _confidence(column, element, words.split()))
        ),
        key=lambda one: -one[0],
    )
    taken: set[str] = set()
    done: set[str] = set()
    for confidence, element, column in ranked:
        if element not in done and column not in taken:
            found.append(Guess(element, column, confidence))
            done.add(element)
            taken.add(column)
    if KEY not in done:
        for column in free:
            values = [value for value in samples.get(column, ()) if value]
            if column not in taken and len(values) > 1 and len({*values}) == len(values) and _codes(values):
                found.append(Guess(KEY, column, PERHAPS))
                break
    return tuple(found)


def _confidence(column: str, element: str, words: list[str]) -> int:
    folded = "".join(column.lower().split())
    if folded == element or folded in words:
        return SURE
    place = next((n for n, word in enumerate(words) if word in folded), None)
    return 0 if place is None else max(PERHAPS, LIKELY - 3 * place)


def _codes(values: list[str]) -> bool:
    return all(len(value) <= 40 and value.isascii() and any(one.isdigit() for one in value) for value in values)


def mapping_text(title: str, key: str, columns: Mapping[str, str], prefix: str, level: str) -> str:
    """A mapping file of these columns."""
    import json

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [f"title = {quoted(title)}", f"key = {quoted(key)}", f"prefix = {quoted(prefix)}"]
    lines += [f"level = {quoted(level)}"] if level else []
    lines += ["", "[columns]", *(f"{element} = {quoted(column)}" for element, column in columns.items())]
    return "\n".join(lines) + "\n"
