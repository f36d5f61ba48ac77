"""`counter keep --socket PATH`: the process that holds the hall's store and key, and the door for everybody else.

Windows, desks and boards run as other system users with `counter --hall PATH`. The chores (`counter run`) are done by a
process beside it, which is begun again should it end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.phrases.said import mark, say, verbatim

CHORES_AGAIN_S = 2.0
"""How long after their end the chores are begun again."""


@click.command("keep", help=mark("保管大厅：唯一持有数据和密钥的进程，窗口经套接字办理"))
@click.option("--socket", "path", type=click.Path(path_type=Path), required=True, help=mark("窗口接入的套接字"))
@click.option("--group", default="", help=mark("窗口用户所在的系统用户组"))
@click.option("--readers", default=2, show_default=True, type=click.IntRange(1, 16), help=mark("查询进程数"))
@click.option("--alone", is_flag=True, help=mark("不带后台（counter run）"))
@click.pass_obj
def command(door: Door, path: Path, group: str, readers: int, alone: bool) -> None:
    """Serve until stopped (Ctrl+C, SIGTERM)."""
    from counter.hall.keeper import Keeper
    from counter.hall.keeper.keeper import listen_at

    listener = listen_at(path, group)
    try:
        keeper = Keeper(door.hall_dir, listener, now=door.now, readers=readers)
    except BaseException:
        listener.close()
        _forget(path)
        raise
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: keeper.stop())
    ended = threading.Event()
    if not alone:
        threading.Thread(target=_chores, args=(door, ended), daemon=True).start()
    tell(say("{name}：在 {path} 接待窗口", name=keeper.hall.settings["name"], path=verbatim(str(path))), err=True)
    try:
        keeper.serve()
    finally:
        ended.set()
        _forget(path)


def _forget(path: Path) -> None:
    """Take the socket away, unless the system holds it for the next keeper."""
    if "LISTEN_FDS" not in os.environ:
        path.unlink(missing_ok=True)


def _chores(door: Door, ended: threading.Event) -> None:
    """Keep `counter run` going until the keeper ends (it watches this process and ends with it)."""
    words = [sys.executable, "-m", "counter", "--hall", str(door.hall_dir)]
    if door.now is not None:
        words += ["--now", door.now.isoformat()]
    while not ended.is_set():
        with subprocess.Popen([*words, "run", "--while-pid", str(os.getpid())], start_new_session=True) as chores:
            while chores.poll() is None and not ended.wait(0.5):
                continue
            chores.terminate()
        ended.wait(CHORES_AGAIN_S)
