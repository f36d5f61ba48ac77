"""English and Traditional on real screens at 80x24: nothing is cropped, a change of language redraws everything, the
kiosk falls back.
"""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens.dialogs.dialog import Answer
from screens.parts.field import Field
from screens.parts.lines import LineList
from screens.parts.sheet import Sheet
from screens.shell.language import t
from screens.shell.strip import KeyLine, StatusStrip
from tests.screens.conftest import Session, Sitting
from tests.screens.test_every_place import WHO, uncertain
from tests.screens.test_the_same_keys_in_every_language import GRADUATE

OTHERS = ("en", "zh-Hant")


def cropped(at: Session) -> list[str]:
    """Heads, labels, answers and fixed lines of the active screen that their place cuts off."""
    screen, found = at.app.screen, []
    for lines in (one for one in screen.query(LineList) if one.region):
        found += [
            t(c.title)
            for c, width in zip(lines.columns, lines.widths(), strict=True)
            if width and c.title and cell_len(t(c.title)) > width
        ]
    for field in screen.query(Field):
        found += [field.label] if cell_len(field.label) > field._label_width else []
    for sheet in screen.query(Sheet):
        found += [
            fact.label for fact in sheet.facts if fact.label and fact.tone != "head" and cell_len(fact.label) > 12
        ]
    for answer in screen.query(Answer):
        found += [answer.words] if answer.region.right > (answer.parent.region.right if answer.parent else 80) else []
    for line in (*screen.query(StatusStrip), *screen.query(KeyLine)):
        words = at.lines[line.region.y]
        words = words.partition("  ")[2] if isinstance(line, StatusStrip) else words  # the hall's own name may give way
        found += [words] if ".." in words or cell_len(words) > 80 else []
    return found


def looked_at(at: Session) -> None:
    assert at.columns() == {80} and len(at.lines) == 24
    assert cropped(at) == []
    if at.app.current_mode != "board":
        assert not uncertain(at.words)


@pytest.mark.parametrize("speaks", OTHERS)
@pytest.mark.parametrize("place", WHO)
async def test_no_head_or_label_of_a_place_is_cropped(sit: Sitting, at_the_door, place: str, speaks: str) -> None:
    at_the_door("B")
    async with sit(WHO[place], place=place, speaks=speaks) as at:
        looked_at(at)
        if place != "board":
            assert (
                at.lines[-1].startswith("F1Help  F2Next" if speaks == "en" else "F1幫助  F2叫號")
                and cell_len(at.lines[-1]) == 79
            )
        await at.press("f1")
        looked_at(at)
        assert t("帮助") in at.words
        await at.press("escape", "f10")
        looked_at(at)


@pytest.mark.parametrize("speaks", OTHERS)
async def test_no_head_or_label_on_the_way_through_the_hall_is_cropped(sit: Sitting, at_the_door, speaks: str) -> None:
    for _ in range(2):
        at_the_door("B", matter="毕业")
    async with sit("c3", speaks=speaks) as at:

        async def step(*keys: str) -> None:
            for key in keys:
                await at.press(key)
                looked_at(at)

        await step(
            "enter",
            "escape",
            "f2",
            "f6",
            "escape",
            "f8",
            "escape",
            "f5",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
            "f1",
            "escape",
            "f5",
        )
        await at.paste(GRADUATE[0])
        await step("tab")
        await at.paste(GRADUATE[1])
        await step(
            "ctrl+s",
            "enter",
            "escape",
            "escape",
            "ctrl+g",
            "escape",
            "ctrl+a",
            "tab",
            "enter",
            "home",
            "enter",
            "escape",
            "f5",
            "1",
            "f7",
            "escape",
            "f8",
        )
        await step("escape", "f9")
        await at.paste(GRADUATE[0])
        await step("enter", "enter", "escape", "escape", "escape", "ctrl+q")
    async with sit("ap-c-hr", speaks=speaks) as at:
        for key in ("1", "enter", "2", "escape", "escape", "f8", "escape", "9"):
            await at.press(key)
            looked_at(at)


