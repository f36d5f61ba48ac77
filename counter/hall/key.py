"""The hall's two keys: 256 bits each, kept outside the hall's directory, in files of the hall's own user.

By one the data is encrypted; by the other each entry of the journal is chained. Whoever can read the data, and even
change it, can't make it look as if the program had: for that it takes the chain key, which no backup holds either.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim


def key_path(hall_id: str) -> Path:
    """Where a hall's key is kept: COUNTER_KEY_FILE, else the user's config directory. Never inside the hall."""
    if given := os.environ.get("COUNTER_KEY_FILE"):
        return Path(given)
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return config / "counter" / "keys" / f"{hall_id}.key"


def make_key(hall_id: str) -> str:
    """Make (or, if COUNTER_KEY_FILE names one, reuse) the 256-bit key of a hall: 64 hex digits, mode 0600."""
    path = key_path(hall_id)
    return key_in(path) if path.exists() else keep_key(hall_id, secrets.token_hex(32))


def keep_key(hall_id: str, key: str) -> str:
    """Write a hall's key file anew (mode 0600). Raises Refusal for what is no key, FileExistsError if there is one."""
    return write_key(key_path(hall_id), _as_key(key, say("恢复单")))


def write_key(path: Path, key: str) -> str:
    """Write a key to a new file (mode 0600), whole or not at all. Raises FileExistsError if there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink()
    return key


def chain_path(hall_id: str) -> Path:
    """Where a hall's chain key is kept: COUNTER_CHAIN_KEY_FILE, else beside its key."""
    if given := os.environ.get("COUNTER_CHAIN_KEY_FILE"):
        return Path(given)
    key = key_path(hall_id)
    return key.with_name(f"{key.name.removesuffix('.key')}.chain")


def make_chain_key(hall_id: str) -> bytes:
    """Make the chain key of a hall, or take the one that is there."""
    path = chain_path(hall_id)
    if not path.exists():
        with suppress(FileExistsError):  # another window made it in the same moment
            keep_chain_key(hall_id, secrets.token_hex(32))
    return bytes.fromhex(key_in(path))


def keep_chain_key(hall_id: str, key: str) -> None:
    """Write a hall's chain key file anew. Raises Refusal for what is no key, FileExistsError if there is one."""
    write_key(chain_path(hall_id), _as_key(key, say("恢复单")))


def read_chain_key(hall_id: str) -> bytes | None:
    """The chain key of a hall; None where there is none. Raises Refusal for one that can't be read."""
    path = chain_path(hall_id)
    return bytes.fromhex(key_in(path)) if path.exists() else None


def read_key(settings: Mapping[str, Any]) -> str:
    """The key of an existing hall. Raises Refusal with the place it was looked for."""
    path = key_path(settings["id"])
    if not path.exists():
        raise Refusal(
            "hall.key-not-found",
            say("找不到大厅密钥 {path}", path=verbatim(path)),
            rule=say("数据加密存放，没有密钥打不开"),
            next=say("请把密钥文件放回原处，或用 COUNTER_KEY_FILE 指明"),
        )
    return key_in(path)


def key_in(path: Path) -> str:
    """The key that a file holds. Raises Refusal."""
    try:
        return _as_key(path.read_text("ascii"), say("密钥文件 {path} ", path=verbatim(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "hall.cannot-read-key-file",
            say("读不了密钥文件 {path}", path=verbatim(path)),
            rule=say("密钥文件只许本人读写（0600）"),
            next=say("请检查权限"),
        ) from error


def _as_key(text: str, where: str) -> str:
    key = text.strip().lower()
    if len(key) != 64 or any(c not in "0123456789abcdef" for c in key):
        raise Refusal(
            "hall.wrong-content",
            say("{where}内容不对", where=where),
            rule=say("密钥是 64 位十六进制数"),
            next=say("请按恢复单重新写入"),
        )
    return key
