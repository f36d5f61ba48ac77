"""Two approvers press at the same moment: one wins, the other is told who and what."""

from __future__ import annotations

import threading
from datetime import datetime

from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import load
from counter.store import staff

ROUNDS = 12


def race(hall_dir, jobs):
    """Run each (staff, act, arguments) on a connection of its own, fired at a barrier; what each got."""
    barrier = threading.Barrier(len(jobs))
    got: dict[int, object] = {}

    def run(number, code, name, arguments):
        hall = Hall.open(hall_dir, now=datetime(2026, 11, 24, 10))
        try:
            actor = staff.actor(hall.db, code)
            function = load("approval")[name].function
            barrier.wait(10)
            try:
                got[number] = hall.do(function, actor, **arguments)
            except Refusal as refusal:
                got[number] = refusal
        finally:
            hall.close()

    threads = [threading.Thread(target=run, args=(n, *job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [got[n] for n in range(len(jobs))]


def test_one_grants_the_other_refuses_and_exactly_one_decision_stands(hall, hall_dir, do, filed) -> None:
    cases = [do("case.accept", "c3", case=filed()) for _ in range(ROUNDS)]
    told = set()
    for case in cases:
        approval = hall.db.execute(
            "SELECT id FROM approval WHERE case_id = ? AND item = 'flexible-insurance'", (case.id,)
        ).fetchone()["id"]
        results = race(
            hall_dir,
            [
                ("ap-c-tax", "approval.decide", {"approval": f"A-{approval}", "grant": True}),
                ("ap2-c-tax", "approval.decide", {"approval": f"A-{approval}", "refuse": True, "reasons": "不符"}),
            ],
        )
        losers = [r for r in results if isinstance(r, Refusal)]
        assert len(losers) == 1
        told.add(str(losers[0]))
        standing = hall.db.execute(
            "SELECT outcome FROM decision WHERE approval = ? AND recalled_at IS NULL", (approval,)
        ).fetchall()
        assert len(standing) == 1
        shown = hall.db.execute("SELECT outcome FROM approval WHERE id = ?", (approval,)).fetchone()["outcome"]
        assert shown == standing[0]["outcome"]
    assert all("作出决定" in words for words in told)


def test_the_last_two_decisions_of_a_case_close_it_once(hall, hall_dir, do, filed) -> None:
    for _ in range(3):
        case = do("case.accept", "c3", case=filed())
        ids = {
            r["item"]: r
            for r in hall.db.execute("SELECT id, item, department FROM approval WHERE case_id = ?", (case.id,))
        }
        last = ("flexible-insurance", "housing-fund-unit")
        while rows := [
            r
            for r in hall.db.execute(
                "SELECT id, item, department FROM approval WHERE case_id = ? AND state = 'open'", (case.id,)
            )
            if r["item"] not in last
        ]:
            for one in rows:
                code = one["department"].lower()
                do("approval.decide", f"ap-{code}", approval=f"A-{one['id']}", grant=True, second=f"ap2-{code}")
        results = race(
            hall_dir,
            [
                (
                    f"ap-{ids[item]['department'].lower()}",
                    "approval.decide",
                    {"approval": f"A-{ids[item]['id']}", "grant": True},
                )
                for item in last
            ],
        )
        assert sorted(r.closed for r in results) == [False, True]
        assert (
            hall.db.execute("SELECT count(*) FROM paper WHERE case_id = ? AND kind = 'result'", (case.id,)).fetchone()[
                0
            ]
            == 1
        )
