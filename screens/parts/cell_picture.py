"""A picture on the screen as coloured cells: enough to see which paper it is and whether it is straight and whole."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget


class CellPicture(Widget):
    """`show(data, words)`: draws the picture in whatever room there is; `words` stand there if it is none."""

    DEFAULT_CSS = "CellPicture { width: 100%; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.data: bytes | None = None
        self.words = ""
        self._drawn: tuple[int, int, tuple[Strip, ...]] | None = None

    def show(self, data: bytes | None, words: str = "") -> None:
        """Draw another picture, or words."""
        if (data, words) != (self.data, self.words):
            self.data, self.words, self._drawn = data, words, None
            self.refresh()

    def _rows(self, columns: int, lines: int) -> tuple[Strip, ...]:
        from counter.paper.thumbnail import cells
        from screens.parts.cells import fit

        found = cells(self.data, columns, lines) if self.data and columns and lines else None
        if found is None:
            return (Strip([Segment(fit(f" {self.words}", columns), self.rich_style)], columns),)
        return tuple(
            Strip([Segment(" ", Style(bgcolor=f"#{r:02x}{g:02x}{b:02x}")) for r, g, b in row]).simplify()
            for row in found
        )

    def render_line(self, y: int) -> Strip:
        columns, lines = self.size
        if self._drawn is None or self._drawn[:2] != (columns, lines):
            self._drawn = (columns, lines, self._rows(columns, lines))
        rows = self._drawn[2]
        return (
            rows[y].adjust_cell_length(columns, self.rich_style)
            if y < len(rows)
            else Strip.blank(columns, self.rich_style)
        )
