"""What a window shows: one query for the whole screen, so that it is one consistent moment."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from counter.acts.queue.overview import TicketLine, coming, listed, was
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed as row_of
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.case import CASE_STATE_NAMES
from counter.rules.order import MINUTE
from counter.rules.ticket import CLASS_NAMES, OPEN, STATE_NAMES, State, Ticket
from counter.store import tickets, windows

REMEMBERED = 8
"""Visits and appointments that a window shows beside its queue."""
FAR = timedelta(days=15)
"""Calendar days within which three working days end, whatever holidays lie between."""
SHOWN_AT_MOST = 300
"""Rows of a queue on a screen; older ones are found by search."""

PRINTED_MS = 10_000
"""A paper that has not come out after so long is told to whoever stands there waiting for it."""


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """A case opened under the current ticket."""

    id: int
    name: str
    receipt: str
    acceptance: str
    state: str
    state_name: str
    applicant: str
    matter: str
    items: int
    promised_on: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Current:
    """Whoever is at the window. `minutes` since the call or since serving began."""

    id: int
    number: str
    queue_name: str
    class_name: str
    state: str
    state_name: str
    calls: int
    max_calls: int
    waited: int
    minutes: int
    matter: str
    people: int
    reason: str
    version: int
    cases: tuple[CaseBrief, ...]
    was: str = ""
    """The number that they hold, of the day from which they were put off."""


@dataclass(frozen=True, slots=True)
class ServedVisit:
    """A visit that has ended: whose number, for what, from when to when."""

    number: str
    matter: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class NextBooking:
    """An appointment to come: when, and at which queue."""

    at: str
    queue: str


@dataclass(frozen=True, slots=True)
class ComingDue:
    """Something of this window's cases that comes due or is over: which case, in words, its day, how bad."""

    case: str
    words: str
    due_on: str
    light: str


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window at one moment."""

    number: int
    name: str
    queue_names: tuple[str, ...]
    staff: str
    staff_name: str
    state: str
    waiting: int
    next_id: int | None
    next_number: str
    next_reason: str
    rows: tuple[TicketLine, ...]
    current: Current | None
    unprinted: int = 0
    """Papers that the window's printer owes for longer than PRINTED_MS, or could not print; why, in `printer_error`."""
    printer_error: str = ""
    served: tuple[ServedVisit, ...] = ()
    """The visits ended here today, the newest first."""
    booked: tuple[NextBooking, ...] = ()
    """Who has an appointment at the window's queues and has not come yet, the next first."""
    due: tuple[ComingDue, ...] = ()
    """Tolerated papers near or over their day and receipts near their five days, of the cases taken in here."""

    def __str__(self) -> str:
        now = say("在办 {number}", number=self.current.number) if self.current else say("空闲")
        return say(
            "{number} 号窗口 {name}：{staff_name}，{now}，等候 {waiting} 人",
            number=self.number,
            name=self.name,
            staff_name=self.staff_name or say("无人"),
            now=now,
            waiting=self.waiting,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere a person can be sent to: a queue, or a window of it."""

    queue: str
    window: int | None
    name: str
    note: str

    def __str__(self) -> str:
        return row_of((self.name, *filter(None, (self.note,))), "  ")


@query("window.show", by=(Role.CLERK, Role.SUPERVISOR), argument="window")
def show(look: Look, window: int | None = None) -> WindowNow:
    """A window now: its queue in the order of calling, who is at it, and their cases."""
    number = window if window is not None else look.actor.window
    found = windows.window(look.db, number) if number is not None else None
    if number is None or found is None:
        raise Refusal(
            "staff.no-window" if number else "ticket.not-say-window",
            say("没有 {window} 号窗口", window=number) if number else say("没有说是哪个窗口"),
            rule=say("窗口由管理员设置"),
            next=say("请核对窗口号"),
        )
    names = {queue.letter: queue.name for queue in tickets.queues(look.db)}
    bundles = windows.bundle_names(look.db)
    rows = tuple(
        replace(line, matter=bundles[line.matter]) if line.matter in bundles else line
        for line in listed(look, window=number)
        if line.state not in OPEN
    )
    rows = tuple(
        replace(line, matter=f"{line.was} → {line.number}  {line.matter}".rstrip()) if line.was else line
        for line in rows
    )
    coming_up = coming(look, number)
    mine = tickets.open_at(look.db, number)
    owed = windows.unprinted(look.db, number, look.now - PRINTED_MS)
    return WindowNow(
        number,
        found.name,
        tuple(names.get(letter, letter) for letter in found.queues),
        found.staff or "",
        found.staff_name,
        found.state,
        sum(line.state == State.WAITING for line in rows),
        coming_up.ticket,
        coming_up.number,
        coming_up.reason,
        rows[:SHOWN_AT_MOST],
        _current(look, mine, names, bundles) if mine else None,
        owed["n"],
        owed["error"],
        _served(look, number, bundles),
        tuple(
            NextBooking(f"{look.hall.local(row['at']):%H:%M}", names.get(row["queue"], row["queue"]))
            for row in windows.to_come(look.db, found.queues, look.today.isoformat(), look.now, REMEMBERED)
        ),
        coming_due(look, number),
    )


def coming_due(look: Look, window: int) -> tuple[ComingDue, ...]:
    """What of a window's cases comes due, three working days before and as long as it waits for a person."""
    rows = windows.coming_due(look.db, window, (look.today + FAR).isoformat(), 4 * REMEMBERED)
    if not rows:
        return ()  # nothing to count: the screen is drawn without what counts days
    from counter.acts.calendar.clocks import warns
    from counter.acts.case.outstanding import NEAR_TOLERANCE
    from counter.rules import clock

    calendar, today = look.hall.calendar, look.today
    found = []
    for row in rows:
        last, tolerated = date.fromisoformat(row["due_on"]), bool(row["name"])
        light = clock.light(calendar if tolerated else calendar.lawful, today, last, NEAR_TOLERANCE)
        near = light != "green" if tolerated else warns(calendar, row["received_on"], today, look.hall.policy.clock)
        if not near:
            continue
        if not tolerated:
            words = say("未答复即视为受理")
        elif light == "red":
            words = say("容缺逾期：{name}", name=row["name"])
        else:
            words = say("容缺：{name}", name=row["name"])
        found.append(ComingDue(row["receipt_number"], words, row["due_on"], light))
    return tuple(found[:REMEMBERED])


def _served(look: Look, number: int, bundles: dict[str, str]) -> tuple[ServedVisit, ...]:
    local = look.hall.local
    return tuple(
        ServedVisit(
            f"{row['letter']}{row['number']:03}",
            bundles.get(row["matter"], row["matter"]),
            f"{local(row['started_at']):%H:%M}",
            f"{local(row['ended_at']):%H:%M}",
        )
        for row in windows.served(look.db, number, look.today.isoformat(), REMEMBERED)
    )


def _current(look: Look, one: Ticket, names: dict[str, str], bundles: dict[str, str]) -> Current:
    began = next(
        (p["started_at"] for p in reversed(tickets.periods(look.db, one.id)) if p["ended_at"] is None), look.now
    )
    cases = []
    for row in windows.cases_of_ticket(look.db, one.id):
        if row["person"] is not None:
            look.log(person=row["person"], case=row["id"])
        cases.append(
            CaseBrief(
                row["id"],
                row["receipt_number"] or f"D{row['id']}",
                row["receipt_number"] or "",
                row["acceptance_number"] or "",
                row["state"],
                CASE_STATE_NAMES[row["state"]],
                row["applicant"] or "",
                row["matter"],
                row["items"],
                row["promised_on"] or "",
                bool(row["provisional"]),
            )
        )
    return Current(
        one.id,
        one.shown,
        names.get(one.queue, one.queue),
        CLASS_NAMES[one.class_],
        one.state,
        STATE_NAMES[one.state],
        one.calls,
        look.hall.policy.queue.max_calls,
        max(0, look.now - one.arrived_at) // MINUTE,
        max(0, look.now - began) // MINUTE,
        bundles.get(one.matter, one.matter),
        one.people,
        one.reason,
        one.version,
        tuple(cases),
        was(look, one),
    )


@query("window.targets", by=(Role.CLERK, Role.SUPERVISOR, Role.GUIDE))
def targets(look: Look) -> tuple[Target, ...]:
    """Every queue and every manned window, in the place of the one who asks, that a person can be sent to."""
    from counter.store import premises

    here = premises.letters_around(look.db, look.actor.window)
    found = [
        Target(q.letter, None, row_of((q.letter, q.name), " "), say("排队，号码和到来时间不变"))
        for q in tickets.queues(look.db)
        if q.letter in here
    ]
    for row in windows.all_windows(look.db):
        letters = json.loads(row["queues"])
        if row["staff_name"] and letters and here.issuperset(letters) and row["number"] != look.actor.window:
            found.append(
                Target(
                    letters[0],
                    row["number"],
                    say("{number} 号窗口", number=row["number"]),
                    row_of((row["name"], verbatim(row["staff_name"])), " "),
                )
            )
    return tuple(found)
