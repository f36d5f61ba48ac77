"""A number from the call to the end: begun, absent, held, moved, finished, left, void."""

from __future__ import annotations

from counter.acts.queue import waiting
from counter.acts.queue.calling import AT_A_WINDOW
from counter.acts.queue.taking import AT_THE_DOOR
from counter.acts.queue.turning import Moved, check_mine, find_ticket, keep, mine, moved, of_today, owner_of, turn
from counter.errors import Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say, verbatim
from counter.rules import order as rule
from counter.rules import ticket as moves
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.rules.order import MINUTE
from counter.rules.ticket import OPEN, State, Ticket, check_move
from counter.store import catalogue, premises, tickets


@act("ticket.start", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def start(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """The person is here: serving begins."""
    return begin_service(work, mine(work, "start", ticket, version))


def begin_service(work: Work, one: Ticket) -> Moved:
    """Serving begins, for an act that starts it on its own (opening a case). Already serving: nothing changes."""
    if one.state == State.SERVING:
        return moved(one, say("{shown} 正在办理", shown=one.shown))
    return turn(work, one, "start", say("{shown} 开始办理", shown=one.shown))


@act("ticket.absent", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def absent(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """Nobody came. Before the allowed calls are used up the person waits on, called again after the cool-down."""
    one = mine(work, "absent", ticket, version)
    rules = work.hall.policy.queue
    if one.calls < rules.max_calls:
        return turn(
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
    return turn(
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
    one = mine(work, "hold", ticket, version)
    words = clean_text(reason, what=say("挂起原因"), limit=60)
    if not words:
        raise Refusal(
            "ticket.no-reason-hold", say("没有写挂起原因"), rule=say("挂起要写原因"), next=say("例如：去复印身份证")
        )
    minutes = work.hall.policy.queue.hold_minutes
    return turn(
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
    one = find_ticket(work, ticket, version)
    check_move("step-out", one, owner_of(work, one))
    minutes = work.hall.policy.queue.step_out_minutes
    return turn(
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
    one = find_ticket(work, ticket, version)
    check_move("back", one, owner_of(work, one))
    of_today(work, one)
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
    return turn(
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
    one = mine(work, "release", ticket, version)
    return turn(
        work, one, "release", say("{shown} 放回队列原来的位置", shown=one.shown), front_window=None, staff=None, calls=0
    )


@act("ticket.transfer", by=(Role.GUIDE, *AT_A_WINDOW), argument="ticket", undo="act.undo")
def transfer(work: Work, ticket: str, queue: str = "", to_window: int | None = None, *, version: int = 0) -> Moved:
    """Send a person to another queue or to one window. The number and the arrival stay."""
    one = find_ticket(work, ticket, version)
    if one.state in OPEN:
        check_mine(work, one)
    check_move("transfer", one, owner_of(work, one))
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
    if letter == one.queue and (
        to_window in (None, one.for_window) if one.state == State.WAITING else to_window is None and one.state in OPEN
    ):
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
    return turn(
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
    one = find_ticket(work, ticket, version)
    if one.state not in moves.LIVE or not 1 <= people <= 99:
        raise Refusal(
            "ticket.cannot-count-people",
            say("{shown} 不能记为 {people} 人", shown=one.shown, people=people),
            rule=say("在办的号可记 1 到 99 人"),
            next=say("请核对人数"),
        )
    after = tickets.change(work.db, one, people=people)
    keep(work, one, after, (None, None), people=people)
    return moved(after, say("{shown} 共 {n} 人一起办", shown=one.shown, n=people))


@act("ticket.finish", by=AT_A_WINDOW, argument="ticket", undo="act.undo")
def finish(work: Work, ticket: str, *, about: str = "", version: int = 0) -> Moved:
    """The visit is over; the window is free. `about`: the bundle or item that was only asked about."""
    one = mine(work, "finish", ticket, version)
    if not about:
        return turn(work, one, "finish", say("{shown} 办结", shown=one.shown))
    code, name = catalogue.matter(work.db, clean_code(about, what=say("一件事或事项"), limit=60), work.today)
    work.facts["about"] = code
    matter = code if tickets.is_bundle(work.db, code) else name[:80]
    words_of_the_door = one.matter and not tickets.is_bundle(work.db, one.matter)  # they stay, and in no journal
    return turn(
        work,
        one,
        "finish",
        say("{shown} 办结，问的是{name}", shown=one.shown, name=name),
        matter=one.matter if words_of_the_door else matter,
    )


@act("ticket.leave", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def leave(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """The person does not want to wait any longer."""
    one = find_ticket(work, ticket, version)
    if one.state in OPEN:
        check_mine(work, one)
    check_move("leave", one, owner_of(work, one))
    return turn(work, one, "leave", say("{shown} 已离开", shown=one.shown))


@act("ticket.void", by=AT_THE_DOOR, argument="ticket", undo="act.undo")
def void(work: Work, ticket: str, *, version: int = 0) -> Moved:
    """A number nobody holds (not printed, taken by mistake): it lapses and is never given again that day."""
    one = find_ticket(work, ticket, version)
    if one.state in OPEN:
        raise Refusal(
            "ticket.cannot-voided",
            say(
                "{shown} 在{owner}{state}，不能作废",
                shown=one.shown,
                owner=owner_of(work, one),
                state=moves.STATE_NAMES[one.state],
            ),
            rule=say("办理中的号不作废"),
            next=moves.next_step(one) or "",
        )
    check_move("lapse", one)
    return turn(work, one, "lapse", say("{shown} 作废", shown=one.shown))
