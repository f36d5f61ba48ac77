"""Keys counted: what a clerk presses for the visits of every day."""

from __future__ import annotations

from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE, do
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst


async def test_ten_items_with_all_papers_and_the_form_take_twenty_keys_and_a_scan(
    sit: Sitting, at_the_door, hall, do
) -> None:
    before = do("case.open", "c5", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c5", case=before, **GRADUATE)
    fill_form(do, before, "c5")
    at_the_door("B")
    pressed = 0
    async with sit("c3") as at:

        async def press(*keys: str) -> None:
            nonlocal pressed
            pressed += len(keys)
            await at.press(*keys)

        await press("f2", "f5", "1", *ANSWERS)
        await burst(at, GRADUATE["number"])
        await press("ctrl+s", "ctrl+a", "tab", "enter")
        assert "Ctrl+A 采用已知的 13 栏" in at.lines[2], at.words
        await press("ctrl+a")
        assert "表单必填的都填好了" in at.message and "材料和表单已齐" in at.lines[2]
        await press("f5", "1")
        assert "已受理 S20261124-0001" in at.message
    assert pressed <= 20, pressed
    assert hall.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 10
