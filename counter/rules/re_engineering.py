"""Where the hall's own cases say that a guide asks too much or promises too late: what is said, from how many cases
on, and what it would save. It speaks of items and papers, never of a desk or a person.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from counter.phrases.said import say, verbatim
from counter.rules.finding import Finding

LEAST_CASES = 20
"""Below it nothing is said: with 20 cases one odd case moves a share by 5 points, less than any margin below."""

LOOK_BACK = 365
"""Days looked at: one year has every season once, and its counts are the saving of a year."""

SAME_DAY = 90
"""Percent decided on the day they were opened from which a longer promise only frightens people (9 of 10)."""

OFTEN_MISSING = 20
"""Percent of an item's cases sent away for one paper: one in five is the guide's fault rather than the visitors'."""

HOLDS_UP = 50
"""Percent of a bundle's cases that waited for one item alone: below half, no item is what people wait for."""


CHANGE_NOTHING = frozenset(("measured-stood-still", "measured-second"))
"""Steps that add days: said only where not one of the cases came out otherwise because of them."""


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of one item, and of one paper or bundle (`subject`, `subject_name`) where the rule has one.

    `cases` were looked at, `hits` of them show it. `helped`: the hits in which the paper then came. `days` and
    `visits` are what the hits cost in a year.
    """

    rule: str
    item: str
    subject: str
    subject_name: str
    cases: int
    hits: int
    helped: int = 0
    days: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Proposed:
    """What could be done better, its evidence, and what it would save in a year."""

    count: Count
    finding: Finding
    days: int
    papers: int
    visits: int


def proposals(counts: list[Count]) -> list[Proposed]:
    """What the counts carry, the greatest saving first."""
    made = [proposed(count) for count in counts if says_something(count)]
    return sorted(made, key=lambda p: (-(p.visits + p.papers + p.days), p.finding.rule, p.finding.item))


def says_something(count: Count) -> bool:
    """Whether there are cases enough, and enough of them show it (and, for a step that changed nothing, whether it cost
    any day).
    """
    least = {
        "measured-same-day": SAME_DAY,
        "measured-unneeded": 100,
        "measured-missing": OFTEN_MISSING,
        "measured-stood-still": 100,
        "measured-second": 100,
    }
    if count.rule in CHANGE_NOTHING and not count.days:
        return False
    return count.cases >= LEAST_CASES and 100 * count.hits >= least.get(count.rule, HOLDS_UP) * count.cases


def proposed(count: Count) -> Proposed:
    """The words and the saving of one count."""
    name = verbatim(count.subject_name)
    if count.rule == "measured-same-day":
        detail = say("{cases} 件中 {hits} 件当天办结，却承诺更久", cases=count.cases, hits=count.hits)
        step = say("商请改为当场办结")
        return _of(count, "promised", detail, step, days=count.days, visits=count.visits)
    if count.rule == "measured-unneeded":
        detail = say("{name}：{cases} 件准予，没有一件收过它", name=name, cases=count.cases)
        return _of(count, "documents", detail, say("商请不再要这份材料"), papers=count.hits)
    if count.rule == "measured-missing":
        detail = say(
            "{name}：{cases} 件中 {hits} 件缺它，其中 {helped} 件后来补来",
            name=name,
            cases=count.cases,
            hits=count.hits,
            helped=count.helped,
        )
        return _of(count, "documents", detail, say("在指南里写明这份材料怎么备齐"), visits=count.helped)
    if count.rule == "measured-stood-still":
        detail = say(
            "{name}：{cases} 件停过时限，全部照准予办结，没有一件因它补材料或不予", name=name, cases=count.cases
        )
        return _of(count, "promised", detail, say("商请改为抽查或事后核查（法律规定必经的除外）"), days=count.days)
    if count.rule == "measured-second":
        detail = say("{cases} 件准予等第二人复核，没有一件被退回", cases=count.cases)
        return _of(count, "promised", detail, say("商请准予由一人决定（法律规定两人的除外）"), days=count.days)
    detail = say("{name}：{cases} 件中 {hits} 件最后只等这个事项", name=name, cases=count.cases, hits=count.hits)
    return _of(count, "promised", detail, say("商请提前开始或缩短这个事项"), days=count.days)


def _of(
    count: Count, element: str, detail: str, step: str, days: int = 0, papers: int = 0, visits: int = 0
) -> Proposed:
    return Proposed(count, Finding(count.rule, count.item, element, detail, step), days, papers, visits)


def number_of(count: Count) -> str:
    """How a proposal is named in commands: the same for the same item and subject, however the counts move."""
    text = f"{count.rule}\x1f{count.item}\x1f{count.subject}"
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def same(count: Count, finding: Finding) -> bool:
    """Whether a finding was taken over from this proposal, with whatever counts it had then."""
    named = not count.subject_name or finding.detail.startswith(f"{count.subject_name}：")
    return (finding.rule, finding.item) == (count.rule, count.item) and named
