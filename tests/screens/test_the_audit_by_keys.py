"""The supervisor asks the journal by keys."""

from __future__ import annotations

import pytest

from tests.desks.conftest import accepted, approvals, do, filed


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_journal_is_asked_by_keys(sit, do, accepted, approvals, size) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("sup", size=size, place="audit") as at:
        assert "日志" in at.words and "ap-c-tax" in at.words and at.columns() == {size[0]}
        await at.press("3")
        await at.paste(accepted.case)
        await at.press("enter")
        await at.until(f"{accepted.case}")
        await at.press("4")
        await at.paste("nonsense")
        await at.press("enter")
        assert "没有操作" in at.message and accepted.case in at.words
        await at.press("1", "2")
        await at.until("谁看过谁")
        await at.press("5")
        for words in ("11.24", "1000", "11.24", "2500"):
            await at.paste(words)
            await at.press("enter")
        assert "时间 2500 不对" in at.message and "2500" not in at.lines[1], "and what was asked before stands"
        await at.press("1", "4")
        await at.until("没有符合的记录")
