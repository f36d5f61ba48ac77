"""How bytes get to a printer, what the machine says of itself, and whether it finished.

`setting_of` is the one gate: whatever a window, a job or an act names, only a printer of the hall's list, in use and
set as the rules let it, is ever spoken to.

Transports are the printer library's; the questions asked of a printer (DLE EOT n, GS r 1) are those of the ESC/POS
command reference. What a setting may say is in rules/printer.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counter.phrases.said import mark, say, verbatim
from counter.rules.printer import ANSWERING, Setting, is_line, read_setting
from counter.store import printers as list_of

if TYPE_CHECKING:
    from counter.hall import Hall

CONNECT_S = 5.0
ANSWER_S = 1.0
FINISH_S = 20.0
"""How long a printer that talks may stay silent after a job before the job is in doubt."""

PIECE = 1024
"""Bytes handed over at a time: at 9600 baud a whole picture takes a minute, and only a standstill is a fault."""

PAPER_WAIT_S = 600.0
"""How long a printer may stand with a half-printed job while it says that it has no paper."""

ASK_PRINTER, ASK_CAUSE, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"
ASK_WHEN_DONE = b"\x1dr\x01"


WHY = {
    errno.ECONNREFUSED: mark("没有应答，可能没开机或端口不对"),
    errno.EHOSTUNREACH: mark("网络到不了它"),
    errno.ENETUNREACH: mark("网络到不了它"),
    errno.ETIMEDOUT: mark("没有应答"),
    errno.ENOENT: mark("没有这个设备"),
    errno.EACCES: mark("没有使用它的权限"),
    errno.EPERM: mark("没有使用它的权限"),
    errno.EBUSY: mark("正被别的程序占用"),
}
"""What a clerk can do something with, by the system's error number."""


def _why(error: BaseException) -> str:
    """Why a machine could not be reached, in Chinese where the system's error is a known one."""
    words = str(error).splitlines()[-1] if str(error) else type(error).__name__
    if "No backend" in words:
        return say("系统没有 libusb，Debian 软件包 libusb-1.0-0")
    number = error.errno if isinstance(error, OSError) else None
    found = re.search(r"\[Errno (\d+)\]", words)
    return WHY.get(number or (int(found[1]) if found else 0)) or (say("没有应答") if "timed out" in words else words)


class NotReady(Exception):
    """Nothing of the job has left: try again later."""


class Troubled(NotReady):
    """The machine answered, and says itself why it can't print."""


class InDoubt(Exception):
    """Some of the job has left and nobody knows how much came out."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a printer says of itself. `talks` is False for one that can't say anything."""

    talks: bool
    problem: str = ""
    paper_low: bool = False

    def __str__(self) -> str:
        if not self.talks:
            return say("打印机不回报状态")
        return self.problem or (say("纸快用完") if self.paper_low else say("就绪"))


def setting_of(hall: Hall, code: str) -> Setting:
    """How a printer of the list is spoken to. Raises Refusal where there is none of this code, or none in use."""
    return read_setting(list_of.usable(hall.db, code).setting, rehearsal=hall.training)


