"""What a key does is the same everywhere: yes and no, a public machine, the queue that somebody came from."""

from __future__ import annotations

import pytest

from counter import acts
from counter.errors import Refusal
from screens.desk.showing import Showing
from screens.dialogs.entry import Words
from screens.dialogs.question import Question
from tests.desks.conftest import accepted, approvals, do, filed
from tests.screens.conftest import Sitting


async def test_yes_and_no_take_letters_digits_and_enter(sit: Sitting) -> None:
    async with sit("c3") as at:
        for key, answer in (("y", True), ("n", False), ("1", False), ("2", True), ("enter", False)):
            given: list[bool | None] = []
            at.app.push_screen(Question("真的？"), given.append)
            await at.settle()
            await at.press(key)
            assert given == [answer], key


async def test_several_ticked_are_answered_as_one_is(sit: Sitting) -> None:
    rows = [("A-1", "王小明", "就业登记", "", "")]
    async with sit("c3") as at:
        for yes, key, answer in (("签收", "y", True), ("签收", "1", False), ("签收", "2", True), ("", "2", False)):
            given: list[bool | None] = []
            at.app.push_screen(Showing("这 1 件的材料都到了？", rows, yes=yes), given.append)
            await at.settle()
            await at.press(key)
            assert given == [answer], key


async def test_typing_takes_the_place_of_each_blank_of_a_standard_reason(sit: Sitting) -> None:
    async with sit("c3") as at:
        given: list[str | None] = []
        at.app.push_screen(Words("理由", value="申请人不符合……规定的……条件。"), given.append)
        await at.settle()
        await at.press("A", "tab", "enter")
        assert not given and "还没有填写" in at.words
        await at.press("B", "tab", "enter")
        assert given == ["申请人不符合A规定的B条件。"]


async def test_a_public_machine_is_left_by_staff_only(sit: Sitting) -> None:
    async with sit(None, place="kiosk") as at:
        await at.press("ctrl+q", "2")
        assert at.app.is_running and not at.app._exit
        await at.press("backspace", *"zz9", "enter")
        assert not at.app._exit and at.app.message[1] == "bad"
        await at.press("ctrl+q", *"g1", "enter")
        assert at.app._exit


async def test_somebody_served_is_not_sent_to_the_queue_they_came_from(sit: Sitting, hall, people, at_the_door) -> None:
    one = at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f6")
        options = [value for value, _, _ in at.app.screen.options]
        assert "B/" not in options and "release" in options, options
        await at.press("escape")
    with pytest.raises(Refusal, match="已经在这个队列"):
        hall.do(acts.ticket_transfer, people["c3"], ticket=one.number, queue="B")


async def test_after_calling_the_next_line_is_highlighted(sit: Sitting, at_the_door) -> None:
    for _ in range(3):
        at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2")
        queue = at.app.screen.query_one("#queue")
        assert queue.cursor == queue.lines[0].key


async def test_a_small_window_asks_for_a_larger_one(sit: Sitting) -> None:
    async with sit("c3", size=(58, 18)) as at:
        assert "窗口太小" in at.words
        await at.pilot.resize_terminal(80, 24)
        await at.settle()
        assert "窗口太小" not in at.words


async def test_help_names_only_the_keys_that_work_here(sit: Sitting) -> None:
    async with sit("c3", size=(120, 60)) as at:
        await at.press("f1")
        assert "现在不用" not in at.words and "Ctrl+O" in at.words


async def test_a_supervisor_without_a_window_is_told_so(sit: Sitting) -> None:
    async with sit("sup", place="window") as at:
        assert "正在读取" not in at.words and "没有在窗口登录" in at.words


async def test_a_digit_behind_f5_means_the_same_whoever_stands_there(sit: Sitting, at_the_door, hall) -> None:
    for queue, matter in (("A", ""), ("A", "社会保障卡"), ("B", "居住证")):
        at_the_door(queue, matter=matter)
    menus = []
    async with sit("c1") as at:
        for _ in range(2):
            await at.press("f2", "f5")
            menus.append([value for value, _, _ in at.app.screen.options])
            await at.press("escape", "f8", "tab", "enter")
    async with sit("c3") as at:
        await at.press("f2", "f5")
        menus.append([value for value, _, _ in at.app.screen.options])
    fixed = menus[0]
    assert "search" in fixed and not any(value.startswith("item:") for value in fixed)
    for menu in menus[1:]:
        assert menu[: len(fixed)] == fixed
        assert len(menu) > len(fixed) and all(value.startswith("item:") for value in menu[len(fixed) :]), menu
    assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 0


async def test_the_menu_says_in_the_terminals_language_that_it_found_nothing(sit: Sitting) -> None:
    async with sit("c3") as at:
        await at.press("f10", *"zzzqqq")
        await at.until("没有找到")
        assert "No matches" not in at.words


async def test_a_desks_digits_do_the_same_in_every_menu(sit: Sitting, hall, accepted, approvals) -> None:
    from screens.desk.menu import DIGIT_OF
    from screens.dialogs.choice import Choice

    def shown(at) -> dict[str, int]:
        assert isinstance(at.app.screen, Choice)
        return {at.app.screen.options[place][0]: digit for place, digit in at.app.screen.digits.items()}

    async with sit("ap-c-hr") as at:
        await at.press("f8")
        assert shown(at) == DIGIT_OF
        place = [value for value, _, _ in at.app.screen.options].index("propose")
        await at.press(*["down"] * place, "enter")
        assert "提请什么" in at.words and shown(at) == {"grant": 2, "refuse": 3, "extend": 7}
        await at.press("1")
        assert "提请什么" in at.words, "what the desk does by 1 is no line of this menu"
        await at.press("7")
        assert "延长期限" in at.words and "天数" in at.words
        await at.press("escape", "space", "down", "space", "f8")
        assert shown(at) == {"receive": 1, "grant": 2, "refuse": 3, "ask": 4}


def test_digits_that_mean_nothing_here_are_for_the_other_lines() -> None:
    from screens.dialogs.choice import numbered

    assert numbered(["a", "b", "c"], {}) == {0: 1, 1: 2, 2: 3}
    assert numbered(["a", "cause", "c"], {"cause": 1, "other": 2}) == {1: 1, 0: 3, 2: 4}
    assert numbered(["a", "b"], {"cause": 1, "other": 2}) == {0: 1, 1: 2}, "a list of things is numbered from one"
