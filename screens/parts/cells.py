"""Text measured in terminal cells. Whatever a citizen wrote passes here before it is drawn.

Han and full-width signs are 2 cells everywhere; signs that some terminals draw wide and others narrow, emoji,
control bytes and invisible marks are replaced, so that no name can shift a column or speak to the terminal.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

GETA = "〓"
"""Stands for a sign that cannot be shown safely (2 cells, as in Chinese and Japanese type-setting)."""

_SAFE = re.compile(r"[\x20-\x7e\u3000-\u303f\u30fb\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffee]*")
_SIGNS = {
    "“": "「",
    "”": "」",
    "‘": "'",
    "’": "'",
    "…": "..",
    "—": "-",
    "–": "-",
    "·": "・",
    "•": "・",
    "‧": "・",
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "→": "->",
    "←": "<-",
    "×": "x",
    "°": "度",
    "●": "*",
    "○": "o",
    "■": "#",
    "★": "*",
    "\u00a0": " ",
}


def visible(text: object) -> str:
    """One line of text that draws the same everywhere: no control bytes, emoji, marks of direction or variation."""
    value = str(text)
    if _SAFE.fullmatch(value):
        return value
    return "".join(_visible(sign) for sign in value)


def _visible(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    code = ord(sign)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return GETA
    if 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E or 0x2060 <= code <= 0x206F or code in (0xFEFF, 0xAD):
        return ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF or 0xD800 <= code <= 0xDFFF:
        return ""
    if 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF or 0x2300 <= code <= 0x23FF:
        return GETA
    if unicodedata.east_asian_width(sign) == "A" and not unicodedata.category(sign).startswith(("L", "M")):
        plain = unicodedata.normalize("NFKC", sign)
        return plain if plain != sign and plain.isascii() else GETA
    return sign if cell_len(sign) else ""


def fit(text: object, cells: int, *, right: bool = False) -> str:
    """`text` in exactly `cells` cells: cropped with two dots, or filled with blanks (on the left with `right`)."""
    if cells <= 0:
        return ""
    value = visible(text)
    size = cell_len(value)
    if size > cells:
        value = crop(value, cells - 2) + ".." if cells > 2 else crop(value, cells)
        size = cell_len(value)
    blank = " " * (cells - size)
    return blank + value if right else value + blank


def fit_ends(text: object, cells: int, *, right: bool = False) -> str:
    """The same, but cropped in the middle: for texts that differ only in their ends."""
    value = visible(text)
    if cell_len(value) <= cells or cells < 8:
        return fit(value, cells, right=right)
    tail, room = "", (cells - 2) // 2
    for sign in reversed(value):
        if cell_len(sign + tail) > room:
            break
        tail = sign + tail
    return fit(crop(value, cells - 2 - cell_len(tail)) + ".." + tail, cells, right=right)


def crop(text: str, cells: int) -> str:
    """As much of `text` as `cells` cells hold, without a mark."""
    if cells <= 0:
        return ""
    width = 0
    for index, sign in enumerate(text):
        width += cell_len(sign)
        if width > cells:
            return text[:index]
    return text


def wrap(text: object, cells: int) -> list[str]:
    """`text` in lines of at most `cells` (2 or more) cells, broken between any two signs, but not before closing
    punctuation nor within a word of ASCII."""
    lines: list[str] = []
    cells = max(2, cells)
    for paragraph in str(text).split("\n"):
        rest = visible(paragraph)
        while cell_len(rest) > cells:
            head = crop(rest, cells)
            word = re.search(r"[!-~]+$", head) if "!" <= rest[len(head)] <= "~" else None
            if word:  # English breaks between words, unless one alone is longer than a line
                head = head[: word.start()] if word.start() > 0 else head
            elif rest[len(head)] in "，。；：、）」』！？,.;:)" and len(head) > 2:
                head = head[:-1]
            lines.append(head)
            rest = rest[len(head) :].lstrip(" ")
        lines.append(rest)
    return lines
