"""Rooms are closed when nobody needs them, and never over somebody's head."""

from __future__ import annotations

from datetime import date

import pytest

from counter.errors import Refusal
from tests.desks.conftest import accepted, do, filed


def kept(do, noun, code):
    return next(
        one
        for one in do(f"{noun}.list", "admin")
        if code in (getattr(one, "code", ""), getattr(one, "number", ""), getattr(one, "letter", ""))
    )


def test_a_queue_with_people_waiting_or_booked_stays(hall, do):
    do("ticket.take", "g1", queue="C")
    with pytest.raises(Refusal, match="还有 1 个号没有办完"):
        do("queue.close", "admin", letter="c")
    do("ticket.leave", "g1", ticket="C001")
    do("queue.close", "admin", letter="c")
    assert kept(do, "queue", "C").windows == ()
    with pytest.raises(Refusal, match="没有队列"):
        do("ticket.take", "g1", queue="C")
    assert "C" not in [one.letter for one in do("ticket.queues", "g1")]
    with pytest.raises(Refusal, match="没有开着的队列"):
        do("queue.close", "admin", letter="C")
    do("queue.set", "admin", letter="C", code="enterprise", name="企业开办")
    do("ticket.take", "g1", queue="C")


def test_a_window_with_somebody_or_awaited_stays(hall, do):
    do("staff.sign-in", "c3", window=3)
    with pytest.raises(Refusal, match="正由 .*（c3）使用"):
        do("window.close", "admin", number=3)
    do("staff.sign-out", "c3")
    do("window.close", "admin", number=3)
    with pytest.raises(Refusal, match="没有 3 号窗口"):
        do("staff.sign-in", "c3", window=3)
    assert 3 not in [one.number for one in do("report.live", "sup").windows]
    do("window.set", "admin", number=3, name="一件事专窗", queues=("B", "A"))
    do("staff.sign-in", "c3", window=3)


def test_a_desk_with_open_approvals_hands_them_to_a_desk_of_its_department(hall, do, accepted):
    department, desk = hall.db.execute(
        "SELECT department, desk FROM approval WHERE case_id = ? AND state = 'open' LIMIT 1", (accepted.id,)
    ).fetchone()
    lying = kept(do, "desk", desk).open
    assert lying
    with pytest.raises(Refusal, match="没有决定"):
        do("desk.close", "admin", code=desk)
    with pytest.raises(Refusal, match="不是同部门"):
        do("desk.close", "admin", code=desk, to="D-C-TAX" if desk != "D-C-TAX" else "D-C-HR")
    do("desk.set", "admin", code=f"{desk}-2", department=department, name="二台")
    officers = kept(do, "desk", desk).officers
    done = do("desk.close", "admin", code=desk, to=f"{desk}-2")
    assert (done.approvals, done.people) == (lying, officers)
    after = kept(do, "desk", f"{desk}-2")
    assert (after.open, after.officers) == (lying, officers) and kept(do, "desk", desk).open == 0


def test_the_only_desk_of_a_department_with_items_stays(hall, do):
    desk = "D-C-HR"
    for row in hall.db.execute("SELECT code FROM staff WHERE desk = ? AND active = 1", (desk,)).fetchall():
        do("staff.end", "admin", code=row["code"])
    with pytest.raises(Refusal, match="只有这一个台"):
        do("desk.close", "admin", code=desk)


def test_a_new_approval_comes_to_the_desk_that_is_open(hall, do, people, filed):
    do("desk.set", "admin", code="D-C-HR-9", department="C-HR", name="九台")
    do("desk.close", "admin", code="D-C-HR", to="D-C-HR-9")
    do("case.accept", "c3", case=filed())
    desks = {r["desk"] for r in hall.db.execute("SELECT desk FROM approval WHERE department = 'C-HR'")}
    assert desks == {"D-C-HR-9"}


def test_a_station_with_windows_stays(do):
    with pytest.raises(Refusal, match="还有窗口"):
        do("station.close", "admin", code="HP")
    for number in kept(do, "station", "HP").windows:
        do("window.close", "admin", number=number)
    do("station.close", "admin", code="hp")
    with pytest.raises(Refusal, match="没有服务站"):
        do("window.set", "admin", number=99, name="某窗", station="HP")


def test_two_administrators_change_one_queue(do):
    seen = kept(do, "queue", "A").seen
    do("queue.set", "admin", letter="A", code="general", name="先到", seen=seen)
    with pytest.raises(Refusal, match="刚才有人改过"):
        do("queue.set", "admin", letter="A", code="general", name="后到", seen=seen)
    with pytest.raises(Refusal, match="刚才有人改过"):
        do("queue.close", "admin", letter="A", seen=seen)


def test_hours_and_own_days_stand_in_their_order(hall, do):
    do("calendar.hours", "admin", since=date(2026, 12, 1), opening="8:30", closing="16:30")
    do("calendar.overlay", "admin", day=date(2026, 12, 30), open=False, reason="检修")
    hours = do("calendar.hours-list", "admin")
    assert [(one.opening, one.closing) for one in hours] == [("09:00", "17:00"), ("08:30", "16:30")]
    assert [(one.day, one.open) for one in do("calendar.own-days", "sup")] == [(date(2026, 12, 30), False)]
