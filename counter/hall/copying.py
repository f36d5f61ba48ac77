"""The running copy of a hall: every act in another folder within a second, and a hall made of it as it was at a moment.

    FOLDER/HALL-ID/BEGUN/    one copy: what store/following.py writes for both stores, the settings, the waiting inbox

A copy begins anew after the time that the plan says, and where a store's log was begun anew behind its back; the newest
ones stay. hall.db is brought to the moment, files.db to the newest state: a content is never changed, and always older
than the act that names it.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.hall.backups import PLACE_IN_HALL
from counter.hall.key import read_key
from counter.hall.settings import read_settings
from counter.phrases.said import Said, say, verbatim
from counter.store import backups, driver, following, journal, rights, roots
from counter.store.connection import open_store

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.store.backups import Plan
    from counter.store.following import Step

STEP_S = 0.2
"""How often the log is looked at; an act is in the copy within a second."""
BESIDE = ("hall.toml", "policy.toml", "inbox.db")
LARGEST_INBOX = 64 << 20
"""Bytes of an inbox that is copied whenever something was sent."""
SHOWN = 5
"""How many of the acts that a restore loses are named one by one."""


def follow(directory: Path, plan: Plan, wanted: Callable[[], bool]) -> None:
    """Copy until it is not wanted any more. Raises Refusal, OSError, driver.Error; who started it starts it again."""
    settings = read_settings(directory / "hall.toml")
    key = read_key(settings) if settings.get("cipher") else None
    root = Path(plan.folder) / settings["id"]
    root.mkdir(mode=0o700, exist_ok=True)
    while wanted():
        with suppress(following.BegunAnew):
            _one(directory, key, root, plan, wanted)


def _one(directory: Path, key: str | None, root: Path, plan: Plan, wanted: Callable[[], bool]) -> None:
    folder = root / f"{time.time_ns() // 1_000_000}"
    folder.mkdir(mode=0o700)
    until = time.monotonic() + plan.minutes * 60
    with ExitStack() as held:
        hall, files = (
            held.enter_context(following.opened(directory / name, key, folder)) for name in ("hall.db", "files.db")
        )
        seen = _copy_beside(directory, folder, {})
        hall.begin()
        files.begin()
        thin_out(root, plan.keep)
        while wanted() and time.monotonic() < until:
            if not (hall.stands and files.stands):
                raise following.BegunAnew
            _step(hall, files)
            seen = _copy_beside(directory, folder, seen)
            time.sleep(STEP_S)
        _step(hall, files)


def _step(hall: following.Follower, files: following.Follower) -> None:
    """Cut off anywhere, no act in the copy names a content that isn't."""
    seen = hall.look()
    files.step()
    hall.step(seen)


def _copy_beside(directory: Path, folder: Path, seen: dict[str, int]) -> dict[str, int]:
    now: dict[str, int] = {}
    for name in BESIDE:
        source = directory / PLACE_IN_HALL.get(name, name)
        with suppress(OSError, driver.Error):
            facts = source.stat()
            now[name] = facts.st_mtime_ns
            if seen.get(name) == facts.st_mtime_ns or facts.st_size > LARGEST_INBOX:
                continue
            part = folder / f"{name}.part"
            if name.endswith(".db"):
                backups.copy_plain(source, part)
            else:
                shutil.copyfile(source, part)
            part.replace(folder / name)
    return now


