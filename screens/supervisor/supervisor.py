"""The supervisor's screen: the two numbers, live counts, and every thing that waits for somebody, the reddest first."""

from __future__ import annotations

from collections.abc import Iterable
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
from screens.window.facts import lasted

if TYPE_CHECKING:
    from counter.acts.calendar.clock_runs import ClockRun
    from counter.acts.case.outstanding import Owed
    from counter.acts.queue.stuck import Stuck
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
        """What needs somebody, the reddest first whatever it is."""
        return sorted(
            self._all_alerts(live),
            key=lambda line: (("bad", "warn", "").index(line.tone), line.key.startswith("warning:slip")),
        )

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
        """Enter on something that waits."""
        event.stop()
        kind, _, rest = event.key.partition(":")
        if event.lines.id != "alerts":
            return
        if kind == "told":
            self.say(next((worded(one) for one in self.told if one.file == rest), ""), "bad")
        elif kind == "owed":
            self.start(act_on_owed(self, next(one for one in self.owed if f"{one.case}:{one.subject}" == rest)))
        elif kind == "clock":
            self.start(self.app.go("clock"))
        elif rest.startswith("rating:"):
            self.start(self.app.go("ratings"))
        elif kind == "warning":
            self.start(self._about(*rest.split(":", 1)))
        elif rest.startswith("yesterday:"):
            self.start(self.app.go("closing"))  # where it is decided
        elif kind == "stuck":
            self.say(next((worded(s) for s in self.stuck if f"{s.kind}:{s.ticket}:{s.window}" == rest), ""), "warn")
        elif kind == "paper":
            self.say(t("{paper} 可在窗口的 F7 回执里补打，或先查打印机", paper=rest), "warn")

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
