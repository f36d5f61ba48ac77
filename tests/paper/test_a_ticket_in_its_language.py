"""A ticket says in the language in which it is called where to go; its number is the largest thing on it."""

from __future__ import annotations

import re

import pytest

from counter.acts.queue.taking import take
from counter.paper import escpos
from counter.paper.layout import COLUMNS, Line, cells, preview, strip
from counter.paper.picture import CELL, LINE, line_picture
from counter.paper.receipt import sheet_of
from counter.store import papers

HAN = re.compile("[\u3400-\u9fff]")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ("队列：综合业务", "在哪里：1-8 号窗口", "您前面还有：0 人")),
        ("zh-Hant", ("隊列：綜合業務", "在哪裏：1-8 號窗口", "您前面還有：0 人")),
        ("en", ("Queue: General matters", "Where: windows 1-8", "People before you: 0 people")),
    ],
)
def test_a_ticket_names_queue_and_windows_in_its_own_language(hall, people, language, words):
    taken = hall.do(take, people["g1"], queue="general", language=language)
    sheet = sheet_of(hall, papers.paper(hall.db, taken.paper))
    text = preview(sheet, 80)
    assert all(word in text for word in words), text
    assert language != "en" or not HAN.search(text), "an English ticket has no Chinese on it"
    for millimetres in (58, 80):
        rows = [row for row in strip(sheet, millimetres) if isinstance(row, Line)]
        assert max(rows, key=lambda row: row.scale).text == taken.number
        assert all(cells(row.text) * row.scale <= COLUMNS[millimetres] for row in rows)
        assert b"\x1d!\x33" in escpos.render(sheet, millimetres), "four times as wide and as high"


def test_latin_letters_of_a_strip_keep_to_their_cells():
    """An M beside an M: blank columns of dots stand between them, as between letters of the printer's own font."""
    from counter.paper.fonts import shaping

    if not shaping():
        pytest.skip("Pillow has no raqm here")
    picture = line_picture(Line("WM"), 2 * CELL)
    for x in (CELL - 1, CELL):
        if all(picture.getpixel((x, y)) > 140 for y in range(LINE)):
            return
    raise AssertionError("the letters run into each other")
