"""Two windows press at the same instant: one person, one owner; the loser is served or told (reports
Q1-Q3, Q5, C40).
"""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from counter.acts.queue import calling as acts
from counter.acts.queue import moving
from counter.errors import Refusal
from counter.hall import Hall
from tests.queue.conftest import GUIDE, NOW, clerk

ROUNDS = int(os.environ.get("COUNTER_ROUNDS", "50"))
"""Times that each pair of presses meets; 200 in the torture run."""
FORK = multiprocessing.get_context("fork")


def press(directory: Path, number: int, kinds: list[str], barrier, orders, answers) -> None:
    """One window process: wait for the round's tickets, meet at the barrier, press, answer."""
    hall = Hall.open(directory, now=NOW)
    me = clerk(number)
    while (given := orders.get()) is not None:
        kind, ticket = given
        barrier.wait(20)
        try:
            done = hall.do(acts.call, me) if kind == "next" else hall.do(acts.pick, me, ticket=str(ticket))
            answers.put((number, done.ticket, ""))
        except Refusal as refusal:
            answers.put((number, None, refusal.message))
    hall.close()


@pytest.fixture
def pair(floor_dir, floor):
    """Two real processes at windows 1 and 2, and a way to fire them at once."""
    barrier, answers = FORK.Barrier(2), FORK.Queue()
    orders = {n: FORK.Queue() for n in (1, 2)}
    workers = [FORK.Process(target=press, args=(floor_dir, n, [], barrier, orders[n], answers)) for n in (1, 2)]
    for worker in workers:
        worker.start()

    def fire(first: tuple[str, int | None], second: tuple[str, int | None]) -> dict[int, tuple[int | None, str]]:
        orders[1].put(first)
        orders[2].put(second)
        return {n: (ticket, words) for n, ticket, words in (answers.get(timeout=30) for _ in range(2))}

    yield fire
    for n in (1, 2):
        orders[n].put(None)
    for worker in workers:
        worker.join(10)


def clear(floor) -> None:
    for window in (1, 2):
        row = floor.db.execute(
            "SELECT id FROM ticket WHERE front_window = ? AND state = 'called'", (window,)
        ).fetchone()
        if row:
            floor.at(window, moving.start, row["id"])
            floor.at(window, moving.finish, row["id"])


def test_next_and_next_get_two_people(floor, pair):
    for _ in range(ROUNDS):
        tickets = {floor.take().id, floor.take().id}
        got = pair(("next", None), ("next", None))
        assert {got[1][0], got[2][0]} == tickets
        clear(floor)


def test_next_and_next_for_the_last_one_tell_the_slower_that_nobody_waits(floor, pair):
    for _ in range(ROUNDS):
        only = floor.take().id
        got = pair(("next", None), ("next", None))
        assert sorted([got[1][0] or 0, got[2][0] or 0]) == [0, only]
        assert [words for ticket, words in got.values() if ticket is None] == ["没有人在等"]
        clear(floor)


def test_next_and_pick_of_the_same_person(floor, pair):
    for _ in range(ROUNDS):
        first, second = floor.take().id, floor.take().id
        got = pair(("next", None), ("pick", first))
        if got[2][0] is None:  # the picker was slower: told who has the person
            assert got[1][0] == first and "1 号窗口（窗口员1）" in got[2][1]
            floor.at(2, acts.pick, second)
        else:
            assert (got[1][0], got[2][0]) == (second, first)
        clear(floor)


@pytest.mark.parametrize("held", [False, True], ids=["waiting", "from hold"])
def test_pick_and_pick(floor, pair, held):
    for _ in range(ROUNDS):
        ticket = floor.take().id
        if held:
            floor.at(3, acts.pick, ticket)
            floor.at(3, moving.hold, ticket, reason="复印")
        got = pair(("pick", ticket), ("pick", ticket))
        winners = [n for n in (1, 2) if got[n][0] == ticket]
        assert len(winners) == 1
        loser = 3 - winners[0]
        assert f"{winners[0]} 号窗口（窗口员{winners[0]}）" in got[loser][1]
        clear(floor)


def issue(directory: Path, count: int, answers) -> None:
    """One writer at the door."""
    hall = Hall.open(directory, now=NOW)
    answers.put([hall.do(acts.take, GUIDE, queue="A").number for _ in range(count)])
    hall.close()


def test_eight_writers_give_a_thousand_numbers_without_gap_or_repeat(floor_dir, floor):
    answers = FORK.Queue()
    workers = [FORK.Process(target=issue, args=(floor_dir, 125, answers)) for _ in range(8)]
    for worker in workers:
        worker.start()
    numbers = [number for _ in workers for number in answers.get(timeout=120)]
    for worker in workers:
        worker.join(10)
    assert sorted(numbers, key=lambda text: int(text[1:])) == [f"A{n:03d}" for n in range(1, 1001)]
