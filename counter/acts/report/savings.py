"""What the hall's own cases say could be asked less or promised sooner, and taking it over as a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.clock import GROUNDS
from counter.rules.finding import MEASURED, Finding
from counter.rules.re_engineering import LEAST_CASES, LOOK_BACK, Count, Proposed, number_of, proposals, same
from counter.store import catalogue, driver, findings
from counter.store import savings as store

WHO = (Role.SUPERVISOR, Role.ADMINISTRATOR)

MOST_ROWS = 50
"""Receipt numbers shown behind a proposal."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A proposal: what the cases say, how many of how many, their numbers (`rows`), and what a year of it costs."""

    number: str
    rule: str
    rule_name: str
    item: str
    item_name: str
    detail: str
    next_step: str
    cases: int
    hits: int
    helped: int
    days: int
    papers: int
    visits: int
    rows: tuple[str, ...]

    @property
    def saving(self) -> str:
        return say("{days} 天，{papers} 份材料，{visits} 趟", days=self.days, papers=self.papers, visits=self.visits)

    def __str__(self) -> str:
        return say(
            "{number}  {rule}  {item_name}（{item}）：{detail}。{step}。一年可省 {saving}",
            number=self.number,
            rule=self.rule_name,
            item_name=self.item_name,
            item=self.item,
            detail=self.detail,
            step=self.next_step,
            saving=self.saving,
        )


@dataclass(frozen=True, slots=True)
class Savings:
    """What the cases of the last year say, the greatest saving first; what was taken over is not said again."""

    since: str
    least: int
    proposals: tuple[Saving, ...]

    def __str__(self) -> str:
        head = say(
            "{since} 以后办结的件里看出 {count} 处（满 {least} 件才说）",
            since=self.since,
            count=len(self.proposals),
            least=self.least,
        )
        return listed([head, *(str(one) for one in self.proposals)], "\n")


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The finding that a proposal became: its item and rule."""

    item: str
    rule: str

    def __str__(self) -> str:
        return say("{item} 已列为整改意见：{rule}", item=self.item, rule=MEASURED[self.rule])


@query("report.savings", by=WHO)
def savings(look: Look) -> Savings:
    """What the cases of the last year say could be asked less or promised sooner."""
    since, on = _span(look)
    taken = _taken(look.db)
    names = {row["code"]: row["name"] for row in catalogue.current_items(look.db, look.today)}
    return Savings(
        since,
        LEAST_CASES,
        tuple(
            _saving(look.db, one, names[one.count.item], since, on)
            for one in _proposals(look.db, since, on)
            if not any(same(one.count, finding) for finding in taken)
        ),
    )


@act("catalogue.adopt", by=WHO, argument="number")
def adopt(work: Work, number: str) -> TakenOver:
    """Take a proposal of `report savings` over as a finding; once."""
    wanted = number.strip().lower()
    since, on = _span(work)
    one = next((p for p in _proposals(work.db, since, on) if number_of(p.count) == wanted), None)
    if one is None:
        raise Refusal(
            "catalogue.no-proposal",
            say("没有编号 {number} 的建议", number=verbatim(number[:20])),
            rule=say("满 {least} 件并且够多才有建议", least=LEAST_CASES),
            next=Next.by("report.savings", say("请看现在的建议")),
        )
    finding = one.finding
    if any(same(one.count, each) for each in _taken(work.db)):
        raise Refusal(
            "catalogue.proposal-taken-over",
            say("{number} 已经列为整改意见", number=wanted),
            rule=say("一条建议只列一次"),
            next=Next.by("catalogue.check", say("请在整改清单里看")),
        )
    findings.decide(
        work.db,
        (finding.rule, finding.item, finding.element, finding.detail, finding.next_step),
        "open",
        None,
        work.actor.staff,
        work.now,
    )
    work.about(f"item:{finding.item}", finding=finding.rule, proposal=wanted)
    return TakenOver(finding.item, finding.rule)


def _span(look: Look | Work) -> tuple[str, str]:
    return (look.today - timedelta(days=LOOK_BACK)).isoformat(), look.today.isoformat()


def _proposals(db: driver.Connection, since: str, on: str) -> list[Proposed]:
    counts = [Count(rule, *row) for rule in MEASURED for row in store.counts(db, rule, since, on)]
    return proposals([replace(one, subject_name=GROUNDS.get(one.subject_name, one.subject_name)) for one in counts])


def _taken(db: driver.Connection) -> list[Finding]:
    return [
        Finding(row["rule"], row["item"], row["element"], row["detail"], row["next_step"])
        for row in store.taken_over(db)
    ]


def _saving(db: driver.Connection, one: Proposed, item_name: str, since: str, on: str) -> Saving:
    count, finding = one.count, one.finding
    return Saving(
        number_of(count),
        count.rule,
        MEASURED[count.rule],
        count.item,
        item_name,
        finding.detail,
        finding.next_step,
        count.cases,
        count.hits,
        count.helped,
        one.days,
        one.papers,
        one.visits,
        tuple(store.behind(db, count.rule, count.item, count.subject, since, on, MOST_ROWS)),
    )
