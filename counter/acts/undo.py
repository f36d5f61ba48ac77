"""Taking back the last act at a place, within the policy's time: a compensating entry, never a deletion.

Only acts on tickets are taken back here (they are the ones a finger slips on). Papers, decisions and notices have gone to
somebody else and have their own, signed ways back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.acts.act import REGISTRY, Look, Work, load, query
from counter.acts.act import act as registered
from counter.acts.queue import AT_THE_DOOR, KEPT
from counter.errors import Refusal
from counter.rules.access import Actor, Role
from counter.rules.ticket import STATE_NAMES
from counter.store import driver, journal, tickets

WHO = (*AT_THE_DOOR, Role.APPROVER)
WORDS = {
    "ticket.take": "取号", "ticket.call": "叫号", "ticket.pick": "点名叫号", "ticket.recall": "重呼", "ticket.start": "开始办理", "ticket.absent": "过号",
    "ticket.hold": "挂起", "ticket.step-out": "暂离", "ticket.back": "回到队列", "ticket.release": "放回队列", "ticket.transfer": "转窗",
    "ticket.people": "改人数", "ticket.finish": "办结", "ticket.leave": "离开", "ticket.void": "作废",
}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and where the ticket stands again."""

    act: str
    ticket: int
    number: str
    state: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class LastAct:
    """What the undo key would take back; `seconds` are left for it."""

    seq: int
    act: str
    words: str
    number: str
    seconds: int

    def __str__(self) -> str:
        return f"{self.words} {self.number}（{self.seconds} 秒以内可以撤销）"


@registered("act.undo", by=WHO)
def undo(work: Work, seq: int = 0) -> Undone:
    """Take back this person's last act; `seq` is the journal entry that was shown and agreed to (0: whatever is last)."""
    entry = _last(work.db, work.actor, work.today.isoformat(), work.now, work.hall.policy["queue"]["undo_seconds"])
    if seq and entry.seq != seq:
        raise Refusal("在这之后又有了新的操作", "只撤销看清楚的那一步", "请再按一次撤销，看清要撤的是什么")
    one = tickets.by_id(work.db, int(entry.subject.partition(":")[2]))
    assert one is not None
    kept = entry.facts["undo"] if entry.act != "ticket.take" else {"was": {"state": "lapsed"}, "periods": [None, None], "call": None, "version": 1}
    if one.version != kept["version"]:
        raise Refusal(
            f"{one.shown} 在这之后又有变动，现在是“{STATE_NAMES[one.state]}”", "只能撤销最后一步", "请按现在的状态继续办理"
        )
    values: dict[str, Any] = {name: value for name, value in kept["was"].items() if name in KEPT}
    try:
        after = tickets.change(work.db, one, **values)
    except driver.IntegrityError:
        raise Refusal(f"{one.front_window} 号窗口已经有了别的号，不能撤销", "一个窗口同一时间只办一个号", "请先办结或放回现在的号，再点名叫回") from None
    ended, begun = kept["periods"]
    if entry.act == "ticket.take":
        tickets.turn_period(work.db, one, None, work.now, queue=one.queue, window=None, staff=None)
    else:
        tickets.undo_period(work.db, ended, begun)
    if kept["call"] is not None:
        tickets.take_back_call(work.db, kept["call"], work.now)
    work.undoes = entry.seq
    name = WORDS[entry.act]
    work.about(f"ticket:{one.id}", number=one.shown, state=after.state, act=entry.act)
    return Undone(entry.act, one.id, one.shown, after.state, f"已撤销：{name} {one.shown}，现在是“{STATE_NAMES[after.state]}”")


@query("act.last", by=WHO)
def last(look: Look) -> LastAct:
    """What the undo key would take back now. Raises Refusal when there is nothing, or why it can't be done."""
    allowed = look.hall.policy["queue"]["undo_seconds"]
    entry = _last(look.db, look.actor, look.today.isoformat(), look.now, allowed)
    left = max(0, allowed - (look.now - entry.at) // 1000)
    return LastAct(entry.seq, entry.act, WORDS[entry.act], str(entry.facts.get("number", "")), left)


def _last(db: driver.Connection, actor: Actor, day: str, now: int, seconds: int) -> journal.Entry:
    """The newest act of this person that is neither an undo nor undone. Raises Refusal when it is none for this key."""
    row = db.execute(
        "SELECT j.seq FROM journal j WHERE j.staff = ? AND j.business_date = ? AND j.act <> 'act.undo'"
        " AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.seq) ORDER BY j.seq DESC LIMIT 1",
        (actor.staff, day),
    ).fetchone()
    if row is None:
        raise Refusal("今天在这里还没有可以撤销的操作", "只能撤销自己的最后一步", "")
    entry = journal.after(db, row["seq"] - 1, 1)[0]
    if entry.act not in WORDS or not (entry.act == "ticket.take" or "undo" in entry.facts):
        load()
        known = REGISTRY.get(entry.act)
        raise Refusal(
            f"最后一步（{entry.act}）不能用撤销键取回", "文书、决定和通知有各自的更正办法",
            f"请用 {known.undo}" if known and known.undo else "请按该事项的更正办法处理",
        )
    if now - entry.at > seconds * 1000:
        raise Refusal(f"最后一步已过去 {(now - entry.at) // 1000} 秒", f"{seconds} 秒以内可以撤销", "请按现在的状态继续办理")
    return entry
