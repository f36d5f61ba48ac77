"""A tolerated paper that did not come: seen coming, put before a person, ended only by an act and only where it is
needed.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from counter.errors import Refusal
from counter.rules.automatic import TURNS
from tests.desks.test_promises_not_kept import owe


@pytest.fixture
def late(hall, do, accepted):
    """Ten approvals; the transfer letter of the personal file was to come until 2026-12-01 and did not."""
    document = owe(hall, accepted.id)
    rows = hall.db.execute(
        "SELECT a.id, a.item, a.state, lower(a.department) AS department, a.desk FROM approval a WHERE a.case_id = ?"
        " AND a.item IN (SELECT n.item FROM item_document n WHERE n.document = ?)",
        (accepted.id, document),
    ).fetchall()
    assert rows and len(rows) < 10
    return accepted, document, rows


def states(hall, case_id) -> dict[str, str]:
    return {row[0]: row[1] for row in hall.db.execute("SELECT item, state FROM approval WHERE case_id = ?", (case_id,))}


def test_it_is_seen_coming_at_window_desk_and_supervisor_and_on_the_page(hall, do, late):
    case, document, rows = late
    for day, seen in (("2026-11-25T09:00", False), ("2026-11-26T09:00", True), ("2026-12-02T09:00", True)):
        do("day.show", "sup", at=day)
        (owed,) = [one for one in do("report.owed", "sup") if one.kind == "tolerated"]
        assert (owed.light != "green") == seen, day
        for who in ("c3", f"ap-{rows[0]['department']}"):
            warned = [one for one in do("clock.warnings", who) if one.kind == "tolerance"]
            assert [one.subject for one in warned] == ([case.case] if seen else []), (day, who)
    other = hall.db.execute(
        "SELECT lower(department) FROM approval WHERE case_id = ?"
        " AND desk NOT IN (SELECT desk FROM approval WHERE id = ?)"
        " AND item NOT IN (SELECT item FROM item_document WHERE document = ?)",
        (case.id, rows[0]["id"], document),
    ).fetchone()[0]
    assert [one for one in do("report.owed", f"ap-{other}") if one.kind == "tolerated"] == [], "not their paper"


def test_a_clock_ends_no_item_and_tells_the_applicant_once(hall, do, late):
    case, _, _ = late
    before = states(hall, case.id)
    for day in ("2026-12-02T08:30", "2026-12-03T08:30", "2026-12-10T08:30"):
        do("clock.catch-up", "sup", at=day)
        assert states(hall, case.id) == before
        assert do("case.show", "c3", case=case.case).state == "accepted"
    papers = [
        json.loads(row[0])["title"]
        for row in hall.db.execute("SELECT content FROM paper WHERE case_id = ? AND kind = 'notice'", (case.id,))
    ]
    assert papers == ["补交材料催告书"]


def test_only_what_needs_it_ends_by_an_act_with_reason_notice_and_remedies(hall, do, late):
    case, _, rows = late
    do("clock.catch-up", "sup", at="2026-12-02T08:30")
    with pytest.raises(Refusal, match="理由"):
        do("case.end-tolerance", "sup", case=case.case, reason=" ")
    ended = do("case.end-tolerance", "sup", case=case.case, reason="联系三次，申请人明确不补")
    after = states(hall, case.id)
    gone = {item for item, state in after.items() if state == "withdrawn"}
    assert {row["item"] for row in rows} <= gone and len(gone) < 10 and ended.state == "accepted"
    needs = {
        row[0]
        for row in hall.db.execute(
            "SELECT a.item FROM approval a JOIN approval_after e ON e.approval = a.id JOIN approval n ON n.id = e.needs"
            " WHERE a.case_id = ? AND n.state = 'withdrawn'",
            (case.id,),
        )
    }
    assert gone == {row["item"] for row in rows} | needs, "and what waits for them, nothing else"
    content = hall.db.execute("SELECT content FROM paper WHERE number = ?", (ended.paper,)).fetchone()[0]
    for words in ("终止容缺受理通知书", "联系三次", "行政复议", "法院", "终止办理的事项", "其他事项照常"):
        assert words in content, words
    row = hall.db.execute("SELECT state, settled_by, reason FROM lapse").fetchone()
    assert tuple(row) == ("ended", "sup", "联系三次，申请人明确不补")
    assert [one for one in do("report.owed", "sup") if one.kind == "tolerated"] == []


def test_a_window_gives_more_time_up_to_the_promise_and_the_supervisor_up_to_the_law(hall, do, late):
    case, document, rows = late
    promised, legal = hall.db.execute(
        "SELECT min(promised_on), min(legal_on) FROM approval WHERE id = ?", (rows[0]["id"],)
    ).fetchone()
    do("clock.catch-up", "sup", at="2026-12-02T08:30")
    for who, wrong in (("c3", "2026-12-05"), ("c3", "2026-12-01"), ("c3", legal), ("sup", "2027-06-01")):
        if wrong == promised:
            continue
        with pytest.raises(Refusal, match="不是可以延到的日子|不能延到"):
            do("case.extend-tolerance", who, case=case.case, until=date.fromisoformat(wrong), reason="在邮寄途中")
    who, until = ("c3", promised) if promised > "2026-12-02" else ("sup", legal)
    done = do("case.extend-tolerance", who, case=case.case, until=date.fromisoformat(until), reason="在邮寄途中")
    assert done.until == until and done.paper
    (owed,) = [one for one in do("report.owed", "sup") if one.kind == "tolerated"]
    assert owed.due_on == until
    assert do("clock.catch-up", "sup", at="2026-12-03T08:30").lapsed == ()
    do("case.bring", "c3", case=case.case, documents=(document,))
    assert {row[0] for row in hall.db.execute("SELECT state FROM lapse")} == {"extended"}


def test_a_paper_that_comes_after_all_settles_it(hall, do, late):
    case, document, _ = late
    do("clock.catch-up", "sup", at="2026-12-02T08:30")
    do("case.bring", "c5", case=case.case, documents=(document,))
    assert tuple(hall.db.execute("SELECT state, settled_by FROM lapse").fetchone()) == ("came", "c5")
    assert do("clock.catch-up", "sup", at="2026-12-03T08:30").lapsed == ()


def test_a_desk_ends_its_own_item_or_decides_and_no_other_item_is_touched(hall, do, late):
    case, _, rows = late
    row = next(row for row in rows if row["state"] == "open")
    desk, number = f"ap-{row['department']}", f"A-{row['id']}"
    with pytest.raises(Refusal, match="没有逾期未补"):
        do("approval.end-tolerance", desk, approval=number, reason="不等了", at="2026-12-01T16:00")
    do("clock.catch-up", "sup", at="2026-12-02T08:30")
    with pytest.raises(Refusal, match="逾期未补") as refused:
        do("approval.decide", desk, approval=number, grant=True)
    assert "延期、终止" in refused.value.next_step
    before = states(hall, case.id)
    do("approval.end-tolerance", desk, approval=number, reason="逾期未补，无法核实")
    after = states(hall, case.id)
    assert after[row["item"]] == "withdrawn"
    assert {item for item in after if after[item] != before[item]} <= {row["item"]} | {
        one[0]
        for one in hall.db.execute(
            "SELECT a.item FROM approval a JOIN approval_after e ON e.approval = a.id WHERE e.needs = ?", (row["id"],)
        )
    }


def test_results_that_do_not_need_the_late_paper_are_handed_over(hall, do, late, approvals):
    case, _, rows = late
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-25T10:00")
    assert "flexible-insurance" not in {row["item"] for row in rows}
    done = do("case.deliver", "c3", code=case.case, at="2026-12-02T10:00")
    assert len(done.results) == 1 and len(done.still_open) == 9


def test_a_round_that_nobody_answered_never_reads_as_answered(hall, do, accepted, approvals):
    number = approvals["flexible-insurance"]
    do("approval.ask", "ap-c-tax", approval=number, documents=("L2000016",), reason="看不清")
    do("approval.unask", "ap-c-tax", approval=number, reason="不用了")
    assert "已补" not in str(do("approval.rounds", "ap-c-tax", approval=number)[-1])
    do("approval.ask", "ap-c-tax", approval=number, documents=("L2000016",), reason="看不清")
    do("approval.withdraw", "c3", approval=number, reason="不办了")
    (_, last) = do("approval.rounds", "ap-c-tax", approval=number)
    assert (last.state, last.answered_on) == ("stopped", None) and "已补" not in str(last)


def test_told_and_never_answered_stays_on_the_list_and_is_reminded_once(hall, do):
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    case = do("case.receive", "c3", case=step.case).case
    do("case.notify", "c3", case=case)
    assert do("report.owed", "sup") == ()
    do("clock.catch-up", "sup", at="2026-12-09T08:30")
    do("clock.catch-up", "sup", at="2026-12-10T08:30")
    (owed,) = do("report.owed", "c3")
    assert (owed.kind, owed.case, owed.light) == ("told", case, "red") and {"urge", "withdraw"} <= set(owed.steps)
    titles = [json.loads(row[0])["title"] for row in hall.db.execute("SELECT content FROM paper ORDER BY number")]
    assert titles.count("补交材料催告书") == 1
    assert do("case.show", "c3", case=case).state == "notified"
    do("case.urge", "c3", case=case)


def test_a_notice_in_words_is_answered_by_somebody_and_by_nothing_else(hall, do):
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    for document in ("L2000016", "L2000017"):
        do("case.document", "c3", case=step.case, document=document, state="here")
    case = do("case.receive", "c3", case=step.case).case
    do("case.notify", "c3", case=case, reason="请说明灵活就业的起始月份")
    asked = json.loads(hall.db.execute("SELECT documents FROM supplement_round").fetchone()[0])
    for entry in asked:
        if entry["document"]:
            with pytest.raises(Refusal, match="材料还没有来"):
                do("case.answer-notice", "c3", case=case, note="2026年9月起")
            do("case.document", "c3", case=case, document=entry["document"], state="here")
    if do("case.show", "c3", case=case).state == "notified":
        do("case.answer-notice", "c3", case=case, note="2026年9月起", at="2026-11-25T10:00")
    row = hall.db.execute("SELECT state, complete_on, notice_last_day FROM case_file").fetchone()
    assert row["state"] == "received" and row["complete_on"] and row["notice_last_day"] > row["complete_on"]
    with pytest.raises(Refusal, match="没有等着答复"):
        do("case.answer-notice", "c3", case=case, note="再说一遍")


def test_every_turn_of_the_day_writes_only_what_its_table_says(hall, do, late, approvals):
    """One check with every kind of turn due, held against the table of turns."""
    do("approval.ask", "ap-c-tax", approval=approvals["flexible-insurance"], documents=("L2000016",), reason="看不清")
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    for document in ("L2000016", "L2000017"):
        do("case.document", "c3", case=step.case, document=document, state="here")
    do("case.receive", "c3", case=step.case)
    done = do("clock.catch-up", "sup", at="2026-12-10T08:30")
    assert done.lapsed and done.unanswered and not any(turn.ends for turn in TURNS.values())
    written = {row[0] for row in hall.db.execute("SELECT DISTINCT name FROM clock_change")}
    assert "lapse" in written and written <= set().union(*(turn.writes for turn in TURNS.values())), written
    assert {row[0] for row in hall.db.execute("SELECT state FROM approval")} <= {"open", "blocked"}
    assert all(turn.told and turn.paper and turn.undone and turn.touches for turn in TURNS.values())


async def test_the_citizens_page_sees_it_coming_says_why_an_item_ended_and_offers_what_is_decided(
    hall, do, late, approvals
):
    from counter.acts.paper.writing import code_of
    from counter.site.publish import Publisher
    from tests.site.conftest import Phone

    case, _, _ = late
    publisher = Publisher(hall)
    try:
        phone, code = Phone(hall, publisher), code_of(hall, "case", case.id)
        page = await phone.see(code)
        assert "（容缺）" in page and "2026年12月1日" in page and "领取结果" not in page
        do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-25T10:00")
        page = await phone.see(code)
        assert "领取结果" in page and "2026年12月9日" in page, "ten working days from its own decision"
        do("case.deliver", "c3", code=case.case)
        assert "领取结果" not in await phone.see(code)
        do("clock.catch-up", "sup", at="2026-12-02T08:30")
        do("case.end-tolerance", "sup", case=case.case, reason="联系李晓梅三次不补")
        page = await phone.see(code)
        assert "未补交，本事项终止办理" in page and "联系李晓梅" not in page, "the reason stands on the notice alone"
    finally:
        publisher.close()
