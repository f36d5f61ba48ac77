"""Decisions in every form, rounds of asking, recalls, opinions passed up, and what is signed for."""

from __future__ import annotations

import json

import pytest

from counter.errors import Refusal
from counter.store import approvals as store
from counter.store import search
from tests.filling import fill_form


def approval_of(hall, case_id: int) -> int:
    """The id of the flexible insurance's approval in a case."""
    found = hall.db.execute(
        "SELECT id FROM approval WHERE case_id = ? AND item = 'flexible-insurance'", (case_id,)
    ).fetchone()
    return found[0]


def row(hall, number):
    return store.find(hall.db, number)


def paper(hall, kind):
    found = hall.db.execute("SELECT content FROM paper WHERE kind = ? ORDER BY number DESC LIMIT 1", (kind,)).fetchone()
    return json.loads(found["content"])


# -- decisions ---------------------------------------------------------------------------------------------------------


def test_a_refusal_names_its_reasons_and_the_ways_to_review_and_lawsuit(hall, do, approvals) -> None:
    insurance = approvals["flexible-insurance"]
    with pytest.raises(Refusal, match="没有写理由"):
        do("approval.decide", "ap-c-tax", approval=insurance, refuse=True)
    do("approval.decide", "ap-c-tax", approval=insurance, refuse=True, reasons="已在单位参保")
    words = json.dumps(paper(hall, "result"), ensure_ascii=False)
    assert "已在单位参保" in words and "行政复议" in words and "诉讼" in words
    kept = hall.db.execute("SELECT reasons, remedies FROM decision").fetchone()
    assert kept["reasons"] == "已在单位参保" and "行政复议" in kept["remedies"]


def test_a_check_of_substance_takes_two_officers_of_the_department(do, approvals) -> None:
    subsidy = approvals["startup-subsidy"]
    for second in ("", "ap-c-hr", "ap2-c-ps", "nobody"):
        with pytest.raises(Refusal, match="两名|另一名"):
            do("approval.decide", "ap-c-hr", approval=subsidy, grant=True, second=second)
    assert do("approval.decide", "ap-c-hr", approval=subsidy, grant=True, second="ap2-c-hr").outcome == "grant"


def test_an_item_is_decided_once(do, approvals) -> None:
    insurance = approvals["flexible-insurance"]
    do("approval.decide", "ap-c-tax", approval=insurance, grant=True)
    with pytest.raises(Refusal, match="已于 2026-11-24 作出决定：准予"):
        do("approval.decide", "ap2-c-tax", approval=insurance, grant=True)


def test_two_approvers_who_looked_at_the_same_thing_one_is_told(do, approvals) -> None:
    insurance = approvals["flexible-insurance"]
    seen = do("approval.show", "ap2-c-tax", approval=insurance).version
    do("approval.receive", "ap-c-tax", approval=insurance)
    with pytest.raises(Refusal, match="刚被本台其他人处理过"):
        do("approval.decide", "ap2-c-tax", approval=insurance, grant=True, version=seen)


def test_granting_with_tolerance_needs_a_paper_that_is_still_to_come(hall, do, approvals, accepted) -> None:
    insurance = approvals["flexible-insurance"]
    with pytest.raises(Refusal, match="没有容缺"):
        do("approval.decide", "ap-c-tax", approval=insurance, tolerance=True)
    document = hall.db.execute(
        "SELECT document FROM item_document WHERE item = 'flexible-insurance' LIMIT 1"
    ).fetchone()[0]
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-11-25' WHERE document = ?",
        (document,),
    )
    assert do("approval.decide", "ap-c-tax", approval=insurance, tolerance=True).outcome == "grant-tolerance"


def test_what_waits_for_a_refused_item_ends_and_the_screen_names_why(hall, do, approvals) -> None:
    with pytest.raises(Refusal, match="还在等前置事项"):
        do(
            "approval.decide",
            "ap-" + row(hall, approvals["enterprise-insurance"])["department"].lower(),
            approval=approvals["enterprise-insurance"],
            grant=True,
        )
    do("approval.decide", "ap-c-hr", approval=approvals["employment-registration"], refuse=True, reasons="材料不实")
    ended = row(hall, approvals["enterprise-insurance"])
    assert ended["state"] == "withdrawn" and "未获准" in ended["explanation"]


