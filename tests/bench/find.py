"""From a key in the search field to the hits drawn, in a catalogue of full size (goal: the first result within one frame, 16.7 ms)."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from counter.hall import Hall
from tests.bench import _big_catalogue

NOW = datetime(2026, 11, 24, 9, 30)
KEYS = "jydj"


def main() -> None:
    """Type four letters again and again on the find screen; each key is timed until the list has drawn the new hits."""
    from counter.acts.training import train
    from counter.rules.access import HALL_ITSELF

    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        os.environ["COUNTER_KEY_FILE"] = str(Path(name) / "key")
        hall = Hall.create(Path(name) / "hall", name="测试", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        _big_catalogue.fill(hall)
        hall.close()
        times = asyncio.run(type_letters(Path(name) / "hall"))
    print(f"key to drawn hits: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms of {len(times)} keys (a frame: 16.7 ms)")


async def type_letters(hall_dir: Path, rounds: int = 8) -> list[float]:
    """Milliseconds from each key to the list's new lines being painted."""
    from screens.app import CounterApp
    from screens.parts.field import Field
    from screens.parts.lines import LineList

    times: list[float] = []
    app = CounterApp(hall_dir, staff="c3", now=NOW, place="find")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(2.0)
        lines, field = app.screen.query_one("#hits", LineList), app.screen.query_one("#text", Field)
        drawn = asyncio.Event()
        shown, render = lines.show, lines.render_line

        def show(*given, **options):
            lines.fresh = True
            return shown(*given, **options)

        def render_line(y):
            if getattr(lines, "fresh", False):
                lines.fresh = False
                drawn.set()
            return render(y)

        lines.show, lines.render_line = show, render_line  # type: ignore[method-assign]
        for _ in range(rounds):
            field.value = ""
            await pilot.pause(0.3)
            for key in KEYS:
                drawn.clear()
                started = time.perf_counter()
                field.value += key
                await asyncio.wait_for(drawn.wait(), 5)
                times.append((time.perf_counter() - started) * 1000)
                await pilot.pause(0.05)
    return times[len(KEYS):]


if __name__ == "__main__":
    main()
