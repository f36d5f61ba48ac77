"""A strip as ESC/POS bytes, with a Chinese text layer of our own.

The printer library's own `text()` turns Chinese that its code pages lack into `?`. Here a line goes out as GBK or
GB18030 in Chinese mode, and as a raster picture as soon as one of its characters is not in the printer's font: slower,
but nothing is ever dropped. Commands are those of the ESC/POS command reference (FS &, ESC !, GS !, GS v 0, GS V).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from counter.paper.layout import COLUMNS, Code, Line, Rule, Space, cells, strip
from counter.paper.picture import CELL, code_picture, line_picture
from counter.paper.receipt import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image

RESET = b"\x1b@"
CHINESE_ON = b"\x1c&"
LINE_SPACING = b"\x1b3\x1e"
CUT = b"\x1dVB\x00"
ALIGN = {"left": b"\x1ba\x00", "center": b"\x1ba\x01", "right": b"\x1ba\x02"}
BAND = 240
"""Dots of height sent in one raster command; small printers have small buffers."""


def render(sheet: Sheet, millimetres: int = 80, encoding: str = "gb18030") -> bytes:
    """Everything a printer must get for one copy, reset to cut."""
    width = COLUMNS[millimetres] * CELL
    out = bytearray(RESET + LINE_SPACING + (b"" if encoding == "raster" else CHINESE_ON))
    for row in strip(sheet, millimetres):
        if isinstance(row, Space):
            out += b"\n" * row.lines
        elif isinstance(row, Rule):
            out += ALIGN["left"] + b"-" * (width // CELL) + b"\n"
        elif isinstance(row, Code):
            out += ALIGN["center"] + raster(code_picture(row.address, width))
        else:
            out += text_line(row, width, row.encoding or encoding)
    out += ALIGN["left"] + b"\n\n" + CUT
    return bytes(out)


def text_line(row: Line, width: int, encoding: str) -> bytes:
    """One line of words: in the printer's own font where it has every character, else as a picture."""
    if not row.text:
        return b"\n"
    if not can_say(row.text, encoding) or (row.scale > 2 and not row.text.isascii()):
        return ALIGN["left"] + raster(line_picture(row, width).point(lambda value: 255 if value > 140 else 0))
    scale, bold = 0x11 * (row.scale - 1), row.bold
    head = (
        ALIGN[row.align]
        + b"\x1d!"
        + bytes([scale])
        + (b"\x1c!\x0c" if scale else b"\x1c!\x00")
        + b"\x1bE"
        + bytes([bold])
    )
    text = row.text.encode(encoding if encoding != "raster" else "ascii")
    if row.encoding in ("gbk", "gb18030"):
        head = CHINESE_ON + head
    assert cells(row.text) * row.scale * CELL <= width, row.text
    return head + text + b"\n" + b"\x1d!\x00\x1c!\x00\x1bE\x00"


def can_say(text: str, encoding: str) -> bool:
    """Whether a printer of this encoding has every character of a text in its own font."""
    return all(_has(ch, encoding) for ch in text)


@lru_cache(maxsize=16384)
def _has(ch: str, encoding: str) -> bool:
    if 0x20 <= ord(ch) < 0x7F:
        return True
    if encoding == "raster" or ord(ch) < 0xA0:
        return False
    try:
        raw = ch.encode(encoding)
    except UnicodeEncodeError:
        return False
    # Two bytes are in every Chinese printer's font; of GB18030's four-byte part most fonts have only extension A.
    return len(raw) == 2 or (encoding == "gb18030" and 0x3400 <= ord(ch) <= 0x4DB5)


def raster(picture: Image) -> bytes:
    """A picture (mode L or 1, black is dark) as GS v 0 bands."""
    image = picture.convert("L")
    if image.width % 8:
        from PIL.Image import new

        wide = new("L", (image.width + 8 - image.width % 8, image.height), 255)
        wide.paste(image, (0, 0))
        image = wide
    bits = image.point(lambda value: 0 if value > 127 else 255).convert("1")
    line, out = image.width // 8, bytearray()
    for top in range(0, image.height, BAND):
        height = min(BAND, image.height - top)
        out += b"\x1dv0\x00" + line.to_bytes(2, "little") + height.to_bytes(2, "little")
        out += bits.crop((0, top, image.width, top + height)).tobytes()
    return bytes(out)