def test_like_cases_are_decided_in_one_stroke_or_not_at_all(hall, do, filed) -> None:
    cases = [
        do("case.accept", "c3", case=filed(number, name))
        for number, name in (
            ("430104200207153029", "李晓梅"),
            ("430104200207155024", "王立"),
            ("430104200207151023", "赵敏"),
        )
    ]
    numbers = tuple(f"A-{approval_of(hall, c.id)}" for c in cases)
    other = hall.db.execute(
        "SELECT id FROM approval WHERE desk = 'D-C-TAX' AND item <> 'flexible-insurance' LIMIT 1"
    ).fetchone()
    if other:
        with pytest.raises(Refusal, match="不是同一个事项"):
            do("approval.decide-batch", "ap-c-tax", approvals=(*numbers, f"A-{other['id']}"), grant=True)
    do("approval.decide", "ap-c-tax", approval=numbers[0], grant=True)
    with pytest.raises(Refusal, match="已于"):
        do("approval.decide-batch", "ap-c-tax", approvals=numbers, grant=True)
    assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 1
    done = do("approval.decide-batch", "ap-c-tax", approvals=numbers[1:], grant=True)
    assert done.decided == numbers[1:]
    assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 3


def test_a_whole_on_the_spot_item_is_decided_at_the_window_and_counted_as_such(hall, do) -> None:
    code = hall.db.execute(
        "SELECT i.code FROM item i WHERE i.kind = 'on-the-spot' AND json_extract(i.guide, '$.check') = 'form' ORDER BY "
        "i.code LIMIT 1"
    ).fetchone()["code"]
    step = do("case.open", "c3", items=(code,))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    view = hall.db.execute("SELECT document FROM item_document WHERE item = ?", (code,)).fetchall()
    for each in view:
        do("case.document", "c3", case=step.case, document=each["document"], state="here")
    accepted = do("case.accept", "c3", case=step.case)
    number = hall.db.execute("SELECT id FROM approval WHERE case_id = ?", (accepted.id,)).fetchone()["id"]
    done = do("approval.decide-here", "c3", approval=f"A-{number}")
    assert done.on_the_spot and done.closed
    assert hall.db.execute("SELECT place FROM decision").fetchone()["place"] == "window"
    figures = do("report.day", "sup")
    assert figures.on_the_spot == 1 and figures.on_the_spot_share == 100.0
    assert do("case.deliver", "c3", code=accepted.case).results


def test_a_promised_item_is_not_decided_at_the_window(do, approvals) -> None:
    with pytest.raises(Refusal, match="当场办结"):
        do("approval.decide-here", "c3", approval=approvals["flexible-insurance"])


# -- recall ------------------------------------------------------------------------------------------------------------


def test_a_decision_is_recalled_by_two_before_delivery_and_what_followed_waits_again(
    hall, do, approvals, accepted
) -> None:
    first = approvals["employment-registration"]
    do("approval.decide", "ap-c-hr", approval=first, grant=True)
    assert row(hall, approvals["enterprise-insurance"])["state"] == "open"
    with pytest.raises(Refusal, match="另一名"):
        do("approval.recall", "ap-c-hr", approval=first, reason="录错单位", second="ap-c-hr")
    done = do("approval.recall", "ap-c-hr", approval=first, reason="录错单位", second="ap2-c-hr")
    assert approvals["enterprise-insurance"] in done.waiting_again
    assert row(hall, first)["state"] == "open" and row(hall, approvals["enterprise-insurance"])["state"] == "blocked"
    assert row(hall, first)["promised_on"] == "2026-12-01"
    do("approval.decide", "ap-c-hr", approval=first, grant=True)
    kept = hall.db.execute("SELECT count(*), sum(recalled_at IS NULL) FROM decision").fetchone()
    assert tuple(kept) == (2, 1)


def test_a_recall_waits_for_decisions_that_were_built_on_it(do, approvals, hall) -> None:
    do("approval.decide", "ap-c-hr", approval=approvals["employment-registration"], grant=True)
    later = row(hall, approvals["employment-certificate"])
    do("approval.decide", "ap-" + later["department"].lower(), approval=f"A-{later['id']}", grant=True)
    with pytest.raises(Refusal, match="后续事项"):
        do("approval.recall", "ap-c-hr", approval=approvals["employment-registration"], reason="x", second="ap2-c-hr")


def test_a_refusal_recalled_revives_what_it_had_ended(hall, do, approvals) -> None:
    do("approval.decide", "ap-c-hr", approval=approvals["employment-registration"], refuse=True, reasons="误判")
    do("approval.recall", "ap-c-hr", approval=approvals["employment-registration"], reason="误判", second="ap2-c-hr")
    assert row(hall, approvals["enterprise-insurance"])["state"] == "blocked"


