"""What a desk asked for can be brought; what ended asks for nothing more; no date is a silent guess; no day is taken
from anybody.
"""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from counter.acts.calendar.clocks import catch_up
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.store import soundness
from tests.desks.test_results_that_others_rely_on import routed, settle, state


def test_one_approval_named_twice_in_a_batch_is_decided_once(hall, do, approvals) -> None:
    number = approvals["flexible-insurance"]
    done = do("approval.decide-batch", "ap-c-tax", approvals=(number, number[2:], number.lower()), grant=True)
    assert done.decided == (number,)


def test_a_case_taken_back_stops_its_pauses_and_rounds(hall, do, accepted) -> None:
    row = hall.db.execute(
        "SELECT a.id, a.desk FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " WHERE a.state = 'open' AND i.guide LIKE '%\"pauses\":[\"inspection%' LIMIT 1"
    ).fetchone()
    staff = hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (row["desk"],)).fetchone()[0]
    do("approval.pause", staff, approval=f"A-{row['id']}", ground="inspection", days=2)
    asked = hall.db.execute("SELECT id FROM approval WHERE item = 'flexible-insurance'").fetchone()[0]
    do(
        "approval.ask",
        "ap-c-tax",
        approval=f"A-{asked}",
        reason="请说明",
    )
    do("case.withdraw", "c3", case=accepted.case, reason="不办了")
    assert hall.db.execute("SELECT count(*) FROM pause WHERE ended_at IS NULL").fetchone()[0] == 0
    assert list(soundness.faults(hall.db)) == []
    do("case.progress", "c3", at="2026-12-28T09:30", case=accepted.case)
    found = hall.do(catch_up, HALL_ITSELF)
    assert found.paused_too_long == () and found.unanswered == (), "nobody is pressed about what was taken back"
    assert [w for w in do("clock.warnings", "sup") if w.kind == "pause"] == []


def test_an_item_taken_back_asks_for_nothing_more(hall, do, approvals) -> None:
    number = approvals["flexible-insurance"]
    do("approval.ask", "ap-c-tax", approval=number, reason="请说明")
    do("approval.withdraw", "c3", approval=number, reason="不要这项了")
    hall.set_now(datetime(2026, 12, 28, 9, 30))
    assert hall.do(catch_up, HALL_ITSELF).unanswered == ()


def test_what_was_asked_before_the_ground_was_recalled_can_still_be_brought(hall, do, routed, settle) -> None:
    case, _, numbers, edges = routed("graduates")
    item, needs = next((one, need) for one, need in edges if sum(o == one for o, _ in edges) == 1)
    settle(numbers[needs], "grant")
    desk = hall.db.execute("SELECT department FROM approval WHERE id = ?", (numbers[item][2:],)).fetchone()[0].lower()
    do("approval.ask", f"ap-{desk}", approval=numbers[item], reason="请说明用途")
    settle(numbers[needs], "", "approval.recall")
    assert state(hall, numbers[item]) == "blocked"
    brought = do("case.bring", "c3", case=case, note="已说明")
    assert brought.answered, "the applicant was asked in writing and answers in time"


def test_a_paper_asked_for_can_be_brought_though_a_decision_rests_on_one_that_relied_on_it(
    hall, do, routed, settle
) -> None:
    case, _, numbers, edges = routed("graduates")
    item, needs = next((one, need) for one, need in edges if sum(o == one for o, _ in edges) == 1)
    relied, other = next(
        (paper.document, one)
        for paper in do("case.set", "c3", case=case)
        if needs in paper.items
        for one in paper.items
        if one not in (item, needs) and state(hall, numbers[one]) == "open"
    )
    settle(numbers[needs], "grant")
    settle(numbers[item], "grant")
    desk = hall.db.execute("SELECT department FROM approval WHERE id = ?", (numbers[other][2:],)).fetchone()[0].lower()
    do("approval.ask", f"ap-{desk}", approval=numbers[other], documents=(relied,), reason="请换一份清楚的")
    brought = do("case.bring", "c3", case=case, documents=(relied,))
    assert brought.answered and set(brought.looked_at_again) >= {numbers[needs], numbers[item]}
    assert state(hall, numbers[needs]) == "open" and state(hall, numbers[item]) == "blocked"
    assert list(soundness.faults(hall.db)) == []


