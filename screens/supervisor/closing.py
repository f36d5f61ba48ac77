"""The end of the day: every ticket that is left gets its decision from a person, then the day is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.day import DAY_STATE_NAMES, DayState
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.queue.day import Today


class ClosingScreen(Place):
    """The supervisor's page at closing time."""

    NAME = mark("当日")
    AUTO_FOCUS = "#left"
    PANES = (("#left", mark("剩下的号")),)
    HELP = mark(
        "列出今天和往日所有没有结束的号。Enter 逐个决定：接着办、转明日优先、作废。\n"
        "Ctrl+L 停止或恢复发号（已取号的照常办）。F8 结束当日；还有没决定的号就不能结束。当日没有开始时 F8 开始当日。\n"
        "跨夜的和办到一半的，时间标为不可靠，不进统计。"
    )
    day: Data[Today] = Data()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="day-title")
        yield LineList(
            Column(mark("日期"), 10),
            Column(mark("号"), 5),
            Column(mark("状态"), 8),
            Column(mark("窗"), 4, right=True),
            Column(mark("分"), 4, right=True),
            Column(mark("类别"), 8),
            Column(mark("事由"), 0),
            id="left",
            empty=mark("没有剩下的号，可以按 F8 结束当日。"),
        )

    async def refresh_data(self) -> None:
        """One query."""
        day = self.day = await self.app.ask(acts.day_show)
        issuing = "" if day.state != DayState.OPEN else t("，正在发号") if day.issuing else t("，已停止发号")
        step = (
            t("F8 开始当日")
            if day.state in (DayState.NONE, DayState.CLOSED)
            else t("Enter 决定选中的号    Ctrl+L 停止、恢复发号    F8 结束当日")
        )
        self.query_one("#day-title", Title).show(
            t(
                "{date} {state}{issuing}    剩 {n} 个号",
                date=day.business_date,
                state=t(DAY_STATE_NAMES[day.state]),
                issuing=issuing,
                n=len(day.left),
            ),
            step,
        )
        self.query_one("#left", LineList).show(
            Line(
                str(one.id),
                (
                    one.business_date,
                    one.number,
                    t(one.state_name),
                    str(one.window or ""),
                    str(one.minutes) if one.business_date == day.business_date else "",
                    t(one.class_name),
                    one.held_reason or one.matter,
                ),
                "bad" if one.business_date < day.business_date else "",
            )
            for one in day.left
        )

    def why_not(self, id: str) -> str:
        if id == "away" and not (self.has_read and self.day.state == DayState.OPEN):
            return t("当日没有开放")
        return super().why_not(id)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a ticket: decide it."""
        event.stop()
        one = next((one for one in self.day.left if str(one.id) == event.key), None) if self.has_read else None
        if one is not None:
            self.start(self._decide(one.id, one.number, one.state_name, one.version, one.business_date))

    async def _decide(self, id: int, number: str, state: str, version: int, date: str) -> None:
        from counter.acts.queue.day import Decision

        options = [("tomorrow", t("转明日优先"), t("下一个工作日最先叫")), ("lapse", t("作废"), t("不再办理"))]
        if date == self.day.business_date:
            options.insert(0, ("serve", t("接着办"), t("今天办完为止，办完才能结束当日")))
        chosen = await self.app.choose(
            t("{date} {number}（{state}）怎么处理", date=date, number=number, state=t(state)), options
        )
        if chosen is not None:
            done = await self.app.ask(acts.day_decide, ticket=str(id), decision=Decision(chosen), version=version)
            self.say(worded(done))

    async def press_away(self) -> None:
        """Ctrl+L here: stop giving numbers, or go on."""
        done = await self.app.ask(acts.day_stop if self.day.issuing else acts.day_resume)
        self.say(
            t("已恢复发号") if done.issuing else t("已停止发号，已取号的照常办"), "good" if done.issuing else "warn"
        )

    async def press_finish(self) -> None:
        """F8: end the day, or begin it."""

        day = self.day
        if day.state in (DayState.NONE, DayState.CLOSED):
            if day.state == DayState.NONE or await self.app.confirm(
                t("{date} 已结束，重新开始？", date=day.business_date), yes=t("重新开始")
            ):
                self.say(worded(await self.app.ask(acts.day_open)))
            return
        if day.left:
            raise Refusal(
                "screen.tickets-not-decided-yet",
                t("还有 {n} 个号没有决定", n=len(day.left)),
                rule=t("结束前每个号都要有去处：办完、转明日优先、作废"),
                next=t("请选中后按 Enter 逐个决定"),
            )
        if await self.app.confirm(
            t("结束 {date}？", date=day.business_date),
            t("结束后今天不再发号。预计等候的误差会记下来。"),
            yes=t("结束当日"),
        ):
            self.say(worded(await self.app.ask(acts.day_close)))