def test_the_last_recall_reopens_the_case_and_its_delivery_clock(hall, do, approvals, accepted, people) -> None:
    everything(hall, do, accepted)
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "decided"
    last = approvals["housing-fund-unit"]
    department = row(hall, last)["department"].lower()
    do("approval.recall", f"ap-{department}", approval=last, reason="缴存比例录错", second=f"ap2-{department}")
    case = hall.db.execute("SELECT state, decided_on, delivery_last_day FROM case_file").fetchone()
    assert tuple(case) == ("accepted", None, None)
    with pytest.raises(Refusal, match="还没有作出决定"):
        do("approval.deliver", "c3", approval=last)
    do("approval.decide", f"ap-{department}", approval=last, grant=True)
    do("case.deliver", "c3", code=accepted.case)
    with pytest.raises(Refusal, match="已经交付"):
        do("approval.recall", f"ap-{department}", approval=last, reason="x", second=f"ap2-{department}")


def everything(hall, do, accepted) -> None:
    """Grant every approval of a case as it opens."""
    while rows := hall.db.execute(
        "SELECT a.id, a.department FROM approval a WHERE case_id = ? AND state = 'open'", (accepted.id,)
    ).fetchall():
        for one in rows:
            code = one["department"].lower()
            do("approval.decide", f"ap-{code}", approval=f"A-{one['id']}", grant=True, second=f"ap2-{code}")


def test_one_item_withdrawn_by_its_applicant_lets_the_others_go_on(hall, do, approvals) -> None:
    done = do("approval.withdraw", "c3", approval=approvals["employment-registration"], reason="已在外地办理")
    assert approvals["enterprise-insurance"] in done.ended_with_it and not done.closed
    assert row(hall, approvals["startup-subsidy"])["state"] == "open"


# -- rounds ------------------------------------------------------------------------------------------------------------


def needs(hall, item):
    return [
        r["document"]
        for r in hall.db.execute("SELECT document FROM item_document WHERE item = ? ORDER BY position", (item,))
    ]


def test_three_rounds_each_with_its_own_date_asked_and_answered_in_time_and_nothing_is_red(
    hall, do, approvals, accepted
) -> None:
    household = approvals["talent-household"]
    here = [
        d
        for d in needs(hall, "talent-household")
        if hall.db.execute("SELECT 1 FROM case_document WHERE document = ? AND state = 'here'", (d,)).fetchone()
    ]
    document = here[0]
    days = ["2026-11-24", "2026-11-26", "2026-11-30"]
    for number, day in enumerate(days, 1):
        asked = do("approval.ask", "ap-c-ps", approval=household, documents=(document,), at=f"{day}T10:00")
        assert asked.number == number and asked.due_on > day and asked.paper
        with pytest.raises(Refusal, match="还在等申请人"):
            do("approval.ask", "ap-c-ps", approval=household, documents=(document,), reason="再要")
        with pytest.raises(Refusal, match="补正还在等"):
            do("approval.decide", "ap-c-ps", approval=household, grant=True, second="ap2-c-ps")
        brought = do("case.bring", "c5", case=accepted.case, documents=(document,))
        assert brought.answered == (f"{household} 第 {number} 次补正",)
    do("clock.catch-up", "sup", at="2026-12-07T09:00")
    rounds = do("approval.rounds", "ap-c-ps", approval=household)
    assert [r.state for r in rounds] == ["answered"] * 3 and len({r.due_on for r in rounds}) == 3
    assert do("approval.show", "ap-c-ps", approval=household).light != "red"
    assert do("approval.show", "ap-c-ps", approval=household).promised_on == "2026-12-08"  # asking stops no clock


def test_the_desk_reads_the_same_points_as_paper_and_page(hall, do, approvals, accepted) -> None:
    household, document = approvals["talent-household"], needs(hall, "talent-household")[0]
    reason = "请说明住址与户口簿不同的原因"
    asked = do("approval.ask", "ap-c-ps", approval=household, documents=(document,), reason=reason)
    (on_paper,) = json.loads(
        hall.db.execute("SELECT content FROM paper WHERE number = ?", (asked.paper,)).fetchone()[0]
    )["tables"]
    (at_the_desk,) = do("approval.rounds", "ap-c-ps", approval=household)
    assert list(at_the_desk.points) == [row[0] for row in on_paper["rows"]] == [asked.documents[0][1], reason]
    assert all(point in str(at_the_desk) for point in at_the_desk.points)
    do("case.bring", "c5", case=accepted.case, documents=(document,))
    (left,) = do("approval.rounds", "ap-c-ps", approval=household)
    assert left.points == (reason,) and f"{asked.documents[0][1]}（已交）" in str(left)


