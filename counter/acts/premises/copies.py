"""Backups in the journal: that one was made and where, what a drill of it found, what the hall copies by itself.

The files are written before the act (counter/hall/backups.py): an act holds up every window, a backup nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import Next, Refusal
from counter.hall import backups as files
from counter.hall.act import Look, Work, act, check_access, entry_of, query
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Actor, Role
from counter.store import backups as store
from counter.store import journal

if TYPE_CHECKING:
    from counter.hall import Hall

KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
COPY_NAMES = {"backup": mark("备份"), "follow": mark("随时复制")}


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup lies at a place; `seq` and `head` are the newest entry in it."""

    place: str
    seq: int
    head: str
    bytes: int

    def __str__(self) -> str:
        return say(
            "已备份到 {place}：日志到第 {seq} 条，{mib} MiB（密钥不在其中，请分开保管；用 counter restore 恢复）",
            place=verbatim(self.place),
            seq=self.seq,
            mib=f"{self.bytes / 2**20:.1f}",
        )


@dataclass(frozen=True, slots=True)
class Proven:
    """What a drill found: nothing in a backup that can be restored."""

    place: str
    seq: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        if self.faults:
            return say("{place}：发现 {n} 处问题", place=verbatim(self.place), n=len(self.faults))
        return say("{place}：能恢复，完好，日志到第 {seq} 条", place=verbatim(self.place), seq=self.seq)


@dataclass(frozen=True, slots=True)
class BackupKept:
    """One backup, and the last drill of it."""

    place: str
    at: int
    when: str
    staff: str
    seq: int
    bytes: int
    proven: str
    faults: int | None
    there: bool

    def __str__(self) -> str:
        return say(
            "{when}  {place}  日志到第 {seq} 条  {mib} MiB  {proven}{there}",
            when=self.when,
            place=verbatim(self.place),
            seq=self.seq,
            mib=f"{self.bytes / 2**20:.1f}",
            proven=(
                say("没有试过")
                if self.faults is None
                else say("{day} 试过，{n} 处问题", day=self.proven, n=self.faults)
                if self.faults
                else say("{day} 试过，完好", day=self.proven)
            ),
            there="" if self.there else say("  不在那里了"),
        )


@dataclass(frozen=True, slots=True)
class CopyPlanned:
    """What the hall copies by itself; `folder` is empty for nothing."""

    what: str
    folder: str
    minutes: int
    keep: int

    def __str__(self) -> str:
        name = COPY_NAMES[self.what]
        if not self.folder:
            return say("{name}：不自动办", name=name)
        return say(
            "{name}：到 {folder}，每 {minutes} 分钟一份，留 {keep} 份",
            name=name,
            folder=verbatim(self.folder),
            minutes=self.minutes,
            keep=self.keep,
        )


@act("backup.make", by=(*KEEPERS, Role.HALL), argument="place")
def keep(work: Work, place: str) -> BackedUp:
    """Keep that a backup was made: what lies at the place is read, and must be this hall's."""
    listed = _ours(work, place)
    store.add(work.db, work.now, work.actor.staff, place, listed.seq, listed.head, listed.size)
    work.about("hall:backup", place=place, seq=listed.seq, head=listed.head, bytes=listed.size)
    return BackedUp(place, listed.seq, listed.head, listed.size)


@act("backup.prove", by=(*KEEPERS, Role.HALL), argument="place")
def proven(work: Work, place: str, faults: tuple[str, ...] = ()) -> Proven:
    """Keep what a drill of a backup found; also that it belongs to this hall's journal."""
    listed = _ours(work, place)
    found = list(faults)
    if listed.seq and journal.digest_of(work.db, listed.seq) != listed.head:
        found.append(say("备份的日志不是这个大厅现在的日志"))
    known = store.by_head(work.db, listed.seq, listed.head, place)
    if known is not None:
        store.prove(work.db, known.id, work.now, work.actor.staff, len(found))
    work.about("hall:backup", place=place, seq=listed.seq, head=listed.head, faults=len(found))
    return Proven(place, listed.seq, tuple(found))


@act("backup.arrange", by=(Role.ADMINISTRATOR,), argument="folder")
def arrange(work: Work, folder: str = "", what: str = "backup", minutes: int = 1440, keep: int = 14) -> CopyPlanned:
    """What `counter run` copies by itself: `backup` every so many minutes, or `follow`, every act within a second,
    begun anew every so many minutes. The newest ones stay. Without a folder it ends.
    """
    if what not in COPY_NAMES:
        raise Refusal(
            "backup.unknown-copy",
            say("没有 {what} 这种复制", what=verbatim(what[:40])),
            rule=say("可以 backup 或 follow"),
            next=Next.by("backup.arrange", say("请改正"), folder=None),
        )
    if not (1 <= minutes <= 44640 and 1 <= keep <= 1000):
        raise Refusal(
            "backup.out-of-bounds",
            say("间隔或份数不对"),
            rule=say("1 到 44640 分钟，1 到 1000 份"),
            next=Next.by("backup.arrange", say("请改正"), folder=None),
        )
    if folder:
        place = Path(folder)
        if not place.is_absolute() or not place.is_dir():
            raise Refusal(
                "backup.no-folder",
                say("没有目录 {folder}", folder=verbatim(folder)),
                rule=say("写绝对路径，目录要先建好"),
                next=say("请先建好目录，最好在另一块磁盘"),
            )
        files.check_outside(work.hall, place)
    store.put_plan(work.db, what, folder, minutes, keep)
    work.about("hall:backup", what=what, folder=folder, minutes=minutes, keep=keep)
    return CopyPlanned(what, folder, minutes, keep)


