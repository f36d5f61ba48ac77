"""Whatever a citizen is called, no screen breaks: markup, ESC bytes, emoji, marks of direction, forty characters."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens.parts.cells import GETA, crop, fit, visible, wrap
from tests.screens.conftest import Sitting

HARD = (
    "[/x][急]办事",
    "[red]红[/red]",
    "[@click=app.quit]按[/]",
    "a\x1b[2J\x1b]0;x\x07b",
    "\u202e倒\u2066过来",
    "笑脸😀⚠️‍👩",
    "“引号”…—·×°①●",
    "阿卜杜·热合曼·买买提",
    "𬱖𫰛",
    "很" * 40,
    "",
    " ",
    "\t\n\r",
    "\x00\x7f\x9b31m",
    "e\u0301\u0301\u0301",
    "[",
    "]",
    "\\[",
    "${x}",
    "{{ y }}",
)


@pytest.mark.parametrize("text", HARD)
def test_any_text_fits_its_cells(text: str) -> None:
    for cells in (1, 2, 3, 7, 20, 60):
        assert cell_len(fit(text, cells)) == cells
        assert cell_len(fit(text, cells, right=True)) == cells
        assert cell_len(crop(visible(text), cells)) <= cells
        assert all(cell_len(line) <= max(cells, 2) for line in wrap(text, cells))


@pytest.mark.parametrize("text", HARD)
def test_nothing_that_speaks_to_a_terminal_is_drawn(text: str) -> None:
    shown = visible(text)
    assert not [sign for sign in shown if ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0]
    assert not set(shown) & set("\u202e\u2066\ufe0f\u200d“”…—·×°●")


def test_what_cannot_be_shown_is_marked_and_what_can_is_kept() -> None:
    assert visible("a\x1bb") == f"a{GETA}b"
    assert visible("阿卜杜·热合曼") == "阿卜杜・热合曼"
    assert visible("𬱖") == "𬱖"
    assert visible("“他”") == "「他」"
    assert fit("行政许可事项办理", 7) == "行政.. "


def hard_tickets(hall) -> None:
    """Put every hard text where a matter, a reason and a name stand, past every gateway."""
    rows = hall.db.execute("SELECT id FROM ticket ORDER BY id").fetchall()
    for row, text in zip(rows, HARD, strict=False):
        hall.db.execute(
            "UPDATE ticket SET matter = ?, reason = ?, held_reason = ? WHERE id = ?", (text, text, text, row["id"])
        )
    hall.db.execute("UPDATE queue SET name = ? WHERE letter = 'A'", (HARD[0],))
    hall.db.execute("UPDATE staff SET name = ?", (HARD[3],))


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (40, 12)])
async def test_the_window_keeps_its_columns(sit: Sitting, at_the_door, hall, size) -> None:
    for _ in HARD:
        at_the_door("A")
    hard_tickets(hall)
    async with sit("c1", size=size) as at:
        assert at.columns() == {size[0]}
        await at.press("f2")
        assert at.columns() == {size[0]}
        assert "[/x][急]" in at.words
        for key in ("f6", "escape", "f4", "f9"):
            await at.press(key)
            assert at.columns() == {size[0]} and at.app.is_running
        await at.paste("[/x][急]")
        await at.press("enter")
        assert at.app.message[1] == "bad" and "[/x][急]" in at.message
        assert at.columns() == {size[0]}


@pytest.mark.parametrize("text", HARD)
async def test_any_search_gets_a_sentence(sit: Sitting, text: str) -> None:
    async with sit("c1") as at:
        await at.press("f9")
        await at.paste(text)
        await at.press("enter")
        assert at.app.is_running and at.message
        assert at.columns() == {80}


@pytest.mark.parametrize("text", HARD)
async def test_any_sign_in_gets_a_sentence(sit: Sitting, text: str) -> None:
    async with sit(None) as at:
        await at.paste(text)
        await at.press("enter", "enter")
        await at.paste(text)
        await at.press("enter")
        assert at.app.is_running and at.app.message[1] == "bad", at.message
        assert "登录" in at.words and at.columns() == {80}
