"""The one gateway by which something is written where a person wants it: a new file, for its owner alone, never on the
hall's own ground (a test holds that nothing else opens a person's path for writing).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from counter.errors import Refusal
from counter.hall.grounds import Grounds
from counter.phrases.said import say, verbatim
from counter.rules.letters import visible

OWNER_ONLY = 0o600
FOR_READERS = 0o644
"""Rights of what is public anyhow (guides, pages)."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)


def write_new(to: str | Path, data: bytes, grounds: Grounds, *, rights: int = OWNER_ONLY) -> str:
    """Write a content to a new file and give its path. Raises Refusal; nothing is overwritten."""
    with new_file(to, grounds, rights=rights) as file:
        file.write(data)
    return str(to)


@contextmanager
def new_file(to: str | Path, grounds: Grounds, *, rights: int = OWNER_ONLY) -> Iterator[BinaryIO]:
    """A new file to write into; it stands there whole when the block ends, and not at all where it fails. Raises
    Refusal.
    """
    with _folder_of(to, grounds) as (folder, name):
        part = f"{name}.{os.getpid()}.part"
        try:
            if _there(folder, name):
                raise FileExistsError
            with os.fdopen(os.open(part, _NEW, rights, dir_fd=folder), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _give_name(folder, part, name)
        except OSError as error:
            raise _refused(to, error) from error
        finally:
            _remove(folder, part)


@contextmanager
def new_path(to: str | Path, grounds: Grounds) -> Iterator[Path]:
    """The same for what can only be made by its name (a store's copy): a path where nothing is yet. Raises Refusal."""
    with _folder_of(to, grounds) as (folder, name):
        part = f"{name}.{os.getpid()}.part"
        try:
            if _there(folder, name):
                raise FileExistsError
            _remove(folder, part)
            yield _held(folder, to) / part
            handle = os.open(part, os.O_RDWR | _NO_LINK, dir_fd=folder)
            try:
                os.fchmod(handle, OWNER_ONLY)
                os.fsync(handle)
            finally:
                os.close(handle)
            _give_name(folder, part, name)
        except OSError as error:
            raise _refused(to, error) from error
        finally:
            _remove(folder, part)


class Folder:
    """A folder of pages, held open: every name is looked for beneath it, without following a link."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def write(self, name: str, data: bytes) -> None:
        """A whole file, or the old one. Raises OSError."""
        with self._inner(name) as (folder, last):
            part = f"{last}.new"
            _remove(folder, part)
            with os.fdopen(os.open(part, _NEW, FOR_READERS, dir_fd=folder), "wb") as file:
                file.write(data)
            os.replace(part, last, src_dir_fd=folder, dst_dir_fd=folder)

    @contextmanager
    def _inner(self, name: str) -> Iterator[tuple[int, str]]:
        *steps, last = Path(name).parts
        held = os.dup(self._handle)
        try:
            for step in steps:
                with suppress(FileExistsError):
                    os.mkdir(step, 0o755, dir_fd=held)
                deeper = os.open(step, _FOLDER | _NO_LINK, dir_fd=held)
                os.close(held)
                held = deeper
            yield held, last
        finally:
            os.close(held)


@contextmanager
def folder_of_pages(to: str | Path, grounds: Grounds, *, new: bool) -> Iterator[Folder]:
    """A folder to write pages into, made where there is none; a `new` one must be empty. Raises Refusal."""
    try:
        Path(to).absolute().parent.mkdir(parents=not new, exist_ok=True)
    except OSError as error:
        raise _refused(to, error) from error
    with _folder_of(str(to).rstrip("/"), grounds) as (outer, name):
        try:
            if not _there(outer, name):
                os.mkdir(name, 0o755, dir_fd=outer)
            folder = os.open(name, _FOLDER, dir_fd=outer)
        except OSError as error:
            raise _refused(to, error) from error
        try:
            if grounds.hold_folder(folder, to):
                raise _own(to)
            if new and os.listdir(folder):
                raise Refusal(
                    "export.folder-not-empty",
                    say("{folder} 不是空目录", folder=verbatim(visible(str(to), 80))),
                    rule=say("导出不覆盖任何文件"),
                    next=say("请换一个目录名"),
                )
            yield Folder(folder)
        finally:
            os.close(folder)


def _held(folder: int, to: str | Path) -> Path:
    """A held folder as a path: through the handle where the system has that way, so that it can't be swapped."""
    through = Path(f"/proc/self/fd/{folder}")
    return through if through.exists() else Path(os.path.split(str(to))[0] or ".")


@contextmanager
def _folder_of(to: str | Path, grounds: Grounds) -> Iterator[tuple[int, str]]:
    """The folder of a path, held open and looked at by its handle, and the name in it."""
    text = str(to)
    outer, name = os.path.split(text)
    try:
        if not name or name in (".", "..") or "\0" in text:
            raise ValueError
        folder = os.open(outer or ".", _FOLDER)
    except (OSError, ValueError) as error:
        raise _refused(to, error) from error
    try:
        if grounds.hold_folder(folder, outer or "."):
            raise _own(to)
        yield folder, name
    finally:
        os.close(folder)


def _there(folder: int, name: str) -> bool:
    """Whether something has this name, a link that leads nowhere too."""
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def _give_name(folder: int, part: str, name: str) -> None:
    """The finished file under its name, unless somebody else has taken that meanwhile."""
    try:
        os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a stick that knows no links: take the name first, then put the content there
        os.close(os.open(name, _NEW, OWNER_ONLY, dir_fd=folder))
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)


def _remove(folder: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return


def _refused(to: str | Path, error: Exception) -> Refusal:
    there = isinstance(error, FileExistsError)
    why = getattr(error, "strerror", None)
    return Refusal(
        "export.file-exists" if there else "case.cannot-write",
        say("{target} 已经存在", target=verbatim(visible(str(to), 80)))
        if there
        else say("写不到 {to}（{why}）", to=verbatim(visible(str(to), 80)), why=verbatim(why or type(error).__name__)),
        rule=say("不覆盖已有的文件"),
        next=say("请换一个文件名"),
    )


def _own(to: str | Path) -> Refusal:
    return Refusal(
        "export.hall-own-ground",
        say("{to} 在大厅自己或系统的目录里", to=verbatim(visible(str(to), 80))),
        rule=say("大厅目录、密钥目录和程序目录里不写导出的文件"),
        next=say("请换一个位置"),
    )
