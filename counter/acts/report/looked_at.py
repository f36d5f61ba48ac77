"""A month looked at by department, item, window, weekday and so on, and one's own month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from counter.acts.report.figures import WHO_COUNT, percent, scope
from counter.acts.report.keeping import Totals, total
from counter.acts.report.month import WHOLE, Figures, figures_of, last_of, mine, number, read_month
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.figure_names import BY_NAMES, NAMED_PEOPLE, OF_TIME, By
from counter.rules.figures import Dimension
from counter.rules.letters import visible
from counter.rules.level import LEVEL_NAMES
from counter.rules.workday import WEEKDAY_NAMES
from counter.store import figures_kept as store

MONTHS = 13
"""A month beside last month and the same month of last year."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a month: which, what it is called, what it comes to."""

    member: str
    name: str
    figures: Figures

    def __str__(self) -> str:
        one = self.figures
        return say(
            "{name}：受理 {cases} 件 {items} 项，办结 {decided} 项，当场 {spot}，按时 {on_time}（{kept}/{promised}），"
            "法定 {legal}；取号 {tickets}，等候 {median}/{ninetieth} 分，办理 {service} 分，满意 {satisfaction}",
            name=self.name,
            cases=one.cases,
            items=one.items,
            decided=one.decided,
            spot=percent(one.on_the_spot_share),
            on_time=percent(one.on_time_share),
            kept=one.on_time,
            promised=one.promised,
            legal=percent(one.on_time_share_legal),
            tickets=one.tickets,
            median=number(one.median_wait_minutes),
            ninetieth=number(one.ninetieth_wait_minutes),
            service=number(one.median_service_minutes),
            satisfaction=percent(one.satisfaction),
        )


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A month by its parts."""

    by: str
    first: date
    last: date
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        head = say("{first} 至 {last}，按{by}", first=self.first, last=self.last, by=BY_NAMES[self.by])
        return listed((head, *(say("  {one}", one=one) for one in self.parts)), "\n")


def read_by(look: Look, text: str) -> By:
    """By what a month is to be looked at. Raises Refusal for what nobody, or not this actor, may."""
    if text not in BY_NAMES:
        raise Refusal(
            "report.no-such-split",
            say("不能按“{by}”看", by=verbatim(visible(str(text), 20))),
            next=say(
                "可选：{names}", names=listed(say("{one} {name}", one=one, name=name) for one, name in BY_NAMES.items())
            ),
        )
    by = By(text)
    if by in NAMED_PEOPLE and look.actor.role not in (Role.SUPERVISOR, Role.HALL):
        raise Refusal(
            "report.names-for-supervisors",
            say("按人员的数字只给值班主任看"),
            rule=say("每人可以看自己的，点名的只给值班主任"),
            next=say("请值班主任查看"),
        )
    if scope(look) is not None and by not in OF_TIME:
        raise Refusal(
            "report.own-desk-only",
            say("审批台的数字不能按{by}分", by=BY_NAMES[by]),
            rule=say("审批人员看本台的数字"),
            next=say("可按日期、星期、月份看"),
        )
    return by


@query("report.figures", by=WHO_COUNT, argument="month")
def looked_at(look: Look, month: str = "", by: str = By.DEPARTMENT) -> LookedAt:
    """A month by department, level, desk, item, bundle, queue, window, hour, weekday, day; or the last 13 months."""
    return split(look, read_month(look, month), read_by(look, by), mine(look))


def split(look: Look, first: date, by: By, head: tuple[str, str] = WHOLE) -> LookedAt:
    """The parts of a month, of everything or of one head where they are parts of time."""
    last = last_of(first)
    if by is By.MONTH:
        months = [first + relativedelta(months=-n) for n in range(MONTHS - 1, -1, -1)]
        parts = [
            Part(f"{one:%Y-%m}", f"{one:%Y-%m}", figures_of(one, last_of(one), _whole(look, one, head[0]), head))
            for one in months
        ]
        return LookedAt(by, months[0], last, tuple(parts))
    if by in OF_TIME:
        days = total(look, first, last, (head[0],), by_day=True)
        if by is By.DAY:
            parts = [
                Part(day, day, figures_of(date.fromisoformat(day), date.fromisoformat(day), days[day], head))
                for day in sorted(days)
                if any(days[day].sums.get(head, {}).values())
            ]
            return LookedAt(by, first, last, tuple(parts))
        weekdays: dict[int, Totals] = {}
        for day, totals in days.items():
            if head in totals.sums:
                into = weekdays.setdefault(date.fromisoformat(day).weekday(), Totals())
                into.add_sums(head, totals.sums[head])
                into.add_times(head, totals.waits.get(head, {}), totals.visits.get(head, {}))
        parts = [
            Part(str(n + 1), WEEKDAY_NAMES[n], figures_of(first, last, weekdays[n], head))
            for n in sorted(weekdays)
            if any(weekdays[n].sums[head].values())
        ]
        return LookedAt(by, first, last, tuple(parts))
    dimension = Dimension(by.value)
    found = total(look, first, last, (dimension,)).get("", Totals())
    called = store.names(look.db, dimension)
    parts = [
        Part(member, _name(dimension, member, called), figures_of(first, last, found, (dimension.value, member)))
        for _, member in sorted(
            found.sums, key=lambda one: (len(one[1]) if dimension is Dimension.WINDOW else 0, one[1])
        )
        if any(found.sums[dimension.value, member].values())
    ]
    if dimension in (Dimension.ITEM, Dimension.BUNDLE):  # what there is most of first
        parts.sort(key=lambda one: (-one.figures.items, -one.figures.decided, one.member))
    return LookedAt(by, first, last, tuple(parts))


def _whole(look: Look, first: date, dimension: str) -> Totals | None:
    return total(look, first, last_of(first), (dimension,)).get("")


def _name(dimension: Dimension, member: str, called: dict[str, str]) -> str:
    if dimension is Dimension.BUNDLE and not member:
        return say("单个事项")
    if dimension is Dimension.WINDOW:
        return say("{number} 号窗口", number=member)
    if dimension is Dimension.HOUR:
        return f"{member}:00"
    if dimension is Dimension.LEVEL:
        return LEVEL_NAMES.get(member, member)
    return called.get(member, member)


@query("report.own", by=(Role.CLERK, Role.APPROVER), argument="month")
def own(look: Look, month: str = "") -> Figures:
    """One's own month: what one took in and whom one served, or what one decided."""
    first = read_month(look, month)
    dimension = Dimension.OFFICER if look.actor.role is Role.APPROVER else Dimension.CLERK
    head = (dimension.value, look.actor.staff)
    return figures_of(first, last_of(first), _whole(look, first, dimension), head)
