"""What a whole day at a window brought to light: the box and the line that is typed into, a second press, a card that
comes too soon, what the screen says while something is still missing.
"""

from __future__ import annotations

import json

from screens.dialogs.dialog import Asked
from screens.parts.lines import LineList
from screens.shell.places import PLACES, PUBLIC
from tests.conftest import spread
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE, do, draft
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened

COMPANY, CHILD, AGENT = "91430100MA4L5BKE7M", "43010420120305102X", "430104196501011233"


async def hold(at: Session, key: str, times: int = 3) -> None:
    """The same key once more and again, as by a finger that stays on it."""
    await at.pilot.press(*[key] * times)
    await at.settle()


def in_the_journal(hall) -> int:
    return hall.db.execute("SELECT count(*) FROM journal WHERE act NOT LIKE '%.looked'").fetchone()[0]


async def test_the_box_of_the_form_holds_the_field_that_the_list_stands_on(sit: Sitting, hall, do, draft) -> None:
    """With some fields done it opens at the first that is open; what is typed there never lands in another."""
    for name, value in (("就业形式", "2"), ("就业日期", "昨天")):
        do("case.field", case=draft, name=name, value=value)
    kept = json.loads(hall.db.execute("SELECT fields FROM case_file").fetchone()[0])
    async with sit("c3") as at:
        at.app.open_step("intake", draft)
        await at.settle()
        at.app.screen.fill_form()
        await at.settle()
        lines, box = at.app.screen.query_one("#fields", LineList), at.app.screen.box
        owed = next(one for one in at.app.screen.form.fields if one.open)
        assert (lines.cursor, at.app.screen.editing, box.value) == (owed.name, owed.name, ""), at.words
        await at.press("up")
        words = at.app.screen.field.value
        assert lines.cursor == at.app.screen.editing and box.value == words
        await at.press("home", "3")
        assert at.app.screen.loaded == words and box.value == f"3{words}"
        await at.press("ctrl+r", "down", "up", "3")
        assert box.value == "3", "what the hall put there is replaced by what is typed"
        at.app.talk("en")
        await at.settle()
        assert "needed" in at.words and "必填" not in at.words
        at.app.talk("zh-Hans")
        await at.settle()
        assert "必填" in at.words and "needed" not in at.words, "with words half typed, too"
    assert json.loads(hall.db.execute("SELECT fields FROM case_file").fetchone()[0]).keys() >= kept.keys()


async def test_a_second_press_decides_nothing_on_the_screen_that_the_first_led_to(
    sit: Sitting, at_the_door, hall
) -> None:
    for _ in range(3):
        at_the_door("B")
    async with sit("c3") as at:
        await at.press("enter")
        asked = at.app.screen
        assert isinstance(asked, Asked) and "点名叫号" in at.words
        await hold(at, "enter")
        assert at.app.screen is asked, "nobody is called by a finger that stays on Enter"
        await at.press("escape")
        await opened(at)
        await at.press(*ANSWERS, "ctrl+a")
        await hold(at, "2", 2)
        states = {row[0] for row in hall.db.execute("SELECT coalesce(cause, '') FROM case_document")}
        assert states == {""}, "the 2 that said yes says nothing of a paper"
        assert type(at.app.screen).__name__ == "FormScreen" and not at.app.screen.box.value
        await at.press("2")
        assert at.app.screen.box.value == "2", "and is a sign again as soon as it is meant"


