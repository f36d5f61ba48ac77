"""At 120 columns and more the window shows the day so far and the next appointments beside the queue."""

from __future__ import annotations

import pytest

from counter.acts.queue.appointments import book


@pytest.mark.parametrize(("size", "shown"), [((80, 24), False), ((120, 32), True), ((160, 48), True)])
async def test_the_day_so_far_and_the_next_appointments_stand_there(
    hall, sit, people, at_the_door, size, shown
) -> None:
    number = at_the_door("B").number
    hall.do(book, people["g1"], queue="B", at="16:00", remote="13800000000")
    async with sit("c3", size=size) as at:
        await at.press("f2", "f8", "tab", "enter")
        await at.until("现在没有人")
        stand = [words in at.words for words in ("接下来的预约", "16:00", "今天到现在", f"09:30-09:30 {number}")]
        assert stand == [shown] * 4, at.words
        assert len(at.columns()) == 1
