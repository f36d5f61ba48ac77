"""The clocks of a case and the three dates of an approval (Administrative Licensing Law 32, 42, 44, 45; RULES 3).

Every date is walked anew from the acceptance day along the route: a day inside a pause doesn't count, an extension adds
to the limit; nothing is ever counted from a date that was moved before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from counter.phrases.said import Said, mark, say
from counter.rules import route
from counter.rules.limits import JOINT_DAYS
from counter.rules.workday import Calendar, CountedDay, Due, due, working_days_between

NOTICE_DAYS = 5
"""Working days from receipt to the one-time notice (article 32)."""
DELIVERY_DAYS = 10
"""Working days from decision to delivery (article 44)."""
HEARING_DAYS = 20
"""Working days within which a hearing that was asked for is held (article 47)."""
HEARING_ASK_DAYS = 5
"""Working days in which a hearing can be asked for once its right was told (article 47)."""
HEARING_NOTICE_DAYS = 7
"""Working days that place and time are told before a hearing (article 48)."""


class Ground(StrEnum):
    """What article 45 leaves outside the limit, and nothing else."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"


GROUNDS: Mapping[str, str] = {
    Ground.HEARING: mark("听证"),
    Ground.TENDER: mark("招标"),
    Ground.AUCTION: mark("拍卖"),
    Ground.INSPECTION: mark("检验"),
    Ground.TESTING: mark("检测"),
    Ground.QUARANTINE: mark("检疫"),
    Ground.APPRAISAL: mark("鉴定"),
    Ground.EXPERT_REVIEW: mark("专家评审"),
}
"""Ground -> the law's word for it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause: the clock stands still on the days after `start` up to and including `end` (article 45)."""

    start: date
    end: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """An approval's limits in working days (None: the guide names none), its one extension and its pauses.

    `opened_on` starts the desk's own time; `decided_on` stands in for the promised day of an item that has no limit.
    """

    promised: int | None
    legal: int | None
    desk: int | None = None
    extended: int = 0
    stops: tuple[Stop, ...] = ()
    opened_on: date | None = None
    decided_on: date | None = None
    months: int = 0
    """The legal limit where it is one of months; `legal` is None then."""

    @property
    def has_legal(self) -> bool:
        """Whether there is a legal limit at all."""
        return self.legal is not None or self.months > 0


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint handling (article 26): its items have one legal limit for the whole chain, with its own extension."""

    items: frozenset[str]
    extended: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """The three dates, kept apart: legal last day, promised day (never later), the desk's own day.

    A date is provisional when its count runs through a year whose arrangement is not known; each says so for itself.
    """

    legal_on: date | None
    promised_on: date | None
    desk_on: date | None
    provisional: bool
    legal_provisional: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a date's way: whose time it is, and the count day by day."""

    item: str
    days: int
    extended: int
    due: Due
    months: int = 0


def walk(calendar: Calendar, start: date, days: int, stops: Iterable[Stop] = ()) -> Due:
    """The n-th working day after `start` that lies in no pause; each day with its reason. A later pause
    cures nothing.
    """
    stops = tuple(stops)
    if not stops:
        return due(calendar, start, days)
    counted = [CountedDay(start, False, None, say("起算日当天不计"))]
    day, number = start, 0
    while number < days:
        day += timedelta(days=1)
        stop = next((s for s in stops if s.start < day <= s.end), None)
        if not calendar.is_working(day):
            counted.append(CountedDay(day, False, None, calendar.why(day)))
        elif stop is not None:
            counted.append(
                CountedDay(
                    day,
                    False,
                    None,
                    say("特别程序（{why}），不计入期限", why=stop.why) if stop.why else say("特别程序，不计入期限"),
                )
            )
        else:
            number += 1
            counted.append(CountedDay(day, True, number, calendar.why(day)))
    return Due(day, any(not calendar.is_known(c.day) for c in counted), tuple(counted))


def walk_months(calendar: Calendar, start: date, months: int, extended: int = 0, stops: Iterable[Stop] = ()) -> Due:
    """The day so many months after `start`, counted in months and not in working days; what pauses took is added, a
    last day off moves to the next working day, an extension counts in working days from there.
    """
    from dateutil.relativedelta import relativedelta

    from counter.rules.workday import next_working_day

    paused = sum((stop.end - stop.start).days for stop in stops)
    last = start + relativedelta(months=months) + timedelta(days=paused)
    if not calendar.is_working(last):
        last = next_working_day(calendar, last)
    counted = [CountedDay(start, False, None, say("起算日当天不计"))]
    counted += [
        CountedDay(start + timedelta(days=n), True, n, say("按月计算，连续计日")) for n in range(1, (last - start).days)
    ]
    counted.append(CountedDay(last, True, (last - start).days, say("满 {n} 个月", n=months)))
    more = due(calendar, last, extended) if extended else None
    days = (*counted, *(more.days[1:] if more else ()))
    end = more.last_day if more else last
    return Due(end, any(not calendar.is_known(day) for day in (last, end)) or bool(more and more.provisional), days)


