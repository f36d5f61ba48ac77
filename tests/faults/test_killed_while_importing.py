"""kill -9 before each statement of an import: the catalogue is the old one or the new one, never between; others hardly
wait.
"""

from __future__ import annotations

import os
import threading
import time

import pytest

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.rules.access import KIOSK
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import DATA
from tests.conftest import NOW
from tests.faults.killing import deaths

ITEMS = sum(1 for _ in (DATA / "guides-with-defects.jsonl").open(encoding="utf-8"))
TABLES = ("item", "item_document", "document", "basis", "item_basis", "department", "desk", "journal", "counter_value")


def picture(directory) -> tuple[int, ...]:
    """How many rows each table has, read by a new connection."""
    hall = Hall.open(directory, now=NOW)
    try:
        return tuple(hall.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)
    finally:
        hall.close()


def importing(actor):
    """Compare first; the import is the act that dies."""

    def prepare(own: Hall):
        difference = own.ask(compare, actor, source=str(DATA / "guides-with-defects.jsonl"), mapping="hunan")
        return lambda: own.do(import_, actor, difference=difference)

    return prepare


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_any_statement_of_the_import(hall, hall_dir, people):
    hall.close()
    before = picture(hall_dir)
    at = 0
    for at in deaths(hall_dir, importing(people["admin"])):
        assert picture(hall_dir) == before, f"something was left by a death before statement {at}"
    assert at > 14, "the trace did not see the import's statements"
    after = dict(zip(TABLES, picture(hall_dir), strict=True))
    assert after["item"] == dict(zip(TABLES, before, strict=True))["item"] + ITEMS
    again = Hall.open(hall_dir, now=NOW)
    assert (
        again.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        and again.db.execute("PRAGMA foreign_key_check").fetchall() == []
    )
    again.close()


def test_tickets_go_on_while_a_thousand_guides_are_read_and_come_in(hall, hall_dir, people):
    slowest, taken, over = 0.0, 0, threading.Event()

    def window() -> None:
        nonlocal slowest, taken
        own = Hall.open(hall_dir, now=NOW)
        while not over.is_set():
            started = time.perf_counter()
            own.once(f"k{taken}", take, KIOSK, queue="general")
            slowest, taken = max(slowest, time.perf_counter() - started), taken + 1
            time.sleep(0.01)
        own.close()

    started = time.perf_counter()
    other = threading.Thread(target=window)
    other.start()
    difference = hall.ask(compare, people["admin"], source=str(DATA / "sichuan-items.csv"), mapping="sichuan")
    hall.do(import_, people["admin"], difference=difference)
    took = time.perf_counter() - started
    over.set()
    other.join()
    assert taken >= 3 and slowest < 0.7 * took, (
        taken,
        slowest,
        took,
    )  # were it read under the write lock, one ticket would take it all


def test_a_difference_seen_elsewhere_is_still_brought_in_whole(hall, hall_dir, people):
    """The rows lie ready in the connection that compared; another one lays them out itself."""
    other = Hall.open(hall_dir, now=NOW)
    difference = other.ask(compare, people["admin"], source=str(DATA / "guides-with-defects.jsonl"), mapping="hunan")
    other.close()
    assert hall.do(import_, people["admin"], difference=difference).new == ITEMS
