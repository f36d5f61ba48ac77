"""The queue under load: 64 window processes at a hall's pace, flat out beside raw SQLite, and beside millions of past
tickets.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from counter.acts.queue import calling, moving
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.rules.access import Actor, Role
from counter.store import rehearsal
from tests.bench._floor import copy_hall

NOW = datetime(2026, 11, 24, 9, 30)
GUIDE = Actor("g1", "导办", Role.GUIDE)
PAST = int(os.environ.get("COUNTER_BENCH_TICKETS", "500000"))
"""Past tickets of the flatness part; 5,000,000 takes some minutes and gigabytes to make."""
EVERY_S = 15.0
"""At a hall's pace each window has a whole visit (take, call, start, finish) this often: some 20 times real life."""


def clerk(number: int) -> Actor:
    return Actor(f"c{number}", f"窗口员{number}", Role.CLERK, window=number)


def furnish(path: Path, windows: int, waiting: int = 200) -> None:
    """A hall with people waiting and every window signed in."""
    hall = Hall.create(path, name="测试", training=True)
    hall.set_now(NOW)
    served = {n: (("A",), ("B", "A"), ("C", "A"))[n % 3] for n in range(1, windows + 1)}
    rehearsal.furnish(
        hall.db, [("A", "general", "综合", 8), ("B", "bundle", "一件事", 20), ("C", "enterprise", "企业", 12)], served
    )
    for number in served:
        hall.db.execute(
            "INSERT INTO shift (staff, front_window, business_date, started_at, seen_at) VALUES (?,?,'2026-11-24',?,?)",
            (f"c{number}", number, hall.now(), hall.now()),
        )
    for _ in range(waiting):
        hall.do(take, GUIDE, queue="A")
    hall.close()


def visit(hall: Hall, number: int, times: list[tuple[str, float]]) -> None:
    """One visit from the door to the end, each act timed (ms)."""

    def timed(name: str, act: Any, actor: Actor, **given: Any) -> Any:
        started = time.perf_counter()
        done = hall.do(act, actor, **given)
        times.append((name, (time.perf_counter() - started) * 1000))
        return done

    timed("take", take, GUIDE, queue="A")
    called = timed("call", calling.call, clerk(number), window=number)
    hall.do(moving.start, clerk(number), ticket=str(called.ticket))
    timed("finish", moving.finish, clerk(number), ticket=str(called.ticket))


def _paced(path: Path, number: int, given: tuple[int, float], ready: Any, answers: Any) -> None:
    visits, every = given
    hall = Hall.open(path, now=NOW)
    times: list[tuple[str, float]] = []
    visit(hall, number, [])  # the first one loads what a process loads once
    ready.wait(300)
    time.sleep(random.Random(number).uniform(0, every))
    for _ in range(visits):
        started = time.monotonic()
        visit(hall, number, times)
        time.sleep(max(0.0, every - (time.monotonic() - started)))
    hall.close()
    answers.put(times)


def _flat_out(path: Path, number: int, visits: int, ready: Any, answers: Any) -> None:
    hall = Hall.open(path, now=NOW)
    visit(hall, number, [])
    ready.wait(300)
    started = time.monotonic()
    for _ in range(visits):
        visit(hall, number, [])
    answers.put((started, time.monotonic()))
    hall.close()


def _raw(path: Path, number: int, visits: int, ready: Any, answers: Any) -> None:
    """The rows of a visit's four acts written raw: one transaction per act, the same durability, no rule,
    no reading.
    """
    hall = Hall.open(path, now=NOW)
    visit(hall, number, [])
    like = Like.of(hall.db)
    hall.close()
    hall = Hall.open(path, now=NOW)  # one that has bound nothing yet: what is written to it raw wakes no trigger
    db, now = hall.db, hall.now()
    ready.wait(300)
    started = time.monotonic()
    for turn in range(visits):
        raw_visit(db, number, f"{number}-{turn}", now, like)
    answers.put((started, time.monotonic()))
    hall.close()


@dataclass(frozen=True, slots=True)
class Like:
    """What a visit's acts wrote of their own: facts and row tags of each act's entry, the ticket's paper. The floor
    writes as much, to the byte; it makes none of it.
    """

    entries: dict[str, tuple[str, bytes]]
    paper: str
    reason: str

    @classmethod
    def of(cls, db: Any) -> Like:
        """Of the newest visit."""
        acts = ("ticket.take", "ticket.call", "ticket.start", "ticket.finish")
        newest = "SELECT facts, rows FROM journal WHERE act = ? ORDER BY seq DESC LIMIT 1"
        entries = {act: tuple(db.execute(newest, (act,)).fetchone()) for act in acts}
        one = db.execute("SELECT content FROM paper WHERE kind = 'ticket' ORDER BY rowid DESC LIMIT 1").fetchone()[0]
        reason = "SELECT CAST(reason AS BLOB) FROM ticket_period WHERE kind = 'called' ORDER BY id DESC LIMIT 1"
        return cls(entries, one, db.execute(reason).fetchone()[0].decode())


