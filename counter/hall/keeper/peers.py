"""Who stands at the door: a socket, the system user at its other end, who signed in there, what is still to be sent."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counter.errors import Next, Refusal
from counter.hall import wire
from counter.phrases.said import say
from counter.rules.access import KIOSK, Actor

UNSENT = 128_000_000
"""Bytes that may wait for somebody who does not read; then the line is cut."""

_CREDENTIALS = struct.Struct("3i")


@dataclass(slots=True)
class Signed:
    """Somebody who may act at a door: `shift` is theirs, or None for one single command."""

    actor: Actor
    shift: int | None


@dataclass(eq=False, slots=True)
class Peer:
    """One line to the keeper."""

    line: socket.socket
    uid: int
    terminal: str = ""
    """Where they sit, for counting wrong passwords: the kernel's word for it, not theirs."""
    arrived: bytearray = field(default_factory=bytearray)
    unsent: bytearray = field(default_factory=bytearray)
    signed: dict[str, Signed] = field(default_factory=dict)
    greeted: bool = False
    listens: bool = False
    gone: bool = False

    def actor(self, staff: str, act: str) -> Actor:
        """Who acts: one that signed in at this very line, or nobody in particular. Raises Refusal."""
        if (signed := self.signed.get(staff)) is not None:
            return signed.actor
        if staff == KIOSK.staff and act in wire.WITHOUT_SIGN_IN:
            return KIOSK
        raise Refusal(
            "keeper.not-signed-in",
            say("这个终端没有登录"),
            rule=say("每项操作都由在本终端登录的人做"),
            next=Next.by("staff.sign-in", say("请先登录")),
        )

    def send(self, data: bytes) -> bool:
        """Send what the line takes now and keep the rest. False for somebody who has gone or does not read."""
        if self.gone:
            return False
        self.unsent += data
        return self.flush()

    def flush(self) -> bool:
        """Send on. False for somebody who has gone or does not read."""
        try:
            while self.unsent:
                with memoryview(self.unsent) as waiting:
                    sent = self.line.send(waiting[:262_144])
                del self.unsent[:sent]
        except BlockingIOError:
            return len(self.unsent) <= UNSENT
        except OSError:
            return False
        return True

    def read(self) -> list[tuple[Any, bytes]] | None:
        """The whole messages that have come; None for somebody who hung up.

        Raises BadMessage for what is none, or longer than this person may send.
        """
        try:
            piece = self.line.recv(262_144)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not piece:
            return None
        self.arrived += piece
        most = wire.LARGEST_CONTENT if self.signed else 0
        found = []
        while (message := wire.read_frame(self.arrived, wire.LARGEST_QUESTION, most)) is not None:
            found.append(message)
        return found


def terminal_of(line: socket.socket) -> str:
    """The system user at the other end and the terminal of their process, as the kernel knows both."""
    try:
        pid, uid, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        return f"{uid}:{stat.rpartition(')')[2].split()[4]}"
    except (AttributeError, OSError, IndexError):
        return f"{user_of(line)}:-"


def user_of(line: socket.socket) -> int:
    """The system user at the other end, as the kernel knows it; -1 where it does not say."""
    try:
        data = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    except (AttributeError, OSError):
        return -1
    return int(_CREDENTIALS.unpack(data)[1])
