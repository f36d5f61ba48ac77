"""`counter form attach`: the terminal reads the document that its person picked; the hall gets a name and a content."""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.hall.act import entry_of
from counter.phrases.said import mark


@click.group("form", help=mark("部门自己的表格（DOCX）：附到事项、取下、列出"))
def group() -> None:
    """What needs a file of this terminal; the other acts come from the registry."""


@group.command("attach", help=mark("把部门给的表格（DOCX，不含宏）附到一个事项"))
@click.argument("item")
@click.argument("path")
@click.option("--name", help=mark("文件名"))
@click.option("--key", help=mark("操作键：重复提交同一个键只办一次"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def attach_command(door: Door, /, item: str, path: str, name: str | None, key: str | None, as_json: bool) -> None:
    """Attach one document, read here with the rights of who sits here."""
    from counter.acts.catalogue.item_forms import attach_form
    from counter.hall.files_in import pick

    entry = entry_of(attach_form)
    hall = door.open()
    try:
        picked = pick(path, hall.grounds)
        arguments = {"item": item, "name": name or picked.name, "content": picked.data}
        actor = door.actor(hall, entry, arguments)
        show(hall.run(entry, actor, arguments, key=key), as_json)
    finally:
        hall.close()
