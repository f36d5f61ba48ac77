"""What a day's cases and tickets add up to, by whatever they are looked at: pure sums, and shares made of them.

Sums of days are added, never shares. Of a limit (the promised day, the legal one) each item counts once: on the day of
its decision if that was in time, else on the limit's day, decided since or not. A wait ends with the first call; visits
that nobody ended (left open beyond what a visit can last, or known to be unreliable) are left out of the times and
counted as `forgotten`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from counter.rules.approval import ApprovalState, Outcome
from counter.rules.estimate import Estimate, in_steps
from counter.rules.order import Order, passed_until
from counter.rules.rating import BAD
from counter.rules.ticket import State

Sums: TypeAlias = dict[tuple[str, str], dict[str, int]]
"""(dimension, member) -> measure -> sum."""
Times: TypeAlias = dict[tuple[str, str], dict[int, int]]
"""(dimension, member) -> tenths of a minute -> how many."""

TENTH = 6_000
"""ms: times are kept in tenths of a minute."""
VISIT_ENDS = frozenset({State.CALLED.value, State.SERVING.value})


class Row(Protocol):
    """What a row of the store is to a sum: values by their names."""

    def __getitem__(self, name: str, /) -> Any:
        """One value."""


class Dimension(StrEnum):
    """By what figures are looked at."""

    ALL = "all"
    DEPARTMENT = "department"
    LEVEL = "level"
    DESK = "desk"
    ITEM = "item"
    BUNDLE = "bundle"
    QUEUE = "queue"
    WINDOW = "window"
    CLERK = "clerk"
    OFFICER = "officer"
    HOUR = "hour"


CASE_MEASURES = (
    *("received", "cases", "items", "deemed", "decided_cases", "delivered", "decided", "granted", "refused"),
    *("on_the_spot", "past_legal", "on_time", "late", "undecided", "before", "unpromised"),
    *("legal_on_time", "legal_late", "legal_undecided", "legal_before", "unlimited"),
    *("days_saved", "documents_spared", "visits_saved", "ratings", "satisfied"),
)
QUEUE_MEASURES = (
    *("tickets", "finished", "no_shows", "left_early", "lapsed", "put_off", "unreliable", "waits", "visits"),
    *("forgotten", "bounded", "bound_kept", "told", "told_within", "told_longer", "told_error_ms", "naive_error_ms"),
    *("bookings", "missed_bookings"),
)
MEASURES = CASE_MEASURES + QUEUE_MEASURES

_LIMITS = (
    ("promised_on", "on_time", "late", "undecided", "before", "unpromised"),
    ("legal_on", "legal_on_time", "legal_late", "legal_undecided", "legal_before", "unlimited"),
)
UNDECIDED = frozenset({"blocked", "open"})
"""Where the clock stands still (paused) nothing is overdue."""


class Adding:
    """Sums under many heads at once."""

    __slots__ = ("sums",)

    def __init__(self, sums: Sums | None = None) -> None:
        self.sums: Sums = {} if sums is None else sums

    def add(self, heads: Iterable[tuple[str, str]], measure: str, value: int = 1) -> None:
        """Add to a measure under each head."""
        for head in heads:
            one = self.sums.setdefault(head, {})
            one[measure] = one.get(measure, 0) + value


def heads(row: Row, names: Collection[str]) -> list[tuple[str, str]]:
    """Under what a row counts: everything, and each of the dimensions that it has a member for."""
    return [(Dimension.ALL.value, ""), *((name, str(row[name])) for name in names if row[name] is not None)]


CASE_HEADS = ("bundle", "window", "clerk")
ITEM_HEADS = ("department", "level", "desk", "item")


def of_items(adding: Adding, day: str, rows: Iterable[Row]) -> None:
    """Add a day's approvals: taken in with their case, decided, or with a limit that ends on this day."""
    month = day[:7]
    counted: set[tuple[int, tuple[str, str]]] = set()
    for row in rows:
        mine = heads(row, ITEM_HEADS)
        under = mine + [head for head in heads(row, CASE_HEADS) if head[0] != Dimension.ALL]
        if row["accepted_on"] == day:
            adding.add(under, "items")
            for head in mine[1:]:
                if (row["case_id"], head) not in counted:
                    counted.add((row["case_id"], head))
                    adding.add((head,), "cases")
                    adding.add((head,), "deemed", row["deemed"])
        decided = row["decided_on"] if row["state"] == ApprovalState.DECIDED else None
        if row["officer"] is not None:
            under = [*under, (Dimension.OFFICER.value, row["officer"])]
        if decided == day:
            adding.add(under, "decided")
            adding.add(under, "refused" if row["outcome"] == Outcome.REFUSE else "granted")
            adding.add(under, "on_the_spot", row["on_the_spot"])
            adding.add(under, "past_legal", int(row["legal_on"] is not None and decided > row["legal_on"]))
        for limit, in_time, late, undecided, before, without in _LIMITS:
            until = row[limit]
            if decided is None:
                if until == day and row["state"] in UNDECIDED:
                    adding.add(under, undecided)
            elif until is None:
                if decided == day:
                    adding.add(under, without)
            elif decided <= until:
                if decided == day:
                    adding.add(under, in_time)
            else:
                if until == day:
                    adding.add(under, late)
                if decided == day and until[:7] < month:
                    adding.add(under, before)