def raw_visit(db: Any, window: int, name: str, now: int, like: Like) -> None:
    """See `_raw`."""
    day = "2026-11-24"

    def journal(act: str) -> None:
        seq = db.execute("SELECT max(seq) + 1 FROM journal").fetchone()[0]
        db.execute(
            "INSERT INTO journal (seq, at, business_date, act, staff, role, place, subject, touched, facts, previous, "
            "hash, rows) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                seq,
                now,
                day,
                act,
                f"c{window}",
                "clerk",
                f"window:{window}",
                "ticket:1",
                '["ticket:1"]',
                like.entries[act][0],
                "0" * 64,
                f"{name}-{seq}".rjust(64, "0"),
                like.entries[act][1],
            ),
        )

    def number_of(series: str) -> int:
        return db.execute(
            "INSERT INTO counter_value (name, scope, value) VALUES (?, ?, 1) ON CONFLICT (name, scope) DO UPDATE SET "
            "value = value + 1 RETURNING value",
            (series, "raw"),
        ).fetchone()[0]

    def turn(ticket: int, kind: str | None) -> None:
        db.execute("UPDATE ticket_period SET ended_at = ? WHERE ticket = ? AND ended_at IS NULL", (now, ticket))
        if kind:
            db.execute(
                "INSERT INTO ticket_period (ticket, kind, queue, front_window, staff, started_at) VALUES "
                "(?,?,'A',?,?,?)",
                (ticket, kind, window, f"c{window}", now),
            )

    db.execute("BEGIN IMMEDIATE")
    ticket = db.execute(
        "INSERT INTO ticket (letter, number, business_date, queue, arrived_at, ready_at, state, estimate, "
        "estimate_low, estimate_high, estimate_fixed, estimate_configured)"
        " VALUES ('A',?,?,'A',?,?,'waiting',1,1,1,1,1)",
        (number_of("ticket") + 100_000, day, now, now),
    ).lastrowid
    db.execute("INSERT INTO ticket_period (ticket, kind, queue, started_at) VALUES (?,'waiting','A',?)", (ticket, now))
    db.execute("UPDATE ticket SET code_hash = ? WHERE id = ?", (f"{name}".rjust(64, "0"), ticket))
    paper = f"W-{number_of('paper'):06d}"
    db.execute(
        "INSERT INTO paper (number, kind, ticket, business_date, at, content) VALUES (?,'ticket',?,?,?,?)",
        (paper, ticket, day, now, like.paper),
    )
    db.execute("INSERT INTO paper_job (paper, printer, at, next_at) VALUES (?,'preview',?,?)", (paper, now, now))
    journal("ticket.take")
    db.execute("COMMIT")
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "UPDATE ticket SET state = 'called', front_window = ?, staff = ?, calls = 1, called_at = ?, reason = ?, "
        "version = 2 WHERE id = ?",
        (window, f"c{window}", now, like.reason, ticket),
    )
    turn(ticket, "called")
    db.execute("INSERT INTO call (ticket, front_window, at) VALUES (?,?,?)", (ticket, window, now))
    journal("ticket.call")
    db.execute("COMMIT")
    for act, state, kind in (("ticket.start", "serving", "serving"), ("ticket.finish", "finished", None)):
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE ticket SET state = ?, version = version + 1 WHERE id = ?", (state, ticket))
        turn(ticket, kind)
        journal(act)
        db.execute("COMMIT")


def run(target: Any, path: Path, windows: int, given: list[Any]) -> list[Any]:
    """Start a process per window, let them go at once, return what they say."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bench.queue"])
    ready, answers = context.Barrier(windows), context.Queue()
    workers = [
        context.Process(target=target, args=(path, n, given[n - 1], ready, answers)) for n in range(1, windows + 1)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join(30)
    return found


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def pace(folder: Path) -> None:
    """64 windows at a hall's pace beside one alone."""
    furnish(folder / "pace", 64)
    alone = [t for times in run(_paced, folder / "pace", 1, [(40, 0.4)]) for t in times]
    many = [t for times in run(_paced, folder / "pace", 64, [(3, EVERY_S)] * 64) for t in times]
    alone += [t for times in run(_paced, folder / "pace", 1, [(40, 0.4)]) for t in times]
    print(
        f"{f'a visit every {EVERY_S:.0f} s':24}{'1 p95 ms':>10}{'64 p95 ms':>11}{'ratio':>8}"
        f"{'1 p50':>8}{'64 p50':>8}   goal 3"
    )
    for name in ("take", "call", "finish"):
        one, all_ = p95([ms for n, ms in alone if n == name]), p95([ms for n, ms in many if n == name])
        middle = [sorted(ms for n, ms in times if n == name) for times in (alone, many)]
        print(
            f"{name:24}{one:10.2f}{all_:11.2f}{all_ / one:8.2f}"
            f"{middle[0][len(middle[0]) // 2]:8.2f}{middle[1][len(middle[1]) // 2]:8.2f}"
        )


