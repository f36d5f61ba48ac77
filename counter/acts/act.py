"""One act = one checked, journalled transaction. The registry here is the single source of what can be done.

An act is a plain function whose first parameter is the Work it is part of; a query is one whose first parameter is the
Look. Hall.do and Hall.ask run them. The command line, the palette and the access table are made from this registry.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

from counter.errors import Refusal
from counter.rules.access import ROLE_NAMES, Actor, Role

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.store import driver

F = TypeVar("F", bound=Callable[..., Any])

ROOMS = {
    "ticket": ("counter.acts.take", "counter.acts.queue", "counter.acts.view", "counter.acts.watch", "counter.acts.booking"),
    "call": ("counter.acts.view",),
    "window": ("counter.acts.windows", "counter.acts.lookup", "counter.acts.premises"),
    "queue": ("counter.acts.premises",),
    "department": ("counter.acts.premises",),
    "station": ("counter.acts.premises",),
    "day": ("counter.acts.day",),
    "case": (
        "counter.acts.intake", "counter.acts.prepared", "counter.acts.documents", "counter.acts.attachments", "counter.acts.outcomes", "counter.acts.casebook", "counter.acts.handover",
        "counter.acts.plan", "counter.acts.form", "counter.acts.rating", "counter.acts.history", "counter.acts.desks", "counter.acts.timing", "counter.acts.rounds", "counter.acts.owed",
    ),
    "person": ("counter.acts.applicants",),
    "staff": ("counter.acts.people",),
    "approval": ("counter.acts.desks", "counter.acts.timing", "counter.acts.recalls", "counter.acts.rounds", "counter.acts.opinions", "counter.acts.reviews"),
    "desk": ("counter.acts.desks",),
    "slip": ("counter.acts.handover",),
    "paper": ("counter.acts.papers", "counter.acts.printing", "counter.acts.verify"),
    "rating": ("counter.acts.rating", "counter.acts.ratingtasks"),
    "catalogue": (
        "counter.acts.catalogue", "counter.acts.cloning", "counter.acts.standardise", "counter.acts.guides",
        "counter.acts.handouts", "counter.acts.paperlist",
    ),
    "item": ("counter.acts.guides", "counter.acts.handouts"),
    "bundle": ("counter.acts.catalogue",),
    "calendar": ("counter.acts.calendar",),
    "clock": ("counter.acts.clocks",),
    "inbox": ("counter.acts.inbox", "counter.acts.prereview"),
    "report": ("counter.acts.figures", "counter.acts.live", "counter.acts.owed", "counter.acts.behind"),
    "journal": ("counter.acts.figures",),
    "act": ("counter.acts.undo",),
    "hall": ("counter.acts.training", "counter.acts.attachments", "counter.acts.premises"),
}
"""Noun of an act's name -> the rooms that hold its verbs; loaded only when asked for."""


@dataclass(slots=True)
class Work:
    """What an act has in its hands: the open transaction, the moment, the one who acts."""

    hall: Hall
    db: driver.Connection
    now: int
    today: date
    actor: Actor
    subject: str = ""
    touched: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    key: str | None = None

    def about(self, subject: str, **facts: Any) -> None:
        """Name what the act was done to (`ticket:7`) and the facts worth keeping. No names, no ID numbers."""
        self.subject = self.subject or subject
        self.touch(subject)
        self.facts.update(facts)

    def touch(self, *subjects: str) -> None:
        """Name further subjects whose public face may have changed."""
        self.touched.extend(s for s in subjects if s not in self.touched)