@act("backup.clear", by=(Role.HALL,))
def clear(work: Work, keep: int) -> tuple[str, ...]:
    """Of the backups that the hall made by itself let the newest go on, and the newest that a drill has proven; the
    places of the others, which are to be removed.
    """
    made = store.listed(work.db, 100_000, staff=work.actor.staff)
    proven = next((one.id for one in made if one.faults == 0), 0)
    old = [one for one in made[keep:] if one.id != proven]
    store.gone(work.db, [one.id for one in old], work.now)
    work.about("hall:backup", removed=[one.place for one in old])
    return tuple(one.place for one in old)


@act("backup.wish", by=KEEPERS)
def wish(work: Work, place: str = "") -> str:
    """Have `counter run` make a backup in the arranged folder, or (`place`, one of the list) try one out: for whoever
    has no file of the hall at their terminal.
    """
    if place and not any(one.place == place for one in store.listed(work.db, 1000)):
        raise Refusal(
            "backup.not-listed",
            say("清单里没有 {place}", place=verbatim(place[:200])),
            rule=say("只试清单里的备份"),
            next=Next.by("backup.list", say("请从清单里选")),
        )
    if not place and store.plan(work.db, "backup") is None:
        raise Refusal(
            "backup.no-folder-arranged",
            say("还没有定备份到哪个目录"),
            rule=say("目录由管理员以大厅用户定一次"),
            next=Next.by("backup.arrange", say("请先定目录"), folder=None),
        )
    work.about("hall:backup", wished=place)
    return say("已交给大厅后台，办好就在清单里")


def make(hall: Hall, actor: Actor, place: Path) -> BackedUp:
    """Write a backup and keep that it was made. Raises Refusal."""
    check_access(entry_of(keep), actor)
    files.write(hall, place)
    return hall.do(keep, actor, place=str(place))


def prove(hall: Hall, actor: Actor, place: Path) -> Proven:
    """Hold a drill and keep what it found. Raises Refusal."""
    check_access(entry_of(proven), actor)
    if files.read_list(place) is None:
        raise Refusal(
            "backup.too-old-to-prove",
            say("这份备份没有清单"),
            rule=say("旧程序的备份只能恢复后检查"),
            next=say("请重新备份，或恢复到别处看"),
        )
    try:
        faults, _, _ = files.prove(hall, place)
    except Refusal as refusal:
        faults = [refusal.message]
    return hall.do(proven, actor, place=str(place), faults=tuple(faults))


def new_place(hall: Hall, folder: str) -> Path:
    """Where in a folder a backup of this moment goes."""
    return Path(folder) / f"{hall.settings['id']}-{hall.local(hall.now()):%Y%m%d-%H%M%S}"


@query("backup.list", by=KEEPERS)
def listed(look: Look, limit: int = 50) -> tuple[BackupKept, ...]:
    """The backups that lie somewhere, newest first, and when each was last proven."""

    def moment(at: int) -> str:
        return f"{look.hall.local(at):%Y-%m-%d %H:%M}"

    return tuple(
        BackupKept(
            one.place,
            one.at,
            moment(one.at),
            one.staff,
            one.seq,
            one.bytes,
            moment(one.proven_at) if one.proven_at is not None else "",
            one.faults,
            (Path(one.place) / files.LIST).exists(),
        )
        for one in store.listed(look.db, max(1, min(limit, 1000)))
    )


@query("backup.plan", by=KEEPERS)
def planned(look: Look) -> tuple[CopyPlanned, ...]:
    """What the hall copies by itself, and where to."""
    plans = (store.plan(look.db, what) for what in COPY_NAMES)
    return tuple(CopyPlanned(one.what, one.folder, one.minutes, one.keep) for one in plans if one is not None)


def _ours(work: Work, place: str) -> files.Listed:
    found = files.read_list(Path(place))
    if found is None or found.hall != work.hall.settings["id"] or not files.is_ours(work.hall, found):
        raise Refusal(
            "backup.not-ours",
            say("{place} 不是这个大厅的备份", place=verbatim(place)),
            rule=say("清单由大厅的密钥认证"),
            next=Next.by("backup.make", say("请重新备份"), place=None),
        )
    return found
