"""Rating (好差评, RULES 7): five levels, and the steps by which a bad one is put right."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark

LEVELS: Mapping[int, str] = {
    5: mark("非常满意"),
    4: mark("满意"),
    3: mark("基本满意"),
    2: mark("不满意"),
    1: mark("非常不满意"),
}
BAD = 2
"""This level and below is bad."""


class RatingStep(StrEnum):
    """What was done about a bad rating."""

    CONTACT = "contact"
    MISSED = "missed"
    RESULT = "result"


STEP_NAMES: Mapping[str, str] = {
    RatingStep.CONTACT: mark("已联系"),
    RatingStep.MISSED: mark("没联系上"),
    RatingStep.RESULT: mark("整改结果"),
}
