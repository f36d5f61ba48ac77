"""The window: its queue on the left, the citizen who is at it on the right, everything by F-keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Concatenate, TypedDict

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.day import ShiftState
from counter.rules.ticket import State
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Sheet
from screens.parts.title import Title
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.place import AT_HAND, Place
from screens.window.facts import day_facts, headline, state_of, work_facts

if TYPE_CHECKING:
    from counter.acts.queue.overview import TicketLine
    from counter.acts.window.overview import Current, Target, WindowNow
    from counter.hall.act import Work


class Seen(TypedDict):
    """A ticket as it was seen: an act refuses if it has moved on."""

    ticket: str
    version: int


def _seen(one: Current | TicketLine) -> Seen:
    return {"ticket": str(one.id), "version": one.version}


IN_THE_QUEUE: dict[str, Callable[Concatenate[Work, ...], object]] = {
    "step-out": acts.ticket_step_out,
    "leave": acts.ticket_leave,
    "void": acts.ticket_void,
    "back": acts.ticket_back,
}
"""What can be done with somebody in the queue besides calling them."""

NO_WINDOW = mark("没有在窗口登录")


def _where(to: Target) -> str:
    return (
        t("{window} 号窗口", window=to.window)
        if to.window
        else f"{to.queue} {named(to.name.removeprefix(f'{to.queue} '))}"
    )


BROAD = 120
"""Columns from which there is room for the day beside the visit."""


class WindowScreen(Scanning, Place):
    """A front window."""

    NAME = mark("窗口")
    AUTO_FOCUS = "#queue"
    ABOUT_KEYS = AT_HAND
    PANES = (("#queue", mark("队列")), ("#work", mark("当前号")))
    HELP = mark(
        "左边是本窗口的队列，按叫号次序排；右边是当前这位。\n"
        "F2 叫下一位，人到了按 F5 受理（自动算开始办理），办完按 F8。没来按 F4。\n"
        "在队列里选中一位按 Enter：点名叫他、放回队列、转走。\n"
        "当前号的操作只认上方写明的号，不认队列里选中的行。"
    )
    now: WindowNow | None = None
    takes_lists = True
    moved_on = False
    """Whether an act was done here since the last reading."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            with Vertical(id="left", classes="half"):
                yield LineList(
                    Column(mark("号"), 5),
                    Column(mark("来人"), 6, english=8),
                    Column(mark("已等"), 5, right=True),
                    Column(mark("事由"), 0),
                    Column(mark("状态"), 8, english=9),
                    Column(mark("队列"), 4, wide_only=True, english=5),
                    id="queue",
                    empty=mark("正在读取.."),
                )
            yield Sheet(id="work")

    async def refresh_data(self) -> None:
        """One query for the whole screen."""
        if self.app.actor.window is None:
            self.query_one("#current", Title).show(t(NO_WINDOW), t("要在窗口办理：Ctrl+Q 换人登录，填上窗口号"))
            self.query_one("#queue", LineList).show((), empty=t(NO_WINDOW))
            return
        now = await self.app.ask(acts.window_show, window=self.app.actor.window)
        self.now = now
        self.app.away = now.state == ShiftState.AWAY
        self.app.in_hand = now.current.number if now.current is not None else ""
        self.query_one("#current", Title).show(*headline(now))
        self.query_one("#queue", LineList).show(
            (
                Line(
                    str(row.id),
                    (
                        row.number,
                        t(row.class_name),
                        t("{n}分", n=row.minutes),
                        row.matter,
                        state_of(row, now),
                        row.queue,
                    ),
                    "" if row.callable else "dim",
                )
                for row in now.rows
            ),
            empty=t("没有人在等。新取的号会自己出现。"),
        )
        broad = self.app.size.width >= BROAD
        self.query_one("#work", Sheet).show([*work_facts(now), *(day_facts(now) if broad else ())])
        queue = self.query_one("#queue", LineList)
        if self.moved_on and queue.cursor is None:
            queue.action_move(0)  # the line that an act of this window took away: the next one stands in its place
        self.moved_on = False

    # -- the citizen at the window ---------------------------------------------------------------------------------

    @property
    def current(self) -> Current | None:
        """Whoever is at the window, as last seen."""
        return self.now.current if self.now else None

    @property
    def served(self) -> Current:
        """The same, for whoever needs one. Raises Refusal."""
        if self.current is None:
            raise Refusal("screen.nobody-at-the-window", t("窗口现在没有人，请先按 F2 叫号"))
        return self.current

    def why_not(self, id: str) -> str:
        current = self.current
        if self.app.actor.window is None and id in (
            "call",
            "recall",
            "absent",
            "intake",
            "transfer",
            "receipts",
            "finish",
            "away",
        ):
            return t(NO_WINDOW)
        if id == "call" and current and current.state != State.SERVING:
            return t(
                "手上还有 {number}（{state}），请先办结（F8）、过号（F4）或转走（F6）",
                number=current.number,
                state=t(current.state_name),
            )
        if self.app.away and (id == "call" or (id == "intake" and not current)):
            return t("本窗口暂离中，请先按 Ctrl+L 恢复")
        if id in ("recall", "absent", "intake", "transfer", "finish") and not current:
            return t("窗口现在没有人，请先按 F2 叫号")
        if id in ("recall", "absent") and current and current.state != State.CALLED:
            return t("{number} 已在办理", number=current.number)
        if id == "receipts" and not (current and current.cases):
            return t("当前没有收过的件；别的件请用 F9 查询")
        return super().why_not(id)

    def leaving(self) -> str:
        """Asked before the program ends."""
        return t("{number} 还没有办结。", number=self.current.number) if self.current else ""

    async def press_call(self) -> None:
        """F2; while somebody is served it asks first."""
        from screens.window.mispress import make_room

        if not await make_room(self, self.current, t("下一位")):
            return
        called = await self.app.ask(acts.ticket_call, window=self.app.actor.window)
        self._did(t("请 {number} 到 {window} 号窗口", number=called.number, window=called.window))

    async def press_recall(self) -> None:
        """F3."""
        self.say(worded(await self.app.ask(acts.ticket_recall, **_seen(self.served))))

    async def press_absent(self) -> None:
        """F4: before the calls are used up it is only put back, so that it needs no question."""
        current = self.served
        if current.calls >= current.max_calls and not await self.app.confirm(
            t("{number} 记过号？", number=current.number),
            t("已叫 {n} 次没有来。以后回来可以放回队列。", n=current.calls),
            yes=t("记过号"),
        ):
            return
        self._did(await self.app.ask(acts.ticket_absent, **_seen(current)))

    def scanned(self, text: str) -> None:
        """A card that is scanned while somebody is at the window is theirs: F5 fills it in. What the hall knows of it
        is shown at once. A list from home says what they came for; anything else is looked for.
        """
        from counter.rules.my_list import looks_like_list
        from counter.rules.scan import names_a_person

        if looks_like_list(text):
            from screens.window.opening import show_list

            self.start(show_list(self, text, self.current is not None))
        elif self.current is not None and names_a_person(text):
            self.start(self._card(self.current, text))
        else:
            super().scanned(text)

    async def _card(self, current: Current, text: str) -> None:
        from screens.window.opening import keep_card

        keep_card(self.app, current.id, text)
        if await self.app.ask(acts.person_search, text=text):
            super().scanned(text)
        else:
            self.say(t("证件 ..{end} 在厅里没有办过；F5 受理时填进申请人", end=text[-4:]), "plain")

    async def press_intake(self) -> None:
        """F5: go on with the case of this ticket, or open one."""
        from screens.window.opening import open_intake

        await open_intake(self, self.served)

    async def press_transfer(self) -> None:
        """F6: who would get what of a case that is being taken in; else the ticket's own ways."""
        open_case = next((case for case in reversed(self.served.cases) if case.state in AT_INTAKE), None)
        if open_case is None:
            await self.send_on()
        else:
            from screens.intake.preview import PlanScreen
            from screens.window.opening import decide

            name = open_case.name
            self.app.push_screen(PlanScreen(name, lambda: self.start(decide(self, name))))

    async def send_on(self) -> None:
        """The ticket goes to another queue or window, after seeing which."""
        current = self.served
        targets = await self.app.ask(acts.window_targets)
        names = {
            f"{to.queue}/{to.window or ''}": to
            for to in targets
            if to.window is not None or to.name.removeprefix(f"{to.queue} ") != current.queue_name
        }
        options = [("hold", t("挂起"), t("离开一会儿，位置保留")), ("release", t("放回队列"), t("回到原来的位置"))]
        options += [(value, _where(to), t(to.note) if to.window is None else to.note) for value, to in names.items()]
        chosen = await self.app.choose(
            t("{number} 分办到哪里", number=current.number), options, text=t("号码和到来时间不变。")
        )
        if chosen is None:
            return
        if chosen == "hold":
            await self._hold(current)
        elif chosen == "release":
            self._did(await self.app.ask(acts.ticket_release, **_seen(current)))
        else:
            to = names[chosen]
            self._did(await self.app.ask(acts.ticket_transfer, queue=to.queue, to_window=to.window, **_seen(current)))

    async def _hold(self, current: Current) -> None:
        reason = await self.app.enter(t("{number} 挂起", number=current.number), (t("原因"), t("去复印材料")))
        if reason is not None:
            self._did(await self.app.ask(acts.ticket_hold, reason=reason, **_seen(current)))

    async def press_receipts(self) -> None:
        """F7: the papers of this ticket's cases."""
        from screens.window.receipts import show_papers

        cases = self.served.cases
        await show_papers(self, [case.name for case in cases if case.receipt] or [cases[0].name])

    async def press_finish(self) -> None:
        """F8: a draft in hand is named first; then the window is free and F2 is next."""
        current, about = self.served, ""
        if current.state == State.CALLED:
            from screens.window.advice import ask_what_it_was

            asked_about = await ask_what_it_was(self, current.number)
            if asked_about is None:
                return
            about = asked_about
            await self.app.ask(acts.ticket_start, ticket=str(current.id), version=current.version)
            self.now = await self.app.ask(acts.window_show, window=self.app.actor.window)
            current = self.served
        unfinished = [case for case in current.cases if case.state == CaseState.DRAFT]
        if unfinished:
            names = listed(f"{case.matter or case.name}" for case in unfinished)
            if not await self.app.confirm(
                t("{number} 有没收完的件，仍要办结？", number=current.number),
                t("草稿：{names}。草稿会保留，可在查询里找到再办。", names=names),
                yes=t("仍要办结"),
            ):
                return
        done = await self.app.ask(acts.ticket_finish, about=about, **_seen(current))
        nobody = "" if self.now and self.now.next_number else t("，队列里没有人了")
        self.say(f"{worded(done)}{nobody}" + t("    F2 叫下一位，Ctrl+Z 撤销"))
        self.query_one("#queue").focus()

    async def press_away(self) -> None:
        """Ctrl+L."""
        if self.app.away:
            await self.app.ask(acts.staff_back)
            self.say(t("已恢复，可以叫号"))
        else:
            await self.app.ask(acts.staff_away)
            self.say(t("已暂离，不再叫号到本窗口；回来按 Ctrl+L"), "warn")

    def _did(self, done: object) -> None:
        """Write the message line after an act that can be taken back."""
        from screens.shell.undo import TAKEN_BACK

        self.moved_on = True
        self.say(f"{worded(done)}{t(TAKEN_BACK)}")

    # -- somebody in the queue -------------------------------------------------------------------------------------

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a line of the queue."""
        event.stop()
        row = next((row for row in self.now.rows if str(row.id) == event.key), None) if self.now else None
        if row is not None:
            self.start(self._someone(row))

    async def _someone(self, row: TicketLine) -> None:
        options = [("pick", t("点名叫号"), t("不按次序，叫到本窗口"))]
        if row.state == State.WAITING:
            options += [
                ("step-out", t("记暂离"), t("位置保留")),
                ("leave", t("记离开"), t("不等了")),
                ("void", t("作废"), t("没有人拿的号")),
            ]
        else:
            options += [("back", t("放回队列"), t("按规则排"))]
        waited = t("{who}，已等 {n} 分", who=t(row.class_name), n=row.minutes)
        title = t("{number}（{state}）", number=row.number, state=t(row.state_name))
        chosen = await self.app.choose(
            title, options, text=t("，").join(filter(None, (row.matter, waited, t(row.held_reason))))
        )
        if chosen is None:
            return
        if chosen == "pick":
            from screens.window.mispress import make_room

            if not await make_room(self, self.current, f" {row.number}"):
                return
            self._did(await self.app.ask(acts.ticket_pick, window=self.app.actor.window, **_seen(row)))
        else:
            self._did(await self.app.ask(IN_THE_QUEUE[chosen], **_seen(row)))
