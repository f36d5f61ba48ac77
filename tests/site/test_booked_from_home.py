"""A visit booked from home: free times on the site, a sealed request, the hall's answer under the booking's code."""

from __future__ import annotations

import re
import threading
import time
from datetime import datetime

import pytest

from counter.acts.inbox.seals import inbox_key
from counter.acts.inbox.taking_in import take_in
from counter.acts.queue import from_home
from counter.acts.queue.appointments import book, unbook
from counter.acts.window.find import find
from counter.acts.window.people import cases_listed
from counter.commands import run
from counter.commands._door import Door
from counter.errors import Refusal
from counter.rules import numbers
from counter.rules.access import KIOSK
from counter.rules.booking import Line, bookable, line_for
from counter.site import send
from counter.site.booking_view import folded
from counter.store import bookings, driver, journal, public
from tests.conftest import NOW, set_policy
from tests.site.conftest import HALL_ITSELF, words_of

ITEM, BUNDLE = "startup-subsidy", "graduates"
ID, OTHER, THIRD = "11010519491231002X", "430104200207153029", "11010119900307803X"
TOMORROW = "2026-11-25"


def fields(page: str, **given: str) -> dict[str, str]:
    """A form of the site as somebody fills it in."""
    code = re.search(r'name="code" value="([0-9A-Z]{38})"', page)
    person = {"name": "张后云", "id_kind": "resident", "id_number": ID, "phone": "139 0731 8888"}
    return {**({"code": code[1]} if code else {}), **person, "slot": f"{TOMORROW}T10:00", **given}


async def asked(phone, /, matter: str = ITEM, **given: str) -> str:
    """A request from home that is on its way: its code."""
    form = fields((await phone.get(f"/book/{matter}")).text, **given)
    sent = await phone.ask("POST", f"/book/{matter}", data=form)
    assert sent.status_code == 303, words_of(sent.text)
    return sent.headers["location"].removeprefix("/b/")


def beat(hall, phone) -> list:
    """The hall takes in what was sent, and the site looks at its inbox again (it does every tenth of a second)."""
    taken = take_in(hall)
    phone.app.site.look_again()
    return taken


async def booked(hall, phone, /, matter: str = ITEM, **given: str) -> str:
    code = await asked(phone, matter, **given)
    assert [one.state for one in beat(hall, phone)] == ["used"]
    return code


def event(text: str) -> dict[str, str]:
    """A calendar file's properties, unfolded as RFC 5545 says."""
    assert text.endswith("\r\n") and all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line and not line.startswith(("BEGIN", "END")))


def rows(hall) -> list[tuple]:
    return [
        tuple(row)
        for row in hall.db.execute("SELECT business_date, at, state, matter FROM appointment ORDER BY id").fetchall()
    ]


