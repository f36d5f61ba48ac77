"""A day at the windows played through by the real order of calls, as it was or with something changed.

Pure: people, windows and the order go in, waits come out. Instants and spans are ms. What is drawn by lot comes from a
function that the caller gives (0 up to 1), so that a seed gives the same day again.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from counter.rules.order import MINUTE, Order, rank

HALF_HOUR = 30 * MINUTE
ANY = "*"
"""The queue of a day that has only one."""
Draw = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who comes: from when they count, for what, in which lane, how long it takes, calls included."""

    ready: int
    queue: str
    lane: str
    busy: int


@dataclass(frozen=True, slots=True)
class Place:
    """A window: what it calls, and when somebody is there."""

    number: int
    queues: frozenset[str]
    open: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What is played: the people, the windows, the order."""

    visits: tuple[Visit, ...]
    places: tuple[Place, ...]
    order: Order


@dataclass(frozen=True, slots=True)
class Waits:
    """How a day went. Waits in ms (0 where nobody was called); `unserved` were still waiting when all had closed."""

    people: int
    median: int
    ninetieth: int
    longest: int
    unserved: int
    bounds: Mapping[str, int]
    """Lane -> the longest wait that the order allows on such a day."""
    over: int
    """People who waited longer than their lane's bound: none, where windows are alike."""


def play(day: Day) -> list[int | None]:
    """The wait of each visit, in the order given; None for whoever was not called any more.

    A window that is free takes the one whom the order puts first among those who are there. A visit that has begun is
    finished even where the window closes meanwhile.
    """
    lines: dict[tuple[str, str], deque[int]] = {}
    for index in sorted(range(len(day.visits)), key=lambda n: (day.visits[n].ready, n)):
        visit = day.visits[index]
        lines.setdefault((visit.queue, visit.lane), deque()).append(index)
    heads = {place.number: [key for key in lines if key[0] in place.queues] for place in day.places}
    spans = {place.number: deque(sorted(place.open)) for place in day.places}
    free = [(place.open[0][0] if place.open else 0, place.number) for place in map(_sorted, day.places) if place.open]
    heapq.heapify(free)
    waits: list[int | None] = [None] * len(day.visits)
    while free:
        now, number = heapq.heappop(free)
        while spans[number] and spans[number][0][1] <= now:
            spans[number].popleft()
        if not spans[number]:
            continue
        if now < spans[number][0][0]:
            heapq.heappush(free, (spans[number][0][0], number))
            continue
        first, soonest, nearest = None, None, None
        for key in heads[number]:
            if not (line := lines[key]):
                continue
            visit = day.visits[line[0]]
            if visit.ready > now:
                soonest = visit.ready if soonest is None else min(soonest, visit.ready)
                continue
            place = (rank(day.order, visit.lane, visit.ready), line[0])
            if nearest is None or place < nearest:
                first, nearest = key, place
        if first is None:
            if soonest is not None:
                heapq.heappush(free, (soonest, number))
            continue
        index = lines[first].popleft()
        waits[index] = now - day.visits[index].ready
        heapq.heappush(free, (now + day.visits[index].busy, number))
    return waits


def judge(day: Day) -> Waits:
    """Play a day and say how it went."""
    from counter.rules.replay import bounds, worst_plain_wait

    waits = play(day)
    known = sorted(wait for wait in waits if wait is not None)
    opens = min((start for place in day.places for start, _ in place.open), default=0)
    ends = max((end for place in day.places for _, end in place.open), default=0)
    closed = {place.number: _gaps(place, opens, ends) for place in day.places}
    plain = worst_plain_wait(
        [(v.ready, v.queue, v.busy) for v in day.visits],
        {p.number: sorted(p.queues) for p in day.places if p.open},
        closed,
        opens,
    )
    limits = bounds(day.order, {v.lane for v in day.visits}, plain)
    over = sum(wait is not None and wait > limits[v.lane] for wait, v in zip(waits, day.visits, strict=True))
    return Waits(
        len(waits),
        quantile(known, 0.5),
        quantile(known, 0.9),
        known[-1] if known else 0,
        waits.count(None),
        limits,
        over,
    )


def quantile(ordered: Sequence[int], share: float) -> int:
    """The value that `share` of all don't exceed; 0 where there is none."""
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))] if ordered else 0


# -- what is changed ---------------------------------------------------------------------------------------------------


def one_more(day: Day, queues: Iterable[str], since: int, until: int) -> Day:
    """One window more for some queues, from a time to a time."""
    number = max((place.number for place in day.places), default=0) + 1
    return replace(day, places=(*day.places, Place(number, frozenset(queues), ((since, until),))))


def joined(day: Day, queue: str, into: str) -> Day:
    """A queue goes up in another: their people stand in one line, and every window of either calls it."""
    visits = tuple(replace(v, queue=into) if v.queue == queue else v for v in day.visits)
    places = tuple(
        replace(p, queues=p.queues - {queue} | {into}) if p.queues & {queue, into} else p for p in day.places
    )
    return Day(visits, places, day.order)


def in_shifts(day: Day, since: int, until: int) -> Day:
    """Lunch in two shifts: of the windows of each kind, every second one is away in the second half."""
    half = (since + until) // 2
    turn: dict[frozenset[str], int] = {}
    places = []
    for place in day.places:
        turn[place.queues] = turn.get(place.queues, -1) + 1
        away = (since, half) if turn[place.queues] % 2 == 0 else (half, until)
        whole = _united([*place.open, (since, until)]) if _works_around(place, since, until) else place.open
        places.append(replace(place, open=_without(whole, *away)))
    return replace(day, places=tuple(places))


