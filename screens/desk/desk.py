"""The desk: today's approvals by light and promised day, what is blocked on others, one digit per act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import ApprovalState, ReviewState, RoundState
from counter.rules.clock import Light
from screens.desk.second_officer import agree, review_words, standing, state_of_review
from screens.desk.views import GROUP, VIEWS, grouped, left, promised, state_of_line, wanted
from screens.parts.composed import LIGHTS
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import day, listed, mark, named, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.second_officer import Review
    from counter.acts.case.outstanding import Owed

SHOWN_AT_MOST = 1_000
LOOKS = ("past", "explain")
"""What only looks at the highlighted approval, whatever is ticked."""


class DeskScreen(Scanning, Place):
    """One approver's work."""

    NAME = mark("审批台")
    AUTO_FOCUS = "#work"
    PANES = (("#work", mark("在办审批")),)
    DIGITS = "0123456789"
    BINDINGS = [
        Binding("left", "view(-1)", show=False),
        Binding("right", "view(1)", show=False),
        Binding("backspace", "rub_out", show=False),
    ]
    HELP = mark(
        "列出本台没有办完的审批：红灯、黄灯在前，再按承诺日；等前置事项的在最后，写明在等谁。上次看过以后有变化的标“变”，"
        "下面写明变了什么。\n"
        "数字直接办选中的这件：1 签收 2 准予 3 不予 4 补正 5 特别程序 6 恢复 7 延期 8 意见 9 经过 0 逐日。\n"
        "左右键换看法：全部、我手上、没人接、按事项、按到期日、按状态。打字（姓名、拼音、收件号、事项）随打随筛，"
        "Enter 用它，Esc 取消。\n"
        "空格勾选（在组名上就勾整组）；勾了以后 1 2 3 4 和 F8 办全部勾选的，签署前逐件列出申请人。"
        "F6 接手、分派、移交。\n"
        "扫转移单或回执：材料待签收的先问签收，签收过的打开案卷。Enter 打开案卷：材料和图片并排。\n"
        "最上面是待复核：本台另一名人员提请的决定，Enter 看案卷，F8 同意或退回；自己的提请被退回、失效的也在上面。"
        "同意前什么也不生效，时限照走。\n"
        "别台的件、别台的意见这里看不到；每次打开案卷都有记录，申请人可以要求查看。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[ApprovalLine] = []
        """All that the desk has, as it was read."""
        self.lines: dict[str, ApprovalLine] = {}
        """What is shown, by number."""
        self.groups: dict[str, list[str]] = {}
        self.reviews: dict[str, Review] = {}
        self.owed: dict[str, Owed] = {}
        self.ticked: set[str] = set()
        self.view = "all"
        self.typed = ""
        self.typing = False
        self.desk_name = ""
        self._after: list[str] = []
        """Where the cursor goes when the line that was acted on has left the list."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 1),
            Column("", 2),
            Column(mark("收件号"), 14),
            Column(mark("申请人"), 10),
            Column(mark("事项"), 0),
            Column(mark("承诺日"), 6),
            Column(mark("余"), 8),
            Column(mark("状态"), 8),
            Column(mark("审批"), 6, wide_only=True),
            Column(mark("经办"), 8, wide_only=True),
            Column(mark("等谁、说明"), 30, wide_only=True),
            id="work",
            empty=mark("正在读取.."),
        )
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """The desk's work, what waits for a second officer on top; lines that went away lose their tick."""
        found = (await self.app.ask(acts.approval_list))[:SHOWN_AT_MOST]
        self.reviews = standing(await self.app.ask(acts.approval_reviews))
        self.owed = {
            one.case: one
            for one in reversed(await self.app.ask(acts.report_owed))
            if one.kind == "tolerated" and one.light != Light.GREEN
        }
        if not self.desk_name:
            self.desk_name = (await self.app.ask(acts.approval_desk)).name
        first = {
            number: one.line for number, one in self.reviews.items() if not one.mine or one.state != ReviewState.WAITING
        }
        self.found = list((first | {line.number: line for line in found}).values())
        self.ticked &= {line.number for line in self.found}
        self._show()

    def _show(self) -> None:
        """Draw what was read, in the view and narrowed by what was typed."""
        chosen = wanted(self.found, self.view, self.app.actor.staff, self.typed)
        self.lines = {line.number: line for line in chosen}
        self.groups = {}
        rows: list[Line] = []
        for head, members in grouped(chosen, self.view):
            if head:
                self.groups[GROUP + head] = [line.number for line in members]
                rows.append(Line(GROUP + head, ("", "", t("{n} 件", n=len(members)), "", head, "", "", ""), "good"))
            rows += map(self._row, members)
        self._show_title()
        lines = self.query_one("#work", LineList)
        lines.show(
            rows,
            empty=t("没有在办的审批。新受理的会自己出现。")
            if not self.found
            else t("这样看没有审批：左右键换看法，Esc 取消筛选。"),
        )
        if lines.cursor is None and self._after:
            lines.cursor = next((number for number in self._after if number in self.lines), None)
        self._after = []
        self._show_detail()

    def _show_title(self) -> None:
        found, me = self.found, self.app.actor.staff
        running = [line for line in found if line.state != ApprovalState.BLOCKED]
        counts = [
            (t("红 {n}", n=(n := sum(line.light == "red" for line in running))), n),
            (t("黄 {n}", n=(n := sum(line.light == "yellow" for line in running))), n),
            (t("待复核 {n}", n=(n := sum(not one.mine for one in self.reviews.values()))), n),
            (t("未签收 {n}", n=(n := sum(not x.received and x.state == ApprovalState.OPEN for x in found))), n),
            (t("等补正 {n}", n=(n := sum(x.round_state == RoundState.ASKED for x in found))), n),
            (t("待前置 {n}", n=(n := sum(line.state == ApprovalState.BLOCKED for line in found))), n),
            (t("特别程序 {n}", n=(n := sum(line.state == ApprovalState.PAUSED for line in found))), n),
        ]
        first = "  ".join((named(self.desk_name), t("在办 {n}", n=len(found)), *(words for words, n in counts if n)))
        tabs, narrowed = [], bool(self.typed or self.typing)
        for code, name in VIEWS:
            words = t(name)
            if code in ("all", "mine", "free") and not narrowed:
                words += f" {len(wanted(found, code, me, ''))}"
            tabs.append(f"[{words}]" if code == self.view else words)
        rest = (
            t("筛选“{typed}”{n} 件", typed=self.typed, n=len(self.lines)) + ("_" if self.typing else "")
            if narrowed
            else t("左右换，打字筛")
        )
        ticked = t("  已勾选 {n}", n=len(self.ticked)) if self.ticked else ""
        second = (rest * narrowed + ticked, *tabs) if narrowed or ticked else (*tabs, rest)
        self.query_one("#current", Title).show(first, "  ".join(second).strip())

    def _row(self, line: ApprovalLine) -> Line:
        light, tone = LIGHTS[line.light]
        one = self.reviews.get(line.number)
        why = (
            review_words(one)
            if one
            else t("等 {whom}", whom=listed(line.waits_for))
            if line.waits_for
            else t("本环节已超 {day}", day=day(line.desk_on))
            if line.step_over
            else worded(line.changed) or line.explanation
        )
        return Line(
            line.number,
            (
                "*" if line.number in self.ticked else "",
                t("变") if line.changed else t(light) if line.light != "green" else "",
                line.case,
                line.applicant,
                line.item_name,
                promised(line),
                left(line),
                state_of_review(one) if one else state_of_line(line),
                line.number,
                line.in_hand_name,
                why,
            ),
            "warn"
            if one
            else "dim"
            if line.state in (ApprovalState.BLOCKED, ApprovalState.PAUSED)
            else tone or ("warn" if line.step_over else ""),
        )

    def _show_detail(self) -> None:
        from screens.desk.facts import detail

        group = self.groups.get(self.query_one("#work", LineList).cursor or "", [])
        self.query_one("#detail", Sheet).show(
            [Fact("", t("这一组 {n} 件：空格勾选整组", n=len(group)), "dim")]
            if group
            else detail(
                self.here,
                self.reviews.get(self.here.number) if self.here else None,
                self.app.actor.staff,
                len(self.ticked),
                self.owed.get(self.here.case) if self.here else None,
            )
        )

    @property
    def here(self) -> ApprovalLine | None:
        """The highlighted approval."""
        return self.lines.get(self.query_one("#work", LineList).cursor or "")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_detail()

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: mark for a batch; on a group's head all of it."""
        event.stop()
        if (group := self.groups.get(event.key)) is not None:
            self.ticked = self.ticked - set(group) if self.ticked >= set(group) else self.ticked | set(group)
        else:
            self.ticked ^= {event.key}
        self._show()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: what was typed stands; else the file."""
        event.stop()
        if self.typing:
            self.typing = False
            self._show()
        elif (line := self.lines.get(event.key)) is not None:
            from screens.desk.file import FileScreen

            self.app.push_screen(FileScreen(line.number))

    # -- views -----------------------------------------------------------------------------------------------------

    def action_view(self, step: int) -> None:
        """Left and right: another view of the same work."""
        codes = [code for code, _ in VIEWS]
        self.view = codes[(codes.index(self.view) + step) % len(codes)]
        self._show()

    def _typed(self, text: str) -> None:
        """Letters and Han narrow the list; digits are commands, unless they go on with what was typed."""
        if not self.typing and text[:1] in self.DIGITS:
            super()._typed(text)
            return
        self.typing = True
        self.typed += text
        self._narrowed()

    def action_rub_out(self) -> None:
        """Backspace takes the last sign of what was typed."""
        if self.typed:
            self.typing, self.typed = True, self.typed[:-1]
            self._narrowed()

    def _narrowed(self) -> None:
        self._show()
        lines = self.query_one("#work", LineList)
        if lines.cursor is None:
            lines.cursor = next(iter(self.lines), None)

    def on_key(self, event: events.Key) -> None:
        """Space parts two words while one types; up and down end the typing. (Scanning hears the rest.)"""
        if self.typing and event.key == "space":
            self.typed += " "
            self._show_title()
            event.stop()
            event.prevent_default()
            return
        if self.typing and event.key in ("up", "down", "pageup", "pagedown", "home", "end"):
            self.typing = False
            self._show_title()

    async def press_back(self) -> None:
        """Esc: first takes away what was typed, then the ticks, then leaves."""
        if self.typed or self.typing:
            self.typed, self.typing = "", False
            self._show()
        elif self.ticked:
            if await self.app.confirm(t("去掉 {n} 个勾选？", n=len(self.ticked)), yes=t("去掉"), no=t("返回")):
                self.ticked.clear()
                self._show()
        else:
            await super().press_back()

    # -- acts ------------------------------------------------------------------------------------------------------

    def digit(self, digit: int) -> None:
        """A digit acts on the highlighted approval."""
        self.start(self._digit(digit))

    def scanned(self, text: str) -> None:
        """A transfer slip, or the code on it, is signed for; the receipt of a case of this desk opens its file."""
        self.start(self._use_scan(text))

    async def _use_scan(self, text: str) -> None:
        from screens.desk.file import FileScreen
        from screens.desk.scans import use_scan

        done = await use_scan(self, text)
        if done.opens:
            self.app.push_screen(FileScreen(done.opens))
        elif done.signed in self.lines:
            self.query_one("#work", LineList).cursor = done.signed  # the next digit is about what one holds

    async def _digit(self, digit: int) -> None:
        from screens.desk.batch import BATCH
        from screens.desk.digits import ACTS
        from screens.desk.menu import act_on

        what = ACTS[digit - 1][0] if digit else "explain"
        if self.ticked and any(what == code for code, _, _ in BATCH):
            await self._all(what)
            return
        if self.here is None:
            raise Refusal("screen.no-approval-highlighted", t("没有选中审批"), next=t("请先用上下键选一件"))
        if self.ticked - {self.here.number} and what not in LOOKS:
            raise Refusal(
                "screen.one-at-a-time",
                t("已勾选 {n} 件，“{what}”只能一件一件办", n=len(self.ticked), what=t(ACTS[digit - 1][1])),
                rule=t("勾选以后，办的是全部勾选的"),
                next=t("请先去掉勾选"),
            )
        self._stay_near()
        await act_on(self, self.here, what)

    async def _all(self, what: str) -> None:
        """One act on all that is ticked; what was not done stays ticked."""
        from screens.desk.batch import act_on_all

        self._stay_near()
        self.ticked -= await act_on_all(self, self._ticked_lines(), what)
        self.reload()

    def _ticked_lines(self) -> list[ApprovalLine]:
        return [line for line in self.found if line.number in self.ticked]

    def _stay_near(self) -> None:
        """After the act the cursor stands on the next line, should the present one have gone."""
        numbers, cursor = list(self.lines), self.query_one("#work", LineList).cursor or ""
        at = numbers.index(cursor) if cursor in self.lines else 0
        self._after = [*numbers[at + 1 :], *reversed(numbers[:at])]

    async def press_finish(self) -> None:
        """F8: choose what to do with all that is ticked, or with the highlighted one."""
        from screens.desk.batch import BATCH
        from screens.desk.digits import DIGIT_OF
        from screens.desk.menu import choose_act, choose_decided

        waiting = [one for one in self.reviews.values() if one.approval in self.ticked and not one.mine]
        if waiting and len(waiting) == len(self.ticked):
            self._stay_near()
            if await agree(self, waiting):
                self.ticked.clear()
        elif self.ticked:
            chosen = await self.app.choose(
                t("已勾选的 {n} 件", n=len(self.ticked)),
                [*((code, t(name), t(remark)) for code, name, remark in BATCH), ("", t("去掉勾选"), "")],
                digits=DIGIT_OF,
            )
            if chosen:
                await self._all(chosen)
            elif chosen is not None:
                self.ticked.clear()
                self._show()
        elif self.here is not None:
            self._stay_near()
            await choose_act(self, self.here)
        else:
            await choose_decided(self)

    async def press_transfer(self) -> None:
        """F6: take, put back, assign; hand over what an absent officer has."""
        from screens.desk.batch import act_on_all, hand_over

        lines = self._ticked_lines() or ([self.here] if self.here is not None else [])
        options = [("hand_over", t("移交"), t("一名不在岗人员手上的全部"))]
        if lines:
            what = t("{n} 件", n=len(lines)) if len(lines) > 1 else lines[0].number
            options = [
                ("take", t("接手"), what),
                ("put_back", t("放回"), what),
                ("assign", t("分派给"), what),
                *options,
            ]
        chosen = await self.app.choose(t("本台的分工"), options)
        if chosen == "hand_over":
            await hand_over(self)
        elif chosen is not None:
            self.ticked -= await act_on_all(self, lines, chosen)

    async def press_receipts(self) -> None:
        """F7: the papers of the highlighted case."""
        from screens.window.receipts import show_papers

        if self.here is None:
            raise Refusal("screen.no-approval-highlighted", t("没有选中审批"), next=t("请先用上下键选一件"))
        await show_papers(self, [self.here.case])
