"""Whoever answers for the hall runs the floor: windows, queues and people, none of it by an administrator."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.acts.queue import crowd, day, moving, overview
from counter.acts.report import alerts
from counter.acts.staff import accounts, people, words
from counter.acts.window import running, turning
from counter.errors import Refusal
from counter.rules.access import Actor, Role
from counter.store import journal
from tests.queue.conftest import SUPERVISOR, clerk

OTHER = Actor("sup2", "副主任", Role.SUPERVISOR)


def boss(floor, act, **given):
    return floor.hall.do(act, SUPERVISOR, **given)


def queues_of(floor, window: int) -> str:
    return floor.db.execute("SELECT queues FROM front_window WHERE number = ?", (window,)).fetchone()[0]


def told(floor, window: int) -> list[str]:
    return [str(one) for one in floor.hall.ask(words.told, clerk(window))]


def test_a_paused_window_calls_nobody_and_its_person_knows(floor):
    floor.take()
    floor.take()
    floor.call(1)
    assert "手上的 A001 办完为止" in boss(floor, running.pause, window=1, reason="打印机坏了").words
    assert told(floor, 1) == ["09:30 主任：主任 暂停了本窗口叫号：打印机坏了"]
    floor.at(1, moving.start, "A001")
    floor.at(1, moving.finish, "A001")  # who was there is served to the end
    with pytest.raises(Refusal, match="暂停中"):
        floor.call(1)
    with pytest.raises(Refusal, match="已经暂停"):
        boss(floor, running.pause, window=1)
    floor.hall.do(words.heard, clerk(1), upto=1)
    assert told(floor, 1) == []
    boss(floor, running.resume, window=1)
    assert floor.call(1).number == "A002" and "恢复了本窗口叫号" in told(floor, 1)[0]


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (running.pause, {"window": 77}),
        (running.resume, {"window": 1}),
        (running.lend, {"window": 1, "queue": "C", "until": "09:00"}),
        (running.lend, {"window": 1, "queue": "C", "until": "noon"}),
        (running.lend, {"window": 1, "queue": "Z", "until": "11:00"}),
        (running.lend, {"window": 1, "queue": "A", "until": "11:00"}),
        (running.take_back, {"window": 1}),
        (crowd.move, {"tickets": (), "to": "C"}),
        (crowd.move_back, {}),
        (words.call, {"code": "nobody"}),
        (words.call, {"code": "c1", "where": "77"}),
        (words.call_off, {"code": "c1"}),
        (alerts.answer, {"alert": "stuck:called:1:1", "words": " "}),
        (alerts.ask_again, {"alert": "stuck:called:1:1"}),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(floor, act, given):
    before = journal.last_seq(floor.db)
    with pytest.raises(Refusal) as refused:
        boss(floor, act, **given)
    assert refused.value.message and journal.last_seq(floor.db) == before
    with pytest.raises(Refusal, match="不能做这项操作"):
        floor.hall.do(act, clerk(1), **given)


def test_a_lent_window_falls_back_by_itself_and_never_calls_by_a_lapsed_loan(floor):
    floor.take("A")
    floor.take("C")
    boss(floor, running.lend, window=1, queue="C", until="10:00")
    assert queues_of(floor, 1) == '["C", "A"]' and "到 10:00 叫 C、A" in told(floor, 1)[0]
    with pytest.raises(Refusal, match="已由 主任 改叫"):
        boss(floor, running.lend, window=1, queue="B", until="11:00")
    assert [one.until for one in floor.hall.ask(running.loans, SUPERVISOR)] == ["10:00"]
    floor.later(30)
    assert floor.call(1).number == "A001"  # its own queue, though nobody has turned anything yet
    assert queues_of(floor, 1) == '["A"]' and floor.hall.ask(running.loans, SUPERVISOR) == ()
    boss(floor, running.lend, window=2, queue="C", until="10:05", only=True)
    assert queues_of(floor, 2) == '["C"]'
    floor.later(4)
    turning.turn_if_due(floor.hall)
    assert queues_of(floor, 2) == '["C"]'
    floor.later(1)
    turning.turn_if_due(floor.hall)
    turning.turn_if_due(floor.hall)  # twice: nothing more
    assert queues_of(floor, 2) == '["A"]'
    turns = journal.of_day(floor.db, "window.turn", "2026-11-24")
    assert [(one.staff, one.subject) for one in turns] == [("hall", "window:2")]


def test_a_window_that_was_set_anew_while_it_was_lent_keeps_what_was_set(floor):
    boss(floor, running.lend, window=1, queue="C", until="10:00")
    floor.db.execute("UPDATE front_window SET queues = '[\"B\"]' WHERE number = 1")
    boss(floor, running.take_back, window=1)
    assert queues_of(floor, 1) == '["B"]'
    boss(floor, running.lend, window=5, queue="B", until="10:00")
    floor.db.execute("UPDATE queue SET closed_on = '2026-11-24' WHERE letter = 'C'")
    boss(floor, running.take_back, window=5)
    assert queues_of(floor, 5) == '["A"]'  # a queue that was closed meanwhile does not come back


def test_what_was_left_open_over_night_ends_by_itself_and_no_number_is_lost(floor):
    floor.take()
    floor.take()
    floor.call(3)
    floor.at(3, moving.start, "A001")
    floor.later(20)
    floor.hall.set_now(datetime(2026, 11, 25, 0, 30))
    turning.turn_if_due(floor.hall)
    assert floor.state(1) == "serving"  # somebody may still work at half past midnight
    floor.hall.set_now(datetime(2026, 11, 25, 8, 20))
    turning.turn_if_due(floor.hall)
    left = floor.db.execute("SELECT DISTINCT ended_at IS NULL, ended_at <= started_at + 60000 FROM shift").fetchall()
    assert [tuple(row) for row in left] == [(0, 1)]  # as of the last thing they did, not of this morning
    assert floor.state(1) == "held" and floor.state(2) == "waiting"
    with pytest.raises(Refusal):
        floor.hall.ask(overview.current, clerk(3), window=3) or floor.call(3)
    shown = floor.hall.ask(day.show, SUPERVISOR)
    assert [one.number for one in shown.left] == ["A001", "A002"]
    assert "昨夜没有签退" in str(shown.night) and "3 号（窗口员3）" in str(shown.night) and "A001" in str(shown.night)
    served = floor.db.execute("SELECT reliable FROM ticket_period WHERE ticket = 1 AND kind = 'serving'").fetchone()
    assert served[0] == 0
    floor.hall.do(accounts.sign_in, clerk(3), window=3)
    floor.take()
    assert floor.call(3).number == "A001"  # today's: the window is free for it
    boss(floor, crowd.decide_all, tickets=("1", "2"), decision=day.Decision.TOMORROW)
    assert floor.hall.ask(day.show, SUPERVISOR).left[0].business_date == "2026-11-25"


def test_the_morning_that_is_opened_first_says_the_same(floor):
    floor.hall.set_now(datetime(2026, 11, 25, 8, 0))
    opened = boss(floor, day.begin)
    assert len(opened.signed_out) == 8 and "昨夜没有签退" in str(opened)
    turning.turn_if_due(floor.hall)
    assert journal.of_day(floor.db, "window.turn", "2026-11-25") == []


def test_people_are_moved_with_their_place_and_who_was_called_meanwhile_is_not(floor):
    for minute in range(3):
        floor.take("A", matter=str(minute))
        floor.later(1)
    floor.take("C")
    seen = tuple(f"{one.id}@{one.version}" for one in floor.hall.ask(overview.listed, SUPERVISOR, queue="A"))
    floor.call(1)
    moved = boss(floor, crowd.move, tickets=seen, to="C")
    assert moved.done == ("A002", "A003") and "A001 已呼叫" in str(moved)
    order = [one.number for one in floor.hall.ask(overview.listed, SUPERVISOR, queue="C")]
    assert order == ["A002", "A003", "C001"]  # by their arrival, before who came later
    with pytest.raises(Refusal, match="没有可以转走的号"):
        boss(floor, crowd.move, tickets=seen, to="C")  # the same press again
    floor.call(6)
    last = floor.hall.ask(crowd.last_move, SUPERVISOR)
    back = boss(floor, crowd.move_back, seq=last.seq)
    assert back.done == ("A003",) and back.left == ("A002 已呼叫",)
    assert [one.number for one in floor.hall.ask(overview.listed, SUPERVISOR, queue="C")] == ["A002", "C001"]
    periods = floor.db.execute("SELECT kind, ended_at IS NULL FROM ticket_period WHERE ticket = 3").fetchall()
    assert [tuple(row) for row in periods] == [("waiting", 1)]
    with pytest.raises(Refusal, match="没有可以收回"):
        boss(floor, crowd.move_back)


def test_many_left_numbers_are_decided_at_once_but_never_who_stands_at_a_window(floor):
    for _ in range(4):
        floor.take()
    seen = tuple(f"{one.id}@{one.version}" for one in floor.hall.ask(day.show, SUPERVISOR).left)
    floor.call(1)
    boss(floor, moving.leave, ticket="A002")
    done = boss(floor, crowd.decide_all, tickets=seen, decision=day.Decision.LAPSE)
    assert done.done == ("A003", "A004") and len(done.left) == 2 and "A001 已呼叫" in str(done)
    assert [floor.state(n) for n in (1, 2, 3, 4)] == ["called", "left", "lapsed", "lapsed"]
    with pytest.raises(Refusal, match="不用一起决定"):
        boss(floor, crowd.decide_all, tickets=("1",), decision=day.Decision.SERVE)


def test_somebody_who_forgot_to_sign_out_is_signed_out_once_nobody_sits_there(floor):
    floor.take()
    floor.call(1)
    with pytest.raises(Refusal):
        boss(floor, people.sign_out_other, code="c1")
    boss(floor, moving.transfer, ticket="A001", to_window=2)
    boss(floor, people.sign_out_other, code="c1")
    assert floor.call(2).number == "A001"


def test_a_colleague_is_called_on_their_screen_and_in_a_corner_of_the_board(floor):
    boss(floor, words.call, code="c1", where="3", words="有位老人要帮忙")
    with pytest.raises(Refusal, match="已经在叫"):
        boss(floor, words.call, code="c1")
    assert told(floor, 1) == ["09:30 主任，请到3 号窗口：有位老人要帮忙"]
    board = floor.hall.ask(overview.board, SUPERVISOR)
    assert [(one.name, one.where) for one in board.wanted] == [("窗口员1", "3")]
    assert "老人" not in repr(board)  # the public board carries nobody's words
    floor.hall.do(words.heard, clerk(1), upto=1)
    assert floor.hall.ask(overview.board, SUPERVISOR).wanted == ()
    boss(floor, words.call, code="c2")
    boss(floor, words.call_off, code="c2")
    assert told(floor, 2) == [] and floor.hall.ask(words.called, SUPERVISOR) == ()
    boss(floor, words.call, code="c2")
    floor.later(11)
    assert floor.hall.ask(overview.board, SUPERVISOR).wanted == () and len(told(floor, 2)) == 1


def test_an_alert_is_taken_on_once_and_asked_anew_tomorrow(floor):
    floor.db.execute("INSERT INTO staff (code, name, role) VALUES ('sup2', '副主任', 'supervisor')")
    boss(floor, alerts.answer, alert="stuck:called:1:1", words="已去看")
    with pytest.raises(Refusal, match="刚才已经答复过：09:30 主任：已去看"):
        floor.hall.do(alerts.answer, OTHER, alert="stuck:called:1:1", words="我去")
    floor.hall.do(alerts.answer, OTHER, alert="stuck:called:1:1", words="我去", seen="已去看")
    assert [(one.by, one.words) for one in floor.hall.ask(alerts.answers, SUPERVISOR)] == [("副主任", "我去")]
    boss(floor, alerts.ask_again, alert="stuck:called:1:1")
    assert floor.hall.ask(alerts.answers, SUPERVISOR) == ()
    boss(floor, alerts.answer, alert="stuck:called:1:1", words="再去看")
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    assert floor.hall.ask(alerts.answers, SUPERVISOR) == ()