async def test_booked_confirmed_moved_and_cancelled_by_its_code(hall, phone):
    guide = await phone.get(f"/guides/{ITEM}")
    assert f'href="/book/{ITEM}"' in guide.text
    page = await phone.get(f"/book/{ITEM}?day={TOMORROW}")
    assert "空位截至2026年11月24日（周二） 09:30" in page.text and "10:00 余 2/2" in words_of(page.text)
    form = fields(page.text)
    twice = [await phone.ask("POST", f"/book/{ITEM}", data=form) for _ in range(2)]
    assert {(one.status_code, one.headers["location"]) for one in twice} == {(303, f"/b/{form['code']}")}
    code = form["code"]
    raw = (hall.directory / "inbox" / "inbox.db").read_bytes()
    assert not any(part.encode() in raw for part in ("张后云", ID, "8888", code, ITEM))
    waiting = await phone.get(f"/b/{code}")
    assert "预约正在送进大厅" in waiting.text and "请求会等着" in waiting.text and "/move" not in waiting.text
    assert (await phone.get(f"/s/{code}")).status_code == 200, "the field for a code on the first page leads here too"

    taken = beat(hall, phone)
    assert [(one.kind, one.state) for one in taken] == [("booking", "used")]
    again = await phone.ask("POST", f"/book/{ITEM}", data=form)
    assert again.headers["location"] == f"/b/{code}" and beat(hall, phone) == [] and len(rows(hall)) == 1
    entry = hall.db.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    assert (entry["act"], entry["staff"]) == ("inbox.take", "hall") and ID not in str(tuple(entry))
    seen = await phone.get(f"/b/{code}")
    words = words_of(seen.text)
    assert "已预约" in words and "2026年11月25日（周三） 10:00–10:15" in words and "综合业务" in words
    assert "创业" in words and "<svg" in seen.text and "张" not in words
    published = (hall.directory / "public" / "public.db").read_bytes()
    assert not any(part.encode() in published for part in ("张后云", ID, "07318888", "0731 8888", code))
    assert "10:00 余 1/2" in words_of((await phone.get(f"/book/{ITEM}?day={TOMORROW}")).text)

    first = event((await phone.get(f"/b/{code}/booking.ics")).text)
    assert (first["DTSTART"], first["DTEND"]) == ("20261125T020000Z", "20261125T021500Z")
    assert (first["STATUS"], first["SEQUENCE"]) == ("CONFIRMED", "0") and code not in first["UID"]
    assert numbers.grouped(code) in first["DESCRIPTION"]

    assert "11:00 余 2/2" in words_of((await phone.get(f"/b/{code}/move?day={TOMORROW}")).text)
    for _ in range(2):
        moved = await phone.ask("POST", f"/b/{code}/move", data={"slot": f"{TOMORROW}T11:00"})
        assert moved.status_code == 303
    assert "确认以前，原来的时间有效" in (await phone.get(f"/b/{code}")).text
    assert [one.state for one in beat(hall, phone)] == ["used"]
    assert "11:00–11:15" in (await phone.get(f"/b/{code}")).text
    later = event((await phone.get(f"/b/{code}/booking.ics")).text)
    assert later["UID"] == first["UID"] and (later["SEQUENCE"], later["DTSTART"]) == ("1", "20261125T030000Z")
    assert "10:00 余 2/2" in words_of((await phone.get(f"/book/{ITEM}?day={TOMORROW}")).text)
    # back and forth: the same wish a second time is a wish of its own
    for slot in ("10:00", "11:00"):
        await phone.ask("POST", f"/b/{code}/move", data={"slot": f"{TOMORROW}T{slot}"})
        beat(hall, phone)
    assert "11:00–11:15" in (await phone.get(f"/b/{code}")).text

    assert "让给别人" in (await phone.get(f"/b/{code}/cancel")).text and len(rows(hall)) == 1
    for _ in range(2):
        await phone.ask("POST", f"/b/{code}/cancel")
    assert "取消的请求正在送进大厅" in (await phone.get(f"/b/{code}")).text
    assert [one.state for one in beat(hall, phone)] == ["used"]
    assert "预约已取消" in (await phone.get(f"/b/{code}")).text and rows(hall)[0][2] == "cancelled"
    gone = event((await phone.get(f"/b/{code}/booking.ics")).text)
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (first["UID"], "CANCELLED", "4")
    assert await booked(hall, phone), "the person may book anew"
    for language, said in (("en", "Booking cancelled"), ("zh-TW", "預約已取消")):
        assert said in (await phone.get(f"/b/{code}", language)).text
        assert (await phone.get(f"/book/{BUNDLE}", language)).status_code == 200


async def test_the_last_place_is_given_once_and_the_other_is_told_the_nearest(hall, phone):
    codes = [await asked(phone, id_number=number) for number in (ID, OTHER, THIRD)]
    taken = beat(hall, phone)
    assert [one.state for one in taken] == ["used", "used", "refused"]
    told = words_of((await phone.get(f"/b/{codes[2]}")).text)
    assert "没有约上" in told and "刚被约满" in told
    assert "09:45" in told and "10:15" in told and "（周三） 10:00" not in told
    full = await phone.get(f"/book/{ITEM}?day={TOMORROW}")
    assert "10:00 已满" in words_of(full.text) and re.search(r'value="2026-11-25T10:00" disabled', full.text)
    again = await phone.ask("POST", f"/b/{codes[0]}/move", data={"slot": f"{TOMORROW}T10:00"})
    assert again.status_code == 303 and [one.state for one in beat(hall, phone)] == ["used"], (
        "its own place is no other's"
    )
    for what in ("matter = 'startup-subsidy'", "matter = 'x', place = 1"):
        with pytest.raises(driver.IntegrityError):
            hall.db.execute(f"UPDATE appointment SET person_key = (SELECT min(person_key) FROM appointment), {what}")


