"""On the supervisor's screen at 80 columns nothing is cut beside what stays blank, and nobody reckons with minutes."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import NOW
from tests.screens.conftest import Sitting


async def test_queues_have_their_whole_names_and_a_long_visit_its_hours(sit: Sitting, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2")
    async with sit("sup", now=NOW + timedelta(hours=5)) as at:
        assert "一件事专区" in at.words and "社区服务站" in at.words
        await at.press("3")  # the other page: windows
        assert "5 小时" in at.words and "到来" in at.words, at.words
