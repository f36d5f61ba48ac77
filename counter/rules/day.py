"""The hall's day, and the shifts of who works in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class DayState(StrEnum):
    """A business day. NONE has no row in the store: nobody has opened it yet."""

    NONE = "none"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


DAY_STATE_NAMES: Mapping[str, str] = {
    DayState.NONE: mark("尚未开始"),
    DayState.OPEN: mark("开放中"),
    DayState.CLOSING: mark("正在结束"),
    DayState.CLOSED: mark("已结束"),
}


class ShiftState(StrEnum):
    """A shift: at work, or away for a while."""

    ON = "on"
    AWAY = "away"
