"""A child process that kills itself (kill -9) before a given statement of one act."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from counter.hall import Hall
from tests.conftest import NOW, WHOLE

Prepare = Callable[[Hall], Callable[[], Any]]
"""Gives the act that is to die, in the child's own hall."""


def deaths(directory: Path, prepare: Prepare) -> Iterator[int]:
    """Kill the act before one statement after the other (from 1), giving each number for a look; at last let it be
    done.

    In the short run before every sixth of the statements, and always before the first and the last three; else before
    all of them.
    """
    rehearsal = directory.with_name("rehearsal")
    shutil.copytree(directory, rehearsal)
    last, died = _act(rehearsal, prepare)
    shutil.rmtree(rehearsal)
    assert not died
    every = range(1, last + 1)
    chosen = {*every[:3], *every[-3:], *(every if WHOLE else every[::6])}
    for at in sorted(chosen):
        assert _act(directory, prepare, at) == (at, True), f"the act was over before statement {at}"
        yield at
    assert _act(directory, prepare) == (last, False)


def _act(directory: Path, prepare: Prepare, at: int = 0) -> tuple[int, bool]:
    """Open the hall in a child, let `prepare` give the act, and do it, dying before its statement number `at` (0:
    never).

    Returns the statements begun and whether it died. Any other end fails the test.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            own = Hall.open(directory, now=NOW)
            act = prepare(own)
            seen = 0

            def before(statement: str) -> None:
                nonlocal seen
                seen += 1
                if seen == at:
                    os.write(writer, str(seen).encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            own.db.set_trace_callback(before)
            act()
            os.write(writer, str(seen).encode())
            os._exit(0)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    os.close(writer)
    with os.fdopen(reader) as told:
        seen = int(told.read() or 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert status == 0 or died, f"the child failed before statement {at}"
    return seen, died