class Line:
    """One open line to one ESC/POS machine. Every method raises OSError where the line breaks."""

    def __init__(self, setting: Setting, *, rehearsal: bool = False) -> None:
        from escpos import printer as machines
        from escpos.exceptions import Error

        self.setting = setting
        try:
            if setting.kind == "network":
                self.machine = machines.Network(setting.target, port=setting.port, timeout=CONNECT_S)
            elif setting.kind == "serial":
                self.machine = machines.Serial(
                    _itself(setting.target, rehearsal), baudrate=setting.baud, timeout=ANSWER_S
                )
            elif setting.kind == "usb":
                vendor, product = (int(part, 16) for part in setting.target.split(":"))
                self.machine = machines.Usb(vendor, product, timeout=round(FINISH_S * 1000))
            self.machine.open()
            if setting.kind == "usb":
                self._find_ends()
        except (Error, OSError, RuntimeError, ImportError, ValueError) as error:
            raise NotReady(say("连不上打印机（{why}）", why=_why(error))) from error

    def _find_ends(self) -> None:
        """Use the bulk ends that the machine names; the library's numbers fit some makes only."""
        for interface in self.machine.device.get_active_configuration():
            ends = [end for end in interface if end.bmAttributes & 3 == 2]
            out = [end.bEndpointAddress for end in ends if not end.bEndpointAddress & 0x80]
            back = [end.bEndpointAddress for end in ends if end.bEndpointAddress & 0x80]
            if out:
                self.machine.out_ep, self.machine.in_ep = out[0], back[0] if back else 0
                return

    def close(self) -> None:
        """Hang up; a line that is broken already hangs up as well."""
        with contextlib.suppress(OSError):
            self.machine.close()

    def print(self, data: bytes) -> None:
        """Send a job. Raises NotReady while surely none of it has left, OSError afterwards."""
        try:
            self.send(data)
        except OSError as error:
            if self.left == 0 and self.setting.kind == "network":
                raise NotReady(say("打印机断开了连接（{strerror}）", strerror=error.strerror or error)) from error
            raise

    def send(self, data: bytes) -> None:
        """Send bytes, on a wire a piece at a time; `left` counts those that have gone. Raises OSError."""
        self.left = 0
        while self.left < len(data):
            piece = data[self.left :] if self.setting.kind == "network" else data[self.left : self.left + PIECE]
            if self.setting.kind == "network":
                self.machine.device.settimeout(FINISH_S)
                self.left += self.machine.device.send(piece)
            elif self.setting.kind == "serial":
                self.machine.device.write_timeout = FINISH_S
                self.left += self.machine.device.write(piece)
            else:
                self.left += self.machine.device.write(self.machine.out_ep, piece, round(FINISH_S * 1000))

    def read(self, seconds: float) -> bytes:
        """What the machine answers within a time; empty if nothing. Raises OSError when it hung up."""
        if self.setting.kind == "network":
            self.machine.device.settimeout(seconds)
            try:
                data = bytes(self.machine._read())
            except TimeoutError:
                return b""
            if not data:
                raise ConnectionResetError(say("打印机断开了连接"))
            return data
        if self.setting.kind == "serial":
            device = self.machine.device
            device.timeout = seconds
            return bytes(device.read(max(1, device.in_waiting)))
        if not self.machine.in_ep:
            return b""
        try:
            return bytes(self.machine.device.read(self.machine.in_ep, 64, round(seconds * 1000)))
        except OSError as error:
            if error.errno in (errno.ETIMEDOUT, None):
                return b""
            raise

    def status(self) -> Status:
        """Ask how the machine is: online, cover, paper. A machine that stays silent does not talk."""
        answers = []
        for question in (ASK_PRINTER, ASK_CAUSE, ASK_PAPER):
            self.send(question)
            answer = [byte for byte in self.read(ANSWER_S) if byte & 0x93 == 0x12]
            if not answer:
                return Status(False)
            answers.append(answer[-1])
        online, cause, paper = answers
        if paper & 0x60 or cause & 0x20:
            return Status(True, say("缺纸"))
        if cause & 0x04:
            return Status(True, say("机盖未合上"))
        if online & 0x08 or cause & 0x40:
            return Status(True, say("打印机脱机或故障"))
        return Status(True, "", bool(paper & 0x0C))

    def wait_until_done(self) -> None:
        """Wait until the machine has worked off everything sent; longer while it says that it can't go on.

        Raises InDoubt.
        """
        self.send(ASK_WHEN_DONE)
        started = asked = well = time.monotonic()
        while (now := time.monotonic()) - well < FINISH_S and now - started < PAPER_WAIT_S:
            for byte in self.read(0.25):
                if byte & 0x90 == 0:
                    return
                if byte & 0x93 == 0x12 and byte & 0x60:
                    well = time.monotonic()
            if now - asked > min(2.0, FINISH_S / 4):
                self.send(ASK_PAPER)
                asked = now
        raise InDoubt(say("打印机没有回报印完"))


