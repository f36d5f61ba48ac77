"""What the window says: its headline, a line of its queue, the right side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.parts.sheet import Fact

if TYPE_CHECKING:
    from counter.acts.view import TicketLine
    from counter.acts.windows import CaseBrief, WindowNow

OPEN_CASES = ("draft", "received", "notified")
"""States in which F5 goes on with a case instead of opening another."""


def state_of(row: TicketLine, now: WindowNow) -> str:
    """The last column of the queue: who is next, who is away, who is meant for another window."""
    if row.id == now.next_id:
        return "下一位"
    if row.state != "waiting":
        return row.held_reason or row.state_name
    return f"转{row.for_window}号窗" if row.for_window else "" if row.callable else "稍后再叫"


def headline(now: WindowNow) -> tuple[str, str]:
    """Line 2 in large plain words: number, matter, stage, minutes."""
    one = now.current
    if one is None:
        head = "暂离中，不叫号" if now.state == "away" else f"空闲  按 F2 叫 {now.next_number}" if now.next_number else "空闲  没有可叫的号"
        return head, f"{now.number} 号窗口 {now.name}  等候 {now.waiting} 人"
    stage = f"已呼叫 第 {one.calls} 次" if one.state == "called" else f"{one.state_name} {one.minutes} 分"
    people = f"  {one.people} 人" if one.people > 1 else ""
    return f"{one.number}  {one.queue_name}  {stage}", f"{one.class_name}{people}  等了 {one.waited} 分  {one.matter}"


def work_facts(now: WindowNow) -> list[Fact]:
    """The right side: what is known of the current citizen, their cases, and what can be done next."""
    one = now.current
    if one is None:
        return [
            Fact("", "现在没有人", "head"), Fact("队列", "、".join(now.queue_names)), Fact("等候", f"{now.waiting} 人"),
            Fact("下一位", f"{now.next_number}  {now.next_reason}".strip()), Fact("", ""), Fact("", "F2 叫下一位；队列里按 Enter 点名"),
            Fact("", "F9 查件、领取结果（扫回执）"),
        ]
    facts = [
        Fact("", f"{one.number} {one.state_name}", "head"), Fact("队列", one.queue_name), Fact("人员", one.class_name),
        Fact("事由", one.matter or "没有写"), Fact("叫到他", one.reason), Fact("呼叫", f"{one.calls} 次，最多 {one.max_calls} 次"),
    ]
    for case in one.cases:
        facts += _case(case)
    facts.append(Fact("", ""))
    if one.state == "called":
        facts += [Fact("", "人到了：F5 受理", "good"), Fact("", "没来：F3 重呼，F4 过号", "good")]
    elif any(case.state in OPEN_CASES for case in one.cases):
        facts += [Fact("", "F5 继续收件", "good"), Fact("", "F8 办结（草稿会保留）", "good")]
    else:
        facts += [Fact("", "F8 办结，再 F2 叫下一位", "good"), Fact("", "F5 再收一件  F7 看回执" if one.cases else "F5 收件", "good")]
    return facts


def _case(case: CaseBrief) -> list[Fact]:
    tone = "warn" if case.state in OPEN_CASES else "good"
    facts = [Fact("", f"件 {case.receipt or '草稿'}", "head"), Fact("办什么", case.matter or "未选"), Fact("事项", f"{case.items} 个")]
    if case.applicant:
        facts.append(Fact("申请人", case.applicant))
    facts.append(Fact("状态", case.state_name + (f"，承诺 {case.promised_on} 前办结" if case.promised_on and case.state == "accepted" else ""), tone))
    return facts
