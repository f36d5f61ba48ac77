"""What F9 finds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FoundKind(StrEnum):
    """What a line of the search is."""

    TICKET = "ticket"
    CASE = "case"
    PERSON = "person"
    PRE_REVIEW = "pre-review"


FOUND_NAMES: Mapping[str, str] = {
    FoundKind.TICKET: "号票",
    FoundKind.CASE: "办件",
    FoundKind.PERSON: "个人",
    FoundKind.PRE_REVIEW: "预审",
}
