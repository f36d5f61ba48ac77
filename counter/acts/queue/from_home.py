"""Bookings made from home: a sealed request becomes a booking (or the reason why not) when the hall takes it in.

Book, move and cancel come by the site and are part of `inbox.take`; the code of a booking gives the number at the door.
A booking that nobody came for frees its place once the grace is over, and is counted as missed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from counter.acts.queue.appointments import grid_of
from counter.acts.queue.taking import AT_THE_DOOR, TicketTaken, remote_key, take_with_key
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import numbers
from counter.rules.access import KIOSK, Actor
from counter.rules.arrival import ArrivalKind, ArrivalState
from counter.rules.booking import BOOKING_NAMES, WHY_NAMES, BookingShown, BookingState, WhyNot, bookable, line_for
from counter.rules.identity import ID_NAMES, IdKind, clean_code, clean_text, id_number, mask_number, mask_phone
from counter.rules.letters import visible
from counter.rules.order import MINUTE
from counter.rules.ticket import State, shown
from counter.store import bookings, driver, tickets

if TYPE_CHECKING:
    from counter.hall import Hall

NEAREST = 6
"""Free times that a refusal names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request. `near` are free times near the one that was wished (local, ISO)."""

    state: ArrivalState
    matter: str = ""
    why: str = ""
    near: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The reason for staff."""
        return WHY_NAMES[self.why] if self.why else ""


