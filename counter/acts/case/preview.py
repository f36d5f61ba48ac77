"""What would go where if a draft were accepted now: by the very functions that acceptance writes with, changing
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counter.acts.approval.fan_out import Share, share_out
from counter.acts.approval.on_the_spot import on_the_spot
from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.step import editable, name_of
from counter.acts.delivery.handover import documents_by_desk
from counter.hall.act import Look, query
from counter.phrases.said import listed, say
from counter.rules.documents import Cause
from counter.rules.level import LEVEL_NAMES
from counter.store import handovers


@dataclass(frozen=True, slots=True)
class ItemShare:
    """One item's approval as it would begin. `waits_for` are the names of the items whose grant opens it."""

    item: str
    name: str
    waits_for: tuple[str, ...]
    on_the_spot: bool
    promised_on: date | None
    legal_on: date | None
    desk_on: date | None
    provisional: bool
    legal_provisional: bool

    def __str__(self) -> str:
        begins = (
            say("等 {waits_for}", waits_for=listed(self.waits_for))
            if self.waits_for
            else say("可当场办结")
            if self.on_the_spot
            else say("立即开始")
        )
        return say(
            "{name}，{begins}，{promised_on}",
            name=self.name,
            begins=begins,
            promised_on=(
                say(
                    "承诺 {promised_on}{note}",
                    promised_on=self.promised_on,
                    note=say("（暂定）") if self.provisional else "",
                )
                if self.promised_on
                else say("日期另行通知")
            ),
        )


@dataclass(frozen=True, slots=True)
class DeskShare:
    """What one desk gets: its items, and the papers that lie here and go to it (name, copies)."""

    desk: str
    department: str
    level: str
    items: tuple[ItemShare, ...]
    papers: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        return say(
            "{department}（{level}）：{items} 个事项，材料 {documents} 份",
            department=self.department,
            level=LEVEL_NAMES[self.level],
            items=len(self.items),
            documents=len(self.papers),
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft as it would be shared out on a day. `lacks` still hold acceptance up; `unanswered` situations may change
    the items.
    """

    case: str
    id: int
    version: int
    on: date
    desks: tuple[DeskShare, ...]
    promised_on: date | None
    legal_on: date | None
    provisional: bool
    parallel_days: int
    serial_days: int
    lacks: tuple[str, ...]
    unanswered: int
    tolerated: int = 0
    """Documents that may follow later."""

    def __str__(self) -> str:
        items = sum(len(desk.items) for desk in self.desks)
        lines = [
            say(
                "{case} 若按 {on} 受理：{items} 个事项送 {count} 个审批台，并联 {parallel_days} 个工作日（逐个办要 "
                "{serial_days} 个）",
                case=self.case,
                on=self.on,
                items=items,
                count=len(self.desks),
                parallel_days=self.parallel_days,
                serial_days=self.serial_days,
            )
        ]
        for desk in self.desks:
            lines += [say("  {desk}", desk=desk), *(say("    {item}", item=item) for item in desk.items)]
        if self.unanswered:
            lines.append(say("还有 {unanswered} 个情形没有回答，事项可能会变", unanswered=self.unanswered))
        if self.lacks:
            lines.append(say("还缺 {lacks}", lacks=listed(self.lacks)))
        return listed(lines, "\n")


@query("case.plan", by=AT_THE_COUNTER, argument="case")
def plan_case(look: Look, case: str) -> Planned:
    """Who would get what of a case, which item waits for which, and when each is due. Raises Refusal once it is
    accepted.
    """
    row = editable(look, case)
    look.log(person=row["person"], case=row["id"])
    full = full_set.read(look, row)
    on = full_set.start_day(look)
    plan, shares = share_out(look, full, on)
    documents = documents_by_desk(
        full, {share.item.code: share.desk for share in shares}, handovers.attached(look.db, row["id"])
    )
    names = {share.item.code: share.item.name for share in shares}
    desks: dict[str, list[Share]] = {}
    for share in shares:
        desks.setdefault(share.desk, []).append(share)
    return Planned(
        name_of(row),
        row["id"],
        row["version"],
        on,
        tuple(
            DeskShare(
                desk,
                mine[0].place.short,
                mine[0].place.level,
                tuple(_item(share, names) for share in mine),
                tuple((full.names[sheaf.document], sheaf.copies) for sheaf in documents[desk]),
            )
            for desk, mine in desks.items()
        ),
        _day(plan.case["promised_on"]),
        _day(plan.case["legal_on"]),
        bool(plan.case["provisional"]),
        plan.case["parallel_days"],
        plan.case["serial_days"],
        tuple(map(full.words, full.lacks)),
        len(full.unanswered),
        sum(full.cause(one.document) is Cause.TOLERATED for one in full.wanted),
    )


def _item(share: Share, names: Mapping[str, str]) -> ItemShare:
    item, dates = share.item, share.dates
    begins = {"state": share.state, "kind": item.kind, "item_check": item.guide.get("check")}
    return ItemShare(
        item.code,
        item.name,
        tuple(names[needed] for needed in share.needs),
        on_the_spot(begins),
        _day(dates["promised_on"]),
        _day(dates["legal_on"]),
        _day(dates["desk_on"]),
        bool(dates["provisional"]),
        bool(dates["legal_provisional"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
