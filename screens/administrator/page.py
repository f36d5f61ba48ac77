"""A page of what an administrator keeps, as a table says it: a list, the fields of its form, what else can be done.

One screen shows every page (keeping.py), one form changes any of their lines (form.py), so that queues, windows and
people are kept by the same keys.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from screens.parts.lines import Column, Line
    from screens.parts.sheet import Fact
    from screens.shell.app import CounterApp
    from screens.shell.place import Place

R = TypeVar("R")
"""What a page lists: a person, a queue."""

Values = Mapping[str, Any]
"""What stands in a form: by the blank's id."""

Options = Sequence[tuple[str, str, str]]
"""`(value, name, remark)` of what may be chosen."""


class Kind(Enum):
    """How a blank is filled in."""

    WORDS = auto()
    CODE = auto()
    DAY = auto()
    NUMBER = auto()
    YES = auto()
    ONE = auto()
    SEVERAL = auto()


@dataclass(frozen=True, slots=True)
class Blank:
    """A line of a form. `label` and `help` are marked phrases; `first` is the value of a new line; `fixed`: only a new
    line is asked for it; `when(values)` says whether it is asked for at all.
    """

    id: str
    label: str
    kind: Kind = Kind.WORDS
    help: str = ""
    free: bool = False
    fixed: bool = False
    first: Any = ""
    options: Callable[[CounterApp], Awaitable[Options]] | None = None
    when: Callable[[Values], bool] = lambda values: True


@dataclass(frozen=True, slots=True)
class Doing(Generic[R]):
    """What else can be done with a line."""

    id: str
    label: str
    remark: str
    act: Callable[[Place, R], Awaitable[None]]
    when: Callable[[R], bool] = lambda row: True


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """A page. `name`, `new` and `empty` are marked phrases; `save(place, row, values)` does the act of the form (row
    None: a new line) and gives the message.
    """

    id: str
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[CounterApp], Awaitable[Sequence[R]]]
    key: Callable[[R], str]
    line: Callable[[R], Line]
    facts: Callable[[R], Iterable[Fact]]
    blanks: tuple[Blank, ...] = ()
    values: Callable[[R], Values] = lambda row: {}
    save: Callable[[Place, R | None, Values], Awaitable[str]] | None = None
    title: Callable[[R], str] = lambda row: ""
    new: str = ""
    empty: str = ""
    more: tuple[Doing[R], ...] = ()
