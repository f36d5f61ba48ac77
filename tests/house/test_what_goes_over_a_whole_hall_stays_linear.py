"""What goes over all that is under way costs by what is under way: not by what lies behind, not by what was
done before in the same act.
"""

from __future__ import annotations

from datetime import date

import pytest

from counter.hall.act import Look, Work
from counter.rules.access import HALL_ITSELF
from counter.store import agreeing
from counter.store.binding import TAG, Binding
from counter.store.connection import immediate, savepoint


class Plans:
    """A connection that asks for each statement how it would be done."""

    def __init__(self, db) -> None:
        self.db, self.scans = db, []

    def execute(self, sql, values=()):
        plan = self.db.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        self.scans += [
            row["detail"] for row in plan if row["detail"].startswith(("SCAN case_file", "SCAN a", "SCAN c"))
        ]
        return self.db.execute(sql, values)


def test_the_night_reads_no_case_that_has_ended(hall):
    plans = Plans(hall.db)
    agreeing.alike(plans)
    agreeing.start_days(plans)
    agreeing.starts(plans, "2026-11-01")
    agreeing.answer_clocks(plans)
    agreeing.delivery_clocks(plans)
    assert plans.scans == []


def test_a_subject_and_a_look_are_kept_once_in_their_order(hall):
    work = Work(hall, hall.db, 0, date(2026, 11, 24), HALL_ITSELF)
    work.touch("case:2", "case:1")
    work.touch("case:2", "case:3")
    assert list(work.touched) == ["case:2", "case:1", "case:3"]
    look = Look(hall, hall.db, 0, date(2026, 11, 24), HALL_ITSELF)
    for case in (2, 1, 2):
        look.log(case=case)
    assert list(look.saw) == [(None, 2), (None, 1)]


class Counted(list):
    """Notes of rows that count how often somebody goes over all of them."""

    walks = 0

    def __iter__(self):
        type(self).walks += 1
        return super().__iter__()

    def copy(self):
        type(self).walks += 1
        return Counted(super().copy())


def test_a_part_of_an_act_does_not_go_over_what_was_written_before(hall, monkeypatch):
    binding = hall.db.binding
    with immediate(hall.db):
        monkeypatch.setattr(binding, "noted", Counted(binding.noted))
        Counted.walks = 0
        for _ in range(3):
            with savepoint(hall.db):
                pass
            with pytest.raises(ZeroDivisionError), savepoint(hall.db):
                raise ZeroDivisionError
        assert Counted.walks == 0
    monkeypatch.undo()


def test_a_part_that_is_taken_back_leaves_the_notes_as_they_were():
    rows = [TAG.pack(1, n, bytes(8)) for n in range(5)]
    binding = Binding(b"k" * 32)
    binding.noted += rows[:2]
    before = binding.mark()
    binding.noted.append(rows[2])
    binding.go_back(before)
    assert binding.noted == rows[:2]
    binding.noted.append(rows[2])
    assert binding.take() == b"".join(rows[:3])  # an entry within the part took them along
    inner = binding.mark()
    binding.noted.append(rows[3])
    binding.go_back(inner)
    assert binding.noted == []
    binding.noted.append(rows[4])
    binding.take()
    binding.go_back(before)
    assert binding.noted == rows[:2]
    assert binding.take() == b"".join(rows[:2])
