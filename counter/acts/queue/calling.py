"""What people do with tickets: call, pick, start, hold, transfer, finish (taking one is in acts/take.py).

Each act checks the move table, changes one ticket, turns its period and leaves in the journal what `act.undo` needs to
take it back. Nothing is called without a press; a press that comes twice changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.acts.queue import waiting
from counter.acts.queue.taking import AT_THE_DOOR, TicketTaken, take
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import packed, say, verbatim
from counter.rules import order as rule
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.day import ShiftState
from counter.rules.identity import clean_code, clean_text
from counter.rules.order import MINUTE
from counter.rules.ticket import OPEN, State, Ticket, check_move
from counter.store import premises, staff, tickets

__all__ = ["TicketTaken", "take"]

AT_A_WINDOW = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket that a window has called, and why this one."""

    ticket: int
    number: str
    window: int
    reason: str
    class_: str
    matter: str
    people: int
    waited_minutes: int
    calls: int
    state: str
    version: int

    def __str__(self) -> str:
        return say(
            "请 {number} 到 {window} 号窗口（第 {calls} 次呼叫；{reason}）",
            number=self.number,
            window=self.window,
            calls=self.calls,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket after an act, in one sentence."""

    ticket: int
    number: str
    state: str
    words: str
    version: int

    def __str__(self) -> str:
        return self.words


# -- calling -----------------------------------------------------------------------------------------------------------


@act("ticket.call", by=AT_A_WINDOW, undo="act.undo")
def call(work: Work, window: int | None = None) -> Called:
    """Call the next person for a window. The order's rule decides and says why; one conditional update claims."""
    number = _my_window(work, window)
    policy = waiting.order(work.hall)
    letters = tickets.queues_of(work.db, number)
    for soonest in (work.now, work.now + policy.early):
        found = tickets.heads(work.db, letters, policy.heads, number, work.now, soonest, waiting.morning(work))
        choice = rule.choose(policy, found, work.now)
        if choice is not None:
            return _claim(work, tickets.get(work.db, choice.ticket), number, choice.reason)
    raise waiting.why_empty(work, letters)


@act("ticket.pick", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def pick(work: Work, ticket: str, window: int | None = None, *, version: int = 0) -> Called:
    """Call one particular person, also from hold or from the absent list. The slower of two clerks is told who has
    them.
    """
    number = _my_window(work, window)
    one = _find(work, ticket, version)
    if one.state in OPEN:
        raise Refusal(
            "ticket.taken-elsewhere",
            say(
                "{shown} 已由{owner}{state}",
                shown=one.shown,
                owner=_owner(work, one),
                state=moves.STATE_NAMES[one.state],
            ),
            rule=say("一个号同一时间只归一处"),
            next=say("请另叫一位"),
        )
    check_move("pick", one, _owner(work, one))
    _of_today(work, one)
    was = "" if one.state == State.WAITING else say("，原在{state}", state=moves.STATE_NAMES[one.state])
    return _claim(work, one, number, say("窗口点名{was}", was=was))


def _claim(work: Work, one: Ticket, window: int, reason: str) -> Called:
    taken = tickets.claim(work.db, one.id, one.version, window, work.actor.staff, work.now, reason)
    if taken is None:
        raise Refusal(
            "ticket.just-called-elsewhere",
            say("{shown} 刚被别处叫走", shown=one.shown),
            rule=say("一个号同一时间只归一处"),
            next=say("请再按叫号"),
        )
    periods = tickets.turn_period(
        work.db, one, "called", work.now, queue=one.queue, window=window, staff=work.actor.staff, reason=reason
    )
    line = tickets.add_call(work.db, one.id, window, work.now, 0)
    _keep(work, one, taken, periods, call=line, reason=reason)
    return _called(taken, work.now)


def _called(one: Ticket, now: int) -> Called:
    return Called(
        one.id,
        one.shown,
        one.front_window or 0,
        one.reason,
        one.class_,
        one.matter,
        one.people,
        max(0, now - one.arrived_at) // MINUTE,
        one.calls,
        one.state,
        one.version,
    )


@act("ticket.recall", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def recall(work: Work, ticket: str, *, version: int = 0) -> Called:
    """Call the same person again, not sooner than the policy's pause and not more often than it allows."""
    one = _mine(work, "recall", ticket, version)
    rules = work.hall.policy.queue
    if one.calls >= rules.max_calls:
        raise Refusal(
            "ticket.called-times",
            say("{shown} 已叫 {calls} 次", shown=one.shown, calls=one.calls),
            rule=say("最多叫 {max_calls} 次", max_calls=rules.max_calls),
            next=Next.by("ticket.absent", say("没来请记过号"), ticket=one.shown),
        )
    left = rules.recall_seconds * 1000 - (work.now - (one.called_at or 0))
    if left > 0:
        raise Refusal(
            "ticket.just-called",
            say("{shown} 刚叫过", shown=one.shown),
            rule=say("两次呼叫至少隔 {recall_seconds} 秒", recall_seconds=rules.recall_seconds),
            next=say("请等 {left} 秒", left=-(-left // 1000)),
        )
    after = tickets.change(work.db, one, calls=one.calls + 1, called_at=work.now)
    line = tickets.add_call(work.db, one.id, one.front_window or 0, work.now, after.calls - 1)
    _keep(work, one, after, (None, None), call=line, calls=after.calls)
    return _called(after, work.now)


@act("ticket.start", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def start(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """The person is here: serving begins."""
    return begin_service(work, _mine(work, "start", ticket, version))


def begin_service(work: Work, one: Ticket) -> Moved:
    """Serving begins, for an act that starts it on its own (opening a case). Already serving: nothing changes."""
    if one.state == State.SERVING:
        return _moved(one, say("{shown} 正在办理", shown=one.shown))
    return _turn(work, one, "start", say("{shown} 开始办理", shown=one.shown))


@act("ticket.absent", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def absent(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """Nobody came. Before the allowed calls are used up the person waits on, called again after the cool-down."""
    one = _mine(work, "absent", ticket, version)
    rules = work.hall.policy.queue
    if one.calls < rules.max_calls:
        return _turn(
            work,
            one,
            "skip",
            say(
                "{shown} 未到（第 {calls} 次），{cool_down_minutes} 分后再排到",
                shown=one.shown,
                calls=one.calls,
                cool_down_minutes=rules.cool_down_minutes,
            ),
            not_before=work.now + waiting.order(work.hall).cool_down,
            front_window=None,
            staff=None,
        )
    return _turn(
        work,
        one,
        "absent",
        say("{shown} 叫了 {calls} 次未到，转入过号", shown=one.shown, calls=one.calls),
        front_window=None,
        staff=None,
    )


@act("ticket.hold", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def hold(work: Work, ticket: str, reason: str, *, version: int = 0) -> Moved:
    """The person has gone for a copy or the like; the window is free, the place is kept for the policy's time."""
    one = _mine(work, "hold", ticket, version)
    words = clean_text(reason, what=say("挂起原因"), limit=60)
    if not words:
        raise Refusal(
            "ticket.no-reason-hold", say("没有写挂起原因"), rule=say("挂起要写原因"), next=say("例如：去复印身份证")
        )
    minutes = work.hall.policy.queue.hold_minutes
    return _turn(
        work,
        one,
        "hold",
        say("{shown} 挂起（{words}），位置保留 {minutes} 分", shown=one.shown, words=verbatim(words), minutes=minutes),
        words,
        front_window=None,
        staff=None,
        held_reason=words,
        held_until=work.now + minutes * MINUTE,
    )


@act("ticket.step-out", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def step_out(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """Somebody who waits goes out for a while and keeps the place, up to the policy's time."""
    one = _find(work, ticket, version)
    check_move("step-out", one, _owner(work, one))
    minutes = work.hall.policy.queue.step_out_minutes
    return _turn(
        work,
        one,
        "step-out",
        say("{shown} 暂离，位置保留 {minutes} 分", shown=one.shown, minutes=minutes),
        held_until=work.now + minutes * MINUTE,
        held_reason=say("本人暂离"),
    )


@act("ticket.back", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def back(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """Back into the queue: at the old place from hold or stepping out in time, else as the policy's
    return rule says.
    """
    one = _find(work, ticket, version)
    check_move("back", one, _owner(work, one))
    _of_today(work, one)
    policy = waiting.order(work.hall)
    overdue = one.held_until is not None and work.now > one.held_until
    ready, lane = one.ready_at, one.lane
    words = say("回到原来的位置")
    if one.state == State.ABSENT or overdue:
        lane = one.class_ if lane == "appointment" else lane
        ready = rule.come_back(policy, lane, one.ready_at, work.now)
        words = (
            say("按 {returning} 分钟前到来排", returning=policy.returning // MINUTE)
            if ready > one.ready_at
            else say("回到原来的位置")
        )
        words = (say("超过保留时间，") if overdue else "") + words
    count = waiting.ahead(work, one.queue, lane, ready, one.id)
    return _turn(
        work,
        one,
        "back",
        say("{shown} {words}，前面还有 {count} 人", shown=one.shown, words=words, count=count),
        ready_at=ready,
        lane=lane,
        not_before=0,
        calls=0,
        held_reason="",
        held_until=None,
        front_window=None,
        staff=None,
    )


@act("ticket.release", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def release(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """Put a called or served ticket back at its old place: a window broke down, or another one must take over."""
    one = _mine(work, "release", ticket, version)
    return _turn(
        work, one, "release", say("{shown} 放回队列原来的位置", shown=one.shown), front_window=None, staff=None, calls=0
    )


@act("ticket.transfer", by=(Role.GUIDE, *AT_A_WINDOW), argument="ticket", undo="act.undo")
def transfer(work: Work, ticket: str, queue: str = "", to_window: int | None = None, *, version: int = 0) -> Moved:
    """Send a person to another queue or to one window. The number and the arrival stay."""
    one = _find(work, ticket, version)
    if one.state in OPEN:
        _check_mine(work, one)
    check_move("transfer", one, _owner(work, one))
    letter = tickets.queue(work.db, clean_code(queue, what=say("队列"), limit=40)).letter if queue else one.queue
    if to_window is not None and letter not in (served := tickets.queues_of(work.db, to_window)):
        if queue:
            raise Refusal(
                "ticket.window-not-serve-queue",
                say("{to_window} 号窗口不办 {letter} 队列", to_window=to_window, letter=letter),
                rule=say("窗口只办自己的队列"),
                next=say("请另选窗口或队列"),
            )
        letter = served[0]
    if letter == one.queue and to_window in (None, one.for_window) and one.state == State.WAITING:
        raise Refusal(
            "ticket.queue-already",
            say("{shown} 已经在这个队列", shown=one.shown),
            rule=say("转窗要换队列或窗口"),
            next=say("请另选队列或窗口"),
        )
    if letter != one.queue and not any({letter, one.queue} <= place for place in premises.places(work.db)):
        raise Refusal(
            "ticket.queue-not-called-place",
            say("{letter} 队列不在这一处叫号", letter=letter),
            rule=say("号码只在取号的地方叫，人不用跑"),
            next=say("请另选队列；要到别处办，请在那里取号"),
        )
    name = tickets.queue(work.db, letter).name
    target = say("{to_window} 号窗口", to_window=to_window) if to_window is not None else name
    return _turn(
        work,
        one,
        "transfer",
        say("{shown} 转到{target}，号码和到来时间不变", shown=one.shown, target=target),
        queue=letter,
        for_window=to_window,
        front_window=None,
        staff=None,
        calls=0,
        not_before=0,
        held_reason="",
        held_until=None,
    )


@act("ticket.people", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def people(work: Work, ticket: str, people: int, *, version: int = 0) -> Moved:
    """Several of one family on one ticket: how many are served under this number."""
    one = _find(work, ticket, version)
    if one.state not in moves.LIVE or not 1 <= people <= 99:
        raise Refusal(
            "ticket.cannot-count-people",
            say("{shown} 不能记为 {people} 人", shown=one.shown, people=people),
            rule=say("在办的号可记 1 到 99 人"),
            next=say("请核对人数"),
        )
    after = tickets.change(work.db, one, people=people)
    _keep(work, one, after, (None, None), people=people)
    return _moved(after, say("{shown} 共 {n} 人一起办", shown=one.shown, n=people))


@act("ticket.finish", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def finish(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """The visit is over; the window is free."""
    one = _mine(work, "finish", ticket, version)
    return _turn(work, one, "finish", say("{shown} 办结", shown=one.shown))


@act("ticket.leave", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def leave(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """The person does not want to wait any longer."""
    one = _find(work, ticket, version)
    if one.state in OPEN:
        _check_mine(work, one)
    check_move("leave", one, _owner(work, one))
    return _turn(work, one, "leave", say("{shown} 已离开", shown=one.shown))


@act("ticket.void", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def void(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """A number nobody holds (not printed, taken by mistake): it lapses and is never given again that day."""
    one = _find(work, ticket, version)
    if one.state in OPEN:
        raise Refusal(
            "ticket.cannot-voided",
            say(
                "{shown} 在{owner}{state}，不能作废",
                shown=one.shown,
                owner=_owner(work, one),
                state=moves.STATE_NAMES[one.state],
            ),
            rule=say("办理中的号不作废"),
            next=moves.next_step(one) or "",
        )
    check_move("lapse", one)
    return _turn(work, one, "lapse", say("{shown} 作废", shown=one.shown))


# -- what the acts share -----------------------------------------------------------------------------------------------


def _my_window(work: Work, window: int | None) -> int:
    """The window an act is done at: somebody must be signed in there, on duty, and with nothing open."""
    number = window if window is not None else work.actor.window
    if number is None:
        raise Refusal(
            "ticket.not-say-window",
            say("没有说是哪个窗口"),
            rule=say("叫号在窗口上做"),
            next=Next.by("staff.sign-in", say("请先在窗口签到，或写明窗口"), window=None),
        )
    tickets.queues_of(work.db, number)
    shift = tickets.shift_at(work.db, number)
    if shift is None or (shift["staff"] != work.actor.staff and work.actor.role is not Role.SUPERVISOR):
        who = (
            say("{number} 号窗口现在是 {staff_name}", number=number, staff_name=shift["staff_name"])
            if shift
            else say("{number} 号窗口还没有人签到", number=number)
        )
        raise Refusal(
            "ticket.not-window",
            who,
            rule=say("叫号的人要先在窗口签到"),
            next=Next.by("staff.sign-in", say("请先签到"), window=number),
        )
    if shift["state"] == ShiftState.AWAY:
        raise Refusal(
            "ticket.window-paused",
            say("{number} 号窗口暂停中", number=number),
            rule=say("暂停的窗口不叫号"),
            next=Next.by("staff.back", say("请先恢复叫号")),
        )
    if (open_one := tickets.open_at(work.db, number)) is not None:
        raise Refusal(
            "ticket.window-still",
            say(
                "{number} 号窗口还有 {open_one} {state}",
                number=number,
                open_one=open_one.shown,
                state=moves.STATE_NAMES[open_one.state],
            ),
            rule=say("一个窗口同一时间只办一个号"),
            next=moves.next_step(open_one) or "",
        )
    return number


def _find(work: Work, text: str, version: int) -> Ticket:
    one = tickets.find(work.db, work.today.isoformat(), clean_code(str(text), what=say("号票"), limit=20))
    if version and one.version != version:
        raise Refusal(
            "ticket.just-changed-elsewhere-now",
            say("{shown} 刚刚被别处改动，现在是“{state}”", shown=one.shown, state=moves.STATE_NAMES[one.state]),
            rule=say("一个号同一时间只归一处"),
            next=say("请看最新的队列再操作"),
        )
    return one


def _of_today(work: Work, one: Ticket) -> None:
    """Raises Refusal for what is left of an earlier day: its number may be somebody else's today."""
    if one.business_date != work.today.isoformat():
        raise Refusal(
            "ticket.number-of",
            say("{shown} 是 {business_date} 的号", shown=one.shown, business_date=one.business_date),
            rule=say("往日的号先由值班主任处理"),
            next=say("请在当日结束页处理，或请重新取号"),
        )


def _mine(work: Work, verb: str, text: str, version: int) -> Ticket:
    one = _find(work, text, version)
    check_move(verb, one, _owner(work, one))
    _check_mine(work, one)
    return one


def _check_mine(work: Work, one: Ticket) -> None:
    if one.staff != work.actor.staff and work.actor.role not in (Role.SUPERVISOR, Role.HALL):
        raise Refusal(
            "ticket.another-window",
            say("{shown} 在{owner}", shown=one.shown, owner=_owner(work, one)),
            rule=say("别的窗口在办的号不能动"),
            next=say("请与该窗口商量，或找值班主任"),
        )


def _owner(work: Work, one: Ticket) -> str:
    if one.state not in OPEN:
        return ""
    name = staff.name(work.db, one.staff)
    return say(" {front_window} 号窗口（{name}）", front_window=one.front_window, name=verbatim(name))


def _turn(work: Work, one: Ticket, verb: str, words: str, why: str = "", **values: Any) -> Moved:
    """Make a move of the table: ticket, period, journal."""
    move = moves.MOVES[verb]
    after = tickets.change(work.db, one, state=move.after, since=work.now, **values)
    owner = (
        (after.front_window, after.staff)
        if after.state in OPEN
        else (one.front_window, one.staff)
        if move.period is None
        else (None, None)
    )
    periods = tickets.turn_period(
        work.db, one, move.period, work.now, queue=after.queue, window=owner[0], staff=owner[1], reason=why
    )
    _keep(work, one, after, periods)
    return _moved(after, words)


def _moved(one: Ticket, words: str) -> Moved:
    return Moved(one.id, one.shown, one.state, words, one.version)


KEPT = (
    "state",
    "queue",
    "lane",
    "ready_at",
    "not_before",
    "front_window",
    "staff",
    "for_window",
    "calls",
    "called_at",
    "since",
    "held_reason",
    "held_until",
    "reason",
    "people",
)
"""The columns of a ticket that acts change, and undo restores."""


def _keep(
    work: Work,
    before: Ticket,
    after: Ticket,
    periods: tuple[int | None, int | None],
    *,
    call: int | None = None,
    **facts: Any,
) -> None:
    """Journal what changed, before and after, in the form that undo reads."""
    was = {name: getattr(before, name) for name in KEPT if getattr(before, name) != getattr(after, name)}
    work.about(
        f"ticket:{before.id}",
        number=before.shown,
        state=after.state,
        undo={"was": packed(was), "periods": list(periods), "call": call, "version": after.version},
        **facts,
    )