def test_a_new_round_needs_a_new_paper_or_a_recorded_reason(hall, do, approvals, accepted) -> None:
    household = approvals["talent-household"]
    document = needs(hall, "talent-household")[0]
    with pytest.raises(Refusal, match="没有写要补什么"):
        do("approval.ask", "ap-c-ps", approval=household)
    do("approval.ask", "ap-c-ps", approval=household, documents=(document,))
    assert do("clock.catch-up", "sup", at="2026-12-09T09:00").unanswered == (accepted.case,)
    with pytest.raises(Refusal, match="没有新材料就没有新一轮"):
        do("approval.ask", "ap-c-ps", approval=household, documents=(document,))
    assert do("approval.ask", "ap-c-ps", approval=household, documents=(document,), reason="首次通知未送达").number == 2
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "accepted", (
        "a supplement never ends in a final state"
    )


def test_only_papers_that_the_guide_lists_can_be_asked_for(hall, do, approvals) -> None:
    strange = hall.db.execute(
        "SELECT code FROM document WHERE code NOT IN (SELECT document FROM item_document WHERE item = "
        "'talent-household') ORDER BY code LIMIT 1"
    ).fetchone()["code"]
    with pytest.raises(Refusal, match="指南没有材料"):
        do("approval.ask", "ap-c-ps", approval=approvals["talent-household"], documents=(strange,))


def test_a_replaced_paper_reopens_only_the_decisions_that_relied_on_it(hall, do, approvals, accepted) -> None:
    shared = hall.db.execute(
        "SELECT d.document FROM item_document d JOIN case_document c ON c.document = d.document AND c.state = 'here'"
        " WHERE d.item IN ('talent-household', 'flexible-insurance') GROUP BY d.document HAVING count(DISTINCT d.item) "
        "= 2 LIMIT 1"
    ).fetchone()["document"]
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    relied = {
        r["item"] for r in hall.db.execute("SELECT DISTINCT item FROM item_document WHERE document = ?", (shared,))
    }
    stands = next(
        (
            i
            for i in ("medical-unit-registration", "housing-fund-unit", "file-transfer", "file-intake")
            if i not in relied
        ),
        None,
    )
    if stands:
        code = row(hall, approvals[stands])["department"].lower()
        do("approval.decide", f"ap-{code}", approval=approvals[stands], grant=True, second=f"ap2-{code}")
    do("approval.ask", "ap-c-ps", approval=approvals["talent-household"], documents=(shared,), reason="照片不清")
    assert row(hall, approvals["flexible-insurance"])["state"] == "decided", "others stand while one desk asks"
    again = do("case.bring", "c5", case=accepted.case, documents=(shared,)).looked_at_again
    assert again == (approvals["flexible-insurance"],)
    assert row(hall, approvals["flexible-insurance"])["state"] == "open"
    if stands:
        assert row(hall, approvals[stands])["state"] == "decided"


def test_a_paper_nobody_asked_for_again_is_not_taken_twice(hall, do, approvals, accepted) -> None:
    document = hall.db.execute("SELECT document FROM case_document WHERE state = 'here' LIMIT 1").fetchone()[0]
    with pytest.raises(Refusal, match="已经收过"):
        do("case.bring", "c5", case=accepted.case, documents=(document,))


def test_a_round_that_asks_for_words_is_answered_by_words_and_can_be_taken_back(do, approvals, accepted) -> None:
    household = approvals["talent-household"]
    do("approval.ask", "ap-c-ps", approval=household, reason="请说明迁入地址的房屋权属")
    assert do("case.bring", "c5", case=accepted.case, note="系租赁住房，已备案").answered
    do("approval.ask", "ap-c-ps", approval=household, reason="请说明居住起始日")
    assert "已撤回" in do("approval.unask", "ap-c-ps", approval=household, reason="系统里已查到").reason
    do("approval.decide", "ap-c-ps", approval=household, grant=True, second="ap2-c-ps")


# -- opinions ----------------------------------------------------------------------------------------------------------


