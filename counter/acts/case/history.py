"""A case's history for those who are on it: what was done, when, where. Never an opinion, never a reason of another
desk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from counter.hall.act import Look, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.act_names import ACT_NAMES
from counter.rules.approval import OUTCOME_NAMES
from counter.store import cases, driver, rooms
from counter.store import history as store

SHOWN = ("outcome", "days", "before", "after", "acceptance_number", "receipt_number", "due_on", "slip")
"""Facts of an entry that everybody on the case may read."""
LABELS = {
    "days": mark("工作日"),
    "before": mark("原"),
    "after": mark("现"),
    "acceptance_number": mark("受理编号"),
    "receipt_number": mark("收件编号"),
    "due_on": mark("期限"),
    "slip": mark("转移单"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. `at` is UTC ms, `when` the same as local words."""

    seq: int
    at: int
    when: str
    what: str
    item: str
    who: str
    place: str
    detail: str

    def __str__(self) -> str:
        return listed(
            (part for part in (self.when, self.what, self.item, self.who, self.place, self.detail) if part), "  "
        )


def place_words(place: str, desks: Mapping[str, str]) -> str:
    """`window:3` as `3 号窗口`; a desk by its name (`desks`: code -> name)."""
    kind, _, name = place.partition(":")
    names = {
        "guide": say("导办台"),
        "clerk": say("窗口"),
        "supervisor": say("值班台"),
        "administrator": say("管理"),
        "hall": say("系统"),
        "approver": say("审批台"),
        "applicant": say("申请人"),
    }
    return (
        say("{name} 号窗口", name=name)
        if kind == "window"
        else desks.get(name, say("{name} 审批台", name=name))
        if kind == "desk"
        else names.get(place, place)
    )


@query("case.history", by=(Role.CLERK, Role.SUPERVISOR, Role.APPROVER), argument="case")
def history(look: Look, case: str) -> tuple[Event, ...]:
    """Everything that was done to a case and its approvals, oldest first, for those on the case."""
    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    desks = rooms.desk_names(look.db)
    return tuple(
        _event(look, entry, desks)
        for entry in store.of_case(look.db, row["id"], look.actor.desk if look.actor.role is Role.APPROVER else None)
    )


def _event(look: Look, row: driver.Row, desks: Mapping[str, str]) -> Event:
    facts = json.loads(row["facts"])
    parts = []
    for name in SHOWN:
        if (value := facts.get(name)) not in (None, "", [], False):
            parts.append(
                OUTCOME_NAMES.get(value, str(value)) if name == "outcome" else listed((LABELS[name], value), " ")
            )
    if row["reminder"]:
        parts.append(verbatim(row["reminder"]))
    return Event(
        row["seq"],
        row["at"],
        f"{look.hall.local(row['at']):%Y-%m-%d %H:%M}",
        ACT_NAMES.get(row["act"], row["act"]),
        row["item_name"] or "",
        row["staff_name"] or row["staff"],
        place_words(row["place"], desks),
        listed(parts, "，"),
    )
