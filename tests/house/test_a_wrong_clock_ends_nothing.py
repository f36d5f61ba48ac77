"""A machine's clock that is wrong ends no case: nothing falls due by it until somebody has looked at another clock."""

from __future__ import annotations

import os
import time
from datetime import date, datetime

import pytest

from counter.acts.calendar.daily import check_if_due
from counter.acts.calendar.doubt import watch
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import load, named
from counter.rules import moment as rule
from counter.rules.moment import Anchor, Doubt, Reading, waits
from counter.rules.workday import Calendar
from counter.store import journal, moments


def alive(hall, case) -> bool:
    states = {row[0] for row in hall.db.execute("SELECT state FROM approval WHERE case_id = ?", (case.id,))}
    state = hall.db.execute("SELECT state FROM case_file WHERE id = ?", (case.id,)).fetchone()[0]
    lapsed = hall.db.execute("SELECT count(*) FROM lapse WHERE case_id = ?", (case.id,)).fetchone()[0]
    return state == "accepted" and "withdrawn" not in states and not lapsed


def day_of(hall) -> str:
    return hall.local(hall.now()).date().isoformat()


def test_a_clock_30_days_ahead_withdraws_nothing(earnest, machine, tolerated):
    machine.leaps(days=30)
    assert check_if_due(earnest) is False
    assert alive(earnest, tolerated)
    assert day_of(earnest) == "2026-11-24", "the hall goes on by the machine's own count"


def test_the_day_checks_itself_again_when_the_clock_is_put_right(earnest, machine, tolerated):
    assert check_if_due(earnest)
    machine.leaps(days=30)
    assert not check_if_due(earnest)
    machine.leaps(days=-30)
    machine.passes(days=1)
    assert check_if_due(earnest) and alive(earnest, tolerated)
    rows = [tuple(row) for row in earnest.db.execute("SELECT why, ended_by FROM clock_doubt")]
    assert rows == [("leap", "hall")]
    told = [row[0] for row in earnest.db.execute("SELECT facts FROM journal WHERE act = 'clock.notice' ORDER BY seq")]
    assert len(told) == 2 and '"why":"leap"' in told[0] and "right_again" in told[1]


def test_eight_days_that_really_pass_put_the_late_paper_before_a_person(earnest, machine, tolerated):
    """What the other tests hold back does happen in its time."""
    machine.passes(days=8)
    assert check_if_due(earnest)
    assert not alive(earnest, tolerated)


def test_a_clock_a_year_back_writes_no_entry_of_last_year(earnest, machine, act, tolerated):
    act("day.open", "sup")
    before = moments.last_at(earnest.db)
    machine.leaps(days=-365)
    assert not check_if_due(earnest)
    act("ticket.take", "g1", queue="A")
    assert moments.last_at(earnest.db) >= before
    with pytest.raises(Refusal, match="时钟可疑") as refused:
        act("case.withdraw", "c3", case=tolerated.case, reason="不办了")
    assert refused.value.next.act == "clock.confirm"


def test_a_dead_battery_at_a_restart_is_noticed_by_the_journal(earnest, machine, act, tolerated):
    last = moments.last_at(earnest.db)
    machine.starts_again()
    machine.wall = 946_684_800_000
    assert watch(earnest).doubt is Doubt.BEHIND
    assert not check_if_due(earnest) and alive(earnest, tolerated)
    with pytest.raises(Refusal, match="时钟可疑"):
        act("ticket.take", "g1", queue="A")  # nobody knows which day's number that would be
    machine.passes(minutes=7)
    act("case.open", "c3", bundle="graduates")
    assert moments.last_at(earnest.db) >= last + 7 * 60_000, "the hall's time goes on"


