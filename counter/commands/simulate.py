"""`counter simulate`: N real window processes through a whole seeded day on one hall."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.phrases.said import mark


@click.command("simulate", help=mark("多窗口模拟一整天：每个窗口一个真实进程，事后逐项核对"))
@click.option("--windows", type=click.IntRange(1, 200), default=8, show_default=True, help=mark("窗口进程数"))
@click.option("--tickets", type=click.IntRange(1, 100_000), default=400, show_default=True, help=mark("当天来的人数"))
@click.option("--seed", type=int, default=1, show_default=True, help=mark("随机种子：同一种子来同样的人"))
@click.option("--keep", type=click.Path(path_type=Path), help=mark("保留模拟的大厅在这个目录"))
@click.option(
    "--live", is_flag=True, help=mark("在 --hall 的演练大厅里实时演：窗口人员和来人由程序扮演，人来当值班主任")
)
@click.option("--minutes", type=float, default=30.0, show_default=True, help=mark("实时演几分钟（--live）"))
@click.option("--faster", type=float, default=20.0, show_default=True, help=mark("办理快几倍（--live）"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_context
def command(
    ctx: click.Context,
    windows: int,
    tickets: int,
    seed: int,
    keep: Path | None,
    live: bool,
    minutes: float,
    faster: float,
    as_json: bool,
) -> None:
    """Run, print, and end with 1 when anything that may never be has been seen."""
    if live:
        play(ctx.obj, windows, seed, minutes, faster)
        return
    from counter.simulate import simulate

    result = simulate(windows, tickets, seed, keep)
    show(result, as_json)
    ctx.exit(1 if result.double_calls or result.lost or result.numbers_repeated or result.invariants_broken else 0)


def play(door: Door, windows: int, seed: int, minutes: float, faster: float) -> None:
    """Play a day in the hall of the command line until it is over or stopped (Ctrl+C)."""
    from counter.hall import Hall
    from counter.living import live

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        tell(live(hall, windows, seed, minutes, faster, tell, stop))
    finally:
        hall.close()
