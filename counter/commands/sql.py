"""`counter sql STATEMENT`: an administrator's read-only look at an encrypted hall, since outside tools
can't open it.
"""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.errors import Refusal
from counter.phrases.said import mark, say


@click.command("sql", help=mark("管理员只读查询（只读打开，改不了任何数据）"))
@click.argument("statement")
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.option("--most", default=1000, show_default=True, help=mark("最多几行"))
@click.pass_obj
def command(door: Door, statement: str, as_json: bool, most: int) -> None:
    """Run one SELECT as an administrator; the look itself is logged."""
    from counter.hall import Hall
    from counter.rules.access import Role
    from counter.store import driver, inquiry

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
        if actor.role is not Role.ADMINISTRATOR:
            raise Refusal(
                "sql.administrators-only",
                say("只有管理员可以直接查询数据"),
                rule=say("岗位权限表"),
                next=say("请由管理员办理"),
            )
        hall.keep_look(actor, "sql: " + statement[:500])
        try:
            names, rows = inquiry.ask(hall.db, statement, most)
        except (driver.Error, driver.Warning) as error:
            raise Refusal(
                "sql.query-not-run",
                say("查询没有执行（{error}）", error=error),
                rule=say("只许一条只读语句"),
                next=say("请改正后再试"),
            ) from error
    finally:
        hall.close()
    if as_json:
        show(rows, True)
        return
    click.echo("\t".join(names))
    for row in rows:
        click.echo("\t".join("" if value is None else str(value) for value in row.values()))
