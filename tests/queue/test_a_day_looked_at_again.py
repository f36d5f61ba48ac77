"""A past day rebuilt from the journal, minute by minute: what stood on the supervisor's screen stands there again."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

import pytest

from counter import acts
from counter.acts.queue import calling, crowd, day, moving
from counter.acts.report.floor import Floor
from counter.acts.report.replay import alerts_of, floor_at, next_alert
from counter.acts.staff import accounts
from counter.acts.undo import undo
from counter.acts.window import running
from counter.errors import Refusal
from counter.rules.order import MINUTE
from counter.rules.replayed_day import STATES, DayAgain, Playing
from counter.store import journal
from tests.queue.conftest import GUIDE, SUPERVISOR, clerk

LETTERS = "AAABC"


def again(floor, on: str = "2026-11-24") -> DayAgain:
    return floor.hall.ask(acts.report_replay, SUPERVISOR, day=on)


def seen(floor: Floor) -> tuple:
    """What can be told of an instant afterwards; what a newcomer would have been told can't."""
    queues = [replace(one, low=None, high=None) for one in floor.queues]
    # how long is long for a visit is learned anew each minute on the day, and afterwards by the hour
    stuck = sorted(
        (one.kind, one.ticket or 0, one.window or 0, one.minutes) for one in floor.stuck if one.kind != "serving"
    )
    rest = floor.groups, floor.unprinted, floor.night
    return queues, floor.windows, floor.loans, floor.called, floor.answers, floor.today, floor.hours, stuck, rest


