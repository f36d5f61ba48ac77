"""`counter staff add`: in a live hall a person without a given password gets one, shown once."""

from __future__ import annotations

import secrets
from typing import Any

import click

from counter.commands._door import Door, show
from counter.commands._secret import read_secret
from counter.commands._told import tell
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Role
from counter.rules.secret import NO_SECRET, Secret


@click.group(help=mark("人员：登记、到岗、离岗、口令"))
def group() -> None:
    """What gives out first passwords."""


@group.command("add", help=mark("登记人员；正式大厅里给一个初始口令，只显示这一次"))
@click.argument("code")
@click.option("--name", required=True, help=mark("姓名"))
@click.option(
    "--role",
    required=True,
    type=click.Choice([str(role) for role in Role if role is not Role.HALL]),
    help=mark("岗位：guide 导办、clerk 窗口人员、approver 审批人员、supervisor 值班主任、administrator 管理员"),
)
@click.option("--desk", help=mark("审批人员的审批台"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def add_command(door: Door, code: str, name: str, role: str, desk: str | None, as_json: bool) -> None:
    """Add a person; in a live hall with a first password that is shown this once."""
    from counter.acts.staff.accounts import add_staff

    hall = door.open()
    try:
        password = "" if hall.training else secrets.token_urlsafe(9)
        made = hall.do(
            add_staff,
            door.actor(hall, entry_of(add_staff)),
            code=code,
            name=name,
            role=Role(role),
            desk=desk,
            password=Secret(password),
        )
    finally:
        hall.close()
    if as_json:
        show({"made": made, "first_password": password}, True)
        return
    tell(made)
    if password:
        tell(
            say(
                "初始口令 {code}：{password}（只显示这一次，请本人登录后更换）",
                code=made.code,
                password=verbatim(password),
            )
        )


@group.command("password", help=mark("改自己的口令（问旧的、问两遍新的）；管理员重设别人的，给一个新的初始口令"))
@click.option("--staff", "whose", help=mark("管理员重设谁的口令；不写就是自己的"))
@click.pass_obj
def password_command(door: Door, whose: str | None) -> None:
    """Change one's own password, or give somebody a new first one."""
    from counter.acts.staff.accounts import set_password, staff_code

    target = staff_code(whose) if whose else ""
    hall = door.open()
    try:
        proven: dict[str, Any] = {}
        actor = door.actor(hall, entry_of(set_password), proven)
        if target and target != actor.staff:
            new = secrets.token_urlsafe(9)
            hall.do(set_password, actor, new=Secret(new), staff=target)
            tell(
                say(
                    "初始口令 {code}：{password}（只显示这一次，请本人登录后更换）", code=target, password=verbatim(new)
                )
            )
            return
        wished = read_secret(say("新口令（至少 8 个字符）"), "new_password", new=True)
        hall.do(set_password, actor, new=wished, password=proven.get("password", NO_SECRET))
        tell(say("口令已改"))
    finally:
        hall.close()


@group.command(
    "recover", help=mark("凭恢复单给管理员一个新的初始口令（没有人能登录时用）；没有用过的工号成为新的管理员")
)
@click.argument("code")
@click.option("--name", default="", help=mark("新管理员的姓名"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def recover_command(door: Door, code: str, name: str, as_json: bool) -> None:
    """Ask for the recovery sheet's key (or read it from COUNTER_SHEET_FILE), and give a new first password."""
    from counter.acts.staff.recovering import recover
    from counter.rules.access import HALL_ITSELF

    hall = door.open_store()
    try:
        hall.prove_sheet(read_secret(say("恢复单上的密钥（64 位，可有空格）"), "sheet"))
        password = secrets.token_urlsafe(9)
        made = hall.do(recover, HALL_ITSELF, code=code, password=Secret(password), name=name)
    finally:
        hall.close()
    if as_json:
        show({"made": made, "first_password": password}, True)
        return
    tell(made)
    tell(
        say(
            "初始口令 {code}：{password}（只显示这一次，请本人登录后更换）", code=made.code, password=verbatim(password)
        )
    )
