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
    PRE_REVIEW = "pre-review"


FOUND_NAMES: Mapping[str, str] = {
    FoundKind.TICKET: mark("号票"),
    FoundKind.CASE: mark("办件"),
    FoundKind.PERSON: mark("个人"),
    FoundKind.PRE_REVIEW: mark("预审"),
}
