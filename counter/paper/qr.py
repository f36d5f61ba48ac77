"""The QR code of an address: as small as it can be, and the same black squares for every paper and screen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.phrases.said import say
from counter.rules.numbers import canonical

if TYPE_CHECKING:
    from qrcode import QRCode

LARGEST_VERSION = 5
"""37 modules: at 58 mm and 203 dpi every module still gets 6 dots and a quiet zone of 4."""

LARGEST_OF_A_PLACE = 10
"""57 modules: what a guide or a place elsewhere may take, whose address is not ours to shorten; 4 dots a module at 58
mm.
"""

QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=64)
def matrix(text: str) -> Matrix:
    """Rows of modules, true is black, without the quiet zone. Level M. Raises Refusal above version 5 (10 where it is
    no tracking code).
    """
    code = _fitted(text)
    code.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def version(text: str) -> int:
    """The version that a text takes; refused like the matrix, which is not drawn for it."""
    return int(_fitted(text).version)


def _fitted(text: str) -> QRCode[Any]:
    """The code at its smallest version, not drawn yet."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text, optimize=20)
    code.best_fit()
    largest = LARGEST_VERSION if canonical(text) else LARGEST_OF_A_PLACE
    if code.version > largest:
        raise Refusal(
            "qr.address-too-long",
            say("网址太长，二维码会密到扫不出（版本 {version}）", version=code.version),
            rule=say("58 毫米热敏纸最多用版本 {largest}", largest=largest),
            next=say("请在 hall.toml 的 address 里换一个较短的网址"),
        )
    return code


def svg_path(text: str) -> tuple[int, str]:
    """The code for a page: modules of a side, quiet zone included, and the path of its black squares."""
    rows = matrix(text)
    runs = []
    for y, row in enumerate(rows, QUIET):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + QUIET} {y}h{length}v1h-{length}z")
            x += length + 1
    return len(rows) + 2 * QUIET, "".join(runs)


def half_blocks(text: str) -> list[str]:
    """The code as lines of half blocks, dark on light, quiet zone included: a terminal shows it, a phone reads it."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET
    blank = (False,) * size
    padded = [blank] * QUIET + [(False,) * QUIET + row + (False,) * QUIET for row in rows] + [blank] * QUIET
    if len(padded) % 2:
        padded.append(blank)
    glyphs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return [
        "".join(glyphs[pair] for pair in zip(padded[y], padded[y + 1], strict=True)) for y in range(0, len(padded), 2)
    ]
