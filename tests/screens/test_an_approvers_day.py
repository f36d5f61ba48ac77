"""An approver with many open approvals: whose they are, found by typing, done together, one notice for all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from screens.dialogs.dialog import Asked
from tests.conftest import NOW
from tests.desks.conftest import accepted, do, filed
from tests.desks.test_promises_not_kept import owe
from tests.filling import fill_form
from tests.screens.test_intake_by_keys import burst

TAX = "ap-c-tax"
PEOPLE = (("李晓梅", "430104200207153029"), ("刘茜", "430104199507153017"), ("王建国", "430104197001017633"))


@pytest.fixture
def three(hall, do) -> list[str]:
    """Three people's approvals of one item at the tax desk."""
    for name, number in PEOPLE:
        step = do("case.open", "c3", items=("flexible-insurance",))
        do("case.applicant", "c3", case=step.case, name=name, number=number)
        do("case.all-here", "c3", case=step.case)
        for document in ("L2000016", "L2000017"):
            do("case.document", "c3", case=step.case, document=document, state="here")
        fill_form(do, step.case, "c3")
        do("case.accept", "c3", case=step.case)
    return [f"A-{row[0]}" for row in hall.db.execute("SELECT id FROM approval WHERE desk = 'D-C-TAX' ORDER BY id")]


def decided(hall) -> int:
    return hall.db.execute("SELECT count(*) FROM decision").fetchone()[0]


async def test_the_list_says_whose_it_is_and_typing_narrows_it(sit, three) -> None:
    async with sit(TAX) as at:
        assert all(name in at.words for name, _ in PEOPLE)
        assert "R20261124-0001" in at.words and "[全部 3]" in at.words
        await at.press("w", "a", "n", "g")
        assert "王建国" in at.words and "李晓梅" not in at.words
        await at.press("1")  # goes on with what was typed, signs for nothing
        assert "wang1" in at.words and "已签收" not in at.message
        await at.press("backspace", "enter", "1")
        assert "已签收" in at.message and "王建国" in at.words
        await at.press("escape")
        assert "李晓梅" in at.words
        await at.press("right")
        assert "[我手上 0]" in at.words and "这样看没有审批" in at.words
        await at.press("right", "right")
        assert "[按事项]" in at.words and "3 件" in at.words
        assert at.columns() == {80}


async def test_what_is_ticked_is_done_together_after_each_is_shown_by_name(sit, hall, do, three) -> None:
    do("approval.take", "ap2-c-tax", approvals=(three[1],))
    async with sit(TAX) as at:
        await at.press("right", "right", "right", "home", "space")  # the head of the group: all of it
        assert "已勾选 3" in at.words
        await at.press("2")
        assert all(name in at.words for name, _ in PEOPLE) and "手上" in at.words and "另有 1 件现在不能办" in at.words
        await at.press("escape")
        assert decided(hall) == 0 and "已勾选 3" in at.words, "ticks stay after going back"
        await at.press("1", "tab", "enter")
        assert "3 件已签收" in at.message
        await at.press("home", "space")
        await at.press("2", "tab", "enter")
        assert decided(hall) == 2 and "2 件准予" in at.message
        assert "刘茜" in at.words and "王建国" not in at.words


async def test_one_notice_is_gathered_kept_through_esc_and_goes_out_once(sit, hall, do, three) -> None:
    async with sit(TAX) as at:
        await at.press("4", "end", "space", "up", "space")
        await at.press("home", "down", "enter", "2", "tab", "enter")  # a standard reason as it stands
        assert "还没有填写" in at.words, "a blank of the standard reason goes to no citizen"
        for _ in range(5):
            if "还没有填写" in at.words:
                await at.press("x", "tab", "enter")
        assert "3 项还没有发出" in at.words
        await at.press("escape", "4")
        assert "3 项还没有发出" in at.words
        await at.press("f8", "tab", "enter")
        assert hall.db.execute("SELECT count(*) FROM supplement_round").fetchone()[0] == 1
        assert hall.db.execute("SELECT json_array_length(documents) FROM supplement_round").fetchone()[0] == 2
        assert hall.db.execute("SELECT count(*) FROM gathered").fetchone()[0] == 0


