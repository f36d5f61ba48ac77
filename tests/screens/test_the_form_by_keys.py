"""The form of a case by keys: from its paper's menu, field by field, kept at once, printed."""

from __future__ import annotations

import json

from tests.filling import fill_form_by_keys
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened


async def at_the_form(at: Session) -> None:
    await opened(at)
    await at.press(*ANSWERS)
    await burst(at, GRADUATE["number"])
    await at.paste(GRADUATE["name"])
    await at.press("ctrl+s", "home", "enter")
    assert "个人创业一件事申请表" in at.words and "填写表单" in at.words
    await at.press("end", "enter")
    assert type(at.app.screen).__name__ == "FormScreen"


def kept(hall) -> dict[str, str]:
    return json.loads(hall.db.execute("SELECT fields FROM case_file WHERE id = 1").fetchone()[0])


async def test_f5_in_the_form_keeps_the_field_and_asks_how_the_case_goes_on(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        await at.paste("自主创业")
        await at.press("f5")
        assert list(kept(hall).values()) == ["自主创业"]
        assert "怎样处理" in at.words and type(at.app.screen_stack[-2]).__name__ == "IntakeScreen"


async def test_enter_keeps_a_field_and_goes_on(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        assert at.focused == "value-box" and "已填 0 栏" in at.lines[2] and at.columns() == {80}
        names = [one.name for one in at.app.screen.form.fields]
        await at.paste("自主创业")
        await at.press("enter")
        assert kept(hall) == {names[0]: "自主创业"} and at.app.screen.editing == names[1]
        assert "已填 1 栏" in at.lines[2] and at.message.endswith("Ctrl+Z 撤销")
        await at.paste("星城创业")
        await at.press("down")
        assert kept(hall)[names[1]] == "星城创业" and at.app.screen.editing == names[2], "moving keeps it too"
        await at.press("up")
        assert at.app.screen.box.value == "星城创业"
        await at.press("down", "down")
        await at.paste("养老保险")
        await at.press("escape")
        assert kept(hall)[names[3]] == "养老保险", "and Esc"
        assert type(at.app.screen).__name__ == "IntakeScreen"
        assert any("表单" in line and f"3/{len(names)} 栏" in line for line in at.lines)


async def test_a_refused_text_stays_in_the_box_and_the_cursor_on_its_field(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        first = at.app.screen.editing
        await at.paste("长" * 501)
        await at.press("down")
        assert at.app.message[1] == "bad" and at.app.screen.editing == first and len(at.app.screen.box.value) == 501
        assert at.app.screen.query_one("#fields").cursor == first
    assert kept(hall) == {}


async def test_a_kept_field_is_taken_back_and_known_ones_are_offered(sit: Sitting, at_the_door, hall, people) -> None:
    from counter.acts.case.form import field
    from counter.acts.case.opening import open_case
    from counter.acts.case.parties import applicant
    from tests.intake.conftest import FOUNDER

    hall.do(open_case, people["c5"], bundle="graduates", answers=FOUNDER)
    hall.do(applicant, people["c5"], case="D1", **GRADUATE)
    hall.do(field, people["c5"], case="D1", name="就业形式", value="自主创业")
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        assert at.app.screen.editing == "就业形式" and at.app.screen.box.value == "自主创业" and "D1 填过的" in at.words
        await at.press("down")
        assert hall.db.execute("SELECT fields FROM case_file WHERE id = 2").fetchone()[0] == "{}", (
            "looked at is not taken"
        )
        await at.press("up", "enter")
        assert json.loads(hall.db.execute("SELECT fields FROM case_file WHERE id = 2").fetchone()[0]) == {
            "就业形式": "自主创业"
        }
        await at.press("ctrl+z")
        assert "填一栏 D2" in at.words and "就业形式：空 改为 自主创业" in at.words
        await at.press("tab", "enter")
        assert "已填 0 栏" in at.lines[2]


async def test_two_terminals_on_one_form_lose_nothing(sit: Sitting, at_the_door, hall, people) -> None:
    from counter.acts.case.form import field

    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        screen = at.app.screen
        names = [one.name for one in screen.form.fields]
        screen.reload = lambda: None  # this terminal has not yet heard of the other's save
        hall.do(field, people["c5"], case="D1", name=names[4], value="100%")
        await at.paste("自主创业")
        await at.press("enter")
        assert "刚被改过" in at.message and screen.box.value == "自主创业" and screen.editing == names[0]
        await at.press("enter")
        assert kept(hall) == {names[0]: "自主创业", names[4]: "100%"}, "looked at what changed: the next press keeps it"


async def test_f7_prints_it(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        await at.paste("自主创业")
        await at.press("f7")
        assert "打印表单？" in at.words and "栏没有填，打出来留空" in at.words
        await at.press("tab", "enter")
        assert "已写出 W" in at.message
    assert '"自主创业"' in hall.db.execute("SELECT content FROM paper WHERE kind = 'form'").fetchone()[0]


async def test_after_acceptance_a_change_takes_a_reason(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at_the_form(at)
        await at.paste("灵活就业")
        await at.press("enter", "escape", "ctrl+a", "tab", "enter")
        await fill_form_by_keys(at)
        await at.press("f5", "1")
        assert "已受理" in at.message
        at.app.screen.fill_form()
        await at.settle()
        await at.press("home" if at.focused != "value-box" else "up", *["up"] * 20)
        assert at.app.screen.editing == "就业形式"
        at.app.screen.box.value = "自主创业"
        await at.press("enter")
        assert "更正就业形式" in at.words and "重新审查" in at.words
        await at.paste("填错了")
        await at.press("enter")
        assert "已更正" in at.message
    assert kept(hall)["就业形式"] == "自主创业"


async def test_the_form_in_english_and_wide(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3", (160, 50)) as at:
        await at_the_form(at)
        assert at.columns() == {160}
        at.app.talk("en")
        await at.settle()
        assert "Asked by" in at.words and at.columns() == {160}


async def test_choices_are_said_and_understood_in_the_terminals_language(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3", speaks="en") as at:
        await at.press("f2", "f5", "1", *ANSWERS)
        at.app.screen.fill_form()
        await at.settle()
        assert "1 Employed  2 Own business  3 Flexible work" in at.words, at.words
        await at.paste("own business")
        await at.press("enter")
        assert next(iter(kept(hall).values())) == "自主创业", "kept as the guide has it"
        assert not [line for line in at.lines if "自主创业" in line], "and shown in the terminal's words"
