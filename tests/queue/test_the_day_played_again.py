"""A day played through again by the real order of calls, with and without a change; a day that has not come."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from counter import acts
from counter.acts.report.planned_day import drawn, planned
from counter.cli import front
from counter.errors import Refusal
from counter.rules import forecast as ahead
from counter.rules.order import MINUTE, Order
from counter.rules.played_day import (
    ANY,
    HALF_HOUR,
    Day,
    Place,
    Visit,
    in_shifts,
    joined,
    judge,
    more_people,
    one_more,
    play,
    windows_needed,
    without_priority,
)
from counter.rules.what_if import Kind, read_change, rows, tried
from tests.queue.conftest import NOW, SUPERVISOR, clerk

ORDER = Order({"normal": 0, "elderly": 15 * MINUTE, "appointment": 20 * MINUTE}, 10 * MINUTE, 0, 0, 0)
OPEN = ((0, 480 * MINUTE),)


def visit(minute: float, queue: str = "A", lane: str = "normal", busy: float = 10) -> Visit:
    return Visit(int(minute * MINUTE), queue, lane, int(busy * MINUTE))


def day(*visits: Visit, places: tuple[Place, ...] = (Place(1, frozenset("A"), OPEN),)) -> Day:
    return Day(visits, places, ORDER)


def waits(one: Day) -> list[float | None]:
    return [None if wait is None else wait / MINUTE for wait in play(one)]


def test_the_order_of_calls_is_the_real_one():
    three = day(visit(0), visit(1), visit(2, lane="elderly"))
    assert waits(three) == [0, 19, 8], "the elderly person counts from 13 minutes before"
    assert waits(without_priority(three)) == [0, 9, 18]
    assert waits(day(visit(0), visit(20, lane="elderly"), visit(2))) == [0, 0, 8], "nobody waits for who isn't there"


def test_windows_close_and_open_and_whoever_is_left_is_told():
    half = Place(1, frozenset("A"), ((0, 15 * MINUTE), (60 * MINUTE, 70 * MINUTE)))
    assert waits(day(visit(0), visit(1), visit(2), visit(3), places=(half,))) == [0, 9, 58, None]
    assert judge(day(visit(0), visit(1), visit(2), visit(3), places=(half,))).unserved == 1


def test_each_change_does_what_it_says():
    busy = day(*(visit(n, busy=20) for n in range(6)))
    assert max(waits(one_more(busy, "A", 30 * MINUTE, 90 * MINUTE))) < max(waits(busy))
    two = (Place(1, frozenset("A"), OPEN), Place(2, frozenset("C"), OPEN))
    apart = day(visit(0), visit(1), visit(2), visit(3, "C"), places=two)
    assert max(waits(joined(apart, "C", "A"))) < max(waits(apart))
    lunch = ((0, 180 * MINUTE), (240 * MINUTE, 480 * MINUTE))
    closed = day(visit(200), visit(201), places=(Place(1, frozenset("A"), lunch), Place(2, frozenset("A"), lunch)))
    assert waits(closed) == [40, 39]
    assert waits(in_shifts(closed, 180 * MINUTE, 240 * MINUTE)) == [0, 9]
    many = day(*(visit(n) for n in range(400)))
    draw = random.Random(3).random
    assert 490 <= len(more_people(many, 30, draw).visits) <= 550
    assert 250 <= len(more_people(many, -30, draw).visits) <= 310


@pytest.mark.parametrize("seed", range(6))
def test_nobody_waits_longer_than_the_order_allows_where_windows_are_alike(seed):
    lot = random.Random(seed)
    people = [
        visit(lot.random() * 300, "A", lot.choice(["normal", "normal", "elderly"]), lot.expovariate(0.1))
        for _ in range(150)
    ]
    places = tuple(Place(n, frozenset("A"), ((0, 2000 * MINUTE),)) for n in range(1, 5))
    one = Day(tuple(people), places, ORDER)
    judged = judge(one)
    assert judged.over == 0 and judged.unserved == 0
    assert judge(Day(tuple(sorted(people, key=lambda v: -v.busy)), places, ORDER)).people == 150


def test_as_many_windows_as_keep_nine_of_ten_under_the_bound():
    lot = random.Random(5)
    starts = [n * HALF_HOUR for n in range(6)]
    days = [
        [
            Visit(int(lot.random() * 6 * HALF_HOUR), ANY, "normal", int(lot.expovariate(1 / (9 * MINUTE))))
            for _ in range(120)
        ]
        for _ in range(4)
    ]
    needed = windows_needed(days, ORDER, starts, 15 * MINUTE, 0.9)
    assert all(1 <= count <= 20 for count in needed)
    late = windows_needed(days, ORDER, starts, 60 * MINUTE, 0.9)
    assert sum(late) <= sum(needed), "who may wait longer needs fewer windows"
    assert windows_needed([[]], ORDER, starts, 15 * MINUTE, 0.9) == [0] * 6


def test_a_change_that_cannot_be_read_names_how_it_is_written():
    assert read_change(Kind.WINDOW, "10:00-12:00 a").given == ("10:00", "12:00", "A")
    for kind, text in (
        (Kind.WINDOW, "12:00-10:00 A"),
        (Kind.WINDOW, "A"),
        (Kind.JOIN, "A A"),
        (Kind.MORE, "many"),
        (Kind.MORE, "900"),
        (Kind.LUNCH, "12:00-12:99"),
    ):
        with pytest.raises(ValueError):
            read_change(kind, text)


def test_the_same_seeds_give_the_same_figures():
    one = day(*(visit(n * 2, busy=9) for n in range(60)))
    changes = [read_change(Kind.WINDOW, "00:30-02:00 A")]

    def run():
        draws = [random.Random(seed).random for seed in range(4)]
        return list(tried(one, changes, 0, draws))[-1]

    first, again = run(), run()
    assert first == again
    assert first[2].ninetieth.middle < first[1].ninetieth.middle
    assert first[1].median.least <= first[1].median.middle <= first[1].median.most
    shown = rows([60_000, 120_000], 3, *first[1:])
    assert shown[0][1] == "2" and shown[-1][1] == "3"


def test_a_forecast_follows_weekday_season_and_holidays_and_says_its_error():
    past, start = [], date(2026, 9, 7)
    for n in range(80):
        on = start + timedelta(days=n)
        if on.weekday() < 5 and not date(2026, 10, 1) <= on <= date(2026, 10, 7):
            after = on == date(2026, 10, 8)
            came = (300 if on.weekday() == 0 else 200) * (2 if after else 1)
            past.append(
                ahead.Past(
                    on,
                    ahead.Beside.AFTER if after else ahead.Beside.PLAIN,
                    {(18, "A"): came // 2, (20, "B"): came // 2},
                )
            )
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    assert ahead.forecast(past, monday, ahead.Beside.PLAIN).total == pytest.approx(300, rel=0.02)
    plain = ahead.forecast(past, tuesday, ahead.Beside.PLAIN)
    assert plain.total == pytest.approx(200, rel=0.02) and plain.error < 0.02 and plain.judged == 20
    assert plain.expected[18, "A"] == pytest.approx(100, rel=0.02)
    assert ahead.forecast(past, tuesday, ahead.Beside.AFTER).total == pytest.approx(400, rel=0.15)
    assert ahead.forecast(past[:4], tuesday, ahead.Beside.PLAIN) is None
    works = {date(2026, 10, d): d > 8 or d == 8 for d in range(1, 12)} | {date(2026, 9, d): True for d in (28, 29, 30)}
    assert ahead.beside(date(2026, 9, 30), works) is ahead.Beside.BEFORE
    assert ahead.beside(date(2026, 10, 8), works) is ahead.Beside.AFTER
    assert ahead.beside(date(2026, 10, 10), works) is ahead.Beside.MADE_UP


def test_a_real_day_is_played_and_its_waits_are_those_that_were(floor):
    for _ in range(4):
        floor.take()
        floor.later(2)
    for _ in range(3):
        floor.serve(7, 5)
    was = floor.hall.ask(acts.report_played, SUPERVISOR)
    assert len(was.visits) == 3 and was.not_called == 1 and was.forgotten == 0
    assert [wait // MINUTE for *_, wait in was.visits] == [8, 11, 14]
    seven = [w for w in was.windows if w[0] == 7]
    assert seven and set(seven[0][1]) >= {"A"}
    assert play(was.playable())[0] <= 8 * MINUTE
    with pytest.raises(Refusal, match="没有人叫过号"):
        floor.hall.ask(acts.report_played, SUPERVISOR, day="2026-11-20")
    with pytest.raises(Refusal, match="不是日期"):
        floor.hall.ask(acts.report_played, SUPERVISOR, day="gestern")


def test_a_plan_is_seen_at_the_windows_and_only_a_good_one_is_kept(floor):
    with pytest.raises(Refusal, match="还不足以预计"):
        floor.hall.ask(acts.roster_expected, SUPERVISOR)
    plan = [["09:00", "A", 3, 21.5], ["09:30", "A", 4, 30], ["09:00", "B", 1, 2]]
    kept = floor.hall.do(acts.roster_save, SUPERVISOR, day="2026-11-25", plan=json.dumps(plan), minutes=15, share=90)
    assert [line.windows for line in kept.lines] == [3, 1, 4]
    seen = floor.hall.ask(acts.roster_show, clerk(1))
    assert seen.day == date(2026, 11, 25) and seen.minutes == 15 and len(seen.lines) == 3
    floor.hall.do(acts.roster_save, SUPERVISOR, day="2026-11-25", plan=json.dumps(plan[:1]))
    assert len(floor.hall.ask(acts.roster_show, clerk(1)).lines) == 1, "the new plan stands in the old one's place"
    for wrong in (
        "[]",
        "x",
        "[[1]]",
        json.dumps([["09:10", "A", 1, 1]]),
        json.dumps([["09:00", "Q", 1, 1]]),
        json.dumps(plan[:1] * 2),
        "[" * 3000,
    ):
        with pytest.raises(Refusal, match="排班读不懂"):
            floor.hall.do(acts.roster_save, SUPERVISOR, day="2026-11-25", plan=wrong)
    for wrong in ("2026-11-28", "2026-11-20", "2027-03-01"):
        with pytest.raises(Refusal, match="不能排班"):
            floor.hall.do(acts.roster_save, SUPERVISOR, day=wrong, plan=json.dumps(plan))
    assert NOW.date() == date(2026, 11, 24)


def test_what_comes_tomorrow_is_learnt_from_the_days_before(floor):
    for back in range(1, 30):
        on = NOW.date() - timedelta(days=back)
        if on.weekday() >= 5:
            continue
        for n in range(20):
            at = floor.hall.now() - back * 86_400_000 + n * 60_000
            floor.db.execute(
                "INSERT INTO ticket (letter, number, business_date, queue, arrived_at, ready_at, state)"
                " VALUES ('A',?,?,'A',?,?,'finished')",
                (n + 1, on.isoformat(), at, at),
            )
    told = floor.hall.ask(acts.roster_expected, SUPERVISOR)
    assert told.day == date(2026, 11, 25) and told.total == pytest.approx(20, abs=0.5) and told.error == 0
    assert {(start, queue) for start, queue, _ in told.rows} == {("09:30", "A")}
    assert dict(told.lanes)["normal"] == 20 * told.learnt_from
    no_plan = whatif(floor, "2026-11-25")
    assert "预计 20 人" in no_plan and "还没有排班" in no_plan
    plan = json.dumps([["09:30", "A", 2, 20]])
    saved = floor.hall.do(acts.roster_save, SUPERVISOR, day="2026-11-25", plan=plan)
    assert planned(saved) == {("09:30", "A"): 2}
    people = drawn(told, planned(saved), random.Random(1).random)
    assert [(place.queues, place.open) for place in people.places] == [
        (frozenset("A"), ((570 * MINUTE, 600 * MINUTE),)),
        (frozenset("A"), ((570 * MINUTE, 600 * MINUTE),)),
    ]
    assert "窗口按已存的排班" in whatif(floor, "2026-11-25", "--more", "30")


def whatif(floor, *words: str) -> str:
    door = ["--hall", str(floor.hall.directory), "--as", "sup", "--now", NOW.isoformat()]
    told = CliRunner().invoke(front, [*door, "whatif", *words, "--seeds", "2"])
    assert told.exit_code == 0, told.output
    return told.output


def test_a_window_that_was_lent_is_played_with_what_it_called_then(floor):
    floor.take()
    floor.serve(7, 5)
    floor.hall.do(acts.window_lend, SUPERVISOR, window=6, queue="A", until="12:00", only=True)
    floor.later(30)
    floor.hall.do(acts.window_take_back, SUPERVISOR, window=6)
    floor.take()
    floor.later(20)
    floor.serve(7, 5)
    was = floor.hall.ask(acts.report_played, SUPERVISOR)
    six = [(queues, (until - since) // MINUTE) for number, queues, since, until in was.windows if number == 6]
    assert six == [(("C",), 5), (("A",), 30), (("C",), 25)]
