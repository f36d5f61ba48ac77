"""`counter sql STATEMENT`: an administrator's read-only look at an encrypted hall, since outside tools
can't open it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.phrases.said import mark, say

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.rules.access import Actor
    from counter.store.inquiry import Found

KEPT = 500
"""Characters of a statement that are kept with the look."""


@click.command("sql", help=mark("管理员只读查询（只读打开，改不了任何数据）"))
@click.argument("statement")
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.option("--most", type=click.IntRange(1, 100_000), default=1000, show_default=True, help=mark("最多几行"))
@click.pass_obj
def command(door: Door, statement: str, as_json: bool, most: int) -> None:
    """Run one SELECT as an administrator; the look itself is logged."""
    from counter.hall import Hall

    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        if not door.staff:
            raise Refusal(
                "sql.nobody-named",
                say("没有说明由谁查询"),
                rule=say("数据查询要署名"),
                next=say("请加 --as 管理员工号"),
            )
        actor = door.actor(hall)
        found = look_into(hall, actor, statement, most)
    finally:
        hall.close()
    if as_json:
        rows = [dict(zip(found.names, map(_in_json, row), strict=True)) for row in found.rows]
        show(rows, True)
    else:
        for cells in (found.names, *found.rows):
            click.echo("\t".join(map(_in_a_line, cells)))
    if found.more:
        tell(say("还有更多，只列出前 {most} 行（--most 可改）", most=most), err=True)


def look_into(hall: Hall, actor: Actor, statement: str, most: int) -> Found:
    """Run an administrator's statement. That it was asked, and what it reads, is written down before anything is
    read; so is a refused one. Raises Refusal.
    """
    from contextlib import closing, suppress

    from counter.rules.access import Role
    from counter.store import driver
    from counter.store.connection import trouble_of
    from counter.store.inquiry import Inquiry
    from counter.store.looks import OTHERS, PEOPLE

    try:
        if actor.role is not Role.ADMINISTRATOR:
            raise Refusal(
                "sql.administrators-only",
                say("只有管理员可以直接查询数据"),
                rule=say("岗位权限表"),
                next=say("请由管理员办理"),
            )
        with closing(hall.only_reading()) as db:
            inquiry = Inquiry(db, statement)
            whose = PEOPLE if inquiry.of_people else OTHERS
            hall.keep_look(actor, f"{whose} {' '.join(inquiry.touched)}: {kept(statement)}")
            return inquiry.run(most)
    except driver.DatabaseError as error:  # the look can't be kept: then it isn't made
        if (trouble := trouble_of(error)) is not None:
            raise trouble from error
        raise
    except Refusal as refusal:
        with suppress(driver.DatabaseError):  # nothing was read
            hall.keep_refused_look(actor, "sql", f"{refusal.code} {kept(statement)}")
        raise


def kept(statement: str) -> str:
    """What is kept of a statement, on one line."""
    return _in_a_line(statement[:KEPT])


def _in_json(cell: Any) -> Any:
    return cell.hex() if isinstance(cell, bytes) else cell


def _in_a_line(cell: Any) -> str:
    """A cell as one field of one line: what would move a terminal's cursor is shown as what it is."""
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.hex()
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in told(cell))
