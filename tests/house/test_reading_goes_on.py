"""What can be read while the disk takes nothing and while another process holds the lock: everything that names no
person; a person only where the look can be kept.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from counter.acts.queue.overview import queues
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall import hall as halls
from counter.hall.act import Look
from counter.store.connection import immediate
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]

FULL = """
import resource, signal, sys
from datetime import datetime
from counter.errors import Refusal
from counter.hall import Hall
from counter.acts.queue.overview import queues
from counter.store import staff
hall = Hall.open(sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))
clerk = staff.actor(hall.db, "c1", 1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # from now on no byte goes to any file
print(len(hall.ask(queues, clerk)))
from counter.hall.act import Look
for who in ("look", "refused"):
    try:
        look = Look(hall, hall.db, hall.now(), hall.local(hall.now()).date(), clerk, [(None, 1)])
        hall._keep_looks(look, "case.show", allowed=1 if who == "look" else 0)
        print("shown")
    except Refusal as refusal:
        print(refusal)
"""


def test_on_a_full_disk_what_names_no_person_is_read_and_a_person_is_not(hall, hall_dir):
    """The window stays open; a refused look waits in memory."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(hall_dir), NOW.isoformat()],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    said = done.stdout.splitlines()
    assert done.returncode == 0 and int(said[0]) > 0, done.stderr
    assert "查看记录写不下" in said[1] and "查看个人信息要留记录" in said[1] and said[2] == "shown"
    assert "程序出错" not in done.stdout


LATE = """
import os, resource, signal, sys
from datetime import datetime
from counter.errors import Refusal
from counter.hall import Hall
from counter.acts.queue.overview import queues
from counter.acts.queue.taking import take
from counter.rules.access import KIOSK
now = datetime.fromisoformat(sys.argv[2])
if sys.argv[3:] and os.fork() == 0:
    try:
        window = Hall.open(sys.argv[1], now=now)
        window.do(take, KIOSK, queue="A")
        os.kill(os.getpid(), signal.SIGKILL)
    finally:
        os._exit(1)
if sys.argv[3:]:
    os.wait()
    if sys.argv[3] == "index lost too":
        os.remove(sys.argv[1] + "/hall.db-shm")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
hall = Hall.open(sys.argv[1], now=now)
print(hall.ask(queues, KIOSK)[0].waiting)
try:
    hall.do(take, KIOSK, queue="A")
except Refusal as refusal:
    print(refusal.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(hall.do(take, KIOSK, queue="A").number, hall.ask(queues, KIOSK)[0].waiting)
"""


@pytest.mark.parametrize(
    ("before", "said"),
    [([], "0 {} A001 1"), (["window killed"], "1 {} A002 2"), (["index lost too"], "1 {} A002 2")],
    ids=["closed", "killed", "killed and index lost"],
)
def test_a_hall_that_nobody_has_open_is_read_on_a_full_disk_and_written_once_there_is_room(hall_dir, before, said):
    """Also where the last window was killed, so that its log holds the newest acts."""
    done = subprocess.run(
        [sys.executable, "-c", LATE, str(hall_dir), NOW.isoformat(), *before],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout.split() == said.format("store.disk-cannot-read-written").split(), done.stderr


@contextmanager
def locked(hall_dir: Path):
    other = Hall.open(hall_dir, now=NOW)
    with immediate(other.db):
        yield
    other.close()


def seen(hall: Hall, people, case: int, allowed: int = 1) -> None:
    look = Look(hall, hall.db, hall.now(), hall.local(hall.now()).date(), people["c1"], [(None, case)])
    hall._keep_looks(look, "case.show", allowed=allowed)


def test_while_another_holds_the_lock_a_look_waits_and_is_written_first(hall, people, hall_dir):
    with locked(hall_dir):
        assert hall.ask(queues, people["c1"])
        for _ in range(3):
            seen(hall, people, 1)  # the same again within a minute is the same look
        seen(hall, people, 2)
        assert len(hall._unwritten) == 2
    hall.do(take, people["g1"], queue="general")
    assert hall._unwritten == []
    kept = [tuple(row) for row in hall.db.execute("SELECT case_id, what FROM look ORDER BY id")]
    assert [one for one in kept if one[1] == "case.show"] == [(1, "case.show"), (2, "case.show")]


def test_only_so_many_looks_wait(hall, people, hall_dir, monkeypatch):
    monkeypatch.setattr(halls, "MOST_WAIT", 3)
    monkeypatch.setattr("counter.store.connection.PAUSES_MS", (1,))
    with locked(hall_dir):
        for person in (1, 2, 3):
            seen(hall, people, person)
        with pytest.raises(Refusal, match="查看记录写不下"):
            seen(hall, people, 4)
    hall.commits()
    assert hall._unwritten == [] and hall.db.execute("SELECT count(*) FROM look").fetchone()[0] == 3


def test_what_waits_is_written_when_the_window_is_closed(hall, people, hall_dir):
    with locked(hall_dir):
        seen(hall, people, 1)
    hall.close()
    again = Hall.open(hall_dir, now=NOW)
    assert again.db.execute("SELECT count(*) FROM look WHERE what = 'case.show'").fetchone()[0] == 1
    again.close()
