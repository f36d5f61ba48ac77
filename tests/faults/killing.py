"""A child process that kills itself (kill -9) before a given statement of one act."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from counter.hall import Hall
from tests.conftest import NOW


def die_before(at: int, directory: Path, prepare: Callable[[Hall], Callable[[], Any]]) -> bool:
    """Open the hall in a child, let `prepare` give the act, and do it, dying before its statement number `at` (from 1).

    True if it died so, False if the act was over before. Any other end fails the test.
    """
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
                    os.kill(os.getpid(), signal.SIGKILL)

            own.db.set_trace_callback(before)
            act()
            os._exit(0)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    if status == 0:
        return False
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"the child failed before statement {at}"
    return True
