"""Opening, closing, what is left at night, what was written by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.acts.queue import day, moving, overview, stuck
from counter.acts.queue.overview import listed as ticket_list
from counter.acts.queue.overview import show as ticket_show
from counter.acts.undo import last
from counter.acts.window.overview import show as window_show
from counter.errors import Refusal
from tests.queue.conftest import GUIDE, SUPERVISOR, clerk, sign_in


def boss(floor, act, **given):
    return floor.hall.do(act, SUPERVISOR, **given)


def test_a_day_can_not_end_while_a_ticket_has_no_decision(floor):
    for _ in range(3):
        floor.take()
    floor.call(1)
    with pytest.raises(Refusal, match="还有 3 个号没有决定：A001、A002、A003"):
        boss(floor, day.close)
    assert floor.hall.ask(day.show, SUPERVISOR).state == "open"


def test_every_left_ticket_gets_its_decision_and_cut_off_times_are_marked(floor):
    for _ in range(3):
        floor.take()
    floor.call(1)
    floor.at(1, moving.start, "A001")
    boss(floor, day.decide, ticket="A001", decision=day.Decision.TOMORROW)
    boss(floor, day.decide, ticket="A002", decision=day.Decision.LAPSE)
    served = boss(floor, day.decide, ticket="A003", decision=day.Decision.SERVE)
    assert served.state == "waiting"
    floor.serve(2)
    assert boss(floor, day.close).decided == ()
    states = floor.db.execute("SELECT state, unreliable FROM ticket ORDER BY id").fetchall()
    assert [tuple(r) for r in states] == [("tomorrow", 1), ("lapsed", 0), ("finished", 0)]
    assert (
        floor.db.execute("SELECT reliable FROM ticket_period WHERE ticket = 1 AND kind = 'serving'").fetchone()[0] == 0
    )


def test_whoever_was_put_off_is_first_tomorrow_with_a_number_of_that_day(floor):
    floor.take()
    floor.take(matter="落户")
    boss(floor, day.decide, ticket="A001", decision=day.Decision.LAPSE)
    boss(floor, day.decide, ticket="A002", decision=day.Decision.TOMORROW)
    boss(floor, day.close)
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    opened = boss(floor, day.begin)
    assert opened.carried == ("A002 → A001",) and "A002 → A001" in str(opened)
    assert "A001（原 A002）" in str(floor.hall.ask(ticket_show, clerk(1), ticket="A001")), "by whatever way one looks"
    assert [line.was for line in floor.hall.ask(ticket_list, clerk(1))] == ["A002"]
    sign_in(floor.hall, 1)  # the night has ended yesterday's shifts
    assert [row.matter for row in floor.hall.ask(window_show, clerk(1), window=1).rows] == ["A002 → A001  落户"]
    floor.later(20)
    floor.take(class_="elderly")
    called = floor.call(1)
    assert (called.class_, called.matter, called.number) == ("carried", "落户", "A001")
    assert "昨日转来提前 30 分" in called.reason
    assert floor.hall.ask(window_show, clerk(1), window=1).current.was == "A002", "they hold yesterday's slip"
    board = floor.hall.ask(overview.board, clerk(1)).calls[0]
    assert board.was == "A002" and "A001（原 A002）" in str(board)
    assert floor.db.execute("SELECT count(*) FROM ticket WHERE continues = 2").fetchone()[0] == 1


def test_a_closed_day_gives_no_numbers_until_it_is_opened_again(floor):
    floor.take()
    floor.serve(1)
    boss(floor, day.close)
    with pytest.raises(Refusal, match="不再发号"):
        floor.take()
    boss(floor, day.begin)
    assert floor.take().number == "A002"


def test_the_day_records_how_wrong_its_estimates_were_and_a_second_closing_gives_the_same(floor):
    for _ in range(4):
        floor.take()
        floor.later(2)
    for _ in range(4):
        floor.serve(1, 6)
    errors = boss(floor, day.close).errors
    assert [(e.queue, e.tickets) for e in errors] == [("A", 4)]
    waits = [
        r[0]
        for r in floor.db.execute(
            "SELECT p.started_at - t.arrived_at FROM ticket t JOIN ticket_period p ON p.ticket = t.id AND p.kind = "
            "'called' ORDER BY t.id"
        )
    ]
    said = [
        tuple(r)
        for r in floor.db.execute("SELECT estimate, estimate_fixed, estimate_configured FROM ticket ORDER BY id")
    ]
    for position, name in enumerate(("learned", "fixed", "configured")):
        by_hand = sum(abs(s[position] - w) for s, w in zip(said, waits, strict=True)) / 4 / 60_000
        assert getattr(errors[0], name) == pytest.approx(by_hand, abs=0.001)
    boss(floor, day.begin)
    assert boss(floor, day.close).errors == errors
    assert floor.hall.ask(day.errors, SUPERVISOR) == errors


def test_hand_written_numbers_are_entered_with_their_true_times(floor):
    floor.take()
    done = floor.hall.do(
        stuck.enter, GUIDE, queue="A", number=501, arrived="08:40", called="08:50", finished="09:05", window=2
    )
    waits = floor.hall.do(stuck.enter, GUIDE, queue="A", number=502, arrived="08:45")
    assert (done.state, waits.state) == ("finished", "waiting")
    called = floor.call(1)
    assert (called.number, called.waited_minutes) == ("A502", 45)
    kinds = floor.db.execute(
        "SELECT kind, ended_at - started_at FROM ticket_period WHERE ticket = ?", (done.id,)
    ).fetchall()
    assert [tuple(r) for r in kinds] == [("waiting", 600_000), ("serving", 900_000)]
    assert floor.take().number == "A503"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 1, "arrived": "08:40"},
        {"number": 501, "arrived": "23:00"},
        {"number": 501, "arrived": "x"},
        {"number": 0, "arrived": "08:40"},
        {"number": 501, "arrived": "09:00", "called": "08:50", "finished": "09:05", "window": 1},
        {"number": 501, "arrived": "08:00", "called": "08:50"},
        {"number": 501, "arrived": "08:40", "called": "08:50", "finished": "09:00"},
        {"number": 501, "arrived": "08:40", "window": 77},
    ],
    ids=["taken", "future", "no time", "zero", "wrong order", "half", "no window", "unknown window"],
)
def test_a_hand_written_number_that_can_not_be_is_refused(floor, wrong):
    floor.take()
    with pytest.raises(Refusal):
        floor.hall.do(stuck.enter, GUIDE, queue="A", **wrong)
    assert floor.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 1


def test_the_watch_names_what_is_stuck(floor):
    for _ in range(4):
        floor.take()
    floor.call(1)
    floor.call(2)
    floor.at(2, moving.start, "A002")
    floor.call(4)
    floor.at(4, moving.hold, "A003", reason="去拍照")
    assert floor.hall.ask(stuck.stuck, SUPERVISOR) == ()
    floor.later(61)
    floor.db.execute(
        "UPDATE shift SET process = '999', seen_at = ? WHERE front_window = 2", (floor.hall.now() - 200_000,)
    )
    floor.db.execute("UPDATE shift SET state = 'away', away_since = started_at WHERE front_window = 8")
    found = {one.kind: one.words for one in floor.hall.ask(stuck.stuck, SUPERVISOR)}
    assert found == {
        "called": "A001 已叫到 1 号窗口 61 分，没有开始",
        "serving": "A002 在2 号窗口已办 61 分，远超平常",
        "held": "A003 挂起已超过保留时间（去拍照）",
        "window": "2 号窗口（窗口员2）3 分没有动静，手上还有 A002",
        "away": "8 号窗口（窗口员8）已暂停 61 分",
    }


def test_the_list_shows_called_people_with_their_window_at_once_and_the_rest_in_calling_order(floor):
    floor.take()
    floor.later(1)
    floor.take(class_="elderly")
    floor.later(1)
    floor.take()
    floor.call(1)
    rows = floor.hall.ask(overview.listed, clerk(2), window=2)
    assert [(r.number, r.state, r.window) for r in rows] == [
        ("A002", "called", 1),
        ("A001", "waiting", None),
        ("A003", "waiting", None),
    ]


def test_what_undo_would_do_is_told_before_it_is_done(floor):
    floor.take()
    floor.call(1)
    told = floor.hall.ask(last, clerk(1))
    assert (told.words, told.number) == ("叫号", "A001")
    with pytest.raises(Refusal, match="新的操作"):
        from counter.acts.undo import undo

        floor.hall.do(undo, clerk(1), seq=told.seq - 1)


def test_the_next_morning_nobody_left_from_yesterday_is_called_counted_or_listed(floor):
    """A001 of yesterday and A001 of today are two people: F2 must not call the one who went home."""
    floor.take()
    floor.take()
    floor.call(1)
    floor.at(1, moving.absent, "A001")
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    with pytest.raises(Refusal, match="没有人在等"):
        floor.call(1)
    assert floor.hall.ask(overview.coming, clerk(1), window=1).ticket is None
    mine = floor.take()
    assert (mine.number, mine.ahead, floor.hall.ask(overview.queues, GUIDE)[0].waiting) == ("A001", 0, 1)
    assert [one.id for one in floor.hall.ask(overview.listed, clerk(1), window=1)] == [mine.id]
    assert (called := floor.call(1)).ticket == mine.id and "下一位" not in called.reason
    assert [one.kind for one in floor.hall.ask(stuck.stuck, SUPERVISOR)] == ["yesterday"] * 2  # and yet nobody is lost


def test_yesterdays_absent_ticket_does_not_come_back_under_todays_number(floor):
    old = floor.take()
    for _ in range(3):
        floor.later(5)
        floor.call(1)
        floor.at(1, moving.absent, old.id)
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    with pytest.raises(Refusal, match="A001 是 2026-11-24 的号"):
        floor.hall.do(moving.back, GUIDE, ticket=str(old.id))
    assert floor.state(old.id) == "absent"


def test_what_a_window_had_in_hand_at_midnight_stays_in_its_list_until_it_is_put_away(floor):
    floor.take()
    floor.call(1)
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    assert [one.state for one in floor.hall.ask(overview.listed, clerk(1), window=1)] == ["called"]


def test_who_is_left_from_yesterday_is_decided_about_before_anybody_calls_them(floor):
    """A hand-written number of this morning is called first; the leftover of yesterday came earlier and waits for a
    word.
    """
    floor.take()
    floor.hall.set_now(datetime(2026, 11, 25, 9, 0))
    entered = floor.hall.do(stuck.enter, GUIDE, queue="A", number=1, arrived="08:30")
    called = floor.call(1)
    assert (called.ticket, called.number) == (entered.id, "A001")
    floor.at(1, moving.start, called.ticket)
    floor.at(1, moving.finish, called.ticket)
    with pytest.raises(Refusal):
        floor.call(1)
    assert floor.state(1) == "waiting"
    boss(floor, day.decide, ticket="1", decision=day.Decision.LAPSE)
    assert floor.state(1) == "lapsed"
