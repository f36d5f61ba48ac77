"""`counter serve`: the public site, and (unless it is another machine's business) the hall's own process beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import click

from counter.commands._door import Door
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim


@click.command("serve", help=mark("公众查询网站（--site-only 时只读 public/，不碰大厅数据）"))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help=mark("端口；0 为任选"))
@click.option("--host", default="127.0.0.1", help=mark("监听地址"))
@click.option("--behind-proxy", is_flag=True, help=mark("前面有反向代理：来访地址取 X-Forwarded-For 的最后一段"))
@click.option("--manual", is_flag=True, help=mark("在 /manual 给本厅内网地址看手册；外面的地址看不到"))
@click.option("--site-only", is_flag=True, help=mark("不启动大厅后台"))
@click.pass_obj
def command(door: Door, port: int, host: str, behind_proxy: bool, manual: bool, site_only: bool) -> None:
    """Serve until stopped. The site itself opens public/public.db and inbox/inbox.db, nothing else."""
    from counter.site.app import make_app
    from counter.site.server import serve

    if not (door.hall_dir / "public").is_dir():
        raise Refusal(
            "serve.public-folder-missing",
            say("{hall_dir} 里没有 public 目录", hall_dir=verbatim(door.hall_dir)),
            rule=say("网站只读大厅写出的公开数据"),
            next=say("请用 --hall 指定大厅目录"),
        )
    listening = _listen(host, port)
    behind = None if site_only else subprocess.Popen(_run_command(door), stdin=subprocess.DEVNULL)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{listening.getsockname()[1]}/")
    for name in (signal.SIGTERM, signal.SIGINT):
        # The server stops by these itself and then raises them again: what lies behind it must still be stopped.
        signal.signal(name, lambda *_: None)
    try:
        public, inbox = door.hall_dir / "public" / "public.db", door.hall_dir / "inbox" / "inbox.db"
        app = make_app(public, inbox, behind_proxy, manual)
        serve(app, listening, behind_proxy)
    finally:
        if behind is not None:
            behind.terminate()
            try:
                behind.wait(timeout=10)
            except subprocess.TimeoutExpired:
                behind.kill()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except (OSError, UnicodeError) as error:
        raise Refusal(
            "serve.cannot-listen",
            say(
                "不能在 {host}:{port} 上监听（{why}）",
                host=host,
                port=port,
                why=getattr(error, "strerror", None) or error,
            ),
            next=say("请换一个端口，例如 --port 8001"),
        ) from error
    return listening


def _run_command(door: Door) -> list[str]:
    command = [sys.executable, "-m", "counter", "--hall", str(door.hall_dir)]
    if door.now is not None:
        command += ["--now", door.now.isoformat()]
    return [*command, "run", "--while-pid", str(os.getpid())]
