"""Tab leads through a screen in the order of work, and comes round."""

from __future__ import annotations

import pytest

from tests.screens.conftest import Sitting


async def round_trip(at, limit: int = 20) -> list[str]:
    """Ids met by pressing Tab until the first comes again."""
    met = [at.focused]
    for _ in range(limit):
        await at.press("tab")
        if at.focused == met[0]:
            return met
        met.append(at.focused)
    raise AssertionError(f"Tab does not come round: {met}")


async def test_sign_in(sit: Sitting) -> None:
    async with sit(None) as at:
        assert await round_trip(at) == ["code-box", "password-box", "window-box"]


async def test_the_window(sit: Sitting) -> None:
    async with sit("c3") as at:
        assert await round_trip(at) == ["queue", "work"]
        await at.press("shift+tab")
        assert at.focused == "work"


async def test_search(sit: Sitting) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        assert await round_trip(at) == ["text-box", "found", "detail"]


async def test_the_safe_answer_comes_first(sit: Sitting, at_the_door) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f8")
        assert await round_trip(at) == ["no", "yes"]


@pytest.mark.parametrize(("digit", "pane"), [("1", "queue"), ("2", "work")])
async def test_jumping_by_digits(sit: Sitting, digit: str, pane: str) -> None:
    async with sit("c3") as at:
        await at.press("ctrl+g", digit)
        assert at.focused == pane


async def test_enter_leads_through_the_sign_in_and_ends_it(sit: Sitting) -> None:
    async with sit(None) as at:
        await at.press(*"c3", "enter", "enter", "3", "enter")
        assert "3 号窗口" in at.lines[0] and at.focused == "queue"


async def test_full_width_digits_of_an_input_method_are_digits(sit: Sitting) -> None:
    async with sit(None) as at:
        await at.paste("ｃ３")
        await at.press("enter", "enter")
        await at.paste("３ ")
        await at.press("enter")
        assert "3 号窗口" in at.lines[0]


async def test_escape_leaves_a_step_and_says_when_there_is_none(sit: Sitting) -> None:
    async with sit("c3") as at:
        await at.press("f9", "escape")
        assert "空闲" in at.lines[1]
        await at.press("escape")
        assert "Ctrl+Q" in at.message


async def test_nobody_looks_into_the_hall_before_signing_in(sit: Sitting) -> None:
    async with sit(None) as at:
        for key in ("f9", "ctrl+g", "f2", "f5"):
            await at.press(key)
            assert at.message.endswith("请先登录"), key
            assert at.focused == "code-box"
        for key in ("f10", "ctrl+p"):
            await at.press(key)
            assert at.focused == "choices" and "English" in at.words, "before signing in the menu has the language only"
            await at.press("escape")
            assert at.focused == "code-box" and len(at.app.screen_stack) == 1


async def test_the_board_is_no_way_round_the_sign_in(sit: Sitting) -> None:
    async with sit(None) as at:
        await at.press("ctrl+b")
        assert at.app.current_mode == "board"
        for key in ("f9", "f10", "ctrl+g"):
            await at.press(key)
            assert len(at.app.screen_stack) == 1
        await at.press("escape")
        assert at.app.current_mode == "signin"


async def test_a_place_asked_for_without_a_person_is_the_sign_in(sit: Sitting) -> None:
    async with sit(None, place="supervisor") as at:
        assert at.app.current_mode == "signin"
