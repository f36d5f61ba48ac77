"""Who may open what of a hall's directory: the hall's own user everything, the site's user `public/` and `inbox/`.

Two system users and one group: the site runs as a user of its own, the hall's user is a member of the site's group.

    DIR/              0710 hall:site   the site's user passes through and sees no names
    DIR/hall.db ...   0600 hall        nobody else
    DIR/spool/        0700 hall
    DIR/public/       2750 hall:site   read by the site
    DIR/inbox/        2770 hall:site   written by the site; what lies there is sealed

Without a group everything belongs to the hall's user alone, who then runs the site too. POSIX only.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from counter.errors import Refusal
from counter.phrases.said import say, verbatim

OWN = (
    *(f"{store}{end}" for store in ("hall.db", "files.db") for end in ("", "-wal", "-shm")),
    "hall.toml",
    "policy.toml",
)


def lay(directory: Path, group: str = "") -> None:
    """Set the rights of a whole hall. Raises Refusal where the group is unknown or not ours to give."""
    if os.name != "posix":
        return
    _set(directory / "spool", 0o700)
    for name in OWN:
        if (directory / name).exists():
            _set(directory / name, 0o600)
    lay_outside(directory, group)


def lay_outside(directory: Path, group: str = "") -> None:
    """Set the rights of what the site may open, of the way there, and of the files that are there already."""
    if os.name != "posix":
        return
    number = _number(group)
    _set(directory, 0o710 if group else 0o700, number)
    for name, rights in (("public", 0o2750 if group else 0o700), ("inbox", 0o2770 if group else 0o700)):
        folder = directory / name
        _set(folder, rights, number)
        for file in folder.iterdir():
            if file.is_file() and not file.is_symlink() and file.stat().st_uid == os.geteuid():
                _set(file, rights & 0o666, number)


def as_its_folder(path: Path) -> None:
    """Make a file there if there is none, with the rights of its folder: who may read those names may read it."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        if os.name == "posix":
            os.fchmod(handle, stat.S_IMODE(path.parent.stat().st_mode) & 0o666)
    finally:
        os.close(handle)


def open_to_others(directory: Path) -> list[str]:
    """Names in a hall's directory that people of another user could open although the site has no business there."""
    if os.name != "posix":
        return []
    return [
        name
        for name in (*OWN, "spool")
        if (directory / name).exists()
        and stat.S_IMODE((directory / name).stat().st_mode) & 0o077
        and stat.S_IMODE(directory.stat().st_mode) & 0o011
    ]


def _set(path: Path, rights: int, group: int = -1) -> None:
    try:
        if group >= 0 and path.stat().st_gid != group:
            os.chown(path, -1, group)
        if stat.S_IMODE(path.stat().st_mode) != rights:
            path.chmod(rights)
    except OSError as error:
        raise Refusal(
            "store.cannot-set-rights",
            say("设不了 {path} 的权限（{strerror}）", path=verbatim(path), strerror=error.strerror),
            rule=say("网站用户只读 public/，只写 inbox/"),
            next=say("请用大厅目录的属主运行，并把它加进网站用户的组"),
        ) from error


def _number(group: str) -> int:
    if not group:
        return -1
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise Refusal(
            "store.system-no-group",
            say("系统里没有用户组 {group}", group=verbatim(repr(group))),
            rule=say("网站以另一个系统用户运行"),
            next=say("请先建立：groupadd --system {group}", group=verbatim(group[:32])),
        ) from None