def of_cases(adding: Adding, day: str, rows: Iterable[Row]) -> None:
    """Add a day's cases: what came in, was accepted, decided, delivered, and what the citizen was spared."""
    for row in rows:
        under = heads(row, CASE_HEADS)
        if row["received_on"] == day:
            adding.add(under, "received")
        if row["accepted_on"] == day:
            adding.add(under, "cases")
            adding.add(under, "deemed", row["deemed"])
            saved = saved_by(row)
            adding.add(under, "days_saved", saved[0])
            adding.add(under, "documents_spared", saved[1])
            adding.add(under, "visits_saved", saved[2])
        if row["decided_on"] == day and row["with_decision"]:
            adding.add(under, "decided_cases")
        if row["delivered_on"] == day:
            adding.add(under, "delivered")


def saved_by(row: Row) -> tuple[int, int, int]:
    """What one case spared: working days beside one item after the other, copies beside each item alone, visits."""
    return (
        max(0, (row["serial_days"] or 0) - (row["parallel_days"] or 0)) if row["parallel_days"] is not None else 0,
        max(0, (row["needed_alone"] or 0) - (row["needed"] or 0)) if row["needed"] is not None else 0,
        max(0, row["items"] - 1),
    )


def of_ratings(adding: Adding, rows: Iterable[Row]) -> None:
    """Add a day's ratings; from basically satisfied up it is a good one."""
    for row in rows:
        under = heads(row, CASE_HEADS)
        adding.add(under, "ratings")
        adding.add(under, "satisfied", int(row["level"] > BAD))


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket as the figures see it (ms). None: it has no such time, or none that can be relied on."""

    window: int | None
    clerk: str | None
    called_at: int | None
    waited: int | None
    served: int | None
    forgotten: int


def visit(ticket: Row, periods: Iterable[Row], longest: int) -> Visit:
    """What a ticket's periods come to. A period at a window longer than `longest` was forgotten, not worked on."""
    first: Row | None = None
    served, forgotten, any_visit = 0, 0, False
    for period in periods:
        if period["kind"] in VISIT_ENDS and (first is None or period["started_at"] < first["started_at"]):
            first = period
        if period["kind"] == "serving" and period["ended_at"] is not None:
            length = period["ended_at"] - period["started_at"]
            if not period["reliable"] or length > longest:
                forgotten += 1
            else:
                any_visit, served = True, served + length
    reliable = not ticket["unreliable"]
    return Visit(
        first["front_window"] if first else None,
        first["staff"] if first else None,
        first["started_at"] if first else None,
        max(0, first["started_at"] - ticket["arrived_at"]) if first and reliable else None,
        served if any_visit and not forgotten else None,
        forgotten,
    )


def did_not_come(state: str, kinds: Collection[str]) -> bool:
    """Whether somebody was called and nobody came: absent after all calls, or called until the number lapsed."""
    if state == State.FINISHED or "serving" in kinds:
        return False
    return "absent" in kinds or (state == State.LAPSED and "called" in kinds)