def test_opinions_stay_with_the_desk_until_they_are_passed_up_with_the_file(hall, do, approvals) -> None:
    lower = approvals["employment-registration"]
    upper = next(r for r in store.dependents(hall.db, row(hall, lower)["id"]))
    boss = "ap-" + upper["department"].lower()
    do("approval.opinion", "ap-c-hr", approval=lower, words="社保记录与所填一致")
    assert do("approval.opinions", boss, approval=f"A-{upper['id']}") == ()
    passed = do("approval.pass-up", "ap-c-hr", approval=lower)
    assert passed.opinions == 1
    assert [o.words for o in do("approval.opinions", boss, approval=f"A-{upper['id']}")] == ["社保记录与所填一致"]
    for staff in ("c3", "sup", "admin", "g1"):
        with pytest.raises(Refusal, match="不能做"):
            do("approval.opinions", staff, approval=lower)


def test_what_was_passed_up_is_not_asked_of_the_applicant_again(hall, do, approvals) -> None:
    lower = row(hall, approvals["employment-registration"])
    upper = next(iter(store.dependents(hall.db, lower["id"])))
    both = set(needs(hall, lower["item"])) & set(needs(hall, upper["item"]))
    if not both:
        document = needs(hall, lower["item"])[0]
        hall.db.execute(
            "INSERT INTO item_document (item, version, position, document, need) SELECT ?, ?, 99, document, need FROM "
            "item_document WHERE item = ? AND document = ?",
            (upper["item"], upper["item_version"], lower["item"], document),
        )
        search.catalogue_changed(hall.db)
        both = {document}
    do("approval.pass-up", "ap-c-hr", approval=approvals["employment-registration"], words="已核")
    do("approval.decide", "ap-c-hr", approval=approvals["employment-registration"], grant=True)
    here = next(
        d
        for d in sorted(both)
        if hall.db.execute("SELECT 1 FROM case_document WHERE document = ? AND state = 'here'", (d,)).fetchone()
    )
    with pytest.raises(Refusal, match="重复提供"):
        do("approval.ask", "ap-" + upper["department"].lower(), approval=f"A-{upper['id']}", documents=(here,))


# -- hand-over ---------------------------------------------------------------------------------------------------------


def test_what_arrives_is_compared_with_what_was_sent_and_a_difference_is_not_signed(
    hall, do, approvals, accepted
) -> None:
    slip = next(s for s in do("slip.list", "c3", case=accepted.case) if s.desk == "D-C-TAX")
    assert slip.documents and slip.received_at is None
    document = slip.documents[0][0]
    got = do("slip.receive", "ap-c-tax", code=slip.code, missing=(document,))
    assert got.received_at is None and "不符" in got.mismatch
    with pytest.raises(Refusal, match="不符"):
        do("approval.receive", "ap-c-tax", approval=approvals["flexible-insurance"])
    assert slip.code in [s.code for s in do("slip.list", "sup", unreceived=True)]
    signed = do("slip.receive", "ap-c-tax", code=slip.code)
    assert signed.received_by == "ap-c-tax" and row(hall, approvals["flexible-insurance"])["received_at"]
    assert do("case.progress", "c3", case=accepted.case)


def test_a_slip_not_signed_for_within_the_hours_is_listed(do, accepted) -> None:
    assert not [w for w in do("clock.warnings", "sup") if w.kind == "slip"]
    late = [w for w in do("clock.warnings", "sup", at="2026-11-24T14:00") if w.kind == "slip"]
    assert len(late) == len(accepted.slips) and all("未签收" in w.words for w in late)
    assert len([w for w in do("clock.warnings", "ap-c-tax") if w.kind == "slip"]) == 1


def test_a_paper_that_comes_later_goes_to_the_desks_that_need_it_on_a_slip_of_its_own(
    hall, do, approvals, accepted
) -> None:
    document = needs(hall, "talent-household")[0]
    do("approval.ask", "ap-c-ps", approval=approvals["talent-household"], documents=(document,), reason="看不清")
    slips = do("case.bring", "c5", case=accepted.case, documents=(document,)).slips
    assert slips
    desks = {s.desk for s in do("slip.list", "c3", case=accepted.case) if s.code in slips}
    assert "D-C-PS" in desks


def test_a_missing_branch_keeps_the_case_open_and_is_named(hall, do, accepted, approvals) -> None:
    """Nothing in the house can delete an approval; were one gone, the last step would refuse and say which."""
    gone = approvals["housing-fund-unit"].removeprefix("A-")
    hall.db.execute("PRAGMA foreign_keys = OFF")
    hall.db.execute("DELETE FROM approval WHERE id = ?", (gone,))
    hall.db.execute("PRAGMA foreign_keys = ON")
    everything(hall, do, accepted)
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "accepted"
    done = do("case.deliver", "c3", code=accepted.case)
    assert len(done.results) == 9 and hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "accepted"
    with pytest.raises(Refusal, match="housing-fund-unit（没有审批记录）"):
        do("case.deliver", "c3", code=accepted.case)


