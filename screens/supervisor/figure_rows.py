"""The rows behind one figure: those that count against it first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.rules.figure_names import BY_NAMES, By, Figure
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.report.rows import Rows

TONES = {"yes": "", "no": "bad", "": "dim"}
MARKS = {"yes": mark("计入"), "no": mark("未达"), "": mark("不算")}


class FigureRowsScreen(Scanning, Place):
    """Pushed over the figures by Enter."""

    NAME = mark("数字的来历")
    AUTO_FOCUS = "#items"
    PANES = (("#items", mark("明细")),)
    HELP = mark(
        "上面是这个数和它怎么算；下面是它从哪些办件、事项、号或评价数出来，没有达到的在最上面，最多列 500 行。\n"
        "Enter 看这件从头到现在的经过。Esc 返回。"
    )

    def __init__(self, figure: Figure, month: str, by: By, member: str, part: str) -> None:
        super().__init__()
        self.figure, self.month, self.by, self.member, self.part = figure, month, by, member, part
        self.shown: Rows | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield Sheet(id="definition", can_focus=False)
        yield LineList(
            Column("", 4),
            Column(mark("日期"), 10),
            Column(mark("编号"), 14),
            Column(mark("事由"), 0),
            Column(mark("怎么算的"), 28, english=34),
            Column(mark("在哪里"), 16, wide_only=True),
            id="items",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """One query."""
        self.shown = shown = await self.app.ask(
            acts.report_rows, figure=self.figure, month=self.month, by=self.by, member=self.member
        )
        self.query_one("#current", Title).show(
            t(
                "{name}：计入 {good}  未达 {bad}  不算 {beside}",
                name=t(shown.name),
                good=shown.good,
                bad=shown.bad,
                beside=shown.beside,
            ),
            t(
                "{first} 至 {last} {by} {member}    Enter经过",
                first=shown.first,
                last=shown.last,
                by=t(BY_NAMES[self.by]),
                member=worded(self.part),
            ),
        )
        self.query_one("#definition", Sheet).show([Fact("", t(shown.definition), "dim")])
        self.query_one("#items", LineList).show(
            (
                Line(
                    f"{n}:{one.case}",
                    (t(MARKS[one.counted]), one.day, one.code, worded(one.name), worded(one.value), worded(one.where)),
                    TONES[one.counted],
                )
                for n, one in enumerate(shown.rows)
            ),
            empty=t("没有一行。"),
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the case's history, where the row has one."""
        event.stop()
        case = event.key.partition(":")[2]
        if not case:
            self.say(t("这一行没有办件"), "plain")
            return
        from screens.window.case_history import CaseHistoryScreen

        self.app.push_screen(CaseHistoryScreen(case))
