"""What the hall consists of, listed for who keeps it: queues, windows, desks, departments, stations."""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.acts.premises.seen import (
    department_state,
    desk_state,
    queue_state,
    seen_as,
    station_state,
    window_state,
)
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.level import LEVEL_NAMES
from counter.store import rooms as store

KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class QueueKept:
    """A queue: `live` numbers in it, `booked` appointments for it; `closed_on` is empty while it is open."""

    letter: str
    code: str
    name: str
    last_number: int
    minutes: int
    bundles: tuple[str, ...]
    windows: tuple[int, ...]
    live: int
    booked: int
    closed_on: str
    seen: str

    def __str__(self) -> str:
        return say(
            "{letter} {name}（{code}，到 {last_number} 号）{closed}",
            letter=self.letter,
            name=self.name,
            code=self.code,
            last_number=self.last_number,
            closed=_closed(self.closed_on),
        )


@dataclass(frozen=True, slots=True)
class WindowKept:
    """A front window; `staff` is who is there now, `unprinted` how many papers wait for its printer."""

    number: int
    name: str
    queues: tuple[str, ...]
    printer: str
    printer_name: str
    station: str
    station_name: str
    staff: str
    staff_name: str
    unprinted: int
    closed_on: str
    seen: str

    def __str__(self) -> str:
        return say(
            "{number} {name}（{queues}）{printer}{closed}",
            number=self.number,
            name=self.name,
            queues=listed(self.queues) or say("不叫号"),
            printer=verbatim(self.printer_name),
            closed=_closed(self.closed_on),
        )


@dataclass(frozen=True, slots=True)
class DeskKept:
    """A desk of a department; `open` approvals lie there undecided."""

    code: str
    name: str
    department: str
    department_name: str
    level: str
    place: str
    phone: str
    head: str
    officers: int
    open: int
    closed_on: str
    seen: str

    def __str__(self) -> str:
        return say(
            "{code} {name}：{officers} 人，在办 {open} 项{closed}",
            code=self.code,
            name=self.name,
            officers=self.officers,
            open=self.open,
            closed=_closed(self.closed_on),
        )


@dataclass(frozen=True, slots=True)
class DepartmentKept:
    """A department; `desks` are its open desks here, `items` how many of its items are in force."""

    code: str
    name: str
    short: str
    level: str
    phone: str
    desks: tuple[str, ...]
    items: int
    seen: str

    def __str__(self) -> str:
        return say(
            "{code} {name}（{level}）{desks}",
            code=self.code,
            name=self.name,
            level=LEVEL_NAMES[self.level],
            desks=listed(self.desks) or say("不在本大厅"),
        )


@dataclass(frozen=True, slots=True)
class StationKept:
    """A service station; `windows` are the open ones that stand in it."""

    code: str
    name: str
    level: str
    place: str
    phone: str
    hours: str
    windows: tuple[int, ...]
    closed_on: str
    seen: str

    def __str__(self) -> str:
        return say(
            "{code} {name}（{level}）窗口 {windows}{closed}",
            code=self.code,
            name=self.name,
            level=LEVEL_NAMES[self.level],
            windows=listed(str(one) for one in self.windows) or say("无"),
            closed=_closed(self.closed_on),
        )


def _closed(day: str) -> str:
    return say("，{day} 关闭", day=day) if day else ""


# -- lists -------------------------------------------------------------------------------------------------------------


@query("queue.list", by=KEEPERS)
def queues(look: Look) -> tuple[QueueKept, ...]:
    """Every queue of the hall, closed ones last."""
    return tuple(
        QueueKept(
            row["letter"],
            row["code"],
            row["name"],
            row["last_number"],
            row["fixed_minutes"],
            tuple(json.loads(row["bundles"])),
            tuple(store.served_by(look.db, row["letter"])),
            row["live"] + row["tomorrow"],
            row["booked"],
            row["closed_on"] or "",
            seen_as(*queue_state(row)),
        )
        for row in store.queues(look.db)
    )


@query("window.list", by=KEEPERS)
def windows(look: Look) -> tuple[WindowKept, ...]:
    """Every window of the hall with its printer and who is there, closed ones last."""
    return tuple(
        WindowKept(
            row["number"],
            row["name"],
            tuple(json.loads(row["queues"])),
            row["printer"],
            row["printer_name"],
            row["station"] or "",
            row["station_name"],
            row["staff"] or "",
            row["staff_name"],
            row["unprinted"],
            row["closed_on"] or "",
            seen_as(*window_state(row)),
        )
        for row in store.windows(look.db)
    )


@query("desk.list", by=KEEPERS)
def desks(look: Look) -> tuple[DeskKept, ...]:
    """Every desk with its people and what lies there undecided, closed ones last."""
    return tuple(
        DeskKept(
            row["code"],
            row["name"],
            row["department"],
            row["department_name"],
            row["level"],
            row["place"],
            row["phone"],
            row["head"] or "",
            row["officers"],
            row["open"],
            row["closed_on"] or "",
            seen_as(*desk_state(row)),
        )
        for row in store.desks(look.db)
    )


@query("department.list", by=KEEPERS)
def departments(look: Look) -> tuple[DepartmentKept, ...]:
    """Every department that the hall knows, whether it has a desk here or not."""
    return tuple(
        DepartmentKept(
            row["code"],
            row["name"],
            row["short"],
            row["level"],
            row["phone"],
            tuple(json.loads(row["desks"])),
            row["items"],
            seen_as(*department_state(row)),
        )
        for row in store.departments(look.db, look.today.isoformat())
    )


@query("station.list", by=KEEPERS)
def stations(look: Look) -> tuple[StationKept, ...]:
    """Every service station with its windows, closed ones last."""
    return tuple(
        StationKept(
            row["code"],
            row["name"],
            row["level"],
            row["place"],
            row["phone"],
            row["hours"],
            tuple(json.loads(row["windows"])),
            row["closed_on"] or "",
            seen_as(*station_state(row)),
        )
        for row in store.stations(look.db)
    )
