"""Which Han font draws: the system's (asked of fontconfig), else the one that came with the program. No download."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.phrases.said import say

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WANTED = (
    "Noto Sans Mono CJK SC",
    "Source Han Mono SC",
    "Noto Sans CJK SC",
    "WenQuanYi Zen Hei Mono",
    "sans:lang=zh-cn",
)
"""Tried in this order; monospaced ones first, since paper is a grid of cells."""


@lru_cache(maxsize=1)
def font_file() -> tuple[str, int]:
    """Path and face number of a font that has Han. Raises Refusal naming the package to install."""
    for name in WANTED if shutil.which("fc-match") else ():
        try:
            found = subprocess.run(
                ["fc-match", "-f", "%{file}|%{index}|%{lang}", name],
                capture_output=True,
                text=True,
                timeout=20,
                check=False,
            ).stdout.split("|", 2)
        except (OSError, subprocess.TimeoutExpired):
            break
        if len(found) == 3 and "zh-cn" in found[2] and Path(found[0]).exists():
            return found[0], int(found[1] or 0)
    packed = packed_font()
    if packed is not None:
        return str(packed), 0
    raise Refusal(
        "font.no-chinese-font",
        say("这台机器没有汉字字体，画不出文书"),
        next=say("请安装 Debian 软件包 fonts-noto-cjk，或用 pip 安装 cvttf-notosanscjk-regular"),
    )


def packed_font() -> Path | None:
    """The font that pip brought, if it did."""
    spec = importlib.util.find_spec("cvttf_NotoSansCJK_Regular")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return next(iter(sorted(folder.glob("*.otf")) + sorted(folder.glob("*.ttf"))), None) if folder else None


@lru_cache(maxsize=16)
def font(size: int) -> FreeTypeFont:
    """The font at a pixel size (PIL)."""
    from PIL import ImageFont

    path, face = font_file()
    return ImageFont.truetype(path, size, index=face)


@lru_cache(maxsize=1)
def shaping() -> str | None:
    """The language by which the mainland forms of Han are picked out of a font made for all regions (needs raqm)."""
    from PIL import features

    return "zh-Hans" if features.check("raqm") else None


def on_the_grid(ch: str) -> dict[str, Any]:
    """How a character is asked of the font for a grid of cells: Han in its mainland form, a Latin letter in the form
    that is half as wide as Han (`hwid`; the wider ones run into each other). Such forms are kept under no language.
    Fonts without them, and Pillow without raqm, draw the usual ones.
    """
    return {"features": ["hwid"]} if ch.isascii() and shaping() else {"language": shaping()}


@lru_cache(maxsize=16384)
def has_glyph(ch: str) -> bool:
    """Whether the font really has this character, and does not draw its box for `I don't know`."""
    if ch.isspace() or unicodedata.combining(ch):
        return True
    if unicodedata.category(ch) in ("Cc", "Cf", "Cn", "Co", "Cs"):
        return False
    return _mask(ch) != _mask("\U0010fffd")


def missing_in(text: str) -> tuple[str, ...]:
    """The characters of a text that the font lacks, each once, in order."""
    return tuple(dict.fromkeys(ch for ch in text if not has_glyph(ch)))


def _mask(ch: str) -> bytes:
    mask = font(24).getmask(ch)
    return bytes(mask) + repr(mask.size).encode()


def built_on(parts: Mapping[str, str]) -> dict[str, str]:
    """Name -> version of what pictures are drawn with; `parts` gives the name under which Pillow knows each."""
    from PIL import features

    return {name: features.version(known_as) or "" for name, known_as in parts.items()}
