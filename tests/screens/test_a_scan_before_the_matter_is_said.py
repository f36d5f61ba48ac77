"""F5 asks what is done; a card or a code that is scanned at that moment chooses nothing by its digits and
is not lost.
"""

from __future__ import annotations

import re

from counter.acts.inbox.taking_in import take_in
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import burst
from tests.site.conftest import phone, publisher
from tests.site.test_hostile_visitors import png, send_files


async def test_a_card_read_too_early_fills_the_applicant_once_the_matter_is_chosen(
    sit: Sitting, at_the_door, hall
) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5")
        await burst(at, GRADUATE["number"])
        assert "已读证件 ..3029，再选办什么" in at.words
        assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 0, (
            "no digit of the card chose anything"
        )
        await at.press("1")
        assert at.app.screen.query_one("#number").value == GRADUATE["number"] and at.focused == "name-box"
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s")
        assert "大学生就业创业落户" in at.lines[1] and GRADUATE["name"] in at.lines[1]


async def test_digits_still_choose_and_what_is_typed_ahead_goes_on(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5")
        await at.pilot.press("1", "2", "1")
        await at.settle()
        await at.settle()
        first, second = at.app.screen.shown.situations[:2]
        assert (first.given, second.given) == (first.answers[1][0], second.answers[0][0])


async def test_a_case_prepared_at_home_opens_by_its_code_from_f5_and_from_f9(
    sit: Sitting, at_the_door, hall, people, phone
) -> None:
    sent = await send_files(
        phone, "/review/startup-subsidy", [("L2000016", "身份证.png", png(9, 9), "image/png")], words="够吗？"
    )
    code = re.search(r'href="/p/([0-9A-Z]{38})', sent.text)[1]
    assert [one.state for one in take_in(hall)] == ["taken"]
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f9")
        await burst(at, code)
        assert "一次性创业补贴申领" in at.words and "找到 1 条" in at.message
        await at.press("escape", "f5")
        await burst(at, code)
        assert "一次性创业补贴申领" in at.words and "收件受理" in at.lines[0] and "1 个文件" in at.message
        await at.press("escape", "f9")
        await burst(at, code)
        assert "D1" in at.words, "once opened, the code finds the case"
    assert [
        tuple(r) for r in hall.db.execute("SELECT c.ticket, t.state FROM case_file c JOIN ticket t ON t.id = c.ticket")
    ] == [(1, "serving")]
