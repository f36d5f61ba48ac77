"""A day that was, to be played again with something changed; a day that has not come, with its windows planned."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from counter.acts.queue.waiting import order
from counter.acts.report.replay import letters_of
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.dates_written import FUTURE, read_day
from counter.rules.forecast import Crowd, Half, Past, beside, crowds, forecast
from counter.rules.order import MINUTE, Order
from counter.rules.played_day import HALF_HOUR, Day, Place, Visit
from counter.store import rosters as store
from counter.store import tickets

AT_WORK = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR)
MOST_DAYS = 14
"""How far ahead a plan may reach (calendar days)."""
LOOKED_BACK = 430
"""Days of the past that are read: a year and the weeks before it."""
DAYS_TOLD = 5
"""Working days that citizens are told of."""
HALF_NAMES = {Half.MORNING: mark("上午"), Half.AFTERNOON: mark("下午")}
CROWD_NAMES = {Crowd.QUIET: mark("清静"), Crowd.USUAL: mark("平常"), Crowd.BUSY: mark("繁忙")}
MOST_TAKES = 300
"""Earlier visits of a queue by which its people are drawn."""


@dataclass(frozen=True, slots=True)
class DayPlayed:
    """A past day as it can be played: nobody's name. Instants UTC ms, spans ms.

    `visits` are (ready, queue, lane, time at the window, the wait there was); `windows` (number, queues, from, until);
    `not_called` left or were left over uncalled and are not played; `forgotten` visits took what their queue usually
    takes, because they were left open by mistake.
    """

    day: date
    visits: tuple[tuple[int, str, str, int, int], ...]
    windows: tuple[tuple[int, tuple[str, ...], int, int], ...]
    heads: tuple[tuple[str, int], ...]
    grace: int
    midnight: int
    not_called: int
    forgotten: int

    def __str__(self) -> str:
        return say(
            "{day}：{n} 人办过，{windows} 个窗口班次", day=self.day, n=len(self.visits), windows=len(self.windows)
        )

    def playable(self) -> Day:
        """The day in the hands of the rules."""
        spans: dict[tuple[int, tuple[str, ...]], list[tuple[int, int]]] = {}
        for number, queues, since, until in self.windows:
            spans.setdefault((number, queues), []).append((since, until))
        return Day(
            tuple(Visit(ready, queue, lane, busy) for ready, queue, lane, busy, _ in self.visits),
            tuple(Place(number, frozenset(queues), tuple(open_)) for (number, queues), open_ in spans.items()),
            Order(dict(self.heads), self.grace, 0, 0, 0),
        )


@query("report.played", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), argument="day")
def day_played(look: Look, day: str = "") -> DayPlayed:
    """A past day (today so far without one) as people and windows, to be played again with something changed."""
    on = read_day(day, look.today) if day else look.today
    rows = store.visits(look.db, on.isoformat())
    if not rows:
        raise Refusal(
            "report.nobody-came",
            say("{day} 没有人叫过号", day=verbatim(on.isoformat())),
            rule=say("只能重演有人办过的一天"),
            next=say("请换一天"),
        )
    policy, longest = order(look.hall), int(look.hall.policy.queue.estimate.longest_minutes * MINUTE)
    usual = _usual(rows, longest)
    visits, forgotten, last = [], 0, 0
    for row in rows:
        wrong = bool(row["unreliable"]) or row["serving"] > longest
        forgotten += wrong
        busy = row["called"] + (usual.get(row["queue"], longest // 10) if wrong else row["serving"])
        visits.append((row["ready_at"], row["queue"], row["lane"], busy, max(0, row["wait"])))
        last = max(last, row["ready_at"] + max(0, row["wait"]) + busy)
    midnight = int(datetime.combine(on, time(), look.hall.zone).timestamp() * 1000)
    called = letters_of(look.db, on, midnight, midnight + 86_400_000)
    windows = tuple(
        (row["number"], queues, since, until)
        for row in store.shifts(look.db, on.isoformat())
        for queues, since, until in called_between(
            [(at, tuple(letters.split())) for at, window, letters in called if window == row["number"]],
            row["started_at"],
            row["ended_at"] if row["ended_at"] is not None else max(last, row["started_at"]),
        )
    )
    heads = tuple(sorted(policy.heads.items()))
    not_called = store.not_called(look.db, on.isoformat())
    return DayPlayed(on, tuple(visits), windows, heads, policy.grace, midnight, not_called, forgotten)


def called_between(
    changes: Sequence[tuple[int, tuple[str, ...]]], since: int, until: int
) -> list[tuple[tuple[str, ...], int, int]]:
    """What a window called from an instant to an instant: (queues, from, until), a stretch for each change."""
    found = []
    for n, (at, queues) in enumerate(changes):
        end = changes[n + 1][0] if n + 1 < len(changes) else until
        if max(at, since) < min(end, until):
            found.append((queues, max(at, since), min(end, until)))
    return found


@dataclass(frozen=True, slots=True)
class Expected:
    """A day that has not come: (HH:MM, queue, people) per half hour, in all, how wrong such forecasts were (percent,
    None: never judged). `takes` are earlier times at the window by queue (ms), `lanes` how many stood in which lane.
    """

    day: date
    beside: str
    rows: tuple[tuple[str, str, float], ...]
    total: float
    error: float | None
    judged: int
    learnt_from: int
    takes: tuple[tuple[str, tuple[int, ...]], ...]
    lanes: tuple[tuple[str, int], ...]
    heads: tuple[tuple[str, int], ...]
    opens: str
    closes: str

    def __str__(self) -> str:
        error = say("{error}%", error=self.error) if self.error is not None else say("还没有")
        return say(
            "{day}：预计 {total} 人，往日误差 {error}（按 {n} 天学到）",
            day=self.day,
            total=round(self.total),
            error=error,
            n=self.learnt_from,
        )


@query("roster.expected", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), argument="day")
def expected(look: Look, day: str = "") -> Expected:
    """How many people a coming working day will bring, half hour by half hour; the next working day without one."""
    on = _ahead(look, day)
    past = _past(look, on)
    around = beside(on, {at: look.hall.calendar.is_working(at) for at in _around(on)})
    found = forecast(past, on, around)
    if found is None:
        raise Refusal(
            "roster.too-little-known",
            say("大厅开了 {n} 天，还不足以预计 {day}", n=len(past), day=verbatim(on.isoformat())),
            rule=say("最近八周里至少有五天来过人才预计"),
            next=say("请过几天再看"),
        )
    opens, closes = (
        look.hall.setting(name, on, usual)[:5] for name, usual in (("opening_time", "09:00"), ("closing_time", "17:00"))
    )
    queues = [line.letter for line in tickets.queues(look.db) if not line.closed]
    longest = int(look.hall.policy.queue.estimate.longest_minutes * MINUTE)
    first = (on - timedelta(days=56)).isoformat()
    policy = order(look.hall)
    return Expected(
        on,
        around.value,
        tuple(
            (f"{slot // 2:02d}:{slot % 2 * 30:02d}", letter, round(people, 2))
            for (slot, letter), people in found.expected.items()
            if letter in queues
        ),
        round(found.total, 1),
        None if found.error is None else round(100 * found.error, 1),
        found.judged,
        found.learnt_from,
        tuple((q, tuple(t for t in store.takes(look.db, q, MOST_TAKES) if 0 < t <= longest)) for q in queues),
        tuple((row["lane"], row["people"]) for row in store.lanes(look.db, first, on.isoformat())),
        tuple(sorted(policy.heads.items())),
        opens,
        closes,
    )


@dataclass(frozen=True, slots=True)
class HalfDay:
    """Half a day that has not come, as citizens are told of it."""

    day: date
    half: str
    crowd: str

    def __str__(self) -> str:
        return say(
            "{day}{half}：{crowd}", day=self.day, half=HALF_NAMES[Half(self.half)], crowd=CROWD_NAMES[Crowd(self.crowd)]
        )


@query("roster.coming")
def coming(look: Look) -> tuple[HalfDay, ...]:
    """How busy the next working days will be, half day by half day; nothing while too little is known."""
    past = _past(look, look.today)
    found: list[HalfDay] = []
    on, days = look.today, 0
    while days < DAYS_TOLD and (on - look.today).days < MOST_DAYS + DAYS_TOLD:
        on += timedelta(days=1)
        if not look.hall.calendar.is_working(on):
            continue
        days += 1
        around = beside(on, {at: look.hall.calendar.is_working(at) for at in _around(on)})
        opens, closes = (
            _slot(look.hall.setting(name, on, usual))
            for name, usual in (("opening_time", "09:00"), ("closing_time", "17:00"))
        )
        halves = crowds(past, on, around, opens, closes)
        if halves is None:
            return ()
        found += [HalfDay(on, half, crowd) for half, crowd in halves.items()]
    return tuple(found)


def _slot(clock: str) -> int:
    """A time of day as half hours from midnight; what ends within a half hour still has it."""
    at = time.fromisoformat(clock[:5])
    return at.hour * 2 + (at.minute + 29) // 30


@dataclass(frozen=True, slots=True)
class PlanLine:
    """So many windows for a queue from a half hour on, for so many people expected."""

    start: str
    queue: str
    windows: int
    people: float

    def __str__(self) -> str:
        return say(
            "{start} {queue}：{windows} 个窗口（预计 {people} 人）",
            start=verbatim(self.start),
            queue=verbatim(self.queue),
            windows=self.windows,
            people=round(self.people),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A day's plan: its lines, and what it keeps (`share` percent wait at most `minutes`)."""

    day: date
    lines: tuple[PlanLine, ...]
    minutes: int
    share: int
    saved_by: str

    def __str__(self) -> str:
        if not self.lines:
            return say("{day} 还没有排班", day=self.day)
        head = say("{day}：{share}% 的人等候不超过 {minutes} 分", day=self.day, share=self.share, minutes=self.minutes)
        return listed((head, *self.lines), "\n")


