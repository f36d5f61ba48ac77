"""A clerk at the window: what stands on the screen and what the keys do."""

from __future__ import annotations

from datetime import datetime

from counter.hall.act import load
from tests.filling import fill_form
from tests.screens.conftest import Sitting


async def test_the_window_says_where_who_and_whom_to_call(sit: Sitting, at_the_door) -> None:
    at_the_door("B", matter="高校毕业生就业")
    async with sit("c3") as at:
        assert "3 号窗口" in at.lines[0] and "在岗" in at.lines[0] and "09:30" in at.lines[0]
        assert "按 F2 叫 B001" in at.lines[1]
        assert "B001" in at.words and "高校毕业生就业" in at.words
        assert at.lines[23] == "F1帮助  F2叫号  F3重呼  F4过号  F5受理  F6分办  F7回执  F8办结  F9查询  F10菜单"
        assert at.focused == "queue"


async def test_a_visit_by_four_keys(sit: Sitting, at_the_door) -> None:
    at_the_door("A", matter="社保卡补办")
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2")
        assert "A001" in at.lines[1] and "已呼叫 第 1 次" in at.lines[1]
        assert at.message.startswith("请 A001 到 1 号窗口")
        await at.press("f8")
        assert "还没有受理，直接办结？" in at.words
        assert at.focused == "no"
        await at.press("tab", "enter")
        assert "A001 办结" in at.message
        assert "按 F2 叫 A002" in at.lines[1]


async def test_a_question_answered_by_a_stray_enter_does_nothing(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f8", "enter")
        assert "已呼叫" in at.lines[1]
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "called"


async def test_nobody_waiting_says_so_and_rings(sit: Sitting) -> None:
    async with sit("c1") as at:
        assert "没有可叫的号" in at.lines[1]
        await at.press("f2")
        assert "没有" in at.message and at.app.message[1] == "bad"


async def test_a_key_that_does_nothing_now_says_why(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f3")
        assert at.message == "F3 重呼：窗口现在没有人，请先按 F2 叫号"
        await at.press("f2", "f2")
        assert "手上还有 A001" in at.message and "F8" in at.message
    assert hall.db.execute("SELECT count(*) FROM call").fetchone()[0] == 1


async def test_another_terminal_is_seen_within_two_seconds(sit: Sitting, hall, people) -> None:
    from counter.acts.queue.taking import take

    async with sit("c1") as at:
        assert "A001" not in at.words
        hall.do(take, people["g1"], queue="A", matter="身份证")
        for _ in range(20):
            await at.pilot.pause(0.1)
            if "A001" in at.words:
                break
        assert "A001" in at.words and "身份证" in at.words


async def test_away_and_back_stand_on_the_first_line(sit: Sitting, at_the_door) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("ctrl+l")
        assert "暂离" in at.lines[0] and "暂离中，不叫号" in at.lines[1]
        await at.press("f2")
        assert "Ctrl+L" in at.message
        await at.press("ctrl+l", "f2")
        assert "在岗" in at.lines[0] and "A001" in at.lines[1]


async def test_undo_shows_what_it_undoes_and_asks(sit: Sitting, at_the_door) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "ctrl+z")
        assert "撤销上一步？" in at.words and "叫号 A001" in at.words
        assert at.focused == "no"
        await at.press("tab", "enter")
        assert "已撤销：叫号 A001" in at.message
        assert "按 F2 叫 A001" in at.lines[1]


async def test_transfer_shows_who_gets_it_before_it_is_done(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f6")
        assert "号码和到来时间不变" in at.words and "C 企业开办" in at.words
        assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "called"
        row = next(line for line in at.lines if "C 企业开办" in line)
        await at.press(next(sign for sign in row if sign.isdigit()))
        assert "A001 转到" in at.message
    assert tuple(hall.db.execute("SELECT queue, state, number FROM ticket").fetchone()) == ("C", "waiting", 1)


async def test_the_program_is_not_left_by_accident_with_a_citizen_at_the_window(sit: Sitting, at_the_door) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "ctrl+q")
        assert "A001 还没有办结" in at.words
        await at.press("enter")
        assert at.app.is_running and "A001" in at.lines[1]
        await at.press("ctrl+q", "2")
    async with sit("c1") as at:
        assert "A001" in at.lines[1] and "已呼叫 第 1 次" in at.lines[1], "offered again, not called again"


async def test_another_person_signs_in_at_the_same_window(sit: Sitting, hall) -> None:
    async with sit("c1") as at:
        await at.press("ctrl+q", "2")
        assert "登录" in at.lines[0] and at.focused == "code-box"
        await at.press(*"c2", "enter", "enter", "1", "enter")
        assert "1 号窗口" in at.lines[0] and "在岗" in at.lines[0]
    assert tuple(hall.db.execute("SELECT staff FROM shift WHERE ended_at IS NULL").fetchone()) == ("c2",)


async def test_a_supervisor_without_a_window_is_told_why_nothing_can_be_called(sit: Sitting) -> None:
    async with sit("sup", place="window") as at:
        await at.press("f2")
        assert "没有在窗口登录" in at.message


async def test_wide_terminals_get_more_columns_and_keys(sit: Sitting, at_the_door) -> None:
    at_the_door("B", matter="落户")
    async with sit("c3", size=(160, 50)) as at:
        assert "Esc返回" in at.lines[49] and "^Z撤销" in at.lines[49]
        assert at.columns() == {160}


async def test_an_idle_window_sees_a_tolerated_paper_coming_due_and_over(sit: Sitting, hall, people) -> None:
    document = hall.db.execute("SELECT code, name FROM document WHERE code = 'L2000017'").fetchone()
    case = hall.run(load("case")["case.open"], people["c3"], {"items": ("flexible-insurance",)}).case
    who = {"case": case, "name": "李晓梅", "number": "430104200207153029"}
    hall.run(load("case")["case.applicant"], people["c3"], who)
    hall.run(load("case")["case.all-here"], people["c3"], {"case": case})
    fill_form(
        lambda name, staff, **given: (
            hall.run(load("case")[name], people[staff], given)
            if load("case")[name].writes
            else hall.answer(load("case")[name], people[staff], given)
        ),
        case,
        "c3",
    )
    accepted = hall.run(load("case")["case.accept"], people["c3"], {"case": case})
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-12-01'"
        " WHERE case_id = ? AND document = ?",
        (accepted.id, document["code"]),
    )
    for day, words in (
        ("2026-11-25", None),
        ("2026-11-26", "容缺："),
        ("2026-12-01", "容缺："),
        ("2026-12-02", "容缺逾期："),
    ):
        hall.set_now(datetime.fromisoformat(f"{day}T10:00"))
        shown = hall.answer(load("window")["window.show"], people["c3"], {})
        assert [one.words for one in shown.due] == ([f"{words}{document['name']}"] if words else []), day
    assert hall.answer(load("window")["window.show"], people["c1"], {}).due == ()
    hall.db.execute("UPDATE case_document SET due_on = '2026-11-25' WHERE cause = 'tolerated'")
    async with sit("c3") as at:
        assert "本窗口快到期的" in at.words and accepted.case in at.words and "容缺：" in at.words
