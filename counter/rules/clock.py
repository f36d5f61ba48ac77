"""The clocks of a case and the three dates of an approval (Administrative Licensing Law 32, 42, 44, 45; RULES 3).

Everything is counted from the acceptance day with one number of working days (limit + extension + pauses, along the
route), never from a date that was moved before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter.rules import route
from counter.rules.workday import Calendar, Due, due, working_days_between

NOTICE_DAYS = 5
"""Working days from receipt to the one-time notice (article 32)."""
DELIVERY_DAYS = 10
"""Working days from decision to delivery (article 44)."""
EXTENSION_DAYS = {"single": 10, "joint": 15}
"""The most that article 42 allows, once: one agency, or a joint handling."""

GROUNDS = {
    "hearing": "听证", "tender": "招标", "auction": "拍卖", "inspection": "检验（现场核查）", "testing": "检测", "quarantine": "检疫",
    "appraisal": "鉴定", "expert-review": "专家评审",
}
"""What article 45 leaves outside the limit, and nothing else."""


@dataclass(frozen=True, slots=True)
class Limits:
    """An approval's limits in working days (None: the guide names none) and what was added to them."""

    promised: int | None
    legal: int | None
    desk: int | None = None
    extended: int = 0
    paused: int = 0

    @property
    def added(self) -> int:
        """Days outside or beyond the limit: one extension and the pauses."""
        return self.extended + self.paused


@dataclass(frozen=True, slots=True)
class Dates:
    """The three dates, kept apart: legal last day, promised day (never later), the desk's own day.

    A date is provisional when its count runs through a year whose arrangement is not known; each says so for itself.
    """

    legal_on: date | None
    promised_on: date | None
    desk_on: date | None
    provisional: bool
    legal_provisional: bool


def dates(
    calendar: Calendar, accepted_on: date, limits: Mapping[str, Limits], edges: Collection[tuple[str, str]]
) -> dict[str, Dates]:
    """The dates of every approval of a case, along its route."""
    promised = route.spans(limits, edges, {i: (x.promised or 0) + x.added for i, x in limits.items()})
    legal = route.spans(limits, edges, {i: (x.legal or x.promised or 0) + x.added for i, x in limits.items()})
    found = {}
    for item, limit in limits.items():
        counts = {
            "legal": legal[item][1] if limit.legal is not None else None,
            "promised": promised[item][1] if limit.promised is not None else None,
            "desk": promised[item][0] + limit.desk + limit.added if limit.desk is not None else None,
        }
        dues: dict[str, Due | None] = {n: due(calendar, accepted_on, c) if c is not None else None for n, c in counts.items()}
        found[item] = Dates(
            dues["legal"].last_day if dues["legal"] else None, dues["promised"].last_day if dues["promised"] else None,
            dues["desk"].last_day if dues["desk"] else None, any(d.provisional for n, d in dues.items() if d and n != "legal"),
            bool(dues["legal"] and dues["legal"].provisional),
        )
    return found


def case_promise(route_days: int, published: int | None) -> int:
    """A bundle promises the longest way of its items, unless a shorter promise is published (RULES 3.2)."""
    return route_days if published is None else min(route_days, published)


class Light(StrEnum):
    """Green, yellow (near or today), red (from the next working day)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


LIGHT_NAMES = {Light.GREEN: "正常", Light.YELLOW: "临近", Light.RED: "超期"}


def light(calendar: Calendar, today: date, due_on: date | None, near: int = 2) -> Light:
    """The light of a due date: yellow on the last day and up to `near` working days before it, red only after it."""
    if due_on is None:
        return Light.GREEN
    if today > due_on and working_days_between(calendar, due_on, today) > 0:
        return Light.RED
    return Light.YELLOW if today >= due_on or working_days_between(calendar, today, due_on) <= near else Light.GREEN


def left_words(calendar: Calendar, today: date, due_on: date | None) -> str:
    """What is left in working days, in words: 还剩 3 个工作日, 今天到期, 超期 1 个工作日."""
    if due_on is None:
        return "日期另行通知"
    days = working_days_between(calendar, today, due_on)
    if days < 0:
        return f"超期 {-days} 个工作日"
    return "今天到期" if days == 0 else f"还剩 {days} 个工作日"
