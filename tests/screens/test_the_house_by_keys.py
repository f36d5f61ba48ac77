"""An administrator keeps the house by keys alone: makes a queue and a window for it, closes what nobody needs."""

from __future__ import annotations

import json

from screens.administrator.house import HouseScreen
from screens.administrator.page import Kind
from screens.administrator.people import PeopleScreen
from tests.screens.conftest import Session, Sitting


async def turn_to(at: Session, page: str) -> None:
    """A page by its name."""
    await at.press("shift+tab", "home")
    await at.down_to("#pages", f"{page}:")
    await at.press("enter")


async def typed(at: Session, text: str) -> None:
    """A field: Enter, the text, Enter."""
    await at.press("enter")
    await at.paste(text)
    await at.press("enter")


async def test_a_queue_and_its_window_are_made_and_closed_again(sit: Sitting, hall, people) -> None:
    async with sit("admin", place="house") as at:
        await at.press("end", "enter")
        for text in ("e", "tax", "税务专区", "299", "8"):
            await typed(at, text)
        await at.press("ctrl+s")
        assert "新增队列 E" in at.message, at.words
        await turn_to(at, "windows")
        await at.press("end", "enter")
        await typed(at, "21")
        await typed(at, "税务窗口")
        await at.press("enter")
        await at.down_to("#choices", "E")
        await at.press("space", "enter", "ctrl+s")
        assert "新增窗口 21" in at.message, at.words
        row = hall.db.execute("SELECT queues, printer FROM front_window WHERE number = 21").fetchone()
        assert json.loads(row["queues"]) == ["E"] and row["printer"] == "preview"
        await turn_to(at, "queues")
        await at.down_to("#list", "E")
        await at.press("enter", "2", "tab", "enter")
        assert "已关闭" in at.message, at.words
        assert json.loads(hall.db.execute("SELECT queues FROM front_window WHERE number = 21").fetchone()[0]) == []
    from counter.acts.queue.taking import take
    from counter.errors import Refusal

    try:
        hall.do(take, people["g1"], queue="E")
        raise AssertionError("a closed queue gave a number")
    except Refusal as refusal:
        assert "没有队列" in str(refusal)


async def test_what_is_in_use_stays_open_and_says_by_whom(sit: Sitting, hall, people, at_the_door) -> None:
    from counter.acts.staff.accounts import sign_in

    at_the_door("B")
    hall.do(sign_in, people["c3"], window=3)
    async with sit("admin", place="house") as at:
        await at.down_to("#list", "B")
        await at.press("enter", "2", "tab", "enter")
        assert "还有 1 个号没有办完" in at.message
        await turn_to(at, "windows")
        await at.down_to("#list", "3")
        await at.press("enter", "2", "tab", "enter")
        assert "周雅静（c3）" in at.message


async def test_hours_and_own_days_are_set_by_keys(sit: Sitting, hall) -> None:
    async with sit("admin", place="house") as at:
        await turn_to(at, "hours")
        await at.press("end", "enter")
        for text in ("2026.12.1", "8:30", "16:30"):
            await typed(at, text)
        await at.press("ctrl+s")
        assert "2026-12-01 起 08:30 开门" in at.message, at.words
        await turn_to(at, "days")
        await at.press("end", "enter")
        await typed(at, "20261230")
        await at.press("enter", "2")
        await typed(at, "停电检修")
        await at.press("ctrl+s", "tab", "enter")
        assert hall.db.execute("SELECT is_open, reason FROM calendar_overlay").fetchone()[:] == (0, "停电检修")
        await at.until("停电检修")


async def test_the_halls_telephone_is_set_by_keys(sit: Sitting, hall) -> None:
    async with sit("admin", place="house") as at:
        await turn_to(at, "contact")
        await at.press("enter", "1")
        for text in ("人民路1号", "地铁2号线", "0731-88001234"):
            await typed(at, text)
        await at.press("ctrl+s")
        assert "已登记" in at.message, at.words
        assert [hall.setting(one) for one in ("place", "way", "phone")] == ["人民路1号", "地铁2号线", "0731-88001234"]


def test_every_form_has_a_value_for_every_field_and_saves() -> None:
    for page in (*HouseScreen.PAGES, *PeopleScreen.PAGES):
        assert bool(page.blanks) == (page.save is not None)
        for blank in page.blanks:
            assert (blank.options is not None) == (blank.kind in (Kind.ONE, Kind.SEVERAL)), (page.id, blank.id)


async def test_a_value_of_the_policy_is_changed_and_set_back(sit: Sitting, hall) -> None:
    async with sit("admin", place="house") as at:
        await turn_to(at, "policy")
        await at.down_to("#list", "queue.max_calls")
        await at.press("enter", "1")
        await typed(at, "4")
        await at.press("ctrl+s")
        assert "queue.max_calls" in at.message and "4" in at.message, at.words
        await at.press("enter", "2")
        assert "queue.max_calls" in at.message and "3" in at.message, at.words
