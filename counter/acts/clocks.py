"""The clocks nobody has to press: run by whatever process notices first, once a day, and again without harm.

Article 32: a received case that nobody answered within five working days counts as accepted from the day of receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from counter.acts.act import Work, act
from counter.rules.workday import due
from counter.store import cases, clocks

if TYPE_CHECKING:
    from counter.hall import Hall

LONG_AGO = "0001-01-01"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What a day's check found and did."""

    day: str
    deemed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    lapsed: int
    yellow: int
    red: int

    def __str__(self) -> str:
        return (
            f"{self.day} 时限检查：视为受理 {len(self.deemed)} 件，容缺逾期撤回 {len(self.withdrawn)} 件，补正逾期 {self.lapsed} 件，"
            f"临期提醒 {self.yellow} 项，超期催办 {self.red} 项"
        )


def due_today(hall: Hall) -> bool:
    """Whether nobody has checked the clocks for today yet."""
    return clocks.checked_for(hall.db) != hall.local(hall.now()).date().isoformat()


@act("clock.catch-up", by=())
def catch_up(work: Work) -> CaughtUp:
    """Check every running clock for today; days on which no process ran are made up for."""
    from counter.acts.outcomes import accept_as_received, end_as_withdrawn

    db, calendar, today = work.db, work.hall.calendar, work.today
    working = today
    while not calendar.is_working(working):  # on a rest day nothing new is late: look as of the last working day
        working -= timedelta(days=1)
    day = working.isoformat()
    work.about(f"day:{today}")
    deemed = []
    for case_id in clocks.silent_cases(db, day):
        deemed.append(accept_as_received(work, case_id).case)
        work.touch(f"case:{case_id}")
    withdrawn = []
    for row in clocks.missed_tolerances(db, day):
        case = cases.get(db, row["id"])
        end_as_withdrawn(work, case, f"容缺材料到 {row['due_on']} 没有补交")
        work.touch(f"case:{row['id']}")
        withdrawn.append(case["receipt_number"])
    lapsed = clocks.lapse_rounds(db, day)
    work.touch(*(f"case:{case_id}" for case_id in lapsed))
    near = due(calendar, today, int(work.hall.policy.get("clock", {}).get("near_days", 2))).last_day
    red = clocks.remind(db, day, "red", LONG_AGO, (working - timedelta(days=1)).isoformat(), "已超过承诺日", work.now)
    yellow = clocks.remind(db, day, "yellow", day, near.isoformat(), "临近承诺日", work.now)
    clocks.checked(db, today.isoformat(), work.now)
    work.facts.update(deemed=deemed, withdrawn=withdrawn, lapsed=len(lapsed), yellow=yellow, red=red)
    return CaughtUp(today.isoformat(), tuple(deemed), tuple(withdrawn), len(lapsed), yellow, red)
