"""`counter simulate`: N real window processes through a whole seeded day on one hall."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands._door import show
from counter.phrases.said import mark


@click.command("simulate", help=mark("多窗口模拟一整天：每个窗口一个真实进程，事后逐项核对"))
@click.option("--windows", type=click.IntRange(1, 200), default=8, show_default=True, help=mark("窗口进程数"))
@click.option("--tickets", type=click.IntRange(1, 100_000), default=400, show_default=True, help=mark("当天来的人数"))
@click.option("--seed", type=int, default=1, show_default=True, help=mark("随机种子：同一种子来同样的人"))
@click.option("--keep", type=click.Path(path_type=Path), help=mark("保留模拟的大厅在这个目录"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_context
def command(ctx: click.Context, windows: int, tickets: int, seed: int, keep: Path | None, as_json: bool) -> None:
    """Run, print, and end with 1 when anything that may never be has been seen."""
    from counter.simulate import simulate

    result = simulate(windows, tickets, seed, keep)
    show(result, as_json)
    ctx.exit(1 if result.double_calls or result.lost or result.numbers_repeated or result.invariants_broken else 0)
