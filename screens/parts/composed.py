"""Words that several screens put together from a phrase and values: dates, lists, one document, one approval."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter.rules.approval import ApprovalState
from counter.rules.documents import CAUSE_NAMES, Cause, Standing
from screens.shell.language import day, listed, mark, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.case.casebook import DocumentLine

LIGHTS = {"red": (mark("红"), "bad"), "yellow": (mark("黄"), "warn"), "green": (mark("绿"), "")}
"""A light's word and the tone of its line."""


def promise(on: date | str | None, provisional: bool = False) -> str:
    """A promised day (ISO), marked while next year's holidays may still move it."""
    if not on:
        return t("另行通知")
    return t("{day}（暂定）", day=day(on)) if provisional else day(on)


def desk_day_provisional(line: ApprovalLine) -> bool:
    """Whether the desk's own day may still move: it does with the promised one, if both lie in the same year."""
    same_year = (line.desk_on or "")[:4] == (line.promised_on or "")[:4]
    return line.provisional and same_year


def state_words(state: str) -> str:
    """The state of a case."""
    from counter.rules.case import CASE_STATE_NAMES

    return t(CASE_STATE_NAMES[state])


def state_of(paper: DocumentLine) -> str:
    """The state of a paper in at most eight cells."""
    return t(CAUSE_NAMES[Cause(paper.cause)] if paper.cause and paper.state != Standing.HERE else paper.words)


def document_words(paper: DocumentLine) -> str:
    """The state of a paper, with the day if it has one."""
    if paper.cause and paper.state != Standing.HERE and paper.due_on:
        return t("{cause}（{day}）", cause=state_of(paper), day=day(paper.due_on))
    return state_of(paper)


def line_words(line: ApprovalLine) -> str:
    """An approval in one line."""
    head = f"{line.number} {line.case} {line.item_name}"
    if line.state == ApprovalState.DECIDED:
        return t("{head} {outcome}（{day}）", head=head, outcome=t(line.outcome_words), day=day(line.decided_on))
    when = t("承诺 {day}", day=promise(line.promised_on, line.provisional))
    parts = [head, t(line.state_words), when, worded(line.left)]
    if line.waits_for:
        parts.append(t("等 {whom}", whom=listed(line.waits_for)))
    if line.step_over:
        parts.append(t("本环节应于 {day} 前办完，已超", day=day(line.desk_on)))
    return "  ".join(part for part in parts if part)