def thin_out(root: Path, keep: int) -> None:
    """Remove the oldest copies; only whole ones count, and the newest is never among them."""
    whole = copies(root)
    for old in whole[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    for half in (one for one in root.iterdir() if one.is_dir() and one.name.isdigit() and one not in whole):
        if whole and half.name < whole[-1].name:
            shutil.rmtree(half, ignore_errors=True)


def copies(root: Path) -> list[Path]:
    """The whole copies in a folder, oldest first."""
    found = [one for one in root.glob("[0-9]*") if (one / "hall.index").exists() and (one / "files.index").exists()]
    return sorted(found, key=lambda one: int(one.name) if one.name.isdigit() else 0)


def find(source: Path) -> list[Path]:
    """The copies that a person means by a folder: one of them, a hall's, or the one that holds a single hall's."""
    if (source / "hall.index").exists():
        return [source]
    if not source.is_dir():
        return []
    if found := copies(source):
        return found
    inside = [copies(one) for one in sorted(source.iterdir()) if one.is_dir()]
    several = [one for one in inside if one]
    return several[0] if len(several) == 1 else []


@dataclass(frozen=True, slots=True)
class Lost:
    """What isn't in a restored hall although it was done: counts by noun, and the newest acts one by one."""

    n: int
    nouns: tuple[tuple[str, int], ...]
    last: tuple[tuple[int, int, str, str], ...]

    @classmethod
    def of(cls, rows: list[driver.Row]) -> Lost:
        """Of entries of a journal; that a backup was made or tried is no loss."""
        rows = [row for row in rows if not row["act"].startswith("backup.")]
        nouns = Counter(row["act"].partition(".")[0] for row in rows)
        return cls(
            len(rows),
            tuple(nouns.most_common()),
            tuple((row["seq"], row["at"], row["act"], row["subject"]) for row in rows[-SHOWN:]),
        )


@dataclass(frozen=True, slots=True)
class Point:
    """A state that can be restored: which copy, how far, the newest entry in it and what came after it."""

    copy: Path
    to: Step
    seq: int
    head: str
    lost: Lost


def look_for(found: list[Path], key: str | None, moment: int | None, work: Path) -> Point:
    """The newest state that holds nothing done after a moment (None: the newest of all). Raises Refusal, OSError."""
    for copy in reversed(found):
        steps = following.steps(copy, "hall")
        if not steps or (moment is not None and steps[0].at > moment):
            continue
        with _built(copy, steps[-1], work, key) as db:
            rows = backups.after(db, moment) if moment is not None else []
            seq = rows[0]["seq"] - 1 if rows else backups.held(db).seq
            head = backups.head_of(db, seq)
        if not rows:
            return Point(copy, steps[-1], seq, head, Lost.of([]))
        if seq < steps[0].seq:
            continue
        before = [step for step in steps if step.seq <= seq][-1]
        beyond = next((step for step in steps if step.seq > seq), steps[-1])
        to = before
        for one in following.ends(copy, "hall", before, beyond):
            with _built(copy, one, work, key) as db:
                if backups.held(db).seq > seq:
                    break
            to = one
        return Point(copy, to, seq, head, Lost.of(rows))
    raise Refusal(
        "backup.no-copy-so-old",
        say("没有到那个时候的复制"),
        rule=say("只能恢复到复制开始以后的时候"),
        next=say("请换一个时间，或用更早的备份"),
    )


class _built:
    """A state of hall.db, made in a folder for a look and removed again."""

    def __init__(self, copy: Path, to: Step, work: Path, key: str | None) -> None:
        self.copy, self.to, self.work, self.key = copy, to, work, key

    def __enter__(self) -> driver.Connection:
        self.work.mkdir()
        if not following.build(self.copy, "hall", self.to, self.work, self.key):
            shutil.rmtree(self.work, ignore_errors=True)
            raise _broken(self.copy)
        self.db = open_store(self.work / "hall.db", self.key)
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.close()
        shutil.rmtree(self.work, ignore_errors=True)


def lay_out(point: Point, into: Path, key: str | None) -> None:
    """Make a hall's directory of a copy. Raises Refusal, OSError."""
    for folder in ("spool", "public", "inbox"):
        (into / folder).mkdir()
    files = following.steps(point.copy, "files")
    if not files:
        raise _broken(point.copy)
    for name, to in (("hall", point.to), ("files", files[-1])):
        if not following.build(point.copy, name, to, into, key):
            raise _broken(point.copy)
    for name in BESIDE:
        if (point.copy / name).exists():
            shutil.copyfile(point.copy / name, into / PLACE_IN_HALL.get(name, name))
    rights.lay(into)


OLD_MS = 3 * 86_400_000
"""How old the newest backup, and the last drill, may be before it is said."""
BEHIND_S = 60.0
"""How long a running copy may stand still while acts are done."""


def lacking(hall: Hall) -> list[Said]:
    """What a keeper should know about the copies of a live hall; nothing where all is well."""
    found: list[Said] = []
    kept = backups.listed(hall.db, 100)
    plan = backups.plan(hall.db, "follow")
    if not kept and plan is None:
        found.append(say("还没有备份：请用 counter backup arrange 让后台自动备份，或 counter backup 目录"))
    elif kept and hall.now() - kept[0].at > OLD_MS:
        found.append(say("最近一次备份是 {day}", day=f"{hall.local(kept[0].at):%Y-%m-%d}"))
    if kept and not any(one.faults == 0 and hall.now() - (one.proven_at or 0) <= 10 * OLD_MS for one in kept):
        found.append(say("一个月内没有试恢复过备份：请用 counter backup prove"))
    if kept and kept[0].faults:
        found.append(say("最近的备份有 {n} 处问题", n=kept[0].faults))
    if plan is not None and (behind := _behind(hall, Path(plan.folder))):
        found.append(behind)
    proven = roots.proven(hall.db)
    if hall.key_mark is not None and (proven is None or proven["mark"] != hall.key_mark):
        found.append(say("恢复单还没有与密钥核对过：请用 counter key prove"))
    return found


def _behind(hall: Hall, folder: Path) -> Said | None:
    found = copies(folder / hall.settings["id"])
    if not found:
        return say("随时复制还没有开始：请看后台（counter run）和 {folder}", folder=verbatim(folder))
    steps, seq = following.steps(found[-1], "hall"), journal.last_seq(hall.db)
    if not steps:
        return say("随时复制 {copy} 不完整或被改过：请看后台（counter run）", copy=verbatim(found[-1]))
    last = steps[-1]
    still = time.time() - (found[-1] / "hall.index").stat().st_mtime
    if last.seq >= seq or still < BEHIND_S:
        return None
    return say("随时复制停在日志第 {seq} 条，现在是第 {now} 条：请看后台（counter run）", seq=last.seq, now=seq)


def _broken(copy: Path) -> Refusal:
    return Refusal(
        "backup.copy-not-whole",
        say("复制 {copy} 不完整或被改过", copy=verbatim(copy)),
        rule=say("恢复写全才算数"),
        next=say("请换一份复制或备份，或恢复到更早的时候"),
    )
