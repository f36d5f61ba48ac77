"""The one place that names the SQLite build, and what of it the rest of the house may know.

sqlcipher3 carries SQLite 3.53 (with the WAL-reset fix that 3.40 lacks) and opens plain files as well, when no key
is given. It comes without types and its exceptions are not the standard library's, so everything above says
`driver.Connection`, `driver.Error`: what stands under TYPE_CHECKING is what the type checker sees of it.

A sentence that is bound to a statement is kept in its stored form and comes out of every column as the sentence it was:
no act and no query has to think of it. Texts that were never said, and those of older halls, come out
as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sqlcipher3 import dbapi2

from counter.phrases.said import STORED, Listed, Said, revived
from counter.store import standing as files

Values: TypeAlias = Sequence[object] | Mapping[str, object]
"""What stands for the `?` or the `:name` of a statement."""

if TYPE_CHECKING:
    from counter.store.binding import Binding

    class Row(Protocol):
        """One row: its columns by name or place. What a column holds, the schema says (STRICT tables)."""

        def __getitem__(self, column: str | int, /) -> Any: ...
        def __iter__(self) -> Iterator[Any]: ...
        def __len__(self) -> int: ...
        def keys(self) -> list[str]: ...

    class Cursor(Protocol):
        """A statement that was run: its rows one after the other, or how many it changed."""

        @property
        def rowcount(self) -> int: ...
        @property
        def lastrowid(self) -> int: ...  # of an INSERT
        @property
        def description(self) -> Sequence[Sequence[Any]] | None: ...
        def __iter__(self) -> Iterator[Row]: ...
        def __next__(self) -> Row: ...
        def fetchone(self) -> Row | None: ...
        def fetchmany(self, size: int = ..., /) -> list[Row]: ...
        def fetchall(self) -> list[Row]: ...

    class Connection(Protocol):
        """An open store. `set_busy_handler` is what sqlcipher3 has and the standard library has not."""

        binding: Binding | None
        """What the rows of this store are bound by."""

        trace: Callable[[str], object] | None

        text_factory: Callable[[bytes], str]

        standing: files.Standing | None

        as_it_lies: bool
        """Whether it was opened on a full disk, for reading only."""

        @property
        def in_transaction(self) -> bool: ...
        @property
        def total_changes(self) -> int: ...
        def execute(self, sql: str, values: Values = ..., /) -> Cursor: ...
        def executescript(self, script: str, /) -> Cursor: ...
        def executemany(self, sql: str, rows: Iterable[Values], /) -> Cursor: ...
        def create_function(self, name: str, arguments: int, function: Callable[..., object], /) -> None: ...
        def set_busy_handler(self, again: Callable[[int], bool] | None, /) -> None: ...
        def set_progress_handler(self, stop: Callable[[], bool | int] | None, steps: int, /) -> None: ...
        def set_authorizer(
            self, may: Callable[[int, str | None, str | None, str | None, str | None], int] | None, /
        ) -> None: ...
        def set_trace_callback(self, see: Callable[[str], object] | None, /) -> None: ...
        def close(self) -> None: ...

    class Error(Exception):
        """Whatever the store has to complain about."""

    class DatabaseError(Error):
        """A fault of the file, the disk or a statement."""

    class IntegrityError(DatabaseError):
        """A row that one of the schema's invariants forbids."""

    class OperationalError(DatabaseError):
        """A lock, a full disk, a table that is not there."""

    class Warning(Exception):
        """Two statements where one belongs."""

else:
    Row, Cursor = dbapi2.Row, dbapi2.Cursor

    class Connection(dbapi2.Connection):
        """An open store that knows which files it has open (None: it has no log)."""

        standing = None
        binding = None
        trace = None
        as_it_lies = False

        def set_trace_callback(self, see: Callable[[str], object] | None) -> None:
            """Let every statement be seen that begins."""
            self.trace = see
            super().set_trace_callback(see)

        def close(self) -> None:
            """Close it; where its files were deleted or replaced, without touching what stands there now."""
            known, self.standing = self.standing, None
            held = files.hold_last_checkpoint(known) if known is not None and not known.stands() else None
            super().close()
            if known is not None:
                files.forget(known, held)

    Error, DatabaseError, IntegrityError = dbapi2.Error, dbapi2.DatabaseError, dbapi2.IntegrityError
    OperationalError, Warning = dbapi2.OperationalError, dbapi2.Warning

ALONE_AS_IT_LIES, WITH_LOG_AS_IT_LIES = "immutable=1", "readonly_shm=1"
"""How a file is read where nothing can be written: without its lock and log, which must hold nothing; or with a log
that windows left behind, whose index is then made in memory (SQLite: "Read-only WAL-mode databases").
"""

STATEMENTS = 1000
"""How many prepared statements a connection keeps. A full cache drops the one that came last, so that it never learns
a new one: more than a hall's acts have.
"""

sqlite_version: str = dbapi2.sqlite_version

SELECT: int = dbapi2.SQLITE_SELECT
READ: int = dbapi2.SQLITE_READ
FUNCTION: int = dbapi2.SQLITE_FUNCTION
RECURSIVE: int = dbapi2.SQLITE_RECURSIVE
"""What an authorizer is asked about (of all that there is, what only reads)."""
LET: int = dbapi2.SQLITE_OK
DENY: int = dbapi2.SQLITE_DENY
"""What it answers."""


def connect(path: str, *, read_only: bool = False, as_it_lies: str = "") -> Connection:
    """A raw connection in autocommit mode (transactions are begun by hand), usable from one thread at a time.
    `as_it_lies`: only reading, where nothing can be written at all, ALONE_AS_IT_LIES or WITH_LOG_AS_IT_LIES.
    """
    if read_only:
        from urllib.parse import quote

        path = f"file:{quote(path)}?mode=ro{as_it_lies and '&' + as_it_lies}"
    raw = dbapi2.connect(
        path,
        uri=read_only,
        isolation_level=None,
        timeout=30,
        check_same_thread=False,
        factory=Connection,
        cached_statements=STATEMENTS,
    )
    raw.row_factory = Row
    raw.text_factory = read_text
    connection: Connection = raw
    return connection


def read_text(raw: bytes) -> str:
    """A text of a column: a sentence where one was kept."""
    return raw.decode() if raw[:1] != _STORED else revived(raw.decode())


_STORED = STORED.encode()
dbapi2.register_adapter(Said, Said.stored)
dbapi2.register_adapter(Listed, Listed.stored)


def one(cursor: Cursor) -> Row:
    """The row that must be there. Raises LookupError where it is not: an error of the program."""
    row = cursor.fetchone()
    if row is None:
        raise LookupError("a row that must be there is not")
    return row


def number(cursor: Cursor) -> int:
    """The one whole number that a statement asks for (a count, the highest of all, a new row's id)."""
    found: int = one(cursor)[0]
    return found


def text(cursor: Cursor) -> str:
    """The one text that a statement asks for."""
    found: str = one(cursor)[0]
    return found


def built_on() -> dict[str, str]:
    """What the SQLite build is made of, with versions: its wheel says nothing of it."""
    db = dbapi2.connect(":memory:")
    try:
        db.execute("PRAGMA key = 'x'")  # the cipher's library answers only for a store that has one
        cipher = db.execute("PRAGMA cipher_version").fetchone()
        library = db.execute("PRAGMA cipher_provider_version").fetchone()
    finally:
        db.close()
    found = {"SQLite": dbapi2.sqlite_version, "SQLCipher": cipher[0].split()[0] if cipher else ""}
    name, _, rest = (library[0] if library else "").partition(" ")
    return {**found, name: rest.split()[0]} if rest else found
