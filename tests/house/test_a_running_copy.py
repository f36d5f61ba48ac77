"""The running copy: every act lies in another folder within a second, encrypted, at hardly any cost; a hall is made of
it as it was at a moment, and what that loses is said first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from counter.acts.premises.copies import arrange
from counter.acts.queue.taking import take
from counter.cli import main
from counter.hall import Hall, copying, rotation
from counter.hall.key import chain_path
from counter.store import backups as store
from counter.store import files, following, journal
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def disk(hall, people, tmp_path) -> Path:
    """A folder that the administrator chose."""
    (tmp_path / "disk").mkdir()
    hall.do(arrange, people["admin"], folder=str(tmp_path / "disk"), what="follow")
    return tmp_path / "disk"


@contextmanager
def copied(hall) -> Iterator[subprocess.Popen[bytes]]:
    """While the copy runs in a process of its own, as `counter run` starts it."""
    words = [sys.executable, "-m", "counter", "--hall", str(hall.directory), "--now", NOW.isoformat()]
    running = subprocess.Popen([*words, "backup", "follow", "--while-pid", str(os.getpid())], cwd=ROOT)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


def reaches(disk: Path, seq: int, within: float = 20.0) -> float:
    """Wait until the copy has an entry; how long that took."""
    since = time.monotonic()
    while time.monotonic() - since < within:
        with suppress(OSError, IndexError):
            found = copying.find(disk)
            if found and following.steps(found[-1], "hall")[-1].seq >= seq:
                return time.monotonic() - since
        time.sleep(0.01)
    raise AssertionError(f"entry {seq} did not come within {within} s")


def restore(capsys, *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["--hall", "/nowhere", "restore", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_every_act_is_in_the_copy_within_a_second(hall, people, disk, tmp_path, capsys):
    with copied(hall):
        reaches(disk, journal.last_seq(hall.db))
        lags = []
        for _ in range(10):
            hall.do(take, people["g1"], queue="general")
            lags.append(reaches(disk, journal.last_seq(hall.db)))
            time.sleep(0.03)
    assert max(lags) < 1.0, lags
    assert b"SQLite format 3" not in b"".join(one.read_bytes() for one in copying.find(disk)[-1].glob("hall.*"))
    code, said = restore(capsys, str(disk), str(tmp_path / "again"))
    assert code == 0 and "完好" in said, said
    again = Hall.open(tmp_path / "again", now=NOW)
    assert journal.last_seq(again.db) == journal.last_seq(hall.db)
    again.close()


def test_the_copy_holds_through_many_turns_of_the_log(hall, people, disk, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(following, "TURN_FRAMES", 40)
    stop = threading.Event()
    plan = store.plan(hall.db, "follow")
    thread = threading.Thread(target=copying.follow, args=(hall.directory, plan, lambda: not stop.is_set()))
    thread.start()
    try:
        reaches(disk, journal.last_seq(hall.db))  # it has begun before the first number is taken
        for number in range(60):
            hall.set_now(NOW.replace(hour=10, minute=number))
            hall.do(take, people["g1"], queue="general")
            if number % 3 == 0:
                files.put(hall.files, f"{number:064}", os.urandom(20_000), "pdf", hall.now())
            time.sleep(0.02)
        reaches(disk, journal.last_seq(hall.db))
    finally:
        stop.set()
        thread.join(20)
    [copy] = copying.find(disk)
    assert len(list(copy.glob("hall.*.wal"))) > 3
    for moment, tickets in (("2026-11-24 10:29", 30), ("2026-11-24 10:00", 1), ("2026-11-24 10:59", 60)):
        into = tmp_path / f"at-{tickets}"
        code, said = restore(capsys, str(disk), str(into), "--to", moment, "--yes")
        assert code == 0 and "完好" in said, said
        assert tickets == 60 or f"不在其中的有 {60 - tickets} 项操作：ticket {60 - tickets}" in said, said
        again = Hall.open(into, now=NOW)
        assert again.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == tickets
        assert again.files.execute("SELECT count(*) FROM file").fetchone()[0] == 20
        again.close()


def test_nothing_is_put_anywhere_before_the_loss_was_agreed_to(hall, people, disk, tmp_path, capsys, monkeypatch):
    with copied(hall):
        reaches(disk, journal.last_seq(hall.db))
        hall.set_now(NOW.replace(hour=11))
        hall.do(take, people["g1"], queue="general")
        reaches(disk, journal.last_seq(hall.db))
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115 (for the rest of the test)
    code, said = restore(capsys, str(disk), str(tmp_path / "again"), "--to", "2026-11-24 10:32")
    assert code == 1 and "ticket.take" in said and "加 --yes" in said and not (tmp_path / "again").exists()
    code, said = restore(capsys, str(disk), str(tmp_path / "again"), "--to", "2020-01-01 00:00", "--yes")
    assert code == 1 and "没有到那个时候的复制" in said and not (tmp_path / "again").exists()


def written_anew(copy: Path, store: str) -> tuple[int, set[int]]:
    """Bytes of a page, and the numbers of the pages that the copy's logs hold in the place of the base's."""
    size, found = 4096, set[int]()
    for log in copy.glob(f"{store}.*.wal"):
        held = log.read_bytes()
        size = int.from_bytes(held[8:12], "big") or size
        found |= {int.from_bytes(held[at : at + 4], "big") for at in range(32, len(held), size + 24)}
    return size, found


def spoil(copy: Path, name: str, part: float) -> None:
    file = copy / name
    at = int(file.stat().st_size * part)
    if name.endswith(".base"):  # a page that the log writes anew is no loss: the next one that it does not
        size, anew = written_anew(copy, name.removesuffix(".base"))
        while at // size + 1 in anew:
            at += size
    with file.open("r+b") as opened:
        opened.seek(at)
        held = opened.read(64)
        opened.seek(at)
        opened.write(bytes(255 - one for one in held))


@pytest.mark.parametrize(
    ("name", "part"),
    [("hall.base", 0.0), ("hall.base", 0.2), ("hall.base", 0.5), ("hall.base", 0.9), ("files.base", 0.5)]
    + [("hall.000001.wal", part) for part in (0.0, 0.3, 0.99)],
)
def test_a_copy_with_turned_bits_is_no_success(hall, people, disk, tmp_path, capsys, name, part):
    with copied(hall):
        for _ in range(5):
            hall.do(take, people["g1"], queue="general")
        reaches(disk, journal.last_seq(hall.db))
    spoil(copying.find(disk)[-1], name, part)
    code, said = restore(capsys, str(disk), str(tmp_path / "again"))
    assert code == 1 and "程序出错" not in said and not (tmp_path / "again").exists(), said


def test_a_copier_that_is_killed_begins_again_and_the_old_copy_stays(hall, people, disk, tmp_path, capsys):
    for _ in range(3):
        with copied(hall) as running:
            hall.do(take, people["g1"], queue="general")
            reaches(disk, journal.last_seq(hall.db))
            running.kill()
            running.wait()
    assert len(copying.find(disk)) == 3
    code, said = restore(capsys, str(disk), str(tmp_path / "again"))
    assert code == 0 and f"日志 {journal.last_seq(hall.db)} 条，完好" in said


def test_of_old_copies_a_few_stay(tmp_path):
    for number in range(6):
        (tmp_path / str(number + 100)).mkdir()
        for name in ("hall.index", "files.index") if number != 2 else ():
            (tmp_path / str(number + 100) / name).touch()
    copying.thin_out(tmp_path, 2)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["104", "105"]
    shutil.rmtree(tmp_path / "105")
    copying.thin_out(tmp_path, 2)
    assert [one.name for one in tmp_path.iterdir()] == ["104"]


def test_a_copy_of_before_a_change_of_the_key_comes_back(hall, people, disk, tmp_path, capsys, monkeypatch):
    key = tmp_path / "keys" / "hall.key"
    key.parent.mkdir()
    shutil.copy(os.environ["COUNTER_KEY_FILE"], key)
    if (chain := chain_path("any")).exists():
        shutil.copy(chain, key.with_suffix(".chain"))
    monkeypatch.setenv("COUNTER_KEY_FILE", str(key))
    again = Hall.open(hall.directory, now=NOW)
    hall.close()
    with copied(again):
        reaches(disk, journal.last_seq(again.db))
    seq = journal.last_seq(again.db)
    rotation.rotate(again, people["admin"])
    again.close()
    code, said = restore(capsys, str(disk), str(tmp_path / "again"))
    assert code == 0 and f"日志 {seq} 条，完好" in said, said
