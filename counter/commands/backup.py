"""`counter backup DIR`: everything of a hall but its keys, encrypted, while the windows work on; `backup prove DIR`:
a drill.
"""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import mark, say


class Backups(click.Group):
    """`counter backup DIR` is `counter backup make DIR`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["make", *args]
        return super().resolve_command(ctx, args)


group = Backups("backup", help=mark("备份（同样加密，密钥不在其中）、试恢复、自动备份"))


@group.command("make", help=mark("备份到一个新目录（同样加密，密钥不在其中）"))
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def make_command(door: Door, place: Path, as_json: bool) -> None:
    """A new folder with hall.db, files.db, settings and the waiting inbox, whole or not at all; who made it is kept."""
    from counter.acts.premises.copies import keep, make
    from counter.hall.act import entry_of

    hall = door.open_store()
    try:
        show(make(hall, door.actor(hall, entry_of(keep)), place.absolute()), as_json)
    finally:
        hall.close()


@group.command("prove", help=mark("试恢复一份备份：在临时目录恢复、检查、对日志，结果记入日志"))
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def prove_command(door: Door, place: Path, as_json: bool) -> None:
    """Restore it into a folder that is removed again, look it over, compare it with its list and the hall's journal."""
    from counter.acts.premises.copies import prove, proven
    from counter.hall.act import entry_of

    hall = door.open_store()
    try:
        result = prove(hall, door.actor(hall, entry_of(proven)), place.absolute())
    finally:
        hall.close()
    show(result, as_json)
    for fault in () if as_json else result.faults:
        tell(fault, err=True)
    if result.faults:
        raise SystemExit(1)


@group.command("follow", help=mark("随时复制：每项操作一秒内复制到 backup arrange 定的目录（counter run 会自己开）"))
@click.option("--while-pid", type=int, help=mark("这个进程结束后自己也结束"))
@click.pass_obj
def follow_command(door: Door, while_pid: int | None) -> None:
    """Copy every act within a second, until stopped."""
    import signal
    import threading

    from counter.commands.run import alive, only_one
    from counter.errors import Next
    from counter.hall.copying import follow
    from counter.store import backups as store
    from counter.store import driver
    from counter.store.connection import trouble_of

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    hall = door.open_store()
    plan = store.plan(hall.db, "follow")
    hall.close()
    if plan is None:
        raise Refusal(
            "backup.no-copy-arranged",
            say("没有定随时复制到哪里"),
            rule=say("复制到哪里由管理员定，记入日志"),
            next=Next.by("backup.arrange", say("请先定目录"), folder=None, what="follow"),
        )
    try:
        with only_one(door.hall_dir, "follow"):
            follow(door.hall_dir, plan, lambda: not stop.is_set() and (while_pid is None or alive(while_pid)))
    except (OSError, driver.Error) as error:
        if "not a database" in str(error):
            raise SystemExit(0) from error  # encrypted anew: a copy under the new key is begun by whoever started this
        raise (isinstance(error, driver.DatabaseError) and trouble_of(error)) or Refusal(
            "backup.copy-stopped",
            say("随时复制停了（{error}）", error=error),
            rule=say("大厅的其他工作照常"),
            next=say("请检查复制目录所在的磁盘"),
        ) from error
