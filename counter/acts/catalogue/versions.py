"""A changed item as a new version with its effective day; the source's text goes with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from counter.errors import Refusal
from counter.hall.act import Work
from counter.phrases.said import say
from counter.rules.guide import Item
from counter.store import catalogue as store
from counter.store import catalogue_writing, driver, search

_OWN = {"legal": "legal_days", "promised": "promised_days", "desk": "desk_days"}


def check_day(work: Work, effective: date) -> None:
    """Refuse a day that is over: what was accepted stays under what was in force."""
    if effective < work.today:
        raise Refusal(
            "catalogue.day-takes-effect-over",
            say("生效日期 {effective} 已经过去", effective=effective),
            rule=say("已办的件用它开始时的版本，不能倒改"),
            next=say("请写今天或以后的日期"),
        )


def write_version(work: Work, row: driver.Row, changed: Item, elements: Iterable[str], effective: date) -> int:
    """Write the changed item as a new version. Raises Refusal where another one waits for its day, or the promise is
    longer than the law's limit.
    """
    newest = store.newest_version(work.db, changed.code)
    if newest != row["version"]:
        raise Refusal(
            "catalogue.version-not-force-yet",
            say("{changed} 已有一个还没生效的第 {newest} 版", changed=changed.name, newest=newest),
            rule=say("版本一个接一个"),
            next=say("请等它生效后再改"),
        )
    elements = tuple(elements)
    if (
        changed.promised_days is not None
        and changed.legal_days is not None
        and changed.promised_days > changed.legal_days
        and not {"legal", "promised"}.isdisjoint(elements)
    ):
        raise Refusal(
            "catalogue.days-promised-longer-than",
            say(
                "承诺 {promised_days} 天长于法定 {legal_days} 天",
                promised_days=changed.promised_days,
                legal_days=changed.legal_days,
            ),
            rule=say("承诺时限不得长于法定时限"),
            next=say("请改短承诺时限"),
        )
    source = json.loads(row["source"]) if row["source"] else None
    if source is not None:
        for element in elements:
            _keep_edit(source, changed, element)
    item = replace(changed, version=newest + 1)
    catalogue_writing.put_item(work.db, item, effective.isoformat(), source)
    search.catalogue_changed(work.db)
    work.about(
        f"item:{item.code}", version=item.version, element=",".join(elements), effective_on=effective.isoformat()
    )
    return item.version


def _keep_edit(source: dict[str, object], changed: Item, element: str) -> None:
    """What a steward wrote stays when the source's next file comes."""
    edits = source.setdefault("edits", {})
    assert isinstance(edits, dict)
    if element == "documents":
        edits[element] = [{"document": need.document, **catalogue_writing.write_need(need)} for need in changed.needs]
        if "situations" in changed.guide:
            edits["situations"] = changed.guide["situations"]
        listed = {need.document for need in changed.needs}  # what was once taken into the list is not offered again
        if isinstance(offered := source.get("offered"), list):
            source["offered"] = [each for each in offered if each["document"] not in listed]
    else:
        value = getattr(changed, _OWN.get(element, element), None)
        edits[element] = value if value is not None else changed.guide.get(element)
    oddities = source.get("oddities", ())
    assert isinstance(oddities, (list, tuple))
    source["oddities"] = [words for words in oddities if not _is_about(words, element)]


def _is_about(words: str, element: str) -> bool:
    return (
        (element == "legal" and words.startswith("法定时限"))
        or (element == "promised" and words.startswith("承诺时限"))
        or words.startswith(f"{element}：")
    )