async def test_one_person_has_one_open_booking_for_an_item(hall, phone):
    first = await booked(hall, phone)
    second = await asked(phone, slot=f"{TOMORROW}T11:00", id_number=ID.lower())
    assert [one.state for one in beat(hall, phone)] == ["refused"]
    told = words_of((await phone.get(f"/b/{second}")).text)
    assert "已经有一个没到的预约" in told and "10:00" not in told, "when it is stays with whoever has its code"
    assert await booked(hall, phone, BUNDLE), "another matter is another booking"
    await phone.ask("POST", f"/b/{first}/cancel")
    beat(hall, phone)
    assert await booked(hall, phone)


async def test_nobody_books_a_day_out_and_nobody_hears_of_others_bookings(hall, phone):
    def plain() -> None:
        phone.app.site.sends._seen.clear()  # a minute later

    def message(code: str, matter: str, **more: str) -> dict[str, str]:
        return {**fields(""), "code": code, "matter": matter, **more}

    def ask(matter: str, **more: str) -> tuple[str, str]:
        code = send.new_code("B")
        box = hall.directory / "inbox" / "inbox.db"
        send.put(box, inbox_key(hall), "booking", numbers.code_hash(code), message(code, matter, **more), [])
        (taken,) = take_in(hall)
        return taken.state, code

    every = [row["code"] for row in hall.db.execute("SELECT DISTINCT code FROM item ORDER BY code")]
    some = [one for one in every if bookable(bookings.matter(hall.db, one, TOMORROW)[2])][:6]
    days = ["2026-11-25", "2026-11-26", "2026-11-27"]
    states = [ask(matter, slot=f"{days[n // 2]}T1{n % 2}:00")[0] for n, matter in enumerate(some[:4])]
    assert states == ["used"] * 4
    third = ask(some[4], slot=f"{days[0]}T14:00")
    assert third[0] == "refused" and "那天的预约已经够多" in (await phone.get(f"/b/{third[1]}")).text
    fifth = ask(some[4], slot=f"{days[2]}T14:00")
    assert fifth[0] == "used"
    sixth = ask(some[5], slot=f"{days[2]}T15:00", id_number=OTHER)
    assert sixth[0] == "refused" and "没到的预约已经够多" in (await phone.get(f"/b/{sixth[1]}")).text, "one telephone"
    for matter in (some[0], some[5]):
        told = ask(matter, slot=f"{days[2]}T15:00", phone="13512345678")
        page = words_of((await phone.get(f"/b/{told[1]}")).text)
        assert told[0] == "refused" and "不能在网上答应" in page and "已经" not in page, matter
    await phone.ask("POST", f"/b/{fifth[1]}/move", data={"slot": f"{days[0]}T15:00"})
    assert [one.state for one in beat(hall, phone)] == ["refused"], "nor by moving"
    assert "那天的预约已经够多" in (await phone.get(f"/b/{fifth[1]}")).text
    plain()
    await phone.ask("POST", f"/b/{fifth[1]}/move", data={"slot": f"{days[2]}T16:00"})
    assert [one.state for one in beat(hall, phone)] == ["used"], "its own place is no second one"
    set_policy(hall, **{"queue.book_each": 6})
    assert ask(some[5], slot=f"{days[2]}T15:00")[0] == "used"


