"""A month's figures as a file, by what its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.paper.figures_book import xlsx_of
from counter.paper.figures_pages import pdf_of
from counter.paper.figures_table import csv_of
from counter.phrases.said import say, verbatim

if TYPE_CHECKING:
    from counter.acts.report.exporting import MonthTaken

MAKERS: Mapping[str, Callable[[MonthTaken, str], bytes]] = {"csv": csv_of, "xlsx": xlsx_of, "pdf": pdf_of}


def form_of(name: str) -> str:
    """What a file's name asks for. Raises Refusal where it asks for nothing that can be made."""
    form = PurePath(name).suffix.lower().removeprefix(".")
    if form not in MAKERS:
        raise Refusal(
            "report.no-such-form",
            say("看不出 {name} 要导出成什么", name=verbatim(name[-60:])),
            next=say("可选 .csv、.xlsx、.pdf"),
        )
    return form


def file_of(taken: MonthTaken, form: str, language: str) -> bytes:
    """The content of the file."""
    return MAKERS[form](taken, language)
