"""What a steward may change in the catalogue field by field, and which of it concerns people's rights.

RIGHTS is the one table: what stands in it takes two people, whoever edits and by whatever door; the reason stands
beside each field and is what the screen says. Everything else is in force on its day with one pair of eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from counter.phrases.said import Said, Verbatim, listed, mark, say, verbatim
from counter.rules.guide import CHECKS, ELEMENTS, KINDS
from counter.rules.level import LEVEL_NAMES
from counter.rules.limits import read_months
from counter.rules.losing import element_name

NOUNS = {
    "item": mark("事项"),
    "document": mark("材料"),
    "department": mark("部门"),
    "law": mark("依据"),
    "bundle": mark("一件事"),
}
"""What can be edited."""

FIELDS: Mapping[str, Mapping[str, str]] = {
    "item": {
        "name": mark("事项名称"),
        "department": mark("部门"),
        **ELEMENTS,
        "desk": mark("审批台时限"),
        "fields": mark("表单字段"),
        "relies_on": mark("决定所依据的字段"),
        "situations": mark("情形问题"),
        "barred": mark("不予办理的情形"),
    },
    "document": {
        "name": mark("材料名称"),
        "issuer": mark("出具部门"),
        "standard_code": mark("标准代码"),
        "aliases": mark("别名"),
    },
    "department": {
        "name": mark("部门名称"),
        "short": mark("简称"),
        "level": mark("层级"),
        "phone": mark("电话"),
    },
    "law": {
        "law": mark("法律名称"),
        "number": mark("文号"),
        "article": mark("条款"),
        "gist": mark("内容"),
    },
    "bundle": {
        "name": mark("名称"),
        "keywords": mark("搜索词"),
        "lead": mark("牵头部门"),
        "promised_days": mark("承诺时限"),
        "items": mark("包含的事项"),
        "situations": mark("情形问题"),
        "prerequisites": mark("先后关系"),
        "needs": mark("另要的材料"),
        "drop": mark("不再要的材料"),
    },
}
"""Every field of every noun, with its name, in the order in which a screen lists them."""

CHOICES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("item", "kind"): KINDS,
    ("item", "check"): CHECKS,
    ("item", "level"): LEVEL_NAMES,
    ("department", "level"): LEVEL_NAMES,
}
"""Fields that are one of a few."""

MUST = frozenset(
    {
        *(("item", each) for each in ("name", "department", "kind")),
        *(("document", "name"), ("department", "name"), ("department", "short"), ("department", "level")),
        *(("law", "law"), ("bundle", "name"), ("bundle", "lead"), ("bundle", "items")),
    }
)
"""Fields that can't be empty."""


ON_CLOCKS = frozenset(
    {
        *(("item", each) for each in ("legal", "promised", "desk", "pauses", "type", "kind", "level")),
        *(("bundle", each) for each in ("promised_days", "items", "prerequisites")),
    }
)
"""Fields that dates are counted by: a preview says whose."""


class When(StrEnum):
    """Which change of a field it is that concerns rights."""

    ANY = "any"
    LONGER = "longer"
    """A limit that becomes longer, or goes."""
    GONE = "gone"
    """Something that was there is there no more."""
    MORE = "more"
    """More is asked of people than before."""


@dataclass(frozen=True, slots=True)
class Right:
    """A field that two people change, when, and why."""

    when: When
    reason: str


RIGHTS: Mapping[tuple[str, str], Right] = {
    ("item", "department"): Right(When.ANY, mark("换了由谁决定")),
    ("item", "agency"): Right(When.ANY, mark("换了由谁决定")),
    ("item", "level"): Right(When.ANY, mark("层级定由谁决定、向谁申请复议")),
    ("item", "type"): Right(When.ANY, mark("类型定适用哪部法律和哪些救济")),
    ("item", "kind"): Right(When.ANY, mark("即办件不经审批台，承诺件要人等")),
    ("item", "check"): Right(When.ANY, mark("实质审查要两名以上人员（许可法第三十四条）")),
    ("item", "pauses"): Right(When.ANY, mark("特别程序期间不计入时限（许可法第四十五条）")),
    ("item", "legal"): Right(When.LONGER, mark("人要等得更久")),
    ("item", "promised"): Right(When.LONGER, mark("人要等得更久")),
    ("item", "desk"): Right(When.LONGER, mark("人要等得更久")),
    ("item", "fee"): Right(When.ANY, mark("收费要有依据")),
    ("item", "conditions"): Right(When.ANY, mark("条件定谁能办成")),
    ("item", "quantity"): Right(When.ANY, mark("限额定谁能办成")),
    ("item", "object"): Right(When.ANY, mark("定谁能来办")),
    ("item", "barred"): Right(When.ANY, mark("定谁不能办")),
    ("item", "basis"): Right(When.GONE, mark("没有依据不能设定（许可法第十四条）")),
    ("item", "documents"): Right(When.MORE, mark("指南以外不得多要材料")),
    ("item", "situations"): Right(When.ANY, mark("情形定要哪些材料")),
    ("item", "fields"): Right(When.MORE, mark("表格不得多问（许可法第二十九条）")),
    ("item", "relies_on"): Right(When.ANY, mark("决定所依据的内容要核对")),
    ("item", "remote"): Right(When.GONE, mark("人要多跑一趟")),
    ("item", "visits"): Right(When.MORE, mark("人要多跑一趟")),
    ("item", "delivery"): Right(When.GONE, mark("结果要送达（许可法第四十四条）")),
    ("item", "rights"): Right(When.ANY, mark("复议和诉讼的途径（许可法第三十八条）")),
    ("item", "complaint"): Right(When.GONE, mark("投诉要有去处")),
    ("document", "name"): Right(When.ANY, mark("所有要它的事项都改了要求")),
    ("department", "level"): Right(When.ANY, mark("层级定向谁申请复议")),
    ("law", "law"): Right(When.ANY, mark("以它为依据的事项都换了依据")),
    ("law", "article"): Right(When.ANY, mark("以它为依据的事项都换了依据")),
    ("bundle", "lead"): Right(When.ANY, mark("换了由谁牵头负责")),
    ("bundle", "promised_days"): Right(When.LONGER, mark("人要等得更久")),
    ("bundle", "items"): Right(When.ANY, mark("定一次能办成哪些事项")),
    ("bundle", "situations"): Right(When.ANY, mark("情形定要哪些材料")),
    ("bundle", "prerequisites"): Right(When.ANY, mark("先后定人要等多久")),
    ("bundle", "needs"): Right(When.MORE, mark("指南以外不得多要材料")),
    ("bundle", "drop"): Right(When.GONE, mark("指南以外不得多要材料")),
}

