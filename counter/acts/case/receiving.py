"""Receiving an application: its number, its receipt, the day by which the hall must have spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.step import editable, name_of, noted
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice, next_numbers
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say
from counter.rules.case import CaseState
from counter.rules.clock import NOTICE_DAYS
from counter.rules.notice import NoticeKind
from counter.store import cases, driver


@dataclass(frozen=True, slots=True)
class Received:
    """The papers are in our hands."""

    case: str
    id: int
    version: int
    received_on: date
    notice_last_day: date
    paper: str

    def __str__(self) -> str:
        return say(
            "已收件 {case}，{notice_last_day} 前告知是否受理", case=self.case, notice_last_day=self.notice_last_day
        )


# -- receipt -----------------------------------------------------------------------------------------------------------


def notice_day(work: Work, start: date) -> date:
    """The last day to tell what is missing of a case that counts as received on `start` (RULES 3.3)."""
    from counter.rules.workday import due

    return due(work.hall.calendar.lawful, start, NOTICE_DAYS).last_day


def completed(work: Work) -> dict[str, Any]:
    """What a case becomes when its supplement is complete: received again, with a fresh five days from this day, after
    which silence accepts it as of this day (article 32(4)(5), RULES 3.7).
    """
    on = full_set.start_day(work)
    return {
        "state": CaseState.RECEIVED,
        "complete_on": on.isoformat(),
        "notice_last_day": notice_day(work, on).isoformat(),
    }


def receipt_columns(work: Work, row: driver.Row, number: str, start: date) -> dict[str, Any]:
    """What a draft's row becomes at receipt: its number and the five-day clock. Raises Refusal without an applicant."""
    if row["person"] is None:
        raise Refusal(
            "case.no-applicant-yet",
            say("{name} 还没有登记申请人", name=name_of(row)),
            rule=say("收件要有申请人"),
            next=say("请先刷证件或录入申请人"),
        )
    work.facts.update(receipt_number=number)
    return {
        "state": CaseState.RECEIVED,
        "receipt_number": number,
        "received_on": start.isoformat(),
        "notice_last_day": notice_day(work, start).isoformat(),
    }


def take_receipt(work: Work, row: driver.Row) -> dict[str, Any]:
    """The columns by which a draft is received; none where it was already. The number is never given
    before this act.
    """
    if row["state"] != CaseState.DRAFT:
        return {}
    if not cases.items(work.db, row["id"]):
        raise Refusal(
            "case.no-items-yet",
            say("{name} 还没有选择事项", name=name_of(row)),
            rule=say("办件至少有一个事项"),
            next=say("请先选择一件事或事项"),
        )
    return receipt_columns(work, row, next_numbers(work, receipt=1)["receipt"][0], full_set.start_day(work))


@act("case.receive", by=AT_THE_COUNTER, argument="case")
def receive(work: Work, case: str, version: int | None = None) -> Received:
    """The papers are in our hands: receipt number, five-day clock, slip of what was handed in."""
    row = editable(work, case, version)
    if row["state"] != CaseState.DRAFT:
        raise Refusal(
            "case.received-already",
            say("{name} 已经收件", name=name_of(row)),
            rule=say("收件编号只给一次"),
            next=Next.by("case.accept", say("请继续核对材料后受理"), case=case),
        )
    columns = take_receipt(work, row)
    row = noted(work, row, say("收件"), say("草稿"), columns["receipt_number"], **columns)
    notice = issue_notice(work, NoticeKind.RECEIPT, wording.receipt_content(work, row), case_id=row["id"])
    return Received(
        row["receipt_number"],
        row["id"],
        row["version"],
        date.fromisoformat(row["received_on"]),
        date.fromisoformat(row["notice_last_day"]),
        notice,
    )