def of_tickets(
    tickets: Iterable[Row],
    periods: Mapping[int, Sequence[Row]],
    *,
    longest: int,
    order: Order,
    step: int,
    hour_of: Callable[[int], int],
) -> tuple[Sums, Times, Times]:
    """A day's tickets: sums, waits and times at the window, each by queue, window, clerk and hour of arrival."""
    adding = Adding()
    waits: Times = {}
    visits: Times = {}
    called: dict[str, list[tuple[int, Row, list[tuple[str, str]]]]] = {}
    for ticket in tickets:
        mine = periods.get(ticket["id"], [])
        one = visit(ticket, mine, longest)
        under = heads(
            {
                "queue": ticket["letter"],
                "window": one.window,
                "clerk": one.clerk,
                "hour": f"{hour_of(ticket['arrived_at']):02d}",
            },
            ("queue", "window", "clerk", "hour"),
        )
        adding.add(under, "tickets")
        if (name := _ENDED.get(ticket["state"])) is not None:
            adding.add(under, name)
        if did_not_come(ticket["state"], {period["kind"] for period in mine}):
            adding.add(under, "no_shows")
        adding.add(under, "unreliable", ticket["unreliable"])
        adding.add(under, "forgotten", one.forgotten)
        if one.waited is not None:
            adding.add(under, "waits")
            _time(waits, under, one.waited)
        if one.served is not None:
            adding.add(under, "visits")
            _time(visits, under, one.served)
        if one.called_at is not None and not ticket["unreliable"]:
            called.setdefault(ticket["letter"], []).append((one.called_at, ticket, under))
        _judge(adding, under, ticket, mine, step)
    for line in called.values():
        kept = bound_kept(((at, ticket) for at, ticket, _ in line), order)
        for _, ticket, under in line:
            adding.add(under, "bounded")
            adding.add(under, "bound_kept", int(kept[ticket["id"]]))
    return adding.sums, waits, visits


def bound_kept(called: Iterable[tuple[int, Row]], order: Order) -> dict[int, bool]:
    """Of a queue's numbers with the instants of their calls: whether nobody was called before who came too late for
    that.
    """
    found: dict[int, bool] = {}
    newest = 0  # of all who were called before, the one who came last
    for _, ticket in sorted(called, key=lambda one: (one[0], one[1]["id"])):
        found[ticket["id"]] = newest <= passed_until(order, ticket["lane"], ticket["ready_at"])
        newest = max(newest, ticket["ready_at"])
    return found


_ENDED = {"finished": "finished", "left": "left_early", "lapsed": "lapsed", "tomorrow": "put_off"}


def of_bookings(adding: Adding, rows: Iterable[Row], hour_of: Callable[[int], int]) -> None:
    """Add a day's booked visits that are settled (somebody came, or the grace is over), by queue and booked hour."""
    for row in rows:
        under = heads({"queue": row["queue"], "hour": f"{hour_of(row['at']):02d}"}, ("queue", "hour"))
        adding.add(under, "bookings")
        adding.add(under, "missed_bookings", int(row["missed_at"] is not None))


def _judge(adding: Adding, under: list[tuple[str, str]], ticket: Row, periods: Sequence[Row], step: int) -> None:
    """What was said when the ticket was taken, against the first call."""
    calls = [period["started_at"] for period in periods if period["kind"] == "called"]
    if (
        ticket["estimate"] is None
        or not calls
        or ticket["unreliable"]
        or ticket["origin"] == "downtime"
        or any(period["kind"] == "away" for period in periods)
    ):
        return
    waited = min(calls) - ticket["arrived_at"]
    low, high = ticket["estimate_low"], ticket["estimate_high"]
    adding.add(under, "told")
    if low is not None and high is not None:
        down, up = in_steps(Estimate(low, low, high), step)
        adding.add(under, "told_within", int(down * 60_000 <= waited <= up * 60_000))
        adding.add(under, "told_longer", int(waited > up * 60_000))
    adding.add(under, "told_error_ms", abs(ticket["estimate"] - waited))
    naive = ticket["estimate_configured"] if ticket["estimate_configured"] is not None else ticket["estimate_fixed"]
    adding.add(under, "naive_error_ms", abs((naive or 0) - waited))


def _time(times: Times, under: Iterable[tuple[str, str]], length: int) -> None:
    tenths = (length + TENTH // 2) // TENTH
    for head in under:
        one = times.setdefault(head, {})
        one[tenths] = one.get(tenths, 0) + 1


def quantile(times: Mapping[int, int], share: float) -> float | None:
    """Minutes within which a share of all stayed: the smallest such time; at the half, the middle of both middles."""
    count = sum(times.values())
    if not count:
        return None
    ordered = sorted(times.items())
    if share == 0.5 and count % 2 == 0:
        return round((_at(ordered, count // 2) + _at(ordered, count // 2 + 1)) / 20, 1)
    return round(_at(ordered, max(1, math.ceil(share * count - 1e-9))) / 10, 1)


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    for tenths, times in ordered:
        place -= times
        if place <= 0:
            return tenths
    return ordered[-1][0]


def share(part: int, whole: int) -> float | None:
    """A share in percent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None
