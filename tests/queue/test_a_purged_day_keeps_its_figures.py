"""A day's figures come from its events, once, and outlive them: with a no-show, one who left, one sent on."""

from __future__ import annotations

from datetime import datetime

from counter.acts.queue import calling, moving
from counter.acts.queue.day import purge
from counter.acts.report.keeping import keep
from counter.acts.report.looked_at import looked_at
from counter.acts.report.month import of_month
from counter.rules.access import HALL_ITSELF
from tests.queue.conftest import SUPERVISOR


def test_a_day_counts_once_whatever_became_of_its_numbers_and_after_they_are_purged(floor) -> None:
    hall = floor.hall

    def month():
        return hall.ask(of_month, SUPERVISOR, month="2026-11")

    assert (month().tickets, month().waits, month().median_wait_minutes) == (0, 0, None)
    served, gone, sent_on, absent = (floor.take("A") for _ in range(4))
    floor.later(6)
    floor.at(1, calling.pick, served.id)
    floor.at(1, moving.start, served.id)
    floor.later(11)
    floor.at(1, moving.finish, served.id)
    hall.do(moving.leave, SUPERVISOR, ticket=gone.number)
    hall.do(moving.transfer, SUPERVISOR, ticket=sent_on.number, queue="C")
    floor.at(1, calling.pick, absent.id)
    floor.at(1, moving.absent, absent.id)
    hall.do(moving.void, SUPERVISOR, ticket=absent.number)
    hall.do(moving.void, SUPERVISOR, ticket=sent_on.number)
    before = month()
    told = (before.tickets, before.finished, before.left_early, before.lapsed, before.no_shows, before.waits)
    assert told == (4, 1, 1, 2, 1, 2)
    assert (before.visits, before.median_service_minutes, before.median_wait_minutes) == (1, 11.0, 11.5)
    hall.set_now(datetime(2027, 3, 10, 9, 0))
    assert month() == before
    assert hall.do(keep, SUPERVISOR, days=400).days > 90 and month() == before
    hall.do(keep, HALL_ITSELF, days=400)
    assert month() == before
    by_hour = hall.ask(looked_at, SUPERVISOR, month="2026-11", by="hour")
    assert hall.do(purge, HALL_ITSELF, before=datetime(2026, 12, 1).date()).tickets == 4
    assert floor.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 0
    assert month() == before and hall.ask(looked_at, SUPERVISOR, month="2026-11", by="hour") == by_hour
    hall.do(keep, HALL_ITSELF, days=400)
    assert month() == before
    days = hall.ask(looked_at, SUPERVISOR, month="2026-11", by="day").parts
    assert [one.member for one in days] == ["2026-11-24"]
