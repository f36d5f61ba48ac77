"""Ten main screens as pictures at two sizes: a look can't change unseen.

`pytest --snapshot-update` draws them anew.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.store import staff
from screens.shell.app import CounterApp
from tests.conftest import NOW
from tests.screens.conftest import Session

SIZES = [(80, 24), (160, 48)]

SCREENS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "sign-in": (None, None, ()),
    "window": ("c3", None, ("f2",)),
    "intake": ("c3", None, ("f2", "f5", "enter")),
    "outcomes": ("c3", None, ("f2", "f5", "enter", "f5")),
    "guide": ("g1", None, ()),
    "desk": ("ap-c-hr", None, ()),
    "supervisor": ("sup", None, ()),
    "closing": ("sup", "closing", ()),
    "find": ("c3", "find", ()),
    "kiosk": (None, "kiosk", ()),
}
"""Picture -> who sits there, which place is opened, what is pressed."""


@pytest.fixture
def lively(hall_dir: Path) -> Path:
    """A hall with four people waiting."""
    hall = Hall.open(hall_dir, now=NOW)
    for place in range(4):
        hall.set_now(datetime(2026, 11, 24, 9, 5 * place))
        hall.do(take, staff.actor(hall.db, "g1"), queue="bundle" if place % 2 else "general")
    hall.close()
    return hall_dir


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_did(snap_compare: Any, lively: Path, name: str, size: tuple[int, int]) -> None:
    who, place, keys = SCREENS[name]

    async def use(pilot: Any) -> None:
        at = Session(pilot)
        await at.settle()
        await at.press(*keys)
        await at.settle()

    app = CounterApp(lively, staff=who, now=NOW, place=place)
    assert snap_compare(app, terminal_size=size, run_before=use)
