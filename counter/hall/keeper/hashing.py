"""Passwords are looked at beside the thread that acts: each takes its time (argon2id), and nobody's key press waits.

What needs a proof is taken back; its guess is counted in the commit that it would have shared, looked at here once that
is durable, and settled on the acting thread again, which then does what was wanted.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from counter.hall import passwords
from counter.hall.standing import HashWanted, ProofWanted

if TYPE_CHECKING:
    from counter.hall.hall import Hall
    from counter.hall.keeper.peers import Peer
    from counter.rules.access import Actor

THREADS = 2
"""Passwords that are looked at in the same moment: each takes 64 MB, and all the processors that it finds."""
STEPS = 6
"""Times that one task is taken back for a password before it is no longer believed to end."""
NICER = 10
"""How far these threads stand behind the one that acts, where the system can tell threads apart."""


@dataclass(slots=True)
class Task:
    """Something for the thread that acts; `answer` gets what came of it once it is durable."""

    work: Callable[[], Any]
    answer: Callable[[Any], bytes | None]
    peer: Peer | None
    staff: bool = False
    """Whether it may have changed who may do what."""
    actor: Actor | None = None
    """Whose name a wrong password is written down under, where it isn't the one that was tried."""
    steps: int = 0
    began: float = field(default_factory=monotonic)


@dataclass(frozen=True, slots=True)
class Aside:
    """A task that was taken back: `job` is worked out beside, `then` goes on with what came of it; without a job it
    waits until other guesses are over.
    """

    task: Task
    job: Callable[[], Any] | None
    then: Callable[[Any], Any]


class Hashing:
    """The threads, and the tasks that wait for them. Its methods are for the acting thread."""

    def __init__(self, hall: Hall, again: Callable[[Task], None]) -> None:
        self._hall, self._again = hall, again
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords", initializer=_stand_behind)
        self._knocking: list[Task] = []
        self._looked_at = monotonic()

    def attempt(self, task: Task) -> Any:
        """What a task gives, or an Aside where it must wait for a password. Inside the transaction of its group."""
        try:
            return task.work()
        except ProofWanted as wanted:
            self._count(task)
            try:
                guess = self._begin(task, wanted)
            except passwords.OthersFirst as others:
                if monotonic() - task.began > passwords.OPEN_S:
                    raise others.refusal from None
                return Aside(task, None, lambda _: None)
            return Aside(task, guess.fits, lambda right: self._settle(task, guess, right))
        except HashWanted as wanted_hash:
            self._count(task)
            new = wanted_hash.passwords
            return Aside(
                task,
                lambda: {code: passwords.hashed(one) for code, one in new.items()},
                lambda stored: self._hall.proofs.keep_hashes(new, stored),
            )

    def _count(self, task: Task) -> None:
        task.steps += 1
        if task.steps > STEPS:
            raise RuntimeError("a password is asked for again and again")

    def _begin(self, task: Task, wanted: ProofWanted) -> passwords.Guess:
        if task.peer is not None:
            self._hall.terminal = task.peer.terminal
        return passwords.begin(self._hall, wanted.staff, wanted.password)

    def _settle(self, task: Task, guess: passwords.Guess, right: bool) -> None:
        with self._hall.wrong_ones_kept(task.actor):
            passwords.settle(self._hall, guess, right)

    def put_aside(self, aside: Aside) -> None:
        """Work it out beside, after the commit that counts it."""
        task = aside.task
        if aside.job is None:
            self._knocking.append(task)
            task.steps -= 1
            return

        def worked_out(done: Future[Any]) -> None:
            if not done.cancelled():
                self._again(_going_on(task, done, aside.then))

        self._threads.submit(aside.job).add_done_callback(worked_out)

    def let_in(self, every: float) -> None:
        """Those that wait for others' guesses try again now and then."""
        if self._knocking and monotonic() - self._looked_at > every:
            self._looked_at = monotonic()
            waiting, self._knocking = self._knocking, []
            for task in waiting:
                self._again(task)

    def close(self) -> None:
        """What is not begun never is: it was counted, and is nobody's proof."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _going_on(task: Task, done: Future[Any], then: Callable[[Any], Any]) -> Task:
    """The task that settles what was worked out and then is the one that was taken back."""
    plain, settled = task.work, False

    def work() -> Any:
        nonlocal settled
        if not settled:
            then(done.result())
            settled = True
        return plain()

    return Task(work, task.answer, task.peer, task.staff, task.actor, task.steps, task.began)


def _stand_behind() -> None:
    """This thread, and those that it begins for a hash, leave the processor to whoever acts."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICER)
