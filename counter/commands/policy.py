"""`counter policy load FILE`: what an older policy.toml says, the difference first."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from pathlib import Path

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim

LARGEST = 1_000_000
"""Bytes of a policy file."""


@click.group("policy", help=mark("成文规则的值：看、改、改回、经过；从旧的 policy.toml 载入"))
def group() -> None:
    """What of the policy asks before it writes; the other acts come from the registry."""


@group.command("load", help=mark("载入旧的 policy.toml：先看差别，问过再一次写入"))
@click.argument("document", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=mark("不问，直接载入"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def load_command(door: Door, /, document: Path, yes: bool, as_json: bool) -> None:
    """Read the file here, show what it would change, ask, then set all of it at once."""
    from counter.acts.premises.policy import compare, load

    file, data = document, _bytes(document)
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(
            "policy.file-unreadable",
            say("读不懂 {file}（{error}）", file=verbatim(file), error=verbatim(str(error)[:200])),
            rule=say("规则文件是 UTF-8 的 TOML，样子见 data/policy.toml"),
            next=say("请改正后再载入"),
        ) from error
    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(load))
        difference = hall.ask(compare, actor, document=said)
        if not as_json:
            for line in (*difference.changes, *difference.left_out):
                tell(line, err=True)
        if not yes:
            if not sys.stdin.isatty():
                raise Refusal(
                    "policy.nobody-agreed",
                    say("没有人回答是否载入（{difference}）", difference=str(difference)),
                    rule=say("载入前要看过差别"),
                    next=say("请加 --yes，或在终端里运行"),
                )
            click.confirm(told(say("{difference}。载入？", difference=difference)), abort=True, err=True)
        done = hall.do(load, actor, document=said, sha256=hashlib.sha256(data).hexdigest())
        show({"changed": done, "left_out": difference.left_out} if as_json else done, as_json)
    finally:
        hall.close()


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as held:
            data = held.read(LARGEST + 1)
    except OSError as error:
        raise Refusal(
            "policy.file-missing",
            say("打不开 {file}（{why}）", file=verbatim(file), why=verbatim(error.strerror or "")),
            next=say("请核对路径和读权限"),
        ) from error
    if len(data) > LARGEST:
        raise Refusal(
            "policy.file-too-large", say("{file} 太大", file=verbatim(file)), next=say("请核对是不是这个文件")
        )
    return data
