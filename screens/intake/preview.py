"""F6 before acceptance: who would get what of a case, what waits for what, and when each is due. Nothing
is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget

from counter import acts
from counter.rules.level import LEVEL_NAMES
from screens.intake.step import CaseStep
from screens.parts.composed import promise
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import listed, mark, t, worded
from screens.shell.place import Data

if TYPE_CHECKING:
    from counter.acts.case.preview import DeskShare, ItemShare, Planned


class PlanScreen(CaseStep):
    """The fan-out of a draft as acceptance would make it now. Pushed over intake or the window.

    `decide` starts the question what comes of the case, on the screen below.
    """

    planned: Data[Planned] = Data()
    NAME = mark("分办")
    AUTO_FOCUS = "#shares"
    HELP = mark(
        "受理之前先看清楚：每个审批台收到哪些事项和材料，哪项要等哪项办结，各在哪天到期。\n"
        "这里什么也不改；日期按现在受理计算。Enter 或 F5 选择怎样处理，受理以后各台开始，等前置的除外。\n"
        "F6 再按一次：把号转到别的队或窗口，或者挂起。Esc 返回。"
    )

    def __init__(self, case: str, decide: Callable[[], None]) -> None:
        super().__init__()
        self.case, self.decide = case, decide

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Vertical(classes="row"):
            yield LineList(
                Column(mark("审批台、事项"), 0),
                Column(mark("层级"), 4, english=9),
                Column(mark("怎样开始"), 20),
                Column(mark("承诺日"), 11, right=True),
                Column(mark("法定日"), 11, right=True, wide_only=True),
                Column(mark("本台应办完"), 11, right=True, wide_only=True),
                id="shares",
                empty=mark("正在读取.."),
            )
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """One query."""
        planned = await self.app.ask(acts.case_plan, case=self.case)
        if (title := self.query_one_optional("#current", Title)) is None:
            return  # left while it was being read
        self.planned, self.case = planned, planned.case
        items = sum(len(desk.items) for desk in planned.desks)
        when = t("承诺 {day}", day=promise(planned.promised_on, planned.provisional))
        title.show(
            t(
                "{case} 现在受理：{items} 个事项送 {desks} 个审批台",
                case=planned.case,
                items=items,
                desks=len(planned.desks),
            ),
            t(
                "并联 {days} 个工作日（逐个办要 {serial} 个），{when}",
                days=planned.parallel_days,
                serial=planned.serial_days,
                when=when,
            )
            + self._open(planned),
        )
        self.query_one("#shares", LineList).show(_lines(planned))
        self._show_detail()

    @staticmethod
    def _open(planned: Planned) -> str:
        """What may still change it, or holds it up."""
        if planned.unanswered:
            return t("，还有 {n} 个情形没有答", n=planned.unanswered)
        if planned.lacks:
            return t("，还缺 {n} 项", n=len(planned.lacks))
        return t("，容缺 {n} 份，其余已齐", n=planned.tolerated) if planned.tolerated else t("，材料已齐")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line is looked at."""
        event.stop()
        if self.has_read:
            self._show_detail()

    def _show_detail(self) -> None:
        kind, _, code = (self.query_one("#shares", LineList).cursor or "").partition(":")
        facts = []
        for desk in self.planned.desks if self.has_read else ():
            if kind == "desk" and desk.desk == code:
                facts = _desk_facts(desk)
            for item in desk.items:
                if kind == "item" and item.item == code:
                    facts = _item_facts(item, desk)
        hint = (
            t("Enter 选择怎样处理（F5）  F6 转走或挂起这个号  Esc 返回")
            if self._place_below("transfer")
            else t("Enter 选择怎样处理（F5）  Esc 返回")
        )
        self.query_one("#detail", Sheet).show([*facts, Fact("", hint, "dim")])

    # -- on from here ----------------------------------------------------------------------------------------------

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: seen; now say what comes of it."""
        event.stop()
        self._go_on()

    async def press_intake(self) -> None:
        """F5."""
        self._go_on()

    def _go_on(self) -> None:
        self.app.pop_screen()
        self.decide()

    def why_not(self, id: str) -> str:
        below = self._place_below(id) if id == "transfer" else None
        return below.why_not(id) if below else super().why_not(id)

    async def press_transfer(self) -> None:
        """F6 once more: the ticket goes somewhere else."""
        if (below := self._place_below("transfer")) is None:
            self.say(t("这个办件没有号可以转"), "plain")
            return
        while self.app.work_stack[-1] is not below:
            self.app.pop_screen()
        await below.refresh_data()
        below.start(below.send_on())


def _lines(planned: Planned) -> Iterable[Line]:
    for desk in planned.desks:
        head = t("{n} 个事项，材料 {papers} 份", n=len(desk.items), papers=len(desk.papers))
        yield Line(f"desk:{desk.desk}", (desk.department, worded(LEVEL_NAMES[desk.level]), head, "", "", ""), "good")
        for item in desk.items:
            yield Line(
                f"item:{item.item}",
                (f"  {item.name}", "", begins(item), *_days(item)),
                "dim" if item.waits_for else "",
            )


def begins(item: ItemShare) -> str:
    """When the desk begins with an item, in words."""
    if item.waits_for:
        return t("等 {whom}", whom=listed(item.waits_for))
    return t("可当场办结") if item.on_the_spot else t("立即开始")


def _days(item: ItemShare) -> tuple[str, str, str]:
    """Promised, legal and the desk's own day; a provisional one is marked."""
    pairs = (
        (item.promised_on, item.provisional),
        (item.legal_on, item.legal_provisional),
        (item.desk_on, item.provisional),
    )
    promised, legal, own = (f"{day:%Y-%m-%d}{'?' if loose else ''}" if day else "" for day, loose in pairs)
    return promised or t("另行通知"), legal, own


def _item_facts(item: ItemShare, desk: DeskShare) -> list[Fact]:
    when = t("等 {whom} 办结后开始", whom=listed(item.waits_for)) if item.waits_for else begins(item)
    days = [t("承诺 {day}", day=promise(item.promised_on, item.provisional))]
    days += [t("法定 {day}", day=promise(item.legal_on, item.legal_provisional))] if item.legal_on else []
    days += [t("本台 {day}", day=promise(item.desk_on, item.provisional))] if item.desk_on else []
    return [Fact("", item.name, "head"), Fact("", t("，").join((desk.department, when, *days)))]


def _desk_facts(desk: DeskShare) -> list[Fact]:
    documents = listed(t("{name} {n} 份", name=name, n=copies) for name, copies in desk.papers)
    return [
        Fact(
            "", t("{department}（{level}）", department=desk.department, level=worded(LEVEL_NAMES[desk.level])), "head"
        ),
        Fact("", t("收到：{papers}", papers=documents) if documents else t("还没有收下给它的材料")),
    ]
