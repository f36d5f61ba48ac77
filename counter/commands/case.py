"""`counter case attach`: the terminal reads the file that its person picked; the hall gets a name and a content."""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.errors import Next, Refusal
from counter.hall.act import entry_of
from counter.phrases.said import mark, say


@click.group("case", help=mark("办件"))
def group() -> None:
    """What of a case needs a file of this terminal; the other acts come from the registry."""


@group.command("attach", help=mark("给一份材料附上文件：扫描文件夹里的、本机的，或大厅里已有的内容"))
@click.argument("case")
@click.option("--document", required=True, help=mark("材料代码"))
@click.option("--scan", help=mark("扫描文件夹里的文件名"))
@click.option("--path", "picked", help=mark("本机的文件"))
@click.option("--sha256", help=mark("大厅里已有的内容"))
@click.option("--name", help=mark("文件名"))
@click.option("--stands-for", help=mark("代替什么（site-visit：现场踏勘）"))
@click.option("--version", type=click.INT, help=mark("看到的是第几版"))
@click.option("--key", help=mark("操作键：重复提交同一个键只办一次"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def attach_command(
    door: Door, /, case: str, picked: str | None, key: str | None, as_json: bool, **given: object
) -> None:
    """Attach one file; a picked one is read here, with the rights of who sits here."""
    from counter.acts.case.attachments import attach
    from counter.hall.files_in import pick

    entry = entry_of(attach)
    arguments = {"case": case, **{name: value for name, value in given.items() if value is not None}}
    sources = [name for name in ("scan", "sha256") if name in arguments] + (["path"] if picked is not None else [])
    if len(sources) != 1:
        raise Refusal(
            "case.one-source",
            say("要附的文件只说一个来处"),
            rule=say("用 --scan、--path 或 --sha256 之一"),
            next=Next.by("case.scans", say("请看现有的扫描件")),
        )
    hall = door.open()
    try:
        actor = door.actor(hall, entry, arguments)
        if picked is not None:
            stored = hall.put_file(actor, pick(picked, hall.grounds))
            arguments |= {"sha256": stored.sha256, "name": given.get("name") or stored.name}
        show(hall.run(entry, actor, arguments, key=key), as_json)
    finally:
        hall.close()
