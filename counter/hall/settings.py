"""What a hall is set to: hall.toml, and the written policy of data/policy.toml with the hall's own values over it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from counter.errors import Refusal

DATA = Path(__file__).resolve().parents[2] / "data"
"""Where the files without code lie (catalogue, calendar, policy, phrases)."""


def read_settings(file: Path) -> dict[str, Any]:
    """What hall.toml says. Raises Refusal where there is none, or what every hall needs is not in it."""
    try:
        settings = _toml(file)
    except FileNotFoundError:
        raise Refusal(
            f"{file.parent} 不是一个大厅目录", "", "请用 --hall 指定目录，或先运行 counter init DIR"
        ) from None
    for name in ("id", "name", "timezone"):
        if not isinstance(settings.get(name), str) or not settings[name].strip():
            raise Refusal(
                f"{file} 里没有写 {name}",
                "大厅设置要有 id、name、timezone，都是带引号的文字",
                "请照备份里的 .toml 补上",
            )
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", settings["id"]):
        raise Refusal(f"{file} 里的 id 不对", "大厅编号只有字母、数字和 -", "请照备份里的 .toml 改正")
    try:
        ZoneInfo(settings["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal(f"{file} 里的 timezone 写得不对", "时区用 IANA 的名字", "请改正，例如 Asia/Shanghai") from error
    return settings


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"读不了 {file}（{error}）", "", "请检查文件内容和读权限") from error


def read_policy(directory: Path) -> dict[str, Any]:
    """data/policy.toml, overlaid by policy.toml in the hall's directory."""
    own = directory / "policy.toml"
    return _overlaid(_toml(DATA / "policy.toml"), _toml(own) if own.exists() else {}, own)


def _overlaid(policy: dict[str, Any], own: dict[str, Any], file: Path, section: str = "") -> dict[str, Any]:
    """The written policy with a hall's own values in the place of its own, section by section. Raises Refusal for a value of
    another kind than the one whose place it takes.
    """
    merged = dict(policy)
    for name, value in own.items():
        there = policy.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[name] = _overlaid(there, value, file, f"{section}{name}.")
            continue
        number = isinstance(there, (int, float)) and isinstance(value, (int, float)) and not isinstance(value, bool)
        if there is not None and type(there) is not type(value) and not number:
            raise Refusal(
                f"{file} 里的 {section}{name} 写得不对",
                "每个值的种类与 data/policy.toml 里的一样",
                f"请改正，例如 {name} = {there!r}",
            )
        merged[name] = value
    return merged
