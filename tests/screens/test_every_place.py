"""Every place, at every size: columns hold, no sign of uncertain width, every key answers, nothing breaks on hard
words.
"""

from __future__ import annotations

import unicodedata

import pytest

from screens.shell.keys import KEYS
from screens.shell.places import PLACES
from tests.screens.conftest import Session, Sitting
from tests.screens.standing import check_stands
from tests.screens.test_hostile_text import HARD, hard_tickets

WHO = {
    "signin": None,
    "window": "c3",
    "desk": "ap-c-hr",
    "supervisor": "sup",
    "closing": "sup",
    "clock": "sup",
    "inbox": "c3",
    "ratings": "sup",
    "figures": "sup",
    "audit": "sup",
    "guide": "g1",
    "find": "c3",
    "backlog": "admin",
    "start": "admin",
    "people": "admin",
    "state": "admin",
    "house": "admin",
    "board": "sup",
    "kiosk": "g1",
    "browse": "c3",
    "tomorrow": "sup",
    "stewards": "sup",
    "directory": "sup",
    "replay": "sup",
}
SHOWN = {"board"}
"""Read from afar: drawn with blocks."""


def uncertain(words: str) -> set[str]:
    """Signs that some terminals draw one cell wide and others two (letters of other scripts in names are left as they
    are).
    """
    return {
        sign
        for sign in words
        if unicodedata.east_asian_width(sign) == "A" and not unicodedata.category(sign).startswith("L")
    }


def check(at: Session, size: tuple[int, int]) -> None:
    assert at.app.is_running
    assert at.columns() == {size[0]}
    assert len(at.lines) == size[1]
    check_stands(at)


def test_every_place_is_looked_at() -> None:
    assert set(WHO) == set(PLACES)


@pytest.mark.parametrize("place", WHO)
async def test_columns_hold_tab_comes_round_and_help_tells(sit: Sitting, at_the_door, hall, place: str) -> None:
    from tests.screens.test_tab_order import round_trip

    for _ in HARD:
        at_the_door("B")
    hard_tickets(hall)
    hall.db.execute("UPDATE department SET short = ?, name = ? WHERE code = 'C-HR'", (HARD[0], HARD[9]))
    hall.db.execute("UPDATE item SET name = ? WHERE department = 'C-HR'", (HARD[3],))
    async with sit(WHO[place], place=place) as at:
        for size in ((80, 24), (160, 50), (40, 12), (20, 6), (80, 24)):
            await at.pilot.resize_terminal(*size)
            await at.settle()
            check(at, size)
            if place not in SHOWN:
                assert not uncertain(at.words), uncertain(at.words)
        if at.app.focused is not None:
            await round_trip(at)
        assert at.app.screen.HELP.strip(), "no page for F1"
        await at.press("f1")
        assert "帮助" in at.words and "本屏" in at.words
        await at.press("escape")
        check(at, (80, 24))


@pytest.mark.parametrize("place", WHO)
async def test_every_key_answers_and_escape_leads_back(sit: Sitting, at_the_door, place: str) -> None:
    at_the_door("B", matter=HARD[0])
    async with sit(WHO[place], place=place) as at:
        home = at.app.screen
        for key in KEYS:
            if key.id in ("quit", "lock"):
                continue
            await at.press(key.key)
            check(at, (80, 24))
            for _ in range(4):
                if at.app.screen is home:
                    break
                if at.app.current_mode != place and len(at.app.screen_stack) == 1:
                    await at.app.switch_mode(place)
                    await at.settle()
                    break
                await at.press("escape")
            assert at.app.screen is home, f"{key.shown} leads away and Esc does not lead back: {at.app.screen}"
