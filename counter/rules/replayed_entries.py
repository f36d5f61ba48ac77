"""The journal of a day read as moves: where each number stood after each act, and who stood at which window.

Entries say what an act changed and what stood before it (the same facts that undo reads), so that what stood after it
is in the next entry of the same number, or in its row. Nothing is read of a clock or a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counter.rules.day import ShiftState
from counter.rules.ticket import MOVES, State

BEGINS_SERVICE = frozenset(("case.open", "case.open-prepared", "case.tie"))
"""Acts of a case that begin the service of whoever was called for it."""
ENDS_SHIFT = frozenset(
    (
        "desk.close",
        "staff.change",
        "staff.end",
        "staff.expire",
        "staff.recover",
        "staff.relieve",
        "staff.retire",
        "staff.sign-in",
        "staff.sign-out",
        "staff.sign-out-other",
        "window.close",
    )
)
"""Acts that end somebody's shift at their own instant; a night's end is dated back to the last deed."""
OPEN = frozenset((State.CALLED, State.SERVING))


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the journal has it."""

    seq: int
    at: int
    act: str
    subjects: tuple[str, ...]
    facts: Mapping[str, Any]
    undoes: int | None
    place: str = ""

    def named(self, kind: str) -> list[int]:
        """The subjects of a kind, as numbers."""
        return [
            int(id) for subject in self.subjects for name, _, id in (subject.partition(":"),) if name == kind and id
        ]


@dataclass(frozen=True, slots=True)
class Known:
    """What a number has from its first moment on (`low` and `high`: what its holder was told, ms), and its row now."""

    id: int
    number: str
    letter: str
    business_date: str
    arrived_at: int
    low: int | None
    high: int | None
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a number stands from an instant on."""

    at: int
    ticket: int
    state: str
    queue: str
    window: int | None
    since: int
    called_at: int | None = None
    held_until: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's time at a window, as its row has it."""

    id: int
    window: int
    staff: str
    name: str
    business_date: str
    started_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class There:
    """Who is at a window from an instant on (`name` empty: nobody), on or away, and since when."""

    at: int
    window: int
    name: str
    state: str
    since: int


def stands(
    day: str, entries: Sequence[Entry], known: Mapping[int, Known], windows: Mapping[int, int], midnight: int
) -> list[Stand]:
    """Where each number stood, move by move. `windows` is the window of each call by the call's id."""
    return _Numbers(day, entries, known, windows, midnight).read()


class _Numbers:
    """One reading; an undo goes back to what stood before the entry that it names."""

    def __init__(
        self,
        day: str,
        entries: Sequence[Entry],
        known: Mapping[int, Known],
        windows: Mapping[int, int],
        midnight: int,
    ) -> None:
        self.entries, self.known, self.windows, self.midnight = entries, known, windows, midnight
        self.old = {one.id for one in known.values() if one.business_date < day}
        self.of_number = {one.number: one.id for one in known.values() if one.id not in self.old}
        self.here: dict[int, Stand] = {}
        self.before: dict[tuple[int, int], Stand | None] = {}
        self.taken_back = {entry.undoes for entry in entries}
        self.was: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
        for entry in entries:
            for ticket, was in _before_values(entry):
                self.was.setdefault(ticket, []).append((entry.seq, was))

    def read(self) -> list[Stand]:
        found = [
            Stand(self.midnight, id, State.HELD, self.known[id].letter, None, self.midnight) for id in sorted(self.old)
        ]
        self.here = {one.ticket: one for one in found}
        for entry in self.entries:
            for one in list(self._moved(entry)):
                before = self.here.get(one.ticket)
                if before is not None and before.at > one.at:  # the clock was set back in between
                    one = replace(one, at=before.at)
                self.before[entry.seq, one.ticket] = before
                self.here[one.ticket] = one
                found.append(one)
        return sorted(found, key=lambda one: one.at)

    def _moved(self, entry: Entry) -> Iterator[Stand]:
        """What an entry did to numbers."""
        for number in entry.facts.get("carried", ()):
            if (id := self.of_number.get(str(number))) is not None:
                yield self._taken(id, entry.at)
        if entry.act == "ticket.take" and not entry.facts.get("again"):
            yield from (self._taken(id, entry.at) for id in entry.named("ticket")[:1] if id in self.known)
        elif entry.act == "ticket.enter":
            yield from (self._entered(id, entry.at) for id in entry.named("ticket")[:1] if id in self.known)
        elif entry.act == "act.undo" and entry.undoes is not None:
            yield from self._undone(entry)
        elif entry.act == "queue.move":
            for what in entry.facts.get("moved", ()):
                if (one := self.here.get(what["id"])) is not None:
                    yield replace(one, at=entry.at, queue=entry.facts["to"])
        elif entry.act == "queue.move-back":
            moved = next((one for one in self.entries if one.seq == (entry.undoes or entry.facts.get("of"))), None)
            before = {what["id"]: what["was"] for what in moved.facts.get("moved", ())} if moved else {}
            for id in entry.named("ticket"):
                if id in before and id in self.here:
                    yield replace(self.here[id], at=entry.at, queue=before[id].get("queue", self.here[id].queue))
        elif entry.act in ("day.decide", "day.decide-all", "day.close"):
            yield from self._settled(entry)
        elif entry.facts.get("put_by"):
            for id in entry.named("ticket"):
                if id in self.old:
                    yield replace(self.here[id], at=entry.at, state=State.HELD, window=None, since=entry.at)
        elif entry.act in BEGINS_SERVICE:
            for id in entry.named("ticket"):
                if id in self.here and self.here[id].state == State.CALLED:
                    yield replace(self.here[id], at=entry.at, state=State.SERVING, since=entry.at)
        else:
            for ticket, was in _before_values(entry):
                if ticket in self.here:
                    yield self._changed(self.here[ticket], entry, was)

    def _taken(self, id: int, at: int) -> Stand:
        return Stand(at, id, State.WAITING, self.known[id].letter, None, at)

    def _entered(self, id: int, at: int) -> Stand:
        """A number from a sheet of paper: over already where its call is older than its entry."""
        one = self.known[id]
        called = one.row.get("called_at")
        over = called is not None and called < at and not self.was.get(id)
        return Stand(at, id, State.FINISHED if over else State.WAITING, one.letter, None, one.arrived_at)

    def _undone(self, entry: Entry) -> Iterator[Stand]:
        for id in entry.named("ticket"):
            if (entry.undoes, id) not in self.before:
                continue
            before = self.before[entry.undoes, id]  # type: ignore[index]
            if before is not None:
                yield replace(before, at=entry.at)
            elif id in self.here:  # the number itself was taken back
                yield replace(self.here[id], at=entry.at, state=State.LAPSED)

    def _settled(self, entry: Entry) -> Iterator[Stand]:
        decision = str(entry.facts.get("decision", ""))
        if decision not in MOVES:
            return  # nothing was left, or it is to be served still
        for id in entry.named("ticket"):
            if id in self.here:
                yield replace(self.here[id], at=entry.at, state=MOVES[decision].after, since=entry.at)

    def _changed(self, one: Stand, entry: Entry, was: Mapping[str, Any]) -> Stand:
        """What an ordinary move left."""
        facts, call = entry.facts, entry.facts["undo"].get("call")
        state = str(facts.get("state", one.state))
        window = self.windows.get(call, _window_of(entry)) if call is not None else one.window
        return Stand(
            entry.at,
            one.ticket,
            state,
            (facts.get("queue") or self._after(one, entry.seq, "queue", one.queue)) if "queue" in was else one.queue,
            window if state in OPEN else None,
            entry.at if "since" in was or state != one.state else one.since,
            entry.at if call is not None else one.called_at,
            self._after(one, entry.seq, "held_until", None) if "held_until" in was else one.held_until,
        )

    def _after(self, one: Stand, seq: int, column: str, unknown: Any) -> Any:
        """What a column was changed to: what the next change of it found, else what stands in the row. Of an act that
        was taken back nobody knows.
        """
        if seq in self.taken_back:
            return unknown
        row = self.known[one.ticket].row.get(column, unknown)
        return next((was[column] for at, was in self.was[one.ticket] if at > seq and column in was), row)


