"""Whether anything is due by itself: what every process asks when it starts and at midnight. Most times nothing is, so
the question costs a few small reads, and what does the work is loaded only where there is some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.acts.calendar.doubt import watch
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.store import clocks, editing, floor

if TYPE_CHECKING:
    from counter.hall import Hall


def due_today(hall: Hall) -> bool:
    """Whether no process has checked the clocks for the hall's present day yet."""
    return clocks.checked_for(hall.db) != _day(hall)


def check_if_due(hall: Hall) -> bool:
    """Look at the clock, and if it is believed do what falls due: edits of the catalogue whose day has come, the day's
    check if nobody has made it, what the floor does by itself. False while the clock is in doubt.
    """
    try:
        believed = watch(hall).doubt is None
        if believed:
            if editing.due(hall.db, _day(hall)):
                from counter.acts.catalogue.changing import turn

                hall.do(turn, HALL_ITSELF)
            if due_today(hall):
                from counter.acts.calendar.clocks import catch_up
                from counter.acts.report.keeping import keep_if_due

                hall.do(catch_up, HALL_ITSELF)
                keep_if_due(hall)
            if floor.may_turn(hall.db, _day(hall), hall.now()):
                from counter.acts.window.turning import turn_if_due

                turn_if_due(hall)
    except Refusal as refusal:
        if refusal.code != "clock.in-doubt":  # it leapt between the look and the act
            raise
        return False
    return believed


def _day(hall: Hall) -> str:
    return hall.local(hall.moment().at).date().isoformat()
