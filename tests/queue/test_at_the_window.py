"""What a clerk does with a ticket, and what a press too many does not do."""

from __future__ import annotations

import pytest

from counter.acts.queue import calling as acts
from counter.acts.queue import moving, overview
from counter.acts.undo import last, undo
from counter.errors import Refusal
from tests.queue.conftest import GUIDE, SUPERVISOR, clerk


def history(floor, ticket: int) -> list[tuple[str, int | None]]:
    """(kind, minutes) of a ticket's periods."""
    return [
        (p.kind, p.minutes if p.until else None)
        for p in floor.hall.ask(overview.show, GUIDE, ticket=str(ticket)).periods
    ]


def test_a_visit_leaves_its_periods(floor):
    taken = floor.take()
    floor.later(7)
    floor.serve(1, 12)
    assert history(floor, taken.id) == [("waiting", 7), ("called", 0), ("serving", 12)]


def test_a_second_press_with_an_open_ticket_is_refused_and_says_what_is_open(floor):
    floor.take(), floor.take()
    floor.call(1)
    with pytest.raises(Refusal, match="1 号窗口还有 A001 已呼叫"):
        floor.call(1)
    assert floor.state(2) == "waiting"


def test_the_same_key_twice_calls_once(floor):
    floor.take(), floor.take()
    first = floor.at(1, acts.call, key="F2-1")
    assert floor.at(1, acts.call, key="F2-1") == first
    assert floor.state(2) == "waiting"


def test_a_window_without_anybody_signed_in_calls_nobody(floor):
    floor.take()
    floor.db.execute("UPDATE shift SET ended_at = started_at WHERE front_window = 1")
    with pytest.raises(Refusal, match="还没有人签到"):
        floor.call(1)


def test_a_window_on_a_break_calls_nobody(floor):
    floor.take()
    floor.db.execute("UPDATE shift SET state = 'away', away_since = started_at WHERE front_window = 1")
    with pytest.raises(Refusal, match="暂停中"):
        floor.call(1)


def test_another_clerk_can_not_finish_my_ticket_but_the_supervisor_can_put_it_back(floor):
    taken = floor.take()
    floor.call(1)
    with pytest.raises(Refusal, match="1 号窗口（窗口员1）"):
        floor.at(2, moving.start, taken.id)
    floor.hall.do(moving.release, SUPERVISOR, ticket=str(taken.id))
    assert floor.call(2).ticket == taken.id


def test_held_people_keep_their_arrival_and_are_picked_again(floor):
    first = floor.take()
    floor.later(3)
    floor.take()
    floor.call(1)
    floor.at(1, moving.start, first.id)
    floor.at(1, moving.hold, first.id, reason="去复印身份证")
    assert floor.hall.ask(overview.show, GUIDE, ticket="A001").line.held_reason == "去复印身份证"
    floor.later(10)
    floor.at(1, moving.back, first.id)
    assert floor.call(2).ticket == first.id


def test_hold_needs_a_reason(floor):
    taken = floor.take()
    floor.call(1)
    with pytest.raises(Refusal, match="没有写挂起原因"):
        floor.at(1, moving.hold, taken.id, reason=" ")
    assert floor.state(taken.id) == "called"


def test_a_number_keeps_its_letter_and_arrival_wherever_it_is_sent(floor):
    sent = floor.take("A")
    floor.later(2)
    floor.take("C")
    floor.at(1, acts.pick, sent.id)
    floor.at(1, moving.transfer, sent.id, queue="C")
    called = floor.call(6)
    assert (called.number, called.waited_minutes) == ("A001", 2)
    assert [kind for kind, _ in history(floor, sent.id)] == ["waiting", "called", "transferred", "called"]


def test_a_ticket_sent_to_one_window_is_called_by_that_window_only(floor):
    sent = floor.take("A")
    floor.hall.do(moving.transfer, GUIDE, ticket="A001", to_window=2)
    with pytest.raises(Refusal, match="已转给 2 号窗口"):
        floor.call(1)
    assert floor.call(2).ticket == sent.id


def test_a_family_on_one_ticket_makes_the_wait_behind_it_longer(floor):
    for window in range(2, 9):
        floor.db.execute("UPDATE shift SET ended_at = started_at WHERE front_window = ?", (window,))
    floor.take()
    alone = floor.take()
    floor.hall.do(moving.people, GUIDE, ticket="A001", people=5)
    behind = floor.take()
    assert behind.ahead == 2 and behind.high > alone.high * 2