async def test_the_desks_find_who_is_expected_by_name_number_and_list(hall, phone, people):
    guide, clerk, today = people["g1"], people["c3"], "2026-11-24"
    first = await booked(hall, phone, slot=f"{today}T10:00")
    await booked(hall, phone, slot=f"{today}T10:15", id_number=OTHER, name="刘茜", phone="13512345678")
    await booked(hall, phone, slot=f"{TOMORROW}T09:00", id_number=THIRD, name="吕西", phone="+86 13612345678")
    hall.do(book, guide, queue="A", at="10:30", remote="13700000000")
    rows = {row["name"]: row["id"] for row in hall.db.execute("SELECT id, name FROM appointment")}
    for text, name in (
        *(
            (said, "刘茜")
            for said in ("刘茜", "liuqian", "lx", "5678 ", "13512345678", OTHER[-4:], OTHER, rows["刘茜"])
        ),
        *((said, "吕西") for said in ("吕", "13612345678")),
        (first, "张后云"),
        ("137 0000 0000", ""),
    ):
        for who in (guide, clerk, people["sup"], people["admin"]):
            found = [one for one in hall.ask(find, who, text=str(text)) if one.kind == "booking"]
            assert rows[name] in {one.id for one in found}, (text, name)
    assert [str(one.title) for one in hall.ask(cases_listed, guide, which="booked")] == [
        "10:00  张后云",
        "10:15  刘茜",
        "10:30",
    ]
    (later,) = hall.ask(cases_listed, clerk, which="later")
    assert str(later.title) == f"{TOMORROW} 09:00  吕西"
    shown = hall.ask(from_home.show, clerk, booking=rows["刘茜"])
    assert (shown.name, shown.at) == ("刘茜", "10:15") and OTHER not in str(shown) and "13512345678" not in str(shown)
    hall.set_now(datetime(2026, 11, 24, 10, 0))
    taken = hall.do(from_home.check_in, guide, booking=rows["刘茜"])
    assert taken.note == "按预约时间排" and hall.do(from_home.check_in, clerk, booking=rows["刘茜"]).id == taken.id
    assert [one.kind for one in hall.ask(find, guide, text="刘茜")][:1] == ["ticket"], "a ticket of today comes first"
    assert [one.kind for one in hall.ask(cases_listed, guide, which="booked")] == ["booking", "ticket", "booking"]
    assert hall.do(from_home.check_in, guide, booking=rows[""]).note, "one made at the door too"
    for booking, said in ((rows["吕西"], "预约的是 2026-11-25 09:00"), (9999, "没有这个预约")):
        with pytest.raises(Refusal, match=said):
            hall.do(from_home.check_in, guide, booking=booking)
    with pytest.raises(Refusal, match="没有这个预约"):
        hall.do(from_home.check_in, KIOSK, booking=rows["张后云"])


async def test_what_can_not_be_booked_is_said_and_takes_no_place(hall, phone):
    cases = {
        "2026-11-28T10:00": "大厅不开放",
        "2026-11-24T09:15": "已经过了",
        "2027-03-01T10:00": "还不能预约",
        f"{TOMORROW}T10:07": "没有这个时段",
        "morgen": "没有这个时段",
    }
    for slot, said in cases.items():
        code = await asked(phone, slot=slot)
        assert [one.state for one in beat(hall, phone)] == ["refused"]
        assert said in (await phone.get(f"/b/{code}")).text, slot
        phone.app.site.sends._seen.clear()  # a minute later
    key = (await phone.get("/")) and phone.app.site.pages.hall()["inbox_key"]
    box = hall.directory / "inbox" / "inbox.db"
    hostile = [
        {"matter": "nothing-of-the-kind"},
        {"matter": ITEM, "name": "\u202eX", "id_kind": "resident", "id_number": ID, "phone": "13907318888"},
        {"matter": ITEM, "name": ["甲"], "id_kind": "no-kind", "id_number": {}, "phone": None, "slot": 7},
        {"matter": {"a": 1}, "slot": "x" * 9000},
        {},
    ]
    for message in hostile:
        code = send.new_code("B")
        send.put(box, key, "booking", numbers.code_hash(code), {"code": code, **message}, [])
    stranger, wrong = send.new_code("B"), send.new_code("P")
    send.put(box, key, "booking-move", numbers.code_hash(stranger), {"code": stranger, "slot": "2026-11-25T10:00"}, [])
    send.put(box, key, "booking-cancel", numbers.code_hash(stranger), {"code": stranger}, [])
    send.put(box, key, "booking", numbers.code_hash(wrong), {"code": wrong, "matter": ITEM}, [])
    assert {one.state for one in beat(hall, phone)} == {"refused"} and rows(hall) == []
    assert (await phone.get(f"/b/{send.new_code('B')}")).status_code == 404
    assert (await phone.get("/book/nothing-of-the-kind")).status_code == 404


