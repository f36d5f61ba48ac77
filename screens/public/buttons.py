"""A list whose lines are buttons: tall enough for a finger, and one touch is enough."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip

from screens.parts.cells import fit
from screens.parts.lines import LineList

LEAST, MOST = 3, 10
"""Lines of the terminal that a button takes with the gap below it. A finger needs about 9 mm; at a kiosk's type size
three lines are 15 mm and more.
"""


class Buttons(LineList):
    """The same keys as any list of lines; drawn as buttons with a gap between."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"buttons--button"}
    DEFAULT_CSS = "Buttons .buttons--button { background: $panel; color: $foreground; text-style: bold; }"

    @property
    def pitch(self) -> int:
        """Lines from one button to the next."""
        room = max(1, self.size.height - self.head)
        return max(LEAST, min(MOST, room // max(1, len(self.lines))))

    def _drawn(self, y: int) -> Strip:
        if y < self.head or not self.lines:
            return super()._drawn(y)
        width, widths = self._measured or (self.scrollable_content_region.width, self.widths())
        index, inside = divmod(y - self.head + self.scroll_offset.y, self.pitch)
        gap = self.pitch - 1
        if index >= len(self.lines) or inside == gap:
            return self._strip("", "", width, " ")
        line = self.lines[index]
        here = line.key == self._cursor and self.has_focus
        style = self.get_component_rich_style("lines--cursor" if here else "buttons--button")
        text = self._text(line.cells, widths) if inside == gap // 2 else ""
        mark = ">" if here and text else " "
        return Strip([Segment(fit(mark + text, width), style)], width)

    def _stretch(self, height: int) -> None:
        super()._stretch((height - self.head) * self.pitch + self.head)

    def _repaint(self, index: int) -> None:
        self.refresh()

    def _reveal(self, index: int) -> None:
        top, page = self.scroll_offset.y, max(1, self.size.height - self.head)
        first, last = index * self.pitch, (index + 1) * self.pitch - 1
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif last > top + page:
            self.scroll_to(y=last - page, animate=False, force=True)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.lines) * self.pitch + self.head)

    def on_click(self, event: Click) -> None:
        """One touch chooses; beside the buttons nothing happens."""
        event.prevent_default()
        index, inside = divmod(event.y - self.head + self.scroll_offset.y, self.pitch)
        if event.y >= self.head and 0 <= index < len(self.lines) and inside < self.pitch - 1:
            self._go(index)
            self.action_choose()
