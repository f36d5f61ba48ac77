"""Somebody tidies `hall.db-wal` and `hall.db-shm` away while windows are open: nothing acknowledged is lost, no number
is given twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import journal, standing
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]

WINDOW = """
import sys
from datetime import datetime
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import staff
hall = Hall.open(sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))
guide = staff.actor(hall.db, "g1")
print("open", flush=True)
for line in sys.stdin:
    try:
        if line.strip() == "take":
            print(hall.do(take, guide, queue="general").number, flush=True)
        elif line.strip() == "look":
            print(hall.commits(), flush=True)
    except Refusal as refusal:
        print("refused", refusal, flush=True)
hall.close()
"""


class Window:
    """A window in a process of its own."""

    def __init__(self, hall_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WINDOW, str(hall_dir), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.hears() == "open"

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def press(self, what: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.hears()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(30) == 0


@pytest.fixture
def windows(hall_dir) -> Iterator:
    opened: list[Window] = []

    def one() -> Window:
        opened.append(Window(hall_dir))
        return opened[-1]

    yield one
    for window in opened:
        if window.process.poll() is None:
            window.process.kill()
            window.process.wait()


def tidy(hall_dir: Path, *ends: str) -> None:
    for end in ends or ("-wal", "-shm"):
        (hall_dir / f"hall.db{end}").unlink()


def taken(hall_dir: Path) -> list[str]:
    hall = Hall.open(hall_dir, now=NOW)
    try:
        assert not list(journal.broken_links(hall.db))
        assert hall.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [
            f"{row[0]}{row[1]:03d}" for row in hall.db.execute("SELECT letter, number FROM ticket ORDER BY number, id")
        ]
    finally:
        hall.close()


@pytest.mark.parametrize("ends", [("-wal", "-shm"), ("-shm",), ("-wal",)])
def test_a_ticket_is_kept_and_its_number_is_not_given_again(hall_dir, windows, ends):
    first = windows()
    numbers = [first.press("take")]
    tidy(hall_dir, *ends)
    numbers.append(first.press("take"))
    second = windows()
    numbers += [second.press("take"), first.press("take"), second.press("take")]
    first.close()
    second.close()
    assert taken(hall_dir) == numbers and len(set(numbers)) == 5, numbers


def test_whoever_comes_while_the_window_is_idle_waits_and_is_told(hall_dir, windows, monkeypatch):
    first = windows()
    numbers = [first.press("take")]
    tidy(hall_dir)
    monkeypatch.setattr(standing, "PATIENCE_S", 0.2)
    with pytest.raises(Refusal, match="被删掉了，而别的窗口还开着.*由它放回"):
        Hall.open(hall_dir, now=NOW)
    first.press("look")  # as every window does by itself, again and again
    second = windows()
    numbers += [second.press("take"), first.press("take")]
    second.close()
    first.close()
    assert taken(hall_dir) == numbers and len(set(numbers)) == 3


def test_many_windows_part_and_meet_again(hall_dir, windows):
    several = [windows() for _ in range(4)]
    numbers = [one.press("take") for one in several]
    for _ in range(3):
        tidy(hall_dir)
        numbers += [one.press("take") for one in reversed(several)]
    for one in several:
        one.close()
    assert sorted(numbers) == sorted(taken(hall_dir)) and len(set(numbers)) == 16, numbers


def test_an_idle_window_that_is_closed_last_overwrites_nothing(hall_dir, windows):
    idle, busy = windows(), windows()
    numbers = [idle.press("take"), busy.press("take")]
    tidy(hall_dir)
    numbers += [busy.press("take") for _ in range(5)]
    busy.close()
    idle.close()
    assert taken(hall_dir) == numbers


def test_a_log_that_others_wrote_in_meanwhile_is_not_written_over(hall_dir, windows):
    """Only by other programs: ours wait. What was acknowledged here can't be joined with it, and is not hidden."""
    window = windows()
    window.press("take")
    tidy(hall_dir)
    (hall_dir / "hall.db-wal").write_bytes(os.urandom(5000))
    (hall_dir / "hall.db-shm").write_bytes(b"")
    assert "被移走或换过" in window.press("take")
    assert (hall_dir / "hall.db-wal").stat().st_size == 5000


def test_one_window_alone_opens_its_files_again(hall, people, hall_dir):
    hall.do(take, people["g1"], queue="general")
    assert hall.files is not None
    tidy(hall_dir)
    hall.do(take, people["g1"], queue="general")
    assert hall.db.standing.stands() and taken_with(hall) == 2


def taken_with(hall: Hall) -> int:
    return hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0]
