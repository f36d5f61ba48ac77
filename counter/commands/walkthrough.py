"""`counter walkthrough`: one citizen's whole visit, by itself."""

from __future__ import annotations

from pathlib import Path

import click

from counter.phrases.said import mark


@click.command("walkthrough", help=mark("一个人从进门到办结，全程走一遍（在临时演练大厅里）"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.option("--keep", type=click.Path(path_type=Path), help=mark("把这个大厅留在目录里"))
def command(as_json: bool, keep: Path | None) -> None:
    """Walk, and say what was seen."""
    from counter.walkthrough import run

    click.echo(run(keep, as_json))
