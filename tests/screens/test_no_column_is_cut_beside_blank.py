"""A list gives the blank of its open column to those that are too narrow, and keeps apart what would read the same."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import App, ComposeResult

from screens.parts.lines import Column, Line, LineList

LONG = "流动人员人事档案接收（转入本市人才服务中心）"


class Lists(App[None]):
    acts_done = 0

    def compose(self) -> ComposeResult:
        yield LineList(Column("", 0), Column("", 8), Column("", 4, right=True), id="list")


async def drawn(width: int, *rows: tuple[str, str, str]) -> tuple[list[str], Lists]:
    app = Lists()
    async with app.run_test(size=(width, 12)) as pilot:
        lines = app.query_one(LineList)
        lines.show([Line("first", ("短", "短", "1"))])
        await pilot.pause()
        lines.show(Line(str(n), cells) for n, cells in enumerate(rows))
        await pilot.pause()
        shown = [strip.text for strip in lines.render_lines(lines.size.region)]
    assert {cell_len(one) for one in shown} == {width}
    return [one.rstrip() for one in shown], app


async def test_a_narrow_column_takes_the_blank_of_the_open_one() -> None:
    shown, _ = await drawn(60, ("就业登记", "是，申请一次性补贴", "1"), ("短", "否", "2"))
    assert "是，申请一次性补贴" in shown[0] and "就业登记" in shown[0], shown
    shown, _ = await drawn(38, (LONG, "是，申请一次性补贴", "1"))
    assert "是，申.." in shown[0], "no blank there: nothing is taken from the open column"


async def test_two_lines_that_would_be_cut_to_the_same_are_told_apart() -> None:
    rows = [(f"流动人员人事档案的接收和{what}", "3 天", "1") for what in ("转入", "转出")] + [(LONG, "5 天", "1")]
    shown, _ = await drawn(36, *rows)
    assert "转入" in shown[0] and "转出" in shown[1] and shown[0] != shown[1], shown


async def test_a_long_name_runs_into_the_empty_cell_beside_it() -> None:
    shown, _ = await drawn(30, ("申请人 星城食品有限公司", "", ""), ("表单，还差 2 栏", "0/3 栏", "12"))
    assert "星城食品有限公司" in shown[0], shown
    assert "0/3 栏" in shown[1]
