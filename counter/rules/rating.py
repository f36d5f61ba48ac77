"""Rating (好差评, RULES 7): five levels, and the steps by which a bad one is put right."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

LEVELS: Mapping[int, str] = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
BAD = 2
"""This level and below is bad."""


class RatingStep(StrEnum):
    """What was done about a bad rating."""

    CONTACT = "contact"
    MISSED = "missed"
    RESULT = "result"


STEP_NAMES: Mapping[str, str] = {
    RatingStep.CONTACT: "已联系",
    RatingStep.MISSED: "没联系上",
    RatingStep.RESULT: "整改结果",
}
