"""The end of the day: every ticket that is left gets its decision from a person, then the day is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.day import DAY_STATE_NAMES, DayState
from counter.rules.ticket import OPEN, State
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import listed, mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.queue.day import Today
    from counter.acts.queue.overview import TicketLine

KINDS = {
    "before": mark("往日的号"),
    "window": mark("还在窗口的号"),
    "gone": mark("挂起、过号、走开的号"),
    "waiting": mark("还在等的号"),
}
"""What is left, by what people would do with it."""
AT_WINDOWS = "window"
"""The kind that somebody has in hand: what comes of each is asked for itself (day.decide-all takes none of them)."""


def kind_of(one: TicketLine, today: str) -> str:
    """Which of KINDS a left ticket is."""
    if one.business_date < today:
        return "before"
    if one.state in OPEN:
        return "window"
    return "waiting" if one.state == State.WAITING else "gone"


class ClosingScreen(Place):
    """The supervisor's page at closing time."""

    NAME = mark("当日")
    AUTO_FOCUS = "#left"
    PANES = (("#left", mark("剩下的号")),)
    HELP = mark(
        "列出今天和往日所有没有结束的号，分类排：往日的、窗口上的、走开的、还在等的。每类第一行按 Enter，整类一起定；\n"
        "号上按 Enter 决定这一个；Space 选上几个，再按 Enter 一起决定。每次都先列出是哪些号。\n"
        "Ctrl+L 停止或恢复发号（已取号的照常办）。F8 结束当日；还有没决定的号就不能结束。当日没有开始时 F8 开始当日。\n"
        "跨夜的和办到一半的，时间标为不可靠，不进统计。"
    )
    day: Data[Today] = Data()

    def __init__(self) -> None:
        super().__init__()
        self.ticked: set[str] = set()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="day-title")
        yield LineList(
            Column("", 1),
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
        """One query; what is ticked and decided is no longer ticked."""
        day = self.day = await self.app.ask(acts.day_show)
        self.ticked &= {str(one.id) for one in day.left}
        self._draw()

    def _draw(self) -> None:
        day = self.day
        issuing = "" if day.state != DayState.OPEN else t("，正在发号") if day.issuing else t("，已停止发号")
        step = (
            t("F8 开始当日")
            if day.state in (DayState.NONE, DayState.CLOSED)
            else t("Enter 决定  Space 选几个一起（已选 {n}）  Ctrl+L 停、发号  F8 结束当日", n=len(self.ticked))
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
        self.query_one("#left", LineList).show(self._lines(day))

    def _lines(self, day: Today) -> Iterable[Line]:
        if day.night is not None:
            yield Line("night", (worded(day.night),), "warn")
        for kind, found in self._kinds(day).items():
            if len(found) > 1 and kind == AT_WINDOWS:
                yield Line(f"kind:{kind}", (t("{kind} {n} 个，逐个决定", kind=t(KINDS[kind]), n=len(found)),), "warn")
            elif len(found) > 1:
                title = t("{kind} {n} 个，Enter 一起决定", kind=t(KINDS[kind]), n=len(found))
                yield Line(f"kind:{kind}", (title,), "good")
            for one in found:
                yield Line(
                    str(one.id),
                    (
                        "*" if str(one.id) in self.ticked else "",
                        one.business_date,
                        one.number,
                        t(one.state_name),
                        str(one.window or ""),
                        str(one.minutes) if one.business_date == day.business_date else "",
                        t(one.class_name),
                        worded(one.held_reason) or one.matter,
                    ),
                    "bad" if one.business_date < day.business_date else "",
                )

    def _kinds(self, day: Today) -> dict[str, list[TicketLine]]:
        """What is left, by what people would do with it, in the order of KINDS."""
        found: dict[str, list[TicketLine]] = {kind: [] for kind in KINDS}
        for one in day.left:
            found[kind_of(one, day.business_date)].append(one)
        return {kind: lines for kind, lines in found.items() if lines}

    def why_not(self, id: str) -> str:
        if id == "away" and not (self.has_read and self.day.state == DayState.OPEN):
            return t("当日没有开放")
        return super().why_not(id)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a ticket: decide it."""
        event.stop()
        if not self.has_read or event.key == "night":
            return
        if event.key == f"kind:{AT_WINDOWS}":
            self.say(t("窗口上正在办的逐个决定：请在下面的号上按 Enter"), "warn")
        elif event.key.startswith("kind:"):
            self.start(self._decide_all(self._kinds(self.day)[event.key.removeprefix("kind:")]))
        elif event.key in self.ticked:
            self.start(self._decide_all([one for one in self.day.left if str(one.id) in self.ticked]))
        elif (one := next((one for one in self.day.left if str(one.id) == event.key), None)) is not None:
            self.start(self._decide(one.id, one.number, one.state_name, one.version, one.business_date))

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: this one is decided together with others."""
        event.stop()
        if self.has_read and any(str(one.id) == event.key for one in self.day.left):
            self.ticked ^= {event.key}
            self._draw()

    async def _decide_all(self, found: list[TicketLine]) -> None:
        """Several at once, each named first."""
        from counter.acts.queue.day import Decision

        numbers = listed(f"{one.number}{t(one.state_name)}" for one in found)
        chosen = await self.app.choose(
            t("{n} 个号怎么处理", n=len(found)),
            [("tomorrow", t("转明日优先"), t("下一个工作日最先叫")), ("lapse", t("作废"), t("不再办理"))],
            text=numbers,
        )
        if chosen is not None:
            seen = tuple(f"{one.id}@{one.version}" for one in found)
            done = await self.app.ask(acts.day_decide_all, tickets=seen, decision=Decision(chosen))
            self.ticked.clear()
            self.say(worded(done), "warn" if done.left else "good")

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
                next=t("请选中后按 Enter 决定，每类第一行一起决定"),
            )
        if await self.app.confirm(
            t("结束 {date}？", date=day.business_date),
            t("结束后今天不再发号。预计等候的误差会记下来。"),
            yes=t("结束当日"),
        ):
            self.say(worded(await self.app.ask(acts.day_close)))
