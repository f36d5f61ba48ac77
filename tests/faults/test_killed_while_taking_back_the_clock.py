"""kill -9 before each statement of taking back what a clock did: the case is ended or stands, never half."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from counter.acts.calendar.clocks import catch_up
from counter.hall import Hall
from counter.hall.act import named
from counter.rules.access import HALL_ITSELF
from counter.store import clock_runs, soundness, staff
from tests.conftest import NOW
from tests.desks.conftest import accepted, do, filed
from tests.faults.killing import deaths

WATCHED = ("journal", "case_change", "clock_run", "reminder")


def state_of(directory) -> tuple:
    hall = Hall.open(directory, now=NOW)
    try:
        counts = tuple(hall.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WATCHED)
        rows = [
            tuple(row) for row in hall.db.execute("SELECT state FROM case_file UNION ALL SELECT state FROM approval")
        ]
        left = clock_runs.runs(hall.db, 1)[0].standing
        assert list(soundness.faults(hall.db)) == []
        return counts, rows, left
    finally:
        hall.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_any_statement(hall, hall_dir, do, accepted) -> None:
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-12-01' WHERE id ="
        " (SELECT min(id) FROM case_document WHERE case_id = ?)",
        (accepted.id,),
    )
    hall.set_now(datetime(2026, 12, 24, 9, 30))
    assert hall.do(catch_up, HALL_ITSELF).lapsed == (accepted.case,)
    run = clock_runs.runs(hall.db, 1)[0].id
    hall.close()
    was = state_of(hall_dir)
    act = named("clock.take-back").function
    at = 0
    for at in deaths(hall_dir, lambda own: lambda: own.do(act, staff.actor(own.db, "sup"), run=run)):
        assert state_of(hall_dir) == was, f"something was left by a death before statement {at}"
    assert at > 20, "the trace did not see the act's statements"
    counts, rows, left = state_of(hall_dir)
    assert counts[0] == was[0][0] + 1 and left == 0
    assert {state for (state,) in rows} <= {"accepted", "open", "blocked"}
