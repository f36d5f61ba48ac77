"""The app: one hall on one thread, one actor, keys that act once, and the places to go.

How a new screen plugs in
-------------------------
1. Write `class MyScreen(Place)` in the room it belongs to and name it in PLACES (shell/places.py), or push it:
   `self.app.push_screen(...)`.
2. `compose_body()` yields widgets in the order of work. Draw lists with parts.lines.LineList, facts with
   parts.sheet.Sheet, fields with parts.field.Field. Never hand a str of a citizen's to a widget that reads markup.
3. `async def refresh_data(self)` asks and shows; it runs on mount, on resume, after each act here and within a second
   of an act elsewhere. `result = await self.app.ask(acts.ticket_call, window=3)` runs a registered act or query on the
   hall's thread as the signed-in actor (acts with a key per press) and raises Refusal.
4. A key is answered by `async def press_<id>(self)` (ids in keys.py: call, recall, ..., tick, undo, save). It runs as a
   worker: it may await `self.app.ask(...)` and ask the person: `choose`, `confirm`, `enter`, `write`, `sign`
   (shell/asking.py). A Refusal goes to the message line with a bell. `why_not(id)` says why a key does nothing just
   now. Elsewhere (a list's Chosen, a field's Submitted) say `self.start(self.do_it())` to get the same care.
5. Words go through `t` and `mark` (screens/shell/language.py): `self.say(t("已叫 {number}", number=...))` writes the
   message line, which stays until the next act. HELP is the screen's page for F1, PANES lists `(selector, name)` for
   Ctrl+G, AUTO_FOCUS the first field.
Typed-ahead keys wait while a key's act runs and are played afterwards in order; a held-down key acts once: in a test,
press another key in between or call `app.forget_repeats()`.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.widget import AwaitMount

from counter.errors import Refusal
from counter.rules.access import KIOSK, Actor, Role
from counter.rules.secret import NO_SECRET
from screens.shell import language
from screens.shell.asking import Asking
from screens.shell.hall_thread import HallThread, StoreChanged
from screens.shell.kept_words import KeptWords
from screens.shell.keys import priority_bindings
from screens.shell.language import mark, t
from screens.shell.locking import LOCKED
from screens.shell.look import THEMES
from screens.shell.places import HOME, PLACES, PUBLIC, STEPS
from screens.shell.refusals import refused
from screens.shell.styles import ParsedOnce

__all__ = ["CounterApp", "StoreChanged"]


async def _nothing() -> None:
    """For screens that read nothing."""


def _loader(module: str, name: str) -> Callable[[], Screen[Any]]:
    return lambda: getattr(importlib.import_module(module), name)()


class CounterApp(Asking, HallThread, App[None], inherit_bindings=False):
    """What staff see. `staff` skips the sign-in screen (in training only), `place` opens another place than home."""

    CSS_PATH = "look.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [*priority_bindings()]
    MODES = {
        **{mode: _loader(module, name) for mode, (module, name, _, _) in PLACES.items()},
        LOCKED: _loader("screens.shell.lock", "LockScreen"),
    }
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-normal"), (36, "-tall")]
    TITLE = mark("政务服务大厅")

    def __init__(
        self,
        hall_dir: Path | str,
        *,
        staff: str | None = None,
        window: int | None = None,
        now: datetime | None = None,
        plain: bool = False,
        place: str | None = None,
        speaks: str = "",
        station: str = "",
    ) -> None:
        super().__init__()
        self.opened_as = Path(hall_dir), now
        """The hall's directory, and the fixed moment of a rehearsal."""
        self.open_hall(*self.opened_as)
        self.animation_level = "none"
        self.station = station
        speaks = speaks or os.environ.get("COUNTER_LANGUAGE", "")
        self.speaks = speaks if speaks in language.SPOKEN else language.ORIGINAL
        language.speak(self.speaks)
        self._start = (staff, window, place)
        self.begins = place == "start"
        """Whether the hall is being begun here: the administrator comes home to its steps."""
        self.actor: Actor = KIOSK
        self.away = False
        self.shift: int | None = None
        self.message: tuple[str, str] = ("", "plain")
        self.in_hand = ""
        """The number that is called to this window or served here; other screens than the window's show it above."""
        self.kept_words = KeptWords()
        self.clock = ""
        for theme in THEMES:
            self.register_theme(theme)
        wished = os.environ.get("COUNTER_THEME", "plain" if plain or self.no_color else "counter")
        self.theme = wished if wished in {theme.name for theme in THEMES} else "counter"
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())

    named: tuple[str, int | None] | None = None
    """Who was named as the program began, until the sign-in asks them for their password."""

    # -- life ------------------------------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        staff, window, place = self._start
        self.hold_keys()  # what is typed before the hall is open is played when it is
        first = place if staff or place in PUBLIC else None
        await self.switch_mode(first or (self._likely_home(staff) if staff else "signin"))
        self.run_worker(self._begin(staff, window, place), group="begin")

    @staticmethod
    def _likely_home(staff: str) -> str:
        """Guess the home before the hall is open, so that the first paint is the right screen in a training hall."""
        homes = {"ap-": "desk", "ap2-": "desk", "sup": "supervisor", "g1": "guide"}
        if staff[:1] == "c" and staff[1:].isdigit():
            return "window"
        return next((home for start, home in homes.items() if staff.startswith(start)), "signin")

    async def _begin(self, staff: str | None, window: int | None, place: str | None) -> None:
        try:
            self.hall = await asyncio.wrap_future(self._opening)
        except Refusal as refusal:
            self.exit(return_code=1, message=refused(refusal))
            return
        self.clock = f"{self.local(self.now()):%H:%M}"
        self._version = await self.on_thread(self._beat)
        self.set_interval(0.5, self._pulse)
        if staff and not self.training:
            self.named = staff, window
            await self.switch_mode("signin")
        elif staff:
            from screens.shell.shift import sign_in

            try:
                await sign_in(self, staff, NO_SECRET, window)
                await self.go(place or HOME[self.actor.role])
            except Refusal as refusal:
                await self.switch_mode("signin")
                self.refuse(refusal)
        elif self.begins and not self.training:
            await self.switch_mode("start")
        try:
            await getattr(self.screen, "refresh_data", _nothing)()
            if hasattr(self.screen, "refresh_strip"):
                self.screen.refresh_strip()
            self.release_keys()
            await self.on_thread(self._catch_up)
        except Refusal as refusal:
            self.refuse(refusal)
        gc.freeze()  # modules, styles and the first screen stay: no sweep for garbage goes through them again
        self.release_keys()

    @property
    def home(self) -> str:
        """The place of whoever is signed in; the sign-in where nobody is."""
        if self.actor is KIOSK:
            return "signin"
        return "start" if self.begins and self.actor.role is Role.ADMINISTRATOR else HOME.get(self.actor.role, "signin")

    async def go(self, mode: str) -> None:
        """Switch to a place, if this role works there. Raises Refusal."""
        if self.actor is KIOSK and mode not in PUBLIC:
            mode = "signin"
        name, roles = PLACES[mode][2], PLACES[mode][3]
        if roles and self.actor.role not in roles:
            from counter.rules.access import ROLE_NAMES

            able = language.listed(t(ROLE_NAMES[r]) for r in roles if r is not Role.HALL)
            raise Refusal(
                "screen.not-role",
                t("{role}不用“{place}”", role=t(ROLE_NAMES[self.actor.role]), place=t(name)),
                rule=t("岗位权限表"),
                next=t("请由{able}打开", able=able),
            )
        public = self.current_mode == "kiosk" and mode not in PUBLIC
        await self.switch_mode(mode)
        if public and self.lock_after > 0:
            self.lock()  # anybody may have stood at the number machine

    def open_step(self, name: str, *given: Any) -> AwaitMount:
        """Push one of STEPS over the screen, made with what is given."""
        step: Screen[Any] = getattr(importlib.import_module(STEPS[name][0]), STEPS[name][1])(*given)
        mounted: AwaitMount = self.push_screen(step)
        return mounted

    # -- words -----------------------------------------------------------------------------------------------------

    def say(self, text: str, tone: str = "good") -> None:
        """Write the message line of whatever screen is active; it stays until the next act says something."""
        self.message = (language.named(text), tone)
        for screen in self.screen_stack:
            for line in screen.query("MessageLine"):
                line.refresh(layout=True)

    def talk(self, tongue: str) -> None:
        """Speak another language from now on, on every open screen."""
        language.speak(tongue)
        self.message = ("", "plain")
        for stack in self._screen_stacks.values():
            for screen in stack:
                if hasattr(screen, "say_again"):
                    screen.say_again()

    def refuse(self, refusal: Refusal) -> None:
        """Say why something was not done, with a bell."""
        self.say(refused(refusal), "bad")
        self.bell()

    def _handle_exception(self, error: Exception) -> None:
        """A Refusal that a worker let through is words, not a crash."""
        cause = getattr(error, "error", error)
        if isinstance(cause, Refusal):
            self.refuse(cause)
        elif self.is_headless:
            super()._handle_exception(error)
        else:
            from counter.trouble import note

            self.exit(return_code=1, message=note(cause, self.opened_as[0]))

    # -- the keys that work everywhere -------------------------------------------------------------------------

    async def action_press(self, id: str) -> None:
        """F1, Ctrl+O and Ctrl+Q."""
        from screens.dialogs.help import HelpScreen
        from screens.shell.leaving import leave

        top = self.screen
        if self.locked:
            return
        if id == "lock":
            self.lock()
        elif id == "help" and not isinstance(top, HelpScreen):
            self.push_screen(HelpScreen.about(top))
        elif id == "quit" and not top.is_modal:
            self.run_worker(leave(self), group="quit")
