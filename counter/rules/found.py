"""What F9 finds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class FoundKind(StrEnum):
    """What a line of the search is."""

    TICKET = "ticket"
    CASE = "case"
    PERSON = "person"
    ORGANISATION = "organisation"
    APPROVAL = "approval"
    PRE_REVIEW = "pre-review"
    BOOKING = "booking"


PART_NAMES: Mapping[str, str] = {
    "person": mark("申请人"),
    "agent": mark("代办人"),
    "guardian": mark("监护人"),
    "representative": mark("法定代表人"),
}
"""What somebody is in a case."""

FOUND_NAMES: Mapping[str, str] = {
    FoundKind.TICKET: mark("号票"),
    FoundKind.CASE: mark("办件"),
    FoundKind.PERSON: mark("个人"),
    FoundKind.ORGANISATION: mark("单位"),
    FoundKind.APPROVAL: mark("审批"),
    FoundKind.PRE_REVIEW: mark("预审"),
    FoundKind.BOOKING: mark("预约"),
}
