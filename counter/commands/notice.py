"""`counter notice samples DIR`: one PDF of every notice for every type of item, to be looked at page by page."""

from __future__ import annotations

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.phrases.said import listed, mark, say, verbatim


@click.group("notice", help=mark("正式文书：样本、送达"))
def group() -> None:
    """Samples of notices; their acts come from the registry."""


@group.command("samples", help=mark("每种文书、每类事项各写一份 PDF 样本（在临时演练大厅里实际办出来）"))
@click.argument("directory")
@click.pass_obj
def samples(door: Door, directory: str) -> None:
    """Make a training hall, let its people issue them all, and write each as a file."""
    import os
    import tempfile
    from pathlib import Path

    from counter.acts.premises.training import train
    from counter.hall import Hall
    from counter.hall.files_out import folder_of_pages
    from counter.paper.page import pdf
    from counter.paper.receipt import sheet_of
    from counter.rules.access import HALL_ITSELF
    from counter.samples import BEGIN, issue

    with (
        tempfile.TemporaryDirectory(prefix="counter-notices-") as folder,
        folder_of_pages(directory, door.grounds(), new=True) as out,
    ):
        if "COUNTER_KEY_FILE" not in os.environ:
            os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "samples.key")
        hall = Hall.create(Path(folder) / "hall", name="星城市政务服务中心", training=True)
        try:
            hall.set_now(BEGIN)
            hall.do(train, HALL_ITSELF)
            found, missing = issue(hall)
            for one in found:
                out.write(f"{one.form}-{one.type}.pdf", pdf(sheet_of(hall, one.paper)))
        finally:
            hall.close()
    tell(say("{count} 份样本写到 {directory}", count=len(found), directory=verbatim(directory)))
    if missing:
        tell(say("没有办出来的：{missing}", missing=listed(missing)))
