"""`counter calendar`: count days with or without a hall; load an announced arrangement after looking at what it
changes.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.commands.generated import DateType
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim
from counter.rules.dates_written import read_day
from counter.rules.workday import WEEKDAY_NAMES

MOST_BYTES = 1_000_000
"""A year's arrangement is some kilobytes; what is larger is another file."""


@click.group("calendar", help=mark("工作日历：算期限、载入放假安排"))
def group() -> None:
    """Days that count."""


@group.command("due", help=mark("从某日起若干个工作日的最后一天，逐日说明"))
@click.argument("start", type=DateType())
@click.argument("days", type=int)
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def due(door: Door, start: date | str, days: int, as_json: bool) -> None:
    """Count with the hall's calendar, or, where there is no hall, with the arrangements that come along."""
    from counter.acts.calendar.arrangements import checked_due

    if isinstance(start, str):
        start = read_day(start, (door.now or datetime.now().astimezone()).date())
    counted = checked_due(_calendar(door), start, days)
    if as_json:
        show(counted, True)
        return
    for entry in counted.days:
        number = told(say("第{number:>3} 日", number=entry.number) if entry.counted else say("不计    "))
        click.echo(f"{entry.day} {told(WEEKDAY_NAMES[entry.day.weekday()])}  {number}  {told(entry.why)}")
    tell(counted)


def _calendar(door: Door) -> Any:
    from counter.hall import DATA, Hall
    from counter.rules.workday import Calendar
    from counter.store import calendar as store

    if (door.hall_dir / "hall.toml").exists():
        hall = Hall.open(door.hall_dir, now=door.now)
        try:
            return hall.calendar
        finally:
            hall.close()
    years: dict[int, dict[date, bool]] = {}
    names: dict[date, str] = {}
    for file in sorted((DATA / "calendar").glob("[0-9]*.json")):
        year, days = store.parse_year(json.loads(file.read_text("utf-8")))
        if days:
            years[year] = {day: is_off for day, (is_off, _) in days.items()}
            names |= {day: name for day, (_, name) in days.items()}
    return Calendar(years, {}, names)


def _document(file: Path) -> Any:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Refusal(
                "calendar.file-too-large",
                say("{file} 太大，不像放假安排", file=verbatim(file.name)),
                rule=say("一年的安排只有几千字节"),
                next=say("请检查文件"),
            )
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {file}（{strerror}）", file=verbatim(file), strerror=error.strerror),
            next=say("请检查文件名和读权限"),
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise Refusal(
            "calendar.file-no-json",
            say("{file} 不是 JSON 文件", file=verbatim(file.name)),
            rule=say("放假安排是 holiday-cn 形式的 JSON"),
            next=say("请检查文件内容"),
        ) from error


@group.command("diff", help=mark("载入某年安排会改变哪些日子"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def diff(door: Door, file: Path, as_json: bool) -> None:
    """Show, change nothing."""
    from counter.acts.calendar.arrangements import diff as what_changes

    document = _document(file)
    hall = door.open()
    try:
        show(hall.ask(what_changes, door.actor(hall, entry_of(what_changes)), document=document), as_json)
    finally:
        hall.close()


@group.command("load", help=mark("载入某年安排（先显示差别，确认后生效）"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=mark("不再询问"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def load_file(door: Door, file: Path, yes: bool, as_json: bool) -> None:
    """Show the difference, ask, then load and recompute."""
    from counter.acts.calendar.arrangements import diff as what_changes
    from counter.acts.calendar.arrangements import load

    document = _document(file)
    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(load))
        found = hall.ask(what_changes, actor, document=document)
        if not yes:
            tell(found, err=as_json)
            click.confirm(told(say("按此载入？")), default=False, abort=True, err=as_json)
        show(hall.do(load, actor, document=document, source=file.name), as_json)
    finally:
        hall.close()
