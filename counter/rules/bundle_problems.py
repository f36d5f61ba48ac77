"""What is wrong with a bundle as somebody wrote it: its shape, its conditions, circles among its items."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from counter.phrases.said import listed, say, verbatim
from counter.rules.bundle import Bundle, BundleItem, Prerequisite, Situation
from counter.rules.documents import Need, When
from counter.rules.limits import APART, HANDLINGS, JOINT_DAYS


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a bundle's definition: which section and entry (0-based), the word in it, what, what to do."""

    section: str
    index: int
    word: str
    what: str
    next_step: str


_WHEN = {str: (str, [str])}

_SHAPE = {
    "code": str,
    "name": str,
    "lead": str,
    "handling": str,
    "promised_days": int,
    "keywords": str,
    "effective": object,
    "items": [{"code": str, "when": _WHEN}],
    "situations": [{"code": str, "question": str, "answers": [{"code": str, "name": str}], "when": _WHEN}],
    "prerequisites": [{"item": str, "needs": str, "when": _WHEN}],
    "drop": [{"document": str, "item": str}],
    "needs": [
        {
            "document": str,
            "item": str,
            "necessity": str,
            "group": str,
            "copies": int,
            "copy_rule": str,
            "form": str,
            "tolerable": bool,
            "pledge": bool,
            "waive": str,
            "note": str,
            "when": _WHEN,
        }
    ],
}
"""What each part of a bundle's definition is written as."""


def misshapen(definition: object, shape: object = _SHAPE, place: str = "") -> str:
    """The first part of a definition that is written as something else, e.g. `items[2].code`; empty where none is."""
    if isinstance(shape, tuple):
        wrong = [misshapen(definition, each, place) for each in shape]
        return wrong[0] if all(wrong) else ""
    if isinstance(shape, list):
        entries = definition if isinstance(definition, list) else []
        found = (misshapen(entry, shape[0], f"{place}[{number}]") for number, entry in enumerate(entries, 1))
        return next(filter(None, found), "") if isinstance(definition, list) else place
    if isinstance(shape, dict):
        parts = definition if isinstance(definition, Mapping) else {}
        found = (
            misshapen(value, shape.get(name, shape.get(str, object)), f"{place}.{name}".lstrip("."))
            for name, value in parts.items()
        )
        return next(filter(None, found), "") if isinstance(definition, Mapping) else place
    if not isinstance(shape, type):
        raise TypeError(f"{shape!r} says no shape")
    fits = isinstance(definition, shape) and (shape in (bool, object) or not isinstance(definition, bool))
    if isinstance(definition, str) and any(unicodedata.category(ch) in ("Cc", "Cs") for ch in definition):
        return place
    return "" if fits and not (isinstance(definition, int) and definition < 0) else place


