"""Keys act once: repeats of a held key are dropped. What is typed while a key has not had its effect yet, or its act
runs, waits and is played in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message_pump import MessagePump
from textual.widget import Widget

from screens.shell.keys import BY_ID, BY_KEY

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[None]
else:
    _Base = object

REPEAT_SECONDS = 0.6
"""The same act key again within this time of its last signal is a held key, not a second press."""
HELD_GAP_SECONDS = 0.08
"""Repeats of a held key follow each other faster than this (commonly 30 a second); fingers are slower."""
DECIDING = frozenset(("enter", "space", "y", "Y", "n", "N", *"0123456789"))
"""Keys that mean another thing on the next screen, and something at once."""
WRITTEN_IN = ("Input", "TextArea")
"""Widgets that take typed words."""
WRITING = frozenset(("backspace", "delete", "left", "right", "home", "end"))
"""Keys that only change what stands in a field, as signs do."""
STALE_SECONDS = 3.0
"""Keys typed ahead of an act that took longer than this are dropped: nobody remembers them."""


async def happened(event: asyncio.Event, pump: MessagePump) -> bool:
    """Until an event is set, or the part that would set it has gone (False)."""
    if pump._task is None:
        return False
    waiting = asyncio.ensure_future(event.wait())
    await asyncio.wait((waiting, pump._task), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return event.is_set()


async def passed(pump: MessagePump) -> None:
    """Until what waits at a part has passed it, with what a key makes it tell itself and a child retell (two steps)."""
    for _ in range(3):
        event = asyncio.Event()
        if not pump.call_later(event.set) or not await happened(event, pump):
            return


def is_a(widget: Widget, *names: str) -> bool:
    """By name: a screen without fields doesn't load them for a key."""
    return any(kind.__name__ in names for kind in type(widget).__mro__)


