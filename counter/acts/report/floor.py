"""The supervisor's screen in one reading: who waits and for how long against what they were told, windows, what is
stuck, papers grouped by desk and colour, the day by its hours beside the usual, the two numbers with their trend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counter.acts.calendar.clock_runs import ClockRun, runs
from counter.acts.calendar.clocks import Warning_, besides_approvals, in_order, of_approvals
from counter.acts.case.outstanding import Owed
from counter.acts.case.outstanding import listed as owed
from counter.acts.queue import waiting as wait
from counter.acts.queue.stuck import Stuck, stuck
from counter.acts.report import followed
from counter.acts.report.alerts import Answered, answers
from counter.acts.report.figures import percent
from counter.acts.report.live import Unprinted, WindowNow, unprinted, windows_now
from counter.acts.staff.words import Told, called
from counter.acts.window.running import Loan, loans
from counter.acts.window.turning import Turned, night
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.figures import share
from counter.rules.letters import visible
from counter.rules.order import MINUTE
from counter.store import figures, glass, live, tickets

IN_CHARGE = (Role.SUPERVISOR, Role.ADMINISTRATOR)
KINDS = {
    "notice": mark("收件未答复"),
    "pause": mark("特别程序过久"),
    "delivery": mark("结果待送达"),
    "slip": mark("材料未签收"),
    "rating": mark("差评"),
    "hearing": mark("听证"),
    "tolerance": mark("容缺"),
    "owed": mark("容缺和补正"),
}
"""What waits besides approvals, in groups."""


@dataclass(frozen=True, slots=True)
class FloorQueue:
    """A queue with its people: the one who waits longest (minutes), what that one was told when the number was taken,
    how many have waited longer than they were told, and what somebody who comes now is told (minutes; None: unknown).
    """

    letter: str
    name: str
    waiting: int
    windows: int
    longest: str
    longest_minutes: int
    told_low: int | None
    told_high: int | None
    over: int
    low: int | None
    high: int | None

    def __str__(self) -> str:
        told = say("，告知 {low} 到 {high} 分", low=self.told_low, high=self.told_high) if self.told_high else ""
        most = (
            say("，最久 {number} {n} 分{told}", number=self.longest, n=self.longest_minutes, told=told)
            if self.waiting
            else ""
        )
        return say("{letter} {name} {n} 人{most}", letter=self.letter, name=self.name, n=self.waiting, most=most)


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that wait, of one kind at one place: how many red (over), due today, yellow (near)."""

    kind: str
    key: str
    name: str
    red: int
    today: int
    yellow: int

    def __str__(self) -> str:
        return say(
            "{name} 红 {red} 今天 {today} 黄 {yellow}",
            name=self.name,
            red=self.red,
            today=self.today,
            yellow=self.yellow,
        )


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day and of the usual one: arrivals, mean wait in minutes (None: nobody was called), windows."""

    hour: int
    arrivals: int
    usual_arrivals: int
    wait: int | None
    usual_wait: int | None
    windows: int
    usual_windows: int


@dataclass(frozen=True, slots=True)
class Two:
    """The two numbers of the month so far, and of the month before (percent; None of nothing)."""

    on_time: int
    promised: int
    on_time_share: float | None
    on_the_spot: int
    decided: int
    on_the_spot_share: float | None
    on_time_before: float | None
    on_the_spot_before: float | None
    overdue: int
    uncounted: int

    def __str__(self) -> str:
        return say(
            "本月按时 {on_time}（上月 {before}），当场 {on_the_spot}（上月 {spot_before}）",
            on_time=percent(self.on_time_share),
            before=percent(self.on_time_before),
            on_the_spot=percent(self.on_the_spot_share),
            spot_before=percent(self.on_the_spot_before),
        )


@dataclass(frozen=True, slots=True)
class TodayCounts:
    """What today has come to so far."""

    received: int
    cases: int
    items: int
    decided: int
    delivered: int
    taken: int
    finished: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The whole of it. `weeks`: of how many days of this weekday the usual is made."""

    at: int
    day: date
    working: bool
    queues: tuple[FloorQueue, ...]
    windows: tuple[WindowNow, ...]
    stuck: tuple[Stuck, ...]
    groups: tuple[Group, ...]
    undecided: int
    two: Two
    today: TodayCounts
    hours: tuple[Hour, ...]
    weeks: int
    unprinted: tuple[Unprinted, ...]
    clock_runs: tuple[ClockRun, ...]
    loans: tuple[Loan, ...]
    called: tuple[Told, ...]
    answers: tuple[Answered, ...]
    night: Turned | None

    def __str__(self) -> str:
        return listed(
            (
                *self.queues,
                *self.stuck,
                *self.groups,
                self.two,
                *self.unprinted,
                *((self.night,) if self.night else ()),
            ),
            "\n",
        )


@query("report.floor", by=IN_CHARGE)
def floor(look: Look) -> Floor:
    """The supervisor's screen: people before papers, papers in groups, the day by its hours, the two numbers."""
    known = followed.papers(look)
    sums = known.sums
    day = look.today.isoformat()
    taken_in, ended = figures.taken_in(look.db, day, day, None), figures.closed(look.db, day, day)
    states = live.tickets_of(look.db, day)
    today, usual, weeks = followed.hours(look)
    return Floor(
        look.now,
        look.today,
        look.hall.calendar.is_working(look.today),
        _queues(look),
        windows_now(look),
        stuck(look),
        (*desks(sums, glass.desk_names(look.db)), *_besides(look)),
        sums["undecided",],
        two_of(sums, known.before),
        TodayCounts(
            taken_in["received"],
            taken_in["accepted"],
            taken_in["items"],
            figures.decisions(look.db, day, day, None)["decided"],
            ended["delivered"],
            sum(states.values()),
            states.get("finished", 0),
        ),
        tuple(hours_beside(today, usual)),
        weeks,
        unprinted(look),
        runs(look, unseen=True),
        loans(look),
        called(look) if look.actor.role is Role.SUPERVISOR else (),
        answers(look),
        night(look),
    )


