"""Who is next, and why: one clock on which every class has a head start in minutes.

Credit = minutes since the ticket became ready + head start. The greatest credit is next, equal credit by ticket id.
Because a head start is finite, nobody who comes later than (greatest head start - own head start) after a person can
ever be put before that person: `passed_until` is that bound. No I/O, no clock; instants are UTC ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.phrases.said import say
from counter.rules.ticket import CLASS_NAMES, shown

if TYPE_CHECKING:
    from counter.rules.policy import QueuePolicy

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Order:
    """The written policy, in ms. `heads` maps each lane (class, or `appointment`) to its head start."""

    heads: Mapping[str, int]
    grace: int
    early: int
    cool_down: int
    returning: int

    @property
    def greatest(self) -> int:
        """The most anybody can be put before somebody who came earlier: the largest head start plus the grace."""
        return max(self.heads.values()) + self.grace


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order needs to know of one waiting ticket."""

    id: int
    letter: str
    number: int
    queue: str
    lane: str
    ready_at: int
    arrived_at: int
    for_window: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The one to call, with the reason in one sentence."""

    ticket: int
    reason: str


def read_policy(section: QueuePolicy) -> Order:
    """The `[queue]` section of the policy as an Order. Raises ValueError for a head start below 0: no bound then."""
    heads = {lane: int(minutes * MINUTE) for lane, minutes in section.head_start.items()}
    if min(heads.values()) < 0:
        raise ValueError("head starts are minutes from 0 up")
    return Order(
        heads,
        int(section.grace_minutes * MINUTE),
        int(section.early_minutes * MINUTE),
        int(section.cool_down_minutes * MINUTE),
        int(section.return_minutes * MINUTE),
    )


def rank(order: Order, lane: str, ready_at: int) -> int:
    """The instant at which this ticket would have become ready without a head start; the smallest is next."""
    return ready_at - order.heads[lane]


def lane_of(order: Order, class_: str, kept_appointment: bool) -> str:
    """The lane that serves a person best: their class, or the appointment they kept. Head starts do not add up."""
    return "appointment" if kept_appointment and order.heads["appointment"] > order.heads[class_] else class_


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody enters the clock. `note` says what became of an appointment, if there was one."""

    lane: str
    ready_at: int
    note: str = ""


def arrive(order: Order, class_: str, now: int, appointment_at: int | None) -> Place:
    """The place of a new arrival. An appointment counts from its own time if the person is within the grace."""
    if appointment_at is None:
        return Place(class_, now)
    late = now - appointment_at
    if late > order.grace:
        return Place(
            class_,
            now,
            say(
                "预约迟到 {late} 分，超过宽限 {grace} 分，按现在到排队",
                late=late // MINUTE,
                grace=order.grace // MINUTE,
            ),
        )
    return Place(
        lane_of(order, class_, True),
        appointment_at,
        say("按预约时间排") if late <= 0 else say("迟到在宽限以内，按预约时间排"),
    )


def come_back(order: Order, lane: str, ready_at: int, now: int) -> int:
    """`ready_at` of somebody who missed the calls (or overstayed a hold) and is here again.

    They stand as if they had come `returning` ago (head start included), never better than their old place.
    """
    return max(ready_at, now - order.returning + order.heads[lane])


def passed_until(order: Order, lane: str, ready_at: int) -> int:
    """After this instant no new arrival can be put before the ticket: the bound that keeps everybody from starving."""
    return rank(order, lane, ready_at) + order.greatest


def choose(order: Order, waiting: Iterable[Waiting], now: int) -> Choice | None:
    """The next one among `waiting` (the first two of each lane are enough), or None when nobody is there."""
    ranked = sorted(waiting, key=lambda w: (rank(order, w.lane, w.ready_at), w.id))
    if not ranked:
        return None
    first = ranked[0]
    return Choice(first.id, _reason(order, first, ranked[1:], now))


def _credit(order: Order, one: Waiting, now: int) -> str:
    waited, head = max(0, now - one.ready_at) // MINUTE, order.heads[one.lane] // MINUTE
    if not head:
        return say("等候 {waited} 分", waited=waited)
    since = say("预约时间已过") if one.lane == "appointment" else say("等候")
    return say(
        "{since} {waited} 分＋{class_name}提前 {head} 分，合 {together} 分",
        since=since,
        waited=waited,
        class_name=CLASS_NAMES.get(one.lane, one.lane),
        head=head,
        together=waited + head,
    )


def _reason(order: Order, first: Waiting, others: list[Waiting], now: int) -> str:
    mine = _credit(order, first, now)
    if first.ready_at > now:
        return say("没有别人在等，预约提前办理")
    if not others:
        return say("{mine}；没有别人在等", mine=mine)
    second = others[0]
    tie = (
        say("，相同时先取号的先办")
        if rank(order, first.lane, first.ready_at) == rank(order, second.lane, second.ready_at)
        else ""
    )
    return say(
        "{mine}；下一位 {shown} {credit}{tie}",
        mine=mine,
        shown=shown(second.letter, second.number),
        credit=_credit(order, second, now),
        tie=tie,
    )
