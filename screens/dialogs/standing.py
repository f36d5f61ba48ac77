"""Where a dialog stands: at the line, the field or the panel that it is about, and never over it."""

from __future__ import annotations

from typing import Any

from textual.geometry import Region, Size
from textual.layout import ArrangeResult
from textual.layouts.vertical import VerticalLayout
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TextArea

from screens.parts.field import Field
from screens.parts.lines import LineList
from screens.parts.sheet import Sheet

LEAST = 7
"""Lines of a dialog that can be worked with: where there are fewer on both sides, the terminal is too small."""
LEAST_OF_A_LIST = 3
HEADS = "Title, .big, #strip"


def stand(box: Size, about: Region, screen: Size) -> Region:
    """Under what it is about, or above it, or beside it; where it fits nowhere, cut, on the side with more lines.

    A panel that leaves no room beside it is stood for by its first line.
    """
    width = min(box.width, screen.width)
    left = max(0, min(about.x, screen.width - width))
    above, below = max(0, about.y), max(0, screen.height - about.bottom)
    if box.height <= below:
        return Region(left, about.bottom, width, box.height)
    if box.height <= above:
        return Region(left, about.y - box.height, width, box.height)
    top = max(0, min(about.y, screen.height - box.height))
    if width <= screen.width - about.right:
        return Region(about.right, top, width, min(box.height, screen.height))
    if width <= about.x:
        return Region(about.x - width, top, width, min(box.height, screen.height))
    if about.height > 1:
        return stand(box, Region(about.x, about.y, about.width, 1), screen)
    if max(above, below) < LEAST:
        return Region(left, max(0, screen.height - box.height), width, min(box.height, screen.height))
    if below >= above:
        return Region(left, about.bottom, width, below)
    return Region(left, 0, width, above)


def region_of(below: Screen[Any], about: str) -> Region:
    """Where a part of a screen stands: the one asked for, else the line or field with the cursor, else the panel with
    the focus, else the head.
    """
    found = below.query(about).first() if about and below.query(about) else None
    if found is None or not found.region:
        node = below.focused
        if isinstance(node, LineList) and not below.is_modal:
            return node.line_region
        field = node.parent if node is not None and isinstance(node.parent, Field) else None
        found = field or next(iter(below.query(".dialog")), None) or node or next(iter(below.query(HEADS)), None)
    return (found.region if found is not None else Region()) or Region(0, 0, below.size.width, 1)


class AtWhatItConcerns(VerticalLayout):
    """The layout of a dialog's screen: its box at `about`."""

    def __init__(self, about: Region) -> None:
        super().__init__()
        self.about = about

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        return [
            one._replace(region=stand(one.region.size, self.about, size)) if one.widget.has_class("dialog") else one
            for one in super().arrange(parent, children, size, greedy)
        ]


class ListsGiveWay(VerticalLayout):
    """The layout inside the box: where it was cut, its lists and texts are shorter, so that the rest is seen."""

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        placed = list(super().arrange(parent, children, size, greedy))
        over = max((one.region.bottom for one in placed), default=0) - size.height if size.height else 0
        moved = 0
        for at, one in enumerate(placed):
            cut = 0
            if over > 0 and isinstance(one.widget, (LineList, Sheet, TextArea)):
                cut = max(0, min(over, one.region.height - LEAST_OF_A_LIST))
            if moved or cut:
                x, y, width, height = one.region
                placed[at] = one._replace(region=Region(x, y - moved, width, height - cut))
            moved, over = moved + cut, over - cut
        return placed
