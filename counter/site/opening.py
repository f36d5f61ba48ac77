"""When the hall is open: the hours in force on each of the next days, holidays and make-up working days included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from counter.site.view import Words

if TYPE_CHECKING:
    from counter.hall import Hall

DAYS_AHEAD = 31
"""Longer than any closure, so that a page knows the next open day although nobody publishes meanwhile."""


def days_ahead(hall: Hall, today: date) -> dict[str, str]:
    """ISO day -> `09:00–17:00`, empty where the hall is closed, from today on."""
    calendar, found = hall.calendar, {}
    for place in range(DAYS_AHEAD):
        day = today + timedelta(days=place)
        found[day.isoformat()] = (
            f"{hall.setting('opening_time', day, '09:00')}–{hall.setting('closing_time', day, '17:00')}"
            if calendar.is_working(day)
            else ""
        )
    return found


DAYS_NAMED = 14
"""Days of which a page that is read on any day tells the hours."""


def opening_days(hours: Mapping[str, str], words: Words) -> list[tuple[str, str]]:
    """Day and hours of the next days one by one: true on whatever day it is read."""
    return [(words.day(day), said or words("open.shut")) for day, said in sorted(hours.items())[:DAYS_NAMED]]


def opening_words(hours: Mapping[str, str], today: str, words: Words) -> str:
    """Today's hours and the next open day; empty where nothing is known any more."""
    coming = [(day, said) for day, said in sorted(hours.items()) if day > today and said]
    later = words("open.next", date=words.day(coming[0][0]), hours=coming[0][1]) if coming else ""
    if today not in hours:
        return later
    return (words("open.today", hours=hours[today]) if hours[today] else words("open.closed")) + later
