"""`counter kiosk`: the machine at the door."""

from __future__ import annotations

import click

from counter.commands._door import Door
from counter.phrases.said import mark


@click.command("kiosk", help=mark("自助取号屏（Ctrl+Q 退出）"))
@click.option("--plain", is_flag=True, help=mark("朴素界面"))
@click.option("--station", default="", help=mark("放在这个服务站（写代码）"))
@click.pass_obj
def command(door: Door, plain: bool, station: str) -> None:
    """Open the kiosk; nobody signs in."""
    from counter.hall.open import open_hall
    from screens.shell.app import CounterApp

    open_hall(door.hall_dir, now=door.now).close()  # a wrong directory or key is said before the screen is taken
    CounterApp(
        door.hall_dir, now=door.now, plain=plain, place="kiosk", speaks=door.language, station=station.upper()
    ).run()
