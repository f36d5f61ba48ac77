"""What a check of the clocks did under a wrong time is taken back as one act; what people acted on since stays."""

from __future__ import annotations

import json
from datetime import date

import pytest

from counter.acts.calendar.daily import check_if_due
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.moment import Doubt
from counter.store import clock_runs, journal, soundness
from counter.store.figures_kept import COUNTED
from tests.desks.conftest import FOUNDER
from tests.filling import fill_form


def everything(hall) -> dict[str, list[str]]:
    """Every row of every table that does not only grow, without the counters of changes."""
    found = {}
    names = [
        row[0]
        for row in hall.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
        if not row[0].startswith("clock_") and row[0] not in clock_runs.ONLY_GROW | COUNTED | {"paper", "look"}
    ]
    for name in names:
        rows = [dict(row) for row in hall.db.execute(f"SELECT * FROM {name}")]
        for row in rows:
            row.pop("version", None)
            if name == "shift":  # whoever was signed out over the nights signs in again; nobody is put back at a window
                row.pop("ended_at")
        found[name] = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    return found


@pytest.fixture
def leapt(earnest, machine, act, tolerated):
    """A clock that went over a restart to where nobody doubts it, a week ahead: the day's check has put the late paper
    before a person and reminded the applicant in writing.
    """
    before = everything(earnest)
    machine.starts_again(days=4)
    assert check_if_due(earnest)
    machine.passes(days=4)  # and so on
    assert check_if_due(earnest)
    assert act("case.show", "sup", case=tolerated.case).state == "accepted", "nothing ends by a clock"
    assert earnest.db.execute("SELECT state FROM lapse").fetchone()[0] == "waiting"
    return before


def last_run(hall, day=None):
    return next(one for one in clock_runs.runs(hall.db, 9) if one.summary["lapsed"])


def test_a_paper_that_was_never_late_is_so_no_more_by_one_act(earnest, machine, act, tolerated, leapt):
    one = last_run(earnest)
    shown = act("clock.run", "sup", run=one.id)
    assert [(case.case, case.why_not) for case in shown.cases] == [(tolerated.case, "")]
    assert "容缺逾期 1 个" in shown.cases[0].words
    before = journal.last_seq(earnest.db)
    done = act("clock.take-back", "sup", run=one.id, reason="时钟快了八天")
    assert done.restored == (tolerated.case,) and done.left == ()
    assert journal.last_seq(earnest.db) == before + 1, "one act, one entry"
    for other in clock_runs.runs(earnest.db, 9):
        if other.standing:
            act("clock.take-back", "sup", run=other.id)
    assert everything(earnest) == leapt, "the store stands as before the clock went wrong"
    assert list(soundness.faults(earnest.db)) == []
    assert "case:" + str(tolerated.id) in journal.after(earnest.db, before, 1)[0].touched, "the public page follows"


def test_after_it_no_clock_acts_until_somebody_has_looked_at_the_time(earnest, machine, act, tolerated, leapt):
    act("clock.take-back", "sup", run=last_run(earnest).id)
    assert earnest.moment().doubt is Doubt.HELD
    assert not check_if_due(earnest)
    machine.leaps(days=-8)  # put right
    assert not check_if_due(earnest), "the journal is ahead now: somebody has to say so"
    act("clock.confirm", "sup", moment="2026-11-24 09:30")
    assert check_if_due(earnest)
    assert act("case.show", "sup", case=tolerated.case).state == "accepted"


def test_twice_takes_back_once(earnest, act, tolerated, leapt):
    one = last_run(earnest)
    act("clock.take-back", "sup", run=one.id)
    with pytest.raises(Refusal, match="没有可以撤回的"):
        act("clock.take-back", "sup", run=one.id)
    with pytest.raises(Refusal, match="没有第 999 次"):
        act("clock.take-back", "sup", run=999)


def test_nobody_else_takes_back_what_a_clock_did(earnest, act, leapt):
    for who in ("c3", "ap-c-hr", "g1", "admin"):
        with pytest.raises(Refusal, match="不能做这项操作"):
            act("clock.take-back", who, run=last_run(earnest).id)


