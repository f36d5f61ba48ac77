"""Figures, the journal and the record of looks. The two numbers a hall is asked for: on the spot, and on time.

Everything is scoped in `scope`: an approver's figures are their own desk's, and nobody below the supervisor reads the
hall's journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import say
from counter.rules.access import Role
from counter.rules.case import CaseState
from counter.rules.figures import share
from counter.rules.workday import due, last_working_day
from counter.store import clocks, figures

WHO_COUNT = (Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def scope(look: Look) -> str | None:
    """The desk an actor's figures are confined to; None for those who answer for the whole hall."""
    return (look.actor.desk or "") if look.actor.role is Role.APPROVER else None


def percent(value: float | None) -> str:
    """A share in words."""
    return "—" if value is None else f"{value:.1f}%"


@dataclass(frozen=True, slots=True)
class Now:
    """The hall (or one desk) at this moment. Approvals are items; cases are whole visits' applications."""

    day: date
    drafts: int
    received: int
    notified: int
    accepted: int
    awaiting_collection: int
    undecided: int
    open: int
    paused: int
    blocked: int
    unsigned: int
    overdue: int
    due_today: int
    near: int
    step_over: int
    provisional: int
    notice_warnings: int
    slips_unreceived: int
    decided_today: int
    on_the_spot_today: int

    def __str__(self) -> str:
        return say(
            "{day} 在办 {accepted} 件 {undecided} 项：办理中 {open}，特别程序 {paused}，待前置 {blocked}；"
            "超期 {overdue}，今天到期 {due_today}，临近 {near}；"
            "今日办结 {decided_today} 项，当场 {on_the_spot_today} 项",
            day=self.day,
            accepted=self.accepted,
            undecided=self.undecided,
            open=self.open,
            paused=self.paused,
            blocked=self.blocked,
            overdue=self.overdue,
            due_today=self.due_today,
            near=self.near,
            decided_today=self.decided_today,
            on_the_spot_today=self.on_the_spot_today,
        )


