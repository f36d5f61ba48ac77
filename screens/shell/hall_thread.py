"""One thread holds the hall: it is opened, used and closed there, so that no screen ever waits for the store."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.message import Message

from counter import acts
from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.rules.access import HALL_ITSELF, KIOSK, Actor
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from textual.app import App

    from counter.acts.staff.words import Told
    from counter.hall.kept import FarIndex
    from counter.hall.open import OpenHall
    from counter.store.search import Index

    _Base = App[None]
else:
    _Base = object

P = ParamSpec("P")
R = TypeVar("R")
Doing = TypeVar("Doing", Work, Look)
"""An act has Work as its first parameter, a query a Look."""

DOUBT_SECONDS = 3.0
"""How often a keeper is asked whether it believes its clock."""
BEAT_SECONDS = 30.0
"""How often a signed-in terminal tells that it is alive."""

EXCHANGED = "hall.data-file-moved-exchanged"
"""What is answered where another file was put in the store's place."""
GONE = ("staff.not-any-more", "staff.signed-out", "keeper.not-signed-in")
"""What is answered to a terminal whose shift has ended."""


class StoreChanged(Message):
    """Something was committed, here or in another process; the active screen reads again."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StoreChanged)


class HallThread(_Base):
    """Mixed into the app: `await app.ask(acts.ticket_call, window=3)`, the pulse, the clock."""

    actor: Actor
    shift: int | None
    clock: str
    say: Callable[[str, str], None]
    watch_over: Callable[[], None]

    def open_hall(self, directory: Path, now: datetime | None) -> None:
        """Begin to open the hall while the first screen is drawn."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hall")
        self._opening = self._thread.submit(self._open, directory, now)
        self.hall: OpenHall | None = None
        self.index: Index | FarIndex | None = None
        """The catalogue's index as last learned, for fields that find as one types; None until it is asked for."""
        self.acts_done = 0
        """Acts done at this terminal since it was opened."""
        self.running = 0
        """Jobs on the hall's thread or waiting for it."""
        self._version: int | None = None
        self._line: socket.socket | None = None
        """Where a keeper tells of changes."""
        self._pulsing = False
        self._told = 0.0
        self._minute = ""
        self._doubted = 0.0
        self.doubt = self._state = ""
        """What is said of the machine's clock while it is in doubt."""
        self.older = self._older = ""
        """Why nobody may act, where an older store was put back."""
        self.told: tuple[Told, ...] = ()
        """What was said to whoever is signed in here and not read yet."""

    @staticmethod
    def _open(directory: Path, now: datetime | None) -> OpenHall:
        from counter.hall.open import open_hall

        return open_hall(directory, now=now)

    async def on_unmount(self) -> None:
        """Close the hall where it was opened."""
        self._deafen()
        if self.hall is not None:
            self._thread.submit(self.hall.close)
        self._thread.shutdown(wait=True)

    async def on_thread(self, job: Callable[[], R]) -> R:
        """Run `job` on the one thread that holds the hall's connections. An act once begun is not cancelled."""
        self.running += 1
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, job))
        finally:
            self.running -= 1

    async def with_hall(self, job: Callable[[OpenHall], R]) -> R:
        """Run `job` with the hall on its thread: for what is no act and looks at nobody's data (policy, settings)."""
        return await self.on_thread(lambda: job(self._opening.result()))

    async def ask(self, function: Callable[Concatenate[Doing, P], R], /, *given: P.args, **arguments: P.kwargs) -> R:
        """Run an act (with a key of its own) or a query as who is signed in, its arguments by name. Raises Refusal."""
        return await self.ask_as(self.actor, function, *given, **arguments)

    async def ask_as(
        self, actor: Actor, function: Callable[Concatenate[Doing, P], R], /, *given: P.args, **arguments: P.kwargs
    ) -> R:
        """The same as somebody else than the one signed in (signing in itself)."""
        answer: R = await self.perform(actor, function, arguments)
        return answer

    async def perform(self, actor: Actor, function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
        """The same without its types, for whoever adds arguments of its own to an act."""

        def job() -> tuple[bool, Any]:
            from counter.hall.act import entry_of

            entry = entry_of(function)
            hall = self._opening.result()
            if entry.writes:
                return True, hall.run(entry, actor, arguments, key=secrets.token_hex(8))
            return False, hall.answer(entry, actor, arguments)

        writes, result = await self.on_thread(job)
        if writes:
            self.acts_done += 1
            self.screen.post_message(StoreChanged())
        return result

    async def learn_catalogue(self) -> Index | FarIndex:
        """Bring the index up to what is in force today (a glance at a number, unless the catalogue has changed)."""
        index = await self.ask_as(HALL_ITSELF, acts.catalogue_index)
        if index is not self.index:
            self.index = index
            gc.freeze()  # what stays needn't be looked over for garbage again, which would hold up a key for 50 ms
        return index

    async def _pulse(self) -> None:
        """Twice a second: has another process committed, has the minute changed?"""
        self.watch_over()
        if self._pulsing or self.hall is None:
            return
        self._pulsing = True
        from counter.store import driver

        try:
            await self._listen()
            version = await self.on_thread(self._beat)
        except (driver.Error, Refusal) as error:  # a locked or full disk is no reason to fall; acts say it when pressed
            self.say(t("数据暂时读写不了（{error}），正在重试", error=error), "bad")
            if isinstance(error, Refusal) and error.code == EXCHANGED and not self.older:
                self.older = error.message
                if hasattr(self.screen, "refresh_strip"):
                    self.screen.refresh_strip()
            return
        finally:
            self._pulsing = False
        moved, self._version = self._version not in (None, version), version
        if (doubt := self._state) != self.doubt:
            self.doubt = doubt
            moved = True
            self.clock = ""
        if (older := self._older) != self.older:
            self.older = older
            moved, self.clock = True, ""
            if older:
                self.say(worded(older), "bad")
                self.bell()
        clock = f"{self.local(self.now()):%H:%M}"
        if clock != self.clock:
            self.clock = clock
            if hasattr(self.screen, "refresh_strip"):
                self.screen.refresh_strip()
            moved = True  # waiting times are shown in minutes
        if moved:
            await self._news()
            self.screen.post_message(StoreChanged())

    async def hear(self) -> None:
        """What somebody said to whoever is signed in here: new words ring and stand on the message line once."""
        known = self.told[-1].id if self.told else 0
        try:
            self.told = () if self.shift is None else await self.ask(acts.staff_told)
        except Refusal:
            return  # whatever it is: the next act says it
        if self.told and self.told[-1].id > known:
            self.say(worded(self.told[-1]) + t("    Ctrl+G 看过"), "warn")
            self.bell()
        if hasattr(self.screen, "refresh_strip"):
            self.screen.refresh_strip()

    async def _look_who_is_here(self) -> None:
        """Whoever was signed out elsewhere, moved or retired goes on with nothing at this terminal."""
        shift = self.shift
        if shift is None:
            return
        try:
            here = await self.ask(acts.staff_here, shift=shift)
        except Refusal as refusal:
            here = refusal.code not in GONE  # whatever else: the next act says it
        if not here:
            from screens.shell.leaving import sent_away

            if self.shift == shift:  # nobody has signed out here meanwhile
                await sent_away(self)

    def _catch_up(self) -> None:
        """On the hall's thread: check the clocks, if nobody has today (no working day passes without it)."""
        from counter.acts.calendar.daily import check_if_due
        from counter.hall import Hall

        hall = self._opening.result()
        if isinstance(hall, Hall):  # elsewhere the keeper's own chores do it
            check_if_due(hall)

    def _beat(self) -> int:
        """On the hall's thread: twice a minute tell that this terminal is alive; the version of the data."""
        hall = self._opening.result()
        minute = f"{hall.local(hall.now()):%Y-%m-%d %H:%M}"
        if self._minute != minute:  # a terminal left on checks the clocks and the floor like any process that starts
            if self._minute:
                self._catch_up()
            self._minute = minute
        if self.shift is not None and monotonic() - self._told > BEAT_SECONDS:
            self._told = monotonic()
            hall.beat(self.shift, str(os.getpid()))
        self._state = self._doubt_of(hall)
        return 0 if self._line is not None else hall.commits()

    async def _listen(self) -> None:
        """Have the keeper tell of changes, where there is one; until it can be heard, it is asked as a store is."""
        if self._line is not None or self.hall is None or self.hall.holds_store:
            return
        from counter.hall.kept import KeptHall

        if isinstance(hall := self.hall, KeptHall):
            try:
                self._line = await self.on_thread(hall.listen)
            except OSError:
                return
            asyncio.get_running_loop().add_reader(self._line, self._heard)

    def _heard(self) -> None:
        """The keeper told of a change, or went away."""
        line = self._line
        try:
            gone = line is None or not line.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone and line is not None:
            self._deafen()
        self.run_worker(self._news(), group="hear", exclusive=True)
        self.screen.post_message(StoreChanged())

    async def _news(self) -> None:
        """What a change may mean for whoever is here: signed out elsewhere, or spoken to."""
        await self._look_who_is_here()
        await self.hear()

    def _deafen(self) -> None:
        if self._line is not None:
            asyncio.get_running_loop().remove_reader(self._line)
            self._line.close()
            self._line = None

    def _doubt_of(self, hall: OpenHall) -> str:
        from counter.acts.calendar.doubt import watch
        from counter.hall import Hall

        if isinstance(hall, Hall):
            self._older = hall.older_store()
            return self._state if self._older else watch(hall).doubt or ""
        if monotonic() - self._doubted < DOUBT_SECONDS:
            return self._state
        self._doubted = monotonic()
        state = hall.ask(acts.clock_state, KIOSK)
        hall.ahead, self._older = state.ahead, state.older
        return state.doubt

    def now(self) -> int:
        """This moment, UTC ms, by the hall's clock."""
        return self.hall.now() if self.hall else 0

    def local(self, instant: int) -> datetime:
        """UTC ms as the hall's local time."""
        return self._opening.result().local(instant)

    @property
    def training(self) -> bool:
        """Whether this is a hall to practise in (until it is open: as if it were)."""
        return self.hall is None or self.hall.training

    @property
    def settings(self) -> Mapping[str, Any]:
        """What hall.toml says; nothing until the hall is open."""
        return self.hall.settings if self.hall is not None else {}

    @property
    def today(self) -> date:
        """The hall's own date."""
        return self.local(self.now()).date()
