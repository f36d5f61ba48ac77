"""What has got stuck, and what was done by hand while the system was down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.acts.queue import waiting as wait
from counter.acts.queue.taking import open_day
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.day import DayState, ShiftState
from counter.rules.estimate import ServiceTime
from counter.rules.identity import clean_code, clean_text
from counter.rules.order import MINUTE
from counter.rules.ticket import CLASS_NAMES, Period, State, shown
from counter.rules.times_written import time_in
from counter.store import days, tickets


@dataclass(frozen=True, slots=True)
class Stuck:
    """One thing that somebody should look at: which ticket or window, for how many minutes, and what to do."""

    kind: str
    ticket: int | None
    number: str
    window: int | None
    minutes: int
    words: str
    next_step: str

    def __str__(self) -> str:
        return say("{words}；{next_step}", words=self.words, next_step=self.next_step)


@query("ticket.stuck", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR))
def stuck(look: Look) -> tuple[Stuck, ...]:
    """Tickets called and not started, served far beyond the usual, held and forgotten, left open yesterday; windows
    gone; number ranges near their end.
    """
    rules = look.hall.policy.queue.watch
    found: list[Stuck] = []
    today = look.today.isoformat()
    lines = {one.letter: one for one in tickets.queues(look.db)}
    for one in tickets.live(look.db):
        minutes = max(0, look.now - one.since) // MINUTE
        if one.business_date < today:
            found.append(left_undecided(one.id, one.shown, one.front_window, minutes, one.business_date))
        elif one.state == State.CALLED and minutes >= rules.called_minutes:
            found.append(called_long(one.id, one.shown, one.front_window, minutes))
        elif one.state == State.SERVING and minutes >= long_visit(look, wait.pace(look, lines[one.queue])):
            found.append(served_long(one.id, one.shown, one.front_window, minutes))
        elif one.state in (State.HELD, State.AWAY) and one.held_until is not None and look.now > one.held_until:
            found.append(kept_long(one.id, one.shown, one.front_window, minutes, one.state, one.held_reason))
    for line in lines.values():
        left = line.last_number - tickets.last_number(look.db, f"{today}/{line.letter}")
        if left <= look.hall.policy.queue.range_warning:
            found.append(near_the_end(line.letter, line.last_number, left))
    for row in tickets.open_windows(look.db):
        silent = (look.now - row["seen_at"]) // 1000
        if row["process"] and silent > rules.window_seconds:
            held = tickets.open_at(look.db, row["number"])
            in_hand = (held.id, held.shown) if held else (None, "")
            found.append(gone_silent(row["number"], row["staff_name"], silent, *in_hand))
        elif (
            row["state"] == ShiftState.AWAY
            and row["away_since"]
            and (look.now - row["away_since"]) // MINUTE >= rules.away_minutes
        ):
            found.append(paused_long(row["number"], row["staff_name"], (look.now - row["away_since"]) // MINUTE))
    return tuple(found)


def long_visit(look: Look, known: ServiceTime) -> float:
    """Beyond how many minutes a visit is far longer than what its queue usually needs."""
    rules = look.hall.policy.queue.watch
    return max(known.each * rules.serving_times / MINUTE if known.seen >= 5 else rules.serving_minutes, 10)


def left_undecided(ticket: int, number: str, window: int | None, minutes: int, day: str) -> Stuck:
    """A number of an earlier day."""
    words = say("{shown}（{business_date}）昨日未结", shown=number, business_date=day)
    return Stuck("yesterday", ticket, number, window, minutes, words, say("请决定转明日优先或作废"))


def called_long(ticket: int, number: str, window: int | None, minutes: int) -> Stuck:
    """Called, and nothing has begun."""
    words = say("{shown} 已叫到 {where} {minutes} 分，没有开始", shown=number, where=_at(window), minutes=minutes)
    return Stuck("called", ticket, number, window, minutes, words, say("请开始办理或按过号"))


def served_long(ticket: int, number: str, window: int | None, minutes: int) -> Stuck:
    """Served far beyond the usual."""
    words = say("{shown} 在{where}已办 {minutes} 分，远超平常", shown=number, where=_at(window), minutes=minutes)
    return Stuck("serving", ticket, number, window, minutes, words, say("请核实是否忘了办结"))


def kept_long(ticket: int, number: str, window: int | None, minutes: int, state: str, reason: str) -> Stuck:
    """Held or gone out for longer than a place is kept."""
    words = say(
        "{shown} {state}已超过保留时间（{held_reason}）",
        shown=number,
        state=moves.STATE_NAMES[state],
        held_reason=verbatim(reason),
    )
    return Stuck("held", ticket, number, window, minutes, words, say("人回来请放回队列，不来请记离开"))


def near_the_end(letter: str, last_number: int, left: int) -> Stuck:
    """A range of numbers that is nearly used up, or is."""
    words = say(
        "{letter} 队列的号段（到 {last_number}）{tail}",
        letter=letter,
        last_number=last_number,
        tail=say("还剩 {left} 个", left=left) if left > 0 else say("已经用完，号码继续往后发"),
    )
    return Stuck("range", None, letter, None, 0, words, say("请准备后一段号，或加大号段"))


def gone_silent(window: int, name: str, seconds: int, ticket: int | None, number: str) -> Stuck:
    """A terminal that has given no sign for long, and the number that was in hand there."""
    words = say(
        "{number} 号窗口（{staff_name}）{silent} 分没有动静{tail}",
        number=window,
        staff_name=verbatim(name),
        silent=seconds // 60,
        tail=say("，手上还有 {held}", held=number) if ticket else "",
    )
    return Stuck("window", ticket, number, window, seconds // 60, words, say("请到窗口查看；需要时把号放回队列"))


def paused_long(window: int, name: str, minutes: int) -> Stuck:
    """A window that has been paused for long."""
    words = say(
        "{number} 号窗口（{staff_name}）已暂停 {away} 分", number=window, staff_name=verbatim(name), away=minutes
    )
    return Stuck("away", None, "", window, minutes, words, say("请问是否恢复或签退"))


def _at(window: int | None) -> str:
    return say("{front_window} 号窗口", front_window=window) if window else ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A hand-written number as it now stands in the book."""

    id: int
    number: str
    state: str
    words: str

    def __str__(self) -> str:
        return self.words


