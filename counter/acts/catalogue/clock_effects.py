"""What an edit does to clocks: which running cases keep their dates, and what those accepted under it get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.acts.catalogue.editing import Thing
from counter.hall.act import Look, Work
from counter.phrases.said import Said, listed, say
from counter.rules import clock
from counter.rules.approval import UNDECIDED
from counter.rules.case import AT_INTAKE
from counter.rules.clock import GROUNDS, Dates, Ground, Limits
from counter.rules.editing import ON_CLOCKS
from counter.rules.guide import Item
from counter.rules.workday import Calendar
from counter.store import editing as kept


def effects(
    look: Look | Work, thing: Thing, after: Mapping[str, Any], item: Item | None, elements: tuple[str, ...], day: date
) -> tuple[Said, ...]:
    """In words; none where no clock hangs on what is changed. `day` is the one from which the change is to be in
    force.
    """
    touched = [element for element in elements if (thing.noun, element) in ON_CLOCKS]
    if not touched:
        return ()
    told = [_running(look, thing)]
    if thing.item is not None and item is not None:
        told += _of_item(look, thing.item, item, touched, day)
    elif "promised_days" in touched:
        told.append(_of_bundle(look, thing.entry.get("promised_days"), after.get("promised_days"), day))
    return tuple(told)


def _running(look: Look | Work, thing: Thing) -> Said:
    found = kept.running(look.db, thing.noun, thing.code, tuple(sorted(UNDECIDED)), tuple(sorted(AT_INTAKE)))
    if not found.accepted and not found.drafts:
        return say("现在没有在办的件受影响")
    parts = []
    if found.accepted:
        shown = listed(found.receipts) + (say("等") if found.accepted > len(found.receipts) else "")
        parts.append(
            say("在办的 {n} 件（{receipts}）照受理时的规定，承诺日、法定日都不变", n=found.accepted, receipts=shown)
        )
    if found.drafts:
        parts.append(say("还没受理的 {n} 件照选定事项时的规定", n=found.drafts))
    return listed(parts, "；")


def _of_item(look: Look | Work, before: Item, after: Item, touched: list[str], day: date) -> list[Said]:
    told = []
    if {"promised", "legal", "type"} & set(touched):
        calendar = look.hall.calendar
        old, new = _dates(calendar, before, day), _dates(calendar, after, day)
        told.append(
            say(
                "此后受理的：承诺{old_promise}改为{new_promise}，法定{old_legal}改为{new_legal}",
                old_promise=_days(before.limit.promised),
                new_promise=_days(after.limit.promised),
                old_legal=before.limit.words,
                new_legal=after.limit.words,
            )
        )
        told.append(
            say(
                "{day} 受理的：承诺日 {old} 改为 {new}，法定日 {old_law} 改为 {new_law}",
                day=day,
                old=old.promised_on or say("无"),
                new=new.promised_on or say("无"),
                old_law=old.legal_on or say("无"),
                new_law=new.legal_on or say("无"),
            )
        )
    if "desk" in touched:
        told.append(
            say("此后受理的：审批台时限{old}改为{new}", old=_days(before.desk_days), new=_days(after.desk_days))
        )
    if "pauses" in touched:
        told.append(
            say(
                "此后受理的可以停钟的特别程序：{new}；在办的照受理时公布的：{old}",
                old=_grounds(before),
                new=_grounds(after),
            )
        )
    if "level" in touched or "kind" in touched:
        told.append(say("此后受理的按新的层级和办件类型办，日期不因此改变"))
    return told


def _of_bundle(look: Look | Work, before: Any, after: Any, day: date) -> Said:
    def ends(days: Any) -> Said | date:
        return clock.walk(look.hall.calendar, day, int(days)).last_day if days else say("无")

    return say(
        "{day} 受理的：整件承诺{old}改为{new}，承诺日最晚 {old_day} 改为 {new_day}",
        day=day,
        old=_days(before),
        new=_days(after),
        old_day=ends(before),
        new_day=ends(after),
    )


def _dates(calendar: Calendar, item: Item, day: date) -> Dates:
    limit = item.limit
    limits = {item.code: Limits(limit.promised, limit.days, item.desk_days, months=limit.months)}
    return clock.dates(calendar, day, limits, ())[item.code]


def _days(days: int | None) -> Said:
    return say("未定") if days is None else say("{n} 个工作日", n=days)


def _grounds(item: Item) -> Said:
    names = [GROUNDS[Ground(one)] for one in item.guide.get("pauses") or () if one in GROUNDS]
    return listed(names) if names else say("没有")
