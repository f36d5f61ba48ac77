"""A press while another window writes waits its turn; only where nobody lets go for long is it told so, and nothing is
left.
"""

from __future__ import annotations

import threading
import time

import pytest

from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.access import KIOSK
from counter.store import connection, journal
from tests.conftest import NOW


@pytest.fixture
def other(hall, hall_dir):
    """Another window's connection."""
    opened = Hall.open(hall_dir, now=NOW)
    yield opened
    opened.close()


def test_a_press_waits_longer_than_one_try(hall, other):
    hall.db.execute("BEGIN IMMEDIATE")
    given: list[str] = []
    press = threading.Thread(target=lambda: given.append(other.do(take, KIOSK, queue="general").number))
    press.start()
    time.sleep(sum(connection.PAUSES_MS) * 5 / 1000)
    assert not given and press.is_alive()
    hall.db.execute("COMMIT")
    press.join(20)
    assert len(given) == 1


def test_who_waits_in_vain_is_told_and_nothing_is_left(hall, other, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_MS", 100)
    before = journal.last_seq(hall.db)
    hall.db.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refusal, match="其他窗口正在写入") as told:
        other.do(take, KIOSK, queue="general")
    assert "再按一次" in told.value.next_step and not other.db.in_transaction
    hall.db.execute("COMMIT")
    assert journal.last_seq(hall.db) == before
    assert other.do(take, KIOSK, queue="general").number


def test_who_waited_once_waits_the_next_time_as_long(hall, other, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_MS", 300)
    for _ in range(2):
        hall.db.execute("BEGIN IMMEDIATE")
        asked = time.monotonic()
        with pytest.raises(Refusal, match="其他窗口正在写入"):
            other.do(take, KIOSK, queue="general")
        assert time.monotonic() - asked >= 0.3
        hall.db.execute("COMMIT")


def test_what_reads_has_patience_too(hall, hall_dir):
    """A reader meets a lock only where a file is about to be put back into one piece; it waits there as a
    writer does.
    """
    hall.db.execute("PRAGMA locking_mode = EXCLUSIVE")
    hall.do(take, KIOSK, queue="general")
    shown: list[int] = []

    def look() -> None:
        opened = Hall.open(hall_dir, now=NOW)
        shown.append(opened.db.execute("SELECT count(*) FROM ticket").fetchone()[0])
        opened.close()

    reader = threading.Thread(target=look)
    reader.start()
    time.sleep(sum(connection.PAUSES_MS) * 5 / 1000)
    assert not shown and reader.is_alive()
    hall.db.execute("PRAGMA locking_mode = NORMAL")
    hall.db.execute("SELECT count(*) FROM ticket").fetchone()
    reader.join(20)
    assert shown == [1]
