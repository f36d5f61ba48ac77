"""A damaged, moved or replaced store: one sentence for the person, nothing written, no traceback; a bug goes to a file."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from counter import trouble
from counter.acts.take import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import journal

ROOT = Path(__file__).resolve().parents[2]


def hurt(file: Path, page: int) -> None:
    """Overwrite one page of an encrypted store, as a dying disk does."""
    with file.open("r+b") as opened:
        opened.seek(4096 * page)
        opened.write(os.urandom(4096))


def command(hall_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(hall_dir), *words], capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL, check=False,
    )


@pytest.mark.parametrize("words", [("check",), ("catalogue", "search", "毕业"), ("ticket", "take", "--queue", "general")])
def test_a_store_with_hurt_pages_is_told_in_one_sentence(hall_dir, words):
    for page in range(2, (hall_dir / "hall.db").stat().st_size // 4096):
        hurt(hall_dir / "hall.db", page)
    done = command(hall_dir, *words)
    assert done.returncode == 1 and "Traceback" not in done.stderr + done.stdout
    assert "损坏" in done.stderr or "读不下去" in done.stderr, done.stderr


def test_a_hurt_page_is_found_by_check_which_still_looks_at_the_rest(hall_dir):
    hurt(hall_dir / "hall.db", (hall_dir / "hall.db").stat().st_size // 4096 // 2)
    done = command(hall_dir, "check")
    assert done.returncode == 1 and "发现" in done.stderr and "Traceback" not in done.stderr


def test_nobody_writes_into_a_store_that_was_taken_away(hall, people, hall_dir, tmp_path):
    hall.do(take, people["g1"], queue="general")
    shutil.copy(hall_dir / "hall.db", tmp_path / "restored")
    seq = journal.last_seq(hall.db)
    os.replace(tmp_path / "restored", hall_dir / "hall.db")
    with pytest.raises(Refusal, match="被移走或换过.*退出后重新打开"):
        hall.do(take, people["g1"], queue="general")
    (hall_dir / "hall.db").unlink()
    with pytest.raises(Refusal, match="被移走或换过"):
        hall.do(take, people["g1"], queue="general")
    assert journal.last_seq(hall.db) == seq


def test_a_bug_is_written_down_and_the_person_gets_a_sentence(hall_dir, monkeypatch, capsys):
    from counter.cli import main

    def broken(*_args, **_given):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(Hall, "ask", broken)
    with pytest.raises(SystemExit) as ended:
        main(["--hall", str(hall_dir), "ticket", "queues"])
    said = capsys.readouterr().err
    assert ended.value.code == 1 and "程序出错" in said and "Traceback" not in said
    log = hall_dir / "trouble.log"
    assert "nobody thought of this" in log.read_text("utf-8") and stat.S_IMODE(log.stat().st_mode) == 0o600
    log.write_bytes(b"x" * (trouble.LARGEST_LOG + 1))
    trouble.note(ValueError("again"), hall_dir)
    assert log.stat().st_size < 10_000
    monkeypatch.setenv("COUNTER_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["--hall", str(hall_dir), "ticket", "queues"])


def test_a_bug_where_nothing_can_be_written_is_a_sentence_too(tmp_path):
    assert "记不下来" in trouble.note(ValueError("x"), tmp_path / "no" / "such" / "folder")
