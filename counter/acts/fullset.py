"""The full set of one case: its items, its situations, the union of its papers and what is known of each.

Read by the acts of intake and by the screens; nothing here changes the store.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from counter.acts.act import Look, Work
from counter.errors import Refusal
from counter.rules import documents as rule
from counter.rules.bundle import Bundle, Situation, choose
from counter.rules.documents import Cause, Need, Wanted
from counter.store import cases, catalogue, driver


@dataclass(frozen=True)
class FullSet:
    """Everything that is asked for in one case. `rows` holds what is known of each paper, by document code."""

    case: driver.Row
    bundle: Bundle | None
    items: tuple[catalogue.Item, ...]
    answers: dict[str, str]
    unanswered: tuple[Situation, ...]
    prerequisites: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    wanted: tuple[Wanted, ...]
    rows: dict[str, driver.Row]

    def here(self, document: str) -> bool:
        """Whether the paper lies on the counter."""
        row = self.rows.get(document)
        return row is not None and row["state"] == "here" and row["removed_at"] is None

    def cause(self, document: str) -> Cause | None:
        """Why a missing paper is missing, if somebody has said so."""
        row = self.rows.get(document)
        return Cause(row["cause"]) if row is not None and row["cause"] else None

    @cached_property
    def settled(self) -> frozenset[str]:
        """Papers that don't hold up acceptance: here, tolerated, pledged or waived."""
        return frozenset(
            w.document for w in self.wanted if self.here(w.document) or self.cause(w.document) in (Cause.TOLERATED, Cause.PLEDGED, Cause.WAIVED)
        )

    @cached_property
    def lacks(self) -> tuple[rule.Lack, ...]:
        """What holds up acceptance."""
        return rule.lacking(self.wanted, self.settled)

    @cached_property
    def needed(self) -> int:
        """How many papers the set demands, each once."""
        return rule.count(self.wanted)

    @cached_property
    def needed_alone(self) -> int:
        """How many there would be if each item were asked for at its own counter."""
        return rule.documents_if_each_item_asked_alone(self.needs, self.answers)

    def one(self, document: str) -> Wanted:
        """The demand for one paper. Raises Refusal if the set doesn't hold it."""
        for wanted in self.wanted:
            if wanted.document == document:
                return wanted
        raise Refusal(f"清单里没有材料 {document}", "行政许可法第三十一条：不得要求提交与申请无关的材料", "请按清单上的代码收取")


def read(work: Work | Look, row: driver.Row) -> FullSet:
    """Put the set of a case together from the catalogue versions it was opened with."""
    db = work.db
    answers: dict[str, str] = json.loads(row["answers"])
    chosen = cases.items(db, row["id"])
    bundle = bundle_of(db, row, dict(chosen), work.hall.local(row["opened_at"]).date())
    needs: list[Need] = []
    order: list[str] = []
    unanswered: tuple[Situation, ...] = ()
    prerequisites: tuple[tuple[str, str], ...] = ()
    if bundle is not None:
        picked = choose(bundle, answers)
        needs.extend(picked.needs)
        order.extend(picked.items)
        unanswered, prerequisites = picked.unanswered, picked.prerequisites
        answers = dict(picked.answers)
    versions = dict(chosen)
    inside = set(order)
    order = [code for code in order if code in versions] + [code for code in versions if code not in inside]
    items = tuple(catalogue.item(db, code, version=versions[code]) for code in order)
    for item in items:
        if item.code not in inside:
            needs.extend(_alone(need) for need in item.needs)
    kept = tuple(need for need in needs if need.item in versions or need.item == "")
    return FullSet(
        row, bundle, items, answers, unanswered, tuple(pair for pair in prerequisites if pair[0] in versions and pair[1] in versions),
        kept, rule.union(kept, answers), cases.documents(db, row["id"]),
    )


def bundle_of(db: driver.Connection, row: driver.Row, versions: dict[str, int], on: date) -> Bundle | None:
    """The bundle of a case in its own version, with the needs of its items in theirs: a newer guide changes no open case."""
    if not row["bundle"]:
        return None
    stored = catalogue.version_on(db, "bundle", row["bundle"], version=row["bundle_version"])
    return catalogue.read_bundle(
        json.loads(stored["definition"]), stored["version"],
        lambda code: catalogue.needs_of(db, code, versions.get(code) or catalogue.version_on(db, "item", code, on)["version"]),
    )


def _alone(need: Need) -> Need:
    """Outside a bundle nobody asks an item's situations: its conditional papers are left to the clerk's judgement."""
    return replace(need, when={}, necessity="conditional") if need.when else need


def start_day(work: Work | Look) -> date:
    """The day that what is done now counts from."""
    from datetime import time

    from counter.rules import workday

    closing = time.fromisoformat(work.hall.setting("closing_time", work.today, "17:00"))
    return workday.start_day(work.hall.calendar, work.hall.local(work.now), closing)


def earliest_promise(work: Work | Look, full: FullSet, wanted: Wanted) -> date | None:
    """The earliest promised day of the items that a paper serves, were the case accepted now; None without any limit."""
    from counter.rules.workday import due

    limits = [item.promised_days or item.legal_days for item in full.items if item.code in wanted.serves]
    if full.bundle is not None and full.bundle.promised_days:
        limits.append(full.bundle.promised_days)
    days = [days for days in limits if days]
    return due(work.hall.calendar, start_day(work), min(days)).last_day if days else None


def barred_field(full: FullSet, wanted: Wanted) -> str:
    """A field among the paper's items in which no pledge is admitted (guide key `no_pledge`), or empty."""
    return next((str(i.guide["no_pledge"]) for i in full.items if i.code in wanted.serves and i.guide.get("no_pledge")), "")


def applicant_has_bad_credit(work: Work | Look, full: FullSet) -> bool:
    """Whether the applicant has an unrepaired bad credit record."""
    person = full.case["person"]
    if person is None:
        return False
    return bool(work.db.execute("SELECT bad_credit FROM person WHERE id = ?", (person,)).fetchone()[0])
