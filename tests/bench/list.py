"""A change in a live list of 1,000 rows, until it is drawn, beside a list drawn by hand (goal: at most 2 x)."""

from __future__ import annotations

import asyncio
import statistics
import time

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.parts.lines import Column, Line, LineList

ROWS = 1000


def cells(number: int, minutes: int) -> tuple[str, ...]:
    return (
        f"A{number:03d}",
        "老年人" if number % 7 == 0 else "普通",
        str(minutes),
        "高校毕业生就业一件事",
        "等候",
        "A",
    )


class ByHand(ScrollView):
    """The least that shows such a list: ready-made text, one strip per line."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []

    def change(self, index: int, text: str) -> None:
        """One line is another now."""
        self.rows[index] = text
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def fill(self, rows: list[str]) -> None:
        """All lines."""
        self.rows = rows
        self.virtual_size = Size(self.size.width, len(rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        text = self.rows[index] if index < len(self.rows) else ""
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)


class Both(App[None]):
    """One of the two lists, filling the screen."""

    def __init__(self, by_hand: bool) -> None:
        super().__init__()
        self.by_hand = by_hand
        self.drawn = asyncio.Event()

    def compose(self) -> ComposeResult:
        if self.by_hand:
            yield ByHand()
        else:
            yield LineList(
                Column("号", 5),
                Column("人员", 6),
                Column("分", 3, right=True),
                Column("事由", 0),
                Column("状态", 8),
                Column("队列", 4),
                id="list",
            )

    def _display(self, screen, renderable) -> None:
        super()._display(screen, renderable)
        self.drawn.set()


async def measure(by_hand: bool, turns: int = 120) -> list[tuple[float, float]]:
    """(ms, ms of processor) from the changed data to the drawn screen, one changed row in view each time."""
    app = Both(by_hand)
    found = []
    async with app.run_test(size=(100, 40)) as pilot:
        rows = [cells(n, n % 60) for n in range(ROWS)]
        if by_hand:
            hand = app.query_one(ByHand)
            hand.fill([" ".join(row) for row in rows])
        else:
            lines = app.query_one(LineList)
            lines.show(Line(str(n), row) for n, row in enumerate(rows))
        await pilot.pause()
        for turn in range(turns):
            index = 3 + turn % 30
            rows[index] = cells(index, 60 + turn)
            app.drawn.clear()
            started, worked = time.perf_counter(), time.process_time()
            if by_hand:
                hand.change(index, " ".join(rows[index]))
            else:
                lines.show([Line(str(n), row) for n, row in enumerate(rows)])
            await asyncio.wait_for(app.drawn.wait(), 5)
            found.append(((time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000))
    return found[20:]


def main() -> None:
    """Print the medians, taken in turn."""
    ours: list[tuple[float, float]] = []
    hand: list[tuple[float, float]] = []
    for _ in range(3):
        hand += asyncio.run(measure(True))
        ours += asyncio.run(measure(False))
    print(f"{'one row of 1,000 changes':36}{'ours ms':>9}{'by hand ms':>12}{'ratio':>7}   goal 2")
    for name, place in (("until drawn (a frame is 16.7 ms)", 0), ("processor time", 1)):
        a, b = statistics.median(x[place] for x in ours), statistics.median(x[place] for x in hand)
        print(f"{name:36}{a:9.2f}{b:12.2f}{a / b:7.2f}")


if __name__ == "__main__":
    main()
