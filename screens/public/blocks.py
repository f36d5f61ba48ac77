"""Numbers and letters as blocks of background colour: as large as the screen allows, and as wide on every terminal.

One dot of a glyph is two cells wide and one line high, times the scale; where there is height left, up to half as much
again.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

ROWS = 5
_GLYPHS = {
    "0": "111 101 101 101 111",
    "1": "010 110 010 010 111",
    "2": "111 001 111 100 111",
    "3": "111 001 111 001 111",
    "4": "101 101 111 001 001",
    "5": "111 100 111 001 111",
    "6": "111 100 111 101 111",
    "7": "111 001 010 010 010",
    "8": "111 101 111 101 111",
    "9": "111 101 111 001 111",
    "A": "111 101 111 101 101",
    "B": "1110 1011 1110 1011 1110",
    "C": "111 100 100 100 111",
    "D": "1110 1011 1001 1011 1110",
    "E": "111 100 110 100 111",
    "F": "111 100 110 100 100",
    "G": "111 100 101 101 111",
    "H": "101 101 111 101 101",
    "J": "001 001 001 101 111",
    "K": "1001 1011 1110 1011 1001",
    "L": "100 100 100 100 111",
    "M": "10001 11011 10101 10001 10001",
    "N": "1001 1101 1011 1001 1001",
    "P": "1110 1011 1110 1000 1000",
    "Q": "1110 1010 1010 1110 0001",
    "R": "1110 1011 1110 1010 1011",
    "S": "111 100 111 001 111",
    "T": "111 010 010 010 010",
    "U": "101 101 101 101 111",
    "V": "101 101 101 101 010",
    "W": "10001 10001 10101 11011 10001",
    "X": "101 101 010 101 101",
    "Y": "101 101 010 010 010",
    "Z": "111 001 010 100 111",
    "I": "111 010 010 010 111",
    "O": "111 101 101 101 111",
    "-": "000 000 111 000 000",
    " ": "00 00 00 00 00",
}


def dots(text: str) -> list[str]:
    """Five rows of 0 and 1 for a text of letters and digits, one empty column between glyphs."""
    glyphs = [_GLYPHS.get(sign, _GLYPHS["-"]).split() for sign in text.upper()]
    return ["0".join(glyph[row] for glyph in glyphs) for row in range(ROWS)]


def width(text: str, scale: int) -> int:
    """Cells that `text` takes at a scale."""
    return len(dots(text)[0]) * 2 * scale if text else 0


def fitting_scale(texts: list[str], gap: int, columns: int, lines: int) -> int:
    """The largest scale (at least 1) at which the texts stand side by side in the room."""
    best = 1
    for scale in range(1, 9):
        if ROWS * scale <= lines and sum(width(text, scale) for text in texts) + gap <= columns:
            best = scale
    return best


class Blocks(Widget):
    """Block lines: each a list of (text, style name) side by side, drawn centred."""

    DEFAULT_CSS = "Blocks { width: 100%; height: 100%; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"blocks--number", "blocks--window", "blocks--word"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[tuple[str, str, int | str], ...] = ()
        """(number, word between, window) of every call on view, first on top; word and window may be empty."""
        self.empty = ""
        self.upright = False
        """Number above, window below it: for a screen that stands on its short side."""

    def show(self, rows: tuple[tuple[str, str, int | str], ...], empty: str, upright: bool = False) -> None:
        """Show these calls, or the words `empty`."""
        if (rows, empty, upright) != (self.rows, self.empty, self.upright):
            self.rows, self.empty, self.upright = rows, empty, upright
            self.refresh()

    def render_line(self, y: int) -> Strip:
        from rich.cells import cell_len

        columns, lines = self.size.width, self.size.height
        base = self.rich_style
        if not self.rows:
            if y != lines // 2:
                return Strip.blank(columns, base)
            left = max(0, (columns - cell_len(self.empty)) // 2)
            return Strip([Segment(" " * left, base), Segment(self.empty, base)]).adjust_cell_length(columns, base)
        drawn = self._drawn()
        each = max(ROWS, (lines + 1) // len(drawn))
        index, inside = min(y // each, len(drawn) - 1), y % each if y // each < len(drawn) else each - 1
        number, word, window = drawn[index]
        gap = cell_len(word) + 8 if word else 0
        scale = min(
            fitting_scale([n, str(w)], cell_len(t) + 8 if t else 0, columns, each if each == ROWS else each - 1)
            for n, t, w in drawn
        )
        tall = max(scale, min((each - (each > ROWS)) // ROWS, scale + scale // 2))
        top = max(0, (each - ROWS * tall) // 2)
        dot = (inside - top) // tall if inside >= top else -1
        if not 0 <= dot < ROWS:
            return Strip.blank(columns, base)
        total = width(number, scale) + gap + width(str(window), scale)
        segments = [Segment(" " * max(0, (columns - total) // 2), base)]
        segments += self._bits(dots(number)[dot], scale, self.get_component_rich_style("blocks--number"), base)
        middle = inside - top == (ROWS * tall) // 2
        if word:
            segments.append(
                Segment(f"    {word}    " if middle else " " * gap, self.get_component_rich_style("blocks--word"))
            )
        if str(window):
            segments += self._bits(dots(str(window))[dot], scale, self.get_component_rich_style("blocks--window"), base)
        return Strip(segments).adjust_cell_length(columns, base)

    def _drawn(self) -> list[tuple[str, str, int | str]]:
        """The rows as they stand: upright, the window has a row of its own below its number."""
        if not self.upright:
            return list(self.rows)
        return [row for number, word, window in self.rows for row in ((number, "", ""), ("", word, window))]

    @staticmethod
    def _bits(row: str, scale: int, ink: Style, paper: Style) -> list[Segment]:
        return [Segment(" " * 2 * scale, ink if bit == "1" else paper) for bit in row]
