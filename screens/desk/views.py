"""How a desk's work is laid out: which lines, under which heads, narrowed by what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from counter.rules.approval import ROUND_STATE_NAMES, ApprovalState, RoundState
from screens.shell.language import day, mark, named, short_day, t

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine

VIEWS = (
    ("all", mark("全部")),
    ("mine", mark("我手上")),
    ("free", mark("没人接")),
    ("item", mark("按事项")),
    ("due", mark("按到期日")),
    ("state", mark("按状态")),
)
"""What left and right lead through."""

GROUP = "group:"
"""How the key of a group's head begins."""


def wanted(lines: Iterable[ApprovalLine], view: str, me: str, typed: str) -> list[ApprovalLine]:
    """The lines of a view that have all that was typed."""
    parts = typed.casefold().split()
    return [
        line
        for line in lines
        if (view != "mine" or line.in_hand == me)
        and (view != "free" or not line.in_hand)
        and all(part in _all_words(line) for part in parts)
    ]


def _all_words(line: ApprovalLine) -> str:
    words = (
        line.applicant,
        line.spelled,
        line.case,
        line.number,
        line.item_name,
        named(line.item_name),
        line.in_hand_name,
        t(line.state_words),
        state_of_line(line),
    )
    return "\n".join(words).casefold()


def grouped(lines: list[ApprovalLine], view: str) -> list[tuple[str, list[ApprovalLine]]]:
    """Heads (empty: none) with their lines, in the order of the most urgent line of each; days and states in theirs."""
    if view not in ("item", "due", "state"):
        return [("", lines)]
    found: dict[str, list[ApprovalLine]] = {}
    for line in lines:
        found.setdefault(_head(line, view), []).append(line)
    return list(found.items())


def _head(line: ApprovalLine, view: str) -> str:
    if view == "item":
        return line.item_name
    if view == "state":
        return state_of_line(line)
    return day(line.promised_on) if line.promised_on else t("日期待定")


def state_of_line(line: ApprovalLine) -> str:
    """The state of a line that nobody proposed anything about, in at most eight cells."""
    if line.state == ApprovalState.OPEN and line.round_state == RoundState.ASKED:
        return t(mark("等补正"))
    if line.state == ApprovalState.OPEN and line.round_state == RoundState.LAPSED:
        return t(ROUND_STATE_NAMES[RoundState.LAPSED])
    unsigned = line.state == ApprovalState.OPEN and not line.received
    return t(mark("未签收")) if unsigned else t(line.state_words)


def left(line: ApprovalLine) -> str:
    """What is left in at most eight cells."""
    if line.days_left is None:
        return ""
    if line.days_left < 0:
        return t("超 {n} 日", n=-line.days_left)
    return t("今天") if line.days_left == 0 else t("余 {n} 日", n=line.days_left)


def promised(line: ApprovalLine) -> str:
    """The promised day in six cells, with a question mark while it may still move."""
    shown = short_day(date.fromisoformat(line.promised_on)) if line.promised_on else t("待定")
    return shown + ("?" if line.provisional else "")