def _itself(path: str, rehearsal: bool) -> str:
    """The line that a name in /dev leads to. Raises NotReady where it leads to anything else."""
    found = os.path.realpath(path)
    if not is_line(found, rehearsal=rehearsal):
        raise NotReady(say("{path} 通向的不是串口（{found}）", path=verbatim(path), found=verbatim(found)))
    return found


def ask(hall: Hall, code: str) -> Status:
    """The status of a printer of the list. Raises NotReady; Refusal where it may not be spoken to."""
    setting = setting_of(hall, code)
    if setting.kind not in ANSWERING:
        return Status(False)
    line = Line(setting, rehearsal=hall.training)
    try:
        return line.status()
    except OSError as error:
        raise NotReady(say("打印机断开了连接（{error}）", error=error)) from error
    finally:
        line.close()


SPOOL, PRINTED = ("spool",), ("spool", "printed")
"""The folders of a hall that previews and files of printers stand in."""


@contextlib.contextmanager
def _opened(hall: Hall, folders: tuple[str, ...], name: str, flags: int) -> Iterator[tuple[int, int]]:
    """A file in one of the hall's folders and the folder itself, as open handles; links lead nowhere. Raises NotReady
    for what is no file of the hall's own.
    """
    handles: list[int] = []
    try:
        handles.append(os.open(hall.directory, os.O_RDONLY | os.O_DIRECTORY))
        for folder in folders:
            with contextlib.suppress(FileExistsError):
                os.mkdir(folder, 0o700, dir_fd=handles[-1])
            handles.append(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handles[-1]))
        handles.append(
            os.open(name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | flags, 0o600, dir_fd=handles[-1])
        )
        found = os.fstat(handles[-1])
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise NotReady(say("{path} 不是大厅自己的文件", path=verbatim("/".join((*folders, name)))))
        yield handles[-1], handles[-2]
    except OSError as error:
        path = "/".join((*folders, name))
        raise NotReady(say("打不开 {path}（{strerror}）", path=verbatim(path), strerror=error.strerror)) from error
    finally:
        for handle in handles:
            os.close(handle)


def append(hall: Hall, name: str, data: bytes) -> None:
    """Write to the end of a file in the hall's folder, durably. Raises NotReady before the first byte."""
    with _opened(hall, PRINTED, name, os.O_APPEND) as (handle, _):
        _write(handle, data)
        os.fsync(handle)


def keep_preview(hall: Hall, name: str, data: bytes) -> None:
    """Write a preview under spool/, whole or not at all. Raises NotReady."""
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,60}", name, re.ASCII):
        raise NotReady(say("文书号 {name} 不能作文件名", name=verbatim(name[:60])))
    with _opened(hall, SPOOL, f"{name}.part", os.O_TRUNC) as (handle, folder):
        _write(handle, data)
        os.rename(f"{name}.part", f"{name}.txt", src_dir_fd=folder, dst_dir_fd=folder)


def sweep_previews(directory: Path) -> int:
    """Take away previews of a live hall: they hold what only the store may hold. Returns how many there were."""
    gone = 0
    for file in (directory / "spool").glob("W[0-9]*"):
        if file.suffix in (".txt", ".part") and not file.is_dir():
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def _write(handle: int, data: bytes) -> None:
    sent = 0
    while sent < len(data):
        sent += os.write(handle, data[sent:])


def write_to_device(path: str, data: bytes) -> None:
    """Write to a printer's device. Raises NotReady before the first byte, OSError after it."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise NotReady(say("打不开 {path}（{strerror}）", path=verbatim(path), strerror=error.strerror)) from error
    with os.fdopen(handle, "wb", buffering=0) as file:
        if not stat.S_ISCHR(os.fstat(handle).st_mode):
            raise NotReady(say("{path} 不是打印机的设备", path=verbatim(path)))
        sent = 0
        while sent < len(data):
            sent += file.write(data[sent : sent + PIECE]) or 0
