"""The desk: today's approvals by light and promised day, what is blocked on others, one digit per act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from counter.errors import Refusal
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.place import Place

if TYPE_CHECKING:
    from counter.acts.desks import ApprovalLine

LIGHTS = {"red": ("红", "bad"), "yellow": ("黄", "warn"), "green": ("绿", "")}
SHOWN_AT_MOST = 1_000


class DeskScreen(Place):
    """One approver's work."""

    NAME = "审批台"
    AUTO_FOCUS = "#work"
    PANES = (("#work", "审批"),)
    HELP = (
        "列出本台没有办完的审批：红灯、黄灯在前，再按承诺日；等前置事项的在最后，写明在等谁。\n"
        "数字直接办选中的这件：1 签收 2 准予 3 不予 4 补正 5 特别程序 6 恢复 7 延期 8 意见 9 经过 0 逐日。\n"
        "Enter 打开案卷：材料和图片并排。空格勾选，F8 一并准予勾选的（同一事项，先问一句）。\n"
        "别台的件、别台的意见这里看不到；每次打开案卷都有记录，申请人可以要求查看。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, ApprovalLine] = {}
        self.ticked: set[str] = set()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 1), Column("灯", 2), Column("审批", 6), Column("事项", 0), Column("承诺日", 6), Column("余", 23), Column("状态", 8),
            Column("收件", 14, wide_only=True), Column("等谁、说明", 40, wide_only=True), id="work", empty="正在读取..",
        )
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """One query; lines that went away lose their tick."""
        found = await self.app.ask("approval.list")
        self.lines = {line.number: line for line in found[:SHOWN_AT_MOST]}
        self.ticked &= set(self.lines)
        count = {name: sum(1 for line in found if line.light == name and line.state != "blocked") for name in LIGHTS}
        states = {name: sum(1 for line in found if line.state == name) for name in ("blocked", "paused")}
        unsigned = sum(1 for line in found if not line.received and line.state == "open")
        department = found[0].department_name if found else ""
        self.query_one("#current", Title).show(
            f"{department or self.app.actor.desk}  在办 {len(found)}  红 {count['red']}  黄 {count['yellow']}",
            f"待前置 {states['blocked']}  特别程序 {states['paused']}  未签收 {unsigned}" + (f"  已勾选 {len(self.ticked)}" if self.ticked else ""),
        )
        self.query_one("#work", LineList).show((self._row(line) for line in self.lines.values()), empty="没有在办的审批。新受理的会自己出现。")
        self._show_detail()

    def _row(self, line: ApprovalLine) -> Line:
        light, tone = LIGHTS[line.light]
        why = f"等 {'、'.join(line.waits_for)}" if line.waits_for else f"本环节已超 {line.desk_on}" if line.step_over else line.explanation
        state = line.state_words if line.received or line.state != "open" else "未签收"
        promised = (line.promised_on or "-----待定")[5:] + ("?" if line.provisional else "")
        return Line(
            line.number, ("*" if line.number in self.ticked else "", light, line.number, line.item_name, promised, line.left, state, line.case, why),
            "dim" if line.state in ("blocked", "paused") else tone or ("warn" if line.step_over else ""),
        )

    def _show_detail(self) -> None:
        line = self.here
        facts = [Fact("", "没有选中的审批：用上下键选一件，再按数字办理或 Enter 打开案卷", "dim")] if line is None else [
            Fact("办件", f"{line.case}  {line.item_name}"),
            Fact("三个日期", f"法定 {line.legal_on or '无'}  承诺 {line.promised_on or '另行通知'}{'（暂定）' if line.provisional else ''}  本台 {line.desk_on or '无'}"
                 + (f"  特别程序 {line.paused_days} 天" if line.paused_days else "")),
            Fact("在等", "、".join(line.waits_for), "warn") if line.waits_for else Fact("说明", _remark(line), "warn" if line.step_over or line.reminders else ""),
            Fact("", "1签收 2准予 3不予 4补正 5特别程序 6恢复 7延期 8意见 9经过 0逐日 Enter案卷", "dim"),
        ]
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
            from screens.file import FileScreen

            self.app.push_screen(FileScreen(line.number))

    def on_key(self, event: events.Key) -> None:
        """A digit acts on the highlighted approval."""
        if event.character and event.character in "0123456789" and self.app.screen is self:
            event.stop()
            self.start(self._digit(int(event.character)))

    async def _digit(self, digit: int) -> None:
        from screens.deskacts import ACTS, act_on

        if self.here is None:
            raise Refusal("没有选中审批", "", "请先用上下键选一件")
        await act_on(self, self.here, ACTS[digit - 1][0] if digit else "explain")

    def why_not(self, id: str) -> str:
        return super().why_not(id)

    async def press_finish(self) -> None:
        """F8: decide what is ticked, or choose what to do with the highlighted one."""
        from screens.deskacts import choose_act, choose_decided, decide_several

        ticked = [line for number, line in self.lines.items() if number in self.ticked]
        if ticked:
            await decide_several(self, ticked)
            self.ticked.clear()
        elif self.here is not None:
            await choose_act(self, self.here)
        else:
            await choose_decided(self)

    async def press_receipts(self) -> None:
        """F7: the papers of the highlighted case."""
        from screens.receipts import show_papers

        if self.here is None:
            raise Refusal("没有选中审批", "", "请先用上下键选一件")
        await show_papers(self, [self.here.case])


def _remark(line: ApprovalLine) -> str:
    parts = [line.left]
    if line.step_over:
        parts.append(f"本环节应于 {line.desk_on} 前办完，已超时（全程尚在期限内）")
    if line.reminders:
        parts.append(f"催办 {line.reminders} 次")
    if line.substance:
        parts.append("实质审查，须两名人员")
    if line.explanation:
        parts.append(f"公开说明：{line.explanation}")
    return "，".join(parts)
