"""What happens around a hall: two of its own process at once, a terminal that is closed in the middle of a key, a disk
that takes nothing more while many press.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from counter.acts.premises.training import train
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.checking import faults
from counter.paper.spooler import drain, settle
from counter.rules.access import HALL_ITSELF, KIOSK
from counter.store import driver, papers, rehearsal, staff
from tests.conftest import NOW
from tests.torture.halls import small_disk
from tests.torture.killing import Outcome
from tests.torture.workers import GUIDE, a_hall, sign_in_act

COUNTER = (sys.executable, "-m", "counter")
FAULT_WORDS = ("程序出错", "Traceback")
BEGUN_S, ENDED_S = 40.0, 20.0
"""How long a process may take to begin, and to end once its terminal is gone, on a machine with other work."""
KEYS = (
    *(b"\x1bOQ", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[15~", b"\x1b[17~", b"\x1b[19~", b"\x1b[20~"),
    *(
        b"\r",
        b"\r",
        b"\t",
        b" ",
        b"1",
        b"2",
        b"y",
        b"\x1b[B",
        b"\x13",
        b"\x01",
        "李晓梅".encode(),
        b"43010420020715302",
    ),
)
"""F2 twice as often, F3, F4, F5, F6, F8, F9, Enter, Tab, Space, digits, yes, Down, ^S, ^A, words of a Han input method,
most of a number.
"""


def two_runs(short: bool) -> Outcome:
    """Two of the hall's own processes begun at the same moment, people pressing meanwhile; the one that got in is
    killed. Each paper comes out, and none twice without saying COPY.
    """
    found, chance = Outcome(), random.Random(11)
    with a_hall() as place:
        hall = Hall.open(place, now=NOW)
        for _ in range(3 if short else 20):
            both = [
                subprocess.Popen(
                    [*COUNTER, "--hall", str(place), "--now", NOW.isoformat(), "run"],
                    stderr=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                )
                for _ in range(2)
            ]
            until = time.monotonic() + BEGUN_S
            while all(one.poll() is None for one in both) and time.monotonic() < until:
                hall.do(take, GUIDE, queue="A")
                time.sleep(0.2)
            ended = [one for one in both if one.poll() is not None]
            for _ in range(chance.randrange(8)):
                hall.do(take, GUIDE, queue="A")
                time.sleep(0.03)
            for one in both:
                one.kill()
            said = [(one.communicate()[1].decode(), one.returncode) for one in ended]
            for one in both:
                one.wait()
            found.tries += 1
            told = len(said) == 1 and said[0][1] == 1 and "已经在运行" in said[0][0]
            found.half += not told or any(word in text for text, _ in said for word in FAULT_WORDS)
        for printer in {"preview", *papers.printers_waiting(hall.db)}:
            settle(hall, printer)
        drain(hall)
        drain(hall)
        found.lost += _number(
            hall,
            "SELECT count(*) FROM paper p WHERE NOT EXISTS"
            " (SELECT 1 FROM paper_job j WHERE j.paper = p.number AND j.state = 'sent')",
        )
        found.doubled += _number(
            hall,
            "SELECT count(*) FROM (SELECT 1 FROM paper_job WHERE state = 'sent' GROUP BY paper, copy"
            " HAVING count(*) > 1)",
        )
        found.half += len([*faults(hall)])
        hall.close()
    return found


def _number(hall: Hall, statement: str) -> int:
    return driver.number(hall.db.execute(statement))


def terminals_closed(short: bool) -> Outcome:
    """A window's terminal is closed in the middle of its keys, or of one key: the program ends, nothing is half done,
    and whoever signs in there again goes on with who is at the window.
    """
    found, chance = Outcome(), random.Random(12)
    with a_hall() as place:
        before = _tickets(place)
        for number in range(4 if short else 30):
            keys = b"".join(chance.choice(KEYS) for _ in range(chance.randrange(2, 14)))
            wrong = _closed_in_mid_key(place, keys[: chance.randrange(1, len(keys))], chance.uniform(0, 0.2))
            hall = Hall.open(place, now=NOW)
            broken = [*map(str, faults(hall)), *rehearsal.broken_invariants(hall.db)]
            try:
                hall.do(sign_in_act(), staff.actor(hall.db, "c3", 3), window=3)
            except Refusal as refusal:
                broken.append(str(refusal))
            hall.close()
            found.tries += 1
            found.half += bool(wrong or broken)
            if wrong or broken:
                print(f"  terminal {number}: {wrong} {broken}"[:1500], file=sys.stderr, flush=True)
        after = _tickets(place)
        found.lost = len(before - after)
        found.doubled = len(after - before)
    return found


def _tickets(place: Path) -> set[str]:
    hall = Hall.open(place, now=NOW)
    try:
        return {f"{row[0]}{row[1]:03d}" for row in hall.db.execute("SELECT letter, number FROM ticket")}
    finally:
        hall.close()


def _of_a_terminal() -> None:
    """Make this process what a terminal window makes of it, under nohup too."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _closed_in_mid_key(place: Path, keys: bytes, seconds: float) -> str:
    """Begin a window, send keys, close its terminal so long after; what is wrong with how it ended."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        [*COUNTER, "--hall", str(place), "--as", "c3", "--now", NOW.isoformat()],
        stdin=far,
        stdout=far,
        stderr=far,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
        preexec_fn=_of_a_terminal,
    )
    os.close(far)
    shown, until = b"", time.monotonic() + BEGUN_S
    while b"F10" not in shown and time.monotonic() < until:
        if select.select([near], [], [], 0.5)[0]:
            shown += os.read(near, 65_536)
    time.sleep(0.3)
    for at in range(0, len(keys), 5):
        os.write(near, keys[at : at + 5])
        while select.select([near], [], [], 0.02)[0]:
            shown += os.read(near, 65_536)
    time.sleep(seconds)
    with suppress(OSError):
        while select.select([near], [], [], 0)[0]:
            shown += os.read(near, 65_536)
    os.close(near)
    try:
        process.wait(ENDED_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"it goes on without a terminal, after {keys!r}"
    text = shown.decode("utf-8", "replace")
    return next((f"{word} after {keys!r}" for word in FAULT_WORDS if word in text), "")


def disk_full(short: bool) -> Outcome:
    """The disk itself is full, again and again, while eight windows press: each is refused in words, or it was done."""
    found, over = Outcome(), threading.Event()
    told: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made, small_disk(disk := Path(made) / "disk", 24 << 20):
        os.environ["COUNTER_KEY_FILE"] = str(disk / "hall.key")
        place = disk / "hall"
        hall = Hall.create(place, name="小盘大厅", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        hall.close()

        def press() -> None:
            window = Hall.open(place, now=NOW)
            while not over.is_set():
                try:
                    told[window.do(take, KIOSK, queue="A").number] += 1
                except Refusal as refusal:
                    refused[refusal.code] += 1
                    time.sleep(0.01)
                except Exception as error:  # noqa: BLE001 (counted)
                    refused[f"half {type(error).__name__} {error}"] += 1
            with suppress(Refusal, driver.DatabaseError):
                window.close()

        windows = [threading.Thread(target=press, daemon=True) for _ in range(8)]
        for one in windows:
            one.start()
        for _ in range(4 if short else 40):
            before, until = refused.total(), time.monotonic() + 10
            with suppress(OSError), (disk / "filling").open("wb") as file:
                while True:
                    file.write(bytes(4096))
                    file.flush()
            while refused.total() < before + 8 and time.monotonic() < until:
                time.sleep(0.01)
            found.half += refused.total() < before + 8  # nobody came to press, or nobody noticed
            (disk / "filling").unlink()
            before, until = told.total(), time.monotonic() + 10
            while told.total() < before + 4 and time.monotonic() < until:
                time.sleep(0.01)
            found.half += told.total() < before + 4  # it goes on once there is room
            found.tries += 1
        over.set()
        for one in windows:
            one.join(60)
        hall = Hall.open(place, now=NOW)
        numbers = [f"{row[0]}{row[1]:03d}" for row in hall.db.execute("SELECT letter, number FROM ticket")]
        found.lost = len(set(told) - set(numbers))
        found.doubled = len(numbers) - len(set(numbers)) + sum(count - 1 for count in told.values())
        found.half += len([*faults(hall)]) + sum(n for code, n in refused.items() if code.startswith("half"))
        hall.close()
    if not found.sound:
        print(f"  {refused}"[:1500], file=sys.stderr, flush=True)
    return found


FAULTS: dict[str, Callable[[bool], Outcome]] = {
    "two of the hall's own process (counter run) at once, one killed": two_runs,
    "a window's terminal closed in the middle of a key": terminals_closed,
}
MOUNTED: dict[str, Callable[[bool], Outcome]] = {"the disk itself full, 8 windows pressing": disk_full}
"""Rows that need a disk of their own."""
