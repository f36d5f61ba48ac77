"""Appointments: booked by phone number or code, kept at their time when the person takes a ticket with the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import SECONDLY, rrule

from counter.acts.queue.taking import AT_THE_DOOR, remote_key
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.identity import clean_code
from counter.rules.times_written import time_in
from counter.store import bookings, tickets


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as it stands; `at` is HH:MM of that day."""

    id: int
    queue: str
    queue_name: str
    on: date
    at: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked, and for how many people still."""

    at: str
    left: int

    def __str__(self) -> str:
        return say("{at}  还可约 {left} 人", at=self.at, left=self.left)


@act("ticket.book", by=AT_THE_DOOR, undo="ticket.unbook")
def book(work: Work, queue: str, at: str, remote: str, on: date | None = None) -> Booked:
    """Book a time (HH:MM, on the slots' grid) at a queue for a phone number or code. One open booking per day and
    number.
    """
    day = on or work.today
    line = tickets.queue(work.db, clean_code(queue, what=say("队列"), limit=40))
    instant = _slot(work, day, at)
    key = remote_key(work.hall, remote)
    if (known := bookings.of_key(work.db, key, day.isoformat())) is not None:
        raise Refusal(
            "ticket.phone-number-booking-already",
            say("这个号码 {day} 已预约 {time}", day=day.isoformat(), time=f"{work.hall.local(known['at']):%H:%M}"),
            rule=say("一个号码一天只有一个预约"),
            next=Next.by("ticket.unbook", say("要改时间请先取消")),
        )
    most = work.hall.policy.queue.slot_people
    if bookings.count(work.db, line.letter, day.isoformat(), instant) >= most:
        free = [slot.at for slot in _slots(work, line.letter, day)][:6]
        raise Refusal(
            "ticket.fully-booked",
            say("{at} 已约满", at=at.strip()),
            rule=say("每段最多预约 {most} 人", most=most),
            next=say("可约：{free}", free=listed(free)) if free else say("请换一天"),
        )
    booking = bookings.book(work.db, line.letter, day.isoformat(), instant, key, work.now)
    work.about(f"appointment:{booking}", queue=line.letter, on=day.isoformat(), at=instant)
    shown = f"{work.hall.local(instant):%H:%M}"
    return Booked(
        booking,
        line.letter,
        line.name,
        day,
        shown,
        say(
            "已预约 {day} {shown} {line}；到时请用同一号码取号，迟到不超过 {grace_minutes} 分仍按预约时间排",
            day=day.isoformat(),
            shown=shown,
            line=line.name,
            grace_minutes=work.hall.policy.queue.grace_minutes,
        ),
    )


@act("ticket.unbook", by=AT_THE_DOOR)
def unbook(work: Work, remote: str, on: date | None = None) -> Booked:
    """Cancel the open booking of a phone number or code on a day; its time can be booked by others again."""
    day = on or work.today
    row = bookings.of_key(work.db, remote_key(work.hall, remote), day.isoformat())
    if row is None:
        raise Refusal(
            "ticket.number-no-open-booking",
            say("这个号码 {day} 没有未到的预约", day=day.isoformat()),
            next=say("请核对号码和日期"),
        )
    bookings.cancel(work.db, row["id"], work.now)
    line = tickets.queue(work.db, row["queue"])
    work.about(f"appointment:{row['id']}", queue=line.letter, on=day.isoformat())
    shown = f"{work.hall.local(row['at']):%H:%M}"
    return Booked(
        row["id"],
        line.letter,
        line.name,
        day,
        shown,
        say("已取消 {day} {shown} {line} 的预约", day=day.isoformat(), shown=shown, line=line.name),
    )


def slots_by_day(look: Look | Work) -> dict[str, dict[str, list[tuple[str, int, int]]]]:
    """Queue -> day -> (HH:MM, places, free places) of every slot that is still to come, as far ahead as is booked."""
    policy, calendar = look.hall.policy.queue, look.hall.calendar
    days = [look.today + timedelta(days=n) for n in range(policy.book_days + 1)]
    taken = bookings.counts(look.db, days[0].isoformat(), days[-1].isoformat())
    grids = {
        day.isoformat(): [(at, f"{look.hall.local(at):%H:%M}") for at in grid_of(look, day)]
        for day in days
        if calendar.is_working(day)
    }
    most = policy.slot_people
    return {
        line.letter: {
            day: [(said, most, max(0, most - taken.get((line.letter, at), 0))) for at, said in grid]
            for day, grid in grids.items()
        }
        for line in bookings.lines(look.db)
    }


@query("ticket.slots")
def slots(look: Look, queue: str, on: date | None = None) -> tuple[Slot, ...]:
    """Times of a day that can still be booked at a queue."""
    return _slots(look, tickets.queue(look.db, queue).letter, on or look.today)


def _hours(work: Work | Look, day: date) -> tuple[datetime, datetime]:
    """Opening and closing of a day. Raises Refusal for rest days, past days and days too far off."""
    ahead = work.hall.policy.queue.book_days
    if not work.today <= day <= work.today + timedelta(days=ahead):
        raise Refusal(
            "ticket.cannot-booked",
            say("{day} 不能预约", day=day.isoformat()),
            rule=say("可预约今天起 {ahead} 天以内", ahead=ahead),
            next=say("请换一天"),
        )
    if not work.hall.calendar.is_working(day):
        raise Refusal(
            "ticket.day-off",
            say("{day} 是休息日", day=day.isoformat()),
            rule=say("休息日不办理"),
            next=say("请换一个工作日"),
        )
    opens, closes = (
        time.fromisoformat(work.hall.setting(name, day, default))
        for name, default in (("opening_time", "09:00"), ("closing_time", "17:00"))
    )
    return datetime.combine(day, opens, work.hall.zone), datetime.combine(day, closes, work.hall.zone)


def grid_of(work: Work | Look, day: date) -> list[int]:
    """The beginnings (UTC ms) of a day's slots that are still to come. Raises Refusal like _hours."""
    opens, closes = _hours(work, day)
    slots = rrule(SECONDLY, interval=int(work.hall.policy.queue.slot_minutes * 60), dtstart=opens, until=closes)
    instants = (int(slot.timestamp() * 1000) for slot in slots if slot < closes)
    return [at for at in instants if at > work.now]


def _slots(work: Work | Look, letter: str, day: date) -> tuple[Slot, ...]:
    most = work.hall.policy.queue.slot_people
    found = ((at, most - bookings.count(work.db, letter, day.isoformat(), at)) for at in grid_of(work, day))
    return tuple(Slot(f"{work.hall.local(at):%H:%M}", left) for at, left in found if left > 0)


def _slot(work: Work, day: date, text: str) -> int:
    try:
        instant = int(datetime.combine(day, time_in(text), work.hall.zone).timestamp() * 1000)
    except ValueError:
        raise Refusal(
            "ticket.time-not-right",
            say("预约时间 {text} 不对", text=verbatim(repr(text[:20]))),
            rule=say("预约时间写成 HH:MM"),
            next=say("例如 10:00"),
        ) from None
    if instant not in (grid := grid_of(work, day)):
        step = work.hall.policy.queue.slot_minutes
        near = min(grid, key=lambda at: abs(at - instant), default=None)
        raise Refusal(
            "ticket.cannot-booked",
            say("{text} 不能预约", text=text.strip()),
            rule=say("开放时间里每 {step} 分一段，已过的不能约", step=step),
            next=say("最近可约 {time}", time=f"{work.hall.local(near):%H:%M}") if near else say("请换一天"),
        )
    return instant
