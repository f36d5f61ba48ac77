"""The route of a case: a graph over its items. What waits for nothing opens at once; the longest way is the promise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Edges = Iterable[tuple[str, str]]
"""Pairs (item, needs): `item` opens only when `needs` is granted."""


def needs_of(items: Collection[str], edges: Edges) -> dict[str, tuple[str, ...]]:
    """What each item waits for, among the items themselves."""
    found: dict[str, list[str]] = {item: [] for item in items}
    for item, needs in edges:
        if item in found and needs in found and needs not in found[item]:
            found[item].append(needs)
    return {item: tuple(needs) for item, needs in found.items()}


def in_order(items: Collection[str], edges: Edges) -> tuple[str, ...]:
    """The items so that everything stands after what it needs. Raises ValueError naming a ring."""
    waiting = needs_of(items, edges)
    done: list[str] = []
    while waiting:
        free = [item for item, needs in waiting.items() if all(n in done for n in needs)]
        if not free:
            raise ValueError("ring of prerequisites: " + ", ".join(sorted(waiting)))
        done += free
        for item in free:
            del waiting[item]
    return tuple(done)


def spans(items: Collection[str], edges: Edges, days: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """When each item may begin and must end, in working days after acceptance: (start, end)."""
    needs = needs_of(items, edges)
    found: dict[str, tuple[int, int]] = {}
    for item in in_order(items, [(i, n) for i, many in needs.items() for n in many]):
        start = max((found[n][1] for n in needs[item]), default=0)
        found[item] = (start, start + days.get(item, 0))
    return found


def parallel_days(items: Collection[str], edges: Edges, days: Mapping[str, int]) -> int:
    """The longest way through the route, in working days."""
    return max((end for _, end in spans(items, edges, days).values()), default=0)


def serial_days(items: Collection[str], days: Mapping[str, int]) -> int:
    """What the same items would take one after the other, in working days."""
    return sum(days.get(item, 0) for item in items)


def ready(items: Collection[str], edges: Edges, granted: Collection[str]) -> tuple[str, ...]:
    """Items that wait for nothing any more."""
    return tuple(item for item, needs in needs_of(items, edges).items() if all(n in granted for n in needs))


def after(item: str, items: Collection[str], edges: Edges) -> tuple[str, ...]:
    """Every item that directly or indirectly waits for `item`."""
    needs = needs_of(items, edges)
    found: set[str] = set()
    grown = True
    while grown:
        new = {i for i, many in needs.items() if i not in found and (item in many or found & set(many))}
        grown = bool(new)
        found |= new
    return tuple(i for i in items if i in found)
