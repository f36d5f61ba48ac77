"""The state of the hall for whoever keeps it: what is lacking, what lags, how much there is and how long it lasts."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from counter.acts.delivery import telling
from counter.acts.paper.remedies import lacking_remedies
from counter.acts.premises.arranging import survey
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.store import driver, holding, journal, public, rights

KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
DAY_MS = 86_400_000
LATE_MS = 300_000
"""What waits for longer than this waits too long."""
LEAST_FREE = 500 << 20
"""Bytes of the disk below which a hall is told of it."""
STORES = ("hall.db", "hall.db-wal", "files.db", "public/public.db", "inbox/inbox.db")


@dataclass(frozen=True, slots=True)
class StateLine:
    """One thing that was looked at. `section` is health, output or size; `tone` good, warn, bad or empty; `repair`
    names what can be done about it at once (`rights`), empty for nothing.
    """

    section: str
    id: str
    name: str
    words: str
    tone: str = ""
    repair: str = ""

    def __str__(self) -> str:
        return say("{name}：{words}", name=self.name, words=self.words)


@query("hall.state", by=KEEPERS)
def state(look: Look) -> tuple[StateLine, ...]:
    """What is lacking or set wrong, what waits and lags, how much there is, how long the disk lasts."""
    return (*_health(look), *_output(look), *_size(look))


def _health(look: Look) -> list[StateLine]:
    hall, today = look.hall, look.today
    found = [
        StateLine("health", f"lacking-{place}", mark("还缺"), words, "warn")
        for place, words in enumerate(survey(look.db, today.isoformat()).lacking)
    ]
    found += [
        StateLine("health", "remedies", mark("救济途径"), words, "warn")
        for words in lacking_remedies(look.db, training=hall.training)
    ]
    if today.month >= 11 and today.year + 1 not in hall.calendar.years:
        words = say("{year} 年放假安排还没有载入，跨年的期限都是暂定", year=today.year + 1)
        found.append(StateLine("health", "calendar", mark("日历"), words, "warn"))
    if not hall.training and hall.settings.get("address", "").startswith("http://127."):
        found.append(StateLine("health", "address", mark("网址"), say("还是本机地址，回执二维码公众打不开"), "warn"))
    if not hall.settings.get("cipher"):
        found.append(StateLine("health", "cipher", mark("加密"), say("本大厅建立时没有加密"), "bad"))
    if lag := telling.lagging(hall):
        found.append(StateLine("health", "telling", mark("进度通知"), lag, "warn"))
    for name in telling.misset(hall):
        words = say("hall.toml 里的 {name} 不是程序的完整路径和参数", name=verbatim(name))
        found.append(StateLine("health", name, mark("进度通知"), words, "warn"))
    if names := rights.open_to_others(hall.directory):
        words = say("别的系统用户也能打开 {names}", names=listed(names))
        found.append(StateLine("health", "rights", mark("权限"), words, "bad", "rights"))
    return found or [StateLine("health", "sound", mark("体检"), say("没有发现问题"), "good")]


def _output(look: Look) -> list[StateLine]:
    found = []
    for id, name, (count, since) in (
        ("spooler", mark("打印"), holding.oldest_unprinted(look.db)),
        ("inbox", mark("网上来件"), holding.oldest_arrival(look.db)),
    ):
        waits = look.now - since if since is not None else 0
        words = say("{n} 份在等，最久 {minutes} 分钟", n=count, minutes=waits // 60_000) if count else say("没有在等的")
        found.append(StateLine("output", id, name, words, "" if waits < LATE_MS else "warn"))
    last = journal.last_seq(look.db)
    try:
        db = public.open_read_only(look.hall.directory / "public" / "public.db")
        try:
            behind = last - int(public.meta(db)["seq"])
        finally:
            db.close()
        words = say("公开页落后 {n} 条日志", n=behind) if behind > 0 else say("公开页跟上了日志")
        found.append(StateLine("output", "publisher", mark("公开页"), words, "warn" if behind > 50 else "good"))
    except (Refusal, driver.DatabaseError, KeyError, ValueError):
        words = say("还没有公开页：大厅后台没有运行过")
        found.append(StateLine("output", "publisher", mark("公开页"), words, "warn"))
    return found


def _size(look: Look) -> list[StateLine]:
    directory = Path(look.hall.directory)
    sizes = {name: (directory / name).stat().st_size for name in STORES if (directory / name).exists()}
    found = [StateLine("size", name, verbatim(name), _bytes(size)) for name, size in sizes.items()]
    free = shutil.disk_usage(directory).free
    found.append(StateLine("size", "free", mark("磁盘还剩"), _bytes(free), "bad" if free < LEAST_FREE else "good"))
    first, end = holding.span(look.db)
    days = (end - first) / DAY_MS
    if days >= 1:
        growth = sum(sizes.values()) / days
        left = int(free / growth) if growth else 0
        words = say("每天约 {size}，照这样还能用 {n} 天", size=_bytes(int(growth)), n=left)
        found.append(StateLine("size", "growth", mark("增长"), words, "warn" if left < 90 else ""))
    else:
        found.append(StateLine("size", "growth", mark("增长"), say("满一天以后才看得出来")))
    return found


def _bytes(size: int) -> str:
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 else f"{size / 2**20:.1f} MiB"


@act("hall.mend-rights", by=(Role.ADMINISTRATOR,))
def mend_rights(work: Work) -> str:
    """Lay the rights of the hall's files anew, so that no other user of the machine can open what is not theirs."""
    before = rights.open_to_others(work.hall.directory)
    rights.lay(Path(os.fspath(work.hall.directory)), work.hall.settings.get("site_group", ""))
    left = rights.open_to_others(work.hall.directory)
    work.about("hall:rights", before=before, left=left)
    if left:
        return say("还有 {names} 改不了，请在系统里改", names=listed(left))
    return say("权限已理好")
