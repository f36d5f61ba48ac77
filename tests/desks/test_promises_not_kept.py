"""A tolerated paper that is still owed holds the result up; what is not kept has a next step, an act with a reason and
a paper.
"""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from tests.screens.conftest import sit

DUE = "2026-12-01"


def owe(hall, case_id: int, due_on: str = DUE, document: str = "file-transfer-letter") -> str:
    """One paper of a case follows by a date."""
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = ? WHERE case_id = ? AND document = "
        "?",
        (due_on, case_id, document),
    )
    return document


@pytest.fixture
def small(hall, do, alone):
    """A decided case of one item, with one paper still owed: (receipt number, id)."""
    owe(hall, alone.id, document="L2000017")
    approval = hall.db.execute("SELECT id FROM approval WHERE case_id = ?", (alone.id,)).fetchone()[0]
    do("approval.decide", "ap-c-tax", approval=f"A-{approval}", tolerance=True)
    return alone.case, alone.id


def test_the_result_waits_for_the_paper_unless_a_reason_is_written(hall, do, small):
    case, _id = small
    with pytest.raises(Refusal, match="还欠容缺材料") as refused:
        do("case.deliver", "c3", code=case)
    assert "写明理由" in refused.value.next_step
    with pytest.raises(Refusal, match="还欠容缺材料"):
        do("case.deliver", "c3", code=case, owing="  ")
    done = do("case.deliver", "c3", code=case, owing="申请人今晚离省，户口簿三日内寄到")
    assert "补交" in hall.db.execute("SELECT content FROM paper WHERE number = ?", (done.paper,)).fetchone()[0]
    kept = hall.db.execute("SELECT facts FROM journal WHERE act = 'case.deliver'").fetchone()[0]
    assert '"owing":1' in kept.replace(" ", "") and "离省" not in kept
    changes = {row["what"]: row["after"] for row in hall.db.execute("SELECT what, after FROM case_change")}
    assert "离省" in changes["欠容缺材料先行交付"]
    do("case.bring", "c5", case=case, documents=("L2000017",))
    assert do("report.owed", "sup") == ()


def test_after_its_date_no_reason_helps_but_the_paper_does(do, small):
    case, _ = small
    with pytest.raises(Refusal, match="逾期未补，结果不能交付") as refused:
        do("case.deliver", "c3", code=case, owing="请通融", at="2026-12-02T09:00")
    assert "值班主任终止容缺" in refused.value.next_step
    do("case.bring", "c3", case=case, documents=("L2000017",))
    assert do("case.deliver", "c3", code=case).results


def test_after_the_decision_only_what_is_owed_is_taken_in(do, small):
    case, _ = small
    for arguments in ({"documents": ("L2000016",)}, {"note": "补充说明"}, {"documents": ("L2000016", "L2000017")}):
        with pytest.raises(Refusal, match="只收容缺还没补的材料"):
            do("case.bring", "c3", case=case, **arguments)


def test_the_supervisor_ends_a_tolerance_with_a_reason_and_in_writing(hall, do, small):
    case, id = small
    with pytest.raises(Refusal):
        do("case.end-tolerance", "c3", case=case, reason="不补了")
    with pytest.raises(Refusal, match="理由"):
        do("case.end-tolerance", "sup", case=case, reason="")
    ended = do("case.end-tolerance", "sup", case=case, reason="联系三次，申请人明确不补")
    row = hall.db.execute("SELECT state, reason FROM case_file WHERE id = ?", (id,)).fetchone()
    assert row["state"] == "withdrawn" and "户口簿" in row["reason"]
    content = hall.db.execute("SELECT content FROM paper WHERE number = ?", (ended.paper,)).fetchone()[0]
    assert "终止容缺受理通知书" in content and "联系三次" in content
    for act, staff, arguments in (
        ("case.deliver", "c3", {"code": case}),
        ("case.end-tolerance", "sup", {"case": case, "reason": "再来"}),
    ):
        with pytest.raises(Refusal):
            do(act, staff, **arguments)
    assert do("report.owed", "sup") == ()


def test_where_the_result_is_out_already_the_paper_says_so_and_only_after_the_date(hall, do, small):
    case, id = small
    do("case.deliver", "c3", code=case, owing="申请人离省")
    with pytest.raises(Refusal, match="还没有过"):
        do("case.end-tolerance", "sup", case=case, reason="不等了")
    (owed,) = do("report.owed", "sup", at="2026-12-03T09:00")
    assert owed.light == "red" and "end" in owed.steps and owed.state == "结果已领取"
    ended = do("case.end-tolerance", "sup", case=case, reason="逾期")
    assert (
        ended.state == "delivered"
        and hall.db.execute("SELECT state FROM case_file WHERE id = ?", (id,)).fetchone()[0] == "delivered"
    )
    assert "依法处理" in hall.db.execute("SELECT content FROM paper WHERE number = ?", (ended.paper,)).fetchone()[0]
    assert do("report.owed", "sup") == ()


