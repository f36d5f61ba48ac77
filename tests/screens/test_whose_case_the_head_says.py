"""The head of a case keeps the applicant to the last digit, whatever the language; what is owed is not called whole."""

from __future__ import annotations

import pytest

from counter import acts
from screens.shell.language import t
from tests.intake.test_the_right_person_in_hand import checked, credit
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import burst
from tests.screens.test_the_same_keys_in_every_language import GRADUATE

NUMBER, NAME = GRADUATE


@pytest.mark.parametrize("speaks", ["zh-Hans", "en"])
async def test_the_head_keeps_the_applicant_uncut_at_80_columns(sit: Sitting, at_the_door, speaks: str) -> None:
    at_the_door("B", matter="毕业")
    async with sit("c3", speaks=speaks) as at:
        await at.press("f2", "f5", "1", "1", "1", "1", "1", "1")
        case = at.app.screen.case
        await at.app.ask(acts.case_applicant, case=case, name=NAME, number=NUMBER)
        await at.app.screen.refresh_data()
        await at.settle()
        whom = f"{NAME} {NUMBER[:3]}***********{NUMBER[-4:]}"
        assert at.lines[1].endswith(whom), at.lines[1]
        await at.press("tab", "down", "enter")
        assert t("表单") in at.lines[0] and at.lines[1].endswith(whom), at.words


async def test_a_minor_without_a_guardian_is_named_as_what_is_missing(sit: Sitting, at_the_door) -> None:
    at_the_door("B", matter="毕业")
    async with sit("c3") as at:
        await at.press("f2", "f5", "1")
        await at.app.ask(acts.case_applicant, case=at.app.screen.case, name="王小明", number="110101201205050019")
        await at.app.screen.refresh_data()
        await at.settle()
        assert "缺监护人" in at.words, at.words


async def test_whoever_handles_it_for_a_company_is_read_whole_and_no_guardian_is_offered(
    sit: Sitting, at_the_door
) -> None:
    at_the_door("B", matter="毕业")
    async with sit("c3") as at:
        await at.press("f2", "f5", "1")
        await burst(at, "91110101MA01ABCD19")
        assert "法人代表" in at.words and "Ctrl+T" not in at.words
        assert "经办人" in at.words and "代办人 " not in at.words
        await at.press("escape")
        company = {"name": "星城市江南区实业发展公司", "number": "91110101MA01ABCD19"}
        agent = {"agent_name": "李经办", "agent_number": "110101198808080036", "mandate": "授权书"}
        await at.app.ask(acts.case_applicant, case=at.app.screen.case, **company, **agent)
        await at.app.screen.refresh_data()
        await at.settle()
        assert "经办人 李经办" in at.words and "缺代表人" in at.words, at.words


async def test_an_odd_code_asks_what_was_seen_and_a_mistyped_id_makes_no_company(
    sit: Sitting, at_the_door, hall
) -> None:
    """Xiamen's M-codes are genuine; a resident number with a wrong digit may fit as a credit code by chance."""
    at_the_door("B", matter="毕业")
    chance = next(
        number
        for day in range(1, 29)
        for rest in range(40)
        if (number := credit(body := f"110105199503{day:02d}{rest:03d}")).isdigit() and number != checked(body)
    )
    async with sit("c3") as at:
        await at.press("f2", "f5", "1")
        await burst(at, chance)
        assert "不是对的身份证号" in at.words and at.focused == "number-box", at.words
        assert "核对说明" in at.words, "it may be one all the same"
        await burst(at, credit("M1350200MA4L16JQ9"))
        assert "前两位" in at.words and at.focused == "note-box", at.words
        await at.paste("看过执照原件")
        at.app.screen.query_one("#name").focus()
        await at.paste("鹭岛老字号公司")
        await at.press("ctrl+s")
        assert "缺代表人" in at.words and "看过执照原件" in at.words, at.words
    rows = hall.db.execute("SELECT name, id_kind, kind FROM person").fetchall()
    assert [tuple(row) for row in rows] == [("鹭岛老字号公司", "credit", "organisation")]
