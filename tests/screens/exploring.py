"""A walk through all that a screen offers: every lit key, digit and line, every answer to every question that follows.

Nothing stays done: each way is walked in a transaction of its own that is rolled back. What was asked of the hall is
kept as (where, by what, act), and what of it the access table keeps from the role.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

import counter.hall.hall
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.rules.secret import NO_SECRET
from counter.rules.writing import Writing
from counter.store.connection import savepoint
from screens.catalogue.finding import FindDialog, Finding
from screens.dialogs.choice import Choice
from screens.dialogs.dialog import Asked
from screens.dialogs.entry import Entry, Words
from screens.dialogs.question import Question
from screens.dialogs.signature import ELSEWHERE, Signature, Signed
from screens.intake.applicant import Applicant, Given
from screens.parts.field import Field
from screens.parts.lines import LineList
from screens.parts.scan import Scanned, Scanning
from screens.shell.keys import KEYS
from screens.shell.place import Place
from screens.shell.search import SearchScreen
from tests.conftest import WHOLE
from tests.screens.conftest import AT_THE_DOOR, Session

ELSEWHERE_LED = {"help", "quit", "menu", "back", "jump", "board"}
"""Keys that lead to other places, whose roles are a table of their own, or that do nothing in the hall."""
MOST_WAYS, MOST_OPTIONS = (40, 20) if WHOLE else (8, 7)
"""How many ways each key is walked, and how many of a question's answers (of more, some all through)."""
WRITTEN = ("2", "2026-12-01", "同一人", "是、否")


