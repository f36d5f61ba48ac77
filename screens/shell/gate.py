"""The gate for scanners: what a hand scanner types is one value and never a key, on every screen and in every dialog.

A scanner types like a keyboard: many printable signs within a few milliseconds each, mostly with Enter or Tab behind.
Every key passes here before any binding, field or list sees it. Printable signs wait for a moment that is too short to
be noticed; what came as fast as only a scanner types is taken out whole, read by its form (rules/scan.py) and given to
the screen on top: `take_scan(scan)`. Everything else goes on, in its order, as what it is: keys.

Times are those at which the signs arrived, not those at which a busy program got round to them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import monotonic
from typing import Any

from textual import events
from textual.timer import Timer
from textual.widget import Widget

from counter.rules.scan import SCAN_NAMES, SHORTEST, Scan, ScanKind, broken, half_width, read_scan
from screens.parts.scan import PAIR, PAUSE, PIECE, PIECE_PAUSE
from screens.shell.language import t
from screens.shell.type_ahead import TypeAhead, is_a

ENDS = ("enter", "tab", "ctrl+j", "ctrl+m", "newline")
"""What scanners put behind a code."""
FIELD_PAUSE = 0.03
"""The same pause in a field: what is typed has to appear at once."""


class ScanRead(events.Event):
    """A scan that waits among typed-ahead keys."""

    def __init__(self, scan: Scan) -> None:
        super().__init__()
        self.scan = scan


class Gate(TypeAhead):
    """Mixed into the app, before TypeAhead."""

    say: Callable[[str, str], None]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signs: list[events.Key] = []
        """Signs that may be the beginning of a scan."""
        self._signs_at = 0.0
        """When the last of them arrived."""
        self._scan_at = 0.0
        """When the last sign of the last scan arrived: what a scanner puts behind it may follow."""
        self._row = ""
        """What has come without a pause, shown already or not: a slow scanner's signs stand in a field one by one."""
        self._row_at = 0.0
        self._pausing: Timer | None = None

    # -- collecting ------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Every key of the terminal, before anything else sees it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.touched = monotonic()
            if getattr(self.screen, "RAW_KEYS", False):
                await super().on_event(event)
            else:
                await self._pass_gate(event)
            return
        if self._signs and isinstance(event, (events.Paste, events.MouseDown)):
            await self._let_go()
        await super().on_event(event)

    async def _pass_gate(self, event: events.Key) -> None:
        sign = half_width(event.character or "") if event.is_printable else ""
        if self._signs and event.time - self._signs_at > self._patience:
            await self._let_go()
        if sign:
            self._signs.append(event)
            known = len(self._row) >= PIECE and len(set(self._row)) > 1  # and may stand still once, as what is held may
            joined = event.time - self._row_at < (PIECE_PAUSE if known else PAUSE)
            self._row = (self._row if joined else "") + sign
            self._signs_at = self._row_at = event.time
            self._wait()
            return
        row, self._row = self._row if event.time - self._row_at < PAUSE else "", ""
        if event.key in ENDS:
            if event.time - self._scan_at < PIECE_PAUSE and not self._signs:
                self._scan_at = event.time  # CR and LF, or Tab and Enter
                return
            if await self._let_go(ended=True) or self._ends_here(row):
                self._scan_at = event.time
                return
        else:
            await self._let_go()
        await super().on_event(event)

    @property
    def _patience(self) -> float:
        """Seconds after which the signs held are all that comes: longer for what can only be a scanner's beginning."""
        written = self.in_field is not None
        if len(self._signs) >= (PIECE if written else PAIR) and len({one.key for one in self._signs}) > 1:
            return PIECE_PAUSE
        return FIELD_PAUSE if written else PAUSE

    def _wait(self) -> None:
        if self._pausing is not None:
            self._pausing.stop()
        self._pausing = self.set_timer(self._patience, self._paused)

    def _paused(self) -> None:
        """The pause is over; but keys may still wait in the queue of a busy program: let them pass first."""
        self.call_later(self._settle, len(self._signs))

    async def _settle(self, length: int) -> None:
        if len(self._signs) == length:
            await self._let_go()

    @property
    def collecting(self) -> bool:
        """Whether signs are held."""
        return bool(self._signs)

    def forget_repeats(self) -> None:
        """The next signal is a new press (for tests, whose people are as fast as scanners)."""
        super().forget_repeats()
        self._scan_at = 0.0
        self._row = ""

    def rest(self) -> None:
        """Nothing more is typed: the pause is over before its time (for tests, which know that nobody types)."""
        if self._pausing is not None:
            self._pausing.stop()
            self._pausing = None
            self._paused()

    # -- telling -------------------------------------------------------------------------------------------------

    async def _let_go(self, ended: bool = False) -> bool:
        """Give on what was held, as a scan or as keys; says whether a scanner's end (`ended`) is used up with it."""
        run, self._signs = self._signs, []
        if self._pausing is not None:
            self._pausing.stop()
            self._pausing = None
        if not run:
            return False
        text, field = "".join(half_width(one.character or "") for one in run), self.in_field
        if (scan := self._scan_of(run, text, field)) is not None:
            self._scan_at = run[-1].time
            self.play([ScanRead(scan)])  # what is typed behind it waits until it has had its effect
            return True
        if field is None and _quick(run) and broken(text, ended=ended):
            self._scan_at = run[-1].time
            self.say(t("扫码没有读全：{text}，请再扫一次", text=text[:40]), "warn")
            self.bell()
            return True
        if field is None and len(run) >= SHORTEST and len(set(text)) == 1:
            run = run[:1]  # held down that long: one press
        if field is not None or len(run) == 1:
            for one in run:
                await super().on_event(one)
        else:
            self.play(run)
        return ended and self._ends_here(text)

    def _ends_here(self, text: str) -> bool:
        """Whether signs that stand in a field were a scanner's, whose end ends nothing there."""
        field = self.in_field
        if field is None or not ends_nothing(field):
            return False
        words = hasattr(field.parent, "writes_freely") or is_a(field, "TextArea")
        return broken(text, ended=True, written=words)  # the menu's own field takes no words: an Enter acts there

    def _scan_of(self, run: list[events.Key], text: str, field: Widget | None) -> Scan | None:
        """A scan, or None for what somebody typed."""
        if len(text) < SHORTEST:
            return None
        scan = read_scan(text)
        if scan.kind is not ScanKind.UNKNOWN:
            return scan
        mixed = len(set(text)) > 1 and any(sign.isdigit() for sign in text)
        return scan if field is None and mixed and _quick(run) else None

    def meant(self, event: events.Key) -> events.Key:
        """What an input method writes in full width is a command where nobody writes. Told when its turn has come: what
        was typed ahead may be for a field that is not there yet.
        """
        sign = half_width(event.character or "") if event.is_printable else ""
        if sign in ("", event.character) or self.in_field is not None:
            return event
        command = events.Key(sign, sign)
        command.time = event.time
        return command

    # -- giving ----------------------------------------------------------------------------------------------------

    async def play_one(self, event: events.Event) -> None:
        if isinstance(event, ScanRead):
            self.give_scan(event.scan)
        else:
            await super().play_one(event)

    def give_scan(self, scan: Scan) -> None:
        """To the screen on top, if it has a use for it; else a sentence, and nothing is done."""
        take: Callable[[Scan], bool] | None = getattr(self.screen, "take_scan", None)
        if take is not None and take(scan):
            return
        self.bell()
        if scan.kind is ScanKind.UNKNOWN:
            self.say(t("认不出扫的是什么：{text}，没有办任何事", text=scan.text[:40]), "warn")
        elif self.screen.is_modal:
            self.say(
                t("扫到{what}，这里用不上，没有办任何事；先答完或按 Esc，再扫一次", what=t(SCAN_NAMES[scan.kind])),
                "warn",
            )
        else:
            self.say(t("扫到{what}，本屏用不上，没有办任何事", what=t(SCAN_NAMES[scan.kind])), "warn")


def _quick(run: list[events.Key]) -> bool:
    """Whether they came as a scanner types: of all their pauses one at most is a person's (or a busy line's)."""
    return sum(later.time - sooner.time > PAUSE for sooner, later in pairwise(run)) <= 1


def ends_nothing(field: Widget) -> bool:
    """Whether an Enter that came as fast as a scan ends nothing there: only a field that asks for scans, and one for a
    password, which no store keeps in the open, take it.
    """
    asked = getattr(field.parent, "writes_freely", None)
    return bool(asked) if asked is not None else not getattr(field, "password", False)
