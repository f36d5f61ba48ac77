"""Themes as data. `counter` is the usual one; `plain` draws with blanks, black and white, for terminals
that need it.
"""

from __future__ import annotations

from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme


class BlankBars(ScrollBarRender):
    """Scroll bars of whole cells of colour: the eighth-blocks that smooth them are of ambiguous width."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


ScrollBar.renderer = BlankBars

THEMES = (
    Theme(
        name="counter",
        primary="#5fb3b3",
        secondary="#8fb8de",
        accent="#e5c07b",
        foreground="#e6e6e6",
        background="#10171e",
        surface="#17212b",
        panel="#22303d",
        success="#8cc98c",
        warning="#e5c07b",
        error="#f08080",
        dark=True,
        variables={"input-cursor-text-style": "reverse", "block-cursor-text-style": "bold"},
    ),
    Theme(
        name="plain",
        primary="#ffffff",
        secondary="#ffffff",
        accent="#ffffff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#303030",
        success="#ffffff",
        warning="#ffffff",
        error="#ffffff",
        dark=True,
        variables={"input-cursor-text-style": "reverse", "block-cursor-text-style": "reverse"},
    ),
    Theme(
        name="paper",
        primary="#005f87",
        secondary="#005f5f",
        accent="#875f00",
        foreground="#1c1c1c",
        background="#f4f4ef",
        surface="#ffffff",
        panel="#e2e6e6",
        success="#1f6f1f",
        warning="#875f00",
        error="#a01010",
        dark=False,
        variables={"input-cursor-text-style": "reverse", "block-cursor-text-style": "bold"},
    ),
)
