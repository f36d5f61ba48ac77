"""The supervisor's screen: citizens before papers, papers in groups, the day by its hours, the two numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widget import Widget

from counter import acts
from counter.rules.ticket import STATE_NAMES, State
from screens.parts.composed import LIGHTS
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.title import Title
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.place import Data, Place
from screens.supervisor.clocks import clock_lines
from screens.supervisor.dayline import DayLine
from screens.supervisor.group import GroupScreen, answer_line, marked
from screens.supervisor.queue import run_queue
from screens.supervisor.running import call_colleague, reprint_elsewhere, run_ticket, run_window
from screens.window.facts import lasted

if TYPE_CHECKING:
    from counter.acts.report.alerts import Answered
    from counter.acts.report.floor import Floor, FloorQueue, Group
    from counter.acts.report.live import WindowNow
    from counter.rules.told import Told

PEOPLE = (("#alerts", mark("要处理的")), ("#queues", mark("队列")))
HALL = (("#windows", mark("各窗口")), ("#day", mark("今天每小时")))
BOTH = 120, 36
"""Columns and lines from which both pages stand beside each other."""


class SupervisorScreen(Scanning, Place):
    """The whole hall at a glance, for whoever answers for it."""

    NAME = mark("值班")
    DIGITS = "1234"
    ABOUT_KEYS = Place.ABOUT_KEYS | {"4": "#numbers"}
    AUTO_FOCUS = "#alerts"
    PANES: tuple[tuple[str, str], ...] = (*PEOPLE, *HALL)  # type: ignore[misc]
    HELP = mark(
        "上方两个数：本月按时办结率、当场办结率，上月在旁边，按 1 或 2 看怎么算的、是哪些事项。\n"
        "先是人：每队几人、最久的等了几分、取号时告知几到几分、超出的几人、现在来要等多久；再是叫了没开始、办得太久的。\n"
        "后是件：按审批台和种类分组，红、今天、黄各几件，Enter 打开这一组。\n"
        "每行按 Enter 看能做什么：窗口可暂停、恢复、临时改叫别的队列、替人签退、叫人过来；队列里可看人、一起转队。\n"
        "Space 答复：写明由谁、怎么办，今天排到最后。4 叫一位同事。屏小时分两页，按 3 换页。数字自己更新，不用刷新。\n"
        "过去的一天在“回放”（Ctrl+G）里一分钟一分钟再看。"
    )
    COMING = mark("现在来")
    """What stands over the promise to whoever comes now."""
    floor: Data[Floor] = Data()
    told: tuple[Told, ...] = ()
    answers: dict[str, Answered]
    second = False
    """Whether the second page is shown, where there is room for one."""

    def compose_body(self) -> Iterable[Widget]:
        self.answers = {}
        yield Title(id="numbers")
        with Horizontal(id="floor"):
            with Vertical(id="people"):
                yield LineList(
                    Column(mark("队列"), 0),
                    Column(mark("等候"), 4, right=True, english=7),
                    Column(mark("最久"), 9, right=True),
                    Column(mark("告知"), 8, right=True),
                    Column(mark("超出"), 4, right=True, english=5),
                    Column(self.COMING, 8, right=True),
                    Column(mark("窗"), 3, right=True, english=4),
                    id="queues",
                    empty=mark("没有队列"),
                )
                yield LineList(
                    Column(mark("灯"), 2),
                    Column(mark("编号"), 15),
                    Column(mark("什么事"), 0),
                    id="alerts",
                    empty=mark("正在读取.."),
                )
            with Vertical(id="hall"):
                yield LineList(
                    Column(mark("窗"), 2, right=True),
                    Column(mark("人员"), 8),
                    Column(mark("状态"), 8),
                    Column(mark("号"), 5),
                    Column(mark("时长"), 8, right=True),
                    Column(mark("窗口名"), 0),
                    id="windows",
                    empty=mark("没有窗口"),
                )
                yield DayLine(id="day")

    def on_resize(self, event: Resize) -> None:
        """Both pages where there is room for both."""
        self._turn_page()

    def _turn_page(self) -> None:
        both = self.app.size.width >= BOTH[0] and self.app.size.height >= BOTH[1]
        self.set_class(both, "-both")
        self.query_one("#people").display = both or not self.second
        self.query_one("#hall").display = both or self.second
        self.PANES = (*PEOPLE, HALL[0]) if both else HALL[:1] if self.second else PEOPLE

    async def refresh_data(self) -> None:
        """One query, by difference (counter/acts/report/floor.py), and what the house's files say."""
        self.floor = floor = await self.app.ask(acts.report_floor)
        self.told = await self.app.ask(acts.hall_told)
        self.answers = {one.alert: one for one in floor.answers}
        self.draw()

    def draw(self) -> None:
        """Show what was read."""
        floor = self.floor
        self._turn_page()
        self.query_one("#numbers", Title).show(*self.head(floor))
        self.query_one("#queues", LineList).show(_queue(one) for one in floor.queues)
        self.query_one("#alerts", LineList).show(self._alerts(floor), empty=t("没有人等得太久，也没有红灯、黄灯。"))
        loans = {one.window: one for one in floor.loans}
        self.query_one("#windows", LineList).show(
            _window(one, t("到 {until} 叫 {lent}", until=loan.until, lent=listed(loan.lent)) if loan else "")
            for one in floor.windows
            for loan in (loans.get(one.number),)
        )
        self.query_one("#day", DayLine).show(floor.hours, self.app.local(floor.at).hour, floor.weeks)

    @property
    def in_doubt(self) -> bool:
        """Whether the machine's clock is doubted at the moment that is shown."""
        return bool(self.app.doubt)

    def head(self, floor: Floor) -> tuple[str, str]:
        """The two lines on top."""
        return _numbers(floor, self.has_class("-both"), self.second)

    def _alerts(self, floor: Floor) -> list[Line]:
        """Citizens, then papers, the reddest first among each; what somebody has answered for, last and dim."""
        people = sorted(self._of_people(floor), key=_tone)
        papers = sorted(self._of_papers(floor), key=_tone)
        return sorted((marked(line, self.answers) for line in (*people, *papers)), key=lambda line: line.tone == "dim")

    def _of_people(self, floor: Floor) -> Iterable[Line]:
        for one in floor.queues:
            if one.over:
                words = t(
                    "{n} 人等得比告知的久，最久 {number} {minutes} 分（告知 {low} 到 {high} 分）",
                    n=one.over,
                    number=one.longest,
                    minutes=one.longest_minutes,
                    low=one.told_low or 0,
                    high=one.told_high or 0,
                )
                yield Line(f"late:{one.letter}", (t("红"), f"{one.letter} {named(one.name)}", words), "bad")
        for halt in floor.stuck:
            where = halt.number or t("{n} 号窗口", n=halt.window) if halt.window else halt.number
            light, tone = LIGHTS["red" if halt.kind == "called" else "yellow"]
            yield Line(
                f"stuck:{halt.kind}:{halt.ticket}:{halt.window}",
                (t(light), where, worded(halt)),
                tone,
            )
        for call in floor.called:
            words = t("叫了还没有回应：{call}", call=worded(call))
            yield Line(f"call:{call.staff}", (t("黄"), call.name, words), "warn")
        if floor.night is not None:
            yield Line("night:today", (t("黄"), t("昨夜"), worded(floor.night)), "warn")

    def _of_papers(self, floor: Floor) -> Iterable[Line]:
        for file in self.told:
            words = f"{worded(file.words)}  {worded(file.next.text)}"
            yield Line(f"told:{file.file}", (t("红"), file.file, words), "bad")
        for line in clock_lines(self.in_doubt, floor.clock_runs):
            yield Line(line.key, line.cells[:3], line.tone)
        for one in floor.groups:
            yield _group(one)
        for job in floor.unprinted:
            why = t("：{error}", error=worded(job.error)) if job.error else ""
            words = t("{n} 分未打出", n=job.minutes) + why + f"  {worded(job.where)}"
            yield Line(f"paper:{job.paper}", (t("黄"), job.paper, words), "warn")

    # -- what can be done --------------------------------------------------------------------------------------------

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: what can be done there."""
        event.stop()
        self.chosen(event.lines.id or "", event.key)

    def chosen(self, lines: str, key: str) -> None:
        """Enter on a line of one of the lists."""
        if lines == "windows":
            self.start(run_window(self, int(key)))
        elif lines == "queues":
            self.start(self._queue(key))
        else:
            self.start(self._alert(key))

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space on something that waits: somebody takes it on."""
        event.stop()
        self.ticked_line(event.lines.id or "", event.key)

    def ticked_line(self, lines: str, key: str) -> None:
        """Space on a line of one of the lists."""
        if lines == "alerts":
            self.start(answer_line(self, key, self.answers))

    async def _queue(self, letter: str) -> None:
        queue = next((one for one in self.floor.queues if one.letter == letter), None)
        if queue is not None:
            await run_queue(self, queue.letter, queue.name)

    async def _alert(self, key: str) -> None:
        """Its own ways, and an answer."""
        kind, _, rest = key.partition(":")
        if kind == "group":
            what, _, which = rest.partition(":")
            group = next((one for one in self.floor.groups if (one.kind, one.key) == (what, which)), None)
            if group is not None:
                self.app.push_screen(GroupScreen(what, which, group.name))
        elif kind == "clock":
            await self.app.go("clock")
        elif kind == "late":
            await self._queue(rest)
        elif kind in ("stuck", "paper", "call"):
            await self._ways(key)
        else:
            await answer_line(self, key, self.answers)

    async def _ways(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        line = next((one for one in self.query_one("#alerts", LineList).lines if one.key == key), None)
        options = [("answer", t("答复"), t("写明由谁、怎么办（同 Space）"))]
        if kind == "paper":
            options.insert(0, ("print", t("在别的打印机上补打"), ""))
        elif kind == "call":
            options.insert(0, ("off", t("不叫了"), ""))
        else:
            what, ticket, window = rest.split(":")
            if window != "None":
                options.insert(0, ("window", t("办这个窗口"), ""))
            if what == "yesterday":
                options.insert(0, ("closing", t("到当日结束页决定"), ""))
            elif ticket != "None":
                options.insert(0, ("ticket", t("办这个号"), ""))
        chosen = await self.app.choose(f"{line.cells[1]} {line.cells[2]}" if line else "", options)
        if chosen == "answer":
            await answer_line(self, key, self.answers)
        elif chosen == "print":
            await reprint_elsewhere(self, rest)
        elif chosen == "off":
            self.say(worded(await self.app.ask(acts.staff_call_off, code=rest)))
        elif chosen == "closing":
            await self.app.go("closing")
        elif chosen == "window":
            await run_window(self, int(rest.split(":")[2]))
        elif chosen == "ticket":
            id = int(rest.split(":")[1])
            one = next((one for one in await self.app.ask(acts.ticket_list) if one.id == id), None)
            if one is not None:
                await run_ticket(self, one)

    def digit(self, digit: int) -> None:
        """1 and 2: what the two numbers were counted from; 3: the other page; 4: call a colleague."""
        if digit == 3:
            self.second = not self.second
            self._turn_page()
            if self.has_read:
                self.draw()
            self.query_one("#windows" if self.second else "#alerts").focus()
        elif digit == 4:
            self.start(call_colleague(self))
        else:
            from screens.supervisor.evidence import EvidenceScreen

            self.app.push_screen(EvidenceScreen("on-time" if digit == 1 else "on-the-spot"))


def _tone(line: Line) -> int:
    return ("bad", "warn", "good", "", "dim").index(line.tone)


def _numbers(floor: Floor, both: bool, second: bool) -> tuple[str, str]:
    """The two numbers: with the month before where there is room (and on the second page)."""
    two, today = floor.two, floor.today
    on_time, on_the_spot = (
        t("，上月 {share}", share=share(before)) if (both or second) and before is not None else ""
        for before in (two.on_time_before, two.on_the_spot_before)
    )
    rest = "" if second else t("，逾期未办 {overdue}", overdue=two.overdue)
    if two.uncounted and not second:
        rest += t("，不计 {uncounted}", uncounted=two.uncounted)
    first = t(
        "本月 1 按时办结 {on_time}（{kept}/{promised}{rest}）  2 当场办结 {on_the_spot}（{spot}/{decided}{before}）",
        on_time=share(two.on_time_share),
        kept=two.on_time,
        promised=two.promised,
        rest=rest + on_time,
        on_the_spot=share(two.on_the_spot_share),
        spot=two.on_the_spot,
        decided=two.decided,
        before=on_the_spot,
    )
    counts = t(
        "在办 {undecided} 项  今日 取号 {taken} 办完 {finished} 受理 {cases} 件 {items} 项 "
        "决定 {decided} 送达 {delivered}",
        taken=today.taken,
        finished=today.finished,
        cases=today.cases,
        items=today.items,
        decided=today.decided,
        delivered=today.delivered,
        undecided=floor.undecided,
    )
    return first, ("" if both else t("3 换页  ")) + counts + ("" if floor.working else t("  今天休息"))


def share(value: float | None) -> str:
    return t("无") if value is None else f"{value:.1f}%"


def _queue(one: FloorQueue) -> Line:
    tone = "bad" if one.over else "" if one.waiting else "dim"
    told = f"{one.told_low}-{one.told_high}" if one.told_high is not None and one.waiting else ""
    coming = "" if one.high is None else f"{one.low}-{one.high}"
    return Line(
        one.letter,
        (
            f"{one.letter} {named(one.name)}",
            str(one.waiting),
            t("{number} {n}分", number=one.longest, n=one.longest_minutes) if one.waiting else "",
            told,
            str(one.over) if one.over else "",
            coming if one.windows else t("没开窗"),
            str(one.windows),
        ),
        tone,
    )


def _group(one: Group) -> Line:
    light, tone = (t("红"), "bad") if one.red else (t("黄"), "warn")
    parts = [t(words, n=n) for words, n in ((RED, one.red), (TODAY, one.today), (YELLOW, one.yellow)) if n]
    count = one.red + one.today + one.yellow
    words = f"{worded(one.name)} {count}  {'  '.join(parts)}"
    return Line(f"group:{one.kind}:{one.key}", (light, t("{n} 件", n=count), words), tone)


RED, TODAY, YELLOW = mark("红 {n}"), mark("今天到期 {n}"), mark("黄 {n}")


def _window(one: WindowNow, loan: str) -> Line:
    away = one.state == STATE_NAMES[State.AWAY]
    tone = "dim" if not one.staff else "warn" if away or loan else ""
    return Line(
        str(one.number),
        (
            str(one.number),
            one.staff,
            t(one.state),
            one.ticket,
            lasted(one.minutes) if one.ticket or away else "",
            f"{loan}  {named(one.name)}".strip() if loan else named(one.name),
        ),
        tone,
    )
