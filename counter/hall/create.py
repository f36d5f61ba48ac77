"""A new hall: its directory, its key, its empty stores."""

from __future__ import annotations

import json
import secrets
import time
from hashlib import sha256
from pathlib import Path

from counter.errors import Refusal
from counter.hall.key import make_key
from counter.phrases.said import say, verbatim
from counter.rules.access import HALL_ITSELF, KIOSK
from counter.store import policy, rights, settings, staff
from counter.store.connection import immediate, open_store
from counter.store.schema import make_files, migrate


def create(path: Path, *, name: str, training: bool, timezone: str, site_group: str) -> None:
    """Make an empty hall. Raises Refusal if something is there already.

    `site_group` may read public/ and write inbox/.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refusal(
            "hall.exists-not-empty",
            say("{path} 已经存在且不是空目录", path=verbatim(path)),
            rule=say("初始化不覆盖任何已有内容"),
            next=say("请换一个目录名"),
        )
    try:
        for folder in (path, path / "spool", path / "public", path / "inbox"):
            folder.mkdir(parents=True, exist_ok=True)
        hall_id = secrets.token_hex(8)
        key = make_key(hall_id)
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
    with immediate(db):
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
