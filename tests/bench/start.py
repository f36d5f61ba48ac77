"""Cold start to first paint in a real pseudo-terminal: the window screen beside an empty Textual app and a bare
three-pane screen.

    python -m tests.bench.start [--rounds 7] [--json]

A round starts each of them once, in turn, so that a busy machine slows all alike; the medians are compared. First paint
is the moment when the mark (the last thing a screen draws: the key line, a word) has come out of the terminal. The goal
is at most 2.2 x the empty app's.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOAL = 2.2

EMPTY = """
from textual.app import App
class Shown(App):
    def compose(self):
        from textual.widget import Widget
        class One(Widget):
            def render(self): return "READY-MARK"
        yield One()
Shown().run()
"""

PANES = """
from textual.app import App
from textual.containers import Horizontal
from textual.widgets import Footer, Header, Static
class Panes(App):
    CSS = "Static { width: 1fr; height: 1fr; }"
    BINDINGS = [("f2", "bell", "READY-MARK")]
    def compose(self):
        yield Header()
        with Horizontal():
            for name in ("one", "two", "three"):
                yield Static(name)
        yield Footer()
Panes().run()
"""

WINDOW = """
import sys
from datetime import datetime
from screens.shell.app import CounterApp
CounterApp(sys.argv[1], staff="c3", window=3, now=datetime(2026, 11, 24, 9, 30)).run()
"""

COMMAND = """
import sys
sys.argv = ["counter", "--hall", sys.argv[1], "--as", "c3", "--now", "2026-11-24T09:30"]
from counter.cli import main
main()
"""


def first_paint(arguments: list[str], marks: list[str], limit: float = 20.0) -> list[float]:
    """Start a program in a fresh pty of 80x24; seconds until each mark has appeared, in order."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        close_fds=True,
    )
    os.close(slave)
    seen = ""
    times: list[float] = []
    try:
        while len(times) < len(marks):
            ready, _, _ = select.select([master], [], [], max(0.0, began + limit - time.perf_counter()))
            if not ready:
                raise TimeoutError(f"no {marks[len(times)]!r} within {limit} s: {plain(seen)[-400:]!r}")
            try:
                data = os.read(master, 65536)
            except OSError:
                data = b""
            if not data:
                raise RuntimeError(f"ended before {marks[len(times)]!r}: {plain(seen)[-800:]!r}")
            seen += data.decode("utf-8", "replace")
            words = plain(seen)
            while len(times) < len(marks) and marks[len(times)] in words:
                times.append(time.perf_counter() - began)
        return times
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        os.close(master)


def plain(text: str) -> str:
    """Without escape sequences: what a person can read."""
    return re.sub(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|[PX^_\]].*?(\x1b\\|\x07)|[@-Z\\-_])", "", text, flags=re.DOTALL)


def training_hall(folder: Path) -> Path:
    """A small training hall with somebody waiting."""
    os.environ["COUNTER_KEY_FILE"] = str(folder / "key")
    from counter.acts.premises.training import train
    from counter.acts.queue.taking import take
    from counter.hall import Hall
    from counter.rules.access import HALL_ITSELF
    from counter.store import staff

    hall = Hall.create(folder / "hall", name="星城市政务服务中心", training=True)
    hall.set_now(datetime(2026, 11, 24, 9, 10))
    hall.do(train, HALL_ITSELF)
    for _ in range(5):
        hall.do(take, staff.actor(hall.db, "g1"), queue="B")
    hall.close()
    return folder / "hall"


def measure(rounds: int, hall: Path) -> dict[str, float]:
    """Medians in seconds. `window` is its first paint (key line drawn), `window_data` when the queue
    stands there too.
    """
    python = sys.executable
    times: dict[str, list[float]] = {name: [] for name in ("empty", "panes", "window", "window_data", "command")}
    for number in range(rounds + 1):
        empty = first_paint([python, "-c", EMPTY], ["READY-MARK"])
        panes = first_paint([python, "-c", PANES], ["READY-MARK"])
        window = first_paint([python, "-c", WINDOW, str(hall)], ["菜单", "B001"])
        command = first_paint([python, "-c", COMMAND, str(hall)], ["菜单"])
        if number:  # the first round warms the disk cache
            for name, value in zip(times, (empty[0], panes[0], window[0], window[1], command[0]), strict=False):
                times[name].append(value)
    return {name: statistics.median(values) for name, values in times.items()}


def report(medians: dict[str, float]) -> str:
    """The figures beside their floor."""
    empty = medians["empty"]
    names = {
        "empty": "an empty Textual app",
        "panes": "a bare three-pane screen",
        "window": "the window screen, first paint",
        "window_data": "the window screen with its queue",
        "command": "`counter --as c3`, first paint",
    }
    lines = [f"{names[name]:<36} {value * 1000:6.0f} ms  {value / empty:4.2f} x" for name, value in medians.items()]
    return "\n".join([*lines, f"goal: the window screen's first paint at most {GOAL} x the empty app's"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hall", type=Path)
    parser.add_argument("--json", action="store_true")
    given, _ = parser.parse_known_args()
    folder = Path(tempfile.mkdtemp(prefix="counter-start-"))
    try:
        medians = measure(given.rounds, given.hall or training_hall(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(medians) if given.json else report(medians))


if __name__ == "__main__":
    main()