def test_a_restart_with_the_clock_30_days_ahead_is_noticed_by_the_calendar(earnest, machine, tolerated):
    machine.starts_again(days=30)
    assert watch(earnest).doubt is Doubt.GAP
    assert not check_if_due(earnest) and alive(earnest, tolerated)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("last", "starts", "doubt"),
    [
        ("2026-02-14T17:30", "2026-02-24T08:00", None),  # Spring Festival, nine days closed
        ("2026-09-30T17:30", "2026-10-08T08:00", None),
        ("2026-11-20T17:30", "2026-11-23T08:00", None),  # a weekend
        ("2026-11-24T09:30", "2026-11-24T09:28:30", None),  # put right by a time server
        ("2026-11-24T09:30", "2026-11-24T09:27", Doubt.BEHIND),
        ("2026-11-24T17:30", "2026-12-24T08:00", Doubt.GAP),
        ("2027-02-05T17:30", "2027-02-15T08:00", None),  # nobody has announced that Spring Festival
    ],
)
def test_a_hall_that_was_closed_for_a_holiday_opens_again(last, starts, doubt, hall):
    last_at, wall = (int(at(text).timestamp() * 1000) for text in (last, starts))
    found = rule.judge(
        Reading(wall, 60_000, "second"),
        Anchor(last_at, 1, "first"),
        last_at,
        lambda: hall.calendar,
        lambda ms: hall.local(ms).date(),
    )
    assert found.doubt is doubt
    assert found.at >= last_at, "the journal never runs backwards"


def test_many_small_leaps_are_one():
    anchor, wall, boot = Anchor(0, 0, "one"), 0, 0
    for _ in range(24 * 6):
        wall, boot = wall + 14 * 60_000, boot + 10 * 60_000  # 4 minutes too many each time
        found = rule.judge(Reading(wall, boot, "one"), anchor, 0, Calendar, lambda ms: date(2026, 11, 24))
        anchor = found.anchor or anchor
        if found.doubt:
            break
    assert found.doubt is Doubt.LEAP and wall - boot <= 2 * rule.LEAP_MS