def _before_values(entry: Entry) -> list[tuple[int, Mapping[str, Any]]]:
    """The numbers that an entry changed, each with what it had before."""
    if entry.act == "queue.move":
        return [(what["id"], what["was"]) for what in entry.facts.get("moved", ())]
    undo = entry.facts.get("undo")
    if not isinstance(undo, dict) or "periods" not in undo:
        return []
    return [(id, undo["was"]) for id in entry.named("ticket")[:1]]


def _window_of(entry: Entry) -> int | None:
    """The window that an act was done at, where the call itself was cleared away since."""
    kind, _, number = entry.place.partition(":")
    return int(number) if kind == "window" and number.isdigit() else None


# -- windows -----------------------------------------------------------------------------------------------------------


def attended(day: str, entries: Sequence[Entry], shifts: Iterable[Shift], midnight: int) -> list[There]:
    """Who was at which window when, in the order of time."""
    known = {one.id: one for one in shifts}
    ends = {one.id: _ended(one, day, entries, midnight) for one in known.values()}
    found: list[tuple[int, int, There]] = []
    for one in known.values():
        end = ends[one.id]
        if one.business_date < day and (end is None or end < midnight):
            continue
        since = max(one.started_at, midnight)
        found.append((since, 1, There(since, one.window, one.name, ShiftState.ON, since)))
        if end is not None:
            found.append((end, 0, There(end, one.window, "", ShiftState.ON, end)))
    for entry in entries:
        for shift, state in _turned(entry):
            if (one_ := known.get(shift)) is not None and one_.started_at <= entry.at:
                found.append((entry.at, 2, There(entry.at, one_.window, one_.name, state, entry.at)))
    return [there for *_, there in sorted(found, key=lambda each: each[:2])]


def _ended(shift: Shift, day: str, entries: Sequence[Entry], midnight: int) -> int | None:
    """When somebody left as it was seen that day; None: not on it."""
    for entry in entries:
        for window, staff, on in entry.facts.get("signed_out", ()):
            if (window, staff, on) == (shift.window, shift.staff, shift.business_date):
                return entry.at
    end = shift.ended_at
    if end is None or shift.business_date < day:
        return end
    if end > shift.started_at and any(entry.at == end and entry.act in ENDS_SHIFT for entry in entries):
        return end
    return None  # forgotten, and dated back in a later night


def _turned(entry: Entry) -> list[tuple[int, ShiftState]]:
    """Shifts that an entry made go on or pause."""
    if entry.act in ("staff.away", "staff.back", "staff.sign-in"):
        state = ShiftState.AWAY if entry.act == "staff.away" else ShiftState.ON
        return [(id, state) for id in entry.named("shift")]
    if entry.act in ("window.pause", "window.open") and "shift" in entry.facts:
        return [(int(entry.facts["shift"]), ShiftState.AWAY if entry.act == "window.pause" else ShiftState.ON)]
    return []
