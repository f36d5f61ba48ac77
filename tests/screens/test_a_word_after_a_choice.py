"""What is typed right after a choice is typed into the field that the choice led to, its first sign too, even if that
is the digit of the choice; a finger that stays on the digit writes nothing there.
"""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input

from screens.shell.type_ahead import TypeAhead


class Field(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="field")


class Chooser(TypeAhead, App[None]):
    """One choice, by 1, that asks for a time."""

    BINDINGS: ClassVar = [Binding("1", "choose")]

    def action_choose(self) -> None:
        self.push_screen(Field())


async def typed(signs: list[tuple[str, float]]) -> str:
    """What stands in the field after 1 and these, each so many seconds after the key before."""
    app = Chooser()
    async with app.run_test() as pilot:
        await pilot.press("1")
        await pilot.pause()
        at = app._reached[1]
        for sign, later in signs:
            at += later
            key = Key(sign, sign)
            key.time = at
            await app.on_event(key)
            await pilot.pause()
        return app.screen.query_one(Input).value


@pytest.mark.parametrize(
    ("signs", "stands"),
    [
        ([("1", 0.2), ("2", 0.1), ("0", 0.1), ("0", 0.2)], "1200"),
        ([("1", 0.2), ("1", 0.15), ("3", 0.1), ("0", 0.1)], "1130"),
        ([("1", 0.3), ("1", 0.03), ("1", 0.03), ("2", 0.2)], "2"),
        ([("1", 0.3)], ""),
        ([("1", 0.3), ("1", 0.9)], "1"),
        ([("1", 0.3), ("2", 0.9)], "2"),
    ],
    ids=["a time", "its first two signs alike", "held", "pressed twice", "meant later", "something else later"],
)
async def test_what_follows_a_choice_at_once_is_typed(signs, stands: str) -> None:
    assert await typed(signs) == stands
