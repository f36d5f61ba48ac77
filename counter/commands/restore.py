"""`counter restore SOURCE DIR`: a hall from its backup, on a machine that may know nothing of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim


@click.command("restore", help=mark("从备份恢复成一个新的大厅目录"))
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--key-sheet",
    type=click.Path(path_type=Path),
    help=mark("恢复单上的密钥（文本文件，64 位十六进制，可有空格）；没有密钥文件时用"),
)
@click.option("--damaged", is_flag=True, help=mark("有问题也恢复（没有更好的备份时；仍以失败结束）"))
@click.pass_obj
def command(door: Door, source: Path, directory: Path, key_sheet: Path | None, damaged: bool) -> None:
    """Lay SOURCE out in an empty DIR, open it with the key, and look it over. What isn't whole is not put there, unless
    asked for, and never ends well.

    The key file is made from the recovery sheet if there is none. What the site shows is written anew by `counter run`.
    """
    from counter.hall import Hall, backups, keep_key, key_path, read_settings

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
    listed = backups.read_list(source)
    new_key: Path | None = None
    try:
        hall_id = read_settings(backups.settings_of(source))["id"]
        if key_sheet is not None and not key_path(hall_id).exists():
            keep_key(hall_id, "".join(key_sheet.read_text("utf-8").split()))
            new_key = key_path(hall_id)
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "backup.sheet-unreadable", say("读不懂恢复单（{error}）", error=error), next=say("请核对文件")
        ) from error
    made: Path | None = None
    try:
        directory.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{directory.name}.part-", dir=directory.absolute().parent))
        faults = backups.lay_out(source, made)
        hall = Hall.open(made)
        try:
            found, held = backups.look_over(hall, listed)
            faults += found
        finally:
            hall.close()
        for fault in faults:
            tell(fault, err=True)
        if faults and not damaged:
            raise Refusal(
                "backup.not-whole",
                say("备份有 {n} 处问题，没有恢复", n=len(faults)),
                rule=say("恢复写全才算数"),
                next=say("请换一份备份；没有更好的，加 --damaged"),
            )
        if directory.exists():
            directory.rmdir()
        os.replace(made, directory)
        new_key = None
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
        if new_key is not None:
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
