"""A hall behind a keeper's socket: what a window has instead of the store and its key.

Every act carries a key of its own. Where the line is lost (a keeper that starts again), it is laid anew, the token of
the shift is shown, and the act is sent once more: the keeper does it once.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

from counter.errors import Refusal
from counter.hall import wire
from counter.hall.act import Act
from counter.hall.open import OpenHall
from counter.phrases.said import say, verbatim
from counter.rules.secret import NO_SECRET, Secret

if TYPE_CHECKING:
    from counter.rules.access import Actor
    from counter.rules.content import Picked, Stored
    from counter.rules.policy import Policy
    from counter.store.search import Hit

BACK_S = 15.0
"""How long a lost keeper is waited for before an act says that it was not done."""
ANSWER_S = 45.0
"""How long an answer may take: longer than the store waits for its lock."""
SLOW_S = 3600.0
"""How long one of SLOW may take."""
SLOW = frozenset({"hall.check"})
"""Questions that read the whole store."""


class Line:
    """One line to the keeper, laid anew when it is lost."""

    def __init__(self, path: Path, hello: Mapping[str, Any], tokens: dict[str, str]) -> None:
        self.path = path
        self._hello, self._tokens = hello, tokens
        self._line: socket.socket | None = None
        self._arrived = bytearray()
        self._number = 0
        self.greeting: dict[str, Any] = {}

    def call(self, op: str, *, content: bytes = b"", patience: float | None = None, **message: Any) -> dict[str, Any]:
        """Send a question and wait for its answer, over a new line if need be. Raises Refusal."""
        until = time.monotonic() + (BACK_S if patience is None else patience)
        while True:
            try:
                self._lay()
                return self._asked(op, content, message)
            except (OSError, wire.BadMessage) as error:
                self.close()
                if time.monotonic() >= until:
                    self._away(error)
                time.sleep(0.1)

    def _lay(self) -> None:
        if self._line is not None:
            return
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(ANSWER_S)
        try:
            line.connect(str(self.path))
        except OSError:
            line.close()
            raise
        self._line, self._arrived = line, bytearray()
        self.greeting = wire.unpack(_told(self._asked("hello", b"", self._hello))["ok"])
        for token in self._tokens.values():
            self._asked("resume", b"", {"token": token})

    def _asked(self, op: str, content: bytes, message: Mapping[str, Any]) -> dict[str, Any]:
        if self._line is None:
            raise ConnectionResetError
        self._line.settimeout(SLOW_S if message.get("act") in SLOW else ANSWER_S)
        self._number += 1
        self._line.sendall(wire.frame({"n": self._number, "op": op, **message}, content))
        while True:
            answer, _ = wire.receive(self._line, self._arrived)
            if answer.get("n") == self._number:
                found: dict[str, Any] = answer
                return found

    def _away(self, error: Exception) -> NoReturn:
        raise Refusal(
            "keeper.does-not-answer",
            say("大厅没有应答（{path}：{error}）", path=verbatim(str(self.path)), error=type(error).__name__),
            rule=say("窗口的每项操作都由大厅的保管进程办理"),
            next=say("请稍候再按一次，还不行请找管理员看保管进程"),
        ) from error

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


class KeptHall(OpenHall):
    """A hall that a keeper has; its settings come with the greeting, everything else is asked for."""

    def __init__(self, path: Path, *, now: datetime | None = None) -> None:
        if now is not None:
            raise Refusal(
                "keeper.clock-is-its-own",
                say("时间由大厅的保管进程掌握"),
                rule=say("窗口不能另定时间"),
                next=say("请不指定时间，或给保管进程指定"),
            )
        self.path = path
        self._tokens: dict[str, str] = {}
        self._line = Line(path, {"program": wire.program()}, self._tokens)
        self._line.call("commits")
        greeting = self._line.greeting
        self.settings = greeting["settings"]
        self.training = greeting["training"]
        self.zone = ZoneInfo(self.settings["timezone"])
        self._fixed = greeting["fixed"]

    def run(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
        """An act, done by the keeper once for its key. Raises Refusal."""
        answer = self._line.call(
            "run",
            act=entry.name,
            staff=actor.staff,
            key=key or secrets.token_hex(8),
            args=wire.pack(dict(arguments)),
        )
        result = wire.unpack(_told(answer)["ok"])
        if "token" in answer:
            self._tokens.clear()
            self._tokens[actor.staff] = answer["token"]
        return result

    def answer(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> Any:
        """A query, answered by one of the keeper's readers. Raises Refusal."""
        if entry.name == "catalogue.index":
            return self.index()
        answer = self._line.call("ask", act=entry.name, staff=actor.staff, args=wire.pack(dict(arguments)))
        return wire.unpack(_told(answer)["ok"])

    def put_file(self, actor: Actor, picked: Picked) -> Stored:
        """Send a file's content through the door; only for whoever may attach one."""
        answer = self._line.call("put", content=picked.data, staff=actor.staff, name=picked.name)
        stored: Stored = wire.unpack(_told(answer)["ok"])
        return stored

    def index(self) -> FarIndex:
        """What finds as one types, at the keeper's readers; the same one until the catalogue changes."""
        version, day = _told(self._line.call("index"))["ok"]
        if self._index is None or self._index.of != (version, day):
            if self._index is not None:
                self._index.close()
            self._index = FarIndex((version, day), Line(self.path, {"program": wire.program()}, self._tokens))
        return self._index

    _index: FarIndex | None = None

    def beside(self) -> KeptHall:
        """The same door, over a line of its own, where whoever is signed in here is signed in too."""
        other = KeptHall.__new__(KeptHall)
        other.path, other._tokens = self.path, self._tokens
        other._line = Line(self.path, {"program": wire.program()}, self._tokens)
        other.settings, other.training, other.zone = self.settings, self.training, self.zone
        other._fixed, other.ahead = self._fixed, self.ahead
        return other

    @property
    def holds_store(self) -> bool:
        """Never: that is what the keeper is for."""
        return False

    def prove(self, staff: str, password: Secret = NO_SECRET, window: int | None = None) -> Actor:
        """Who a staff code is, for somebody who proves to be it. Raises Refusal."""
        answer = self._line.call("prove", staff=staff, password=wire.pack(password), window=window)
        found: Actor = wire.unpack(_told(answer)["ok"])
        self.password_is_due = answer.get("due") is True
        return found

    password_is_due = False
    """Whether whoever was proven last has to change their password before anything else."""

    def knows_without_sign_in(self, act: str) -> bool:
        """Whether anybody may do this here."""
        return act in wire.WITHOUT_SIGN_IN

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        found: Policy = wire.unpack(_told(self._line.call("policy"))["ok"])
        return found

    def beat(self, shift: int, process: str = "") -> None:
        """Tell that this terminal is alive."""
        _told(self._line.call("beat", shift=shift, process=process, patience=0.0))

    def lock(self, shift: int) -> None:
        """The terminal of a shift was left alone."""
        _told(self._line.call("lock", shift=shift))

    def unlock(self, actor: Actor, password: Secret) -> None:
        """Whoever is signed in there is back, and proves it. Raises Refusal."""
        _told(self._line.call("unlock", staff=actor.staff, password=wire.pack(password)))

    def commits(self) -> int:
        """Moves when anything was committed, here or elsewhere."""
        found: int = _told(self._line.call("commits", patience=0.0))["ok"]
        return found

    def listen(self) -> socket.socket:
        """A line on which a message comes when something was committed. Raises OSError where the keeper is away."""
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(5.0)
        arrived = bytearray()
        try:
            line.connect(str(self.path))
            for number, op in enumerate(("hello", "listen")):
                line.sendall(wire.frame({"n": number, "op": op, "program": wire.program()}))
                wire.receive(line, arrived)
        except (OSError, wire.BadMessage) as error:
            line.close()
            raise ConnectionResetError from error
        line.setblocking(False)
        return line

    def close(self) -> None:
        """Hang up."""
        self._line.close()
        if self._index is not None:
            self._index.close()


class FarIndex:
    """Finds as `search.Index` does, each time by asking: the index itself stands once, at the keeper's readers."""

    def __init__(self, of: tuple[int, str], line: Line) -> None:
        self.of = of
        self._line = line

    def find(self, text: str, kinds: Collection[str], limit: int) -> list[Hit]:
        """The best `limit` rows; nothing while the keeper is away."""
        try:
            answer = self._line.call("find", patience=0.0, text=text, kinds=list(kinds), limit=limit)
            found: list[Hit] = wire.unpack(_told(answer)["ok"])
        except Refusal:
            return []
        return found

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of something that was done. Raises the Refusal of what was not."""
    if "no" in answer:
        raise wire.unpack(answer["no"])
    return answer
