"""`counter whatif`: a day played through again with something changed."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.hall.act import entry_of
from counter.phrases.said import listed, mark, say
from counter.rules.dates_written import read_day
from counter.rules.order import Order
from counter.rules.played_day import Day, Draw
from counter.rules.what_if import Change, Kind, Tried, rows, tried, typed

if TYPE_CHECKING:
    from counter.hall.open import OpenHall

USUAL_BOUND = 20
"""Minutes that nine of ten wait at most, where nobody has planned the day."""


@click.command("whatif", help=mark("把一天按真实的叫号规则重演一遍，改一改看等候会怎样（值班主任）"))
@click.argument("day", default="")
@click.option(
    "--window", "windows", multiple=True, metavar="10:00-12:00 A", help=mark("多开一个窗口：时段和它叫的队列")
)
@click.option("--join", "joins", multiple=True, metavar="C A", help=mark("一队并入另一队"))
@click.option("--lunch", default="", metavar="12:00-13:00", help=mark("午间分两批轮休"))
@click.option("--more", default="", metavar="30", help=mark("来的人多百分之几（负数为少）"))
@click.option("--no-priority", is_flag=True, help=mark("不设优先"))
@click.option("--seeds", type=click.IntRange(1, 200), default=20, show_default=True, help=mark("重演几次"))
@click.pass_obj
def command(
    door: Door,
    day: str,
    windows: tuple[str, ...],
    joins: tuple[str, ...],
    lunch: str,
    more: str,
    no_priority: bool,
    seeds: int,
) -> None:
    """Print the waits of a day beside those with the changes."""
    changes = [typed(Kind.WINDOW, text) for text in windows] + [typed(Kind.JOIN, text) for text in joins]
    changes += [typed(kind, text) for kind, text in ((Kind.LUNCH, lunch), (Kind.MORE, more)) if text]
    changes += [Change(Kind.PLAIN, ())] if no_priority else []
    draws = [random.Random(seed).random for seed in range(seeds)]
    hall = door.open()
    try:
        today = hall.local(hall.now()).date()
        on = read_day(day, today) if day else today
        day, coming = on.isoformat(), on > today
        steps, waited, not_called = (_coming if coming else _past)(door, hall, day, changes, draws)
    finally:
        hall.close()
    found: tuple[Tried, Tried] | None = None
    for number, again, would in steps:
        found = again, would
        if sys.stderr.isatty():
            tell(say("演了 {n} / {all} 遍", n=number, all=seeds), err=True)
    if found is not None:
        for row in (("", say("实际"), say("照旧重演"), say("改了以后")), *rows(waited, not_called, *found)):
            tell(listed(row, "\t"))


Steps = Iterable[tuple[int, Tried, Tried]]


def _past(
    door: Door, hall: OpenHall, day: str, changes: list[Change], draws: list[Draw]
) -> tuple[Steps, list[int], int | None]:
    """A day that was, by its real people and windows."""
    from counter.acts.report.rostering import day_played

    was = hall.ask(day_played, door.actor(hall, entry_of(day_played), {"day": day}), day=day)
    tell(say("{day}：{changes}", day=was.day, changes=listed(one.words for one in changes) or say("照旧")))
    if was.forgotten:
        tell(say("{n} 次忘了结束的办理按同队常用时间算", n=was.forgotten))
    return tried(was.playable(), changes, was.midnight, draws), [wait for *_, wait in was.visits], was.not_called


def _coming(
    door: Door, hall: OpenHall, day: str, changes: list[Change], draws: list[Draw]
) -> tuple[Steps, list[int], int | None]:
    """A day that has not come: the people that are expected, the windows of its plan (else as many as it needs)."""
    from counter.acts.report.planned_day import drawn, needed, planned
    from counter.acts.report.rostering import expected, show

    actor = door.actor(hall, entry_of(expected), {"day": day})
    told = hall.ask(expected, actor, day=day)
    plan = planned(hall.ask(show, actor, day=day))
    windows = plan or needed(told, USUAL_BOUND)
    tell(say("{day}：{changes}", day=told.day, changes=listed(one.words for one in changes) or say("照旧")))
    tell(say("预计 {n} 人", n=round(told.total)))
    tell(say("窗口按已存的排班") if plan else say("还没有排班，窗口按九成的人等候不超过 {n} 分算", n=USUAL_BOUND))
    empty = Day((), (), Order(dict(told.heads), 0, 0, 0, 0))
    return tried(empty, changes, 0, draws, of=lambda draw: drawn(told, windows, draw)), [], None
