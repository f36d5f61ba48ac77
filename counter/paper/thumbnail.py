"""A picture small enough for a terminal: one colour per cell, so that it takes the same room on every terminal."""

from __future__ import annotations

import io

Cells = tuple[tuple[tuple[int, int, int], ...], ...]
"""Rows of colours, 0 to 255."""

MOST_PIXELS = 60_000_000
"""A picture that unpacks to more than this is not looked at."""


def cells(data: bytes, columns: int, lines: int) -> Cells | None:
    """The picture in at most so many cells, twice as high as wide each; None if it is no picture or too large to
    unpack.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        opened = Image.open(io.BytesIO(data))
        if opened.width * opened.height > MOST_PIXELS:
            return None
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    scale = min(columns / picture.width, 2 * lines / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale / 2))
    small = picture.resize(size, Image.Resampling.BOX)
    flat = small.tobytes()
    width = size[0] * 3
    return tuple(
        tuple((flat[y * width + x], flat[y * width + x + 1], flat[y * width + x + 2]) for x in range(0, width, 3))
        for y in range(size[1])
    )