def test_an_applicant_is_urged_once_a_day_in_writing(hall, do, small):
    case, _ = small
    urged = do("case.urge", "c3", case=case, words="也可邮寄")
    content = hall.db.execute("SELECT content FROM paper WHERE number = ?", (urged.paper,)).fetchone()[0]
    assert "补交材料催告书" in content and DUE in content and "也可邮寄" in content
    with pytest.raises(Refusal, match="今天已经催告过"):
        do("case.urge", "sup", case=case)
    do("case.urge", "sup", case=case, at="2026-11-25T09:00")


def test_a_lapsed_round_is_listed_with_its_steps_until_the_desk_decides(hall, do, accepted, approvals):
    number = approvals["talent-household"]
    with pytest.raises(Refusal, match="没有欠交"):
        do("case.urge", "c3", case=accepted.case)
    do("approval.ask", "ap-c-ps", approval=number, documents=("L2000017",), reason="看不清")
    assert do("report.owed", "sup") == ()
    do("clock.catch-up", "sup", at="2026-12-10T09:00")
    (owed,) = do("report.owed", "sup")
    assert (owed.kind, owed.subject, owed.light) == ("round", number, "red") and set(owed.steps) == {
        "urge",
        "bring",
        "remind",
    }
    assert "逾期未交" in owed.words and accepted.case in str(owed)
    assert "户口簿" in "".join(do("case.urge", "c3", case=accepted.case).what)
    do("approval.remind", "sup", approval=number, words="请决定")
    do("case.bring", "c3", case=accepted.case, documents=("L2000017",))
    assert do("report.owed", "sup") == ()


async def test_the_supervisor_acts_on_a_promise_by_keys(sit, hall, do, small):
    from datetime import datetime

    case, id = small
    do("clock.catch-up", "sup", at="2026-12-03T09:00")
    async with sit("sup", now=datetime(2026, 12, 3, 9, 30)) as at:
        assert "容缺和补正" in at.words and "红 1" in at.words
        at.app.screen.query_one("#alerts").cursor = "group:kind:owed"
        await at.press("enter")
        assert "逾期未补" in at.words and case in at.words
        alerts = at.app.screen.query_one("#alerts")
        alerts.cursor = f"owed:{case}:L2000017"
        await at.press("enter")
        assert "书面催告申请人" in at.words and "终止容缺" in at.words
        await at.press("1", "enter")
        assert "已出催告书" in at.message
        await at.press("enter", "3")
        await at.paste("联系三次，不补")
        await at.press("enter")
        assert "终止办理" in at.message and "逾期未补" not in at.words and at.columns() == {80}
    assert hall.db.execute("SELECT state FROM case_file WHERE id = ?", (id,)).fetchone()[0] == "withdrawn"


async def test_at_the_window_the_paper_is_taken_in_before_the_result_goes_out(sit, hall, small):
    case, id = small
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(case)
        await at.press("enter", "enter", "1", "tab", "enter")
        assert "还欠容缺材料" in at.words and "户口簿" in at.words
        await at.press("1")
        assert "请您评价" in at.words
    assert hall.db.execute("SELECT state FROM case_file WHERE id = ?", (id,)).fetchone()[0] == "delivered"
    assert (
        hall.db.execute(
            "SELECT state FROM case_document WHERE case_id = ? AND document = 'L2000017'", (id,)
        ).fetchone()[0]
        == "here"
    )


async def test_both_numbers_stand_with_their_definition_and_their_items(sit, hall, do, accepted, approvals):
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True, at="2026-11-27T10:00")
    do("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True)
    from datetime import datetime

    behind = do("report.behind", "sup", number="on-time")
    assert (behind.part, behind.whole, behind.share) == (0, 2, 0.0) and {one.counted for one in behind.items} == {"no"}
    assert {one.department for one in do("report.behind", "ap-c-tax", number="on-time").items} == {"市税务局"}, (
        "a desk sees what its own number is made of"
    )
    async with sit("sup", now=datetime(2026, 11, 27, 11, 0)) as at:
        assert "1 按时办结 0.0%（0/2，逾期未办 0）" in at.words and "2 当场办结 0.0%（0/2）" in at.words
        await at.press("1")
        assert "有承诺日的事项里" in at.words and "超期 2 个工作日" in at.words
        assert approvals["flexible-insurance"] in at.words and all("没有公开说明" in str(one) for one in behind.items)
        await at.press("2")
        assert "除以全部作出决定的" in at.words and "2026-11-24 受理" in at.words and at.columns() == {80}
        await at.press("enter")
        assert "经过" in at.words
        await at.press("escape", "escape")
        assert at.app.current_mode == "supervisor"
