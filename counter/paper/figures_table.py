"""A month's figures as tables of plain cells, and as CSV: no cell can be run by what opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.phrases.said import in_language, mark, say
from counter.rules.cells import harmless
from counter.rules.figure_columns import COLUMNS, holds
from counter.rules.figure_names import BY_NAMES

if TYPE_CHECKING:
    from counter.acts.report.exporting import MonthTaken
    from counter.acts.report.month import Figures

Cell = str | int | float | None

WHOLE_NAME = mark("总览")
THIS, BEFORE, LAST_YEAR = mark("本月"), mark("上月"), mark("去年同月")


@dataclass(frozen=True, slots=True)
class TableOfFigures:
    """One table: its key, its name, its head, its rows (name of the part, then the columns)."""

    key: str
    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def worded(language: str, text: object) -> str:
    """Words at the head of a column, a chart or a page: an English one begins with a capital."""
    said = in_language(language, text)
    return said[:1].upper() + said[1:] if language == "en" else said


def tables(taken: MonthTaken, language: str) -> tuple[TableOfFigures, ...]:
    """The month beside the one before and last year's, then each of its parts."""
    columns = tuple(worded(language, one.name) for one in COLUMNS)
    whole = TableOfFigures(
        "whole",
        worded(language, WHOLE_NAME),
        (worded(language, mark("月份")), *columns),
        tuple(
            (_safe(f"{worded(language, name)} {figures.first:%Y-%m}"), *values(figures))
            for name, figures in ((THIS, taken.figures), (BEFORE, taken.month_before), (LAST_YEAR, taken.year_before))
        ),
    )
    return (
        whole,
        *(
            TableOfFigures(
                split.by,
                worded(language, BY_NAMES[split.by]),
                (worded(language, BY_NAMES[split.by]), *columns),
                tuple(
                    (_safe(in_language(language, part.name)), *values(part.figures, split.by)) for part in split.parts
                ),
            )
            for split in taken.splits
        ),
    )


def values(figures: Figures, by: str = "") -> tuple[Cell, ...]:
    """The figures in the order of the columns; nothing where there is nothing to divide by, or no such number."""
    return tuple(getattr(figures, one.field) if not by or holds(by, one.field) else None for one in COLUMNS)


def _safe(text: str) -> str:
    return harmless("".join(ch for ch in text if ch.isprintable()))


def heading(taken: MonthTaken, language: str) -> str:
    """What stands above: the hall, the month, whether it is over, when this was made."""
    return in_language(
        language,
        say(
            "{hall}{whose} {month} 办件与等候 {note} {made} 导出",
            hall=taken.hall,
            whose=say(" 审批台 {desk}", desk=taken.whose) if taken.whose else "",
            month=f"{taken.first:%Y-%m}",
            note="" if taken.over else say("（本月未完）"),
            made=taken.made,
        ),
    )


def csv_of(taken: MonthTaken, language: str) -> bytes:
    """One table for all: what it is split by, the part, and the columns. UTF-8 with a mark, for office programs."""
    held = io.StringIO()
    writer = csv.writer(held)
    found = tables(taken, language)
    writer.writerow([_safe(heading(taken, language))])
    writer.writerow([worded(language, mark("按")), worded(language, mark("部分")), *found[0].head[1:]])
    for table in found:
        for row in table.rows:
            writer.writerow([_safe(table.name), *_plain(row)])
    return ("\ufeff" + held.getvalue()).encode()


def _plain(row: Sequence[Cell]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]
