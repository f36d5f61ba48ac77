"""`counter report export 2026-11 FILE`: a month as CSV, as a workbook with charts, or on two pages."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands import _told
from counter.commands._door import Door, show
from counter.hall.act import entry_of
from counter.phrases.said import mark, say, verbatim


@click.group("report", help=mark("数字：一天、一个月、各部门，数字背后的办件，留存和导出"))
def group() -> None:
    """What of the figures writes a file; the other queries come from the registry."""


@group.command("export", help=mark("导出一个月的数字：.csv、.xlsx（带图表）或 .pdf（两页，带图表）；记入日志"))
@click.argument("month", metavar="MONTH")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def export_command(door: Door, month: str, target: Path, as_json: bool) -> None:
    """Take a month out of the hall into a new file."""
    from counter.acts.report.exporting import export
    from counter.hall.files_out import write_new
    from counter.paper.figures import file_of, form_of

    form = form_of(target.name)
    hall = door.open()
    try:
        taken = hall.do(export, door.actor(hall, entry_of(export)), month=month, form=form)
        write_new(target, file_of(taken, form, _told.current), hall.grounds)
    finally:
        hall.close()
    if as_json:
        show({"file": str(target), "month": f"{taken.first:%Y-%m}"}, True)
    else:
        _told.tell(say("已导出 {month} 到 {target}", month=f"{taken.first:%Y-%m}", target=verbatim(target)))
