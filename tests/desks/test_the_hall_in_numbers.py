"""The figures come from what the acts wrote: cases once, items beside them, and the two shares people ask for."""

from __future__ import annotations

import pytest

from counter.errors import Refusal


def test_a_bundle_of_ten_items_is_one_case_and_ten_items(do, accepted) -> None:
    month = do("report.month", "sup")
    assert (month.received, month.cases, month.items) == (1, 1, 10)


def test_on_time_is_judged_by_the_promised_day_and_not_by_the_legal_one(do, accepted, approvals) -> None:
    do(
        "approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-25T16:59"
    )  # promised 11-25
    do("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True, at="2026-11-26T09:01")
    month = do("report.month", "sup")
    assert (month.decided, month.on_time, month.promised, month.past_legal) == (2, 1, 2, 0)
    assert month.on_time_share == 50.0


def test_on_the_spot_is_the_day_of_acceptance_while_the_visit_lasts(do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    assert do("report.now", "sup").on_the_spot_today == 1
    do("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True, at="2026-11-25T09:30")
    month = do("report.month", "sup")
    assert (month.on_the_spot, month.decided) == (1, 2)


def test_a_recalled_decision_is_taken_out_of_the_figures_again(do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    do("approval.recall", "ap-c-tax", approval=approvals["flexible-insurance"], reason="登记错误", second="ap2-c-tax")
    assert do("report.month", "sup").decided == 0


def test_an_approver_gets_their_own_desks_figures_only(do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    assert do("report.month", "ap-c-tax").decided == 1
    assert do("report.month", "ap-c-ps").decided == 0 and do("report.month", "ap-c-ps").items == 1
    with pytest.raises(Refusal):
        do("report.departments", "ap-c-tax")


def test_the_live_screen_lists_what_waits_for_somebody(hall, do, accepted, approvals) -> None:
    live = do("report.live", "sup")
    assert live.now.undecided == 10 and live.today.received == 1
    late = do("report.live", "sup", at="2026-11-26T14:00")
    lights = {w.subject: w.light for w in late.warnings}
    assert lights[approvals["flexible-insurance"]] == "red"
    assert any(w.kind == "slip" for w in late.warnings)


def test_on_a_rest_day_nothing_new_is_late(do, accepted, approvals) -> None:
    friday = do(
        "report.now", "sup", at="2026-11-27T16:00"
    )  # three working days after acceptance: the file intake is due today
    assert friday.due_today == 1
    saturday = do("report.now", "sup", at="2026-11-28T10:00")
    assert (saturday.overdue, saturday.due_today) == (friday.overdue, friday.due_today)
    assert do("report.now", "sup", at="2026-11-30T09:00").overdue == friday.overdue + 1


@pytest.mark.parametrize("text", ["2026-13", "2026", "abc", "2026-1", "2026-W05", "９９９９-01", "0000-01"])
def test_a_month_that_is_none_is_refused_in_words(do, text) -> None:
    with pytest.raises(Refusal, match="月份"):
        do("report.month", "sup", month=text)


def test_a_span_that_ends_before_it_begins_is_refused(do) -> None:
    from datetime import date

    with pytest.raises(Refusal, match="早于"):
        do("report.span", "sup", first=date(2026, 11, 2), last=date(2026, 11, 1))


def test_every_act_of_a_desk_has_a_word_in_the_history() -> None:
    from counter.hall.act import load
    from counter.rules.act_names import ACT_NAMES

    nouns = ("approval", "slip")
    assert {name for name, entry in load().items() if entry.writes and name.partition(".")[0] in nouns} <= set(
        ACT_NAMES
    )


def test_a_history_tells_when_and_in_words(do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-25T10:05")
    assert str(do("case.history", "c3", case=accepted.case)[-1]).startswith(
        "2026-11-25 10:05  决定  灵活就业人员参保缴费登记"
    )
