"""One of the two numbers, its definition, and the items that it was counted from, the missed ones first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.report.evidence import Behind

TONES = {"yes": "", "no": "bad", "": "dim"}
MARKS = {"yes": mark("计入"), "no": mark("未达"), "": mark("不算")}


class EvidenceScreen(Scanning, Place):
    """Pushed over the supervisor's screen by 1 or 2."""

    NAME = mark("数字的来历")
    DIGITS = "12"
    AUTO_FOCUS = "#items"
    PANES = (("#items", mark("事项")),)
    HELP = mark(
        "上面是这个数、它怎么算；下面是本月算进去的每个事项，没有达到的在最上面。\n"
        "1 按时办结率，2 当场办结率；Enter 看这件从头到现在的经过。Esc 返回。"
    )

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.shown: Behind | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield Sheet(id="definition", can_focus=False)
        yield LineList(
            Column("", 4),
            Column(mark("审批"), 7),
            Column(mark("事项"), 0),
            Column(mark("日期"), 5),
            Column(mark("怎么算的"), 30),
            Column(mark("部门"), 16, wide_only=True),
            Column(mark("收件号"), 14, wide_only=True),
            id="items",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """One query for the month so far."""
        from counter.acts.report.evidence import Number

        self.shown = shown = await self.app.ask(acts.report_behind, number=Number(self.number))
        rate = t("无") if shown.share is None else f"{shown.share:.1f}%"
        self.query_one("#current", Title).show(
            t(
                "本月{name} {share}（{part}/{whole} 项，不计 {uncounted} 项）",
                uncounted=shown.uncounted,
                name=t(shown.name),
                share=rate,
                part=shown.part,
                whole=shown.whole,
            ),
            t("{first} 至 {last}    1按时办结率 2当场办结率 Enter经过", first=shown.first, last=shown.last),
        )
        self.query_one("#definition", Sheet).show([Fact("", t(shown.definition), "dim")])
        self.query_one("#items", LineList).show(
            (
                Line(
                    one.approval,
                    (
                        t(MARKS[one.counted]),
                        one.approval,
                        one.item_name,
                        one.decided_on[5:] if one.decided_on else t("未定"),
                        worded(one.why),
                        one.department,
                        one.case,
                    ),
                    TONES[one.counted],
                )
                for one in shown.items
            ),
            empty=t("本月还没有作出决定。"),
        )

    def digit(self, digit: int) -> None:
        """1 or 2: the other number."""
        self.number = "on-time" if digit == 1 else "on-the-spot"
        self.reload()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the case's history."""
        event.stop()
        one = next((one for one in self.shown.items if one.approval == event.key), None) if self.shown else None
        if one is not None:
            from screens.window.case_history import CaseHistoryScreen

            self.app.push_screen(CaseHistoryScreen(one.case))
