"""What a finding is: one thing to put right in a guide, by which rule, and the backlog in numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counter.phrases.said import mark
from counter.rules.guide import Item

RULES = {
    "disclosure-missing": mark("公开要素不全"),
    "limit-unit": mark("时限没有单位"),
    "limit-order": mark("承诺长于法定"),
    "limit-words": mark("时限与说明不符"),
    "catch-all": mark("兜底材料"),
    "needed-sometimes": mark("必要其实有条件"),
    "one-of-several": mark("必要其实可任选"),
    "condition-in-words": mark("条件只在文字里"),
    "several-names": mark("一材料多名称"),
    "issued-here": mark("本厅能出的材料"),
    "paper-offered": mark("来源新增材料"),
    "code-form": mark("代码位数或校验"),
    "codes-differ": mark("部门代码不一致"),
    "basis-no-law": mark("依据不是法律"),
    "same-desk-steps": mark("同台连走两步"),
    "could-be-on-the-spot": mark("可以当场办结"),
    "same-name": mark("部门内重名"),
    "name-form": mark("事项名称写法"),
    "text-form": mark("文字疑误"),
    "answers-differ": mark("前后说法不一致"),
    "unclassified": mark("没有归类"),
}
"""Every rule and its name (seven Han at most: a column of 14 cells), in the order of the backlog."""

MEASURED = {
    "measured-same-day": mark("当天就办结"),
    "measured-unneeded": mark("从没收过的材料"),
    "measured-missing": mark("常缺的材料"),
    "measured-holds-up": mark("一件事只等它"),
    "measured-stood-still": mark("停着没改结果"),
    "measured-second": mark("复核没退过"),
}
"""What the hall's own cases say and a steward has taken over: no check of a guide, so it is not in the score."""

NAMES = RULES | MEASURED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right. `element` is the guide element (`documents`, `legal` …); `detail` the words as they
    stand.
    """

    rule: str
    item: str
    element: str
    detail: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a guide is judged against: the check list (name, elements), papers (code -> name, issuing department),
    the departments with a desk here (code -> short name), names that occur twice in a department, and names that look
    like one paper.
    """

    disclosures: Sequence[tuple[str, Sequence[str]]] = ()
    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    desks: Mapping[str, str] = field(default_factory=dict)
    twice: Collection[tuple[str, str]] = ()
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Rule = Callable[[Item, Mapping[str, Any], Surroundings], Iterator[tuple[str, str, str, str]]]
"""Yields (rule, element, detail, next step) for an item, its source row and its surroundings."""


@dataclass(frozen=True, slots=True)
class Score:
    """How far a department's guides are: of all checks (items times rules) the share without an open finding, in
    percent.
    """

    department: str
    items: int
    open: int
    percent: int


def score(department: str, items: int, findings: Sequence[Finding]) -> Score:
    """The score; several findings of one rule at one item count once."""
    failed = len({(finding.item, finding.rule) for finding in findings if finding.rule in RULES})
    checks = items * len(RULES)
    return Score(department, items, len(findings), round(100 * (checks - failed) / checks) if checks else 100)
