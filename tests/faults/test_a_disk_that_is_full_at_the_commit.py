"""A commit that fails leaves no lock behind: the next window writes."""

from __future__ import annotations

import pytest

from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import driver, journal
from tests.conftest import NOW


class Full:
    """The disk is full when the commit comes; as SQLite may, it leaves the transaction open."""

    def __init__(self, db) -> None:
        self.db = db

    def execute(self, sql, *values):
        if sql == "COMMIT":
            raise driver.OperationalError("database or disk is full")
        return self.db.execute(sql, *values)

    def __getattr__(self, name):
        return getattr(self.db, name)


def test_the_lock_is_let_go_and_nothing_was_done(hall, hall_dir, people) -> None:
    before, whole = journal.last_seq(hall.db), hall.db
    hall.db = Full(whole)
    with pytest.raises(Refusal) as refused:
        hall.do(take, people["g1"], queue="A")
    assert refused.value.code == "store.disk-cannot-read-written"
    hall.db = whole
    assert not whole.in_transaction
    other = Hall.open(hall_dir, now=NOW)
    assert other.do(take, people["g1"], queue="A").number == "A001"
    assert journal.last_seq(other.db) == before + 1
    other.close()
    assert hall.do(take, people["g1"], queue="A").number == "A002"
