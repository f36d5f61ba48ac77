"""`counter board`: the hall board, for a screen that everybody sees."""

from __future__ import annotations

import click

from counter.commands._door import Door
from counter.phrases.said import mark


@click.command("board", help=mark("大厅叫号屏（Ctrl+Q 退出）；数据读不到时说明自几点起未更新，恢复后自己接上"))
@click.option("--plain", is_flag=True, help=mark("朴素界面"))
@click.option("--station", default="", help=mark("只显示这个服务站的（写代码）"))
@click.pass_obj
def command(door: Door, plain: bool, station: str) -> None:
    """Open the board; it reads only, so nobody signs in."""
    from counter.hall.open import open_hall
    from screens.public.board import BoardApp

    open_hall(door.hall_dir, now=door.now).close()  # a wrong directory or key is said before the screen is taken
    BoardApp(door.hall_dir, door.now, plain, station.upper()).run()
