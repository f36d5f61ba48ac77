"""The one form of a case: its fields on a list, one line to type in. Enter keeps a field and goes on to the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.form import understood, wants
from screens.intake.step import CaseStep
from screens.parts.composed import state_words
from screens.parts.field import Field
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.keys import BY_ID
from screens.shell.language import listed, mark, t, worded
from screens.shell.place import Data, Place
from screens.shell.undo import way_back

if TYPE_CHECKING:
    from counter.acts.case.form import FormField, FormShown


ORIGINS = {"register": mark("申请人登记的"), "home": mark("办件人在网上填的")}
"""Where a known value is from, if not from an earlier case."""


class FormScreen(CaseStep):
    """Pushed over intake. What is typed is kept field by field; nothing is lost by moving or by Esc."""

    form: Data[FormShown] = Data()
    NAME = mark("表单")
    BINDINGS: ClassVar = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "step(-8)", show=False),
        Binding("pagedown", "step(8)", show=False),
        Binding("ctrl+r", "throw_away", show=False),
    ]
    AUTO_FOCUS = "#value Input"
    PANES = (("#value", mark("填写内容")), ("#fields", mark("栏目")))
    HELP = mark(
        "所选事项要填的栏目都在这里，每栏只填一次。在下方输入，Enter 存下这一栏，到下一栏；上下键换栏，改过的也会存下。"
        "\n"
        "日期可以写 11.28、1128、昨天，选项写序号；看懂成什么写在下面。\n"
        "大厅已经知道的（申请人登记的、以前办件填过的）先写在下方，核对后按 Enter 采用；Ctrl+A 一次采用全部。\n"
        "F7：打印成表单请申请人签字，没有填的留空。Ctrl+Z 撤销刚存的一栏。受理以后改一栏要写理由。Esc 返回。"
    )

    def __init__(self, case: str, whom: str = "") -> None:
        super().__init__()
        self.case, self.whom = case, whom
        self.editing = ""
        """The field that stands in the box."""
        self.loaded = ""
        """What the box was given for it."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("栏目"), 20),
            Column(mark("填写内容"), 0),
            Column(mark("用于"), 6, right=True),
            id="fields",
            empty=mark("正在读取.."),
        )
        yield Sheet(id="detail", can_focus=False)
        yield Field(
            mark("填写内容"),
            id="value",
            last=True,
            help=mark("这一栏的内容；Enter 存下，到下一栏。"),
            typed=lambda _: self._explain(),
        )

    async def refresh_data(self) -> None:
        """One query; what is being typed stays."""
        form = await self.app.ask(acts.case_form, case=self.case)
        if (title := self.query_one_optional("#current", Title)) is None:
            return  # left while it was being read
        self.form, self.case = form, form.case
        done = sum(bool(one.value) for one in form.fields)
        title.show(
            f"{form.case} {state_words(form.state)}",
            t("表单共 {all} 栏，已填 {done} 栏；{left}", all=len(form.fields), done=done, left=_left(form.fields)),
            whom=self.whom,
        )
        fields = self.query_one("#fields", LineList)
        fields.show((_line(one) for one in form.fields), empty=t("这些事项没有要填的栏目。"))
        if not self.editing and form.fields:
            self.editing = fields.cursor = next((one.name for one in form.fields if one.open), form.fields[0].name)
        if self.box.value == self.loaded:
            self._load()
        else:
            self._explain()

    @property
    def concern(self) -> str:
        """The case."""
        return self.case

    @property
    def box(self) -> Field:
        """The line to type in."""
        return self.query_one("#value", Field)

    @property
    def field(self) -> FormField | None:
        """The field that stands in the box."""
        return next((one for one in self.form.fields if one.name == self.editing), None) if self.has_read else None

    def _load(self) -> None:
        """Put the field into the box: what is kept of it, else what the hall knows."""
        one = self.field
        if one is None:
            return
        self.loaded = one.value or one.known
        words = self.app.kept_words.get(self._key(one.name)).get("value", self.loaded)
        if self.box.value != words:
            self.box.value = words
            self.box.box.cursor_position = len(self.box.box.value)
            if words == self.loaded:  # nobody typed it here: the next sign replaces it
                self.box.box.action_select_all()
        self._explain()

    def _explain(self) -> None:
        """Under the list: what the field wants, and what is understood of what stands in the box."""
        one = self.field
        if one is None or not self.is_mounted:
            return
        needed = t("必填") if one.needed else t("可以不填")
        used = t("用于：{items}", items=listed(one.items)) + (t("；审批以这一栏为据") if one.relied_on else "")
        wanted = worded(wants(one.kind)) if one.kind is not None else ""
        facts = [Fact("", one.name, "head"), Fact("", f"{needed}  {wanted}  {used}" if wanted else f"{needed}  {used}")]
        meaning, tone = self._meaning(one)
        if meaning:
            facts.append(Fact("", meaning, tone))
        elif one.known and not one.value:
            origin = t(ORIGINS[one.origin]) if one.origin in ORIGINS else t("{case} 填过的", case=one.origin)
            facts.append(Fact("", t("{origin}，核对后按 Enter 采用，Ctrl+A 全部采用", origin=origin), "warn"))
        else:
            facts.append(Fact("", t("Enter 存下，到下一栏  上下换栏  F7 打印表单  Esc 返回"), "dim"))
        self.query_one("#detail", Sheet).show(facts)

    def _meaning(self, one: FormField) -> tuple[str, str]:
        """What will be kept of what stands in the box, where that is written otherwise; or why it can't be."""
        typed = self.box.value
        if one.kind is None or typed in ("", one.value, one.known):
            return "", ""
        try:
            kept = understood(one.kind, typed, self.app.today)
        except Refusal as refusal:
            return worded(refusal.message), "bad"
        return ("", "") if kept == typed else (t("记为：{value}", value=kept), "good")

    # -- moving and keeping ----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """Another field; what was changed in this one is kept."""
        self._go(step)

    def _go(self, step: int) -> None:
        names = [one.name for one in self.form.fields] if self.has_read else []
        if self.editing in names:
            self.query_one("#fields", LineList).cursor = names[
                max(0, min(len(names) - 1, names.index(self.editing) + step))
            ]

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The list stands on another field."""
        event.stop()
        if self.editing and event.key != self.editing:
            self.start(self._turn_to(event.key))

    async def _turn_to(self, name: str) -> None:
        try:
            if not await self._keep(self.box.value != self.loaded):
                self._put_aside()
        except Refusal:
            self.query_one("#fields", LineList).cursor = self.editing
            raise
        self.editing = name
        self._load()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on the list: to the box."""
        event.stop()
        self.box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: keep this field, go on."""
        event.stop()
        self.start(self._keep_and_go_on())

    async def _keep_and_go_on(self) -> None:
        if not await self._keep(self.field is not None and self.box.value != self.field.value):
            return
        names = [one.name for one in self.form.fields]
        if self.editing != names[-1]:
            self._go(1)
        elif left := next((one.name for one in self.form.fields if one.open), ""):
            self.query_one("#fields", LineList).cursor = left
        else:
            self._done()

    def _done(self) -> None:
        """Nothing is needed any more: back to where the form was opened, unless it is only being put right."""
        if self.form.state in AT_INTAKE:
            self.say(t("表单必填的都填好了，F5 受理"))
            self.dismiss(None)

    async def press_all(self) -> None:
        """Ctrl+A: take over all that the hall knows."""
        if self.form.state not in AT_INTAKE:
            raise Refusal(
                "screen.form-is-accepted", t("已经受理，只能逐栏更正"), next=t("在这一栏改好按 Enter，写明理由")
            )
        await self._keep(self.box.value != self.loaded)
        if any(one.known for one in self.form.fields):
            step = await self.app.ask(acts.case_fill, case=self.case, version=self.form.version)
            self.say(worded(step.without_case) + way_back(acts.case_fill))
            await self.refresh_data()
            self._load()
        elif any(one.open for one in self.form.fields):
            raise Refusal(
                "screen.nothing-known-for-form", t("大厅不知道其余栏目的内容"), next=t("请逐栏问申请人，写在下方")
            )
        if not any(one.open for one in self.form.fields):
            self._done()
            return
        self.query_one("#fields", LineList).cursor = next(one.name for one in self.form.fields if one.open)

    async def _keep(self, changed: bool) -> bool:
        """Put down what stands in the box; False if the clerk thought better of it. Raises Refusal, and then it stays
        in the box.
        """
        one, value = self.field, self.box.value
        if one is None or not changed or value == one.value:
            return True
        if self.form.state == CaseState.ACCEPTED:
            if not await self._amend(one, value):
                return False
        else:
            try:
                step = await self.app.ask(
                    acts.case_field, case=self.case, name=one.name, value=value, version=self.form.version
                )
            except Refusal:
                await (
                    self.refresh_data()
                )  # somebody else may have gone on: what is typed stays, the next press keeps it
                raise
            self.say(
                worded(getattr(step, "without_case", None) or str(step).removeprefix(f"{self.case} "))
                + way_back(acts.case_field)
            )
        self.loaded = self.box.value
        self.app.kept_words.keep(self._key(one.name), {})
        await self.refresh_data()
        return True

    async def _amend(self, one: FormField, value: str) -> bool:
        """After acceptance a field is put right, with a reason; a decision that stands on it is looked at again."""

        text = t("作过的决定以这一栏为据的，会重新审查。") if one.relied_on else ""
        reason = await self.app.enter(t("更正{name}", name=one.name), (t("理由"), ""), text=text)
        if reason is None:
            return False
        self.say(worded(await self.app.ask(acts.case_amend, case=self.case, name=one.name, value=value, reason=reason)))
        return True

    async def press_back(self) -> None:
        """Esc: what was changed is kept first; what can't be kept stands there again when the form is opened."""
        try:
            if not await self._keep(self.box.value != self.loaded):
                self._put_aside()
        except Refusal as refusal:
            self._put_aside()
            self.app.refuse(refusal)
        await super().press_back()

    def scanned(self, text: str) -> None:
        if self.has_read and self.box.value != self.loaded:
            self._put_aside()
        super().scanned(text)

    def _put_aside(self) -> None:
        """What can't be kept of the field yet stands in the box when one comes back to it."""
        self.app.kept_words.keep(self._key(self.editing), {"value": self.box.value})

    def action_throw_away(self) -> None:
        """Ctrl+R: what the field holds, again."""
        self.app.kept_words.keep(self._key(self.editing), {})
        self.box.value = self.loaded

    def _key(self, name: str) -> tuple[str, str, str]:
        return type(self).__name__, self.case, name

    @property
    def _intake(self) -> Place | None:
        """Where the case goes on, if the form was opened from there."""
        return next(
            (one for one in self.app.screen_stack if isinstance(one, Place) and getattr(one, "takes_in", False)), None
        )

    def why_not(self, id: str) -> str:
        if id == "intake" and self._intake is None:
            return t("本屏不用“{key}”", key=BY_ID[id].name)
        return super().why_not(id)

    async def press_intake(self) -> None:
        """F5: keep this field and leave the form; how the case goes on is chosen at intake."""
        if await self._keep(self.box.value != self.loaded) and (intake := self._intake) is not None:
            self._leave_to(intake, "intake")

    async def press_save(self) -> None:
        """Ctrl+S: keep this field and stay."""
        await self._keep(self.field is not None and self.box.value != self.field.value)

    async def press_receipts(self) -> None:
        """F7: the form on paper, to be signed."""

        await self._keep(self.box.value != self.loaded)
        empty = sum(not one.value for one in self.form.fields)
        text = t("还有 {n} 栏没有填，打出来留空。", n=empty) if empty else t("请申请人核对后签字。")
        if await self.app.confirm(t("打印表单？"), text, yes=t("打印"), no=t("返回")):
            self.say(t("已写出 {paper}，由打印机打出", paper=await self.app.ask(acts.case_print_form, case=self.case)))


def _left(fields: tuple[FormField, ...]) -> str:
    open_ones = sum(one.open for one in fields)
    if not open_ones:
        return t("必填的都填好了")
    known = sum(bool(one.known) for one in fields)
    return (
        t("必填还差 {n} 栏，Ctrl+A 采用已知的 {known} 栏", n=open_ones, known=known)
        if known
        else t("必填还差 {n} 栏", n=open_ones)
    )


def _line(one: FormField) -> Line:
    shown = one.value or (t("（{known}）", known=one.known) if one.known else "")
    if one.wrong:
        shown += t("（写法不对）")
    elif not shown and one.needed:
        shown = t("必填")
    tone = "bad" if one.wrong else "" if one.value else "warn" if one.needed and not one.known else "dim"
    return Line(one.name, (one.name, shown, str(len(one.items))), tone)
