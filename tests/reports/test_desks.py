"""The clock, parallel and access rows of the public fault reports, each with its right outcome."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from counter.errors import Refusal
from counter.rules.clock import Light, light
from counter.rules.workday import due
from counter.store import approvals as store
from tests.desks.conftest import accepted, approvals, do, filed
from tests.filling import fill_form

__all__ = ["accepted", "approvals", "do", "filed"]


def row(hall, number):
    return store.find(hall.db, number)


def one_item(do, code: str, at: str, number="430104200207153029"):
    """A case of one item, accepted at a moment."""
    step = do("case.open", "c3", items=(code,), at=at)
    do("case.applicant", "c3", case=step.case, name="李晓梅", number=number)
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    for each in do("case.show", "c3", case=step.case).lacks:
        do(
            "case.document",
            "c3",
            case=step.case,
            document=each.documents[0] if hasattr(each, "documents") else each,
            state="here",
        )
    return do("case.accept", "c3", case=step.case)


def set_days(hall, code: str, promised, legal=None, desk=None):
    hall.db.execute(
        "UPDATE item SET promised_days = ?, legal_days = ?, desk_days = ? WHERE code = ?",
        (promised, legal or promised, desk, code),
    )


def test_c1_filed_late_on_friday_is_due_today_on_monday_and_never_overdue_in_the_morning(hall, do) -> None:
    set_days(hall, "flexible-insurance", 1)
    case = one_item(do, "flexible-insurance", "2026-11-27T16:28")
    number = f"A-{hall.db.execute('SELECT id FROM approval WHERE case_id = ?', (case.id,)).fetchone()['id']}"
    line = do("approval.show", "ap-c-tax", approval=number, at="2026-11-30T08:30")
    assert line.promised_on == "2026-11-30" and line.light == "yellow" and line.left.startswith("今天到期")


def test_c2_no_printed_due_date_of_two_years_is_a_day_of_rest(hall) -> None:
    day = date(2025, 1, 1)
    while day < date(2026, 11, 20):
        for days in (1, 3, 5, 10):
            assert hall.calendar.is_working(due(hall.calendar, day, days).last_day)
        day += timedelta(days=1)


def test_c3_accepted_on_september_29_five_days_are_over_on_october_12(hall, do) -> None:
    set_days(hall, "flexible-insurance", 5)
    assert one_item(do, "flexible-insurance", "2026-09-29T10:00").promised_on == date(2026, 10, 12)


def test_c4_a_make_up_saturday_counts(hall, do) -> None:
    set_days(hall, "flexible-insurance", 5)
    assert one_item(do, "flexible-insurance", "2026-02-12T10:00").promised_on == date(2026, 2, 26)


def test_c5_an_arrangement_shows_its_difference_and_asks_a_person_first(hall_dir, tmp_path) -> None:
    from click.testing import CliRunner

    from counter.cli import front

    file = tmp_path / "2027.json"
    file.write_text(
        json.dumps({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-04", "isOffDay": True}]}), "utf-8"
    )
    base = ["--hall", str(hall_dir), "--now", "2026-11-24T09:30", "--as", "sup", "calendar", "load", str(file)]
    refused = CliRunner().invoke(front, base, input="n\n")
    assert "2027-01-04 周一：上班 → 休息" in refused.output and refused.exit_code != 0
    from counter.hall import Hall

    hall = Hall.open(hall_dir)
    assert 2027 not in hall.calendar.years
    assert CliRunner().invoke(front, [*base, "--yes"]).exit_code == 0
    assert 2027 in hall.calendar.years
    hall.close()


def test_c6_a_date_into_an_unannounced_year_is_provisional_warned_of_and_settled_with_a_journal_entry(hall, do) -> None:
    set_days(hall, "flexible-insurance", 20)
    case = one_item(do, "flexible-insurance", "2026-12-28T10:00")
    number = f"A-{hall.db.execute('SELECT id FROM approval WHERE case_id = ?', (case.id,)).fetchone()['id']}"
    assert row(hall, number)["provisional"] and "暂定" in str(do("approval.show", "ap-c-tax", approval=number))
    printed = hall.db.execute(
        "SELECT content FROM paper WHERE case_id = ? AND kind = 'acceptance'", (case.id,)
    ).fetchone()["content"]
    assert "暂定" in printed
    spring = [{"name": "春节", "date": f"2027-01-{n}", "isOffDay": True} for n in (18, 19, 20)]
    loaded = do("calendar.load", "sup", document={"year": 2027, "days": spring}, source="通知")
    after = row(hall, number)
    assert after["promised_on"] == "2027-01-29" and not after["provisional"] and loaded.settled
    facts = json.loads(hall.db.execute("SELECT facts FROM journal WHERE act = 'calendar.load'").fetchone()["facts"])
    assert facts["moved"][number] == ["2027-01-26", "2027-01-29"]


def test_c7_the_due_day_is_yellow_and_red_begins_the_next_working_day(hall) -> None:
    friday = date(2026, 11, 27)
    lights = [light(hall.calendar, friday + timedelta(days=n), friday) for n in range(4)]
    assert lights == [Light.YELLOW, Light.YELLOW, Light.YELLOW, Light.RED]


def test_c11_three_rounds_answered_in_time_leave_nothing_red_and_each_has_its_own_date(
    hall, do, approvals, accepted
) -> None:
    household = approvals["talent-household"]
    document = hall.db.execute(
        "SELECT d.document FROM item_document d JOIN case_document c ON c.document = d.document AND c.state = 'here' "
        "WHERE d.item = 'talent-household' LIMIT 1"
    ).fetchone()["document"]
    for day in ("2026-11-24", "2026-11-26", "2026-11-30"):
        do("approval.ask", "ap-c-ps", approval=household, documents=(document,), at=f"{day}T10:00")
        do("case.bring", "c5", case=accepted.case, documents=(document,), at=f"{day}T15:00")
    do("clock.catch-up", "sup", at="2026-12-04T09:00")
    rounds = do("approval.rounds", "ap-c-ps", approval=household)
    assert [r.state for r in rounds] == ["answered"] * 3 and len({r.due_on for r in rounds}) == 3
    assert do("approval.show", "ap-c-ps", approval=household).light != "red"


def test_c12_a_desk_limit_of_three_days_is_three_days_and_zero_is_for_on_the_spot_only(hall, do) -> None:
    set_days(hall, "flexible-insurance", 10, desk=3)
    case = one_item(do, "flexible-insurance", "2026-11-24T10:00")
    got = hall.db.execute("SELECT * FROM approval WHERE case_id = ?", (case.id,)).fetchone()
    assert (got["desk_days"], got["desk_on"], got["promised_on"]) == (3, "2026-11-27", "2026-12-08")
    zero = hall.db.execute("SELECT DISTINCT kind FROM item WHERE promised_days = 0").fetchall()
    assert [r["kind"] for r in zero] in ([], ["on-the-spot"])


def test_c13_a_warning_on_day_four_and_deemed_acceptance_on_day_six(hall, do, filed) -> None:
    case = filed()
    assert do("clock.catch-up", "sup", at="2026-11-30T09:00").warned == (case,)
    assert do("clock.catch-up", "sup", at="2026-12-02T08:30").deemed == (case,)
    got = hall.db.execute("SELECT state, deemed, accepted_on, received_on FROM case_file").fetchone()
    assert tuple(got) == ("accepted", 1, "2026-11-24", "2026-11-24")


def test_c13_any_process_that_starts_records_it(hall_dir, hall, do, filed) -> None:
    from click.testing import CliRunner

    from counter.cli import front

    case = filed()
    CliRunner().invoke(
        front,
        ["--hall", str(hall_dir), "--now", "2026-12-02T09:00", "--as", "g1", "ticket", "take", "--queue", "general"],
    )
    assert hall.db.execute("SELECT state FROM case_file WHERE receipt_number = ?", (case,)).fetchone()[0] == "accepted"


def test_c14_what_is_left_is_said_in_working_days_and_under_a_day_in_hours(do, approvals) -> None:
    insurance = approvals["flexible-insurance"]
    assert do("approval.show", "ap-c-tax", approval=insurance).left == "还剩 1 个工作日"
    assert do("approval.show", "ap-c-tax", approval=insurance, at="2026-11-25T15:00").left == "今天到期（还剩 2 小时）"
    assert do("approval.show", "ap-c-tax", approval=insurance, at="2026-11-26T10:00").left == "超期 1 小时"
    assert do("approval.show", "ap-c-tax", approval=insurance, at="2026-12-01T10:00").left == "超期 4 个工作日"


def test_c15_an_item_without_a_limit_prints_no_date_but_the_words_for_it(hall, do) -> None:
    hall.db.execute(
        "UPDATE item SET promised_days = NULL, legal_days = NULL, desk_days = NULL WHERE code = 'flexible-insurance'"
    )
    case = one_item(do, "flexible-insurance", "2026-11-24T10:00")
    assert case.promised_on is None
    printed = hall.db.execute(
        "SELECT content FROM paper WHERE case_id = ? AND kind = 'acceptance'", (case.id,)
    ).fetchone()["content"]
    assert "另行通知" in printed
    assert "日期另行通知" in str(do("approval.list", "ap-c-tax")[0])


def test_c16_the_receipt_shows_the_promised_day_and_the_legal_day_apart(hall, do, accepted) -> None:
    lines = dict(
        json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'acceptance'").fetchone()["content"])[
            "lines"
        ]
    )
    got = hall.db.execute("SELECT promised_on, legal_on FROM case_file").fetchone()
    assert (
        lines["承诺"].startswith(got["promised_on"])
        and lines["法定期限"].startswith(got["legal_on"])
        and got["promised_on"] < got["legal_on"]
    )


def test_c18_every_branch_exists_before_the_case_is_accepted(hall, do, filed) -> None:
    case = do("case.accept", "c3", case=filed())
    items = {r["item"] for r in hall.db.execute("SELECT item FROM case_item WHERE case_id = ?", (case.id,))}
    assert {
        r["item"] for r in hall.db.execute("SELECT item FROM approval WHERE case_id = ?", (case.id,))
    } == items and len(items) == 10
    with pytest.raises(Refusal, match="还在办"):
        do("case.deliver", "c3", code=case.case)


def grant_all(hall, do, case_id, but=()):
    while rows := [
        r
        for r in hall.db.execute(
            "SELECT id, item, department FROM approval WHERE case_id = ? AND state = 'open'", (case_id,)
        )
        if r["item"] not in but
    ]:
        for one in rows:
            code = one["department"].lower()
            last = do("approval.decide", f"ap-{code}", approval=f"A-{one['id']}", grant=True, second=f"ap2-{code}")
    return last


def test_c19_the_last_answer_closes_the_case_by_itself_and_until_then_the_blocking_desk_is_named(
    hall, do, accepted
) -> None:
    before = grant_all(hall, do, accepted.id, but=("housing-fund-unit",))
    assert not before.closed and len(before.still_open) == 1 and "公积金" in before.still_open[0]
    handed = do("case.deliver", "c3", code=accepted.case)
    assert len(handed.still_open) == 1 and "公积金" in str(handed), "what is decided leaves, what is not is named"
    assert grant_all(hall, do, accepted.id).closed
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "decided"


def test_c22_a_second_round_needs_a_new_paper_or_a_recorded_reason(hall, do, approvals) -> None:
    household = approvals["talent-household"]
    document = hall.db.execute("SELECT document FROM item_document WHERE item = 'talent-household' LIMIT 1").fetchone()[
        0
    ]
    do("approval.ask", "ap-c-ps", approval=household, documents=(document,))
    do("clock.catch-up", "sup", at="2026-12-09T09:00")
    with pytest.raises(Refusal, match="没有新材料就没有新一轮"):
        do("approval.ask", "ap-c-ps", approval=household, documents=(document,))


def test_c23_with_a_paper_missing_only_acceptance_is_refused_every_remedy_works(hall, do) -> None:
    def incomplete():
        step = do(
            "case.open",
            "c3",
            bundle="graduates",
            answers={"path": "flexible", "self": "no", "file": "none", "household": "no"},
        )
        do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
        return step.case

    case = incomplete()
    with pytest.raises(Refusal, match="材料还不齐"):
        do("case.accept", "c3", case=case)
    assert do("case.notify", "c3", case=case).state == "notified"
    assert do("case.withdraw", "c3", case=incomplete(), reason="不办了").state == "withdrawn"
    assert (
        do("case.not-competent", "c3", case=incomplete(), competent="国家税务总局", reason="不属本级").state
        == "not-competent"
    )


def test_c24_a_supplement_never_ends_in_a_final_state(hall, do, approvals, accepted) -> None:
    document = hall.db.execute("SELECT document FROM item_document WHERE item = 'talent-household' LIMIT 1").fetchone()[
        0
    ]
    do("approval.ask", "ap-c-ps", approval=approvals["talent-household"], documents=(document,))
    states = [
        hall.db.execute("SELECT state FROM case_file").fetchone()[0],
        row(hall, approvals["talent-household"])["state"],
    ]
    do("clock.catch-up", "sup", at="2026-12-20T09:00")
    do("clock.catch-up", "sup", at="2026-12-21T09:00")
    states += [
        hall.db.execute("SELECT state FROM case_file").fetchone()[0],
        row(hall, approvals["talent-household"])["state"],
    ]
    assert states == ["accepted", "open", "accepted", "open"]


def test_c26_a_typo_put_right_after_approval_leaves_it_unless_its_guide_lists_the_field(
    hall, do, approvals, accepted
) -> None:
    insurance = approvals["flexible-insurance"]
    do("approval.decide", "ap-c-tax", approval=insurance, grant=True)
    assert do("case.amend", "c5", case=accepted.case, name="联系地址", value="五一路 1 号").looked_at_again == ()
    assert row(hall, insurance)["state"] == "decided"
    hall.db.execute(
        "UPDATE item SET guide = json_set(guide, '$.relies_on', json('[\"缴费基数\"]')) WHERE code = "
        "'flexible-insurance'"
    )
    from counter.store import catalogue

    for cached in vars(catalogue).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
    assert do("case.amend", "c5", case=accepted.case, name="缴费基数", value="4027").looked_at_again == (insurance,)
    do("approval.decide", "ap-c-tax", approval=insurance, grant=True)
    assert do("case.amend", "c5", case=accepted.case, name="联系地址", value="五一路 2 号").looked_at_again == ()
    assert row(hall, insurance)["state"] == "decided", "no loop"


def test_c27_sent_then_received_by_whom_and_when_and_what_is_not_received_is_listed(do, accepted) -> None:
    slip = next(s for s in do("slip.list", "c3", case=accepted.case) if s.desk.startswith("D-P-"))
    assert slip.received_at is None and "待签收" in str(slip)
    assert slip.code in [w.subject for w in do("clock.warnings", "sup", at="2026-11-24T14:00")]
    got = do("slip.receive", "ap-" + slip.desk.removeprefix("D-").lower(), code=slip.code)
    assert got.received_by and got.received_at and slip.code not in [w.subject for w in do("clock.warnings", "sup")]


def test_c28_a_bundle_is_one_case_and_its_items_are_counted_once(hall, do, accepted) -> None:
    grant_all(hall, do, accepted.id)
    month = do("report.month", "sup")
    assert (month.cases, month.items, month.decided, month.decided_cases) == (1, 10, 10, 1)
    assert sum(d.decided for d in do("report.departments", "sup")) == 10


def test_c29_the_front_desk_sees_each_desk_its_state_what_is_left_the_last_act_a_name_and_a_phone(
    hall, do, accepted, approvals
) -> None:
    do("approval.receive", "ap-c-tax", approval=approvals["flexible-insurance"])
    line = next(x for x in do("case.progress", "c7", case=accepted.case) if x.item == "flexible-insurance")
    officer = hall.db.execute("SELECT name FROM staff WHERE code = 'ap-c-tax'").fetchone()["name"]
    assert (
        line.department_name
        and line.state_words == "办理中"
        and line.left
        and line.who == officer
        and line.last.startswith("签收 11-24")
        and line.phone
    )


def test_c36_another_desk_gets_nothing_by_number_search_statistics_journal_or_export_and_the_attempt_is_kept(
    hall, do, accepted, approvals
) -> None:
    insurance = approvals["flexible-insurance"]
    do("approval.decide", "ap-c-tax", approval=insurance, refuse=True, reasons="只给税务看的话")
    stranger = "ap-c-ur" if hall.db.execute("SELECT 1 FROM staff WHERE code = 'ap-c-ur'").fetchone() else "ap-c-ed"
    heard = []
    for name, arguments in (
        ("approval.show", {"approval": insurance}),
        ("approval.explain", {"approval": insurance}),
        ("approval.opinions", {"approval": insurance}),
        ("case.progress", {"case": accepted.case}),
        ("case.history", {"case": accepted.case}),
        ("journal.list", {"subject": f"case:{accepted.id}"}),
    ):
        with pytest.raises(Refusal) as refused:
            do(name, stranger, **arguments)
        heard.append(str(refused.value))
    lists = [
        do(n, stranger)
        for n in ("approval.list", "report.now", "report.month", "journal.list", "clock.warnings", "slip.list")
    ]
    words = json.dumps(heard, ensure_ascii=False) + str(lists)
    assert "只给税务看的话" not in words and "李晓梅" not in words and do("report.month", stranger).decided == 0
    kept = hall.db.execute("SELECT count(*) FROM look WHERE allowed = 0 AND staff = ?", (stranger,)).fetchone()[0]
    assert kept >= 5 and any(stranger in line for line in do("journal.refused-looks", "sup"))


def test_c37_after_the_transfer_the_sender_reads_and_does_not_edit(do, accepted) -> None:
    assert do("case.show", "c3", case=accepted.case).case == accepted.case
    for name, arguments in (
        ("case.field", {"name": "联系地址", "value": "x"}),
        ("case.document", {"document": "L2000016", "state": "here"}),
        ("case.answer", {"question": "path", "answer": "flexible"}),
        ("case.accept", {}),
    ):
        with pytest.raises(Refusal):
            do(name, "c3", case=accepted.case, **arguments)


def test_c38_any_window_finds_a_case_by_number_or_code_and_goes_on_with_it(do, filed) -> None:
    case = filed()
    code = do("case.code", "c8", case=case)
    for name in (case, code):
        assert do("case.show", "c8", case=name).case == case
    assert do("case.accept", "c8", case=code).case == case
