"""A new key for a hall while its windows work, and the sheet that is proven to be the key.

    1  the new key is written beside the old one (KEY.next)
    2  the act: the old key goes into hall_root, for what is derived from it must stay (codes on papers)
    3  files.db, then hall.db are encrypted anew, each in one transaction
    4  the old key is kept beside (KEY.until-...), for the backups of its time; KEY.next becomes KEY

Killed before 2 nothing has happened; after it whoever opens the hall next goes on. A window that can't read the store
any more looks for the key again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.hall.act import named
from counter.hall.key import chain_path, key_in, key_path, write_key
from counter.store import roots
from counter.store.connection import open_store

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.rules.access import Actor


def mark_of(key: str) -> str:
    """A key's mark: says which one it is, and nothing about it."""
    return hashlib.blake2b(bytes.fromhex(key), digest_size=6, person=b"counter-mark").hexdigest()


def next_of(path: Path) -> Path:
    """Where a key lies before it is the hall's."""
    return path.with_name(path.name + ".next")


def keys_for(settings: Mapping[str, Any]) -> list[str]:
    """Every key that may open the hall: its own, the next one, and those of before (a hall out of an old backup)."""
    path = key_path(settings["id"])
    others = [next_of(path), *sorted(path.parent.glob(f"{path.name}.until-*"), reverse=True)]
    return [key_in(one) for one in (path, *others) if one.exists()]


def rotate(hall: Hall, actor: Actor) -> str:
    """Give the hall a new key and return it, for the sheet. Raises Refusal."""
    path = key_path(hall.settings["id"])
    with _alone(path):
        new = secrets.token_hex(32)
        write_key(next_of(path), new)
        try:
            hall.run(named("key.rotate"), actor, {"mark": mark_of(new)})
        except BaseException:
            next_of(path).unlink(missing_ok=True)
            raise
        _go_on(hall.directory, path)
    hall.commits()  # opens by the new key
    return new


def finish(directory: Path, settings: Mapping[str, Any]) -> None:
    """Go on with a rotation that was cut off, if nobody else is at it."""
    path = key_path(settings["id"])
    if not next_of(path).exists():
        return
    with contextlib.suppress(BlockingIOError), _alone(path):
        if next_of(path).exists():
            _go_on(directory, path)


def _go_on(directory: Path, path: Path) -> None:
    old, new = key_in(path), key_in(next_of(path))
    hall = _opened(directory / "hall.db", (old, new))
    if hall is None:
        return
    db, key = hall
    try:
        if roots.mark(db) != mark_of(new):
            next_of(path).unlink()  # cut off before anything had happened
            return
        files = _opened(directory / "files.db", (old, new))
        if files is not None:
            if files[1] != new:
                roots.encrypt_anew(files[0], new)
            files[0].close()
        if key != new:
            roots.encrypt_anew(db, new)
    finally:
        db.close()
    kept = path.with_name(f"{path.name}.until-{mark_of(old)}")
    if not kept.exists():
        write_key(kept, old)
    os.replace(next_of(path), path)


def _opened(file: Path, keys: tuple[str, ...]) -> tuple[Any, str] | None:
    if not file.exists():
        return None
    for key in keys:
        try:
            return open_store(file, key), key
        except Refusal as refusal:
            if refusal.code != "store.key-not-open":
                raise
    return None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process changes a key. Raises BlockingIOError where another one does."""
    with open(path.with_name(path.name + ".lock"), "a", encoding="ascii") as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def sheet_is_key(hall: Hall, typed: str) -> bool:
    """Whether what stands on a sheet is the hall's key, and its chain key after it where there is one."""
    given = "".join(typed.split()).lower()
    return secrets.compare_digest(given.encode(), "".join(on_the_sheet(hall.settings["id"])).encode())


def on_the_sheet(hall_id: str) -> list[str]:
    """What stands on a hall's recovery sheet: its key, its chain key."""
    return [key_in(one) for one in (key_path(hall_id), chain_path(hall_id)) if one.exists()]
