"""The business day: opening and closing are acts, and at closing somebody decides every ticket that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from counter.acts.catalogue.changing import put_in_force
from counter.acts.proof.heads import write_closing_paper
from counter.acts.queue.overview import TicketLine, line_of
from counter.acts.queue.taking import open_day
from counter.acts.queue.turning import Moved
from counter.acts.queue.waiting import order
from counter.acts.window.turning import Turned, end_the_night, night
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.day import DAY_STATE_NAMES, DayState
from counter.rules.ticket import OPEN, Ticket, check_move
from counter.store import days, tickets

IN_CHARGE = (Role.SUPERVISOR, Role.ADMINISTRATOR)


class Decision(StrEnum):
    """What can be done with a ticket that is left at the end."""

    SERVE = "serve"
    TOMORROW = "tomorrow"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class DayOpened:
    """The day began; `carried` are the numbers of people put off from earlier days, old and new; `left_open` is what
    nobody decided.
    """

    business_date: str
    carried: tuple[str, ...]
    left_open: tuple[str, ...]
    signed_out: tuple[str, ...] = ()
    """Windows that had been left open over night, with their person."""

    def __str__(self) -> str:
        words = [say("{business_date} 开始", business_date=self.business_date)]
        words += [say("昨日转来优先：{carried}", carried=listed(self.carried))] if self.carried else []
        words += (
            [say("往日未处理的号：{left_open}，请在当日结束页决定", left_open=listed(self.left_open))]
            if self.left_open
            else []
        )
        if self.signed_out:
            words.append(say("昨夜没有签退，已自动签退：{windows}", windows=listed(self.signed_out)))
        return listed(words, "；")


@dataclass(frozen=True, slots=True)
class EstimateError:
    """How far off the estimates of a queue were on a day: mean absolute error in minutes, beside the two
    simple rules.
    """

    queue: str
    tickets: int
    learned: float
    fixed: float
    configured: float
    business_date: str = ""

    def __str__(self) -> str:
        return say(
            "{business_date} {queue}：预计误差 {learned} 分（{tickets} 人；按人数乘固定分钟 {fixed}，"
            "按设定分钟除窗口数 {configured}）",
            business_date=self.business_date,
            queue=self.queue,
            learned=f"{self.learned:.1f}",
            tickets=self.tickets,
            fixed=f"{self.fixed:.1f}",
            configured=f"{self.configured:.1f}",
        )


@dataclass(frozen=True, slots=True)
class DayClosed:
    """The day ended; `decided` maps each ticket that policy decided to what became of it."""

    business_date: str
    decided: tuple[str, ...]
    errors: tuple[EstimateError, ...]

    def __str__(self) -> str:
        words = [say("{business_date} 结束", business_date=self.business_date)] + (
            [say("按规则处理：{decided}", decided=listed(self.decided))] if self.decided else []
        )
        words += [
            say(
                "{queue} 队列预计误差 {learned} 分（{tickets} 人）",
                queue=e.queue,
                learned=f"{e.learned:.1f}",
                tickets=e.tickets,
            )
            for e in self.errors
        ]
        return listed(words, "；")


@dataclass(frozen=True, slots=True)
class Today:
    """Whether the hall is open today, gives numbers, and which tickets somebody must still decide."""

    business_date: str
    state: DayState
    issuing: bool
    left: tuple[TicketLine, ...]
    night: Turned | None = None
    """What ended by itself because it had been left open over night."""

    def __str__(self) -> str:
        words = DAY_STATE_NAMES[self.state]
        head = say(
            "{business_date} {words}{note}",
            business_date=self.business_date,
            words=words,
            note=("" if self.issuing or self.state != DayState.OPEN else say("，已停止发号")),
        )
        return listed(
            [
                head,
                *((self.night,) if self.night else ()),
                *(say("  {business_date} {one}", business_date=one.business_date, one=one) for one in self.left),
            ],
            "\n",
        )


@act("day.open", by=IN_CHARGE)
def begin(work: Work) -> DayOpened:
    """Open today. People put off from earlier days get their new numbers first; what nobody decided is named."""
    day = work.today.isoformat()
    row = days.row(work.db, day)
    if row is not None and row["state"] == DayState.OPEN:
        raise Refusal(
            "day.open-already", say("{day} 已经开始", day=day), rule=say("一天只开始一次"), next=say("可以直接发号")
        )
    work.about(f"day:{day}")
    signed_out, _put_by = end_the_night(work)
    put_in_force(work)
    carried = open_day(work)
    old = [one for one in days.left(work.db, day) if one.business_date < day]
    work.about(f"day:{day}", left_open=[one.id for one in old])
    was = tickets.renumbered(work.db, [one.id for one in carried])
    return DayOpened(
        day,
        tuple(f"{was[one.id]} → {one.number}" for one in carried),
        tuple(f"{one.business_date} {one.shown}" for one in old),
        signed_out,
    )


@act("day.stop", by=IN_CHARGE)
def stop(work: Work) -> Today:
    """Give no more numbers today. Whoever has one stays in the queue."""
    return _issuing(work, work.now)


@act("day.resume", by=IN_CHARGE)
def resume(work: Work) -> Today:
    """Give numbers again."""
    return _issuing(work, None)


def _issuing(work: Work, stopped_at: int | None) -> Today:
    day = work.today.isoformat()
    row = days.row(work.db, day)
    if row is None or row["state"] != DayState.OPEN:
        raise Refusal(
            "day.today-not-open-yet",
            say("今天还没有开始或已经结束"),
            rule=say("发号只在开放的日子"),
            next=Next.by("day.open", say("请先开始当日")),
        )
    days.stop_issuing(work.db, day, stopped_at)
    work.about(f"day:{day}", issuing=stopped_at is None)
    return Today(day, DayState.OPEN, stopped_at is None, ())


@query("day.show", by=(Role.GUIDE, Role.CLERK, *IN_CHARGE))
def show(look: Look) -> Today:
    """Today's state, with every ticket that is left of today and of earlier days."""
    day = look.today.isoformat()
    row = days.row(look.db, day)
    policy = order(look.hall)
    lines = tuple(line_of(look, one, policy) for one in days.left(look.db, day))
    return Today(
        day,
        DayState(row["state"]) if row else DayState.NONE,
        row is None or row["issuing_stopped_at"] is None,
        lines,
        night(look),
    )


