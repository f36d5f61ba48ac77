"""Says one call after the other, and only those that still send somebody somewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from counter.errors import Refusal
from counter.rules.announcing import Line, announcement
from counter.voice.voices import Voice

GAP_SECONDS = 0.6
"""Silence between two sayings."""


class Announcer:
    """One voice, one call at a time. `standing` answers which calls still stand, `quiet` whether it is a quiet hour."""

    def __init__(
        self, voice: Voice, standing: Callable[[], Collection[int]], quiet: Callable[[], bool], gap: float = GAP_SECONDS
    ) -> None:
        self.voice, self.standing, self.quiet, self.gap = voice, standing, quiet, gap
        self.line = Line()
        self.volume = 100
        self.trouble = ""
        """Why the last one was not heard; empty when it was."""
        self._comes = asyncio.Event()

    def hear(self, call: int, number: str, window: int, language: str, was: str = "") -> None:
        """A call has come on view. In quiet hours it is only shown."""
        if not self.quiet():
            self.line.add(call, announcement(language, number, window, self.voice.speaks, was))
            self._comes.set()

    async def run(self) -> None:
        """Say what comes until the board ends."""
        while True:
            await self._comes.wait()
            self._comes.clear()
            while (one := self.line.next(self.standing())) is not None:
                try:
                    self.trouble = await self.voice.say(one.said, self.volume)
                except Refusal as refusal:
                    self.trouble = str(refusal)
                except OSError as error:
                    self.trouble = error.strerror or str(error)
                await asyncio.sleep(self.gap)
