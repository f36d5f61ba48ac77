"""A whole seeded day in one hall with a real process per window, run faster than life, and judged afterwards.

The seed decides who comes when, for what, how long it takes and who does not show up. Time is simulated: everybody
whose next deed lies within the same quarter of a minute is let go at once and meets the others at the store, as the
machine pleases; then time goes on. So a slow machine makes the run longer, not the day worse.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from counter.acts.queue import calling, day, moving, taking
from counter.acts.queue.waiting import order
from counter.acts.staff import accounts
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import Work
from counter.rules.access import Actor, Role
from counter.rules.replay import bounds, worst_plain_wait
from counter.store import journal, rehearsal, tickets

P = ParamSpec("P")
R = TypeVar("R")

MINUTE = 60_000
OPENS = datetime(2026, 11, 24, 9, 0)
DAY_MINUTES = 450
"""Numbers are given for seven and a half hours; windows work on until nobody waits."""
TOGETHER_MS = 15_000
"""Deeds that lie so close together (ms of the day) are done at the same instant, against each other."""
CLASSES = (("elderly", 8), ("child", 4), ("veteran", 3), ("pregnant", 2), ("disabled", 2), ("urgent", 1))
GUIDE = Actor("g1", "导办", Role.GUIDE)


class Turn(StrEnum):
    """What is special about a visit."""

    PLAIN = ""
    HOLD = "hold"
    TRANSFER = "transfer"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the plan: arrival and service in minutes, and what is special about the visit."""

    arrives: float
    queue: str
    class_: str
    appointment: float | None
    serves: float
    shows_up: bool
    turn: Turn


@dataclass(frozen=True, slots=True)
class Simulated:
    """How the day went. Waits in minutes, acts in ms of real time."""

    windows: int
    seed: int
    tickets: int
    finished: int
    absent: int
    double_calls: int
    lost: int
    numbers_repeated: int
    worst_wait_minutes_by_class: dict[str, float]
    bound_minutes_by_class: dict[str, float]
    estimate_mae_minutes: float
    fixed_rule_mae_minutes: float
    configured_rule_mae_minutes: float
    acts: int
    refusals: int
    seconds: float
    acts_per_second: float
    act_ms: dict[str, float]
    invariants_broken: list[str]

    def __str__(self) -> str:
        waits = "\n".join(
            f"  {name:<12} 最久 {self.worst_wait_minutes_by_class[name]:6.1f} 分，上限 "
            f"{self.bound_minutes_by_class[name]:6.1f} 分"
            for name in self.worst_wait_minutes_by_class
        )
        return (
            f"{self.windows} 个窗口进程，{self.tickets} 个号：办结 {self.finished}，过号 {self.absent}，重复叫号 "
            f"{self.double_calls}，"
            f"丢失 {self.lost}，重号 {self.numbers_repeated}\n各类人员首次叫到前的等候：\n{waits}\n"
            f"预计等候的平均误差：学习 {self.estimate_mae_minutes:.1f} 分，人数乘固定分钟 "
            f"{self.fixed_rule_mae_minutes:.1f} 分，"
            f"设定分钟除窗口数 {self.configured_rule_mae_minutes:.1f} 分\n"
            f"{self.acts} 次操作，每秒 {self.acts_per_second:.0f}，毫秒 p50 {self.act_ms['p50']:.1f}、p95 "
            f"{self.act_ms['p95']:.1f}、p99 {self.act_ms['p99']:.1f}\n"
            f"不变量：{'全部成立' if not self.invariants_broken else '；'.join(self.invariants_broken)}"
        )


class Rehearsal(Hall):
    """A hall whose clock is the day's own, shared by all processes; it moves only when nobody acts."""

    day: Day | None = None

    def now(self) -> int:
        """The day's moment, UTC ms; opening time before anybody is there."""
        return int(self.day.clock.value) if self.day is not None else opening(self)


def opening(hall: Hall) -> int:
    """The first moment of the day, UTC ms."""
    return int(OPENS.replace(tzinfo=hall.zone).timestamp() * 1000)


