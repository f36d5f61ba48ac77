"""Which body a written decision about a whole case comes from: whoever decides seals it, is named in it and is reviewed
and sued for it (Licensing Law 26, 32, 38).

Each department seals what is said of its own items, on a paper of its own. Where a bundle is handled in the unified way
(`handling = "unified"`: one department takes in, hears the others and answers for all, article 26) its lead does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from counter.acts.paper.remedies import remedies_of
from counter.hall.act import Work
from counter.rules.limits import UNIFIED
from counter.store import catalogue, driver
from counter.store import notices as store
from counter.store.notices import Matter


@dataclass(frozen=True, slots=True)
class Body:
    """A department that decides, the items on which it does, and what can be done against that."""

    name: str
    matters: tuple[Matter, ...]
    remedies: str


def bodies_of(work: Work, row: driver.Row, matters: Iterable[Matter] | None = None) -> tuple[Body, ...]:
    """Who decides on these items of a case (on all of them, without), in the order of the items. Raises Refusal where
    nobody has said who reviews one of them.
    """
    found = tuple(matters) if matters is not None else store.matters(work.db, row["id"])
    lead = _lead(work, row)
    if lead is not None:
        found = tuple(
            replace(
                one,
                department=lead["code"],
                department_name=lead["name"],
                level=lead["level"],
                phone=lead["phone"],
            )
            for one in found
        )
    by_department: dict[str, list[Matter]] = {}
    for one in found:
        by_department.setdefault(one.department, []).append(one)
    return tuple(Body(own[0].department_name, tuple(own), remedies_of(work, own)) for own in by_department.values())


def lead_of(work: Work, row: driver.Row) -> Body | None:
    """Who speaks for all departments of a bundle, on all its items: its lead. None where there is no bundle."""
    if row["bundle"] is None:
        return None
    _, lead = catalogue.handling(work.db, row["bundle"], row["bundle_version"])
    found = catalogue.department(work.db, lead)
    return Body(
        found["name"],
        tuple(
            replace(one, department_name=found["name"], phone=found["phone"])
            for one in store.matters(work.db, row["id"])
        ),
        "",
    )


def _lead(work: Work, row: driver.Row) -> driver.Row | None:
    if row["bundle"] is None:
        return None
    handling, lead = catalogue.handling(work.db, row["bundle"], row["bundle_version"])
    return catalogue.department(work.db, lead) if handling == UNIFIED else None
