"""A folder for files that a person opens in another program: in memory where there is such a place, for this user
alone, gone when the window is closed, and after a kill when the next one opens it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "counter-look-"


def folder() -> Path:
    """A new one (mode 0700). What dead windows of this user left is removed first."""
    place = _place()
    sweep(place)
    made = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _place() -> Path:
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):
        if name and os.path.isdir(name) and os.access(name, os.W_OK | os.X_OK):
            return Path(name)
    return Path(tempfile.gettempdir())


def sweep(place: Path | None = None) -> int:
    """Remove the folders of this user's windows that are no more; how many."""
    swept = 0
    for old in (place or _place()).glob(f"{PREFIX}*"):
        number = old.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not _alive(int(number)) and not old.is_symlink() and old.stat().st_uid == os.geteuid():
            shutil.rmtree(old, ignore_errors=True)
            swept += 1
    return swept


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
