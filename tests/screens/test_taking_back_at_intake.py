"""Ctrl+Z on the intake screen: what will be undone is shown, a stray Enter keeps it, and what has gone out names its
own way.
"""

from __future__ import annotations

from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened


async def test_a_paper_ticked_by_mistake_is_taken_back(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS, "space")
        assert "已收 个人创业一件事申请表" in at.message and at.message.endswith("Ctrl+Z 撤销")
        await at.press("ctrl+z")
        assert (
            "撤销上一步？" in at.words
            and "记一份材料 D1" in at.words
            and "个人创业一件事申请表：未收 改为 已收" in at.words
        )
        assert at.focused == "no" and at.columns() == {80}
        await at.press("enter")
        assert hall.db.execute("SELECT count(*) FROM case_document").fetchone()[0] == 1, "a stray Enter keeps it"
        await at.press("ctrl+z", "tab", "enter")
        assert "已撤销：记一份材料 D1" in at.message and "已收 改为 未收" in at.message
        assert at.app.screen.shown.papers[0].state == "open" and "已收" not in at.lines[5]
        assert hall.db.execute("SELECT count(*) FROM case_document").fetchone()[0] == 0


async def test_answers_are_taken_back_one_after_the_other(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press("1", "1")
        for left in (["founder"], []):
            await at.press("ctrl+z", "tab", "enter")
            assert [s.given for s in at.app.screen.shown.situations if s.given] == left
        await at.press("1")
        assert at.app.screen.shown.situations[0].given == "founder"


async def test_the_applicant_is_taken_back_and_a_withdrawal_is_not(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s")
        assert GRADUATE["name"] in at.lines[1]
        await at.press("ctrl+z")
        assert "登记申请人 D1" in at.words
        await at.press("tab", "enter")
        assert "申请人未登记" in at.lines[1]
        await burst(at, GRADUATE["number"])
        await at.press("ctrl+s", "f5", "2")
        assert "已收件" in at.message
        await at.press("ctrl+z")
        assert "最后一步是“收件”" in at.message and "撤回申请" in at.message and at.app.message[1] == "bad"


async def test_another_terminals_change_is_not_undone_from_here(sit: Sitting, at_the_door, hall, people) -> None:
    from counter.acts.case.documents import document

    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS, "space")
        second = at.app.screen.shown.papers[1].document
        hall.do(document, people["c5"], case="D1", document=second)
        await at.press("ctrl+z", "tab", "enter")
        assert "在这之后又有改动" in at.message and "5号窗口" in at.message
    assert hall.db.execute("SELECT count(*) FROM case_document WHERE state = 'here'").fetchone()[0] == 2
