"""Standardise later: the backlog of findings and what a steward does with one. Every change is a new version of the
item.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from counter.acts.catalogue.cloning import EDITABLE, plan_of, with_element
from counter.errors import Refusal
from counter.hall import DATA
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.access import Actor, Role
from counter.rules.documents import NECESSITY_NAMES
from counter.rules.findings import RULES, Finding, Score, Surroundings, find, score
from counter.rules.guide import KINDS, Item, read_days
from counter.rules.identity import clean_text
from counter.rules.mapping import shaped
from counter.rules.proposals import Proposal, alike, propose
from counter.store import catalogue as store
from counter.store import driver, findings, search
from counter.store.connection import file_of

STEWARDS = (Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
MOST_SHOWN = 200
"""Findings printed without --json."""
NEAR = 90
"""How alike two names must be to be taken for one paper (percent, rapidfuzz ratio)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in the backlog. `number` is how it is named in commands: eight hex digits made from its words."""

    number: str
    rule: str
    rule_name: str
    department: str
    item: str
    item_name: str
    element: str
    detail: str
    next_step: str

    def __str__(self) -> str:
        return say(
            "{number}  {rule_name}  {item_name}（{item}）：{detail}。{next_step}",
            number=self.number,
            rule_name=self.rule_name,
            item_name=self.item_name[:24],
            item=self.item[:40],
            detail=self.detail,
            next_step=self.next_step,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A department's line: its score in percent, items, open findings."""

    department: str
    name: str
    percent: int
    items: int
    open: int

    def __str__(self) -> str:
        return say(
            "{name}（{department}）{percent} 分，{items} 个事项，{open} 条待整改",
            name=self.name,
            department=self.department,
            percent=self.percent,
            items=self.items,
            open=self.open,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """The backlog: departments by score, findings by department and rule, and how many of each rule."""

    percent: int
    items: int
    departments: tuple[Standing, ...]
    rules: dict[str, int]
    findings: tuple[Entry, ...]

    def __str__(self) -> str:
        head = say(
            "全厅 {percent} 分，{items} 个事项，{count} 条待整改",
            percent=self.percent,
            items=self.items,
            count=len(self.findings),
        )
        by_rule = a_row(
            (say("{rule} {count}", rule=RULES[rule], count=count) for rule, count in self.rules.items()), "，"
        )
        more = (
            [
                say(
                    "另有 {count} 条（--department、--rule 缩小范围，--json 看全部）",
                    count=len(self.findings) - MOST_SHOWN,
                )
            ]
            if len(self.findings) > MOST_SHOWN
            else []
        )
        return a_row(
            [
                head,
                by_rule,
                *(say("  {day}", day=d) for d in self.departments),
                *(str(f) for f in self.findings[:MOST_SHOWN]),
                *more,
            ],
            "\n",
        )


@query("catalogue.check", by=STEWARDS)
def check(look: Look, department: str | None = None, rule: str | None = None) -> Check:
    """What is to be put right, and each department's score (`department`: one, `rule`: one rule)."""
    department = own_department(look.actor, department)
    if rule is not None and rule not in RULES:
        raise Refusal(
            "catalogue.no-rule",
            say("没有规则 {rule}", rule=verbatim(rule[:40])),
            next=say(
                "规则有：{codes}",
                codes=a_row(say("{code} {name}", code=code, name=name) for code, name in RULES.items()),
            ),
        )
    if department is not None:
        store.department(look.db, department)
    rows = [row for row in store.current_items(look.db, look.today) if department in (None, row["department"])]
    around = surroundings(look.db, look.today)
    settled = _settled(look.db, look.today)
    names = {row["code"]: row["short"] for row in store.departments(look.db)}
    needs = store.all_needs(look.db, rows)
    found: dict[str, list[Finding]] = {row["department"]: [] for row in rows}
    items = {}
    for row in rows:
        item = store.read_item_row(row, needs.get((row["code"], row["version"]), ()))
        items[item.code] = item.name
        source = json.loads(row["source"]) if row["source"] else None
        for finding in find(item, source, around):
            if number_of(finding) not in settled:
                found[item.department].append(finding)
    sizes = Counter(row["department"] for row in rows)
    scores = [score(code, sizes[code], findings) for code, findings in found.items()]
    entries = tuple(
        entry_of(finding, code, items[finding.item])
        for code, findings in found.items()
        for finding in findings
        if rule in (None, finding.rule)
    )
    counts = Counter(entry.rule for entry in entries)
    return Check(
        _together(scores),
        len(rows),
        tuple(
            Standing(s.department, names[s.department], s.percent, s.items, s.open)
            for s in sorted(scores, key=lambda s: (s.percent, s.department))
        ),
        {code: counts[code] for code in RULES if counts[code]},
        entries,
    )


def _together(scores: Iterable[Score]) -> int:
    parts = [(s.percent * s.items, s.items) for s in scores]
    items = sum(size for _, size in parts)
    return round(sum(part for part, _ in parts) / items) if items else 100


def own_department(actor: Actor, department: str | None) -> str | None:
    """An approver stewards their own department only."""
    if actor.role is not Role.APPROVER:
        return department
    if department not in (None, actor.department):
        raise Refusal(
            "catalogue.findings-own-people",
            say("{department} 的整改清单由它自己的人看", department=department),
            rule=say("审批人员只整改本部门的指南"),
            next=say("请去掉 --department"),
        )
    return actor.department


def number_of(finding: Finding) -> str:
    """The finding's name in commands; the same words have the same number."""
    text = f"{finding.rule}\x1f{finding.item}\x1f{finding.element}\x1f{finding.detail}"
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def entry_of(finding: Finding, department: str, item_name: str) -> Entry:
    """A finding as the backlog shows it."""
    return Entry(
        number_of(finding),
        finding.rule,
        RULES[finding.rule],
        department,
        finding.item,
        item_name,
        finding.element,
        finding.detail,
        finding.next_step,
    )


_AROUND: dict[tuple[str, int, date], Surroundings] = {}


def surroundings(db: driver.Connection, on: date) -> Surroundings:
    """What the guides are judged against on a day; kept until the catalogue changes."""
    key = (file_of(db), search.catalogue_version(db), on)
    if key not in _AROUND:
        _AROUND.clear()
        _AROUND[key] = _look_around(db, on)
    return _AROUND[key]


def _look_around(db: driver.Connection, on: date) -> Surroundings:
    rows = findings.documents(db)
    used = findings.in_use(db)
    lines = tomllib.loads((DATA / "disclosures.toml").read_text("utf-8"))["disclosures"]
    return Surroundings(
        tuple((line["name"], tuple(line["elements"])) for line in lines),
        {row["code"]: (row["name"], row["issuer"]) for row in rows},
        findings.departments_here(db),
        findings.named_twice(db, on.isoformat()),
        alike({row["code"]: (row["name"], row["aliases"]) for row in rows if row["code"] in used}, _near),
    )


def _near(key: str, keys: Collection[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    return [match for match, _, _ in process.extract(key, list(keys), scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)]


def _settled(db: driver.Connection, on: date) -> set[str]:
    """Numbers of findings that a steward has accepted, or postponed past today."""
    return {
        number_of(Finding(row["rule"], row["item"], row["element"], row["detail"], row["next_step"]))
        for row in findings.settled(db, on.isoformat())
    }


# -- one finding -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A finding with the source's own words beside the standard form, and what accepting it would do (or "")."""

    finding: Entry
    standard: str
    source: str
    proposal: str

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
            ],
            "\n",
        )


@query("catalogue.finding", by=STEWARDS, argument="number")
def beside(look: Look, number: str, item: str | None = None) -> Beside:
    """A finding: the source's words beside the standard form (quicker where `item` names the item)."""
    row, guide, finding = _finding(look.db, look.actor, look.today, number, item)
    source = json.loads(row["source"]) if row["source"] else None
    proposal = _proposal(look.db, finding, guide, source)
    return Beside(
        entry_of(finding, guide.department, guide.name),
        words_of(guide, finding.element, store.document_names(look.db)),
        _source_words(source, finding),
        proposal.words if proposal else "",
    )


def _finding(
    db: driver.Connection, actor: Actor, on: date, number: str, code: str | None = None
) -> tuple[driver.Row, Item, Finding]:
    around = surroundings(db, on)
    rows = [
        row
        for row in store.current_items(db, on)
        if own_department(actor, None) in (None, row["department"]) and code in (None, row["code"])
    ]
    needs = store.all_needs(db, rows)
    for row in rows:
        item = store.read_item_row(row, needs.get((row["code"], row["version"]), ()))
        for finding in find(item, json.loads(row["source"]) if row["source"] else None, around):
            if number_of(finding) == number.strip().lower():
                return row, item, finding
    raise Refusal(
        "catalogue.no-finding-number",
        say("没有编号 {number} 的整改意见", number=number[:20]),
        rule=say("事项改过以后旧意见就不在了"),
        next=say("请用 catalogue check 看现在的编号"),
    )


def _proposal(db: driver.Connection, finding: Finding, item: Item, source: dict[str, Any] | None) -> Proposal | None:
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


def words_of(item: Item, element: str, papers: dict[str, str]) -> str:
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
                    paper=papers.get(need.document, need.document),
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
    row, item, finding = _finding(work.db, work.actor, work.today, number)
    source = json.loads(row["source"]) if row["source"] else None
    proposal = None if keep else _proposal(work.db, finding, item, source)
    version = new_version(work, row, proposal.item, proposal.element, effective) if proposal else None
    _keep(work, finding, "edited" if proposal else "accepted")
    return Settled(number, item.code, proposal.words if proposal else say("保留现状，不再列出"), version)


@act("catalogue.edit", by=STEWARDS, argument="number")
def edit(work: Work, number: str, value: str, effective: date | None = None) -> Settled:
    """Rewrite an item after a finding, as a new version."""
    row, item, finding = _finding(work.db, work.actor, work.today, number)
    if finding.element not in EDITABLE or finding.element == "documents":
        raise Refusal(
            "catalogue.cannot-rewritten",
            say("{editable}不能在这里改写", editable=EDITABLE.get(finding.element, finding.element)),
            next=say("材料请改材料清单（catalogue papers），其余请延后并通知部门"),
        )
    element, changed = _changed(item, finding.element, value)
    version = new_version(work, row, changed, element, effective)
    _keep(work, finding, "edited")
    return Settled(number, item.code, say("{editable}已改写", editable=EDITABLE[element]), version)


@act("catalogue.postpone", by=STEWARDS, argument="number")
def postpone(work: Work, number: str, until: date) -> Settled:
    """Put a finding off to a day."""
    _, item, finding = _finding(work.db, work.actor, work.today, number)
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
            return element, with_element(item, element, read_days(value))
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
            edits[element] = [{"document": need.document, **store.write_need(need)} for need in changed.needs]
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
    store.put_item(work.db, item, effective.isoformat(), source)
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
