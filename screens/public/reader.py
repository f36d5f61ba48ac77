"""Reading for a screen that must outlive its store: a thread and a connection of its own, opened anew
when they fail.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.rules.access import KIOSK

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from counter.acts.queue.overview import Board
    from counter.hall.open import OpenHall


class Reader:
    """Reads the board's facts on a thread of its own; opens the hall anew whenever something went wrong."""

    def __init__(self, directory: Path, now: datetime | None = None, station: str = "") -> None:
        self.directory, self.now, self.station = directory, now, station
        self.hall: OpenHall | None = None
        self.zone: ZoneInfo | None = None
        self._inode = self._version = -1
        self._read_at = 0.0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="board")

    async def read(self) -> tuple[Board | None, str]:
        """The facts (None: nothing has changed) and, when they could not be read, why."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read)

    def _read(self) -> tuple[Board | None, str]:
        from counter.acts.queue.overview import board
        from counter.hall.open import is_door, open_hall
        from counter.store import driver

        try:
            inode = 0 if is_door(self.directory) else (self.directory / "hall.db").stat().st_ino
            if self.hall is None or inode != self._inode:
                self._drop()
                self.hall, self._inode, self._version = open_hall(self.directory, now=self.now), inode, -1
                self.zone = self.hall.zone
            version = self.hall.commits()
            if version == self._version and monotonic() - self._read_at < 20:
                return None, ""
            facts = self.hall.ask(board, KIOSK, station=self.station)
            self._version, self._read_at = version, monotonic()
            return facts, ""
        except (driver.Error, Refusal, OSError, ValueError) as error:
            self._drop()
            return None, str(error) or type(error).__name__

    def _drop(self) -> None:
        from counter.store import driver

        if self.hall is not None:
            try:
                self.hall.close()
            except driver.Error:
                self._version = -1
            self.hall = None

    def close(self) -> None:
        """End the thread and the connection."""
        self._thread.submit(self._drop)
        self._thread.shutdown(wait=True)
