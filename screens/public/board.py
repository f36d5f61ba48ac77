"""The hall board: who is called to which window, readable from the last chair.

It reads by itself, with a connection of its own: when the store can't be read it says since when it is not current, and
it recovers alone. Every call stands for its least time; a board with a voice (`counter board --speak`)
says each aloud.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits, Static

from counter.phrases import LANGUAGES, content, say
from counter.phrases.said import in_language
from counter.rules.access import KIOSK
from counter.rules.announcing import is_quiet, quiet_hours
from counter.rules.board import BoardCall, Stage, advance
from counter.rules.policy import BoardPolicy, VoicePolicy
from counter.voice.announcer import Announcer
from screens.parts.cells import fit, visible, wrap
from screens.parts.columns import Want, share_out
from screens.public.blocks import ROWS, Blocks
from screens.public.reader import Reader
from screens.shell.language import mark, t
from screens.shell.look import THEMES
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.queue.overview import Board, Wanted
    from counter.voice.voices import Voice

DESK = "desk"
"""Where a colleague is asked to come, if it is no window."""
STALE_SECONDS = 5.0
"""So long after the last good reading the board says that it is not current."""


class BoardFace(Widget):
    """The board itself, in any app. `reader` says where the facts come from."""

    DEFAULT_CSS = """
    BoardFace { layout: vertical; background: $background; color: $foreground; height: 1fr; width: 1fr; }
    BoardFace #top { height: 1; background: $primary; color: $background; text-style: bold; }
    BoardFace #calls { height: 1fr; }
    BoardFace #sentence { height: 1; width: 100%; text-align: center; text-style: bold; color: $accent; }
    BoardFace #before { height: 1; background: $panel; color: $secondary; text-style: bold; padding: 0 1; }
    BoardFace #past { height: 6; grid-size: 3 2; grid-rows: 3; background: $surface; }
    BoardFace .past { height: 3; layout: horizontal; }
    BoardFace .past Blocks { display: none; }
    BoardFace Digits { width: auto; height: 3; color: $accent; text-style: bold; }
    BoardFace .there { color: $success; }
    BoardFace .to { width: auto; height: 3; padding: 1 1 0 1; color: $foreground; }
    BoardFace.-roomy #past { height: 13; grid-rows: 6; padding-top: 1; }
    BoardFace.-upright #past { height: 37; grid-size: 1 6; grid-rows: 6; padding-top: 1; }
    BoardFace.-roomy .past, BoardFace.-upright .past { height: 6; }
    BoardFace.-roomy .past Blocks, BoardFace.-upright .past Blocks { display: block; height: 5; }
    BoardFace.-roomy .past .small, BoardFace.-upright .past .small { display: none; }
    BoardFace #told { height: auto; background: $warning; color: $background; text-style: bold; padding: 0 1; }
    BoardFace #lines { height: auto; background: $panel; }
    BoardFace #note { height: 1; background: $panel; color: $foreground 80%; }
    BoardFace #note.-bad { background: $error; color: $background; text-style: bold; }
    BoardFace .blocks--number { background: $accent; }
    BoardFace .blocks--window { background: $success; }
    BoardFace .blocks--word { color: $foreground; text-style: bold; }
    """

    def __init__(self, reader: Reader, voice: Voice | None = None) -> None:
        super().__init__(id="board")
        self.reader = reader
        self.announcer = Announcer(voice, self.standing, self.is_quiet) if voice else None
        self.stage = Stage()
        self.facts: Board | None = None
        self.rules = BoardPolicy(least_seconds=6, recent=6, language_seconds=8)
        self.language = "zh-Hans"
        self._turned = self._good = monotonic()
        self._good_words = ""
        self.stale = False
        self._reading = False
        self._told = 0
        self.quiet: tuple[tuple[time, time], ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="top")
        yield Blocks(id="calls")
        yield Static(id="sentence")
        yield Static(id="before")
        with Grid(id="past"):
            for index in range(6):
                with Vertical(classes="past"):
                    yield Blocks(id=f"large-{index}")
                    yield Digits("", id=f"past-{index}", classes="small")
                    yield Static("", id=f"to-{index}", classes="to small")
                    yield Digits("", id=f"there-{index}", classes="there small")
        yield Static(id="told")
        yield Static(id="lines")
        yield Static(id="note")

    def on_mount(self) -> None:
        if self.announcer is not None:
            self.run_worker(self.announcer.run(), group="voice")
        self.set_interval(0.5, self.tick)
        self.call_after_refresh(self.tick)

    async def tick(self) -> None:
        """Twice a second: read, move the calls on, draw what changed."""
        if self._reading:
            self.step(None, "")
            return
        self._reading = True
        try:
            facts, trouble = await self.reader.read()
        finally:
            self._reading = False
        if self.is_attached:
            self.step(facts, trouble)

    def step(self, facts: Board | None, trouble: str) -> None:
        """Take in a reading (or none) and draw."""
        moment = monotonic()
        if self.reader.hall is not None and not trouble and not self._reading:
            self._good = moment
            self._good_words = f"{datetime.now(self.reader.zone) if self.reader.now is None else self.reader.now:%H:%M}"
            self.rules = self.reader.hall.policy.queue.board
            self.follow(self.reader.hall.policy.queue.voice)
        self.stale = moment - self._good > STALE_SECONDS or bool(trouble)
        if facts is not None:
            self.facts = facts
        calls = (
            [BoardCall(c.id, c.number, c.window, c.at, c.again, c.language, c.was) for c in facts.calls]
            if facts is not None
            else None
        )
        slots = max(1, min(3, (self.query_one("#calls").size.height + 1) // (ROWS + 1)))  # a blank line between numbers
        self.stage, coming = advance(
            self.stage,
            calls,
            int(moment * 1000),
            least=int(self.rules.least_seconds * 1000),
            slots=slots,
            keep=min(6, self.rules.recent),
        )
        for call in coming:
            self.announce(call)
        if moment - self._turned >= self.rules.language_seconds:
            names = list(LANGUAGES)
            self.language, self._turned = names[(names.index(self.language) + 1) % len(names)], moment
            self._told += self.language == names[0]
        self.draw()

    def follow(self, rules: VoicePolicy) -> None:
        """How loud, how often and when the hall wants its calls said."""
        self.quiet = quiet_hours(rules.quiet)
        if self.announcer is not None:
            self.announcer.volume, self.announcer.line.times = rules.volume, rules.times

    def is_quiet(self) -> bool:
        """Whether nothing is to be heard now."""
        now = datetime.now(self.reader.zone) if self.reader.now is None else self.reader.now
        return is_quiet(self.quiet, now.time())

    def standing(self) -> frozenset[int]:
        """The calls that still send somebody to a window: not taken back, and nobody has come yet."""
        return frozenset(call.id for call in self.facts.calls if call.open) if self.facts else frozenset()

    def announce(self, call: BoardCall) -> None:
        """Ring, and have it said."""
        if self.is_quiet():
            return
        self.app.bell()
        if self.announcer is not None:
            self.announcer.hear(call.id, call.number, call.window, call.language, call.was)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Write everything that is on view."""
        width, language = self.size.width, self.language
        hall = self.reader.hall
        place = self.facts.place if self.facts and self.facts.place else ""
        name = (
            visible(place or content(language, hall.settings["name"]))
            if hall
            else in_language(language, mark("政务服务大厅"))
        )
        right = f"{self._good_words} "
        self.put("#top", fit(f" {name}", max(0, width - cell_len(right))) + right)
        upright = self.size.width < self.size.height * 1.7
        self.set_class(upright and self.size.height >= 60, "-upright")
        self.set_class(not upright and self.size.height >= 36 and width >= 120, "-roomy")
        goes_to = say(language, "board.goes_to")
        rows = tuple((s.call.number, goes_to, s.call.window) for s in self.stage.current)
        self.query_one("#calls", Blocks).show(rows, say(language, "board.nobody"), upright)
        self.put(
            "#sentence",
            "   ".join(
                say(language, "board.call", number=s.call.number, window=s.call.window)
                + (say(language, "board.was", was=s.call.was) if s.call.was else "")
                for s in self.stage.current
            ),
        )
        for index in range(6):
            call = self.stage.past[index] if index < len(self.stage.past) else None
            number, window = (call.number, str(call.window)) if call else ("", "")
            for part, shown in (("past", number), ("there", window)):
                digits = self.query_one(f"#{part}-{index}", Digits)
                if digits.value != shown:
                    digits.update(shown)
            self.put(f"#to-{index}", goes_to if call else "")
            self.query_one(f"#large-{index}", Blocks).show(((number, goes_to, window),) if call else (), "")
        self.put("#lines", "\n".join(self._lines(width, language)))
        note = self.query_one("#note", Static)
        note.set_class(self.stale, "-bad")
        self.put("#before", say(language, "board.recent"))
        self.put("#told", self._notice(language, width - 2))
        self.query_one("#told").display = bool(self.facts and self.facts.notices)
        words = self._note(language)
        wanted = "  ".join(self._wanted(one, language) for one in self.facts.wanted) if self.facts else ""
        self.put("#note", fit(f" {words}", max(0, width - cell_len(wanted) - 1)) + wanted if wanted else f" {words}")

    def _note(self, language: str) -> str:
        """What is wrong with the board itself, or that it is silent on purpose."""
        if self.stale:
            return say(language, "board.stale", when=self._good_words or "--:--")
        if self.announcer is None:
            return ""
        return say(language, "board.quiet") if self.is_quiet() else in_language(language, self.announcer.trouble)

    def _notice(self, language: str, width: int) -> str:
        """The notice whose turn it is: one a round of the languages."""
        if not self.facts or not self.facts.notices:
            return ""
        words, english = self.facts.notices[self._told % len(self.facts.notices)]
        text = english if language == "en" and english else content(language, words)
        return "\n".join(wrap(visible(text), max(20, width)))

    def _lines(self, width: int, language: str) -> list[str]:
        """The queues: who waits, and how long somebody who comes now will wait. By the rule of all lists."""
        rows = [
            (
                line.letter,
                content(language, line.name),
                say(language, "board.waiting", n=line.waiting),
                say(language, "board.closed")
                if line.windows == 0 or line.low is None
                else say(language, "board.range", low=line.low, high=line.high),
            )
            for line in (self.facts.queues if self.facts else ())
        ]
        most = [max((cell_len(visible(row[at])) for row in rows), default=0) for at in range(4)]
        own = (2, 0, 16, 24)
        widths = share_out([Want(at, 0, longest) for at, longest in zip(own, most, strict=True)], max(8, width - 1))
        return [" " + " ".join(fit(cell, size) for cell, size in zip(row, widths, strict=True)) for row in rows]

    def _wanted(self, one: Wanted, language: str) -> str:
        """Whom of the staff the corner asks to come, and where."""
        if one.where == DESK:
            return say(language, "board.staff_to_desk", name=visible(one.name))
        return say(language, "board.staff_to_window", name=visible(one.name), window=one.where)

    def put(self, selector: str, text: str) -> None:
        """Write a line, if it differs."""
        widget = self.query_one(selector, Static)
        if getattr(widget, "words", None) != text:
            widget.words = text  # type: ignore[attr-defined]
            widget.update(Content(text))

    def on_unmount(self) -> None:
        self.reader.close()


