"""A paper as it will come out of the printer, QR code included, on screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.parts.cells import crop, visible

INK, GROUND = Style(color="#000000", bgcolor="#ffffff"), "#ffffff"
Matrix = Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a paper."""

    words: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper ready to be shown: lines, or the modules of a QR code in place of one."""

    lines: tuple[Text | Matrix, ...]
    width: int


def code_rows(matrix: Matrix, *, blank_cells: bool, quiet: int = 2) -> list[list[Segment]]:
    """A QR code as rows of segments: two blanks a module (safe on every terminal), or half blocks (half the height)."""
    size = len(matrix) + 2 * quiet
    empty = [False] * size
    rows = [empty] * quiet + [[False] * quiet + list(row) + [False] * quiet for row in matrix] + [empty] * quiet
    black, white = "#000000", "#ffffff"
    if blank_cells:
        return [[Segment("  ", Style(bgcolor=black if module else white)) for module in row] for row in rows]
    if len(rows) % 2:
        rows.append(empty)
    return [
        [
            Segment("\u2580", Style(color=black if a else white, bgcolor=black if b else white))
            for a, b in zip(rows[y], rows[y + 1], strict=False)
        ]
        for y in range(0, len(rows), 2)
    ]


def codes_of(printed: Printed) -> list[Matrix]:
    """The QR codes on a paper."""
    return [line for line in printed.lines if not isinstance(line, Text)]


class PaperView(ScrollView, can_focus=True):
    """`show(printed)` shows a paper from its top. Half blocks unless the theme is plain."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[list[Segment]] = []
        self._printed: Printed | None = None

    def show(self, printed: Printed | None) -> None:
        """Show another paper (None: nothing)."""
        if printed == self._printed:
            return
        self._printed = printed
        self._lay()
        self.scroll_to(0, 0, animate=False)

    def _lay(self) -> None:
        self._rows = []
        printed = self._printed or Printed((), -2)
        for line in printed.lines:
            if isinstance(line, Text):
                words = crop(visible(line.words), printed.width)
                self._rows.append([Segment(words, INK + Style(bold=line.bold))])
            else:
                self._rows += code_rows(line, blank_cells=self.app.theme == "plain")
        self.virtual_size = Size(self._width(), len(self._rows))
        self.refresh()

    def _width(self) -> int:
        widths = [sum(cell_len(part.text) for part in row) for row in self._rows]
        return max([self._printed.width + 2 if self._printed else 0, *widths])

    def on_resize(self) -> None:
        self._lay()

    def render_line(self, y: int) -> Strip:
        x, top = self.scroll_offset
        index, width = y + top, self.size.width
        if index >= len(self._rows):
            return Strip([Segment(" " * width, self.rich_style)], width)
        row = self._rows[index]
        paper = self._width()
        used = sum(cell_len(part.text) for part in row)
        code = len(row) > 1
        left = (paper - used) // 2 if code else 1
        full = [Segment(" " * left, INK), *row, Segment(" " * max(0, paper - used - left), INK)]
        strip = Strip(full, max(paper, used + left)).crop_extend(x, x + width, self.rich_style)
        return strip
