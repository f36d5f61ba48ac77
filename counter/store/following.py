"""A store copied commit by commit: its pages once, then every frame of its log as it is written, still encrypted.

    NAME.base            the store's pages as they lay on the disk when the copy was begun
    NAME.000001.wal ...  the logs since, one after the other, each as far as it was committed
    NAME.index           one line per step: which log, how far, and the newest act in it

The base may hold pages newer than its moment (a checkpoint works on while it is read), but each of them also lies in
the first log, which is kept from being begun anew by a reader that stays; so base and first log make every state from
the end of the copying on. How far a log is committed stands in the first bytes of `-shm`. A log is begun anew only in
`_turn`, under the write lock, after all of it was copied; if it was begun anew by anybody else, the copy begins again.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from counter.store import driver
from counter.store.connection import open_store

HEADER, FRAME = 32, 24
"""Bytes before the first frame of a log, and before each page in it."""
TURN_FRAMES = 900
"""After so many frames a log is begun anew; SQLite's own turn would come at 1000."""
TRIES = 20
"""How often within one turn somebody else may write between two looks."""


class BegunAnew(Exception):
    """A log was begun anew behind the copy: what was in it at last is not known."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a copy reaches: log number, bytes of it, and the newest entry of the journal (0 for files.db)."""

    log: int
    end: int
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class _Head:
    """The committed part of a log, by the first bytes of -shm."""

    frames: int
    page: int
    salt: bytes

    @property
    def end(self) -> int:
        return HEADER + self.frames * (FRAME + self.page)


Seen = tuple[int, int, _Head]
"""The newest act (entry and moment) of a store, and how far its log is committed."""


