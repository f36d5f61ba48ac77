"""`counter simulate --live`: clerks and visitors play in a training hall, and do what the floor asks of them."""

from __future__ import annotations

import threading

import pytest

from counter import living
from counter.acts.staff import people, words
from counter.acts.window import running
from counter.errors import Refusal
from tests.queue.conftest import SUPERVISOR


def test_clerks_and_visitors_play_and_obey_the_floor(floor, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(living.time, "monotonic", lambda: clock[0])
    said: list[str] = []

    class Steps(threading.Event):
        def wait(self, timeout=None):
            clock[0] += 0.5
            floor.later(0.05)
            if clock[0] == 1020:
                floor.hall.do(running.pause, SUPERVISOR, window=1)
                floor.hall.do(words.call, SUPERVISOR, code="c2")
            if clock[0] == 1040:
                assert floor.hall.ask(words.called, SUPERVISOR) == ()  # who was called has answered
            if clock[0] == 1090:
                floor.hall.do(people.sign_out_other, SUPERVISOR, code="c1")
            return False

    lived = living.live(floor.hall, 3, 1, 2.5, 40, said.append, Steps())
    assert lived.taken > 10 and lived.finished > 10
    assert any("暂停了本窗口叫号" in str(one) for one in said)
    back = floor.db.execute("SELECT count(*) FROM shift WHERE staff = 'c1' AND ended_at IS NULL").fetchone()[0]
    assert back == 1  # signed out by somebody, and back after a while


def test_nobody_plays_in_a_hall_in_earnest(floor):
    floor.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
    hall = type(floor.hall).open(floor.hall.directory)
    try:
        assert not hall.training
        with pytest.raises(Refusal, match="正式大厅"):
            living.live(hall, 1, 1, 0.01, 1, print)
    finally:
        hall.close()
