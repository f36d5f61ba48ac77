"""A small seeded day with a real process per window."""

from __future__ import annotations

import json

import pytest


def test_a_day_of_four_windows_loses_nobody_and_keeps_its_bound(capsys):
    from counter.cli import main

    with pytest.raises(SystemExit) as done:
        main(["simulate", "--windows", "4", "--tickets", "60", "--seed", "2", "--json"])
    day = json.loads(capsys.readouterr().out)
    assert done.value.code == 0, day
    assert (day["tickets"], day["lost"], day["double_calls"], day["numbers_repeated"], day["invariants_broken"]) == (
        60,
        0,
        0,
        0,
        [],
    )
    assert day["finished"] + day["absent"] == 60 and day["absent"] >= 1
    for name, waited in day["worst_wait_minutes_by_class"].items():
        assert waited <= day["bound_minutes_by_class"][name], name
    assert set(day["act_ms"]) == {"p50", "p95", "p99"}
    assert day["acts_per_second"] > 0 and day["estimate_mae_minutes"] >= 0


def test_the_same_seed_brings_the_same_people():
    from counter.simulate import plan

    assert plan(50, 4, 7) == plan(50, 4, 7) != plan(50, 4, 8)


def test_more_than_a_hall_can_have_is_refused():
    from counter.errors import Refusal
    from counter.simulate import simulate

    with pytest.raises(Refusal):
        simulate(0, 10, 1)
