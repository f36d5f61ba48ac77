"""The window: its queue on the left, the citizen who is at it on the right, everything by F-keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Sheet
from screens.parts.title import Title
from screens.parts.windowfacts import headline, state_of, work_facts
from screens.place import Place

if TYPE_CHECKING:
    from counter.acts.view import TicketLine
    from counter.acts.windows import Current, WindowNow


NO_WINDOW = "没有在窗口登录"


class WindowScreen(Place):
    """A front window."""

    NAME = "窗口"
    AUTO_FOCUS = "#queue"
    PANES = (("#queue", "队列"), ("#work", "当前号"))
    HELP = (
        "左边是本窗口的队列，按叫号次序排；右边是当前这位。\n"
        "F2 叫下一位，人到了按 F5 受理（自动算开始办理），办完按 F8。没来按 F4。\n"
        "在队列里选中一位按 Enter：点名叫他、放回队列、转走。\n"
        "当前号的操作只认上方写明的号，不认队列里选中的行。"
    )
    now: WindowNow | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            with Vertical(id="left", classes="half"):
                yield LineList(
                    Column("号", 5), Column("人员", 6), Column("等候", 5, right=True), Column("事由", 0), Column("状态", 8), Column("队列", 4, wide_only=True),
                    id="queue", empty="正在读取..",
                )
            yield Sheet(id="work")

    async def refresh_data(self) -> None:
        """One query for the whole screen."""
        if self.app.actor.window is None:
            self.query_one("#current", Title).show(NO_WINDOW, "要在窗口办理：Ctrl+Q 换人登录，填上窗口号")
            return
        now = await self.app.ask("window.show", window=self.app.actor.window)
        self.now = now
        self.app.away = now.state == "away"
        self.query_one("#current", Title).show(*headline(now))
        self.query_one("#queue", LineList).show(
            (
                Line(
                    str(row.id), (row.number, row.class_name, f"{row.minutes}分", row.matter, state_of(row, now), row.queue),
                    "" if row.callable else "dim",
                )
                for row in now.rows
            ),
            empty="没有人在等。新取的号会自己出现。",
        )
        self.query_one("#work", Sheet).show(work_facts(now))

    # -- the citizen at the window ---------------------------------------------------------------------------------

    @property
    def current(self) -> Current | None:
        """Whoever is at the window, as last seen."""
        return self.now.current if self.now else None

    def why_not(self, id: str) -> str:
        current = self.current
        if self.app.actor.window is None and id in ("call", "recall", "absent", "intake", "transfer", "receipts", "finish", "away"):
            return NO_WINDOW
        if id == "call" and current and current.state != "serving":
            return f"手上还有 {current.number}（{current.state_name}），请先办结（F8）、过号（F4）或转走（F6）"
        if id in ("call", "intake") and self.app.away:
            return "本窗口暂离中，请先按 Ctrl+L 恢复"
        if id in ("recall", "absent", "intake", "transfer", "finish") and not current:
            return "窗口现在没有人，请先按 F2 叫号"
        if id in ("recall", "absent") and current and current.state != "called":
            return f"{current.number} 已在办理"
        if id == "receipts" and not (current and current.cases):
            return "当前没有收过的件；别的件请用 F9 查询"
        return super().why_not(id)

    def leaving(self) -> str:
        """Asked before the program ends."""
        return f"{self.current.number} 还没有办结。" if self.current else ""

    async def press_call(self) -> None:
        """F2; while somebody is served it asks first."""
        from screens.mispress import make_room

        if not await make_room(self, self.current, "下一位"):
            return
        called = await self.app.ask("ticket.call", window=self.app.actor.window)
        self.say(f"请 {called.number} 到 {called.window} 号窗口    Ctrl+Z 撤销")

    async def press_recall(self) -> None:
        """F3."""
        self.say(str(await self.app.ask("ticket.recall", **self._mine())))

    async def press_absent(self) -> None:
        """F4: before the calls are used up it is only put back, so that it needs no question."""
        current = self.current
        if current.calls >= current.max_calls:
            from screens.dialogs.question import Question

            if not await self.app.question(Question(f"{current.number} 记过号？", f"已叫 {current.calls} 次没有来。以后回来可以放回队列。", yes="过号")):
                return
        self.say(f"{await self.app.ask('ticket.absent', **self._mine(current))}    Ctrl+Z 撤销")

    async def press_intake(self) -> None:
        """F5: go on with the case of this ticket, or open one."""
        from screens.opening import open_intake

        await open_intake(self, self.current)

    async def press_transfer(self) -> None:
        """F6: to another queue or window, after seeing which."""
        from screens.dialogs.choice import Choice

        current = self.current
        targets = await self.app.ask("window.targets")
        names = {f"{t.queue}/{t.window or ''}": t for t in targets}
        options = [("hold", "挂起", "离开一会儿，位置保留"), ("release", "放回队列", "回到原来的位置")]
        options += [(value, t.name, t.note) for value, t in names.items()]
        chosen = await self.app.question(Choice(f"{current.number} 分办到哪里", options, text="号码和到来时间不变。"))
        if chosen is None:
            return
        if chosen == "hold":
            await self._hold(current)
        elif chosen == "release":
            self.say(f"{await self.app.ask('ticket.release', **self._mine(current))}    Ctrl+Z 撤销")
        else:
            to = names[chosen]
            self.say(f"{await self.app.ask('ticket.transfer', queue=to.queue, to_window=to.window, **self._mine(current))}    Ctrl+Z 撤销")

    async def _hold(self, current: Current) -> None:
        from screens.dialogs.entry import Entry

        reason = await self.app.question(Entry(f"{current.number} 挂起", ("原因", "去复印材料")))
        if reason is not None:
            self.say(f"{await self.app.ask('ticket.hold', reason=reason, **self._mine(current))}    Ctrl+Z 撤销")

    async def press_receipts(self) -> None:
        """F7: the papers of this ticket's cases."""
        from screens.receipts import show_papers

        await show_papers(self, [case.name for case in self.current.cases if case.receipt] or [self.current.cases[0].name])

    async def press_finish(self) -> None:
        """F8: a draft in hand is named first; then the window is free and F2 is next."""
        current = self.current
        if current.state == "called":
            from screens.dialogs.question import Question

            if not await self.app.question(Question(f"{current.number} 还没有受理，直接办结？", "适合咨询、领取结果这类不收件的事。没有来的人请按 F4。", yes="办结")):
                return
            await self.app.ask("ticket.start", ticket=str(current.id), version=current.version)
            current = (await self.app.ask("window.show", window=self.app.actor.window)).current
        unfinished = [case for case in current.cases if case.state == "draft"]
        if unfinished:
            from screens.dialogs.question import Question

            names = "、".join(f"{case.matter or case.name}" for case in unfinished)
            if not await self.app.question(Question(f"{current.number} 有没收完的件，仍要办结？", f"草稿：{names}。草稿会保留，可在查询里找到再办。", yes="办结")):
                return
        done = await self.app.ask("ticket.finish", **self._mine(current))
        nobody = "" if self.now and self.now.next_number else "，队列里没有人了"
        self.say(f"{done}{nobody}    F2 叫下一位，Ctrl+Z 撤销")
        self.query_one("#queue").focus()

    async def press_away(self) -> None:
        """Ctrl+L."""
        if self.app.away:
            await self.app.ask("staff.back")
            self.say("已恢复，可以叫号")
        else:
            await self.app.ask("staff.away")
            self.say("已暂离，不再叫号到本窗口；回来按 Ctrl+L", "warn")

    def _mine(self, current: Current | None = None) -> dict[str, object]:
        """The ticket as it was seen: an act refuses if it has moved on."""
        seen = current or self.current
        return {"ticket": str(seen.id), "version": seen.version}

    # -- somebody in the queue -------------------------------------------------------------------------------------

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a line of the queue."""
        event.stop()
        row = next((row for row in self.now.rows if str(row.id) == event.key), None) if self.now else None
        if row is not None:
            self.start(self._someone(row))

    async def _someone(self, row: TicketLine) -> None:
        from screens.dialogs.choice import Choice

        options = [("pick", "点名叫号", "不按次序，叫到本窗口")]
        if row.state == "waiting":
            options += [("step-out", "记暂离", "位置保留"), ("leave", "记离开", "不等了"), ("void", "作废", "没有人拿的号")]
        else:
            options += [("back", "放回队列", "按规则排")]
        matter = f"{row.matter}，" if row.matter else ""
        chosen = await self.app.question(Choice(f"{row.number}（{row.state_name}）", options, text=f"{matter}{row.class_name}，已等 {row.minutes} 分"))
        if chosen is None:
            return
        if chosen == "pick":
            from screens.mispress import make_room

            if not await make_room(self, self.current, f" {row.number}"):
                return
        arguments = {"window": self.app.actor.window} if chosen == "pick" else {}
        self.say(f"{await self.app.ask(f'ticket.{chosen}', ticket=str(row.id), version=row.version, **arguments)}    Ctrl+Z 撤销")
