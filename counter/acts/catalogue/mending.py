"""A finding settled: its proposal accepted, the text edited, or put off with a reason; each a new version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from counter.acts.catalogue.beside import finding_of, proposal_of
from counter.acts.catalogue.changing import Change, settle
from counter.acts.catalogue.cloning import EDITABLE
from counter.acts.catalogue.comparing import with_element
from counter.acts.catalogue.standardising import STEWARDS
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say, verbatim
from counter.rules import own_table
from counter.rules.finding import NAMES, Finding
from counter.rules.guide import KINDS, Item, read_days
from counter.rules.identity import clean_text
from counter.rules.limits import read_months
from counter.rules.mapping import shaped
from counter.store import catalogue as store
from counter.store import findings


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done with a finding; `version` is the item's new version, or None where nothing in it changed."""

    number: str
    item: str
    done: str
    version: int | None
    waits: str = ""
    """How a change stands that is not in force yet: its number and its state."""

    def __str__(self) -> str:
        made = say("，{item} 已是第 {version} 版", item=self.item, version=self.version) if self.version else ""
        return say(
            "{number} {done}{item}",
            number=self.number,
            done=self.done,
            item=say("，{waits}", waits=self.waits) if self.waits else made,
        )


@act("catalogue.accept", by=STEWARDS, argument="number")
def accept(work: Work, number: str, effective: date | None = None, keep: bool = False) -> Settled:
    """Accept a finding: what can be put right by itself becomes a new version, the rest (or `keep`) stays as it is and
    is listed no more. What concerns people's rights waits for a second person.
    """
    row, item, finding = finding_of(work.db, work.actor, work.today, number)
    source = json.loads(row["source"]) if row["source"] else None
    proposal = None if keep else proposal_of(work.db, finding, item, source)
    if proposal is None:
        _keep(work, finding, "accepted")
        return Settled(number, item.code, say("保留现状，不再列出"), None)
    done = changed_to(work, item, proposal.item, proposal.element, effective, _reason(finding))
    return _settled(work, finding, number, proposal.words, done)


@act("catalogue.edit", by=STEWARDS, argument="number")
def edit(work: Work, number: str, value: str, effective: date | None = None, reason: str = "") -> Settled:
    """Rewrite an item after a finding, as a new version."""
    _, item, finding = finding_of(work.db, work.actor, work.today, number)
    if finding.element not in EDITABLE or finding.element == "documents":
        raise Refusal(
            "catalogue.cannot-rewritten",
            say("{editable}不能在这里改写", editable=EDITABLE.get(finding.element, finding.element)),
            next=Next.by("catalogue.papers", say("材料请改材料清单，其余请延后并通知部门"), code=item.code),
        )
    element, changed = _changed(item, finding.element, value)
    done = changed_to(work, item, changed, element, effective, reason or _reason(finding))
    return _settled(work, finding, number, say("{editable}已改写", editable=EDITABLE[element]), done)


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


def changed_to(work: Work, before: Item, after: Item, element: str, effective: date | None, reason: str) -> Change:
    """One element of an item as another act has made it out, by the one way of all changes."""
    names = store.document_names(work.db)
    entries = [
        own_table.entry_of(one, store.department(work.db, one.department)["name"], names) for one in (before, after)
    ]
    wanted = (element, "situations") if element == "documents" else (element, "promised", "desk", "legal")
    told = {each: entries[1].get(each) for each in wanted if entries[0].get(each) != entries[1].get(each)}
    return settle(work, "item", before.code, told, effective, reason)


def _reason(finding: Finding) -> str:
    return say("整改意见：{rule}：{detail}", rule=NAMES[finding.rule], detail=finding.detail)


def _settled(work: Work, finding: Finding, number: str, words: str, done: Change) -> Settled:
    """A finding stays open until what it asked for is decided."""
    if done.state == "in-force":
        _keep(work, finding, "edited")
        return Settled(number, finding.item, words, done.version)
    waits = say("第 {number} 号改动{state}", number=done.number, state=done.state_words)
    return Settled(number, finding.item, words, None, waits)


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