@act("roster.save", by=(Role.SUPERVISOR,), argument="day")
def save(work: Work, day: str, plan: str, minutes: int = 20, share: int = 90) -> Plan:
    """Keep how many windows a day needs, for everybody at the windows to see; what was planned before gives way.

    `plan` is JSON: a list of [HH:MM, queue, windows, people expected].
    """
    on = _ahead(work, day)
    if not (0 <= minutes <= 480 and 1 <= share <= 100):
        raise Refusal(
            "roster.bound-not-right",
            say("{share}% 的人等候不超过 {minutes} 分，不能这样排", share=share, minutes=minutes),
            rule=say("等候写 0 到 480 分，份额写 1 到 100"),
            next=say("请改正"),
        )
    rows = _rows(work, plan)
    store.keep_plan(work.db, on.isoformat(), rows, minutes, share, work.actor.staff, work.now)
    work.about(f"roster:{on.isoformat()}", windows=sum(row[2] for row in rows))
    return Plan(on, tuple(PlanLine(*row) for row in rows), minutes, share, work.actor.staff)


@query("roster.show", by=AT_WORK, argument="day")
def show(look: Look, day: str = "") -> Plan:
    """The plan of a day (the next working day without one), for everybody at the windows."""
    on = read_day(day, look.today) if day else _ahead(look, "")
    rows = store.plan(look.db, on.isoformat())
    lines = tuple(PlanLine(row["start"], row["queue"], row["windows"], row["people"]) for row in rows)
    return Plan(
        on,
        lines,
        rows[0]["minutes"] if rows else 0,
        rows[0]["share"] if rows else 0,
        rows[0]["saved_by"] if rows else "",
    )


