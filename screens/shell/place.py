"""A place: a full screen with the status strip, a body, the message line and the key line, answering the key table."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar, overload

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.css.query import NoMatches
from textual.screen import Screen

from counter import acts
from counter.errors import Refusal
from counter.rules.access import KIOSK, ROLE_NAMES, Role
from counter.rules.scan import Scan, ScanKind
from screens.parts.lines import LineList
from screens.shell.app import CounterApp, StoreChanged
from screens.shell.keys import BY_ID, bindings
from screens.shell.language import t, worded
from screens.shell.places import KEY_ROLES, PLACES, PUBLIC
from screens.shell.strip import KeyLine, MessageLine, StatusStrip
from screens.shell.tongue import choose_language
from screens.shell.type_ahead import happened, passed
from screens.shell.undo import undo_last

T = TypeVar("T")

NUMBER = re.compile(r"\b[A-Z]{1,3}-?\d[0-9A-Z]*(?:-\d+)*\b")
"""A receipt, an approval, a draft, a ticket, a paper, a slip."""
OF_THE_PLACE = {"call", "recall", "absent", "transfer", "finish", "away"}
"""Keys that a step pushed on a window leaves to the window itself: they end the step first."""
ABOUT_KEYS = {**dict.fromkeys(("quit", "jump", "away", "menu"), "#strip"), "undo": "#message"}
"""What the questions of the keys of every place are about."""


def _useless(id: str, why: str) -> Refusal:
    key = BY_ID[id]
    return Refusal("screen.key-not-now", t("{key} {name}：{why}", key=key.shown, name=key.name, why=why))


class Data(Generic[T]):
    """What a screen reads and shows: `shown: Data[CaseShown] = Data()`. Before it has come, to need it is a Refusal."""

    def __set_name__(self, owner: type[Place], name: str) -> None:
        self.kept = f"_{name}"

    @overload
    def __get__(self, place: None, owner: type[Place]) -> Data[T]: ...

    @overload
    def __get__(self, place: Place, owner: type[Place]) -> T: ...

    def __get__(self, place: Place | None, owner: type[Place]) -> T | Data[T]:
        if place is None:
            return self
        if self.kept not in vars(place):
            raise Refusal("screen.still-reading", t("正在读取.."))
        data: T = getattr(place, self.kept)
        return data

    def __set__(self, place: Place, data: T) -> None:
        setattr(place, self.kept, data)
        place.has_read = True


AT_HAND = {
    **ABOUT_KEYS,
    **dict.fromkeys((*OF_THE_PLACE - {"away"}, "intake", "receipts", "all", "save", "scan"), "#current"),
}
"""The same at a window: most keys are about whoever is there."""


class Body(Container):
    """Everything between the strip and the message line."""


class Place(Screen[Any], inherit_bindings=False):
    """Base of all full screens; see screens/app.py for how to write one."""

    app = getters.app(CounterApp)
    BINDINGS = [
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
        Binding("ctrl+c", "screen.copy_text", show=False),
        *bindings(),
    ]
    NAME: ClassVar[str] = ""
    """The screen's name on the status strip: like HELP and PANES a marked phrase, said when it is drawn."""
    HELP: ClassVar[str] = ""
    """What F1 says about this screen: a line per paragraph."""
    has_read = False
    """Whether its Data have come."""
    PANES: ClassVar[tuple[tuple[str, str], ...]] = ()
    """`(selector, name)` of the parts that Ctrl+G jumps to, in the order of work."""

    ABOUT_KEYS: ClassVar[dict[str, str]] = ABOUT_KEYS
    """What a key's questions are about, by a selector: where they stand. All others are about where the cursor is."""
    _pressing = ""
    asked_by = ""
    """The key (or digit) that started what asks."""

    _reading: asyncio.Event | None = None
    """Set when the reading under way has ended."""
    _read_again = False
    _has_shown = False
    """Whether the first reading has ended: what is pressed before that is for what it brings."""

    def compose(self) -> ComposeResult:
        yield StatusStrip(id="strip")
        with Body(id="body"):
            yield from self.compose_body()
        yield MessageLine(id="message")
        yield KeyLine(id="keys")

    def compose_body(self) -> Iterable[Any]:
        """The widgets of this screen, in the order of work."""
        return ()

    # -- reading ---------------------------------------------------------------------------------------------------

    async def refresh_data(self) -> None:
        """Ask the store and show; called on resume and whenever something was committed."""

    def reload(self) -> None:
        """Read again; one reading at a time, a wish during one causes one more."""
        if self.app.hall is None:
            return
        if self._reading is not None:
            self._read_again = True
            return
        self._reading = asyncio.Event()
        self.run_worker(self._read(), group="read")

    async def _read(self) -> None:
        try:
            while True:
                self._read_again = False
                try:
                    await self.refresh_data()
                except Refusal as refusal:
                    self.app.refuse(refusal)
                except NoMatches:
                    if self.is_attached and self.is_running:
                        raise  # a screen that was left while it read has no parts any more, and needs none
                if not self._read_again or not self.is_attached:
                    return
        finally:
            if self._reading is not None:
                self._reading.set()
            self._reading, self._has_shown = None, True
            self.refresh_strip()

    async def up_to_date(self) -> None:
        """Until this screen shows what was committed here."""
        await passed(self)  # the word that something was committed
        if self._reading is not None:
            await happened(self._reading, self)

    def on_store_changed(self, message: StoreChanged) -> None:
        message.stop()
        self.reload()

    def on_screen_resume(self) -> None:
        self.reload()

    def refresh_strip(self) -> None:
        """Draw the status strip and the key line anew (cheap)."""
        for widget in self.query("StatusStrip, KeyLine, MessageLine"):
            widget.refresh()

    def say_again(self) -> None:
        """The terminal speaks another language: draw the parts and read the data again."""
        for widget in self.query("*"):
            if hasattr(widget, "say_again"):
                widget.say_again()
            widget.refresh()
        if self.is_current:
            self.reload()

    # -- doing -----------------------------------------------------------------------------------------------------

    def say(self, text: str, tone: str = "good") -> None:
        """Write the message line (tones: good, plain, warn, bad)."""
        self.app.say(text, tone)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine that may ask; a Refusal goes to the message line; typed keys wait until it is done."""
        self.asked_by = self._pressing
        self.app.run_worker(self._carefully(work, self.app.begin_act()), group="act")

    @contextmanager
    def pressed(self, key: str) -> Iterator[None]:
        """While a key (its id, or a digit) starts something: what is asked then is about what the key is."""
        self._pressing = key
        try:
            yield
        finally:
            self._pressing = ""

    def begin_with(self, key: str) -> None:
        """A key of the whole program asks over this screen."""
        self.asked_by = key

    @property
    def asked_about(self) -> str:
        """The part of the screen that the present question is about; empty: where the cursor is."""
        return self.ABOUT_KEYS.get(self.asked_by, "")

    async def _carefully(self, work: Coroutine[Any, Any, None], act: object) -> None:
        try:
            if self._reading is not None and not self._has_shown:
                await happened(self._reading, self)
            await work
            self.app.kept_words.settle(self.app.acts_done)
            for place in self.app.work_stack[-1:]:  # none when the program is being left
                if isinstance(place, Place):
                    await place.up_to_date()  # keys typed ahead are for what the act left there
        except Refusal as refusal:
            self.app.kept_words.unsettled()
            self.app.refuse(refusal)
        finally:
            self.app.end_act(act)
            self.refresh_strip()

    def why_not(self, id: str) -> str:
        """Why a key does nothing here just now; empty if it works."""
        if self.app.actor is KIOSK and id in ("find", "jump", "undo"):
            return t("请先登录")
        if self.app.actor.role not in KEY_ROLES.get(id, tuple(Role)):
            return self.not_for_this_role(id)
        if hasattr(self, f"press_{id}"):
            return ""
        below = self._place_below(id)
        return below.why_not(id) if below else t("本屏不用“{key}”", key=BY_ID[id].name)

    def not_for_this_role(self, id: str) -> str:
        """Why a key is dim to whoever may not do what it does."""
        return t("{role}不用“{key}”", role=t(ROLE_NAMES[self.app.actor.role]), key=BY_ID[id].name)

    def _place_below(self, id: str) -> Place | None:
        """The place that a step was opened from, for the keys that a step leaves to it (F8 in intake ends
        the visit).
        """
        base = self.app.screen_stack[0] if id in OF_THE_PLACE and self.app.screen_stack else None
        return base if base is not self and isinstance(base, Place) and hasattr(base, f"press_{id}") else None

    async def _press_after_step(self, id: str) -> None:
        """Read again what the step has changed, then do as if the key had been pressed here."""
        await self.refresh_data()
        if reason := self.why_not(id):
            raise _useless(id, reason)
        await getattr(self, f"press_{id}")()

    def action_press(self, id: str) -> None:
        """A key of the table was pressed."""
        if self.app.holding:
            self.app.wait_with(id)
        elif reason := self.why_not(id):
            self.app.refuse(_useless(id, reason))
        elif hasattr(self, f"press_{id}"):
            with self.pressed(id):
                self.start(getattr(self, f"press_{id}")())
        elif below := self._place_below(id):
            self._leave_to(below, id)

    def _leave_to(self, below: Place, id: str) -> None:
        """End the steps above a place and press the key there."""
        while self.app.screen is not below:
            self.app.pop_screen()
        with below.pressed(id):
            below.start(below._press_after_step(id))

    async def send_on(self) -> None:
        """Send the ticket at hand to another queue or window; only a window has one."""

    @property
    def concern(self) -> str:
        """What a dialog opened here is about: what is ticked, else what the cursor stands on, and whose number is at
        hand. What was typed into it is found again for the same only.
        """
        ticked = getattr(self, "ticked", None)
        lists = sorted(ticked) if ticked else [each.cursor or "" for each in self.query(LineList)]
        return "|".join((self.app.in_hand, *lists))

    def leaving(self) -> str:
        """What a person should know before the program is left; empty if nothing is open."""
        return ""

    # -- scans -----------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> bool:
        """A scan while this is on top and nothing is asked: says whether it was of use."""
        from screens.parts.field import field_for

        if (field := field_for(self, scan.kind)) is not None:
            field.take_scan(scan.text)
            return True
        with self.pressed("scan"):
            return self._put_to_use(scan)

    def _put_to_use(self, scan: Scan) -> bool:
        if self.app.actor is KIOSK or self.app.current_mode in PUBLIC or scan.kind is ScanKind.UNKNOWN:
            return False
        if scan.kind is ScanKind.LIST and not self.takes_lists:
            return False
        if self.wants_scans or not self.why_not("find"):
            self.scanned(scan.text)
            return True
        beneath = next(
            (one for one in reversed(self.app.screen_stack) if isinstance(one, Place) and one.wants_scans), None
        )
        if beneath is None:
            return False
        while self.app.screen is not beneath:
            self.app.pop_screen()
        beneath.scanned(scan.text)
        return True

    takes_lists = False
    """Whether somebody is served here, whose list from home is of use."""

    @property
    def wants_scans(self) -> bool:
        """Whether it does something of its own with a scan."""
        return type(self).scanned is not Place.scanned

    def scanned(self, text: str) -> None:
        """A scan that this screen has no use for of its own is looked for by F9."""
        self.app.open_step("search", text)

    # -- copying ---------------------------------------------------------------------------------------------------

    def number_here(self) -> str:
        """The number that stands in the highlighted line of the focused list: what Ctrl+C copies."""
        lines = self.focused
        if not isinstance(lines, LineList):
            return ""
        here = next((line for line in lines.lines if line.key == lines.cursor), None)
        cells = here.cells if here is not None else ()
        return next((found[0] for cell in cells if (found := NUMBER.search(str(cell)))), "")

    def action_copy_text(self) -> None:
        """Ctrl+C: what the mouse has selected, else the highlighted number."""
        if text := self.get_selected_text() or self.number_here():
            self.app.copy_to_clipboard(text)
            first = text.split("\n", 1)[0]
            self.say(t("已送到终端的剪贴板：{text}", text=first[:40] + (".." if len(text) > len(first[:40]) else "")))
        else:
            self.say(t("没有选中的编号；也可以用鼠标拖选文字"), "plain")

    # -- keys that every place answers -----------------------------------------------------------------------------

    async def press_back(self) -> None:
        """One step back: out of this step, or home."""
        home = self.app.home
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        elif self.app.current_mode not in (home, "signin"):
            await self.app.go(home)
        else:
            self.say(t("已在最外层；离开请按 Ctrl+Q"), "plain")

    async def press_menu(self) -> None:
        """All acts with their keys; where nobody has signed in, only the language."""
        if self.app.actor is KIOSK:
            await choose_language(self.app)
        else:
            self.app.open_step("menu")

    async def press_find(self) -> None:
        """Find a ticket, a person, a receipt, by one field."""
        self.app.open_step("search")

    async def press_board(self) -> None:
        """The hall board."""
        await self.app.go("board")

    async def press_jump(self) -> None:
        """Digits lead to the parts of this screen, then to other places."""

        places = [(mode, name) for mode, (_, _, name, roles) in PLACES.items() if self.app.actor.role in roles]
        targets = [*self.PANES, *[(f"place:{mode}", name) for mode, name in places if mode != self.app.current_mode]]
        told = self.app.told
        heard = [("heard", t("看过了"), worded(told[-1]))] if told else []
        chosen = await self.app.choose(t("跳转到"), [*heard, *((target, t(name), "") for target, name in targets)])
        if chosen is None:
            return
        if chosen == "heard":
            await self.app.ask(acts.staff_heard, upto=told[-1].id)
            self.app.told = ()
            self.say(t("已回应 {by}", by=told[-1].by))
            return
        if chosen.startswith("place:"):
            await self.app.go(chosen.removeprefix("place:"))
        else:
            self.query_one(chosen).focus()

    async def press_undo(self) -> None:
        """Take back my last act at this desk, after showing which."""
        await undo_last(self)
