"""`counter replay DAY --at 10:30`: the supervisor's screen as it was at a minute of a past day."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.letters import visible
from counter.rules.order import MINUTE


@click.command("replay", help=mark("回放过去的一天：某一分钟大厅是什么样（值班主任），由日志重建"))
@click.argument("day", default="")
@click.option("--at", "at", default="", metavar="10:30", help=mark("几点几分；不写就是一天的最后一分钟"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, day: str, at: str, as_json: bool) -> None:
    """Print what the screen showed then."""
    from counter.acts.report.replay import floor_at, replay
    from counter.rules.replayed_day import Playing

    minute = _minute(at)
    hall = door.open()
    try:
        found = hall.ask(replay, door.actor(hall, entry_of(replay), {"day": day}), day=day)
        local = hall.local
        now = found.last
        if minute is not None:
            start = datetime.combine(found.day, minute, local(found.midnight).tzinfo)
            now = int(start.timestamp() * 1000) + MINUTE - 1
        playing = Playing(found).to(now)
        floor = floor_at(playing, local)
        when = f"{local(playing.now):%H:%M}"
    finally:
        hall.close()
    if as_json:
        show(floor, True)
        return
    tell(say("回放 {day} {time}，不是现在", day=found.day, time=when))
    tell(floor)
    tell(listed(_windows(floor), "\n"))


def _windows(floor: Any) -> list[str]:
    return [
        say("{n} 号窗口 {staff} {state} {ticket}", n=one.number, staff=one.staff, state=one.state, ticket=one.ticket)
        for one in floor.windows
        if one.staff
    ]


def _minute(text: str) -> time | None:
    """The minute that is meant. Raises Refusal."""
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0)
    except ValueError:
        raise Refusal(
            "report.minute-not-right",
            say("时间 {text} 不对", text=verbatim(repr(visible(text, 20)))),
            rule=say("时间写成 HH:MM"),
            next=say("例如 10:30"),
        ) from None
