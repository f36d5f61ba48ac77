"""The one place that names the SQLite build.

sqlcipher3 carries SQLite 3.53 (with the WAL-reset fix that 3.40 lacks) and opens plain files as well, when no key
is given. Its exceptions are not the standard library's, so everything above says `driver.Error`.
"""

from sqlcipher3 import dbapi2 as sqlite

Connection = sqlite.Connection
Cursor = sqlite.Cursor
Row = sqlite.Row
Error = sqlite.Error
IntegrityError = sqlite.IntegrityError
OperationalError = sqlite.OperationalError
DatabaseError = sqlite.DatabaseError
sqlite_version: str = sqlite.sqlite_version


def connect(path: str, *, read_only: bool = False) -> Connection:
    """A raw connection in autocommit mode (transactions are begun by hand), usable from one thread at a time."""
    if read_only:
        from urllib.parse import quote

        return sqlite.connect(
            f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, timeout=30, check_same_thread=False
        )
    return sqlite.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
