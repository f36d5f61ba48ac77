"""Numbers as people write them: 25, ２５, 2,500, 二十五, 50万, 一千二百万."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万": 10**4, "亿": 10**8}
MOST = Decimal(10**15)
"""No number of a form is as great; more is a slip of the hand."""


def number_in(text: str) -> Decimal | None:
    """The number that a text says, or None: digits of any width with thousands apart, or Chinese numerals, each with 万
    or 亿 behind. Never negative.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,6})?([万亿]{0,2})", plain)
    if match is None:
        found = chinese(plain)
        return None if found is None else Decimal(found)
    try:
        number = Decimal(match[1].replace(",", "") + (match[2] or ""))
    except InvalidOperation:
        return None
    for great in match[3]:
        number *= GREAT[great]
    return number if number < MOST else None


def chinese(text: str) -> int | None:
    """一百零五, 二十, 十二, 二〇二六, 三万五千; None for anything else."""
    if not text or any(
        character not in DIGITS and character not in PLACES and character not in GREAT for character in text
    ):
        return None
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    whole = part = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            part += (digit or 1) * PLACES[character]
            digit = 0
        else:
            whole = (whole + part + digit) * GREAT[character]
            part = digit = 0
    return whole + part + digit
