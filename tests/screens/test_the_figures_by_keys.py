"""A supervisor looks at a month by keys: another split, the chart's column, the rows behind a number, the file."""

from __future__ import annotations

from tests.desks.conftest import accepted, approvals, do, filed


async def test_a_month_is_looked_at_by_keys_and_taken_out(sit, hall, do, accepted, approvals, tmp_path) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("sup", size=(80, 24), place="figures") as at:
        assert "2026-11 受理 1 件 10 项  当场 100.0%（1/1）  按时 100.0%（1/1）" in at.words
        assert "市税务局" in at.words and at.columns() == {80}
        await at.pilot.resize_terminal(100, 24)
        await at.settle()
        head = next(line for line in at.lines if "部分" in line and "受理项" in line)
        assert ".." not in head and "满意%" in head, "a column that has no room is left out, none is cut"
        await at.pilot.resize_terminal(80, 24)
        await at.settle()
        await at.down_to("#parts", "C-TAX")
        await at.press("enter", "4")
        await at.until("按时办结率：计入 1  未达 0")
        assert "灵活就业" in at.words and "市税务局" in at.words
        await at.press("escape", "1", "8")
        await at.until("按窗口人员  图：按时办结率%")
        await at.press("3", "2")
        await at.until("图：办结项")
        await at.press("4")
        await at.paste(str(tmp_path / "十一月.pdf"))
        await at.press("enter")
        await at.until("已导出到")
    assert (tmp_path / "十一月.pdf").read_bytes().startswith(b"%PDF")
    facts = hall.db.execute("SELECT facts FROM journal WHERE act = 'report.export'").fetchone()[0]
    assert '"form":"pdf"' in facts and '"people":true' in facts


async def test_an_approver_sees_the_own_desk_by_time_only(sit, do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("ap-c-tax", size=(160, 48), place="figures") as at:
        assert "2026-11 受理 1 件 1 项" in at.words and "按日期" in at.words and at.columns() == {160}
        await at.press("1")
        assert "窗口人员" not in at.words and "星期" in at.words