def test_the_zone_of_the_machine_is_no_leap(earnest, machine, monkeypatch):
    assert check_if_due(earnest)
    for zone in ("America/New_York", "Europe/Berlin", "UTC"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        try:
            assert watch(earnest).doubt is None and day_of(earnest) == "2026-11-24"
        finally:
            monkeypatch.delenv("TZ")
            time.tzset()


def test_a_leap_at_midnight_turns_no_day(earnest, machine, act, tolerated):
    act("day.open", "sup")
    machine.passes(hours=14, minutes=29)  # 23:59
    assert check_if_due(earnest)
    machine.leaps(hours=20)
    assert not check_if_due(earnest) and day_of(earnest) == "2026-11-24"
    machine.passes(minutes=2)
    assert day_of(earnest) == "2026-11-25"
    with pytest.raises(Refusal, match="时钟可疑"):
        act("ticket.take", "g1", queue="A")  # the first number would begin a day
    assert earnest.db.execute("SELECT count(*) FROM hall_day WHERE business_date > '2026-11-24'").fetchone()[0] == 0


def test_citizens_are_called_and_typing_is_kept_while_the_clock_is_in_doubt(earnest, machine, act):
    act("day.open", "sup")
    first = act("ticket.take", "g1", queue="B")
    draft = act("case.open", "c3", bundle="graduates")
    machine.leaps(days=30)
    assert not check_if_due(earnest)
    act("ticket.take", "g1", queue="B")
    assert act("ticket.call", "c3", window=3).number == first.number
    act("case.applicant", "c3", case=draft.case, name="李晓梅", number="430104200207153029")
    with pytest.raises(Refusal, match=r"时钟可疑（电脑 2026-12-24 09:30，大厅 2026-11-24 09:30）"):
        act("case.receive", "c3", case=draft.case)
    machine.leaps(days=-30)
    assert act("case.show", "c3", case=draft.case).case == draft.case
    assert earnest.db.execute("SELECT count(*) FROM journal WHERE business_date > '2026-11-24'").fetchone()[0] == 0


def test_a_supervisor_looks_at_another_clock_and_the_hall_goes_on(earnest, machine, act, tolerated):
    machine.starts_again(days=60)  # closed for a renovation: the machine is right
    assert not check_if_due(earnest)
    with pytest.raises(Refusal, match="不能做这项操作"):
        act("clock.confirm", "c3", moment="2027-01-23 09:30")
    with pytest.raises(Refusal, match="您写的是 2026-11-24 09:30，电脑的时钟是 2027-01-23 09:30"):
        act("clock.confirm", "sup", moment="2026-11-24 09:30")
    for wrong in ("", "now", "2027-13-01 09:30", "09:30", "2027-01-23"):
        with pytest.raises(Refusal, match="日期和时间"):
            act("clock.confirm", "sup", moment=wrong)
    act("clock.confirm", "sup", moment="2027-01-23 09:32")
    assert watch(earnest).doubt is None and day_of(earnest) == "2027-01-23"
    entry = journal.after(earnest.db, journal.last_seq(earnest.db) - 1)[0]
    assert (entry.act, entry.staff, entry.facts["why"]) == ("clock.confirm", "sup", "gap")
    assert check_if_due(earnest)


def test_every_window_sees_the_same_doubt_and_it_is_noted_once(earnest, earnest_dir, machine, act):
    other = Hall.open(earnest_dir)
    try:
        assert check_if_due(earnest)
        machine.leaps(days=30)
        assert watch(other).doubt is watch(earnest).doubt is Doubt.LEAP
        assert watch(other).at == watch(earnest).at
        assert earnest.db.execute("SELECT count(*) FROM journal WHERE act = 'clock.notice'").fetchone()[0] == 1
        act("clock.confirm", "sup", moment="2026-12-24 09:30")  # whoever says so answers for it
        assert watch(other).doubt is None and day_of(other) == "2026-12-24"
    finally:
        other.close()


def test_an_older_hall_takes_its_journal_for_the_second_source(earnest, machine, tolerated):
    earnest.db.execute("DELETE FROM clock_anchor")
    machine.leaps(days=30)
    assert watch(earnest).doubt is Doubt.GAP
    assert not check_if_due(earnest) and alive(earnest, tolerated)


def test_a_training_halls_clock_leaps_as_it_likes(hall, people):
    hall.set_now(datetime(2027, 3, 1, 9, 0))
    hall.do(named("clock.catch-up").function, people["sup"])
    hall.set_now(datetime(2025, 3, 1, 9, 0))
    assert check_if_due(hall) and hall.moment().doubt is None
    with pytest.raises(Refusal, match="演练大厅不核对时钟"):
        hall.do(named("clock.confirm").function, people["sup"], moment="2025-03-01 09:00")


KNOWN_NOUNS = {
    "waits": {"approval", "calendar", "day", "inbox", "rating"},
    "goes on": {
        *(
            "act",
            "roster",
            "announcement",
            "alert",
            "backup",
            "booking",
            "key",
            "notice",
            "report",
            "case",
            "catalogue",
            "clock",
            "department",
            "desk",
            "form",
            "hall",
            "item",
            "link",
            "post",
            "paper",
            "person",
            "printer",
        ),
        *("policy", "proof", "queue", "session", "slip", "staff", "station", "ticket", "window"),
    },
}


def test_of_every_act_it_is_known_whether_it_waits_for_the_clock():
    """A new noun is put on one side: what bears a date waits."""
    acts = {name: entry for name, entry in load().items() if entry.writes}
    for name in acts:
        noun = name.partition(".")[0]
        assert noun in KNOWN_NOUNS["waits"] | KNOWN_NOUNS["goes on"], f"does {name} bear a legal date?"
        if noun in KNOWN_NOUNS["waits"]:
            assert waits(name, known=True), name
    assert set(acts) >= rule.DATED | rule.TIMED, "an act was renamed"
    assert not waits("clock.confirm", known=False) and not waits("staff.sign-in", known=False)


def test_a_list_opened_after_the_leap_is_of_the_halls_day(earnest_dir, earnest, machine, act):
    act("day.open", "sup")
    act("ticket.take", "g1", queue="A")
    machine.leaps(days=30)
    fresh = Hall.open(earnest_dir)  # a reader that has done nothing yet
    try:
        assert day_of(fresh) == "2026-11-24"
        assert act("day.show", "sup", hall=fresh).business_date == "2026-11-24"
    finally:
        fresh.close()


def test_the_halls_own_process_alone_at_night_tells_it_once_and_takes_nothing_in(earnest, machine, capsys, tolerated):
    from counter.commands import run

    run.check_clocks(earnest)
    machine.passes(hours=14)
    machine.leaps(days=30)
    for _ in range(3):
        machine.passes(seconds=30)
        run.check_clocks(earnest)
        assert run.take_in(earnest) is False
    assert capsys.readouterr().err.count("时钟可疑") == 1
    assert alive(earnest, tolerated)
    acts = [row[0] for row in earnest.db.execute("SELECT act FROM journal WHERE business_date > '2026-11-24'")]
    assert acts == [], "not one entry bears a day that has not come"
    machine.leaps(days=-30)
    machine.passes(hours=10)
    run.check_clocks(earnest)
    assert alive(earnest, tolerated)
    days = [row[0] for row in earnest.db.execute("SELECT business_date FROM clock_run ORDER BY id")]
    assert days == ["2026-11-24", "2026-11-25"], "the morning's check is made as ever"
