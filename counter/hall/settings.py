"""What a hall is set to: hall.toml, and the written policy of data/policy.toml with the hall's own values over it."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from counter import HOUSE
from counter.errors import Next, Refusal
from counter.phrases.said import mark, say, verbatim

if TYPE_CHECKING:
    from counter.rules.policy import Policy

T = TypeVar("T")

DATA = HOUSE / "data"
"""Where the files without code lie (catalogue, calendar, policy, phrases)."""
HALF_MADE = "half-made"
"""Lies in a hall's directory from its first file to its last act; it holds the hall's id."""


def check_open_to_us(directory: Path) -> None:
    """Raises Refusal where the hall belongs to another user of the system."""
    try:
        ours = not os.path.isdir(directory) or os.access(directory, os.R_OK | os.X_OK)
        os.stat(directory)
    except PermissionError:
        ours = False
    except OSError:
        return  # whatever else is wrong with it is said where it is read
    if not ours:
        raise Refusal(
            "hall.of-another-user",
            say("这个系统用户打不开 {directory}", directory=verbatim(directory)),
            rule=say("大厅目录和密钥只归大厅自己的系统用户"),
            next=say("窗口请写接入口（hall.sock）的路径作大厅；管大厅的命令请以大厅用户运行"),
        )


def read_settings(file: Path) -> dict[str, Any]:
    """What hall.toml says. Raises Refusal where there is none, or what every hall needs is not in it."""
    try:
        settings = _toml(file)
    except FileNotFoundError:
        raise Refusal(
            "hall.no-hall-folder",
            say("{parent} 不是一个大厅目录", parent=verbatim(file.parent)),
            next=Next.by("init", say("请指定大厅目录，或先建立大厅"), directory=None),
        ) from None
    for name in ("id", "name", "timezone"):
        if not isinstance(settings.get(name), str) or not settings[name].strip():
            raise Refusal(
                "hall.not-say",
                say("{file} 里没有写 {name}", file=verbatim(file), name=name),
                rule=say("大厅设置要有 id、name、timezone，都是带引号的文字"),
                next=say("请照备份里的 .toml 补上"),
            )
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", settings["id"]):
        raise Refusal(
            "hall.id-not-right",
            say("{file} 里的 id 不对", file=verbatim(file)),
            rule=say("大厅编号只有字母、数字和 -"),
            next=say("请照备份里的 .toml 改正"),
        )
    try:
        ZoneInfo(settings["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal(
            "hall.timezone-not-right",
            say("{file} 里的 timezone 写得不对", file=verbatim(file)),
            rule=say("时区用 IANA 的名字"),
            next=say("请改正，例如 Asia/Shanghai"),
        ) from error
    return settings


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {file}（{error}）", file=verbatim(file), error=error),
            next=say("请检查文件内容和读权限"),
        ) from error


def written_policy() -> dict[str, Any]:
    """What data/policy.toml says, section by section."""
    return _toml(DATA / "policy.toml")


def read_policy(own: Mapping[str, Any]) -> Policy:
    """data/policy.toml with a hall's own values (by their names with dots) over it.

    An own value that may not stand there any more (a newer program has narrower bounds) gives way to the written one.
    """
    from counter.rules.policy import ClockPolicy, IntakePolicy, Policy, QueuePolicy, StaffPolicy
    from counter.rules.policy_values import flat, nested

    written = written_policy()
    good = nested(_acceptable(own, flat(written)))

    def section(kind: type[T]) -> T:
        name = kind.__name__.removesuffix("Policy").lower()
        return _section(kind, written[name], good.get(name, written[name]), name, DATA / "policy.toml")

    return Policy(section(QueuePolicy), section(ClockPolicy), section(IntakePolicy), section(StaffPolicy))


def _acceptable(own: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    from counter.rules.policy_values import at_odds, place_of, read_value

    found = {}
    for name, value in own.items():
        place = place_of(name, written)
        try:
            found.update({name: read_value(place, value)} if place is not None else {})
        except ValueError:
            continue
    return {} if at_odds({**written, **found}) else found


SAME_KIND = mark("每个值的种类与 data/policy.toml 里的一样")


def _wrong(file: Path, where: str, rule: str, example: Any) -> Refusal:
    return Refusal(
        "catalogue.not-right",
        say("{path} 里的 {wrong} 写得不对", path=verbatim(file), wrong=where),
        rule=rule,
        next=say(
            "请改正，例如 {name} = {example}",
            name=verbatim(where.rpartition(".")[2]),
            example=verbatim(repr(example)),
        ),
    )


def _section(kind: type[T], written: Mapping[str, Any], own: Any, where: str, file: Path) -> T:
    """A section: a hall's own values over the written ones, name by name; names that nobody knows are left out."""
    if not isinstance(own, dict):
        raise _wrong(file, where, SAME_KIND, written)
    return kind(
        **{
            name: _value(inner, written[name], own.get(name, written[name]), f"{where}.{name}", file)
            for name, inner in kind.__annotations__.items()
        }
    )


def _value(kind: Any, written: Any, own: Any, where: str, file: Path) -> Any:
    """A hall's own value as one of `kind`. A whole number loses its fraction; a mapping takes its own names over the
    written ones.
    """
    if kind in (int, float):
        if isinstance(own, bool) or not isinstance(own, (int, float)) or not math.isfinite(own):
            raise _wrong(file, where, SAME_KIND, written)
        return int(own) if kind is int else own
    if kind is str:
        if not isinstance(own, str):
            raise _wrong(file, where, SAME_KIND, written)
        return own
    if typing.get_origin(kind) is not Mapping:
        return _section(kind, written, own, where, file)
    if not isinstance(own, dict):
        raise _wrong(file, where, SAME_KIND, written)
    inner = typing.get_args(kind)[1]
    new = {} if typing.get_origin(inner) is Mapping else next(iter(written.values()), "name")
    return {
        name: _value(inner, written.get(name, new), value, f"{where}.{name}", file)
        for name, value in {**written, **own}.items()
    }


def settings_with(directory: Path, **values: str) -> str:
    """The words of hall.toml with some lines changed; what else stands there stays."""
    text = (directory / "hall.toml").read_text("utf-8-sig")
    for name, value in values.items():
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        lines = text.rstrip("\n").split("\n")
        there = [place for place, kept in enumerate(lines) if re.match(rf"{name}\s*=", kept)]
        place = there[0] if there else len(lines)
        lines[place : place + 1] = [line]
        text = "\n".join(lines) + "\n"
    return text


def write_settings(directory: Path, text: str) -> None:
    """Put a new hall.toml in the old one's place, whole or not at all."""
    file = directory / "hall.toml"
    fresh = file.with_name(f".hall.toml.{os.getpid()}.new")
    with open(fresh, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    shutil.copymode(file, fresh)
    os.replace(fresh, file)
