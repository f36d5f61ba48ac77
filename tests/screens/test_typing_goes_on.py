"""A field of search is never out of reach: what is typed or scanned among the results is the next word, and nothing is
lost where none are.
"""

from __future__ import annotations

from tests.desks.conftest import accepted, approvals, do, filed
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import burst


def typed(at: Session) -> str:
    return at.app.screen.query_one("#text-box").value


async def test_the_next_receipt_is_scanned_over_the_last_ones_results(sit: Sitting, accepted) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        await burst(at, "R20991124-0001")
        assert "没有收件编号 R20991124-0001" in at.message and at.focused == "text-box"
        await burst(at, accepted.case)
        assert typed(at) == accepted.case and "找到 1 条" in at.message and at.focused == "found"
        await burst(at, accepted.acceptance_number)
        assert typed(at) == accepted.acceptance_number and "找到 1 条" in at.message and at.focused == "found"


async def test_a_word_that_finds_nothing_is_corrected_where_one_stands(sit: Sitting, at_the_door) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f5", "3")
        await at.press(*"zzqx", "enter")
        assert "没有找到「zzqx」" in at.words and at.focused == "text-box"
        await at.press("home", "delete", "delete", "delete", "delete", *"shbz", "enter")
        assert at.focused == "hits" and "社会保障卡申领" in at.words
        await at.press(*"jzz")
        assert typed(at) == "jzz" and "居住证申领" in at.words
        await at.press("down", "1")
        assert "居住证申领" in at.words and "D1 草稿" in at.lines[1]


async def test_a_guide_gives_a_family_one_number_at_the_bundles_own_queue(sit: Sitting, hall) -> None:
    async with sit("g1") as at:
        await at.press(*"dxsjy", "enter", "enter", "1")
        assert "一件事专区" in next(line for line in at.lines if ">1" in line), (
            "the queue that takes this bundle comes first"
        )
        await at.press("1")
        await at.press("end")
        assert "一起来的几个人.." in at.words
        await at.press("enter", "3", "enter", "1")
        assert "B001 一件事专区" in at.message
    assert tuple(hall.db.execute("SELECT people, queue, class FROM ticket").fetchone()) == (3, "B", "normal")
