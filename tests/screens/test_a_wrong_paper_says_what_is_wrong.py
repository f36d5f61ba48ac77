"""A paper that is there and wrong: what is wrong with it is asked by one digit, and the notice says it."""

from __future__ import annotations

from counter.rules.documents import Cause
from screens.dialogs.choice import Cannot
from screens.parts.lines import LineList
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened

FORM = "T0000015"


def said_of(hall, document: str) -> tuple:
    row = hall.db.execute("SELECT state, cause, reason FROM case_document WHERE document = ?", (document,)).fetchone()
    return tuple(row)


async def the_full_set(at: Session) -> None:
    await opened(at)
    await at.press(*ANSWERS)
    await burst(at, GRADUATE["number"])
    await at.paste(GRADUATE["name"])
    await at.press("ctrl+s", "ctrl+a", "tab", "enter", "escape")
    await at.down_to("#documents", FORM)


async def test_a_wrong_paper_asks_what_is_wrong_and_the_notice_names_it(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await the_full_set(at)
        assert said_of(hall, FORM)[0] == "here"
        await at.press("1", "escape")
        assert said_of(hall, FORM)[0] == "here", "asked, and left"
        await at.press("1", "3")
        assert said_of(hall, FORM) == ("missing", "supplement", "已过有效期，请换在有效期内的")
        second = at.app.screen.shown.papers[1].document
        await at.down_to("#documents", second)
        await at.press("enter", "1", "7")
        await at.press("tab")
        await at.paste("页码缺两页")
        await at.press("enter")
        assert said_of(hall, second) == ("missing", "supplement", "页码缺两页")
        await at.press("f5", "3")
        assert "已过有效期" in at.words and "页码缺两页" in at.words, at.words
        await at.press("tab", "enter")
    asked = hall.db.execute("SELECT documents FROM supplement_round").fetchone()[0]
    assert "已过有效期，请换在有效期内的" in asked and "页码缺两页" in asked


async def test_a_line_that_cannot_be_chosen_is_dim_and_says_why(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await the_full_set(at)
        await at.press("enter")
        barred = {str(value) for value, _, remark in at.app.screen.options if isinstance(remark, Cannot)}
        tones = {line.key: line.tone for line in at.app.screen.query_one(LineList).lines}
        assert barred and {key for key, tone in tones.items() if tone == "dim"} == barred
        assert "不能：" in at.words
        await at.press("escape", "space", "f5")
        outcomes = {line.key: line.tone for line in at.app.screen.query_one(LineList).lines}
        assert outcomes["accept"] == "dim" and outcomes["notify"] == ""


async def test_a_digit_means_the_same_on_the_list_and_in_the_menu_behind_enter(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await the_full_set(at)
        tried = 0
        for digit, cause in enumerate(Cause, 1):
            able = [one for one in at.app.screen.shown.papers if {o.cause: o.allowed for o in one.offers}[cause]]
            if not able:
                continue
            await at.press("home")
            await at.down_to("#documents", able[-1].document)
            await at.press("enter")
            assert at.app.screen.options[digit - 1][0] == f"cause:{cause}"
            await at.press("enter")
            assert said_of(hall, able[-1].document)[0] == "here", "Enter twice takes it in, as before"
            for before in ((), ("enter",)):
                await at.press(*before, str(digit))
                if at.app.screen.is_modal:
                    await at.press(*(("1",) if cause == Cause.SUPPLEMENT else ("enter", "enter")))
                assert said_of(hall, able[-1].document)[1] == cause
                await at.press("enter", "enter")
            tried += 1
        assert tried >= 3