def _usual(rows: list, longest: int) -> dict[str, int]:  # type: ignore[type-arg]
    served: dict[str, list[int]] = {}
    for row in rows:
        if 0 < row["serving"] <= longest and not row["unreliable"]:
            served.setdefault(row["queue"], []).append(row["serving"])
    return {queue: sorted(times)[len(times) // 2] for queue, times in served.items()}


def _ahead(look: Look | Work, text: str) -> date:
    """A working day that has not come, at most two weeks ahead; the next one without a text."""
    calendar = look.hall.calendar
    if not text:
        on = look.today + timedelta(days=1)
        while not calendar.is_working(on):
            on += timedelta(days=1)
        return on
    on = read_day(text, look.today, direction=FUTURE)
    if not (look.today <= on <= look.today + timedelta(days=MOST_DAYS) and calendar.is_working(on)):
        raise Refusal(
            "roster.day-not-right",
            say("{day} 不能排班", day=verbatim(on.isoformat())),
            rule=say("只排今天起 {n} 天以内的工作日", n=MOST_DAYS),
            next=Next.by("roster.show", say("请选一个工作日")),
        )
    return on


def _around(on: date) -> list[date]:
    return [on + timedelta(days=step) for step in range(-10, 11)]


def _past(look: Look, on: date) -> list[Past]:
    """Every day before `on` on which people came, as counts per half hour of the hall's own time."""
    last = min(on - timedelta(days=1), look.today - timedelta(days=1))
    found: dict[date, dict[tuple[int, str], int]] = {}
    for row in store.came(look.db, (on - timedelta(days=LOOKED_BACK)).isoformat(), last.isoformat()):
        at = look.hall.local(row["bucket"] * HALF_HOUR)
        counts = found.setdefault(date.fromisoformat(row["business_date"]), {})
        key = at.hour * 2 + at.minute // 30, row["letter"]
        counts[key] = counts.get(key, 0) + row["people"]
    known: dict[date, bool] = {}

    def works(day: date) -> Mapping[date, bool]:
        for at in _around(day):
            if at not in known:
                known[at] = look.hall.calendar.is_working(at)
        return known

    return [Past(day, beside(day, works(day)), counts) for day, counts in sorted(found.items())]


def _rows(work: Work, plan: str) -> list[tuple[str, str, int, float]]:
    letters = {line.letter for line in tickets.queues(work.db) if not line.closed}
    try:
        given = json.loads(plan)
        rows = [(str(start), str(queue), int(windows), float(people)) for start, queue, windows, people in given]
        good = all(
            len(start) == 5
            and time.fromisoformat(start).minute % 30 == 0
            and queue in letters
            and 0 <= windows <= 200
            and 0 <= people < 1e5
            for start, queue, windows, people in rows
        )
    except (ValueError, TypeError, RecursionError, OverflowError):
        good, rows = False, []
    if not good or not 0 < len(rows) <= 2000 or len({row[:2] for row in rows}) != len(rows):
        raise Refusal(
            "roster.plan-not-right",
            say("排班读不懂"),
            rule=say("每行写：时间（整点或半点）、队列、窗口数、预计人数，每段每队一行"),
            next=say("请重新排一次"),
        )
    return sorted(rows)
