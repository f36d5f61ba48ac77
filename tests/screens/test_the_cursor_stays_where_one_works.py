"""The cursor, the ticks and the scrolling of a list stay through refreshes, and go to the next line after an act."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from screens.parts.lines import Column, Line, LineList
from screens.shell.places import PLACES, PUBLIC
from tests.conftest import spread
from tests.desks.conftest import accepted, do, filed
from tests.screens.test_no_scan_presses_a_key import opened
from tests.screens.test_what_came_from_the_site import sent


class Shown(App[None]):
    """A list of some hundred lines, and a count of acts as the program has it."""

    acts_done = 0

    def compose(self) -> ComposeResult:
        yield LineList(Column("", 0), id="lines")

    def draw(self, *keys: int) -> LineList:
        lines = self.query_one(LineList)
        lines.show(Line(str(key), (str(key),)) for key in keys)
        return lines


async def test_a_line_that_went_by_an_act_here_leaves_the_next_one_and_by_another_s_none() -> None:
    async with Shown().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        lines = app.draw(*range(100))
        lines.cursor = "50"
        await pilot.pause()
        top = lines.scroll_offset.y
        app.draw(*range(100), 100)
        assert (lines.cursor, lines.scroll_offset.y) == ("50", top), "a refresh moves nothing"
        app.draw(-1, *range(100))
        assert lines.cursor == "50", "and it stays on its line when others come above"
        app.acts_done += 1
        app.draw(*(key for key in range(100) if key != 50))
        assert lines.cursor == "51", "done with that one"
        app.draw(*(key for key in range(100) if key not in (50, 51)))
        assert lines.cursor is None, "taken by somebody else: nothing is acted on by accident"
        await pilot.press("down")
        assert lines.cursor == "52"
        app.acts_done += 1
        app.draw(*(key for key in range(100) if key not in (50, 51)))
        assert lines.cursor == "52", "an act that leaves the line leaves the cursor"


async def test_after_the_last_line_the_one_before_it_and_in_an_empty_list_none() -> None:
    async with Shown().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        lines = app.draw(1, 2, 3)
        lines.cursor = "3"
        app.acts_done += 1
        app.draw(1, 2)
        assert lines.cursor == "2"
        app.acts_done += 1
        app.draw()
        assert lines.cursor is None
        app.draw(7)
        assert lines.cursor in (None, "7")


@pytest.mark.parametrize("staff", ["c3", "sup", "admin", "ap-c-hr", "g1"])
async def test_a_refresh_moves_no_cursor_of_any_place(sit, hall, people, at_the_door, accepted, staff: str) -> None:
    for _ in range(3):
        at_the_door("B")
        at_the_door("A")
    role, seen = people[staff].role, 0
    async with sit(staff) as at:
        for mode, (_, _, _, roles) in PLACES.items():
            if role not in roles or mode in PUBLIC:
                continue
            await at.app.go(mode)
            await at.settle()
            screen = at.app.screen
            for lines in screen.query(LineList):
                if len(lines.lines) < 2:
                    continue
                seen += 1
                lines.cursor = lines.lines[-1].key
                await at.settle()
                stood = lines.cursor, lines.scroll_offset.y
                screen.reload()
                await at.settle()
                assert (lines.cursor, lines.scroll_offset.y) == stood, (mode, lines.id)
    assert seen


async def test_a_refresh_moves_no_cursor_of_any_step(sit, opened) -> None:
    some = spread(list(opened.items()), 4)
    for staff in sorted({who for _, (who, _) in some}):
        async with sit(staff) as at:
            home = at.app.screen
            for kind, given in [(kind, given) for kind, (who, given) in some if who == staff]:
                at.app.push_screen(kind(*given))
                await at.settle()
                for lines in at.app.screen.query(LineList):
                    if len(lines.lines) > 1:
                        lines.focus()
                        await at.press("end")
                        stood = lines.cursor, lines.scroll_offset.y
                        at.app.screen.reload()
                        await at.settle()
                        assert (lines.cursor, lines.scroll_offset.y) == stood, (kind.__name__, lines.id)
                while at.app.screen is not home:
                    at.app.pop_screen()
                await at.settle()
