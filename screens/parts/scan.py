"""Telling a scanner's burst from a person's keys: both arrive as key presses, a burst fast and closed by Enter.

Single keys are acted on after a pause that no scanner makes (they are too short to be noticed); many characters without
such a pause are one scan, wherever the focus stands and whether or not the scanner closes it with Enter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.timer import Timer
from textual.widget import Widget

from screens.parts.lines import LineList

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.shell.app import CounterApp

    class _Base(Screen[Any]):
        """What it is mixed into."""

        app: CounterApp
else:
    _Base = object

PAUSE = 0.08
"""Seconds between two signals beyond which they are not one burst."""

SHORTEST = 10
"""Characters of a scan: a receipt number has 14, an ID 18, a tracking code 38."""


class Burst:
    """Collects printable keys of a screen without a focused Input. `typed(keys)` gets presses in their order,
    `scanned(text)` a scan.
    """

    def __init__(self, owner: Widget, typed: Callable[[str], None], scanned: Callable[[str], None]) -> None:
        self.owner, self.typed, self.scanned = owner, typed, scanned
        self.held = ""
        self._timer: Timer | None = None

    def add(self, character: str) -> None:
        """One printable key."""
        self.held += character
        self._restart()

    def enter(self) -> bool:
        """Enter was pressed: True if it closed a scan (and is used up)."""
        if len(self.held) < SHORTEST:
            self.flush()
            return False
        text, self.held = self.held, ""
        self._stop()
        self.scanned(text)
        return True

    def flush(self) -> None:
        """What was collected were single presses after all; a key held down that long was one press, so much else a
        scan.
        """
        self._stop()
        text, self.held = self.held, ""
        if len(text) >= SHORTEST and len(set(text)) > 1:
            self.scanned(text)
        elif text:
            self.typed(text[0] if len(text) >= SHORTEST else text)

    def rest(self) -> None:
        """Nothing more is typed: the pause is over before its time (for tests, which know that nobody types)."""
        if self._timer is not None:
            self._stop()
            self._paused()

    def _restart(self) -> None:
        self._stop()
        self._timer = self.owner.set_timer(PAUSE, self._paused)

    def _paused(self) -> None:
        """The pause is over; but keys may still wait in the queues of a busy program: let them pass first."""
        length = len(self.held)

        def settle() -> None:
            if len(self.held) == length:
                self.flush()

        self.owner.app.call_later(self.owner.call_later, settle)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner gave where something else could have been chosen."""

    text: str


class Scanning(_Base):
    """Mixed into a screen, before its base: what a scanner types is a scan, never the screen's own digits."""

    DIGITS: ClassVar[str] = ""
    """The digits that are the screen's commands."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.burst = Burst(self, self._typed, self.scanned)

    def on_key(self, event: events.Key) -> None:
        """Digits are commands, bursts are scans; both wherever the focus stands."""
        if event.is_printable and event.character and event.key != "space" and self.app.screen is self:
            self.burst.add(event.character)
            event.stop()

    def _typed(self, text: str) -> None:
        first, *ahead = [sign for sign in text if sign in self.DIGITS] or [""]
        if first:
            self.digit(int(first))
        for sign in ahead:  # typed ahead for what comes after it
            self.app.post_message(events.Key(sign, sign))

    def digit(self, digit: int) -> None:
        """One of DIGITS was pressed."""
        raise NotImplementedError

    def scanned(self, text: str) -> None:
        """A scan that this screen has no use for is looked for by F9."""
        self.app.open_step("search", text)


class TickedList(LineList):
    """A Space ticks the paper and goes on at once, so that the next Space is the next paper's."""

    def action_tick(self) -> None:
        super().action_tick()
        self.action_move(1)
