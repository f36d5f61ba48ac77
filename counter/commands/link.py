"""`counter link check`: whether the linked services are there; the rest of the noun comes from the registry."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim

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


@group.command("load", help=mark("按一张表（CSV、XLSX、JSON ..）加网站、改网站；表里没有的不动，不能收的行逐行说明"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=mark("只看会怎样，不写"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def load_table(door: Door, file: Path, dry_run: bool, as_json: bool) -> None:
    """The directory of linked services from a table that a department or an earlier export gave."""
    from counter.acts.catalogue.sources import read
    from counter.acts.directory.loading import HEADS, load, would_load

    rows = [
        [row.number, {str(head): str(cell).strip() for head, cell in row.cells.items() if cell is not None}]
        for row in read(file, wanted=frozenset(HEADS))
        if row.cells
    ]
    hall = door.open()
    try:
        given = json.dumps(rows, ensure_ascii=False)
        if dry_run:
            show(hall.ask(would_load, door.actor(hall, entry_of(would_load)), rows=given), as_json)
        else:
            show(hall.do(load, door.actor(hall, entry_of(load)), rows=given), as_json)
    finally:
        hall.close()


@group.command("export", help=mark("把网站目录写成 CSV，可以原样再装入"))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(door: Door, file: Path) -> None:
    """Every link in force with all that is said of it."""
    from counter.acts.directory.links import FIELDS, listed_links
    from counter.hall.files_out import FOR_READERS, write_new

    hall = door.open()
    try:
        links = hall.ask(listed_links, door.actor(hall, entry_of(listed_links)))
        table = io.StringIO(newline="")
        writer = csv.writer(table)
        writer.writerow([FIELDS[field] for field in FIELDS])
        writer.writerows([[getattr(one, field) for field in FIELDS] for one in links])
        # with its mark, or Excel reads it as GBK
        written = write_new(file, table.getvalue().encode("utf-8-sig"), hall.grounds, rights=FOR_READERS)
    finally:
        hall.close()
    tell(say("写下 {n} 个网站：{file}", n=len(links), file=verbatim(written)))


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
