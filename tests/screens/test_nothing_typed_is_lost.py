"""What a clerk has written stays: in the box while something is missing, and for the next try when the
act refused it.
"""

from __future__ import annotations

import json

from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import burst, opened


async def at_the_outcomes(at: Session) -> None:
    """A case with its applicant, and F5's list open."""
    await opened(at)
    await burst(at, GRADUATE["number"])
    await at.paste("陈思齐")
    await at.press("ctrl+s", "f5")


async def test_an_empty_reason_is_named_in_the_box_and_the_rest_stays(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("6")
        await at.paste("星洲市公安局")
        await at.press("enter", "enter")
        assert "「理由」还没有填" in at.words and "星洲市公安局" in at.words and at.focused == "entry-1-box"
        await at.press("shift+tab", "backspace", "enter")  # the selected name is gone: that one is named then
        await at.paste("居住在别处")
        await at.press("enter")
        assert "「有权机关」还没有填" in at.words and at.focused == "entry-0-box" and "居住在别处" in at.words
        assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "draft"


async def test_what_an_act_refused_is_there_again_and_after_esc_or_success_no_more(
    sit: Sitting, at_the_door, hall
) -> None:
    at_the_door("B")
    long = "不办了" * 200
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("7")
        await at.paste(long)
        await at.press("enter")
        assert "理由过长（600 字）" in at.words
        await at.press("f5", "7")
        box = at.app.screen.query_one("#entry-0-box")
        assert box.value == long
        await at.press("escape", "f5", "7")
        assert at.app.screen.query_one("#entry-0-box").value == "", "Esc gave it up"
        await at.paste("找到别的地方办")
        await at.press("enter")
        assert "已撤回" in at.lines[1] and at.app.refused_words == {}


async def test_a_reason_keeps_its_chinese_punctuation_on_the_paper(sit: Sitting, at_the_door, hall) -> None:
    """Free words stay as they were written: its commas, and its full-width digits too."""
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("6")
        await at.paste("星洲市公安局（城东）")
        await at.press("enter")
        await at.paste("住在城东，门牌１８号；本大厅无权办理！")
        await at.press("enter")
        assert "不属本机关" in at.lines[1]
    said = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'non-acceptance'").fetchone()[0])
    reason = dict(said["lines"])["理由"]
    assert "请向星洲市公安局（城东）申请" in reason and "住在城东，门牌１８号；本大厅无权办理！" in reason
