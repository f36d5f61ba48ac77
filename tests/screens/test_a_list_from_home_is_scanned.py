"""A list from home: at the window one key opens it with its answers; at any other place it only says what it is."""

from __future__ import annotations

from tests.at_home import list_of
from tests.intake.conftest import FOUNDER
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import burst


def count(hall, table: str) -> int:
    return hall.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


async def test_the_window_opens_the_preview_with_the_answers_already_there(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    code = list_of(hall, "graduates", FOUNDER)
    async with sit("c3") as at:
        await burst(at, code)
        assert "窗口手上没有号" in at.message and count(hall, "case_file") == 0
        await at.press("escape", "f2")
        await burst(at, code)
        assert "按清单打开？" in at.words and "自主创业" in at.words and count(hall, "case_file") == 0
        await at.press("tab", "enter")
        assert (
            type(at.app.screen).__name__ == "PlanScreen" and "10 个事项" in at.words and "情形还没有答" not in at.words
        )
        assert "答好 7 个情形" in at.message
        await at.press("escape")
        assert "收件受理" in at.lines[0] and at.app.screen.question is None
        await burst(at, code)
        assert "扫到办事清单码，本屏用不上，没有办任何事" in at.message and count(hall, "case_file") == 1


async def test_f5_takes_it_where_it_asks_what_is_done(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c3") as at:
        await at.press("f2", "f5")
        await burst(at, list_of(hall, "newborn", {"married": "yes"}))
        assert type(at.app.screen).__name__ == "PlanScreen" and "还有 4 个情形没有答" in at.words
        await at.press("escape")
        assert "新生儿出生一件事" in at.words


async def test_elsewhere_it_does_nothing_but_say_what_it_is(sit: Sitting, hall) -> None:
    code = list_of(hall, "graduates", FOUNDER)
    for staff in ("sup", "ap-c-hr"):
        async with sit(staff) as at:
            before, screen = count(hall, "journal"), at.app.screen
            await burst(at, code)
            assert "扫到办事清单码" in at.message and "没有办任何事" in at.message and at.app.screen is screen
            await burst(at, code[:-1] + ("0" if code[-1] != "0" else "1"))
            assert at.app.screen is screen and count(hall, "journal") == before
