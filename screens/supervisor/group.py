"""A group of papers that wait, opened: a desk's clocks, or one kind; what can be done about each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from screens.parts.composed import LIGHTS
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place
from screens.supervisor.outstanding import act_on_owed, owed_lines
from screens.supervisor.running import answer_alert

if TYPE_CHECKING:
    from counter.acts.report.alerts import Answered
    from counter.acts.report.floor import GroupShown


class GroupScreen(Place):
    """Opened from the supervisor's screen."""

    NAME = mark("要处理的")
    AUTO_FOCUS = "#alerts"
    PANES = (("#alerts", mark("要处理的")),)
    HELP = mark(
        "一个审批台或一类的红灯、黄灯，最急的在最上面。Enter 看能做什么：看经过、催办这一件、催办该台全部超期的。\n"
        "Space 答复：写明由谁、怎么办；今天排到后面，别的值班主任看得到。"
    )
    found: Data[GroupShown] = Data()
    answers: dict[str, Answered]

    def __init__(self, kind: str, key: str, name: str) -> None:
        super().__init__()
        self.kind, self.key, self.group_name = kind, key, name
        self.answers = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("灯"), 2),
            Column(mark("编号"), 15),
            Column(mark("什么事"), 0),
            Column(mark("谁"), 26, wide_only=True),
            id="alerts",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """Two queries."""
        self.found = found = await self.app.ask(acts.report_group, kind=self.kind, which=self.key)
        self.answers = {one.alert: one for one in await self.app.ask(acts.alert_answers)}
        lines = [self._marked(line) for line in self._lines(found)]
        lines.sort(key=lambda line: line.tone == "dim")
        self.query_one("#current", Title).show(
            t("{name}  {n} 件", name=worded(self.group_name), n=len(lines)),
            t("Enter 看能做什么  Space 答复  Esc 返回"),
        )
        self.query_one("#alerts", LineList).show(lines, empty=t("这一组没有要处理的。"))

    def _lines(self, found: GroupShown) -> Iterable[Line]:
        for one in found.warnings:
            light, tone = LIGHTS[one.light]
            cells = (t(light), worded(one.subject), worded(one.words), worded(one.who))
            yield Line(f"warning:{one.kind}:{one.subject}", cells, tone)
        yield from owed_lines(found.owed)

    def _marked(self, line: Line) -> Line:
        return marked(line, self.answers)

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: somebody takes it on."""
        event.stop()
        self.start(answer_line(self, event.key, self.answers))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: its own ways, else an answer."""
        event.stop()
        kind, _, rest = event.key.partition(":")
        what, _, subject = rest.partition(":")
        if kind == "owed":
            owed = next((one for one in self.found.owed if f"{one.case}:{one.subject}" == rest), None)
            if owed is not None:
                self.start(act_on_owed(self, owed))
        elif what == "rating":
            self.start(self.app.go("ratings"))
        elif what in ("approval", "step"):
            self.start(self._about(subject))
        else:
            self.start(answer_line(self, event.key, self.answers))

    async def _about(self, subject: str) -> None:
        """What can be done about an approval: see the history, press the desk."""
        shown = await self.app.ask(acts.approval_show, approval=subject)
        options = [("history", t("看办理经过"), ""), ("remind", t("催办"), t("记一次催办，审批台立即看到"))]
        options.append(("remind_desk", t("催办该台全部超期的"), t("一次办完，每件记一次")))
        options.append(("answer", t("答复"), t("写明由谁、怎么办（同 Space）")))
        chosen = await self.app.choose(
            f"{subject} {shown.item_name}", options, text=f"{shown.department_name}  {worded(shown.left)}"
        )
        if chosen == "history":
            from screens.window.case_history import CaseHistoryScreen

            self.app.push_screen(CaseHistoryScreen(shown.case))
        elif chosen == "answer":
            line = next((one for one in self.query_one("#alerts", LineList).lines if one.cells[1] == subject), None)
            if line is not None:
                await answer_line(self, line.key, self.answers)
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


def marked(line: Line, answers: dict[str, Answered]) -> Line:
    """A line that somebody has answered for today stands dim, with the answer."""
    standing = answers.get(line.key)
    if standing is None:
        return line
    light, what, words, *who = line.cells
    said = t("已答复 {answer}", answer=worded(standing))
    return Line(line.key, (light, what, f"{said}  {words}", *(standing.by for _ in who)), "dim")


async def answer_line(place: Place, key: str, answers: dict[str, Answered]) -> None:
    """Answer for a line, or take the answer back. Raises Refusal."""
    line = next((one for one in place.query_one("#alerts", LineList).lines if one.key == key), None)
    if line is None:
        return
    standing = answers.get(key)
    if standing is not None and await place.app.confirm(
        t("收回答复？"), t("{answer}\n收回后重新等人处理；不收回就改写。", answer=worded(standing)), yes=t("收回")
    ):
        place.say(worded(await place.app.ask(acts.alert_ask_again, alert=key)))
        return
    await answer_alert(place, key, f"{line.cells[1]} {line.cells[2]}".strip(), standing)