class BoardScreen(Place):
    """The board inside the clerk's program (Ctrl+B); Esc leads back."""

    NAME = mark("大屏")
    HELP = mark("大厅叫号屏：与大厅里挂的屏一样。Esc 返回。")

    def why_not(self, id: str) -> str:
        """It turns through all languages by itself."""
        return t("请先登录") if id == "menu" and self.app.actor is KIOSK else super().why_not(id)

    def compose(self) -> ComposeResult:
        yield Vertical(id="body")

    def compose_body(self) -> Iterable[Widget]:
        return ()

    async def refresh_data(self) -> None:
        """The face reads by itself; here it is only put in place once the hall is open."""
        if not self.query(BoardFace):
            await self.query_one("#body").mount(BoardFace(Reader(*self.app.opened_as)))


class BoardApp(App[None]):
    """`counter board`: the board alone. It opens also when the hall can't be read yet."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [("ctrl+q", "quit", "")]
    TITLE = mark("大厅叫号屏")

    def __init__(
        self,
        directory: Path,
        now: datetime | None = None,
        plain: bool = False,
        station: str = "",
        voice: Voice | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.reader = Reader(directory, now, station)
        self.voice = voice
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "plain" if plain or self.no_color else "counter"

    def compose(self) -> ComposeResult:
        yield BoardFace(self.reader, self.voice)
