"""How a date comes about, day by day, with the reason of each day; F7 prints it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.place import Place


class DaysScreen(Place):
    """The count of one approval's dates. Pushed over the desk or the file."""

    NAME = "逐日"
    AUTO_FOCUS = "#days"
    HELP = "每个期限从起算日数到最后一天：哪天计入、第几天、为什么。F7 打印给申请人。Esc 返回。"

    def __init__(self, approval: str) -> None:
        super().__init__()
        self.approval = approval

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(Column("日期", 10), Column("星期", 4), Column("第几天", 6, right=True), Column("为什么", 0), id="days", empty="正在读取..")

    async def refresh_data(self) -> None:
        """One query."""
        found = await self.app.ask("approval.explain", approval=self.approval)
        self.query_one("#current", Title).show(f"{found.subject} {found.item_name}  {found.case}", found.state)
        lines: list[Line] = []
        for n, count in enumerate(found.counts):
            last = f"{count.last_day}" if count.last_day else "另行通知"
            lines.append(Line(f"{n}", (f"{last}", "", "", f"{count.name}{'（暂定）' if count.provisional else ''}  {count.rule}"), "warn" if count.provisional else "good"))
            lines += [Line(f"{n}:s{m}", ("", "", "", step), "dim") for m, step in enumerate(count.steps)]
            for m, day in enumerate(count.days):
                lines.append(Line(
                    f"{n}:{m}", (f"{day.day}", f"周{'一二三四五六日'[day.day.weekday()]}", str(day.number) if day.number is not None else "", day.why),
                    "" if day.counted else "dim",
                ))
        self.query_one("#days", LineList).show(lines)

    async def press_receipts(self) -> None:
        """F7: print the count."""
        from screens.dialogs.question import Question

        if await self.app.question(Question("打印这份期限说明？", yes="打印", no="返回")):
            self.say(f"已写出 {await self.app.ask('approval.print-explanation', approval=self.approval)}，由打印机打出")