def problems(
    bundle: Bundle,
    known_items: Collection[str],
    known_documents: Collection[str],
    promised: Mapping[str, int] | None = None,
    own_needs: int | None = None,
) -> list[Problem]:
    """All faults at once: unknown codes, conditions that can never hold, cycles, a route longer than the promise.

    `promised` maps items to their promised working days; without it the route is not measured. The first `own_needs`
    needs are the bundle's own (default: all); the rest come from its items, whose questions the bundle must ask but may
    ask with fewer answers.
    """
    own_needs = len(bundle.needs) if own_needs is None else own_needs
    found: list[Problem] = []
    if bundle.handling not in HANDLINGS:
        found.append(
            Problem(
                "handling",
                0,
                bundle.handling,
                say("没有“{handling}”这种办理方式", handling=verbatim(bundle.handling[:30])),
                say("写 {known} 之一", known=listed(HANDLINGS)),
            )
        )
    if bundle.handling != APART and (bundle.promised_days or 0) > JOINT_DAYS:
        found.append(
            Problem(
                "promised_days",
                0,
                "promised_days",
                say("联合办理承诺 {n} 个工作日，超过全程 {most} 个", n=bundle.promised_days, most=JOINT_DAYS),
                say("行政许可法第四十二条：联合办理的时间不得超过四十五日"),
            )
        )
    codes = [item.code for item in bundle.items]
    for index, item in enumerate(bundle.items):
        if item.code not in known_items:
            found.append(
                Problem(
                    "items",
                    index,
                    item.code,
                    say("没有代码为 {code} 的事项", code=verbatim(item.code)),
                    say("先导入该事项，或改正代码"),
                )
            )
        if any(item.code == other.code for other in bundle.items[:index]):
            found.append(
                Problem("items", index, item.code, say("事项 {code} 写了两次", code=item.code), say("删去其中一处"))
            )
    for index, situation in enumerate(bundle.situations):
        found += _in_situation(bundle, index, situation)
    for index, prerequisite in enumerate(bundle.prerequisites):
        for code in (prerequisite.item, prerequisite.needs):
            if code not in codes:
                found.append(
                    Problem(
                        "prerequisites",
                        index,
                        code,
                        say("前置关系提到的 {code} 不在这个一件事里", code=code),
                        say("把事项加进来，或删去这条前置关系"),
                    )
                )
    for index, need in enumerate(bundle.needs):
        if need.document not in known_documents:
            found.append(
                Problem(
                    "needs",
                    index,
                    need.document,
                    say("没有代码为 {document} 的材料", document=need.document),
                    say("先登记该材料，或改正代码"),
                )
            )
        if need.item not in codes:
            found.append(
                Problem(
                    "needs",
                    index,
                    need.item,
                    say("材料 {document} 属于不在这个一件事里的事项 {item}", document=need.document, item=need.item),
                    say("改正事项代码"),
                )
            )
    own_entries: tuple[tuple[str, tuple[BundleItem | Prerequisite | Need, ...]], ...] = (
        ("items", bundle.items),
        ("prerequisites", bundle.prerequisites),
        ("needs", bundle.needs[:own_needs]),
    )
    for section, entries in own_entries:
        for index, entry in enumerate(entries):
            found += _in_condition(bundle, section, index, entry.when, len(bundle.situations))
    asked = {situation.code for situation in bundle.situations}
    for need in bundle.needs[own_needs:]:
        for question in need.when:
            if question not in asked and need.item in codes:
                what = say(
                    "事项 {item} 的材料 {document} 取决于情形 {question}，这个一件事没有问",
                    item=need.item,
                    document=need.document,
                    question=question,
                )
                found.append(
                    Problem(
                        "items", codes.index(need.item), need.item, what, say("补上这个情形，或用 drop 去掉这份材料")
                    )
                )
    cycle = _cycle(bundle)
    if cycle:
        chain = listed((say("{item} 要先办 {needs}", item=p.item, needs=p.needs) for p in cycle), "，")
        found.append(
            Problem(
                "prerequisites",
                bundle.prerequisites.index(cycle[0]),
                cycle[0].item,
                say("前置关系成了环：{chain}", chain=chain),
                say("删去其中一条"),
            )
        )
    elif promised is not None and bundle.promised_days is not None:
        days = longest_route(bundle, promised)
        if days > bundle.promised_days:
            found.append(
                Problem(
                    "promised_days",
                    0,
                    str(bundle.promised_days),
                    say(
                        "按前置关系最长要 {days} 个工作日，超过公布的 {promised_days} 个",
                        days=days,
                        promised_days=bundle.promised_days,
                    ),
                    say("调整前置关系或承诺时限"),
                )
            )
    return found


def _in_situation(bundle: Bundle, index: int, situation: Situation) -> list[Problem]:
    found = []
    if not situation.answers:
        found.append(
            Problem(
                "situations",
                index,
                situation.code,
                say("情形 {code} 没有可选的答案", code=situation.code),
                say("写上至少两个答案"),
            )
        )
    if any(situation.code == other.code for other in bundle.situations[:index]):
        found.append(
            Problem(
                "situations",
                index,
                situation.code,
                say("情形代码 {code} 用了两次", code=situation.code),
                say("换一个代码"),
            )
        )
    seen: set[str] = set()
    for answer in situation.answers:
        if answer.code in seen:
            found.append(
                Problem(
                    "situations",
                    index,
                    answer.code,
                    say("情形 {situation} 的答案 {answer} 写了两次", situation=situation.code, answer=answer.code),
                    say("删去其中一处"),
                )
            )
        seen.add(answer.code)
    unmet = _in_condition(bundle, "situations", index, situation.when, index)
    if unmet:
        names = listed(answer.name for answer in situation.answers)
        found.append(
            Problem(
                "situations",
                index,
                situation.code,
                say("情形 {code} 永远问不到，答案（{names}）选不到", code=situation.code, names=names),
                say("改正它的条件"),
            )
        )
    return found + unmet


