"""A word to a colleague: said on their screen, and where they are asked to come, in a corner of the board."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.queue.overview import ON_THE_BOARD_MS
from counter.errors import Next, Refusal
from counter.hall.act import EVERYBODY, Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.store import driver, floor, shifts, staff

DESK = "desk"
"""`where` of the supervisor's own desk; else a window's number."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something said to somebody at their terminal. `where`: `desk` (the supervisor's) or a window's number, empty for
    a word that asks nobody to come.
    """

    id: int
    staff: str
    name: str
    where: str
    words: str
    by: str
    at: str

    def __str__(self) -> str:
        come = say("，请到{where}", where=where_words(self.where)) if self.where else ""
        more = say("：{words}", words=self.words) if self.words else ""
        return say("{at} {by}{come}{more}", at=self.at, by=verbatim(self.by), come=come, more=more)


def where_words(where: str) -> str:
    """Where somebody is asked to come."""
    return say("值班台") if where == DESK else say("{window} 号窗口", window=where)


@act("staff.call", by=(Role.SUPERVISOR,), argument="code", undo="staff.call-off")
def call(work: Work, code: str, where: str = DESK, words: str = "") -> Told:
    """Ask a colleague to come to the supervisor's desk or to a window: on their screen and in a corner of the board.
    The words are for their screen only.
    """
    code = clean_code(code, what=say("工号"), limit=30)
    if not staff.known(work.db, code):
        raise Refusal("staff.no-staff-code", say("没有工号 {target}", target=verbatim(code)), next=say("请核对工号"))
    if where != DESK and not (where.isascii() and where.isdigit() and shifts.window_exists(work.db, int(where))):
        raise Refusal(
            "staff.call-where",
            say("没有地方 {where}", where=verbatim(repr(where[:20]))),
            rule=say("叫到值班台（desk）或一个窗口"),
            next=say("请写窗口号"),
        )
    day = work.today.isoformat()
    if any(row["where_to"] for row in floor.unheard(work.db, day, code) if work.now - row["at"] < ON_THE_BOARD_MS):
        raise Refusal(
            "staff.called-already",
            say("{who} 已经在叫了，还没有回应", who=verbatim(staff.name(work.db, code))),
            rule=say("一次只把一个人叫到一处"),
            next=Next.by("staff.call-off", say("要改地方请先收回"), code=code),
        )
    words = clean_text(words, what=say("内容"), limit=60)
    id = floor.tell(work.db, code, where, words, work.actor.staff, day, work.now)
    work.about(f"staff:{code}", word=id, where=where)
    return _told(work, code, id)


@act("staff.call-off", by=(Role.SUPERVISOR,), argument="code")
def call_off(work: Work, code: str) -> str:
    """Nobody has to come any more: the call goes from their screen and from the board."""
    code = clean_code(code, what=say("工号"), limit=30)
    taken = [
        row["id"]
        for row in floor.unheard(work.db, work.today.isoformat(), code)
        if row["where_to"] and floor.take_back_word(work.db, row["id"], work.now)
    ]
    if not taken:
        raise Refusal(
            "staff.not-called",
            say("{code} 没有在叫，或已经看到", code=verbatim(code)),
            rule=say("收回的是还没有回应的呼叫"),
            next=Next.by("staff.call", say("要叫请重新叫"), code=code),
        )
    work.about(f"staff:{code}", words=taken)
    return say("不再叫 {who}", who=verbatim(staff.name(work.db, code)))


@act("staff.heard", by=EVERYBODY, argument="upto")
def heard(work: Work, upto: int) -> int:
    """Have read what was said to oneself, up to a word: it goes from the screen, and from the board. Returns how many
    were new.
    """
    new = floor.heard(work.db, work.actor.staff, upto, work.now)
    if not new:
        raise Refusal("staff.nothing-to-hear", say("没有新的话"), rule=say("看过的不再显示"))
    work.about(f"staff:{work.actor.staff}", words=new)
    return len(new)


@query("staff.told")
def told(look: Look) -> tuple[Told, ...]:
    """What was said to oneself today and not read yet, the newest last."""
    return tuple(_shown(look, row) for row in floor.unheard(look.db, look.today.isoformat(), look.actor.staff))


@query("staff.called", by=(Role.SUPERVISOR,))
def called(look: Look) -> tuple[Told, ...]:
    """Who was asked to come somewhere and has not answered."""
    return tuple(_shown(look, row) for row in floor.unheard(look.db, look.today.isoformat()) if row["where_to"])


def _told(work: Work, code: str, id: int) -> Told:
    return next(_shown(work, row) for row in floor.unheard(work.db, work.today.isoformat(), code) if row["id"] == id)


def _shown(at: Look | Work, found: driver.Row) -> Told:
    return Told(
        found["id"],
        found["staff"],
        found["staff_name"],
        found["where_to"] or "",
        found["words"],
        found["said_by_name"],
        f"{at.hall.local(found['at']):%H:%M}",
    )
