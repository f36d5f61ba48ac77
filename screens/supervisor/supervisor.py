"""The supervisor's screen: the two numbers, live counts, and every thing that waits for somebody, the reddest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.rules.ticket import STATE_NAMES, State
from screens.parts.composed import LIGHTS
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.title import Title
from screens.shell.language import mark, named, t, worded
from screens.shell.place import Data, Place
from screens.supervisor.clocks import clock_lines
from screens.supervisor.outstanding import act_on_owed, owed_lines
from screens.supervisor.queue import run_queue
from screens.supervisor.running import answer_alert, reprint_elsewhere, run_ticket, run_window
from screens.window.facts import lasted

if TYPE_CHECKING:
    from counter.acts.calendar.clock_runs import ClockRun
    from counter.acts.case.outstanding import Owed
    from counter.acts.queue.stuck import Stuck
    from counter.acts.report.alerts import Answered
    from counter.acts.report.live import Live, WindowNow
    from counter.rules.told import Told


class SupervisorScreen(Scanning, Place):
    """The whole hall at a glance, for whoever answers for it."""

    NAME = mark("值班")
    DIGITS = "12"
    AUTO_FOCUS = "#alerts"
    PANES = (("#alerts", mark("要处理的")), ("#windows", mark("各窗口")), ("#queues", mark("队列")))
    HELP = mark(
        "上方两个数：本月按时办结率、当场办结率，按 1 或 2 看怎么算的、是哪些事项；下面是在办审批按灯色的件数。\n"
        "中间列出红灯、黄灯、没有签收的材料、容缺和补正逾期、差评、没有打出的文书和停住的号，最急的在最上面；按 Enter "
        "看能做什么。\n"
        "下面是每个队列和每个窗口现在的情形。数字自己更新，不用刷新。"
    )
    live: Data[Live] = Data()
    stuck: tuple[Stuck, ...] = ()
    owed: tuple[Owed, ...] = ()
    told: tuple[Told, ...] = ()
    by_the_clock: tuple[ClockRun, ...] = ()
    answers: Mapping[str, Answered] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="numbers")
        yield Title(id="counts")
        yield LineList(
            Column(mark("灯"), 2),
            Column(mark("编号"), 15),
            Column(mark("什么事"), 0),
            Column(mark("谁"), 26, wide_only=True),
            id="alerts",
            empty=mark("正在读取.."),
        )
        with Horizontal(id="below"):
            yield LineList(
                Column(mark("队列"), 0),
                Column(mark("等候"), 7, right=True),
                Column(mark("最久"), 5, right=True),
                id="queues",
                empty=mark("没有队列"),
            )
            yield LineList(
                Column(mark("窗"), 2, right=True),
                Column(mark("人员"), 8),
                Column(mark("状态"), 8),
                Column(mark("号"), 5),
                Column(mark("时长"), 8, right=True),
                Column(mark("窗口名"), 0, wide_only=True),
                id="windows",
                empty=mark("没有窗口"),
            )

    async def refresh_data(self) -> None:
        """Figures with clocks, the queue's own watch, what is owed, and what the clock did by itself."""
        self.live = live = await self.app.ask(acts.report_live)
        self.stuck = await self.app.ask(acts.ticket_stuck)
        self.owed = await self.app.ask(acts.report_owed)
        self.told = await self.app.ask(acts.hall_told)
        self.by_the_clock = await self.app.ask(acts.clock_runs, unseen=True)
        self.answers = {one.alert: one for one in await self.app.ask(acts.alert_answers)}
        now, month, today = live.now, live.month, live.today
        self.query_one("#numbers", Title).show(
            t(
                "本月 1 按时办结 {on_time}（{kept}/{promised}，逾期未办 {overdue}，不计 {uncounted}）  "
                "2 当场办结 {on_the_spot}（{spot}/{decided}）",
                overdue=month.overdue,
                uncounted=month.uncounted,
                on_time=_share(month.on_time_share),
                kept=month.on_time,
                promised=month.promised,
                on_the_spot=_share(month.on_the_spot_share),
                spot=month.on_the_spot,
                decided=month.decided,
            ),
            t(
                "今日 收件 {received} 受理 {cases} 件 {items} 项 决定 {decided} 项 送达 {delivered} 件   取号 {taken} "
                "办完 {finished}",
                received=today.received,
                cases=today.cases,
                items=today.items,
                decided=today.decided,
                delivered=today.delivered,
                taken=sum(live.tickets.values()),
                finished=live.tickets.get("finished", 0),
            ),
        )
        self.query_one("#counts", Title).show(
            t(
                "在办 {undecided} 项  红 {red}  今天到期 {today}  黄 {yellow}  待前置 {blocked}  特别程序 {paused}  "
                "未签收 {unsigned}",
                undecided=now.undecided,
                red=now.overdue,
                today=now.due_today,
                yellow=now.near,
                blocked=now.blocked,
                paused=now.paused,
                unsigned=now.unsigned,
            ),
            t(
                "在办 {accepted} 件  待领取 {collection}  待补正 {notified}  收件未答复 {received}  暂定日期 "
                "{provisional} 项",
                accepted=now.accepted,
                collection=now.awaiting_collection,
                notified=now.notified,
                received=now.received,
                provisional=now.provisional,
            )
            + ("" if live.working else t("  今天休息")),
        )
        self.query_one("#alerts", LineList).show(
            self._alerts(live), empty=t("没有红灯、黄灯，材料都已签收，文书都已打出。")
        )
        self.query_one("#queues", LineList).show(
            Line(
                q.letter,
                (f"{q.letter} {named(q.name)}", str(q.waiting), t("{n}分", n=q.longest) if q.waiting else ""),
                "" if q.waiting else "dim",
            )
            for q in live.queues
        )
        self.query_one("#windows", LineList).show(_window(w) for w in live.windows)

    def _alerts(self, live: Live) -> list[Line]:
        """What needs somebody, the reddest first whatever it is; what somebody has answered for, last and dim."""
        return sorted(
            (self._marked(line) for line in self._all_alerts(live)),
            key=lambda line: (("bad", "warn", "", "dim").index(line.tone), line.key.startswith("warning:slip")),
        )

    def _marked(self, line: Line) -> Line:
        standing = self.answers.get(line.key)
        if standing is None:
            return line
        light, what, words, _who = line.cells
        answered = t("已答复 {answer}", answer=worded(standing))
        return Line(line.key, (light, what, f"{words}  {answered}", standing.by), "dim")

    def _all_alerts(self, live: Live) -> Iterable[Line]:
        for file in self.told:
            yield Line(f"told:{file.file}", (t("红"), file.file, worded(file.words), worded(file.next.text)), "bad")
        for one in live.warnings:
            light, tone = LIGHTS[one.light]
            yield Line(
                f"warning:{one.kind}:{one.subject}",
                (t(light), worded(one.subject), worded(one.words), worded(one.who)),
                tone,
            )
        yield from clock_lines(bool(self.app.doubt), self.by_the_clock)
        yield from owed_lines(self.owed)
        for job in live.unprinted:
            why = t("：{error}", error=worded(job.error)) if job.error else ""
            yield Line(
                f"paper:{job.paper}",
                (t("黄"), job.paper, t("{n} 分未打出", n=job.minutes) + why, worded(job.where)),
                "warn",
            )
        for halt in self.stuck:
            where = halt.number or t("{n} 号窗口", n=halt.window)
            yield Line(
                f"stuck:{halt.kind}:{halt.ticket}:{halt.window}",
                (t("黄"), where, worded(halt.words), worded(halt.next_step)),
                "warn",
            )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: what can be done there."""
        event.stop()
        if event.lines.id == "windows":
            self.start(run_window(self, int(event.key)))
        elif event.lines.id == "queues":
            queue = next((one for one in self.live.queues if one.letter == event.key), None) if self.has_read else None
            if queue is not None:
                self.start(run_queue(self, queue.letter, queue.name))
        else:
            self.start(self._alert(event.key))

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space on something that waits: somebody takes it on."""
        event.stop()
        if event.lines.id == "alerts":
            self.start(self._answer(event.key))

    async def _answer(self, key: str) -> None:
        line = next((one for one in self.query_one("#alerts", LineList).lines if one.key == key), None)
        if line is None:
            return
        standing = self.answers.get(key)
        if standing is not None and await self.app.confirm(
            t("收回答复？"), t("{answer}\n收回后重新等人处理；不收回就改写。", answer=worded(standing)), yes=t("收回")
        ):
            self.say(worded(await self.app.ask(acts.alert_ask_again, alert=key)))
            return
        await answer_alert(self, key, f"{line.cells[1]} {line.cells[2]}".strip(), standing)

    async def _alert(self, key: str) -> None:
        """Enter on something that waits: its own ways, and an answer."""
        line = next((one for one in self.query_one("#alerts", LineList).lines if one.key == key), None)
        if line is None:
            return
        ways = self._ways(key)
        if [way for way, _ in ways] == ["open"]:
            await self._follow(key, "open")
            return
        options = [*((way, name, "") for way, name in ways), ("answer", t("答复"), t("写明由谁、怎么办（同 Space）"))]
        what = f"{line.cells[1]} {line.cells[2]}".strip()
        chosen = await self.app.choose(what, options) if len(options) > 1 else "answer"
        if chosen == "answer":
            await self._answer(key)
        elif chosen is not None:
            await self._follow(key, chosen)

    def _ways(self, key: str) -> list[tuple[str, str]]:
        """What leads on from an alert besides an answer."""
        kind, _, rest = key.partition(":")
        ways: list[tuple[str, str]] = []
        if kind == "paper":
            ways = [("print", t("在别的打印机上补打"))]
        elif kind == "stuck":
            what, ticket, window = rest.split(":")
            if what == "yesterday":
                ways = [("closing", t("到当日结束页决定"))]
            else:
                ways = [("ticket", t("办这个号"))] if ticket != "None" else []
                ways += [("window", t("办这个窗口"))] if window != "None" else []
        elif kind in ("owed", "clock") or (kind == "warning" and rest.split(":")[0] in ("rating", "approval", "step")):
            ways = [("open", t("办理"))]
        return ways

    async def _follow(self, key: str, way: str) -> None:
        kind, _, rest = key.partition(":")
        if way == "print":
            await reprint_elsewhere(self, rest)
        elif way == "closing":
            await self.app.go("closing")
        elif way == "window":
            await run_window(self, int(rest.split(":")[2]))
        elif way == "ticket":
            id = int(rest.split(":")[1])
            one = next((one for one in await self.app.ask(acts.ticket_list) if one.id == id), None)
            if one is not None:
                await run_ticket(self, one)
        elif kind == "owed":
            await act_on_owed(self, next(one for one in self.owed if f"{one.case}:{one.subject}" == rest))
        elif kind == "clock":
            await self.app.go("clock")
        elif rest.startswith("rating:"):
            await self.app.go("ratings")
        else:
            await self._about(*rest.split(":", 1))

    def digit(self, digit: int) -> None:
        """1 and 2: what the two numbers were counted from."""
        from screens.supervisor.evidence import EvidenceScreen

        self.app.push_screen(EvidenceScreen("on-time" if digit == 1 else "on-the-spot"))

    async def _about(self, kind: str, subject: str) -> None:
        """What can be done about a warning: see the history, press the desk."""

        if kind not in ("approval", "step"):
            self.say(next((worded(w) for w in self.live.warnings if w.subject == subject), ""), "warn")
            return
        shown = await self.app.ask(acts.approval_show, approval=subject)
        options = [("history", t("看办理经过"), ""), ("remind", t("催办"), t("记一次催办，审批台立即看到"))]
        options.append(("remind_desk", t("催办该台全部超期的"), t("一次办完，每件记一次")))
        chosen = await self.app.choose(
            f"{subject} {shown.item_name}", options, text=f"{shown.department_name}  {worded(shown.left)}"
        )
        if chosen == "history":
            from screens.window.case_history import CaseHistoryScreen

            self.app.push_screen(CaseHistoryScreen(shown.case))
        elif chosen == "remind_desk":
            usual = mark("已超期，请尽快办理")  # goes to the desk: Chinese whoever sends it
            words = await self.app.enter(
                t("催办{department}全部超期的", department=shown.department_name), (t("内容"), usual)
            )
            if words is not None:
                self.say(worded(await self.app.ask(acts.approval_remind_desk, desk=shown.desk, words=words)))
        elif chosen == "remind":
            usual = mark("请尽快办理并说明原因")  # goes to the desk and into the journal: Chinese whoever sends it
            words = await self.app.enter(t("催办 {subject}", subject=subject), (t("内容"), usual))
            if words is not None:
                self.say(worded(await self.app.ask(acts.approval_remind, approval=subject, words=words)))


def _share(value: float | None) -> str:
    return t("无") if value is None else f"{value:.1f}%"


def _window(one: WindowNow) -> Line:
    away = one.state == STATE_NAMES[State.AWAY]
    tone = "dim" if not one.staff else "warn" if away else ""
    return Line(
        str(one.number),
        (
            str(one.number),
            one.staff,
            t(one.state),
            one.ticket,
            lasted(one.minutes) if one.ticket or away else "",
            named(one.name),
        ),
        tone,
    )
