"""A table as people make it: a title and notes above, heads in two rows with units in brackets, notes below.

Where the heads stand is told by the names that the mapping wants; nothing is passed over unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from html.parser import HTMLParser
from typing import Any

from counter.acts.catalogue.source_rows import Row, header_of
from counter.phrases.said import Said, say, verbatim

FURTHEST_HEAD = 30
"""Rows in which the heads have to stand."""
_UNIT = re.compile(r"(.+?)\s*[（(]\s*(?:单位[:：]?\s*)?([^（）()]{1,8})\s*[）)]$", re.DOTALL)
_TIMES = ("工作日", "个工作日", "自然日", "日", "天", "月", "个月")

Line = tuple[int, Sequence[Any], str]
"""A row's number, its cells, and why it can't be read (or nothing)."""


def rows_of(
    lines: Iterable[Line],
    wanted: Collection[str],
    codes: Collection[str] = (),
    *,
    strict: bool = False,
    sheet: str = "",
    formulas: Collection[tuple[int, int]] = (),
) -> list[Row]:
    """The rows with what stands around them. `strict`: each row has as many cells
    as the head. `codes` are columns whose leading zeros matter.
    """
    grid = [line for line in lines if line[2] or any(_text(cell) for cell in line[1])]
    _, at, double = _heads(grid, wanted)
    if at >= len(grid):
        return [Row(number, None, fault) for number, _, fault in grid if fault]
    written = [*grid[at][1]]
    if double:
        written = _joined(written, grid[at + 1][1])
    heads = [_head(_text(cell), wanted) for cell in written]
    names = header_of([name for name, _ in heads])
    found = [
        Row(number, None, note=say("表头上面的说明，没有当作事项：{text}", text=verbatim(_words(cells)[:60])))
        for number, cells, fault in grid[:at]
        if not fault
    ]
    body = grid[at + 1 + double :]
    last = max((n for n, (_, cells, fault) in enumerate(body) if fault or len(_distinct(cells)) > 1), default=-1)
    wide = sum(map(bool, names)) > 2
    for n, (number, cells, fault) in enumerate(body):
        if fault:
            found.append(Row(number, None, fault))
        elif n > last >= 0 and wide:
            text = verbatim(_words(cells)[:60])
            found.append(Row(number, None, note=say("表格下面的说明，没有当作事项：{text}", text=text)))
        elif n and [_text(cell) for cell in cells] == [_text(cell) for cell in written]:
            found.append(Row(number, None, note=say("又是一行表头，没有当作事项")))
        elif strict and len(cells) != len(names):
            words = say("，可能被截断") if len(cells) < len(names) else say("，可能是没有加引号的分隔符")
            fault = say("有 {count} 列，应有 {expected} 列{words}", count=len(cells), expected=len(names), words=words)
            found.append(Row(number, None, fault))
        else:
            found.append(_row(number, cells, names, [unit for _, unit in heads], codes, formulas))
    return [Row(r.number, r.cells, r.fault, r.oddities, r.note, sheet) for r in found]


def heads_in(lines: Iterable[Line], wanted: Collection[str]) -> int:
    """How many of the wanted heads a sheet has."""
    return _heads([line for line in lines if line[2] or any(_text(cell) for cell in line[1])], wanted)[0]


def _heads(grid: Sequence[Line], wanted: Collection[str]) -> tuple[int, int, bool]:
    """How many wanted heads, the place of the row that has most of them, and whether the next one belongs to it."""
    best = (0, 0, False)
    while best[1] < len(grid) and grid[best[1]][2]:
        best = (0, best[1] + 1, False)
    for double in (False, True):
        for at, (_, cells, fault) in enumerate(grid[:FURTHEST_HEAD]):
            below = grid[at + 1] if at + 1 < len(grid) else None
            if fault or (double and (below is None or below[2])):
                continue
            names = _joined(cells, below[1]) if double and below is not None else [_text(cell) for cell in cells]
            score = len({name for cell in names for name in (_head(cell, wanted)[0],) if name in wanted})
            if score > best[0]:
                best = (score, at, double)
    return best


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Two rows of heads as one: the lower where there is one, else the upper."""
    size = max(len(upper), len(lower))
    above, below = ([_text(cell) for cell in row] + [""] * (size - len(row)) for row in (upper, lower))
    return [low or high for high, low in zip(above, below, strict=True)]


def _head(text: str, wanted: Collection[str]) -> tuple[str, str]:
    """A head's name and the unit in its brackets; a name wanted as it stands is taken so."""
    text = re.sub(r"\s*\n\s*", "", text).strip().removesuffix("*").removeprefix("*").strip()
    if text in wanted:
        return text, ""
    match = _UNIT.fullmatch(text)
    if match and match[1].strip() in wanted:
        return match[1].strip(), match[2].strip()
    return text, ""


def _row(
    number: int,
    cells: Sequence[Any],
    names: Sequence[str],
    units: Sequence[str],
    codes: Collection[str],
    formulas: Collection[tuple[int, int]],
) -> Row:
    values: dict[str, Any] = {}
    odd: list[Said] = []
    fault: str = ""
    for column, cell in enumerate(cells):
        name = names[column] if column < len(names) else ""
        text = _text(cell) if not isinstance(cell, str) else cell
        if not name:
            if text.strip():
                words = verbatim(text.strip()[:20])
                odd.append(say("第{column}列没有列名，没有读：{words}", column=column + 1, words=words))
            continue
        numeric = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        if numeric and abs(cell) >= 1e15:
            odd.append(say("{name} 是超过15位的数字，表格软件已经改动末位", name=name))
        if numeric and name in codes:
            odd.append(say("{name} 存成了数字 {text}，前面如果有 0 已经丢了，请对照原件", name=name, text=text))
        if (number, column) in formulas:
            if cell in ("", None):
                fault = say("{name} 是公式，文件里没有它的结果", name=name)
            odd.append(say("{name} 是公式，取了文件里存的结果", name=name))
        unit = units[column]
        if unit in _TIMES and re.fullmatch(r"\s*\d+(\.0+)?\s*", text):
            text = f"{text.strip()}{unit if unit != '月' else '个月'}"
        values[name] = text
    for name in names[len(cells) :]:
        if name:
            values[name] = ""
    return Row(number, None if fault else values, fault, tuple(odd))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _distinct(cells: Sequence[Any]) -> set[str]:
    return {text for cell in cells if (text := _text(cell))}


def _words(cells: Sequence[Any]) -> str:
    return " ".join(dict.fromkeys(text for cell in cells if (text := _text(cell))))


class PageTable(HTMLParser):
    """The rows of the tables of a page: what some systems hand out under the name of a workbook."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self.feed(text)
        self._end()

    def _end(self) -> None:
        if self._cell is not None and self.rows:
            self.rows[-1].append("".join(self._cell).strip())
        self._cell = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins; an end may be missing."""
        if tag in ("tr", "td", "th"):
            self._end()
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A cell or a row ends."""
        if tag in ("td", "th", "tr", "table"):
            self._end()

    def handle_data(self, data: str) -> None:
        """Text within a cell."""
        if self._cell is not None:
            self._cell.append(data)
