"""What the supervisor's screen carries on by the journal is what a full count says, after every act."""

from __future__ import annotations

from counter.acts.report import followed
from counter.rules.workday import due, last_working_day
from counter.store import figures


def equal(hall, do, *, at: str = "2026-11-24T09:30") -> None:
    floor, month = do("report.floor", "sup", at=at), do("report.month", "sup", at=at)
    two = floor.two
    assert (two.on_time, two.promised, two.decided, two.on_the_spot, two.overdue, two.uncounted) == (
        month.on_time,
        month.promised,
        month.decided,
        month.on_the_spot,
        month.overdue,
        month.uncounted,
    )
    today = hall.local(hall.now()).date()
    near = due(hall.calendar, today, hall.policy.clock.near_days).last_day.isoformat()
    full = figures.states(hall.db, None, last_working_day(hall.calendar, today).isoformat(), near)
    desks = [group for group in floor.groups if group.kind == "desk"]
    assert floor.undecided == full["undecided"]
    assert sum(group.red for group in desks) == full["overdue"]
    assert sum(group.today for group in desks) == full["due_today"]
    step = sum(n for key, n in followed.papers(look(hall, do)).sums.items() if key[0] == "desk" and key[2] == "step")
    assert sum(group.yellow for group in desks) - step == full["near"]


def look(hall, do):
    from counter.hall.act import Look
    from counter.rules.access import HALL_ITSELF

    return Look(hall, hall.db, hall.now(), hall.local(hall.now()).date(), HALL_ITSELF)


def test_after_every_act_it_is_the_full_count(hall, do, accepted, approvals):
    equal(hall, do)
    read = followed._load
    loaded = []
    followed._load = lambda look: loaded.append(1) or read(look)
    try:
        do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
        equal(hall, do)
        do("approval.receive", "ap-c-hf", approval=approvals["housing-fund-unit"])
        do("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True)
        equal(hall, do)
        do("case.withdraw", "c3", case=accepted.case, reason="不办了")
        equal(hall, do)
        assert not loaded, "each by the cases that the act touched, none by reading anew"
    finally:
        followed._load = read
    equal(hall, do, at="2026-12-01T09:30")  # another month, another day: read anew
    assert do("report.floor", "sup", at="2026-12-01T09:30").two.on_time_before == 100.0


def test_the_month_before_is_read_from_what_is_kept_and_is_the_same(hall, do, accepted, approvals, monkeypatch):
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    do("approval.receive", "ap-c-hf", approval=approvals["housing-fund-unit"])
    do("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True, at="2026-11-27T10:00")
    counted = do("report.floor", "sup", at="2026-12-03T09:30").two
    followed._PAPERS.clear()
    do("report.keep", "sup", days=400)
    monkeypatch.setattr(followed, "shares", None)
    kept = do("report.floor", "sup", at="2026-12-03T09:31").two
    assert (kept.on_time_before, kept.on_the_spot_before) == (counted.on_time_before, counted.on_the_spot_before)
    assert kept.on_the_spot_before == 50.0


def test_a_group_opened_holds_what_it_counted(hall, do, accepted):
    floor = do("report.floor", "sup", at="2026-12-10T09:30")
    reds = 0
    for group in floor.groups:
        shown = do("report.group", "sup", kind=group.kind, which=group.key, at="2026-12-10T09:30")
        found = [*shown.warnings, *shown.owed]
        assert sum(one.light == "red" for one in found) == group.red, group
        reds += group.red
    assert reds >= 8
