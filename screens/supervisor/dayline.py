"""A line of the day: arrivals, waits and open windows by the hour, beside the usual of the same weekday.

Bars are blank cells with a background, which are as wide in every terminal; each figure stands in digits beneath.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from screens.parts.cells import fit
from screens.shell.language import mark, t

if TYPE_CHECKING:
    from counter.acts.report.floor import Hour

LABEL = 9
"""Cells of what a line is called."""
CELL = 5
BARS, MOST_BARS = 3, 12
"""Lines of the bars: at least, and at most where there is room."""
ROWS: tuple[tuple[str, Callable[[Hour], int | None], bool], ...] = (
    (mark("到来"), lambda one: one.arrivals, False),
    (mark("平时"), lambda one: one.usual_arrivals, True),
    (mark("等候分"), lambda one: one.wait, False),
    (mark("平时"), lambda one: one.usual_wait, True),
    (mark("开窗"), lambda one: one.windows, False),
    (mark("平时"), lambda one: one.usual_windows, True),
)


class DayLine(Widget):
    """`show(hours, now)`: the hours, and the one that it is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"day--{name}" for name in ("head", "now", "bar", "usual", "dim")}
    DEFAULT_CSS = """
    DayLine { height: 10; }
    DayLine .day--head { color: $secondary; text-style: bold; }
    DayLine .day--now { text-style: bold reverse; }
    DayLine .day--bar { background: $accent; }
    DayLine .day--usual { background: $foreground 30%; }
    DayLine .day--dim { color: $foreground 60%; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hours: tuple[Hour, ...] = ()
        self.hour = -1
        self.weeks = 0

    def show(self, hours: Sequence[Hour], hour: int, weeks: int) -> None:
        """Draw these hours, if they are others than before."""
        if (self.hours, self.hour, self.weeks) != (tuple(hours), hour, weeks):
            self.hours, self.hour, self.weeks = tuple(hours), hour, weeks
            self.refresh()

    def _shown(self) -> tuple[Hour, ...]:
        room = max(1, (self.size.width - LABEL) // CELL)
        if len(self.hours) <= room:
            return self.hours
        last = max((one.hour for one in self.hours if one.arrivals or one.hour == self.hour), default=0)
        until = max(room, next((at + 1 for at, one in enumerate(self.hours) if one.hour == last), room))
        return self.hours[until - room : until]

    @property
    def bars(self) -> int:
        """Lines of the bars at the present height."""
        return max(BARS, min(MOST_BARS, self.size.height - 1 - len(ROWS)))

    def render_line(self, y: int) -> Strip:
        """The hours, the bars, the figures."""
        hours, width, bars = self._shown(), self.size.width, self.bars
        if y == 0:
            parts = [Segment(fit(f" {t('每小时')}", LABEL), self._look("head"))]
            for one in hours:
                digits = f"{one.hour:02d}"
                parts.append(Segment(" " * (CELL - len(digits)), self.rich_style))
                parts.append(Segment(digits, self._look("now" if one.hour == self.hour else "head")))
        elif y <= bars:
            parts = self._bars(hours, bars - y, bars)
        elif y <= bars + len(ROWS):
            name, value, usual = ROWS[y - 1 - bars]
            look = self._look("dim") if usual else self.rich_style
            parts = [Segment(fit(f" {t(name)}", LABEL), look)]
            for one in hours:
                figure = value(one)
                known = figure is not None and (figure or not usual or self.weeks) and (usual or one.hour <= self.hour)
                parts.append(Segment(fit(str(figure) if known else "", CELL, right=True), look))
        else:
            parts = []
        return Strip(parts).adjust_cell_length(width, self.rich_style)

    def _bars(self, hours: Sequence[Hour], above: int, lines: int) -> list[Segment]:
        """A line of the bars: today's beside the usual one, each filled from `above` lines on."""
        most = max((max(one.arrivals, one.usual_arrivals) for one in hours), default=0) or 1
        parts = [Segment(" " * LABEL, self.rich_style)]
        for one in hours:
            parts.append(Segment("  ", self.rich_style))
            for figure, cells, name in ((one.arrivals, 2, "bar"), (one.usual_arrivals, 1, "usual")):
                full = figure and -(-figure * lines // most) > above
                parts.append(Segment(" " * cells, self._look(name) if full else self.rich_style))
        return parts

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"day--{name}")
