"""`counter start DIR`: a live hall's first start, step by step on a screen; again after a break it goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counter.commands._door import Door
from counter.errors import Refusal
from counter.phrases.said import mark, say


@click.command("start", help=mark("第一次开厅：建立大厅，在屏幕上一步步做完；中断后再来，接着做"))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--name", default="政务服务中心", help=mark("大厅名称，以后还可以改"))
@click.option("--plain", is_flag=True, help=mark("朴素界面"))
@click.pass_obj
def command(door: Door, directory: Path, name: str, plain: bool) -> None:
    """Make the hall if there is none, and open the guide through its first start."""
    from counter.acts.premises.training import equip
    from counter.hall import Hall
    from counter.rules.access import HALL_ITSELF
    from screens.shell.app import CounterApp

    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise Refusal(
            "command.no-terminal",
            say("这里没有终端，打不开窗口界面"),
            next=say("请在终端里运行，或用 counter --help 看命令"),
        )
    if (directory / "hall.toml").exists():
        hall = Hall.open(directory)  # a wrong directory or key is said before the screen is taken
        hall.close()
        if hall.training:
            raise Refusal(
                "command.training-needs-no-start",
                say("演练大厅已经布置好了"),
                rule=say("开厅是正式大厅的第一步"),
                next=say("请直接打开，或另建正式大厅"),
            )
    else:
        hall = Hall.create(directory, name=name)
        try:
            hall.do(equip, HALL_ITSELF)
        finally:
            hall.close()
    CounterApp(directory, plain=plain, place="start", speaks=door.language).run()
