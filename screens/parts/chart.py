"""A chart in the terminal's own signs: bars, or a line over time. Braille only, which every terminal draws one cell
wide; the marks below are numbers, for Han would be counted as one cell by what draws it.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual_plotext import PlotextPlot

FULL = "\u28ff"
"""A full cell of braille: a block is two cells wide in some terminals."""

FEWEST = 6
"""Room for so many bars, so that a single one is no wall."""


class Chart(PlotextPlot, can_focus=False):
    """`show(marks, values, lines=...)`: one value a mark, None where there is none."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawn: tuple[object, ...] = ()

    def show(self, marks: Sequence[str], values: Sequence[float | None], *, lines: bool, most: float = 0) -> None:
        """Draw these, if they are others than before."""
        drawn = (tuple(marks), tuple(values), lines, most)
        if drawn == self.drawn:
            return
        self.drawn = drawn
        plot = self.plt
        plot.clear_figure()
        places = [float(n) for n in range(1, len(marks) + 1)]
        there = [(place, value) for place, value in zip(places, values, strict=True) if value is not None]
        if there:
            x, y = [place for place, _ in there], [value for _, value in there]
            if lines:
                plot.plot(x, y, marker="braille")
                plot.xlim(1, max(2, len(marks)))
            else:
                plot.bar(x, y, marker=FULL, width=0.6)
                plot.xlim(0.5, max(FEWEST, len(marks)) + 0.5)
            plot.ylim(0, most or max(*y, 1))
            plot.xticks(places, list(marks))
            if most:
                quarters = [most * n / 4 for n in range(5)]
                plot.yticks(quarters, [f"{quarter:g}" for quarter in quarters])
        plot.frame(False)
        self.refresh()
