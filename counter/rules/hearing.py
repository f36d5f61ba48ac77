"""The days of a hearing (Administrative Licensing Law 46 to 48), counted in working days (82)."""

from __future__ import annotations

from datetime import date

from counter.rules.approval import HearingState, InterestedState
from counter.rules.clock import HEARING_NOTICE_DAYS
from counter.rules.workday import Calendar, due


def too_late(ask_until: date, on: date) -> bool:
    """Whether a request that counts as of `on` comes after the five days."""
    return on > ask_until


def window(calendar: Calendar, today: date, hold_until: date) -> tuple[date, date]:
    """The first and the last day on which a hearing can be held whose notice goes out today."""
    return due(calendar, today, HEARING_NOTICE_DAYS).last_day, hold_until


def stands_in_the_way(state: str, ask_until: date | None, today: date) -> bool:
    """Whether somebody on whom a permit bears is still to be told, or may still ask for a hearing (article 47)."""
    if state == InterestedState.TOLD:
        return ask_until is not None and today <= ask_until
    return state in (InterestedState.NAMED, InterestedState.SENT)


def may_decide(state: str, ask_until: date, today: date) -> bool:
    """Whether a decision may be made: nobody asked in time, it was waived, or it was held and recorded."""
    if state == HearingState.TOLD:
        return today > ask_until
    return state in (HearingState.HELD, HearingState.WAIVED)
