"""A receipt printer on 127.0.0.1 that keeps what comes out of it, and misbehaves on demand.

It follows the ESC/POS command reference as far as a hall uses it: DLE EOT 1/2/4 answered at once, GS r answered after
everything before it was printed, GS v 0 as a picture, GS V as the cut that makes a strip.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Strip:
    """One piece of paper as it was cut off: its words as the printer's font has them, and its pictures."""

    text: str
    pictures: list[tuple[int, int, bytes]] = field(default_factory=list)


class Hangup(Exception):
    """The printer drops the line."""


class FakePrinter:
    """`mood(event)` is called with `status`, `byte:N` (bytes of the job so far), `cut`, `done`; it may sleep or raise
    Hangup.
    """

    def __init__(self, encoding: str = "gb18030") -> None:
        self.encoding = encoding
        self.strips: list[Strip] = []
        self.paper = True
        self.cover_open = False
        self.deaf = False
        self.mood: Callable[[str], None] = lambda event: None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._up = True
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def setting(self) -> str:
        return f"network://127.0.0.1:{self.port}?encoding={self.encoding}"

    def close(self) -> None:
        self._up = False
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while self._up:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            _Head(self, line).work()
        except (Hangup, OSError, EOFError):
            pass
        finally:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            line.close()


class _Head:
    """One connection: reads commands one by one, waits where there is no paper."""

    def __init__(self, printer: FakePrinter, line: socket.socket) -> None:
        self.printer, self.line = printer, line
        self.held = b""
        self.text = bytearray()
        self.pictures: list[tuple[int, int, bytes]] = []
        self.seen = 0

    def take(self, count: int) -> bytes:
        while len(self.held) < count:
            data = self.line.recv(65536)
            if not data:
                raise EOFError
            self.held += data
        found, self.held = self.held[:count], self.held[count:]
        self.seen += count
        return found

    def work(self) -> None:
        while True:
            byte = self.take(1)
            if byte == b"\x10":
                self.status(self.take(2)[1])
                continue
            self.printer.mood(f"byte:{self.seen}")
            while not self.printer.paper:
                self.wait_for_paper()
            if byte == b"\x1b":
                self.escape()
            elif byte == b"\x1c":
                if self.take(1) == b"!":
                    self.take(1)
            elif byte == b"\x1d":
                self.group()
            else:
                self.text += byte

    def wait_for_paper(self) -> None:
        """Out of paper in the middle of a strip: real-time questions are still answered."""
        self.line.settimeout(0.01)
        try:
            data = self.line.recv(65536)
            if not data:
                raise EOFError
            while (place := data.find(b"\x10\x04")) >= 0 and len(data) > place + 2:
                self.status(data[place + 2])
                data = data[:place] + data[place + 3 :]
            self.held += data
        except TimeoutError:
            pass
        finally:
            self.line.settimeout(None)

    def status(self, question: int) -> None:
        self.printer.mood("status")
        if self.printer.deaf:
            return
        answer = 0x12
        if question == 2:
            answer |= 0x04 if self.printer.cover_open else 0
            answer |= 0 if self.printer.paper else 0x20
        elif question == 4:
            answer |= 0 if self.printer.paper else 0x60
        elif question == 1 and (self.printer.cover_open or not self.printer.paper):
            answer |= 0x08
        self.line.sendall(bytes([answer]))

    def escape(self) -> None:
        command = self.take(1)
        if command in (b"a", b"E", b"3", b"!"):
            self.take(1)

    def group(self) -> None:
        command = self.take(1)
        if command == b"!":
            self.take(1)
        elif command == b"v":
            head = self.take(6)
            width, height = int.from_bytes(head[2:4], "little"), int.from_bytes(head[4:6], "little")
            self.pictures.append((width * 8, height, self.take(width * height)))
        elif command == b"V":
            self.take(2)
            self.printer.mood("cut")
            self.printer.strips.append(Strip(bytes(self.text).decode(self.printer.encoding, "replace"), self.pictures))
            self.text, self.pictures = bytearray(), []
        elif command == b"r":
            self.take(1)
            self.printer.mood("done")
            if not self.printer.deaf:
                self.line.sendall(b"\x00")


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
