"""The hall's key in the journal: that it was changed and by whom, and whether the sheet in the safe is the key.

A key itself is never an argument, a fact or an answer of an act; its mark says which one is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.rules.secret import NO_SECRET, Secret
from counter.store import roots


@dataclass(frozen=True, slots=True)
class SheetProven:
    """Whether a sheet fits the key."""

    fits: bool
    mark: str

    def __str__(self) -> str:
        if self.fits:
            return say("恢复单与密钥相符（{mark}）", mark=verbatim(self.mark))
        return say("恢复单与密钥不符")


@dataclass(frozen=True, slots=True)
class KeyState:
    """The hall's key by its mark, and when its sheet was last proven (empty: never)."""

    mark: str
    proven: str
    changes: int

    def __str__(self) -> str:
        return say(
            "密钥 {mark}，换过 {changes} 次；恢复单{proven}",
            mark=verbatim(self.mark),
            changes=self.changes,
            proven=say("{day} 核对过", day=self.proven) if self.proven else say("还没有核对过"),
        )


@act("key.rotate", by=(Role.ADMINISTRATOR,))
def rotate(work: Work, mark: str) -> None:
    """Keep that the hall gets another key, before anything is encrypted with it."""
    if len(mark) != 12 or work.hall.key_mark is None:
        raise Refusal(
            "key.not-encrypted",
            say("这个大厅没有加密"),
            rule=say("建立时加密的大厅才有密钥"),
            next=Next.by("backup.make", say("请备份后迁入新建的大厅"), place=None),
        )
    before = work.hall.key_mark
    work.hall.keep_root(mark, work.now)
    work.about("hall:key", before=before, mark=mark)


@act("key.prove", by=(Role.ADMINISTRATOR, Role.SUPERVISOR))
def prove(work: Work, fits: bool) -> SheetProven:
    """Keep that a sheet was held against the key, and whether it fits."""
    mark = work.hall.key_mark or ""
    work.about("hall:key", fits=fits, mark=mark)
    return SheetProven(fits, mark)


@act("key.compare", by=(Role.ADMINISTRATOR, Role.SUPERVISOR))
def compare(work: Work, sheet: Secret = NO_SECRET) -> SheetProven:
    """Hold what was typed off a recovery sheet against the hall's keys, and keep whether it fits."""
    if not sheet:
        raise Refusal(
            "key.nothing-typed",
            say("没有输入恢复单上的各位"),
            rule=say("恢复单是大厅密钥，接着链密钥"),
            next=say("请照单输入"),
        )
    return prove(work, work.hall.sheet_fits(sheet))


@act("key.sheet", by=(Role.ADMINISTRATOR,))
def sheet(work: Work, to: str = "") -> str:
    """Keep that the recovery sheet is given out once more, and where to (a printer of the list, or the screen), before
    it is.
    """
    mark = work.hall.key_mark
    if mark is None:
        raise Refusal(
            "key.not-encrypted",
            say("这个大厅没有加密"),
            rule=say("建立时加密的大厅才有密钥"),
            next=Next.by("backup.make", say("请备份后迁入新建的大厅"), place=None),
        )
    work.about("hall:key", sheet=mark, to=clean_text(to, what=say("去处"), limit=80))
    return mark


@query("key.state", by=(Role.ADMINISTRATOR, Role.SUPERVISOR))
def state(look: Look) -> KeyState:
    """Which key the hall has, how often it was changed, when its sheet was last proven."""
    mark = look.hall.key_mark or ""
    last = roots.proven(look.db)
    day = f"{look.hall.local(last['at']):%Y-%m-%d}" if last is not None and last["mark"] == mark else ""
    return KeyState(mark, day, len(roots.before(look.db)))
