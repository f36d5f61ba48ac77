"""What a hall's own calendar holds: its hours by season, its own open and closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.calendar.arrangements import KEEPERS, Hours
from counter.hall.act import Look, query
from counter.phrases.said import say, verbatim
from counter.rules.workday import WEEKDAY_NAMES
from counter.store import calendar as store


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that the hall keeps open or closed whatever the public arrangement says; `past` once it is over."""

    day: date
    weekday: str
    open: bool
    reason: str
    past: bool

    def __str__(self) -> str:
        return say(
            "{day} {weekday} {kept}（{reason}）",
            day=self.day,
            weekday=self.weekday,
            kept=say("开放") if self.open else say("关闭"),
            reason=verbatim(self.reason),
        )


@query("calendar.hours-list", by=KEEPERS)
def hours_list(look: Look) -> tuple[Hours, ...]:
    """The hall's hours from day to day: those in force first, then those to come, then what was before."""
    days = sorted({date.fromisoformat(since) for since in store.hours_set(look.db)})
    hall = look.hall
    found = [
        Hours(day, hall.setting("opening_time", day, "09:00"), hall.setting("closing_time", day, "17:00"))
        for day in days
    ]
    now = [one for one in found if one.since <= look.today][-1:]
    return (
        *now,
        *(one for one in found if one.since > look.today),
        *reversed([one for one in found if one.since <= look.today][:-1]),
    )


@query("calendar.own-days", by=KEEPERS)
def own_days(look: Look) -> tuple[OwnDay, ...]:
    """The hall's own open and closed days: those to come by date, then those that are past, the newest first."""
    found = [
        OwnDay(
            day := date.fromisoformat(row["day"]),
            WEEKDAY_NAMES[day.weekday()],
            bool(row["is_open"]),
            row["reason"],
            day < look.today,
        )
        for row in store.own_days(look.db)
    ]
    return (*(one for one in found if not one.past), *reversed([one for one in found if one.past]))
