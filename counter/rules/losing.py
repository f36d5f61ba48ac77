"""What a new version of an item would lose beside the one in force, and which safeguard would weaken.

One pure comparison: the preview shows what it names, and the act refuses without the consents that it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from counter.phrases.said import Listed, Said, Verbatim, listed, mark, say, verbatim
from counter.rules.clock import GROUNDS, Ground
from counter.rules.documents import Need
from counter.rules.guide import ELEMENTS, KINDS, Item, fields_of

_LIMITS = {"legal": "legal_days", "promised": "promised_days", "desk": "desk_days"}
_FURTHER = {
    "department": mark("部门"),
    "name": mark("事项名称"),
    "desk": mark("审批台时限"),
    "fields": mark("表单字段"),
    "relies_on": mark("决定所依据的字段"),
    "situations": mark("情形问题"),
    "barred": mark("不予办理的情形"),
}
_MONTH = 21
"""Working days that a month is taken for where a limit in months meets one in days."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that would be gone. `weakens`: it protected somebody, so a supervisor has to agree."""

    element: str
    what: str
    weakens: bool = False


def element_name(element: str) -> Said | Verbatim:
    """An element as people call it; one without a name of its own by its key."""
    return ELEMENTS.get(element) or _FURTHER.get(element) or verbatim(element)


def losses(before: Item, after: Item, names: Mapping[str, str]) -> tuple[Loss, ...]:
    """What `after` no longer has of `before`; `names` are the papers' names by code."""
    return (*_safeguards(before, after), *_elements(before, after), *_papers(before, after, names))


def _safeguards(before: Item, after: Item) -> Iterator[Loss]:
    if before.guide.get("check") == "substance" and after.guide.get("check") != "substance":
        yield Loss("check", say("不再要两名以上人员核查"), weakens=True)
    if before.kind == "promised" and after.kind == "on-the-spot":
        yield Loss("kind", say("改成{kind}，不再经审批台", kind=KINDS["on-the-spot"]), weakens=True)
    old, new = set(before.guide.get("pauses") or ()), set(after.guide.get("pauses") or ())
    if old - new:
        yield Loss("pauses", say("特别程序没有了：{names}", names=_grounds(old - new)), weakens=True)
    if new - old:
        yield Loss("pauses", say("多出停钟的特别程序：{names}", names=_grounds(new - old)), weakens=True)
    for element, attribute in _LIMITS.items():
        was, will = getattr(before, attribute), getattr(after, attribute)
        if element == "legal":
            was, will = (before.legal_months or 0) * _MONTH or was, (after.legal_months or 0) * _MONTH or will
        if was is None or was == will:
            continue
        name = element_name(element)
        if will is None:
            yield Loss(element, say("{name}没有了", name=name), weakens=True)
        elif will > was:
            yield Loss(
                element, say("{name}变长：{was} 变 {will} 个工作日", name=name, was=was, will=will), weakens=True
            )


def _elements(before: Item, after: Item) -> Iterator[Loss]:
    passed = {"pauses", "check", "legal_months"}
    for element, value in before.guide.items():
        if element in passed or _empty(value):
            continue
        now = after.guide.get(element)
        name = element_name(element)
        if _empty(now):
            yield Loss(element, say("{name}没有了", name=name), weakens=element in ("rights", "complaint", "relies_on"))
        elif isinstance(value, list) and isinstance(now, list) and len(now) < len(value):
            yield Loss(element, say("{name}少了：{was} 条变 {will} 条", name=name, was=len(value), will=len(now)))
    if gone := [name for name in fields_of(before.guide) if name not in fields_of(after.guide)]:
        yield Loss("fields", say("表单字段没有了：{names}", names=verbatim(listed(gone))))
    if before.type and not after.type:
        yield Loss("type", say("{name}没有了", name=element_name("type")))


def _papers(before: Item, after: Item, names: Mapping[str, str]) -> Iterator[Loss]:
    kept: dict[str, Need] = {need.document: need for need in after.needs}
    for need in before.needs:
        name = verbatim(names.get(need.document, need.document)[:40])
        now = kept.get(need.document)
        if now is None:
            yield Loss("documents", say("不再要材料 {name}", name=name))
            continue
        lost = [
            words
            for words, was, will in (
                (say("容缺"), need.tolerable, now.tolerable),
                (say("告知承诺"), need.pledge, now.pledge),
                (say("免提交"), bool(need.waive), bool(now.waive)),
                (say("适用情形"), bool(need.when), bool(now.when)),
                (say("说明"), bool(need.note), bool(now.note)),
            )
            if was and not will
        ]
        if lost:
            yield Loss("documents", say("材料 {name} 没有了：{lost}", name=name, lost=listed(lost)))
        if need.copies > now.copies:
            words = say("材料 {name} 从 {was} 份变 {will} 份", name=name, was=need.copies, will=now.copies)
            yield Loss("documents", words)


def _grounds(grounds: set[str]) -> Listed:
    return listed(GROUNDS[Ground(ground)] if ground in GROUNDS else verbatim(ground) for ground in sorted(grounds))


def _empty(value: Any) -> bool:
    return value in (None, "", [], (), {})
