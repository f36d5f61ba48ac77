"""A new hall: its directory, its key, its empty stores."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import IO

from counter.errors import Next, Refusal
from counter.hall.key import chain_path, key_path, make_chain_key, make_key
from counter.hall.proving import head_path
from counter.hall.settings import HALF_MADE
from counter.phrases.said import say, verbatim
from counter.rules.access import HALL_ITSELF, KIOSK
from counter.store import policy, proof, rights, settings, staff
from counter.store.binding import Binding
from counter.store.connection import immediate, open_store
from counter.store.schema import make_files, migrate

ROOMS = ("spool", "public", "inbox")


class Making:
    """A hall that is being made: others see that it is not whole, and that somebody is at it."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def write(self, hall_id: str) -> None:
        """Keep which hall it will be, before there is a key of that name."""
        self.file.write(hall_id)
        self.file.flush()
        os.fsync(self.file.fileno())


_MAKING: dict[str, Making] = {}
"""What this process is making; the kernel gives the locks back after a kill."""


def begin(path: Path) -> Making:
    """Take an empty directory, or clear away what an `init` that was cut off has left there. Raises Refusal."""
    if (before := _MAKING.pop(str(path.absolute()), None)) is not None:
        before.file.close()
    try:
        path.mkdir(parents=True, exist_ok=True)
        if (path / HALF_MADE).exists():
            _clear(path)
        if any(path.iterdir()):
            raise FileExistsError
        file = open(path / HALF_MADE, "x", encoding="ascii")  # noqa: SIM115 (held until the hall is whole)
        _lock(file)
    except (FileExistsError, NotADirectoryError):
        raise Refusal(
            "hall.exists-not-empty",
            say("{path} 已经存在且不是空目录", path=verbatim(path)),
            rule=say("初始化不覆盖任何已有内容"),
            next=say("请换一个目录名"),
        ) from None
    except OSError as error:
        raise Refusal(
            "hall.cannot-make-hall-folder",
            say("建不了大厅目录 {path}（{strerror}）", path=verbatim(path), strerror=error.strerror),
            next=say("请检查磁盘空间和写权限"),
        ) from error
    return _MAKING.setdefault(str(path.absolute()), Making(file))


def finish(path: Path) -> None:
    """The hall is whole: from now on it can be opened by everybody."""
    making = _MAKING.pop(str(path.absolute()))
    (path / HALF_MADE).unlink()
    making.file.close()


def check_whole(path: Path) -> None:
    """Raises Refusal for a hall that is only half made."""
    if (path / HALF_MADE).exists() and str(path.absolute()) not in _MAKING:
        raise Refusal(
            "hall.half-made",
            say("{path} 里的大厅没有建完", path=verbatim(path)),
            rule=say("建立中断的大厅里还没有任何业务"),
            next=Next.by("init", say("请重新建立，没建完的会先清掉"), directory=str(path)),
        )


def _clear(path: Path) -> None:
    """Remove what a cut-off `init` made, and nothing else. The key goes only where it was made for this hall alone."""
    with open(path / HALF_MADE, "r+", encoding="ascii") as mark:
        try:
            _lock(mark)
        except OSError:
            raise Refusal(
                "hall.being-made",
                say("{path} 正由另一个程序建立", path=verbatim(path)),
                rule=say("一个目录只建一个大厅"),
                next=say("请等它建完"),
            ) from None
        hall_id = mark.read().strip()
        for name in ROOMS:
            if (path / name).is_dir() and not (path / name).is_symlink():
                shutil.rmtree(path / name)
        for name in (*rights.OWN, "trouble.log"):
            (path / name).unlink(missing_ok=True)
        if hall_id and "COUNTER_KEY_FILE" not in os.environ:
            for made in (key_path(hall_id), chain_path(hall_id), head_path(hall_id)):
                made.unlink(missing_ok=True)
        (path / HALF_MADE).unlink()


def _lock(file: IO[str]) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def create(path: Path, *, name: str, training: bool, timezone: str, site_group: str) -> None:
    """Make an empty hall. Raises Refusal if something is there already.

    `site_group` may read public/ and write inbox/.
    """
    held = begin(path)
    try:
        for folder in ROOMS:
            (path / folder).mkdir(exist_ok=True)
        hall_id = secrets.token_hex(8)
        held.write(hall_id)
        key, chain_key = make_key(hall_id), make_chain_key(hall_id)
        text = (
            "# 大厅设置。密钥不在此目录内，见 counter doctor。\n"
            f'id = "{hall_id}"\nname = {json.dumps(name, ensure_ascii=False)}\ntimezone = "{timezone}"\n'
            'cipher = "sqlcipher"\naddress = "http://127.0.0.1:8000"\n'
        )
        if site_group:
            text += f"# 网站用户的组：只读 public/，只写 inbox/。\nsite_group = {json.dumps(site_group)}\n"
        (path / "hall.toml").write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(
            "hall.cannot-make-hall-folder",
            say("建不了大厅目录 {path}（{strerror}）", path=verbatim(path), strerror=error.strerror),
            next=say("请检查磁盘空间和写权限"),
        ) from error
    db = open_store(path / "hall.db", key)
    migrate(db)
    db.binding = Binding(chain_key)
    with immediate(db):
        proof.begin(db, db.binding)
        settings.begin_with(
            db, {"training": "yes" if training else "no", "closing_time": "17:00", "opening_time": "09:00"}
        )
        for one in (HALL_ITSELF, KIOSK):
            staff.add(db, one.staff, one.name, one.role)
        policy.see(db, "hall.toml", sha256(text.encode()).hexdigest(), time.time_ns() // 1_000_000, HALL_ITSELF.staff)
    db.close()
    files = open_store(path / "files.db", key)
    make_files(files)
    files.close()
    rights.lay(path, site_group)
