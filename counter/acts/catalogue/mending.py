"""A finding settled: its proposal accepted, the text edited, or put off with a reason; each a new version."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from counter.acts.catalogue.beside import finding_of, proposal_of
from counter.acts.catalogue.cloning import EDITABLE
from counter.acts.catalogue.comparing import with_element
from counter.acts.catalogue.standardising import STEWARDS
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say, verbatim
from counter.rules.finding import Finding
from counter.rules.guide import KINDS, Item, read_days
from counter.rules.identity import clean_text
from counter.rules.limits import read_months
from counter.rules.mapping import shaped
from counter.store import catalogue as store
from counter.store import catalogue_writing, driver, findings, search


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done with a finding; `version` is the item's new version, or None where nothing in it changed."""

    number: str
    item: str
    done: str
    version: int | None

    def __str__(self) -> str:
        return say(
            "{number} {done}{item}",
            number=self.number,
            done=self.done,
            item=(say("，{item} 已是第 {version} 版", item=self.item, version=self.version) if self.version else ""),
        )


@act("catalogue.accept", by=STEWARDS, argument="number")
def accept(work: Work, number: str, effective: date | None = None, keep: bool = False) -> Settled:
    """Accept a finding: what can be put right by itself becomes a new version, the rest (or `keep`) stays as it is and
    is listed no more.
    """
    row, item, finding = finding_of(work.db, work.actor, work.today, number)
    source = json.loads(row["source"]) if row["source"] else None
    proposal = None if keep else proposal_of(work.db, finding, item, source)
    version = new_version(work, row, proposal.item, proposal.element, effective) if proposal else None
    _keep(work, finding, "edited" if proposal else "accepted")
    return Settled(number, item.code, proposal.words if proposal else say("保留现状，不再列出"), version)


@act("catalogue.edit", by=STEWARDS, argument="number")
def edit(work: Work, number: str, value: str, effective: date | None = None) -> Settled:
    """Rewrite an item after a finding, as a new version."""
    row, item, finding = finding_of(work.db, work.actor, work.today, number)
    if finding.element not in EDITABLE or finding.element == "documents":
        raise Refusal(
            "catalogue.cannot-rewritten",
            say("{editable}不能在这里改写", editable=EDITABLE.get(finding.element, finding.element)),
            next=Next.by("catalogue.papers", say("材料请改材料清单，其余请延后并通知部门"), code=item.code),
        )
    element, changed = _changed(item, finding.element, value)
    version = new_version(work, row, changed, element, effective)
    _keep(work, finding, "edited")
    return Settled(number, item.code, say("{editable}已改写", editable=EDITABLE[element]), version)


@act("catalogue.postpone", by=STEWARDS, argument="number")
def postpone(work: Work, number: str, until: date) -> Settled:
    """Put a finding off to a day."""
    _, item, finding = finding_of(work.db, work.actor, work.today, number)
    if until <= work.today:
        raise Refusal(
            "catalogue.day-not-after-today",
            say("延后的日期 {until} 不在今天之后", until=until),
            next=say("请写以后的日期"),
        )
    _keep(work, finding, "postponed", until)
    return Settled(number, item.code, say("延后到 {until}", until=until), None)


def _changed(item: Item, element: str, value: str) -> tuple[str, Item]:
    value = clean_text(value, what=EDITABLE[element], limit=10_000, lines=True, empty=False)
    if element in ("legal", "promised", "desk"):
        try:
            months = read_months(value) if element == "legal" else 0
            if element == "legal" and (months or item.legal_months):
                item = with_element(item, "legal_months", months)
            return element, with_element(item, element, None if months else read_days(value))
        except ValueError as error:
            raise Refusal(
                "catalogue.not-number-days",
                say("{editable} {value} 不是天数", editable=EDITABLE[element], value=verbatim(value[:20])),
                rule=say("时限按工作日写整数，当场写 0"),
                next=say("请改写，例如 5"),
            ) from error
    if element == "kind":
        value = next((code for code, name in KINDS.items() if value in (code, name)), "")
        if not value:
            raise Refusal(
                "catalogue.kind-item-not-right",
                say("办件类型不对"),
                rule=say("只有即办件和承诺件"),
                next=say("请写即办件或承诺件"),
            )
    try:
        return element, with_element(item, element, shaped(element, value))
    except ValueError as error:
        raise Refusal(
            "catalogue.row-not-readable",
            say("{editable}：{error}", editable=EDITABLE[element], error=error),
            rule=say("这一项只有这几种写法"),
            next=say("请改写"),
        ) from error


def new_version(work: Work, row: driver.Row, changed: Item, element: str, effective: date | None) -> int:
    """Write the changed item as a new version with its effective day; the source's text goes with it."""
    effective = effective or work.today
    if effective < work.today:
        raise Refusal(
            "catalogue.day-takes-effect-over",
            say("生效日期 {effective} 已经过去", effective=effective),
            rule=say("已办的件用它开始时的版本，不能倒改"),
            next=say("请写今天或以后的日期"),
        )
    newest = store.newest_version(work.db, changed.code)
    if newest != row["version"]:
        raise Refusal(
            "catalogue.version-not-force-yet",
            say("{changed} 已有一个还没生效的第 {newest} 版", changed=changed.name, newest=newest),
            rule=say("版本一个接一个"),
            next=say("请等它生效后再改"),
        )
    if (
        changed.promised_days is not None
        and changed.legal_days is not None
        and changed.promised_days > changed.legal_days
        and element in ("legal", "promised")
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
        edits = source.setdefault("edits", {})
        if element == "documents":
            edits[element] = [
                {"document": need.document, **catalogue_writing.write_need(need)} for need in changed.needs
            ]
            if "situations" in changed.guide:
                edits["situations"] = changed.guide["situations"]
            listed = {need.document for need in changed.needs}  # what was once taken into the list is not offered again
            if "offered" in source:
                source["offered"] = [each for each in source["offered"] if each["document"] not in listed]
        else:
            value = getattr(
                changed,
                {"legal": "legal_days", "promised": "promised_days", "desk": "desk_days"}.get(element, element),
                None,
            )
            edits[element] = value if value is not None else changed.guide.get(element)
        source["oddities"] = [words for words in source.get("oddities", ()) if not _is_about(words, element)]
    item = replace(changed, version=newest + 1)
    catalogue_writing.put_item(work.db, item, effective.isoformat(), source)
    search.catalogue_changed(work.db)
    work.about(f"item:{item.code}", version=item.version, element=element, effective_on=effective.isoformat())
    return item.version


def _is_about(words: str, element: str) -> bool:
    return (
        (element == "legal" and words.startswith("法定时限"))
        or (element == "promised" and words.startswith("承诺时限"))
        or words.startswith(f"{element}：")
    )


def _keep(work: Work, finding: Finding, state: str, until: date | None = None) -> None:
    findings.decide(
        work.db,
        (finding.rule, finding.item, finding.element, finding.detail, finding.next_step),
        state,
        until.isoformat() if until else None,
        work.actor.staff,
        work.now,
    )
    work.about(f"item:{finding.item}", finding=finding.rule, state=state)
