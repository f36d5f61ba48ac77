"""The rows behind a figure: each case, item, number or rating, and whether it counts for it, against it, or not at all.

A row counts by the same rule that made the sum: it is added up alone, and what it adds is its mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counter.acts.queue.waiting import order
from counter.acts.report.figures import WHO_COUNT, scope
from counter.acts.report.looked_at import read_by
from counter.acts.report.month import last_of, mine, read_month
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules import figures as rule
from counter.rules.approval import ApprovalState
from counter.rules.figure_names import COUNTS, OF_TIME, Counts, Figure
from counter.rules.figures import Dimension
from counter.rules.letters import visible
from counter.rules.order import MINUTE
from counter.rules.rating import LEVELS
from counter.rules.ticket import shown
from counter.rules.workday import last_working_day
from counter.store import figures_kept as store

MOST = 500
MARKS = {"yes": 2, "no": 0, "": 1}
"""Those against it come first."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One row: its number, what it is, the day on which it counts, its value, and whether it counts (yes, no, or
    nothing). `case` is its receipt number, where it has one.
    """

    code: str
    case: str
    name: str
    where: str
    day: str
    value: str
    counted: str

    def __str__(self) -> str:
        counted = {"yes": say("计入"), "no": say("未达"), "": say("不算")}[self.counted]
        return say(
            "{counted} {day} {code} {name} {where} {value}",
            counted=counted,
            day=self.day,
            code=self.code,
            name=self.name,
            where=self.where,
            value=self.value,
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """A figure, how it is defined, and what it was counted from (MOST at the most; `count` says how many there are)."""

    figure: str
    name: str
    definition: str
    first: date
    last: date
    good: int
    bad: int
    beside: int
    rows: tuple[Behind, ...]

    def __str__(self) -> str:
        head = say(
            "{first} 至 {last} {name}：计入 {good}，未达 {bad}，不算 {beside}",
            first=self.first,
            last=self.last,
            name=self.name,
            good=self.good,
            bad=self.bad,
            beside=self.beside,
        )
        return listed((head, self.definition, *(say("  {one}", one=one) for one in self.rows)), "\n")


@query("report.rows", by=WHO_COUNT, argument="figure")
def rows(look: Look, figure: str, month: str = "", by: str = "", member: str = "") -> Rows:
    """What a figure of a month was counted from; with `by` and `member` of one part (a window, a department, a day)."""
    if figure not in COUNTS:
        raise Refusal(
            "report.no-such-figure",
            say("没有这个数：{number}", number=verbatim(visible(str(figure), 20))),
            next=say(
                "可选：{names}", names=listed(say("{one} {name}", one=one, name=c.name) for one, c in COUNTS.items())
            ),
        )
    figure = Figure(figure)
    first, counts, head = read_month(look, month), COUNTS[Figure(figure)], mine(look)
    last = last_of(first)
    only = None
    if by:
        split = read_by(look, by)
        if split not in OF_TIME:
            head = (Dimension(split.value).value, member)
        elif split == "month":
            first = read_month(look, member)
            last = last_of(first)
        else:
            only = member
    if counts.of in ("ticket", "booking") and scope(look) is not None:
        raise Refusal(
            "report.desk-has-no-queue",
            say("审批台没有取号的数字"),
            rule=say("审批人员看本台的数字"),
            next=say("可看事项的数字"),
        )
    found: list[Behind] = []
    over = last_working_day(look.hall.calendar, look.today).isoformat()
    for n in range((min(last, look.today) - first).days + 1):
        day = first + timedelta(days=n)
        if only is None or only in (day.isoformat(), str(day.weekday() + 1)):
            found += _of_day(look, figure, counts, day.isoformat(), head, over)
    marks = [one.counted for one in found]
    found.sort(key=lambda one: (MARKS[one.counted], one.day, one.code))
    return Rows(
        figure,
        counts.name,
        counts.definition,
        first,
        last,
        marks.count("yes"),
        marks.count("no"),
        marks.count(""),
        tuple(found[:MOST]),
    )


def _of_day(look: Look, figure: Figure, counts: Counts, day: str, head: tuple[str, str], over: str) -> Iterator[Behind]:
    for row, sums, value in _SOURCES[counts.of](look, day, head):
        added = {name for name, count in sums.items() if count}
        if day >= over:
            added -= {"undecided", "legal_undecided"}
        counted = (
            "yes"
            if added.intersection(counts.good)
            else "no"
            if added.intersection(counts.bad)
            else ""
            if added.intersection(counts.beside)
            else None
        )
        if counted is not None:
            yield _row(figure, row, day, sums, value, counted)


def _row(figure: Figure, row: Any, day: str, sums: dict[str, int], value: str, counted: str) -> Behind:
    of = COUNTS[figure].of
    if of == "item":
        limit = row["legal_on"] if figure is Figure.ON_TIME_LEGAL else row["promised_on"]
        decided = row["decided_on"] if row["state"] == ApprovalState.DECIDED else None
        words = say(
            "{accepted} 受理，期限 {limit}，{decided}",
            accepted=row["accepted_on"] or "—",
            limit=limit or "—",
            decided=say("{day} 决定", day=decided) if decided else say("还没有决定"),
        )
        return Behind(f"A-{row['id']}", row["receipt_number"] or "", row["item"], row["desk"], day, words, counted)
    if of == "booking":
        return Behind(row["booked"], "", row["name"], row["queue"], day, value, counted)
    case = "" if of == "ticket" else row["receipt_number"] or ""
    window = say("{number} 号窗口", number=row["window"]) if row["window"] is not None else ""
    if of == "case":
        number = sums.get(COUNTS[figure].good[0], 0)
        value = say("{number} 个事项", number=row["items"]) if figure is Figure.CASES else str(number)
        return Behind(case, case, row["bundle"] or say("单个事项"), window, day, value, counted)
    code = shown(row["letter"], row["number"]) if row["letter"] else case
    return Behind(code, case, row["name"], window, day, value, counted)


def _plain(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in row.keys()}  # noqa: SIM118 (a row of the store is iterated by values)


def _items(look: Look, day: str, head: tuple[str, str]) -> Iterator[tuple[Any, dict[str, int], str]]:
    called = {one: store.names(look.db, one) for one in ("item", "desk")}
    for row in store.items_of(look.db, day):
        adding = rule.Adding()
        rule.of_items(adding, day, (row,))
        if head in adding.sums:
            named = {name: called[name].get(row[name], row[name]) for name in called}
            yield {**_plain(row), **named}, adding.sums[head], ""


def _cases(look: Look, day: str, head: tuple[str, str]) -> Iterator[tuple[Any, dict[str, int], str]]:
    called = store.names(look.db, "bundle")
    if head[0] in (Dimension.ALL, *rule.CASE_HEADS):
        for row in store.cases_of(look.db, day):
            adding = rule.Adding()
            rule.of_cases(adding, day, (row,))
            if head in adding.sums:
                yield {**_plain(row), "bundle": called.get(row["bundle"], "")}, adding.sums[head], ""
        return
    taken = {
        row["case_id"]: row for row in store.items_of(look.db, day) if row["accepted_on"] == day and _under(row, head)
    }
    for row in store.cases_of(look.db, day):
        if row["id"] in taken:
            yield {**_plain(row), "bundle": called.get(row["bundle"], "")}, {"cases": 1}, ""


def _under(row: Any, head: tuple[str, str]) -> bool:
    return head in rule.heads(row, rule.ITEM_HEADS)


def _ratings(look: Look, day: str, head: tuple[str, str]) -> Iterator[tuple[Any, dict[str, int], str]]:
    for row in store.ratings_of(look.db, day):
        adding = rule.Adding()
        rule.of_ratings(adding, (row,))
        if head in adding.sums:
            yield {**_plain(row), "name": LEVELS[row["level"]]}, adding.sums[head], ""


def _tickets(look: Look, day: str, head: tuple[str, str]) -> Iterator[tuple[Any, dict[str, int], str]]:
    hall, periods, called = look.hall, store.periods_of(look.db, day), store.names(look.db, "queue")
    estimate = hall.policy.queue.estimate
    longest = int(estimate.longest_minutes * MINUTE)
    tickets = store.tickets_of(look.db, day)
    kept = _bounds(look, tickets, periods, longest)
    for row in tickets:
        own = {row["id"]: periods.get(row["id"], [])}
        sums, _, _ = rule.of_tickets(
            (row,),
            own,
            longest=longest,
            order=order(hall),
            step=estimate.step_minutes,
            hour_of=lambda at: hall.local(at).hour,
        )
        if head in sums:
            one = rule.visit(row, own[row["id"]], longest)
            sums[head]["bound_kept"] = int(kept.get(row["id"], False))  # only beside the others is it known
            words = say(
                "{at} 取号，等 {waited} 分，办理 {served} 分{forgotten}",
                at=f"{hall.local(row['arrived_at']):%H:%M}",
                waited="—" if one.waited is None else f"{one.waited / MINUTE:.1f}",
                served="—" if one.served is None else f"{one.served / MINUTE:.1f}",
                forgotten=say("（忘了结束，不计入）") if one.forgotten else "",
            )
            yield (
                {**_plain(row), "name": called.get(row["letter"], row["letter"]), "window": one.window},
                sums[head],
                words,
            )


def _bounds(look: Look, tickets: Sequence[Any], periods: Mapping[int, Sequence[Any]], longest: int) -> dict[int, bool]:
    """Which of a day's numbers kept their bound."""
    called: dict[str, list[tuple[int, Any]]] = {}
    for row in tickets:
        at = rule.visit(row, periods.get(row["id"], ()), longest).called_at
        if at is not None and not row["unreliable"]:
            called.setdefault(row["letter"], []).append((at, row))
    return {id: kept for line in called.values() for id, kept in rule.bound_kept(line, order(look.hall)).items()}


def _bookings(look: Look, day: str, head: tuple[str, str]) -> Iterator[tuple[Any, dict[str, int], str]]:
    hall, called = look.hall, store.names(look.db, "queue")
    for row in store.bookings_of(look.db, day):
        adding = rule.Adding()
        rule.of_bookings(adding, (row,), lambda at: hall.local(at).hour)
        if head in adding.sums:
            came = say("已取号 {number}", number=shown(row["letter"], row["number"])) if row["letter"] else ""
            words = say("{at} 没有来", at=f"{hall.local(row['missed_at']):%H:%M}") if row["missed_at"] else came
            named = {"booked": f"{hall.local(row['at']):%H:%M}", "name": called.get(row["queue"], row["queue"])}
            yield {**_plain(row), **named}, adding.sums[head], words


_SOURCES = {"booking": _bookings, "item": _items, "case": _cases, "rating": _ratings, "ticket": _tickets}
