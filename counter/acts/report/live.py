"""The hall at this moment, as whoever answers for it sees it: queues, windows, what is red, what nobody signed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.calendar.clocks import Warning_, warnings
from counter.acts.queue.waiting import morning
from counter.acts.report.figures import Now, Span, percent, span
from counter.acts.report.figures import now as counts_now
from counter.hall.act import Look, query
from counter.phrases.said import listed, say
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.order import MINUTE
from counter.rules.ticket import STATE_NAMES
from counter.store import driver, live

UNPRINTED_MS = 10_000
"""After so long a print that has not come out is told."""


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue: who waits, and for how many minutes the longest waiting one has."""

    letter: str
    name: str
    waiting: int
    longest: int


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window: who stands there, what is in hand, for how many minutes."""

    number: int
    name: str
    staff: str
    state: str
    ticket: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper that has not come out of its printer."""

    paper: str
    kind: str
    where: str
    minutes: int
    error: str

    def __str__(self) -> str:
        return say(
            "{paper} {where} {minutes} 分未打出{error}",
            paper=self.paper,
            where=self.where,
            minutes=self.minutes,
            error=(say("（{error}）", error=self.error) if self.error else ""),
        )


@dataclass(frozen=True, slots=True)
class Live:
    """The hall now. `month` holds the two shares for the month so far; `warnings` are sorted red first."""

    at: int
    day: date
    working: bool
    queues: tuple[QueueNow, ...]
    windows: tuple[WindowNow, ...]
    tickets: dict[str, int]
    today: Span
    month: Span
    now: Now
    warnings: tuple[Warning_, ...]
    unprinted: tuple[Unprinted, ...]

    def __str__(self) -> str:
        waiting = listed((say("{queue} {waiting} 人", queue=q.name, waiting=q.waiting) for q in self.queues), "，")
        return listed(
            (
                say("等候：{waiting}", waiting=waiting),
                str(self.now),
                say(
                    "本月当场办结率 {on_the_spot}（{spot}/{decided} 项），按时办结率 {on_time}（{kept}/{promised} 项，"
                    "逾期未办结 {overdue}，不计入 {uncounted}）",
                    spot=self.month.on_the_spot,
                    decided=self.month.decided,
                    kept=self.month.on_time,
                    promised=self.month.promised,
                    overdue=self.month.overdue,
                    uncounted=self.month.uncounted,
                    on_the_spot=percent(self.month.on_the_spot_share),
                    on_time=percent(self.month.on_time_share),
                ),
                *(str(w) for w in self.warnings),
                *(str(u) for u in self.unprinted),
            ),
            "\n",
        )


@query("report.live", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def live_hall(look: Look) -> Live:
    """Live counts of the whole hall, the month's two shares, and the lists of what needs somebody."""
    db, today = look.db, look.today
    return Live(
        look.now,
        today,
        look.hall.calendar.is_working(today),
        tuple(
            QueueNow(q["letter"], q["name"], q["waiting"], _minutes(look, q["since"]))
            for q in live.queues(db, morning(look))
        ),
        windows_now(look),
        live.tickets_of(db, today.isoformat()),
        span(look, today, today),
        span(look, today.replace(day=1), today),
        counts_now(look),
        warnings(look),
        unprinted(look),
    )


def windows_now(look: Look) -> tuple[WindowNow, ...]:
    """Every open window at this moment."""
    return tuple(_window(look, row) for row in live.windows(look.db))


def unprinted(look: Look) -> tuple[Unprinted, ...]:
    """Papers that have not come out of their printer for a while."""
    return tuple(
        Unprinted(
            r["paper"],
            r["kind"],
            say("{front_window} 号窗口", front_window=r["front_window"]) if r["front_window"] else r["printer"],
            _minutes(look, r["at"]),
            r["error"],
        )
        for r in live.unprinted(look.db, look.now - UNPRINTED_MS)
    )


def _minutes(look: Look, since: int | None) -> int:
    return max(0, look.now - since) // MINUTE if since else 0


def _window(look: Look, row: driver.Row) -> WindowNow:
    ticket = f"{row['letter']}{row['ticket']:03d}" if row["ticket"] else ""
    away = row["state"] == ShiftState.AWAY
    state = (
        say("无人")
        if row["staff"] is None
        else STATE_NAMES[row["ticket_state"]]
        if ticket
        else say("暂离")
        if away
        else say("空闲")
    )
    since = row["called_at"] if ticket else row["away_since"] if away else None
    return WindowNow(row["number"], row["name"], row["staff"] or "", state, ticket, _minutes(look, since))
