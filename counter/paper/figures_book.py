"""A month's figures as a workbook with charts that a spreadsheet draws itself, from the cells beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from counter.paper.figures_table import TableOfFigures, heading, tables, worded
from counter.phrases.said import mark
from counter.rules.figure_columns import COLUMNS, Unit

if TYPE_CHECKING:
    from counter.acts.report.exporting import MonthTaken

CHARTS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("month", mark("两个比例（%）"), ("on_time_share_promised", "on_the_spot_share", "on_time_share_legal"), "line"),
    ("month", mark("受理"), ("cases", "items"), "column"),
    ("department", mark("各部门办结项"), ("decided", "on_the_spot"), "bar"),
    ("hour", mark("按钟点的等候（分）"), ("median_wait_minutes", "ninetieth_wait_minutes"), "column"),
    ("weekday", mark("按星期的取号"), ("tickets",), "column"),
    ("day", mark("每天的取号"), ("tickets",), "line"),
)
"""Of which table, titled how, which columns, drawn how."""


def xlsx_of(taken: MonthTaken, language: str) -> bytes:
    """One sheet for the whole with its charts, one for each part. Every text is a text, whatever it begins with."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    book = Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": heading(taken, language)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    share = book.add_format({"num_format": "0.0"})
    found = tables(taken, language)
    for table in found:
        sheet = book.add_worksheet(table.name[:31])
        top = 2 if table.key == "whole" else 0
        if top:
            sheet.write_string(0, 0, heading(taken, language), title)
        _fill(sheet, table, top, bold, share)
    _draw(book, found, language)
    book.close()
    return held.getvalue()


def _fill(sheet: Any, table: TableOfFigures, top: int, bold: Any, share: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(table.head) - 1, 9)
    sheet.freeze_panes(top + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    for column, name in enumerate(table.head):
        sheet.write_string(top, column, name, bold)
    for line, row in enumerate(table.rows, top + 1):
        sheet.write_string(line, 0, str(row[0]))
        for column, (cell, kind) in enumerate(zip(row[1:], COLUMNS, strict=True), 1):
            if cell is not None:
                sheet.write_number(line, column, float(cell), share if kind.unit is not Unit.COUNT else None)


def _draw(book: Any, found: tuple[TableOfFigures, ...], language: str) -> None:
    """The charts stand below the whole, two in a row."""
    by_key = {table.key: table for table in found}
    place = {one.field: n for n, one in enumerate(COLUMNS, 1)}
    front, drawn = book.get_worksheet_by_name(found[0].name[:31]), 0
    for key, title, fields, kind in CHARTS:
        table = by_key.get(key)
        if table is None or not table.rows:
            continue
        chart = book.add_chart({"type": kind})
        sheet, last = table.name[:31], len(table.rows)
        for field in fields:
            column = place[field]
            chart.add_series(
                {
                    "name": [sheet, 0, column],
                    "categories": [sheet, 1, 0, last, 0],
                    "values": [sheet, 1, column, last, column],
                }
            )
        chart.set_title({"name": worded(language, title), "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(fields) > 1 else {"none": True})
        chart.set_size({"width": 620, "height": 300})
        front.insert_chart(7 + 16 * (drawn // 2), 8 * (drawn % 2), chart)
        drawn += 1
