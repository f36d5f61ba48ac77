"""The full set of documents: the union of what the chosen items ask for, once per kind of paper, and what may be
missing.

A paper that several items ask for is asked for once (RULES 4). A paper that is not there has exactly one of four
causes, each with its own rule, date and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from counter.phrases.said import mark, say

When = Mapping[str, tuple[str, ...]]
"""Question code -> the answers that make it hold; every question must be answered so. Empty: always."""

Answers = Mapping[str, str]
"""Question code -> the answer given."""


def holds(when: When, answers: Answers) -> bool:
    """Whether a condition is met; an unanswered question never meets one."""
    return all(answers.get(question) in wanted for question, wanted in when.items())


@dataclass(frozen=True, slots=True)
class Need:
    """One item's demand for one document, as its guide publishes it.

    `necessity` is "required", "conditional" (holds under `when`; with an empty `when` the condition is only in prose
    and the clerk judges) or "one-of" (any one of the same item's `group`). `copy_rule` says whether this item keeps its
    copies ("sum") or is content with one that others use too ("max"). `waive` says where the hall can get the paper
    itself: "shared-data", "e-licence", "desk:CODE", or "" for nowhere.
    """

    document: str
    item: str
    necessity: str = "required"
    group: str = ""
    copies: int = 1
    copy_rule: str = "max"
    form: str = "original"
    tolerable: bool = False
    pledge: bool = False
    waive: str = ""
    when: When = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document of the whole set, once, whatever the number of items behind it.

    `necessity` is "required" (some item can't do without), "one-of" (an alternative) or "optional" (its condition is in
    prose). `serves` lists the items in the order given; `groups` the (item, group) pairs it can satisfy. `tolerable`
    and `pledge` hold only if every item that asks for it publishes so; `waive` likewise (the first item's source).
    """

    document: str
    serves: tuple[str, ...]
    necessity: str = "required"
    copies: int = 1
    form: str = "original"
    group: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    tolerable: bool = False
    pledge: bool = False
    waive: str = ""
    notes: tuple[str, ...] = ()
    required_by: tuple[str, ...] = ()


class DocumentState(StrEnum):
    """What a window says of a document: it is in the hall's hands, or it is not."""

    HERE = "here"
    MISSING = "missing"


class Standing(StrEnum):
    """How a document of the full set stands: here, missing for a cause, or OPEN as long as nothing is said of it."""

    HERE = "here"
    MISSING = "missing"
    OPEN = "open"


class Cause(StrEnum):
    """Why a paper that is asked for is not there. There is no fifth cause."""

    SUPPLEMENT = "supplement"
    TOLERATED = "tolerated"
    PLEDGED = "pledged"
    WAIVED = "waived"


CAUSE_NAMES = {
    Cause.SUPPLEMENT: mark("待补正"),
    Cause.TOLERATED: mark("容缺后补"),
    Cause.PLEDGED: mark("告知承诺"),
    Cause.WAIVED: mark("免提交"),
}

NECESSITY_NAMES = {"required": mark("必要"), "conditional": mark("有条件"), "one-of": mark("任选")}
"""How much an item needs a document (`Need.necessity`)."""

FORM_NAMES = {
    "original": mark("原件"),
    "copy": mark("复印件"),
    "original+copy": mark("原件和复印件"),
    "electronic": mark("电子件"),
}

WAIVE_NAMES = {"shared-data": mark("数据共享"), "e-licence": mark("电子证照")}


def waive_name(waive: str) -> str:
    """Where the hall gets a paper from, in words."""
    return say("其他审批台") if waive.startswith("desk:") else WAIVE_NAMES.get(waive, "")


def union(needs: Iterable[Need], answers: Answers) -> tuple[Wanted, ...]:
    """The set for all items together, one `Wanted` per document code, in the order the needs first name them."""
    found: dict[str, list[Need]] = {}
    for need in needs:
        if not need.when or holds(need.when, answers):
            found.setdefault(need.document, []).append(need)
    return tuple(_wanted(document, active) for document, active in found.items())


def _wanted(document: str, needs: list[Need]) -> Wanted:
    if len(needs) == 1:
        need = needs[0]
        necessity = _necessity(need)
        return Wanted(
            document,
            (need.item,),
            necessity,
            need.copies,
            need.form,
            need.group,
            ((need.item, need.group),) if necessity == "one-of" else (),
            need.tolerable,
            need.pledge,
            need.waive,
            (need.note,) if need.note else (),
            (need.item,) if necessity == "required" else (),
        )
    kept = shared = 0
    tolerable = pledge = waived = True
    items: dict[str, None] = {}
    required: dict[str, None] = {}
    groups: dict[tuple[str, str], None] = {}
    notes: dict[str, None] = {}
    forms: set[str] = set()
    group = ""
    for need in needs:
        items[need.item] = None
        kind = _necessity(need)
        if kind == "required":
            required[need.item] = None
        elif kind == "one-of":
            groups[need.item, need.group] = None
        if need.copy_rule == "sum":
            kept += need.copies
        elif need.copies > shared:
            shared = need.copies
        tolerable, pledge, waived = tolerable and need.tolerable, pledge and need.pledge, waived and bool(need.waive)
        forms.add(need.form)
        group = group or need.group
        if need.note:
            notes[need.note] = None
    return Wanted(
        document,
        tuple(items),
        "required" if required else "one-of" if groups else "optional",
        kept + shared,
        _form(forms),
        group,
        tuple(groups),
        tolerable,
        pledge,
        needs[0].waive if waived else "",
        tuple(notes),
        tuple(required),
    )


def _necessity(need: Need) -> str:
    if need.necessity == "one-of":
        return "one-of" if need.group else "required"
    if need.necessity == "conditional" and not need.when:
        return "optional"
    return "required"


def _form(forms: Iterable[str]) -> str:
    """The form that satisfies all: paper covers an electronic copy (the hall scans it), original and copy add up."""
    parts = {part for form in forms for part in form.split("+")}
    if "original" in parts:
        return "original+copy" if "copy" in parts else "original"
    return "copy" if "copy" in parts else "electronic"


def shortfall(wanted: Wanted, copies: int, form: str) -> str:
    """What still lacks of a paper that lies there, in words; empty if it is all that is asked for.

    A copy can be made of an original, and an electronic one of either; an original can't be made of anything.
    """
    got = set((form or wanted.form).split("+"))
    if not set(wanted.form.split("+")) <= got | {"electronic"} | (
        {"copy"} if "original" in got and wanted.form == "copy" else set()
    ):
        return say("需要{wanted}，收到的是{received}", wanted=FORM_NAMES[wanted.form], received=FORM_NAMES[form])
    return say("还差 {copies} 份", copies=wanted.copies - copies) if copies < wanted.copies else ""


def count(wanted: Sequence[Wanted]) -> int:
    """How many papers a set demands: every required one, and one for each group that no required one satisfies."""
    required = [w for w in wanted if w.necessity == "required"]
    settled = {group for w in required for group in w.groups}
    open_groups: dict[tuple[str, str], set[str]] = {}
    for w in wanted:
        if w.necessity == "one-of":
            for group in w.groups:
                if group not in settled:
                    open_groups.setdefault(group, set()).add(w.document)
    # Groups with the same members (the same choice asked by several items) are satisfied by one paper.
    return len(required) + len({frozenset(members) for members in open_groups.values()})


def documents_if_each_item_asked_alone(needs: Iterable[Need], answers: Answers) -> int:
    """How many papers the applicant would carry if each item were asked for at its own counter."""
    required: dict[str, set[str]] = {}
    groups: dict[tuple[str, str], set[str]] = {}
    for need in needs:
        if need.when and not holds(need.when, answers):
            continue
        kind = _necessity(need)
        if kind == "required":
            required.setdefault(need.item, set()).add(need.document)
        elif kind == "one-of":
            groups.setdefault((need.item, need.group), set()).add(need.document)
    open_groups = {
        (item, frozenset(members))
        for (item, _), members in groups.items()
        if members.isdisjoint(required.get(item, ()))
    }
    return sum(map(len, required.values())) + len(open_groups)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something without which the set is not complete: one document, a group of which any one would do, a field of the
    form, or a person whose part (guardian, representative) nobody has been named for.

    Of a field and of a person `documents` is empty; `wrong` says that the field holds what can't stand there.
    """

    documents: tuple[str, ...]
    group: str
    serves: tuple[str, ...]
    field: str = ""
    wrong: bool = False
    part: str = ""


def lacking(wanted: Sequence[Wanted], settled: Iterable[str]) -> tuple[Lack, ...]:
    """What is still open. `settled` are the documents that are here, or missing for a cause that lets the
    case go on.
    """
    done = set(settled)
    found = [Lack((w.document,), "", w.serves) for w in wanted if w.necessity == "required" and w.document not in done]
    groups: dict[tuple[str, str], list[Wanted]] = {}
    for w in wanted:
        for group in w.groups:
            groups.setdefault(group, []).append(w)
    asked = {lack.documents for lack in found}
    for (_, name), members in groups.items():
        documents = tuple(w.document for w in members)
        if done.isdisjoint(documents) and documents not in asked and not any((d,) in asked for d in documents):
            serves = tuple(dict.fromkeys(item for w in members for item in w.serves))
            found.append(Lack(documents, name, serves))
            asked.add(documents)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the four causes for one paper: whether the items' guides allow it, and why not otherwise."""

    cause: Cause
    allowed: bool
    why: str = ""
    rule: str = ""


def offers(wanted: Wanted, *, bad_credit: bool = False, barred: str = "") -> tuple[Offer, ...]:
    """What the counter may offer for a missing paper. `barred` names a field that admits no pledge ("公共安全")."""
    return (
        Offer(Cause.SUPPLEMENT, True),
        _tolerance(wanted, bad_credit),
        _pledge(wanted, bad_credit, barred),
        _waiver(wanted),
    )


def _tolerance(wanted: Wanted, bad_credit: bool) -> Offer:
    rule = say("容缺受理只限事项公布的可容缺材料")
    if not wanted.tolerable:
        return Offer(Cause.TOLERATED, False, say("要用这份材料的事项没有全部公布它可以容缺"), rule)
    if bad_credit:
        return Offer(
            Cause.TOLERATED,
            False,
            say("申请人有未修复的失信记录，不能容缺"),
            say("有未修复失信记录的申请人不适用容缺受理"),
        )
    return Offer(Cause.TOLERATED, True)


def _pledge(wanted: Wanted, bad_credit: bool, barred: str) -> Offer:
    if barred:
        return Offer(
            Cause.PLEDGED,
            False,
            say("事项涉及{barred}，不能用承诺代替材料", barred=barred),
            say("国家安全、公共安全、金融审慎、生态环境、生命健康领域不适用告知承诺"),
        )
    if not wanted.pledge:
        return Offer(
            Cause.PLEDGED, False, say("要用这份材料的事项没有全部公布它可以承诺代替"), say("告知承诺只限事项公布的材料")
        )
    if bad_credit:
        return Offer(
            Cause.PLEDGED,
            False,
            say("申请人有未修复的失信记录，不能承诺代替"),
            say("有未修复失信记录的申请人不适用告知承诺"),
        )
    return Offer(Cause.PLEDGED, True)


def _waiver(wanted: Wanted) -> Offer:
    if not wanted.waive:
        return Offer(
            Cause.WAIVED,
            False,
            say("大厅没有途径代为取得这份材料"),
            say("免提交只限数据共享、电子证照或部门内部能取得的材料"),
        )
    return Offer(Cause.WAIVED, True)


def date_problem(cause: Cause, due_on: date | None, *, today: date, promised_on: date | None) -> str:
    """Why a date does not fit a cause, in one sentence; empty if it does.

    `promised_on` is the earliest promised day of the items that the paper serves: a tolerated paper may not come later.
    """
    if cause is Cause.TOLERATED and due_on is None:
        return say("容缺受理要写明补交日期")
    if due_on is None:
        return ""
    if due_on < today:
        return say("补交日期 {due_on} 已经过去", due_on=due_on)
    if cause is Cause.TOLERATED and promised_on is not None and due_on > promised_on:
        return say("补交日期 {due_on} 晚于承诺办结日 {promised_on}", due_on=due_on, promised_on=promised_on)
    return ""
