"""The hall's hours of a day and the time of it, by which what is left of a clock is said the same everywhere."""

from __future__ import annotations

from datetime import time

from counter.hall.act import Look, Work
from counter.rules.clock import Office


def office(at: Look | Work) -> Office:
    """The hours of today and what time it is."""
    opening, closing = (
        at.hall.setting(name, at.today, usual) for name, usual in (("opening_time", "09:00"), ("closing_time", "17:00"))
    )
    return Office(at.hall.local(at.now).time(), time.fromisoformat(opening), time.fromisoformat(closing))
