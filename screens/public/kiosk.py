"""The kiosk: choose what it is about, say who one is, take the number. Also reads a phone number or a code (remote
ticket).
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segments
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import acts
from counter.rules.access import KIOSK
from counter.rules.numbers import canonical, of_booking
from counter.rules.scan import ScanKind
from counter.rules.ticket import CLASS_NAMES
from counter.rules.writing import Writing
from screens.dialogs.dialog import Asked
from screens.parts.caption import Caption
from screens.parts.cells import visible, wrap
from screens.parts.field import Field
from screens.parts.lines import Column, Line, LineList
from screens.parts.paper_view import code_rows
from screens.parts.title import Title
from screens.public.blocks import Blocks
from screens.public.buttons import Buttons
from screens.shell import language
from screens.shell.language import mark, named, t
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.queue.taking import TicketTaken
    from counter.hall.open import OpenHall

SHOWN_SECONDS = 25
"""How long a taken number stays on view before the kiosk is ready for the next person."""

IDLE_SECONDS = 45
"""Without a key for so long, whoever stood there has gone: fields are emptied, and the machine speaks its own language
again.
"""

FOR_STAFF = ("find", "jump", "board", "undo")
"""Keys that a public machine does not answer."""


class KioskScreen(Place):
    """Taking a number without anybody's help."""

    NAME = mark("自助取号")
    AUTO_FOCUS = "#queues"
    PANES = (("#queues", mark("队列")), ("#phone", mark("手机号")))
    HELP = mark(
        "上下移动选要办的事，Enter 取号；接着选人员类别（老年人、孕妇等优先）。\n"
        "远程取过号的，在下面输入手机号和那个号再取号：给回原来的号，不会多取。\n"
        "电话约过的，输入手机号和预约时间；在宽限以内按预约时间排。只有手机号不够：别人也知道它。\n"
        "网上预约的，扫预约页面上的码，或把预约码输进手机号一格再按 Enter。"
    )

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="kiosk-title")
        yield Buttons(
            Column("", 2),
            Column(mark("要办的事"), 0),
            Column(mark("等候"), 6, right=True, english=9),
            Column(mark("窗口"), 6, right=True, english=8),
            Column(mark("大约等（分钟）"), 16, right=True),
            id="queues",
            empty=mark("正在读取.."),
        )
        yield Field(
            mark("手机号"),
            id="phone",
            kind=Writing.CODE,
            placeholder=mark("远程取号、有预约码时填；没有不用填"),
            help=mark("手机号要和下面的时间或号一起填；网上约的，扫预约码就取号"),
            scans=frozenset({ScanKind.BOOKED}),
            label_width=12,
        )
        yield Field(
            mark("时间或号"),
            id="appointment",
            kind=Writing.CODE,
            placeholder=mark("约的时间 10:00，或远程取的号 A012"),
            scans=frozenset(),
            last=True,
            label_width=12,
        )
        yield Caption(mark("  F10  语言 / Language / 語言"), id="tongues")

    async def refresh_data(self) -> None:
        """The queues as they are now."""
        self.query_one("#kiosk-title", Title).show(
            t("请选要办的事，按 Enter 取号"), t("拿到号以后请坐，叫到号时大屏和广播会通知")
        )
        lines = await self.app.ask(acts.ticket_queues, station=self.app.station)
        self.query_one("#queues", LineList).show(
            (
                Line(
                    line.letter,
                    (
                        line.letter,
                        named(line.name),
                        t("{n} 人", n=line.waiting),
                        t("{windows} 个", windows=line.windows),
                        t("{low} 到 {high}", low=line.low, high=line.high)
                        if line.low is not None and line.windows
                        else t("没有开放的窗口"),
                    ),
                )
                for line in lines
            ),
            empty=t("没有设队列，请找导办。"),
        )

    def on_mount(self) -> None:
        self.set_interval(5, self.when_left)

    def when_left(self) -> None:
        """Ready for the next person, if nobody has touched anything for a while."""
        if (
            self.app.actor is not KIOSK
            or monotonic() - self.app.touched < IDLE_SECONDS
            or self not in self.app.screen_stack
        ):
            return
        for screen in reversed(self.app.screen_stack[1:]):
            screen.dismiss(None)
        self.app.say("", "plain")
        self.ready()

    def ready(self) -> None:
        """Nothing of the last person is left: no number in a field, no message, and the machine's own language."""
        for field in self.query(Field):
            field.value = ""
        if language.current != self.app.speaks:
            self.app.talk(self.app.speaks)
        self.query_one("#queues").focus()

    def why_not(self, id: str) -> str:
        if id in FOR_STAFF and self.app.actor is KIOSK:
            return t("取号机上不用这个键")
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
        if _is_booking(event.input.value):  # in whichever field it was typed
            event.stop()
            self.start(self._check_in(event.input.value))
        elif event.input.id == "appointment-box" and (queue := self.query_one("#queues", LineList).cursor):
            self.start(self._take(queue))

    async def _check_in(self, code: str) -> None:
        """A booking made from home: its code is all that is needed."""
        self.query_one("#phone", Field).value = self.query_one("#appointment", Field).value = ""
        await self._show(await self.app.ask(acts.booking_check_in, code=code, language=language.current))

    async def _take(self, queue: str) -> None:
        for field in self.query(Field):
            if _is_booking(field.value):
                await self._check_in(field.value)
                return
        heads = await self.app.with_hall(lambda hall: dict(hall.policy.queue.head_start))
        options = [
            (name, t(CLASS_NAMES.get(name, name)), t("等候时间多算 {n} 分", n=minutes) if minutes else "")
            for name, minutes in heads.items()
            if name not in ("carried", "appointment")
        ]
        chosen = await self.app.choose(t("您是"), options, text=t("需要照顾的请选对应的一项，直接按数字或 Enter。"))
        if chosen is None:
            return
        phone, appointment = self.query_one("#phone", Field), self.query_one("#appointment", Field)
        taken = await self.app.ask(
            acts.ticket_take,
            queue=queue,
            class_=chosen,
            remote=phone.value,
            appointment=appointment.value,
            language=language.current,
        )
        phone.value = appointment.value = ""
        await self._show(taken)

    async def _show(self, taken: TicketTaken) -> None:
        self.say(t("已取号 {number}", number=taken.number), "good")
        address = await self.app.with_hall(lambda hall: _address(hall, taken.code))
        await self.app.question(TakenScreen(taken, address))
        if self.app.actor is KIOSK:
            self.ready()
        self.query_one("#queues").focus()


