"""What every door works with: a hall one can act in, whether this process holds its store or another one does.

`OpenHall` says what there is; `Hall` (hall.py) holds the store and the key, `KeptHall` (kept.py) speaks with the keeper
that does. Screens and commands know no more than this.
"""

from __future__ import annotations

import stat
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from counter.hall.act import Act, Look, Work, entry_of

if TYPE_CHECKING:
    from counter.hall.grounds import Grounds
    from counter.rules.access import Actor
    from counter.rules.content import Picked, Stored
    from counter.rules.policy import Policy
    from counter.rules.secret import Secret

P = ParamSpec("P")
R = TypeVar("R")


class OpenHall(ABC):
    """A hall to act in. Use it from one thread; another thread opens its own."""

    settings: Mapping[str, Any]
    """What hall.toml says of the hall: id, name, timezone, address and more."""
    zone: ZoneInfo
    training: bool
    _fixed: int | None = None
    """The moment at which a rehearsal's clock stands."""
    ahead = 0
    """How far (ms) the machine's clock runs ahead of the hall's time, as the hall's keeper told."""

    def do(
        self, function: Callable[Concatenate[Work, P], R], actor: Actor, /, *given: P.args, **arguments: P.kwargs
    ) -> R:
        """Run one act as `actor`, its arguments by name. Raises Refusal, and then nothing has changed."""
        result: R = self.run(entry_of(function), actor, arguments)
        return result

    def once(
        self,
        key: str | None,
        function: Callable[Concatenate[Work, P], R],
        actor: Actor,
        /,
        *given: P.args,
        **arguments: P.kwargs,
    ) -> R:
        """Run one act as `do` does, but once for this key: a press that is repeated gets the first one's answer."""
        result: R = self.run(entry_of(function), actor, arguments, key=key)
        return result

    def ask(
        self, function: Callable[Concatenate[Look, P], R], actor: Actor, /, *given: P.args, **arguments: P.kwargs
    ) -> R:
        """Run one query as `actor`, its arguments by name. Looks at a person's data are logged, refused ones too."""
        result: R = self.answer(entry_of(function), actor, arguments)
        return result

    @abstractmethod
    def run(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
        """An act by its entry in the registry, for doors that have names and values only."""

    @abstractmethod
    def answer(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> Any:
        """A query by its entry in the registry, for doors that have names and values only."""

    @abstractmethod
    def prove(self, staff: str, password: Secret, window: int | None = None) -> Actor:
        """Who a staff code is, for somebody who proves to be it; in training by the code alone."""

    @abstractmethod
    def put_file(self, actor: Actor, picked: Picked) -> Stored:
        """Keep the content of a file that this terminal read; an act names it afterwards. Raises Refusal."""

    @property
    def grounds(self) -> Grounds:
        """What of this machine's disk is the hall's own. Nothing, where the hall is behind a keeper's door."""
        from counter.hall.grounds import Grounds

        return Grounds()

    @abstractmethod
    def commits(self) -> int:
        """Moves when anybody else has committed something."""

    @abstractmethod
    def beat(self, shift: int, process: str = "") -> None:
        """Tell that the terminal of a shift is alive. Not an act: nobody did anything, so nothing is journalled."""

    @abstractmethod
    def lock(self, shift: int) -> None:
        """The terminal of a shift was left alone: its session acts no more until it is opened. Not an act either."""

    @abstractmethod
    def unlock(self, actor: Actor, password: Secret) -> None:
        """Whoever is signed in there is back, and proves it. Raises Refusal."""

    @abstractmethod
    def beside(self) -> OpenHall:
        """The same hall once more, for another thread: what takes minutes holds up no key press."""

    @property
    @abstractmethod
    def holds_store(self) -> bool:
        """Whether this process has the store and the key itself."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the hall; it stays as it is."""

    @property
    @abstractmethod
    def policy(self) -> Policy:
        """The policy in force."""

    def now(self) -> int:
        """This moment in UTC milliseconds (a fixed one in training, if asked for)."""
        return self._fixed if self._fixed is not None else time.time_ns() // 1_000_000 - self.ahead

    @property
    def stands_still(self) -> bool:
        """Whether the clock is a fixed one (training)."""
        return self._fixed is not None

    def local(self, instant: int) -> datetime:
        """An instant (UTC ms) as local time of the hall."""
        return datetime.fromtimestamp(instant / 1000, self.zone)


def is_door(path: Path) -> bool:
    """Whether a path is a keeper's socket and not a hall's directory. One that is called `*.sock` is, even while it is
    away (a keeper that starts again).
    """
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return path.suffix == ".sock"


def open_hall(path: Path, *, now: datetime | None = None) -> OpenHall:
    """The hall in a directory, or behind a keeper's socket. Raises Refusal."""
    if is_door(path):
        from counter.hall.kept import KeptHall

        return KeptHall(path, now=now)
    from counter.hall.hall import Hall

    return Hall.open(path, now=now)
