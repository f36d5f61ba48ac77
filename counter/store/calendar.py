"""The working-day arrangements a hall has loaded."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.workday import Calendar
from counter.store import driver


def version(db: driver.Connection) -> int:
    """Moves with every change of the calendar."""
    row = db.execute("SELECT value FROM counter_value WHERE name = 'calendar' AND scope = ''").fetchone()
    return row["value"] if row else 0


def _moved(db: driver.Connection) -> None:
    db.execute(
        "INSERT INTO counter_value (name, scope, value) VALUES ('calendar', '', 1)"
        " ON CONFLICT (name, scope) DO UPDATE SET value = value + 1"
    )


def read(db: driver.Connection) -> Calendar:
    """Everything that is known of working days."""
    years: dict[int, dict[date, bool]] = {}
    names: dict[date, str] = {}
    for row in db.execute("SELECT year, days FROM calendar_year ORDER BY year"):
        found = {date.fromisoformat(text): entry for text, entry in json.loads(row["days"]).items()}
        years[row["year"]] = {day: bool(is_off) for day, (is_off, _name) in found.items()}
        names |= {day: name for day, (_is_off, name) in found.items()}
    overlay, reasons = {}, {}
    for row in db.execute("SELECT day, is_open, reason FROM calendar_overlay"):
        day = date.fromisoformat(row["day"])
        overlay[day], reasons[day] = bool(row["is_open"]), row["reason"]
    law = Calendar(years, {}, names) if overlay else None
    return Calendar(years, overlay, names, law=law, reasons=reasons)


def parse_year(document: Any) -> tuple[int, dict[date, tuple[bool, str]]]:
    """A year's arrangement in the holiday-cn form: `{"year", "days": [{"name", "date", "isOffDay"}]}`.

    A file without days means "not published". Raises
    Refusal with the entry named.
    """
    if (
        not isinstance(document, dict)
        or not isinstance(document.get("year"), int)
        or not isinstance(document.get("days"), list)
    ):
        raise Refusal(
            "calendar.no-plan-holidays",
            say("这不是一份放假安排文件"),
            rule=say("应有 year 和 days 两项"),
            next=say("请检查文件内容"),
        )
    year = document["year"]
    if not 1990 <= year <= 2200:
        raise Refusal(
            "calendar.year-plan-not-right",
            say("放假安排的年份 {year} 不对", year=verbatim(year)),
            next=say("请检查文件内容"),
        )
    days: dict[date, tuple[bool, str]] = {}
    for number, entry in enumerate(document["days"], 1):
        try:
            day, is_off, name = date.fromisoformat(entry["date"]), entry["isOffDay"], str(entry.get("name", ""))
        except (KeyError, TypeError, ValueError):
            raise Refusal(
                "calendar.entry-plan-cannot-read",
                say("放假安排第 {number} 条读不懂", number=number),
                rule=say("应有 date（如 2026-10-01）和 isOffDay"),
                next=say("请改正该条"),
            ) from None
        if not isinstance(is_off, bool):
            raise Refusal(
                "calendar.isoffday-entry-neither-true",
                say("放假安排第 {number} 条的 isOffDay 不是真假值", number=number),
                next=say("请改正该条"),
            )
        if days.get(day, (is_off, ""))[0] != is_off:
            raise Refusal(
                "calendar.both-off-working-plan",
                say("{day} 在安排里既放假又上班", day=day),
                rule=say("一天只能有一种安排"),
                next=say("请核对公布的原文"),
            )
        if abs(day.year - year) > 1:
            raise Refusal(
                "calendar.plan-of",
                say("{year} 年的安排里有 {day}", year=year, day=day),
                rule=say("一份安排只管本年和岁末年初"),
                next=say("请改正该条"),
            )
        days[day] = (is_off, name[:40])
    return year, days


def special_days(db: driver.Connection, year: int) -> dict[date, tuple[bool, str]]:
    """The special days of a loaded year; empty when it was not loaded."""
    row = db.execute("SELECT days FROM calendar_year WHERE year = ?", (year,)).fetchone()
    return {date.fromisoformat(d): (bool(o), n) for d, (o, n) in json.loads(row["days"]).items()} if row else {}


def years(db: driver.Connection) -> list[driver.Row]:
    """The arrangements that are loaded, by year: year, source, days (a JSON map of the special ones)."""
    return db.execute("SELECT year, source, days FROM calendar_year ORDER BY year").fetchall()


def load_year(db: driver.Connection, document: Any, *, source: str, at: int) -> int | None:
    """Store a year's arrangement (the newer file replaces the older); returns the year, or None if it has
    no days yet.
    """
    year, days = parse_year(document)
    if not days:
        return None
    db.execute(
        "INSERT INTO calendar_year (year, source, days, loaded_at) VALUES (?,?,?,?) ON CONFLICT (year) DO UPDATE SET"
        " source = excluded.source, days = excluded.days, loaded_at = excluded.loaded_at",
        (year, source[:200], json.dumps({d.isoformat(): [o, n] for d, (o, n) in days.items()}, ensure_ascii=False), at),
    )
    _moved(db)
    return year


def overlay(db: driver.Connection, day: date, is_open: bool | None, reason: str) -> None:
    """Set the hall's own open or closed day; None takes the overlay away."""
    if is_open is None:
        db.execute("DELETE FROM calendar_overlay WHERE day = ?", (day.isoformat(),))
    else:
        db.execute(
            "INSERT INTO calendar_overlay (day, is_open, reason) VALUES (?,?,?) ON CONFLICT (day) DO UPDATE SET"
            " is_open = excluded.is_open, reason = excluded.reason",
            (day.isoformat(), int(is_open), reason),
        )
    _moved(db)


def set_hours(db: driver.Connection, name: str, since: date, value: str) -> None:
    """A dated setting of the hall's hours: in force from a day on."""
    db.execute(
        "INSERT INTO setting (name, since, value) VALUES (?,?,?)"
        " ON CONFLICT (name, since) DO UPDATE SET value = excluded.value",
        (name, since.isoformat(), value),
    )


def hours_set(db: driver.Connection) -> list[str]:
    """The days (ISO) from which some hours of the hall are in force."""
    rows = db.execute("SELECT DISTINCT since FROM setting WHERE name IN ('opening_time', 'closing_time')")
    return [row["since"] for row in rows]


def own_days(db: driver.Connection) -> list[driver.Row]:
    """The hall's own days by date: day, is_open, reason."""
    return db.execute("SELECT day, is_open, reason FROM calendar_overlay ORDER BY day").fetchall()
