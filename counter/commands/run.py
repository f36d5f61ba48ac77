"""`counter run`: the hall's own process. It prints, brings the public page up, checks the clocks, takes in what was
sent.

One per hall, held by a lock. It may die at any moment: everything it does is read from the store and done once.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door, catch_up
from counter.commands._told import refused, tell
from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim
from counter.store import driver, rights
from counter.trouble import note

if TYPE_CHECKING:
    from counter.hall import Hall

LOOK_S = 0.1
"""How often the journal is looked at: the public page follows within a second."""

CHORES_S = 30.0
HEAD_S = 60.0
"""How often the journal's head is written down outside the hall."""

PUBLISH_AGAIN_S = 5.0
"""How long the public page is left alone after it couldn't be written."""

INBOX_S = 1.0


@click.command("run", help=mark("大厅后台：打印、公开页、时限检查、收件箱（每个大厅只开一个）"))
@click.option("--while-pid", type=int, help=mark("这个进程结束后自己也结束"))
@click.option("--once", is_flag=True, help=mark("把欠下的做完就结束"))
@click.pass_obj
def command(door: Door, while_pid: int | None, once: bool) -> None:
    """Run until stopped (Ctrl+C, SIGTERM) or until another process ends."""
    from counter.hall import Hall

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        with only_one(hall.directory):
            if group := hall.settings.get("site_group"):
                rights.lay_outside(hall.directory, str(group))
            if not hall.training:
                from counter.paper.printers import sweep_previews

                sweep_previews(hall.directory)
            if once:
                work_off(hall)
            else:
                tell(say("{name}：后台已开始", name=hall.settings["name"]), err=True)
                keep_running(hall, door, stop, while_pid)
    finally:
        hall.close()


@contextmanager
def only_one(directory: Path, what: str = "run") -> Iterator[None]:
    """Hold the hall's run lock. Raises Refusal where another process has it. The kernel gives it back after a kill."""
    path = directory / "spool" / f"{what}.lock"
    with open(path, "a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise Refusal(
                "run.already-running",
                say("这个大厅的后台已经在运行"),
                rule=say("每个大厅只开一个后台"),
                next=say("不需要再开"),
            ) from None
        yield


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def work_off(hall: Hall) -> None:
    """Everything that is due, once, in this thread."""
    from counter.commands._telling import tell_all
    from counter.paper.spooler import drain
    from counter.site.publish import Publisher

    catch_up(hall)
    end_missed(hall)
    take_in(hall)
    tell_all(hall, first=True)
    publisher = Publisher(hall)
    try:
        publisher.catch_up()
    finally:
        publisher.close()
    drain(hall)


def keep_running(hall: Hall, door: Door, stop: threading.Event, while_pid: int | None) -> None:
    """The loop: look at the journal ten times a second, at the inbox every second, at the clocks twice a minute."""
    from counter.commands._keeping import BackupKeeper, Copier
    from counter.commands._telling import Teller
    from counter.hall import Hall
    from counter.hall.proving import keep_head
    from counter.paper.spooler import Spooler
    from counter.site.publish import Publisher

    with ExitStack() as held:
        spooler = Spooler(lambda: Hall.open(door.hall_dir, now=door.now))
        held.callback(spooler.stop)
        publisher = Publisher(hall)
        held.callback(publisher.close)
        held.callback(lambda: tried(say("公开页"), publisher.catch_up, hall))
        keeper = BackupKeeper(lambda: Hall.open(door.hall_dir, now=door.now))
        held.callback(keeper.stop)
        teller = Teller(lambda: Hall.open(door.hall_dir, now=door.now))
        held.callback(teller.stop)
        copier = Copier(door.hall_dir)
        held.callback(copier.stop)
        seen, chores_at, inbox_at, publish_at, head_at = (-1, -1), 0.0, 0.0, 0.0, 0.0
        while not stop.is_set() and (while_pid is None or alive(while_pid)):
            now = time.monotonic()
            if now - head_at >= HEAD_S:
                head_at = now
                tried(say("链头"), lambda: keep_head(hall), hall)
            if now - chores_at >= CHORES_S:
                chores_at = now
                tried(say("时限检查"), lambda: check_clocks(hall), hall)
                tried(say("没来的预约"), lambda: end_missed(hall), hall)
                tried(say("自动备份"), lambda: keeper.look(hall), hall)
            if now - inbox_at >= INBOX_S:
                inbox_at = now if tried(say("收件箱"), lambda: take_in(hall), hall) else now + CHORES_S
            # what this process has taken in itself is news too: the citizen who sent it looks at the page now
            version = (hall.commits(), hall.own_writes())
            if now >= publish_at and (version != seen or publisher.owes()):
                if tried(say("公开页"), publisher.catch_up, hall):
                    seen = version
                else:
                    publish_at = now + PUBLISH_AGAIN_S
            spooler.look(hall)
            teller.look(hall)
            copier.look(hall)
            stop.wait(LOOK_S)


def tried(what: str, chore: Callable[[], object], hall: Hall) -> bool:
    """Do one of the chores. False where it couldn't be done: what went wrong is told and noted, and the others go on,
    for a printer must not stand still because a page can't be written. A Refusal (the hall's file was replaced) ends
    all.
    """
    try:
        return chore() is not False
    except Refusal:
        raise
    except driver.DatabaseError as error:
        if hall.by_another_key(error):
            return False  # encrypted anew meanwhile, and open again
        if not isinstance(error, driver.OperationalError):
            tell(say("{what}：{note}", what=what, note=note(error, hall.directory)), err=True)
            return False
        tell(say("{what}：现在办不了（{error}）；后台的其他工作照常", what=what, error=error), err=True)
    except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
        tell(say("{what}：{note}", what=what, note=note(error, hall.directory)), err=True)
    return False


def check_clocks(hall: Hall) -> None:
    """The day's check; a clock in doubt is told once, and nothing falls due by it."""
    from counter.store import moments

    told = moments.open_doubt(hall.db)
    catch_up(hall)
    if told is None and moments.open_doubt(hall.db):
        tell(say("{doubt}，到期处理停着", doubt=hall.doubt_words(hall.moment())), err=True)


def end_missed(hall: Hall) -> None:
    """Bookings that nobody came for end, and free who made them for another."""
    from counter.acts.queue.from_home import miss_due
    from counter.rules.access import HALL_ITSELF

    miss_due(hall, HALL_ITSELF)


def take_in(hall: Hall) -> bool:
    """What citizens sent becomes acts. False where the inbox, which belongs to the site, can't be read."""
    from counter.acts.inbox.taking_in import take_in as take

    if hall.moment().doubt:
        return False  # it waits, sealed as it came: what day it counts from is not known
    try:
        take(hall)
    except Refusal as refusal:
        tell(say("{refusal}；后台的其他工作照常", refusal=verbatim(refused(refusal))), err=True)
        return False
    return True


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return os.getppid() == pid or _is_running(pid)


def _is_running(pid: int) -> bool:
    """A process that has ended but was not waited for is gone all the same."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
