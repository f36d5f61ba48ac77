"""Two officers at one desk: whose an approval is, who hands over, what was gathered, who was reminded in what words."""

from __future__ import annotations

import pytest

from counter.errors import Denied, Refusal

HR, HR2, TAX = "ap-c-hr", "ap2-c-hr", "ap-c-tax"


@pytest.fixture
def mine(do, accepted) -> list[str]:
    """The numbers of the approvals at the desk of Human Resources that can be decided."""
    return [line.number for line in do("approval.list", HR) if line.state == "open"]


def one(do, staff, number):
    return next(line for line in do("approval.list", staff) if line.number == number)


def test_what_one_officer_has_taken_the_other_does_not_decide_by_mistake(do, mine) -> None:
    first = mine[0]
    assert do("approval.take", HR, approvals=(first,)).approvals == (first,)
    assert one(do, HR2, first).in_hand == HR and one(do, HR2, first).applicant == "李晓梅"
    done = do("approval.take", HR, approvals=tuple(mine))  # twice changes nothing
    assert set(done.approvals) == set(mine)
    do("approval.put-back", HR, approvals=(first,))
    do("approval.take", HR2, approvals=(first,))
    with pytest.raises(Refusal) as refused:
        do("approval.decide", HR, approval=first, grant=True, second=HR2)
    assert refused.value.code == "approval.in-colleagues-hand" and "手上" in refused.value.message
    # two windows at once: of the rest each line says for itself how it came out
    result = do("approval.take", HR, approvals=tuple(mine))
    assert set(result.approvals) == set(mine) - {first} and len(result.refused) == 1 and first in result.refused[0]
    # the head of the desk does any of it
    assert do("approval.decide", HR2, approval=mine[1], grant=True, second=HR).outcome == "grant"


def test_an_absent_officers_work_is_handed_over_in_one_act_with_a_reason(hall, do, mine) -> None:
    do("approval.take", HR, approvals=tuple(mine))
    with pytest.raises(Refusal):
        do("approval.hand-over", HR2, officer=HR, to=HR2, reason="  ")
    with pytest.raises(Denied):
        do("approval.hand-over", TAX, officer=HR, to=TAX, reason="代办")
    before = hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0]
    done = do("approval.hand-over", HR2, officer=HR, to=HR2, reason="休病假")
    assert set(done.approvals) == set(mine) and done.officer == HR2
    assert hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0] == before + 1
    assert {one(do, HR, number).in_hand for number in mine} == {HR2}
    do("approval.hand-over", "sup", officer=HR2, to=HR, reason="调班")  # a supervisor may for any desk
    with pytest.raises(Refusal) as refused:
        do("approval.assign", HR, approvals=(mine[0],), to=HR2)  # only the head gives to others
    assert refused.value.code == "approval.only-head-assigns"
    with pytest.raises(Denied):
        do("approval.take", TAX, approvals=(mine[0],))


def test_whoever_has_left_leaves_nothing_locked(do, mine) -> None:
    do("approval.take", HR2, approvals=tuple(mine))
    do("staff.end", "admin", code=HR2)
    assert one(do, HR, mine[0]).in_hand == ""
    assert do("approval.take", HR, approvals=tuple(mine)).approvals


def test_one_notice_names_all_that_was_gathered_and_nothing_of_it_is_lost(hall, do, mine) -> None:
    line = one(do, HR, mine[0])
    papers = [p.document for p in do("case.set", HR, case=line.case) if line.item in p.items][:2]
    do("approval.gather", HR, approval=mine[0], documents=(papers[0],), points=("填写入职日期",))
    kept = do(
        "approval.gather", HR, approval=mine[0], documents=tuple(papers), points=("填写入职日期", "说明学历不一致")
    )
    assert len(kept.documents) == len(papers) and len(kept.points) == 2
    assert one(do, HR2, mine[0]).gathered == len(papers) + 2
    with pytest.raises(Refusal):
        do("approval.gather", HR, approval=mine[0], documents=("no-such",))
    assert do("approval.gathered", HR, approval=mine[0]) == kept  # a refusal costs nothing
    asked = do("approval.ask", HR, approval=mine[0], reason="附上离职证明")
    assert [code for code, _, _ in asked.documents] == papers
    assert asked.reason == "1. 填写入职日期\n2. 说明学历不一致\n3. 附上离职证明"
    assert one(do, HR, mine[0]).gathered == 0
    assert hall.db.execute("SELECT count(*) FROM paper WHERE number = ?", (asked.paper,)).fetchone()[0] == 1