_SPARING = ("tolerable", "pledge", "waive")
"""What spares people a paper, wholly or for a time."""
_WEIGHT = {"conditional": 0, "one-of": 1, "required": 2}


@dataclass(frozen=True, slots=True)
class Concern:
    """What of a change concerns rights, and why two people change it."""

    element: str
    what: str
    reason: str


def field_name(noun: str, element: str) -> str | Said | Verbatim:
    """A field as people call it."""
    return FIELDS[noun].get(element) or element_name(element)


def concerns(noun: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Concern, ...]:
    """What of the change from one to the other concerns people's rights."""
    found: list[Concern] = []
    for element in dict.fromkeys((*before, *after)):
        right = RIGHTS.get((noun, element))
        was, will = before.get(element), after.get(element)
        if right is None or was == will:
            continue
        found += [
            Concern(element, what, say("{reason}", reason=right.reason))
            for what in _told(noun, element, right, was, will)
        ]
    return tuple(found)


def _told(noun: str, element: str, right: Right, was: Any, will: Any) -> Iterator[str]:
    name = field_name(noun, element)
    if element in ("documents", "needs"):
        yield from papers_harder(was or (), will or ())
    elif right.when is When.ANY:
        yield say("{name}变了", name=name)
    elif right.when is When.LONGER:
        if _days(will) > _days(was):
            yield say("{name}变长", name=name) if will not in (None, "") else say("{name}没有了", name=name)
    elif right.when is When.GONE:
        if _parts(was) - _parts(will):
            yield say("{name}少了", name=name)
    elif _count(will) > _count(was) or (isinstance(will, (list, tuple)) and _parts(will) - _parts(was)):
        yield say("{name}多了", name=name)


def papers_harder(was: Iterable[Mapping[str, Any]], will: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What a list of papers asks more of people than the one before."""
    before = {(each["document"], each.get("item", "")): each for each in was}
    for each in will:
        name = verbatim(str(each.get("name") or each["document"])[:40])
        old = before.get((each["document"], each.get("item", "")))
        if old is None:
            yield say("多要材料 {name}", name=name)
            continue
        if _WEIGHT.get(each.get("necessity", "required"), 2) > _WEIGHT.get(old.get("necessity", "required"), 2):
            yield say("材料 {name} 要得更严", name=name)
        if int(each.get("copies", 1)) > int(old.get("copies", 1)):
            yield say("材料 {name} 要得更多", name=name)
        if any(old.get(way) and not each.get(way) for way in _SPARING):
            yield say("材料 {name} 不再能免交、后补或承诺", name=name)
        if (old.get("when") or {}) != (each.get("when") or {}) and old.get("when"):
            yield say("材料 {name} 的适用情形变了", name=name)
        if each.get("form", "") != old.get("form", "") and "original" in str(each.get("form", "")):
            yield say("材料 {name} 要原件", name=name)


_NEVER = 10**6


def _days(value: Any) -> int:
    """A limit as working days for comparing; none at all is the longest."""
    if value in (None, ""):
        return _NEVER
    months = read_months(value)
    return months * 21 if months else int(value)


def _count(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return len(value)
    return int(value) if str(value or "").isdigit() else 0


def _parts(value: Any) -> set[str]:
    """A field's parts, each as text, so that what is missing or new can be told."""
    if value in (None, "", [], ()):
        return set()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {str(sorted(each.items())) if isinstance(each, Mapping) else str(each) for each in value}
    return {str(value)} if not isinstance(value, str) else {part for part in value.replace("、", " ").split() if part}


def differences(noun: str, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(field's name, what it said, what it will say) of everything that differs; both sides as text."""
    return tuple(
        (str(field_name(noun, element)), before.get(element, ""), after.get(element, ""))
        for element in dict.fromkeys((*FIELDS[noun], *before, *after))
        if before.get(element, "") != after.get(element, "")
    )


def unknown_fields(noun: str, elements: Iterable[str]) -> list[str]:
    """Those that are no fields of this noun."""
    return [element for element in elements if element not in FIELDS[noun]]


def all_fields(noun: str) -> str:
    """The fields that there are, for a refusal."""
    return listed(FIELDS[noun])
