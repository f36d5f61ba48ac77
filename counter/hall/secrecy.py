"""Keep what a process knows out of core dumps and out of reach of the same user's other programs."""

from __future__ import annotations

import sys

_NOT_DUMPABLE = (4, 0)
"""PR_SET_DUMPABLE and its value: no core dump, no debugger, /proc/PID for root alone."""
_done = False


def keep_memory() -> None:
    """In every process that holds a key; once is enough. Where the system has neither way, nothing is done."""
    global _done
    if _done or sys.platform == "win32":
        return
    _done = True
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(*_NOT_DUMPABLE, 0, 0, 0)
