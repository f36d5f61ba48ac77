"""The longest wait a day would have had in plain arrival order: what the bound of every class is built on.

Whoever has head start h can be passed only by people who came within (greatest - h) after them. From then on they wait
no longer than a newcomer of that moment would in plain order, because of the people there only some are before them. So
bound(class) = (greatest - h) + worst wait in plain order, for windows that are alike.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from counter.rules.order import Order


def worst_plain_wait(
    visits: Iterable[tuple[int, str, int]],
    windows: Mapping[int, Sequence[str]],
    closed: Mapping[int, Sequence[tuple[int, int]]],
    opens: int,
) -> int:
    """ms that the unluckiest waits when windows always take the earliest arrival of their queues.

    `visits` are (ready, queue, ms at the window); `closed` lists the (from, until) in which a window was not open.
    """
    lines: dict[str, deque[tuple[int, int]]] = {}
    for ready, queue, busy in sorted(visits):
        lines.setdefault(queue, deque()).append((ready, busy))
    free = [(opens, number) for number in windows]
    heapq.heapify(free)
    worst = 0
    while free:
        now, number = heapq.heappop(free)
        away = next((until for since, until in closed.get(number, ()) if since <= now < until), None)
        if away is not None:
            heapq.heappush(free, (away, number))
            continue
        heads = [(lines[queue][0][0], queue) for queue in windows[number] if lines.get(queue)]
        if not heads:
            continue
        ready, queue = min(heads)
        if ready > now:
            heapq.heappush(free, (ready, number))
            continue
        worst = max(worst, now - ready)
        heapq.heappush(free, (now + lines[queue].popleft()[1], number))
    return worst


def bounds(order: Order, lanes: Iterable[str], plain: int) -> dict[str, int]:
    """The bound of each lane in ms."""
    return {lane: order.greatest - order.heads[lane] + plain for lane in lanes}
