"""The strip as a picture, dot for dot what a 203 dpi thermal printer puts on paper; also lines and signs for printers
whose own font lacks them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from counter.paper.fonts import font, has_glyph, on_the_grid
from counter.paper.layout import COLUMNS, Code, Line, Rule, Space, cell, cells, strip
from counter.paper.qr import QUIET, matrix
from counter.paper.receipt import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

CELL = 12
"""Dots of a half-width cell; a Han character is 24 x 24 (printer font A)."""

LINE = 30
"""Dots from line to line."""

MARGIN = 16


def draw(sheet: Sheet, millimetres: int = 80) -> Image:
    """The strip in black and white (mode 1)."""
    from PIL import Image

    width = COLUMNS[millimetres] * CELL
    rows = strip(sheet, millimetres)
    heights = [_height(row, width) for row in rows]
    picture = Image.new("L", (width + 2 * MARGIN, sum(heights) + 2 * MARGIN), 255)
    y = MARGIN
    for row, height in zip(rows, heights, strict=True):
        if isinstance(row, Rule):
            picture.paste(0, (MARGIN, y + LINE // 2 - 1, MARGIN + width, y + LINE // 2 + 1))
        elif isinstance(row, Code):
            code = code_picture(row.address, width)
            picture.paste(code, (MARGIN + (width - code.width) // 2, y))
        elif isinstance(row, Line):
            text = line_picture(row, width)
            picture.paste(text, (MARGIN, y))
        y += height
    return picture.point(lambda value: 255 if value > 140 else 0).convert("1")


def save(sheet: Sheet, path: Path, millimetres: int = 80) -> None:
    """Write the picture as PNG, with its 203 dpi."""
    draw(sheet, millimetres).save(path, "PNG", dpi=(203, 203), optimize=True)


def _height(row: Line | Rule | Space | Code, width: int) -> int:
    if isinstance(row, Code):
        return code_picture(row.address, width).height
    if isinstance(row, Space):
        return LINE * row.lines
    return LINE * (row.scale if isinstance(row, Line) else 1)


def module_dots(address: str, width: int) -> int:
    """Dots of one QR module: as large as the paper allows, 8 at most (1 mm), 4 at least on 58 mm."""
    return max(1, min(8, int(width * 0.8) // (len(matrix(address)) + 2 * QUIET)))


@lru_cache(maxsize=32)
def code_picture(address: str, width: int) -> Image:
    """A QR code with its quiet zone (mode L)."""
    from PIL import Image

    modules = matrix(address)
    dots = module_dots(address, width)
    picture = Image.new("L", ((len(modules) + 2 * QUIET) * dots,) * 2, 255)
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            if black:
                left, top = (x + QUIET) * dots, (y + QUIET) * dots
                picture.paste(0, (left, top, left + dots, top + dots))
    return picture


def line_picture(row: Line, width: int) -> Image:
    """One line of words on the printer's grid (mode L); a sign that no font has is a box with its number."""
    from PIL import Image, ImageDraw

    scale = row.scale
    picture = Image.new("L", (width, LINE * scale), 255)
    pen = ImageDraw.Draw(picture)
    face = font(24 * scale)
    free = width - cells(row.text) * CELL * scale
    x = {"left": 0, "center": max(0, free // 2), "right": max(0, free)}[row.align]
    for ch in row.text:
        room = cell(ch) * CELL * scale
        if not has_glyph(ch):
            _unknown(pen, ch, x, room, scale)
        elif not ch.isspace():
            how = on_the_grid(ch)
            length = face.getlength(ch, **how)
            place = (x + (room - length) / 2, 23 * scale)
            pen.text(place, ch, font=face, fill=0, anchor="ls", **how)
            if row.bold and scale == 1:  # a thermal head's bold: the same dots once more, one to the right
                pen.text((place[0] + 1, place[1]), ch, font=face, fill=0, anchor="ls", **how)
        x += room
    return picture


def _unknown(pen: ImageDraw, ch: str, x: int, room: int, scale: int) -> None:
    """A box with the character's number in it: seen by everybody, dropped by nobody."""
    side = max(room, CELL) * scale // scale
    pen.rectangle((x + 1, 3 * scale, x + side - 2, 26 * scale), outline=0)
    digits = f"{ord(ch):04X}"
    small = font(8 * scale)
    half = (len(digits) + 1) // 2
    pen.text((x + 3 * scale, 4 * scale), digits[:half], font=small, fill=0)
    pen.text((x + 3 * scale, 14 * scale), digits[half:], font=small, fill=0)
