"""What a choice of items asks for under certain answers: one rule for the window, the guide's page and the list that is
brought along. Pure: the texts of the catalogue go in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from counter.rules import documents as rule
from counter.rules.bundle import Answers, Bundle, Situation, When, ask, choose, holds, together
from counter.rules.documents import Need, Wanted


@dataclass(frozen=True, slots=True)
class Demand:
    """What the catalogue asks for under certain answers: the same for every case with the same texts behind it.

    `order` are the items, the bundle's first. `answers` are those that count, `unanswered` the questions still to be
    put, in order. `needed_alone` is how many papers there would be at each item's own counter.
    """

    bundle: Bundle | None
    order: tuple[str, ...]
    situations: tuple[Situation, ...]
    answers: dict[str, str]
    unanswered: tuple[Situation, ...]
    prerequisites: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    wanted: tuple[Wanted, ...]
    needed: int
    needed_alone: int

    @property
    def asked(self) -> tuple[Situation, ...]:
        """The questions that are put under these answers, answered or not, in order."""
        open_ones = {situation.code for situation in self.unanswered}
        return tuple(one for one in self.situations if one.code in self.answers or one.code in open_ones)


def items_of(bundle: Bundle | None, answers: Answers, beside: Iterable[str] = ()) -> tuple[str, ...]:
    """The codes of the items that are chosen: the bundle's under these answers, then those `beside` it, each once."""
    chosen = choose(bundle, answers).items if bundle is not None else ()
    return tuple(dict.fromkeys((*chosen, *beside)))


def demand_of(
    bundle: Bundle | None,
    own: Mapping[str, tuple[Need, ...]],
    asked: Mapping[str, tuple[Situation, ...]],
    answers: Answers,
) -> Demand:
    """The whole demand, from the bundle, the chosen items' own needs (`own`) and situations (`asked`), and the
    answers.
    """
    needs: list[Need] = []
    order: list[str] = []
    situations: tuple[Situation, ...] = ()
    unanswered: tuple[Situation, ...] = ()
    prerequisites: tuple[tuple[str, str], ...] = ()
    given: dict[str, str] = {}
    if bundle is not None:
        picked = choose(bundle, answers)
        needs.extend(need for need in picked.needs if need.item in own)
        order.extend(code for code in picked.items if code in own)
        situations, unanswered, prerequisites, given = (
            bundle.situations,
            picked.unanswered,
            picked.prerequisites,
            dict(picked.answers),
        )
    beside = [code for code in own if code not in set(order)]
    further = together((), *(asked[code] for code in beside))
    given, more = ask([one for one in further if all(one.code != known.code for known in situations)], answers, given)
    situations = together(situations, further)
    codes = {situation.code for situation in situations}
    for code in beside:
        order.append(code)
        needs.extend(need for each in own[code] if holds((need := _asked_or_judged(each, codes)).when, given))
    wanted = rule.union(needs, given)
    return Demand(
        bundle,
        tuple(order),
        situations,
        given,
        (*unanswered, *more),
        tuple(pair for pair in prerequisites if pair[0] in own and pair[1] in own),
        tuple(needs),
        wanted,
        rule.count(wanted),
        rule.documents_if_each_item_asked_alone(needs, given),
    )


def may_follow(demand: Demand, own: Mapping[str, tuple[Need, ...]]) -> tuple[Need, ...]:
    """What the open questions may add: needs that don't hold yet and are not ruled out either, one for each paper.
    `own` are the needs of every item that may be chosen.
    """
    bundle, answers = demand.bundle, demand.answers
    open_ones: set[str] = set()
    for situation in demand.situations:
        if situation.code not in answers and _may_hold(situation.when, answers, open_ones):
            open_ones.add(situation.code)
    items = {item.code: item.when for item in bundle.items} if bundle is not None else {code: {} for code in own}
    needs = bundle.needs if bundle is not None else tuple(need for code in own for need in own[code])
    listed = {wanted.document for wanted in demand.wanted}
    found: dict[str, Need] = {}
    for need in needs:
        if (
            need.document not in listed
            and need.item in items
            and _may_hold(items[need.item], answers, open_ones)
            and _may_hold(need.when, answers, open_ones)
        ):
            found.setdefault(need.document, need)
    return tuple(found.values())


def _may_hold(when: When, answers: Answers, open_ones: Collection[str]) -> bool:
    return all(
        answers[question] in wanted if question in answers else question in open_ones
        for question, wanted in when.items()
    )


def _asked_or_judged(need: Need, questions: Collection[str]) -> Need:
    """A paper that hangs on a question nobody asks is left to the clerk's judgement."""
    return (
        need
        if all(question in questions for question in need.when)
        else replace(need, when={}, necessity="conditional")
    )
