"""A clerk's session without a terminal: a real training hall, real keys, the words on the screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.pilot import Pilot

from screens.shell import language
from screens.shell.app import CounterApp
from tests.conftest import NOW
from tests.keeping import kept
from tests.screens.rest import paint, quiet, unpainted, unread

AT_THE_DOOR = bool(os.environ.get("COUNTER_TEST_DOOR"))
"""Whether every terminal of a test is one at a keeper's door (`make torture`), or has the store itself."""
PATIENCE = 20.0
"""Seconds within which every screen comes to rest, also on a busy machine."""


class Session:
    """What a test does at a terminal."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.app: CounterApp = pilot.app  # type: ignore[assignment]

    async def settle(self) -> None:
        """Until nothing is under way any more (a dialog may be waiting for an answer)."""
        end = monotonic() + PATIENCE
        while True:
            await quiet()
            screen = self.app.screen
            if self.app._exit:
                return
            if self.app._resize_timer is not None:
                self.app._check_resize()
            elif self.app.running or self.app.hall is None or self.app.holding:
                await asyncio.sleep(0.0005)  # the hall's thread is at work
            elif self.app.collecting:
                self.app.rest()
                await asyncio.sleep(0)
            elif getattr(screen, "unrested", False):
                screen.rest()
            elif unread(self.app):
                await asyncio.sleep(0.0005)
            elif unpainted(screen):
                screen._on_timer_update()
            else:
                return
            assert monotonic() < end, "the screen does not come to rest"

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person does: each settles, none counts as held."""
        for key in keys:
            self.app.forget_repeats()
            await self.app._press_keys([key])
            await self.settle()

    async def down_to(self, lines: str, key: str) -> None:
        """Down, until the cursor of a list stands on a line: once past every line is far enough."""
        shown = self.app.screen.query_one(lines)
        for _ in range(len(shown.lines)):
            if shown.cursor == key:
                return
            await self.press("down")
        assert shown.cursor == key, f"{key} is not among the lines:\n{self.words}"

    async def until(self, words: str, seconds: float = 5.0) -> None:
        """Look at the screen until words stand there."""
        end = monotonic() + seconds
        while words not in self.words:
            assert monotonic() < end, f"{words} never seen:\n{self.words}"
            await asyncio.sleep(0.02)
            await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """What an input method or a scanner brings into the focused field at once."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The lines of the active screen as words."""
        visible_screen_stack.set(self.app._background_screens)  # what shines through beneath a dialog
        return [
            "".join(segment.text for segment in strip).rstrip() for strip in self.app.screen._compositor.render_strips()
        ]

    @property
    def words(self) -> str:
        """The whole active screen."""
        return "\n".join(self.lines)

    @property
    def message(self) -> str:
        """The message line."""
        return self.app.message[0]

    @property
    def focused(self) -> str:
        """Id of the focused widget."""
        return (self.app.focused.id or type(self.app.focused).__name__) if self.app.focused else ""

    def columns(self) -> set[int]:
        """The cells that each drawn line takes (more than one number means that something is out of place)."""
        from rich.cells import cell_len

        return {
            sum(cell_len(segment.text) for segment in strip) for strip in self.app.screen._compositor.render_strips()
        }


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change is painted at once, as at a terminal: for pictures, and what is drawn in between."""
    monkeypatch.setattr(Compositor, "render_update", paint)


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    """The language is the process's: a test that speaks another one leaves none behind."""
    yield
    language.speak(language.ORIGINAL)


Sitting = Callable[..., AbstractAsyncContextManager[Session]]


@pytest.fixture
def sit(hall_dir: Path) -> Sitting:
    """`async with sit("c3") as at:` a person at a terminal of the training hall."""

    @asynccontextmanager
    async def sitting(
        staff: str | None = "c3", size: tuple[int, int] = (80, 24), **options: Any
    ) -> AsyncIterator[Session]:
        now = options.pop("now", NOW)
        with kept(hall_dir, now) if AT_THE_DOOR else nullcontext(hall_dir) as place:
            app = CounterApp(place, staff=staff, now=None if AT_THE_DOOR else now, **options)
            async with app.run_test(size=size) as pilot:
                session = Session(pilot)
                await session.settle()
                await session.settle()
                yield session

    return sitting


@pytest.fixture
def at_the_door(hall, people) -> Callable[..., Any]:
    """Somebody takes a number: `at_the_door("B", matter="毕业")`."""
    from counter.acts.queue.taking import take

    def taken(queue: str = "B", **options: Any) -> Any:
        return hall.do(take, people["g1"], queue=queue, **options)

    return taken
