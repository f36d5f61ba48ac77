"""What can be said of waiting: people ahead, the range, why nobody can be called. Reads only.

Paces are learned from finished periods and kept per process for a minute; everything else is read at the moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from counter.errors import Refusal
from counter.phrases.said import say
from counter.rules import estimate as rule
from counter.rules import order as ordering
from counter.rules.day import ShiftState
from counter.rules.order import MINUTE, Order, rank
from counter.rules.ticket import State
from counter.store import service_times, tickets

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.hall.act import Look, Work
    from counter.rules.policy import QueuePolicy

_ORDERS: WeakKeyDictionary[Hall, tuple[QueuePolicy, Order]] = WeakKeyDictionary()
_PACES: WeakKeyDictionary[Hall, dict[str, tuple[int, rule.ServiceTime]]] = WeakKeyDictionary()
_JUDGED: WeakKeyDictionary[Hall, tuple[int, str, rule.Judged]] = WeakKeyDictionary()
_BEFORE: WeakKeyDictionary[Hall, dict[str, tuple[str, rule.Judged]]] = WeakKeyDictionary()
_CAME: WeakKeyDictionary[Hall, dict[frozenset[str], tuple[int, dict[str, int]]]] = WeakKeyDictionary()
"""Per opened hall: the read policy; each queue's learned service time and who came to some queues, with when that was
read; how the estimates did. Losing them costs a minute's reading, nothing else.
"""
FRESH = MINUTE
NEWCOMER = 1 << 62
"""Stands for the id of a ticket that is not taken yet: behind everybody of the same instant."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What is said to somebody who takes a ticket, and what the two simple rules would have said (all ms)."""

    ahead: int
    low: int | None
    middle: int | None
    high: int | None
    low_minutes: int | None
    high_minutes: int | None
    fixed: int | None
    configured: int | None
    learned: int | None = None


def order(hall: Hall) -> Order:
    """The queue policy of this hall."""
    section, kept = hall.policy.queue, _ORDERS.get(hall)
    if kept is None or kept[0] is not section:
        kept = _ORDERS[hall] = (section, ordering.read_policy(section))
    return kept[1]


def morning(work: Work | Look) -> int:
    """The instant at which the business day began: local midnight. Tickets from before it are decided about, not
    called.
    """
    return int(datetime.combine(work.today, time(), work.hall.zone).timestamp() * 1000)


def ahead(work: Work | Look, letter: str, lane: str, ready_at: int, ticket: int = NEWCOMER) -> int:
    """How many tickets of a queue are before somebody with this lane and instant."""
    policy = order(work.hall)
    return sum(
        count
        for _, _, count in tickets.before(
            work.db, (letter,), policy.heads, rank(policy, lane, ready_at), ticket, morning(work)
        )
    )


def pace(work: Work | Look, line: tickets.Queue) -> rule.ServiceTime:
    """The learned pace of a queue at this hour, not older than a minute."""
    kept = _PACES.setdefault(work.hall, {})
    known = kept.get(line.letter)
    if known is not None and 0 <= work.now - known[0] < FRESH:
        return known[1]
    learned = pace_at(work, line, work.now)
    kept[line.letter] = (work.now, learned)
    return learned


def pace_at(work: Work | Look, line: tickets.Queue, at: int) -> rule.ServiceTime:
    """The pace of a queue as it was learned at an instant."""
    rules = work.hall.policy.queue.estimate
    longest = int(rules.longest_minutes * MINUTE)
    serving, called, gaps = service_times.recent(work.db, line.letter, at, rules.recent)
    return rule.learn(serving, called, gaps, line.fixed_minutes * MINUTE, rules.prior_weight, longest)


def expect(work: Work | Look, line: tickets.Queue, lane: str, ready_at: int, *, ticket: int = NEWCOMER) -> Guess:
    """The wait of somebody in a queue (a newcomer, or the holder of a ticket), from the windows that are open now."""
    db, now = work.db, work.now
    signed_in = [(row["number"], tickets.letters(row["queues"]), row["state"]) for row in tickets.open_windows(db)]
    windows = [one for one in signed_in if one[2] == ShiftState.ON]
    shared = {letter for _, letters, _ in windows if line.letter in letters for letter in letters}
    policy, rules = order(work.hall), work.hall.policy.queue.estimate
    before = tickets.before(
        db, shared | {line.letter}, policy.heads, rank(policy, lane, ready_at), ticket, morning(work)
    )
    people_ahead = sum(count for queue, _, count in before if queue == line.letter)
    fixed = people_ahead * line.fixed_minutes * MINUTE
    serving_mine = sum(line.letter in letters for _, letters, _ in signed_in)
    configured = round(fixed / serving_mine) if serving_mine else None
    if not shared:
        return Guess(people_ahead, None, None, None, None, None, fixed, configured)
    lines = {one.letter: one for one in tickets.queues(db)}
    learned = {letter: pace(work, lines[letter]) for letter in {x for _, letters, _ in windows for x in letters}}
    busy = {row["front_window"]: row for row in service_times.busy(db)}
    opened = [rule.Open(number, letters, _free_in(busy.get(number), learned, now)) for number, letters, _ in windows]
    gaps = {other: head - policy.heads[lane] for other, head in policy.heads.items() if head > policy.heads[lane]}
    passing = [
        (count / service_times.HOUR, gaps[other])
        for other, count in _came(work, frozenset(shared)).items()
        if other in gaps
    ]
    found = rule.estimate(
        opened,
        rule.in_turn((queue, 1 + rules.family_each * (people - 1), count) for queue, people, count in before),
        line.letter,
        learned,
        low=rules.range_low,
        high=rules.range_high,
        passing=passing,
    )
    if found is None:
        return Guess(people_ahead, None, None, None, None, None, fixed, configured)
    wait_for_time = max(0, ready_at - now)
    found = rule.Estimate(found.low + wait_for_time, found.middle + wait_for_time, found.high + wait_for_time)
    simple = (configured if configured is not None else fixed) + wait_for_time
    said = rule.settled(found, simple, judged(work), judged_before(work, line.letter))
    low, high = rule.in_steps(said, rules.step_minutes)
    return Guess(people_ahead, said.low, said.middle, said.high, low, high, fixed, configured, found.middle)


