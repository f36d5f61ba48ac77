"""A card that is scanned belongs to the person or case in hand, wherever on the way one is; it is never lost."""

from __future__ import annotations

from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Sitting
from tests.screens.test_from_door_to_door import decided
from tests.screens.test_intake_by_keys import ANSWERS, burst, opened

UNKNOWN = "430104199507153017"


async def test_a_card_scanned_in_the_form_or_the_preview_is_the_applicants(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await opened(at)
        await at.press(*ANSWERS)
        at.app.screen.fill_form()
        await at.settle()
        await at.paste("写了一半")
        await burst(at, GRADUATE["number"])
        assert at.app.screen.query_one("#number").value == GRADUATE["number"], at.words
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s")
        assert type(at.app.screen).__name__ == "FormScreen" and at.app.screen.box.value == "写了一半"
        assert hall.db.execute("SELECT person FROM case_file").fetchone()[0] is not None
        await at.press("ctrl+r", "escape", "f6")
        assert type(at.app.screen).__name__ == "PlanScreen"
        await burst(at, UNKNOWN)
        assert at.app.screen.query_one("#number").value == UNKNOWN and at.focused == "name-box"
        await at.press("escape")
        assert type(at.app.screen).__name__ == "PlanScreen"
        await at.press("escape", "escape", "f6")
        await burst(at, UNKNOWN)
        assert at.app.screen.query_one("#number").value == UNKNOWN, "from the preview that the window opens, too"


async def test_a_card_scanned_after_the_call_is_filled_in_by_f5(sit: Sitting, at_the_door, hall, people) -> None:
    at_the_door("B")
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2")
        await burst(at, UNKNOWN)
        assert "F5 受理时填进申请人" in at.message and type(at.app.screen).__name__ == "WindowScreen"
        await at.press("f5")
        assert "已读证件 ..3017" in at.words
        await at.press("1")
        assert at.app.screen.query_one("#number").value == UNKNOWN and at.focused == "name-box"
        await at.paste("刘茜")
        await at.press("ctrl+s")
        assert "刘茜" in at.lines[1]
        await at.press("escape", "f8", "tab", "enter", "f2")
        await burst(at, UNKNOWN)
        assert "刘茜" in at.words and "查询" in at.lines[0], "somebody whom the hall knows is shown"
        await at.press("f5", "1")
        assert at.app.screen.query_one("#number").value == UNKNOWN, "and F5 goes on with the card all the same"
        await at.press("escape", "escape")
        await burst(at, GRADUATE["number"])
        await at.press("f5")
        assert at.app.screen.query_one("#number").value == GRADUATE["number"], "a case that is open takes it too"


async def test_a_result_is_handed_over_without_beginning_the_called_visit_unless_that_is_said(
    sit: Sitting, at_the_door, hall, decided: str
) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f9")
        await at.paste(decided)
        await at.press("enter", "enter", "1")
        assert "来领，他的办理从现在开始" in at.words
        await at.press("1")
        assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "decided", "1 goes back, as in questions"
        await at.press("enter", "1", "3")
        case = hall.db.execute("SELECT state FROM case_file").fetchone()[0]
        ticket = hall.db.execute("SELECT state FROM ticket ORDER BY id DESC").fetchone()[0]
        assert (case, ticket) == ("delivered", "called")


async def test_a_name_typed_at_once_after_the_card_goes_to_the_name(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2")
        await burst(at, UNKNOWN)
        await at.press("f5")
        await at.pilot.press("1")
        await at.pilot.press("l")  # typed ahead, while the case is being opened
        await at.pilot.press("q")
        await at.settle()
        await at.settle()
        number, name = at.app.screen.query_one("#number"), at.app.screen.query_one("#name")
        assert (number.value, name.value) == (UNKNOWN, "lq")
