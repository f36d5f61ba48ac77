"""A terminal that is left alone locks: a screen of its own stands before all, nothing beneath is lost or reached.

The lock is a mode of the app with a stack of its own. What an act that is still running pushes, pops or goes to while
it stands happens beneath it; keys, scans and the mouse reach the lock alone. The shift is locked in the store too, so
that the terminal's session can't act whoever drives it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import ScreenStackError
from textual.await_complete import AwaitComplete
from textual.widget import AwaitMount

from counter.errors import Refusal
from counter.rules.access import KIOSK, Actor
from counter.rules.scan import ScanKind, read_scan
from screens.parts.scan import PAUSE
from screens.shell.gate import ENDS, Gate
from screens.shell.places import PUBLIC

if TYPE_CHECKING:
    from textual.screen import Screen

    from counter.rules.secret import Secret
    from screens.shell.hall_thread import HallThread

LOCKED = "locked"
"""The mode of the lock."""

SCAN_KEYS, SCAN_GAP = 10, 0.03
"""So many keys, each within so many seconds of the one before, are a scanner's and no person's."""

TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollUp, events.MouseScrollDown)


def awake_and_asleep() -> float:
    """Seconds that have passed, those in which the machine was asleep too."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else monotonic()


class Locking(Gate):
    """Mixed into the app, before Gate."""

    actor: Actor
    shift: int | None
    lock_after = 0.0
    """Seconds without a key after which a signed-in terminal locks; 0: never."""
    beneath: str | None = None
    """The mode that the lock stands before; None while the terminal is open."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.idle_clock = awake_and_asleep
        self.last_touched = self.idle_clock()
        self._lock_told = True
        self._scanned, self._scanned_at, self._scanned_text = 0, 0.0, ""

    @property
    def locked(self) -> bool:
        """Whether the lock stands."""
        return self.beneath is not None

    @property
    def work_stack(self) -> list[Screen[Any]]:
        """The screens of whoever works here, also while the lock stands before them."""
        return self._screen_stacks[self.beneath or self._current_mode].copy()

    # -- locking and opening ---------------------------------------------------------------------------------------

    def left_alone(self) -> bool:
        """Whether it is time to lock: nobody has pressed a key for long enough. A number machine never locks."""
        return (
            self.lock_after > 0
            and not self.locked
            and self.actor is not KIOSK
            and self.current_mode not in ("kiosk", "signin")
            and self.idle_clock() - self.last_touched >= self.lock_after
        )

    def watch_over(self) -> None:
        """Called by the pulse: lock what was left alone (the board goes on, and asks when a key is pressed)."""
        if self.left_alone() and self.current_mode not in PUBLIC:
            self.lock()
        if self.locked and not self._lock_told:
            self.run_worker(self._tell_lock(), group="lock")

    def lock(self) -> None:
        """Put the lock before everything."""
        if self.locked or self.actor is KIOSK:
            return
        self.drop_ahead()
        self.beneath = self.current_mode
        super().switch_mode(LOCKED)
        self._lock_told = False
        self.run_worker(self._tell_lock(), group="lock")

    async def _tell_lock(self) -> None:
        """Lock the shift in the store too; tried again with the next pulse where it can't be written now."""
        shift = self.shift
        if shift is not None and self.locked:
            with suppress(Refusal):
                await cast("HallThread", self).with_hall(lambda hall: hall.lock(shift))
                self._lock_told = True

    async def unlock(self, password: Secret) -> None:
        """Open by the password of whoever is signed in. Raises Refusal."""
        actor = self.actor
        await cast("HallThread", self).with_hall(lambda hall: hall.unlock(actor, password))
        self.take_lock_away()

    def take_lock_away(self) -> None:
        """What stood beneath is there again, as it was left."""
        if self.beneath is None:
            return
        self.last_touched = self.idle_clock()
        mode, self.beneath = self.beneath, None
        super().switch_mode(mode)
        for screen in self._screen_stacks.pop(LOCKED, []):
            screen.remove()

    # -- keys ------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """A key after a long pause locks and does nothing else; a key at the lock is for the lock alone."""
        if isinstance(event, TOUCHES) and not event.is_forwarded:
            if self.left_alone():
                self.lock()
                return
            self.last_touched = self.idle_clock()
            if self.locked:
                if not (isinstance(event, events.Key) and self._is_scan(event)):
                    await self.give_event(event)
                return
        await super().on_event(event)

    def _is_scan(self, event: events.Key) -> bool:
        """Whether a key ends what a scanner typed: that is no password, and is not tried as one."""
        apart, self._scanned_at = event.time - self._scanned_at, event.time
        quick = apart < SCAN_GAP
        if event.is_printable:
            self._scanned = self._scanned + 1 if quick else 1
            self._scanned_text = (self._scanned_text if apart < PAUSE else "") + (event.character or "")
            return False
        scan = event.key in ENDS and quick and self._scanned >= SCAN_KEYS
        if event.key in ENDS and apart < PAUSE and len(self._scanned_text) >= SCAN_KEYS:
            scan = scan or read_scan(self._scanned_text).kind is not ScanKind.UNKNOWN  # of a slow scanner
        self._scanned, self._scanned_text = 0, ""
        if scan:
            getattr(self.screen, "drop_scan", lambda: None)()
        return scan

    # -- what happens beneath --------------------------------------------------------------------------------------

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """An act that still runs asks beneath the lock."""
        if self.beneath is not None and self.beneath in self._screen_stacks:
            options["mode"] = self.beneath
        return super().push_screen(*args, **options)

    def pop_screen(self) -> AwaitComplete:
        """A screen that an act closes goes beneath the lock."""
        if self.beneath is None:
            return super().pop_screen()
        stack = self._screen_stacks[self.beneath]
        if len(stack) <= 1:
            raise ScreenStackError("there must be at least one screen on the stack")
        previous = stack.pop()
        previous._pop_result_callback()

        async def pop() -> None:
            await self._replace_screen(previous)

        return AwaitComplete(pop()).call_next(self)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Where an act leads while the lock stands is where one is when it opens."""
        if self.beneath is None:
            return super().switch_mode(mode)
        self.beneath = mode
        return AwaitMount(self.screen, [])
