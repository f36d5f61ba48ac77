"""The hall's hours and its own open and closed days: pages of the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from screens.administrator.closing import close
from screens.administrator.page import Blank, Doing, Kind, Page, Values
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.calendar.arrangements import Hours
    from counter.acts.calendar.kept import OwnDay
    from screens.shell.app import CounterApp


async def _hours(app: CounterApp) -> Sequence[Hours]:
    return await app.ask(acts.calendar_hours_list)


def _since(one: Hours) -> str:
    return t("一直") if one.since.year < 1990 else one.since.isoformat()


async def _save_hours(place: Place, row: Hours | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.calendar_hours,
            since=date.fromisoformat(values["since"]),
            opening=values["opening"],
            closing=values["closing"],
        )
    )


HOURS = Page(
    id="hours",
    name=mark("作息"),
    columns=(Column(mark("从哪天起"), 12), Column(mark("开门"), 6), Column(mark("下班"), 6), Column("", 0)),
    rows=_hours,
    key=lambda one: one.since.isoformat(),
    line=lambda one: Line(one.since.isoformat(), (_since(one), one.opening, one.closing, "")),
    facts=lambda one: (Fact("", worded(one)),),
    title=_since,
    new=mark("从某天起改作息.."),
    blanks=(
        Blank("since", mark("从哪天起"), Kind.DAY, mark("今天或以后，例如 2026-12-01")),
        Blank("opening", mark("开门"), Kind.CODE, mark("例如 09:00"), first="09:00"),
        Blank("closing", mark("下班"), Kind.CODE, mark("例如 17:00"), first="17:00"),
    ),
    values=lambda one: {"since": one.since.isoformat(), "opening": one.opening, "closing": one.closing},
    save=_save_hours,
)


async def _days(app: CounterApp) -> Sequence[OwnDay]:
    return await app.ask(acts.calendar_own_days)


async def _save_day(place: Place, row: OwnDay | None, values: Values) -> str:
    day = date.fromisoformat(values["day"]) if row is None else row.day
    words = t("开放") if values["open"] else t("关闭")
    if not await place.app.confirm(
        t("{day} {words}？", day=day, words=words), t("按工作日算的期限随之改变，改了哪些记在日志里。")
    ):
        raise Refusal("screen.not-done", t("没有改"))
    return worded(await place.app.ask(acts.calendar_overlay, day=day, open=values["open"], reason=values["reason"]))


async def _public_again(place: Place, one: OwnDay) -> None:
    await close(
        place,
        t("{day} 照公布的安排？", day=one.day),
        t("按工作日算的期限随之改变，改了哪些记在日志里。"),
        acts.calendar_overlay,
        day=one.day,
    )


DAYS = Page(
    id="days",
    name=mark("自定日子"),
    columns=(
        Column(mark("日期"), 10),
        Column(mark("星期"), 6, english=9),
        Column("", 4, english=6),
        Column(mark("原因"), 0),
    ),
    rows=_days,
    key=lambda one: one.day.isoformat(),
    line=lambda one: Line(
        one.day.isoformat(),
        (one.day.isoformat(), t(one.weekday), t("开放") if one.open else t("关闭"), one.reason),
        "dim" if one.past else "",
    ),
    facts=lambda one: (Fact("", worded(one)),),
    title=lambda one: one.day.isoformat(),
    new=mark("自定一天开放或关闭.."),
    empty=mark("都照公布的安排。"),
    blanks=(
        Blank("day", mark("日期"), Kind.DAY, mark("例如 2026-12-01"), fixed=True),
        Blank("open", mark("开放"), Kind.YES, mark("否就是关闭"), first=False),
        Blank("reason", mark("原因")),
    ),
    values=lambda one: {"day": one.day.isoformat(), "open": one.open, "reason": one.reason},
    save=_save_day,
    more=(Doing("public", mark("照公布的"), mark("不再自定"), _public_again, lambda one: not one.past),),
)