@act("ticket.enter", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR))
def enter(
    work: Work,
    queue: str,
    number: int,
    arrived: str,
    called: str = "",
    finished: str = "",
    window: int | None = None,
    *,
    class_: str = "normal",
    matter: str = "",
) -> Entered:
    """Enter a hand-written number from a time when the system was down, with its true times (HH:MM of today).

    Without `called` the person still waits, with the true arrival; with `called` and `finished` the visit is over.
    """
    line = tickets.queue(work.db, clean_code(queue, what=say("队列"), limit=40))
    day = work.today.isoformat()
    if class_ not in CLASS_NAMES or class_ in ("carried", "appointment"):
        raise Refusal(
            "ticket.no-class",
            say("没有人员类别 {name}", name=verbatim(repr(class_[:20]))),
            rule=say("优先类别写在规则里（queue.head_start）"),
            next=say("请改选类别"),
        )
    if not 1 <= number <= 9999:
        raise Refusal(
            "ticket.handwritten-number-not-right",
            say("手写号 {number} 不对", number=verbatim(number)),
            rule=say("号码从 1 起"),
            next=say("请核对手写的号"),
        )
    came, begun, over = (
        _instant(work, text, name)
        for text, name in ((arrived, say("到来")), (called, say("叫号")), (finished, say("办结")))
    )
    if came is None:
        raise Refusal(
            "ticket.no-time-arrival", say("没有写到来时间"), rule=say("补录要写真实时间"), next=say("请写 HH:MM")
        )
    if (begun is None) != (over is None):
        raise Refusal(
            "ticket.give-both-times-call",
            say("叫号和办结时间要么都写，要么都不写"),
            rule=say("补录的是已办完的，或还在等的"),
            next=say("还在窗口办的请等办结后补录"),
        )
    if begun is not None and over is not None and not came <= begun <= over:
        raise Refusal(
            "ticket.three-times-not-order",
            say("三个时间的先后不对"),
            rule=say("到来、叫号、办结依次在后"),
            next=say("请核对手写记录"),
        )
    if begun is not None and window is None:
        raise Refusal(
            "ticket.not-say-window-2",
            say("没有写在哪个窗口办的"),
            rule=say("办过的号要写窗口"),
            next=say("请写明窗口"),
        )
    if window is not None:
        tickets.queues_of(work.db, window)
    today = days.row(work.db, day)
    if today is None:
        open_day(work)
    elif today["state"] != DayState.OPEN and over is None:
        raise Refusal(
            "ticket.today-closed-no-one",
            say("今天已经结束，不再排队"),
            rule=say("当日结束后只能补录已办完的"),
            next=say("请补上叫号和办结时间，或请下一个工作日再来"),
        )
    if tickets.was_issued(work.db, line.letter, day, number):
        raise Refusal(
            "ticket.given-out-today",
            say("{shown} 今天已经发过", shown=shown(line.letter, number)),
            rule=say("一天之内号码不重复"),
            next=say("请核对；手写号可另起一段，例如从 501 起"),
        )
    tickets.reserve_number(work.db, f"{day}/{line.letter}", number)
    done = over is not None
    ticket_id = tickets.insert(
        work.db,
        letter=line.letter,
        number=number,
        business_date=day,
        queue=line.letter,
        class_=class_,
        lane=class_,
        origin="downtime",
        matter=clean_text(matter, what=say("事由"), limit=80) if matter else "",
        arrived_at=came,
        ready_at=came,
        since=over or came,
        state=State.FINISHED if done else State.WAITING,
        front_window=window if done else None,
        staff=work.actor.staff if done else None,
        called_at=begun,
        calls=int(done),
    )
    tickets.begin_period(work.db, ticket_id, Period.WAITING, came, queue=line.letter, ended_at=begun)
    if begun is not None and over is not None:
        tickets.begin_period(
            work.db,
            ticket_id,
            "serving",
            begun,
            queue=line.letter,
            window=window,
            staff=work.actor.staff,
            ended_at=over,
        )
    work.about(f"ticket:{ticket_id}", number=shown(line.letter, number), origin="downtime", arrived_at=came)
    return Entered(
        ticket_id,
        shown(line.letter, number),
        State.FINISHED if done else State.WAITING,
        say(
            "{shown} 已补录，{note}",
            shown=shown(line.letter, number),
            note=say("已办结") if done else say("按真实到来时间排队"),
        ),
    )


def _instant(work: Work, text: str, name: str) -> int | None:
    if not text.strip():
        return None
    try:
        instant = int(datetime.combine(work.today, time_in(text), work.hall.zone).timestamp() * 1000)
    except ValueError:
        raise Refusal(
            "ticket.time-not-right-2",
            say("{name}时间 {text} 不对", name=name, text=verbatim(repr(text[:20]))),
            rule=say("时间写成 HH:MM"),
            next=say("例如 10:05"),
        ) from None
    if instant > work.now:
        raise Refusal(
            "ticket.time-not-come-yet",
            say("{name}时间 {text} 还没有到", name=name, text=text.strip()),
            rule=say("补录的是已经发生的事"),
            next=say("请核对时间"),
        )
    return instant
