"""What a printer's setting may say. The settings stand in the hall's list, which an administrator keeps; everybody else
names a printer of the list.

    preview                              text under spool/, for looking at
    network://10.0.0.9:9100?width=80     ESC/POS over TCP
    usb://04b8:0e15    serial:/dev/ttyS0?baud=9600    device:/dev/usb/lp0
    cups:NAME                            an A4 printer of the system, gets PDF
    file:NAME                            a file of that name under spool/printed/

`width` is 58 or 80 mm, `encoding` gbk, gb18030 or raster. `status=no` is for a machine that never answers: without an
answer nobody can know what came out, so one that should answer and does not is not printed on.

Each kind reaches only what can be a printer: no path but those of lines and of the one folder, no port but those that
printers listen at. A rehearsal also reaches what stands in for a machine: its own host, and a pseudo-terminal.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.person_name import name_key
from counter.rules.writing import Writing, tidy

KINDS = ("preview", "file", "network", "usb", "serial", "device", "cups")
WIDTHS = (58, 80)
ENCODINGS = ("gbk", "gb18030", "raster")
"""What a printer can be set to; the test page shows which one fits."""

ANSWERING = ("network", "usb", "serial")
"""Kinds whose machines can be asked how they are."""

OPTIONS = frozenset({"width", "encoding", "baud", "status"})
PORTS = range(9100, 9110)
"""Where network printers listen for what they print as it comes."""

FREE_PORTS = range(1024, 65536)
"""Where a machine of a rehearsal may listen on its own host."""

PREVIEW = "preview"
"""The code of the printer that every hall has and nobody can put out of use."""

LONGEST_SETTING = 200

_FILE_NAME = re.compile(r"[^\W_][\w.-]{0,63}")
_LINE = re.compile(r"/dev/(tty[A-Z][A-Za-z0-9]{0,20}|serial/by-(id|path)/[\w.:+@-]{1,120})", re.ASCII)
_LINE_ITSELF = re.compile(r"/dev/tty[A-Z][A-Za-z0-9]{0,20}", re.ASCII)
_STAND_IN = re.compile(r"/dev/pts/\d{1,5}", re.ASCII)
_DEVICE = re.compile(r"/dev/usb/lp\d{1,3}", re.ASCII)
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """A printer as it is written in the list."""

    kind: str
    target: str
    port: int = 9100
    millimetres: int = 80
    encoding: str = "gb18030"
    baud: int = 9600
    talks: bool = True

    @property
    def machine(self) -> str:
        """The machine without how it is spoken to: two settings with the same one are the same printer."""
        if self.kind == "network":
            return f"network://{self.target.lower()}:{self.port}"
        return f"{self.kind}:{self.target or self.millimetres}"


def tidy_setting(text: str) -> str:
    """A setting as it is kept: full width means half width."""
    return tidy(text, Writing.CODE)


def printer_key(text: str) -> str:
    """The form in which printers' names are compared: whatever width, case or script they are typed in."""
    key = name_key(text[:LONGEST_SETTING])
    if key.isascii():
        return key
    from counter.phrases import traditional

    return traditional(key)


def read_setting(text: str, *, rehearsal: bool = False) -> Setting:
    """Read a printer's setting. Raises Refusal with the forms that exist, or with what this kind may reach."""
    text = tidy_setting(text)
    try:
        if len(text) > LONGEST_SETTING or not text.isprintable() or "#" in text:
            raise ValueError(text)
        parts = urlsplit(text)
        options = parse_qs(parts.query, strict_parsing=bool(parts.query), max_num_fields=8)
        if not options.keys() <= OPTIONS or any(len(values) > 1 for values in options.values()):
            raise ValueError(text)
        kind = parts.scheme or parts.path
        setting = Setting(
            kind,
            _target(kind, parts.netloc, parts.path, parts.hostname),
            (parts.port or 9100) if kind == "network" else 9100,
            int(options.get("width", ["80"])[0]),
            options.get("encoding", ["gb18030"])[0],
            int(options.get("baud", ["9600"])[0]),
            {"yes": True, "no": False}[options.get("status", ["yes"])[0]],
        )
    except (ValueError, KeyError):
        raise _unreadable(text) from None
    known = kind in KINDS and (kind == "preview" or bool(setting.target))
    if not known or setting.millimetres not in WIDTHS or setting.encoding not in ENCODINGS or setting.baud < 300:
        raise _unreadable(text)
    if not reaches_a_printer(setting, rehearsal=rehearsal):
        raise Refusal(
            "printer.reaches-no-printer",
            say("打印机设置 {text} 通向的不是打印机", text=verbatim(text[:60])),
            rule=say(
                "network 只到打印机的端口（{first} 到 {last}），serial 只到 /dev/tty 开头的串口，"
                "device 只到 /dev/usb/lp，file 只写大厅的 spool/printed/",
                first=PORTS[0],
                last=PORTS[-1],
            ),
            next=say("请核对打印机的地址；file 后面只写文件名"),
        )
    return setting


def _target(kind: str, place: str, path: str, host: str | None) -> str:
    """What stands where the machine is named. Raises ValueError for more than that."""
    if kind == "network":
        if path not in ("", "/") or "@" in place or place.endswith(":"):
            raise ValueError(place)
        return host or ""
    if kind == "usb":
        vendor, product = place.split(":")
        if path or not all(re.fullmatch(r"[0-9a-fA-F]{1,4}", one) for one in (vendor, product)):
            raise ValueError(place)
        return f"{int(vendor, 16):04x}:{int(product, 16):04x}"
    if place or (kind == "preview") != (path in ("", "preview")):
        raise ValueError(place)
    return "" if kind == "preview" else path


def reaches_a_printer(setting: Setting, *, rehearsal: bool) -> bool:
    """Whether what a setting names can be a printer at all."""
    if setting.kind == "network":
        return _is_host(setting.target, setting.port, rehearsal)
    if setting.kind == "serial":
        return bool(_LINE.fullmatch(setting.target)) or (rehearsal and bool(_STAND_IN.fullmatch(setting.target)))
    form = {"file": _FILE_NAME, "device": _DEVICE, "cups": _QUEUE}.get(setting.kind)
    return form is None or (form.fullmatch(setting.target) is not None and ".." not in setting.target)


def is_line(path: str, *, rehearsal: bool) -> bool:
    """Whether the path that a line's name leads to is a line itself, for what is a link leads anywhere."""
    return bool(_LINE_ITSELF.fullmatch(path)) or (rehearsal and bool(_STAND_IN.fullmatch(path)))


def _is_host(host: str, port: int, rehearsal: bool) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        named = len(host) <= 253 and all(_LABEL.fullmatch(one) for one in labels) and not labels[-1].isdigit()
        if host.lower().removesuffix(".") != "localhost" or not named:
            return named and port in PORTS
        own = True
    else:
        own = address.is_loopback
        if not own and (address.is_multicast or address.is_unspecified or address.is_reserved or "%" in host):
            return False
    return rehearsal and port in FREE_PORTS if own else port in PORTS


def _unreadable(text: str) -> Refusal:
    forms = say(
        "preview、network://主机:端口、usb://厂商:产品、serial:串口、device:/dev/usb/lp0、cups:名称、file:文件名，"
        "后面可加 ?width=58&encoding=gbk"
    )
    return Refusal(
        "printer.cannot-read-printer-setting",
        say("看不懂打印机设置 {text}", text=verbatim(repr(text[:60]))),
        rule=say("width 为 58 或 80，encoding 为 gbk、gb18030 或 raster"),
        next=say("写法：{forms}", forms=forms),
    )