def judged(work: Work | Look) -> rule.Judged:
    """How what was learned and the simple rule have done today, not older than a minute."""
    day, known = work.today.isoformat(), _JUDGED.get(work.hall)
    if known is None or known[1] != day or not 0 <= work.now - known[0] < FRESH:
        known = _JUDGED[work.hall] = (work.now, day, rule.Judged(*service_times.judged(work.db, day)))
    return known[2]


def judged_before(work: Work | Look, letter: str) -> rule.Judged:
    """How both have done at a queue on the last closed days; read once a day."""
    day, kept = work.today.isoformat(), _BEFORE.setdefault(work.hall, {})
    known = kept.get(letter)
    if known is None or known[0] != day:
        known = kept[letter] = (day, rule.Judged(*service_times.judged_before(work.db, letter, day, rule.DAYS_JUDGED)))
    return known[1]


def _came(work: Work | Look, letters: frozenset[str]) -> dict[str, int]:
    """How many came to these queues in the last hour, per lane with a head start; not older than a minute."""
    kept = _CAME.setdefault(work.hall, {})
    known = kept.get(letters)
    if known is None or not 0 <= work.now - known[0] < FRESH:
        lanes = [lane for lane, head in order(work.hall).heads.items() if head]
        known = kept[letters] = (
            work.now,
            service_times.came(work.db, work.today.isoformat(), letters, lanes, work.now),
        )
    return known[1]


def _free_in(row: Any, learned: dict[str, rule.ServiceTime], now: int) -> float:
    if row is None:
        return 0.0
    known = learned.get(row["queue"])
    if known is None:
        return 0.0
    return known.rest(max(0, now - row["since"])) if row["state"] == State.SERVING else known.each


def range_words(low: int | None, high: int | None) -> str:
    """The range in words; never one number."""
    if low is None or high is None:
        return say("现在没有开放的窗口，等候时间说不准")
    if high <= 1:
        return say("基本不用等")
    return say("大约等 {low} 到 {high} 分钟", low=low, high=high)


def why_empty(work: Work | Look, letters: Iterable[str]) -> Refusal:
    """Why a window with these queues can call nobody."""
    letters = tuple(letters)
    cooling = [
        one for one in tickets.live(work.db, letters) if one.state == State.WAITING and one.ready_at >= morning(work)
    ]
    if not cooling:
        return Refusal("ticket.nobody-waits", say("没有人在等"), next=say("有人取号时会显示在这里"))
    soonest = min(cooling, key=lambda one: max(one.not_before, one.ready_at))
    if soonest.not_before > work.now:
        minutes = max(1, -(-(soonest.not_before - work.now) // MINUTE))
        return Refusal(
            "ticket.called-and-cooling-down",
            say("没有可叫的人：{soonest} 刚才没来，还要等 {minutes} 分", soonest=soonest.shown, minutes=minutes),
            rule=say("叫了没来的人隔一会儿再叫，其他人先办"),
            next=say("人来了可点名 {soonest}", soonest=soonest.shown),
        )
    if soonest.ready_at > work.now:
        return Refusal(
            "ticket.appointment-is-later",
            say(
                "没有可叫的人：{soonest} 预约 {time}，时间还早",
                soonest=soonest.shown,
                time=f"{work.hall.local(soonest.ready_at):%H:%M}",
            ),
            rule=say("预约按时间办理"),
            next=say("人已到可点名 {soonest}", soonest=soonest.shown),
        )
    return Refusal(
        "ticket.sent-to-another-window",
        say("没有可叫的人：{soonest} 已转给 {for_window} 号窗口", soonest=soonest.shown, for_window=soonest.for_window),
        rule=say("转给某窗口的号由该窗口叫"),
        next=say("需要时可点名 {soonest}", soonest=soonest.shown),
    )
