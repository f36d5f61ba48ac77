"""The intake screen by keys alone, as a clerk uses it."""

from __future__ import annotations

from textual import events

from tests.conftest import set_policy
from tests.filling import fill_form_by_keys
from tests.intake.conftest import GRADUATE, do
from tests.screens.conftest import Session, Sitting

ANSWERS = ("1", "1", "1", "1", "1", "1", "1")
"""Founder of an enterprise who takes up everything: all ten items."""


async def opened(at: Session) -> None:
    """A graduate is called to the window and their case is open."""
    await at.press("f2", "f5")
    assert "大学生就业创业落户" in at.words and "高龄老人关爱" in at.words, (
        "the queue is for two bundles: which is asked, its own first"
    )
    await at.press("1")


async def burst(at: Session, text: str) -> None:
    """A scanner types fast and presses Enter."""
    at.app.forget_repeats()
    for key in (*text, "enter"):
        at.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
    await at.settle()


async def test_the_full_set_of_a_graduate_in_under_twenty_keys(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        keys = [*ANSWERS, "ctrl+a", "tab", "enter"]
        await at.press(*keys)
        assert "必填还差" in at.lines[2], "all papers are here, so the form is next"
        await at.press("escape")
        assert "表单还差" in at.lines[2]
        assert len(keys) < 20 and "10 个事项" in at.lines[2]
    assert hall.db.execute("SELECT count(*) FROM case_document WHERE state = 'here'").fetchone()[0] >= 12


async def test_keys_typed_faster_than_the_store_all_arrive(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.pilot.press("1", "2", "1", "2")
        await at.settle()
        given = [s.given for s in at.app.screen.shown.situations][:4]
        assert given == ["founder", "institution", "yes", "no"]


async def test_one_digit_too_many_for_the_questions_says_nothing_of_a_paper(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        for digit in (*ANSWERS, "1"):
            at.app.forget_repeats()
            await at.press(digit)
        assert "情形已经答完，1 没有记在「个人创业一件事申请表」上" in at.words
        assert hall.db.execute("SELECT count(*) FROM case_document WHERE cause IS NOT NULL").fetchone()[0] == 0
        at.app.forget_repeats()
        await at.press("1")
        assert [
            tuple(row) for row in hall.db.execute("SELECT document, cause FROM case_document WHERE cause IS NOT NULL")
        ] == [("T0000015", "supplement")]


async def test_a_digit_after_a_paper_was_ticked_is_meant_for_it(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS, "space", "up", "1", "3")
        assert tuple(
            hall.db.execute("SELECT cause, reason FROM case_document WHERE document = 'T0000015'").fetchone()
        ) == ("supplement", "已过有效期，请换在有效期内的")


async def test_a_digit_after_a_dialog_is_meant_for_the_paper(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        for digit in ANSWERS:
            await at.press(digit)
        await at.press("f5", "escape", "escape", "1")
        assert [
            tuple(row) for row in hall.db.execute("SELECT document, cause FROM case_document WHERE cause IS NOT NULL")
        ] == [("T0000015", "supplement")]


async def test_a_scanned_card_lands_in_the_number_wherever_the_cursor_stands(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press("1", "1")
        await burst(at, GRADUATE["number"])
        assert "申请人" in at.words and at.app.screen.query_one("#number").value == GRADUATE["number"]
        await at.paste(GRADUATE["name"])
        await at.press("enter", "enter", "enter", "enter", "enter")
        assert GRADUATE["name"] in at.lines[1] and "430***********3029" in at.lines[1]
        assert [s.given for s in at.app.screen.shown.situations][:3] == ["founder", "enterprise", ""]


async def test_a_card_scanned_into_the_name_moves_to_the_number(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press("ctrl+g", "2", "enter", "tab")
        await at.paste("李晓梅")
        await burst(at, GRADUATE["number"])
        assert at.app.screen.query_one("#number").value == GRADUATE["number"]
        assert at.app.screen.query_one("#name").value == "李晓梅"


async def test_an_agent_without_a_mandate_is_refused_and_nothing_typed_is_lost(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("enter", "enter")
        await at.paste("王代办")
        await at.press("enter")
        await at.paste("11010119900307803x")
        await at.press("enter", "enter")
        assert "委托书" in at.words and at.app.screen.query_one("#agent").value == "王代办"
    assert hall.db.execute("SELECT count(*) FROM person").fetchone()[0] == 0


async def test_accept_is_two_keys_and_says_what_is_missing(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s", "f5", "1")
        assert "材料还不齐" in at.message
        await at.press("ctrl+a", "tab", "enter")
        await at.press("escape", "f5", "1")
        assert type(at.app.screen).__name__ == "FormScreen" and "必填还差" in at.lines[2]
        await fill_form_by_keys(at)
        await at.press("f5", "1")
        assert "已受理 S20261124-0001" in at.message and "受理" in at.lines[1]
    assert hall.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 10


async def test_a_cause_that_the_guide_does_not_allow_says_why(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        papers = at.app.screen.shown.papers
        index, barred = next((i, p) for i, p in enumerate(papers) if not p.offers[1].allowed)
        await at.press("home", *["down"] * index, "2")
        assert barred.name in at.message and "不能容缺" in at.message and at.app.message[1] == "bad"


async def test_every_line_has_its_width_and_markup_stays_words(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    for size in ((80, 24), (160, 50)):
        async with sit("c3", size) as at:
            await opened(at) if size == (80, 24) else await at.press("f5")
            await burst(at, GRADUATE["number"])
            await at.paste("王五[代办]")
            await at.press("ctrl+s")
            assert "王五[代办]" in at.words
            assert at.columns() == {size[0]}


async def test_no_hard_name_styles_the_screen_or_leaves_the_dialog_broken(sit: Sitting, at_the_door) -> None:
    import unicodedata

    from tests.rules.test_names_as_on_the_card import ROWS, decoded

    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"])
        dialog = at.app.screen
        for row in ROWS:
            if row["expected"] == "refuse":
                dialog.query_one("#name").value = decoded(row["name"])
                dialog.action_save()
                await at.pilot.pause()
                assert at.app.screen is dialog, row["id"]
                assert at.columns() == {80} and "红" not in at.words
                assert not any(unicodedata.category(c) == "Cc" for line in at.lines for c in line), row["id"]


async def test_a_scan_of_the_folder_is_attached_by_keys(sit: Sitting, at_the_door, hall, tmp_path) -> None:
    from tests.intake.test_papers_attached import png

    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "card.png").write_bytes(png())
    set_policy(hall, **{"intake.scan_folder": str(tmp_path / "scans")})
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press("enter", "8", "1")
        assert "附上 card.png" in at.message
    assert hall.db.execute("SELECT count(*) FROM attachment").fetchone()[0] == 1


async def test_two_terminals_on_one_case_the_second_is_told_what_changed(
    sit: Sitting, at_the_door, hall, people
) -> None:
    from counter.acts.case.documents import document

    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        screen = at.app.screen
        code = screen.shown.papers[0].document
        screen.reload = lambda: None  # this terminal has not yet heard of the other's save
        hall.do(document, people["c5"], case="D1", document=code)
        await at.press("space")
        assert "刚被改过" in at.message and "未收 改为 已收" in at.message
        assert "已收" in at.words


async def test_an_answer_is_whole_beside_the_scroll_bar(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        assert at.app.screen.query_one("#left").show_vertical_scrollbar
        assert any("怎样就业" in line and "自主创业" in line for line in at.lines)


async def test_a_misread_number_is_said_at_once_and_the_cursor_stands_on_it(sit: Sitting, at_the_door) -> None:
    """Not after five fields more; a second scan then puts it right."""
    at_the_door("B")
    wrong = GRADUATE["number"][:-1] + ("0" if GRADUATE["number"][-1] != "0" else "1")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, wrong)
        assert "校验位不对" in at.words and at.focused == "number-box"
        await burst(at, GRADUATE["number"])
        assert "校验位不对" not in at.words and at.focused == "name-box"
        await at.press("ctrl+s")
        assert "姓名是空的" in at.words and at.focused == "name-box"


async def test_an_agents_card_leaves_the_cursor_at_the_agents_name(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("enter", "enter")
        await burst(at, "11010119900307803X")
        assert at.app.screen.query_one("#agent-number").value == "11010119900307803X" and at.focused == "agent-box"
        await at.press("ctrl+s")
        assert "代办人没有填姓名" in at.words and at.focused == "agent-box"
        await at.paste("王代办")
        await at.press("ctrl+s")
        assert "代办人没有委托书" in at.words and at.focused == "mandate-box"


async def test_a_name_that_the_hall_offers_is_replaced_by_typing_not_lengthened(sit: Sitting, at_the_door, do) -> None:
    do("case.applicant", "c3", case=do("case.open", "c3", items=("social-card",)).case, **GRADUATE)
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"])
        await at.until("已登记")
        assert at.app.screen.query_one("#name").value == GRADUATE["name"] and at.focused == "name-box"
        await at.press("a")
        assert at.app.screen.query_one("#name").value == "a"
