"""`counter link check`: whether the linked services are there; the rest of the noun comes from the registry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.hall.act import entry_of
from counter.phrases.said import mark, say

if TYPE_CHECKING:
    from counter.acts.directory.links import Link
    from counter.rules.directory import Verdict


@click.group("link", help=mark("链接的服务：增、改、撤下、检查打不打得开"))
def group() -> None:
    """The directory of linked services."""


@group.command("check", help=mark("检查链接打不打得开，记下结果；没有网络时只说没有检查，什么也不记"))
@click.option("--seconds", type=click.IntRange(1, 3600), default=120, help=mark("最多用几秒"))
@click.option("--dry-run", is_flag=True, help=mark("只看结果，不记"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def check(door: Door, seconds: int, dry_run: bool, as_json: bool) -> None:
    """Ask every link in force, once, and keep what they said."""
    from counter.acts.directory.links import listed_links, note_checks
    from counter.commands._probing import probe_all
    from counter.rules.directory import judged

    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(note_checks))
        links = hall.ask(listed_links, actor)
        said = judged(probe_all([(one.number, one.address) for one in links], seconds))
        if as_json:
            show([_plain(one, said[one.number]) for one in links], True)
        else:
            for one in links:
                tell(_line(one, said[one.number]))
        results = [
            [one.number, one.address, answer, said[one.number].detail]
            for one in links
            if (answer := said[one.number].answer) is not None
        ]
        if not results:
            tell(say("没有检查：没有一个链接有回答，多半是这台机器没有网络；什么也没有记"), err=True)
        elif not dry_run:
            done = hall.do(note_checks, actor, results=json.dumps(results))
            tell(done, err=True)
    finally:
        hall.close()


def _line(link: Link, verdict: Verdict) -> str:
    from counter.rules.directory import ANSWER_NAMES, UNASKED_NAMES

    words = (
        UNASKED_NAMES[verdict.unasked] if verdict.unasked else ANSWER_NAMES[verdict.answer] if verdict.answer else ""
    )
    return say(
        "{number}  {name}  {words}  {detail}", number=link.number, name=link.name, words=words, detail=verdict.detail
    )


def _plain(link: Link, verdict: Verdict) -> dict[str, Any]:
    return {
        "number": link.number,
        "name": link.name,
        "address": link.address,
        "answer": verdict.answer,
        "unasked": verdict.unasked,
        "detail": verdict.detail,
    }
