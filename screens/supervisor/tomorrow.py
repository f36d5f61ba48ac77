"""Tomorrow: how many people are expected, how many windows that needs, and what a change would do."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.acts.report.planned_day import drawn, needed, planned
from counter.acts.report.rostering import DayPlayed, Expected, Plan, PlanLine
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.forecast import Beside
from counter.rules.order import Order
from counter.rules.played_day import Day, Draw
from counter.rules.what_if import Change, Kind, Tried, rows, tried, typed
from counter.rules.writing import Writing
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place as Room

SEEDS = 20
"""Days drawn by lot for each figure."""
BAR = 12
"""Cells of the longest bar."""
BESIDE = {
    Beside.PLAIN: "",
    Beside.BEFORE: mark("节前"),
    Beside.AFTER: mark("节后第一天"),
    Beside.MADE_UP: mark("调休上班日"),
}
KINDS = (
    (Kind.WINDOW, mark("多开一个窗口"), mark("时段和队列，例如 10:00-12:00 A")),
    (Kind.JOIN, mark("一队并入另一队"), mark("例如 C A：C 队并入 A 队")),
    (Kind.LUNCH, mark("午间分两批轮休"), mark("例如 12:00-13:00")),
    (Kind.MORE, mark("来的人多百分之几"), mark("例如 30；少写 -20")),
    (Kind.PLAIN, mark("不设优先"), ""),
)


class TomorrowScreen(Scanning, Room):
    """The supervisor's look ahead."""

    NAME = mark("明天")
    DIGITS = "123456"
    ABOUT_KEYS = Room.ABOUT_KEYS | dict.fromkeys(DIGITS, "#current")
    AUTO_FOCUS = "#hours"
    PANES = (("#hours", mark("排班")), ("#tried", mark("假如")))
    HELP = mark(
        "左边是要来的一天：每半小时预计来多少人，每队要几个窗口。按同一星期几、季节、节前节后学到；往日误差写在上面。\n"
        "1 换日子，2 换等候上限，3 存为排班（窗口人员看得到）。\n"
        "右边是假如：4 加一个改动，5 去掉改动，6 演一遍（Esc 停）。有人办过的日子按真实的重演，没到的按预计抽签。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.on = ""
        self.minutes = 20
        self.told: Expected | None = None
        self.plan: Plan | None = None
        self.needed: dict[tuple[str, str], int] = {}
        self.changes: list[Change] = []
        self.past: DayPlayed | None = None
        self.outcome: list[tuple[str, ...]] = []
        self.running = False
        self._planned: tuple[object, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("时段"), 6),
                Column(mark("预计"), 5, right=True, english=8),
                Column("", BAR, wide_only=True),
                Column(mark("要开的窗口"), 0),
                Column(mark("已排"), 8, english=9),
                id="hours",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="tried")

    async def refresh_data(self) -> None:
        """The forecast, the plan that is kept, and how many windows the forecast needs."""
        trouble: Refusal | None = None
        if not self.plans:
            self.plan = await self.app.ask(acts.roster_show)
            self._draw_plan(self.plan)
            return
        try:
            self.told = await self.app.ask(acts.roster_expected, day=self.on)
            self.plan = await self.app.ask(acts.roster_show, day=self.told.day.isoformat())
        except Refusal as refusal:
            self.told, trouble = None, refusal
        if self.told is not None and self._planned != (self.told, self.minutes):
            told, self._planned = self.told, (self.told, self.minutes)
            self.needed = await asyncio.to_thread(needed, told, self.minutes)
        self._draw(trouble)

    @property
    def plans(self) -> bool:
        """Whether who is here plans; everybody else at the windows sees what was planned."""
        return self.app.actor.role is Role.SUPERVISOR

    def _draw_plan(self, plan: Plan) -> None:
        starts: dict[str, list[PlanLine]] = {}
        for line in plan.lines:
            starts.setdefault(line.start, []).append(line)
        self.query_one("#current", Title).show(
            t("{day} 的排班", day=plan.day.isoformat()),
            t("{share}% 的人等候不超过 {minutes} 分", share=plan.share, minutes=plan.minutes) if plan.lines else "",
        )
        self.query_one("#hours", LineList).show(
            (
                Line(
                    start,
                    (
                        start,
                        f"{sum(line.people for line in lines):.0f}",
                        "",
                        " ".join(f"{line.queue}{line.windows}" for line in lines if line.windows),
                        str(sum(line.windows for line in lines)),
                    ),
                )
                for start, lines in sorted(starts.items())
            ),
            empty=t("还没有排班。"),
        )
        self.query_one("#tried", Sheet).show([])

    def _draw(self, trouble: Refusal | None = None) -> None:
        told = self.told
        if told is None:
            about = ("", "") if trouble is None else (worded(trouble.message), worded(trouble.rule))
            self.query_one("#current", Title).show(*about)
        else:
            error = t("往日误差 {error}%", error=told.error) if told.error is not None else t("还没有往日误差")
            self.query_one("#current", Title).show(
                t("{day} 预计 {total} 人", day=told.day.isoformat(), total=round(told.total)),
                "  ".join(
                    part
                    for part in (
                        t(BESIDE[Beside(told.beside)]) if told.beside != Beside.PLAIN else "",
                        error,
                        t("九成的人等候不超过 {minutes} 分", minutes=self.minutes),
                    )
                    if part
                ),
            )
        self.query_one("#hours", LineList).show(
            self._rows(), empty=t("还不能预计") if self.told is None else t("这一天预计没有人来。")
        )
        self._show_tried()

    def _rows(self) -> Iterable[Line]:
        if self.told is None:
            return
        people: dict[str, float] = {}
        for start, _, count in self.told.rows:
            people[start] = people.get(start, 0) + count
        most = max(people.values(), default=1) or 1
        kept = {(line.start, line.queue): line.windows for line in self.plan.lines} if self.plan else {}
        for start in sorted(people):
            wanted = {q: n for (at, q), n in sorted(self.needed.items()) if at == start and n}
            there = sum(n for (at, _), n in kept.items() if at == start)
            short = bool(kept) and there < sum(wanted.values())
            yield Line(
                start,
                (
                    start,
                    f"{people[start]:.0f}",
                    "=" * round(BAR * people[start] / most),
                    t(
                        "{total} 个：{queues}",
                        total=sum(wanted.values()),
                        queues=" ".join(f"{q}{n}" for q, n in wanted.items()),
                    ),
                    str(there) if kept else t("未排"),
                ),
                "warn" if short else "",
            )

    def _show_tried(self) -> None:
        basis = self.past.day.isoformat() if self.past else self.told.day.isoformat() if self.told else ""
        facts = [Fact("", t("1日子 2上限 3存排班\n4加改动 5去掉 6演一遍"), "dim")]
        facts.append(Fact("", t("假如  {day}", day=basis), "head"))
        if self.past is None and self.told is not None:
            facts.append(Fact("", t("窗口按已存的排班") if planned(self.plan) else t("窗口按算出要开的"), "dim"))
        facts += [Fact("", f"· {t(change.words)}") for change in self.changes] or [Fact("", t("没有改动"), "dim")]
        if self.running:
            facts.append(Fact("", t("正在演，Esc 停"), "warn"))
        for name, was, again, would in self.outcome:
            facts.append(Fact("", t(name), "head"))
            facts += [Fact(t("实际"), was)] if was else []
            facts += [Fact(t("照旧"), again), Fact(t("改了"), would, "good" if self.changes else "")]
        if self.past is not None and self.past.forgotten:
            facts.append(Fact("", t("{n} 次忘了结束的办理按同队常用时间算", n=self.past.forgotten), "dim"))
        self.query_one("#tried", Sheet).show(facts)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a half hour: one window more from then on, as a change to try."""
        event.stop()
        if not self.plans:
            return
        until = datetime.combine(date.min, time.fromisoformat(event.key)) + timedelta(hours=1)
        self.start(self._add(Kind.WINDOW, f"{event.key}-{until:%H:%M} A"))

    def digit(self, digit: int) -> None:
        """A digit does what the help says."""
        if not self.plans:
            self.say(t("排班由值班主任定，这里只看"), "plain")
            return
        work = (self._day, self._bound, self._save, self._change, self._drop, self._run)[digit - 1]
        self.start(work())

    async def _day(self) -> None:
        given = await self.app.enter(
            t("哪一天"),
            (t("日期"), self.told.day.isoformat() if self.told else "", Writing.DAY),
            text=t("今天以后的工作日按预计；过去的日子只用来演假如"),
        )
        if given is None:
            return
        on = date.fromisoformat(given)
        if on <= (await self.app.with_hall(lambda hall: hall.local(hall.now()).date())):
            self.past = await self.app.ask(acts.report_played, day=on.isoformat())
        else:
            self.past, self.on = None, on.isoformat()
        self.outcome = []
        await self.refresh_data()

    async def _bound(self) -> None:
        given = await self.app.choose(
            t("九成的人等候不超过"), [(n, t("{n} 分", n=n), "") for n in (10, 15, 20, 30, 45)], at=self.minutes
        )
        if given is not None:
            self.minutes = given
            await self.refresh_data()

    async def _save(self) -> None:
        if self.told is None or not self.needed:
            raise Refusal("roster.too-little-known", t("还没有可存的排班"))
        people = {(start, queue): count for start, queue, count in self.told.rows}
        plan = [[start, queue, n, people.get((start, queue), 0.0)] for (start, queue), n in sorted(self.needed.items())]
        kept = await self.app.ask(
            acts.roster_save, day=self.told.day.isoformat(), plan=json.dumps(plan), minutes=self.minutes, share=90
        )
        self.say(t("{day} 的排班已存，窗口人员看得到", day=kept.day.isoformat()), "good")
        await self.refresh_data()

    async def _change(self) -> None:
        options = [(kind, t(name), t(example) if example else "") for kind, name, example in KINDS]
        kind = await self.app.choose(t("改什么"), options)
        if kind is not None:
            await self._add(kind, "")

    async def _add(self, kind: Kind, first: str) -> None:
        name, example = next((name, example) for one, name, example in KINDS if one is kind)
        given: str | None = ""
        if kind is not Kind.PLAIN:
            given = await self.app.enter(
                t(name), (t("写法"), first), text=t(example), check=lambda text: typed(kind, text)
            )
        if given is not None:
            self.changes.append(typed(kind, given))
            self.outcome = []
            self._show_tried()

    async def _drop(self) -> None:
        self.changes, self.outcome = [], []
        self._show_tried()

    async def _run(self) -> None:
        if self.past is None and self.told is None:
            raise Refusal("roster.too-little-known", t("先用 1 选一个有人来过的日子"))
        self.running = True
        self._show_tried()
        draws = [random.Random(seed).random for seed in range(SEEDS)]
        steps = iter(self._tried(draws))
        try:
            while self.running and (step := await asyncio.to_thread(next, steps, None)) is not None:
                number, again, would = step
                waited = [wait for *_, wait in self.past.visits] if self.past else []
                self.outcome = rows(waited, self.past.not_called if self.past else None, again, would)
                self.say(t("演了 {n} / {all} 遍", n=number, all=SEEDS), "plain")
                self._show_tried()
        finally:
            self.running = False
            self._show_tried()

    def _tried(self, draws: list[Draw]) -> Iterable[tuple[int, Tried, Tried]]:
        if self.past is not None:
            return tried(self.past.playable(), self.changes, self.past.midnight, draws)
        told, windows = self.told, self.windows
        assert told is not None
        empty = Day((), (), Order(dict(told.heads), 0, 0, 0, 0))
        return tried(empty, self.changes, 0, draws, of=lambda draw: drawn(told, windows, draw))

    @property
    def windows(self) -> dict[tuple[str, str], int]:
        """The windows of a day that has not come: of its plan where one was saved, else as many as it needs."""
        return planned(self.plan) or dict(self.needed)

    async def press_back(self) -> None:
        """Esc stops what runs, then leaves."""
        if self.running:
            self.running = False
            return
        await super().press_back()
