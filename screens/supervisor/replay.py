"""A past day on the supervisor's screen: it runs by its own clock, says so on top, and nothing can be done in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.timer import Timer
from textual.widget import Widget

from counter import acts
from counter.acts.report.replay import floor_at, next_alert
from counter.errors import Refusal
from counter.rules.order import MINUTE
from counter.rules.replayed_day import Playing
from counter.rules.times_written import time_in
from counter.rules.workday import WEEKDAY_NAMES
from counter.rules.writing import Writing
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.supervisor.supervisor import SupervisorScreen, share

if TYPE_CHECKING:
    from counter.acts.report.floor import Floor

SPEEDS = (1, 10, 60, 600)
"""Seconds of the day in one of now."""
LOOKING = frozenset(("help", "back", "jump", "menu", "quit", "lock"))
"""Keys that only look, or lead away."""


RUNS, STANDS = mark("正在播放，{speed} 倍"), mark("停着，{speed} 倍")


class ReplayScreen(SupervisorScreen):
    """The hall as it was, minute by minute."""

    NAME = mark("回放")
    DIGITS = "12345678"
    AUTO_FOCUS = "#queues"
    COMING = mark("末位告知")
    BINDINGS = [Binding("space", "run", show=False, priority=True)]
    HELP = mark(
        "过去的一天，由日志一分钟一分钟重建，画面和值班屏一样。最上面写着回放的是哪天几点；这里什么都不能办。\n"
        "Space 或 1 播放、停；2 快慢：每秒走 1 秒、10 秒、1 分、10 分；4 退一分，5 进一分；6 到下一个提醒；\n"
        "7 到一个时间，8 换一天，3 换页（屏大时不用）。“末位告知”是那时最后一位取号的人听到的等候。\n"
        "没留下的这里也没有：后来打出来的纸，当时为什么没打出；撤回的补正和决定。看一天就留一次查看记录。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.playing: Playing | None = None
        self.wanted = ""
        self.speed = SPEEDS[1]
        self.runs = False
        self._clock: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="again")
        yield from super().compose_body()

    def on_mount(self) -> None:
        """A second of now is as many of the day as the speed says."""
        self._clock = self.set_interval(1.0, self._tick, pause=True)

    async def refresh_data(self) -> None:
        """The day is read once; what is done elsewhere meanwhile is not of it."""
        if self.playing is None:
            try:
                day = await self.app.ask(acts.report_replay, day=self.wanted)
            except Refusal as refusal:
                self.query_one("#again", Title).show(t("没有可回放的一天"), worded(refusal.message))
                return
            self.playing = Playing(day)
            self.playing.to(day.first)
        self.show_then()

    def show_then(self) -> None:
        """Draw the instant that the day's clock is turned to."""
        if self.playing is None:
            return
        self.floor = floor_at(self.playing, self.app.local)
        self.answers = {one.alert: one for one in self.floor.answers}
        day = self.playing.day.day
        self.query_one("#again", Title).show(
            t(
                "回放 {day} {weekday} {time}，不是现在    {state}",
                day=day.isoformat(),
                weekday=t(WEEKDAY_NAMES[day.weekday()]),
                time=f"{self.app.local(self.playing.now):%H:%M}",
                state=t("正在播放，{speed} 倍", speed=self.speed)
                if self.runs
                else t("停着，{speed} 倍", speed=self.speed),
            ),
            t("Space播放/停 2快慢 3换页 4退一分 5进一分 6下个提醒 7到几点 8哪天"),
        )
        self.draw()

    def head(self, floor: Floor) -> tuple[str, str]:
        """What the month and the day had come to by then."""
        two, today = floor.two, floor.today
        return (
            t(
                "那时本月按时 {on_time}（{kept}/{promised}） 当场 {on_the_spot}（{spot}/{decided}） 在办 {n} 项",
                on_time=share(two.on_time_share),
                kept=two.on_time,
                promised=two.promised,
                on_the_spot=share(two.on_the_spot_share),
                spot=two.on_the_spot,
                decided=two.decided,
                n=floor.undecided,
            ),
            t(
                "当天到此刻 取号 {taken} 办完 {finished} 受理 {cases} 件 {items} 项 决定 {decided} 送达 {delivered}",
                taken=today.taken,
                finished=today.finished,
                cases=today.cases,
                items=today.items,
                decided=today.decided,
                delivered=today.delivered,
            ),
        )

    # -- the clock -------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self.playing is None or not self.is_current:
            return
        self.playing.to(self.playing.now + self.speed * 1000)
        if self.playing.now >= self.playing.day.last:
            self._run(False)
        self.show_then()

    def _run(self, runs: bool) -> None:
        self.runs = runs
        if self._clock is not None:
            (self._clock.resume if runs else self._clock.pause)()

    def action_run(self) -> None:
        """Space: on, or stop."""
        if self.playing is not None:
            self._run(not self.runs)
            self.show_then()

    def digit(self, digit: int) -> None:
        """What the second line says."""
        if digit == 3:
            super().digit(digit)
        elif digit == 8:
            self.start(self._choose_day())
        elif self.playing is None:
            self.say(t("没有可回放的一天"), "warn")
        elif digit == 1:
            self.action_run()
        elif digit == 2:
            self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]
            self.show_then()
        elif digit in (4, 5):
            self._run(False)
            self.playing.to(self._minute(self.playing.now) + (MINUTE if digit == 5 else -MINUTE))
            self.show_then()
        elif digit == 6:
            self.start(self._to_next_alert(self.playing))
        else:
            self.start(self._choose_time(self.playing))

    def _minute(self, now: int) -> int:
        assert self.playing is not None
        return now - (now - self.playing.day.midnight) % MINUTE

    async def _to_next_alert(self, playing: Playing) -> None:
        self._run(False)
        found = await asyncio.to_thread(next_alert, playing, self.app.local)
        self.show_then()
        if found is None:
            self.say(t("这一天后面没有新的提醒"), "plain")

    async def _choose_time(self, playing: Playing) -> None:
        given = await self.app.enter(
            t("到几点"), (t("时间"), f"{self.app.local(playing.now):%H:%M}"), text=t("写成 10:30"), check=_time
        )
        if given is not None:
            at = datetime.combine(playing.day.day, _time(given), self.app.local(playing.day.midnight).tzinfo)
            playing.to(int(at.timestamp() * 1000))
            self.show_then()

    async def _choose_day(self) -> None:
        shown = self.playing.day.day.isoformat() if self.playing else ""
        given = await self.app.enter(t("回放哪一天"), (t("日期"), shown, Writing.DAY))
        if given is None:
            return
        day = await self.app.ask(acts.report_replay, day=given)
        self._run(False)
        self.wanted, self.playing = day.day.isoformat(), Playing(day)
        self.playing.to(day.first)
        self.show_then()

    @property
    def in_doubt(self) -> bool:
        """The clock of a day that is over is the journal's."""
        return False

    # -- nothing is done here --------------------------------------------------------------------------------------

    def why_not(self, id: str) -> str:
        """Every key that does something is dim."""
        return super().why_not(id) if id in LOOKING else t("回放里只看不办，Esc 回到现在")

    def chosen(self, lines: str, key: str) -> None:
        """Enter does nothing to what is over."""
        self.say(t("回放里只看不办，Esc 回到现在"), "plain")

    def ticked_line(self, lines: str, key: str) -> None:
        """No answer can be given to what is over."""


def _time(text: str) -> time:
    """A time of the day. Raises Refusal."""
    try:
        return time_in(text)
    except ValueError:
        raise Refusal("screen.minute-not-right", t("时间 {text} 不对", text=text[:20]), next=t("写成 10:30")) from None
