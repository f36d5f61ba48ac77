"""Standardise later: the backlog of findings and what a steward does with one. Every change is a new version of the
item.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from counter.errors import Refusal
from counter.hall import DATA
from counter.hall.act import Look, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.access import Actor, Role
from counter.rules.finding import NAMES, Finding, Score, Surroundings, score
from counter.rules.findings import find
from counter.rules.proposals import alike
from counter.store import catalogue as store
from counter.store import driver, findings, savings, search
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
            (say("{rule} {count}", rule=NAMES[rule], count=count) for rule, count in self.rules.items()), "，"
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
    if rule is not None and rule not in NAMES:
        raise Refusal(
            "catalogue.no-rule",
            say("没有规则 {rule}", rule=verbatim(rule[:40])),
            next=say(
                "规则有：{codes}",
                codes=a_row(say("{code} {name}", code=code, name=name) for code, name in NAMES.items()),
            ),
        )
    if department is not None:
        store.department(look.db, department)
    rows = [row for row in store.current_items(look.db, look.today) if department in (None, row["department"])]
    around = surroundings(look.db, look.today)
    settled = _settled(look.db, look.today)
    names = {row["code"]: row["short"] for row in store.departments(look.db)}
    needs = store.all_needs(look.db, rows)
    taken = taken_over(look.db)
    found: dict[str, list[Finding]] = {row["department"]: [] for row in rows}
    items = {}
    for row in rows:
        item = store.read_item_row(row, needs.get((row["code"], row["version"]), ()))
        items[item.code] = item.name
        source = json.loads(row["source"]) if row["source"] else None
        for finding in (*find(item, source, around), *taken.get(item.code, ())):
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
        {code: counts[code] for code in NAMES if counts[code]},
        entries,
    )


def taken_over(db: driver.Connection) -> dict[str, list[Finding]]:
    """Item -> what a steward has taken over of what the hall's cases say, and nobody has settled for good."""
    found: dict[str, list[Finding]] = {}
    for row in savings.taken_over(db):
        if row["unsettled"]:
            one = Finding(row["rule"], row["item"], row["element"], row["detail"], row["next_step"])
            found.setdefault(one.item, []).append(one)
    return found


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
            next=say("请只看本部门的"),
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
        NAMES[finding.rule],
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