@act("day.decide", by=IN_CHARGE, argument="ticket")
def decide(work: Work, ticket: str, decision: Decision, *, version: int = 0) -> Moved:
    """Decide a ticket that is left: serve it still, put it off to tomorrow with priority, or let it lapse."""
    one = tickets.find(work.db, work.today.isoformat(), ticket)
    if version and one.version != version:
        raise Refusal(
            "day.just-changed-elsewhere",
            say("{shown} 刚刚被别处改动", shown=one.shown),
            rule=say("一个号同一时间只归一处"),
            next=say("请看最新的名单再决定"),
        )
    if decision is Decision.SERVE:
        if one.business_date != work.today.isoformat():
            raise Refusal(
                "day.number-cannot-served-today",
                say(
                    "{shown} 是 {business_date} 的号，今天不能接着办", shown=one.shown, business_date=one.business_date
                ),
                rule=say("往日的号转明日优先或作废"),
                next=say("请改选转明日或作废"),
            )
        if one.state not in moves.LIVE:
            raise Refusal(
                "day.already-decided",
                say("{shown} 已{state}", shown=one.shown, state=moves.STATE_NAMES[one.state]),
                rule=say("结束的号不再变动"),
            )
        work.about(f"ticket:{one.id}", number=one.shown, decision=decision)
        return Moved(one.id, one.shown, one.state, say("{shown} 今天办完为止", shown=one.shown), one.version)
    after = settle(work, one, decision)
    return Moved(
        after.id,
        after.shown,
        after.state,
        say(
            "{after} {note}",
            after=after.shown,
            note=say("转明日，优先") if decision is Decision.TOMORROW else say("作废"),
        ),
        after.version,
    )


def settle(work: Work, one: Ticket, decision: Decision) -> Ticket:
    """End a left ticket. What ran into the night, or was cut off at a window, has no times that a figure may use."""
    move = check_move(decision, one)
    overnight = one.business_date < work.today.isoformat()
    unreliable = overnight or one.state in OPEN
    after = tickets.change(work.db, one, state=move.after, since=work.now, unreliable=int(unreliable or one.unreliable))
    tickets.turn_period(
        work.db,
        one,
        None,
        work.now,
        queue=one.queue,
        window=None,
        staff=None,
        reliable=not unreliable,
    )
    work.about(f"ticket:{one.id}", number=one.shown, state=after.state, was=one.state, decision=decision)
    return after


@act("day.close", by=IN_CHARGE)
def close(work: Work, leftover: str = "") -> DayClosed:
    """Close today. Every ticket that is left must be decided first, one by one or (`leftover` tomorrow, lapse) by rule.

    Records how good the day's estimates were. Closing a closed day again changes nothing but those figures.
    """
    day = work.today.isoformat()
    row = days.row(work.db, day)
    if row is None:
        raise Refusal("day.not-opened", say("{day} 还没有开始", day=day), rule=say("没有开始的日子不用结束"))
    if leftover not in ("", "ask", *Decision) or leftover == Decision.SERVE:
        raise Refusal(
            "day.unknown-choice",
            say("不认识的处理办法 {leftover}", leftover=verbatim(repr(leftover[:20]))),
            rule=say("剩下的号可以 tomorrow（转明日）或 lapse（作废）"),
            next=say("请逐个决定，或改用其中之一"),
        )
    choice = leftover or work.hall.policy.queue.leftover
    work.about(f"day:{day}")
    decided = []
    for one in days.left(work.db, day):
        if choice == "ask":
            others = days.left(work.db, day)
            raise Refusal(
                "day.tickets-undecided",
                say(
                    "还有 {count} 个号没有决定：{numbers}{note}",
                    count=len(others),
                    numbers=listed(x.shown for x in others[:8]),
                    note=say(" 等") if len(others) > 8 else "",
                ),
                rule=say("结束前每个号都要有去处：办完、转明日优先、作废"),
                next=Next.by("day.decide", say("请逐个决定：接着办、转明日或作废"), ticket=one.shown, decision=None),
            )
        decided.append(listed((one.shown, moves.STATE_NAMES[settle(work, one, Decision(choice)).state]), " "))
    days.end(work.db, day, work.now)
    write_closing_paper(work)
    return DayClosed(day, tuple(decided), tuple(_error(r) for r in days.record_errors(work.db, day)))


