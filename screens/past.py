"""A case's history, one key away: what was done, when, where, by whom; and each desk's date."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.place import Place


class PastScreen(Place):
    """Pushed over another screen; Esc goes back."""

    NAME = "经过"
    AUTO_FOCUS = "#events"
    PANES = (("#desks", "各台进度"), ("#events", "经过"))
    HELP = "上面是这件各审批台的进度和日期，下面是从建件到现在的每一步。只列做了什么，不列意见。Esc 返回。"

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("审批", 6), Column("事项", 0), Column("部门", 16), Column("状态", 8), Column("承诺", 5), Column("余", 16), Column("最近", 18, wide_only=True),
            Column("找谁", 28, wide_only=True), id="desks", empty="还没有受理",
        )
        yield LineList(
            Column("时间", 11), Column("做了什么", 10), Column("事项", 0), Column("谁", 8), Column("在哪里", 12, wide_only=True), Column("说明", 22), id="events",
            empty="正在读取..",
        )

    async def refresh_data(self) -> None:
        """The spine first, then every step."""
        lines = await self.app.ask("case.progress", case=self.case)
        events = await self.app.ask("case.history", case=self.case)
        open_now = [line for line in lines if line.state in ("open", "paused", "blocked")]
        self.query_one("#current", Title).show(
            f"{self.case}  {len(lines)} 个事项，还在办 {len(open_now)} 个",
            "等：" + "、".join(list(dict.fromkeys(line.department_name for line in open_now))[:4]) if open_now else "没有在等的审批台",
        )
        desks = self.query_one("#desks", LineList)
        desks.styles.height = min(11, max(3, len(lines) + 1))
        tones = {"red": "bad", "yellow": "warn"}
        desks.show(
            Line(
                line.number, (line.number, line.item_name, line.department_name, line.outcome_words if line.state == "decided" else line.state_words,
                              line.promised_on[5:] if line.promised_on else "另行", line.left or (line.decided_on or ""), line.last, f"{line.who} {line.phone}"),
                "good" if line.state == "decided" else tones.get(line.light, "dim" if line.state == "blocked" else ""),
            )
            for line in lines
        )
        self.query_one("#events", LineList).show(
            Line(str(e.seq), (f"{self.app.local(e.at):%m-%d %H:%M}", e.what, e.item, e.who, e.place, e.detail)) for e in events
        )
