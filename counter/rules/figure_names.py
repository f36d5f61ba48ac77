"""What figures are called, what counts for and against each, and by what they can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import mark


class By(StrEnum):
    """By what a month is looked at."""

    DEPARTMENT = "department"
    LEVEL = "level"
    DESK = "desk"
    ITEM = "item"
    BUNDLE = "bundle"
    QUEUE = "queue"
    WINDOW = "window"
    CLERK = "clerk"
    OFFICER = "officer"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    MONTH = "month"


BY_NAMES: Mapping[str, str] = {
    By.DEPARTMENT: mark("部门"),
    By.LEVEL: mark("层级"),
    By.DESK: mark("审批台"),
    By.ITEM: mark("事项"),
    By.BUNDLE: mark("一件事"),
    By.QUEUE: mark("队列"),
    By.WINDOW: mark("窗口"),
    By.CLERK: mark("窗口人员"),
    By.OFFICER: mark("审批人员"),
    By.HOUR: mark("钟点"),
    By.WEEKDAY: mark("星期"),
    By.DAY: mark("日期"),
    By.MONTH: mark("月份"),
}
NAMED_PEOPLE = frozenset({By.CLERK, By.OFFICER})
"""What names staff: for a supervisor's eyes only."""
OF_TIME = frozenset({By.WEEKDAY, By.DAY, By.MONTH})
"""What splits anybody's figures, those of one desk or one person too."""


class Figure(StrEnum):
    """A figure that opens the rows behind it."""

    CASES = "cases"
    ITEMS = "items"
    ON_THE_SPOT = "on-the-spot"
    ON_TIME = "on-time"
    ON_TIME_LEGAL = "on-time-legal"
    WAITS = "waits"
    TOLD = "told"
    VISITS = "visits"
    NO_SHOWS = "no-shows"
    SATISFACTION = "satisfaction"
    DAYS_SAVED = "days-saved"
    DOCUMENTS_SPARED = "documents-spared"
    VISITS_SAVED = "visits-saved"
    GRANTED = "granted"
    TICKETS = "tickets"
    BOUND = "bound"
    MISSED_BOOKINGS = "missed-bookings"


@dataclass(frozen=True, slots=True)
class Counts:
    """Which measures of a row count for a figure, which against it, and which make it stand beside (`uncounted`)."""

    name: str
    definition: str
    good: tuple[str, ...]
    bad: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    of: str = "item"


COUNTS: Mapping[Figure, Counts] = {
    Figure.CASES: Counts(
        mark("受理的办件"), mark("期内受理的办件。一件事一次收件算一件，不论有几个事项。"), ("cases",), of="case"
    ),
    Figure.ITEMS: Counts(mark("受理的事项"), mark("期内受理的办件里的全部事项。"), ("items",)),
    Figure.ON_THE_SPOT: Counts(
        mark("当场办结率"),
        mark("期内作出决定的事项里，受理当天、办件人还没离开时决定的，除以全部作出决定的。按事项算，不按办件算。"),
        ("on_the_spot",),
        ("decided",),
    ),
    Figure.ON_TIME: Counts(
        mark("按时办结率"),
        mark(
            "有承诺日的事项里，在承诺日当天或以前决定的占多少。按时的算在决定那天；逾期的，不论后来是否决定，都算在承诺日那天。"
            "承诺日已含特别程序和延长；没有承诺日的、以前就已逾期的，期内决定了也不计入。"
        ),
        ("on_time",),
        ("late", "undecided"),
        ("before", "unpromised"),
    ),
    Figure.ON_TIME_LEGAL: Counts(
        mark("法定期限内办结率"),
        mark("和按时办结率一样算，只是期限换成法定最后一天。"),
        ("legal_on_time",),
        ("legal_late", "legal_undecided"),
        ("legal_before", "unlimited"),
    ),
    Figure.WAITS: Counts(
        mark("等候"),
        mark("从取号到第一次叫号。时间不可靠的号不计入。"),
        ("waits",),
        beside=("unreliable",),
        of="ticket",
    ),
    Figure.TOLD: Counts(
        mark("说的等候和实际的"),
        mark("取号时说的区间，和到第一次叫号实际等的比。中途离开一会儿的、补登的不计入。"),
        ("told_within",),
        ("told",),
        of="ticket",
    ),
    Figure.VISITS: Counts(
        mark("办理用时"),
        mark("在窗口办理的时间。忘了结束的（超过上限，或时间不可靠）不计入，另列。"),
        ("visits",),
        beside=("forgotten",),
        of="ticket",
    ),
    Figure.NO_SHOWS: Counts(mark("叫了没来"), mark("叫过号，人没有来，后来也没有办理。"), ("no_shows",), of="ticket"),
    Figure.SATISFACTION: Counts(
        mark("满意率"), mark("评价里基本满意及以上的占多少。"), ("satisfied",), ("ratings",), of="rating"
    ),
    Figure.DAYS_SAVED: Counts(
        mark("并联少等的天数"),
        mark("受理时算好的：事项逐个办要几个工作日，减去并联要几个工作日。"),
        ("days_saved",),
        of="case",
    ),
    Figure.DOCUMENTS_SPARED: Counts(
        mark("少交的材料"), mark("每个事项分别办要交的份数，减去一次收齐要交的份数。"), ("documents_spared",), of="case"
    ),
    Figure.VISITS_SAVED: Counts(
        mark("少跑的趟数"), mark("每个事项分别来一趟，减去一起办的一趟。"), ("visits_saved",), of="case"
    ),
    Figure.GRANTED: Counts(mark("准予项"), mark("期内作出的决定里，准予的和不予的。"), ("granted",), ("refused",)),
    Figure.TICKETS: Counts(mark("取号数"), mark("期内取的每一个号，不论后来怎样。"), ("tickets",), of="ticket"),
    Figure.BOUND: Counts(
        mark("守住先后"),
        mark("叫到时，没有人越过写明的界限排到前面。时间不可靠的号不计入。"),
        ("bound_kept",),
        ("bounded",),
        of="ticket",
    ),
    Figure.MISSED_BOOKINGS: Counts(
        mark("预约没来"),
        mark("约好的时间过了宽限还没有来的预约，除以来了的和没来的。自己取消、大厅取消的不算；迟到后来了的算来了。"),
        ("missed_bookings",),
        beside=("bookings",),
        of="booking",
    ),
}
"""Where `good` and `bad` overlap (decided holds on_the_spot) a row that counts for is none that counts against."""
