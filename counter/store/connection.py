"""Opening a store the way every store is opened: key first, then durable, foreign keys on, patient."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from counter.errors import Next, Refusal
from counter.phrases.said import say, verbatim
from counter.store import driver, standing
from counter.store.binding import seal

DISK = "store.disk-cannot-read-written"
BUSY_MS = 30_000
"""How long a window waits for another one's commit before it gives up (ms)."""
PAUSES_MS = (1, 2, 5, 10)
"""Between two tries for a lock, again and again from the first (ms). SQLite's own pauses grow to 100 ms, at which
whoever has waited longest finds the short gap between two commits last and starves while others write without a break.
"""


def open_store(path: Path, key: str | None, *, read_only: bool = False) -> driver.Connection:
    """Open an existing or new SQLite file; `key` is 64 hex digits, or None for a plain file.

    On a full disk, where not even the log of a store that nobody has open can be begun or gone on with, it is opened as
    it lies, for reading (`as_it_lies` of the connection). Raises Refusal for a wrong key, a damaged file or a folder
    that can't be written.
    """
    try:
        return _opened(path, key, read_only=read_only)
    except Refusal as refusal:
        if read_only or refusal.code != DISK or not path.exists():
            raise
        with suppress(Refusal, OSError):
            return _opened(path, key, read_only=True, as_it_lies=_how_it_lies(path))
        raise


def _how_it_lies(path: Path) -> str:
    """Whether all that a store holds is in its own file, or a log that windows left behind holds the newest of it."""
    log, index = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    if not log.exists() or not log.stat().st_size:
        return driver.ALONE_AS_IT_LIES
    index.touch(mode=0o600)  # SQLite looks whether somebody holds it, and writes nothing into it
    return driver.WITH_LOG_AS_IT_LIES


def _opened(path: Path, key: str | None, *, read_only: bool, as_it_lies: str = "") -> driver.Connection:
    if not standing.wait_until_whole(os.path.abspath(path)):
        raise Refusal(
            "store.log-deleted-open-elsewhere",
            say("{path} 的 -wal、-shm 被删掉了，而别的窗口还开着", path=verbatim(path.name)),
            rule=say("最近办的事在 -wal 里，不另起一份"),
            next=say("请在开着的窗口按任意一项，由它放回；或退出全部窗口后再试"),
        )
    try:
        db = driver.connect(str(path), read_only=read_only, as_it_lies=as_it_lies)
        db.as_it_lies = bool(as_it_lies)
    except driver.Error as error:
        raise Refusal(
            "store.cannot-open-data-file",
            say("打不开数据文件 {path}（{error}）", path=verbatim(path), error=verbatim(error)),
            next=say("请检查路径和读写权限"),
        ) from error
    if key is not None:
        db.execute(f"PRAGMA key = \"x'{key}'\"")
    # A wrong key would otherwise be reported on stderr, into the middle of a screen.
    db.execute("PRAGMA cipher_log_level = NONE")
    try:
        db.set_busy_handler(_patience())
        if not read_only:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except driver.DatabaseError as error:
        db.close()
        if "not a database" in str(error) or "encrypted" in str(error):
            raise Refusal(
                "store.key-not-open",
                say("密钥打不开 {path}", path=verbatim(path.name)),
                rule=say("数据文件已加密，只认初始化时的密钥"),
                next=say("请检查 COUNTER_KEY_FILE 指向的密钥文件或恢复单"),
            ) from error
        raise trouble_of(error) or Refusal(
            "store.cannot-open-data-file",
            say("打不开数据文件 {path}（{error}）", path=verbatim(path), error=verbatim(error)),
            next=say("请检查磁盘空间和读写权限"),
        ) from error
    if not read_only:
        db.standing = standing.of(os.path.abspath(path))
    return db


@contextmanager
def less_patient(db: driver.Connection, seconds: float) -> Iterator[None]:
    """Wait no longer than this for another window's commit."""
    db.set_busy_handler(_patience(seconds))
    try:
        yield
    finally:
        db.set_busy_handler(_patience())


def _patience(seconds: float | None = None) -> Callable[[int], bool]:
    """What SQLite asks at a lock that another window holds: whether to try again, after how many tries in vain."""
    since = 0.0

    def again(tries: int) -> bool:
        nonlocal since
        now = time.monotonic()
        if tries == 0:
            since = now
        elif now - since >= (BUSY_MS / 1000 if seconds is None else seconds):
            return False
        time.sleep(PAUSES_MS[tries % len(PAUSES_MS)] / 1000)
        return True

    return again


