"""`counter restore SOURCE DIR`: a hall from its backup or running copy, on a machine that may know nothing of it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from counter.commands._door import Door
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim

if TYPE_CHECKING:
    from counter.hall.copying import Lost, Point


@click.command("restore", help=mark("从备份或随时复制恢复成一个新的大厅目录"))
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--key-sheet",
    type=click.Path(path_type=Path),
    help=mark("恢复单上的两把密钥（文本文件，先大厅密钥，后链密钥，各 64 位十六进制，可有空格）；没有密钥文件时用"),
)
@click.option("--to", "moment", help=mark("恢复到哪个时候（2026-11-28 10:32，大厅当地时间）；只用于随时复制"))
@click.option("--yes", is_flag=True, help=mark("不问，直接恢复"))
@click.option("--damaged", is_flag=True, help=mark("有问题也恢复（没有更好的备份时；仍以失败结束）"))
@click.pass_obj
def command(
    door: Door,
    source: Path,
    directory: Path,
    key_sheet: Path | None,
    moment: str | None,
    yes: bool,
    damaged: bool,
) -> None:
    """Make a hall of SOURCE in an empty DIR, open it with the key, and look it over. What it loses is said first. What
    isn't whole is not put there, unless asked for, and never ends well.

    The key file is made from the recovery sheet if there is none. What the site shows is written anew by `counter run`.
    """
    from counter.hall import Hall, backups, copying, keep_key, key_path, read_settings
    from counter.hall.key import chain_path, keep_chain_key
    from counter.hall.proving import check_may_write, say_restored
    from counter.store import driver

    if not source.exists():
        raise Refusal(
            "backup.file-missing",
            say("缺少 {part}", part=verbatim(source)),
            rule=say("备份的各部分要放在一起"),
            next=say("请把缺的找回来，或换一份备份"),
        )
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refusal(
            "hall.exists-not-empty",
            say("{directory} 已经存在且不是空目录", directory=verbatim(directory)),
            rule=say("恢复不覆盖任何已有内容"),
            next=say("请换一个目录名"),
        )
    found = copying.find(source)
    if moment is not None and not found:
        raise Refusal(
            "backup.no-running-copy",
            say("{source} 不是随时复制", source=verbatim(source)),
            rule=say("备份只有它那一刻"),
            next=say("请不加 --to，或指明随时复制的目录"),
        )
    listed = None if found else backups.read_list(source)
    new_keys: list[Path] = []
    made: Path | None = None
    try:
        try:
            settings = read_settings(found[-1] / "hall.toml" if found else backups.settings_of(source))
            if key_sheet is not None:
                hall_id, digits = settings["id"], "".join(key_sheet.read_text("utf-8").split())
                if not key_path(hall_id).exists():
                    keep_key(hall_id, digits[:64])
                    new_keys.append(key_path(hall_id))
                if digits[64:] and not chain_path(hall_id).exists():
                    keep_chain_key(hall_id, digits[64:])
                    new_keys.append(chain_path(hall_id))
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(
                "backup.sheet-unreadable", say("读不懂恢复单（{error}）", error=error), next=say("请核对文件")
            ) from error
        zone = ZoneInfo(settings["timezone"])
        directory.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{directory.name}.part-", dir=directory.absolute().parent))
        hall_made = made / "hall"
        hall_made.mkdir()
        faults: list[str] = []
        if found:
            at = _moment(moment, zone) if moment is not None else None
            point, key = _look_for(found, settings, at, made / "look")
            _say_what_is_lost(point.lost if at is not None else _lost(door, settings, point.seq), zone, yes)
            copying.lay_out(point, hall_made, key)
        else:
            faults = backups.lay_out(source, hall_made)
        hall = Hall.open(hall_made)
        try:
            check_may_write(hall)
            wrong, held = backups.look_over(hall, listed)
            faults += wrong
        finally:
            hall.close()
        if found and (held.seq, held.head) != (point.seq, point.head):
            faults.append(say("恢复到日志第 {seq} 条，应到第 {wanted} 条", seq=held.seq, wanted=point.seq))
        for fault in faults:
            tell(fault, err=True)
        if faults and not damaged:
            raise Refusal(
                "backup.not-whole",
                say("备份有 {n} 处问题，没有恢复", n=len(faults)),
                rule=say("恢复写全才算数"),
                next=say("请换一份备份；没有更好的，加 --damaged"),
            )
        if not found:
            _say_what_is_lost(_lost(door, settings, held.seq), zone, yes)
        if directory.exists():
            directory.rmdir()
        os.replace(hall_made, directory)
        new_keys = []
        hall = Hall.open(directory)
        try:
            say_restored(hall, source.name)
        finally:
            hall.close()
    except driver.DatabaseError as error:
        raise Refusal(
            "backup.not-readable",
            say("读不下去：{error}", error=error),
            rule=say("恢复写全才算数"),
            next=say("请换一份备份"),
        ) from error
    except OSError as error:
        raise Refusal(
            "backup.not-restored",
            say("没有恢复成（{strerror}）", strerror=error.strerror or error),
            rule=say("恢复写全才算数"),
            next=say("请检查磁盘空间和写权限"),
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        for new_key in new_keys:
            new_key.unlink()  # a sheet that doesn't fit must not stand in the way of the right one
    tell(
        say(
            "已恢复到 {directory}：日志 {n} 条{state}",
            directory=verbatim(directory),
            n=held.seq,
            state=(say("，发现 {n} 处问题，请看 counter check", n=len(faults)) if faults else say("，完好")),
        )
    )
    tell(say("备份之后窗口办的事不在其中；公开页由 counter run 重新写出"))
    if faults:
        raise SystemExit(1)


def _look_for(found: list[Path], settings: dict[str, Any], at: int | None, work: Path) -> tuple[Point, str | None]:
    """The state, and the key that opens its copy: the hall's, or one of before."""
    from counter.hall import copying, read_key
    from counter.hall.rotation import keys_for

    keys = [read_key(settings), *keys_for(settings)] if settings.get("cipher") else [None]
    trouble: Refusal | None = None
    for key in dict.fromkeys(keys):
        try:
            return copying.look_for(found, key, at, work), key
        except Refusal as refusal:
            shutil.rmtree(work, ignore_errors=True)
            if refusal.code != "store.key-not-open":
                raise
            trouble = trouble or refusal
    raise trouble or AssertionError


