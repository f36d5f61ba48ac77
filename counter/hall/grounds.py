"""What belongs to a hall itself on the disk: no file that a person names is read from there or written there.

A name is never judged, only what was opened: the check follows the handle to where it lies now, so that no link, mount
or swap between looking and opening leads around it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from counter import HOUSE

SYSTEM = ("/proc", "/sys", "/dev")
"""Folders that hold no papers: what is read there is the machine itself."""
MEMORY = "/dev/shm/"
"""But this one holds ordinary files."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """A hall's own directory and the file of its key; both stay out of reach. Empty where this process has neither."""

    directory: Path | None = None
    key: Path | None = None

    def hold(self, handle: int, path: str | Path) -> bool:
        """Whether what is open as `handle` (opened by the name `path`) belongs to the hall or the machine."""
        place = whereabouts(handle, path)
        if any(place == folder or place.startswith(f"{folder}/") for folder in SYSTEM) and not place.startswith(MEMORY):
            return True
        facts = os.fstat(handle)
        if self.key is not None and (facts.st_dev, facts.st_ino) in _identities([self.key]):
            return True
        own = _identities(self._folders())
        return any(identity in own for identity in _identities(_upwards(Path(place))))

    def hold_folder(self, handle: int, path: str | Path) -> bool:
        """The same of a folder in which something is to be written: the program's own are out of reach too."""
        if self.hold(handle, path):
            return True
        own = _identities(HOUSE / name for name in ("counter", "screens", "data"))
        return any(identity in own for identity in _identities(_upwards(Path(whereabouts(handle, path)))))

    def _folders(self) -> Iterator[Path]:
        if self.directory is not None:
            yield self.directory
        if self.key is not None and self.key.parent.name == "keys":
            yield self.key.parent  # the program's own folder of keys; a key elsewhere is one file among others


def whereabouts(handle: int, path: str | Path) -> str:
    """Where an open file lies now, all links followed."""
    try:
        return os.readlink(f"/proc/self/fd/{handle}").removesuffix(" (deleted)")
    except OSError:  # no Linux: the name again, held against the handle
        found = os.path.realpath(path)
        try:
            return found if os.path.samestat(os.stat(found), os.fstat(handle)) else SYSTEM[0]
        except OSError:
            return SYSTEM[0]


def _upwards(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parents


def _identities(paths: Iterable[Path]) -> set[tuple[int, int]]:
    """Device and inode of every path that there is: the same thing by whatever name."""
    found = set()
    for path in paths:
        try:
            facts = os.stat(path)
        except OSError:
            continue
        found.add((facts.st_dev, facts.st_ino))
    return found
