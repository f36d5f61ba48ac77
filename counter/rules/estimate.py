"""How long will it take: learned from what was really needed, counted with the windows that are really open.

The people ahead are laid, in the order's own order, on the windows that serve their queues; each window is free when
its present visit may end. Durations are ms. No I/O, no clock, no randomness.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from counter.phrases.said import mark

MOST_AHEAD = 400
"""People laid out one by one; whoever stands further back is reckoned in proportion."""

ENOUGH_JUDGED = 8
"""People called today before what was learned is held against the simple rule."""

ENOUGH_BEFORE = 40
"""People called on the last days before the better of both rules is chosen by them: fewer are one odd day."""

DAYS_JUDGED = 14
"""Closed days by which both rules are judged: two weeks have every weekday twice, and forget last month's windows."""


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """What one call of a queue takes a window: mean and spread (ms), and how many visits taught it."""

    each: float
    spread: float
    seen: int
    serving: tuple[float, ...] = ()

    def rest(self, elapsed: int) -> float:
        """What a visit that began `elapsed` ago may still need: the mean of what longer visits needed beyond it."""
        longer = [d - elapsed for d in self.serving if d > elapsed]
        if len(longer) >= 3:
            return sum(longer) / len(longer)
        return max(self.each - elapsed, self.each * 0.4)


