"""One mechanism for every edit of the catalogue: what it would do is seen first; what concerns people's rights is
proposed and a second person agrees; it is in force from its day, and until then it can be taken back.

The findings' acceptance and the list of papers go the same way (`settle`): there is no other door.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from counter.acts.catalogue.clock_effects import effects
from counter.acts.catalogue.editing import Thing, apply, changed, text_of, thing_of
from counter.acts.catalogue.standardising import STEWARDS, own_department
from counter.acts.catalogue.versions import check_day
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.editing import (
    CHOICES,
    FIELDS,
    MUST,
    NOUNS,
    RIGHTS,
    Concern,
    all_fields,
    concerns,
    field_name,
    unknown_fields,
)
from counter.rules.identity import clean_text
from counter.rules.own_table import empty
from counter.store import catalogue as store
from counter.store import driver
from counter.store import editing as kept

AGREEING = (Role.APPROVER, Role.SUPERVISOR)


class EditState(StrEnum):
    """How an edit stands."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    IN_FORCE = "in-force"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"
    VOID = "void"


STATES: Mapping[str, str] = {
    EditState.PROPOSED: mark("等第二人同意"),
    EditState.WAITING: mark("等生效"),
    EditState.IN_FORCE: mark("已生效"),
    EditState.RETURNED: mark("退回"),
    EditState.TAKEN_BACK: mark("撤回"),
    EditState.VOID: mark("作废"),
}


