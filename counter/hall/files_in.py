"""Files that come into a hall: a scan, opened beneath the scan folder, or a file that a person's own terminal picked.

The hall's process opens only what lies beneath the scan folder, step by step and without links. A picked file is read
by the terminal with that person's rights, and what goes on is its content and its name, never a path.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from counter.errors import Next, Refusal
from counter.hall.grounds import MEMORY, Grounds
from counter.phrases.said import say, verbatim
from counter.rules.content import Picked
from counter.rules.identity import clean_text
from counter.rules.letters import visible

MOST = 100_000_000
"""Bytes of one file (a video)."""

SCANS = "scans"
"""The one folder inside a hall's directory that scanners may write into."""

NO_PAPERS = frozenset({"proc", "sys", "dev", "etc", "boot", "bin", "sbin", "lib", "usr"})
"""Folders of the system at the top of the disk: nobody's scanner writes there."""

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


@dataclass(frozen=True, slots=True)
class ScanFile:
    """A file in the scan folder: its name as it is to be given back."""

    name: str
    size: int
    at: int


def pick(path: str | Path, grounds: Grounds) -> Picked:
    """Read a file that a person named at their own terminal. Raises Refusal, also for what belongs to the hall."""
    text = str(path)
    name = clean_text(Path(text).name, what=say("文件名"), limit=120)
    try:
        handle = os.open(text, _READ)
    except (OSError, ValueError) as error:
        raise Refusal(
            "case.cannot-open-file",
            say("打不开文件 {path}", path=verbatim(visible(text, 80))),
            rule=say("附件要是本机能读的文件"),
            next=say("请核对文件还在不在、有没有读权限"),
        ) from error
    return Picked(name, _whole(handle, text, name, grounds))


def read_scan(directory: Path, folder: str, window: int | None, name: str, grounds: Grounds) -> Picked:
    """Read a file by its name beneath the scan folder. Raises Refusal; no link is followed, no step leads out."""
    steps = PurePosixPath(name)
    if not name or "\0" in name or steps.is_absolute() or not steps.parts or ".." in steps.parts:
        raise _no_scan(name)
    try:
        with _scan_folder(directory, folder, window, grounds) as held:
            handle = _beneath(held, steps.parts, _READ | _NO_LINK)
    except (OSError, ValueError) as error:
        raise _no_scan(name) from error
    cleaned = clean_text(steps.name, what=say("文件名"), limit=120)
    own = not PurePosixPath(folder).is_absolute()  # then it lies in the hall's `scans`, and nowhere else in the hall
    return Picked(cleaned, _whole(handle, steps.name, cleaned, Grounds(None, grounds.key) if own else grounds))


def list_scans(directory: Path, folder: str, window: int | None, grounds: Grounds) -> tuple[ScanFile, ...]:
    """The ordinary files of the scan folder, newest first; nothing where there is no such folder."""
    found = []
    try:
        with _scan_folder(directory, folder, window, grounds) as held:
            for entry in os.scandir(held):
                facts = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 and _plain(entry.name):
                    found.append(ScanFile(entry.name, facts.st_size, int(facts.st_mtime * 1000)))
    except (OSError, ValueError, Refusal):
        return ()
    return tuple(sorted(found, key=lambda one: -one.at))


def check_scan_folder(directory: Path, folder: str, grounds: Grounds) -> None:
    """Whether a folder may be where scans are looked for. Raises Refusal with what may be."""
    steps = PurePosixPath(folder).parts
    own = not PurePosixPath(folder).is_absolute()
    wrong = ".." in steps or "{" in folder.replace("{window}", "") or (own and steps[:1] != (SCANS,))
    wrong = wrong and bool(folder)
    if folder and not wrong and not own:
        fixed = next((place for place, step in enumerate(steps) if "{window}" in step), len(steps))
        real = Path(os.path.realpath(Path(*steps[:fixed])))
        mine = [Path(os.path.realpath(one)) for one in (directory, grounds.key) if one is not None]
        mine += [one.parent for one in mine[1:] if one.parent.name == "keys"]
        system = len(real.parts) < 2 or real.parts[1] in NO_PAPERS
        wrong = any(one.is_relative_to(real) or real.is_relative_to(one) for one in mine)
        wrong = wrong or (system and not str(real).startswith(MEMORY))
    if wrong:
        raise Refusal(
            "policy.no-scan-folder",
            say("{folder} 不能作扫描文件夹", folder=verbatim(visible(folder, 80))),
            rule=say("扫描文件夹在大厅目录之外，或是其中的 scans"),
            next=say("请另建一个只放扫描件的文件夹"),
        )