async def test_a_form_with_an_error_keeps_what_was_typed_and_names_it(hall, phone):
    page = (await phone.get(f"/book/{ITEM}")).text
    form = fields(page, id_number="11010519491231002Y", phone="1", name=" ", slot="")
    answer = await phone.ask("POST", f"/book/{ITEM}", data=form)
    words = words_of(answer.text)
    assert answer.status_code == 400 and 'value="11010519491231002Y"' in answer.text and form["code"] in answer.text
    assert all(part in words for part in ("请填写姓名", "证件号码与证件种类对不上", "能打通的电话", "请选一个时间"))
    assert beat(hall, phone) == []
    for _ in range(6):
        assert (await phone.ask("POST", f"/book/{ITEM}", data=fields(page, code=send.new_code("B")))).status_code == 303
    late = await phone.ask("POST", f"/book/{ITEM}", data=fields(page))
    assert late.status_code == 429 and f'value="{ID}"' in late.text and "填的内容还在" in late.text
    assert re.search(r'value="2026-11-25T10:00" checked', late.text), "the time that was chosen too"


async def test_the_code_gives_the_number_and_who_never_comes_is_counted(hall, phone, people):
    guide, today = people["g1"], "2026-11-24"
    codes = [
        await booked(hall, phone, slot=f"{today}T{at}", id_number=number)
        for at, number in (("10:00", ID), ("10:00", OTHER), ("11:00", THIRD))
    ]
    with pytest.raises(Refusal, match="离预约时间还有"):
        hall.do(from_home.check_in, guide, code=codes[2])
    with pytest.raises(Refusal, match="不是预约码"):
        hall.do(from_home.check_in, guide, code="13800000000")
    with pytest.raises(Refusal, match="没有这个预约码"):
        hall.do(from_home.check_in, guide, code=send.new_code("B"))
    (waiting,) = hall.ask(find, guide, text=codes[0])
    assert (waiting.kind, str(waiting.title), waiting.state) == ("booking", "10:00  张后云", "未到")
    taken = hall.do(from_home.check_in, guide, code=numbers.grouped(codes[0]).lower())
    assert [(one.kind, one.id) for one in hall.ask(find, guide, text=codes[0])] == [("ticket", taken.id)]
    assert taken.note == "按预约时间排" and taken.queue == "A"
    assert hall.do(from_home.check_in, guide, code=codes[0]).id == taken.id
    assert "已经到了" in (await phone.get(f"/b/{codes[0]}")).text
    hall.set_now(datetime(2026, 11, 24, 10, 11))
    from_home.miss_due(hall, HALL_ITSELF)
    assert "没有按时来" in (await phone.get(f"/b/{codes[1]}")).text
    before = journal.last_seq(hall.db)
    from_home.miss_due(hall, HALL_ITSELF)
    assert journal.last_seq(hall.db) == before, "nothing to do is no entry"
    day = hall.ask(from_home.of_day, guide)
    assert (day.arrived, day.missed, day.expected, day.cancelled) == (1, 1, 1, 0)
    assert ID not in str(day) and "张后云" in str(day)
    assert "超过宽限 10 分" in hall.do(from_home.check_in, guide, code=codes[1]).note
    ended = hall.do(from_home.cancel, guide, booking=day.bookings[2].id, reason="停电")
    assert ended.state == "ended-by-hall" and "大厅取消了这个预约" in (await phone.get(f"/b/{codes[2]}")).text
    with pytest.raises(Refusal, match="已经取消"):
        hall.do(from_home.check_in, guide, code=codes[2])
    tomorrow = await booked(hall, phone, slot=f"{TOMORROW}T10:00", id_number=THIRD)
    with pytest.raises(Refusal, match="预约的是 2026-11-25 10:00"):
        hall.do(from_home.check_in, guide, code=tomorrow)
    hall.do(unbook, guide, remote=tomorrow, on=datetime(2026, 11, 25).date())
    hall.set_now(datetime(2026, 11, 25, 9, 0))
    from_home.miss_due(hall, HALL_ITSELF)
    kept = hall.db.execute("SELECT count(*) FROM appointment WHERE name <> '' OR id_number <> ''").fetchone()[0]
    assert kept == 1, "whose the bookings of yesterday were is forgotten; that of today still says it"


