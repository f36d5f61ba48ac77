"""One row of a file that is taken in: its cells by their heads, or why it can't be one; and the bounds of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read (bytes); a catalogue of 60,000 items is about half of it."""
MOST_UNPACKED = 256 * 1024 * 1024
"""What an XLSX may come to when unpacked (bytes)."""
MOST_CELL = 200_000
"""Characters of one cell; the longest real guide seen is 198,545 bytes."""
MOST_ROWS = 100_000
MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person counts (the header is line 1), its cells, or why it can't be read."""

    number: int
    cells: Mapping[str, Any] | None
    fault: str = ""
    oddities: tuple[str, ...] = field(default=())
    note: str = ""
    """What stands beside the table and is no item: said, not read."""
    sheet: str = ""
    """The sheet it stands in, where a workbook has several."""
    coded: bool = False
    """Its code was made here, for want of a column of codes."""


def header_of(cells: Iterable[Any]) -> list[str]:
    """Column names. Raises Refusal where they can't be told apart or are too many."""
    header = [str(name).strip() for name in cells]
    if len(header) > MOST_COLUMNS:
        raise Refusal(
            "catalogue.row-1-columns",
            say("第1行有 {count} 列", count=len(header)),
            rule=say("最多 {most_columns} 列", most_columns=MOST_COLUMNS),
            next=say("请去掉不用的列再导入"),
        )
    if repeated := next((name for name, times in Counter(header).items() if name and times > 1), ""):
        raise Refusal(
            "catalogue.row-1-two-columns",
            say("第1行有两列都叫 {repeated}", repeated=verbatim(repeated)),
            rule=say("列名不能重复"),
            next=say("请改名后再导入"),
        )
    return header


def record_of(number: int, record: Any) -> Row:
    if not isinstance(record, dict):
        return Row(number, None, say("不是一个 JSON 对象"))
    return Row(number, record)