def trouble_of(error: driver.DatabaseError) -> Refusal | None:
    """What the store's own troubles mean for the person; None for an error of the program."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return Refusal(
            "store.another-window-writing-not",
            say("其他窗口正在写入，这次操作没有办成"),
            rule=say("数据一次只由一处写入"),
            next=say("请再按一次"),
        )
    if "malformed" in text or "not a database" in text or "hmac check" in text:
        return Refusal(
            "store.data-file-damaged-not",
            say("大厅的数据文件损坏，这次操作没有办成"),
            rule=say("数据损坏后不再写入"),
            next=Next.by("check", say("请停用各窗口，由管理员检查数据，从备份恢复")),
        )
    # SQLCipher says of a rekey whose pages could not be written only that it failed
    if any(word in text for word in ("full", "disk", "readonly", "unable to open", "key or rekey")):
        return Refusal(
            DISK,
            say("磁盘读写不了，这次操作没有办成，原有数据不变"),
            next=say("请通知管理员检查磁盘和剩余空间"),
        )
    return None


@contextmanager
def immediate(db: driver.Connection) -> Iterator[None]:
    """A write transaction that takes the write lock first.

    A deferred one that reads and then writes fails at once with SQLITE_BUSY_SNAPSHOT when two windows meet.
    """
    binding = db.binding
    if binding is not None:
        binding.make_ready(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.standing is not None and not db.standing.stands():
            raise Parted(db.standing)
        if binding is not None:
            binding.begin()
        yield
        if binding is not None and binding.noted:
            seal(db, binding, "besides", binding.take())
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a commit that failed leaves it open too, and with it the lock
            db.execute("ROLLBACK")
        raise
    else:
        if db.standing is not None and not db.standing.stands():
            _save_what_was_written(db, db.standing)


def _save_what_was_written(db: driver.Connection, parted: standing.Standing) -> None:
    """The files went between the first look and the commit: it counts only where it can be put back."""
    db.execute("BEGIN IMMEDIATE")
    try:
        trouble = Parted(parted)
    finally:
        db.execute("ROLLBACK")
    if not trouble.saved:
        raise trouble


class Parted(Refusal):
    """The files of a connection were deleted or replaced; nothing is written any more. `saved`: all that was
    acknowledged stands where the next one finds it, so that opening the store again is all there is to do.
    """

    def __init__(self, parted: standing.Standing) -> None:
        try:
            self.saved = standing.put_back(parted)
        except OSError:
            self.saved = False
        super().__init__(
            "hall.data-file-moved-exchanged",
            say("大厅的数据文件被移走或换过，这次操作没有办成"),
            rule=say("只写现用的数据文件"),
            next=say("请退出后重新打开，仍不行请找管理员"),
        )


@contextmanager
def savepoint(db: driver.Connection) -> Iterator[None]:
    """A part of a transaction that is taken back alone when it raises."""
    binding = db.binding
    mark = binding.mark() if binding is not None else (0, 0)
    db.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO part")
        if binding is not None:
            binding.go_back(mark)
        raise
    finally:
        db.execute("RELEASE part")


@contextmanager
def roomy(db: driver.Connection) -> Iterator[None]:
    """Room for all that is under way in a big hall, for what goes over all of it: each page is deciphered once, so that
    it stays linear.
    """
    before = driver.number(db.execute("PRAGMA cache_size"))
    db.execute("PRAGMA cache_size = -64000")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = {before}")


@contextmanager
def snapshot(db: driver.Connection) -> Iterator[None]:
    """Several reads that see one and the same state."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("COMMIT")


def data_version(db: driver.Connection) -> int:
    """Moves when another connection has committed (not for our own writes)."""
    return driver.number(db.execute("PRAGMA data_version"))


def file_of(db: driver.Connection) -> str:
    """The file that a connection has open; for one without a file, something that no other connection has."""
    return driver.one(db.execute("PRAGMA database_list"))[2] or str(id(db))


def copy_into(db: driver.Connection, file: Path) -> None:
    """Write the whole store, as it stands now and with its key, into a new file. Raises driver.Error."""
    db.execute("VACUUM INTO ?", (str(file),))
