"""What citizens sent from home (网上来件): on the left what waits, the oldest first, on the right what it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.arrival import OF_BOOKINGS, ArrivalKind, ArrivalState
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t
from screens.shell.place import Place
from screens.window.arrival import ArrivalScreen
from screens.window.entry_facts import entry_facts

if TYPE_CHECKING:
    from counter.acts.inbox.taking_in import Arrived

HANDLED = 30
"""How many that are done with stand below those that wait."""
TONES: dict[str, str] = {ArrivalState.TAKEN: "", ArrivalState.USED: "dim", ArrivalState.REFUSED: "dim"}


class InboxScreen(Scanning, Place):
    """The clerks' and the supervisor's page of what came from the site."""

    NAME = mark("网上来件")
    AUTO_FOCUS = "#arrivals"
    PANES = (("#arrivals", mark("来件")), ("#detail", mark("内容")))
    HELP = mark(
        "左边是办件人从网上发来的：预审照片、补交材料、评价。等处理的在上面，先来的在前；灰色的已经处理过。\n"
        "右边是选中这份的内容。Enter 打开：看图片，逐份说合格、需重拍还是带原件，再发出答复；补交材料在里面收下。\n"
        "打开这一屏就把新发来的收进来。差评由值班主任在“评价整改”里办。每次查看都有记录。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Arrived] = {}
        self._due = True

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("种类"), 8, english=10),
                Column(mark("关于"), 0),
                Column(mark("时间"), 11),
                Column(mark("图"), 2, right=True),
                Column(mark("状态"), 6, wide_only=True, english=8),
                id="arrivals",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="detail")

    def on_screen_resume(self) -> None:
        """Whoever looks here takes in what has come since; the hall's own process does the same."""
        self._due = True
        super().on_screen_resume()

    async def _take_in(self) -> None:
        from counter.acts.inbox.taking_in import take_in
        from counter.hall import Hall
        from counter.store import driver

        self._due = False
        try:
            taken = await self.app.with_hall(lambda hall: take_in(hall) if isinstance(hall, Hall) else ())
        except driver.Error as error:
            raise Refusal(
                "screen.what-sent-canot-taken",
                t("网上来件现在收不进来（{error}）", error=error),
                next=t("已收进来的照常处理；请管理员看 counter run"),
            ) from error
        if waiting := sum(1 for one in taken if one.state == ArrivalState.TAKEN):
            self.say(t("新收到 {n} 份来件", n=waiting))

    async def refresh_data(self) -> None:
        """One query: what waits, then what is done with."""
        if self._due:
            await self._take_in()
        found = await self.app.ask(acts.inbox_list, handled=HANDLED)
        self.found = {one.id: one for one in found}
        waiting = [one for one in found if one.state == ArrivalState.TAKEN]
        reviews = sum(1 for one in waiting if one.kind == ArrivalKind.PRE_REVIEW)
        self.query_one("#current", Title).show(
            t(
                "等处理 {n} 份：预审 {reviews}，补交材料 {supplements}",
                n=len(waiting),
                reviews=reviews,
                supplements=len(waiting) - reviews,
            ),
            t("最早的 {when} 发来", when=waiting[0].came_at) if waiting else t("没有等处理的"),
        )
        self.query_one("#arrivals", LineList).show(
            (self._row(one) for one in found), empty=t("没有来件。网上发来的会自己出现。")
        )
        self._show_detail()

    def _row(self, one: Arrived) -> Line:
        return Line(
            one.id,
            (t(one.kind_name), one.item or one.case, one.came_at[5:], str(len(one.files) or ""), t(one.state_name)),
            TONES[one.state],
        )

    def _show_detail(self) -> None:
        one = self.found.get(self.query_one("#arrivals", LineList).cursor or "")
        self.query_one("#detail", Sheet).show(
            [Fact("", t("用上下键选一份，Enter 打开"), "dim")] if one is None else entry_facts(one)
        )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_detail()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the papers and pictures of this one."""
        event.stop()
        one = self.found.get(event.key)
        if one is not None and one.kind == ArrivalKind.RATING:
            self.say(t("评价收到就生效；差评由值班主任在“评价整改”里办"), "plain")
        elif one is not None and one.kind in OF_BOOKINGS:
            self.say(t("预约收到就有结果，不用处理"), "plain")
        elif one is not None:
            self.app.push_screen(ArrivalScreen(one.id))
