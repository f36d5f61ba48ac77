"""What people come to a window for, in an order in which a digit keeps its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from counter.hall.act import Look, query
from counter.rules.access import Role
from counter.store import catalogue, tickets


@dataclass(frozen=True, slots=True)
class Matter:
    """A bundle that somebody can come for; `own`: a queue of this hall is for it."""

    bundle: str
    name: str
    own: bool

    def __str__(self) -> str:
        return self.name


@query("window.matters", by=(Role.CLERK, Role.SUPERVISOR))
def matters(look: Look) -> tuple[Matter, ...]:
    """What people come for, in an order that is the same for every ticket: the bundles with a queue of their own, by
    the queues' letters, then the others.
    """
    names = {row["code"]: row["name"] for row in catalogue.bundles(look.db, look.today)}
    own = [code for code in tickets.bundles_with_a_queue(look.db) if code in names]
    return tuple(Matter(code, names[code], code in own) for code in dict.fromkeys((*own, *names)))
