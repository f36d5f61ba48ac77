"""What nobody expected: a person gets one sentence, whoever maintains the program gets the traceback in a file.

COUNTER_TRACEBACK=1 shows it at once instead (for developers).
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from counter.phrases.said import Said, say, verbatim

LARGEST_LOG = 1_000_000
"""Bytes of the file; then it begins anew, so that a fault that comes again and again fills no disk."""


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNWRITABLE = (errno.EROFS, errno.EIO)


def _of_the_disk(error: BaseException) -> Said | None:
    """What to say of a disk that takes no file: nobody's fault but its own, and no traceback helps."""
    if not isinstance(error, OSError) or error.errno not in (*FULL, *UNWRITABLE):
        return None
    why = say("磁盘满了") if error.errno in FULL else say("磁盘写不了")
    return say("{why}，这一步没有办完，此前办好的都已保存；下一步：请通知管理员检查磁盘和剩余空间，再办一次", why=why)


def note(error: BaseException, directory: Path) -> Said:
    """Append the traceback to `trouble.log` in the hall's directory (mode 0600), return the sentence for the person."""
    if os.environ.get("COUNTER_TRACEBACK"):
        raise error
    if (disk := _of_the_disk(error)) is not None:
        return disk
    when, called = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", " ".join(sys.argv[1:3])[:80]
    text = f"{when} {called}\n{''.join(traceback.format_exception(error))}\n"
    path = directory / "trouble.log"
    try:
        grown = path.exists() and path.stat().st_size > LARGEST_LOG
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if grown else os.O_APPEND), 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        where = say("详情记在 {path}", path=verbatim(path))
    except OSError:
        where = say("详情记不下来（{error}）", error=type(error).__name__)
    return say(
        "程序出错，这一步没有办成，此前办好的都已保存；{where}；下一步：请重新打开再试，再出错请找管理员", where=where
    )
