"""kill -9 before each statement of a proposal, its agreement, its return and its withdrawal: all of it or nothing."""

from __future__ import annotations

import os

import pytest

from counter.hall import Hall
from counter.hall.act import named
from counter.store import soundness, staff
from tests.conftest import NOW
from tests.desks.conftest import accepted, approvals, do, filed
from tests.faults.killing import deaths

WATCHED = ("review", "decision", "extension", "paper", "paper_job", "journal", "counter_value")
FIRST, SECOND = "ap-c-tax", "ap2-c-tax"


def state_of(directory) -> tuple:
    hall = Hall.open(directory, now=NOW)
    try:
        counts = tuple(hall.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WATCHED)
        reviews = [tuple(r) for r in hall.db.execute("SELECT state, ended_by, read_at FROM review ORDER BY id")]
        lines = [tuple(r) for r in hall.db.execute("SELECT id, state, outcome, version FROM approval ORDER BY id")]
        assert list(soundness.faults(hall.db)) == []
        return counts, reviews, lines
    finally:
        hall.close()


def doing(name, who, **arguments):
    return lambda own: lambda: own.do(named(name).function, staff.actor(own.db, who), **arguments)


STEPS = {
    "propose": ([], ("approval.propose", FIRST, {"refuse": True, "reasons": "不符"})),
    "agree": (["propose"], ("approval.agree", SECOND, {})),
    "return": (["propose"], ("approval.return", SECOND, {"words": "再查"})),
    "unpropose": (["propose"], ("approval.unpropose", FIRST, {})),
    "drop": (["propose"], ("approval.ask", SECOND, {"reason": "请说明"})),
    "recall": (["propose", "agree"], ("approval.propose", SECOND, {"recall": True, "reasons": "看错了"})),
    "agree to a recall": (["propose", "agree", "recall"], ("approval.agree", FIRST, {})),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("step", STEPS)
def test_killed_before_any_statement(hall, hall_dir, do, approvals, step) -> None:
    before, (name, who, arguments) = STEPS[step]
    number = approvals["flexible-insurance"]
    for earlier in before:
        act, somebody, more = STEPS[earlier][1]
        do(act, somebody, approval=number, **more)
    hall.close()
    was = state_of(hall_dir)
    at = 0
    for at in deaths(hall_dir, doing(name, who, approval=number, **arguments)):
        assert state_of(hall_dir) == was, f"something was left by a death before statement {at}"
    assert at > 7, "the trace did not see the act's statements"
    after = state_of(hall_dir)
    assert after != was and after[0][WATCHED.index("journal")] == was[0][WATCHED.index("journal")] + 1
