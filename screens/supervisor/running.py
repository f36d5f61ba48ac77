"""Running the floor by keys: what can be done at a window, with a queue, with a ticket, about a paper, for an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.day import ShiftState
from counter.rules.ticket import OPEN, State
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.undo import TAKEN_BACK

if TYPE_CHECKING:
    from counter.acts.queue.overview import TicketLine
    from counter.acts.report.alerts import Answered
    from counter.acts.window.overview import Current, WindowNow
    from screens.shell.place import Place

WAITING_SHOWN = 30
"""People that a list to choose from shows; others are in the queue's own page."""


async def run_window(place: Place, number: int) -> None:
    """Enter on a window. Raises Refusal."""
    now = await place.app.ask(acts.window_show, window=number)
    loan = next((one for one in await place.app.ask(acts.window_loans) if one.window == number), None)
    options: list[tuple[str, str, str]] = []  # the digits of what concerns the window stay, whoever is there
    if now.staff:
        if now.state == ShiftState.AWAY:
            options.append(("open", t("恢复叫号"), t("本人屏上会看到")))
        else:
            options.append(("pause", t("暂停叫号"), t("手上的办完为止")))
        options.append(("send", t("叫一位等候的人到这里"), t("由这个窗口下一个叫")))
        options.append(("call", t("叫 {name} 过来", name=now.staff_name), t("到值班台，屏上和大屏显示")))
        options.append(("sign-out", t("替 {name} 签退", name=now.staff_name), t("忘签退的；有号先转走")))
    else:
        options.append(("man", t("叫一位同事到这个窗口"), t("本人屏上和大屏角上显示")))
    options.append(
        ("back", t("收回借出的窗口"), t("现在就回到 {own}", own=listed(loan.own)))
        if loan
        else ("lend", t("临时改叫别的队列"), t("到一个时间自己回来"))
    )
    if now.current is not None:
        options += [
            ("over", t("把 {number} 转走", number=now.current.number), t("转到别的窗口或队列，号码和到来时间不变")),
            ("release", t("把 {number} 放回队列", number=now.current.number), t("回到原来的位置")),
        ]
        if now.current.state == State.SERVING:
            options.append(("finish", t("{number} 已办完", number=now.current.number), t("忘了按办结的")))
    chosen = await place.app.choose(
        t("{window} 号窗口 {name}", window=number, name=named(now.name)), options, text=_window_words(now)
    )
    if chosen == "over" and now.current:
        await send_ticket(place, now.current)
    elif chosen == "release" and now.current:
        done = await place.app.ask(acts.ticket_release, ticket=str(now.current.id), version=now.current.version)
        place.say(worded(done) + t(TAKEN_BACK))
    elif chosen == "finish" and now.current:
        done = await place.app.ask(acts.ticket_finish, ticket=str(now.current.id), version=now.current.version)
        place.say(worded(done) + t(TAKEN_BACK))
    elif chosen == "pause":
        reason = await place.app.enter(t("暂停 {window} 号窗口", window=number), (t("原因"), "", True))
        if reason is not None:
            place.say(worded(await place.app.ask(acts.window_pause, window=number, reason=reason)), "warn")
    elif chosen == "open":
        place.say(worded(await place.app.ask(acts.window_open, window=number)))
    elif chosen == "send":
        await _send_somebody(place, number)
    elif chosen == "call":
        await call_colleague(place, now.staff)
    elif chosen == "man":
        await call_colleague(place, "", str(number))
    elif chosen == "sign-out":
        await _sign_out(place, now)
    elif chosen == "back":
        place.say(worded(await place.app.ask(acts.window_take_back, window=number)))
    elif chosen == "lend":
        await lend_window(place, number)


def _window_words(now: WindowNow) -> str:
    who = now.staff_name or t("无人")
    state = t("暂离") if now.state == ShiftState.AWAY else ""
    queues = listed(named(name) for name in now.queue_names)
    return "  ".join(filter(None, (who, state, queues, now.current.number if now.current else "")))


async def _sign_out(place: Place, now: WindowNow) -> None:
    if await place.app.confirm(
        t("替 {name} 签退？", name=now.staff_name),
        t("本人的终端回到登录；办件和草稿都在，不受影响。"),
        yes=t("签退"),
    ):
        await place.app.ask(acts.staff_sign_out_other, code=now.staff)
        place.say(t("{name} 已签退，{window} 号窗口无人", name=now.staff_name, window=now.number), "warn")


async def lend_window(place: Place, number: int, queue: str = "") -> None:
    """Choose the queue and the time."""
    if not queue:
        here = await place.app.ask(acts.window_targets)
        options = [(one.queue, one.name, "") for one in here if one.window is None]
        chosen = await place.app.choose(t("{window} 号窗口改叫哪一队", window=number), options)
        if chosen is None:
            return
        queue = chosen
    how = await place.app.choose(
        t("{window} 号窗口怎么叫 {queue}", window=number, queue=queue),
        [("first", t("先叫这一队"), t("没有人时再叫自己的")), ("only", t("只叫这一队"), "")],
    )
    if how is None:
        return
    until = await place.app.enter(
        t("到几点"), (t("时间"), ""), text=t("写成 12:00 或 1200。到时间自己回到原来的队列，记入日志。")
    )
    if until is not None:
        done = await place.app.ask(acts.window_lend, window=number, queue=queue, until=until, only=how == "only")
        place.say(worded(done))


