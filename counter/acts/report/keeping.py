"""Sums of days: counted from the rows, kept once a day is over, and read together for a span of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from counter.acts.queue.waiting import order
from counter.hall.act import Look, Work, act
from counter.phrases.said import say
from counter.rules import figures as rule
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.order import MINUTE
from counter.rules.workday import last_working_day
from counter.store import driver
from counter.store import figures_kept as store

if TYPE_CHECKING:
    from counter.hall import Hall

AT_ONCE = 5
"""Days that the morning keeps, so that nobody waits for years of them; what is not kept is counted when it is read."""
MOST = 400


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: how many days, and whether some are left for the next time."""

    days: int
    first: str
    last: str
    more: bool

    def __str__(self) -> str:
        if not self.days:
            return say("每天的合计都已留存")
        return say("已留存 {first} 至 {last} 间 {days} 天的合计", first=self.first, last=self.last, days=self.days) + (
            say("，更早的下次接着留") if self.more else ""
        )


def rules_of(hall: Hall) -> dict[str, str]:
    """The values of the policy that decide how a day is counted: sums kept under others do not hold good."""
    policy = hall.policy.queue
    lanes = ",".join(f"{lane}={head:g}" for lane, head in sorted(policy.head_start.items()))
    return {
        store.CASES: "2",
        store.QUEUE: f"2 {policy.estimate.longest_minutes:g} {policy.estimate.step_minutes:g} {policy.grace_minutes:g}"
        f" {lanes} {hall.zone.key}",
    }


@dataclass(slots=True)
class Totals:
    """Sums and times by head, added up over days."""

    sums: rule.Sums = field(default_factory=dict)
    waits: rule.Times = field(default_factory=dict)
    visits: rule.Times = field(default_factory=dict)

    def add_sums(self, head: tuple[str, str], values: dict[str, int]) -> None:
        """Add the sums of one day under a head."""
        into = self.sums.setdefault(head, dict.fromkeys(rule.MEASURES, 0))
        for name, value in values.items():
            into[name] += value

    def add_times(self, head: tuple[str, str], waits: dict[int, int], visits: dict[int, int]) -> None:
        """Add the times of one day under a head."""
        for times, new in ((self.waits, waits), (self.visits, visits)):
            into = times.setdefault(head, {})
            for tenths, count in new.items():
                into[tenths] = into.get(tenths, 0) + count


def count(work: Work | Look, part: str, day: str) -> tuple[rule.Sums, rule.Times, rule.Times]:
    """One day counted from its rows."""
    db, hall = work.db, work.hall
    if part == store.CASES:
        adding = rule.Adding()
        rule.of_items(adding, day, store.items_of(db, day))
        rule.of_cases(adding, day, store.cases_of(db, day))
        rule.of_ratings(adding, store.ratings_of(db, day))
        return adding.sums, {}, {}
    estimate = hall.policy.queue.estimate

    def hour_of(at: int) -> int:
        return hall.local(at).hour

    sums, waits, visits = rule.of_tickets(
        store.tickets_of(db, day),
        store.periods_of(db, day),
        longest=int(estimate.longest_minutes * MINUTE),
        order=order(hall),
        step=estimate.step_minutes,
        hour_of=hour_of,
    )
    adding = rule.Adding(sums)
    rule.of_bookings(adding, store.bookings_of(db, day), hour_of)
    return adding.sums, waits, visits