async def test_enter_held_down_answers_no_question_in_any_place(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    for staff, role in spread((("c3", "clerk"), ("sup", "supervisor")), 2):
        modes = [mode for mode, (*_, roles) in PLACES.items() if role in roles and mode not in PUBLIC]
        async with sit(staff) as at:
            for mode in spread(modes, 9, at.app.home):
                await at.app.go(mode)
                await at.settle()
                await at.press("enter")
                first, before = at.app.screen, in_the_journal(hall)
                await hold(at, "enter", 2)
                if isinstance(first, Asked):
                    assert at.app.screen is first, f"{mode}: {at.words}"
                    assert in_the_journal(hall) == before, mode
                while isinstance(at.app.screen, Asked):
                    await at.press("escape")


async def test_another_card_takes_nothing_from_what_was_typed_for_somebody_else(
    sit: Sitting, at_the_door, hall
) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await burst(at, COMPANY)
        await at.paste("星城书院文创有限公司")
        await at.press("tab", "tab")
        await at.paste("王建国")
        await at.press("escape")
        await burst(at, AGENT)
        number, name = (at.app.screen.query_one(f"#{id}").value for id in ("number", "name"))
        assert (number, name) == (AGENT, "")
        await at.paste("王五")
        await at.press("escape", "f5")
        assert "有 2 位写到一半" in at.words and "星城书院文创有限公司" in at.words
        await at.press("2")
        shown = {field.id: field.value for field in at.app.screen.query("Field")}
        assert shown["number"] == COMPANY and shown["name"] == "星城书院文创有限公司"
        assert shown["representative"] == "王建国" and at.app.screen.company, at.words
        await at.press("ctrl+s")
        assert hall.db.execute("SELECT kind FROM person").fetchone()[0] == "organisation"
        await at.press("escape", "home", "shift+tab", "home", "enter")
        assert at.app.screen.query_one("#name").value == "星城书院文创有限公司", (
            "done: nothing half written stands over it"
        )


async def test_a_child_is_not_accepted_but_asked_for_its_guardian_at_once(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c3") as at:
        await at.press("f2", "f5", "3")
        await burst(at, CHILD)
        assert "已读证件 ..102X" in at.words and "找事项" in at.words, "the card is not looked for"
        await at.paste("社会保障卡")
        await at.press("enter")  # the only one that is found
        assert at.app.screen.query_one("#number").value == CHILD and at.focused == "name-box", at.words
        await at.paste("王小宝")
        await at.press("ctrl+s")
        assert at.lines[2].endswith("缺监护人") or "，缺监护人" in at.lines[2], at.words
        await at.press("space", "f5", "1")
        assert at.focused == "guardian-box", at.words
        await at.paste("王建国")
        await at.press("enter")
        await burst(at, AGENT)
        await at.paste("户口簿")
        await at.press("enter")
        assert "已受理" in at.message, at.words
        await at.press("f5")
        assert "已经受理，还要做什么" in at.words and "予以受理" not in at.words
        assert "更正一栏" in at.words, "what can be done of an accepted case, and nothing that can't"


async def test_what_is_missing_is_said_everywhere_alike(sit: Sitting, at_the_door, hall, do) -> None:
    """List, preview, search and notice: nothing is called complete that isn't, no sentence ends open."""
    case = do("case.open", "c3", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c3", case=case, **GRADUATE)
    do("case.all-here", "c3", case=case)
    papers = do("case.show", case=case).papers
    late = papers[1]
    ways = next(one for one in papers[2:] if any(o.cause == "tolerated" and o.allowed for o in one.offers))
    do("case.document", case=case, document=ways.document, state="missing", cause="tolerated", due_on=ways.last_day)
    told = do("case.notify", case=case)
    assert told.papers == (told.paper,) and str(told).endswith(told.paper)
    seen = do("window.case", case=case)
    assert any("表单" in one for one in seen.missing) and any(ways.name in one for one in seen.missing)
    fill_form(do, case, "c3")
    assert not any("表单" in one for one in do("window.case", case=case).missing)
    planned = do("case.plan", case=case)
    assert not planned.lacks and planned.tolerated == 1
    do("case.document", case=case, document=late.document, state="missing", cause="supplement")
    async with sit("c3") as at:
        at.app.open_step("intake", case)
        await at.settle()
        assert at.app.screen.query_one("#documents", LineList).cursor == late.document, "it begins with what is owed"
        await at.press("space", "f6")
        assert "容缺 1 份，其余已齐" in at.lines[2] and "材料已齐" not in at.words, at.words


async def test_why_somebody_was_put_aside_is_read_whole_where_they_are_taken_up_again(
    sit: Sitting, at_the_door
) -> None:
    at_the_door("A")
    why = "去楼下复印身份证和户口簿，还要补照片"
    async with sit("c1") as at:
        await at.press("f2", "f6", "1", "ctrl+u")
        await at.paste(why)
        await at.press("enter", "enter")
        assert why in getattr(at.app.screen, "text", ""), at.words
