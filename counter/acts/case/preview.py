"""What would go where if a draft were accepted now: by the very functions that acceptance writes with, changing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counter.acts.approval.deciding import on_the_spot
from counter.acts.approval.fan_out import Share, share_out
from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.step import editable, name_of
from counter.acts.delivery.handover import papers_by_desk
from counter.hall.act import Look, query
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
            f"等 {'、'.join(self.waits_for)}" if self.waits_for else "可当场办结" if self.on_the_spot else "立即开始"
        )
        return f"{self.name}，{begins}，" + (
            f"承诺 {self.promised_on}{'（暂定）' if self.provisional else ''}" if self.promised_on else "日期另行通知"
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
        return f"{self.department}（{LEVEL_NAMES[self.level]}）：{len(self.items)} 个事项，材料 {len(self.papers)} 份"


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft as it would be shared out on a day. `lacks` still hold acceptance up; `unanswered` situations may change the items."""

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

    def __str__(self) -> str:
        items = sum(len(desk.items) for desk in self.desks)
        lines = [
            f"{self.case} 若按 {self.on} 受理：{items} 个事项送 {len(self.desks)} 个审批台，并联 {self.parallel_days} 个工作日（逐个办要 {self.serial_days} 个）"
        ]
        for desk in self.desks:
            lines += [f"  {desk}", *(f"    {item}" for item in desk.items)]
        if self.unanswered:
            lines.append(f"还有 {self.unanswered} 个情形没有回答，事项可能会变")
        if self.lacks:
            lines.append(f"还缺 {'、'.join(self.lacks)}")
        return "\n".join(lines)


@query("case.plan", by=AT_THE_COUNTER, argument="case")
def plan_case(look: Look, case: str) -> Planned:
    """Who would get what of a case, which item waits for which, and when each is due. Raises Refusal once it is accepted."""
    row = editable(look, case)
    look.log(person=row["person"], case=row["id"])
    full = full_set.read(look, row)
    on = full_set.start_day(look)
    plan, shares = share_out(look, full, on)
    papers = papers_by_desk(
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
                tuple((full.names[sheaf.document], sheaf.copies) for sheaf in papers[desk]),
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