def total(
    look: Work | Look, first: date, last: date, dimensions: Sequence[str], *, by_day: bool = False
) -> dict[str, Totals]:
    """The sums of a span, whole (under an empty key) or by day: kept ones where they hold good, else counted from the
    rows. Nothing after today counts; what fell due and is undecided counts once its day is over.
    """
    found: dict[str, Totals] = {}
    last = min(last, look.today)
    if last < first:
        return found
    rules = rules_of(look.hall)
    overdue_before = last_working_day(look.hall.calendar, look.today).isoformat()
    span = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    for part in (store.CASES, store.QUEUE):
        kept = store.days(look.db, part, span[0], span[-1], rules[part])
        kept.discard(look.today.isoformat())
        settled = {day for day in kept if day < overdue_before}
        for days_kept, past in ((settled, True), (kept - settled, False)):
            if not days_kept:
                continue
            for (day, *head), kept_sums in store.summed(look.db, part, days_kept, dimensions, by_day=by_day).items():
                into = found.setdefault(day, Totals())
                into.add_sums((head[0], head[1]), kept_sums if past else _not_over(kept_sums))
        if part == store.QUEUE and kept:
            for day, dimension, member, waited, stayed in store.times(look.db, kept, dimensions):
                found.setdefault(day if by_day else "", Totals()).add_times((dimension, member), waited, stayed)
        for day in span:
            if day in kept:
                continue
            sums, waits, visits = count(look, part, day)
            into = found.setdefault(day if by_day else "", Totals())
            for under, values in sums.items():
                if under[0] in dimensions:
                    into.add_sums(under, values if day < overdue_before else _not_over(values))
                    into.add_times(under, waits.get(under, {}), visits.get(under, {}))
    return found


def kept_whole(look: Look, first: date, last: date) -> dict[str, int] | None:
    """The sums of all papers over a span, read from kept ones alone; None where they don't say all of it."""
    if last >= last_working_day(look.hall.calendar, look.today):
        return None
    began = store.began(look.db) or look.today.isoformat()
    span = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    span = [day for day in span if day >= began]
    rules = rules_of(look.hall)[store.CASES]
    if span and len(store.days(look.db, store.CASES, span[0], span[-1], rules)) < len(span):
        return None
    everything = rule.Dimension.ALL.value
    kept = store.summed(look.db, store.CASES, span, (everything,))
    return kept.get(("", everything, ""), dict.fromkeys(rule.MEASURES, 0))


def _not_over(sums: dict[str, int]) -> dict[str, int]:
    """A day that is not over: nothing undecided is overdue yet."""
    return {**sums, "undecided": 0, "legal_undecided": 0}


def due(hall: Hall, db: driver.Connection, today: date) -> list[tuple[str, str]]:
    """(part, day) of every day that is over and not kept, or changed since; the newest first."""
    if (began := store.began(db)) is None or began >= today.isoformat():
        return []
    first, rules, last = date.fromisoformat(began), rules_of(hall), today - timedelta(days=1)
    span = [(last - timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    kept = {part: store.days(db, part, span[-1], span[0], rules[part]) for part in rules}
    return [(part, day) for day in span for part in rules if day not in kept[part]]


@act("report.keep", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def keep(work: Work, days: int = 40) -> Kept:
    """Keep the sums of the days that are over, the newest first (so many at once); what changed is counted anew."""
    rules = rules_of(work.hall)
    waiting = due(work.hall, work.db, work.today)
    mine = waiting[: 2 * max(1, min(days, MOST))]
    for part, day in mine:
        store.keep(work.db, part, day, rules[part], work.now, count(work, part, day))
    kept = sorted({day for _, day in mine})
    first, last = (kept[0], kept[-1]) if kept else ("", "")
    work.about(f"figures:{work.today}", days=len(kept), first=first, last=last)
    return Kept(len(kept), first, last, len(waiting) > len(mine))


def keep_if_due(hall: Hall) -> None:
    """What the day's first process does besides: keep what is over. Nothing is written where nothing is to be kept."""
    if due(hall, hall.db, hall.local(hall.now()).date()):
        hall.do(keep, HALL_ITSELF, days=AT_ONCE)


def keep_for_good(work: Work, old: Iterable[str]) -> None:
    """Before the details of some days are purged: keep what they come to, for good."""
    rules = rules_of(work.hall)[store.QUEUE]
    for day in old:
        store.keep(work.db, store.QUEUE, day, rules, work.now, count(work, store.QUEUE, day), for_good=True)
