"""The columns of every table of figures, in their order: on the screen, in CSV and XLSX, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import mark
from counter.rules.figure_names import COUNTS, By, Figure


class Unit(StrEnum):
    """What a column's numbers are."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field of the figures, how it is headed, its unit, and which figure opens the rows behind it."""

    field: str
    name: str
    unit: Unit
    figure: Figure


COLUMNS = (
    Column("cases", mark("受理件"), Unit.COUNT, Figure.CASES),
    Column("items", mark("受理项"), Unit.COUNT, Figure.ITEMS),
    Column("decided", mark("办结项"), Unit.COUNT, Figure.ON_THE_SPOT),
    Column("granted", mark("准予项"), Unit.COUNT, Figure.GRANTED),
    Column("refused", mark("不予项"), Unit.COUNT, Figure.GRANTED),
    Column("on_the_spot", mark("当场办结项"), Unit.COUNT, Figure.ON_THE_SPOT),
    Column("on_the_spot_share", mark("当场办结率%"), Unit.PERCENT, Figure.ON_THE_SPOT),
    Column("promised", mark("有承诺日"), Unit.COUNT, Figure.ON_TIME),
    Column("on_time", mark("按时"), Unit.COUNT, Figure.ON_TIME),
    Column("late", mark("逾期才办结"), Unit.COUNT, Figure.ON_TIME),
    Column("overdue", mark("逾期未办结"), Unit.COUNT, Figure.ON_TIME),
    Column("uncounted", mark("不计入"), Unit.COUNT, Figure.ON_TIME),
    Column("on_time_share_promised", mark("按时办结率%"), Unit.PERCENT, Figure.ON_TIME),
    Column("limited", mark("有法定期限"), Unit.COUNT, Figure.ON_TIME_LEGAL),
    Column("on_time_legal", mark("法定期限内"), Unit.COUNT, Figure.ON_TIME_LEGAL),
    Column("on_time_share_legal", mark("法定期限内%"), Unit.PERCENT, Figure.ON_TIME_LEGAL),
    Column("tickets", mark("取号数"), Unit.COUNT, Figure.TICKETS),
    Column("no_shows", mark("叫了没来"), Unit.COUNT, Figure.NO_SHOWS),
    Column("no_show_share", mark("没来%"), Unit.PERCENT, Figure.NO_SHOWS),
    Column("bookings", mark("到期的预约"), Unit.COUNT, Figure.MISSED_BOOKINGS),
    Column("missed_bookings", mark("预约没来"), Unit.COUNT, Figure.MISSED_BOOKINGS),
    Column("missed_booking_share", mark("预约没来%"), Unit.PERCENT, Figure.MISSED_BOOKINGS),
    Column("waits", mark("算等候的号"), Unit.COUNT, Figure.WAITS),
    Column("median_wait_minutes", mark("等候中位数（分）"), Unit.MINUTES, Figure.WAITS),
    Column("ninetieth_wait_minutes", mark("等候九成（分）"), Unit.MINUTES, Figure.WAITS),
    Column("bound_kept_share", mark("守住先后%"), Unit.PERCENT, Figure.BOUND),
    Column("told", mark("说过等候的号"), Unit.COUNT, Figure.TOLD),
    Column("told_within_share", mark("说中%"), Unit.PERCENT, Figure.TOLD),
    Column("told_error_minutes", mark("说的差几分"), Unit.MINUTES, Figure.TOLD),
    Column("naive_error_minutes", mark("简单算差几分"), Unit.MINUTES, Figure.TOLD),
    Column("visits", mark("算用时的号"), Unit.COUNT, Figure.VISITS),
    Column("median_service_minutes", mark("办理中位数（分）"), Unit.MINUTES, Figure.VISITS),
    Column("ninetieth_service_minutes", mark("办理九成（分）"), Unit.MINUTES, Figure.VISITS),
    Column("forgotten", mark("忘了结束（不计）"), Unit.COUNT, Figure.VISITS),
    Column("ratings", mark("评价"), Unit.COUNT, Figure.SATISFACTION),
    Column("satisfaction", mark("满意率%"), Unit.PERCENT, Figure.SATISFACTION),
    Column("parallel_days_saved", mark("少等工作日"), Unit.COUNT, Figure.DAYS_SAVED),
    Column("documents_spared", mark("少交材料"), Unit.COUNT, Figure.DOCUMENTS_SPARED),
    Column("visits_saved", mark("少跑趟数"), Unit.COUNT, Figure.VISITS_SAVED),
)

_BOOKINGS = frozenset(one.field for one in COLUMNS if COUNTS[one.figure].of == "booking")
_TICKETS = _BOOKINGS | frozenset(one.field for one in COLUMNS if COUNTS[one.figure].of == "ticket")
_RATINGS = frozenset({"ratings", "satisfaction"})
_SPARED = frozenset({"parallel_days_saved", "documents_spared", "visits_saved"})
_ALL = frozenset(one.field for one in COLUMNS)

WITHOUT: Mapping[By, frozenset[str]] = {
    By.QUEUE: _ALL - _TICKETS,
    By.HOUR: _ALL - _TICKETS,
    By.DEPARTMENT: _TICKETS | _RATINGS | _SPARED,
    By.LEVEL: _TICKETS | _RATINGS | _SPARED,
    By.DESK: _TICKETS | _RATINGS | _SPARED,
    By.ITEM: _TICKETS | _RATINGS | _SPARED,
    By.OFFICER: _TICKETS | _RATINGS | _SPARED | {"cases", "items"},
    By.BUNDLE: _TICKETS,
    By.WINDOW: _BOOKINGS,
    By.CLERK: _BOOKINGS,
}
"""Columns that a split has no numbers of: a department takes no tickets, a queue decides nothing, a booking is for no
window.
"""


def holds(by: str, field: str) -> bool:
    """Whether a split has numbers of a column."""
    return field not in WITHOUT.get(By(by), frozenset())