@dataclass(frozen=True, slots=True)
class Open:
    """A window that is really open: its queues and in how many ms it may be free (0: now)."""

    number: int
    queues: frozenset[str]
    free_in: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range, and the middle by which it is judged afterwards (ms)."""

    low: int
    middle: int
    high: int


def learn(
    serving: Sequence[int],
    called: Sequence[int],
    gaps: Sequence[int],
    configured: int,
    prior_weight: float,
    longest: int,
) -> ServiceTime:
    """The pace of a queue from its finished periods (newest first), leaning on the configured minutes while they are
    few.

    Robust: what lasted longer than `longest` was forgotten, not worked on, and anything beyond four medians is cut
    there. `called` are all calls of the same time, so that people who do not come cost only the time they were called.
    """
    served: list[float] = [d for d in serving if 0 < d <= longest]
    if served:
        cut = 4 * _median(served)
        served = [min(d, cut) for d in served]
    calls = [d for d in called if 0 <= d <= longest]
    waits = _median(calls) if calls else 0
    gap = _median([g for g in gaps if 0 <= g <= longest]) if gaps else 0
    coming = min(1.0, len(serving) / len(called)) if called else 1.0
    mean = (sum(served) + prior_weight * configured) / (len(served) + prior_weight)
    around = sum((d - mean) ** 2 for d in served) + prior_weight * (configured * 0.6) ** 2
    spread = math.sqrt(around / (len(served) + prior_weight))
    return ServiceTime(coming * mean + waits + gap, spread, len(served), tuple(sorted(served)))


def estimate(
    windows: Iterable[Open],
    ahead: Sequence[tuple[str, float]],
    queue: str,
    service_times: Mapping[str, ServiceTime],
    *,
    low: float,
    high: float,
    passing: Sequence[tuple[float, int]] = (),
) -> Estimate | None:
    """When will a window turn to a newcomer of `queue`? None when no open window serves it.

    `ahead` lists (queue, weight) of everybody before, in order, of all queues that share windows with this one; a
    weight above 1 is a family. `passing` lists, per lane that goes before the newcomer's, how many come per ms and the
    head start they have over the newcomer (ms): only those who come within it can pass. `low` and `high` are quantiles,
    such as 0.15 and 0.85.
    """
    alike: dict[frozenset[str], list[tuple[float, float]]] = {}
    for window in windows:
        alike.setdefault(window.queues, []).append((max(0.0, window.free_in), 0.0))
    for group in alike.values():
        heapq.heapify(group)
    mine = [group for queues, group in alike.items() if queue in queues]
    if not mine:
        return None
    # Windows with the same queues are alike: one heap of (free, variance) for each kind of window. Lists compare by
    # their
    # first member, so the smallest heap is the one whose window is free first.
    able = {other: [group for queues, group in alike.items() if other in queues] for other in service_times}
    for other, weight in ahead[:MOST_AHEAD]:
        if not (groups := able.get(other)):
            continue
        group = groups[0] if len(groups) == 1 else min(groups)
        pace = service_times[other]
        free, varied = group[0]
        heapq.heapreplace(group, (free + pace.each * weight, varied + (pace.spread * weight) ** 2))
    middle, varied = min(mine)[0]
    if len(ahead) > MOST_AHEAD:
        middle *= len(ahead) / MOST_AHEAD
    busy = sum(map(len, mine))
    if middle > 0:
        shared = frozenset().union(*(queues for queues in alike if queue in queues))
        helpers = sum(len(group) for queues, group in alike.items() if queues & shared)
        middle += sum(rate * min(middle, gap) for rate, gap in passing) * service_times[queue].each / helpers
    # Several windows share the luck: whichever is free first takes the next, so the spread shrinks with their number.
    deviation = math.sqrt(
        varied / busy + (0.15 * middle) ** 2 + (service_times[queue].spread * 0.5 / busy) ** 2 * (middle > 0)
    )
    return Estimate(
        max(0, round(middle + _quantile(low) * deviation)),
        round(middle),
        max(0, round(middle + _quantile(high) * deviation)),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """How both have done so far today: how many were called, and by how much (ms) each was wrong for them together."""

    people: int = 0
    learned: int = 0
    naive: int = 0

    @property
    def learned_is_worse(self) -> bool:
        """Whether enough were called to see that what is learned does worse than counting heads."""
        return self.people >= ENOUGH_JUDGED and self.learned > self.naive


NOBODY = Judged()


class Basis(StrEnum):
    """By what people are told."""

    LEARNED = "learned"
    NAIVE = "naive"
    BETWEEN = "between"


BASIS_NAMES: Mapping[str, str] = {
    Basis.LEARNED: mark("学到的用时"),
    Basis.NAIVE: mark("人数乘设定分钟"),
    Basis.BETWEEN: mark("两者之间"),
}


def basis(today: Judged, before: Judged) -> Basis:
    """By what a queue's people are told: the better of both over the last days, each error as it was measured.

    Where the last days judged too few (a new hall, a new queue) it is what was learned, and the middle between both
    where that has done worse today: in seeded small days the middle was never worse than the better of the two by more
    than an eighth, while turning to the simple rule on the word of one morning was by a third.
    """
    if before.people >= ENOUGH_BEFORE:
        return Basis.NAIVE if before.naive < before.learned else Basis.LEARNED
    return Basis.BETWEEN if today.learned_is_worse else Basis.LEARNED


def settled(found: Estimate, naive: int | None, today: Judged, before: Judged = NOBODY) -> Estimate:
    """What is said: the range that was learned, moved to where the better rule has its middle."""
    told_by = basis(today, before)
    if naive is None or told_by is Basis.LEARNED:
        return found
    moved = naive - found.middle if told_by is Basis.NAIVE else (naive - found.middle) // 2
    return Estimate(max(0, found.low + moved), max(0, found.middle + moved), max(0, found.high + moved))


def in_turn(groups: Iterable[tuple[str, float, int]]) -> list[tuple[str, float]]:
    """(queue, weight, tickets) as one row of people, evenly mixed, as they stand on the one clock."""
    groups = list(groups)
    if len(groups) == 1:
        return [groups[0][:2]] * groups[0][2]
    return [
        (queue, weight)
        for _, queue, weight in sorted(
            ((k + 0.5) / count, queue, weight) for queue, weight, count in groups for k in range(count)
        )
    ]


def in_steps(estimate: Estimate, step: int) -> tuple[int, int]:
    """The range as whole minutes on a grid of `step` minutes (of 1 below 10): wide enough to be honest, easy to say."""
    low, high = estimate.low / 60_000, estimate.high / 60_000
    grid = 1 if high < 10 else step
    down, up = math.floor(low / grid) * grid, math.ceil(high / grid) * grid
    return down, max(up, down + grid)


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@lru_cache(maxsize=16)
def _quantile(share: float) -> float:
    """The normal quantile, by bisection on erf (12 digits are not needed for minutes)."""
    below, above = -6.0, 6.0
    for _ in range(40):
        middle = (below + above) / 2
        if 0.5 * (1 + math.erf(middle / math.sqrt(2))) < share:
            below = middle
        else:
            above = middle
    return (below + above) / 2