class Day:
    """The clock of all processes: each tells when it wants to go on, and sleeps until the day has come so far."""

    def __init__(self, context: Any, actors: int, start: int) -> None:
        self.clock = context.Value("d", float(start), lock=False)
        self.wake = context.Array("d", [math.inf] * actors, lock=False)
        self.door_closed = context.Value("i", 0, lock=False)
        self.turns = [context.Semaphore(0) for _ in range(actors)]
        self.blocked = context.Semaphore(0)
        self.answers = context.Queue()

    def until(self, actor: int, moment: float) -> None:
        """Sleep until the day's clock has reached `moment`."""
        self.wake[actor] = max(moment, self.clock.value)
        self.blocked.release()
        self.turns[actor].acquire()

    def leave(self, actor: int) -> None:
        """This process does nothing more today."""
        self.wake[actor] = math.inf
        self.blocked.release()

    def run(self, workers: list[Any]) -> None:
        """Let the day pass. Raises RuntimeError when a process died."""
        running = len(workers)
        while True:
            for _ in range(running):
                while not self.blocked.acquire(timeout=20):
                    if any(worker.exitcode not in (None, 0) for worker in workers):
                        raise RuntimeError("a window process died")
            first = min(self.wake)
            if first == math.inf:
                return
            going = [actor for actor, moment in enumerate(self.wake) if moment <= first + TOGETHER_MS]
            self.clock.value = max(self.wake[actor] for actor in going)
            running = len(going)
            for actor in going:
                self.wake[actor] = math.inf
                self.turns[actor].release()


def plan(tickets: int, windows: int, seed: int) -> list[Person]:
    """Everybody who comes, by arrival: a morning and an afternoon peak, three queues, some who never appear."""
    chance = random.Random(f"plan/{seed}")
    mean = min(20.0, windows * DAY_MINUTES * 0.74 / tickets)
    factor = {"A": 0.8, "B": 1.9, "C": 1.1}
    found = []
    for _ in range(tickets):
        peak = chance.random()
        arrives = (
            chance.gauss(80, 45)
            if peak < 0.5
            else chance.gauss(330, 50)
            if peak < 0.8
            else chance.uniform(0, DAY_MINUTES)
        )
        arrives = min(DAY_MINUTES - 1, max(0, arrives))
        letter = chance.choices("ABC", (60, 15, 25))[0]
        class_ = chance.choices([name for name, _ in CLASSES] + ["normal"], [w for _, w in CLASSES] + [80])[0]
        appointment = round(arrives / 10) * 10 + chance.choice((0, 0, 10)) if chance.random() < 0.08 else None
        # Work goes quicker before lunch and at the end of the day, slower right after lunch.
        hour = 0.85 if arrives > 400 else 1.2 if 240 < arrives < 320 else 1.0
        serves = mean / 1.02 * factor[letter] * hour * math.exp(chance.gauss(-0.18, 0.6))
        turn = chance.choices((Turn.PLAIN, Turn.HOLD, Turn.TRANSFER, Turn.UNDO, Turn.PLAIN), (90, 3, 3, 2, 2))[0]
        if chance.random() < 0.003:
            serves = max(serves, 100.0)  # somebody forgot to press finish
        found.append(Person(arrives, letter, class_, appointment, serves, chance.random() > 0.04, turn))
    return sorted(found, key=lambda p: p.arrives)


def letters_of(window: int) -> tuple[str, ...]:
    """What a window serves: everybody A, a third each also B or C, so that queues share windows."""
    return (("A",), ("B", "A"), ("C", "A"))[window % 3]


def breaks_of(window: int, seed: int) -> list[tuple[float, float]]:
    """Minutes (from, until) in which a window is away: a lunch in turns, and a short pause."""
    chance = random.Random(f"breaks/{seed}/{window}")
    lunch = 145 + 40 * (window % 3) + chance.uniform(0, 8)
    pause = chance.uniform(300, 420)
    return [(lunch, lunch + 38), (pause, pause + chance.uniform(8, 20))]


