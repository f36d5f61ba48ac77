"""A day that has not come, as people drawn by lot and windows: those of its plan, or as many as it needs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import time

from counter.acts.report.rostering import Expected, Plan
from counter.rules.order import MINUTE, Order
from counter.rules.played_day import ANY, HALF_HOUR, Day, Draw, Place, Visit, expected_day, windows_needed

PLANNING_SEEDS = 5
"""Days drawn by lot for a plan."""
Windows = Mapping[tuple[str, str], int]
"""(start of the half hour HH:MM, queue) -> how many windows."""


def planned(plan: Plan | None) -> dict[tuple[str, str], int]:
    """The windows of a plan; nothing where none was saved."""
    return {(line.start, line.queue): line.windows for line in plan.lines} if plan else {}


def needed(told: Expected, minutes: int) -> dict[tuple[str, str], int]:
    """How many windows each queue needs in each half hour that people are expected in."""
    order = Order(dict(told.heads), 0, 0, 0, 0)
    found: dict[tuple[str, str], int] = {}
    takes = {queue: list(times) or [10 * MINUTE] for queue, times in told.takes}
    for queue in sorted({queue for _, queue, _ in told.rows}):
        mine = {key: count for key, count in _people(told).items() if key[1] == queue}
        starts = list(range(min(at for at, _ in mine), max(at for at, _ in mine) + 1, HALF_HOUR))
        days = []
        for seed in range(PLANNING_SEEDS):
            day = expected_day(mine, takes, dict(told.lanes) or {"normal": 1}, (), order, random.Random(seed).random)
            days.append([Visit(v.ready, ANY, v.lane, v.busy) for v in day.visits])
        for at, count in zip(starts, windows_needed(days, order, starts, minutes * MINUTE, 0.9), strict=True):
            found[f"{at // (60 * MINUTE):02d}:{at // MINUTE % 60:02d}", queue] = count
    return found


def drawn(told: Expected, windows: Windows, draw: Draw) -> Day:
    """The expected day with so many windows."""
    places: list[Place] = []
    for queue in sorted({queue for _, queue in windows}):
        mine = {_start(start): n for (start, one), n in windows.items() if one == queue}
        for number in range(max(mine.values(), default=0)):
            spans = tuple((at, at + HALF_HOUR) for at, n in sorted(mine.items()) if n > number)
            places.append(Place(len(places) + 1, frozenset({queue}), spans))
    takes = {queue: list(times) or [10 * MINUTE] for queue, times in told.takes}
    order = Order(dict(told.heads), 0, 0, 0, 0)
    return expected_day(_people(told), takes, dict(told.lanes) or {"normal": 1}, places, order, draw)


def _start(text: str) -> int:
    """A time of the day in ms from midnight."""
    at = time.fromisoformat(text)
    return (at.hour * 60 + at.minute) * MINUTE


def _people(told: Expected) -> dict[tuple[int, str], float]:
    return {(_start(start), queue): count for start, queue, count in told.rows}
