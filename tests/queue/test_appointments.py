"""Appointments: booked on a grid, kept at their time within the grace, never twice in one slot's last place."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from counter.acts.queue import appointments, calling
from counter.errors import Refusal
from counter.rules.access import KIOSK
from tests.queue.conftest import GUIDE

PHONE = "138 0000 0000"


@pytest.fixture
def open_hall(floor):
    """A hall that knows its working days."""
    import json

    from counter.hall import DATA
    from counter.store import calendar

    for file in sorted((DATA / "calendar").glob("202[67].json")):
        calendar.load_year(floor.db, json.loads(file.read_text("utf-8")), source=file.name, at=floor.hall.now())
    return floor


def book(floor, at: str, phone: str = PHONE, **given):
    return floor.hall.do(appointments.book, GUIDE, queue="A", at=at, remote=phone, **given)


def test_a_booked_person_is_called_at_the_time_before_walk_ins_of_the_last_minutes(open_hall):
    floor = open_hall
    book(floor, "10:00")
    floor.later(25)
    walk_in = floor.take()
    taken = floor.hall.do(
        calling.take, GUIDE, remote="13800000000"
    )  # the queue comes from the booking, spaces do not matter
    assert (taken.queue, taken.note) == ("A", "按预约时间排")
    floor.later(6)
    called = floor.call(1)
    assert called.ticket == taken.id and "预约提前 20 分" in called.reason
    assert floor.call(2).ticket == walk_in.id


def test_late_beyond_the_grace_queues_like_anybody(open_hall):
    floor = open_hall
    book(floor, "09:45")
    floor.later(26)
    taken = floor.hall.do(calling.take, GUIDE, remote=PHONE)
    assert "超过宽限 10 分" in taken.note
    assert floor.db.execute("SELECT lane FROM ticket").fetchone()[0] == "normal"


def test_a_slot_takes_only_so_many_and_the_refusal_names_free_ones(open_hall):
    floor = open_hall
    book(floor, "10:00", "1")
    book(floor, "10:00", "2")
    with pytest.raises(Refusal, match="已约满") as refused:
        book(floor, "10:00", "3")
    assert "09:45" in refused.value.next_step and "10:00" not in refused.value.next_step
    floor.hall.do(appointments.unbook, GUIDE, remote="2")
    assert book(floor, "10:00", "3").at == "10:00"


def test_one_number_has_one_booking_a_day(open_hall):
    book(open_hall, "10:00")
    with pytest.raises(Refusal, match="已预约 10:00"):
        book(open_hall, "11:00")
    assert book(open_hall, "11:00", on=date(2026, 11, 25)).on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("09:15", None),
        ("10:07", None),
        ("20:00", None),
        ("x", None),
        ("10:00", date(2026, 11, 28)),
        ("10:00", date(2026, 11, 23)),
        ("10:00", date(2027, 3, 1)),
    ],
    ids=["past", "off the grid", "closed", "no time", "Saturday", "yesterday", "too far"],
)
def test_times_that_can_not_be_booked_are_refused(open_hall, at, on):
    with pytest.raises(Refusal):
        book(open_hall, at, on=on)
    assert open_hall.db.execute("SELECT count(*) FROM appointment").fetchone()[0] == 0


def test_free_times_begin_after_now_and_end_before_closing(open_hall):
    found = [slot.at for slot in open_hall.hall.ask(appointments.slots, GUIDE, queue="A")]
    assert (found[0], found[-1]) == ("09:45", "16:45")


def test_a_machine_that_is_given_a_telephone_number_tells_nothing_of_its_booking(open_hall):
    floor, at_the_door = open_hall, KIOSK
    book(floor, "10:00")
    book(floor, "10:00", "139 0000 0000")
    floor.later(25)
    told = {
        floor.hall.do(calling.take, at_the_door, queue="A", remote=number, appointment=at).note
        for number, at in ((PHONE, ""), (PHONE, "10:15"), (PHONE, "A001"), ("137 0000 0000", "10:00"), ("", "10:00"))
    }
    assert len(told) == 1 and "普通号" in told.pop(), "the same words whether there is a booking or not"
    assert {row[0] for row in floor.db.execute("SELECT lane FROM ticket")} == {"normal"}
    mine = floor.hall.do(calling.take, at_the_door, queue="B", remote=PHONE, appointment="１０：００")
    assert (mine.queue, mine.note) == ("A", "按预约时间排"), "the booking's own queue"
    for said, again in ((mine.number.lower(), True), ("A001", False), ("", False)):
        one = floor.hall.do(calling.take, at_the_door, queue="A", remote=PHONE, appointment=said)
        assert (one.id == mine.id) is again, said
    assert floor.hall.do(calling.take, GUIDE, queue="A", remote=PHONE).id == mine.id, "staff see who it is"
    assert floor.hall.do(calling.take, GUIDE, remote="139 0000 0000").note == "按预约时间排"


def test_too_early_is_told_when_to_come(open_hall):
    floor = open_hall
    floor.hall.set_now(datetime(2026, 11, 24, 9, 0))
    book(floor, "11:00")
    with pytest.raises(Refusal, match="最多提前 30 分|离预约时间还有 120 分"):
        floor.hall.do(calling.take, GUIDE, remote=PHONE)
