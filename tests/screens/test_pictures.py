"""The main screens as pictures at two sizes: a look can't change unseen.

`pytest --snapshot-update` draws them anew.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from counter.acts.queue.calling import call
from counter.acts.queue.taking import take
from counter.acts.staff.accounts import sign_in
from counter.hall import Hall
from counter.store import staff
from screens.shell.app import CounterApp
from tests.conftest import NOW
from tests.desks.conftest import accepted, do, filed
from tests.screens.conftest import Session

SIZES = [(80, 24), (160, 48)]

SCREENS: dict[str, tuple[str | None, str | None, tuple[str, ...], str]] = {
    "sign-in": (None, None, (), "登录"),
    "window": ("c3", None, ("f2",), "已呼叫"),
    "intake": ("c3", None, ("f2", "f5", "1", *"1111111"), "居民身份证"),
    "desk": ("ap-c-tax", None, (), "未签收"),
    "file": ("ap-c-tax", None, ("enter",), "案卷"),
    "supervisor": ("sup", None, (), "值班"),
    "closing": ("sup", "closing", (), "A001"),
    "replay": ("sup", "replay", (), "回放"),
    "figures": ("sup", "figures", (), "图："),
    "audit": ("sup", "audit", (), "日志"),
    "guide": ("g1", None, (), "高龄老人关爱"),
    "find": ("c3", "find", (*"luohu", "down"), "落户"),
    "backlog": ("admin", "backlog", (), "目录整改"),
    "people": ("admin", "people", (), "在岗人员"),
    "house": ("admin", "house", (), "一件事专区"),
    "state": ("admin", "state", (), "体检"),
    "start": ("admin", "start", (), "试取一个号"),
    "board": ("sup", "board", (), "综合业务"),
    "kiosk": (None, "kiosk", (), "综合业务"),
}
"""Picture -> who sits there, which place is opened, what is pressed, and words that stand there then."""


@pytest.fixture
def lively(painted: None, hall: Hall, hall_dir: Path, accepted: Any) -> Path:
    """A hall with four people waiting, one called to window 2, and a case at seven desks."""
    clerk = staff.actor(hall.db, "c2", 2)
    for place in range(5):
        hall.set_now(datetime(2026, 11, 24, 9, 5 * place))
        hall.do(take, staff.actor(hall.db, "g1"), queue="bundle" if place % 2 else "general")
    hall.do(sign_in, clerk, window=2)
    hall.do(call, clerk, window=2)
    return hall_dir


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_did(snap_compare: Any, lively: Path, name: str, size: tuple[int, int]) -> None:
    who, place, keys, words = SCREENS[name]

    async def use(pilot: Any) -> None:
        at = Session(pilot)
        await at.settle()
        await at.press(*keys)
        await at.until(words)
        for part in at.app.screen.walk_children(with_self=True):  # in whole lines, however it came about piece by piece
            part.refresh(layout=True)
        await at.settle()

    app = CounterApp(lively, staff=who, now=NOW, place=place)
    assert snap_compare(app, terminal_size=size, run_before=use)


def test_no_picture_is_of_two_screens() -> None:
    """Keys that lead nowhere any more would show the screen before."""
    pictures = [file.read_bytes() for file in (Path(__file__).parent / "__snapshots__" / "test_pictures").iterdir()]
    assert len(pictures) == len(set(pictures)) == len(SCREENS) * len(SIZES)
