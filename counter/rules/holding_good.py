"""Whether what a paper says still holds: a decision can be recalled before it is served and revoked after it, and one
that was made again stands on another paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from counter.rules.approval import Outcome


class Holds(StrEnum):
    """What a third party is told of a paper that the hall has given out."""

    IN_FORCE = "in-force"
    ISSUED = "issued"
    """No decision: it tells how things stood on its day."""
    PARTLY = "partly"
    REPLACED = "replaced"
    RECALLED = "recalled"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    VOID = "void"


REVOKING = frozenset({"permit-revoked", "permit-taken-back", "permit-deregistered"})
"""Results that are themselves the end of an earlier one."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on an item. Days are ISO and empty where it did not happen."""

    item: str
    outcome: str
    at: int
    day: str
    recalled_on: str = ""
    revoked_on: str = ""
    deregistered_on: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What holds of one item that a paper tells of, since when where it holds no more."""

    item: str
    outcome: str
    holds: Holds
    since: str = ""


def told_of(decided: Sequence[Decided], paper_at: int, *, refusal: bool) -> Told | None:
    """What has become of the decision on one item that a paper of `paper_at` tells of, by all decisions on it, oldest
    first; None where there was none yet. A `refusal` tells of nothing but a refusal.
    """
    known = [one for one in decided if one.at <= paper_at and (not refusal or one.outcome == Outcome.REFUSE)]
    if not known:
        return None
    said, last = known[-1], decided[-1]
    if last.recalled_on:
        return Told(said.item, said.outcome, Holds.RECALLED, last.recalled_on)
    if last is not said:
        return Told(said.item, said.outcome, Holds.REPLACED, last.day)
    if last.revoked_on:
        return Told(said.item, said.outcome, Holds.REVOKED, last.revoked_on)
    if last.deregistered_on:
        return Told(said.item, said.outcome, Holds.DEREGISTERED, last.deregistered_on)
    return Told(said.item, said.outcome, Holds.IN_FORCE)


def whole(items: Sequence[Told]) -> tuple[Holds, str]:
    """What holds of a paper by all its items, and since when."""
    states = {one.holds for one in items}
    if not states:
        return Holds.ISSUED, ""
    if len(states) == 1:
        return states.pop(), max(one.since for one in items)
    return Holds.PARTLY, ""
