"""What stands under the list: the highlighted approval with its dates, what is said about it, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.rules.approval import RoundState
from counter.rules.clock import Light
from screens.desk.second_officer import review_words
from screens.parts.composed import desk_day_provisional, promise
from screens.parts.sheet import Fact
from screens.shell.language import day, listed, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.second_officer import Review
    from counter.acts.case.outstanding import Owed


def detail(line: ApprovalLine | None, one: Review | None, me: str, ticked: int, owed: Owed | None = None) -> list[Fact]:
    """The facts of a line (and of what was proposed on it, of a tolerated paper near or over its date); `ticked` is how
    many are.
    """
    return (
        [Fact("", t("没有选中的审批：用上下键选一件，再按数字办理或 Enter 打开案卷"), "dim")]
        if line is None
        else [
            Fact(
                t("办件"),
                "  ".join(filter(None, (line.number, line.applicant, line.item_name, _holder(line, me)))),
            ),
            Fact(
                t("三个日期"),
                t(
                    "法定 {legal}  承诺 {promised}  本台 {desk}",
                    legal=_short(line.legal_on, line.legal_provisional),
                    promised=promise(line.promised_on, line.provisional),
                    desk=_short(line.desk_on, desk_day_provisional(line)),
                )
                + (t("  特别程序 {n} 天", n=line.paused_days) if line.paused_days else "")
                + (f"  {worded(line.left)}" if one else ""),
            ),
            Fact(t("复核"), review_words(one), "warn")
            if one
            else Fact(t("在等"), listed(line.waits_for), "warn")
            if line.waits_for
            else Fact(
                t("容缺材料"),
                t("{words}（{day}）", words=owed.words, day=day(owed.due_on))
                + (t("  F8 处理") if owed.light == Light.RED else ""),
                "warn",
            )
            if owed
            else Fact(
                t("说明"),
                _remark(line),
                "warn"
                if line.step_over or line.reminders or line.changed or line.round_state == RoundState.ASKED
                else "",
            ),
            Fact(
                "",
                t("Enter案卷  F8 同意、退回  9经过  0逐日")
                if one and not one.mine
                else t("F8 撤回提请、收起  Enter案卷  9经过  0逐日")
                if one
                else t("已勾选 {n} 件：1签收 2准予 3不予 4补正  F8 更多  F6 接手、分派", n=ticked)
                if ticked
                else t("1签收 2准予 3不予 4补正 5特别程序 6恢复 7延期 8意见 9经过 0逐日 Enter案卷"),
                "dim",
            ),
        ]
    )


def _short(on: str | None, provisional: bool) -> str:
    """A day with a question mark while next year's holidays may still move it: three of them stand in one line."""
    return day(on) + ("?" if provisional else "") if on else t("无")


def _holder(line: ApprovalLine, me: str) -> str:
    """Who has it in hand."""
    if not line.in_hand:
        return ""
    return t("（我手上）") if line.in_hand == me else t("（{name} 手上）", name=line.in_hand_name)


def _wants_a_look(line: ApprovalLine) -> bool:
    return bool(line.step_over or line.reminders or line.changed) or line.round_state == RoundState.ASKED


def _remark(line: ApprovalLine) -> str:
    parts = [worded(line.left)]
    if line.changed:
        parts.append(t("上次看过以后：{what}", what=worded(line.changed)))
    if line.round_state == RoundState.ASKED and line.round_due_on:
        parts.append(t("补正等到 {day}", day=day(line.round_due_on)))
    if line.gathered:
        parts.append(t("{n} 项补正还没发出（按 4）", n=line.gathered))
    if line.step_over:
        parts.append(t("本环节应于 {day} 前办完，已超时（全程尚在期限内）", day=day(line.desk_on)))
    if line.reminders:
        words = t("：{words}", words=worded(line.reminder)) if line.reminder else ""
        parts.append(t("催办 {n} 次", n=line.reminders) + words)
    if line.substance:
        parts.append(t("实质审查，须两名人员"))
    if line.explanation:
        parts.append(t("公开说明：{words}", words=line.explanation))
    return t("，").join(parts)
