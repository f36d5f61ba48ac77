"""The two numbers a hall is asked for, each with its definition and the items that it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter.acts.report.figures import WHO_COUNT, percent, scope, share
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.rules.letters import visible
from counter.store import driver, figures


class Number(StrEnum):
    """Which number."""

    ON_TIME = "on-time"
    ON_THE_SPOT = "on-the-spot"


NAMES = {Number.ON_TIME: "按时办结率", Number.ON_THE_SPOT: "当场办结率"}
DEFINITIONS = {
    Number.ON_TIME: "期内作出决定的事项里，在承诺日当天或以前决定的，除以有承诺日的。承诺日已含特别程序和延长；没有承诺日的、还没决定的不算。",
    Number.ON_THE_SPOT: "期内作出决定的事项里，受理当天、办件人还没离开时决定的，除以全部作出决定的。按事项算，不按办件算。",
}
MOST = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """One item behind a number: whether it counted as reached, missed, or not at all, and why."""

    approval: str
    case: str
    item_name: str
    department: str
    accepted_on: str
    promised_on: str | None
    decided_on: str
    counted: str
    why: str

    def __str__(self) -> str:
        return f"{self.approval} {self.case} {self.item_name} {self.department} {self.decided_on} 决定：{self.why}"


@dataclass(frozen=True, slots=True)
class Behind:
    """A number, how it is defined, and the items behind it, those that were missed first (MOST at the most)."""

    name: str
    definition: str
    first: date
    last: date
    part: int
    whole: int
    share: float | None
    items: tuple[Counted, ...]

    def __str__(self) -> str:
        head = f"{self.first} 至 {self.last} {self.name} {percent(self.share)}（{self.part}/{self.whole} 项）"
        return "\n".join((head, self.definition, *(f"  {one}" for one in self.items)))


@query("report.behind", by=WHO_COUNT, argument="number")
def behind(look: Look, number: Number, first: date | None = None, last: date | None = None) -> Behind:
    """One of the two numbers over a span (this month without one), with its definition and what it was counted from."""
    if number not in NAMES:
        raise Refusal(
            f"没有这个数：{visible(str(number), 20)}",
            "",
            f"可选：{'、'.join(f'{one} {name}' for one, name in NAMES.items())}",
        )
    number = Number(number)
    first, last = first or look.today.replace(day=1), last or look.today
    if last < first:
        raise Refusal(f"止日 {last} 早于起日 {first}", "", "请对调日期")
    done = figures.decisions(look.db, first.isoformat(), last.isoformat(), scope(look))
    on_time = number is Number.ON_TIME
    part, whole = (done["on_time"], done["promised"]) if on_time else (done["on_the_spot"], done["decided"])
    rows = figures.decided(
        look.db, first.isoformat(), last.isoformat(), scope(look), "late" if on_time else "elsewhere", MOST
    )
    return Behind(
        NAMES[number],
        DEFINITIONS[number],
        first,
        last,
        part,
        whole,
        share(part, whole),
        tuple(_counted(row, on_time) for row in rows),
    )


def _counted(row: driver.Row, on_time: bool) -> Counted:
    if not on_time:
        counted = "yes" if row["on_the_spot"] else "no"
        why = (
            "当场"
            if row["on_the_spot"]
            else "当天但已离开"
            if row["accepted_on"] == row["decided_on"]
            else f"{row['accepted_on']} 受理"
        )
    elif row["promised_on"] is None:
        counted, why = "", "没有承诺日"
    else:
        counted = "yes" if row["decided_on"] <= row["promised_on"] else "no"
        why = f"承诺 {row['promised_on'][5:]}" + (
            ""
            if counted == "yes"
            else "，已超" + (f"：{row['explanation']}" if row["explanation"] else "，没有公开说明")
        )
    return Counted(
        f"A-{row['id']}",
        row["receipt_number"],
        row["item_name"],
        row["department_short"],
        row["accepted_on"],
        row["promised_on"],
        row["decided_on"],
        counted,
        why,
    )