@dataclass(slots=True)
class Look:
    """What a query has in its hands. `saw` collects the people and cases whose data was shown (logged by Hall.ask)."""

    hall: Hall
    db: driver.Connection
    now: int
    today: date
    actor: Actor
    saw: list[tuple[int | None, int | None]] = field(default_factory=list)

    def log(self, *, person: int | None = None, case: int | None = None) -> None:
        """A person's data was looked at: leaves a trace that can be shown to that person."""
        if (person, case) not in self.saw:
            self.saw.append((person, case))


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of the registry. `argument` is the parameter that the command line takes by position."""

    name: str
    function: Callable[..., Any]
    by: frozenset[Role]
    writes: bool
    argument: str | None
    undo: str | None

    @property
    def summary(self) -> str:
        """What it does, in a line of Chinese (data/phrases/acts.toml, else the docstring's first line)."""
        from counter.phrases import of_act

        return of_act(self.name) or (self.function.__doc__ or "").strip().split("\n")[0]

    @property
    def for_people(self) -> bool:
        """Whether anybody but the hall itself may do it."""
        return self.by != {Role.HALL}


REGISTRY: dict[str, Act] = {}
EVERYBODY = tuple(role for role in Role)


def act(name: str, *, by: Iterable[Role], argument: str | None = None, undo: str | None = None) -> Callable[[F], F]:
    """Register a function that changes the store. `undo` names the act that takes it back."""
    return _register(name, by, True, argument, undo)


def query(name: str, *, by: Iterable[Role] = EVERYBODY, argument: str | None = None) -> Callable[[F], F]:
    """Register a function that only reads."""
    return _register(name, by, False, argument, None)


def _register(name: str, by: Iterable[Role], writes: bool, argument: str | None, undo: str | None) -> Callable[[F], F]:
    def keep(function: F) -> F:
        entry = Act(name, function, frozenset(by) | {Role.HALL}, writes, argument, undo)
        if name in REGISTRY and REGISTRY[name].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two acts are called {name}")
        REGISTRY[name] = entry
        function.__act__ = entry  # type: ignore[attr-defined]
        return function

    return keep


def load(noun: str | None = None) -> dict[str, Act]:
    """Import the rooms of one noun (or all) and return the registry."""
    for key, modules in ROOMS.items():
        if noun is None or key == noun:
            for module in modules:
                importlib.import_module(module)
    return REGISTRY


def named(name: str) -> Act:
    """The entry of one act, importing no more rooms of its noun than it takes. Raises KeyError for an unknown name."""
    for module in ROOMS[name.partition(".")[0]]:
        if name in REGISTRY:
            break
        importlib.import_module(module)
    return REGISTRY[name]


def check_access(entry: Act, actor: Actor) -> None:
    """The one place where a role is held against an act."""
    if actor.role not in entry.by:
        able = "、".join(ROLE_NAMES[role] for role in Role if role in entry.by and role is not Role.HALL)
        raise Refusal(f"{ROLE_NAMES[actor.role]}不能做这项操作", "岗位权限表", f"请由{able or '系统'}办理")


LONGEST_TEXT = 20_000
"""Characters that one text of an act may have; papers and pictures come as files."""
LARGEST_NUMBER = 2**53


def check_arguments(value: Any) -> None:
    """What no act can do anything with is refused here, once for all: numbers that no column holds, texts that can't be
    written down (lone surrogates, control bytes) or are absurdly long.
    """
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)) and not abs(value) <= LARGEST_NUMBER:
        raise Refusal("数字太大或不是数", "数字不超过 16 位", "请核对后重新输入")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Refusal(f"输入过长（{len(value)} 字）", f"一项文字最多 {LONGEST_TEXT} 字", "请缩短后再试")
        bad = next((c for c in value if (ord(c) < 32 and c not in "\t\n\r") or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000), None)
        if bad is not None:
            raise Refusal(f"输入里有不能接受的字符 \\x{ord(bad):02x}", "文字不含控制字符和残缺字符", "请删去后重新输入，或重新扫描")
    elif isinstance(value, dict):
        for name, inner in value.items():
            check_arguments(name)
            check_arguments(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            check_arguments(inner)


def plain(value: Any) -> Any:
    """A result as plain JSON data: dataclasses become maps, enums their value, dates ISO texts."""
    if isinstance(value, enum.Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def revive(kind: Any, value: Any) -> Any:
    """The opposite of `plain` for an act's return annotation, so that a repeated press gets the very same answer."""
    if kind is Any or value is None:
        return value
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return revive(next(k for k in inner if k is not type(None)), value)
    if origin in (tuple, list):
        members = [revive(inner[0] if inner else Any, v) for v in value]
        return tuple(members) if origin is tuple else members
    if origin is dict:
        return {k: revive(inner[1], v) for k, v in value.items()}
    if isinstance(kind, type):
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            return kind(**{f.name: revive(hints[f.name], value[f.name]) for f in dataclasses.fields(kind) if f.name in value})
        if issubclass(kind, enum.Enum):
            return kind(value)
        if issubclass(kind, (datetime, date, time)):
            return kind.fromisoformat(value)
    return value
