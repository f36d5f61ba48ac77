"""The five outcomes of article 32 and no sixth; the four causes; the one-time notice."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from counter.errors import Refusal
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def papers(do, case):
    return {paper.document: paper for paper in do("case.show", case=case).papers}


def with_offer(do, case, cause):
    return next(p for p in papers(do, case).values() if any(o.cause == cause and o.allowed for o in p.offers))


def without_offer(do, case, cause):
    return next(p for p in papers(do, case).values() if any(o.cause == cause and not o.allowed for o in p.offers))


def kinds(hall):
    return [row["kind"] for row in hall.db.execute("SELECT kind FROM paper ORDER BY rowid")]


def test_accept_is_refused_while_a_paper_is_missing_and_every_remedy_works(hall, do, draft):
    with pytest.raises(Refusal, match="材料还不齐") as refused:
        do("case.accept", case=draft)
    assert "第三十二条" in refused.value.rule and "一次性告知" in refused.value.next_step
    assert hall.db.execute("SELECT receipt_number FROM case_file").fetchone()[0] is None
    told = do("case.notify", case=draft)
    assert told.state == "notified" and kinds(hall) == ["notice"]


@pytest.mark.parametrize(
    ("act", "arguments", "state"),
    [
        ("case.no-permit-needed", {"reason": "属于备案事项"}, "no-permit-needed"),
        ("case.not-competent", {"competent": "住所地派出所"}, "not-competent"),
        ("case.refuse", {"reason": "已由他处办理", "competent": "省厅"}, "not-competent"),
        ("case.withdraw", {"reason": "不办了"}, "withdrawn"),
    ],
)
def test_other_outcomes_need_no_full_set_and_give_no_acceptance_number(hall, do, draft, act, arguments, state):
    do("case.document", case=draft, document=next(iter(papers(do, draft))))
    do(act, case=draft, **arguments)
    row = hall.db.execute("SELECT * FROM case_file").fetchone()
    assert (row["state"], row["acceptance_number"], row["accepted_on"]) == (state, None, None)
    assert hall.db.execute("SELECT holder FROM case_document").fetchone()[0] == "applicant"
    if state != "withdrawn":
        assert row["receipt_number"] == "R20261124-0001" and row["remedies"] and row["reason"]
        content = json.loads(hall.db.execute("SELECT content FROM paper").fetchone()[0])
        assert (
            content["seal"]
            and content["date"] == "2026-11-24"
            and any("行政复议" in text for _, text in content["lines"])
        )
    with pytest.raises(Refusal):
        do("case.accept", case=f"D{row['id']}")


def test_an_error_that_can_be_put_right_on_the_spot_is_and_the_case_goes_on(do, draft):
    step = do("case.correct", case=draft, what="毕业年份", before="2025", after="2026")
    assert step.state == "draft"
    assert any("当场更正" in change.what for change in do("case.changes", case=draft))


def test_there_is_no_sixth_outcome():
    """Whatever else the room of outcomes holds: a draft that is no outcome, a refusal on the same two grounds,
    withdrawal.
    """
    from counter.hall.act import load

    ends = {f"counter.acts.case.{room}" for room in ("accepting", "telling", "outcomes")}
    verbs = {entry.name for entry in load("case").values() if entry.function.__module__ in ends}
    assert verbs - {"case.draft-notice", "case.answer-notice", "case.refuse", "case.withdraw"} == {
        "case.no-permit-needed",
        "case.not-competent",
        "case.correct",
        "case.notify",
        "case.accept",
    }


def test_a_tolerated_paper_follows_by_the_promised_day_on_a_promise_in_two_copies(hall, do, draft):
    paper = with_offer(do, draft, "tolerated")
    with pytest.raises(Refusal, match="晚于承诺"):
        do(
            "case.document",
            case=draft,
            document=paper.document,
            state="missing",
            cause="tolerated",
            due_on=paper.last_day + timedelta(days=1),
        )
    with pytest.raises(Refusal, match="写明补交日期"):
        do("case.document", case=draft, document=paper.document, state="missing", cause="tolerated")
    with pytest.raises(Refusal, match="已经过去"):
        do(
            "case.document",
            case=draft,
            document=paper.document,
            state="missing",
            cause="tolerated",
            due_on=date(2026, 11, 23),
        )
    do("case.document", case=draft, document=paper.document, state="missing", cause="tolerated", due_on=paper.last_day)
    do("case.all-here", case=draft)
    fill_form(do, draft)
    do("case.accept", case=draft)
    assert (
        hall.db.execute(
            "SELECT count(*) FROM paper_job j JOIN paper p ON p.number = j.paper WHERE p.kind = 'tolerance'"
        ).fetchone()[0]
        == 2
    )
    content = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'tolerance'").fetchone()[0])
    assert content["tables"][0]["rows"] == [[paper.name, paper.last_day.isoformat()]]


@pytest.mark.parametrize("cause", ["tolerated", "pledged", "waived"])
def test_a_cause_that_the_guides_do_not_publish_is_refused_with_the_reason(do, draft, cause):
    paper = without_offer(do, draft, cause)
    with pytest.raises(Refusal) as refused:
        do(
            "case.document",
            case=draft,
            document=paper.document,
            state="missing",
            cause=cause,
            due_on=date(2026, 11, 30),
        )
    assert paper.name in refused.value.message and refused.value.rule and "待补正" in refused.value.next_step


def test_bad_credit_bars_tolerance_until_it_is_cleared(do, draft):
    person = do("case.show", case=draft).person
    do("person.credit", "sup", person=person, bad=True, reason="信用中国 2026-11-20")
    assert all(
        not o.allowed for p in papers(do, draft).values() for o in p.offers if o.cause in ("tolerated", "pledged")
    )
    do("person.credit", "sup", person=person, bad=False, reason="已修复")
    assert with_offer(do, draft, "tolerated")


def test_a_waived_paper_has_the_day_by_which_the_hall_gets_it(hall, do, draft):
    paper = with_offer(do, draft, "waived")
    do("case.document", case=draft, document=paper.document, state="missing", cause="waived")
    assert papers(do, draft)[paper.document].due_on == paper.last_day
    assert "免提交" in papers(do, draft)[paper.document].words


def test_a_paper_outside_the_list_may_not_be_asked_for(do, draft):
    with pytest.raises(Refusal, match="清单里没有") as refused:
        do("case.document", case=draft, document="L9999999")
    assert "第三十一条" in refused.value.rule


# -- the notice --------------------------------------------------------------------------------------------------------


def test_the_notice_is_drafted_complete(do, draft):
    drafted = do("case.draft-notice", case=draft)
    shown = do("case.show", case=draft)
    required = [p for p in shown.papers if p.necessity == "required"]
    fields = drafted.points[-1]
    assert fields.startswith("请填写表单：") and fields.count("、") == shown.form_lacks - 1, "the form is one point"
    assert len(drafted.points) == len(required) + 1 and all(
        any(p.name in point for point in drafted.points) for p in required
    )


def test_too_few_copies_and_a_wrong_form_are_seen_by_the_program(do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    both = next(p for p in papers(do, draft).values() if p.form == "original+copy")
    do("case.document", case=draft, document=both.document, form="copy")
    points = do("case.draft-notice", case=draft).points
    assert len(points) == 1 and both.name in points[0] and "原件" in points[0]


def test_accept_is_refused_while_a_paper_lies_there_in_too_few_copies_or_the_wrong_form(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    both = next(p for p in papers(do, draft).values() if p.form == "original+copy")
    do("case.document", case=draft, document=both.document, form="copy")
    with pytest.raises(Refusal, match="材料还不齐") as refused:
        do("case.accept", case=draft)
    assert f"{both.name}（需要原件和复印件，收到的是复印件）" in refused.value.message
    do("case.document", case=draft, document=both.document)
    hall.db.execute("UPDATE case_document SET copies = 0 WHERE document = ?", (both.document,))
    shown = papers(do, draft)[both.document]
    assert (shown.state, shown.words, shown.short) == ("here", "不齐", "还差 1 份")
    with pytest.raises(Refusal, match="还差 1 份"):
        do("case.accept", case=draft)
    do("case.document", case=draft, document=both.document)
    do("case.accept", case=draft)


def test_a_paper_taken_before_an_answer_asked_more_of_it_is_not_all_there(do):
    """The copy was taken while one item wanted it; then another item wants the original as well."""
    step = do("case.open", bundle="graduates", answers={**FOUNDER, "file": "none", "household": "no"})
    do("case.applicant", case=step.case, **GRADUATE)
    do("case.all-here", case=step.case)
    fill_form(do, step.case)
    before = papers(do, step.case)
    do("case.answer", case=step.case, question="household", answer="yes")
    grown = [
        p
        for p in papers(do, step.case).values()
        if p.document in before and (p.copies, p.form) != (before[p.document].copies, before[p.document].form)
    ]
    assert grown and all(p.short for p in grown)
    do("case.all-here", case=step.case)
    fill_form(do, step.case)
    with pytest.raises(Refusal, match=grown[0].name):
        do("case.accept", case=step.case)
    for paper in grown:
        do("case.document", case=step.case, document=paper.document)
    assert do("case.accept", case=step.case).acceptance_number


def test_a_paper_that_was_told_to_be_replaced_lies_there_for_nothing_until_it_is(hall, do, draft):
    """What else comes meanwhile does not answer the notice, and starts no clock again."""
    do("case.all-here", case=draft)
    fill_form(do, draft)
    blurred, other = list(papers(do, draft))[:2]
    case = do("case.notify", case=draft, documents=(blurred,), reason="照片模糊").case
    assert papers(do, case)[blurred].short == "请更换（照片模糊）"
    assert do("case.document", case=case, document=other).state == "notified"
    with pytest.raises(Refusal, match="材料还不齐.*照片模糊"):
        do("case.accept", case=case)
    with pytest.raises(Refusal, match="还没有交来新材料"):
        do("case.notify", case=case)
    assert do("case.document", case=case, document=blurred).state == "received"
    assert do("case.accept", case=case).acceptance_number


def test_an_original_will_do_where_a_copy_is_asked_for():
    from counter.rules.documents import Wanted, shortfall

    asked = {
        form: Wanted("X", ("i",), form=form, copies=2) for form in ("original", "copy", "original+copy", "electronic")
    }
    assert (
        not shortfall(asked["copy"], 2, "original")
        and not shortfall(asked["electronic"], 2, "copy")
        and not shortfall(asked["copy"], 2, "original+copy")
    )
    assert shortfall(asked["original"], 2, "copy") == "需要原件，收到的是复印件"
    assert shortfall(asked["original+copy"], 2, "original") and shortfall(asked["copy"], 2, "electronic")
    assert shortfall(asked["copy"], 1, "original") == "还差 1 份"


def test_a_cause_is_held_against_its_rule_again_when_the_case_is_accepted(hall, do, draft):
    paper = with_offer(do, draft, "tolerated")
    do("case.document", case=draft, document=paper.document, state="missing", cause="tolerated", due_on=paper.last_day)
    do("case.all-here", case=draft)
    fill_form(do, draft)
    person = hall.db.execute("SELECT person FROM case_file").fetchone()[0]
    do("person.credit", "sup", person=person, bad=True, reason="信用平台")
    with pytest.raises(Refusal, match="失信记录，不能容缺"):
        do("case.accept", case=draft)
    do("person.credit", "sup", person=person, bad=False, reason="已修复")
    hall.set_now(datetime.combine(paper.last_day + timedelta(days=1), datetime.min.time().replace(hour=10)))
    with pytest.raises(Refusal, match="已经过去"):
        do("case.accept", case=draft)
    now = papers(do, draft)[paper.document]
    do("case.document", case=draft, document=paper.document, state="missing", cause="tolerated", due_on=now.last_day)
    assert do("case.accept", case=draft).acceptance_number


def test_an_unsent_draft_is_not_sent(hall, do, draft):
    do("case.draft-notice", case=draft)
    assert hall.db.execute("SELECT state FROM supplement_round").fetchone()[0] == "draft" and kinds(hall) == []
    assert do("case.show", case=draft).notices == 0
    do("case.draft-notice", case=draft)
    do("case.notify", case=draft)
    assert [tuple(r) for r in hall.db.execute("SELECT number, state FROM supplement_round")] == [(1, "asked")]


def test_a_notice_about_nothing_is_refused(do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    with pytest.raises(Refusal, match="没有要补正的内容"):
        do("case.notify", case=draft)


def test_a_second_notice_for_what_was_visible_is_the_supervisors(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    first, second = list(papers(do, draft))[:2]
    case = do("case.notify", case=draft, documents=(first,), reason="模糊不清").case
    with pytest.raises(Refusal, match="第一次告知时已能看出") as refused:
        do("case.notify", case=case, documents=(second,), reason="也模糊")
    assert "值班主任" in refused.value.next_step
    do("case.notify", "sup", case=case, documents=(second,), reason="也模糊")
    assert [r["signed_by"] for r in hall.db.execute("SELECT signed_by FROM supplement_round ORDER BY number")] == [
        None,
        "sup",
    ]


def test_a_paper_that_a_new_answer_asks_for_was_not_visible(do):
    step = do("case.open", bundle="graduates", answers={**FOUNDER, "file": "none"})
    do("case.applicant", case=step.case, **GRADUATE)
    do("case.all-here", case=step.case)
    fill_form(do, step.case)
    before = set(papers(do, step.case))
    case = do("case.notify", case=step.case, documents=(min(before),), reason="模糊").case
    do("case.answer", case=case, question="file", answer="both")
    do("case.answer", case=case, question="keeper", answer="school")
    do("case.document", case=case, document=min(before))
    assert set(papers(do, case)) - before
    assert do("case.notify", case=case).said.endswith("项")


def test_a_new_round_needs_something_new_or_a_reason(do, draft):
    case = do("case.notify", case=draft).case
    with pytest.raises(Refusal, match="还没有交来新材料"):
        do("case.notify", case=case)
    do("case.document", case=case, document=next(iter(papers(do, case))))
    do("case.notify", case=case)


def test_three_rounds_answered_in_time_and_then_accepted(hall, do, draft):
    case = draft
    do("case.all-here", case=case)
    fill_form(do, case)
    code = next(iter(papers(do, case)))
    for day in range(3):
        hall.set_now(datetime(2026, 11, 24 + day, 10, 0))
        case = do("case.notify", case=case, documents=(code,), reason=f"第 {day + 1} 次不清楚").case
        do("case.document", case=case, document=code, state="missing")
        assert do("case.show", case=case).state == "notified"
        do("case.document", case=case, document=code)
        shown = do("case.show", case=case)
        assert shown.state == "received" and shown.notice_last_day > date(2026, 11, 24 + day)
    rounds = [
        tuple(r)
        for r in hall.db.execute("SELECT number, state, answered_on IS NOT NULL FROM supplement_round ORDER BY number")
    ]
    assert rounds == [(1, "answered", 1), (2, "answered", 1), (3, "answered", 1)]
    assert do("case.accept", case=case).approvals == 10


# -- numbers, races, versions ------------------------------------------------------------------------------------------


def test_each_number_is_given_at_its_own_act(hall, do, draft):
    def numbers():
        return tuple(hall.db.execute("SELECT receipt_number, acceptance_number FROM case_file").fetchone())

    assert numbers() == (None, None)
    do("case.all-here", case=draft)
    fill_form(do, draft)
    assert numbers() == (None, None)
    do("case.receive", case=draft)
    assert numbers() == ("R20261124-0001", None)
    with pytest.raises(Refusal, match="已经收件"):
        do("case.receive", case=draft)
    do("case.accept", case="R20261124-0001")
    assert numbers() == ("R20261124-0001", "S20261124-0001")


def test_after_closing_the_papers_count_as_received_the_next_working_day(hall, do, draft):
    hall.set_now(datetime(2026, 11, 27, 17, 30))
    received = do("case.receive", case=draft)
    assert (
        received.case == "R20261127-0001"
        and received.received_on == date(2026, 11, 30)
        and received.notice_last_day == date(2026, 12, 7)
    )


def test_an_item_withdrawn_this_minute_is_not_accepted(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    before = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
    hall.db.execute("UPDATE item SET withdrawn_on = '2026-11-24' WHERE code = 'employment-registration'")
    with pytest.raises(Refusal, match="停止受理"):
        do("case.accept", case=draft)
    assert hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == before
    assert hall.db.execute("SELECT state, receipt_number FROM case_file").fetchone()[:] == ("draft", None)


def test_a_newer_guide_does_not_change_an_open_case(hall, do, draft):
    before = do("case.show", case=draft).papers
    hall.db.execute(
        "INSERT INTO item SELECT code, 2, '2026-11-24', NULL, department, name, kind, type, legal_days, promised_days, "
        "desk_days, search,"
        " pinyin, initials, guide, source FROM item WHERE code = 'employment-registration'"
    )
    assert do("case.show", case=draft).papers == before
    fresh = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    assert next(i.version for i in do("case.show", case=fresh).items if i.item == "employment-registration") == 2


def test_without_an_applicant_nothing_is_received(do):
    case = do("case.open", bundle="graduates", answers=FOUNDER).case
    do("case.all-here", case=case)
    fill_form(do, case)
    for act in ("case.receive", "case.accept"):
        with pytest.raises(Refusal, match="申请人"):
            do(act, case=case)
