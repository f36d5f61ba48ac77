"""kill -9 before each statement and each step at a file (a sync, a name given or taken) of what makes, copies and
changes whole halls: init, backup, restore, import, the day's end, another key.

After each kill somebody does what they would do: look, and do it again.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from counter import acts
from counter.acts.premises.copies import make, prove
from counter.acts.premises.training import train
from counter.cli import main
from counter.errors import Refusal
from counter.hall import Hall, clock, rotation
from counter.hall.checking import faults
from counter.hall.proving import keep_head
from counter.rules.access import HALL_ITSELF, KIOSK, Actor, Role
from counter.store import driver, journal
from counter.store.connection import immediate
from counter.trouble import note
from tests.conftest import NOW
from tests.house.conftest import Turned
from tests.torture.killing import Outcome

TRIES = 30
"""Places of one kind at which it is killed: the first, the last, and others at even distances."""
STEPS = ("fsync", "replace", "rename", "unlink", "mkdir")
"""What is counted besides statements."""
FAULT_WORDS = ("程序出错", "Traceback")
TAKEN = 5
"""Numbers that were taken in the hall: none may be lost."""
BOSS = Actor("admin", "谢卫东", Role.ADMINISTRATOR)
ITEMS = Path(__file__).resolve().parents[1] / "data" / "guides-with-defects.jsonl"

Found = tuple[int, int, int]
"""Lost, doubled, half."""
How = Callable[[Path, Callable[[Path], object], Callable[[Path], Found], int, str], Outcome]
"""How a job is hurt at many places: the folder, the job, what is done again and counted, how many places, its name."""


@contextmanager
def a_hall_in_earnest() -> Iterator[Path]:
    """A folder with a hall, its keys and head, a backup of it; its clock stands at the tests' day."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as made:
        folder = Path(made) / "all"
        folder.mkdir()
        at_home(folder)
        hall = Hall.create(folder / "hall", name="故障大厅", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        for _ in range(TAKEN):
            hall.do(acts.ticket_take, KIOSK, queue="A")
        with immediate(hall.db):
            hall.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
        hall.close()
        hall = Hall.open(folder / "hall")
        keep_head(hall)
        make(hall, HALL_ITSELF, folder / "safe" / "b0")
        hall.close()
        yield folder


def at_home(folder: Path) -> None:
    """Where the keys lie, and the clock."""
    os.environ["COUNTER_KEY_FILE"] = str(folder / "hall.key")
    clock.sources = Turned(NOW)  # type: ignore[assignment]


def die(folder: Path, job: Callable[[Path], object], at: int) -> int:
    """Do a job in a child that kills itself before its step `at` (0: never); how many steps it took."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        ended = 3
        try:
            at_home(folder)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            steps = _count(at)
            with contextlib.suppress(SystemExit):
                job(folder)
            os.write(writer, str(steps()).encode())
            ended = 0
        finally:
            os._exit(ended)
    status = os.waitpid(child, 0)[1]
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    assert os.WIFSIGNALED(status) or status == 0, f"the job failed by itself at {at}"
    return int(said or at)


def _count(at: int) -> Callable[[], int]:
    """Count statements of every connection and steps at files from now on, and die before one."""
    seen = 0

    def before(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = driver.connect

    def traced(*given: Any, **named: Any) -> driver.Connection:
        db = connect(*given, **named)
        db.set_trace_callback(before)
        return db

    driver.connect = traced

    def counted(plain: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            before()
            return plain(*given, **named)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    return lambda: seen


def everywhere(
    folder: Path, job: Callable[[Path], object], again: Callable[[Path], Found], most: int, what: str
) -> Outcome:
    """Kill the job at many places; what `again` finds is counted, and so is whatever it can't get over."""
    found, own = Outcome(), folder.with_name("own")

    def once(at: int) -> int:
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(folder, own)
        return die(own, job, at)

    last = once(0)
    places = {1, last, *(1 + last * number // most for number in range(most))}
    for at in sorted(place for place in places if place <= last):
        once(at)
        at_home(own)
        said = _in_a_child(own, again)
        found.tries += 1
        found.lost += said[0]
        found.doubled += said[1]
        found.half += said[2]
        if any(said):
            print(f"  {what}, killed before step {at} of {last}: {said}", file=sys.stderr, flush=True)
    return found


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of so many bytes in a folder's place. Raises CalledProcessError where nobody may mount one."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _pages(folder: Path) -> int:
    return sum(-(-one.stat().st_size // 4096) * 4096 for one in folder.rglob("*") if one.is_file())


def filled(
    folder: Path, job: Callable[[Path], object], again: Callable[[Path], Found], most: int, what: str
) -> Outcome:
    """Let the disk be full at many bytes of what the job writes: it ends in words, and is done once there is room."""
    found, own = Outcome(), folder.with_name("own")
    shutil.copytree(folder, own)
    die(own, job, 0)
    base, whole = _pages(folder), _pages(own)
    shutil.rmtree(own)
    for number in range(most):
        size = base + (whole - base + 600_000) * number // most // 4096 * 4096
        with small_disk(own, max(size, base + 4096)):
            shutil.copytree(folder, own, dirs_exist_ok=True)
            ended = _ended(own, job)
            subprocess.run(["mount", "-o", f"remount,size={size + 2**26}", str(own)], check=True)
            said = _in_a_child(own, again)
        found.tries += ended != "done"
        found.lost += said[0]
        found.doubled += said[1]
        found.half += said[2] + (ended not in ("done", "refused"))
        if any(said) or ended not in ("done", "refused"):
            print(f"  {what}, {size - base:,} bytes left: {ended} {said}", file=sys.stderr, flush=True)
    return found


def _ended(own: Path, job: Callable[[Path], object]) -> str:
    """Do a job in a child: done, refused in words, or what came of it instead."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        said = "it never ended"
        try:
            signal.alarm(120)
            at_home(own)
            said = "refused" if job(own) else "done"
        except Refusal:
            said = "refused"
        except OSError as error:  # a command says so, see counter/trouble.py
            said = "refused" if "磁盘" in note(error, own) else repr(error)
        except BaseException as error:  # noqa: BLE001 (this is what is counted)
            where = "".join(traceback.format_exception(error)[-3:])
            said = f"{where[-900:]}"
        finally:
            os.write(writer, said.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    os.waitpid(child, 0)
    return said or "it never ended"


def _in_a_child(own: Path, again: Callable[[Path], Found]) -> Found:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(120)
            at_home(own)
            try:
                said = again(own)
            except BaseException as error:  # noqa: BLE001 (counted)
                print(f"  {type(error).__name__}: {str(error)[:600]}", file=sys.stderr, flush=True)
                said = (0, 0, 1)
            os.write(writer, " ".join(str(int(one)) for one in said).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        words = told.read().split()
    os.waitpid(child, 0)
    return (int(words[0]), int(words[1]), int(words[2])) if words else (0, 0, 1)


def command(*words: str) -> int:
    """A command as it is typed; how it ended. Raises RuntimeError where it told a fault of the program."""
    heard, code = io.StringIO(), 0
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        try:
            main(list(words))
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    if any(word in heard.getvalue() for word in FAULT_WORDS):
        raise RuntimeError(heard.getvalue()[-1500:])
    return code


def judged(directory: Path, taken: int = TAKEN) -> Found:
    """What a hall lost, doubled, holds halfway: its numbers, and everything that `check` looks at."""
    hall = Hall.open(directory)
    try:
        numbers = [row[0] for row in hall.db.execute("SELECT number FROM ticket")]
        wrong = [*faults(hall)]
        for fault in wrong:
            print(f"  {fault}", file=sys.stderr, flush=True)
        return max(0, taken - len(numbers)), len(numbers) - len(set(numbers)), bool(wrong)
    finally:
        hall.close()


def _backing_up(short: bool, how: How) -> Outcome:
    def job(folder: Path) -> None:
        hall = Hall.open(folder / "hall")
        make(hall, HALL_ITSELF, folder / "safe" / "b1")
        hall.close()

    def again(folder: Path) -> Found:
        hall = Hall.open(folder / "hall")
        half = 0
        if (folder / "safe" / "b1").exists():
            half += bool(prove(hall, HALL_ITSELF, folder / "safe" / "b1").faults)
        else:
            make(hall, HALL_ITSELF, folder / "safe" / "b1")
        make(hall, HALL_ITSELF, folder / "safe" / "b2")
        half += bool(prove(hall, HALL_ITSELF, folder / "safe" / "b2").faults)
        hall.close()
        lost, doubled, wrong = judged(folder / "hall")
        return lost, doubled, half + wrong

    with a_hall_in_earnest() as folder:
        return how(folder, job, again, 6 if short else TRIES, "backup")


def _restoring(short: bool, how: How) -> Outcome:
    def job(folder: Path) -> int:
        return command("restore", str(folder / "safe" / "b0"), str(folder / "new"), "--yes")

    def again(folder: Path) -> Found:
        new = folder / "new"
        try:
            Hall.open(new).close()
            there = True
        except Refusal:
            there = False
        if not there:  # whoever restores does it once more, beside what is left
            new = folder / "newer"
            if command("restore", str(folder / "safe" / "b0"), str(new), "--yes"):
                return 0, 0, 1
        return judged(new)

    with a_hall_in_earnest() as folder:
        return how(folder, job, again, 6 if short else TRIES, "restore")


def _making(short: bool, how: How) -> Outcome:
    def job(folder: Path) -> int:
        _own_keys(folder)
        return command("init", str(folder / "second"), "--name", "第二大厅")

    def again(folder: Path) -> Found:
        _own_keys(folder)
        try:
            Hall.open(folder / "second").close()
        except Refusal:
            if command("init", str(folder / "second"), "--name", "第二大厅"):
                return 1, 0, 0
        return judged(folder / "second", 0)

    with a_hall_in_earnest() as folder:
        return how(folder, job, again, 6 if short else TRIES, "init")


def _own_keys(folder: Path) -> None:
    os.environ.pop("COUNTER_KEY_FILE", None)
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")


def _importing(short: bool, how: How) -> Outcome:
    def bring_in(folder: Path) -> None:
        hall = Hall.open(folder / "hall")
        difference = hall.ask(acts.catalogue_compare, BOSS, source=str(ITEMS), mapping="hunan")
        hall.once("import", acts.catalogue_import, BOSS, difference=difference)
        hall.close()

    def items(folder: Path) -> int:
        hall = Hall.open(folder / "hall")
        try:
            return driver.number(hall.db.execute("SELECT count(*) FROM item"))
        finally:
            hall.close()

    with a_hall_in_earnest() as folder:
        before = items(folder)
        whole = folder.with_name("whole")
        shutil.copytree(folder, whole)
        at_home(whole)
        bring_in(whole)
        after = items(whole)
        at_home(folder)

        def again(own: Path) -> Found:
            half = items(own) not in (before, after)
            if items(own) == before:
                bring_in(own)
            lost, doubled, wrong = judged(own / "hall")
            return lost + (items(own) < after), doubled + (items(own) > after), half + wrong

        return how(folder, bring_in, again, 6 if short else TRIES, "import")


def _closing(short: bool, how: How) -> Outcome:
    def close(folder: Path) -> None:
        hall = Hall.open(folder / "hall")
        supervisor = Actor("sup", "值班", Role.SUPERVISOR)
        boss = _as_known(hall, supervisor)
        for ticket in [row[0] for row in hall.db.execute("SELECT letter || printf('%03d', number) FROM ticket")]:
            with contextlib.suppress(Refusal):
                hall.once(f"void {ticket}", acts.ticket_void, boss, ticket=ticket)
        hall.once("close", acts.day_close, boss)
        hall.close()

    def again(folder: Path) -> Found:
        close(folder)
        hall = Hall.open(folder / "hall")
        closed = driver.number(hall.db.execute("SELECT count(*) FROM journal WHERE act = 'day.close'"))
        unproven = bool(hall.older_store())
        hall.close()
        lost, doubled, wrong = judged(folder / "hall")
        return lost + (closed < 1), doubled + (closed > 1), wrong + unproven

    with a_hall_in_earnest() as folder:
        return how(folder, close, again, 6 if short else TRIES, "the day's end")


def _as_known(hall: Hall, actor: Actor) -> Actor:
    from counter.store import staff

    return staff.actor(hall.db, actor.staff)


def _rotating(short: bool, how: How) -> Outcome:
    def rotate(folder: Path) -> None:
        hall = Hall.open(folder / "hall")
        rotation.rotate(hall, _as_known(hall, BOSS))
        hall.close()

    def again(folder: Path) -> Found:
        hall = Hall.open(folder / "hall")
        before = journal.last_seq(hall.db)
        hall.do(acts.ticket_take, KIOSK, queue="A")
        rotation.rotate(hall, _as_known(hall, BOSS))
        half = not rotation.sheet_is_key(hall, "".join(rotation.on_the_sheet(hall.settings["id"])))
        half += journal.last_seq(hall.db) <= before
        hall.close()
        lost, doubled, wrong = judged(folder / "hall", TAKEN + 1)
        return lost, doubled, half + wrong

    with a_hall_in_earnest() as folder:
        return how(folder, rotate, again, 6 if short else TRIES, "another key")


JOBS: dict[str, Callable[[bool, How], Outcome]] = {
    "init": _making,
    "a backup": _backing_up,
    "a restore": _restoring,
    "an import": _importing,
    "the day's end": _closing,
    "another key": _rotating,
}
FAULTS: dict[str, Callable[[bool], Outcome]] = {
    f"kill -9 at each step of {name}": partial(job, how=everywhere) for name, job in JOBS.items()
}
MOUNTED: dict[str, Callable[[bool], Outcome]] = {
    f"disk full at writes of {name}": partial(job, how=filled) for name, job in JOBS.items()
}
"""Rows that need a disk of their own."""
