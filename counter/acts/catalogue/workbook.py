"""A workbook's sheets as rows: no formula, no bomb, no cell without bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from counter.acts.catalogue.sheets import Unreadable, rows
from counter.acts.catalogue.source_rows import MOST_ROWS, MOST_UNPACKED, Row
from counter.acts.catalogue.tables import FURTHEST_HEAD, Line, heads_in, rows_of
from counter.errors import Refusal
from counter.phrases.said import say, verbatim


def sheet_rows(path: Path, wanted: Collection[str], codes: Collection[str]) -> Iterator[Row]:
    """The rows of those sheets that have the wanted heads (of the first, where none has)."""
    formulas = _inspect(path) if zipfile.is_zipfile(path) else set()
    found: dict[str, list[Line]] = {}
    try:
        lines: list[Line] = []
        number = 0
        for read in rows(path):
            if isinstance(read, str):
                lines = found.setdefault(read, [])
                number = 0
            else:
                number += 1
                lines.append((number, read, ""))
                if len(lines) > MOST_ROWS + FURTHEST_HEAD:
                    break
    except Unreadable as error:
        raise Refusal(
            "catalogue.no-sound-xlsx",
            say("{path} 不是完好的 XLSX（{error}）", path=verbatim(path.name), error=error),
            next=say("请在表格软件里另存一次再导入"),
        ) from error
    several = sum(map(bool, found.values())) > 1
    scores = {name: heads_in(lines, wanted) for name, lines in found.items() if lines}
    best = max(scores.values(), default=0)
    for n, name in enumerate(found):
        score = scores.get(name, 0)
        if name in scores and score * 2 >= best and (score or not n):
            sheet = name if several else ""
            yield from rows_of(found[name], wanted, codes, sheet=sheet, formulas=formulas if not n else ())
        elif name in scores:
            yield Row(0, None, note=say("工作表 {name} 没有读：没有对照表要的列名", name=verbatim(name)))


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
