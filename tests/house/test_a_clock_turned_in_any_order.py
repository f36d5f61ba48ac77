"""Whatever is done to a machine's clock, in any order: no case ends before its day, and the journal runs forward."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import pairwise

import pytest

from counter.acts.calendar.daily import check_if_due
from counter.errors import Refusal
from counter.hall import Hall
from tests.conftest import TORTURE
from tests.house.test_a_wrong_clock_ends_nothing import alive

DAY = 86_400_000
LEAPS = (-400, -30, -1, -0.05, 0.05, 0.5, 1, 3, 30, 400)
"""By how many days somebody sets the clock."""


@pytest.mark.parametrize("seed", range(6 * TORTURE))
def test_no_case_ends_before_its_day(earnest, earnest_dir, machine, act, tolerated, seed):
    chance = random.Random(seed if TORTURE == 1 else None)
    truth = machine.wall
    due = truth + 7 * DAY + 14 * 3_600_000  # the night after 2026-12-01
    halls = [earnest, Hall.open(earnest_dir)]
    steps = []

    def passes(hours: float) -> None:
        nonlocal truth
        truth += int(hours * 3_600_000)
        machine.passes(hours=hours)

    for _ in range(60):
        hall = chance.choice(halls)
        step = chance.choice(("pass", "pass", "leap", "mend", "check", "check", "call", "confirm", "restart"))
        steps.append(step)
        if step == "pass":
            passes(chance.choice((0.01, 0.5, 3, 9)))
        elif step == "leap":
            machine.leaps(days=chance.choice(LEAPS))
        elif step == "mend":
            machine.wall = truth
        elif step == "check":
            check_if_due(hall)
        elif step == "call":
            with suppress(Refusal):
                act("case.open", "c3", hall=hall, bundle="graduates")
        elif step == "confirm":
            with suppress(Refusal):
                said = f"{hall.local(truth):%Y-%m-%d %H:%M}"
                act("clock.confirm", "sup", hall=hall, moment=said)
        elif step == "restart":
            machine.wall = truth
            machine.starts_again()
        if truth < due - 3_600_000:
            assert alive(hall, tolerated), steps
        believed = hall.moment()
        if machine.wall == truth and not believed.doubt:
            assert abs(believed.at - truth) < 10 * 60_000, steps
    rows = earnest.db.execute("SELECT act, at FROM journal ORDER BY seq").fetchall()
    for earlier, later in pairwise(rows):
        assert later["at"] >= earlier["at"] or later["act"] == "clock.confirm", steps
    machine.wall = truth
    with suppress(Refusal):
        act("clock.confirm", "sup", moment=f"{earnest.local(truth):%Y-%m-%d %H:%M}")
    assert earnest.moment().doubt is None, "a supervisor who says the right time ends every doubt"
    while truth < due + DAY:
        passes(9)
        check_if_due(earnest)
    assert not alive(earnest, tolerated), "and what is due ends in its time"
    halls[1].close()
