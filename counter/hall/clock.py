"""The two clocks of the machine: the one that can be set, and the one that counts from its start."""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path
from typing import Protocol

from counter.rules.moment import Reading


class Sources(Protocol):
    """Where the time comes from; tests put their own in."""

    def read(self) -> Reading:
        """Both clocks at this moment."""
        ...


class Machine:
    """This machine's clocks. Sleep counts; where the system doesn't name its start, no two readings are compared."""

    def read(self) -> Reading:
        """Both clocks at this moment."""
        boot = time.monotonic_ns() if sys.platform == "win32" else time.clock_gettime_ns(_SINCE_START)
        return Reading(time.time_ns() // 1_000_000, boot // 1_000_000, _start())


_SINCE_START: int = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", 1))


@cache
def _start() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


sources: Sources = Machine()
"""What halls in earnest go by."""
