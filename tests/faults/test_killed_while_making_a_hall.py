"""`counter init` killed at any statement: nobody works in half a hall, and the next `init` makes a whole one."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from counter import cli
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import driver
from tests.conftest import WHOLE


def init(directory: Path, at: int, *words: str) -> tuple[int, bool]:
    """Make the hall in a child that dies before its statement `at` (0: never): the statements begun, and if it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0
        connect = driver.connect

        def before(_statement: str) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

        def traced(*given: object, **named: object) -> driver.Connection:
            made: driver.Connection = connect(*given, **named)  # type: ignore[arg-type]
            made.set_trace_callback(before)
            return made

        driver.connect = traced
        ended = 3
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            cli.main(["init", str(directory), *words])
            ended = 0
        except SystemExit as done:
            ended = int(done.code or 0)
        finally:
            os.write(writer, str(seen).encode())
            os._exit(ended)
    status = os.waitpid(child, 0)[1]
    os.close(writer)
    with os.fdopen(reader) as told:
        seen = int(told.read() or 0)
    died = os.WIFSIGNALED(status)
    assert died or status == 0, status
    return seen, died


@pytest.fixture
def keys(tmp_path, monkeypatch) -> Callable[[], list[str]]:
    """Keys go where they go on a machine of its own."""
    monkeypatch.delenv("COUNTER_KEY_FILE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "counter" / "keys"
    return lambda: sorted(file.name for file in folder.glob("*")) if folder.exists() else []


@pytest.mark.parametrize("words", [(), ("--training",)])
def test_the_next_init_finishes_what_was_cut_off(tmp_path, keys, words):
    last, died = init(tmp_path / "rehearsal", 0, *words)
    assert not died and last > 100
    own = {name.rpartition(".")[2] for name in keys()}
    assert "key" in own
    few = random.Random(last).sample(range(1, last + 1), 3)
    for at in range(1, last + 1) if WHOLE else sorted({1, 9, last, *few}):
        hall = tmp_path / f"hall{at}"
        before = set(keys())
        assert init(hall, at, *words) == (0, True)
        with pytest.raises(Refusal, match="没有建完.*重新建立"):
            Hall.open(hall)
        assert init(hall, 0, *words) == (last, False)
        opened = Hall.open(hall)
        assert opened.db.execute("SELECT count(*) FROM staff").fetchone()[0] > 2
        assert set(keys()) - before == {f"{opened.settings['id']}.{end}" for end in own}, (
            "a key of a hall that never was"
        )
        opened.close()
        assert not (hall / "half-made").exists()


def test_what_is_not_of_the_half_made_hall_stays(tmp_path):
    hall = tmp_path / "hall"
    init(hall, 40)
    (hall / "letter.txt").write_text("mine")
    with pytest.raises(Refusal, match="不是空目录"):
        Hall.create(hall, name="x")
    assert (hall / "letter.txt").read_text() == "mine"
