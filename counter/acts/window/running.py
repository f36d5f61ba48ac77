"""Running the floor: a window is paused or opened again, and lent to another queue until a time, by whoever answers for
the hall. Whoever stands there is told on their screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.identity import clean_code, clean_text
from counter.rules.times_written import time_in
from counter.store import driver, floor, premises, shifts, tickets


@dataclass(frozen=True, slots=True)
class Run:
    """A window as an act on the floor has left it."""

    window: int
    staff: str
    queues: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Loan:
    """A window that is lent: to which queues, until when (HH:MM), by whom; `own` is what it falls back to."""

    window: int
    own: tuple[str, ...]
    lent: tuple[str, ...]
    until: str
    by: str

    def __str__(self) -> str:
        return say(
            "{window} 号窗口到 {until} 叫 {lent}，之后回到 {own}",
            window=self.window,
            until=self.until,
            lent=listed(self.lent),
            own=listed(self.own) or say("不叫号"),
        )


def shift_there(work: Work, window: int) -> driver.Row:
    """Who is signed in at a window. Raises Refusal where nobody is."""
    if not shifts.window_exists(work.db, window):
        raise Refusal(
            "staff.no-window",
            say("没有 {window} 号窗口", window=window),
            rule=say("窗口由管理员登记"),
            next=say("请核对窗口号"),
        )
    row = shifts.at_window(work.db, window)
    if row is None:
        raise Refusal(
            "window.nobody-there",
            say("{window} 号窗口没有人在岗", window=window),
            rule=say("暂停、恢复的是有人值守的窗口"),
            next=Next.by("staff.call", say("请叫一位同事过来签到"), code=None),
        )
    return row


def tell_at(work: Work, staff: str, words: str) -> None:
    """Say it on the screen of somebody else than the one who acts."""
    if staff != work.actor.staff:
        floor.tell(work.db, staff, None, words, work.actor.staff, work.today.isoformat(), work.now)


@act("window.pause", by=(Role.SUPERVISOR,), argument="window", undo="window.open")
def pause(work: Work, window: int, reason: str = "") -> Run:
    """Have a window call nobody more; who is being served there is served to the end. Its person is told."""
    row = shift_there(work, window)
    if row["state"] == ShiftState.AWAY:
        raise Refusal(
            "window.paused-already",
            say("{window} 号窗口已经暂停", window=window),
            rule=say("暂停的窗口不叫号"),
            next=Next.by("window.open", say("要叫号请恢复"), window=window),
        )
    why = clean_text(reason, what=say("原因"), limit=60)
    shifts.set_away(work.db, row["id"], work.now)
    told = say("{who} 暂停了本窗口叫号", who=verbatim(work.actor.name))
    tell_at(work, row["staff"], say("{told}：{why}", told=told, why=verbatim(why)) if why else told)
    held = tickets.open_at(work.db, window)
    work.about(f"window:{window}", shift=row["id"], staff=row["staff"], in_hand=held.id if held else None)
    tail = say("，手上的 {number} 办完为止", number=held.shown) if held else ""
    return Run(
        window,
        row["staff"],
        tickets.queues_of(work.db, window),
        say("{window} 号窗口已暂停叫号{tail}", window=window, tail=tail),
    )


@act("window.open", by=(Role.SUPERVISOR,), argument="window", undo="window.pause")
def resume(work: Work, window: int) -> Run:
    """Have a paused window call again. Its person is told."""
    row = shift_there(work, window)
    if row["state"] != ShiftState.AWAY:
        raise Refusal(
            "window.open-already",
            say("{window} 号窗口正在叫号", window=window),
            next=Next.by("window.pause", say("不叫号请暂停"), window=window),
        )
    shifts.set_away(work.db, row["id"], None)
    tell_at(work, row["staff"], say("{who} 恢复了本窗口叫号", who=verbatim(work.actor.name)))
    work.about(f"window:{window}", shift=row["id"], staff=row["staff"])
    return Run(
        window,
        row["staff"],
        tickets.queues_of(work.db, window),
        say("{window} 号窗口已恢复叫号", window=window),
    )


@act("window.lend", by=(Role.SUPERVISOR,), argument="window", undo="window.take-back")
def lend(work: Work, window: int, queue: str, until: str, only: bool = False) -> Run:
    """Give a window another queue until a time of today (HH:MM): before its own ones, or that queue `only`. Then it
    falls back by itself.
    """
    if not shifts.window_exists(work.db, window):
        raise Refusal(
            "staff.no-window",
            say("没有 {window} 号窗口", window=window),
            rule=say("窗口由管理员登记"),
            next=say("请核对窗口号"),
        )
    if (running := floor.loan(work.db, window)) is not None:
        raise Refusal(
            "window.lent-already",
            say(
                "{window} 号窗口已由 {who} 改叫 {lent}，到 {until}",
                window=window,
                who=verbatim(running["lent_by_name"]),
                lent=listed(tickets.letters(running["lent"])),
                until=f"{work.hall.local(running['until']):%H:%M}",
            ),
            rule=say("一个窗口同时只借给一处"),
            next=Next.by("window.take-back", say("请先收回"), window=window),
        )
    end = _today_at(work, until)
    letter = tickets.queue(work.db, clean_code(queue, what=say("队列"), limit=40)).letter
    own = tickets.queues_of(work.db, window)
    if letter not in premises.letters_around(work.db, window):
        raise Refusal(
            "window.queue-elsewhere",
            say("{letter} 队列不在这一处叫号", letter=letter),
            rule=say("号码只在取号的地方叫，人不用跑"),
            next=say("请另选队列或窗口"),
        )
    given = (letter,) if only else (letter, *(one for one in own if one != letter))
    if given == own:
        raise Refusal(
            "window.serves-it-already",
            say("{window} 号窗口本来就先叫 {letter}", window=window, letter=letter),
            next=say("请另选队列，或选只叫这一队"),
        )
    loan = floor.lend(work.db, window, given, work.now, end, work.actor.staff)
    there = shifts.at_window(work.db, window)
    words = say(
        "{window} 号窗口到 {until} 叫 {given}，之后回到 {own}",
        window=window,
        until=f"{work.hall.local(end):%H:%M}",
        given=listed(given),
        own=listed(own) or say("不叫号"),
    )
    if there is not None:
        tell_at(work, there["staff"], words)
    work.about(f"window:{window}", loan=loan, own=list(own), lent=list(given), until=end)
    return Run(window, there["staff"] if there else "", given, words)


@act("window.take-back", by=(Role.SUPERVISOR,), argument="window")
def take_back(work: Work, window: int) -> Run:
    """End a loan before its time: the window calls its own queues again."""
    running = floor.loan(work.db, window)
    if running is None:
        raise Refusal(
            "window.not-lent",
            say("{window} 号窗口没有借给别的队列", window=window),
            rule=say("收回的是临时改叫的窗口"),
            next=Next.by("window.lend", say("要改叫请先借出"), window=window, queue=None, until=None),
        )
    queues = floor.give_back(work.db, running, work.now)
    there = shifts.at_window(work.db, window)
    words = say("{window} 号窗口回到 {queues}", window=window, queues=listed(queues) or say("不叫号"))
    if there is not None:
        tell_at(work, there["staff"], words)
    work.about(f"window:{window}", loan=running["id"], queues=list(queues))
    return Run(window, there["staff"] if there else "", queues, words)


@query("window.loans", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def loans(look: Look) -> tuple[Loan, ...]:
    """Windows that are lent to another queue at this moment."""
    return tuple(
        Loan(
            row["front_window"],
            tuple(sorted(tickets.letters(row["own"]))),
            tuple(sorted(tickets.letters(row["lent"]))),
            f"{look.hall.local(row['until']):%H:%M}",
            row["lent_by"],
        )
        for row in floor.loans(look.db)
    )


def _today_at(work: Work, text: str) -> int:
    try:
        at = datetime.combine(work.today, time_in(text), work.hall.zone)
    except ValueError:
        raise Refusal(
            "window.time-not-right",
            say("时间 {text} 不对", text=verbatim(repr(text[:20]))),
            rule=say("写成 HH:MM"),
            next=say("例如 12:00"),
        ) from None
    if (end := int(at.timestamp() * 1000)) <= work.now:
        raise Refusal(
            "window.time-is-past",
            say("{time} 已经过了", time=f"{at:%H:%M}"),
            rule=say("借到今天晚一些的时间"),
            next=say("请写晚一些的时间"),
        )
    return end
