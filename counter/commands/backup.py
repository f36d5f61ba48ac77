"""`counter backup DIR`: everything of a hall but its keys, encrypted, while the windows work on; `backup prove DIR`:
a drill.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import mark, say

if TYPE_CHECKING:
    from counter.acts.premises.copies import BackedUp, Proven
    from counter.hall import Hall
    from counter.rules.access import Actor


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
    from counter.acts.premises.copies import keep
    from counter.hall.act import entry_of

    hall = door.open_store()
    try:
        show(make(hall, door.actor(hall, entry_of(keep)), place.absolute()), as_json)
    finally:
        hall.close()


def make(hall: Hall, actor: Actor, place: Path) -> BackedUp:
    """Write a backup and keep that it was made. Raises Refusal."""
    from counter.acts.premises.copies import keep
    from counter.hall import backups
    from counter.hall.act import check_access, entry_of

    check_access(entry_of(keep), actor)
    backups.write(hall, place)
    return hall.do(keep, actor, place=str(place))


@group.command("prove", help=mark("试恢复一份备份：在临时目录恢复、检查、对日志，结果记入日志"))
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def prove_command(door: Door, place: Path, as_json: bool) -> None:
    """Restore it into a folder that is removed again, look it over, compare it with its list and the hall's journal."""
    from counter.acts.premises.copies import proven
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


def prove(hall: Hall, actor: Actor, place: Path) -> Proven:
    """Hold a drill and keep what it found. Raises Refusal."""
    from counter.acts.premises.copies import proven
    from counter.hall import backups
    from counter.hall.act import check_access, entry_of

    check_access(entry_of(proven), actor)
    if backups.read_list(place) is None:
        raise Refusal(
            "backup.too-old-to-prove",
            say("这份备份没有清单"),
            rule=say("旧程序的备份只能恢复后检查"),
            next=say("请重新备份，或用 counter restore 恢复到别处看"),
        )
    try:
        faults, _, _ = backups.prove(hall, place)
    except Refusal as refusal:
        faults = [refusal.message]
    return hall.do(proven, actor, place=str(place), faults=tuple(faults))
