"""A workbook's first sheet as rows: no formula, no bomb, no cell without bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from counter.acts.catalogue.first_sheet import Cell, Unreadable, rows
from counter.acts.catalogue.source_rows import MOST_UNPACKED, Row, header_of
from counter.errors import Refusal
from counter.phrases.said import say, verbatim


def sheet_rows(path: Path) -> Iterator[Row]:
    """The first sheet of an XLSX; its first row are the column names."""
    formulas = _inspect(path)
    header: list[str] = []
    try:
        yield from _cells(rows(path), header, formulas)
    except Unreadable as error:
        raise Refusal(
            "catalogue.no-sound-xlsx",
            say("{path} 不是完好的 XLSX（{error}）", path=verbatim(path.name), error=error),
            next=say("请在表格软件里另存一次再导入"),
        ) from error


def _cells(found: Iterator[list[Cell]], header: list[str], formulas: set[tuple[int, int]]) -> Iterator[Row]:
    for number, cells in enumerate(found, 1):
        if number == 1:
            header += header_of(cells)
            continue
        if not any(str(cell).strip() for cell in cells):
            continue
        fault, odd = "", []
        values = {}
        for column, (name, cell) in enumerate(zip_longest(header, cells[: len(header)], fillvalue="")):
            values[name] = (
                str(int(cell))
                if isinstance(cell, float) and cell.is_integer()
                else cell
                if isinstance(cell, str)
                else str(cell)
            )
            if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 1e15:
                odd.append(say("{name} 是超过15位的数字，表格软件已经改动末位", name=name))
            if (number, column) in formulas:
                if cell in ("", None):
                    fault = say("{name} 是公式，文件里没有它的结果", name=name)
                odd.append(say("{name} 是公式，取了文件里存的结果", name=name))
        yield Row(number, None if fault else values, fault, tuple(odd))


def _inspect(path: Path) -> set[tuple[int, int]]:
    """Unpack an XLSX no further than the limit, and find the formula cells (row, 0-based column) of its first sheet."""
    total = 0
    formulas: set[tuple[int, int]] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = sorted(
                (name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
                key=lambda name: int(re.sub(r"\D", "", name.rsplit("/", 1)[1])),
            )
            for member in archive.infolist():
                parts = []
                with archive.open(member) as stream:
                    while block := stream.read(1 << 20):
                        total += len(block)
                        if total > MOST_UNPACKED:
                            raise Refusal(
                                "catalogue.unpacks-more-than-mb",
                                say(
                                    "{path} 解开超过 {most_unpacked} MB，没有读",
                                    path=verbatim(path.name),
                                    most_unpacked=MOST_UNPACKED // 1048576,
                                ),
                                rule=say("防止压缩炸弹"),
                                next=say("请另存为 CSV，或按部门拆成几个文件"),
                            )
                        if sheets and member.filename == sheets[0]:
                            parts.append(block)
                if parts:
                    xml = b"".join(parts).decode("utf-8", "replace")
                    for letters, row in re.findall(r'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[ >/]', xml):
                        column = 0
                        for letter in letters:
                            column = column * 26 + ord(letter) - 64
                        formulas.add((int(row), column - 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refusal(
            "catalogue.no-sound-xlsx",
            say("{path} 不是完好的 XLSX（{error}）", path=verbatim(path.name), error=error),
            next=say("请在表格软件里另存一次再导入"),
        ) from error
    return formulas