def simulate(windows: int, tickets: int, seed: int, directory: Path | None = None) -> Simulated:
    """Run the day. Raises Refusal for numbers that make no hall; `directory` keeps the hall afterwards."""
    if not 1 <= windows <= 200 or not 1 <= tickets <= 100_000:
        raise Refusal(
            "simulate.size-out-range", "窗口 1 到 200 个，号 1 到 100000 个", rule="模拟的规模", next="请改小数字"
        )
    folder = Path(tempfile.mkdtemp(prefix="counter-day-"))
    try:
        place = directory or folder / "hall"
        return _run(place, windows, tickets, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(place: Path, windows: int, tickets: int, seed: int) -> Simulated:
    hall = Rehearsal.create(place, name="模拟大厅", training=True)
    mean = min(20.0, windows * DAY_MINUTES * 0.74 / tickets)
    wrong = random.Random(f"minutes/{seed}")
    minutes = {
        letter: max(1, round(mean * factor * wrong.uniform(0.8, 1.35)))
        for letter, factor in (("A", 0.8), ("B", 1.9), ("C", 1.1))
    }
    served = {number: letters_of(number) for number in range(1, windows + 1)}
    if windows < 3:
        served = dict.fromkeys(served, ("A", "B", "C"))
    rehearsal.furnish(
        hall.db,
        [
            ("A", "general", "综合业务", minutes["A"]),
            ("B", "bundle", "一件事专区", minutes["B"]),
            ("C", "enterprise", "企业开办", minutes["C"]),
        ],
        served,
    )
    hall.do(day.begin, Actor("sup", "主任", Role.SUPERVISOR))
    start = opening(hall)
    hall.close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["counter.simulate"])
    clock = Day(context, windows + 1, start)
    workers = [context.Process(target=_door, args=(place, tickets, windows, seed, clock), daemon=True)]
    workers += [
        context.Process(
            target=_window, args=(place, number, served[number], tickets, windows, seed, clock), daemon=True
        )
        for number in served
    ]
    for worker in workers:
        worker.start()
    before = time.monotonic()
    clock.run(workers)
    seconds = time.monotonic() - before
    reports: list[dict[str, Any]] = [clock.answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(20)
    if trouble := [report["trouble"] for report in reports if report["trouble"]]:
        raise RuntimeError("\n".join(trouble))
    return _judge(place, windows, tickets, seed, served, reports, seconds, clock)


class _Timed:
    """Acts of one process, each timed; a refusal counts as an act that was answered."""

    def __init__(self, hall: Rehearsal, actor: Actor) -> None:
        self.hall, self.actor = hall, actor
        self.ms: list[float] = []
        self.refused = 0

    def __call__(self, function: Callable[Concatenate[Work, P], R], /, *_: P.args, **given: P.kwargs) -> R | None:
        before = time.perf_counter()
        try:
            return self.hall.do(function, self.actor, *_, **given)
        except Refusal:
            self.refused += 1
            return None
        finally:
            self.ms.append((time.perf_counter() - before) * 1000)


def _work(place: Path, actor: Actor, seat: int, clock: Day, work: Any) -> None:
    """A process: open the hall, work the day, report how long the acts took (or what went wrong)."""
    do, trouble = None, ""
    try:
        hall = Rehearsal.open(place)
        hall.day = clock
        do = _Timed(hall, actor)
        clock.until(seat, opening(hall))  # everybody is there
        work(hall, do)
        hall.close()
    except Exception:  # noqa: BLE001 (noted; what is said to a person is a sentence)
        trouble = traceback.format_exc()  # told by the process that judges the day
    clock.answers.put({"ms": do.ms if do else [], "refused": do.refused if do else 0, "trouble": trouble})
    if seat == 0:
        clock.door_closed.value = 1
    clock.leave(seat)


def _door(place: Path, tickets: int, windows: int, seed: int, clock: Day) -> None:
    """The guide's desk: everybody of the plan takes a number when they come."""

    def work(hall: Rehearsal, do: _Timed) -> None:
        opens = opening(hall)
        for index, person in enumerate(plan(tickets, windows, seed)):
            clock.until(0, opens + person.arrives * MINUTE)
            at = (
                f"{hall.local(int(opens + person.appointment * MINUTE)):%H:%M}"
                if person.appointment is not None
                else ""
            )

            def take(appointment: str = "", person: Person = person, matter: str = f"p{index}") -> bool:
                """Whether a number was given (an appointment's time may be too far off)."""
                return (
                    do(
                        taking.take,
                        queue=person.queue,
                        class_=person.class_,
                        matter=matter,
                        appointment=appointment,
                    )
                    is not None
                )

            if not take(at) and not take():
                raise RuntimeError(f"person {index} got no ticket")

    _work(place, GUIDE, 0, clock, work)


def _window(
    place: Path, number: int, letters: tuple[str, ...], tickets: int, windows: int, seed: int, clock: Day
) -> None:
    """A clerk's day: call, serve, now and then hold, transfer, undo; lunch in between; home when nobody waits."""

    def work(hall: Rehearsal, do: _Timed) -> None:
        people_of = plan(tickets, windows, seed)
        chance = random.Random(f"window/{seed}/{number}")
        opens = opening(hall)
        rests = (
            [(opens + since * MINUTE, opens + until * MINUTE) for since, until in breaks_of(number, seed)]
            if windows > 2
            else []
        )
        do(accounts.sign_in, window=number)
        idle = 0
        while True:
            if rests and hall.now() >= rests[0][0]:
                do(accounts.away)
                clock.until(number, max(rests[0][1], hall.now() + 5 * MINUTE))
                do(accounts.back)
                rests.pop(0)
            if not rehearsal.anybody(hall.db, letters, number, hall.now()):
                idle = idle + 1 if clock.door_closed.value else 0
                if idle * 30_000 > 6 * MINUTE and hall.now() > opens + (DAY_MINUTES + 12) * MINUTE:
                    break  # the cool-down of the last absent one is over as well
                clock.until(number, hall.now() + 30_000)
                continue
            idle = 0
            called = do(calling.call, window=number)
            if called is not None:
                _serve(hall, do, called, people_of[int(called.matter[1:])], letters, chance, number)
                clock.until(number, hall.now() + chance.uniform(8_000, 25_000))
        do(accounts.sign_out)

    _work(place, Actor(f"c{number}", f"窗口员{number}", Role.CLERK, window=number), number, clock, work)


def _serve(
    hall: Rehearsal,
    do: _Timed,
    called: calling.Called,
    person: Person,
    letters: tuple[str, ...],
    chance: random.Random,
    seat: int,
) -> None:
    """One visit: the walk to the window, the work, and what is special about it."""
    clock = hall.day
    assert clock is not None

    def pause(ms: float) -> None:
        clock.until(seat, hall.now() + ms)

    one = str(called.ticket)
    pause(chance.uniform(10_000, 30_000))
    if not person.shows_up:
        pause(20_000)
        if called.calls == 1:
            do(calling.recall, ticket=one)
            pause(20_000)
        do(moving.absent, ticket=one)
        return
    do(moving.start, ticket=one)
    began = hall.now()
    # Only on the first visit something happens; called again, it is simply served.
    first = called.calls == 1 and "点名" not in called.reason
    if person.turn is Turn.TRANSFER and first and called.waited_minutes < 200:
        target = next((x for x in letters if x != person.queue), None)
        if target and not tickets.was_transferred(hall.db, called.ticket):
            pause(60_000)
            do(moving.transfer, ticket=one, queue=target)
            return
    clock.until(seat, began + person.serves * MINUTE)
    if person.turn is Turn.HOLD and first:
        do(moving.hold, ticket=one, reason="去复印")
        do(calling.pick, ticket=one)
        do(moving.start, ticket=one)
    do(moving.finish, ticket=one)
    if person.turn is Turn.UNDO and first:
        from counter.acts.undo import undo

        if do(undo) is not None:
            do(moving.finish, ticket=one)


def _judge(
    place: Path,
    windows: int,
    tickets: int,
    seed: int,
    served: dict[int, tuple[str, ...]],
    reports: list[dict[str, Any]],
    seconds: float,
    clock: Day,
) -> Simulated:
    """Ask the finished store what happened."""
    hall = Rehearsal.open(place)
    hall.day = clock
    date = OPENS.date().isoformat()
    states = rehearsal.states(hall.db, date)
    finished, absent = states.get("finished", 0), states.get("absent", 0)
    broken = rehearsal.broken_invariants(hall.db) + [f"日志断链：{seq}" for seq in journal.broken_links(hall.db)]
    closed = hall.do(day.close, Actor("sup", "主任", Role.SUPERVISOR), leftover=day.Decision.LAPSE)
    rows = rehearsal.visits(hall.db, date)
    opens = opening(hall)
    waits: dict[str, float] = {}
    for row in rows:
        if row["called_at"] is not None:
            since = (
                max(row["arrived_at"], row["appointment_at"] or 0)
                if row["lane"] == "appointment"
                else row["arrived_at"]
            )
            waits[row["lane"]] = max(waits.get(row["lane"], 0.0), (row["called_at"] - since) / MINUTE)
    rests = {
        n: [(int(opens + a * MINUTE), int(opens + b * MINUTE)) for a, b in breaks_of(n, seed)] if windows > 2 else []
        for n in served
    }
    plain = worst_plain_wait([(row["ready_at"], row["letter"], row["busy"]) for row in rows], served, rests, opens)
    limits = bounds(order(hall), waits, plain)
    total = sum(e.tickets for e in closed.errors) or 1
    ms = sorted(value for report in reports for value in report["ms"])
    doubles, repeats = rehearsal.double_calls(hall.db), rehearsal.repeated_numbers(hall.db)
    hall.close()

    def quantile(share: float) -> float:
        return round(ms[min(len(ms) - 1, int(share * len(ms)))], 2) if ms else 0.0

    return Simulated(
        windows,
        seed,
        len(rows),
        finished,
        absent,
        doubles,
        tickets - finished - absent,
        repeats,
        {name: round(waits[name], 1) for name in sorted(waits)},
        {name: round(limits[name] / MINUTE, 1) for name in sorted(waits)},
        round(sum(e.learned * e.tickets for e in closed.errors) / total, 2),
        round(sum(e.fixed * e.tickets for e in closed.errors) / total, 2),
        round(sum(e.configured * e.tickets for e in closed.errors) / total, 2),
        len(ms),
        sum(report["refused"] for report in reports),
        round(seconds, 1),
        round(len(ms) / seconds, 1),
        {"p50": quantile(0.5), "p95": quantile(0.95), "p99": quantile(0.99)},
        broken,
    )
