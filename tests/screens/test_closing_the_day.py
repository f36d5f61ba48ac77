"""At closing somebody decides every ticket that is left, by keys."""

from __future__ import annotations

from counter.acts.queue import calling, moving
from tests.screens.conftest import Sitting


async def test_every_left_ticket_is_decided_and_only_then_the_day_ends(sit: Sitting, hall, people, at_the_door) -> None:
    from counter.acts.staff.accounts import sign_in

    for _ in range(3):
        at_the_door("A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.do(moving.start, people["c1"], ticket="A001")
    async with sit("sup", place="closing") as at:
        assert "剩 3 个号" in at.lines[1] and "A001" in at.words and "办理中" in at.words
        await at.press("f8")
        assert "还有 3 个号没有决定" in at.message
        await at.press("enter", "2")
        assert "A001 转明日，优先" in at.message
        await at.press("down", "enter", "3")
        await at.press("down", "enter", "3")
        assert "没有剩下的号" in at.words
        await at.press("f8", "enter")
        assert hall.db.execute("SELECT state FROM hall_day").fetchone()[0] == "open"
        await at.press("f8", "tab", "enter")
        assert "2026-11-24 结束" in at.message and "已结束" in at.lines[1]
    states = [row["state"] for row in hall.db.execute("SELECT state FROM ticket ORDER BY id")]
    assert states == ["tomorrow", "lapsed", "lapsed"]


async def test_numbers_stop_and_go_on_with_one_key(sit: Sitting, hall, at_the_door) -> None:
    at_the_door("A")
    async with sit("sup", place="closing") as at:
        await at.press("ctrl+l")
        assert "已停止发号" in at.message and "已停止发号" in at.lines[1]
        await at.press("ctrl+l")
        assert "已恢复发号" in at.message
