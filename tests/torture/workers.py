"""kill -9 before each statement of what works beside the windows: publisher, spooler, migration."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from counter import acts
from counter.acts.premises.training import train
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.hall import hall as hall_module
from counter.hall.key import read_key
from counter.hall.settings import read_settings
from counter.paper.spooler import drain, settle
from counter.rules.access import HALL_ITSELF, KIOSK, Actor, Role
from counter.site.publish import Publisher
from counter.store import driver, papers, schema, settings, staff
from counter.store.connection import immediate, open_store
from tests.conftest import NOW
from tests.torture.killing import Outcome

FEW = 12
"""Before so many statements a job dies in the short form."""

Tracing = Callable[[Any], None]
"""Has a connection's statements counted."""
GUIDE = Actor("g1", "导办", Role.GUIDE)


@contextmanager
def a_hall() -> Iterator[Path]:
    """A training hall where twelve people took a number and five were served."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "hall.key")
        place = Path(folder) / "hall"
        hall = Hall.create(place, name="故障大厅", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        clerk = staff.actor(hall.db, "c3", 3)
        hall.do(sign_in_act(), clerk, window=3)
        for _ in range(12):
            hall.do(take, GUIDE, queue="A")
        for _ in range(5):
            called = hall.do(acts.ticket_call, clerk, window=3)
            hall.do(acts.ticket_start, clerk, ticket=str(called.ticket))
            hall.do(acts.ticket_finish, clerk, ticket=str(called.ticket))
        hall.close()
        yield place


def sign_in_act() -> Any:
    """The act of beginning a shift."""
    from counter.acts.staff.accounts import sign_in

    return sign_in


def die(job: Callable[[Tracing], None], at: int) -> int:
    """Do a job in a child that kills itself before statement `at` (0: never); how many statements it began."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            seen = 0

            def before(statement: str) -> None:
                nonlocal seen
                seen += 1
                if seen == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            job(lambda db: db.set_trace_callback(before))
            os.write(writer, str(seen).encode())
            os._exit(0)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    assert os.WIFSIGNALED(status) or status == 0, f"the job failed by itself at {at}"
    return int(said or at)


def everywhere(
    place: Path, job: Callable[[Path, Tracing], None], look: Callable[[Path], tuple[int, int, int]], short: bool
) -> Outcome:
    """Kill the job before each statement (in short before some FEW), let `look` take it up again and count what is
    lost, doubled, half.
    """
    found, copy = Outcome(), place.with_name("copy")

    def once(at: int) -> int:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place, copy)
        return die(lambda trace: job(copy, trace), at)

    last = once(0)
    for at in sorted({1, last, *range(1, last + 1, max(1, last // FEW) if short else 1)}):
        once(at)
        lost, doubled, half = look(copy)
        found.tries += 1
        found.lost += bool(lost)
        found.doubled += bool(doubled)
        found.half += bool(half)
    return found


def publisher(short: bool) -> Outcome:
    """The public page ends as if nothing had happened."""

    def publish(place: Path, trace: Tracing = lambda db: None) -> None:
        hall = Hall.open(place, now=NOW)
        at_work = Publisher(hall)
        trace(at_work.db)
        at_work.catch_up()
        at_work.close()
        hall.close()

    def page(place: Path) -> dict[str, list[tuple[Any, ...]]]:
        db = driver.connect(str(place / "public" / "public.db"), read_only=True)
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        found = {name: sorted(map(repr, map(tuple, db.execute(f"SELECT * FROM {name}")))) for name in names}
        db.close()
        found.pop("meta", None)
        return found  # type: ignore[return-value]

    with a_hall() as place:
        whole = place.with_name("whole")
        shutil.copytree(place, whole)
        publish(whole)
        wanted = page(whole)

        def look(copy: Path) -> tuple[int, int, int]:
            publish(copy)
            return 0, 0, int(page(copy) != wanted)

        return everywhere(place, publish, look, short)


def spooler(short: bool) -> Outcome:
    """Every paper comes out, and none twice without saying COPY."""

    def printing(place: Path, trace: Tracing = lambda db: None) -> None:
        hall = Hall.open(place, now=NOW)
        trace(hall.db)
        drain(hall)
        hall.close()

    def look(copy: Path) -> tuple[int, int, int]:
        hall = Hall.open(copy, now=NOW)
        for printer in papers.printers_waiting(hall.db):
            settle(hall, printer)
        settle(hall, "preview")
        drain(hall)
        drain(hall)
        lost = driver.number(
            hall.db.execute(
                "SELECT count(*) FROM paper p WHERE NOT EXISTS"
                " (SELECT 1 FROM paper_job j WHERE j.paper = p.number AND j.state = 'sent')"
            )
        )
        doubled = driver.number(
            hall.db.execute(
                "SELECT count(*) FROM (SELECT 1 FROM paper_job WHERE state = 'sent' GROUP BY paper, copy"
                " HAVING count(*) > 1)"
            )
        )
        hall.close()
        return lost, doubled, 0

    with a_hall() as place:
        return everywhere(place, printing, look, short)


def migration(short: bool) -> Outcome:
    """An older hall is brought up whole, or is still the older hall."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "hall.key")
        place = Path(folder) / "hall"
        steps = schema.STEPS
        Hall.create(place, name="旧大厅", training=True).close()
        for file in (*place.glob("hall.db*"), *Path(folder).glob("*.chain"), *Path(folder).glob("*.head")):
            file.unlink()
        db = open_store(place / "hall.db", read_key(read_settings(place / "hall.toml")))
        schema.migrations().apply(Database(db), stop_before=steps[6])
        with immediate(db):
            settings.begin_with(db, {"training": "yes", "closing_time": "17:00", "opening_time": "09:00"})
            for one in (HALL_ITSELF, KIOSK):
                db.execute("INSERT INTO staff (code, name, role) VALUES (?,?,?)", (one.staff, one.name, one.role))
        db.close()

        def opening(copy: Path, trace: Tracing) -> None:
            def traced(*given: Any, **options: Any) -> Any:
                db = open_store(*given, **options)
                trace(db)
                return db

            hall_module.open_store = traced  # type: ignore[attr-defined]
            Hall.open(copy, now=NOW).close()

        def look(copy: Path) -> tuple[int, int, int]:
            hall = Hall.open(copy, now=NOW)
            done = [row[0] for row in hall.db.execute("SELECT name FROM _sqlite_migrations ORDER BY rowid")]
            hall.close()
            return len(set(steps) - set(done)), len(done) - len(set(done)), 0

        return everywhere(place, opening, look, short)


FAULTS: dict[str, Callable[[bool], Outcome]] = {
    "kill -9 before each statement of the publisher": publisher,
    "kill -9 before each statement of the spooler": spooler,
    "kill -9 before each statement of a migration": migration,
}
