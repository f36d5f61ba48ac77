"""Words that several screens put together from a phrase and values: dates, counts, lists, one paper, one approval.

What acts word themselves with nothing in it but numbers (`还剩 3 个工作日`) is a phrase too: its numbers are cut out to find it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from counter.phrases.said import Said
from counter.rules.approval import ApprovalState
from counter.rules.arrival import ArrivalKind
from counter.rules.documents import CAUSE_NAMES, Standing
from screens.shell.language import day, listed, mark, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.deciding import ApprovalLine
    from counter.acts.calendar.clocks import Warning_
    from counter.acts.case.casebook import PaperLine

LIGHTS = {"red": (mark("红"), "bad"), "yellow": (mark("黄"), "warn"), "green": (mark("绿"), "")}
"""A light's word and the tone of its line."""

COUNTED = (
    mark("日期另行通知"),
    mark("还剩 {n} 个工作日"),
    mark("今天到期"),
    mark("今天到期（还剩 {n} 小时）"),
    mark("今天到期（还剩 {n} 分钟）"),
    mark("今天到期（已下班）"),
    mark("已到期，下个工作日起超期"),
    mark("超期 {n} 小时"),
    mark("超期 {n} 分钟"),
    mark("超期 不足 {n} 小时"),
    mark("超期 {n} 个工作日"),
    mark("{n} 号窗口"),
    mark("差评 {n}"),
)
"""The shapes of what `counted` is given: what is left of a time limit, a window, a bad rating."""

_DESK = " " + mark("审批台")
_NUMBER = re.compile(r"\d+")


def counted(words: str) -> str:
    """Words of one of the shapes in COUNTED, a desk's name, or words without a number; others stay as they are."""
    if isinstance(words, Said):
        return worded(words)
    shape, numbers = _NUMBER.subn("{n}", words)
    if not numbers:
        return t("{name} 审批台", name=words.removesuffix(_DESK)) if words.endswith(_DESK) else t(words)
    return t(shape, n=int(_NUMBER.search(words)[0])) if shape in COUNTED else worded(words)  # type: ignore[index]


def promise(on: str | None, provisional: bool = False) -> str:
    """A promised day (ISO), marked while next year's holidays may still move it."""
    if not on:
        return t("另行通知")
    return t("{day}（暂定）", day=day(on)) if provisional else day(on)


def state_words(state: str) -> str:
    """The state of a case."""
    from counter.rules.case import CASE_STATE_NAMES

    return t(CASE_STATE_NAMES[state])


def place_words(place: str) -> str:
    """Where something is (`window:3`, `desk:D-C-HR`, `applicant`)."""
    from counter.acts.case import history

    return counted(history.place_words(place))


def state_of(paper: PaperLine) -> str:
    """The state of a paper in at most eight cells."""
    return t(CAUSE_NAMES[paper.cause] if paper.cause and paper.state != Standing.HERE else paper.words)


def paper_words(paper: PaperLine) -> str:
    """The state of a paper, with the day if it has one."""
    if paper.cause and paper.state != Standing.HERE and paper.due_on:
        return t("{cause}（{day}）", cause=state_of(paper), day=day(paper.due_on))
    return state_of(paper)


def warning_words(one: Warning_) -> str:
    """What a clock says; of approvals and ratings in the terminal's language."""
    if one.kind == ArrivalKind.RATING and one.parts:
        level, about, step, late = one.parts
        over = t("，已超 {n} 个工作日", n=int(late)) if late != "0" else ""
        return (
            t("{level}（{about}）应于 {day} 前{step}", level=t(level), about=about, day=day(one.due_on), step=t(step))
            + over
        )
    if one.kind == "approval" and one.parts:
        item, left, *owed = one.parts
        return t("，").join((f"{item} {counted(left)}", *map(t, owed)))
    return worded(one.words)


def line_words(line: ApprovalLine) -> str:
    """An approval in one line."""
    head = f"{line.number} {line.case} {line.item_name}"
    if line.state == ApprovalState.DECIDED:
        return t("{head} {outcome}（{day}）", head=head, outcome=t(line.outcome_words), day=day(line.decided_on))
    when = t("承诺 {day}", day=promise(line.promised_on, line.provisional))
    parts = [head, t(line.state_words), when, counted(line.left)]
    if line.waits_for:
        parts.append(t("等 {whom}", whom=listed(line.waits_for)))
    if line.step_over:
        parts.append(t("本环节应于 {day} 前办完，已超", day=day(line.desk_on)))
    return "  ".join(part for part in parts if part)
