"""At 120 columns and more the window shows the day so far and the next appointments beside the queue."""

from __future__ import annotations

import pytest

from counter.acts.queue.appointments import book
from screens.parts.cell_picture import CellPicture
from screens.parts.lines import LineList
from tests.conftest import picked
from tests.desks.conftest import do


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


@pytest.mark.parametrize(("size", "shown"), [((100, 30), False), ((120, 36), True), ((160, 48), True)])
async def test_the_picture_of_the_paper_or_the_case_at_a_glance_stands_beside_the_papers(
    hall, sit, do, tmp_path, size, shown
) -> None:
    from PIL import Image

    picture = tmp_path / "card.png"
    Image.new("RGB", (80, 50), (200, 30, 30)).save(picture)
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    do("case.attach", "c3", case=step.case, document="L2000016", **picked(hall, picture))
    async with sit("c3", size=size) as at:
        await at.press("f9")
        await at.paste(step.case)
        await at.press("enter", "f5")
        papers = at.app.screen.query_one("#documents", LineList)
        assert {line.key for line in papers.lines} > {"L2000016"}
        other = next(line.key for line in papers.lines if line.key != "L2000016")
        papers.cursor = other
        await at.settle()
        assert ("现在受理，送到" in at.words and "市税务局" in at.words) is shown, at.words
        papers.cursor = "L2000016"
        await at.settle()
        drawn = [one for one in at.app.screen.query(CellPicture) if one.display and one.region.area and one.data]
        assert bool(drawn) is shown and "现在受理，送到" not in at.words
        assert len(at.columns()) == 1
        names = [line for line in at.lines if "居民身份证" in line]
        assert names, "no paper's name is cut for what stands beside it"
