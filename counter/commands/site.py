"""`counter site export DIR`: the public pages as files."""

from __future__ import annotations

from pathlib import Path

import click

from counter.commands._door import Door, show
from counter.phrases.said import mark


@click.group("site", help=mark("公众网站：导出为静态文件"))
def group() -> None:
    """What can be done with the public pages besides serving them."""


@group.command("export", help=mark("把公开页面写成静态文件（文件名是查询码的散列）；再次运行只写有变化的"))
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def export(door: Door, directory: Path, as_json: bool) -> None:
    """Reads public/public.db only; the hall itself is not opened."""
    from counter.site.export import Export

    show(Export(door.hall_dir / "public" / "public.db", directory).run(), as_json)
