"""The pure rules: nobody starves, the estimate learns and is not fooled."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter import acts
from counter.hall.settings import read_policy
from counter.rules import estimate, order
from counter.rules.estimate import Open, ServiceTime
from counter.rules.order import MINUTE, Waiting
from counter.rules.replay import bounds, worst_plain_wait
from tests.queue.conftest import SUPERVISOR

QUEUE = read_policy({}).queue
POLICY = order.read_policy(QUEUE)
CLASSES = sorted(lane for lane in POLICY.heads if lane not in ("appointment", "carried"))


@given(
    st.sampled_from(CLASSES),
    st.sampled_from(CLASSES),
    st.integers(0, 600),
    st.integers(0, 600),
    st.one_of(st.none(), st.integers(-30, 600)),
)
def test_nobody_who_comes_after_the_bound_is_put_before(mine, theirs, came, later, appointment):
    me = order.arrive(POLICY, mine, came * MINUTE, None)
    bound = order.passed_until(POLICY, me.lane, me.ready_at)
    moment = came * MINUTE + later * MINUTE
    if appointment is not None and appointment * MINUTE < moment - 24 * 60 * MINUTE:
        return
    other = order.arrive(POLICY, theirs, moment, appointment * MINUTE if appointment is not None else None)
    if moment > bound:
        first = order.choose(
            POLICY,
            [
                Waiting(1, "A", 1, "A", me.lane, me.ready_at, came),
                Waiting(2, "A", 2, "A", other.lane, other.ready_at, later),
            ],
            moment,
        )
        assert first is not None and first.ticket == 1


@given(st.sampled_from(CLASSES), st.integers(0, 500), st.integers(0, 500))
def test_coming_back_is_never_better_than_having_stayed(lane, ready, later):
    assert order.come_back(POLICY, lane, ready * MINUTE, (ready + later) * MINUTE) >= ready * MINUTE


def test_a_head_start_below_zero_is_refused_since_it_would_break_the_bound():
    with pytest.raises(ValueError, match="from 0 up"):
        order.read_policy(replace(QUEUE, head_start={"normal": 0, "appointment": -5}))


def test_the_written_order_is_shown_with_the_bound_of_each_class(floor):
    from counter.acts.queue import overview
    from tests.queue.conftest import GUIDE

    lines = [str(line) for line in floor.hall.ask(overview.written_order, GUIDE)]
    assert "普通：提前 0 分；40 分以后来的人不会排到前面" in lines
    assert "老年人：提前 20 分；20 分以后来的人不会排到前面" in lines


def test_equal_credit_goes_by_ticket_and_says_so(floor):
    floor.take(), floor.take()
    assert floor.call(1).reason == "等候 0 分；下一位 A002 等候 0 分，相同时先取号的先办"


def learn(minutes: list[float], configured: int = 10) -> ServiceTime:
    ms = [round(m * MINUTE) for m in minutes]
    return estimate.learn(ms, [20_000] * len(ms), [], configured * MINUTE, 6, 180 * MINUTE)


def test_the_pace_goes_from_the_configured_minutes_to_what_is_seen():
    assert learn([], 10).each == 10 * MINUTE
    assert learn([4] * 60, 10).each / MINUTE == pytest.approx(4.9, abs=0.2)


def test_forgotten_tickets_do_not_fool_it():
    usual = learn([5] * 57)
    assert learn([5] * 57 + [179, 170, 400]).each < usual.each * 1.2


def test_people_who_never_come_cost_only_the_call():
    calls = [20_000] * 100
    half = estimate.learn([5 * MINUTE] * 50, calls, [], 5 * MINUTE, 0, 180 * MINUTE)
    assert half.each == pytest.approx(2.5 * MINUTE + 20_000)


PACES = {"A": ServiceTime(5 * MINUTE, 2 * MINUTE, 50), "B": ServiceTime(20 * MINUTE, 8 * MINUTE, 50)}


def guess(windows: list[Open], ahead: int, queue: str = "A", **given):
    return estimate.estimate(windows, [("A", 1.0)] * ahead, queue, PACES, low=0.15, high=0.85, **given)


def test_no_window_no_number():
    assert guess([Open(1, frozenset("B"), 0)], 3) is None


@given(st.integers(0, 60), st.integers(1, 20))
def test_more_people_never_shorten_it_and_another_window_never_lengthens_it(ahead, windows):
    opened = [Open(n, frozenset("A"), 0) for n in range(windows)]
    base = guess(opened, ahead)
    assert guess(opened, ahead + 1).middle >= base.middle
    assert guess([*opened, Open(99, frozenset("A"), 0)], ahead).middle <= base.middle
    assert base.low <= base.middle <= base.high


def test_windows_shared_with_another_queue_are_counted_as_shared():
    shared = [Open(1, frozenset("AB"), 0), Open(2, frozenset("A"), 0)]
    with_b = estimate.estimate(shared, [("B", 1.0), ("A", 1.0)], "A", PACES, low=0.15, high=0.85)
    without = estimate.estimate(shared, [("A", 1.0)], "A", PACES, low=0.15, high=0.85)
    assert without.middle == 0 and with_b.middle == 5 * MINUTE


def test_only_those_within_the_head_start_can_pass():
    opened = [Open(1, frozenset("A"), 0)]
    few = guess(opened, 20, passing=[(1 / (10 * MINUTE), 20 * MINUTE)])
    assert few.middle == 100 * MINUTE + 2 * 5 * MINUTE


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (100_000, 400_000, (1, 7)),
        (11 * MINUTE, 23 * MINUTE, (10, 25)),
        (0, 0, (0, 1)),
        (10 * MINUTE, 10 * MINUTE, (10, 15)),
    ],
)
def test_a_range_is_said_in_round_minutes(low, high, said):
    assert estimate.in_steps(estimate.Estimate(low, low, high), 5) == said


def test_the_plain_order_replay_and_the_bound_by_hand():
    visits = [(0, "A", 10), (0, "A", 10), (5, "A", 10)]
    assert worst_plain_wait(visits, {1: ["A"]}, {}, 0) == 15
    assert worst_plain_wait(visits, {1: ["A"], 2: ["A"]}, {}, 0) == 5
    assert worst_plain_wait(visits, {1: ["A"]}, {1: [(10, 40)]}, 0) == 50 - 5
    assert bounds(POLICY, ["normal"], 7) == {"normal": 40 * MINUTE + 7}


SMALL_DAYS: dict[str, list[list[int]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "small-days.json").read_text("utf-8")
)


@pytest.mark.parametrize("day", SMALL_DAYS)
def test_in_a_small_day_what_is_said_is_hardly_worse_than_the_better_of_both(day) -> None:
    said = learned = naive = 0
    for taken, guess, simple, called in SMALL_DAYS[day]:
        before = [(a, b, then - at) for at, a, b, then in SMALL_DAYS[day] if then <= taken]
        judged = estimate.Judged(
            len(before),
            sum(abs(a - waited) for a, _, waited in before),
            sum(abs(b - waited) for _, b, waited in before),
        )
        one = estimate.settled(estimate.Estimate(guess, guess, guess), simple, judged)
        waited = called - taken
        said, learned, naive = (
            said + abs(one.middle - waited),
            learned + abs(guess - waited),
            naive + abs(simple - waited),
        )
    assert said <= 1.125 * min(learned, naive), (said, learned, naive)
    if day == "4,60,4":  # where what was learned did worse than counting heads
        assert naive < learned and said <= naive


def test_what_is_learned_is_said_until_enough_were_called() -> None:
    found = estimate.Estimate(5 * MINUTE, 10 * MINUTE, 15 * MINUTE)
    assert estimate.settled(found, 20 * MINUTE, estimate.Judged(estimate.ENOUGH_JUDGED - 1, 9, 1)) == found
    assert estimate.settled(found, 20 * MINUTE, estimate.Judged(50, 1, 9)) == found
    assert estimate.settled(found, None, estimate.Judged(50, 9, 1)) == found
    moved = estimate.settled(found, 20 * MINUTE, estimate.Judged(50, 9, 1))
    assert (moved.low, moved.middle, moved.high) == (10 * MINUTE, 15 * MINUTE, 20 * MINUTE)


@pytest.mark.parametrize("day", SMALL_DAYS)
def test_after_some_days_people_are_told_by_whichever_rule_did_better(day) -> None:
    rows = [(guess, simple, called - taken) for taken, guess, simple, called in SMALL_DAYS[day]]
    errors = [sum(abs(row[which] - row[2]) for row in rows) for which in (0, 1)]
    before = estimate.Judged(estimate.ENOUGH_BEFORE, *errors)
    said = sum(
        abs(estimate.settled(estimate.Estimate(guess, guess, guess), simple, estimate.NOBODY, before).middle - waited)
        for guess, simple, waited in rows
    )
    assert said == min(errors), "on such a day again: the better of both, to the millisecond"


def test_each_queue_is_told_by_the_errors_of_its_own_last_days(floor) -> None:
    def closed(on: str, queue: str, learned: float, naive: float, people: int = 60) -> None:
        floor.db.execute(
            "INSERT INTO estimate_error (business_date, queue, tickets, learned_ms, fixed_ms, configured_ms, alone_ms)"
            " VALUES (?,?,?,?,?,?,?)",
            (on, queue, people, 0.0, naive * MINUTE, naive * MINUTE, learned * MINUTE),
        )

    closed("2026-11-23", "A", 5, 9)
    closed("2026-11-20", "B", 25.3, 23.8)
    closed("2026-11-23", "C", 9, 1, people=3)
    for _ in range(6):
        floor.take("B")
    told = {one.queue: one for one in floor.hall.ask(acts.queue_told_by, SUPERVISOR)}
    assert {letter: one.basis for letter, one in told.items()} == {"A": "learned", "B": "naive", "C": "learned"}
    assert (told["B"].people, told["B"].learned, told["B"].naive) == (60, 25.3, 23.8)
    assert told["C"].learned is None and "还不够比" in str(told["C"])
    one = floor.take("B")
    row = floor.db.execute("SELECT estimate, estimate_configured FROM ticket WHERE id = ?", (one.id,)).fetchone()
    assert row[0] == row[1] > 0, "a newcomer of B is told by the simple rule"
