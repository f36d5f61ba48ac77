"""Han on a PDF page, without a download and without a font that the reader's machine must have.

The Han fonts of Linux and of pip have PostScript outlines, which the PDF library can't embed. So each character is put
into the file once, as a stencil of 600 dots to the inch from the very font that draws receipts, and placed wherever it
is needed; over it lies the same text unseen, so that a page can be searched, copied and read out.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

from counter.paper.fonts import font, has_glyph, shaping

DPI = 600
UNSEEN = "STSong-Light"
"""A font every PDF reader knows by name; used for the unseen text only."""


class Ink:
    """Draws text on one canvas. Sizes and positions are points, y at the baseline."""

    def __init__(self, canvas: Any) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont

        if UNSEEN not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(UNSEEN))
        self.canvas = canvas

    def width(self, words: str, size: float) -> float:
        """How wide words are, in points."""
        return sum(self._advance(ch, size) for ch in words)

    def text(self, x: float, y: float, words: str, size: float, align: str = "left", bold: bool = False) -> None:
        """Put words at a place; `align` says which end (or the middle) is at x."""
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[align] * self.width(words, size)
        self._unseen(x, y, words, size)
        for ch in words:
            if not ch.isspace():
                self._glyph(x, y, ch, size)
                if bold:
                    self._glyph(x + size / 30, y, ch, size)
            x += self._advance(ch, size)

    def wrap(self, words: str, size: float, room: float) -> list[str]:
        """Words cut into lines of at most `room` points, by the rules of the strip."""
        from counter.paper.layout import wrap

        # A cell of the strip is half an em; proportional Latin is never wider than that by more than a little.
        return wrap(words, max(2, int(room / (size / 2))))

    def _advance(self, ch: str, size: float) -> float:
        if not has_glyph(ch):
            return size
        if ch == "\u3000":
            return size
        if ch.isspace():
            ch = " "  # an end of line has no width of its own, and the font's shaper stumbles over it
        return float(font(_pixels(size)).getlength(ch)) * 72 / DPI

    def _glyph(self, x: float, y: float, ch: str, size: float) -> None:
        if not has_glyph(ch):
            self._box(x, y, ch, size)
            return
        name = f"g{ord(ch):x}s{_pixels(size)}"
        placed = self._stencil(name, ch, _pixels(size))
        if placed is None:
            return
        left, bottom, width, height = (value * 72 / DPI for value in placed)
        self.canvas.saveState()
        self.canvas.translate(x + left, y + bottom)
        self.canvas.scale(width, height)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def _stencil(self, name: str, ch: str, pixels: int) -> tuple[int, int, int, int] | None:
        """The character as an image mask, made once; returns left, bottom, width, height in dots."""
        from reportlab.pdfbase import pdfdoc

        known: dict[str, tuple[int, int, int, int] | None] = self.canvas.__dict__.setdefault("_stencils", {})
        if name in known:
            return known[name]
        bits, box = _bits(ch, pixels)
        if bits is None:
            known[name] = None
            return None
        _, _, width, height = box
        packed = zlib.compress(bits, 9)
        stream = pdfdoc.PDFStream(content=packed, filters=[])
        stream.dictionary = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": width,
                "Height": height,
                "ImageMask": "true",
                "BitsPerComponent": 1,
                "Filter": pdfdoc.PDFName("FlateDecode"),
            }
        )
        self.canvas._doc.addForm(name, stream)
        known[name] = box
        return box

    def _box(self, x: float, y: float, ch: str, size: float) -> None:
        """A character that no font here has: its number in a frame, for a pen to fill in."""
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(x + size * 0.05, y - size * 0.12, size * 0.9, size * 0.95)
        self.canvas.setFont("Helvetica", size * 0.3)
        digits = f"{ord(ch):04X}"
        half = (len(digits) + 1) // 2
        self.canvas.drawCentredString(x + size / 2, y + size * 0.42, digits[:half])
        self.canvas.drawCentredString(x + size / 2, y + size * 0.05, digits[half:])

    def _unseen(self, x: float, y: float, words: str, size: float) -> None:
        plain = "".join(ch if ord(ch) < 0x10000 else "〓" for ch in words)
        line = self.canvas.beginText(x, y)
        line.setTextRenderMode(3)
        line.setFont(UNSEEN, size)
        line.textOut(plain)
        self.canvas.drawText(line)


def _pixels(size: float) -> int:
    return round(size * DPI / 72)


@lru_cache(maxsize=8192)
def _bits(ch: str, pixels: int) -> tuple[bytes | None, tuple[int, int, int, int]]:
    """The character's dots (1-bit rows, 0 is ink as an image mask wants it) and left, bottom, width, height."""
    from PIL import Image, ImageDraw

    face = font(pixels)
    left, top, right, bottom = face.getbbox(ch, anchor="ls", language=shaping())
    width, height = int(right - left) + 2, int(bottom - top) + 2
    if width <= 2 or height <= 2:
        return None, (0, 0, 0, 0)
    picture = Image.new("1", (width, height), 1)
    ImageDraw.Draw(picture).text((1 - left, 1 - top), ch, font=face, fill=0, anchor="ls", language=shaping())
    return picture.tobytes(), (int(left) - 1, -int(bottom) - 1, width, height)