RESTS = 25
"""Rounds after which nothing of the start is left to do."""


class Answered(threading.Event):
    """Sends a request when the hall's process has come to rest; set once its answer is public, or too late."""

    def __init__(self, hall) -> None:
        super().__init__()
        self.hall, self.code, self.rounds, self.until = hall, send.new_code("B"), 0, time.monotonic() + 8
        self.in_time = False

    def is_set(self) -> bool:
        self.rounds += 1
        if self.rounds == RESTS:
            asked = {**fields(""), "code": self.code, "matter": ITEM}
            box = self.hall.directory / "inbox" / "inbox.db"
            send.put(box, inbox_key(self.hall), "booking", numbers.code_hash(self.code), asked, [])
        self.in_time = self.in_time or self.answered
        return self.in_time or time.monotonic() > self.until

    @property
    def answered(self) -> bool:
        if self.rounds < RESTS:
            return False
        db = public.open_read_only(self.hall.directory / "public" / "public.db")
        try:
            return public.page(db, numbers.code_hash(self.code)) is not None
        finally:
            db.close()


def test_the_answer_is_public_in_the_round_that_takes_the_request_in(hall, hall_dir, monkeypatch):
    """Not with the minute's beat: what the hall's own process writes is news to it too."""
    monkeypatch.setattr(run, "INBOX_S", 0.0)
    monkeypatch.setattr(run, "LOOK_S", 0.02)
    answered = Answered(hall)
    run.keep_running(hall, Door(hall_dir, None, NOW), answered, None)
    assert answered.in_time


async def test_between_the_inbox_and_the_page_nobody_is_told_that_there_is_nothing(hall, phone, monkeypatch):
    code = await asked(phone)
    monkeypatch.setattr(phone.publisher, "catch_up", lambda: 0)  # it is late
    assert [one.state for one in beat(hall, phone)] == ["used"]
    for _ in range(40):
        seen = await phone.get(f"/b/{code}")
    assert seen.status_code == 200 and "预约正在送进大厅" in seen.text
    assert (await phone.get(f"/b/{send.new_code('B')}")).status_code == 404
    monkeypatch.setattr("counter.site.app.SETTLING_S", 0.0)
    assert (await phone.get(f"/b/{code}")).status_code == 404


def test_which_queue_takes_what_and_which_guides_leave_room_for_a_booking():
    lines = (Line("C", ()), Line("A", ()), Line("B", ("graduates",)), Line("D", ("*",)))
    assert line_for("graduates", True, lines) == "B" and line_for("elder-care", True, lines) == "D"
    assert line_for("startup-subsidy", False, lines) == "A" and line_for("x", False, (Line("B", ("y",)),)) == ""
    assert bookable("") and bookable("可预约，也可直接取号") and bookable("电话预约")
    assert not any(map(bookable, ("不可预约", "无需预约，直接取号", "否", "不支持预约")))


@pytest.mark.parametrize("line", ["", "SUMMARY:" + "办" * 60, "DESCRIPTION:" + "a" * 75 + "𠮷" * 40, "X:" + "é" * 200])
def test_a_long_line_of_a_calendar_file_is_cut_between_characters(line):
    pieces = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece.removeprefix(" ") for piece in pieces[1:]) == line
