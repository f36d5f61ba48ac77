"""A promise that reaches into a year whose holidays nobody has announced is marked wherever it is said: never a plain
date.
"""

from __future__ import annotations

import json

import pytest

from tests.filling import fill_form
from tests.intake.conftest import GRADUATE, do
from tests.screens.conftest import Sitting
from tests.screens.test_intake_by_keys import burst


@pytest.fixture
def card(at_the_door, hall):
    """Somebody waits for a social card: 30 working days from 24 November 2026."""
    at_the_door("A", matter="社会保障卡")


async def test_the_window_and_its_papers_mark_it(sit: Sitting, card, hall) -> None:
    async with sit("c1") as at:
        await at.press("f2", "f5")
        await at.press("9")  # after the fixed lines
        await burst(at, GRADUATE["number"])
        await at.paste(GRADUATE["name"])
        await at.press("ctrl+s", "ctrl+a", "tab", "enter", "f5", "1")
        assert "承诺 2027-01-06 前办结（暂定）" in at.message
        assert "01-06?" in at.words
        await at.press("escape")
        assert "2027-01-06" in at.words and "（暂定）" in at.words.split("状态", 2)[-1]
    said = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'acceptance'").fetchone()[0])
    assert said["tables"][0]["rows"][0][2] == "2027-01-06（暂定）"


async def test_the_desk_marks_its_legal_day_too(sit: Sitting, hall, do) -> None:
    case = do("case.open", "c3", items=("social-card",)).case
    do("case.applicant", "c3", case=case, **GRADUATE)
    do("case.all-here", "c3", case=case)
    fill_form(do, case, "c3")
    do("case.accept", "c3", case=case)
    async with sit("ap-c-hr") as at:
        assert "法定 2027-01-06?  承诺 2027-01-06（暂定）  本台 2026-12-29" in at.words
        await at.press("enter")
        assert at.words.count("（暂定）") == 2, "promised and legal; the desk's own day lies in a known year"
