"""`counter init DIR [--training]`: a new hall, its key, and the recovery sheet."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.phrases.said import mark, say, verbatim

if TYPE_CHECKING:
    from counter.hall import Hall


@click.command("init", help=mark("建立大厅；--training 建演练大厅"))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--training", is_flag=True, help=mark("演练大厅：带部门、事项、人员，可拨时钟"))
@click.option("--waiting", type=click.IntRange(0, 200), default=0, help=mark("演练大厅里先有几个人取号等候"))
@click.option("--name", default="政务服务中心", help=mark("大厅名称"))
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=mark("正式大厅开始时用的目录数据（样子同 data/）"),
)
@click.option(
    "--site-group", default="", help=mark("网站用户的组：只读 public/，只写 inbox/（网站以另一个系统用户运行时）")
)
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(
    door: Door,
    directory: Path,
    training: bool,
    waiting: int,
    name: str,
    catalogue: Path | None,
    site_group: str,
    as_json: bool,
) -> None:
    """Make the hall; an ordinary one gets an administrator with a first password."""
    from counter.acts.premises.training import equip, train
    from counter.hall import Hall, key_path
    from counter.hall.create import finish
    from counter.hall.key import chain_path
    from counter.rules.access import HALL_ITSELF, Role
    from counter.rules.secret import Secret

    hall = Hall.create(directory, name=name, training=training, site_group=site_group, whole=False)
    try:
        if door.now is not None:
            hall.set_now(door.now)
        made = (
            hall.do(train, HALL_ITSELF)
            if training
            else hall.do(equip, HALL_ITSELF, catalogue=str(catalogue) if catalogue else None)
        )
        if training and waiting:
            people_waiting(hall, waiting)
        password = None
        if not training:
            from counter.acts.staff.accounts import add_staff

            password = secrets.token_urlsafe(9)
            hall.do(
                add_staff,
                HALL_ITSELF,
                code="admin",
                name="管理员",
                role=Role.ADMINISTRATOR,
                password=Secret(password),
            )
        path = key_path(hall.settings["id"])
        chain = chain_path(hall.settings["id"])
        keys = [one.read_text("ascii").strip() for one in (path, chain)]
    finally:
        hall.close()
    if as_json:
        first = {"administrator": "admin", "first_password": password} if password else {}
        more = {"chain_key_file": str(chain), "made": made, **first}
        show({"directory": str(directory), "training": training, "key_file": str(path), **more}, True)
    else:
        tell(say("大厅已建立：{directory}", directory=verbatim(directory)))
        if made:
            tell(made)
        tell(say("密钥文件：{path}（权限 0600，不在大厅目录内）", path=verbatim(path)))
        tell(say("链密钥文件：{path}（权限 0600，不在大厅目录内，也不进备份）", path=verbatim(chain)))
        tell(
            say(
                "大厅编号 {id} 的恢复单（请抄写或打印后锁入保险柜；没有它，密钥文件丢失后数据无法打开）：",
                id=hall.settings["id"],
            )
        )
        for name_of_it, key in zip((say("大厅密钥"), say("链密钥（证明数据没有被改动）")), keys, strict=True):
            tell(name_of_it)
            for start in range(0, 64, 16):
                click.echo("    " + " ".join(key[start + i : start + i + 4] for i in range(0, 16, 4)))
        if password:
            tell(say("首个管理员：工号 admin，口令 {password}（请登录后更换）", password=verbatim(password)))
    finish(directory)  # not before somebody has seen the sheet and the password


def people_waiting(hall: Hall, count: int) -> None:
    """Let people take tickets at the guide's desk, every third one for a bundle, some with priority."""
    from counter.acts.queue.taking import take
    from counter.store import staff

    guide = staff.actor(hall.db, "g1")
    for number in range(count):
        if number % 3 == 2:
            hall.do(take, guide, queue="bundle", matter="大学生就业创业落户")
        else:
            hall.do(
                take,
                guide,
                queue="general",
                class_="elderly" if number % 5 == 3 else "child" if number % 7 == 4 else "normal",
            )