class _NotMet(Exception):
    """Why a request can't be met, and what could be booked instead."""

    def __init__(self, why: WhyNot, matter: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.answer = Answer(ArrivalState.REFUSED, matter, why, near)


def answer_request(work: Work, kind: str, code: str, message: Mapping[str, Any]) -> Answer:
    """Book, move or cancel as a message asks. What it asks for is checked here again, whatever the site has checked."""
    try:
        if kind == ArrivalKind.BOOKING:
            return _book(work, code, message)
        row = bookings.by_code(work.db, numbers.code_hash(code))
        if row is None:
            raise _NotMet(WhyNot.NOT_OPEN)
        work.touch(f"appointment:{row['id']}")
        if kind == ArrivalKind.BOOKING_CANCEL and row["state"] == BookingState.CANCELLED and row["missed_at"] is None:
            return Answer(ArrivalState.USED, row["matter"])  # asked twice
        if row["state"] != BookingState.BOOKED:
            raise _NotMet(WhyNot.NOT_OPEN, row["matter"])
        if kind == ArrivalKind.BOOKING_CANCEL:
            bookings.cancel(work.db, row["id"], work.now)
            return Answer(ArrivalState.USED, row["matter"])
        return _move(work, row, message)
    except _NotMet as not_met:
        return not_met.answer


def _book(work: Work, code: str, message: Mapping[str, Any]) -> Answer:
    matter = visible(str(message.get("matter", "")), 80)
    known = bookings.matter(work.db, matter, work.today.isoformat())
    letter = line_for(matter, known[1], bookings.lines(work.db)) if known is not None else ""
    if known is None or not letter or not bookable(known[2]):
        raise _NotMet(WhyNot.NOT_BOOKABLE, matter if known else "")
    person = _person(work, code, matter, message)
    before = bookings.by_code(work.db, person.code_hash)
    if before is not None:
        raise _NotMet(WhyNot.NOT_OPEN, matter)  # one code is one booking; it is moved, not made again
    if (has := bookings.open_of(work.db, person.person_key, matter)) is not None:
        same = phone_digits(has["phone"]) == phone_digits(person.phone)
        raise _NotMet(WhyNot.ALREADY if same else WhyNot.ASK, matter)
    at, day = _free(work, letter, matter, message)
    _not_too_many(work, matter, day, person.person_key, person.phone)
    booking = bookings.book(work.db, letter, day, at, remote_key(work.hall, code), work.now, person)
    work.touch(f"appointment:{booking}")
    return Answer(ArrivalState.USED, matter)


def _move(work: Work, row: driver.Row, message: Mapping[str, Any]) -> Answer:
    wished = _wished(work, row["matter"], message)
    if int(wished.timestamp() * 1000) == row["at"]:
        return Answer(ArrivalState.USED, row["matter"])
    at, day = _free(work, row["queue"], row["matter"], message)
    _not_too_many(work, row["matter"], day, row["person_key"], row["phone"], row["id"])
    bookings.move(work.db, row["id"], day, at, work.now)
    return Answer(ArrivalState.USED, row["matter"])


def _not_too_many(work: Work, matter: str, day: str, person: str, phone: str, moved: int | None = None) -> None:
    """Nobody books a day out: one ID number has so many open bookings, so many of them on a day, one telephone (a
    family's) so many in all. Raises _NotMet; what is there is said to whoever gives its telephone only.
    """
    policy, mine = work.hall.policy.queue, phone_digits(phone)
    others = [one for one in bookings.open_of_anybody(work.db) if one["id"] != moved]
    by_phone = [one for one in others if phone_digits(one["phone"]) == mine]
    own = [one for one in others if one["person_key"] == person]
    for found, most, why in (
        (by_phone, policy.book_each, WhyNot.TOO_MANY),
        (own, policy.book_each, WhyNot.TOO_MANY),
        ([one for one in own if one["business_date"] == day], policy.book_each_day, WhyNot.TOO_MANY_THAT_DAY),
    ):
        if len(found) >= most:
            raise _NotMet(why if all(one in by_phone for one in found) else WhyNot.ASK, matter)


def phone_digits(phone: str) -> str:
    """A telephone number as it is compared: without what people write between its digits, nor 86 before a mobile's."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return digits[-11:] if len(digits) in (13, 15) and digits.lstrip("0").startswith("86") else digits


def _person(work: Work, code: str, matter: str, message: Mapping[str, Any]) -> bookings.FromHome:
    try:
        name = clean_text(str(message.get("name", "")), what=say("姓名"), limit=100, empty=False)
        kind = IdKind(str(message.get("id_kind", "")))
        number = id_number(str(message.get("id_number", "")), kind, today=work.today).number
        phone = clean_code(str(message.get("phone", "")), what=say("电话"), limit=30, empty=False)
    except (Refusal, ValueError):
        raise _NotMet(WhyNot.UNREADABLE, matter) from None
    return bookings.FromHome(
        matter, person_key(work.hall, kind, number), numbers.code_hash(code), name, kind, number, phone
    )


def person_key(hall: Hall, kind: IdKind, number: str) -> str:
    """What a person's bookings are recognised by when the number itself is forgotten."""
    return hashlib.blake2b(f"{kind}|{number}".encode(), key=hall.secret("remote"), digest_size=16).hexdigest()


def _wished(work: Work, matter: str, message: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(message.get("slot", ""))[:16]).replace(tzinfo=work.hall.zone)
    except ValueError:
        raise _NotMet(WhyNot.NO_SUCH_TIME, matter) from None


def _free(work: Work, letter: str, matter: str, message: Mapping[str, Any]) -> tuple[int, str]:
    """The wished time as an instant and its day, where a place is free."""
    wished = _wished(work, matter, message)
    at, day = int(wished.timestamp() * 1000), wished.date()
    why: WhyNot | None = None
    if at <= work.now:
        why = WhyNot.PAST
    elif day > work.today + timedelta(days=work.hall.policy.queue.book_days):
        why = WhyNot.TOO_FAR
    elif not work.hall.calendar.is_working(day):
        why = WhyNot.REST_DAY
    elif at not in grid_of(work, day):
        why = WhyNot.NO_SUCH_TIME
    elif bookings.count(work.db, letter, day.isoformat(), at) >= work.hall.policy.queue.slot_people:
        why = WhyNot.FULL
    if why is not None:
        raise _NotMet(why, matter, _nearest(work, letter, at))
    return at, day.isoformat()


def _nearest(work: Work, letter: str, at: int) -> tuple[str, ...]:
    """Free times nearest to an instant, in their order."""
    most, last = work.hall.policy.queue.slot_people, work.today + timedelta(days=work.hall.policy.queue.book_days)
    taken = bookings.counts(work.db, work.today.isoformat(), last.isoformat())
    days = [work.today + timedelta(days=n) for n in range(work.hall.policy.queue.book_days + 1)]
    free = [
        one
        for day in days
        if work.hall.calendar.is_working(day)
        for one in grid_of(work, day)
        if taken.get((letter, one), 0) < most
    ]
    near = sorted(sorted(free, key=lambda one: abs(one - at))[:NEAREST])
    return tuple(f"{work.hall.local(one):%Y-%m-%dT%H:%M}" for one in near)


# -- at the door -------------------------------------------------------------------------------------------------------


@act("booking.check-in", by=AT_THE_DOOR, argument="code")
def check_in(work: Work, code: str = "", language: str = "", booking: int | None = None) -> TicketTaken:
    """Take the number for a booking by its code, scanned or typed; staff also by the booking itself, for whoever they
    have found and know. Who comes too late waits like anybody; a second time gives the same number again.
    """
    row = _by_itself(work, booking) if booking is not None and not code else _by_code(work, code)
    on, at = date.fromisoformat(row["business_date"]), f"{work.hall.local(row['at']):%H:%M}"
    if row["state"] == BookingState.CANCELLED and row["missed_at"] is None:
        raise Refusal(
            "booking.cancelled",
            say("这个预约（{day} {at}）已经取消", day=on.isoformat(), at=at),
            rule=say("取消了的预约不再留位"),
            next=Next.by("ticket.take", say("请取普通号")),
        )
    if on != work.today:
        raise Refusal(
            "booking.another-day",
            say("预约的是 {day} {at}", day=on.isoformat(), at=at),
            rule=say("预约当天才能报到"),
            next=say("请在那天来，或在预约页面改时间"),
        )
    if row["ticket"] is not None and tickets.get(work.db, row["ticket"]).state in (State.FINISHED, State.LEFT):
        raise Refusal(
            "booking.used-up",
            say("这个预约已经办过"),
            rule=say("一个预约取一次号"),
            next=Next.by("ticket.take", say("还要办别的请取普通号")),
        )
    matter = bookings.name_of(work.db, row["matter"])[:80] if row["matter"] else ""
    return take_with_key(work, row["queue"], row["remote_key"], matter=matter, language=language)


def _by_itself(work: Work, booking: int) -> driver.Row:
    row = bookings.by_id(work.db, booking)
    if row is None or work.actor.staff == KIOSK.staff:
        raise Refusal(
            "booking.no-such-booking",
            say("没有这个预约：{booking}", booking=booking),
            rule=say("预约在当天的预约里看得到"),
            next=Next.by("booking.day", say("请看当天的预约")),
        )
    return row


def _by_code(work: Work, code: str) -> driver.Row:
    plain = numbers.canonical(code)
    if plain is None or not numbers.of_booking(plain):
        raise Refusal(
            "booking.no-booking-code",
            say("这不是预约码"),
            rule=say("预约码是 38 位数字和字母，在预约页面上"),
            next=say("请再扫一次，或照着页面输入"),
        )
    row = bookings.by_code(work.db, numbers.code_hash(plain))
    if row is None:
        raise Refusal(
            "booking.unknown-code",
            say("这里没有这个预约码的预约"),
            rule=say("预约要等大厅确认才算"),
            next=Next.by("ticket.take", say("请取普通号，或找导办看一看")),
        )
    return row


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking of the day as the counter may show it: number and telephone masked; of one made at the door nobody
    knows whose it is.
    """

    id: int
    on: str
    at: str
    queue: str
    queue_name: str
    matter: str
    name: str
    id_name: str
    id_number: str
    phone: str
    state: str
    state_name: str
    ticket: str

    def __str__(self) -> str:
        person = filter(None, (verbatim(self.name), self.id_number, self.phone))
        return a_row(
            (
                f"{self.id:>5}",
                self.at,
                self.queue,
                *filter(None, (self.matter,)),
                *person,
                self.state_name,
                self.ticket,
            ),
            "  ",
        )


@dataclass(frozen=True, slots=True)
class BookedDay:
    """All bookings of a day, and how many came, did not come, were cancelled or are still expected."""

    on: date
    bookings: tuple[Booking, ...]
    expected: int
    arrived: int
    missed: int
    cancelled: int

    def __str__(self) -> str:
        head = say(
            "{day} 预约 {n} 个：已到 {arrived}，没有来 {missed}，取消 {cancelled}，还没到 {expected}",
            day=self.on.isoformat(),
            n=len(self.bookings),
            arrived=self.arrived,
            missed=self.missed,
            cancelled=self.cancelled,
            expected=self.expected,
        )
        return a_row((head, *self.bookings), "\n")


@query("booking.day", by=AT_THE_DOOR)
def of_day(look: Look, on: date | None = None) -> BookedDay:
    """Who is booked on a day (today), by time, and what became of it."""
    day = on or look.today
    found = tuple(_shown(look, row) for row in bookings.of_day(look.db, day.isoformat()))
    states = [one.state for one in found]
    return BookedDay(
        day,
        found,
        states.count(BookingShown.BOOKED),
        states.count(BookingShown.ARRIVED),
        states.count(BookingShown.MISSED),
        states.count(BookingShown.CANCELLED) + states.count(BookingShown.ENDED_BY_HALL),
    )


def _shown(look: Look | Work, row: driver.Row) -> Booking:
    state = state_of(row)
    return Booking(
        row["id"],
        row["business_date"],
        f"{look.hall.local(row['at']):%H:%M}",
        row["queue"],
        row["queue_name"],
        bookings.name_of(look.db, row["matter"]) if row["matter"] else "",
        row["name"],
        ID_NAMES[IdKind(row["id_kind"])] if row["id_kind"] else "",
        mask_number(row["id_number"]),
        mask_phone(row["phone"]),
        state,
        BOOKING_NAMES[state],
        shown(row["ticket_letter"], row["ticket_number"]) if row["ticket_letter"] else "",
    )


def state_of(row: driver.Row) -> BookingShown:
    """What a row of the store amounts to."""
    if row["state"] != BookingState.CANCELLED:
        return BookingShown(row["state"])
    if row["missed_at"] is not None:
        return BookingShown.MISSED
    return BookingShown.ENDED_BY_HALL if row["by_hall"] else BookingShown.CANCELLED


@query("booking.show", by=AT_THE_DOOR, argument="booking")
def show(look: Look, booking: int) -> Booking:
    """One booking: whose, when, for what, number and telephone masked."""
    row = bookings.shown(look.db, booking)
    if row is None:
        raise Refusal(
            "booking.no-such-booking",
            say("没有这个预约：{booking}", booking=booking),
            rule=say("预约在当天的预约里看得到"),
            next=Next.by("booking.day", say("请看当天的预约")),
        )
    return _shown(look, row)


@act("booking.cancel", by=AT_THE_DOOR, argument="booking")
def cancel(work: Work, booking: int, reason: str) -> Booking:
    """Cancel somebody's booking for the hall, with the reason; the person sees it on the page of the booking's code."""
    said = clean_text(reason, what=say("原因"), limit=200, empty=False)
    row = bookings.by_id(work.db, booking)
    if row is None or row["state"] != BookingState.BOOKED:
        raise Refusal(
            "booking.not-open",
            say("没有这个未到的预约：{booking}", booking=booking),
            rule=say("已到、已取消的预约不再改"),
            next=Next.by("booking.day", say("请看当天的预约")),
        )
    bookings.cancel(work.db, booking, work.now, by_hall=True)
    work.about(f"appointment:{booking}", queue=row["queue"], on=row["business_date"], reason=said)
    after = bookings.shown(work.db, booking)
    assert after is not None
    return _shown(work, after)


@dataclass(frozen=True, slots=True)
class Missed:
    """Bookings that nobody came for, and of how many past ones it was forgotten whose they were."""

    missed: int
    forgotten: int

    def __str__(self) -> str:
        return say(
            "{missed} 个预约没有来，{forgotten} 个旧预约去掉了姓名", missed=self.missed, forgotten=self.forgotten
        )


@act("booking.miss", by=())
def miss(work: Work) -> Missed:
    """End the bookings that nobody came for in time, and forget whose those of past days were."""
    due = bookings.overdue(work.db, work.now - _grace(work.hall))
    bookings.miss(work.db, due, work.now)
    forgotten = bookings.forget_people(work.db, work.today.isoformat())
    work.about("appointment:all", missed=len(due), forgotten=forgotten)
    work.touch(*(f"appointment:{booking}" for booking in due))
    return Missed(len(due), forgotten)


def miss_due(hall: Hall, by: Actor) -> None:
    """The same where there is something to do and the hall knows what time it is."""
    moment = hall.moment()
    if moment.doubt is None and (
        bookings.overdue(hall.db, hall.now() - _grace(hall))
        or bookings.with_people(hall.db, hall.local(hall.now()).date().isoformat())
    ):
        hall.do(miss, by)


def _grace(hall: Hall) -> int:
    return int(hall.policy.queue.grace_minutes * MINUTE)
