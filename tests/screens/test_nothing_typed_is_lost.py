"""What a clerk has written stays: in the box while something is missing, and for the next try when the
act refused it.
"""

from __future__ import annotations

import inspect
import json
import re

from textual.widgets import TextArea

from tests.desks.conftest import accepted, approvals, do, filed
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import burst, opened


async def at_the_outcomes(at: Session) -> None:
    """A case with its applicant, and F5's list open."""
    await opened(at)
    await burst(at, GRADUATE["number"])
    await at.paste("陈思齐")
    await at.press("ctrl+s", "f5")


async def test_an_empty_reason_is_named_in_the_box_and_the_rest_stays(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("6")
        await at.paste("星洲市公安局")
        await at.press("enter", "enter")
        assert "「理由」还没有填" in at.words and "星洲市公安局" in at.words and at.focused == "entry-1-box"
        await at.press("shift+tab", "ctrl+u", "enter")  # the name is gone: that one is named then
        await at.paste("居住在别处")
        await at.press("enter")
        assert "「有权机关」还没有填" in at.words and at.focused == "entry-0-box" and "居住在别处" in at.words
        assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "draft"


async def test_what_an_act_refused_or_esc_left_is_there_again_until_it_is_done_or_thrown_away(
    sit: Sitting, at_the_door, hall
) -> None:
    at_the_door("B")
    long = "不办了" * 200
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("7")
        await at.paste(long)
        await at.press("enter")
        assert "理由过长（600 字）" in at.words
        await at.press("f5", "7")
        box = at.app.screen.query_one("#entry-0-box")
        assert box.value == long
        await at.press("escape", "f5", "7")
        assert at.app.screen.query_one("#entry-0-box").value == long, "Esc gives nothing up"
        assert "Ctrl+R 扔掉重写" in at.words
        await at.press("ctrl+r")
        assert at.app.screen.query_one("#entry-0-box").value == "" and "Ctrl+R" not in at.words
        await at.press("escape", "f5", "7")
        assert at.app.screen.query_one("#entry-0-box").value == "", "thrown away on purpose"
        await at.paste("找到别的地方办")
        await at.press("enter")
        assert "已撤回" in at.lines[1] and len(at.app.kept_words) == 0


async def test_a_reason_keeps_its_chinese_punctuation_on_the_paper(sit: Sitting, at_the_door, hall) -> None:
    """Free words stay as they were written: its commas, and its full-width digits too."""
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("6")
        await at.paste("星洲市公安局（城东）")
        await at.press("enter")
        await at.paste("住在城东，门牌１８号；本大厅无权办理！")
        await at.press("enter")
        assert "不属本机关" in at.lines[1]
    said = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'non-acceptance'").fetchone()[0])
    reason = dict(said["lines"])["理由"]
    assert "请向星洲市公安局（城东）申请" in reason and "住在城东，门牌１８号；本大厅无权办理！" in reason


async def test_the_applicant_s_dialog_loses_nothing_and_shows_the_registered(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, GRADUATE["number"][:-1] + "8")  # one digit wrong
        number = at.app.screen.query_one("#number")
        assert "校验位不对" in at.words and at.focused == "number-box"
        await at.press("backspace")
        assert number.value == GRADUATE["number"][:-1], "one key costs one sign"
        await at.press("9", "tab")
        await at.paste(GRADUATE["name"])
        await at.press("enter", "enter")
        await at.paste("王建国")
        await at.press("enter")
        await at.paste("11010119900307803X")
        await at.press("escape")
        assert hall.db.execute("SELECT count(*) FROM person").fetchone()[0] == 0
        await at.press("ctrl+g", "2", "enter")
        seen = {field.id: field.value for field in at.app.screen.query("Field") if field.value}
        assert seen == {
            "number": GRADUATE["number"], "name": GRADUATE["name"], "agent": "王建国",
            "agent-number": "11010119900307803X",
        }  # fmt: skip
        at.app.screen.query_one("#mandate").focus()
        await at.paste("委托书\n2026-11-20")
        assert at.app.screen.query_one("#mandate").value == "委托书 2026-11-20"
        assert "2 行并成了一行" in at.app.message[0]
        await at.press("ctrl+s")
        assert hall.db.execute("SELECT count(*) FROM case_file WHERE agent IS NOT NULL").fetchone()[0] == 1
        await at.press("enter")
        seen = {field.id: field.value for field in at.app.screen.query("Field") if field.value}
        assert seen["agent"] == "王建国" and seen["mandate"] == "委托书 2026-11-20" and "*" in seen["number"]
        at.app.screen.query_one("#phone").focus()
        await at.press(*"13900000001")
        await at.press("ctrl+s")
    row = hall.db.execute("SELECT c.*, p.phone FROM case_file c JOIN person p ON p.id = c.person").fetchone()
    assert row["phone"] == "13900000001" and row["agent"] is not None and row["mandate"] == "委托书 2026-11-20"


async def test_what_was_typed_for_one_case_never_stands_in_another_s_dialog(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_outcomes(at)
        await at.press("7")
        await at.paste("改天再来")
        await at.press("escape")
        at.app.screen.case = "D999"  # as if another case were opened here
        key = ("IntakeScreen", at.app.screen.concern)
        assert not any(at.app.kept_words.get((*key, *rest[2:])) for rest in list(at.app.kept_words._kept))
        at.app.screen.case = "D1"
        await at.press("f5", "7")
        assert at.app.screen.query_one("#entry-0-box").value == "改天再来"


async def test_a_refused_field_of_the_form_is_there_again(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*"1111111")
        at.app.screen.fill_form()
        await at.settle()
        await at.press("down", "down")
        assert at.app.screen.editing == "就业日期"
        await at.paste("很快")
        assert "不是日期" in at.words
        await at.press("escape")
        assert type(at.app.screen).__name__ == "IntakeScreen" and "不是日期" in at.message
        at.app.screen.fill_form()
        await at.settle()
        await at.press("down", "down")
        assert at.app.screen.box.value == "很快"
        at.app.screen.box.value = "昨天"
        await at.settle()
        assert "记为：2026-11-23" in at.words
        await at.press("enter")
    fields = json.loads(hall.db.execute("SELECT fields FROM case_file").fetchone()[0])
    assert fields == {"就业日期": "2026-11-23"}


async def test_the_reasons_of_a_refusal_survive_esc_at_the_signature_and_ticks_survive_no(
    sit: Sitting, hall, people, do, accepted, approvals
) -> None:
    from screens.desk.deciding import refuse

    item = "talent-household"
    desk_of = hall.db.execute("SELECT desk FROM approval WHERE item = ? AND state = 'open'", (item,)).fetchone()[0]
    officer = next(code for code, who in people.items() if who.desk == desk_of and code.startswith("ap-"))
    async with sit(officer) as at:
        desk = at.app.screen
        line = desk.lines[approvals[item]]
        desk.query_one("LineList").cursor = line.number
        for _ in range(2):
            desk.start(refuse(desk, line))
            await at.settle()
            await at.press("1")  # in one's own words
            pad = at.app.screen.query_one("#words")
            if not pad.text:
                await at.paste("材料与事实不符")
            assert pad.text == "材料与事实不符"
            await at.press("tab", "enter")
            assert "签署" in at.words
            await at.press("escape")
        await at.press("space", "f8")
        assert "已勾选的 1 件" in at.words
        await at.press("escape")
        assert desk.ticked == {line.number}
    assert hall.db.execute("SELECT count(*) FROM approval WHERE state = 'decided'").fetchone()[0] == 0


async def test_what_was_typed_to_be_found_is_there_again_until_it_was_looked_for(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f9", *"liuq", "escape", "f9")
        assert at.app.screen.query_one("#text-box").value == "liuq"
        await at.press("ctrl+u", *"b001", "enter", "escape", "f9")
        assert at.app.screen.query_one("#text-box").value == "", "it was looked for"
        await at.press(*"b001", "escape", "f2", "f9")
        assert at.app.screen.query_one("#text-box").value == "b001", "an act in between costs nothing"


async def test_a_name_typed_where_the_number_belongs_stays_when_the_card_is_scanned(sit: Sitting, at_the_door) -> None:
    from tests.screens.test_intake_by_keys import ANSWERS, burst, opened

    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        await burst(at, "430104200207153029")
        dialog = at.app.screen
        dialog.query_one("#agent-number").focus()
        await at.paste("王大明")
        await at.press("enter")
        await burst(at, "11010119900307803X")
        found = {id: dialog.query_one(f"#{id}").value for id in ("number", "agent", "agent-number")}
        assert found == {"number": "430104200207153029", "agent": "王大明", "agent-number": "11010119900307803X"}


NOT_KEPT = {"Signature", "Release", "Leave", "FindDialog"}
"""Passwords, and what only looks for something."""
WRITTEN_IN = re.compile(r"\b(?:Field|Pad|TextArea|self\._field)\(")


def standing(at) -> dict[str | None, str]:
    return {one.id: getattr(one, "value", None) or getattr(one, "text", "") for one in at.app.screen.query(BOXES)}


BOXES = "Input, TextArea"


async def test_every_kind_of_dialog_keeps_what_was_typed_until_it_is_thrown_away(sit: Sitting) -> None:
    from tests.screens.test_no_scan_presses_a_key import dialogs

    kinds = {name: make for name, make in dialogs("").items() if WRITTEN_IN.search(inspect.getsource(make.func))}
    assert {"Entry", "Words", "Applicant"} <= set(kinds)
    async with sit("c3") as at:
        for name in set(kinds) - NOT_KEPT:
            at.app.run_worker(at.app.question(kinds[name]()))
            await at.settle()
            first = standing(at)
            assert first, name
            for box in at.app.screen.query(BOXES):
                setattr(box, "text" if isinstance(box, TextArea) else "value", "甲乙")
            await at.press("escape")
            at.app.run_worker(at.app.question(kinds[name]()))
            await at.settle()
            assert set(standing(at).values()) == {"甲乙"}, name
            await at.press("ctrl+r")
            assert standing(at) == first, f"{name}: thrown away"
            await at.press("escape")
            assert len(at.app.screen_stack) == 1, name
