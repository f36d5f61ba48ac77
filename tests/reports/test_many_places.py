"""Report rows about several doors at one store, and about what is called when."""

from __future__ import annotations

import multiprocessing
from datetime import datetime
from pathlib import Path

import pytest

from counter.acts.queue import calling, moving, overview
from counter.errors import Refusal
from counter.hall import Hall
from tests.conftest import WHOLE
from tests.queue.conftest import GUIDE, NOW, Counter, fill, floor, floor_dir, queue_template

__all__ = ["floor", "floor_dir", "queue_template"]
MANY = 200 if WHOLE else 40
"""Tickets that each door takes: the row's own number in the torture run."""
FORK = multiprocessing.get_context("fork")


def take_many(directory: Path, letter: str, count: int, answers) -> None:
    """A door of its own: takes so many tickets, tells the numbers and what was refused."""
    hall = Hall.open(directory, now=NOW)
    numbers, refused = [], []
    for _ in range(count):
        try:
            numbers.append(hall.do(calling.take, GUIDE, queue=letter).number)
        except Refusal as refusal:
            refused.append(refusal.message)
    answers.put((numbers, refused))
    hall.close()


def at_once(directory: Path, doors: list[tuple[str, int]]) -> tuple[list[str], list[str]]:
    """Every door in a process of its own; all numbers and all refusals."""
    answers = FORK.Queue()
    workers = [FORK.Process(target=take_many, args=(directory, letter, count, answers)) for letter, count in doors]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join(20)
    return [number for numbers, _ in found for number in numbers], [word for _, words in found for word in words]


def test_q5_c40_two_doors_give_each_person_a_number_of_their_own(floor, floor_dir):
    """Eight doors and a thousand: tests/queue/test_two_clerks.py."""
    numbers, refused = at_once(floor_dir, [("A", MANY), ("A", MANY)])
    assert refused == [] and sorted(numbers) == [f"A{n:03d}" for n in range(1, 2 * MANY + 1)]


def test_c41_read_then_write_from_two_processes_never_fails(floor, floor_dir):
    numbers, refused = at_once(floor_dir, [("B", MANY), ("C", MANY)])
    assert refused == [] and len(set(numbers)) == 2 * MANY
    seqs = [row[0] for row in floor.db.execute("SELECT seq FROM journal ORDER BY seq")]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), "the journal has no gap"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai"])
def test_c10_numbers_go_on_in_the_evening_and_are_not_given_twice_after_one_is_voided(tmp_path, zone):
    hall = Hall.create(tmp_path / "hall", name="时区", training=True, timezone=zone)
    hall.set_now(datetime(2026, 11, 24, 16, 0))
    fill(hall)
    at, got = Counter(hall), []
    for moment in ((24, 16, 59), (24, 17, 1), (24, 23, 59), (25, 0, 1)):
        hall.set_now(datetime(2026, 11, *moment))
        taken = at.take()
        got.append(taken.number)
        hall.do(moving.leave, GUIDE, ticket=str(taken.id))
    assert got == ["A001", "A002", "A003", "A001"]
    hall.close()


def test_c52_two_calls_within_a_second_keep_their_order_and_who_did_not_come_can_be_recalled(floor):
    missed, other = floor.take(), floor.take()
    for _ in range(3):
        floor.at(1, calling.pick, missed.id)
        floor.at(1, moving.absent, missed.id)
        floor.later(4)
    assert floor.state(missed.id) == "absent"
    calls = floor.hall.ask(overview.board, GUIDE).calls
    floor.hall.do(moving.back, GUIDE, ticket=str(missed.id))
    floor.call(1), floor.call(2)
    new = [call for call in floor.hall.ask(overview.board, GUIDE).calls if call.id not in {was.id for was in calls}]
    assert {call.number for call in new} == {missed.number, other.number} and len({call.id for call in new}) == 2, (
        "neither call hides the other"
    )
