"""The clock: whether it is believed, what it did while nobody looked, and how that is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.rules.access import Role
from counter.rules.moment import DOUBT_NAMES, Doubt
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.calendar.clock_runs import ClockRun
    from counter.acts.calendar.doubt import ClockState

MOST_SHOWN = 8
"""Cases of a check that fit above the answers."""
NOW = "now"
"""Key of the line of the clock itself."""


class ClocksScreen(Place):
    """The machine's clock and the checks made by it, the newest first."""

    NAME = mark("时钟")
    AUTO_FOCUS = "#runs"
    PANES = (("#runs", mark("时限检查")),)
    HELP = mark(
        "第一行是电脑的时钟。可疑时，到期处理和写明日期的操作都停下，叫号和录入照常；\n"
        "看过手机或别的钟后在这一行按 Enter，写下现在的日期和时间，就接着办。\n"
        "下面是每次时限检查：结束了什么、催办多少。Enter 看是哪些件；时间错了的，整次撤回，\n"
        "已有人接着办的件不动，会列出来。"
    )
    state: Data[ClockState] = Data()
    runs: tuple[ClockRun, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="clock-title")
        yield LineList(
            Column(mark("次"), 4, right=True),
            Column(mark("什么时候"), 16),
            Column(mark("日期"), 10),
            Column(mark("办了什么"), 0),
            Column(mark("看过"), 8),
            id="runs",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """Two queries."""
        state = self.state = await self.app.ask(acts.clock_state)
        self.runs = await self.app.ask(acts.clock_runs)
        self.query_one("#clock-title", Title).show(
            t("大厅 {hall}    电脑 {machine}", hall=state.hall, machine=state.machine),
            t("Enter 核对时间，或看一次检查办了什么、撤回"),
        )
        words = t(DOUBT_NAMES[Doubt(state.doubt)]) if state.doubt else t("时钟可靠")
        self.query_one("#runs", LineList).show(
            [
                Line(NOW, ("", state.machine, t("电脑时钟"), words, ""), "bad" if state.doubt else ""),
                *(_line(one) for one in self.runs),
            ]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: on the clock, say what time it is; on a check, look at it."""
        event.stop()
        if event.key == NOW:
            self.start(self._confirm())
        else:
            self.start(self._look(int(event.key)))

    async def _confirm(self) -> None:
        """The time as read elsewhere is typed in, never offered."""
        state = self.state
        moment = await self.app.enter(
            t("核对时间"),
            (t("现在是"), ""),
            text=t(
                "电脑的时钟是 {machine}，大厅按 {hall} 办。请看手机或别的钟，写成 年-月-日 时:分。",
                machine=state.machine,
                hall=state.hall,
            ),
        )
        if moment is not None:
            self.say(worded(await self.app.ask(acts.clock_confirm, moment=moment)))

    async def _look(self, run: int) -> None:
        shown = await self.app.ask(acts.clock_run, run=run)
        lines = [worded(one) for one in shown.cases[:MOST_SHOWN]]
        if len(shown.cases) > MOST_SHOWN:
            lines.append(t("等 {n} 件", n=len(shown.cases)))
        options = [("seen", t("看过了"), t("值班屏不再提醒"))]
        if shown.run.standing and self.app.actor.role is Role.SUPERVISOR:
            options.append(("back", t("整次撤回"), t("时间错了才撤回；已有人接着办的不动")))
        chosen = await self.app.choose(worded(shown.run), options, text="\n".join(lines))
        if chosen == "seen":
            self.say(worded(await self.app.ask(acts.clock_seen, run=run)))
        elif chosen == "back":
            reason = await self.app.enter(
                t("整次撤回第 {run} 次时限检查", run=run),
                (t("理由"), mark("电脑的时钟有误")),
                text=t("办件、审批和催办恢复到检查之前；作废的文书另出更正告知书。之后要先核对时间，时钟才再办事。"),
            )
            if reason is not None:
                self.say(worded(await self.app.ask(acts.clock_take_back, run=run, reason=reason)), "warn")


def _line(one: ClockRun) -> Line:
    tone = "warn" if one.ended and not one.seen_by else "" if one.standing else "dim"
    return Line(str(one.run), (str(one.run), one.when, one.day, worded(one.words), one.seen_by), tone)


def clock_lines(doubt: bool, unseen: Iterable[ClockRun]) -> Iterable[Line]:
    """What of the clock needs somebody, for the supervisor's list."""
    if doubt:
        yield Line("clock:now", (t("红"), t("时钟"), t("时钟可疑，到期处理都停着：请核对时间"), ""), "bad")
    for one in unseen:
        words = t("时限检查有 {n} 件要看（{words}）", n=one.ended, words=worded(one.words))
        yield Line(f"clock:{one.run}", (t("黄"), one.day, words, ""), "warn")
