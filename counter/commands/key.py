"""`counter key rotate`, `counter key prove`: another key for the hall while its windows work, and a sheet that is known
to be the key.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counter.commands._door import Door
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim


@click.group("key", help=mark("大厅密钥：更换、核对恢复单"))
def group() -> None:
    """The hall's key."""


@group.command("rotate", help=mark("换一把密钥：窗口照常，数据重新加密，印出新的恢复单"))
@click.pass_obj
def rotate_command(door: Door) -> None:
    """Encrypt the hall anew and print the new sheet; the old key stays beside for the backups of its time."""
    from counter.acts.premises.keys import rotate as act
    from counter.hall import key_path, rotation
    from counter.hall.act import check_access, entry_of

    hall = door.open_store()
    try:
        actor = door.actor(hall, entry_of(act))
        check_access(entry_of(act), actor)
        rotation.rotate(hall, actor)
        path = key_path(hall.settings["id"])
    except BlockingIOError:
        raise Refusal(
            "key.being-changed",
            say("另一个程序正在换密钥"),
            rule=say("一次只换一把"),
            next=say("请等它换完"),
        ) from None
    finally:
        hall.close()
    tell(say("密钥已换：{path}；旧密钥留在旁边，以前的备份要用", path=verbatim(path)))
    show_sheet(hall.settings["id"])


@group.command("sheet", help=mark("再给一次恢复单：显示在终端，或用一台打印机印一张（不排队，不留底）"))
@click.option("--printer", default="", help=mark("打印机，清单里的一台"))
@click.pass_obj
def sheet_command(door: Door, printer: str) -> None:
    """Show the sheet again, or print it once (who did is kept)."""
    from counter.acts.premises.keys import sheet as act
    from counter.hall.act import entry_of
    from counter.paper.recovery import print_sheet

    hall = door.open_store()
    try:
        actor = door.actor(hall, entry_of(act))
        if printer:
            tell(print_sheet(hall, actor, printer))
            return
        hall.do(act, actor)
        show_sheet(hall.settings["id"])
    finally:
        hall.close()


@group.command("prove", help=mark("核对恢复单：照单输入（或 --sheet 文件），与密钥比对，结果记入日志"))
@click.option("--sheet", type=click.Path(path_type=Path), help=mark("恢复单的文本文件"))
@click.pass_obj
def prove_command(door: Door, sheet: Path | None) -> None:
    """Hold a sheet against the key; it is kept whether it fits. Exit 1 where it doesn't."""
    from counter.acts.premises.keys import prove as act
    from counter.hall import rotation
    from counter.hall.act import check_access, entry_of

    hall = door.open_store()
    try:
        actor = door.actor(hall, entry_of(act))
        check_access(entry_of(act), actor)
        result = hall.do(act, actor, fits=rotation.sheet_is_key(hall, _typed(sheet)))
    finally:
        hall.close()
    tell(result, err=not result.fits)
    if not result.fits:
        raise SystemExit(1)


def _typed(sheet: Path | None) -> str:
    if sheet is not None:
        try:
            return sheet.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(
                "backup.sheet-unreadable", say("读不懂恢复单（{error}）", error=error), next=say("请核对文件")
            ) from error
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    return str(click.prompt(told(say("恢复单上的各位（大厅密钥，接着链密钥）")), hide_input=True, err=True))


def show_sheet(hall_id: str) -> None:
    """The sheet as `init` prints it."""
    from counter.hall.rotation import on_the_sheet

    tell(say("大厅编号 {id} 的恢复单（请抄写或打印后锁入保险柜；没有它，密钥文件丢失后数据无法打开）：", id=hall_id))
    for name, key in zip((say("大厅密钥"), say("链密钥（证明数据没有被改动）")), on_the_sheet(hall_id), strict=False):
        tell(name)
        for start in range(0, 64, 16):
            click.echo("    " + " ".join(key[start + i : start + i + 4] for i in range(0, 16, 4)))