async def test_the_head_reads_days_and_reason_before_signing(sit, hall, three) -> None:
    async with sit(TAX) as at:
        await at.press("7")
        assert "工号" not in at.words
        await at.press("5", "enter", *"waidiao", "enter")
        assert "延长 5 个工作日" in at.words and "waidiao" in at.words and "工号" in at.words


async def test_work_is_taken_and_handed_over_by_keys(sit, hall, three) -> None:
    async with sit(TAX) as at:
        await at.press("f6", "1")
        assert "由" in at.message and "我手上 1" in at.words
    async with sit("ap2-c-tax") as at:
        await at.press("f6", "4", "1", "1", *"bingjia", "enter")
        assert "1 件由" in at.message and "我手上 1" in at.words


async def test_the_supervisor_reminds_a_whole_desk_and_the_file_shows_the_words(sit, hall, do, request) -> None:
    hall.set_now(NOW - timedelta(days=14))
    three = request.getfixturevalue("three")
    hall.set_now(NOW)
    async with sit("sup") as at:
        await at.down_to(
            "#alerts", next(x.key for x in at.app.screen.query_one("#alerts").lines if "税务" in x.cells[2])
        )
        await at.press("enter")
        await at.down_to("#alerts", f"warning:approval:{three[0]}")
        await at.press("enter", "3")
        await at.paste("今天办完")
        await at.press("enter")
        assert "3 件已催办" in at.message
    async with sit(TAX) as at:
        assert "今天办完" in at.words
        await at.press("enter")
        assert any("今天办完" in fact.value for fact in at.app.screen.query_one("#facts").facts)


async def test_a_late_tolerated_paper_stands_at_the_desk_and_is_ended_by_keys(sit, hall, do, three) -> None:
    case_id = hall.db.execute("SELECT case_id FROM approval WHERE id = ?", (three[0].removeprefix("A-"),)).fetchone()[0]
    owe(hall, case_id, due_on="2026-11-20", document="L2000017")
    async with sit(TAX) as at:
        await at.press("home")
        assert "逾期未补，待人处理（2026-11-20）  F8 处理" in at.words
        await at.press("f8")
        await at.press(*["down"] * 10, "enter")
        assert "写明为什么不等" in at.words
        await at.press("escape")
        await at.press("f8")
        await at.press(*["down"] * 11, "enter")
        assert "本事项终止办理" in at.words
        await at.press("enter")
        assert "还没有填" in at.words, "never without a reason"
        await at.press("a", "w", "a", "y", "enter")
        assert "终止容缺" in at.message and "逾期未补" not in at.words
    state = hall.db.execute("SELECT state FROM approval WHERE id = ?", (three[0].removeprefix("A-"),)).fetchone()[0]
    assert state == "withdrawn"


async def test_what_a_desk_s_digits_and_scans_are_about(sit, hall, do, three) -> None:
    """A name by any of its readings; what waits for the applicant; nothing asked that will be refused; what was scanned
    is what the next digit is about.
    """
    do("approval.ask", TAX, approval=three[2], reason="补一份说明")
    async with sit(TAX) as at:
        await at.press(*"liuxi")
        assert "刘茜" in at.words and "王建国" not in at.words
        await at.press("escape")
        assert "等补正 1" in at.words
        await at.press(*"等补正")
        assert "王建国" in at.words and "刘茜" not in at.words
        await at.press("enter", "3")
        assert not isinstance(at.app.screen, Asked) and "还在等申请人" in at.message, at.words
        await at.press("escape", "home", "space", "down", "space", "8")
        assert "只能一件一件办" in at.message and not isinstance(at.app.screen, Asked)
        await at.press("escape", "y", "home")
        slip = do("slip.list", TAX)[1]
        await burst(at, slip.code)
        await at.press("y")
        assert at.app.screen.here.case == slip.case and at.app.screen.here.number == three[1], at.words


async def test_nobody_writes_reasons_where_no_second_officer_can_sign(sit, hall, do, accepted) -> None:
    hall.db.execute("UPDATE staff SET active = 0 WHERE code = 'ap2-c-hr'")
    async with sit("ap-c-hr") as at:
        at.app.screen.query_one("#work").cursor = next(
            one.number for one in at.app.screen.lines.values() if one.substance and one.state == "open"
        )
        await at.press("3")
        assert "没有第二名审批人员" in at.message and not isinstance(at.app.screen, Asked)