def test_all_approvals_are_there_with_the_acceptance_or_the_acceptance_is_not(hall, do, filed) -> None:
    case = filed()
    hall.db.execute("PRAGMA foreign_keys = OFF")
    hall.db.execute("DELETE FROM desk WHERE code = 'D-C-HF'")
    hall.db.execute("PRAGMA foreign_keys = ON")
    search.catalogue_changed(hall.db)
    with pytest.raises(Refusal, match="没有审批台"):
        do("case.accept", "c3", case=case)
    assert hall.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 0
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "received"


def test_all_on_the_spot_items_of_a_case_are_decided_in_one_stroke_while_the_citizen_waits(hall, do, accepted) -> None:
    assert do("case.decidable-here", "c3", case=accepted.case) == ()
    with pytest.raises(Refusal, match="没有可以当场办结"):
        do("case.decide-here", "c3", case=accepted.case)
    code = hall.db.execute(
        "SELECT code FROM item WHERE kind = 'on-the-spot' AND json_extract(guide, '$.check') = 'form' ORDER BY code "
        "DESC LIMIT 1"
    ).fetchone()["code"]
    step = do("case.open", "c3", items=(code,))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    for each in needs(hall, code):
        do("case.document", "c3", case=step.case, document=each, state="here")
    case = do("case.accept", "c3", case=step.case)
    assert [line.item for line in do("case.decidable-here", "c3", case=case.case)] == [code]
    assert do("case.decide-here", "c3", case=case.case).closed


def test_a_batch_and_a_deemed_acceptance_stand_in_the_history_of_each_case(hall, do, filed) -> None:
    cases = [
        do("case.accept", "c3", case=filed(number, name))
        for number, name in (("430104200207153029", "李晓梅"), ("430104200207155024", "王立"))
    ]
    silent = filed("430104200207151023", "赵敏")
    numbers = tuple(f"A-{approval_of(hall, c.id)}" for c in cases)
    do("approval.decide-batch", "ap-c-tax", approvals=numbers, grant=True)
    do("clock.catch-up", "sup", at="2026-12-02T09:00")
    for case in cases:
        assert any(e.what == "批量决定" for e in do("case.history", "c3", case=case.case))
    assert do("case.history", "c3", case=silent)[-1].what == "时限检查"


def test_a_slip_holds_exactly_the_papers_that_the_desks_items_ask_for(hall, do, accepted) -> None:
    shown = do("case.show", "c3", case=accepted.case)
    desks = {
        r["item"]: r["desk"]
        for r in hall.db.execute("SELECT item, desk FROM approval WHERE case_id = ?", (accepted.id,))
    }
    expected: dict[str, set[str]] = {}
    for paper_line in shown.papers:
        if paper_line.state == "here":
            for item in paper_line.items:
                expected.setdefault(desks[item], set()).add(paper_line.document)
    sent = {s.desk: {code for code, _, _ in s.documents} for s in do("slip.list", "c3", case=accepted.case)}
    assert sent == expected and len(sent) == 7


def test_branches_follow_the_answers_and_what_waits_for_nothing_opens_at_both_levels(hall, do) -> None:
    answers = {"path": "employed", "file": "both", "keeper": "school", "household": "yes"}
    step = do("case.open", "c3", bundle="graduates", answers=answers)
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    for lack in do("case.show", "c3", case=step.case).lacks:
        for code in getattr(lack, "documents", (lack,)):
            do("case.document", "c3", case=step.case, document=code, state="here")
            break
    case = do("case.accept", "c3", case=step.case)
    rows = {r["item"]: r for r in store.of_case(hall.db, case.id)}
    assert set(rows) == {
        "employment-registration",
        "file-intake",
        "file-transfer",
        "talent-household",
        "employment-certificate",
    }
    assert {r["state"] for i, r in rows.items() if i != "employment-certificate"} == {"open"} and rows[
        "employment-certificate"
    ]["state"] == "blocked"
    assert {r["level"] for r in rows.values() if r["state"] == "open"} == {"city", "province"}
    assert store.edges(hall.db, case.id) == [("employment-certificate", "employment-registration")]
    assert (case.parallel_days, case.serial_days) == (10, sum(r["promised_days"] for r in rows.values()))
