"""One act = one checked, journalled transaction. The registry here is the single source of what can be done.

An act is a plain function whose first parameter is the Work it is part of; a query is one whose first parameter is the
Look. Hall.do and Hall.ask run them. The command line, the palette and the access table are made from this registry.
"""

from __future__ import annotations

import importlib
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from counter.errors import Refusal
from counter.phrases.said import listed, say
from counter.rules.access import ROLE_NAMES, Actor, Role
from counter.rules.moment import Moment
from counter.rules.secret import Secret

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.store import driver

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Work:
    """What an act has in its hands: the open transaction, the moment, the one who acts."""

    hall: Hall
    db: driver.Connection
    now: int
    today: date
    actor: Actor
    subject: str = ""
    touched: dict[str, None] = field(default_factory=dict)
    """Subjects in the order they were named, each once."""
    facts: dict[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    key: str | None = None
    moment: Moment | None = None

    def about(self, subject: str, **facts: Any) -> None:
        """Name what the act was done to (`ticket:7`) and the facts worth keeping. No names, no ID numbers."""
        self.subject = self.subject or subject
        self.touch(subject)
        self.facts.update(facts)

    def touch(self, *subjects: str) -> None:
        """Name further subjects whose public face may have changed."""
        self.touched.update(dict.fromkeys(subjects))


@dataclass(slots=True)
class Look:
    """What a query has in its hands. `saw` collects the people and cases whose data was shown (logged by Hall.ask)."""

    hall: Hall
    db: driver.Connection
    now: int
    today: date
    actor: Actor
    saw: dict[tuple[int | None, int | None], None] = field(default_factory=dict)

    def log(self, *, person: int | None = None, case: int | None = None) -> None:
        """A person's data was looked at: leaves a trace that can be shown to that person."""
        self.saw[person, case] = None


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
    def english(self) -> str:
        """What it does, in English: the docstring's first sentence."""
        return " ".join((self.function.__doc__ or "").partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The parameters that are passwords: no command has an option for them, no journal a trace of them."""
        hints = typing.get_type_hints(self.function)
        return tuple(name for name, kind in hints.items() if kind is Secret and name != "return")

    @property
    def for_people(self) -> bool:
        """Whether anybody but the hall itself may do it."""
        return self.by != {Role.HALL}


class Rehearsed(Exception):
    """Raised by an act that was only tried out, with what it came to: nothing of it stays."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


REGISTRY: dict[str, Act] = {}
_ENTRIES: dict[Callable[..., Any], Act] = {}
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
        _ENTRIES[function] = entry
        return function

    return keep


class Reference:
    """An act by its name, loaded when it is first done: what `counter.acts` gives for `acts.ticket_call`."""

    __slots__ = ("name", "room")

    def __init__(self, name: str, room: str) -> None:
        self.name = name
        self.room = room

    @property
    def entry(self) -> Act:
        """The entry of the registry, its room imported if nobody has yet."""
        if self.name not in REGISTRY:
            importlib.import_module(self.room)
        return REGISTRY[self.name]

    def __repr__(self) -> str:
        return f"Reference({self.name!r})"


def attribute(name: str) -> str:
    """What an act is called in Python: `case.no-permit-needed` -> `case_no_permit_needed`."""
    return name.replace(".", "_").replace("-", "_")


def entry_of(function: Callable[..., Any] | Reference) -> Act:
    """The entry of an act given as function or as reference. Raises KeyError for what is no act."""
    return function.entry if isinstance(function, Reference) else _ENTRIES[function]


def rooms() -> dict[str, str]:
    """Name of every act and query -> the module that holds it (the written list in counter/acts/__init__.py)."""
    found: dict[str, str] = importlib.import_module("counter.acts").ROOMS
    return found


def nouns() -> set[str]:
    """The nouns of all acts: `ticket`, `case`, ..."""
    return {name.partition(".")[0] for name in rooms()}


def load(noun: str | None = None) -> dict[str, Act]:
    """Import the rooms of one noun (or all) and return the registry."""
    for name, room in rooms().items():
        if noun is None or name.partition(".")[0] == noun:
            importlib.import_module(room)
    return REGISTRY


def named(name: str) -> Act:
    """The entry of one act, importing no more than its room. Raises KeyError for an unknown name."""
    return Reference(name, rooms()[name]).entry


def check_access(entry: Act, actor: Actor) -> None:
    """The one place where a role is held against an act."""
    if actor.role not in entry.by:
        able = listed(ROLE_NAMES[role] for role in Role if role in entry.by and role is not Role.HALL)
        raise Refusal(
            "act.not-allowed-role",
            say("{role}不能做这项操作", role=ROLE_NAMES[actor.role]),
            rule=say("岗位权限表"),
            next=say("请由{able}办理", able=able or say("系统")),
        )