def _error(row: Any) -> EstimateError:
    learned, fixed, configured = (row[name] / 60_000 for name in ("learned_ms", "fixed_ms", "configured_ms"))
    return EstimateError(row["queue"], row["tickets"], learned, fixed, configured, row["business_date"])


@query("day.errors", by=IN_CHARGE)
def errors(look: Look, limit: int = 30) -> tuple[EstimateError, ...]:
    """How wrong the estimates were, day by day and queue by queue, newest first, beside both simple rules."""
    return tuple(_error(row) for row in days.errors(look.db, max(1, min(limit, 1000))))


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A queue's day, summed from the periods of its tickets. Waits and service in whole minutes (means), None without
    any.
    """

    business_date: str
    queue: str
    tickets: int
    finished: int
    absent: int
    left_early: int
    lapsed: int
    put_off: int
    transferred: int
    unreliable: int
    mean_wait: float | None
    longest_wait: float
    mean_service: float | None

    def __str__(self) -> str:
        wait = (
            say(
                "平均等候 {mean_wait} 分，最久 {longest_wait} 分",
                mean_wait=f"{self.mean_wait:.0f}",
                longest_wait=f"{self.longest_wait:.0f}",
            )
            if self.mean_wait is not None
            else say("没有叫过号")
        )
        return say(
            "{business_date} {queue}：发号 {tickets}，办结 {finished}，过号 {absent}，转走 {transferred}；{wait}",
            business_date=self.business_date,
            queue=self.queue,
            tickets=self.tickets,
            finished=self.finished,
            absent=self.absent,
            transferred=self.transferred,
            wait=wait,
        )


@query("day.totals", by=IN_CHARGE)
def totals(look: Look, on: date | None = None) -> tuple[DayTotal, ...]:
    """The figures of a day, per queue. Asked twice they are the same; a day without tickets has none."""
    return tuple(
        DayTotal(
            r["business_date"],
            r["queue"],
            r["tickets"],
            r["finished"],
            r["absent"],
            r["left_early"],
            r["lapsed"],
            r["put_off"],
            r["transferred"],
            r["unreliable"],
            r["waited_ms"] / r["waits"] / 60_000 if r["waits"] else None,
            r["longest_wait_ms"] / 60_000,
            r["served_ms"] / r["visits"] / 60_000 if r["visits"] else None,
        )
        for r in days.totals(look.db, (on or look.today).isoformat())
    )


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed; the totals of those days are kept."""

    before: str
    days: int
    tickets: int

    def __str__(self) -> str:
        return say(
            "已清理 {before} 以前 {days} 天的 {tickets} 个号，合计数保留；要缩小文件请做一次备份（counter "
            "backup）后换用",
            before=self.before,
            days=self.days,
            tickets=self.tickets,
        )


@act("day.purge", by=(Role.ADMINISTRATOR,))
def purge(work: Work, before: date) -> Purged:
    """Remove the queue's details of days before a date; totals stay, and so does every ticket that a case or a rating
    needs.
    """
    if (work.today - before).days < 90:
        raise Refusal(
            "day.last-90-days-not",
            say("最近 90 天的明细不清理"),
            rule=say("明细至少保留 90 天"),
            next=say("请把日期往前改"),
        )
    old = days.days_before(work.db, before.isoformat())
    if open_ones := [one for one in days.left(work.db, before.isoformat()) if one.business_date < before.isoformat()]:
        raise Refusal(
            "day.numbers-earlier-days-undecided",
            say("还有 {count} 个往日的号没有处理", count=len(open_ones)),
            rule=say("没有去处的号不能清理"),
            next=say("请先决定转明日或作废"),
        )
    from counter.acts.report.keeping import keep_for_good

    gone = 0
    keep_for_good(work, old)
    for day in old:
        days.keep_totals(work.db, day)
        gone += days.forget(work.db, day)
    work.about(f"purge:{before.isoformat()}", days=len(old), tickets=gone)
    return Purged(before.isoformat(), len(old), gone)
