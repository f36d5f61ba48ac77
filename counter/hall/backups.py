"""A backup: a folder with everything of a hall but its keys, as it stood at one moment; and a hall made of one again.

The list beside the parts (`backup.json`) names each with size and digest, the newest entry of the journal and the rows
of every table, under a code that only the hall's key makes. The inbox is copied before hall.db, which takes each entry
once, and files.db after it: nothing that was sent in or attached falls between the two.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.hall.checking import past_the_program
from counter.phrases.said import say, verbatim
from counter.rules.letters import visible
from counter.store import backups, driver, rights
from counter.store.connection import copy_into

if TYPE_CHECKING:
    from counter.hall import Hall

LIST = "backup.json"
PARTS = ("hall.toml", "policy.toml", "inbox.db", "hall.db", "files.db")
"""In the order of their copying."""
ALWAYS = ("hall.toml", "hall.db", "files.db")
PLACE_IN_HALL = {"inbox.db": "inbox/inbox.db"}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list of a backup says."""

    hall: str
    at: int
    seq: int
    head: str
    rows: dict[str, int]
    parts: dict[str, tuple[int, str]]
    code: str

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(size for size, _ in self.parts.values())


def write(hall: Hall, place: Path) -> Listed:
    """Copy everything into a new folder, whole or not at all. Raises Refusal."""
    check_place(hall, place)
    made: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent))
        for name in PARTS:
            source = hall.directory / PLACE_IN_HALL.get(name, name)
            if name == "hall.db":
                copy_into(hall.db, made / name)
            elif name == "files.db":
                copy_into(hall.files, made / name)
            elif source.exists() and name.endswith(".db"):
                backups.copy_plain(source, made / name)
            elif source.exists():
                shutil.copyfile(source, made / name)
            if (made / name).exists():
                (made / name).chmod(0o600)
                _sync(made / name)
        with hall.another(made / "hall.db") as db:
            held = backups.held(db)
        parts = {
            name: ((made / name).stat().st_size, digest_of(made / name)) for name in PARTS if (made / name).exists()
        }
        listed = Listed(hall.settings["id"], hall.now(), held.seq, held.head, held.rows, parts, "")
        listed = Listed(**{**_fields(listed), "code": _code(hall, listed)})
        (made / LIST).write_text(json.dumps(asdict(listed), ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        _sync(made / LIST)
        os.rename(made, place)
        _sync(place.parent)
    except (driver.Error, OSError) as error:
        raise Refusal(
            "backup.not-written",
            say("备份没有写成（{error}）", error=error),
            rule=say("备份写全才算数"),
            next=say("请检查磁盘空间和写权限"),
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
    return listed


def check_place(hall: Hall, place: Path) -> None:
    """Raises Refusal for a place that is taken, or lies in the hall itself."""
    if _is_there(place):
        raise Refusal(
            "export.file-exists",
            say("{target} 已经存在", target=verbatim(place)),
            rule=say("备份不覆盖任何文件"),
            next=say("请换一个名字"),
        )
    check_outside(hall, place)


def check_outside(hall: Hall, place: Path) -> None:
    """Raises Refusal for a place within the hall's own directory."""
    folder = next(one for one in (place.absolute(), *place.absolute().parents) if one.is_dir())
    handle = os.open(folder, os.O_RDONLY)
    try:
        within = hall.grounds.hold_folder(handle, folder)
    finally:
        os.close(handle)
    if within:
        raise Refusal(
            "backup.within-the-hall",
            say("{place} 在大厅目录里", place=verbatim(place)),
            rule=say("备份和大厅不放在一处"),
            next=say("请放到另一块磁盘"),
        )


def _is_there(place: Path) -> bool:
    """Whether something stands at a place. Raises Refusal for a name that no disk takes."""
    try:
        return place.exists()
    except (OSError, ValueError) as error:
        raise Refusal(
            "backup.no-such-place",
            say("{place} 不能用作备份的位置", place=verbatim(visible(str(place), 60))),
            rule=say("位置要是本机磁盘上的一个目录名"),
            next=say("请换一个位置"),
        ) from error


def read_list(place: Path) -> Listed | None:
    """The list of a backup; None for one that an older program made (FILE, FILE.files, FILE.toml). Raises Refusal."""
    if not _is_there(place / LIST):
        if place.is_dir():
            raise _no_backup(place, say("没有 {name}", name=LIST))
        return None
    try:
        found: dict[str, Any] = json.loads((place / LIST).read_text("utf-8"))
        parts = {str(name): (int(one[0]), str(one[1])) for name, one in found["parts"].items()}
        if not set(ALWAYS) <= set(parts) <= set(PARTS):
            raise ValueError(", ".join(parts))
        rows = {str(name): int(count) for name, count in found["rows"].items()}
        return Listed(
            str(found["hall"]),
            int(found["at"]),
            int(found["seq"]),
            str(found["head"]),
            rows,
            parts,
            str(found["code"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _no_backup(place, error) from error


def _no_backup(place: Path, error: object) -> Refusal:
    return Refusal(
        "backup.list-unreadable",
        say("{place} 不是一份完整的备份（{error}）", place=verbatim(place), error=error),
        rule=say("一份备份是一个目录，清单和各部分都在里面"),
        next=say("请换一份备份"),
    )


def lay_out(source: Path, into: Path) -> list[str]:
    """Make a hall's directory of a backup; gives in words what doesn't agree with the list. Raises Refusal, OSError."""
    listed = read_list(source)
    parts = {name: source / name for name in listed.parts} if listed else _older(source)
    faults: list[str] = []
    for folder in ("spool", "public", "inbox"):
        (into / folder).mkdir()
    for name, part in parts.items():
        if not part.is_file():
            raise Refusal(
                "backup.file-missing",
                say("缺少 {part}", part=verbatim(part)),
                rule=say("备份的各部分要放在一起"),
                next=say("请把缺的找回来，或换一份备份"),
            )
        target = into / PLACE_IN_HALL.get(name, name)
        shutil.copyfile(part, target)
        _sync(target)
        if listed and (target.stat().st_size, digest_of(target)) != listed.parts[name]:
            faults.append(say("{name} 与清单不符", name=name))
    rights.lay(into)  # `counter run` opens public/ and inbox/ to the site's group, where hall.toml names one
    return faults


def _older(file: Path) -> dict[str, Path]:
    return {
        "hall.db": file,
        "files.db": file.with_name(file.name + ".files"),
        "hall.toml": file.with_name(file.name + ".toml"),
    }


def settings_of(source: Path) -> Path:
    """Where a backup has the hall's settings."""
    return source / "hall.toml" if source.is_dir() else source.with_name(source.name + ".toml")


def look_over(hall: Hall, listed: Listed | None) -> tuple[list[str], backups.Held]:
    """Everything wrong with a hall that was laid out of a backup, and what it holds."""
    faults = list(backups.faults(hall.db, hall.files))
    try:
        faults += past_the_program(hall)
        held = backups.held(hall.db)
    except driver.DatabaseError as error:
        return [*faults, say("读不下去：{error}", error=error)], backups.Held(0, "", 0, {})
    if listed is not None:
        if not hmac.compare_digest(listed.code, _code(hall, listed)):
            faults.append(say("清单不是这个大厅写的，或被改过"))
        if (held.seq, held.head) != (listed.seq, listed.head):
            faults.append(say("日志止于第 {seq} 条，清单写的是第 {listed} 条", seq=held.seq, listed=listed.seq))
        for name in sorted(held.rows.keys() | listed.rows.keys()):
            if held.rows.get(name, 0) != listed.rows.get(name, 0):
                faults.append(say("{name} 的行数与清单不符", name=verbatim(name)))
    return faults, held


def prove(hall: Hall, place: Path) -> tuple[list[str], Listed | None, backups.Held]:
    """A drill: lay the backup out in a folder of its own, open it as a hall and look it over; nothing of it stays.
    Raises Refusal where it can't even be laid out.
    """
    listed = read_list(place)
    try:
        with _for_a_while() as folder:
            faults = lay_out(place, folder)
            try:
                copy = hall.sibling(folder)
            except driver.DatabaseError as error:
                return [*faults, say("读不下去：{error}", error=error)], listed, backups.Held(0, "", 0, {})
            try:
                found, held = look_over(copy, listed)
            finally:
                copy.close()
            return [*faults, *found], listed, held
    except OSError as error:
        raise Refusal(
            "backup.drill-not-held",
            say("备份没有试成（{error}）", error=error),
            rule=say("试过能恢复的备份才算数"),
            next=say("请检查临时目录的空间（TMPDIR）"),
        ) from error


@contextmanager
def _for_a_while() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="counter-proof-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_ours(hall: Hall, listed: Listed) -> bool:
    """Whether this hall's key wrote the list."""
    return hmac.compare_digest(listed.code, _code(hall, listed))


def remove(place: Path) -> None:
    """Take a backup away: what its list names and nothing else."""
    with suppress(OSError, Refusal):
        if (listed := read_list(place)) is not None:
            for name in listed.parts:
                (place / name).unlink(missing_ok=True)
            (place / LIST).unlink()
            place.rmdir()


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _fields(listed: Listed) -> dict[str, Any]:
    return {name: getattr(listed, name) for name in Listed.__slots__}


def _code(hall: Hall, listed: Listed) -> str:
    text = json.dumps({**asdict(listed), "code": ""}, sort_keys=True, ensure_ascii=False)
    return hmac.new(hall.secret("backup"), text.encode(), "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
