"""Isolation in its one place: what an approver's act or query may name. Every act and every query comes through here.

A desk reaches its own approvals and slips, the cases it has a part in, its own department's figures. Whatever else is
named answers as if it did not exist, and the attempt is written down. Everybody else is held by the role table alone.
What a query returns without naming anything (a list) it confines itself, by `actor.desk`; a test tries them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from counter.errors import Denied
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Actor, Role
from counter.rules.writing import Writing, tidy
from counter.store import driver, reach

if TYPE_CHECKING:
    from counter.hall.act import Act

RULE = mark("审批台只办理、查看与本台有关的办件，查看均有记录")
NEXT = mark("请核对编号；确有需要请联系值班主任")


def check_reach(db: driver.Connection, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Refuse (Denied) whatever an approver names that is not their desk's. Raises Refusal for what names nothing."""
    if actor.role is not Role.APPROVER:
        return
    for name, value in arguments.items():
        check = HELD.get(name) if name != "code" else HELD["slip"] if entry.name.startswith("slip.") else None
        if check is None or value is None or value == "" or value == ():
            continue
        for one in value if isinstance(value, (tuple, list)) else (value,):
            check(db, entry, actor, one)


def _deny(what: Any, case: int | None = None, person: int | None = None) -> Denied:
    from counter.rules.letters import visible

    return Denied(
        "case.nothing-found",
        say("没有找到 {what}", what=verbatim(visible(str(what), 45))),
        rule=RULE,
        next=NEXT,
        case=case,
        person=person,
    )


def _approval(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    match = re.fullmatch(r"(?:A-?)?(\d{1,12})", tidy(str(value), Writing.CODE).upper())
    row = reach.approval(db, int(match[1])) if match else None
    if row is None:
        raise _deny(value)
    able = {row["desk"]} if entry.writes else reach.desks_of_approval(db, row["id"])
    if actor.desk not in able:
        raise _deny(value, row["case_id"], row["person"])


def _case(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    from counter.errors import Refusal
    from counter.store import cases

    try:
        row = cases.find(db, str(value))
    except Refusal:
        raise _deny(value) from None
    _case_id(db, entry, actor, row["id"], value)


def _case_id(db: driver.Connection, entry: Act, actor: Actor, case_id: int, shown: Any) -> None:
    able = reach.acting_desks_of_case(db, case_id) if entry.writes else reach.desks_of_case(db, case_id)
    if actor.desk not in able:
        raise _deny(shown, case_id, reach.person_of_case(db, case_id))


def _slip(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    from counter.rules.identity import clean_number

    row = reach.slip(db, clean_number(str(value)))
    if row is None or row["desk"] != actor.desk:
        raise _deny(value, *((row["case_id"], row["person"]) if row is not None else ()))


def _paper(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    row = reach.paper(db, tidy(str(value), Writing.CODE).upper())
    if row is None or (row["case_id"] is None and row["ticket"] is not None):
        raise _deny(value)
    if row["approval"] is not None:
        _approval(db, entry, actor, row["approval"])
    elif row["case_id"] is not None:
        _case_id(db, entry, actor, row["case_id"], value)


def _job(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    number = reach.paper_of_job(db, int(value))
    if number is None:
        raise _deny(value)
    _paper(db, entry, actor, number)


def _rating(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    case_id = reach.case_of_rating(db, int(value))
    if case_id is None:
        raise _deny(value)
    _case_id(db, entry, actor, case_id, value)


def _person(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    raise _deny(value, person=int(value) if str(value).isdigit() else None)


def _desk(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    if value != actor.desk:
        raise _deny(value)


def _officer(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    if reach.desk_of_officer(db, tidy(str(value), Writing.CODE)) != actor.desk:
        raise _deny(value)


def _department(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    if value != actor.department:
        raise _deny(value)


def _subject(db: driver.Connection, entry: Act, actor: Actor, value: Any) -> None:
    kind, _, number = str(value).partition(":")
    if kind == "case" and number.isdigit():
        _case_id(db, entry, actor, int(number), value)
    elif kind == "approval" and number.isdigit():
        _approval(db, entry, actor, number)
    elif kind in ("person", "ticket"):
        raise _deny(value)


HELD: dict[str, Callable[[driver.Connection, Act, Actor, Any], None]] = {
    "approval": _approval,
    "approvals": _approval,
    "case": _case,
    "slip": _slip,
    "paper": _paper,
    "job": _job,
    "rating": _rating,
    "person": _person,
    "desk": _desk,
    "officer": _officer,
    "subject": _subject,
}
"""Parameter name -> how it is held against the approver's desk. `code` is a slip's in slip.*, else a guide's."""

OPEN_NOUNS = frozenset(("act", "bundle", "calendar", "catalogue", "item", "link", "post", "staff"))
OPEN_NAMES = frozenset(
    (
        *("approval.reasons", "clock.state", "paper.test", "printer.list", "printer.test", "paper.verify"),
        *("ticket.slots", "roster.coming"),
    )
)
"""What an approver does that is nobody's data: the catalogue, working days, one's own shift and last act."""


def is_open(name: str) -> bool:
    """Whether an act touches no case at all."""
    return name in OPEN_NAMES or name.partition(".")[0] in OPEN_NOUNS


def own_documents(db: driver.Connection, actor: Actor, case_id: int) -> set[str] | None:
    """Documents whose content an actor may open in a case; None: all of them."""
    return reach.documents_of_desk(db, case_id, actor.desk or "") if actor.role is Role.APPROVER else None


def own_fields(db: driver.Connection, actor: Actor, case_id: int) -> set[str] | None:
    """Fields of a case's form that an actor may read: for a desk those that its items ask; None: all of them."""
    if actor.role is not Role.APPROVER:
        return None
    import json

    from counter.rules.guide import fields_of

    return {
        name for guide in reach.guides_of_desk(db, case_id, actor.desk or "") for name in fields_of(json.loads(guide))
    }


def names(entry: Act) -> Iterable[str]:
    """The parameters of an act that are held against the approver's desk (for the access table)."""
    import inspect

    for name in list(inspect.signature(entry.function).parameters)[1:]:
        if name in HELD or (name == "code" and entry.name.startswith("slip.")):
            yield name
