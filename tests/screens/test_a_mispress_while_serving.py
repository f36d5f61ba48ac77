"""Q18: a press for somebody else while serving asks, and a stray Enter stays with the one being served."""

from __future__ import annotations

import pytest

from counter.acts.queue import calling, moving
from tests.screens.conftest import Sitting


@pytest.fixture
def serving(hall, people, at_the_door):
    """c1 serves A001; A002 waits."""
    from counter.acts.staff.accounts import sign_in

    at_the_door("A")
    at_the_door("A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.do(moving.start, people["c1"], ticket="A001")
    return hall.db.execute("SELECT started_at FROM ticket_period WHERE ended_at IS NULL AND ticket = 1").fetchone()[0]


def state(hall) -> list[str]:
    return [row["state"] for row in hall.db.execute("SELECT state FROM ticket ORDER BY id")]


async def test_f2_while_serving_asks_and_enter_stays(sit: Sitting, serving, hall) -> None:
    async with sit("c1") as at:
        await at.press("f2")
        assert "A001 正在办理，办结后叫下一位？" in at.words and at.focused == "no"
        await at.press("enter")
        assert at.message == "继续办理 A001"
    assert state(hall) == ["serving", "waiting"]
    assert (
        hall.db.execute("SELECT started_at FROM ticket_period WHERE ended_at IS NULL AND ticket = 1").fetchone()[0]
        == serving
    )


async def test_a_clear_yes_finishes_and_calls(sit: Sitting, serving, hall) -> None:
    async with sit("c1") as at:
        await at.press("f2", "tab", "enter")
        assert "A002" in at.lines[1]
    assert state(hall) == ["finished", "called"]


async def test_picking_somebody_in_the_list_while_serving_asks_too(sit: Sitting, serving, hall) -> None:
    async with sit("c1") as at:
        rows = at.app.screen.query_one("#queue").lines
        waiting = next(line.key for line in rows if line.cells[0] == "A002")
        at.app.screen.query_one("#queue").cursor = waiting
        await at.press("enter", "1")
        assert "A001 正在办理，办结后叫 A002？" in at.words
        await at.press("escape")
    assert state(hall) == ["serving", "waiting"]


async def test_a_called_person_who_has_not_come_is_not_ended_by_the_way(sit: Sitting, hall, at_the_door) -> None:
    at_the_door("A")
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f2")
        assert "手上还有 A001（已呼叫）" in at.message
    assert state(hall) == ["called", "waiting"]
