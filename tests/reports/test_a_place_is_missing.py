"""Report row Q30: one window or desk that is not there takes nothing else down."""

from __future__ import annotations

import pytest

from counter.acts.approval import desk_list
from counter.acts.queue import overview, stuck
from counter.acts.report import figures, live
from counter.errors import Refusal
from tests.queue.conftest import GUIDE, SUPERVISOR, clerk, floor, floor_dir, queue_template
from tests.screens.test_board import board

__all__ = ["board", "floor", "floor_dir", "queue_template"]


def break_window(floor, number: int) -> None:
    """A window is gone from the store while calls and tickets still name it, as after a bad restore."""
    floor.db.execute("PRAGMA foreign_keys = OFF")
    floor.db.execute("DELETE FROM front_window WHERE number = ?", (number,))
    floor.db.execute("PRAGMA foreign_keys = ON")


async def test_q30_one_missing_window_is_skipped_and_the_board_stays_up(floor, board):
    for _ in range(3):
        floor.take()
    async with board(least_seconds=0.2) as at:
        floor.call(2)
        await at.until(lambda: "2 号窗口" in at.sentence)
        break_window(floor, 2)
        floor.call(1)
        await at.until(lambda: at.sentence == "请 A002 到 1 号窗口")
        assert "没有更新" not in at.lines[-1]
        floor.call(3)
        await at.until(lambda: "A003" in at.sentence)


def test_q30_the_supervisor_and_the_windows_go_on_without_it(floor):
    first, second = floor.take(), floor.take()
    floor.call(2)
    break_window(floor, 2)
    assert [call.window for call in floor.hall.ask(overview.board, GUIDE).calls] == []
    seen = floor.hall.ask(live.live_hall, SUPERVISOR)
    assert 2 not in [window.number for window in seen.windows] and len(seen.windows) == 7
    floor.hall.ask(stuck.stuck, SUPERVISOR)
    assert second.number in [line.number for line in floor.hall.ask(overview.listed, clerk(1))]
    assert floor.call(1).ticket == second.id
    with pytest.raises(Refusal):
        floor.call(2)
    assert floor.state(first.id) == "called"


async def test_q30_a_missing_desk_leaves_the_other_desks_work_standing(hall, people):
    row = hall.db.execute("SELECT code FROM staff WHERE role = 'approver' LIMIT 1").fetchone()
    gone = people[row["code"]].desk
    hall.db.execute("PRAGMA foreign_keys = OFF")
    hall.db.execute("DELETE FROM desk WHERE code = ?", (gone,))
    hall.db.execute("PRAGMA foreign_keys = ON")
    assert hall.ask(live.live_hall, people["sup"]).now.undecided == 0
    assert hall.ask(figures.departments, people["sup"]) == ()
    assert hall.ask(desk_list.listed, people[row["code"]]) == ()