class Follower:
    """Copies one store (`hall` or `files`) into a folder. Holds connections; use it from one thread."""

    def __init__(self, store: Path, key: str | None, folder: Path) -> None:
        self.store, self.folder, self.name = store, folder, store.stem
        self._reader = open_store(store, key)
        self._writer = open_store(store, key)
        self._sweeper = open_store(store, key)
        # Not closed before the connections: closing any handle of a file gives up all this process's locks on it.
        self._pages, self._wal, self._shm = (os.open(f"{store}{end}", os.O_RDONLY) for end in ("", "-wal", "-shm"))
        self._log = 0
        self._end = 0
        self._salt = b""
        self.last = Step(0, 0, 0, 0)

    def begin(self) -> None:
        """Copy the pages, then the log so far. Raises OSError, driver.Error."""
        self._stay()
        self._salt = self._head().salt
        with open(self.folder / f"{self.name}.base", "xb") as target:
            while block := os.pread(self._pages, 1 << 20, target.tell()):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        self._log = 1
        self.step(always=True)

    def look(self) -> Seen:
        """How far the store is committed, and its newest act. Raises BegunAnew, driver.Error."""
        return *self._newest(), self._head()

    def step(self, seen: Seen | None = None, *, always: bool = False) -> bool:
        """Copy what was committed since, or when it was looked at. False where nothing was. Raises BegunAnew, OSError,
        driver.Error.
        """
        seq, at, head = seen or self.look()
        if head.salt != self._salt:
            raise BegunAnew
        if head.end <= self._end and not always:
            return False
        self._ship(head, seq, at)
        if head.frames > TURN_FRAMES:
            self._turn()
        return True

    @property
    def stands(self) -> bool:
        """Whether the store's files are still those that were opened."""
        return all(db.standing is None or db.standing.stands() for db in (self._reader, self._writer, self._sweeper))

    def close(self) -> None:
        """Let the store go."""
        for db in (self._reader, self._writer, self._sweeper):
            with suppress(driver.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")
            db.close()
        for handle in (self._pages, self._wal, self._shm):
            os.close(handle)

    def _ship(self, head: _Head, seq: int, at: int) -> None:
        with open(self.folder / f"{self.name}.{self._log:06}.wal", "ab") as target:
            target.truncate(self._end)
            while self._end < head.end:
                block = os.pread(self._wal, min(1 << 20, head.end - self._end), self._end)
                if not block:
                    raise BegunAnew
                target.write(block)
                self._end += len(block)
            target.flush()
            os.fsync(target.fileno())
        self.last = Step(self._log, self._end, seq, at)
        with open(self.folder / f"{self.name}.index", "a", encoding="ascii") as index:
            index.write(json.dumps(asdict(self.last)) + "\n")
            index.flush()
            os.fsync(index.fileno())

    def _turn(self) -> None:
        """Let the log begin anew: fully copied and fully in the store, while nobody else can write."""
        for _ in range(TRIES):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                seq, at = self._newest()
                before = self._head()
                if before.salt != self._salt:
                    raise BegunAnew
                if before.end > self._end:
                    self._ship(before, seq, at)
                self._look_anew()
                busy, frames, done = tuple(driver.one(self._sweeper.execute("PRAGMA wal_checkpoint(PASSIVE)")))
            finally:
                self._writer.execute("ROLLBACK")
            if busy or done < frames:
                return  # another window is reading an older state: at the next step
            self._writer.execute("BEGIN IMMEDIATE")
            if self._head() == before:
                break
            self._writer.execute("ROLLBACK")
        else:
            return
        try:
            self._reader.execute("ROLLBACK")  # the log can be begun anew now, and by this writer alone
            number = driver.number(self._writer.execute("PRAGMA user_version"))
            self._writer.execute(f"PRAGMA user_version = {(number + 1) % (1 << 30)}")
            self._writer.execute("COMMIT")
        except driver.Error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        finally:
            self._look_anew()
        if (after := self._head()).salt != before.salt:
            self._salt, self._log, self._end = after.salt, self._log + 1, 0
        self._ship(after, seq, at)

    def _stay(self) -> None:
        """Write one frame and read it: a reader of a log that isn't wholly in the store keeps it from being begun
        anew.
        """
        number = driver.number(self._writer.execute("PRAGMA user_version"))
        self._writer.execute(f"PRAGMA user_version = {(number + 1) % (1 << 30)}")
        self._look_anew()

    def _look_anew(self) -> None:
        if self._reader.in_transaction:
            self._reader.execute("ROLLBACK")
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def _newest(self) -> tuple[int, int]:
        """Of the journal, read before the log's end is: what is named is in the copy."""
        if self.name != "hall":
            return 0, 0
        row = self._sweeper.execute("SELECT seq, at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        return (row["seq"], row["at"]) if row else (0, 0)

    def _head(self) -> _Head:
        for _ in range(1000):
            raw = os.pread(self._shm, 96, 0)
            if len(raw) == 96 and raw[:48] == raw[48:]:
                size, frames = struct.unpack_from("=HI", raw, 14)
                return _Head(frames, 65536 if size == 1 else size, raw[32:40])
        raise BegunAnew


# -- back from a copy --------------------------------------------------------------------------------------------------


def steps(folder: Path, name: str) -> list[Step]:
    """How far a copy reaches, step by step; a line that was cut off, or is none, counts for nothing."""
    found: list[Step] = []
    with open(folder / f"{name}.index", encoding="ascii", errors="replace") as index:
        for line in index:
            with suppress(ValueError, TypeError, RecursionError):
                step = Step(**json.loads(line))
                if all(isinstance(one, int) and one >= 0 for one in (step.log, step.end, step.seq, step.at)):
                    found.append(step)
    return found


def ends(folder: Path, name: str, after: Step, to: Step) -> Iterator[Step]:
    """Every commit of a copy that lies after one step and not after another, in order."""
    for number in range(after.log, to.log + 1):
        with open(folder / f"{name}.{number:06}.wal", "rb") as log:
            page = _page_of(log.read(HEADER), folder)
            size = FRAME + page
            start = after.end if number == after.log else HEADER
            last = to.end if number == to.log else os.path.getsize(log.name)
            for place in range(max(start, HEADER), last - size + 1, size):
                log.seek(place)
                if struct.unpack(">II", log.read(8))[1]:
                    yield Step(number, place + size, 0, 0)


def build(folder: Path, name: str, to: Step, into: Path, key: str | None) -> bool:
    """Make a store of a copy as it was at one step; False where a log is not whole. Raises Refusal, OSError."""
    target = into / f"{name}.db"
    shutil.copyfile(folder / f"{name}.base", target)
    for number in range(1, to.log + 1):
        log = folder / f"{name}.{number:06}.wal"
        end = to.end if number == to.log else log.stat().st_size
        with open(log, "rb") as source, open(f"{target}-wal", "wb") as wal:
            wal.write(source.read(end))
        page = _page(log)
        db = open_store(target, key)
        try:
            _, frames, done = tuple(driver.one(db.execute("PRAGMA wal_checkpoint(PASSIVE)")))
            if done != frames or HEADER + frames * (FRAME + page) != end:
                return False
        finally:
            db.close()
    return True


def _page(log: Path) -> int:
    with open(log, "rb") as opened:
        return _page_of(opened.read(HEADER), log)


def _page_of(header: bytes, place: Path) -> int:
    """The size of a page, as a log's beginning says it. Raises OSError where it says none."""
    page = int.from_bytes(header[8:12], "big") if len(header) == HEADER else 0
    if not 512 <= page <= 65_536:
        raise OSError(f"{place.name}: not a log")
    return page


@contextmanager
def opened(store: Path, key: str | None, folder: Path) -> Iterator[Follower]:
    """A follower that lets go of the store at the end."""
    follower = Follower(store, key, folder)
    try:
        yield follower
    finally:
        follower.close()
