"""Telling a scanner's burst from a person's keys: both arrive as key presses, a burst fast and closed by Enter.

Single keys are acted on after a pause that no scanner makes (they are too short to be noticed); many characters closed by
Enter without such a pause are one scan, wherever the focus stands.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

from screens.parts.lines import LineList

PAUSE = 0.08
"""Seconds between two signals beyond which they are not one burst."""

SHORTEST = 10
"""Characters of a scan: a receipt number has 14, an ID 18, a tracking code 38."""


class Burst:
    """Collects printable keys of a screen without a focused Input. `typed(keys)` gets presses in their order, `scanned(text)` a scan."""

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
        """What was collected were single presses after all; a key held down that long was one press."""
        self._stop()
        text, self.held = self.held, ""
        if len(text) >= SHORTEST and len(set(text)) == 1:
            text = text[0]
        if text:
            self.typed(text)

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


class ScanList(LineList):
    """A list whose Enter may also close a scan; that one chooses nothing."""

    def action_choose(self) -> None:
        if not self.screen.burst.enter():
            super().action_choose()


class PaperList(ScanList):
    """A Space ticks the paper and goes on at once, so that the next Space is the next paper's."""

    def action_tick(self) -> None:
        super().action_tick()
        self.action_move(1)
