"""By what the people of each queue are told how long they will wait, and how wrong both rules were on the last days."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.queue import waiting as wait
from counter.acts.queue.overview import AT_THE_HALL
from counter.hall.act import Look, query
from counter.phrases.said import say
from counter.rules import estimate as rule
from counter.rules.order import MINUTE
from counter.store import tickets


@dataclass(frozen=True, slots=True)
class ToldBy:
    """A queue's basis, and what it was chosen by: people of the last closed days, mean errors in minutes (None: too
    few were judged).
    """

    queue: str
    basis: str
    people: int
    learned: float | None
    naive: float | None

    def __str__(self) -> str:
        name = rule.BASIS_NAMES[self.basis]
        if self.learned is None or self.naive is None:
            return say("{queue} 按{basis}告知（往日还不够比）", queue=self.queue, basis=name)
        return say(
            "{queue} 按{basis}告知（往日 {people} 人：学到的差 {learned} 分，人数乘设定差 {naive} 分）",
            queue=self.queue,
            basis=name,
            people=self.people,
            learned=f"{self.learned:.1f}",
            naive=f"{self.naive:.1f}",
        )


@query("queue.told-by", by=AT_THE_HALL)
def told_by(look: Look) -> tuple[ToldBy, ...]:
    """By what each queue's people are told their wait: what was learned, or the simple rule, whichever did better."""
    found = []
    for line in tickets.queues(look.db):
        if line.closed:
            continue
        before = wait.judged_before(look, line.letter)
        enough = before.people >= rule.ENOUGH_BEFORE
        found.append(
            ToldBy(
                line.letter,
                rule.basis(wait.judged(look), before).value,
                before.people,
                round(before.learned / before.people / MINUTE, 1) if enough else None,
                round(before.naive / before.people / MINUTE, 1) if enough else None,
            )
        )
    return tuple(found)
