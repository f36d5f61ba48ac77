"""The site's server: one process of uvicorn. Slow clients wait for themselves alone: where lines run short, the line
that keeps one longest without need is hung up on, never the one that has just come.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from counter.site.limits import SLOWEST_S, one_sender

HEADER_S = 10.0
"""How long a client may take to say what it wants, from the connection or from the last answer."""

ANSWER_S = 90.0
"""How long an answer may take, from the whole request on: whoever doesn't read it must not keep the line for ever. How
long a message may take to come in is for whoever reads it (limits.read), and at the latest SLOWEST_S.
"""

LINES_EACH = 64
"""Open connections of one address, of IPv6 one /64 (behind a proxy there is one address only, and the proxy sees to
it).
"""

MOST_LINES = 2048
"""Open connections of all; fewer where the system gives the process fewer files."""

OTHER_FILES = 100
"""Open files besides: the store, the inbox, what is cleaned."""

_ANSWERED, _SENDING, _NOT_READING, _SILENT = range(4)


class Patience(H11Protocol):
    """An HTTP connection that is closed when its request does not arrive in time, or makes place for another."""

    open_lines: ClassVar[dict[str, dict[Patience, None]]] = {}
    """Whose lines are open, oldest first."""

    lines_each: int | None = LINES_EACH
    most_lines: int = MOST_LINES
    _timer: asyncio.TimerHandle | None = None
    _since = 0.0
    _whole = 0.0
    _got = 0
    _who = ""

    def connection_made(self, transport: Any) -> None:
        """Count the line; where it is one too many, another one makes place."""
        super().connection_made(transport)
        self._who = one_sender(self.client[0]) if self.client else ""
        lines = self.open_lines.setdefault(self._who, {})
        lines[self] = None
        self._wait()
        if self.lines_each is not None and len(lines) > self.lines_each:
            self._make_place(lines)
        elif sum(map(len, self.open_lines.values())) > self.most_lines:
            self._make_place(max(self.open_lines.values(), key=len))

    def _make_place(self, lines: dict[Patience, None]) -> None:
        """Hang up on the line that is owed least among these; on this one only where all others are being answered."""
        now = self.loop.time()
        others = [line for line in lines if line is not self]
        owed_least = max(others, key=lambda line: line.burden(now), default=self)
        (self if owed_least.burden(now)[0] == _ANSWERED else owed_least).hang_up()

    def burden(self, now: float) -> tuple[int, float]:
        """How far a line is kept without need: by silence, by an answer that isn't read, by a message that trickles."""
        waited = now - self._since
        if self.cycle is None or self.cycle.response_complete:
            return _SILENT, waited
        if self.flow.write_paused:
            return _NOT_READING, waited
        if self.cycle.more_body:
            return _SENDING, waited / (self._got + 1)
        return _ANSWERED, 0.0

    def hang_up(self) -> None:
        """End the line at once and forget it."""
        self._leave()
        self.transport.abort()

    def _leave(self) -> None:
        lines = self.open_lines.get(self._who, {})
        lines.pop(self, None)
        if not lines:
            self.open_lines.pop(self._who, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the line back."""
        self._leave()
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """How much has come tells who sends and who trickles."""
        self._got += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """The next request has its own time."""
        super().on_response_complete()
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._since = self._whole = self.loop.time()
        self._got = 0
        self._timer = self.loop.call_later(HEADER_S, self._too_slow)

    def _too_slow(self) -> None:
        now, cycle = self.loop.time(), self.cycle
        silent = cycle is None or cycle.response_complete
        if not silent and cycle.more_body and not self.flow.write_paused:
            self._whole = now
        if silent or now - self._whole >= ANSWER_S or now - self._since >= SLOWEST_S + ANSWER_S:
            self.hang_up()
        else:
            self._timer = self.loop.call_later(HEADER_S, self._too_slow)


def serve(app: Any, listening: socket.socket, behind_proxy: bool = False) -> None:
    """Serve until told to stop."""
    Patience.lines_each = None if behind_proxy else LINES_EACH
    Patience.most_lines = min(MOST_LINES, max(files_allowed() - OTHER_FILES, 16))
    gc.collect()
    gc.freeze()  # what stands at the start stays: no later collection looks it over while somebody waits
    uvicorn.Server(configured(app)).run(sockets=[listening])


def files_allowed() -> int:
    """How many files this process may open, after asking for as many as the lines need."""
    if sys.platform == "win32":
        return MOST_LINES + OTHER_FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_LINES + OTHER_FILES
    if soft < wanted or soft == resource.RLIM_INFINITY:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


def configured(app: Any) -> uvicorn.Config:
    """How uvicorn serves the site. It counts no lines itself: its own limit would answer 503 to whoever comes while
    others are slow.
    """
    return uvicorn.Config(
        app,
        http=Patience,
        ws="none",
        proxy_headers=False,  # its own default lets whoever asks from this machine say who they are
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=8192,
        lifespan="off",
    )