def _plain(name: str) -> bool:
    """Whether a name can be said and given back; hidden files are somebody else's business."""
    return not name.startswith(".") and name.isprintable()


def _no_scan(name: str) -> Refusal:
    return Refusal(
        "case.no-such-scan",
        say("扫描文件夹里没有 {name}", name=verbatim(visible(name, 80))),
        rule=say("扫描件只取扫描文件夹里的普通文件，不跟随链接"),
        next=Next.by("case.scans", say("请看现有的扫描件")),
    )


@contextmanager
def _scan_folder(directory: Path, folder: str, window: int | None, grounds: Grounds) -> Iterator[int]:
    """The scan folder, held open: the administrator's part of the way as it is, what stands for the window and below
    without links. Raises OSError, and Refusal where it lies on the hall's own ground.
    """
    if not folder:
        raise FileNotFoundError
    steps = PurePosixPath(folder).parts
    if ".." in steps:
        raise FileNotFoundError
    own = not PurePosixPath(folder).is_absolute()
    if own and steps[:1] != (SCANS,):
        raise FileNotFoundError
    fixed = next((place for place, step in enumerate(steps) if "{window}" in step), len(steps))
    if own:
        start, rest = directory, steps
    else:
        start, rest = Path(*steps[:fixed]), steps[fixed:]
    root = os.open(start, _FOLDER)
    try:
        held = _beneath(
            root, [step.replace("{window}", str(window or 0)) for step in rest], _FOLDER | _NO_LINK, also_none=True
        )
        try:
            if not own and grounds.hold(held, start):
                raise Refusal(
                    "case.scan-folder-in-hall",
                    say("扫描文件夹在大厅自己的目录里"),
                    rule=say("扫描文件夹在大厅目录之外，或是其中的 scans"),
                    next=say("请管理员改 intake.scan_folder"),
                )
            yield held
        finally:
            os.close(held)
    finally:
        os.close(root)


def _beneath(root: int, steps: tuple[str, ...] | list[str], flags: int, *, also_none: bool = False) -> int:
    """Open what lies beneath an open folder, every step without following a link. Raises OSError."""
    if not steps and also_none:
        return os.dup(root)
    held = os.dup(root)
    try:
        for step in steps[:-1]:
            deeper = os.open(step, _FOLDER | _NO_LINK, dir_fd=held)
            os.close(held)
            held = deeper
        return os.open(steps[-1], flags, dir_fd=held)
    finally:
        os.close(held)


def _whole(handle: int, path: str, name: str, grounds: Grounds) -> bytes:
    """The whole content of an ordinary file that doesn't change while it is read; closes the handle."""
    try:
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Refusal(
                    "case.not-ordinary-file",
                    say("{name} 不是普通文件", name=verbatim(name)),
                    rule=say("附件要是一个文件"),
                    next=say("请选择文件，不是文件夹或设备"),
                )
            if grounds.hold(file.fileno(), path):
                raise Refusal(
                    "case.file-of-the-hall",
                    say("{name} 是大厅自己或系统的文件", name=verbatim(name)),
                    rule=say("附件不取自大厅目录、密钥文件和系统文件夹"),
                    next=say("请选择申请人的材料"),
                )
            if before.st_nlink > 1:
                raise Refusal(
                    "case.file-has-other-names",
                    say("{name} 在磁盘上还有别的名字", name=verbatim(name)),
                    rule=say("附件不取硬链接的文件"),
                    next=say("请另存一份再附"),
                )
            if before.st_size > MOST:
                raise Refusal(
                    "case.too-large-bytes",
                    say("{name} 过大（{count} 字节）", name=verbatim(name), count=f"{before.st_size:,}"),
                    rule=say("附件最大 {largest_video} 字节", largest_video=f"{MOST:,}"),
                    next=say("请降低分辨率或分成几份"),
                )
            data = file.read(MOST + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise Refusal(
            "case.error-while-reading",
            say("读 {name} 时出错", name=verbatim(name)),
            rule=say("附件整份存放，读不全就不存"),
            next=say("请重新插好设备或重新扫描"),
        ) from error
    if (
        after.st_nlink == 0
        or len(data) != before.st_size
        or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    ):
        raise Refusal(
            "case.vanished-changed-while-read",
            say("{name} 在读的时候消失或改变了", name=verbatim(name)),
            rule=say("附件整份存放，读不全就不存"),
            next=say("请等扫描结束后再附"),
        )
    return data