def more_people(day: Day, percent: int, draw: Draw) -> Day:
    """So many percent more (or fewer) people, of the same kind and at the same times as those who came."""
    share = percent / 100
    kept = [v for v in day.visits if share >= 0 or draw() >= -share]
    added = [
        replace(v, ready=v.ready + int((draw() - 0.5) * HALF_HOUR)) for v in day.visits if share > 0 and draw() < share
    ]
    return replace(day, visits=tuple(sorted((*kept, *added), key=lambda v: v.ready)))


def without_priority(day: Day) -> Day:
    """Everybody stands by arrival alone."""
    return replace(day, order=replace(day.order, heads=dict.fromkeys(day.order.heads, 0)))


def drawn(day: Day, draw: Draw) -> Day:
    """Such a day again: everybody comes some minutes earlier or later and takes as long as one of their queue did."""
    takes: dict[str, list[int]] = {}
    for visit in day.visits:
        takes.setdefault(visit.queue, []).append(visit.busy)
    visits = (
        replace(
            v,
            ready=v.ready + int((draw() - 0.5) * HALF_HOUR / 2),
            busy=takes[v.queue][int(draw() * len(takes[v.queue]))],
        )
        for v in day.visits
    )
    return replace(day, visits=tuple(sorted(visits, key=lambda v: v.ready)))


def expected_day(
    expected: Mapping[tuple[int, str], float],
    takes: Mapping[str, Sequence[int]],
    lanes: Mapping[str, float],
    places: Sequence[Place],
    order: Order,
    draw: Draw,
) -> Day:
    """A day that has not come: for each (start of a half hour, queue) about so many people, drawn by lot.

    `takes` are the times of earlier visits by queue, `lanes` how many of a hundred stand in which lane.
    """
    visits = []
    for (start, queue), mean in sorted(expected.items()):
        visits += [
            Visit(
                start + int(draw() * HALF_HOUR),
                queue,
                _lane(lanes, draw()),
                takes[queue][int(draw() * len(takes[queue]))],
            )
            for _ in range(_poisson(mean, draw))
            if takes.get(queue)
        ]
    return Day(tuple(sorted(visits, key=lambda v: v.ready)), tuple(places), order)


# -- how many windows --------------------------------------------------------------------------------------------------


def windows_needed(
    people: Sequence[Sequence[Visit]], order: Order, starts: Sequence[int], most: int, share: float, limit: int = 60
) -> list[int]:
    """How many windows a queue needs in each half hour so that `share` of its people wait at most `most` ms.

    `people` are days of one queue drawn by lot, `starts` the half hours of the hall's day. What the work fills is
    taken first; where people wait too long one is added, at the half hour where the earliest of them came.
    """
    needed = []
    for start in starts:
        work = sum(v.busy for day in people for v in day if start <= v.ready < start + HALF_HOUR)
        needed.append(min(limit, -(-work // max(1, len(people) * HALF_HOUR))))
    for _ in range(limit * len(starts)):
        came, late = [0] * len(starts), [0] * len(starts)
        for day in people:
            for visit, wait in zip(day, play(Day(tuple(day), _staffed(starts, needed), order)), strict=True):
                place = min(len(starts) - 1, max(0, (visit.ready - starts[0]) // HALF_HOUR))
                came[place] += 1
                late[place] += wait is None or wait > most
        short = [at for at in range(len(starts)) if late[at] > (1 - share) * came[at] and needed[at] < limit]
        if not short:
            break
        needed[short[0]] += 1
    return needed


def _staffed(starts: Sequence[int], needed: Sequence[int]) -> tuple[Place, ...]:
    """Windows of one queue, each open in the half hours that need so many. The last half hour has no end: who is there
    is served."""
    places = []
    for number in range(max(needed, default=0)):
        spans = [
            (start, start + HALF_HOUR * (40 if at == len(starts) - 1 else 1))
            for at, (start, wanted) in enumerate(zip(starts, needed, strict=True))
            if wanted > number
        ]
        places.append(Place(number + 1, frozenset({ANY}), _united(spans)))
    return tuple(places)


def _sorted(place: Place) -> Place:
    return replace(place, open=tuple(sorted(place.open)))


def _gaps(place: Place, opens: int, ends: int) -> list[tuple[int, int]]:
    gaps, at = [], opens
    for start, end in sorted(place.open):
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    return [*gaps, (at, max(ends, at) + 86_400_000)] if at < ends else gaps


def _works_around(place: Place, since: int, until: int) -> bool:
    """Whether somebody is there before and after, so that lunch lies within their day."""
    return any(start <= since for start, _ in place.open) and any(end >= until for _, end in place.open)


def _united(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _without(spans: Iterable[tuple[int, int]], since: int, until: int) -> tuple[tuple[int, int], ...]:
    cut = [part for start, end in spans for part in ((start, min(end, since)), (max(start, until), end))]
    return tuple((start, end) for start, end in cut if start < end)


def _lane(lanes: Mapping[str, float], at: float) -> str:
    left = at * sum(lanes.values())
    for lane, weight in lanes.items():
        left -= weight
        if left < 0:
            return lane
    return next(iter(lanes), "normal")


def _poisson(mean: float, draw: Draw) -> int:
    """By Knuth's products, in parts, so that e to the minus mean stays a number."""
    count = 0
    while mean > 0:
        part = min(mean, 30.0)
        mean -= part
        product, limit = draw(), 2.718281828459045**-part
        while product > limit:
            count += 1
            product *= draw()
    return count