def legs(
    calendar: Calendar,
    accepted_on: date,
    limits: Mapping[str, Limits],
    edges: Collection[tuple[str, str]],
    item: str,
    *,
    legal: bool = False,
) -> tuple[Leg, ...] | None:
    """How the promised (or legal) day of an item comes about: the latest way through what it needs, then its own time.

    None where there is no day to count: a limit that the guide does not name.
    """
    return _ways(calendar, accepted_on, limits, edges, legal).get(item)


def _ways(
    calendar: Calendar, accepted_on: date, limits: Mapping[str, Limits], edges: Collection[tuple[str, str]], legal: bool
) -> dict[str, tuple[Leg, ...] | None]:
    needs = route.needs_of(tuple(limits), edges)
    found: dict[str, tuple[Leg, ...] | None] = {}
    for item in route.in_order(tuple(limits), edges):
        limit = limits[item]
        days = (limit.legal if limit.legal is not None else limit.promised) if legal else limit.promised
        in_months = legal and limit.months > 0
        before: list[tuple[date, tuple[Leg, ...]]] = []
        unknown = days is None and not in_months
        for need in needs[item]:
            way = found[need]
            if way is not None:
                before.append((way[-1].due.last_day, way))
            elif (decided_on := limits[need].decided_on) is not None:
                before.append((decided_on, ()))
            else:
                unknown = True
        if unknown:
            found[item] = None
            continue
        start, way = max(before, key=lambda pair: pair[0], default=(accepted_on, ()))
        if in_months:
            last = walk_months(calendar, start, limit.months, limit.extended, limit.stops)
            found[item] = (*way, Leg(item, 0, limit.extended, last, limit.months))
        else:
            last = walk(calendar, start, (days or 0) + limit.extended, limit.stops)
            found[item] = (*way, Leg(item, days or 0, limit.extended, last))
    return found


def dates(
    calendar: Calendar,
    accepted_on: date,
    limits: Mapping[str, Limits],
    edges: Collection[tuple[str, str]],
    published: int | None = None,
    joint: Joint | None = None,
) -> dict[str, Dates]:
    """The dates of every approval of a case, along its route.

    `published` is a bundle's published promise in working days: no item of it may promise later (RULES 3.2). Legal days
    are counted by the calendar of the law, promises by the hall's own; those of a joint handling end with the whole.
    """
    promised = _ways(calendar, accepted_on, limits, edges, legal=False)
    lawful = _ways(calendar.lawful, accepted_on, limits, edges, legal=True)
    # Nothing paused or extended, as at acceptance: the published promise of the whole ends on one day for every item.
    even = published is not None and not any(limit.stops or limit.extended for limit in limits.values())
    whole = walk(calendar, accepted_on, published) if even and published is not None else None
    found = {}
    for item, limit in limits.items():
        own, law = promised[item], lawful[item] if limit.has_legal else None
        promise = _last(own)
        if promise is not None and published is not None:
            cap = whole or _cap(calendar, accepted_on, published, item, limits, edges)
            promise = min(promise, cap, key=lambda d: d.last_day)
        legal_due = _last(law)
        if joint is not None and item in joint.items and legal_due is not None:
            legal_due = min(legal_due, joint_end(calendar, accepted_on, item, limits, edges, joint), key=_last_day)
        if promise is None and legal_due is not None:
            promise = legal_due  # nobody promises anything: what the law says is due all the same
        if promise is not None and legal_due is not None and promise.last_day > legal_due.last_day:
            promise = legal_due  # a guide whose promise is longer than the law: the law holds
        desk = None
        if limit.desk is not None:
            start = limit.opened_on or (own[-1].due.days[0].day if own else None)
            desk = walk(calendar, start, limit.desk + limit.extended, limit.stops) if start else None
        found[item] = Dates(
            legal_due.last_day if legal_due else None,
            promise.last_day if promise else None,
            desk.last_day if desk else None,
            bool(
                (promise and promise.provisional)
                or (desk and desk.provisional)
                or any(leg.due.provisional for leg in own or ())
            ),
            bool(legal_due and (legal_due.provisional or any(leg.due.provisional for leg in law or ()))),
        )
    return found


