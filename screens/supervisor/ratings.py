"""Bad ratings (好差评整改): the most urgent first, who was spoken to when, how it was put right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.rating import STEP_NAMES
from screens.parts.composed import LIGHTS
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.delivery.rating_tasks import RatingTask

DONE = 20
"""How many that were put right stand below the open ones."""


HINTS = {True: mark("1记联系 2整改完成 3申诉 4经过 0显示电话"), False: mark("1记联系 2整改完成 0显示电话")}
"""The digits, to the supervisor and to the hall's head."""


class Step(NamedTuple):
    """What can be done with a rating."""

    name: str
    remark: str
    act: Callable[[RatingTask], Awaitable[None]]


class RatingsScreen(Scanning, Place):
    """The supervisor's page of bad ratings; the hall's head sees it too."""

    NAME = mark("评价整改")
    DIGITS = "01234"
    AUTO_FOCUS = "#tasks"
    PANES = (("#tasks", mark("差评")), ("#detail", mark("经过")))
    HELP = mark(
        "不满意和非常不满意的评价：愿意联系的，一个工作日内联系本人；十五个工作日内整改完。按正在走的那个期限排，红的已经超期。\n"
        "数字直接办选中的：1 记联系（联系上了，或没联系上），2 整改完成并写结果，3 申诉（评价不属实，期限照走），4 "
        "看办件经过。\n"
        "结果会写在办件人的进度页上；联系时说的话只有大厅看得到。超期的每天报值班主任，超过一个工作日还没办的报大厅负责人。\n"
        "电话只在本人同意联系时显示，查看有记录。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, RatingTask] = {}
        self.reached: dict[int, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("灯"), 2),
                Column(mark("评价"), 10, english=17),
                Column(mark("关于"), 0),
                Column(mark("要办"), 10),
                Column(mark("期限"), 5),
                Column(mark("办的人"), 10, wide_only=True),
                id="tasks",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="detail")

    async def refresh_data(self) -> None:
        """One query: the open ones by their clock, then those put right."""
        found = await self.app.ask(acts.rating_tasks, done=DONE)
        self.found = {str(one.id): one for one in found}
        open_now = [one for one in found if not one.put_right_on]
        late = sum(1 for one in open_now if one.late)
        self.query_one("#current", Title).show(
            t("差评 {n} 个要办，超期 {late}", n=len(open_now), late=late),
            t(HINTS[self.app.actor.role is Role.SUPERVISOR]),
        )
        self.query_one("#tasks", LineList).show((self._row(one) for one in found), empty=t("没有差评要办。"))
        self._show_detail()

    def _row(self, one: RatingTask) -> Line:
        light, tone = LIGHTS[one.light]
        step = t("已整改") if one.put_right_on else t("整改") if one.answered_on or not one.named else t("联系本人")
        day = (one.put_right_on or one.due_on)[5:]
        return Line(
            str(one.id),
            (
                "" if one.put_right_on else t(light),
                t(one.name),
                one.case or one.ticket,
                step,
                day,
                "" if one.put_right_on else t(one.answers),
            ),
            "dim" if one.put_right_on else tone,
        )

    @property
    def here(self) -> RatingTask | None:
        """The highlighted rating."""
        return self.found.get(self.query_one("#tasks", LineList).cursor or "")

    def _show_detail(self) -> None:
        one = self.here
        if one is None:
            self.query_one("#detail", Sheet).show([])
            return
        facts = [
            Fact("", t("差评 {id}  {level}", id=one.id, level=t(one.name)), "head"),
            Fact(t("关于"), one.case or one.ticket),
            *(
                [Fact(t("经办"), t("{window} 号窗口 {clerk}", window=one.window, clerk=one.clerk))]
                if one.window
                else []
            ),
            Fact(t("评价日"), one.rated_on),
            Fact(t("说了"), one.words or t("没有写")),
            Fact(t("联系"), t("同意按办件与本人联系") if one.named else t("没有留联系意愿，不联系本人")),
        ]
        if one.id in self.reached:
            facts.append(Fact(t("电话"), self.reached[one.id]))
        facts += [
            Fact(
                t("回复"),
                t("{day} 已联系", day=one.answered_on) if one.answered_on else t("最晚 {day}", day=one.answer_by),
                "good" if one.answered_on else "",
            ),
            Fact(
                t("整改"),
                t("{day} 已整改", day=one.put_right_on) if one.put_right_on else t("最晚 {day}", day=one.put_right_by),
                "good" if one.put_right_on else "",
            ),
        ]
        if one.late:
            facts.append(Fact(t("超期"), t("{n} 个工作日，报{whom}", n=one.late, whom=t(one.answers)), "bad"))
        if one.appeal:
            facts.append(Fact(t("申诉"), one.appeal, "warn"))
        if one.notes:
            facts.append(Fact("", t("经过"), "head"))
            facts += [
                Fact("", f"{note.on} {note.who} {t(STEP_NAMES.get(note.step, ''))}" + t("：{words}", words=note.words))
                for note in one.notes
            ]
        self.query_one("#detail", Sheet).show(facts)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_detail()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: what can be done."""
        event.stop()
        self.start(self._choose())

    def digit(self, digit: int) -> None:
        """A digit acts on the highlighted rating."""
        self.start(self._digit(digit))

    async def _digit(self, digit: int) -> None:
        if (step := self._steps().get(digit)) is None:
            role = t(ROLE_NAMES[self.app.actor.role])
            raise Refusal("screen.not-for-this-role", t("{role}不用“{key}”", role=role, key=digit))
        await step.act(self._one())

    def _steps(self) -> dict[int, Step]:
        """Digit -> what this role may do with a rating: the hall's head contests none and follows no case."""
        steps = {
            1: Step(t("记联系"), t("联系上了，或没联系上"), self._contact),
            2: Step(t("整改完成"), t("写结果，办件人看得到"), self._put_right),
        }
        if self.app.actor.role is Role.SUPERVISOR:
            steps |= {
                3: Step(t("申诉"), t("评价不属实，期限照走"), self._appeal),
                4: Step(t("经过"), t("这件从头到现在"), self._past),
            }
        return steps | {0: Step(t("显示电话"), t("查看有记录"), self._telephone)}

    def _one(self) -> RatingTask:
        if self.here is None:
            raise Refusal("screen.no-rating-highlighted", t("没有选中差评"), next=t("请先用上下键选一个"))
        return self.here

    async def _choose(self) -> None:
        one, steps = self._one(), self._steps()
        options = [(digit, step.name, step.remark) for digit, step in steps.items()]
        chosen = await self.app.choose(f"{t(one.name)}  {one.case or one.ticket}", options)
        if chosen is not None:
            await steps[chosen].act(one)

    async def _contact(self, one: RatingTask) -> None:

        reached = await self.app.choose(
            t("差评 {id}：联系本人", id=one.id),
            [("yes", t("联系上了"), t("停下第一个期限")), ("no", t("没联系上"), t("期限照走，再联系"))],
        )
        if reached is None:
            return
        words = await self.app.write(t("说了什么"), text=t("只有大厅看得到。"))
        if words is not None:
            self.say(
                worded(await self.app.ask(acts.rating_answer, rating=one.id, words=words, reached=reached == "yes")),
                "good" if reached == "yes" else "warn",
            )

    async def _put_right(self, one: RatingTask) -> None:

        words = await self.app.write(
            t("差评 {id}：整改结果", id=one.id), text=t("办件人在进度页上看到这段话，请不要写姓名、电话。")
        )
        if words is not None:
            self.say(worded(await self.app.ask(acts.rating_put_right, rating=one.id, words=words)))

    async def _appeal(self, one: RatingTask) -> None:

        words = await self.app.write(t("差评 {id}：申诉", id=one.id), text=t("写明为什么不属实。评价留着，期限照走。"))
        if words is not None:
            self.say(worded(await self.app.ask(acts.rating_appeal, rating=one.id, words=words)), "warn")

    async def _past(self, one: RatingTask) -> None:
        from screens.window.case_history import CaseHistoryScreen

        if not one.case:
            raise Refusal("screen.no-case", t("{ticket} 没有办件", ticket=one.ticket), next=t("这个评价是对一次到访的"))
        self.app.push_screen(CaseHistoryScreen(one.case))

    async def _telephone(self, one: RatingTask) -> None:
        self.reached[one.id] = str(await self.app.ask(acts.rating_reach, rating=one.id))
        self._show_detail()
