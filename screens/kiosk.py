"""The kiosk: choose what it is about, say who one is, take the number. Also reads a phone number or a code (remote ticket)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segments
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from counter.rules.access import KIOSK
from counter.rules.ticket import CLASS_NAMES
from screens.parts.blocks import Blocks
from screens.parts.cells import visible, wrap
from screens.parts.field import Field
from screens.parts.lines import Column, Line, LineList
from screens.parts.slip import code_rows
from screens.parts.title import Title
from screens.place import Place

if TYPE_CHECKING:
    from counter.acts.take import TicketTaken
    from screens.app import CounterApp

SHOWN_SECONDS = 25
"""How long a taken number stays on view before the kiosk is ready for the next person."""

FOR_STAFF = ("find", "menu", "jump", "board", "undo")
"""Keys that a public machine does not answer."""


class KioskScreen(Place):
    """Taking a number without anybody's help."""

    NAME = "自助取号"
    AUTO_FOCUS = "#queues"
    PANES = (("#queues", "队列"), ("#phone", "手机号"))
    HELP = (
        "上下移动选要办的事，Enter 取号；接着选人员类别（老年人、孕妇等优先）。\n"
        "远程取过号的，先在下面输入手机号或预约码再取号：给回原来的号，不会多取。\n"
        "有预约的，填预约时间；在宽限以内按预约时间排。"
    )

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="kiosk-title")
        yield LineList(Column("", 2), Column("要办的事", 0), Column("等候", 6, right=True), Column("窗口", 6, right=True), Column("大约等（分钟）", 16, right=True), id="queues", empty="正在读取..")
        yield Field("手机号", id="phone", placeholder="远程取号、有预约码时填；没有不用填", help="同一个手机号一天只有一个号", label_width=12)
        yield Field("预约时间", id="appointment", placeholder="有预约时填，例如 10:00", last=True, label_width=12)

    async def refresh_data(self) -> None:
        """The queues as they are now."""
        self.query_one("#kiosk-title", Title).show("请选要办的事，按 Enter 取号", "拿到号以后请坐，叫到号时大屏和广播会通知")
        lines = await self.app.ask("ticket.queues")
        self.query_one("#queues", LineList).show(
            (
                Line(line.letter, (line.letter, line.name, f"{line.waiting} 人", f"{line.windows} 个", f"{line.low} 到 {line.high}" if line.low is not None and line.windows else "没有开放的窗口"))
                for line in lines
            ),
            empty="没有设队列，请找导办。",
        )

    def why_not(self, id: str) -> str:
        if id in FOR_STAFF and self.app.actor is KIOSK:
            return "取号机上不用这个键"
        return super().why_not(id)

    async def press_back(self) -> None:
        """A public machine has nothing behind it."""
        if self.app.actor is KIOSK:
            self.query_one("#queues").focus()
        else:
            await super().press_back()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a queue."""
        event.stop()
        self.start(self._take(event.key))

    def on_input_submitted(self, event: Any) -> None:
        """Enter in the last field takes the number of the highlighted queue."""
        if event.input.id == "appointment-box" and (queue := self.query_one("#queues", LineList).cursor):
            self.start(self._take(queue))

    async def _take(self, queue: str) -> None:
        from screens.dialogs.choice import Choice

        heads = await self.app.on_thread(lambda: dict(self.app.hall.policy["queue"]["head_start"]))
        options = [
            (name, CLASS_NAMES.get(name, name), f"等候时间多算 {minutes} 分" if minutes else "") for name, minutes in heads.items()
            if name not in ("carried", "appointment")
        ]
        chosen = await self.app.question(Choice("您是", options, text="需要照顾的请选对应的一项，直接按数字或 Enter。"))
        if chosen is None:
            return
        phone, appointment = self.query_one("#phone", Field), self.query_one("#appointment", Field)
        taken = await self.app.ask("ticket.take", queue=queue, class_=chosen, remote=phone.value, appointment=appointment.value)
        phone.value = appointment.value = ""
        self.say(f"已取号 {taken.number}", "good")
        address = await self.app.on_thread(lambda: _address(self.app.hall, taken.code))
        await self.app.question(TakenScreen(taken, address))
        self.query_one("#queues").focus()


def _address(hall: Any, code: str) -> str:
    from counter.acts.papers import address_of

    return address_of(hall, code)


class TakenScreen(ModalScreen[None], inherit_bindings=False):
    """The number as large as it goes, people before, the range, and the code that shows both on a phone."""

    app: CounterApp
    BINDINGS: ClassVar = [Binding("enter,escape,space", "leave", "好"), Binding("f1", "leave", show=False)]
    DEFAULT_CSS = """
    TakenScreen { background: $background; layout: vertical; }
    TakenScreen #number { height: 1fr; width: 1fr; }
    TakenScreen .blocks--number { background: $accent; }
    TakenScreen #facts { width: 1fr; }
    TakenScreen #words { height: auto; padding: 0 2; text-style: bold; }
    TakenScreen #code { width: auto; height: auto; }
    TakenScreen #hint { height: 1; background: $panel; padding: 0 1; width: 100%; }
    TakenScreen Horizontal { height: 1fr; align: left middle; }
    """
    HELP = "号码大字显示；扫二维码可在手机上看前面还有几人。Enter 返回。"

    def __init__(self, taken: TicketTaken, address: str) -> None:
        super().__init__()
        self.taken, self.address = taken, address

    def compose(self) -> Iterable[Widget]:
        with Horizontal():
            with Vertical(id="facts"):
                yield Blocks(id="number")
                yield Static(id="words")
            yield Static(id="code")
        yield Static(Content("号票正在打印；没有打印出来也有效，请记住号码。Enter 返回"), id="hint")

    def on_mount(self) -> None:
        """Draw the code for the room there is; leave by itself after a while."""
        from counter.acts.wait import range_words
        from counter.paper.qr import matrix

        one = self.taken
        self.query_one("#number", Blocks).show(((one.number, "", ""),), "")
        facts = [one.queue_name, f"您前面还有 {one.ahead} 人", range_words(one.low, one.high)]
        facts += [CLASS_NAMES.get(one.class_, one.class_) + "优先"] if one.class_ != "normal" else []
        facts += [text for text in ("您今天已取过号，仍用这个号" if one.again else "", one.note) if text]
        width = max(20, self.app.size.width - 44)
        self.query_one("#words", Static).update(Content("\n".join(line for text in facts for line in wrap(visible(text), width))))
        modules = matrix(self.address)
        roomy = self.app.size.height - 2 >= len(modules) + 4 and self.app.size.width >= 2 * (len(modules) + 4) + 44
        rows = code_rows(modules, blank_cells=roomy or self.app.theme == "plain")
        if len(rows) <= self.app.size.height - 1:
            from rich.segment import Segment

            flat = [segment for row in rows for segment in (*row, Segment.line())]
            code = self.query_one("#code", Static)
            code.styles.width = sum(len(segment.text) for segment in rows[0])
            code.update(Segments(flat))
        self.set_timer(SHOWN_SECONDS, self.action_leave)

    def action_leave(self) -> None:
        """Ready for the next person."""
        if self.is_current:
            self.dismiss(None)