@pytest.mark.parametrize("days", [5, 10])
def test_no_paper_prints_a_date_of_an_unannounced_year_as_if_it_were_sure(hall, do, filed, days) -> None:
    hall.set_now(datetime(2026, 12, 22, 10))
    case = do("case.accept", "c3", case=filed())
    row = hall.db.execute(
        "SELECT a.id, a.desk FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " WHERE a.state = 'open' AND i.guide LIKE '%\"pauses\":[\"inspection%' LIMIT 1"
    ).fetchone()
    first, second = (
        r[0] for r in hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (row["desk"],))
    )
    number = f"A-{row['id']}"
    papers = []
    papers.append(do("approval.extend", first, approval=number, days=days, reason="外调", head=second).paper)
    moved = do("approval.pause", first, approval=number, ground="inspection", days=15)
    papers.append(moved.paper)
    do("approval.resume", first, approval=number)
    papers.append(do("approval.ask", first, approval=number, reason="请说明").paper)
    for paper in papers:
        content = json.loads(hall.db.execute("SELECT content FROM paper WHERE number = ?", (paper,)).fetchone()[0])
        for label, text in content["lines"]:
            if "2027-" in text:
                assert "暂定" in text, (content["title"], label, text)
    assert "暂定" in str(moved) and case.provisional


def test_a_day_that_turns_out_a_day_off_is_not_taken_from_the_applicant(hall, do, approvals, accepted) -> None:
    """The round ends 2026-12-08, a Tuesday; the hall is closed that day: Wednesday is the last day, and only Thursday
    finds it lapsed.
    """
    number = approvals["flexible-insurance"]
    asked = do("approval.ask", "ap-c-tax", approval=number, reason="请说明")
    assert asked.due_on == "2026-12-08"
    do("calendar.overlay", "admin", at="2026-12-07T09:00", day=date(2026, 12, 8), open=False, reason="大雪停电")
    for moment, lapsed in (("2026-12-09T08:30", ()), ("2026-12-10T08:30", (accepted.case,))):
        hall.set_now(datetime.fromisoformat(moment))
        assert hall.do(catch_up, HALL_ITSELF).unanswered == lapsed, moment
        if not lapsed:
            with pytest.raises(Refusal, match="补正还在等"):
                do("approval.decide", "ap-c-tax", approval=number, grant=True)
    do("approval.decide", "ap-c-tax", approval=number, grant=True)


def test_a_round_does_not_last_for_centuries(do, approvals) -> None:
    with pytest.raises(Refusal, match="补正期限"):
        do(
            "approval.ask",
            "ap-c-tax",
            approval=approvals["flexible-insurance"],
            reason="请说明",
            due_on=date(2206, 12, 8),
        )


def test_a_tolerated_paper_due_on_a_day_the_hall_is_closed_may_come_the_next(hall, do, alone) -> None:
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-12-01' WHERE case_id = ? AND "
        "document = 'L2000017'",
        (alone.id,),
    )
    do("calendar.overlay", "admin", at="2026-11-30T09:00", day=date(2026, 12, 1), open=False, reason="大雪停电")
    hall.set_now(datetime(2026, 12, 2, 8, 30))
    assert hall.do(catch_up, HALL_ITSELF).lapsed == (), "the whole case would have ended for a closed door"
    hall.set_now(datetime(2026, 12, 3, 8, 30))
    assert hall.do(catch_up, HALL_ITSELF).lapsed == (alone.case,)


def test_an_amended_field_reaches_through_what_was_decided_on_it(hall, do, routed, settle) -> None:
    """The guide's own field, put right after both decisions: the window isn't sent from desk to desk."""
    case, _, numbers, edges = routed("graduates")
    item, needs = next((one, need) for one, need in edges if sum(o == one for o, _ in edges) == 1)
    hall.db.execute(
        "UPDATE item SET guide = json_set(guide, '$.relies_on', json('[\"学历\"]')) WHERE code = ?", (needs,)
    )
    settle(numbers[needs], "grant")
    settle(numbers[item], "grant")
    amended = do("case.amend", "c3", case=case, name="学历", value="本科")
    assert set(amended.looked_at_again) == {numbers[needs], numbers[item]}
    assert state(hall, numbers[needs]) == "open" and state(hall, numbers[item]) == "blocked"


def test_who_waits_for_another_is_not_pressed_and_the_one_to_press_is_named(hall, do, routed, settle) -> None:
    _, _, numbers, edges = routed("graduates")
    for item, _needs in edges:
        with pytest.raises(Refusal, match="还在等前置事项") as refused:
            do("approval.remind", "sup", approval=numbers[item])
        named = refused.value.next_step.removeprefix("请催办 ")
        assert state(hall, named) == "open"
        assert hall.db.execute("SELECT reminders FROM approval WHERE id = ?", (numbers[item][2:],)).fetchone()[0] == 0
    do("approval.remind", "sup", approval=named)
