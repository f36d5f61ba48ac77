"""A damaged, moved or replaced store: one sentence for the person, nothing written, no traceback; a bug
goes to a file.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from counter import trouble
from counter.acts.queue.taking import take
from counter.commands._door import Door
from counter.commands.run import keep_running
from counter.errors import Refusal
from counter.hall import Hall, clock
from counter.rules import numbers
from counter.site.publish import Publisher
from counter.store import journal, papers, public
from counter.store.connection import immediate
from tests.conftest import NOW
from tests.house.conftest import Turned

ROOT = Path(__file__).resolve().parents[2]


def hurt(file: Path, page: int) -> None:
    """Overwrite one page of an encrypted store, as a dying disk does."""
    with file.open("r+b") as opened:
        opened.seek(4096 * page)
        opened.write(os.urandom(4096))


def command(hall_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(hall_dir), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize(
    "words", [("check",), ("catalogue", "search", "毕业"), ("ticket", "take", "--queue", "general")]
)
def test_a_store_with_hurt_pages_is_told_in_one_sentence(hall_dir, words):
    for page in range(2, (hall_dir / "hall.db").stat().st_size // 4096):
        hurt(hall_dir / "hall.db", page)
    done = command(hall_dir, *words)
    assert done.returncode == 1 and "Traceback" not in done.stderr + done.stdout
    assert "损坏" in done.stderr or "读不下去" in done.stderr, done.stderr


def test_whatever_is_read_as_a_hall_is_opened_a_hurt_page_of_it_is_told_in_words(hall_dir, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "sources", Turned(NOW))
    opened = Hall.open(hall_dir, now=NOW)
    with immediate(opened.db):
        opened.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
    roots = {row[0]: row[1] for row in opened.db.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")}
    opened.close()
    told = []
    for table in ("setting", "journal", "seal", "clock_anchor", "_sqlite_migrations"):
        broken = tmp_path / table
        shutil.copytree(hall_dir, broken)
        hurt(broken / "hall.db", roots[table] - 1)
        try:
            Hall.open(broken).close()
        except Refusal as refusal:
            told.append(refusal.code)
    assert "store.data-file-damaged-not" in told and len(told) >= 3


def test_a_hurt_page_is_found_by_check_which_still_looks_at_the_rest(hall_dir):
    opened = Hall.open(hall_dir, now=NOW)
    page = opened.db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'item'").fetchone()[0]
    opened.close()
    hurt(hall_dir / "hall.db", page - 1)
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

    monkeypatch.setattr(Hall, "answer", broken)
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


def test_a_disk_that_takes_no_file_is_said_and_is_no_bug(hall_dir, monkeypatch, capsys):
    from counter.cli import main

    for number, words in ((errno.ENOSPC, "磁盘满了"), (errno.EROFS, "磁盘写不了")):

        def refuses(*_args, number=number, **_given):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(Hall, "answer", refuses)
        with pytest.raises(SystemExit) as ended:
            main(["--hall", str(hall_dir), "ticket", "queues"])
        said = capsys.readouterr().err
        assert ended.value.code == 1 and words in said and "程序出错" not in said
        assert not (hall_dir / "trouble.log").exists()


def test_a_bug_where_nothing_can_be_written_is_a_sentence_too(tmp_path):
    assert "记不下来" in trouble.note(ValueError("x"), tmp_path / "no" / "such" / "folder")


def test_a_public_page_that_is_damaged_is_made_anew(hall, people):
    publisher = Publisher(hall)
    publisher.catch_up()
    path = hall.directory / "public" / "public.db"
    pages = path.stat().st_size // 4096
    publisher.close()
    for page in range(2, pages):
        hurt(path, page)
    publisher = Publisher(hall)
    taken = hall.do(take, people["g1"], queue="general")
    publisher.catch_up()
    assert public.page(publisher.db, numbers.code_hash(taken.code)) is not None
    assert publisher.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    publisher.close()


class Printed(threading.Event):
    """Set once a paper is out, or after far too long."""

    def __init__(self, hall: Hall, paper: str) -> None:
        super().__init__()
        self.hall, self.paper, self.until = hall, paper, time.monotonic() + 30

    def is_set(self) -> bool:
        return self.out or time.monotonic() > self.until

    @property
    def out(self) -> bool:
        return papers.jobs_of(self.hall.db, self.paper)[0].state == "sent"


def a_ticket_is_printed(hall, people, hall_dir) -> None:
    """By the hall's own process."""
    printed = Printed(hall, hall.do(take, people["g1"], queue="general").paper)
    keep_running(hall, Door(hall_dir, None, NOW), printed, None)
    assert printed.out


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("counter.site.publish.Publisher", "catch_up"),
        ("counter.commands.run", "catch_up"),
        ("counter.commands.run", "take_in"),
    ],
)
def test_one_chore_that_can_not_be_done_holds_up_no_printer(hall, people, hall_dir, monkeypatch, room, name):
    def fault(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(f"{room}.{name}", fault)
    a_ticket_is_printed(hall, people, hall_dir)
    assert "a bug" in (hall_dir / "trouble.log").read_text()


def test_whoever_holds_on_to_the_public_page_holds_up_no_printer(hall, people, hall_dir, monkeypatch):
    """Read rights alone are enough to lock a file, so the site could."""
    monkeypatch.setattr(public, "WRITER_MS", 200)
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()
    reader = public.open_read_only(hall_dir / "public" / "public.db")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM meta").fetchone()
    a_ticket_is_printed(hall, people, hall_dir)
    reader.execute("COMMIT")
    reader.close()
    publisher = Publisher(hall)
    assert publisher.catch_up() >= 0 and int(public.meta(publisher.db)["seq"]) == journal.last_seq(hall.db)
    publisher.close()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("timezone = ", "# ", "timezone"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Mars/Olympus"', "timezone"),
        ('timezone = "Asia/Shanghai"', 'timezone = "../x"', "timezone"),
        ("id = ", "# ", "id"),
        ('id = "', 'id = "../../', "id"),
        ("name = ", "name = 5 # ", "name"),
        ("name = ", "name = [ # ", "hall.toml"),
    ],
)
def test_settings_that_are_written_wrongly_are_named(hall_dir, old, new, word):
    file = hall_dir / "hall.toml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    done = command(hall_dir, "ticket", "queues")
    assert done.returncode == 1 and word in done.stderr and "程序出错" not in done.stderr, done.stderr
