"""From a key to the hits drawn, in a catalogue of full size, in a real pseudo-terminal, beside an empty Textual app
(goal: one frame, 16.7 ms).
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from counter.hall import Hall
from tests.bench import _big_catalogue
from tests.bench.start import ROOT, plain

NOW = datetime(2026, 11, 24, 9, 30)
WORDS = ("jydj", "shebao", "毕业", "bysqk", "yingyezhizaho", "许可证")
"""Initials, pinyin, Han, initials that lead nowhere soon, a typo, Han. Each sign is a key (or what an input method
commits).
"""
FRAME = 1000 / 60
CLEAR = b"\x15"

FLOOR = """
from textual.app import App
from textual.widgets import Input, Static
class Echo(App):
    CSS = "Input { height: 1; border: none; } Static { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        box = Input()
        box.cursor_blink = False
        yield box
        yield Static("READY-MARK", markup=False)
    def on_input_changed(self, event):
        self.query_one(Static).update(f"<{event.value}>")
Echo().run()
"""

OURS = """
import sys
from datetime import datetime
from screens.shell.app import CounterApp
CounterApp(sys.argv[1], staff="c3", now=datetime(2026, 11, 24, 9, 30), place="find").run()
"""


DIALOG = """
import sys
from datetime import datetime
from screens.shell.app import CounterApp
from screens.catalogue.finding import FindDialog
app = CounterApp(sys.argv[1], staff="c3", now=datetime(2026, 11, 24, 9, 30), place="find")
async def ask():
    await app.question(FindDialog("READY-MARK"))
app.call_later(app.set_timer, 1.5, lambda: app.run_worker(ask))
app.run()
"""


@dataclass
class Taken:
    """Milliseconds of wall time from the key to the last of its lines, and of the program's CPU time until it rests
    again.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def over(self, floor: Taken) -> float:
        """Median wall time beyond another program's."""
        return statistics.median(self.wall) - statistics.median(floor.wall)

    def line(self, name: str) -> str:
        """One line of the table."""
        wall, cpu = sorted(self.wall), sorted(self.cpu)
        return (
            f"   {name:<28} wall median {statistics.median(wall):5.1f}  p95 {wall[int(len(wall) * 0.95)]:5.1f}  worst "
            f"{wall[-1]:5.1f} ms"
            f"   CPU median {statistics.median(cpu):5.1f}  worst {cpu[-1]:5.1f} ms   within a frame "
            f"{sum(w <= FRAME for w in wall)}/{len(wall)}"
        )


class Terminal:
    """A program in a fresh pty of 80x24."""

    def __init__(self, arguments: list[str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
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

    def wait_for(self, marks: list[str], limit: float = 20.0) -> float:
        """The moment at which the last of these texts has come out."""
        seen, end = "", time.perf_counter() + limit
        while True:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.perf_counter()))
            if not ready:
                raise TimeoutError(f"no {marks!r}: {plain(seen)[-600:]!r}")
            seen += os.read(self.master, 1 << 16).decode("utf-8", "replace")
            now, words = time.perf_counter(), plain(seen)
            if all(mark in words for mark in marks):
                return now

    def rest(self, seconds: float) -> None:
        """Read and forget what comes meanwhile."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                os.read(self.master, 1 << 16)

    def cpu(self) -> float:
        """CPU time of all its threads so far, ms."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e6

    def press(self, keys: bytes, marks: list[str], taken: Taken) -> None:
        """Press, wait for the marks, rest, note both times."""
        cpu, began = self.cpu(), time.perf_counter()
        os.write(self.master, keys)
        taken.wall.append((self.wait_for(marks) - began) * 1000)
        self.rest(0.12)
        taken.cpu.append(self.cpu() - cpu)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def type_words(terminal: Terminal, marks_of: Callable[[str], list[str]], rounds: int) -> Taken:
    """Type each word letter by letter, `rounds` times, at no fixed beat; keys that change no line aren't counted."""
    taken, dice = Taken(), random.Random(1)
    terminal.rest(2.0)
    for _ in range(rounds):
        for word in WORDS:
            os.write(terminal.master, CLEAR)
            terminal.rest(0.3)
            for size in range(1, len(word) + 1):
                terminal.rest(dice.random() * 0.05)
                terminal.press(word[size - 1].encode(), marks_of(word[:size]), taken)
    return taken


def lines_of(hall: Hall, rows: int) -> Callable[[str], list[str]]:
    """What is new on the screen after a text was typed: the beginnings of the lines that differ from before."""
    from counter.store.search import search

    def shown(text: str) -> list[str]:
        names = (
            [hit.name.removeprefix("中华人民共和国") for hit in search(hall.db, text, on=NOW.date())][:rows]
            if text
            else []
        )
        return [name[:6] for name in names] or [f"没有找到「{text}"[:6]]

    def marks(text: str) -> list[str]:
        before = shown(text[:-1]) if text[:-1] else []
        return [line for line, old in zip(shown(text), [*before, *[""] * rows], strict=False) if line != old][:rows]

    return marks


def main(rounds: int = 2) -> None:
    """Both programs, the same keys."""
    from counter.acts.premises.training import train
    from counter.rules.access import HALL_ITSELF

    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        os.environ["COUNTER_KEY_FILE"] = str(Path(name) / "key")
        hall = Hall.create(Path(name) / "hall", name="测试", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        _big_catalogue.fill(hall)
        rows = hall.db.execute("SELECT count(*) FROM item").fetchone()[0]
        here, floor = str(Path(name) / "hall"), None
        for title, program, ready, marks in (
            ("empty app: Input and Static", [sys.executable, "-c", FLOOR], "READY-MARK", lambda text: [f"<{text}>"]),
            (f"find screen, {rows} items", [sys.executable, "-c", OURS, here], "F10", lines_of(hall, 17)),
            ("find dialog, the same", [sys.executable, "-c", DIALOG, here], "READY-MARK", lines_of(hall, 11)),
        ):
            terminal = Terminal(program)
            try:
                terminal.wait_for([ready])
                taken = type_words(terminal, marks, rounds)
            finally:
                terminal.close()
            print(
                taken.line(title) + (f"   less the empty app's {taken.over(floor):+.1f} ms" if floor else ""),
                flush=True,
            )
            floor = floor or taken
        hall.close()


if __name__ == "__main__":
    main()
