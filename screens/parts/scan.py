"""What a scan and a digit are to a screen; which is which is told at the gate (screens/shell/gate.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events

from counter.rules.scan import SHORTEST
from screens.parts.lines import LineList

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import contextmanager

    from textual.screen import Screen

    from screens.shell.app import CounterApp

    class _Base(Screen[Any]):
        """What it is mixed into."""

        app: CounterApp

        @contextmanager
        def pressed(self, key: str) -> Iterator[None]:
            """Of every place."""
            yield
else:
    _Base = object

__all__ = ["PAIR", "PAUSE", "PIECE", "PIECE_PAUSE", "SHORTEST", "Scanned", "Scanning", "TickedList"]

PAUSE = 0.075
"""Seconds between two signs beyond which they are not one scan: scanners can be told to wait up to 70 ms for a slow
computer. A single key waits that long, too short to notice.
"""

PIECE, PAIR, PIECE_PAUSE = 4, 2, 0.3
"""So many signs without that pause are no person's, two already where nobody writes: for the rest of such a scan a busy
line gets longer.
"""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner gave where something else could have been chosen."""

    text: str


class Scanning(_Base):
    """Mixed into a screen, before its base: digits are its commands wherever the focus stands."""

    DIGITS: ClassVar[str] = ""
    """The digits that are the screen's commands."""

    def on_key(self, event: events.Key) -> None:
        """A single sign that somebody typed; scans never come this way."""
        if event.is_printable and event.character and event.key != "space" and self.app.screen is self:
            event.stop()
            self._typed(event.character)

    def _typed(self, text: str) -> None:
        if text in self.DIGITS:
            with self.pressed(text):
                self.digit(int(text))

    def digit(self, digit: int) -> None:
        """One of DIGITS was pressed."""
        raise NotImplementedError


class TickedList(LineList):
    """A Space ticks the paper and goes on at once, so that the next Space is the next paper's."""

    def action_tick(self) -> None:
        super().action_tick()
        self.action_move(1)
