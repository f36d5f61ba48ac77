"""`counter backup FILE`: a whole copy of hall.db, encrypted with the same key, made while the windows work on."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim


@click.command("backup", help=mark("备份（备份同样加密，密钥不在其中）"))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def command(door: Door, file: Path) -> None:
    """Write FILE (hall.db), FILE.files (files.db) and FILE.toml (settings), each whole or not at all; nothing is
    overwritten.
    """
    from counter.hall import Hall
    from counter.hall.files_out import new_path, write_new
    from counter.store import driver
    from counter.store.connection import copy_into

    targets = (file, file.with_name(file.name + ".files"))
    settings = file.with_name(file.name + ".toml")
    for target in (*targets, settings):
        if target.exists():
            raise Refusal(
                "export.file-exists",
                say("{target} 已经存在", target=verbatim(target)),
                rule=say("备份不覆盖任何文件"),
                next=say("请换一个文件名"),
            )
    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        for db, target in zip((hall.db, hall.files), targets, strict=True):
            with new_path(target, hall.grounds) as part:
                try:
                    copy_into(db, part)
                except driver.Error as error:
                    raise Refusal(
                        "backup.not-written",
                        say("备份没有写成（{error}）", error=error),
                        rule=say("备份写全才算数"),
                        next=say("请检查磁盘空间和写权限"),
                    ) from error
        write_new(settings, (hall.directory / "hall.toml").read_bytes(), hall.grounds)
    except OSError as error:
        raise Refusal(
            "backup.not-written",
            say("备份没有写成（{error}）", error=error),
            rule=say("备份写全才算数"),
            next=say("请检查磁盘空间和写权限"),
        ) from error
    finally:
        hall.close()
    tell(
        say(
            "已备份：{target}，{files}，{settings}（需与密钥文件一起保管，但不要放在一处；用 counter restore 恢复）",
            target=verbatim(targets[0]),
            files=verbatim(targets[1]),
            settings=verbatim(settings),
        )
    )
