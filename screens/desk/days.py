"""How a date comes about, day by day, with the reason of each day; F7 prints it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from counter import acts
from counter.rules.workday import WEEKDAY_NAMES
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

WHY = (
    mark("工作日"),
    mark("周末"),
    mark("放假"),
    mark("调休上班"),
    mark("本厅开放"),
    mark("本厅不开放"),
    mark("起算日当天不计"),
)
"""Why a day counts or does not; a holiday's name may follow in brackets."""


class DaysScreen(Place):
    """The count of one approval's dates. Pushed over the desk or the file."""

    NAME = mark("逐日")
    AUTO_FOCUS = "#days"
    HELP = mark("每个期限从起算日数到最后一天：哪天计入、第几天、为什么。F7 打印给申请人。Esc 返回。")

    def __init__(self, approval: str) -> None:
        super().__init__()
        self.approval = approval

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("日期"), 10),
            Column(mark("星期"), 4),
            Column(mark("第几天"), 6, right=True),
            Column(mark("为什么"), 0),
            id="days",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """One query."""
        found = await self.app.ask(acts.approval_explain, approval=self.approval)
        self.query_one("#current", Title).show(f"{found.subject} {found.item_name}  {found.case}", t(found.state))
        lines: list[Line] = []
        for n, count in enumerate(found.counts):
            last = f"{count.last_day}" if count.last_day else t("待定")
            name = t("{day}（暂定）", day=t(count.name)) if count.provisional else t(count.name)
            lines.append(
                Line(f"{n}", (last, "", "", f"{name}  {worded(count.rule)}"), "warn" if count.provisional else "good")
            )
            lines += [Line(f"{n}:s{m}", ("", "", "", worded(step)), "dim") for m, step in enumerate(count.steps)]
            for m, day in enumerate(count.days):
                lines.append(
                    Line(
                        f"{n}:{m}",
                        (
                            f"{day.day}",
                            t(WEEKDAY_NAMES[day.day.weekday()]),
                            str(day.number) if day.number is not None else "",
                            worded(day.why),
                        ),
                        "" if day.counted else "dim",
                    )
                )
        self.query_one("#days", LineList).show(lines)

    async def press_receipts(self) -> None:
        """F7: print the count."""

        if await self.app.confirm(t("打印这份期限说明？"), yes=t("打印"), no=t("返回")):
            self.say(
                t(
                    "已写出 {paper}，由打印机打出",
                    paper=await self.app.ask(acts.approval_print_explanation, approval=self.approval),
                )
            )