def joint_end(
    calendar: Calendar,
    accepted_on: date,
    item: str,
    limits: Mapping[str, Limits],
    edges: Collection[tuple[str, str]],
    joint: Joint,
) -> Due:
    """The last day of the whole of a joint handling as it binds one item: less the pauses on its way, with the one
    extension of the whole.
    """
    stops = [stop for one in _line(item, limits, edges) for stop in limits[one].stops]
    return walk(calendar.lawful, accepted_on, JOINT_DAYS + joint.extended, stops)


def _last_day(one: Due) -> date:
    return one.last_day


def _last(way: tuple[Leg, ...] | None) -> Due | None:
    return way[-1].due if way else None


def _cap(
    calendar: Calendar,
    accepted_on: date,
    published: int,
    item: str,
    limits: Mapping[str, Limits],
    edges: Collection[tuple[str, str]],
) -> Due:
    """The published promise of the whole, less the pauses and with the extensions of the item and of what it needs."""
    line = _line(item, limits, edges)
    extended = sum(limits[one].extended for one in line)
    return walk(calendar, accepted_on, published + extended, [stop for one in line for stop in limits[one].stops])


def _line(item: str, limits: Mapping[str, Limits], edges: Collection[tuple[str, str]]) -> set[str]:
    """An item and all that it needs, directly or not."""
    needs = route.needs_of(tuple(limits), edges)
    line, todo = {item}, [item]
    while todo:
        for need in needs[todo.pop()]:
            if need not in line:
                line.add(need)
                todo.append(need)
    return line


def case_promise(route_days: int, published: int | None) -> int:
    """A bundle promises the longest way of its items, unless a shorter promise is published (RULES 3.2)."""
    return route_days if published is None else min(route_days, published)


def running_stop(calendar: Calendar, started_on: date, expected_days: int, today: date, why: str = "") -> Stop:
    """A pause that has not ended: it lasts as long as was told, and on to today if it is longer."""
    return Stop(started_on, max(due(calendar, started_on, expected_days).last_day, today), why)


class Light(StrEnum):
    """Green, yellow (near or today), red (from the next working day)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


LIGHT_NAMES = {Light.GREEN: mark("正常"), Light.YELLOW: mark("临近"), Light.RED: mark("超期")}


def light(calendar: Calendar, today: date, due_on: date | None, near: int = 2) -> Light:
    """The light of a due date: yellow on the last day and up to `near` working days before it, red only after it."""
    if due_on is None:
        return Light.GREEN
    if today > due_on and working_days_between(calendar, due_on, today) > 0:
        return Light.RED
    return Light.YELLOW if today >= due_on or working_days_between(calendar, today, due_on) <= near else Light.GREEN


@dataclass(frozen=True, slots=True)
class Office:
    """The hall's hours and the time of day, for what is left of a day."""

    now: time
    opening: time = time(9)
    closing: time = time(17)


def left_words(calendar: Calendar, today: date, due_on: date | None, office: Office | None = None) -> Said:
    """What is left in working days, under one day in office hours: 还剩 3 个工作日, 今天到期（还剩 2 小时）, 超期 1
    个工作日.
    """
    if due_on is None:
        return say("日期另行通知")
    days = working_days_between(calendar, today, due_on)
    if days > 0:
        return say("还剩 {n} 个工作日", n=days)
    if days == 0 and today <= due_on:
        return _left_today(office) if office is not None else say("今天到期")
    if days == 0:
        return say("已到期，下个工作日起超期")
    if days == -1 and office is not None and calendar.is_working(today):
        return _late_today(office)
    return say("超期 {n} 个工作日", n=-days)


def _left_today(office: Office) -> Said:
    minutes = _minutes(office.now, office.closing)
    if minutes <= 0:
        return say("今天到期（已下班）")
    if minutes < 60:
        return say("今天到期（还剩 {n} 分钟）", n=minutes)
    return say("今天到期（还剩 {n} 小时）", n=minutes // 60)


def _late_today(office: Office) -> Said:
    minutes = _minutes(office.opening, min(office.now, office.closing))
    if minutes <= 0:
        return say("超期 不足 {n} 小时", n=1)
    return say("超期 {n} 分钟", n=minutes) if minutes < 60 else say("超期 {n} 小时", n=minutes // 60)


def _minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
