"""What is done in another process stands on this screen within a second."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from tests.screens.conftest import Sitting

OTHER = """
import sys, time
from datetime import datetime
from counter.hall import Hall
from counter.acts.queue import calling
from counter.rules.access import Actor, Role
hall = Hall.open(sys.argv[1], now=datetime(2026, 11, 24, 9, 30))
for _ in range(5):
    sys.stdin.readline()
    hall.do(calling.take, Actor("g1", "导办", Role.GUIDE), queue="A")
    print(time.time(), flush=True)
"""


@pytest.fixture
def other(hall_dir):
    """A process that takes a ticket for each line it is sent, and says when."""
    running = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(hall_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield running
    running.kill()
    running.wait()


async def test_a_ticket_taken_elsewhere_is_in_the_list_within_a_second(sit: Sitting, other) -> None:
    async with sit("c1") as at:
        delays = []
        for number in range(1, 6):
            other.stdin.write("\n")
            other.stdin.flush()
            committed = float(await asyncio.to_thread(other.stdout.readline))
            while f"A00{number}" not in at.words:
                assert time.time() - committed < 5, at.words
                await asyncio.sleep(0.02)
                await at.pilot.pause()
            delays.append(time.time() - committed)
            await asyncio.sleep(0.13)  # meet the poll at another moment
        assert sorted(delays)[2] < 1.0, delays