def _is_booking(text: str) -> bool:
    code = canonical(text)
    return code is not None and of_booking(code)


def _address(hall: OpenHall, code: str) -> str:
    from counter.acts.paper.writing import address_of

    return address_of(hall, code)


def _range(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return t("现在没有开放的窗口，等候时间说不准")
    return t("大约等 {low} 到 {high} 分钟", low=low, high=high) if high > 1 else t("基本不用等")


class TakenScreen(Asked[None], inherit_bindings=False):
    """The number as large as it goes, people before, the range, and the code that shows both on a phone."""

    BINDINGS: ClassVar = [Binding("enter,escape,space", "leave", show=False), Binding("f1", "leave", show=False)]
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
    HELP = mark("号码大字显示；扫二维码可在手机上看前面还有几人。Enter 返回。")

    def __init__(self, taken: TicketTaken, address: str) -> None:
        super().__init__()
        self.taken, self.address = taken, address

    def compose(self) -> Iterable[Widget]:
        with Horizontal():
            with Vertical(id="facts"):
                yield Blocks(id="number")
                yield Static(id="words")
            yield Static(id="code")
        yield Static(Content(t("号票正在打印；没有打印出来也有效，请记住号码。Enter 返回")), id="hint")

    def on_mount(self) -> None:
        """Draw the code for the room there is; leave by itself after a while."""
        from counter.paper.qr import matrix

        one = self.taken
        self.query_one("#number", Blocks).show(((one.number, "", ""),), "")
        facts = [named(one.queue_name), t("您前面还有 {n} 人", n=one.ahead), _range(one.low, one.high)]
        facts += [t("{who}优先", who=t(CLASS_NAMES.get(one.class_, one.class_)))] if one.class_ != "normal" else []
        facts += [text for text in (t("您今天已取过号，仍用这个号") if one.again else "", one.note) if text]
        width = max(20, self.app.size.width - 44)
        self.query_one("#words", Static).update(
            Content("\n".join(line for text in facts for line in wrap(visible(text), width)))
        )
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
