"""The days off that the law itself names, in any year (全国年节及纪念日放假办法, article 2).

They need no yearly notice: what a notice adds is which rest days move to make the holidays longer. Those of the lunar
calendar and Qingming are worked out, as the astronomers of the calendar standard (GB/T 33661) do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from counter.phrases.said import mark

NEW_YEAR, SPRING, QINGMING = mark("元旦"), mark("春节"), mark("清明节")
LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL = mark("劳动节"), mark("端午节"), mark("中秋节"), mark("国庆节")

FIRST_YEAR, LAST_YEAR = 1900, 2300
"""The years for which the lunar calendar is worked out here."""

_SPRING_DAYS = ((2025, -1, 4), (2014, 0, 3), (2008, -1, 3), (0, 0, 3))
"""From which year on which days of the Spring Festival are off: the first from New Year's Day on, and how many (orders
795 of 2024, 644 of 2013, 513 of 2007).
"""


@cache
def statutory(year: int) -> Mapping[date, str]:
    """Day -> name of every day off that the law names in a year, as the order in force that year has it."""
    days = {date(year, 1, 1): NEW_YEAR, date(year, 5, 1): LABOUR}
    days |= {date(year, 10, day): NATIONAL for day in (1, 2, 3)}
    if year >= 2025 or year < 2008:
        days[date(year, 5, 2)] = LABOUR
    if year < 2008:
        days[date(year, 5, 3)] = LABOUR
    if FIRST_YEAR <= year <= LAST_YEAR:
        first, count = next((first, count) for since, first, count in _SPRING_DAYS if year >= since)
        spring = _lunar(year, 1, 1)
        days |= {spring + timedelta(days=first + n): SPRING for n in range(count)}
        if year >= 2008:
            for day, name in (
                (_qingming(year), QINGMING),
                (_lunar(year, 5, 5), DRAGON_BOAT),
                (_lunar(year, 8, 15), MID_AUTUMN),
            ):
                days.setdefault(day, name)
    return days


def _lunar(year: int, month: int, day: int) -> date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _qingming(year: int) -> date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
