"""The site's server: one process of uvicorn that does not wait for slow clients and lets no address take
all its lines.
"""

from __future__ import annotations

import asyncio
import gc
import socket
from collections import Counter
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from counter.site.limits import one_sender

HEADER_S = 10.0
"""How long a client may take to say what it wants, from the connection or from the last answer."""

ANSWER_S = 90.0
"""How long a request and its answer may take together, from the connection or from the last answer: a message has 60 s
to come in (limits.SLOWEST_S), and whoever doesn't read the answer must not keep the line for ever.
"""

LINES_EACH = 64
"""Open connections of one address, of IPv6 one /64 (behind a proxy there is one address only, and the proxy sees to
it).
"""


class Patience(H11Protocol):
    """An HTTP connection that is closed when its request does not arrive in time."""

    open_lines: ClassVar[Counter[str]] = Counter()
    lines_each: int | None = LINES_EACH
    _timer: asyncio.TimerHandle | None = None
    _since = 0.0
    _who = ""

    def connection_made(self, transport: Any) -> None:
        """Count the line; one too many is hung up on at once."""
        super().connection_made(transport)
        self._who = one_sender(self.client[0]) if self.client else ""
        self.open_lines[self._who] += 1
        if self.lines_each is not None and self.open_lines[self._who] > self.lines_each:
            transport.abort()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the line back."""
        self.open_lines[self._who] -= 1
        if not self.open_lines[self._who]:
            del self.open_lines[self._who]
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """The next request has its own time."""
        super().on_response_complete()
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._since = self.loop.time()
        self._timer = self.loop.call_later(HEADER_S, self._too_slow)

    def _too_slow(self) -> None:
        if self.cycle is None or self.cycle.response_complete or self.loop.time() - self._since >= ANSWER_S:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(HEADER_S, self._too_slow)


def serve(app: Any, listening: socket.socket, behind_proxy: bool = False) -> None:
    """Serve until told to stop."""
    Patience.lines_each = None if behind_proxy else LINES_EACH
    gc.collect()
    gc.freeze()  # what stands at the start stays: no later collection looks it over while somebody waits
    uvicorn.Server(configured(app)).run(sockets=[listening])


def configured(app: Any) -> uvicorn.Config:
    """How uvicorn serves the site."""
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
        limit_concurrency=512,
        h11_max_incomplete_event_size=8192,
        lifespan="off",
    )
