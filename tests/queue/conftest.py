"""A hall with nothing but queues, windows and people: the queue's own tests need no catalogue."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counter.acts.queue import calling as acts
from counter.acts.queue import moving
from counter.hall import Hall
from counter.rules.access import Actor, Role

NOW = datetime(2026, 11, 24, 9, 30)
WINDOWS = {1: ["A"], 2: ["A"], 3: ["B", "A"], 4: ["B", "A"], 5: ["C", "A"], 6: ["C"], 7: ["A", "B", "C"], 8: ["A"]}
GUIDE = Actor("g1", "导办一", Role.GUIDE)
SUPERVISOR = Actor("sup", "主任", Role.SUPERVISOR)


def clerk(number: int) -> Actor:
    """The clerk who stands at a window."""
    return Actor(f"c{number}", f"窗口员{number}", Role.CLERK, window=number)


@pytest.fixture(scope="session")
def queue_template(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three queues, eight windows with a clerk signed in at each."""
    path = tmp_path_factory.mktemp("queues") / "hall"
    hall = Hall.create(path, name="测试大厅", training=True)
    hall.set_now(NOW)
    fill(hall)
    hall.close()
    return path


def fill(hall: Hall, windows: dict[int, list[str]] = WINDOWS) -> None:
    """Write the queues, the windows, the people and their shifts straight into a new hall."""
    db = hall.db
    for letter, code, name, last, minutes in (
        ("A", "general", "综合业务", 499, 8),
        ("B", "bundle", "一件事专区", 299, 25),
        ("C", "enterprise", "企业开办", 299, 15),
    ):
        db.execute(
            "INSERT INTO queue (letter, code, name, last_number, bundles, fixed_minutes) VALUES (?,?,?,?,?,?)",
            (letter, code, name, last, '["graduates"]' if letter == "B" else "[]", minutes),
        )
    db.execute("INSERT INTO staff (code, name, role) VALUES ('g1', '导办一', 'guide'), ('sup', '主任', 'supervisor')")
    for number, letters in windows.items():
        db.execute(
            "INSERT INTO front_window (number, name, queues) VALUES (?,?,?)",
            (number, f"{number} 号窗口", json.dumps(letters)),
        )
        db.execute("INSERT INTO staff (code, name, role) VALUES (?,?,'clerk')", (f"c{number}", f"窗口员{number}"))
        sign_in(hall, number)


def sign_in(hall: Hall, number: int) -> None:
    """A shift begins at a window."""
    hall.db.execute(
        "INSERT INTO shift (staff, front_window, business_date, started_at, seen_at) VALUES (?,?,?,?,?)",
        (f"c{number}", number, hall.local(hall.now()).date().isoformat(), hall.now(), hall.now()),
    )


class Counter:
    """A hall in a test's hands: acts by short names, a clock to turn."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.db = hall.db

    def later(self, minutes: float) -> None:
        """Turn the clock on."""
        self.hall.set_now(self.hall.local(self.hall.now()) + timedelta(minutes=minutes))

    def take(self, queue: str = "A", by: Actor = GUIDE, **given):
        """Take a ticket at the guide's desk."""
        return self.hall.do(acts.take, by, queue=queue, **given)

    def at(self, window: int, act: Callable, *arguments, key: str | None = None, **given):
        """Do an act as the clerk of a window; a first bare argument is the ticket."""
        if arguments:
            given["ticket"] = str(arguments[0])
        return self.hall.once(key, act, clerk(window), **given)

    def call(self, window: int = 1):
        """Press F2 at a window."""
        return self.at(window, acts.call)

    def serve(self, window: int = 1, minutes: float = 5):
        """Call, start, work, finish."""
        called = self.call(window)
        self.at(window, moving.start, called.ticket)
        self.later(minutes)
        self.at(window, moving.finish, called.ticket)
        return called

    def state(self, ticket: int) -> str:
        """Where a ticket stands."""
        return self.db.execute("SELECT state FROM ticket WHERE id = ?", (ticket,)).fetchone()[0]


@pytest.fixture
def floor_dir(queue_template: Path, tmp_path: Path) -> Path:
    """The directory of a queues-only hall of the test's own."""
    path = tmp_path / "hall"
    shutil.copytree(queue_template, path)
    return path


@pytest.fixture
def floor(floor_dir: Path) -> Iterator[Counter]:
    """The same, opened, on a Tuesday morning."""
    hall = Hall.open(floor_dir, now=NOW)
    yield Counter(hall)
    hall.close()