@dataclass(frozen=True, slots=True)
class FieldNow:
    """A field of a thing: its name, what it says, the few values it may have, and why two people change it (or "")."""

    element: str
    name: str
    text: str
    choices: tuple[str, ...]
    must: bool
    right: str

    def __str__(self) -> str:
        return say("{name}（{element}）：{text}", name=self.name, element=self.element, text=verbatim(self.text))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A thing with all its fields as they are in force, and the change that waits (0 for none)."""

    noun: str
    code: str
    name: str
    fields: tuple[FieldNow, ...]
    waits: int

    def __str__(self) -> str:
        head = say("{noun} {name}（{code}）", noun=NOUNS[self.noun], name=self.name, code=self.code)
        return listed((head, *(say("  {field}", field=one) for one in self.fields)), "\n")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after."""

    element: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return say(
            "{name}：{before} → {after}",
            name=self.name,
            before=verbatim(self.before[:200]) if self.before else say("（空）"),
            after=verbatim(self.after[:200]) if self.after else say("（空）"),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A change: what of which thing, from when, by whom, how it stands; `concerns` says what of it concerns rights.

    `number` is 0 for what was only looked at. `clocks` says, until it is in force, whose dates stay and what new ones
    are.
    """

    number: int
    noun: str
    code: str
    name: str
    differences: tuple[Difference, ...]
    concerns: tuple[str, ...]
    reason: str
    effective_on: str
    staff: str
    staff_name: str
    state: str
    state_words: str
    agreed_by: str = ""
    words: str = ""
    version: int | None = None
    mine: bool = False
    clocks: tuple[str, ...] = ()

    def __str__(self) -> str:
        who = say("，{name}", name=verbatim(self.staff_name)) if self.staff_name else ""
        agreed = say("，{name}同意", name=verbatim(self.agreed_by)) if self.agreed_by else ""
        head = say(
            "{number}{name}，{day} 起，{state}{who}{agreed}",
            number=say("第 {number} 号 ", number=self.number) if self.number else "",
            name=self.name,
            day=self.effective_on,
            state=self.state_words,
            who=who,
            agreed=agreed,
        )
        lines = [head, *(say("  {one}", one=one) for one in self.differences)]
        lines += [say("  要第二人同意：{what}", what=one) for one in self.concerns]
        lines += [say("  时限：{one}", one=one) for one in self.clocks]
        lines += [say("  理由：{reason}", reason=verbatim(self.reason))] if self.reason else []
        lines += [say("  {words}", words=verbatim(self.words))] if self.words else []
        return listed(lines, "\n")


@query("catalogue.fields", by=STEWARDS, argument="code")
def fields(look: Look, code: str, noun: str = "item") -> Sheet:
    """Every field of an item, document, department, law or bundle (`noun`), and which of them two people change."""
    thing = _own(look, noun, code)
    waiting = kept.open_of(look.db, noun, thing.code)
    return Sheet(
        noun,
        thing.code,
        thing.name,
        tuple(
            FieldNow(
                element,
                str(name),
                thing.text(element),
                tuple(str(words) for words in CHOICES.get((noun, element), {}).values()),
                (noun, element) in MUST,
                str(RIGHTS[noun, element].reason) if (noun, element) in RIGHTS else "",
            )
            for element, name in FIELDS[noun].items()
        ),
        waiting["id"] if waiting else 0,
    )


@query("catalogue.would-change", by=STEWARDS, argument="code")
def would_change(
    look: Look, code: str, changes: dict[str, Any], noun: str = "item", effective: date | None = None
) -> Change:
    """What a change would do, before it is made: the differences, and what of it a second person has to agree to."""
    thing = _own(look, noun, code)
    _known(noun, changes)
    after, item = changed(look, thing, changes)
    told = concerns(noun, thing.entry, after)
    differences, day = _differences(noun, thing.entry, after), max(effective or look.today, look.today)
    state = "proposed" if told else "in-force" if (effective or look.today) <= look.today else "waiting"
    return Change(
        0,
        noun,
        thing.code,
        thing.name,
        differences,
        tuple(_words(one.what, one.reason) for one in told),
        "",
        (effective or look.today).isoformat(),
        look.actor.staff,
        "",
        state,
        STATES[state],
        clocks=effects(look, thing, after, item, tuple(one.element for one in differences), day),
    )


@act("catalogue.change", by=STEWARDS, argument="code", undo="catalogue.take-back-change")
def change(
    work: Work,
    code: str,
    changes: dict[str, Any],
    noun: str = "item",
    seen: dict[str, Any] | None = None,
    effective: date | None = None,
    reason: str = "",
) -> Change:
    """Change fields of an item, document, department, law or bundle from a day on; what concerns rights waits for a
    second person. `seen` is what the fields said when they were read.
    """
    put_in_force(work)
    thing = _own(work, noun, code)
    _known(noun, changes)
    for element, text in (seen or {}).items():
        if element in changes and str(text or "") != thing.text(element):
            raise Refusal(
                "catalogue.field-moved",
                say(
                    "{field}已经是“{text}”，不是看到的那样",
                    field=field_name(noun, element),
                    text=verbatim(thing.text(element)[:60]),
                ),
                rule=say("改的是看过的内容"),
                next=Next.by("catalogue.fields", say("请重新打开再改"), code=thing.code, noun=noun),
            )
    after, item = changed(work, thing, changes)
    elements = tuple(one.element for one in _differences(noun, thing.entry, after))
    if not elements:
        raise Refusal(
            "catalogue.nothing-changed", say("{name} 没有变", name=thing.name), next=say("改一项再交，或者不用交")
        )
    values = {element: after.get(element) for element in elements}
    number = _put(work, thing, values, concerns(noun, thing.entry, after), effective or work.today, reason)
    row = kept.find(work.db, number)
    assert row is not None
    if row["state"] == EditState.WAITING and row["effective_on"] <= work.today.isoformat():
        kept.in_force(work.db, number, apply(work, thing, after, item, elements, work.today))
    return _shown(work, kept.find(work.db, number))


def settle(work: Work, noun: str, code: str, values: Mapping[str, Any], effective: date | None, reason: str) -> Change:
    """The way of a change that another act has made out: values as the thing's entry has them."""
    return change(work, code, dict(values), noun, None, effective, reason)


def _put(
    work: Work, thing: Thing, values: Mapping[str, Any], told: tuple[Concern, ...], effective: date, reason: str
) -> int:
    check_day(work, effective)
    if (there := kept.open_of(work.db, thing.noun, thing.code)) is not None:
        raise Refusal(
            "catalogue.change-waits",
            say(
                "{name} 已有第 {number} 号改动{state}（{who}）",
                name=thing.name,
                number=there["id"],
                state=STATES[there["state"]],
                who=verbatim(there["staff_name"]),
            ),
            rule=say("一次只有一处改动在路上"),
            next=Next.by("catalogue.changes", say("请先办完或撤回那一处"), noun=thing.noun, code=thing.code),
        )
    reason = clean_text(reason, what=mark("理由"), limit=500, lines=True)
    if told and not reason:
        raise Refusal(
            "catalogue.change-needs-reason",
            say("没有写理由：{what}", what=told[0].what),
            rule=say("关系到人的权利的改动要写明理由：{why}", why=told[0].reason),
            next=say("请写上理由再交"),
        )
    number = kept.put(
        work.db,
        (thing.noun, thing.code),
        {element: thing.entry.get(element) for element in values},
        values,
        [(one.element, _words(one.what, one.reason)) for one in told],
        reason,
        effective.isoformat(),
        (work.actor.staff, work.now),
        "proposed" if told else "waiting",
    )
    work.about(
        f"{thing.noun}:{thing.code}",
        change=number,
        fields=sorted(values),
        effective_on=effective.isoformat(),
        proposed=bool(told),
    )
    return number


@act("catalogue.agree-change", by=AGREEING, argument="number")
def agree(work: Work, number: int) -> Change:
    """Agree as the second person to a change that concerns rights."""
    row = _row(work, number, EditState.PROPOSED)
    if row["staff"] == work.actor.staff:
        raise Refusal(
            "catalogue.change-own",
            say("第 {number} 号改动是本人提的", number=number),
            rule=say("关系到人的权利的改动由两个人作出"),
            next=say("请值班主任或本部门另一名审批人员同意"),
        )
    thing = thing_of(work, row["noun"], row["code"])
    values, elements = _values(row)
    if moved := _moved(thing, row):
        raise Refusal(
            "catalogue.field-moved",
            say(
                "{field}已经是“{text}”，不是提请时的样子",
                field=field_name(thing.noun, moved),
                text=verbatim(thing.text(moved)[:60]),
            ),
            rule=say("同意的是看过的差别"),
            next=Next.by("catalogue.return-change", say("请退回，由提请的人重新提"), number=number),
        )
    after, item = changed(work, thing, values)
    effective = max(date.fromisoformat(row["effective_on"]), work.today)
    kept.agree(work.db, number, work.actor.staff, work.now, effective.isoformat())
    if effective <= work.today:
        kept.in_force(work.db, number, apply(work, thing, after, item, elements, effective))
    work.about(f"{thing.noun}:{thing.code}", change=number, effective_on=effective.isoformat())
    return _shown(work, kept.find(work.db, number))


@act("catalogue.return-change", by=AGREEING, argument="number")
def send_back(work: Work, number: int, words: str) -> Change:
    """Return a proposed change with words."""
    row = _row(work, number, EditState.PROPOSED)
    words = clean_text(words, what=mark("退回的理由"), limit=500, lines=True, empty=False)
    kept.end(work.db, number, EditState.RETURNED, (work.actor.staff, work.now), words)
    work.about(f"{row['noun']}:{row['code']}", change=number, state=EditState.RETURNED)
    return _shown(work, kept.find(work.db, number))


@act("catalogue.take-back-change", by=STEWARDS, argument="number")
def take_back(work: Work, number: int) -> Change:
    """Take a change back before its day."""
    put_in_force(work)
    row = _row(work, number, EditState.PROPOSED, EditState.WAITING)
    if row["staff"] != work.actor.staff and work.actor.role is not Role.SUPERVISOR:
        raise Refusal(
            "catalogue.change-not-own",
            say("第 {number} 号改动是 {who} 提的", number=number, who=verbatim(row["staff_name"])),
            rule=say("改动由提的人或值班主任撤回"),
            next=Next.by("catalogue.return-change", say("不同意的请退回并写明理由"), number=number),
        )
    kept.end(work.db, number, EditState.TAKEN_BACK, (work.actor.staff, work.now), "")
    work.about(f"{row['noun']}:{row['code']}", change=number, state=EditState.TAKEN_BACK)
    return _shown(work, kept.find(work.db, number))


@query("catalogue.changes", by=STEWARDS, argument="code")
def changes_of(look: Look, code: str = "", noun: str = "") -> tuple[Change, ...]:
    """Changes that are on their way; of one thing (`code`, `noun`) its whole history with the differences."""
    rows = kept.listed(look.db, noun, code, ended=bool(code))
    found = []
    for row in rows:
        whose = _whose(look, row)
        if whose is None or own_department(look.actor, None) in (None, whose):
            found.append(_with_clocks(look, row))
    return tuple(found)


def _with_clocks(look: Look, row: driver.Row) -> Change:
    """A change as it is shown to whoever agrees to it: with whose dates stay and what new ones are."""
    shown = _shown(look, row)
    if row["state"] not in (EditState.PROPOSED, EditState.WAITING):
        return shown
    try:
        thing = thing_of(look, row["noun"], row["code"])
        values, elements = _values(row)
        after, item = changed(look, thing, values)
    except Refusal:
        return shown  # it has moved, and is void on its day
    day = max(date.fromisoformat(row["effective_on"]), look.today)
    return replace(shown, clocks=effects(look, thing, after, item, tuple(elements), day))


@act("catalogue.turn", by=(Role.HALL,))
def turn(work: Work) -> tuple[Change, ...]:
    """What has come to its day is in force; what moved under it meanwhile is void."""
    return put_in_force(work)


def put_in_force(work: Work) -> tuple[Change, ...]:
    """The same within another act: whoever changes something stands on what is in force today."""
    done = []
    for row in kept.due(work.db, work.today.isoformat()):
        thing_code = f"{row['noun']}:{row['code']}"
        try:
            thing = thing_of(work, row["noun"], row["code"])
            if moved := _moved(thing, row):
                raise Refusal(
                    "catalogue.field-moved",
                    say("{field}在生效以前已经变了", field=field_name(thing.noun, moved)),
                    next=Next.by("catalogue.fields", say("请重新改"), code=row["code"], noun=row["noun"]),
                )
            values, elements = _values(row)
            after, item = changed(work, thing, values)
            # Late by a night or a holiday: from today, for what was accepted meanwhile stays under what it saw.
            kept.in_force(work.db, row["id"], apply(work, thing, after, item, elements, work.today))
        except Refusal as refusal:
            kept.end(work.db, row["id"], "void", ("hall", work.now), str(refusal)[:500])
        work.touch(thing_code)
        done.append(_shown(work, kept.find(work.db, row["id"])))
    if done:
        work.facts["turned"] = [[one.number, one.state] for one in done]
        work.subject = work.subject or "catalogue:changes"
    return tuple(done)


def _own(look: Look | Work, noun: str, code: str) -> Thing:
    thing = thing_of(look, noun, code)
    if thing.department is not None:
        own_department(look.actor, thing.department)
    elif look.actor.role is Role.APPROVER:
        raise Refusal(
            "catalogue.shared-thing",
            say("{noun}是全厅共用的", noun=NOUNS[noun]),
            rule=say("审批人员只改本部门的事项；共用的由值班主任或管理员改"),
            next=say("请告诉值班主任要改什么"),
        )
    return thing


def _known(noun: str, changes: Mapping[str, Any]) -> None:
    if not changes or (unknown := unknown_fields(noun, changes)):
        raise Refusal(
            "catalogue.no-such-field",
            say("没有 {field} 这一项", field=verbatim(", ".join(unknown)[:60])) if changes else say("没有说要改哪一项"),
            rule=say("可以改 {fields}", fields=all_fields(noun)),
            next=say("请写明哪一项改成什么"),
        )


def _row(work: Work, number: int, *states: str) -> driver.Row:
    row = kept.find(work.db, number)
    if row is None:
        raise Refusal(
            "catalogue.no-change-number",
            say("没有第 {number} 号改动", number=number),
            next=Next.by("catalogue.changes", say("请看在路上的改动")),
        )
    if row["state"] not in states:
        raise Refusal(
            "catalogue.change-not-open",
            say("第 {number} 号改动{state}", number=number, state=STATES[row["state"]]),
            rule=say("生效前才能同意、退回或撤回"),
            next=Next.by("catalogue.change", say("要改回来的另写一次改动"), code=row["code"], changes=None),
        )
    whose = _whose(work, row)
    if whose is not None:
        own_department(work.actor, whose)
    return row


def _whose(look: Look | Work, row: driver.Row) -> str | None:
    """The department whose thing a change is about; None for what all share."""
    try:
        return thing_of(look, row["noun"], row["code"]).department
    except Refusal:
        return None  # withdrawn meanwhile


def _values(row: driver.Row) -> tuple[dict[str, Any], tuple[str, ...]]:
    values = dict(json.loads(row["changes"]))
    return values, tuple(values)


def _moved(thing: Thing, row: driver.Row) -> str:
    """The field that no longer says what it said when the change was written, or empty."""
    base = json.loads(row["base"])
    return next((each for each, was in base.items() if _plain(thing.entry.get(each)) != _plain(was)), "")


def _differences(noun: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            element,
            str(field_name(noun, element)),
            text_of(noun, element, before.get(element)),
            text_of(noun, element, after.get(element)),
        )
        for element in FIELDS[noun]
        if _plain(before.get(element)) != _plain(after.get(element))
        and text_of(noun, element, before.get(element)) != text_of(noun, element, after.get(element))
    )


def _plain(value: Any) -> Any:
    """A value for comparing: nothing is nothing, however it is written (0 is something)."""
    return None if empty(value) else value


def _words(what: str, reason: str) -> str:
    return say("{what}（{reason}）", what=what, reason=reason)


def _shown(look: Look | Work, row: driver.Row | None) -> Change:
    assert row is not None
    values, _ = _values(row)
    base = json.loads(row["base"])
    return Change(
        row["id"],
        row["noun"],
        row["code"],
        _name(look, row["noun"], row["code"]),
        _differences(row["noun"], base, values),
        tuple(words for _, words in json.loads(row["weakens"])),
        row["reason"],
        row["effective_on"],
        row["staff"],
        row["staff_name"],
        row["state"],
        STATES[row["state"]],
        row["agreed_name"] or "",
        row["words"],
        row["version"],
        row["staff"] == look.actor.staff,
    )


def _name(look: Look | Work, noun: str, code: str) -> str:
    if noun == "item":
        return store.item_name(look.db, code)
    if noun == "bundle":
        return store.newest_bundle_name(look.db, code)
    if noun == "document":
        return store.document(look.db, code)
    try:
        return thing_of(look, noun, code).name
    except Refusal:
        return code
