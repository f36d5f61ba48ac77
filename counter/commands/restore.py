"""`counter restore FILE DIR`: a hall from its backup, on a machine that may know nothing of it."""

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
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--key-sheet",
    type=click.Path(path_type=Path),
    help=mark("恢复单上的两把密钥（文本文件，先大厅密钥，后链密钥，各 64 位十六进制，可有空格）；没有密钥文件时用"),
)
@click.pass_obj
def command(door: Door, file: Path, directory: Path, key_sheet: Path | None) -> None:
    """Copy FILE, FILE.files and FILE.toml into an empty DIR, open them with the key, and look them over.

    The key file is made from the recovery sheet if there is none. What the site shows is written anew by `counter run`.
    """
    from counter.hall import Hall, keep_key, key_path, read_settings
    from counter.hall.checking import faults as faults_of
    from counter.hall.key import chain_path, keep_chain_key
    from counter.hall.proving import say_restored
    from counter.store import journal, rights

    parts = {
        "hall.db": file,
        "files.db": file.with_name(file.name + ".files"),
        "hall.toml": file.with_name(file.name + ".toml"),
    }
    for part in parts.values():
        if not part.is_file():
            raise Refusal(
                "backup.file-missing",
                say("缺少 {part}", part=verbatim(part)),
                rule=say("一份备份有三个文件：FILE、FILE.files、FILE.toml"),
                next=say("请把三个文件放在一起"),
            )
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refusal(
            "hall.exists-not-empty",
            say("{directory} 已经存在且不是空目录", directory=verbatim(directory)),
            rule=say("恢复不覆盖任何已有内容"),
            next=say("请换一个目录名"),
        )
    new_keys: list[Path] = []
    try:
        hall_id = read_settings(parts["hall.toml"])["id"]
        if key_sheet is not None:
            digits = "".join(key_sheet.read_text("utf-8").split())
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
    made: Path | None = None
    try:
        directory.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{directory.name}.part-", dir=directory.absolute().parent))
        for name, part in parts.items():
            shutil.copyfile(part, made / name)
            with (made / name).open("rb") as written:
                os.fsync(written.fileno())
        for folder in ("spool", "public", "inbox"):
            (made / folder).mkdir()
        rights.lay(made)  # `counter run` opens public/ and inbox/ to the site's group, where hall.toml names one
        hall = Hall.open(made)
        try:
            say_restored(hall, file.name)
            faults = list(faults_of(hall))
            entries = journal.last_seq(hall.db)
        finally:
            hall.close()
        if directory.exists():
            directory.rmdir()
        os.replace(made, directory)
        new_keys = []
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
            n=entries,
            state=(say("，发现 {n} 处问题，请看 counter check", n=len(faults)) if faults else say("，完好")),
        )
    )
    tell(say("备份之后窗口办的事不在其中；公开页由 counter run 重新写出"))
