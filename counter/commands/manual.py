"""`counter manual`: the handbook, one page a job; printed, or written with its pictures into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands import _told
from counter.commands._door import Door
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import listed, mark, say, verbatim


@click.command("manual", help=mark("手册：一项工作一页（不写页名就列出各页）"))
@click.argument("page", required=False, default="")
@click.option("--to", "target", type=click.Path(path_type=Path), help=mark("连同图片写到这个新文件夹"))
@click.pass_obj
def command(door: Door, page: str, target: Path | None) -> None:
    """No hall is opened: the handbook is about the program."""
    from counter.manual import pages, write

    found = pages(_told.current)
    if target is not None:
        n = write(_told.current, target, door.grounds())
        tell(say("已写 {n} 个文件到 {target}", n=n, target=verbatim(target)))
    elif not page:
        for one in found:
            click.echo(f"{one.name:12} {one.title}")
    else:
        chosen = next((one for one in found if one.name == page), None)
        if chosen is None:
            raise Refusal(
                "manual.no-such-page",
                say("手册里没有 {page}", page=verbatim(page[:40])),
                next=say("可选：{names}", names=listed(verbatim(one.name) for one in found)),
            )
        click.echo("\n".join((chosen.title, "", *chosen.lines())))