async def _send_somebody(place: Place, window: int) -> None:
    waiting = [one for one in await place.app.ask(acts.ticket_list) if one.state == State.WAITING]
    if not waiting:
        place.say(t("没有人在等"), "plain")
        return
    options = [
        (str(one.id), f"{one.number} {t(one.class_name)}", t("已等 {n} 分 {matter}", n=one.minutes, matter=one.matter))
        for one in waiting[:WAITING_SHOWN]
    ]
    chosen = await place.app.choose(t("哪一位到 {window} 号窗口", window=window), options)
    one = next((one for one in waiting if str(one.id) == chosen), None)
    if one is not None:
        done = await place.app.ask(acts.ticket_transfer, ticket=str(one.id), to_window=window, version=one.version)
        place.say(worded(done) + t(TAKEN_BACK))


async def call_colleague(place: Place, code: str = "", where: str = "desk") -> None:
    """Choose whom (unless that is known), and say what for; the words are for their screen only."""
    if not code:
        staff = await place.app.ask(acts.staff_list)
        options = [(one.code, one.name, one.code) for one in staff if one.code != place.app.actor.staff]
        chosen = await place.app.choose(t("叫哪一位"), options)
        if chosen is None:
            return
        code = chosen
    words = await place.app.enter(
        t("说什么"), (t("内容"), "", True), text=t("只显示在本人屏上；大屏角上只写请谁到哪里。")
    )
    if words is not None:
        done = await place.app.ask(acts.staff_call, code=code, where=where, words=words)
        place.say(t("已叫 {name}", name=done.name))


async def run_ticket(place: Place, one: TicketLine) -> None:
    """Enter on a ticket. Raises Refusal."""
    options = [("send", t("转到别的窗口或队列"), t("号码和到来时间不变"))]
    if one.state in OPEN:
        options.append(("release", t("放回队列"), t("回到原来的位置")))
    if one.state == State.SERVING:
        options.append(("finish", t("已办完"), t("忘了按办结的")))
    if one.state in (State.HELD, State.ABSENT, State.AWAY):
        options[0] = ("back", t("放回队列"), t("按规则排"))
    if one.state != State.SERVING:
        options.append(("leave", t("记离开"), t("不等了")))
    if one.state not in OPEN:
        options.append(("void", t("作废"), t("没有人拿的号")))
    options.append(("past", t("经过"), t("前面几人、什么时候轮到、每一步")))
    who = t("{who}，已等 {n} 分", who=t(one.class_name), n=one.minutes)
    chosen = await place.app.choose(
        t("{number}（{state}）", number=one.number, state=t(one.state_name)),
        options,
        text=t("，").join(filter(None, (one.matter, who))),
    )
    if chosen == "send":
        await send_ticket(place, one)
    elif chosen == "past":
        await _past(place, one)
    elif chosen is not None:
        done = await place.app.ask(STEPS[chosen], ticket=str(one.id), version=one.version)
        place.say(worded(done) + t(TAKEN_BACK))


STEPS = {
    "release": acts.ticket_release,
    "finish": acts.ticket_finish,
    "back": acts.ticket_back,
    "leave": acts.ticket_leave,
    "void": acts.ticket_void,
}
"""What is done to a ticket in one step."""


async def _past(place: Place, one: TicketLine) -> None:
    shown = await place.app.ask(acts.ticket_show, ticket=str(one.id))
    local = place.app.local
    lines = [
        f"{local(part.since):%H:%M} {t(PERIODS.get(part.kind, part.kind))} {part.window or ''} {worded(part.reason)}"
        for part in shown.periods
    ]
    await place.app.choose(one.number, [("", t("返回"), "")], text="\n".join((worded(shown), *lines[-10:])))


PERIODS = {
    "waiting": mark("等候"),
    "called": mark("已呼叫"),
    "serving": mark("办理中"),
    "held": mark("挂起"),
    "absent": mark("过号"),
    "away": mark("暂离"),
    "transferred": mark("转窗"),
}


async def send_ticket(place: Place, one: TicketLine | Current) -> None:
    """To another window or queue: also what a window has in hand. Raises Refusal."""
    here = getattr(one, "queue", "")
    targets = {
        f"{to.queue}/{to.window or ''}": to
        for to in await place.app.ask(acts.window_targets)
        if to.window is not None or to.queue != here
    }
    options = [
        (
            key,
            t("{window} 号窗口", window=to.window) if to.window else to.name,
            t(to.note) if not to.window else to.note,
        )
        for key, to in targets.items()
    ]
    chosen = await place.app.choose(t("{number} 转到哪里", number=one.number), options)
    if chosen is not None:
        to = targets[chosen]
        done = await place.app.ask(
            acts.ticket_transfer, ticket=str(one.id), queue=to.queue, to_window=to.window, version=one.version
        )
        place.say(worded(done) + t(TAKEN_BACK))


async def reprint_elsewhere(place: Place, paper: str) -> bool:
    """Print a paper that has not come out on another printer of the list; whether it was done. Raises Refusal."""
    printers = [(one.code, worded(one.name), worded(one.state)) for one in await place.app.ask(acts.printer_list)]
    chosen = await place.app.choose(t("{paper} 在哪台打印机上打", paper=paper), printers)
    if chosen is None:
        return False
    place.say(worded(await place.app.ask(acts.paper_reprint, paper=paper, printer=chosen)))
    return True


async def answer_alert(place: Place, alert: str, what: str, standing: Answered | None) -> None:
    """Take it on in words; what was answered before is shown. Raises Refusal."""
    words = await place.app.enter(
        t("答复：{what}", what=what),
        (t("怎么处理"), ""),
        text=worded(standing) if standing else t("写明由谁、怎么办；今天不再排在前面，别的值班主任看得到。"),
    )
    if words is not None:
        done = await place.app.ask(acts.alert_answer, alert=alert, words=words, seen=standing.words if standing else "")
        place.say(t("已答复：{answer}", answer=worded(done)))
