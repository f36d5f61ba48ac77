"""What acts answer at a window and at a desk is said in the terminal's language: ten refusals and a walk without a
Chinese word.
"""

from __future__ import annotations

import re

from counter.phrases import traditional
from tests.filling import fill_form_by_keys
from tests.screens.conftest import Session, Sitting
from tests.screens.test_the_same_keys_in_every_language import GRADUATE

HAN = re.compile("[\u3400-\u9fff]")


async def said(at: Session, *keys: str) -> str:
    """The message after some keys, which holds no Chinese but the name of whoever is at this terminal."""
    await at.press(*keys)
    assert at.message and not HAN.search(at.message.replace(at.app.actor.name, "")), at.message
    return at.message


async def test_a_window_answers_and_refuses_in_english(sit: Sitting, at_the_door) -> None:
    for _ in range(3):
        at_the_door("B", matter="毕业")
    async with sit("c3", speaks="en") as at:
        assert await said(at, "f4") == "F4 Skip: nobody is at the window; press F2 to call"
        assert (await said(at, "f2")).startswith("B001, please go to window 3")
        assert (
            await said(at, "f3") == "B001 has just been called; Rule: At least 10 s between two calls; Next: Wait 10 s"
        )
        assert "You cannot be away while somebody is served" in await said(at, "ctrl+l")
        assert "case opened: 2 items" in await said(at, "f5", "1")
        assert "10 items" in await said(at, *"1111111")
        await at.press("f5")
        await at.paste("110101199903071053")
        await at.press("tab")
        await at.paste(GRADUATE[1])
        await at.press("ctrl+s")
        assert "wrong check digit; Rule: GB 11643; Next: Type" in at.words
        at.app.screen.query_one("#number").value = GRADUATE[0]
        await at.press("ctrl+s")
        assert "applicant noted" in at.message
        assert "Papers still missing" in await said(at, "1")
        assert "papers taken" in await said(at, "ctrl+g", "1", "ctrl+a", "tab", "enter")
        await fill_form_by_keys(at)
        accepted = await said(at, "f5", "1")
        assert (
            accepted.startswith("Accepted S20261124-0001 (receipt R20261124-0001), 10 approvals")
            and "promised by 8 Dec 2026" in accepted
        )
        assert "B001 finished" in await said(at, "escape", "f8")
        await at.press("f9")
        await at.paste("R20261124-0009")
        assert "There is no case R20261124-0009" in await said(at, "enter")


async def test_a_desk_refuses_in_english(sit: Sitting, hall, people, at_the_door) -> None:
    from tests.screens.test_the_same_keys_in_every_language import served

    at_the_door("B")
    async with sit("c3", speaks="en") as at:
        await served(at)
    async with sit("ap-c-hr", speaks="en") as at:
        assert "signed for" in await said(at, "1")
        assert "Papers are signed for once" in await said(at, "1")
        assert "Only a stopped clock runs again" in await said(at, "6")
        await at.press("0")
        assert (
            "Promised time, added up along the items before" in at.words and "the first day is not counted" in at.words
        )


async def test_a_refusal_in_traditional_leaves_names_as_they_are(sit: Sitting, hall, at_the_door) -> None:
    hall.db.execute("UPDATE staff SET name = '周范云' WHERE code = 'c3'")
    hall.db.commit()
    at_the_door("B")
    async with sit("c3", speaks="zh-Hant") as at:
        await at.press("f2", "ctrl+l")
        assert "有人在辦時不能暫離" in at.message
    async with sit("c4", speaks="zh-Hant") as at:
        await at.press("ctrl+q")
    async with sit(None, speaks="zh-Hant") as at:
        at.app.refuse(_taken())
        assert "周范云" in at.message and traditional("周范云") not in at.message and "號窗口正由" in at.message


def _taken():
    from counter.errors import Refusal
    from counter.phrases.said import say, verbatim

    return Refusal(
        "test.window-taken",
        say("{number} 号窗口正由 {staff}（{code}）使用", number=3, staff=verbatim("周范云"), code="c3"),
        rule=say("一个窗口同时只由一人值守"),
        next=say("请换一个窗口或请对方先离岗"),
    )
