"""Working-day arrangements come in, are compared before they count, and move every date that hung on them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from dateutil.rrule import DAILY, rrule

from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.rules.statutory import statutory
from counter.rules.workday import MOST_DAYS, WEEKDAY_NAMES, Calendar, Due, due
from counter.store import calendar as store

KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that an arrangement changes: what it was, what it becomes, both in words."""

    day: date
    weekday: str
    before: str
    after: str
    name: str

    def __str__(self) -> str:
        return say(
            "{day} {weekday}：{before} → {after}{name}",
            day=self.day,
            weekday=self.weekday,
            before=self.before,
            after=self.after,
            name=(say("（{name}）", name=self.name) if self.name else ""),
        )


@dataclass(frozen=True, slots=True)
class CalendarDiff:
    """What loading an arrangement would change, and what in it looks odd."""

    year: int
    known: bool
    changes: tuple[DayChange, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        head = say(
            "{year} 年安排：{note}有 {count} 天不同",
            year=self.year,
            note=(say("与已载入的") if self.known else say("尚未载入，与普通周历")),
            count=len(self.changes),
        )
        return listed(
            (
                head,
                *(say("  {one}", one=c) for c in self.changes),
                *(say("  注意：{value}", value=w) for w in self.warnings),
            ),
            "\n",
        )


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date that moved because the calendar did. `what` is A-17, or a case's number with the clock's name."""

    what: str
    before: str | None
    after: str | None
    still_provisional: bool = False

    def __str__(self) -> str:
        return say(
            "{what}：{before} → {after}{note}",
            what=self.what,
            before=self.before or say("另行通知"),
            after=self.after or say("另行通知"),
            note=(say("（仍为暂定）") if self.still_provisional else ""),
        )


@dataclass(frozen=True, slots=True)
class CalendarLoaded:
    """An arrangement is in force; these dates moved with it."""

    year: int | None
    changes: int
    moved: tuple[MovedDate, ...]
    settled: int

    def __str__(self) -> str:
        head = say("{year} 年安排已载入", year=self.year) if self.year else say("本厅日历已更新")
        return listed(
            (
                say(
                    "{head}，{changes} 天有变，{count} 个期限改变，{settled} 个暂定期限已确定",
                    head=head,
                    changes=self.changes,
                    count=len(self.moved),
                    settled=self.settled,
                ),
                *(say("  {line}", line=m) for m in self.moved),
            ),
            "\n",
        )


def _words(calendar: Calendar, day: date) -> str:
    return say("上班") if calendar.is_working(day) else say("休息")


def oddities(days: dict[date, tuple[bool, str]]) -> tuple[str, ...]:
    """What a person should look at twice: notices have been misread before (a make-up day on a weekday, a lone day)."""
    found = []
    for day, (is_off, name) in sorted(days.items()):
        if not is_off and (named := statutory(day.year).get(day)):
            found.append(
                say(
                    "{day} {weekday}是法定节假日（{named}），却写成上班（{name}），请核对",
                    day=day,
                    weekday=WEEKDAY_NAMES[day.weekday()],
                    named=named,
                    name=name,
                )
            )
        elif not is_off and day.weekday() < 5:
            found.append(
                say(
                    "{day} {weekday}本来就上班，却写成调休上班（{name}），请核对是否应为放假",
                    day=day,
                    weekday=WEEKDAY_NAMES[day.weekday()],
                    name=name,
                )
            )
    for name in dict.fromkeys(name for _, name in days.values()):
        off = sorted(day for day, (is_off, n) in days.items() if n == name and is_off)
        gaps = [b for a, b in pairwise(off) if b - a > timedelta(days=1)]
        if gaps:
            found.append(say("{name}的放假日不相连（{gap} 之前断开），请核对", name=name, gap=gaps[0]))
        if len(off) > 10:
            found.append(say("{name}放假 {count} 天，比历年都长，请核对", name=name, count=len(off)))
    return tuple(found)


def compare(
    calendar: Calendar, loaded: dict[date, tuple[bool, str]], year: int, days: dict[date, tuple[bool, str]]
) -> CalendarDiff:
    """The days that an arrangement would change against what is in force, whichever year they lie in; the hall's own
    days are beside the point.
    """
    calendar = calendar.lawful
    after = Calendar({**calendar.years, year: {d: off for d, (off, _) in days.items()}})
    whole_year = {day.date() for day in rrule(DAILY, dtstart=datetime(year, 1, 1), until=datetime(year, 12, 31))}
    changes = [
        DayChange(
            day,
            WEEKDAY_NAMES[day.weekday()],
            _words(calendar, day),
            _words(after, day),
            days.get(day, loaded.get(day, (False, "")))[1],
        )
        for day in sorted(whole_year | set(days) | set(loaded))
        if calendar.is_working(day) != after.is_working(day)
    ]
    return CalendarDiff(year, year in calendar.years, tuple(changes), oddities(days))


@query("calendar.diff", by=KEEPERS)
def diff(look: Look, document: dict[str, Any]) -> CalendarDiff:
    """What loading an arrangement (holiday-cn form) would change."""
    year, days = store.parse_year(document)
    if not days:
        raise Refusal(
            "calendar.plan-not-announced-file",
            say("{year} 年的安排还没有公布（文件里没有日子）", year=year),
            next=say("公布后再载入"),
        )
    return compare(look.hall.calendar, store.special_days(look.db, year), year, days)


@query("calendar.due")
def count_due(look: Look, start: date, days: int) -> Due:
    """The last day of a limit of so many working days, counted day by day."""
    return checked_due(look.hall.calendar, start, days)


def checked_due(calendar: Calendar, start: date, days: int) -> Due:
    """`due` for numbers that a person typed. Raises Refusal."""
    if not 0 <= days <= MOST_DAYS:
        raise Refusal(
            "calendar.working-days-no-time",
            say("{days} 个工作日不是一个期限", days=days),
            rule=say("期限是 0 到 {most_days} 个工作日", most_days=MOST_DAYS),
            next=say("请核对天数"),
        )
    if not 1990 <= start.year <= 2150:
        raise Refusal(
            "calendar.day-too-far-off",
            say("起算日 {start} 太远", start=start),
            rule=say("日期在 1990 到 2150 年之间"),
            next=say("请核对日期"),
        )
    return due(calendar, start, days)


@act("calendar.load", by=KEEPERS)
def load(work: Work, document: dict[str, Any], source: str = "") -> CalendarLoaded:
    """Put an announced arrangement in force and recompute, with a journal of what moved, every date that hung on it."""
    year, days = store.parse_year(document)
    if not days:
        raise Refusal(
            "calendar.plan-not-announced-file",
            say("{year} 年的安排还没有公布（文件里没有日子）", year=year),
            rule=say("未公布的年份只作暂定，不猜"),
            next=say("公布后再载入"),
        )
    found = compare(work.hall.calendar, store.special_days(work.db, year), year, days)
    store.load_year(work.db, document, source=clean_text(source, what=say("来源"), limit=200), at=work.now)
    changed = [c.day for c in found.changes] + ([] if found.known else [date(year, 1, 1)])
    moved, settled = _moved(work, min(changed, default=date(year, 12, 31)))
    work.about(
        f"calendar:{year}",
        changes=len(found.changes),
        moved={m.what: [m.before, m.after] for m in moved},
        settled=settled,
    )
    return CalendarLoaded(year, len(found.changes), moved, settled)


@act("calendar.overlay", by=KEEPERS, argument="day")
def overlay(work: Work, day: date, open: bool | None = None, reason: str = "") -> CalendarLoaded:
    """The hall's own open or closed day (neither: the public arrangement holds again); dates follow at once."""
    reason = clean_text(reason, what=say("原因"), limit=40)
    if open is not None and not reason:
        raise Refusal(
            "calendar.no-reason-given",
            say("没有写原因"),
            rule=say("本厅自定的开放和关闭要说明原因"),
            next=Next.by("calendar.overlay", say("请写明原因"), day=day, reason=None),
        )
    before = work.hall.calendar.is_working(day)
    store.overlay(work.db, day, open, reason)
    changed = work.hall.calendar.is_working(day) != before
    moved, settled = _moved(work, day) if changed else ((), 0)
    work.about(f"calendar:{day}", open=open, reason=reason, moved={m.what: [m.before, m.after] for m in moved})
    return CalendarLoaded(None, int(changed), moved, settled)


def _moved(work: Work, since: date) -> tuple[tuple[MovedDate, ...], int]:
    from counter.acts.calendar.clocks import recount

    return recount(work, since)


@query("calendar.years", by=KEEPERS)
def years(look: Look) -> tuple[str, ...]:
    """The arrangements that are loaded, with their sources."""
    return tuple(
        say(
            "{year}：{count} 个特别日，来源 {source}",
            year=row["year"],
            count=len(json.loads(row["days"])),
            source=row["source"] or say("未写"),
        )
        for row in store.years(look.db)
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """The hall's hours from a day on, local time."""

    since: date
    opening: str
    closing: str

    def __str__(self) -> str:
        return say(
            "{since} 起 {opening} 开门，{closing} 下班；下班后办的事按下一个工作日起算",
            since=self.since,
            opening=self.opening,
            closing=self.closing,
        )


@act("calendar.hours", by=KEEPERS, argument="since")
def hours(work: Work, since: date, opening: str = "", closing: str = "") -> Hours:
    """Change the hall's opening and closing time from a day on (halls change hours by season).

    Counted days stay as they are.
    """
    if since < work.today:
        raise Refusal(
            "calendar.day-past",
            say("{since} 已经过去", since=since),
            rule=say("作息只能从今天或以后改，已起算的日子不变"),
            next=say("请换一个日期"),
        )
    now = {
        name: work.hall.setting(f"{name}_time", since) or usual
        for name, usual in (("opening", "09:00"), ("closing", "17:00"))
    }
    given = {name: _clock(text) if text else now[name] for name, text in (("opening", opening), ("closing", closing))}
    if given["opening"] >= given["closing"]:
        raise Refusal(
            "calendar.opening-not-before-closing",
            say("开门 {opening} 不早于下班 {closing}", opening=given["opening"], closing=given["closing"]),
            next=say("请核对时间"),
        )
    for name, value in given.items():
        store.set_hours(work.db, f"{name}_time", since, value)
    work.about(f"calendar:{since}", **given)
    return Hours(since, given["opening"], given["closing"])


def _clock(text: str) -> str:
    """`16:30` from what was typed. Raises Refusal."""
    try:
        return time.fromisoformat(clean_code(text, what=say("时间"), limit=8).zfill(5)).strftime("%H:%M")
    except ValueError:
        raise Refusal(
            "calendar.no-time",
            say("“{text}”不是时间", text=verbatim(text[:10])),
            rule=say("时间写成 16:30"),
            next=say("请改正后再试"),
        ) from None
