"""`counter paper show|picture|escpos|pdf NUMBER`: what a paper looks like, on any kind of paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from counter.commands._door import Door
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import listed, mark, say, verbatim


@click.group("paper", help=mark("文书：预览、图片、打印数据、PDF、补打"))
def group() -> None:
    """Looks of papers; their acts come from the registry."""


def _with_sheet(door: Door, number: str, copy: int, language: str | None, use: Callable[[Any], None]) -> None:
    from counter.acts.paper.printing import content
    from counter.hall.act import entry_of
    from counter.paper.receipt import sheet_of

    hall = door.open()
    try:
        actor = door.actor(hall, entry_of(content), {"paper": number})
        use(sheet_of(hall, hall.ask(content, actor, paper=number), copy, language or ""))
    finally:
        hall.close()


def _write(door: Door, path: Path | None, default: str, data: bytes) -> None:
    from counter.hall.files_out import write_new

    tell(verbatim(write_new(path or default, data, door.grounds())))


_number = click.argument("number")
_width = click.option("--width", type=click.Choice(["58", "80"]), default="80", help=mark("纸宽（毫米）"))
_copy = click.option("--copy", type=click.IntRange(0, 999), default=0, help=mark("第几份（0 起；超出份数的印 COPY）"))
_language = click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), help=mark("固定文字用哪种语言"))
_output = click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help=mark("写到哪个文件"))


@group.command("show", help=mark("在终端里预览"))
@_number
@_width
@_copy
@_language
@click.pass_obj
def show(door: Door, number: str, width: str, copy: int, language: str | None) -> None:
    """The strip as text, QR code included."""
    from counter.paper.layout import preview

    _with_sheet(door, number, copy, language, lambda sheet: click.echo(preview(sheet, int(width))))


@group.command("picture", help=mark("画成 PNG，与 203 dpi 热敏打印一点不差"))
@_number
@_width
@_copy
@_language
@_output
@click.pass_obj
def picture(door: Door, number: str, width: str, copy: int, language: str | None, output: Path | None) -> None:
    """The strip as a PNG."""
    from io import BytesIO

    from counter.paper.picture import draw

    def use(sheet: Any) -> None:
        held = BytesIO()
        draw(sheet, int(width)).save(held, "PNG", dpi=(203, 203), optimize=True)
        _write(door, output, f"{sheet.number}.png", held.getvalue())

    _with_sheet(door, number, copy, language, use)


@group.command("escpos", help=mark("写出热敏打印机要收到的字节"))
@_number
@_width
@_copy
@_language
@_output
@click.option("--encoding", type=click.Choice(["gbk", "gb18030", "raster"]), default="gb18030", help=mark("打印机编码"))
@click.pass_obj
def escpos(
    door: Door, number: str, width: str, copy: int, language: str | None, output: Path | None, encoding: str
) -> None:
    """The strip as ESC/POS bytes."""
    from counter.paper.escpos import render

    _with_sheet(
        door,
        number,
        copy,
        language,
        lambda sheet: _write(door, output, f"{sheet.number}.bin", render(sheet, int(width), encoding)),
    )


@group.command("pdf", help=mark("排成 A4 PDF"))
@_number
@_copy
@_language
@_output
@click.pass_obj
def page(door: Door, number: str, copy: int, language: str | None, output: Path | None) -> None:
    """The paper as an A4 page."""
    from counter.paper.page import pdf

    _with_sheet(door, number, copy, language, lambda sheet: _write(door, output, f"{sheet.number}.pdf", pdf(sheet)))


@group.command("printers", help=mark("名单上的打印机，逐台问它现在的状态"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def printers(door: Door, as_json: bool) -> None:
    """Ask each printer of the list that can say how it is."""
    import json

    from counter.paper.printers import NotReady, ask
    from counter.store import printers as list_of

    hall = door.open_store()
    try:
        found, windows = [], list_of.windows_of(hall.db)
        for one in list_of.every(hall.db):
            try:
                state = str(ask(hall, one.code))
            except NotReady as trouble:
                state = str(trouble)
            except Refusal as refusal:
                state = str(refusal.message)
            found.append({"printer": one.code, "name": one.name, "windows": windows.get(one.code, ()), "state": state})
    finally:
        hall.close()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for row in found:
        tell(
            say(
                "{printer}  {name}  窗口 {windows}  {state}",
                printer=row["printer"],
                name=verbatim(row["name"]),
                windows=listed(map(str, row["windows"])) if row["windows"] else "-",
                state=row["state"],
            )
        )
