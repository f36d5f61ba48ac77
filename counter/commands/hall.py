"""`counter hall arrange PLAN.toml`: queues, windows, departments and staff of a hall from one written plan."""

from __future__ import annotations

import secrets
import sys
import tomllib
from pathlib import Path
from typing import Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim
from counter.rules.secret import Secret

LARGEST_PLAN = 1_000_000
"""Bytes of a plan; a hall of a thousand people needs a tenth of it."""


@click.group(help=mark("大厅布置：队列、窗口、部门、人员"))
def group() -> None:
    """What lays a hall out."""


@group.command(
    "arrange",
    help=mark(
        "照方案（TOML，样子见 data/training.toml）布置大厅：先说要做什么，问过再一次写入；新人员的初始口令只显示这一次"
    ),
)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=mark("不问，直接布置"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def arrange_command(door: Door, plan: Path, yes: bool, as_json: bool) -> None:
    """Say what the plan holds, ask, then write all of it at once; first passwords are shown this once."""
    from counter.acts.premises.arranging import arrange
    from counter.acts.staff.accounts import staff_code
    from counter.store import staff

    wished = read_plan(plan)
    hall = door.open_store()
    try:
        actor = door.actor(hall, entry_of(arrange))
        first: dict[str, str] = {}
        for entry in wished.get("staff", []) if isinstance(wished.get("staff"), list) else []:
            if isinstance(entry, dict) and "password" not in entry and not hall.training:
                code = staff_code(str(entry.get("code", "")))
                if not staff.known(hall.db, code):
                    first[code] = secrets.token_urlsafe(9)
                    entry["password"] = Secret(first[code])
        if not yes:
            if not sys.stdin.isatty():
                raise Refusal(
                    "hall.nobody-agreed-plan",
                    say("没有人回答是否布置"),
                    rule=say("布置前要看过方案"),
                    next=say("请加 --yes，或在终端里运行"),
                )
            counts = "，".join(
                say("{name} {n} 条", name=name, n=len(entries))
                for name, entries in wished.items()
                if isinstance(entries, list)
            )
            click.confirm(told(say("方案有 {counts}；不在方案里的不动。布置？", counts=counts)), abort=True, err=True)
        done = hall.do(arrange, actor, plan=wished)
        made = {one.code for one in done.placed if one.what == "人员"}
        first = {code: password for code, password in first.items() if code in made}
        if as_json:
            show({"arranged": done, "first_passwords": first}, True)
            return
        tell(done)
        for code, password in first.items():
            tell(
                say(
                    "初始口令 {code}：{password}（只显示这一次，请本人登录后更换）",
                    code=code,
                    password=verbatim(password),
                )
            )
    finally:
        hall.close()


def read_plan(file: Path) -> dict[str, Any]:
    """A plan file. Raises Refusal that says what is wrong with it."""
    try:
        if file.stat().st_size > LARGEST_PLAN:
            raise Refusal(
                "hall.file-too-large",
                say("{file} 太大", file=verbatim(file)),
                rule=say("方案最多 {largest_plan} KB", largest_plan=LARGEST_PLAN // 1000),
                next=say("请分开写"),
            )
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Refusal(
            "hall.file-missing",
            say("没有文件 {file}", file=verbatim(file)),
            rule=say("方案是一个 TOML 文件"),
            next=say("请核对路径；样子见 data/training.toml"),
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(
            "hall.file-unreadable",
            say("读不懂 {file}（{error}）", file=verbatim(file), error=error),
            rule=say("方案是 UTF-8 的 TOML"),
            next=say("请照 data/training.toml 改正"),
        ) from error