@pytest.mark.parametrize("steps", ["call", "recall", "start", "absent", "hold", "finish", "transfer"])
def test_undo_restores_state_times_and_board_and_both_stay_in_the_journal(floor, steps):
    taken = floor.take()
    floor.later(4)
    before: list = []

    def snap():
        row = dict(floor.db.execute("SELECT * FROM ticket WHERE id = ?", (taken.id,)).fetchone())
        row.pop("version")
        periods = [
            tuple(r)
            for r in floor.db.execute(
                "SELECT kind, started_at, ended_at, front_window FROM ticket_period WHERE ticket = ?", (taken.id,)
            )
        ]
        return row, periods, floor.hall.ask(overview.recent, GUIDE)

    path = {
        "call": [],
        "recall": ["call"],
        "start": ["call"],
        "absent": ["call"],
        "hold": ["call", "start"],
        "finish": ["call", "start"],
        "transfer": ["call", "start"],
    }[steps]
    given = {"hold": {"reason": "复印"}, "transfer": {"queue": "C"}}
    for step in [*path, steps]:
        before = snap()
        floor.later(0.5)
        floor.at(
            1,
            getattr(moving, step, None) or getattr(acts, step),
            *([] if step == "call" else [taken.id]),
            **given.get(step, {}),
        )
    assert snap() != before
    floor.later(0.1)
    floor.hall.do(undo, clerk(1))
    assert snap() == before
    entries = floor.db.execute("SELECT act, undoes, seq FROM journal ORDER BY seq DESC LIMIT 2").fetchall()
    assert entries[0]["act"] == "act.undo" and entries[0]["undoes"] == entries[1]["seq"]


def test_a_count_of_people_that_changed_nothing_can_be_undone_too(floor):
    taken = floor.take()
    floor.at(1, moving.people, taken.id, people=1)
    assert floor.hall.do(undo, clerk(1)).state == "waiting"
    assert floor.db.execute("SELECT people FROM ticket").fetchone()[0] == 1


def test_undo_is_over_after_its_time_and_never_twice_for_one_act(floor):
    floor.take()
    floor.call(1)
    floor.hall.do(undo, clerk(1))
    with pytest.raises(Refusal, match="还没有可以撤销"):
        floor.hall.do(undo, clerk(1))
    floor.call(1)
    floor.later(2)
    with pytest.raises(Refusal, match="60 秒以内可以撤销"):
        floor.hall.do(undo, clerk(1))


def test_undo_of_a_finish_is_refused_when_the_window_has_somebody_else(floor):
    first, second = floor.take(), floor.take()
    floor.call(1)
    floor.at(1, moving.start, first.id)
    floor.at(1, moving.finish, first.id)
    floor.hall.do(acts.pick, SUPERVISOR, ticket=str(second.id), window=1)
    with pytest.raises(Refusal, match="已经有了别的号"):
        floor.hall.do(undo, clerk(1))
    with pytest.raises(Refusal, match="已经有了别的号"):
        floor.hall.ask(last, clerk(1))


def test_undo_is_refused_when_another_window_took_the_person_since(floor):
    taken = floor.take()
    floor.call(1)
    floor.at(1, moving.absent, taken.id)
    floor.at(2, acts.pick, taken.id)
    with pytest.raises(Refusal, match="又有变动"):
        floor.hall.do(undo, clerk(1))
    assert floor.state(taken.id) == "called"


def test_the_undo_key_goes_back_step_by_step_and_offers_nothing_that_it_would_refuse(floor):
    taken = floor.take()
    floor.call(1)
    floor.at(1, moving.start, taken.id)
    floor.at(1, moving.finish, taken.id)
    for state in ("serving", "called", "waiting"):
        offered = floor.hall.ask(last, clerk(1))
        floor.hall.do(undo, clerk(1), seq=offered.seq)
        assert floor.state(taken.id) == state
    floor.call(1)
    floor.at(1, moving.absent, taken.id)
    floor.at(2, acts.pick, taken.id)
    with pytest.raises(Refusal, match="又有变动"):
        floor.hall.ask(last, clerk(1))


def test_an_undone_take_gives_its_number_to_nobody_else(floor):
    floor.take()
    floor.hall.do(undo, GUIDE)
    assert floor.state(1) == "lapsed"
    assert floor.take().number == "A002"


@pytest.mark.parametrize("text", ["", "A", "A9999999999999999999", "1e3", "[/x]", "\x1b[2J", "Ａ００１x", "A-1", "999"])
def test_a_ticket_that_is_none_is_refused_in_words(floor, text):
    floor.take()
    with pytest.raises(Refusal):
        floor.at(1, acts.pick, text)
    assert floor.state(1) == "waiting"
