"""Whether the files that a connection has open are still the ones that everybody else would open.

SQLite's newest commits lie in `-wal`, and `-shm` says who writes. Whoever deletes them under an open window parts it
from all who open the hall later: both write, neither sees the other, and what was acknowledged is gone with the
window. So every write looks first (three `stat`), the content of a deleted `-wal` is put back from the handle that
still has it, and a connection that was parted is closed without the last checkpoint, which would overwrite what others
wrote since.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass

if sys.platform != "win32":
    import fcntl

PUT_BACK = 0o400
"""The mode that a deleted -wal gets once its content is put back, for the others who still have it open."""
BLOCK = 1 << 20
PATIENCE_S = 3.0
"""How long somebody who opens the hall waits for its windows to put back what was deleted under them."""
SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
"""The bytes of a store that every open connection holds a lock on."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Standing:
    """What a connection has open: device and inode of the store, its -wal and its -shm."""

    path: str
    opened: tuple[tuple[int, int], ...]

    def stands(self) -> bool:
        """Whether others who open the store by its name get the same three files."""
        path = self.path
        try:
            for name, known in zip((path, path + "-wal", path + "-shm"), self.opened, strict=True):
                found = os.stat(name)
                if found.st_ino != known[1] or found.st_dev != known[0]:
                    return False
        except OSError:
            return False
        return True

    def same_store(self) -> bool:
        """Whether at least the store itself is the one that was opened."""
        return _identity(self.path) == self.opened[0]


OPEN: weakref.WeakSet[Standing] = weakref.WeakSet()
"""What this process has open."""


def of(path: str) -> Standing | None:
    """What a connection that was opened just now has open; None where the store has no log (a plain journal)."""
    opened = tuple(_identity(name) for name in (path, path + "-wal", path + "-shm"))
    whole = tuple(one for one in opened if one is not None)
    if len(whole) < len(opened):
        return None
    standing = Standing(path, whole)
    OPEN.add(standing)
    return standing


def _identity(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def wait_until_whole(path: str) -> bool:
    """Before a store is opened: False where its -wal or -shm is missing although others have it open, and nobody puts
    it back. Whoever opened it all the same would give out again what was given out already.
    """
    until = time.monotonic() + PATIENCE_S
    while _lacking(path) and _held_by_others(path):
        if time.monotonic() >= until:
            return False
        time.sleep(0.02)
    return True


def _lacking(path: str) -> bool:
    return os.path.exists(path) and not (os.path.exists(path + "-wal") and os.path.exists(path + "-shm"))


def _held_by_others(path: str) -> bool:
    """By the kernel's list: asking by a handle of one's own would give up this process's locks when it is closed."""
    known = _identity(path)
    if known is None:
        return False
    file = f"{os.major(known[0]):02x}:{os.minor(known[0]):02x}:{known[1]}"
    try:
        with open("/proc/locks", encoding="ascii", errors="replace") as locks:
            return any(
                len(words := line.split()) > 7 and words[5] == file and words[4] not in (str(os.getpid()), "-1")
                for line in locks
            )
    except OSError:
        return False


def put_back(standing: Standing) -> bool:
    """Give the deleted -wal its name again, from the handle that still has it: True where nothing that was acknowledged
    is lost. Call it with the write lock, so that nobody who was parted in the same moment adds to it.
    """
    wal, shm = standing.path + "-wal", standing.path + "-shm"
    old = _handle(standing.opened[1])
    if not standing.same_store() or old is None:
        return False
    folder = os.open(os.path.dirname(standing.path) or ".", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if stat.S_IMODE(os.stat(old).st_mode) == PUT_BACK:
            return True
        if _identity(wal) not in (None, standing.opened[1]) and os.path.getsize(wal) and not _begins_with(wal, old):
            return False  # somebody has written there since: two stores that nobody can make one of
        with open(old, "rb") as held, open(wal + ".part", "wb") as new:
            os.fchmod(new.fileno(), 0o600)
            while block := held.read(BLOCK):
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileNotFoundError):
            os.unlink(shm)  # the index of another log
        os.replace(wal + ".part", wal)
        os.close(os.open(shm, os.O_WRONLY | os.O_CREAT, 0o600))  # empty: whoever opens the store next fills it
        os.fsync(folder)
        os.chmod(old, PUT_BACK)
    finally:
        os.close(folder)
    return True


def _begins_with(name: str, old: str) -> bool:
    with open(name, "rb") as longer, open(old, "rb") as held:
        while block := held.read(BLOCK):
            if longer.read(len(block)) != block:
                return False
    return True


def _handle(known: tuple[int, int]) -> str | None:
    """The way to an open file that may have no name any more."""
    try:
        numbers = os.listdir("/proc/self/fd")
    except OSError:
        return None
    for number in numbers:
        name = f"/proc/self/fd/{number}"
        if _identity(name) == known:
            return name
    return None


def shared(standing: Standing) -> bool:
    """Whether another connection of this process has the same store open: they share one index, so none of them can
    open the new one before the last has let go of the old.
    """
    return any(one is not standing and one.opened[0] == standing.opened[0] for one in list(OPEN))


def hold_last_checkpoint(standing: Standing) -> int | None:
    """Before a parted connection is closed: take a lock of our own on its store, so that SQLite, which checkpoints and
    deletes the log when nobody else has the store open, leaves both alone. Gives the handle to be let go afterwards.
    """
    if sys.platform != "linux" or (name := _handle(standing.opened[0])) is None:
        return None
    handle = os.open(name, os.O_RDONLY)
    lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, SHARED_FIRST, SHARED_SIZE, 0)
    with suppress(OSError):
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, lock)
    return handle


def forget(standing: Standing, held: int | None) -> None:
    """After it was closed. Closing any handle of a file gives up all this process's locks on it, so while another
    connection of this process has the store open the handle stays.
    """
    OPEN.discard(standing)
    if held is not None and not any(one.opened[0] == standing.opened[0] for one in OPEN):
        os.close(held)
