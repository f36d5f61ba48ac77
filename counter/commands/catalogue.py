"""What of the catalogue needs a question or writes a file: import and export."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.commands.generated import DateType
from counter.errors import Refusal
from counter.hall.act import entry_of
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.level import LEVEL_NAMES

if TYPE_CHECKING:
    from counter.acts.catalogue.difference import Difference

MOST_LINES = 20
"""Lines shown of each part of a difference; the rest is counted."""


@click.group(help=mark("事项目录：导入、检查、整改、搜索、导出"))
def group() -> None:
    """What asks before it writes, or writes a file."""


@group.command("import", help=mark("导入部门的事项表（CSV、XLSX、JSON Lines、TOML）：先看差别，问过再一次写入"))
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--mapping", required=True, help=mark("对照表：sichuan、hunan、standard、文件 ./my.toml，或 bundle（一件事）")
)
@click.option("--effective", type=DateType(), help=mark("从哪一天起生效（默认今天）"))
@click.option("--leave-out", is_flag=True, help=mark("略过读不了的行，其余照样导入"))
@click.option(
    "--level", type=click.Choice(sorted(LEVEL_NAMES)), help=mark("文件里新部门的级别（文件没有级别这一列时）")
)
@click.option("--lose", is_flag=True, help=mark("同意丢失预览里列出的内容"))
@click.option("--weaken", is_flag=True, help=mark("同意减弱预览里列出的保障（值班主任）"))
@click.option("--dry-run", is_flag=True, help=mark("只看差别，不导入"))
@click.option("--yes", is_flag=True, help=mark("不问，直接导入"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def import_command(
    door: Door,
    source: Path,
    mapping: str,
    effective: date | None,
    leave_out: bool,
    level: str | None,
    lose: bool,
    weaken: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show the difference, ask, then write all of it at once."""
    from counter.acts.catalogue.cloning import import_
    from counter.acts.catalogue.comparing import compare

    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(import_))
        bar = _Bar(quiet=as_json)
        difference = hall.ask(compare, actor, source=str(source), mapping=mapping, progress=bar.move, level=level or "")
        bar.end()
        if not as_json:
            _print(difference)
        if dry_run:
            if as_json:
                show(_shown(difference), True)
            return
        writes = difference.ready or difference.gone or difference.bundle
        if writes and not (difference.unreadable and not leave_out) and not yes:
            if not sys.stdin.isatty():
                raise Refusal(
                    "catalogue.nobody-agreed-import",
                    say("没有人回答是否导入"),
                    rule=say("导入前要看过差别"),
                    next=say("请加 --yes，或在终端里运行"),
                )
            click.confirm(told(say("导入以上内容？")), abort=True, err=True)
            if difference.losses and not lose:
                click.confirm(told(say("会丢失 {n} 处，也同意？", n=len(difference.losses))), abort=True, err=True)
                lose = True
            if difference.weakened and not weaken:
                click.confirm(told(say("保障减弱 {n} 处，也同意？", n=len(difference.weakened))), abort=True, err=True)
                weaken = True
        if difference.unchanged and not writes and not difference.unreadable:
            show(_shown(difference), True) if as_json else tell(say("与目录里的一样，没有改变：changed: 0"))
            return
        done = hall.do(
            import_,
            actor,
            difference=difference,
            effective=effective,
            leave_out=leave_out,
            lose=lose,
            weaken=weaken,
        )
        show(done, as_json)
    finally:
        hall.close()


@group.command("compare", help=mark("导入前先看差别，不导入（同 import --dry-run）"))
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--mapping", required=True, help=mark("对照表：sichuan、hunan、standard、文件 ./my.toml，或 bundle（一件事）")
)
@click.option(
    "--level", type=click.Choice(sorted(LEVEL_NAMES)), help=mark("文件里新部门的级别（文件没有级别这一列时）")
)
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_context
def compare_command(ctx: click.Context, source: Path, mapping: str, level: str | None, as_json: bool) -> None:
    """The same as `import --dry-run`."""
    ctx.invoke(
        import_command,
        source=source,
        mapping=mapping,
        effective=None,
        leave_out=False,
        level=level,
        lose=False,
        weaken=False,
        dry_run=True,
        yes=False,
        as_json=as_json,
    )


def _shown(difference: Difference) -> Difference:
    """A difference without its prepared rows."""
    return replace(difference, ready=(), papers=(), bodies=(), bundle=None)


def _print(difference: Difference) -> None:
    tell(difference)
    parts = (
        (say("新增"), difference.new),
        (say("改变"), difference.changed),
        (say("来源里没有了"), difference.gone),
        (say("读不了"), difference.unreadable),
        (say("提醒"), difference.warnings),
        (say("改过的清单里没有的新材料（导入后在整改清单里逐条定）"), difference.offered),
    )
    for title, lines in (
        (say("会丢失（要另外同意）"), difference.losses),
        (say("保障减弱（要值班主任同意）"), difference.weakened),
    ):
        if lines:
            click.secho(told(say("{title}：", title=title)), fg="red", bold=True)
            for line in lines[:MOST_LINES]:
                click.secho(f"  {told(line)}", fg="red")
            if len(lines) > MOST_LINES:
                click.secho(told(say("  另有 {n} 条（--dry-run --json 看全部）", n=len(lines) - MOST_LINES)), fg="red")
    for title, lines in parts:
        if lines:
            tell(say("{title}：", title=title))
            for line in lines[:MOST_LINES]:
                click.echo(f"  {told(line)}")
            if len(lines) > MOST_LINES:
                tell(say("  另有 {n} 条（--dry-run --json 看全部）", n=len(lines) - MOST_LINES))
    if difference.departments:
        tell(say("新部门：{departments}", departments=listed(difference.departments)))


class _Bar:
    """Progress on stderr: one line that grows in a terminal, a line now and then elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._terminal = sys.stderr.isatty()
        self._quiet = quiet and not self._terminal
        self._said = 0

    def move(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._quiet:
            return
        if self._terminal:
            click.echo("\r" + told(say("读取 {done}/{total} 行", done=done, total=total)), nl=False, err=True)
        elif done - self._said >= 1000 or done == total:
            self._said = done
            tell(say("读取 {done}/{total} 行", done=done, total=total), err=True)

    def end(self) -> None:
        """Finish the line."""
        if self._terminal and not self._quiet:
            click.echo("", err=True)


@group.command(
    "export", help=mark("导出现行的指南：.csv、.xlsx、.json、.toml（什么都不少，可以原样导回），或一个目录（静态网页）")
)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--department", help=mark("只导出一个部门"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def export_command(door: Door, target: Path, department: str | None, as_json: bool) -> None:
    """Write the guides in force to a file, or as pages to a folder."""
    from counter.acts.catalogue.guides import published
    from counter.commands import _export

    hall = door.open()
    try:
        guides = hall.ask(published, door.actor(hall, entry_of(published)), department=department)
        try:
            if (write := _export.WRITERS.get(target.suffix.lower())) is not None:
                count = write(target, guides, hall.grounds)
            else:
                count = _export.write_site(target, hall.settings["name"], guides, hall.grounds)
        except OSError as error:
            raise Refusal(
                "catalogue.file-not-written",
                say("写不了 {target}（{strerror}）", target=verbatim(target), strerror=error.strerror),
                next=say("请检查目录、空间和写权限"),
            ) from error
    finally:
        hall.close()
    if as_json:
        show({"file": str(target), "items": count}, True)
    else:
        tell(say("已导出 {n} 个事项到 {target}", n=count, target=verbatim(target)))