@dataclass
class Walk:
    """What was found: `refused` are acts that were offered to a role which may not do them."""

    at: Session
    texts: tuple[str, ...] = ()
    """What is typed into the field that searches."""
    asked: set[tuple[str, str, str]] = field(default_factory=set)
    refused: set[tuple[str, str, str]] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    """Screens walked through."""
    _answers: list[int] = field(default_factory=list)
    _ways: list[int] = field(default_factory=list)
    _questions: list[tuple[str, str, str, int]] = field(default_factory=list)
    _settled: set[tuple[str, str, str, int]] = field(default_factory=set)
    _by: tuple[str, str] = ("", "")
    wrote: bool = False
    works: list[Coroutine[Any, Any, Any]] = field(default_factory=list)
    """What screens have started meanwhile."""

    async def perform(self, actor: Any, function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        entry = entry_of(function)
        what = (*self._by, entry.name)
        self.asked.add(what)
        self.wrote = self.wrote or entry.writes
        if actor.role not in entry.by:
            self.refused.add(what)
        return await self._perform(actor, function, arguments)

    async def answer(self, dialog: Asked[Any]) -> Any:
        """The next answer of this way; the ones not taken are taken on the next."""
        ways = self._possible(dialog)
        place, what = len(self._ways), self._question(dialog, ways)
        if what in self._settled and place >= len(self._answers):
            ways = ways[:1]  # its other answers have been given elsewhere
        self._ways.append(len(ways))
        self._questions.append(what)
        chosen = self._answers[place] if place < len(self._answers) else 0
        return ways[min(chosen, len(ways) - 1)] if ways else None  # a way before may have left fewer

    def _question(self, dialog: Asked[Any], ways: list[Any]) -> tuple[str, str, str, int]:
        """The same question of another case or ticket is the same."""
        title = re.sub(r"[0-9A-Z-]+", "", getattr(dialog, "title_text", ""))
        return self._by[0], type(dialog).__name__, title[:12], len(ways)

    def _possible(self, dialog: Asked[Any]) -> list[Any]:
        if isinstance(dialog, Choice):
            values = [value for value, _, _ in dialog.options]
            return values if len(values) <= MOST_OPTIONS else values[:: -(-len(values) // MOST_OPTIONS)]
        if isinstance(dialog, Question):
            return [True, False]
        if isinstance(dialog, Entry):
            return [tuple(given) for given in self._entries(dialog)]
        if isinstance(dialog, Words):
            return ["同一人"]
        if isinstance(dialog, Signature):
            return [Signed("sup", NO_SECRET), *([ELSEWHERE] if dialog.ELSEWHERE_TOO else [])]
        if isinstance(dialog, FindDialog):
            return self.at.app.index.find("社保", dialog.kinds, 1) if self.at.app.index else []
        if isinstance(dialog, Applicant):
            return [Given("430104200207153029", "李晓梅", "")]
        return []

    @staticmethod
    def _entries(dialog: Entry) -> Iterable[list[str]]:
        """The first words that the question itself takes."""
        for words in WRITTEN:
            given = [
                value or ("2026-12-01" if kind is Writing.DAY else words) for _, value, _, kind in dialog.fields_wanted
            ]
            try:
                if dialog.check is not None:
                    dialog.check(*given)
            except Refusal:
                continue
            yield given
            return

    # -- walking ---------------------------------------------------------------------------------------------------

    async def every_way(self, name: str, start: Callable[[], Coroutine[Any, Any, Any] | None]) -> None:
        """Start something and answer its questions in every way."""
        home, mode = self.at.app.screen, self.at.app.current_mode
        self._by, self._answers = (type(home).__name__, name), []
        for _ in range(MOST_WAYS):
            async with self._undone():
                self._ways, self._questions = [], []
                await self._whole(start())
                if self.at.app.screen is not home:
                    await self._beyond(home, mode)
                    self._by = (type(home).__name__, name)
            following = self._next()
            if following is None:
                return
            self._answers = following

    async def _whole(self, work: Coroutine[Any, Any, Any] | None) -> None:
        """Until what was started, and what that starts, is done."""
        works = [] if work is None else [work]
        while True:
            if works:
                with suppress(Refusal):
                    await works.pop(0)
            await self.at.settle()
            works += self._taken()
            if not works:
                return

    def _taken(self) -> list[Coroutine[Any, Any, Any]]:
        taken, self.works = self.works, []
        return taken

    def _next(self) -> list[int] | None:
        """The answers of the next way: the last question that has another answer gets it."""
        taken = [*self._answers, *([0] * len(self._ways))][: len(self._ways)]
        while taken:
            if taken[-1] + 1 < self._ways[len(taken) - 1]:
                return [*taken[:-1], taken[-1] + 1]
            self._settled.add(self._questions[len(taken) - 1])
            taken.pop()
        return None

    async def _beyond(self, home: Place, mode: str) -> None:
        """A step was opened (or left): walk through it once, then come back."""
        app, kept = self.at.app, (self._answers, self._ways, self._questions)
        screen = app.screen
        if isinstance(screen, Place) and len(app.screen_stack) > 1 and type(screen).__name__ not in self.met:
            await self.through()
        self._answers, self._ways, self._questions = kept
        if app.current_mode != mode:
            await app.switch_mode(mode)
        if home in app.screen_stack:
            while app.screen is not home:
                app.pop_screen()
        else:
            app.push_screen(home)
        await self.at.settle()

    async def through(self) -> None:
        """All that the screen on top offers."""
        screen = self.at.app.screen
        self.met.add(type(screen).__name__)
        if isinstance(screen, SearchScreen):
            await self._searching(screen)
        if isinstance(screen, Finding):
            await self._finding(screen)
        if isinstance(screen, Scanning):
            await self.every_way("scan", partial(screen.scanned, self.texts[0]))
        await self._keys(screen)
        for digit in getattr(screen, "DIGITS", ""):
            await self.every_way(digit, lambda digit=digit: screen.digit(int(digit)))
        await self._lines(screen)

    async def _keys(self, screen: Place) -> None:
        for key in KEYS:
            if key.id in ELSEWHERE_LED or not hasattr(screen, f"press_{key.id}"):
                continue
            if not screen.why_not(key.id):
                await self.every_way(key.shown, getattr(screen, f"press_{key.id}"))

    async def _lines(self, screen: Place) -> None:
        """Enter, Space and the cursor on a line of each kind."""
        for lines in screen.query(LineList):
            kinds = {line.key.partition(":")[0] if ":" in line.key else "": line.key for line in reversed(lines.lines)}
            for key in kinds.values():
                for event, handler in (
                    (LineList.Moved, "on_line_list_moved"),
                    (LineList.Chosen, "on_line_list_chosen"),
                    (LineList.Ticked, "on_line_list_ticked"),
                ):
                    act = getattr(screen, handler, None)
                    if act is not None:
                        lines.cursor = key
                        await self.every_way(f"{handler[13:]} {lines.id}", partial(act, event(lines, key)))

    async def _searching(self, screen: SearchScreen) -> None:
        for text in self.texts:
            screen.query_one("#text-box").value = text
            await self.every_way("search", screen._find)
            try:
                await screen._find()
            except Refusal:
                continue
            await self._keys(screen)
            await self._lines(screen)

    async def _finding(self, screen: Place) -> None:
        await screen.learn()
        for text in ("社保", "身份证", "办法", "局", "网"):
            screen.query_one("#text", Field).value = text
            await self.at.settle()
            await self._lines(screen)

    @asynccontextmanager
    async def _undone(self) -> AsyncIterator[None]:
        app = self.at.app
        was = app.actor, app.away, app.shift
        outermost = await app.with_hall(lambda hall: not hall.db.in_transaction)
        await app.with_hall(lambda hall: hall.db.execute("BEGIN IMMEDIATE" if outermost else "SAVEPOINT way"))
        try:
            yield
        finally:
            await app.with_hall(lambda hall: hall.db.execute("ROLLBACK" if outermost else "ROLLBACK TO way"))
            app.actor, app.away, app.shift = was
            if self.wrote and isinstance(app.screen, Place):
                with suppress(Refusal):
                    await app.screen.refresh_data()
                await self.at.settle()
            self.wrote = False


@pytest.fixture
def walking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Session, tuple[str, ...]], Walk]:
    """`walk = walking(at, texts)`: from now on the walk answers, watches, and takes everything back."""

    if AT_THE_DOOR:
        pytest.skip("a walk takes everything back in the store itself")

    def begin(at: Session, texts: tuple[str, ...] = ()) -> Walk:
        walk = Walk(at, texts)
        walk._perform, push = at.app.perform, at.app.push_screen

        def kept(screen: Any, *given: Any, **options: Any) -> Any:
            if not at.app.is_screen_installed(screen):
                at.app.install_screen(
                    screen, f"step-{id(screen)}"
                )  # so that it outlives being left, and is there again
            return push(screen, *given, **options)

        monkeypatch.setattr(at.app, "push_screen", kept)
        monkeypatch.setattr(at.app, "perform", walk.perform)
        monkeypatch.setattr(at.app, "question", walk.answer)
        monkeypatch.setattr(Place, "start", lambda self, work: walk.works.append(work))
        monkeypatch.setattr(Place, "dismiss", lambda self, result=None: None)  # the walk goes on, and leaves by itself
        for name in ("immediate", "snapshot"):
            usual = getattr(counter.hall.hall, name)
            monkeypatch.setattr(
                counter.hall.hall,
                name,
                lambda db, usual=usual: savepoint(db) if db.in_transaction else usual(db),
            )
        return walk

    return begin
