"""The hall counts days as the law and the announced arrangements say, and says so when it can't know."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from counter.errors import Refusal
from counter.rules.workday import Calendar, due, start_day, working_days_between
from counter.store import calendar as store

VECTORS = [
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-30", 20, "2025-11-04"),
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-02-13", 20, "2026-03-19"),
    ("2026-02-11", 45, "2026-04-22"),
    ("2026-04-30", 5, "2026-05-11"),
    ("2026-06-18", 1, "2026-06-22"),
    ("2026-09-18", 20, "2026-10-22"),
    ("2026-09-29", 5, "2026-10-12"),
    ("2026-09-30", 1, "2026-10-08"),
]


@pytest.mark.parametrize(("start", "days", "last"), VECTORS)
def test_the_published_vectors(hall, start: str, days: int, last: str) -> None:
    counted = due(hall.calendar, date.fromisoformat(start), days)
    assert counted.last_day == date.fromisoformat(last) and not counted.provisional
    assert [c.number for c in counted.days if c.counted] == list(range(1, days + 1))


def test_a_count_into_an_unannounced_year_is_provisional(hall) -> None:
    counted = due(hall.calendar, date(2026, 12, 28), 20)
    assert counted.provisional and 2027 not in hall.calendar.years
    assert any("未公布" in c.why for c in counted.days)
    assert not due(hall.calendar, date(2026, 12, 28), 3).provisional


def test_no_due_date_of_two_years_is_a_day_of_rest(hall) -> None:  # C2
    day = date(2025, 1, 1)
    while day < date(2026, 12, 1):
        for days in (1, 5, 20):
            assert hall.calendar.is_working(due(hall.calendar, day, days).last_day)
        day += timedelta(days=1)


def test_every_announced_make_up_day_is_worked(hall) -> None:
    made_up = [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
    ]
    assert all(hall.calendar.is_working(date.fromisoformat(day)) for day in made_up)


def test_after_closing_or_on_a_rest_day_it_counts_from_the_next_working_day(hall) -> None:
    closing = time(17)
    assert start_day(hall.calendar, datetime(2026, 11, 24, 16, 59), closing) == date(2026, 11, 24)
    assert start_day(hall.calendar, datetime(2026, 11, 24, 17, 0), closing) == date(2026, 11, 25)
    assert start_day(hall.calendar, datetime(2026, 9, 30, 18, 0), closing) == date(2026, 10, 8)
    assert start_day(hall.calendar, datetime(2026, 11, 28, 10, 0), closing) == date(2026, 11, 30)


def test_days_between_is_the_opposite_of_due(hall) -> None:
    for start, days, last in VECTORS:
        a, b = date.fromisoformat(start), date.fromisoformat(last)
        assert working_days_between(hall.calendar, a, b) == days == -working_days_between(hall.calendar, b, a)


def test_a_hall_may_overlay_its_own_days() -> None:
    closed = Calendar({2026: {}}, {date(2026, 11, 25): False})
    assert due(closed, date(2026, 11, 24), 1).last_day == date(2026, 11, 26)
    opened = Calendar({2026: {}}, {date(2026, 11, 28): True})
    assert due(opened, date(2026, 11, 27), 1).last_day == date(2026, 11, 28)


@pytest.mark.parametrize(
    "bad",
    [
        [],
        {},
        {"year": "2027", "days": []},
        {"year": 2027, "days": [{"date": "2027-02-30", "isOffDay": True}]},
        {"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": "yes"}]},
        {"year": 2027, "days": [5]},
        {"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": True}, {"date": "2027-01-01", "isOffDay": False}]},
        {"year": 2027, "days": [{"date": "2031-01-01", "isOffDay": True}]},
    ],
)
def test_a_file_that_is_no_arrangement_is_refused(bad) -> None:
    with pytest.raises(Refusal):
        store.parse_year(bad)


def test_a_year_without_days_is_not_published(hall) -> None:
    assert store.load_year(hall.db, {"year": 2027, "days": []}, source="2027.json", at=0) is None
    assert 2027 not in store.read(hall.db).years