def lived(floor, chance: random.Random, steps: int) -> list[Floor]:
    """A morning by real acts in no order anybody planned; the screen at some moments of it."""
    do, hall = floor.hall.do, floor.hall
    found = []
    moments = {chance.randrange(steps // 3, steps) for _ in range(3)}
    for step in range(steps):
        floor.later(chance.uniform(0.2, 1.5))
        window = chance.choice((1, 3, 5, chance.randrange(1, 9)))
        by = clerk(window)
        with suppress(Refusal):
            live = floor.db.execute(
                "SELECT id, front_window FROM ticket WHERE state NOT IN ('finished', 'left', 'lapsed')"
            ).fetchall()
            here = [str(id) for id, there in live if there == window]
            any_ = [str(id) for id, _ in live] or ["0"]
            match chance.choice("tttttttccccccsssssffffhaorxwmuudplbg"):
                case "t":
                    floor.take(chance.choice(LETTERS))
                case "c":
                    do(calling.call, by, window=window)
                case "s":
                    do(moving.start, by, ticket=here[0] if here else "0")
                case "f":
                    do(moving.finish, by, ticket=here[0] if here else "0")
                case "h":
                    do(moving.hold, by, ticket=here[0] if here else "0", reason="去复印")
                case "a":
                    do(moving.absent, by, ticket=here[0] if here else "0")
                case "o":
                    do(moving.step_out, GUIDE, ticket=chance.choice(any_))
                case "r":
                    do(moving.back, GUIDE, ticket=chance.choice(any_))
                case "x":
                    do(moving.transfer, by, ticket=here[0] if here else chance.choice(any_), queue=chance.choice("ABC"))
                case "w":
                    do(moving.leave, GUIDE, ticket=chance.choice(any_))
                case "m":
                    do(crowd.move, SUPERVISOR, tickets=tuple(any_[:6]), to=chance.choice("ABC"))
                case "b":
                    do(crowd.move_back, SUPERVISOR)
                case "u":
                    do(undo, by)
                case "d":
                    do(running.pause, SUPERVISOR, window=window)
                case "p":
                    do(running.resume, SUPERVISOR, window=window)
                case "l":
                    do(running.lend, SUPERVISOR, window=window, queue=chance.choice("ABC"), until="13:00")
                case "g":
                    do(running.take_back, SUPERVISOR, window=window)
        if step in moments:
            found.append(hall.ask(acts.report_floor, SUPERVISOR))
    return [*found, hall.ask(acts.report_floor, SUPERVISOR)]


@pytest.mark.parametrize("seed", [15, 21])
def test_what_stood_on_the_screen_stands_there_again(floor, seed):
    on_the_day = lived(floor, random.Random(seed), 220)
    floor.later(1)
    floor.hall.do(day.close, SUPERVISOR, leftover="tomorrow")
    floor.later(24 * 60)
    floor.hall.do(day.begin, SUPERVISOR)
    playing = Playing(again(floor))
    assert len(on_the_day) >= 3 and any(one.waiting for one in on_the_day[0].queues)
    for then in (*reversed(on_the_day), *on_the_day):  # backwards too
        assert seen(floor_at(playing.to(then.at), floor.hall.local)) == seen(then)
    last = floor_at(playing.to(playing.day.last), floor.hall.local)
    totals = floor.hall.ask(acts.day_totals, SUPERVISOR, on=playing.day.day)
    assert last.today.taken == sum(one.tickets for one in totals) > 20
    assert last.today.finished == sum(one.finished for one in totals) > 1
    assert not any(one.waiting for one in last.queues), "everybody was put off"
    stands = dict(floor.db.execute("SELECT id, state FROM ticket WHERE business_date = '2026-11-24'").fetchall())
    assert {id: STATES[stand[2]] for id, stand in playing.stands.items()} == stands


def test_the_clock_stops_at_what_wanted_somebody(floor):
    floor.take()
    floor.call()
    floor.later(30)
    live = floor.hall.ask(acts.report_floor, SUPERVISOR)
    floor.at(1, moving.start, live.stuck[0].ticket)
    floor.later(300)
    playing = Playing(again(floor))
    playing.to(playing.day.first)
    found = next_alert(playing, floor.hall.local)
    assert found is not None and found.startswith("stuck:called")
    assert found in alerts_of(live)
    called = floor.hall.policy.queue.watch.called_minutes
    assert called <= (playing.now - playing.day.first) / MINUTE <= called + 1
    names = []
    while (one := next_alert(playing, floor.hall.local)) is not None:
        names.append(one)
    assert any(one.startswith("stuck:serving") for one in names)
    assert playing.now <= floor.hall.now(), "today is looked at up to now"


def test_over_night_a_window_stayed_open_until_the_morning_ended_it(floor):
    floor.take()
    floor.call(1)
    floor.later(24 * 60)
    opened = floor.hall.do(day.begin, SUPERVISOR)
    assert opened.signed_out
    before, after = Playing(again(floor)), Playing(again(floor, "2026-11-25"))
    evening = floor_at(before.to(before.day.last), floor.hall.local)
    assert [one.staff for one in evening.windows[:2]] == ["窗口员1", "窗口员2"], "nobody had signed out"
    assert evening.windows[0].ticket == "A001"
    morning = floor_at(after.to(floor.hall.now()), floor.hall.local)
    assert {one.staff for one in morning.windows} == {""}
    assert [one.kind for one in morning.stuck] == ["yesterday"]
    assert morning.night == floor.hall.ask(acts.report_floor, SUPERVISOR).night is not None


def test_who_relieved_whom_and_who_was_away(floor):
    floor.hall.do(accounts.away, clerk(2))
    floor.later(40)
    live = floor.hall.ask(acts.report_floor, SUPERVISOR)
    floor.later(1)
    floor.hall.do(accounts.back, clerk(2))
    floor.later(1)
    floor.hall.do(accounts.sign_out, clerk(2))
    floor.later(5)
    playing = Playing(again(floor))
    assert seen(floor_at(playing.to(live.at), floor.hall.local)) == seen(live)
    assert floor_at(playing.to(playing.day.last), floor.hall.local).windows[1].staff == ""


def test_papers_that_stuck_and_terminals_that_fell_silent_are_seen_again(floor):
    live = []

    def on_the_day(minutes: float) -> None:
        floor.later(minutes)
        live.append(floor.hall.ask(acts.report_floor, SUPERVISOR))

    floor.db.execute("UPDATE shift SET process = '77', seen_at = ?", (floor.hall.now(),))
    shift, other = (row[0] for row in floor.db.execute("SELECT id FROM shift WHERE front_window IN (2, 3)"))
    floor.take()
    floor.call(2)
    floor.db.execute("UPDATE paper_job SET printer = 'gone', front_window = 2")
    on_the_day(0.1)
    on_the_day(1.4)
    on_the_day(0.5)
    assert live[-1].unprinted
    floor.later(0.1)
    floor.hall.beat(shift, "77")
    floor.db.execute("UPDATE paper_job SET state = 'sent', sent_at = ?", (floor.hall.now(),))
    on_the_day(0.2)
    on_the_day(2)
    floor.later(0.1)
    floor.hall.do(accounts.sign_in, clerk(2), window=2, process="78")
    on_the_day(0.1)
    floor.later(0.1)
    floor.hall.do(accounts.sign_out, clerk(3))
    on_the_day(1)
    silent = [{one.window for one in then.stuck if one.kind == "window"} for then in live]
    assert [2 in windows for windows in silent] == [False, False, True, False, True, False, False]
    assert other and 3 in silent[-2] and 3 not in silent[-1]
    assert [entry.facts["silent_since"] for entry in journal.of_day(floor.db, "window.heard", "2026-11-24")]
    floor.later(24 * 60)
    playing = Playing(again(floor))
    for then in (*live, *reversed(live)):
        assert seen(floor_at(playing.to(then.at), floor.hall.local)) == seen(then)


def test_a_day_that_has_not_come_or_left_no_trace_is_refused(floor):
    for on, code in (
        ("2026-11-25", "report.day-not-come"),
        ("明天", "report.day-not-come"),
        ("11.20", "report.nothing-happened"),
        ("gestern", "act.not-a-day"),
    ):
        with pytest.raises(Refusal) as refused:
            again(floor, on)
        assert refused.value.code == code
    floor.take()
    floor.later(24 * 60)
    assert floor.hall.ask(acts.report_replay, SUPERVISOR).day.isoformat() == "2026-11-24", "the last day without one"
    assert floor.db.execute("SELECT count(*) FROM look WHERE what = 'report.replay'").fetchone()[0] == 1


def test_a_day_whose_details_were_cleared_away_is_known_by_the_journal(floor):
    for n in range(3):
        floor.take("AAB"[n])
        floor.later(1)
    floor.call(1)
    live = floor.hall.ask(acts.report_floor, SUPERVISOR)
    floor.later(10)
    for table in ("call", "ticket_period", "paper_job", "paper", "ticket"):
        floor.db.execute(f"DELETE FROM {table}")
    again_then = floor_at(Playing(again(floor)).to(live.at), floor.hall.local)
    assert [(one.waiting, one.longest, one.longest_minutes) for one in again_then.queues] == [
        (one.waiting, one.longest, one.longest_minutes) for one in live.queues
    ]
    assert again_then.windows == live.windows and again_then.today == live.today
