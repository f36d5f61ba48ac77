"""An older hall.db was put back: every screen of the staff says so before anybody presses a key."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import asynccontextmanager

import pytest

from counter import acts
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.keeper import Keeper
from counter.hall.keeper.keeper import listen_at
from counter.hall.proving import head_path, keep_head
from counter.rules.access import HALL_ITSELF, KIOSK
from screens.shell.app import CounterApp
from tests.house.conftest import earnest_dir, machine
from tests.keeping import kept
from tests.screens.conftest import Session

TOLD = "数据文件不对，不能办"
__all__ = ["earnest_dir", "machine"]


@pytest.fixture
def older(earnest_dir, tmp_path, monkeypatch):
    """A hall in earnest whose file from before its last ticket lies beside; `put_back()` does what the title says."""
    monkeypatch.setattr("counter.hall.hall.PROVE_S", 0.0)
    monkeypatch.setattr("screens.shell.hall_thread.DOUBT_SECONDS", 0.0)
    hall = Hall.open(earnest_dir)
    head = head_path(hall.settings["id"])  # other tests' halls have this one's number
    hall.close()
    head.unlink(missing_ok=True)
    shutil.copy(earnest_dir / "hall.db", tmp_path / "older.db")
    hall = Hall.open(earnest_dir)
    hall.do(acts.ticket_take, KIOSK, queue="A")
    keep_head(hall)
    hall.close()
    newest = tmp_path / "newest.db"

    def put_back(file: str = "older.db") -> None:
        if file == "older.db":
            shutil.copy(earnest_dir / "hall.db", newest)
        for side in ("-wal", "-shm"):
            (earnest_dir / f"hall.db{side}").unlink(missing_ok=True)
        shutil.copy(tmp_path / file, tmp_path / "coming.db")
        (tmp_path / "coming.db").replace(earnest_dir / "hall.db")

    yield put_back
    head.unlink(missing_ok=True)


@asynccontextmanager
async def sitting(path):
    app = CounterApp(path)
    async with app.run_test(size=(100, 24)) as pilot:
        session = Session(pilot)
        await session.settle()
        yield session


async def pulse(at) -> None:
    await at.app._pulse()
    await at.settle()


async def test_whoever_opens_a_window_is_told_and_told_when_it_is_over(older, earnest_dir) -> None:
    older()
    async with sitting(earnest_dir) as at:
        for place in ("signin", "kiosk"):
            await at.app.switch_mode(place)
            await pulse(at)
            assert TOLD in at.words, at.words
        await at.app.switch_mode("signin")
        assert "不是最后用的那一份" in at.message
        hall = Hall.open(earnest_dir)
        hall.do(acts.proof_restored, HALL_ITSELF, reason="磁盘坏了，只有昨天的拷贝")
        hall.close()
        await pulse(at)
        assert TOLD not in at.words, at.words


async def test_who_sits_at_a_door_is_told_too(older, earnest_dir) -> None:
    older()
    with kept(earnest_dir) as door:
        async with sitting(door) as at:
            await pulse(at)
            assert TOLD in at.words, at.words


async def test_it_is_told_when_it_happens_under_open_windows(older, earnest_dir) -> None:
    async with sitting(earnest_dir) as at:
        assert TOLD not in at.words
        older()
        for _ in range(3):
            await pulse(at)
        assert TOLD in at.words, at.words


def put_right(directory) -> bool:
    """Whether the keeper noticed in the very moment and wrote what it knew over the older file."""
    hall = Hall.open(directory)
    try:
        return hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 1 and not hall.older_store()
    finally:
        hall.close()


async def test_a_keeper_whose_store_is_exchanged_ends_and_the_next_one_tells(older, earnest_dir, monkeypatch) -> None:
    monkeypatch.setattr("counter.hall.kept.BACK_S", 60.0)
    door = earnest_dir.with_suffix(".sock")
    keepers = [Keeper(earnest_dir, listen_at(door), readers=1)]
    ended: list[str] = []

    def serve() -> None:
        while True:  # as the system does that begins a keeper again
            try:
                keepers[-1].serve()
                return
            except Refusal as refusal:
                ended.append(refusal.code)
                keepers.append(Keeper(earnest_dir, listen_at(door), readers=1))

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    async with sitting(door) as at:
        await pulse(at)
        assert TOLD not in at.words
        older()
        until = time.monotonic() + 15
        while TOLD not in at.words and not put_right(earnest_dir):
            assert time.monotonic() < until, at.words
            await pulse(at)
        assert set(ended) <= {"hall.data-file-moved-exchanged"}
    until = time.monotonic() + 30
    while serving.is_alive() and time.monotonic() < until:  # the next keeper may begin in this very moment
        keepers[-1].stop()
        serving.join(0.1)
    assert not serving.is_alive()
