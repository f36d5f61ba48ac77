"""F6 at intake and at the window with a case in hand: who gets what, seen before it is done."""

from __future__ import annotations

from tests.filling import fill_form_by_keys
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened


async def test_f6_shows_who_gets_what_and_enter_goes_on_to_the_outcomes(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s", "ctrl+a", "tab", "enter", "f6")
        assert "10 个事项送 7 个审批台" in at.lines[1] and "并联" in at.lines[2] and at.columns() == {80}
        assert (
            "省级" in at.words
            and "市级" in at.words
            and "立即开始" in at.words
            and "等 " in at.words
            and "2026-12-08" in at.words
        )
        await at.press("down")
        shares = at.app.screen.query_one("#shares")
        assert shares.cursor.startswith("item:") and "承诺" in at.words.split("Enter 选择怎样处理")[0][-200:]
        assert hall.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 0
        await at.press("enter")
        assert "D1 怎样处理" in at.words
        await at.press("escape")
        assert type(at.app.screen).__name__ == "IntakeScreen", "one step back is intake"
        await fill_form_by_keys(at)
        assert not at.app.screen.shown.lacks
        await at.press("f6", "f5", "1")
        assert "已受理 S20261124-0001" in at.message
        await at.press("f6")
        assert "分办到哪里" in at.words, "after acceptance the ticket's own ways"


async def test_at_the_window_f6_shows_the_case_in_hand_and_once_more_sends_the_ticket_on(
    sit: Sitting, at_the_door, hall
) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press("escape", "f6")
        assert "现在受理" in at.lines[1] and "情形没有答" in at.lines[2]
        await at.press("f6")
        assert "分办到哪里" in at.words and "号码和到来时间不变" in at.words
        await at.press("escape", "f6", "enter")
        assert "申请人" in at.words and at.app.screen.query("#number"), "the outcomes ask first who applies"
        await at.press("escape")
        assert "怎样处理" in at.words
        await at.press("escape", "escape")
        assert type(at.app.screen).__name__ == "WindowScreen"
        await at.press("f6", "f6", "1", "enter")
        assert "挂起" in at.message
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "held"


async def test_a_case_without_a_ticket_has_nothing_to_send_on(sit: Sitting, hall, people) -> None:
    from counter.acts.case.opening import open_case

    hall.do(open_case, people["sup"], bundle="graduates")
    async with sit("sup") as at:
        from screens.window.opening import show_intake

        await show_intake(at.app.screen, "D1")
        await at.settle()
        await at.press("f6")
        assert "现在受理" in at.lines[1] and "F6 转走" not in at.words
        await at.press("f6")
        assert "没有号可以转" in at.message


async def test_every_line_has_its_width_in_both_sizes_and_languages(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    for size, tongue in (((80, 24), "zh-Hans"), ((160, 50), "en"), ((80, 24), "en")):
        async with sit("c3", size, speaks=tongue) as at:
            await opened(at) if tongue == "zh-Hans" else await at.press("f5")
            if tongue == "zh-Hans":
                await at.press(*ANSWERS)
            await at.press("f6")
            assert at.columns() == {size[0]}
            assert ("province" if tongue == "en" else "省级") in at.words
