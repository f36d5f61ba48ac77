"""kill -9 at random moments while many press at once: with the store in each process, and at a keeper's door."""

from __future__ import annotations

import os
import random
import secrets
import select
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.kept import KeptHall
from counter.rules.access import KIOSK
from counter.store import driver, journal
from tests.conftest import NOW
from tests.torture.killing import Outcome
from tests.torture.workers import a_hall

WINDOWS = 8


def _press(place: Path, writer: int) -> None:
    """Take numbers without a break, telling each once it was given."""
    hall = Hall.open(place, now=NOW)
    while True:
        number = hall.once(secrets.token_hex(8), take, KIOSK, queue="A").number
        os.write(writer, f"{number}\n".encode())


def _begin(place: Path) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            _press(place, writer)
        finally:
            os._exit(3)
    os.close(writer)
    return child, reader


def windows_killed(short: bool) -> Outcome:
    """Each of eight windows is killed at a moment of chance and begun again."""
    kills, found, chance = 20 if short else 500, Outcome(), random.Random(7)
    with a_hall() as place:
        before = _taken(place)
        told: Counter[str] = Counter()
        going = [_begin(place) for _ in range(WINDOWS)]
        rest = dict.fromkeys((reader for _, reader in going), b"")

        def hear(reader: int) -> None:
            rest[reader] += os.read(reader, 65_536)
            *lines, rest[reader] = rest[reader].split(b"\n")
            told.update(line.decode() for line in lines)

        while found.tries < kills:
            until = time.monotonic() + chance.uniform(0.005, 0.12)
            while (left := until - time.monotonic()) > 0:
                for reader in select.select([one for _, one in going], [], [], left)[0]:
                    hear(reader)
            child, reader = going.pop(chance.randrange(len(going)))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            while select.select([reader], [], [], 0)[0]:
                held = len(rest[reader])
                hear(reader)
                if len(rest[reader]) == held:
                    break
            os.close(reader)
            found.tries += 1
            going.append(_begin(place))
            rest[going[-1][1]] = b""
        for child, reader in going:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reader)
        _judge(place, told, before, found)
    return found


def _taken(place: Path) -> int:
    hall = Hall.open(place, now=NOW)
    try:
        return driver.number(hall.db.execute("SELECT count(*) FROM ticket"))
    finally:
        hall.close()


def _judge(place: Path, told: Counter[str], before: int, found: Outcome) -> None:
    hall = Hall.open(place, now=NOW)
    numbers = [f"{row[0]}{row[1]:03d}" for row in hall.db.execute("SELECT letter, number FROM ticket")]
    entries = driver.number(hall.db.execute("SELECT count(*) FROM journal WHERE act = 'ticket.take'"))
    found.lost += len(set(told) - set(numbers))
    found.doubled += len(numbers) - len(set(numbers)) + sum(count - 1 for count in told.values())
    found.half += abs(entries - len(numbers)) + len([*journal.broken_links(hall.db)])
    assert len(told) > found.tries // 4, "hardly anybody came to press"
    assert len(numbers) > before
    hall.close()


def keeper_killed(short: bool) -> Outcome:
    """The keeper is killed while eight windows press at its door."""
    kills, found, chance = 4 if short else 50, Outcome(), random.Random(8)
    with a_hall() as place:
        before, door, over = _taken(place), place.with_suffix(".sock"), threading.Event()
        told: Counter[str] = Counter()

        def keep() -> subprocess.Popen[bytes]:
            words = [sys.executable, "-m", "counter", "--hall", str(place), "--now", NOW.isoformat(), "keep", "--alone"]
            return subprocess.Popen([*words, "--readers", "1", "--socket", str(door)], stderr=subprocess.DEVNULL)

        def press() -> None:
            window = KeptHall(door)
            while not over.is_set():
                try:
                    told[window.do(take, KIOSK, queue="A").number] += 1
                except Refusal:
                    time.sleep(0.1)
            window.close()

        keeper = keep()
        windows = [threading.Thread(target=press, daemon=True) for _ in range(WINDOWS)]
        for one in windows:
            one.start()
        for _ in range(kills):
            wanted, until = told.total() + chance.randrange(1, 60), time.monotonic() + 60
            while told.total() < wanted and time.monotonic() < until:
                time.sleep(0.002)
            keeper.kill()
            keeper.wait()
            found.tries += 1
            keeper = keep()
        time.sleep(2)
        over.set()
        for one in windows:
            one.join(60)
        keeper.terminate()
        keeper.wait(30)
        _judge(place, told, before, found)
    return found


FAULTS: dict[str, Callable[[bool], Outcome]] = {
    "kill -9 of a window at any moment, 8 pressing": windows_killed,
    "kill -9 of the keeper at any moment, 8 pressing": keeper_killed,
}
