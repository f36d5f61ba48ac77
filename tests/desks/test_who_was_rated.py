"""A bad rating names window and clerk to the supervisor, to nobody else."""

from __future__ import annotations

from counter.acts.queue import calling, moving, taking
from counter.acts.staff.accounts import sign_in


def test_only_the_supervisor_reads_at_which_window_and_by_whom(hall, do, people, accepted):
    name = hall.db.execute("SELECT name FROM staff WHERE code = 'c3'").fetchone()[0]
    hall.db.execute("UPDATE case_file SET state = 'delivered', front_window = 3 WHERE id = ?", (accepted.id,))
    do("case.rate", "c3", case=accepted.case, level=1, words="等太久")
    hall.do(taking.take, people["g1"], queue="A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.do(moving.start, people["c1"], ticket="A001")
    hall.do(moving.finish, people["c1"], ticket="A001")
    do("rating.visit", "c1", ticket="A001", level=2)
    tasks = {one.case or one.ticket: one for one in do("rating.tasks", "sup")}
    assert (tasks[accepted.case].window, tasks[accepted.case].clerk) == (3, name)
    assert (tasks["A001"].window, tasks["A001"].clerk) == (1, people["c1"].name)
    assert "1 号窗口" in str(tasks["A001"])
    assert {(one.window, one.clerk) for one in do("rating.tasks", "admin")} == {(None, "")}
