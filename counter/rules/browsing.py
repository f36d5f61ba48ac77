"""Looking around instead of searching: which group an item or a bundle stands in, by department, by what happens in a
life, by who comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from counter.phrases.said import mark

WAYS = {"department": mark("部门"), "event": mark("人生事件"), "person": mark("人群")}
"""The ways to look around."""
OTHER = "other"
OTHER_NAME = mark("其他")


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a way: the words of names that belong to it, and the word of whom an item serves."""

    code: str
    name: str
    words: tuple[str, ...] = ()
    object: str = ""

    def holds(self, name: str, serves: str) -> bool:
        """Whether a thing of this name, for those whom it serves, belongs to it."""
        return any(word in name for word in self.words) or bool(self.object and self.object in serves)


def read_groups(table: Mapping[str, object]) -> dict[str, tuple[Group, ...]]:
    """The groups of data/browse.toml by way. Raises ValueError for a code that stands twice."""
    found: dict[str, tuple[Group, ...]] = {}
    for way, name in (("event", "events"), ("person", "persons")):
        entries = table.get(name, ())
        assert isinstance(entries, list)
        groups = tuple(
            Group(each["code"], each["name"], tuple(each.get("words", "").split()), each.get("object", ""))
            for each in entries
        )
        if len({group.code for group in groups} | {OTHER}) != len(groups) + 1:
            raise ValueError(name)
        found[way] = groups
    return found


def groups_of(name: str, serves: str, groups: Iterable[Group]) -> tuple[str, ...]:
    """The codes of the groups that a thing belongs to; the rest belong to OTHER, so that nothing is hidden."""
    return tuple(group.code for group in groups if group.holds(name, serves)) or (OTHER,)


def counted(of: Iterable[Sequence[str]]) -> dict[str, int]:
    """How many things each group has."""
    found: dict[str, int] = {}
    for codes in of:
        for code in codes:
            found[code] = found.get(code, 0) + 1
    return found
