"""`counter hall arrange PLAN.toml`: queues, windows, departments and staff of a hall from one written plan."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim
from counter.rules.secret import Secret


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
    from counter.acts.premises.planning import arrange, read_plan
    from counter.acts.staff.accounts import staff_code

    wished = read_plan(plan)
    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(arrange))
        first: dict[str, str] = {}
        for entry in wished.get("staff", []) if isinstance(wished.get("staff"), list) else []:
            if isinstance(entry, dict) and "password" not in entry and not hall.training:
                code = staff_code(str(entry.get("code", "")))  # of who is there already it is not taken
                first[code] = secrets.token_urlsafe(9)
                entry["password"] = Secret(first[code])
        seen = ""
        if not yes:
            would = hall.do(arrange, actor, plan=wished, rehearse=True)
            tell(would, err=True)
            if not sys.stdin.isatty():
                raise Refusal(
                    "hall.nobody-agreed-plan",
                    say("没有人回答是否布置"),
                    rule=say("布置前要看过方案"),
                    next=say("请加 --yes，或在终端里运行"),
                )
            click.confirm(told(say("照这样布置？")), abort=True, err=True)
            seen = would.seen
        done = hall.do(arrange, actor, plan=wished, seen=seen)
        made = {one.code for one in done.placed if one.new and one.what == "人员"}
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


@group.command("confirm-sheet", help=mark("核对恢复单：照抄下来的纸输回其中两组"))
@click.pass_obj
def confirm_command(door: Door) -> None:
    """Have two groups of the recovery sheet typed back, and note that it was."""
    from counter.acts.premises.beginning import confirm_sheet
    from counter.commands._secret import read_secret
    from counter.hall.key import read_key

    hall = door.open_store()
    try:
        actor = door.actor(hall, entry_of(confirm_sheet))
        key = read_key(dict(hall.settings))
        for place in sorted(secrets.SystemRandom().sample(range(16), 2)):
            given = read_secret(say("第 {number} 组", number=place + 1), f"group_{place + 1}")
            if given.reveal().strip().lower() != key[place * 4 : place * 4 + 4]:
                raise Refusal(
                    "hall.sheet-other",
                    say("和恢复单不一样"),
                    rule=say("恢复单要抄得一字不差"),
                    next=say("请照抄下来的输入"),
                )
        tell(hall.do(confirm_sheet, actor))
    finally:
        hall.close()
