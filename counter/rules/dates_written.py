"""A day as people write it: 11.28, 1128, 昨天, 2026年11月28日, 二〇二六年十一月二十八日, in digits of any width."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.letters import visible
from counter.rules.numerals import chinese

BY_WORD = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "明日": 1, "后天": 2} | {
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
"""Days from today."""
PAST, FUTURE = "past", "future"
_NUMBER = r"(?:\d{1,4}|[〇○零一二三四五六七八九十]{1,4})"
_WITH_YEAR = re.compile(rf"({_NUMBER})(?:年|[./\-_ ])({_NUMBER})(?:月|[./\-_ ])({_NUMBER})[日号]?")
_WITHOUT_YEAR = re.compile(rf"({_NUMBER})(?:月|[./\-_ ])({_NUMBER})[日号]?")


def read_day(text: str, today: date | None, *, direction: str = "") -> date:
    """The day that somebody wrote where a day is asked for: the one reader of screens and commands. Raises Refusal."""
    found = day_in(text, today, direction=direction)
    if found is None:
        raise Refusal(
            "act.not-a-day",
            say("“{text}”不是日期", text=verbatim(visible(text, 20))),
            rule=say("写成 11.28、昨天或 2026-11-28"),
            next=say("请改正日期"),
        )
    return found


def day_in(text: str, today: date | None, *, direction: str = "") -> date | None:
    """The day that a text says, or None. Without `today` only a whole date says one.

    A day without its year is the nearest one; with `direction` "past" or "future" the last or the next one. Two digits
    of a year are of 1950 to 2049.
    """
    plain = re.sub(r"[\s、，。．]+", " ", unicodedata.normalize("NFKC", text)).strip().replace(",", ".").rstrip(".")
    if today is not None and plain in BY_WORD:
        return today + timedelta(days=BY_WORD[plain])
    if re.fullmatch(r"\d{8}", plain):
        return _day(plain[:4], plain[4:6], plain[6:])
    if re.fullmatch(r"\d{6}", plain):
        return _day(plain[:2], plain[2:4], plain[4:])
    if match := _WITH_YEAR.fullmatch(plain):
        return _day(*match.groups())
    if today is None:
        return None
    if re.fullmatch(r"\d{4}", plain):
        return _nearest(plain[:2], plain[2:], today, direction)
    if match := _WITHOUT_YEAR.fullmatch(plain):
        return _nearest(match[1], match[2], today, direction)
    if match := re.fullmatch(rf"({_NUMBER})[日号]", plain):
        return _nearest(str(today.month), match[1], today, direction)
    return None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else chinese(text)


def _day(year: str, month: str, day: str) -> date | None:
    number = _whole(year)
    if number is None or len(year) == 3 or (one := _whole(month)) is None or (two := _whole(day)) is None:
        return None
    if number < 100:
        number += 1900 if number >= 50 else 2000
    try:
        return date(number, one, two) if 1900 <= number <= 2199 else None
    except ValueError:
        return None


def _nearest(month: str, day: str, today: date, direction: str) -> date | None:
    found = [one for year in (today.year - 1, today.year, today.year + 1) if (one := _day(str(year), month, day))]
    if direction == PAST:
        found = [one for one in found if one <= today]
    elif direction == FUTURE:
        found = [one for one in found if one >= today]
    return min(found, key=lambda one: abs(one - today), default=None)
