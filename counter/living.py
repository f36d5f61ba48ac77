"""`counter simulate --live`: clerks and visitors in a training hall as it runs, so that a supervisor can practise.

One process plays everybody but the supervisor, by the same acts as people, in real time (only the services are
shorter). Clerks do what the floor asks of them: a paused window calls nobody, whoever was signed out comes back after a
while, whoever was called answers.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from counter.acts.queue import calling, moving, taking
from counter.acts.staff import accounts, words
from counter.errors import Next, Refusal
from counter.hall import Hall
from counter.phrases.said import say, verbatim
from counter.rules.access import Actor, Role
from counter.store import rehearsal, staff

STEP_S = 0.5
SERVICE_S = 360.0
"""How long a visit takes on the average, before it is made shorter."""
BACK_AFTER_S = 25.0
"""After so long whoever was signed out, or called, is back."""


@dataclass(slots=True)
class Clerk:
    """Somebody at a window: what they have in hand, and when they go on."""

    actor: Actor
    window: int
    ticket: str = ""
    serving: bool = False
    at: float = 0.0
    told_since: float = 0.0
    out: bool = False
    """Whether somebody signed them out."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What was played."""

    taken: int
    finished: int
    refused: int

    def __str__(self) -> str:
        return say(
            "来了 {taken} 人，办完 {finished} 人，被拒 {refused} 次",
            taken=self.taken,
            finished=self.finished,
            refused=self.refused,
        )


def live(
    hall: Hall,
    windows: int,
    seed: int,
    minutes: float,
    faster: float,
    tell: Callable[[str], object],
    stop: threading.Event | None = None,
) -> Lived:
    """Play until the time is over or `stop` is set. Raises Refusal in a hall that is no training hall."""
    if not hall.training:
        raise Refusal(
            "simulate.training-only",
            say("正式大厅不能演练"),
            rule=say("演练的人和号只进演练大厅"),
            next=Next.by("init", say("请先建一个演练大厅"), training=True),
        )
    return _Play(hall, windows, seed, faster, tell, stop or threading.Event()).run(minutes * 60)


class _Play:
    def __init__(
        self, hall: Hall, windows: int, seed: int, faster: float, tell: Callable[[str], object], stop: threading.Event
    ) -> None:
        self.hall, self.faster, self.tell, self.stop = hall, max(1.0, faster), tell, stop
        self.chance = random.Random(f"live/{seed}")
        self.guide = staff.actor(hall.db, staff.first_with(hall.db, frozenset((Role.GUIDE,))) or "g1", None)
        self.clerks = [
            Clerk(staff.actor(hall.db, code, number), number) for number, code in rehearsal.seats(hall.db, windows)
        ]
        self.letters = rehearsal.letters_called(hall.db, [one.window for one in self.clerks])
        self.taken = self.finished = self.refused = 0

    def run(self, seconds: float) -> Lived:
        began = time.monotonic()
        for one in self.clerks:
            self._do(accounts.sign_in, one.actor, window=one.window)
        coming = began
        while (now := time.monotonic()) - began < seconds and not self.stop.is_set():
            if now >= coming and self.letters:
                self._come()
                coming = now + self.chance.expovariate(1.05 * len(self.clerks) * self.faster / SERVICE_S)
            for one in self.clerks:
                self._hear(one, now)
                if now >= one.at:
                    self._turn(one, now)
            self.stop.wait(STEP_S)
        return Lived(self.taken, self.finished, self.refused)

    def _do(self, act: Any, actor: Actor, **given: Any) -> Any:
        try:
            return self.hall.do(act, actor, **given)
        except Refusal as refusal:
            self.refused += 1
            return refusal

    def _come(self) -> None:
        class_ = "elderly" if self.chance.random() < 0.1 else "normal"
        taken = self._do(taking.take, self.guide, queue=self.chance.choice(self.letters), class_=class_)
        if not isinstance(taken, Refusal):
            self.taken += 1
            self.tell(say("取号 {number}", number=taken.number))

    def _turn(self, one: Clerk, now: float) -> None:
        """The next thing that a clerk does."""
        pace = 1 / self.faster
        if not one.ticket:
            called = self._do(calling.call, one.actor, window=one.window)
            if not isinstance(called, Refusal):
                one.ticket, one.serving = str(called.ticket), False
                one.at = now + self.chance.uniform(60, 120) * pace
                self.tell(str(called))
            elif called.code == "ticket.not-window" and not one.out:
                one.out, one.at = True, now + BACK_AFTER_S
            elif called.code == "ticket.not-window":
                one.out, one.at = False, now + 1.0
                self._do(accounts.sign_in, one.actor, window=one.window)
            else:
                one.at = now + 2.0
        elif not one.serving:
            if isinstance(self._do(moving.start, one.actor, ticket=one.ticket), Refusal):
                one.ticket = ""  # somebody took it over
            else:
                one.serving, one.at = True, now + self.chance.expovariate(1 / SERVICE_S) * pace + 1
        else:
            done = self._do(moving.finish, one.actor, ticket=one.ticket)
            self.finished += not isinstance(done, Refusal)
            one.ticket, one.at = "", now + self.chance.uniform(10, 60) * pace

    def _hear(self, one: Clerk, now: float) -> None:
        """Whoever is told something on their screen reads it after a while."""
        found = self.hall.ask(words.told, one.actor)
        if not found:
            one.told_since = 0.0
        elif not one.told_since:
            one.told_since = now
            self.tell(say("{who} 屏上：{words}", who=verbatim(one.actor.name), words=found[-1]))
        elif now - one.told_since > BACK_AFTER_S / 2:
            self._do(words.heard, one.actor, upto=found[-1].id)
            one.told_since = 0.0
