"""A time of the day as people write it: 10:30, 1030, 930, 9.30, 9点半, 下午3点, in digits of any width."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from counter.rules.numerals import chinese

_NUMBER = r"(\d{1,2}|[〇零一二三四五六七八九十两]{1,3})"
_WRITTEN = re.compile(
    rf"(?P<part>上午|早上|早晨|中午|下午|晚上)?{_NUMBER}"
    rf"(?:[:.时点]{_NUMBER}?(?P<half>半)?(?P<quarter>[一三]刻)?分?整?)?"
)
_TOGETHER = re.compile(r"(\d{1,2})(\d{2})")
QUARTERS = {"一刻": 15, "三刻": 45}
AFTERNOON = ("下午", "晚上")


def time_in(text: str) -> time:
    """The time that a text says, to the minute. 3点 without a part of the day is three in the morning, as a clock of 24
    hours says it. Raises ValueError.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:40]))
    if together := _TOGETHER.fullmatch(plain):
        return time(int(together[1]), int(together[2]))
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise ValueError(f"no time of the day: {text[:20]!r}")
    hour, minute = _whole(found[2]), _whole(found[3]) if found[3] else 0
    if found["half"] or found["quarter"]:
        if found[3]:
            raise ValueError(f"minutes twice: {text[:20]!r}")
        minute = 30 if found["half"] else QUARTERS[found["quarter"]]
    if (found["part"] in AFTERNOON and 1 <= hour < 12) or (found["part"] == "中午" and 1 <= hour < 3):
        hour += 12
    return time(hour, minute)


def _whole(text: str) -> int:
    number = int(text) if text.isdigit() else chinese(text)
    if number is None:
        raise ValueError(f"no number: {text!r}")
    return number