def two_of(sums: Counter[tuple[str, ...]], before: tuple[float | None, float | None]) -> Two:
    """The two numbers by what the month's items come to."""
    promised = sums["on_time",] + sums["late",] + sums["overdue",]
    return Two(
        sums["on_time",],
        promised,
        share(sums["on_time",], promised),
        sums["on_the_spot",],
        sums["decided",],
        share(sums["on_the_spot",], sums["decided",]),
        *before,
        sums["overdue",],
        sums["uncounted",],
    )


def _queues(look: Look) -> tuple[FloorQueue, ...]:
    people: dict[str, list[tuple[int, str, int | None, int | None]]] = {}
    for row in glass.waiting(look.db, wait.morning(look)):
        minutes = max(0, look.now - row["arrived_at"]) // MINUTE
        low, high = row["estimate_low"], row["estimate_high"]
        people.setdefault(row["queue"], []).append(
            (
                minutes,
                f"{row['letter']}{row['number']:03d}",
                None if low is None else low // MINUTE,
                None if high is None else -(-high // MINUTE),
            )
        )
    manned = [tickets.letters(row["queues"]) for row in tickets.open_windows(look.db) if row["state"] == ShiftState.ON]
    found = []
    for line in tickets.queues(look.db):
        if line.closed:
            continue
        waiting = people.get(line.letter, [])
        longest = max(waiting, default=(0, "", None, None))
        guess = wait.expect(look, line, "normal", look.now)
        found.append(
            FloorQueue(
                line.letter,
                line.name,
                len(waiting),
                sum(line.letter in letters for letters in manned),
                longest[1],
                longest[0],
                longest[2],
                longest[3],
                sum(high is not None and minutes > max(high, 1) for minutes, _, _, high in waiting),
                guess.low_minutes,
                guess.high_minutes,
            )
        )
    return tuple(found)


def desks(sums: Counter[tuple[str, ...]], names: Mapping[str, str]) -> list[Group]:
    """The desks' clocks in groups."""
    counts: dict[str, Counter[str]] = {}
    for key, n in sums.items():
        if key[0] == "desk" and n:
            counts.setdefault(key[1], Counter())[key[2]] += n
    found = [
        Group("desk", desk, names.get(desk, desk), n["red"], n["today"], n["yellow"] + n["step"])
        for desk, n in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.red, -one.today, -one.yellow, one.key))


def _besides(look: Look) -> list[Group]:
    sums: Counter[tuple[str, ...]] = Counter(("kind", one.kind, str(one.light)) for one in besides_approvals(look))
    sums.update(("kind", "owed", str(owes.light)) for owes in owed(look))
    return kinds(sums)


def kinds(sums: Mapping[tuple[str, ...], int]) -> list[Group]:
    """What waits besides the desks' clocks, in groups, in the order of KINDS."""
    return [
        Group("kind", kind, name, red, 0, yellow)
        for kind, name in KINDS.items()
        for red, yellow in ((sums.get(("kind", kind, "red"), 0), sums.get(("kind", kind, "yellow"), 0)),)
        if red or yellow
    ]


def hours_beside(today: followed.Hours, usual: followed.Hours) -> list[Hour]:
    """A day's hours beside the usual ones."""
    known = {*today.arrivals, *usual.arrivals, *today.waits, *usual.waits}
    return [
        Hour(
            hour,
            today.arrivals.get(hour, 0),
            usual.arrivals.get(hour, 0),
            _mean(today.waits.get(hour)),
            _mean(usual.waits.get(hour)),
            today.windows.get(hour, 0),
            usual.windows.get(hour, 0),
        )
        for hour in range(min({8, *known}), max({17, *known}) + 1)
    ]


def _mean(found: tuple[int, int] | None) -> int | None:
    return round(found[0] / found[1] / MINUTE) if found and found[1] else None


@dataclass(frozen=True, slots=True)
class GroupShown:
    """What is in a group, the reddest first."""

    warnings: tuple[Warning_, ...]
    owed: tuple[Owed, ...]

    def __str__(self) -> str:
        return listed((*self.warnings, *self.owed), "\n")


@query("report.group", by=IN_CHARGE)
def group(look: Look, kind: str, which: str) -> GroupShown:
    """The papers of one group of the supervisor's screen: a desk's clocks (`desk`, its code), or one kind (`kind`)."""
    if kind == "desk":
        return GroupShown(in_order(of_approvals(look, which)), ())
    if kind != "kind" or which not in KINDS:
        raise Refusal(
            "report.no-group",
            say("没有这一组 {group}", group=verbatim(visible(f"{kind} {which}", 30))),
            rule=say("按审批台（desk）或种类（kind）分组"),
            next=say("可选种类：{kinds}", kinds=listed(KINDS)),
        )
    if which == "owed":
        return GroupShown((), tuple(one for one in owed(look) if one.light != "green"))
    return GroupShown(in_order([one for one in besides_approvals(look) if one.kind == which]), ())