class TypeAhead(_Base):
    """Mixed into the app, before App."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._held_since: float | None = None
        self._act: object = None
        """The act that began last, until it ends."""
        self._ahead: list[events.Event] = []
        self._playing = False
        self._last_key = ("", 0.0)
        self._reached: tuple[str, float, object] = ("", 0.0, None)
        """The last key that reached a screen, when it was pressed, and which screen."""
        self._aside: list[events.Key] = []
        """Signs that looked like second presses in a field: seen there once it is clear that they were typed."""
        self.touched = monotonic()
        """When somebody last pressed a key or a button of the mouse."""

    async def on_event(self, event: events.Event) -> None:
        """Drop the repeats of a held act key; keep what is typed while an act runs."""
        if isinstance(event, (events.Key, events.MouseDown)):
            self.touched = monotonic()
        if isinstance(event, events.Key) and not event.is_forwarded:
            key, now = BY_KEY.get(event.key), monotonic()
            last, at = self._last_key
            self._last_key = (event.key, now)
            if key is not None and not key.held and last == event.key and now - at < REPEAT_SECONDS:
                return
            if self.waiting and event.key not in ("ctrl+q", "f1"):
                self._ahead.append(event)
                return
            await self._begins_a_word(event := self.meant(event))
            if not self._pressed_twice(event):
                await self._press(event)
        elif isinstance(event, events.Paste) and not event.is_forwarded and self.waiting:
            self._ahead.append(event)
        else:
            await super().on_event(event)

    @property
    def in_field(self) -> Widget | None:
        """Where typed signs go, if it is somewhere where one writes."""
        return self.focused if self.focused is not None and is_a(self.focused, *WRITTEN_IN) else None

    def meant(self, event: events.Key) -> events.Key:
        """The key that a signal stands for where it arrives."""
        return event

    async def _press(self, event: events.Key) -> None:
        """A key has its effect before the next one is anywhere: Enter goes to the next field by way of several
        messages, and on a busy machine the sign behind it would still stand in the field before.
        """
        if (event.is_printable or event.key in WRITING) and self.in_field is not None:
            await super().on_event(event)  # it leads nowhere
            return
        self._playing, path = True, self._on_the_way
        await super().on_event(event)
        self.run_worker(self._play_ahead(path), group="ahead")

    @property
    def _on_the_way(self) -> Sequence[MessagePump]:
        """What a key passes."""
        return (self.focused or self.screen).ancestors_with_self

    async def _begins_a_word(self, event: events.Key) -> None:
        """A sign that was set aside as a second press is the first of a word when another follows at once: 1 for the
        choice that asks until when, then 1200. A finger that stays on a key comes faster than one can press it.
        """
        if not self._aside or event.key == self._aside[-1].key:
            return
        aside, self._aside = self._aside, []
        held = any(later.time - sooner.time < HELD_GAP_SECONDS for sooner, later in pairwise(aside))
        at_once = not held and event.time - aside[-1].time < REPEAT_SECONDS
        if at_once and event.is_printable and self.in_field is not None:
            for one in aside:
                await super().on_event(one)

    def _pressed_twice(self, event: events.Key) -> bool:
        """Whether the same key has just led to what is on the screen: its second press, or a finger that stays on it,
        decides nothing there.
        """
        key, at, screen = self._reached
        again = key == event.key and event.key in DECIDING and event.time - at < REPEAT_SECONDS
        goes_on = event.key.isdigit() and getattr(self.screen, "goes_on", False)
        if again and screen is not self.screen and not goes_on:
            self._reached = key, event.time, screen
            if event.is_printable and self.in_field is not None:
                self._aside.append(event)
            self.bell()
            return True
        self._reached = event.key, event.time, self.screen
        return False

    def forget_repeats(self) -> None:
        """The next signal of the same key is a new press (for tests)."""
        self._last_key = ("", 0.0)
        self._reached = ("", 0.0, None)
        self._aside.clear()

    @property
    def holding(self) -> bool:
        """Whether a key's act is running and further keys wait."""
        return self._held_since is not None

    def drop_ahead(self) -> None:
        """What was typed ahead is forgotten."""
        self._ahead.clear()

    async def give_event(self, event: events.Event) -> None:
        """Hand an event on, whatever waits."""
        await super().on_event(event)

    def begin_act(self) -> object:
        """An act begins: keys wait. Gives what `end_act` is told."""
        self.hold_keys()
        self._act = mark = object()
        return mark

    def end_act(self, mark: object) -> None:
        """Keys go on, unless another act has begun meanwhile (a card scanned while the first one was at its end): what
        was typed after that is for where it leads.
        """
        if self._act is mark:
            self._act = None
        if self._act is None:
            self.release_keys()

    def hold_keys(self) -> None:
        self._held_since = self._held_since or monotonic()

    def release_keys(self) -> None:
        """The act is done, or it asks something: play what was typed meanwhile."""
        if self._held_since is not None and monotonic() - self._held_since > STALE_SECONDS and self._ahead:
            self._ahead.clear()
            self.bell()
        self._held_since = None
        if self._ahead and not self._playing:
            self._playing = True
            self.run_worker(self._play_ahead(), group="ahead")

    async def _play_ahead(self, path: Sequence[MessagePump] = ()) -> None:
        """One key after the other, each when the one before has had its effect: it may have closed a question. `path`:
        what the one has to pass that was pressed already.
        """
        try:
            await self._taken_effect(path)
            while self._ahead and self._held_since is None:
                path = self._on_the_way
                await self.play_one(self._ahead.pop(0))
                await self._taken_effect(path)
        finally:
            self._playing = False

    async def _taken_effect(self, path: Sequence[MessagePump]) -> None:
        """Until a key has passed, and what it led to can take the next one."""
        for pump in path:
            await passed(pump)
        if self.focused is None:
            await passed(self.screen)  # one that was pushed just now has no cursor yet

    async def play_one(self, event: events.Event) -> None:
        """One of what was typed ahead has its turn."""
        if isinstance(event, events.Key):
            await self._begins_a_word(event := self.meant(event))
            if self._pressed_twice(event):
                return
        await super().on_event(event)

    def play(self, keys: Sequence[events.Event]) -> None:
        """What came at once: one after the other, each when the one before has had its effect."""
        self._ahead.extend(keys)
        if self._held_since is None:
            self.release_keys()

    @property
    def waiting(self) -> bool:
        """Whether what comes now has to wait its turn."""
        return self._held_since is not None or bool(self._ahead) or self._playing

    def wait_with(self, id: str) -> None:
        """A key that reached its screen while another act runs waits with the others."""
        self._ahead.append(events.Key(BY_ID[id].key, None))

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """Push a screen; keys typed ahead belong to it."""
        pushed = super().push_screen(*args, **options)
        self.release_keys()
        return pushed
