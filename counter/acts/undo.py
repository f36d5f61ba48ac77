"""Taking back the last act at a place, within the policy's time: a compensating entry, never a deletion.

Acts on tickets and what was put down of a case at the counter are taken back here (they are the ones a finger slips
on). Papers, decisions and notices have gone to somebody else and have their own, signed ways back: the refusal names
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from counter.acts.case.restoring import check_stands, take_back
from counter.acts.case.step import name_of
from counter.acts.queue.taking import AT_THE_DOOR
from counter.acts.queue.turning import KEPT
from counter.errors import Next, Refusal
from counter.hall.act import REGISTRY, Look, Work, load, query
from counter.hall.act import act as registered
from counter.phrases.said import Said, mark, say
from counter.rules.access import Actor, Role
from counter.rules.act_names import ACT_NAMES
from counter.rules.ticket import OPEN, STATE_NAMES, Ticket
from counter.store import cases, driver, journal, restoring, tickets

WHO = (*AT_THE_DOOR, Role.APPROVER)
TAKEN_BACK = frozenset(
    {
        "ticket.take",
        "ticket.call",
        "ticket.pick",
        "ticket.recall",
        "ticket.start",
        "ticket.absent",
        "ticket.hold",
        "ticket.step-out",
        "ticket.back",
        "ticket.release",
        "ticket.transfer",
        "ticket.people",
        "ticket.finish",
        "ticket.leave",
        "ticket.void",
        "case.document",
        "case.all-here",
        "case.give-back",
        "case.answer",
        "case.item",
        "case.applicant",
        "case.field",
        "case.fill",
        "case.attach",
        "case.detach",
    }
)
"""What the undo key takes back here."""

WAYS_BACK: dict[str, str | Next] = {
    "case.open": Next.by("case.withdraw", mark("选错一件事的，撤回后重新受理；草稿不办了就撤回申请"), case=None),
    "case.open-list": Next.by("case.withdraw", mark("清单不是这位的，撤回后重新受理"), case=None),
    "case.receive": Next.by(
        "case.withdraw", mark("收件编号只给一次：材料记错的直接改，申请人不办了就撤回申请"), case=None
    ),
    "case.print-form": mark("打错的纸作废，改好再打一次"),
    "case.accept": Next.by(
        "window.find",
        mark("各台已经开始：录错的字用“更正一栏”，不办了用“撤回一个事项”或“全部撤回”，先查到这件"),
        text=None,
    ),
    "case.notify": mark("告知书已经发出：还有遗漏的再次告知，由值班主任签署"),
    "case.draft-notice": mark("草稿没有发出，申请人看不到；再起草一次就替换"),
    "case.correct": mark("更正有记录，再更正一次即可"),
    "case.no-permit-needed": mark("文书已经交给申请人：要办的请重新建立办件"),
    "case.not-competent": mark("决定书已经交给申请人：要办的请重新建立办件"),
    "case.refuse": mark("决定书已经交给申请人：要办的请重新建立办件"),
    "case.withdraw": mark("申请人仍要办的，请重新建立办件"),
    "case.decide-here": mark("结果送达前由审批台撤回决定，要第二名人员签署"),
    "case.bring": mark("材料已送审批台：送错的由审批台记“材料不符”退回"),
    "case.amend": mark("再更正一次即可，两次都留在记录里"),
    "case.deliver": mark("结果已经交给申请人：请与申请人联系"),
}
"""What has gone to somebody else, and its own way back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and where the ticket (or the case: then `ticket` is 0) stands again."""

    act: str
    ticket: int
    number: str
    state: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class LastAct:
    """What the undo key would take back; `seconds` are left for it. `what` says what was changed of a case, from what
    to what.
    """

    seq: int
    act: str
    words: str
    number: str
    seconds: int
    what: str = ""

    def __str__(self) -> str:
        more = say("，{what}", what=self.what) if self.what else ""
        return say(
            "{words} {number}{more}（{seconds} 秒以内可以撤销）",
            words=self.words,
            number=self.number,
            more=more,
            seconds=self.seconds,
        )


@registered("act.undo", by=WHO)
def undo(work: Work, seq: int = 0) -> Undone:
    """Take back this person's last act; `seq` is the journal entry that was shown and agreed to (0:
    whatever is last).
    """
    entry = _last(work.db, work.actor, work.today.isoformat(), work.now, work.hall.policy.queue.undo_seconds)
    if seq and entry.seq != seq:
        raise Refusal(
            "act.something-else-done-after",
            say("在这之后又有了新的操作"),
            rule=say("只撤销看清楚的那一步"),
            next=say("请再按一次撤销，看清要撤的是什么"),
        )
    work.undoes = entry.seq
    return _case(work, entry) if entry.subject.startswith("case:") else _ticket(work, entry)


def _case(work: Work, entry: journal.Entry) -> Undone:
    name = ACT_NAMES[entry.act]
    row = take_back(work, int(entry.subject.removeprefix("case:")), entry.act, entry.facts, name)
    return Undone(
        entry.act,
        0,
        name_of(row),
        row["state"],
        say(
            "已撤销：{act} {case}，{change}",
            act=name,
            case=name_of(row),
            change=_change(work, row["id"], row["version"]),
        ),
    )


def _change(at: Work | Look, case_id: int, version: int) -> str:
    """What a version changed, from what to what."""
    made = restoring.change(at.db, case_id, version)
    what = made["what"]
    if what.startswith("撤销"):  # the change that was taken back; an older hall kept the finished sentence only
        what = what.values["what"] if isinstance(what, Said) else what.partition("：")[2]
    return (
        say(
            "{what}：{before} 改为 {after}",
            what=what,
            before=made["before"] or say("空"),
            after=made["after"] or say("空"),
        )
        if made["before"] or made["after"]
        else what
    )


def _ticket(work: Work, entry: journal.Entry) -> Undone:
    one, kept = _stands(work, entry)
    values: dict[str, Any] = {name: value for name, value in kept["was"].items() if name in KEPT}
    _window_free(work, one, kept)
    after = tickets.change(work.db, one, **values)
    ended, begun = kept["periods"]
    if entry.act == "ticket.take":
        tickets.turn_period(work.db, one, None, work.now, queue=one.queue, window=None, staff=None)
    else:
        tickets.undo_period(work.db, ended, begun)
    if kept["call"] is not None:
        tickets.take_back_call(work.db, kept["call"], work.now)
    name = ACT_NAMES[entry.act]
    back = {"version": after.version, "back_to": kept["from"]} if "from" in kept else {}
    work.about(f"ticket:{one.id}", number=one.shown, state=after.state, act=entry.act, **back)
    return Undone(
        entry.act,
        one.id,
        one.shown,
        after.state,
        say("已撤销：{name} {shown}，现在是“{state}”", name=name, shown=one.shown, state=STATE_NAMES[after.state]),
    )


def _stands(at: Work | Look, entry: journal.Entry) -> tuple[Ticket, dict[str, Any]]:
    """The ticket and what stood before the entry, if that is still its last step. Raises Refusal if it has moved on."""
    one = tickets.get(at.db, int(entry.subject.partition(":")[2]))
    kept: dict[str, Any] = (
        entry.facts["undo"]
        if entry.act != "ticket.take"
        else {"was": {"state": "lapsed"}, "periods": [None, None], "call": None, "version": 1}
    )
    if restoring.stands_at(at.db, entry.subject, one.version) != kept["version"]:
        raise Refusal(
            "act.changed-since-now",
            say("{shown} 在这之后又有变动，现在是“{state}”", shown=one.shown, state=STATE_NAMES[one.state]),
            rule=say("只能撤销最后一步"),
            next=say("请按现在的状态继续办理"),
        )
    return one, kept


def _window_free(at: Work | Look, one: Ticket, kept: dict[str, Any]) -> None:
    """Raises Refusal where the ticket would come back to a window that has another number by now."""
    state, window = kept["was"].get("state", one.state), kept["was"].get("front_window", one.front_window)
    there = tickets.open_at(at.db, window) if window is not None and state in OPEN else None
    if there is not None and there.id != one.id:
        raise Refusal(
            "act.window-another-number-now",
            say("{front_window} 号窗口已经有了别的号，不能撤销", front_window=window),
            rule=say("一个窗口同一时间只办一个号"),
            next=say("请先办结或放回现在的号，再点名叫回"),
        )


@query("act.last", by=WHO)
def last(look: Look) -> LastAct:
    """What the undo key would take back now. Raises Refusal when there is nothing, or why it can't be done."""
    allowed = look.hall.policy.queue.undo_seconds
    entry = _last(look.db, look.actor, look.today.isoformat(), look.now, allowed)
    left = max(0, int(allowed) - (look.now - entry.at) // 1000)
    if not entry.subject.startswith("case:"):
        one, kept = _stands(look, entry)
        _window_free(look, one, kept)
        return LastAct(entry.seq, entry.act, ACT_NAMES[entry.act], str(entry.facts.get("number", "")), left)
    row = cases.get(look.db, int(entry.subject.removeprefix("case:")))
    look.log(person=row["person"], case=row["id"])
    check_stands(look, row["id"], entry.facts)
    return LastAct(
        entry.seq,
        entry.act,
        ACT_NAMES[entry.act],
        name_of(row),
        left,
        _change(look, row["id"], entry.facts["undo"]["version"]),
    )


def _last(db: driver.Connection, actor: Actor, day: str, now: int, seconds: float) -> journal.Entry:
    """The newest act of this person that is neither an undo nor undone (opening again what was open is none). Raises
    Refusal when it is none for this key.
    """
    seq = journal.last_of(db, actor.staff, day)
    if seq is None:
        raise Refusal(
            "act.nothing-undo-today", say("今天在这里还没有可以撤销的操作"), rule=say("只能撤销自己的最后一步")
        )
    entry = journal.after(db, seq - 1, 1)[0]
    if entry.act not in TAKEN_BACK or not (entry.act == "ticket.take" or "undo" in entry.facts):
        if (way := WAYS_BACK.get(entry.act)) is not None:
            raise Refusal(
                "act.last-step-not-undo",
                say("最后一步是“{name}”，不能用撤销键取回", name=ACT_NAMES[entry.act]),
                rule=say("已经送到别人手里的有各自的更正办法"),
                next=_about(way, entry.subject),
            )
        load()
        known = REGISTRY.get(entry.act)
        raise Refusal(
            "act.last-step-not-undo-key",
            say(
                "最后一步是“{name}”，不能用撤销键取回",
                name=ACT_NAMES.get(entry.act) or (known.summary if known else entry.act),
            ),
            rule=say("文书、决定和通知有各自的更正办法"),
            next=Next(known.undo, say("请用它自己的撤回办法"))
            if known and known.undo
            else say("请按该事项的更正办法处理"),
        )
    if now - entry.at > seconds * 1000:
        raise Refusal(
            "act.last-step-s-ago",
            say("最后一步已过去 {seconds} 秒", seconds=(now - entry.at) // 1000),
            rule=say("{seconds} 秒以内可以撤销", seconds=seconds),
            next=say("请按现在的状态继续办理"),
        )
    return entry


def _about(way: str | Next, subject: str) -> str | Next:
    """The way back with the case that it is for."""
    if isinstance(way, str) or not subject.startswith("case:"):
        return way
    return replace(way, arguments=dict.fromkeys(way.arguments, "D" + subject.removeprefix("case:")))
