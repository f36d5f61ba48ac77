"""A bundle (一件事): several items for one life event, chosen by answers to questions. Everything in it is data.

A condition (`When`) names questions and, for each, the answers under which it holds; so the same form adds an item,
drops it (by the other answers), asks a further question, demands a document or lays one item before another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from counter.rules.documents import Answers, Need, When, holds
from counter.rules.limits import APART

__all__ = [
    "Answer",
    "Answers",
    "Bundle",
    "BundleItem",
    "Chosen",
    "Prerequisite",
    "Situation",
    "When",
    "ask",
    "choose",
    "holds",
    "together",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a question allows."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A question (情形); asked only where its own condition holds, which may name earlier questions only."""

    code: str
    question: str
    answers: tuple[Answer, ...]
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleItem:
    """An item of the bundle and the answers under which it is taken in."""

    code: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """`item` opens only when `needs` is granted, under the given answers."""

    item: str
    needs: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in one version. `promised_days` are working days for the whole; None: the longest route of its items.
    `handling` says how its departments work together (rules/limits.py).
    """

    code: str
    version: int
    name: str
    lead: str
    promised_days: int | None
    items: tuple[BundleItem, ...]
    situations: tuple[Situation, ...]
    prerequisites: tuple[Prerequisite, ...]
    needs: tuple[Need, ...]
    handling: str = APART


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the answers given so far come to. `unanswered` are the questions still to be asked, in order.

    `answers` are the answers that count: an answer to a question that is not asked any more does not.
    """

    items: tuple[str, ...]
    prerequisites: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    unanswered: tuple[Situation, ...]
    answers: Mapping[str, str] = field(default_factory=dict)


def choose(bundle: Bundle, answers: Answers) -> Chosen:
    """The items, prerequisites (item, needs) and document needs under these answers; unknown answers count as none."""
    given, unanswered = ask(bundle.situations, answers)
    items = tuple(item.code for item in bundle.items if holds(item.when, given))
    return Chosen(
        items,
        tuple(
            (p.item, p.needs)
            for p in bundle.prerequisites
            if p.item in items and p.needs in items and holds(p.when, given)
        ),
        tuple(need for need in bundle.needs if need.item in items and holds(need.when, given)),
        unanswered,
        given,
    )


def ask(
    situations: Iterable[Situation], answers: Answers, given: Mapping[str, str] | None = None
) -> tuple[dict[str, str], tuple[Situation, ...]]:
    """Put the questions in order, those whose condition holds: the answers that count (after those `given` already),
    and the questions still open.
    """
    counted = dict(given or {})
    unanswered = []
    for situation in situations:
        if not holds(situation.when, counted):
            continue
        answer = answers.get(situation.code)
        if any(answer == allowed.code for allowed in situation.answers):
            counted[situation.code] = str(answer)
        else:
            unanswered.append(situation)
    return counted, tuple(unanswered)


def together(first: Iterable[Situation], *more: Iterable[Situation]) -> tuple[Situation, ...]:
    """The questions of several guides as one list: a question that two of them ask is asked once, with the answers of
    both.
    """
    found: dict[str, Situation] = {}
    for situation in chain(first, *more):
        same = found.get(situation.code)
        if same is None:
            found[situation.code] = situation
        else:
            known = {answer.code for answer in same.answers}
            found[situation.code] = replace(
                same, answers=(*same.answers, *(a for a in situation.answers if a.code not in known))
            )
    return tuple(found.values())