def flat_out(folder: Path) -> None:
    """As fast as it goes: one process, and eight at once, beside the same rows written raw."""
    furnish(folder / "flat", 8, 120)
    print(f"{'acts per second':24}{'ours':>10}{'raw':>11}{'ratio':>8}   goal 0.6")
    for windows, visits in ((1, 60), (8, 25)):
        rates: dict[str, list[float]] = {"ours": [], "raw": []}
        for turn in range(3):  # in turn, so that both meet the same machine
            for name, target in (("ours", _flat_out), ("raw", _raw)):
                place = folder / f"{name}{windows}-{turn}"
                copy_hall(folder / "flat", place, NOW).close()
                spans = run(target, place, windows, [visits] * windows)
                rates[name].append(4 * visits * windows / (max(e for _, e in spans) - min(s for s, _ in spans)))
        ours, raw = (sorted(rates[name])[1] for name in ("ours", "raw"))
        print(f"{f'{windows} process' + ('es' if windows > 1 else ''):24}{ours:10.0f}{raw:11.0f}{ours / raw:8.2f}")


def flat_history(folder: Path, past: int = PAST) -> None:
    """Take, call and finish beside a store with millions of past tickets."""
    furnish(folder / "young", 2, 60)
    furnish(folder / "old", 2, 0)
    hall = Hall.open(folder / "old", now=NOW)
    started = time.perf_counter()
    age(hall, past)
    for _ in range(60):
        hall.do(take, GUIDE, queue="A")
    print(
        f"{past:,} past tickets, {(folder / 'old' / 'hall.db').stat().st_size / 1e9:.1f} GB, made in "
        f"{time.perf_counter() - started:.0f} s"
    )
    hall.close()
    halls = {name: Hall.open(folder / name, now=NOW) for name in ("young", "old")}
    times: dict[str, list[tuple[str, float]]] = {"young": [], "old": []}
    for hall in halls.values():
        visit(hall, 1, [])
    for _ in range(150):
        for name, hall in halls.items():  # in turn, so that both meet the same machine
            visit(hall, 1, times[name])
    print(f"{'median ms':24}{'young':>10}{'old':>11}{'ratio':>8}   goal 1.3")
    for act in ("take", "call", "finish"):
        young, old = (sorted(ms for n, ms in times[name] if n == act) for name in ("young", "old"))
        print(
            f"{act:24}{young[len(young) // 2]:10.2f}{old[len(old) // 2]:11.2f}"
            f"{old[len(old) // 2] / young[len(young) // 2]:8.2f}"
        )
    for hall in halls.values():
        hall.close()


def age(hall: Hall, past: int) -> None:
    """Write `past` finished tickets of earlier days with their periods and calls, and a journal entry for each."""
    db, per_day = hall.db, 3000
    day_ms = 86_400_000
    db.execute("PRAGMA cache_size = -400000")
    for first in range(0, past, 100_000):
        count = min(100_000, past - first)
        db.execute("BEGIN IMMEDIATE")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {first + count - 1})"
        since = f"({hall.now()} - ({past} / {per_day} + 1 - i / {per_day}) * {day_ms} + (i % {per_day}) * 9000)"
        db.execute(
            f"{numbers} INSERT INTO ticket (id, letter, number, business_date, queue, class, lane, arrived_at, "
            f"ready_at, state, front_window, staff, calls, called_at, code_hash)"
            f" SELECT i + 1000000, substr('ABC', i % 3 + 1, 1), i % {per_day} + 1, date({since} / 1000, 'unixepoch'), "
            f"substr('ABC', i % 3 + 1, 1), 'normal', 'normal',"
            f" {since}, {since}, 'finished', 1, 'c1', 1, {since} + 600000, printf('%064x', i) FROM n"
        )
        for kind, begin, end in (
            ("waiting", 0, 600_000),
            ("called", 600_000, 620_000),
            ("serving", 620_000, 1_100_000),
        ):
            db.execute(
                f"{numbers} INSERT INTO ticket_period (ticket, kind, queue, front_window, staff, started_at, ended_at)"
                f" SELECT i + 1000000, '{kind}', substr('ABC', i % 3 + 1, 1), "
                f"{'NULL, NULL' if kind == 'waiting' else '1, ' + chr(39) + 'c1' + chr(39)}, {since} + {begin}, "
                f"{since} + {end} FROM n"
            )
        db.execute(
            f"{numbers} INSERT INTO call (ticket, front_window, at) SELECT i + 1000000, 1, {since} + 600000 FROM n"
        )
        db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def main() -> None:
    """Print every part."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        folder = Path(name)
        os.environ["COUNTER_KEY_FILE"] = str(folder / "key")
        flat_out(folder)
        pace(folder)
        flat_history(folder)


if __name__ == "__main__":
    main()
