"""Signing in, leaving for a while, leaving for good: one window, one person, nothing left open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter.acts.staff import accounts as staff_acts
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.access import Role
from counter.rules.secret import Secret
from counter.store import staff
from tests.conftest import NOW, employ, live_hall


def test_a_second_person_at_a_window_is_told_who_is_there(do):
    do("staff.sign-in", window=3)
    with pytest.raises(Refusal, match="3 号窗口正由 .+（c3）使用"):
        do("staff.sign-in", "c4", window=3)


def test_signing_in_again_at_the_same_window_goes_on_with_the_same_shift(do):
    assert do("staff.sign-in", window=3).shift == do("staff.sign-in", window=3).shift


def test_a_clerk_with_an_open_ticket_cannot_change_the_window(do):
    do("staff.sign-in", window=3)
    do("ticket.take", "kiosk", queue="bundle")
    do("ticket.call", window=3)
    with pytest.raises(Refusal, match="B001 没有办完"):
        do("staff.sign-in", window=4)
    for leave in ("staff.sign-out", "staff.away"):
        with pytest.raises(Refusal, match="B001 还没有办完"):
            do(leave)
    assert do("staff.sign-in", window=3).ticket == "B001"


def test_a_silent_terminal_gives_up_its_window_and_not_its_ticket(hall, do):
    do("staff.sign-in", window=3)
    hall.set_now(NOW + timedelta(minutes=5))
    assert do("staff.sign-in", "c4", window=3).window == 3
    do("ticket.take", "kiosk", queue="bundle")
    do("ticket.call", "c4", window=3)
    hall.set_now(NOW + timedelta(minutes=30))
    with pytest.raises(Refusal, match="使用"):
        do("staff.sign-in", "c5", window=3)


def test_a_beat_keeps_the_window_and_leaves_no_journal_entry(hall, do):
    shift = do("staff.sign-in", window=3).shift
    before = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
    hall.set_now(NOW + timedelta(minutes=5))
    hall.beat(shift)
    assert hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == before
    with pytest.raises(Refusal, match="使用"):
        do("staff.sign-in", "c4", window=3)


def test_away_and_back(do):
    do("staff.sign-in", window=3)
    do("staff.away", reason="取材料")
    with pytest.raises(Refusal, match="已经是暂离"):
        do("staff.away")
    do("staff.back")
    with pytest.raises(Refusal, match="在岗"):
        do("staff.back")
    do("staff.sign-out")
    with pytest.raises(Refusal, match="还没有到岗"):
        do("staff.sign-out")


@pytest.mark.parametrize("window", [0, 99, -1])
def test_a_window_that_is_not_there_is_refused(do, window):
    with pytest.raises(Refusal, match="没有"):
        do("staff.sign-in", window=window)


def test_only_the_administrator_registers_people_and_a_code_is_one_persons(do):
    with pytest.raises(Refusal, match="请由管理员办理"):
        do("staff.add", code="n1", name="新人", role=Role.CLERK)
    assert do("staff.add", "admin", code="n1", name="新人", role=Role.CLERK).role == "clerk"
    with pytest.raises(Refusal, match="已经有人"):
        do("staff.add", "admin", code="n1", name="别人", role=Role.CLERK)
    with pytest.raises(Refusal, match="审批台"):
        do("staff.add", "admin", code="n2", name="审批", role=Role.APPROVER)
    do("staff.retire", "admin", code="n1")
    with pytest.raises(Refusal):
        do("staff.retire", "admin", code="n1")


@pytest.fixture
def live(tmp_path):
    """A hall in earnest: an administrator, a clerk with a password, one window."""
    hall = live_hall(tmp_path / "live")
    employ(hall, "boss", "管理员", "administrator", "correct horse")
    employ(hall, "w1", "王窗口", "clerk", "battery staple")
    hall.db.execute("INSERT INTO front_window (number, name) VALUES (1, '一号')")
    yield hall
    hall.close()


def test_in_earnest_nobody_signs_in_without_their_own_password(live):
    clerk = staff.actor(live.db, "w1", 1)
    said = set()
    for password in ("", "correct horse", "Battery staple", "battery staple "):
        with pytest.raises(Refusal) as refused:
            live.do(staff_acts.sign_in, clerk, window=1, password=Secret(password))
        said.add(refused.value.message)
    with pytest.raises(Refusal) as refused:
        live.prove("nobody", Secret("x"))
    assert said == {refused.value.message}
    assert live.do(staff_acts.sign_in, clerk, window=1, password=Secret("battery staple")).window == 1


def test_passwords_are_kept_hashed_and_stay_out_of_the_journal(live):
    stored = live.db.execute("SELECT password FROM staff WHERE code = 'w1'").fetchone()[0]
    assert stored.startswith("$argon2id$")
    text = "".join(str(tuple(row)) for row in live.db.execute("SELECT * FROM journal"))
    assert "battery staple" not in text and "$argon2" not in text


def test_a_password_is_changed_with_the_old_one_or_by_the_administrator(live):
    clerk, boss = staff.actor(live.db, "w1"), staff.actor(live.db, "boss")
    with pytest.raises(Refusal, match="不对"):
        live.do(staff_acts.set_password, clerk, new=Secret("another one"), password=Secret("wrong"))
    with pytest.raises(Refusal, match="太短"):
        live.do(staff_acts.set_password, clerk, new=Secret("short"), password=Secret("battery staple"))
    with pytest.raises(Refusal, match="自己的口令"):
        live.do(staff_acts.set_password, clerk, new=Secret("another one"), staff="boss")
    live.do(staff_acts.set_password, boss, new=Secret("another one"), staff="w1")
    live.prove("w1", Secret("another one"))


def test_a_hall_in_earnest_takes_nobody_without_a_password(live):
    with pytest.raises(Refusal, match="口令"):
        live.do(staff_acts.add_staff, staff.actor(live.db, "boss"), code="w2", name="李窗口", role=Role.CLERK)
