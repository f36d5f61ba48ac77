"""A finding with the source's own words beside the standard form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.catalogue.difference import plan_of
from counter.acts.catalogue.standardising import (
    STEWARDS,
    Entry,
    entry_of,
    number_of,
    own_department,
    surroundings,
    taken_over,
)
from counter.errors import Next, Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say
from counter.rules import own_table
from counter.rules.access import Actor
from counter.rules.documents import NECESSITY_NAMES
from counter.rules.editing import concerns
from counter.rules.finding import Finding
from counter.rules.findings import find
from counter.rules.guide import KINDS, Item
from counter.rules.proposals import Proposal, propose
from counter.store import catalogue as store
from counter.store import driver, findings


@dataclass(frozen=True, slots=True)
class Beside:
    """A finding with the source's own words beside the standard form, and what accepting it would do (or "")."""

    finding: Entry
    standard: str
    source: str
    proposal: str
    concerns: tuple[str, ...] = ()
    """What of accepting it concerns people's rights: a second person has to agree."""

    def __str__(self) -> str:
        lines = [
            str(self.finding),
            say("来源原文："),
            self.source or say("（本目录自编，没有来源）"),
            say("标准形式："),
            self.standard or say("（空）"),
        ]
        return a_row(
            [
                *lines,
                say("接受后：{proposal}", proposal=self.proposal)
                if self.proposal
                else say("接受后：保留现状，不再列出"),
                *(say("要第二人同意：{what}", what=one) for one in self.concerns),
            ],
            "\n",
        )


@query("catalogue.finding", by=STEWARDS, argument="number")
def beside(look: Look, number: str, item: str | None = None) -> Beside:
    """A finding: the source's words beside the standard form (quicker where `item` names the item)."""
    row, guide, finding = finding_of(look.db, look.actor, look.today, number, item)
    source = json.loads(row["source"]) if row["source"] else None
    proposal = proposal_of(look.db, finding, guide, source)
    return Beside(
        entry_of(finding, guide.department, guide.name),
        words_of(guide, finding.element, store.document_names(look.db)),
        _source_words(source, finding),
        proposal.words if proposal else "",
        _concerns(look.db, guide, proposal.item) if proposal else (),
    )


def _concerns(db: driver.Connection, before: Item, after: Item) -> tuple[str, ...]:
    names = store.document_names(db)
    entries = [own_table.entry_of(one, store.department(db, one.department)["name"], names) for one in (before, after)]
    return tuple(
        say("{what}（{reason}）", what=each.what, reason=each.reason)
        for each in concerns("item", entries[0], entries[1])
    )


def finding_of(
    db: driver.Connection, actor: Actor, on: date, number: str, code: str | None = None
) -> tuple[driver.Row, Item, Finding]:
    around = surroundings(db, on)
    rows = [
        row
        for row in store.current_items(db, on)
        if own_department(actor, None) in (None, row["department"]) and code in (None, row["code"])
    ]
    needs = store.all_needs(db, rows)
    taken = taken_over(db)
    for row in rows:
        item = store.read_item_row(row, needs.get((row["code"], row["version"]), ()))
        source = json.loads(row["source"]) if row["source"] else None
        for finding in (*find(item, source, around), *taken.get(item.code, ())):
            if number_of(finding) == number.strip().lower():
                return row, item, finding
    raise Refusal(
        "catalogue.no-finding-number",
        say("没有编号 {number} 的整改意见", number=number[:20]),
        rule=say("事项改过以后旧意见就不在了"),
        next=Next.by("catalogue.check", say("请看现在的编号")),
    )


def proposal_of(db: driver.Connection, finding: Finding, item: Item, source: dict[str, Any] | None) -> Proposal | None:
    return propose(
        finding,
        item,
        store.document_names(db),
        findings.issuers(db),
        findings.in_use(db),
        (source or {}).get("offered", ()),
    )


def _source_words(source: dict[str, Any] | None, finding: Finding) -> str:
    """The source row as it came, the part that the finding speaks of first."""
    if source is None:
        return ""
    named = (
        plan_of(source["mapping"]).columns.get(finding.element, finding.element)
        if source["mapping"] != "bundle"
        else ""
    )
    first: list[str] = []
    rest: list[str] = []
    for column, value in source["text"].items():
        if column.startswith("_") or value in (None, "", []):
            continue
        if isinstance(value, list):
            for n, each in enumerate(value, 1):
                words = (
                    a_row((say("{key}：{value}", key=k, value=v) for k, v in each.items()), "，")
                    if isinstance(each, dict)
                    else str(each)
                )
                mine = (
                    finding.element == "documents"
                    and isinstance(each, dict)
                    and str(each.get("materialTitle", "\0"))[:20] in finding.detail
                )
                (first if mine else rest).append(
                    say("{column}[{number}]：{words}", column=column, number=n, words=words)
                )
        else:
            mine = column == named or (len(str(value)) > 1 and str(value)[:20] in finding.detail)
            (first if mine else rest).append(say("{column}：{value}", column=column, value=value))
    return "\n".join([*first, *rest])


def words_of(item: Item, element: str, documents: dict[str, str]) -> str:
    """One element of the standard form as lines that a person reads."""
    own = {
        "name": item.name,
        "legal": item.legal_days,
        "promised": item.promised_days,
        "desk": item.desk_days,
        "kind": KINDS[item.kind],
        "type": item.type,
    }
    if element == "documents":
        return a_row(
            (
                say(
                    "{number}. {paper}（{necessity}{waived}）{note}",
                    number=n,
                    paper=documents.get(need.document, need.document),
                    necessity=NECESSITY_NAMES[need.necessity],
                    waived=say("，免提交") if need.waive else "",
                    note=need.note,
                )
                for n, need in enumerate(item.needs, 1)
            ),
            "\n",
        )
    value = own[element] if element in own else item.guide.get(element)
    if isinstance(value, (list, tuple)):
        return "\n".join(
            a_row((str(v) for v in each.values() if v != ""), "，") if isinstance(each, dict) else str(each)
            for each in value
        )
    return "" if value is None else str(value)
