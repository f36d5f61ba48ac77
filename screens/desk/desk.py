"""The desk: today's approvals by light and promised day, what is blocked on others, one digit per act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import ApprovalState, ReviewState
from screens.desk.second_officer import agree, review_words, standing, state_of_review
from screens.parts.composed import LIGHTS, desk_day_provisional, promise
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import day, listed, mark, short_day, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.second_officer import Review

SHOWN_AT_MOST = 1_000


class DeskScreen(Scanning, Place):
    """One approver's work."""

    NAME = mark("审批台")
    AUTO_FOCUS = "#work"
    PANES = (("#work", mark("在办审批")),)
    DIGITS = "0123456789"
    HELP = mark(
        "列出本台没有办完的审批：红灯、黄灯在前，再按承诺日；等前置事项的在最后，写明在等谁。\n"
        "数字直接办选中的这件：1 签收 2 准予 3 不予 4 补正 5 特别程序 6 恢复 7 延期 8 意见 9 经过 0 逐日。\n"
        "扫转移单或回执：材料待签收的先问签收，签收过的打开案卷。\n"
        "Enter 打开案卷：材料和图片并排。空格勾选，F8 一并准予勾选的（同一事项，先问一句）。\n"
        "最上面是待复核：本台另一名人员提请的决定，Enter 看案卷，F8 同意或退回；自己的提请被退回、失效的也在上面。"
        "同意前什么也不生效，时限照走。\n"
        "别台的件、别台的意见这里看不到；每次打开案卷都有记录，申请人可以要求查看。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, ApprovalLine] = {}
        self.reviews: dict[str, Review] = {}
        self.ticked: set[str] = set()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 1),
            Column(mark("灯"), 2),
            Column(mark("审批"), 6),
            Column(mark("事项"), 0),
            Column(mark("承诺日"), 6),
            Column(mark("余"), 23),
            Column(mark("状态"), 8),
            Column(mark("收件号"), 14, wide_only=True),
            Column(mark("等谁、说明"), 40, wide_only=True),
            id="work",
            empty=mark("正在读取.."),
        )
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """The desk's work, what waits for a second officer on top; lines that went away lose their tick."""
        found = await self.app.ask(acts.approval_list)
        self.reviews = standing(await self.app.ask(acts.approval_reviews))
        first = {
            number: one.line for number, one in self.reviews.items() if not one.mine or one.state != ReviewState.WAITING
        }
        self.lines = first | {line.number: line for line in found[:SHOWN_AT_MOST]}
        self.ticked &= set(self.lines)
        count = {
            name: sum(1 for line in found if line.light == name and line.state != ApprovalState.BLOCKED)
            for name in LIGHTS
        }
        states = {
            name: sum(1 for line in found if line.state == name)
            for name in (ApprovalState.BLOCKED, ApprovalState.PAUSED)
        }
        to_review = sum(1 for one in self.reviews.values() if not one.mine)
        unsigned = sum(1 for line in found if not line.received and line.state == ApprovalState.OPEN)
        department = found[0].department_name if found else ""
        self.query_one("#current", Title).show(
            t(
                "{desk}  在办 {undecided}  红 {red}  黄 {yellow}",
                desk=department or self.app.actor.desk,
                undecided=len(found),
                red=count["red"],
                yellow=count["yellow"],
            ),
            (t("待复核 {n}  ", n=to_review) if to_review else "")
            + t(
                "待前置 {blocked}  特别程序 {paused}  未签收 {unsigned}",
                blocked=states[ApprovalState.BLOCKED],
                paused=states[ApprovalState.PAUSED],
                unsigned=unsigned,
            )
            + (t("  已勾选 {ticked}", ticked=len(self.ticked)) if self.ticked else ""),
        )
        self.query_one("#work", LineList).show(
            (self._row(line) for line in self.lines.values()), empty=t("没有在办的审批。新受理的会自己出现。")
        )
        self._show_detail()

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
            else line.explanation
        )
        state = (
            state_of_review(one)
            if one
            else t(line.state_words if line.received or line.state != ApprovalState.OPEN else "未签收")
        )
        promised = (short_day(date.fromisoformat(line.promised_on)) if line.promised_on else t("待定")) + (
            "?" if line.provisional else ""
        )
        return Line(
            line.number,
            (
                "*" if line.number in self.ticked else "",
                t(light),
                line.number,
                line.item_name,
                promised,
                worded(line.left),
                state,
                line.case,
                why,
            ),
            "warn"
            if one
            else "dim"
            if line.state in (ApprovalState.BLOCKED, ApprovalState.PAUSED)
            else tone or ("warn" if line.step_over else ""),
        )

    def _show_detail(self) -> None:
        line = self.here
        one = self.reviews.get(line.number) if line else None
        facts = (
            [Fact("", t("没有选中的审批：用上下键选一件，再按数字办理或 Enter 打开案卷"), "dim")]
            if line is None
            else [
                Fact(t("办件"), f"{line.case}  {line.item_name}"),
                Fact(
                    t("三个日期"),
                    t(
                        "法定 {legal}  承诺 {promised}  本台 {desk}",
                        legal=_short(line.legal_on, line.legal_provisional),
                        promised=promise(line.promised_on, line.provisional),
                        desk=_short(line.desk_on, desk_day_provisional(line)),
                    )
                    + (t("  特别程序 {n} 天", n=line.paused_days) if line.paused_days else ""),
                ),
                Fact(t("复核"), review_words(one), "warn")
                if one
                else Fact(t("在等"), listed(line.waits_for), "warn")
                if line.waits_for
                else Fact(t("说明"), _remark(line), "warn" if line.step_over or line.reminders else ""),
                Fact(
                    "",
                    t("Enter案卷  F8 同意、退回  9经过  0逐日")
                    if one and not one.mine
                    else t("F8 撤回提请、收起  Enter案卷  9经过  0逐日")
                    if one
                    else t("1签收 2准予 3不予 4补正 5特别程序 6恢复 7延期 8意见 9经过 0逐日 Enter案卷"),
                    "dim",
                ),
            ]
        )
        self.query_one("#detail", Sheet).show(facts)

    @property
    def here(self) -> ApprovalLine | None:
        """The highlighted approval."""
        return self.lines.get(self.query_one("#work", LineList).cursor or "")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_detail()

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: mark for a batch."""
        event.stop()
        self.ticked ^= {event.key}
        self.reload()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the file."""
        event.stop()
        if (line := self.lines.get(event.key)) is not None:
            from screens.desk.file import FileScreen

            self.app.push_screen(FileScreen(line.number))

    def digit(self, digit: int) -> None:
        """A digit acts on the highlighted approval."""
        self.start(self._digit(digit))

    def scanned(self, text: str) -> None:
        """A transfer slip, or the code on it, is signed for; the receipt of a case of this desk opens its file."""
        self.start(self._use_scan(text))

    async def _use_scan(self, text: str) -> None:
        from screens.desk.file import FileScreen
        from screens.desk.scans import use_scan

        if (approval := await use_scan(self, text)) is not None:
            self.app.push_screen(FileScreen(approval))

    async def _digit(self, digit: int) -> None:
        from screens.desk.menu import ACTS, act_on

        if self.here is None:
            raise Refusal("screen.no-approval-highlighted", t("没有选中审批"), next=t("请先用上下键选一件"))
        await act_on(self, self.here, ACTS[digit - 1][0] if digit else "explain")

    def _untick(self, done: int) -> None:
        """Ticks go with the act that they were for; 返回 leaves them."""
        if self.app.acts_done > done:
            self.ticked.clear()

    async def press_finish(self) -> None:
        """F8: decide (or agree to) what is ticked, or choose what to do with the highlighted one."""
        from screens.desk.deciding import decide_several
        from screens.desk.menu import choose_act, choose_decided

        ticked = [line for number, line in self.lines.items() if number in self.ticked]
        waiting = [one for one in self.reviews.values() if one.approval in self.ticked and not one.mine]
        if waiting and len(waiting) == len(ticked):
            done = self.app.acts_done
            await agree(self, waiting)
            self._untick(done)
        elif ticked:
            done = self.app.acts_done
            await decide_several(self, ticked)
            self._untick(done)
        elif self.here is not None:
            await choose_act(self, self.here)
        else:
            await choose_decided(self)

    async def press_receipts(self) -> None:
        """F7: the papers of the highlighted case."""
        from screens.window.receipts import show_papers

        if self.here is None:
            raise Refusal("screen.no-approval-highlighted", t("没有选中审批"), next=t("请先用上下键选一件"))
        await show_papers(self, [self.here.case])


def _short(on: str | None, provisional: bool) -> str:
    """A day with a question mark while next year's holidays may still move it: three of them stand in one line."""
    return day(on) + ("?" if provisional else "") if on else t("无")


def _remark(line: ApprovalLine) -> str:
    parts = [worded(line.left)]
    if line.step_over:
        parts.append(t("本环节应于 {day} 前办完，已超时（全程尚在期限内）", day=day(line.desk_on)))
    if line.reminders:
        parts.append(t("催办 {n} 次", n=line.reminders))
    if line.substance:
        parts.append(t("实质审查，须两名人员"))
    if line.explanation:
        parts.append(t("公开说明：{words}", words=line.explanation))
    return t("，").join(parts)