@query("report.now", by=WHO_COUNT)
def now(look: Look) -> Now:
    """Live counts: what is open, what is near, what is over."""
    from counter.acts.calendar.clocks import warns

    desk, today = scope(look), look.today.isoformat()
    working = last_working_day(look.hall.calendar, look.today).isoformat()
    policy = look.hall.policy.clock
    horizon = due(look.hall.calendar, look.today, policy.near_days).last_day.isoformat()
    row = figures.states(look.db, desk, working, horizon)
    by_state = figures.cases_now(look.db) if desk is None else {}
    done = figures.decisions(look.db, today, today, desk)
    warned = (
        [r for r in clocks.notice_open(look.db) if warns(look.hall.calendar, r["received_on"], look.today, policy)]
        if desk is None
        else []
    )
    late = clocks.unreceived(look.db, look.now - int(policy.unreceived_hours * 3_600_000), desk)
    return Now(
        look.today,
        by_state.get(CaseState.DRAFT, 0),
        by_state.get(CaseState.RECEIVED, 0),
        by_state.get(CaseState.NOTIFIED, 0),
        by_state.get(CaseState.ACCEPTED, 0),
        by_state.get(CaseState.DECIDED, 0),
        row["undecided"],
        row["open"],
        row["paused"],
        row["blocked"],
        row["unsigned"],
        row["overdue"],
        row["due_today"],
        row["near"],
        row["step_over"],
        row["provisional"],
        len(warned),
        len(late),
        done["decided"],
        done["on_the_spot"],
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A span of days. `cases` and `items` were accepted in it, `decided` to `on_the_spot` decided in it. Of `promised`
    were decided `on_time` in it; the rest fell due in it and were decided `late` or are `overdue`. `uncounted` were
    decided in it and are none of these: nothing was promised, or they had fallen due before. Shares in percent.
    """

    first: date
    last: date
    received: int
    cases: int
    items: int
    deemed: int
    decided_cases: int
    delivered: int
    decided: int
    granted: int
    refused: int
    on_the_spot: int
    promised: int
    on_time: int
    late: int
    overdue: int
    uncounted: int
    past_legal: int
    on_the_spot_share: float | None
    on_time_share: float | None

    def __str__(self) -> str:
        return say(
            "{first} 至 {last}：受理 {cases} 件 {items} 项，办结 {decided} 项（准予 {granted}，不予 {refused}）；"
            "当场办结率 {on_the_spot}（{spot}/{decided} 项），按时办结率 {on_time}（{kept}/{promised} 项，"
            "其中逾期才办结 {late}、逾期未办结 {overdue}；另有 {uncounted} 项不计入）",
            spot=self.on_the_spot,
            kept=self.on_time,
            promised=self.promised,
            late=self.late,
            overdue=self.overdue,
            uncounted=self.uncounted,
            first=self.first,
            last=self.last,
            cases=self.cases,
            items=self.items,
            decided=self.decided,
            granted=self.granted,
            refused=self.refused,
            on_the_spot=percent(self.on_the_spot_share),
            on_time=percent(self.on_time_share),
        )


def span(look: Look, first: date, last: date) -> Span:
    """The figures of a span of days for the actor's scope."""
    desk = scope(look)
    taken = figures.taken_in(look.db, first.isoformat(), last.isoformat(), desk)
    ended = (
        figures.closed(look.db, first.isoformat(), last.isoformat()) if desk is None else {"decided": 0, "delivered": 0}
    )
    done = figures.decisions(look.db, first.isoformat(), last.isoformat(), desk)
    working = last_working_day(look.hall.calendar, look.today).isoformat()
    kept = figures.promises(look.db, first.isoformat(), last.isoformat(), working, desk)
    promised = kept["on_time"] + kept["late"] + kept["overdue"]
    return Span(
        first,
        last,
        taken["received"],
        taken["accepted"],
        taken["items"],
        taken["deemed"],
        ended["decided"],
        ended["delivered"],
        done["decided"],
        done["granted"],
        done["refused"],
        done["on_the_spot"],
        promised,
        kept["on_time"],
        kept["late"],
        kept["overdue"],
        kept["uncounted"],
        done["past_legal"],
        share(done["on_the_spot"], done["decided"]),
        share(kept["on_time"], promised),
    )


def shares(look: Look, first: date, last: date) -> tuple[float | None, float | None]:
    """On time and on the spot, of the hall's items over a span of days (percent)."""
    done = figures.decisions(look.db, first.isoformat(), last.isoformat(), None)
    working = last_working_day(look.hall.calendar, look.today).isoformat()
    kept = figures.promises(look.db, first.isoformat(), last.isoformat(), working, None)
    promised = kept["on_time"] + kept["late"] + kept["overdue"]
    return share(kept["on_time"], promised), share(done["on_the_spot"], done["decided"])


@query("report.span", by=WHO_COUNT)
def of_span(look: Look, first: date, last: date) -> Span:
    """Cases, items and the two shares over a span of days."""
    if last < first:
        raise Refusal(
            "report.last-day-before-first",
            say("止日 {last} 早于起日 {first}", last=last, first=first),
            next=say("请对调日期"),
        )
    return span(look, first, last)


@query("report.day", by=WHO_COUNT)
def of_day(look: Look, day: date | None = None) -> Span:
    """The figures of one day (today without one)."""
    return span(look, day or look.today, day or look.today)


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """One department over a span of days, and what it has open now. `unexplained`: overdue, not explained in public."""

    department: str
    name: str
    level: str
    decided: int
    granted: int
    refused: int
    on_the_spot: int
    on_time: int
    promised: int
    uncounted: int
    past_legal: int
    open: int
    overdue: int
    unexplained: int
    on_the_spot_share: float | None
    on_time_share: float | None

    def __str__(self) -> str:
        return say(
            "{name}：办结 {decided}，当场 {on_the_spot}，按时 {on_time}（{kept}/{promised}，不计 {uncounted}），"
            "在办 {open}，超期 {overdue}",
            kept=self.on_time,
            promised=self.promised,
            uncounted=self.uncounted,
            name=self.name,
            decided=self.decided,
            on_the_spot=percent(self.on_the_spot_share),
            on_time=percent(self.on_time_share),
            open=self.open,
            overdue=self.overdue,
        )


@query("report.departments", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def departments(look: Look, first: date | None = None, last: date | None = None) -> tuple[DepartmentFigures, ...]:
    """The same per department (this month without days)."""
    first, last = first or look.today.replace(day=1), last or look.today
    rows = figures.by_department(
        look.db, first.isoformat(), last.isoformat(), last_working_day(look.hall.calendar, look.today).isoformat()
    )
    return tuple(
        DepartmentFigures(
            r["code"],
            r["name"],
            r["level"],
            r["decided"],
            r["granted"],
            r["refused"],
            r["on_the_spot"],
            r["on_time"],
            r["promised"],
            r["uncounted"],
            r["past_legal"],
            r["open"],
            r["overdue"],
            r["unexplained"],
            share(r["on_the_spot"], r["decided"]),
            share(r["on_time"], r["promised"]),
        )
        for r in rows
    )
