"""The two numbers a hall is asked for, each with its definition and the items that it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter.acts.calendar.office import office
from counter.acts.report.figures import WHO_COUNT, percent, scope, span
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules import clock
from counter.rules.figures import share
from counter.rules.letters import visible
from counter.rules.workday import last_working_day, working_days_between
from counter.store import driver, figures


class Number(StrEnum):
    """Which number."""

    ON_TIME = "on-time"
    ON_THE_SPOT = "on-the-spot"


NAMES = {Number.ON_TIME: mark("按时办结率"), Number.ON_THE_SPOT: mark("当场办结率")}
DEFINITIONS = {
    Number.ON_TIME: mark(
        "有承诺日的事项里，在承诺日当天或以前决定的占多少。按时的算在决定那天；逾期的，不论后来是否决定，都算在承诺日那天。"
        "承诺日已含特别程序和延长；没有承诺日的、以前就已逾期的，期内决定了也不计入。"
    ),
    Number.ON_THE_SPOT: mark(
        "期内作出决定的事项里，受理当天、办件人还没离开时决定的，除以全部作出决定的。按事项算，不按办件算。"
    ),
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
    decided_on: str | None
    counted: str
    why: str

    def __str__(self) -> str:
        decided = say("{day} 决定", day=self.decided_on) if self.decided_on else say("还没有决定")
        return say(
            "{approval} {case} {item_name} {department} {decided}：{why}",
            approval=self.approval,
            case=self.case,
            item_name=self.item_name,
            department=self.department,
            decided=decided,
            why=self.why,
        )


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
    uncounted: int = 0

    def __str__(self) -> str:
        head = say(
            "{first} 至 {last} {name} {percent}（{part}/{whole} 项，另有 {uncounted} 项不计入）",
            uncounted=self.uncounted,
            first=self.first,
            last=self.last,
            name=self.name,
            percent=percent(self.share),
            part=self.part,
            whole=self.whole,
        )
        return listed((head, self.definition, *(say("  {one}", one=one) for one in self.items)), "\n")


@query("report.behind", by=WHO_COUNT, argument="number")
def behind(look: Look, number: Number, first: date | None = None, last: date | None = None) -> Behind:
    """One of the two numbers over a span (this month without one), with its definition and what it was counted from."""
    if number not in NAMES:
        raise Refusal(
            "report.no-such-figure",
            say("没有这个数：{number}", number=verbatim(visible(str(number), 20))),
            next=say(
                "可选：{names}", names=listed(say("{one} {name}", one=one, name=name) for one, name in NAMES.items())
            ),
        )
    number = Number(number)
    first, last = first or look.today.replace(day=1), last or look.today
    if last < first:
        raise Refusal(
            "report.last-day-before-first",
            say("止日 {last} 早于起日 {first}", last=last, first=first),
            next=say("请对调日期"),
        )
    desk, since, until = scope(look), first.isoformat(), last.isoformat()
    figure, uncounted = span(look, first, last), 0
    if on_time := number is Number.ON_TIME:
        part, whole, uncounted = figure.on_time, figure.promised, figure.uncounted
        working = last_working_day(look.hall.calendar, look.today).isoformat()
        rows = figures.in_question(look.db, since, until, working, desk, MOST)
    else:
        part, whole = figure.on_the_spot, figure.decided
        rows = figures.decided(look.db, since, until, desk, MOST)
    return Behind(
        NAMES[number],
        DEFINITIONS[number],
        first,
        last,
        part,
        whole,
        share(part, whole),
        tuple(_counted(look, row, on_time) for row in rows),
        uncounted,
    )


def _counted(look: Look, row: driver.Row, on_time: bool) -> Counted:
    if not on_time:
        counted = "yes" if row["on_the_spot"] else "no"
        why = (
            say("当场")
            if row["on_the_spot"]
            else say("当天但已离开")
            if row["accepted_on"] == row["decided_on"]
            else say("{accepted_on} 受理", accepted_on=row["accepted_on"])
        )
    elif row["promised_on"] is None:
        counted, why = "", say("没有承诺日")
    else:
        counted = row["counted"]
        why = say(
            "承诺 {promised_on}{explanation}",
            promised_on=row["promised_on"][5:],
            explanation=(
                ""
                if counted == "yes"
                else say(
                    "，{late}{explanation}",
                    late=_late(look, row),
                    explanation=(
                        say("：{explanation}", explanation=row["explanation"])
                        if row["explanation"]
                        else say("，没有公开说明")
                    ),
                )
            ),
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


def _late(look: Look, row: driver.Row) -> str:
    """How late, in the words that desk and warnings have for it."""
    promised = date.fromisoformat(row["promised_on"])
    if row["decided_on"] is None:
        return clock.left_words(look.hall.calendar, look.today, promised, office(look))
    days = working_days_between(look.hall.calendar, promised, date.fromisoformat(row["decided_on"]))
    return say("超期 {n} 个工作日", n=days) if days else say("超期 不足 {n} 个工作日", n=1)
