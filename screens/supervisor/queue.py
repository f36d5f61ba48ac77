"""One queue as the supervisor runs it: who waits, in the order of calling; several can be moved together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.ticket import State
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import mark, named, t, worded
from screens.shell.place import Data, Place
from screens.supervisor.running import lend_window, run_ticket

if TYPE_CHECKING:
    from counter.acts.queue.overview import TicketLine


class QueueScreen(Place):
    """The people of a queue; opened from the supervisor's screen."""

    NAME = mark("队列")
    AUTO_FOCUS = "#people"
    PANES = (("#people", mark("这一队的人")),)
    HELP = mark(
        "这一队的人，按叫号次序。Enter 看能对这一位做什么：转到别的窗口或队列、放回、记离开、作废、看经过。\n"
        "Space 选上，Ctrl+A 选上所有在等的，F6 把选上的一起转到另一队：号码和到来时间不变，按规则排。\n"
        "刚被叫走的不会被转走，会列出来。"
    )
    found: Data[tuple[TicketLine, ...]] = Data()

    def __init__(self, letter: str, name: str) -> None:
        super().__init__()
        self.letter, self.queue_name = letter, name
        self.ticked: set[str] = set()
        self.told_by = ""
        """By what its people are told how long they wait."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 2),
            Column(mark("号"), 5),
            Column(mark("来人"), 8),
            Column(mark("已等"), 8, right=True),
            Column(mark("状态"), 9),
            Column(mark("窗"), 4, right=True),
            Column(mark("事由"), 0),
            id="people",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """One query; what is ticked and has left the queue is no longer ticked."""
        self.found = found = await self.app.ask(acts.ticket_list, queue=self.letter)
        told = next((one for one in await self.app.ask(acts.queue_told_by) if one.queue == self.letter), None)
        self.told_by = worded(told) if told else ""
        self.ticked &= {str(one.id) for one in found if one.state == State.WAITING}
        self._draw()

    def _draw(self) -> None:
        found = self.found
        waiting = sum(one.state == State.WAITING for one in found)
        self.query_one("#current", Title).show(
            t(
                "{letter} {name}  等候 {n} 人    {told_by}",
                letter=self.letter,
                name=named(self.queue_name),
                n=waiting,
                told_by=self.told_by,
            ),
            t("选上 {n} 个    Space 选  Ctrl+A 全选在等的  F6 转到另一队  Enter 办一位", n=len(self.ticked)),
        )
        self.query_one("#people", LineList).show(
            (
                Line(
                    str(one.id),
                    (
                        "*" if str(one.id) in self.ticked else "",
                        one.number,
                        t(one.class_name),
                        t("{n}分", n=one.minutes),
                        t(one.state_name),
                        str(one.window or one.for_window or ""),
                        worded(one.held_reason) or one.matter,
                    ),
                    "" if one.callable or one.state in (State.CALLED, State.SERVING) else "dim",
                )
                for one in found
            ),
            empty=t("这一队没有人。"),
        )

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        event.stop()
        one = self._one(event.key)
        if one is not None and one.state == State.WAITING:
            self.ticked ^= {event.key}
            self._draw()
        elif one is not None:
            self.say(t("{number} {state}，只有在等的可以一起转", number=one.number, state=t(one.state_name)), "warn")

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on somebody."""
        event.stop()
        one = self._one(event.key)
        if one is not None:
            self.start(run_ticket(self, one))

    def _one(self, key: str) -> TicketLine | None:
        return next((one for one in self.found if str(one.id) == key), None) if self.has_read else None

    async def press_all(self) -> None:
        """Ctrl+A: everybody who waits, or nobody."""
        waiting = {str(one.id) for one in self.found if one.state == State.WAITING}
        self.ticked = set() if self.ticked == waiting else waiting
        self._draw()

    async def press_transfer(self) -> None:
        """F6: those who are ticked go to another queue together."""
        chosen = [one for one in self.found if str(one.id) in self.ticked]
        if not chosen:
            raise Refusal("screen.nobody-ticked", t("没有选上的人"), next=t("请按 Space 选，或 Ctrl+A 全选"))
        targets = [
            one for one in await self.app.ask(acts.window_targets) if not one.window and one.queue != self.letter
        ]
        if not targets:
            raise Refusal("screen.no-other-queue", t("这一处没有别的队列"))
        to = await self.app.choose(
            t("{n} 人转到哪一队", n=len(chosen)),
            [(one.queue, one.name, "") for one in targets],
            text=t("号码和到来时间不变，按到来时间排在那一队里：{numbers}", numbers=_numbers(chosen)),
        )
        if to is not None:
            seen = tuple(f"{one.id}@{one.version}" for one in chosen)
            done = await self.app.ask(acts.queue_move, tickets=seen, to=to)
            self.ticked.clear()
            self.say(worded(done) + t("    Ctrl+Z 收回"), "warn" if done.left else "good")

    async def press_undo(self) -> None:
        """Ctrl+Z: what was moved together goes back together; else the last single step."""
        last = await self.app.ask(acts.queue_moved)
        if last is None:
            await super().press_undo()
        elif await self.app.confirm(t("收回整批转队？"), worded(last), yes=t("收回")):
            self.say(worded(await self.app.ask(acts.queue_move_back, seq=last.seq)))


def _numbers(chosen: list[TicketLine]) -> str:
    return " ".join(one.number for one in chosen[:24]) + (" .." if len(chosen) > 24 else "")


async def run_queue(place: Place, letter: str, name: str) -> None:
    """Enter on a queue. Raises Refusal."""
    options = [
        ("people", t("看这一队的人"), t("逐个办，或选几个一起转队")),
        ("window", t("请一个窗口来叫这一队"), t("到一个时间自己回去")),
    ]
    chosen = await place.app.choose(f"{letter} {named(name)}", options)
    if chosen == "people":
        place.app.push_screen(QueueScreen(letter, name))
    elif chosen == "window":
        windows = [one for one in await place.app.ask(acts.window_targets) if one.window is not None]
        given = [(str(one.window), t("{window} 号窗口", window=one.window), one.note) for one in windows]
        if not given:
            place.say(t("没有开着的窗口"), "warn")
            return
        window = await place.app.choose(t("哪个窗口来叫 {queue}", queue=letter), given)
        if window is not None:
            await lend_window(place, int(window), letter)
