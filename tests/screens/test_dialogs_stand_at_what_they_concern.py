"""A dialog stands at the line, field or panel that opened it, covers none of it, and is whole on a small terminal."""

from __future__ import annotations

import random

import pytest
from textual.geometry import Region, Size

from screens.dialogs.standing import LEAST, stand
from screens.parts.lines import LineList
from tests.conftest import WHOLE
from tests.desks.conftest import accepted, do, filed
from tests.screens.conftest import Session, Sitting
from tests.screens.standing import check_stands, first_line
from tests.screens.test_no_scan_presses_a_key import dialogs

SMALL, LARGE = (80, 24), (160, 48)


def test_no_box_of_any_size_covers_the_line_that_it_is_about() -> None:
    chance = random.Random(3)
    for _ in range(20_000 if WHOLE else 2_000):
        screen = Size(chance.randint(60, 200), chance.randint(20, 60))
        height = chance.choice((1, 1, 1, chance.randint(2, screen.height)))
        about = Region(
            x := chance.randrange(screen.width),
            y := chance.randrange(screen.height),
            chance.randint(1, screen.width - x),
            min(height, screen.height - y),
        )
        wanted = Size(chance.randint(8, 90), chance.randint(3, 40))
        box = stand(wanted, about, screen)
        assert box in screen.region and box.width == min(wanted.width, screen.width)
        assert not box.overlaps(first_line(about))
        assert box.height == wanted.height or box.height >= LEAST


async def _opened(at: Session, list_id: str, places: tuple[int, ...]) -> int:
    """Enter on some lines of a list: how many opened something that stands right."""
    opened = 0
    lines = at.app.screen.query_one(list_id, LineList)
    for place in places:
        lines.focus()
        lines.cursor = lines.lines[min(place, len(lines.lines) - 1)].key
        await at.settle()
        await at.press("enter")
        opened += check_stands(at)
        await at.press("escape")
    return opened


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_menu_stands_at_its_line(sit: Sitting, at_the_door, size) -> None:
    for _ in range(14):
        at_the_door("B", matter="毕业")
    async with sit("c3", size=size) as at:
        assert await _opened(at, "#queue", (0, 6, 13)) == 3
        await at.press("f2", "f8")
        title, box = at.app.screen_stack[0].query_one("#current").region, at.app.screen.query_one(".dialog").region
        assert check_stands(at) and box.y == title.bottom, "what is asked of whoever is at the window stands at them"
        await at.press("escape", "f5")
        assert check_stands(at)
        await at.press("escape")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_kind_of_dialog_stands_right_over_any_line(sit: Sitting, at_the_door, accepted, size) -> None:
    for _ in range(14):
        at_the_door("B")
    async with sit("c3", size=size) as at:
        queue = at.app.screen.query_one("#queue", LineList)
        for number, (name, make) in enumerate(dialogs(accepted.case).items()):
            queue.cursor = queue.lines[number * 5 % len(queue.lines)].key
            at.app.push_screen(make())
            await at.settle()
            if check_stands(at):
                seen = at.words
                assert at.app.screen.title_text[:4] in seen, f"the title of {name} is cut off"
            at.app.pop_screen()
            await at.settle()


async def test_a_dialog_follows_when_the_terminal_changes(sit: Sitting, at_the_door) -> None:
    for _ in range(14):
        at_the_door("B")
    async with sit("c3", size=LARGE) as at:
        await at.press("end", "enter")
        for size in (SMALL, LARGE, (100, 30)):
            await at.pilot.resize_terminal(*size)
            await at.settle()
            assert check_stands(at)
