"""A keeper of a test's hall, on a thread of the test's own process (its readers are processes all the same)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from counter.hall.keeper import Keeper
from counter.hall.keeper.keeper import listen_at


@contextmanager
def kept(directory: Path, now: datetime | None = None, *, readers: int = 1, door: Path | None = None) -> Iterator[Path]:
    """The socket of a keeper of this hall, served until the end of the block."""
    door = door or directory.with_suffix(".sock")
    keeper = Keeper(directory, listen_at(door), now=now, readers=readers)
    serving = threading.Thread(target=keeper.serve, daemon=True)
    serving.start()
    try:
        yield door
    finally:
        keeper.stop()
        serving.join(30)
        door.unlink(missing_ok=True)
