"""Repainting a live list: one changed row, the first row gone, all rows changed, beside Textual's DataTable.

    python -m tests.bench.lists

Milliseconds from the call until the screen is drawn, medians, eight columns of Chinese. The floor is an empty repaint
of the same area: a list that draws all its visible lines anew, which is what a terminal needs at least.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

from textual.app import App
from textual.widgets import DataTable

from screens.parts.lines import Column, Line, LineList
from screens.shell.look import THEMES

WORDS = ("A001", "老年人", "12分", "社会保障卡申领和补换", "下一位", "综合业务", "周雅静", "3号窗口")
ROUNDS = 15


def rows(count: int, mark: str = "") -> list[tuple[str, ...]]:
    return [(f"A{number:04d}", *WORDS[1:7], mark or WORDS[7]) for number in range(count)]


class Lists(App[None]):
    CSS_PATH = None

    def __init__(self, widget: LineList | DataTable) -> None:
        super().__init__()
        self.widget = widget
        for theme in THEMES:
            self.register_theme(theme)

    def compose(self):
        yield self.widget


async def timed(pilot, change: Callable[[int], object]) -> float:
    times = []
    for number in range(ROUNDS):
        await pilot.pause()
        began = time.perf_counter()
        change(number)
        await pilot._wait_for_screen()
        pilot.app.screen._compositor.render_strips()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def of_lines(count: int) -> dict[str, float]:
    widget = LineList(*[Column(f"列{number}", 8) for number in range(8)])
    app = Lists(widget)
    async with app.run_test(size=(100, 40)) as pilot:
        many = [Line(str(number), cells) for number, cells in enumerate(rows(count))]
        began = time.perf_counter()
        widget.show(many)
        await pilot._wait_for_screen()
        found = {"fill": (time.perf_counter() - began) * 1000}

        def one(number: int) -> None:
            changed = list(many)
            changed[5] = Line("5", (f"B{number:03d}", *many[5].cells[1:]))
            widget.show(changed)

        found["nothing"] = await timed(pilot, lambda number: widget.refresh())
        found["one row"] = await timed(pilot, one)
        found["first gone"] = await timed(pilot, lambda number: widget.show(many[number + 1 :]))
        other = [[Line(str(n), cells) for n, cells in enumerate(rows(count, f"第{k}次"))] for k in range(2)]
        found["all rows"] = await timed(pilot, lambda number: widget.show(other[number % 2]))
        return found


async def of_table(count: int) -> dict[str, float]:
    widget: DataTable = DataTable()
    app = Lists(widget)
    async with app.run_test(size=(100, 40)) as pilot:
        keys = widget.add_columns(*[f"列{number}" for number in range(8)])
        began = time.perf_counter()
        for number, cells in enumerate(rows(count)):
            widget.add_row(*cells, key=str(number))
        await pilot._wait_for_screen()
        found = {
            "fill": (time.perf_counter() - began) * 1000,
            "nothing": await timed(pilot, lambda number: widget.refresh()),
        }
        found["one row"] = await timed(pilot, lambda number: widget.update_cell("5", keys[0], f"B{number:03d}"))
        found["first gone"] = await timed(pilot, lambda number: widget.remove_row(str(number)))
        return found


def main() -> None:
    """Measure and print."""
    names = {
        "fill": "first filling",
        "nothing": "floor: repaint, nothing changed",
        "one row": "one row changed",
        "first gone": "the first row gone",
        "all rows": "all rows changed",
    }
    for count in (300, 3000):
        ours, theirs = asyncio.run(of_lines(count)), asyncio.run(of_table(count))
        print(f"{count} rows of 8 columns, 100x40{'':<12}LineList   DataTable")
        for key, name in names.items():
            other = f"{theirs[key]:8.1f} ms" if key in theirs else "       -"
            print(f"  {name:<36}{ours[key]:8.1f} ms  {other}")


if __name__ == "__main__":
    main()