def _moment(text: str, zone: ZoneInfo) -> int:
    """The last millisecond of the minute (or second) that was named, in the hall's local time. Raises Refusal."""
    try:
        given = datetime.fromisoformat(text.strip().replace(" ", "T"))
    except ValueError:
        raise Refusal(
            "backup.no-moment",
            say("{text} 不是时间", text=verbatim(repr(text[:40]))),
            rule=say("写成 2026-11-28 10:32"),
            next=say("请改正"),
        ) from None
    whole = 1000 if text.count(":") > 1 else 60_000
    return int((given if given.tzinfo else given.replace(tzinfo=zone)).timestamp() * 1000) + whole - 1


def _lost(door: Door, settings: dict[str, Any], seq: int) -> Lost | None:
    """What the hall that stands here has and a restored one would not; None where it can't be read."""
    from counter.hall import Hall, read_settings
    from counter.hall.copying import Lost
    from counter.store import backups

    try:
        if read_settings(door.hall_dir / "hall.toml")["id"] != settings["id"]:
            return None
        hall = Hall.open(door.hall_dir)
    except Refusal:
        return None
    try:
        return Lost.of(backups.since(hall.db, seq))
    finally:
        hall.close()


def _say_what_is_lost(lost: Lost | None, zone: ZoneInfo, yes: bool) -> None:
    """Before anything is put anywhere; asks where something is lost. Raises Refusal where nobody can answer."""
    if lost is None or not lost.n:
        return
    nouns = "，".join(f"{noun} {count}" for noun, count in lost.nouns)
    tell(say("不在其中的有 {n} 项操作：{nouns}；最后几项：", n=lost.n, nouns=verbatim(nouns)), err=True)
    for seq, at, act, subject in lost.last:
        click.echo(f"  {seq}  {datetime.fromtimestamp(at / 1000, zone):%Y-%m-%d %H:%M:%S}  {act}  {subject}", err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refusal(
            "backup.nobody-agreed",
            say("没有人回答是否恢复"),
            rule=say("恢复前要知道会少掉什么"),
            next=say("请加 --yes，或在终端里运行"),
        )
    click.confirm(told(say("恢复？")), abort=True, err=True)