def test_standard_reasons_come_with_their_article(do) -> None:
    for refuse in (True, False):
        found = do("approval.reasons", HR, refuse=refuse)
        assert found and all(reason.article and reason.words for reason in found)


def test_a_reminder_is_read_at_the_desk_in_its_file_and_in_the_history(do, mine) -> None:
    do("approval.remind", "sup", approval=mine[0], words="家长等着报名")
    line = one(do, HR, mine[0])
    assert "家长等着报名" in line.reminder and line.reminders == 1
    assert [r.words for r in do("approval.reminders", HR, approval=mine[0])] == ["家长等着报名"]
    assert any("家长等着报名" in event.detail for event in do("case.history", HR, case=line.case))
    assert any("家长等着报名" in event.detail for event in do("case.history", "sup", case=line.case))
    assert not any("家长等着报名" in event.detail for event in do("case.history", TAX, case=line.case))


def test_the_supervisor_reminds_all_overdue_of_a_desk_in_one_act(do, mine) -> None:
    with pytest.raises(Refusal) as refused:
        do("approval.remind-desk", "sup", desk="D-C-HR", words="快办")
    assert refused.value.code == "approval.no-overdue-to-press"
    do("approval.remind", "sup", at="2027-01-20T10:00", approval=mine[0], words="先催这件")
    done = do("approval.remind-desk", "sup", desk="D-C-HR", words="月底前办完")
    assert set(done.approvals) == set(mine) - {mine[0]} and done.already == (mine[0],)
    assert "月底前办完" in one(do, HR, mine[1]).reminder
    case = one(do, HR, mine[1]).case
    assert any("月底前办完" in event.detail for event in do("case.history", HR, case=case))
    with pytest.raises(Refusal):
        do("approval.remind-desk", "sup", desk="D-C-HR")
    with pytest.raises(Refusal):
        do("approval.remind-desk", "sup", desk="D-NOWHERE")


def test_a_desk_presses_the_desk_it_waits_for(do, accepted) -> None:
    waiting = next(
        (staff, line)
        for staff in (HR, "ap-c-ps", "ap-c-tax", "ap-c-mi")
        for line in do("approval.list", staff)
        if line.state == "blocked"
    )
    pressed = do("approval.remind", waiting[0], approval=waiting[1].number, words="都在等")
    assert pressed.approval != waiting[1].number
    running = next(line for line in do("approval.list", HR) if line.state == "open" and not line.reminders)
    with pytest.raises(Refusal) as refused:
        do("approval.remind", HR, approval=running.number)
    assert refused.value.code == "approval.own-desk-not-pressed"
    do("approval.remind", HR2, approval=running.number)


def test_a_changed_approval_says_what_changed_since_one_looked(do, mine) -> None:
    assert one(do, HR, mine[0]).changed == ""
    do("approval.show", HR, approval=mine[0])
    assert one(do, HR, mine[0]).changed == ""
    do("approval.opinion", HR2, approval=mine[0], words="看过了", at="2026-11-24T10:20")
    assert "记意见" in one(do, HR, mine[0]).changed
    assert one(do, HR2, mine[0]).changed == ""
    do("approval.show", HR, approval=mine[0], at="2026-11-24T10:30")
    assert one(do, HR, mine[0]).changed == ""


def test_before_signing_each_line_says_whether_it_can_be_decided(do, mine) -> None:
    do("approval.take", HR2, approvals=(mine[0],))
    found = do("approval.consider", HR, approvals=tuple(mine))
    assert [bool(c.why_not) for c in found] == [True] + [False] * (len(mine) - 1)
    assert {c.line.applicant for c in found} == {"李晓梅"}
    version = found[1].line.version
    do("approval.receive", HR2, approval=mine[1])  # another window, between reading and signing
    with pytest.raises(Refusal) as refused:
        do("approval.decide-batch", HR, approvals=(mine[1],), grant=True, second=HR2, versions=(version,))
    assert refused.value.code == "approval.just-handled-somebody-else"


def test_only_the_head_of_the_desk_approves_an_extension(do, mine) -> None:
    do("staff.change", "admin", code=HR2, head=False)
    with pytest.raises(Refusal) as refused:
        do("approval.extend", HR, approval=mine[0], days=3, reason="外调", head=HR2)
    assert refused.value.code == "approval.desk-has-no-head"
    do("staff.change", "admin", code=HR, head=True)
    # the head may ask for it and a colleague sign, it is the head's approval all the same
    assert do("approval.extend", HR, approval=mine[0], days=3, reason="外调", head=HR2).days == 3
    do("approval.propose", HR2, approval=mine[1], extend=3, reasons="外调")
    assert do("approval.agree", HR, approval=mine[1]).what == "extend"
