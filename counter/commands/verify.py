"""`counter verify CODE`: is this receipt ours? The hall's key alone answers; the store is not asked."""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.phrases.said import mark


@click.command("verify", help=mark("验回执真伪：输入或扫描查询码（网址也行）"))
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, code: str, as_json: bool) -> None:
    """Say that the code is ours, or refuse with one of three plain answers."""
    from counter.acts.paper.verify import read
    from counter.hall import Hall

    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        show(read(hall, code), as_json)
    finally:
        hall.close()