def heads(at: Session) -> str:
    return at.lines[3]


async def test_a_change_of_language_redraws_every_open_screen_and_loses_nothing(sit: Sitting, at_the_door) -> None:
    at_the_door("B", matter="毕业")
    async with sit("c3") as at:
        assert "已等" in heads(at) and "没有设" not in at.words
        await at.press("f9")
        at.app.screen.query_one("#text-box").value = "张三"
        await choose(at, "English")
        assert "F2Next" in at.lines[-1] and at.app.screen.query_one("#text-box").value == "张三" and at.message == ""
        await at.press("escape")
        assert (
            "Wait" in heads(at)
            and "已等" not in at.words
            and "Window 3" in at.lines[0]
            and "min" not in heads(at)
            and "0m" in at.words
        )
        await at.press("f2")
        await choose(at, "繁體中文")
        assert "已呼叫" in at.lines[1] and "在崗" in at.lines[0] and "F2叫號" in at.lines[-1]
        await choose(at, "简体中文")
        assert "在岗" in at.lines[0] and "F2叫号" in at.lines[-1]


async def choose(at: Session, tongue: str) -> None:
    """F10 and the entry of a language, found by typing its name as people do."""
    await at.press("f10")
    await at.paste(tongue)
    for _ in range(100):
        await at.pilot.pause(0.02)
        results = at.app.screen.query_one("CommandList")
        if results.option_count and tongue in str(results.get_option_at_index(0).prompt):
            break
    await at.press("enter")
    for _ in range(50):
        if not at.app.screen.is_modal:
            break
        await at.press("enter")


async def test_before_signing_in_f10_offers_the_languages_by_digit(sit: Sitting) -> None:
    async with sit(None) as at:
        at.app.screen.query_one("#code-box").value = "c3"
        await at.press("f10", "3")
        assert "Password" in at.words and "口令" not in at.words and at.app.screen.query_one("#code-box").value == "c3"


async def test_a_citizen_takes_a_number_in_english_and_the_machine_speaks_chinese_to_the_next(sit: Sitting) -> None:
    async with sit(None, place="kiosk") as at:
        assert "F10  语言 / Language" in at.words
        await at.press("f10", "3")
        assert "General matters" in at.words and "What is it about?" in at.lines[1]
        await at.press("enter")
        assert "Elderly" in at.words
        await at.press("6")
        assert "0 people before you" in at.words and "Priority: Elderly" in at.words
        await at.press("enter")
        assert "请选要办的事" in at.lines[1] and "综合业务" in at.words


async def test_a_kiosk_left_alone_forgets_number_and_language(sit: Sitting) -> None:
    from screens.public.kiosk import IDLE_SECONDS

    async with sit(None, place="kiosk") as at:
        kiosk = at.app.screen
        await at.press("f10", "3", "tab")
        await at.paste("13800000000")
        await at.press("shift+tab", "enter")
        assert "You are" in at.words
        kiosk.when_left()
        await at.settle()
        assert "You are" in at.words, "somebody has just pressed a key"
        at.app.touched -= IDLE_SECONDS + 1
        kiosk.when_left()
        await at.settle()
        assert at.app.screen is kiosk and kiosk.query_one("#phone-box").value == "" and "请选要办的事" in at.lines[1]


async def test_a_kiosk_started_in_english_stays_english(sit: Sitting) -> None:
    async with sit(None, place="kiosk", speaks="en") as at:
        await at.press("enter", "1", "enter")
        assert "What is it about?" in at.lines[1]


async def test_the_language_comes_from_the_environment_and_an_unknown_one_is_chinese(sit: Sitting, monkeypatch) -> None:
    for named, words in (("en", "Password"), ("zh-Hant", "登錄"), ("klingon", "登录")):
        monkeypatch.setenv("COUNTER_LANGUAGE", named)
        async with sit(None) as at:
            assert words in at.words
