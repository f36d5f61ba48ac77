"""A press while another window writes waits its turn; only where nobody lets go for long is it told so, and nothing is left."""

from __future__ import annotations

import threading
import time

import pytest

from counter.acts.take import take
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
    time.sleep(connection.SHORT_MS * 5 / 1000)
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


def test_what_reads_keeps_its_patience(hall):
    hall.do(take, KIOSK, queue="general")
    assert hall.db.execute("PRAGMA busy_timeout").fetchone()[0] == connection.BUSY_MS
