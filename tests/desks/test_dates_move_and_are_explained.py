"""Pauses, extensions, late openings and a newly announced arrangement move dates at once, and every date can be
explained.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from counter.acts.calendar.daily import due_today
from counter.errors import Refusal
from counter.rules.clock import Light, Limits, Office, Stop, dates, left_words, light, walk
from counter.rules.workday import Calendar, due
from counter.store import approvals as store


def row(hall, number):
    return store.find(hall.db, number)


def test_a_pause_is_added_back_in_working_days_and_moves_the_date_at_once(hall, do, approvals) -> None:
    subsidy = approvals["startup-subsidy"]
    before = row(hall, subsidy)["promised_on"]
    assert before == "2026-12-08"
    moved = do("approval.pause", "ap-c-hr", approval=subsidy, ground="inspection", days=3)
    assert (moved.promised_before, moved.promised_on) == ("2026-12-08", "2026-12-11")
    assert row(hall, subsidy)["legal_on"] > "2026-12-08"
    case = hall.db.execute("SELECT promised_on FROM case_file").fetchone()
    assert case["promised_on"] == "2026-12-11"
    back = do("approval.resume", "ap-c-hr", approval=subsidy, at="2026-11-26T10:00")
    assert back.days == 2 and back.promised_on == "2026-12-10"


def test_a_pause_that_lasts_longer_than_told_goes_on_moving_the_date(hall, do, approvals) -> None:
    subsidy = approvals["startup-subsidy"]
    do("approval.pause", "ap-c-hr", approval=subsidy, ground="inspection", days=2)
    do("clock.catch-up", "sup", at="2026-12-04T09:00")
    assert row(hall, subsidy)["promised_on"] == "2026-12-18"  # eight working days stopped so far
    assert do("approval.resume", "ap-c-hr", approval=subsidy, at="2026-12-04T15:00").promised_on == "2026-12-18"


def test_a_pause_after_the_last_day_cures_nothing() -> None:
    calendar = Calendar({2026: {}})
    assert walk(calendar, date(2026, 11, 2), 5, [Stop(date(2026, 11, 10), date(2026, 11, 20))]).last_day == date(
        2026, 11, 9
    )
    assert walk(calendar, date(2026, 11, 2), 5, [Stop(date(2026, 11, 4), date(2026, 11, 6))]).last_day == date(
        2026, 11, 11
    )


def test_a_pause_needs_a_ground_of_article_45_that_the_guide_publishes(do, approvals) -> None:
    for item, ground, days in (
        ("startup-subsidy", "holiday", 3),
        ("startup-subsidy", "hearing", 3),
        ("flexible-insurance", "inspection", 3),
        ("startup-subsidy", "inspection", 0),
    ):
        staff = "ap-c-hr" if item == "startup-subsidy" else "ap-c-tax"
        with pytest.raises(Refusal, match="特别程序|工作日"):
            do("approval.pause", staff, approval=approvals[item], ground=ground, days=days)


def test_an_extension_happens_once_from_the_acceptance_day_with_a_head_and_a_reason(hall, do, approvals) -> None:
    household = approvals["talent-household"]
    before = row(hall, household)
    with pytest.raises(Refusal, match="另一名"):
        do("approval.extend", "ap-c-ps", approval=household, days=5, reason="函询外省", head="ap-c-ps")
    for days in (11, 15, 16):  # fifteen belong to a joint handling as a whole
        with pytest.raises(Refusal, match="范围"):
            do("approval.extend", "ap-c-ps", approval=household, days=days, reason="函询外省", head="ap2-c-ps")
    done = do("approval.extend", "ap-c-ps", approval=household, days=10, reason="函询外省", head="ap2-c-ps")
    after = row(hall, household)
    assert after["legal_on"] == due(hall.calendar, date(2026, 11, 24), before["legal_days"] + 10).last_day.isoformat()
    assert done.promised_on == due(hall.calendar, date(2026, 11, 24), 20).last_day.isoformat() and done.paper
    with pytest.raises(Refusal, match="已经延长过"):
        do("approval.extend", "ap-c-ps", approval=household, days=1, reason="再延", head="ap2-c-ps")


def test_three_dates_are_kept_apart_and_the_promise_is_never_later(hall, approvals) -> None:
    rows = [row(hall, number) for number in approvals.values()]
    assert all(r["promised_on"] <= r["legal_on"] for r in rows)
    assert any(r["promised_on"] < r["legal_on"] for r in rows)
    assert all(r["desk_on"] is None or r["desk_on"] != r["legal_on"] for r in rows if r["desk_days"] != r["legal_days"])
    assert all(
        hall.calendar.is_working(date.fromisoformat(r[c]))
        for r in rows
        for c in ("legal_on", "promised_on", "desk_on")
        if r[c]
    )


def test_a_published_promise_shorter_than_the_route_caps_every_item() -> None:
    calendar = Calendar({2026: {}})
    limits = {"a": Limits(5, 20), "b": Limits(8, 20)}
    found = dates(calendar, date(2026, 11, 2), limits, [("b", "a")], published=10)
    assert found["b"].promised_on == date(2026, 11, 16) and found["a"].promised_on == date(2026, 11, 9)


def test_an_item_without_a_limit_has_no_date_and_gives_none_to_what_waits_for_it() -> None:
    calendar = Calendar({2026: {}})
    limits = {"a": Limits(None, None), "b": Limits(3, 20)}
    assert dates(calendar, date(2026, 11, 2), limits, [("b", "a")])["b"].promised_on is None
    limits["a"] = Limits(None, None, decided_on=date(2026, 11, 5))
    assert dates(calendar, date(2026, 11, 2), limits, [("b", "a")])["b"].promised_on == date(2026, 11, 10)


def test_a_guide_that_promises_more_than_the_law_gets_the_law() -> None:
    found = dates(Calendar({2026: {}}), date(2026, 11, 2), {"a": Limits(30, 20)}, [])["a"]
    assert found.promised_on == found.legal_on == date(2026, 11, 30)


def test_the_last_day_is_yellow_and_says_today_and_red_starts_the_next_working_day(hall) -> None:
    friday = date(2026, 11, 27)
    assert (
        light(hall.calendar, friday, friday) is Light.YELLOW and left_words(hall.calendar, friday, friday) == "今天到期"
    )
    assert light(hall.calendar, date(2026, 11, 28), friday) is Light.YELLOW  # a Saturday: nobody is late yet
    assert light(hall.calendar, date(2026, 11, 30), friday) is Light.RED
    assert light(hall.calendar, date(2026, 11, 20), friday) is Light.GREEN


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2026-11-24", "09:30", "还剩 3 个工作日"),
        ("2026-11-27", "14:30", "今天到期（还剩 2 小时）"),
        ("2026-11-27", "16:20", "今天到期（还剩 40 分钟）"),
        ("2026-11-27", "17:30", "今天到期（已下班）"),
        ("2026-11-28", "10:00", "已到期，下个工作日起超期"),
        ("2026-11-30", "11:00", "超期 2 小时"),
        ("2026-12-01", "11:00", "超期 2 个工作日"),
    ],
)
def test_what_is_left_is_said_in_working_days_and_under_one_day_in_hours(hall, day, clock, words) -> None:
    from datetime import time

    assert (
        left_words(hall.calendar, date.fromisoformat(day), date(2026, 11, 27), Office(time.fromisoformat(clock)))
        == words
    )


def test_a_date_into_an_unannounced_year_is_provisional_and_settles_when_the_arrangement_is_loaded(
    hall, do, filed
) -> None:
    case = filed()
    accepted = do("case.accept", "c3", case=case, at="2026-12-28T09:00")
    rows = hall.db.execute("SELECT * FROM approval WHERE case_id = ? AND promised_days = 10", (accepted.id,)).fetchall()
    assert rows and all(r["provisional"] and r["promised_on"] == "2027-01-12" for r in rows)  # 1 January is off
    announced = {
        "year": 2027,
        "days": [
            *({"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 2, 3)),
            {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
        ],
    }
    diff = do("calendar.diff", "sup", document=announced)
    assert [str(c.day) for c in diff.changes] == ["2027-01-09"] and not diff.known
    loaded = do("calendar.load", "sup", document=announced, source="2027.json")
    assert loaded.settled >= len(rows)
    promises = {m.what: m.after for m in loaded.moved if " " not in m.what}
    assert promises[f"A-{rows[0]['id']}"] == "2027-01-11"  # one Saturday worked
    assert all(m.after != "2027-01-01" for m in loaded.moved)
    after = hall.db.execute("SELECT promised_on, provisional FROM approval WHERE id = ?", (rows[0]["id"],)).fetchone()
    assert tuple(after) == ("2027-01-11", 0)
    entry = hall.db.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    assert entry["act"] == "calendar.load" and '"settled"' in entry["facts"]


def test_next_years_arrangement_names_days_of_this_december(hall, do, approvals, accepted) -> None:
    """The year of a file is not the year of its days: a bridge day and the Saturday worked for it lie before it."""
    before = row(hall, approvals["startup-subsidy"])["promised_on"]
    assert before == "2026-12-08"
    announced = {
        "year": 2027,
        "days": [
            {"name": "元旦", "date": "2026-12-05", "isOffDay": False},
            {"name": "元旦", "date": "2026-12-07", "isOffDay": True},
            {"name": "元旦", "date": "2026-12-08", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        ],
    }
    diff = do("calendar.diff", "sup", document=announced)
    assert {str(one.day) for one in diff.changes} >= {"2026-12-05", "2026-12-07", "2026-12-08"}
    loaded = do("calendar.load", "sup", document=announced, source="2027.json")
    moved = {one.what: (one.before, one.after) for one in loaded.moved}
    assert moved[approvals["startup-subsidy"]] == (before, "2026-12-09") and accepted.case in moved
    assert row(hall, approvals["startup-subsidy"])["promised_on"] == "2026-12-09"


def test_a_corrected_arrangement_moves_dates_and_the_journal_says_which(hall, do, approvals, accepted) -> None:
    before = row(hall, approvals["startup-subsidy"])["promised_on"]
    moved = do("calendar.overlay", "sup", day=date(2026, 11, 26), open=False, reason="停电检修")
    assert {m.what for m in moved.moved} >= {approvals["startup-subsidy"], accepted.case}
    assert row(hall, approvals["startup-subsidy"])["promised_on"] == "2026-12-09" > before
    facts = hall.db.execute("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()["facts"]
    assert f'"{approvals["startup-subsidy"]}":["2026-12-08","2026-12-09"]' in facts
    back = do("calendar.overlay", "sup", day=date(2026, 11, 26))
    assert back.moved and row(hall, approvals["startup-subsidy"])["promised_on"] == before


def test_only_those_who_keep_the_calendar_change_it(do) -> None:
    for staff in ("c1", "g1", "ap-c-hr"):
        with pytest.raises(Refusal, match="不能做"):
            do("calendar.overlay", staff, day=date(2026, 11, 26), open=False, reason="x")


def test_an_arrangement_that_looks_misread_is_pointed_at(do) -> None:
    odd = {
        "year": 2027,
        "days": [
            {"name": "春节", "date": "2027-02-05", "isOffDay": False},
            {"name": "春节", "date": "2027-02-06", "isOffDay": True},
            {"name": "春节", "date": "2027-02-09", "isOffDay": True},
        ],
    }
    words = "".join(do("calendar.diff", "sup", document=odd).warnings)
    assert "2027-02-05" in words and "不相连" in words


def test_every_day_of_a_date_is_explained_with_its_reason_and_printed(hall, do, approvals) -> None:
    insurance = approvals["enterprise-insurance"]
    found = do("approval.explain", "c3", approval=insurance)
    promise = found.counts[0]
    assert promise.last_day.isoformat() == row(hall, insurance)["promised_on"] == "2026-12-08"
    assert len(promise.steps) == 2 and sum(d.counted for d in promise.days) == 10
    assert any("周末" in d.why for d in promise.days)
    do("approval.pause", "ap-c-hr", approval=approvals["startup-subsidy"], ground="inspection", days=3)
    paused = do("approval.explain", "sup", approval=approvals["startup-subsidy"])
    assert sum("特别程序（检验）" in d.why for d in paused.counts[0].days) == 3
    number = do("approval.print-explanation", "c3", approval=insurance)
    assert hall.db.execute("SELECT kind FROM paper WHERE number = ?", (number,)).fetchone()["kind"] == "explanation"


def test_the_desk_day_counts_from_the_day_the_desk_could_begin(hall, do, approvals) -> None:
    if row(hall, approvals["enterprise-insurance"])["desk_days"] is None:
        hall.db.execute("UPDATE approval SET desk_days = 3 WHERE item = 'enterprise-insurance'")
    do("approval.decide", "ap-c-hr", approval=approvals["employment-registration"], grant=True, at="2026-11-26T10:00")
    after = row(hall, approvals["enterprise-insurance"])
    assert after["opened_on"] == "2026-11-26"
    assert after["desk_on"] == due(hall.calendar, date(2026, 11, 26), after["desk_days"]).last_day.isoformat()
    assert after["promised_on"] == "2026-12-08"  # the whole was promised from the acceptance day


# -- the day's check ---------------------------------------------------------------------------------------------------


def test_nobody_answers_a_warning_on_day_four_and_deemed_acceptance_on_day_six(hall, do, filed) -> None:
    case = filed()  # received Tuesday 11-24; five working days end Tuesday 12-01
    assert do("clock.catch-up", "sup", at="2026-11-27T09:00").warned == ()
    assert do("clock.catch-up", "sup", at="2026-11-30T09:00").warned == (case,)
    assert [w.kind for w in do("clock.warnings", "c3")] == ["notice"]
    assert do("clock.catch-up", "sup", at="2026-12-01T16:59").deemed == ()
    assert do("clock.catch-up", "sup", at="2026-12-02T08:00").deemed == (case,)
    got = hall.db.execute("SELECT * FROM case_file WHERE receipt_number = ?", (case,)).fetchone()
    assert (got["state"], got["deemed"], got["accepted_on"], got["promised_on"]) == (
        "accepted",
        1,
        "2026-11-24",
        "2026-12-08",
    )
    assert hall.db.execute("SELECT count(*) FROM approval WHERE case_id = ?", (got["id"],)).fetchone()[0] == 10
    assert do("clock.catch-up", "sup", at="2026-12-02T09:00").deemed == ()


def test_a_saturday_is_nobodys_sixth_day(hall, do, filed) -> None:
    hall.set_now(datetime(2026, 11, 27, 9))
    case = filed()  # received on a Friday; five working days end on Friday 12-04
    assert do("clock.catch-up", "sup", at="2026-12-05T09:00").deemed == ()
    assert do("clock.catch-up", "sup", at="2026-12-07T09:00").deemed == (case,)


def test_what_no_process_noticed_for_weeks_is_noticed_by_the_first_even_on_a_saturday(hall, do, filed) -> None:
    case = filed()
    hall.set_now(datetime(2026, 12, 19, 9))
    assert due_today(hall)
    assert do("clock.catch-up", "sup").deemed == (case,)
    assert not due_today(hall)


def test_reminders_are_counted_and_what_is_over_is_escalated_until_explained(hall, do, approvals) -> None:
    insurance = approvals["flexible-insurance"]  # promised in one day: 11-25
    first = do("clock.catch-up", "sup", at="2026-11-25T09:00")
    again = do("clock.catch-up", "sup", at="2026-11-25T10:00")
    assert first.reminded >= 1 and again.reminded == 0
    late = do("clock.catch-up", "sup", at="2026-11-26T09:00")
    assert late.overdue >= 1
    warning = next(w for w in do("clock.warnings", "sup") if w.subject == insurance)
    assert warning.light == "red" and "尚欠公开说明" in warning.words
    assert row(hall, insurance)["reminders"] == 2
    pressed = do("approval.remind", "sup", approval=insurance, words="申请人在等")
    assert pressed.reminders == 3
    with pytest.raises(Refusal, match="每天一次"):
        do("approval.remind", "sup", approval=insurance)
    do("approval.account", "ap-c-tax", approval=insurance, words="系统升级，今日恢复")
    assert "尚欠" not in next(w for w in do("clock.warnings", "ap-c-tax") if w.subject == insurance).words
    with pytest.raises(Refusal, match="没有超期"):
        do("approval.account", "ap-c-hr", approval=approvals["startup-subsidy"], words="x")


def test_a_step_over_its_own_time_is_named_although_the_whole_is_in_time(hall, do, approvals) -> None:
    hall.db.execute("UPDATE approval SET desk_days = 2 WHERE item = 'startup-subsidy'")
    do("calendar.overlay", "sup", day=date(2026, 11, 28), open=True, reason="周六开放")
    do("clock.catch-up", "sup", at="2026-11-30T09:00")
    line = next(x for x in do("approval.list", "ap-c-hr") if x.number == approvals["startup-subsidy"])
    assert line.step_over and line.light != "red" and "本环节" in str(line)
    assert any(w.kind == "step" and w.subject == line.number for w in do("clock.warnings", "sup"))


def test_a_tolerated_paper_that_does_not_come_is_put_before_a_person(hall, do, accepted) -> None:
    document = hall.db.execute(
        "SELECT document FROM case_document WHERE case_id = ? AND state = 'here' LIMIT 1", (accepted.id,)
    ).fetchone()[0]
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-11-27' WHERE case_id = ? AND "
        "document = ?",
        (accepted.id, document),
    )
    assert do("clock.catch-up", "sup", at="2026-11-27T16:00").lapsed == ()
    assert do("clock.catch-up", "sup", at="2026-11-30T09:00").lapsed == (accepted.case,)
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "accepted"
    assert do("clock.catch-up", "sup").lapsed == (), "told once"
    (owed,) = [one for one in do("report.owed", "c3") if one.kind == "tolerated"]
    assert (owed.subject, owed.light) == (document, "red") and {"later", "end", "bring"} <= set(owed.steps)


def test_a_tolerated_paper_that_comes_keeps_the_case(hall, do, accepted) -> None:
    document = hall.db.execute(
        "SELECT document FROM case_document WHERE case_id = ? AND state = 'here' LIMIT 1", (accepted.id,)
    ).fetchone()[0]
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-11-27' WHERE case_id = ? AND "
        "document = ?",
        (accepted.id, document),
    )
    do("case.bring", "c5", case=accepted.case, documents=(document,))
    assert do("clock.catch-up", "sup", at="2026-11-30T09:00").lapsed == ()


def test_after_closing_a_decision_is_of_its_own_day(hall, do, approvals) -> None:
    done = do(
        "approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-27T17:05"
    )
    assert done.decided_on == "2026-11-27" and not done.on_the_spot


def test_the_calendar_can_be_counted_without_a_hall(tmp_path, monkeypatch) -> None:
    import json

    from click.testing import CliRunner

    from counter.cli import front

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTER_HALL", raising=False)
    result = CliRunner().invoke(front, ["calendar", "due", "2026-09-29", "5", "--json"])
    found = json.loads(result.output)
    assert (found["last_day"], found["provisional"], len(found["days"])) == ("2026-10-12", False, 14)
    assert (
        json.loads(CliRunner().invoke(front, ["calendar", "due", "2026-12-28", "20", "--json"]).output)["provisional"]
        is True
    )


async def test_the_public_explanation_of_an_overdue_approval_stands_on_its_page(hall, do, approvals, accepted) -> None:
    from counter.acts.paper.writing import code_of
    from counter.site.publish import Publisher
    from tests.site.conftest import Phone

    publisher = Publisher(hall)
    page = Phone(hall, publisher)
    code = code_of(hall, "case", accepted.id)
    assert "超期说明" not in await page.see(code)
    do(
        "approval.account",
        "ap-c-tax",
        approval=approvals["flexible-insurance"],
        words="系统升级，两日内办结",
        at="2026-11-27T10:00",
    )
    assert "超期说明：系统升级，两日内办结" in await page.see(code)
    publisher.close()


def test_hours_change_by_season_from_a_day_on_and_closing_time_follows(hall, do, filed) -> None:
    assert "16:30" in str(do("calendar.hours", "sup", since=date(2026, 12, 1), closing="16:30"))
    for wrong in (
        {"since": date(2026, 11, 1), "closing": "16:00"},
        {"since": date(2026, 12, 1), "closing": "25:00"},
        {"since": date(2026, 12, 1), "closing": "08:00"},
    ):
        with pytest.raises(Refusal):
            do("calendar.hours", "sup", **wrong)
    received = []
    for moment in ("2026-11-30T16:45", "2026-12-01T16:45"):
        hall.set_now(datetime.fromisoformat(moment))
        received.append(do("case.show", "c3", case=filed()).received_on)
    assert received == [date(2026, 11, 30), date(2026, 12, 2)], "handed in after hours: of the next"


def test_a_hearing_is_held_within_twenty_days(hall, do, approvals) -> None:
    hall.db.execute(
        "UPDATE item SET guide = json_set(guide, '$.pauses', json('[\"hearing\"]')) WHERE code = 'flexible-insurance'"
    )
    from counter.store import catalogue

    for cached in vars(catalogue).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
    with pytest.raises(Refusal, match="第四十六条"):
        do("approval.pause", "ap-c-tax", approval=approvals["flexible-insurance"], ground="hearing", days=21)