@pytest.fixture
def deemed(earnest, machine, act):
    """Two complete cases that were received, and that a clock a week ahead deemed accepted, ten approvals each."""
    cases = []
    for number in ("430104200207153029", "110101199003070011"):
        step = act("case.open", "c3", bundle="graduates", answers=FOUNDER)
        act("case.applicant", "c3", case=step.case, name="李晓梅", number=number)
        act("case.all-here", "c3", case=step.case)
        fill_form(act, step.case, "c3")
        cases.append(act("case.receive", "c3", case=step.case))
    before = everything(earnest)
    machine.starts_again(days=4)
    assert check_if_due(earnest)
    machine.passes(days=4)
    assert check_if_due(earnest)
    return before, cases


def test_a_deemed_acceptance_comes_back_but_no_number_is_given_twice(earnest, act, machine, deemed):
    before, cases = deemed
    approvals = [row[0] for row in earnest.db.execute("SELECT id FROM approval")]
    numbers = {row[0] for row in earnest.db.execute("SELECT acceptance_number FROM case_file")}
    assert len(approvals) == 20
    one = clock_runs.runs(earnest.db, 1)[0]
    assert one.summary["deemed"] == 2
    done = act("clock.take-back", "sup", run=one.id)
    assert set(done.restored) == {case.case for case in cases} and not done.papers, "nothing was printed yet"
    after = everything(earnest)
    slips = after.pop("transfer_slip"), before.pop("transfer_slip")
    assert after == before and all("时钟有误" in slip for slip in slips[0])
    assert list(soundness.faults(earnest.db)) == []
    act("clock.confirm", "sup", moment="2026-12-02 09:30")
    again = act("case.accept", "c3", case=cases[0].case)
    assert again.acceptance_number not in numbers
    new = [row[0] for row in earnest.db.execute("SELECT id FROM approval")]
    assert len(new) == 10 and min(new) > max(approvals), "A-1 in the journal names one approval for ever"


def test_papers_that_were_printed_are_void_and_the_applicant_is_told(earnest, act, deemed):
    earnest.db.execute("UPDATE paper_job SET state = 'sent'")
    one = clock_runs.runs(earnest.db, 1)[0]
    void = [row[0] for row in earnest.db.execute("SELECT number FROM paper WHERE kind = 'acceptance' ORDER BY number")]
    done = act("clock.take-back", "sup", run=one.id)
    assert len(done.papers) == 2
    content = earnest.db.execute("SELECT content FROM paper WHERE number = ?", (done.papers[0],)).fetchone()[0]
    assert json.loads(content)["title"] == "更正告知书" and void[0] in content
    assert json.loads(content)["tables"][0]["rows"] == [[void[0]]]
    with pytest.raises(Refusal, match="已经作废"):
        act("paper.reprint", "c3", paper=void[0])
    act("paper.reprint", "c3", paper=done.papers[0])


def test_one_of_the_approvals_was_decided_meanwhile_and_its_case_is_left_and_named(earnest, act, machine, deemed):
    _, cases = deemed
    first = earnest.db.execute(
        "SELECT a.id, lower(a.department) FROM approval a JOIN case_file c ON c.id = a.case_id WHERE a.state = 'open'"
        " AND c.receipt_number = ? AND a.item = 'flexible-insurance'",
        (cases[0].case,),
    ).fetchone()
    act("approval.decide", f"ap-{first[1]}", approval=f"A-{first[0]}", grant=True)
    one = clock_runs.runs(earnest.db, 1)[0]
    shown = {case.case: case.why_not for case in act("clock.run", "sup", run=one.id).cases}
    assert f"A-{first[0]}" in shown[cases[0].case] and shown[cases[1].case] == ""
    done = act("clock.take-back", "sup", run=one.id)
    assert done.restored == (cases[1].case,)
    assert [(left.case, f"A-{first[0]}" in left.why_not) for left in done.left] == [(cases[0].case, True)]
    assert list(soundness.faults(earnest.db)) == []
    with pytest.raises(Refusal, match="都已有人接着办"):
        act("clock.take-back", "sup", run=one.id)


def test_a_case_that_a_clerk_corrected_since_is_left_with_who_and_what(earnest, act, deemed):
    from counter.store import cases

    _, (one, other) = deemed
    cases.note_change(earnest.db, one.id, earnest.now(), "c3", "window:3", "更正一栏", "旧", "新")
    done = act("clock.take-back", "sup", run=clock_runs.runs(earnest.db, 1)[0].id)
    assert done.restored == (other.case,)
    assert [(left.case, "更正一栏" in left.why_not) for left in done.left] == [(one.case, True)]