def _in_condition(bundle: Bundle, section: str, index: int, when: When, before: int) -> list[Problem]:
    """Faults of one condition; it may name the first `before` questions only."""
    found = []
    asked = {situation.code: situation for situation in bundle.situations[:before]}
    for question, wanted in when.items():
        if question not in asked:
            later = any(situation.code == question for situation in bundle.situations)
            what = (
                say("条件用到排在后面的情形 {question}", question=question)
                if later
                else say("条件用到没有定义的情形 {question}", question=question)
            )
            found.append(
                Problem(section, index, question, what, say("调整顺序") if later else say("补上情形或改正代码"))
            )
            continue
        for answer in wanted:
            if all(answer != allowed.code for allowed in asked[question].answers):
                found.append(
                    Problem(
                        section,
                        index,
                        answer,
                        say("情形 {question} 没有答案 {answer}", question=question, answer=answer),
                        say("改正答案代码"),
                    )
                )
    if not found and when and not _can_hold(bundle, when):
        words = listed(
            say("{question}={wanted}", question=question, wanted="/".join(wanted)) for question, wanted in when.items()
        )
        found.append(
            Problem(
                section,
                index,
                next(iter(when)),
                say("条件（{words}）永远不成立", words=words),
                say("改正条件，或删去这一条"),
            )
        )
    return found


def _can_hold(bundle: Bundle, *conditions: When) -> bool:
    """Whether some set of answers meets all conditions, counting the conditions of the questions themselves.

    All conditions are conjunctions over single questions, so narrowing each question's answers is exact.
    """
    by_code = {situation.code: situation for situation in bundle.situations}
    allowed: dict[str, set[str]] = {}
    queue = [dict(when) for when in conditions]
    while queue:
        for question, wanted in queue.pop().items():
            situation = by_code.get(question)
            if situation is None:
                return False
            if question not in allowed:
                allowed[question] = {answer.code for answer in situation.answers}
                queue.append(dict(situation.when))
            allowed[question] &= set(wanted)
            if not allowed[question]:
                return False
    return True


def _cycle(bundle: Bundle) -> list[Prerequisite]:
    """A ring of prerequisites that can hold together under some answers; empty if there is none."""
    by_item: dict[str, list[Prerequisite]] = {}
    for prerequisite in bundle.prerequisites:
        by_item.setdefault(prerequisite.item, []).append(prerequisite)

    def walk(start: str, at: str, path: list[Prerequisite], seen: frozenset[str]) -> list[Prerequisite]:
        for step in by_item.get(at, ()):
            longer = [*path, step]
            if not _can_hold(bundle, *(p.when for p in longer)):
                continue
            if step.needs == start:
                return longer
            if step.needs not in seen and (ring := walk(start, step.needs, longer, seen | {step.needs})):
                return ring
        return []

    for code in by_item:
        if ring := walk(code, code, [], frozenset({code})):
            return ring
    return []


def longest_route(bundle: Bundle, promised: Mapping[str, int]) -> int:
    """Working days of the longest chain of prerequisites (whatever the answers); items without a limit count 0."""
    needs: dict[str, list[str]] = {}
    for prerequisite in bundle.prerequisites:
        needs.setdefault(prerequisite.item, []).append(prerequisite.needs)
    known: dict[str, int] = {}

    def route(code: str) -> int:
        if code not in known:
            known[code] = promised.get(code) or 0  # stops a ring; rings are another finding
            known[code] += max((route(before) for before in needs.get(code, ())), default=0)
        return known[code]

    return max((route(item.code) for item in bundle.items), default=0)
