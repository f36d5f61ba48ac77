"""What the window says: its headline, a line of its queue, the right side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.day import ShiftState
from counter.rules.ticket import State
from screens.parts.sheet import Fact
from screens.shell.language import listed, mark, named, t, worded

if TYPE_CHECKING:
    from counter.acts.queue.overview import TicketLine
    from counter.acts.window.overview import CaseBrief, WindowNow

"""States in which F5 goes on with a case instead of opening another."""

OVER = "red"
"""The light of what is over its day."""

STEPPED_OUT = mark("本人暂离")
"""The reason that the hall itself gives for a hold; others are a clerk's words."""


def state_of(row: TicketLine, now: WindowNow) -> str:
    """The last column of the queue: who is next, who is away, who is meant for another window."""
    if row.id == now.next_id:
        return t("下一位")
    if row.state != State.WAITING:
        if row.held_reason == STEPPED_OUT:
            return t(row.held_reason)
        return t("{state} {reason}", state=t(row.state_name), reason=row.held_reason).strip()
    return t("转{window}号窗", window=row.for_window) if row.for_window else "" if row.callable else t("稍后再叫")


def lasted(minutes: int) -> str:
    """How long something takes, in the largest unit that says it: nobody reckons with 2471 minutes."""
    if minutes < 120:
        return t("{n} 分", n=minutes)
    if minutes < 24 * 60:
        return t("{n} 小时", n=minutes // 60)
    return t("{n} 天", n=minutes // (24 * 60))


def headline(now: WindowNow) -> tuple[str, str]:
    """Line 2 in large plain words: number, matter, stage, minutes."""
    one = now.current
    if one is None:
        if now.state == ShiftState.AWAY:
            head = t("暂离中，不叫号")
        else:
            head = t("空闲  按 F2 叫 {number}", number=now.next_number) if now.next_number else t("空闲  没有可叫的号")
        return head, t("{window} 号窗口 {name}  等候 {n} 人", window=now.number, name=named(now.name), n=now.waiting)
    stage = (
        t("已呼叫 第 {calls} 次", calls=one.calls)
        if one.state == State.CALLED
        else t("{state} {time}", state=t(one.state_name), time=lasted(one.minutes))
    )
    people = t("  {n} 人", n=one.people) if one.people > 1 else ""
    number = t("{number}（原 {was}）", number=one.number, was=one.was) if one.was else one.number
    return f"{number}  {named(one.queue_name)}  {stage}", t(
        "{who}  等了 {time}  {matter}", who=t(one.class_name) + people, time=lasted(one.waited), matter=one.matter
    )


def work_facts(now: WindowNow) -> list[Fact]:
    """The right side: what the printer still owes, what is known of the current citizen, their cases, and what can be
    done next.
    """
    one = now.current
    if one is None:
        return [
            *_unprinted(now),
            *_due(now),
            Fact("", t("现在没有人"), "head"),
            Fact(t("队列"), listed(named(name) for name in now.queue_names)),
            Fact(t("等候"), t("{n} 人", n=now.waiting)),
            Fact(t("下一位"), f"{now.next_number}  {worded(now.next_reason)}".strip()),
            Fact("", ""),
            Fact("", t("F2 叫下一位；队列里按 Enter 点名")),
            Fact("", t("F9 查件、领取结果（扫回执）")),
        ]
    facts = [
        *_unprinted(now),
        Fact("", f"{one.number} {t(one.state_name)}", "head"),
        Fact(t("队列"), named(one.queue_name)),
        Fact(t("来人"), t(one.class_name)),
        *([Fact(t("原号"), t("{was}，昨天取的；手里是这张号", was=one.was), "warn")] if one.was else []),
        Fact(t("事由"), one.matter or t("没有写")),
        Fact(t("叫到他"), worded(one.reason)),
        Fact(t("呼叫"), t("{n} 次，最多 {most} 次", n=one.calls, most=one.max_calls)),
    ]
    for case in one.cases:
        facts += _case(case)
    facts.append(Fact("", ""))
    if one.state == State.CALLED:
        facts += [Fact("", t("人到了：F5 受理"), "good"), Fact("", t("没来：F3 重呼，F4 过号"), "good")]
    elif any(case.state in AT_INTAKE for case in one.cases):
        facts += [Fact("", t("F5 继续收件  F6 看谁收到什么"), "good"), Fact("", t("F8 办结（草稿会保留）"), "good")]
    else:
        facts += [
            Fact("", t("F8 办结，再 F2 叫下一位"), "good"),
            Fact("", t("F5 再收一件  F7 看回执") if one.cases else t("F5 收件"), "good"),
        ]
    return facts


def _due(now: WindowNow) -> list[Fact]:
    """What of the cases taken in here comes due: seen when nobody stands at the window."""
    if not now.due:
        return []
    return [
        Fact("", t("本窗口快到期的（F9 查件处理）"), "head"),
        *(
            Fact(one.due_on[5:], f"{one.case} {worded(one.words)}", "bad" if one.light == OVER else "warn")
            for one in now.due
        ),
        Fact("", ""),
    ]


def _unprinted(now: WindowNow) -> list[Fact]:
    """Said while the citizen who waits for the paper is still there."""
    if not now.unprinted:
        return []
    why = [Fact(t("原因"), worded(now.printer_error), "warn")] if now.printer_error else []
    return [
        Fact("", t("{n} 份文书没有打出", n=now.unprinted), "bad"),
        *why,
        Fact("", t("请看打印机，好了会接着打"), "warn"),
        Fact("", ""),
    ]


def _case(case: CaseBrief) -> list[Fact]:
    tone = "warn" if case.state in AT_INTAKE else "good"
    facts = [
        Fact("", t("件 {number}", number=case.receipt or t("草稿")), "head"),
        Fact(t("办什么"), case.matter or t("未选")),
        Fact(t("事项"), t("{n} 个", n=case.items)),
    ]
    if case.applicant:
        facts.append(Fact(t("申请人"), case.applicant))
    from screens.parts.composed import promise

    promised = (
        t("，承诺 {day} 前办结", day=promise(case.promised_on, case.provisional))
        if case.promised_on and case.state == CaseState.ACCEPTED
        else ""
    )
    facts.append(Fact(t("状态"), t(case.state_name) + promised, tone))
    return facts


def day_facts(now: WindowNow) -> list[Fact]:
    """What free space is for: the day so far at this window, and who is booked to come."""
    facts = [Fact("", ""), Fact("", t("今天到现在"), "head")]
    facts += [Fact(f"{one.since}-{one.until}", f"{one.number}  {one.matter}".strip()) for one in now.served]
    facts += [Fact("", t("还没有办完的"), "dim")] if not now.served else []
    facts += [Fact("", ""), Fact("", t("接下来的预约"), "head")]
    facts += [Fact(one.at, named(one.queue)) for one in now.booked]
    return facts + ([Fact("", t("没有预约"), "dim")] if not now.booked else [])
