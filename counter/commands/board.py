"""`counter board`: the hall board, for a screen that everybody sees."""

from __future__ import annotations

import shlex

import click

from counter.commands._door import Door
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim
from counter.rules.letters import visible


@click.command("board", help=mark("大厅叫号屏（Ctrl+Q 退出）；数据读不到时说明自几点起未更新，恢复后自己接上"))
@click.option("--plain", is_flag=True, help=mark("朴素界面"))
@click.option("--station", default="", help=mark("只显示这个服务站的（写代码）"))
@click.option(
    "--speak",
    default="",
    envvar="COUNTER_SPEAK",
    help=mark('每次叫号运行的播报程序（不经 shell，播报文字加在最后），例如 "espeak-ng -v cmn"；也可用 COUNTER_SPEAK'),
)
@click.pass_obj
def command(door: Door, plain: bool, station: str, speak: str) -> None:
    """Open the board; it reads only, so nobody signs in."""
    from counter.hall.open import open_hall
    from screens.public.board import BoardApp

    try:
        words = shlex.split(speak)
    except ValueError as error:
        raise Refusal(
            "board.program-not-readable",
            say("看不懂播报程序 {speak}", speak=verbatim(visible(speak))),
            rule=say("程序和参数用空格分开，有空格的加引号"),
            next=say("请改正，例如 {example}", example=verbatim('--speak "espeak-ng -v cmn"')),
        ) from error
    open_hall(door.hall_dir, now=door.now).close()  # a wrong directory or key is said before the screen is taken
    BoardApp(door.hall_dir, door.now, plain, station.upper(), words).run()