def test_a_late_paper_that_somebody_has_settled_since_is_left(earnest, act, tolerated, leapt):
    act("case.extend-tolerance", "sup", case=tolerated.case, until=date(2026, 12, 4), reason="邮寄途中")
    with pytest.raises(Refusal, match="都已有人接着办") as refused:
        act("clock.take-back", "sup", run=last_run(earnest).id)
    assert tolerated.case in refused.value.message


def test_every_table_that_a_check_writes_is_known(earnest, machine, act, deemed):
    """Whatever a check writes comes back or is named as what only grows; a new table is put on one side."""
    known = set(clock_runs.RECORDED) | clock_runs.ONLY_GROW
    written = {row[0] for row in earnest.db.execute("SELECT DISTINCT name FROM clock_change")}
    assert {"case_file", "approval", "paper", "transfer_slip"} <= written <= known


def test_the_next_morning_somebody_is_told_until_they_have_looked(earnest, act, tolerated, leapt):
    found = act("clock.runs", "sup", unseen=True)
    assert [(one.ended, "容缺逾期 1 件" in one.words) for one in found] == [(1, True)]
    act("clock.seen", "sup", run=found[0].run)
    assert act("clock.runs", "sup", unseen=True) == ()
    assert act("clock.runs", "sup")[0].seen_by == "sup" or act("clock.runs", "sup")[1].seen_by == "sup"


def test_two_windows_take_back_at_once_and_one_is_told(earnest, earnest_dir, act, tolerated, leapt):
    other = Hall.open(earnest_dir)
    try:
        one = last_run(earnest)
        act("clock.take-back", "sup", run=one.id)
        with pytest.raises(Refusal, match="没有可以撤回的"):
            act("clock.take-back", "sup", hall=other, run=one.id)
    finally:
        other.close()


def test_a_check_that_fails_leaves_no_trigger_behind(earnest, machine, monkeypatch):
    from counter.store import clocks

    machine.passes(days=1)

    def broken(*_):
        raise RuntimeError

    with monkeypatch.context() as a_while:  # an undo of it all would let the machine's own clock in
        a_while.setattr(clocks, "lapse_rounds", broken)
        with pytest.raises(RuntimeError):
            check_if_due(earnest)
    left = "SELECT count(*) FROM sqlite_temp_schema WHERE name LIKE 'clock%'"
    assert earnest.db.execute(left).fetchone()[0] == 0
    assert check_if_due(earnest), "the next one looks again"
    assert earnest.db.execute(left).fetchone()[0] == 0


async def test_the_citizens_page_says_right_again(earnest, act, deemed):
    from counter.acts.paper.writing import code_of
    from counter.site.publish import Publisher
    from tests.site.conftest import Phone

    publisher = Publisher(earnest)
    try:
        phone, code = Phone(earnest, publisher), code_of(earnest, "case", deemed[1][0].id)
        assert "就业登记" in await phone.see(code), "the desks are at it"
        act("clock.take-back", "sup", run=clock_runs.runs(earnest.db, 1)[0].id)
        assert "正在核对是否齐全" in await phone.see(code)
    finally:
        publisher.close()


def test_a_check_that_only_reminded_is_taken_back_too(earnest, machine, act, tolerated):
    earnest.db.execute("UPDATE approval SET promised_days = 1 WHERE state = 'open' AND promised_days IS NOT NULL")
    machine.passes(days=1)
    assert check_if_due(earnest)  # which puts the dates to one day
    before = everything(earnest)
    machine.passes(days=1)
    assert check_if_due(earnest)
    one = clock_runs.runs(earnest.db, 1)[0]
    assert one.summary["overdue"] > 0 and everything(earnest) != before
    act("clock.take-back", "sup", run=one.id)
    assert everything(earnest) == before


def test_the_proof_of_the_hall_holds_after_it(earnest, act, deemed):
    """What is taken back is written by an act like anything else: no row is left that no entry explains."""
    from counter.hall.checking import faults

    told = {(one.code, str(one)) for one in faults(earnest)}
    assert told, "the fixture turned a training hall's setting past the program"
    act("clock.take-back", "sup", run=clock_runs.runs(earnest.db, 1)[0].id)
    act("clock.confirm", "sup", moment="2026-12-02 09:30")
    assert {(one.code, str(one)) for one in faults(earnest)} <= told
