"""`counter board`: the hall board, for a screen that everybody sees."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands._door import Door
from counter.commands.voice import INTO, SPEAK, voice_named
from counter.phrases.said import mark


@click.command("board", help=mark("大厅叫号屏（Ctrl+Q 退出）；数据读不到时说明自几点起未更新，恢复后自己接上"))
@click.option("--plain", is_flag=True, help=mark("朴素界面"))
@click.option("--station", default="", help=mark("只显示这个服务站的（写代码）"))
@click.option("--speak", is_flag=False, flag_value="auto", default="", envvar="COUNTER_SPEAK", help=SPEAK)
@click.option("--speak-to", type=click.Path(path_type=Path), default=None, help=INTO)
@click.pass_obj
def command(door: Door, plain: bool, station: str, speak: str, speak_to: Path | None) -> None:
    """Open the board; it reads only, so nobody signs in."""
    from counter.hall.open import open_hall
    from screens.public.board import BoardApp

    voice = voice_named(door, speak or "auto", speak_to) if speak or speak_to else None
    open_hall(door.hall_dir, now=door.now).close()  # a wrong directory or key is said before the screen is taken
    BoardApp(door.hall_dir, door.now, plain, station.upper(), voice).run()
