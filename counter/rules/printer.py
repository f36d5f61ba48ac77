"""A printer as a setting of a window.

    preview                                   text under spool/, for looking at
    file:/dev/usb/lp0?width=58&encoding=gbk   a device or a file
    network://10.0.0.9:9100?width=80          ESC/POS over TCP
    usb://04b8:0e15    serial:/dev/ttyS0?baud=9600
    cups:NAME          an A4 printer of the system, gets PDF

`width` is 58 or 80 mm, `encoding` gbk, gb18030 or raster. `status=no` is for a machine that never answers: without an
answer nobody can know what came out, so one that should answer and does not is not printed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from counter.errors import Refusal
from counter.phrases.said import say, verbatim

KINDS = ("preview", "file", "network", "usb", "serial", "cups")
WIDTHS = (58, 80)
ENCODINGS = ("gbk", "gb18030", "raster")
"""What a printer can be set to; the test page shows which one fits."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A printer as it is written in a window's setting."""

    kind: str
    target: str
    port: int = 9100
    millimetres: int = 80
    encoding: str = "gb18030"
    baud: int = 9600
    talks: bool = True


def read_setting(text: str) -> Setting:
    """Read a printer setting. Raises Refusal with the forms that exist."""
    forms = say(
        "preview、file:路径、network://主机:端口、usb://厂商:产品、serial:设备、cups:名称，后面可加 "
        "?width=58&encoding=gbk"
    )
    try:
        parts = urlsplit(text.strip())
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        kind = parts.scheme or parts.path
        target = parts.path if parts.scheme in ("file", "serial", "cups") else (parts.hostname or "")
        if kind == "usb":
            vendor, product = parts.netloc.split(":")
            target = f"{int(vendor, 16):04x}:{int(product, 16):04x}"
        port = (parts.port or 9100) if kind == "network" else 9100
        setting = Setting(
            kind,
            target,
            port,
            int(options.get("width", "80")),
            options.get("encoding", "gb18030"),
            int(options.get("baud", "9600")),
            options.get("status", "yes") != "no",
        )
    except ValueError:
        raise Refusal(
            "printer.cannot-read-printer-setting",
            say("看不懂打印机设置 {text}", text=verbatim(repr(text[:60]))),
            next=say("写法：{forms}", forms=forms),
        ) from None
    known = kind in KINDS and (kind == "preview" or bool(target))
    if not known or setting.millimetres not in WIDTHS or setting.encoding not in ENCODINGS:
        raise Refusal(
            "printer.cannot-read-printer-setting",
            say("看不懂打印机设置 {text}", text=verbatim(repr(text[:60]))),
            rule=say("width 为 58 或 80，encoding 为 gbk、gb18030 或 raster"),
            next=say("写法：{forms}", forms=forms),
        )
    return setting
