"""The full set of one case: its items, its situations, the union of its papers and what is known of each.

Read by the acts of intake and by the screens; nothing here changes the store.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import listed, say, verbatim
from counter.rules import documents as rule
from counter.rules import form as form_rule
from counter.rules.bundle import Bundle, Situation
from counter.rules.demand import Demand, demand_of
from counter.rules.documents import Cause, DocumentState, Need, Wanted
from counter.rules.form import FieldKind
from counter.rules.guide import Item
from counter.rules.parties import PART_NAMES, birth_of, lacking_parts
from counter.store import applicants, cases, catalogue, driver, fields
from counter.store.search import catalogue_version

MOST_KEPT = 500
"""Different choices of items and answers whose demand is remembered."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is decided: its department's short name and level, and the desk (None where this hall has none)."""

    short: str
    level: str
    desk: str | None


@dataclass(frozen=True)
class Asked:
    """What the catalogue says of a choice of items, in their versions, under certain answers.

    `names` are the papers' by document code; `copies` says for each item how many of each paper go to its desk;
    `barred` are the items in a field that admits no pledge, and the field (guide key `no_pledge`). `form` are the
    fields that the items ask, each once in the items' order, with the codes of those items.
    """

    items: tuple[Item, ...]
    places: dict[str, Place]
    demand: Demand
    names: dict[str, str]
    copies: dict[str, dict[str, int]]
    barred: dict[str, str]
    form: tuple[tuple[FieldKind, tuple[str, ...]], ...] = ()

    @cached_property
    def kinds(self) -> dict[str, FieldKind]:
        """What each field of the form wants, by its name."""
        return {kind.name: kind for kind, _ in self.form}

    @cached_property
    def by_document(self) -> dict[str, Wanted]:
        """Every paper once, by its code."""
        return {wanted.document: wanted for wanted in self.demand.wanted}

    @cached_property
    def least_days(self) -> dict[str, int]:
        """Working days of the item that promises first among those a paper serves (or of the bundle), by its code; not
        of a paper without any limit.
        """
        limits = {item.code: item.promised_days or item.legal_days for item in self.items}
        whole = self.demand.bundle.promised_days if self.demand.bundle is not None else None
        found = {
            wanted.document: [days for days in (*map(limits.get, wanted.serves), whole) if days]
            for wanted in self.demand.wanted
        }
        return {document: min(days) for document, days in found.items() if days}

    @cached_property
    def barred_fields(self) -> dict[str, str]:
        """The field that admits no pledge among the items that a paper serves, by its code."""
        found = {
            wanted.document: next(filter(None, map(self.barred.get, wanted.serves)), "")
            for wanted in self.demand.wanted
        }
        return {document: field for document, field in found.items() if field}


@dataclass(frozen=True)
class FullSet:
    """Everything that is asked for in one case. `rows` holds what is known of each paper, by document code."""

    case: driver.Row
    asked: Asked
    rows: dict[str, driver.Row]
    parts: tuple[rule.Lack, ...] = ()
    """Persons who are still to be named: a guardian, an organisation's representative."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, the bundle's first."""
        return self.asked.items

    @property
    def places(self) -> dict[str, Place]:
        """Where items are decided, by department."""
        return self.asked.places

    @property
    def demand(self) -> Demand:
        """What the catalogue asks for."""
        return self.asked.demand

    @property
    def names(self) -> dict[str, str]:
        """The papers' names by document code."""
        return self.asked.names

    @property
    def bundle(self) -> Bundle | None:
        """The bundle in the case's own version."""
        return self.demand.bundle

    @property
    def answers(self) -> dict[str, str]:
        """The answers that count."""
        return self.demand.answers

    @property
    def situations(self) -> tuple[Situation, ...]:
        """Every question that may be asked: the bundle's, then those of the items beside it."""
        return self.demand.situations

    @property
    def unanswered(self) -> tuple[Situation, ...]:
        """Situations still to be asked, in order."""
        return self.demand.unanswered

    @property
    def prerequisites(self) -> tuple[tuple[str, str], ...]:
        """Pairs (item, what it needs first)."""
        return self.demand.prerequisites

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Every paper once."""
        return self.demand.wanted

    @property
    def needed(self) -> int:
        """How many papers the set demands, each once."""
        return self.demand.needed

    @property
    def needed_alone(self) -> int:
        """How many there would be if each item were asked for at its own counter."""
        return self.demand.needed_alone

    def here(self, document: str) -> bool:
        """Whether the paper lies on the counter."""
        row = self.rows.get(document)
        return row is not None and row["state"] == DocumentState.HERE and row["removed_at"] is None

    def short(self, document: str) -> str:
        """What is wrong with a paper that lies there: too few, in the wrong form, or told to be replaced; empty if
        nothing is.
        """
        if not self.here(document):
            return ""
        row = self.rows[document]
        if row["reason"]:
            return say("请更换（{reason}）", reason=row["reason"])
        wanted = self.asked.by_document.get(document)
        return rule.shortfall(wanted, row["copies"], row["form"]) if wanted is not None else ""

    def enough(self, document: str) -> bool:
        """Whether the paper lies there as it is asked for."""
        return self.here(document) and not self.short(document)

    def cause(self, document: str) -> Cause | None:
        """Why a missing paper is missing, if somebody has said so."""
        row = self.rows.get(document)
        return Cause(row["cause"]) if row is not None and row["cause"] else None

    @cached_property
    def settled(self) -> frozenset[str]:
        """Papers that don't hold up acceptance: here as asked for, tolerated, pledged or waived."""
        return frozenset(
            w.document
            for w in self.wanted
            if self.enough(w.document) or self.cause(w.document) in (Cause.TOLERATED, Cause.PLEDGED, Cause.WAIVED)
        )

    @cached_property
    def values(self) -> dict[str, str]:
        """What the form says, by the fields' names."""
        found: dict[str, str] = json.loads(self.case["fields"])
        return found

    @cached_property
    def lacks(self) -> tuple[rule.Lack, ...]:
        """What holds up acceptance: persons, papers, and fields of the form."""
        return (
            self.parts
            + rule.lacking(self.wanted, self.settled)
            + form_rule.lacking_fields(self.asked.form, self.values)
        )

    def words(self, lack: rule.Lack) -> str:
        """A missing paper, or a choice of papers, by name; of what lies there but is not enough, what is
        wrong with it. A field of the form by its name, a person by their part.
        """
        if lack.part:
            return PART_NAMES[lack.part]
        if lack.field:
            named = {"name": lack.field}
            return say("表单“{name}”（写法不对）", **named) if lack.wrong else say("表单“{name}”", **named)
        return listed(
            (
                self.names[code] + (say("（{short}）", short=short) if (short := self.short(code)) else "")
                for code in lack.documents
            ),
            say("或"),
        )

    def one(self, document: str) -> Wanted:
        """The demand for one paper. Raises Refusal if the set doesn't hold it."""
        if (wanted := self.asked.by_document.get(document)) is not None:
            return wanted
        raise Refusal(
            "case.list-no-paper",
            say("清单里没有材料 {document}", document=verbatim(document)),
            rule=say("行政许可法第三十一条：不得要求提交与申请无关的材料"),
            next=say("请按清单上的代码收取"),
        )


def read(work: Work | Look, row: driver.Row) -> FullSet:
    """Put the set of a case together from the catalogue versions it was opened with: a newer guide changes no open
    case.
    """
    chosen = tuple(cases.items(work.db, row["id"]))
    kept = work.hall.kept(catalogue_version(work.db))
    key = (row["bundle"], row["bundle_version"], row["answers"], chosen)
    if (asked := kept.get(key)) is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        asked = kept[key] = _ask(work.db, row)
    return FullSet(row, asked, cases.documents(work.db, row["id"]), _parts(work, row, asked))


def _parts(work: Work | Look, row: driver.Row, asked: Asked) -> tuple[rule.Lack, ...]:
    if row["person"] is None or row["guardian"] is not None or row["representative_name"]:
        return ()
    person = applicants.living(work.db, row["person"])
    return lacking_parts(
        (item.guide for item in asked.items),
        organisation=person["kind"] == "organisation",
        birth=birth_of(person["id_kind"], person["id_number"]),
        guarded=bool(person["guarded"]),
        guardian=False,
        representative=False,
        today=work.today,
    )


def _ask(db: driver.Connection, row: driver.Row) -> Asked:
    """The same read from the catalogue: some thousand words of guides, for what most cases of a day have in common."""
    definition = (
        catalogue.version_on(db, "bundle", row["bundle"], version=row["bundle_version"])["definition"]
        if row["bundle"]
        else ""
    )
    stored = cases.catalogue_rows(db, row["id"])
    own = {r["code"]: _needs(r["code"], r["needs"]) for r in stored}
    asked = {r["code"]: catalogue.read_situations(_guide(r["guide"]).get("situations", ())) for r in stored}
    demand = _demand(definition, row["bundle_version"] or 0, own, asked, row["answers"])
    by_code = {r["code"]: r for r in stored}
    items = tuple(_item(by_code[code]) for code in demand.order)
    return Asked(
        items,
        {r["department"]: Place(r["department_short"], r["level"], r["desk"]) for r in stored},
        demand,
        catalogue.documents(db, (w.document for w in demand.wanted)),
        _copies(items, demand.wanted),
        {item.code: str(item.guide["no_pledge"]) for item in items if item.guide.get("no_pledge")},
        form_rule.of_items(((item.code, item.guide) for item in items), fields.known_fields()),
    )


def _copies(items: tuple[Item, ...], wanted: tuple[Wanted, ...]) -> dict[str, dict[str, int]]:
    """What a bundle spares an item does not travel to its desk; what the bundle itself asks for does, in one copy."""
    asked = {w.document: set(w.serves) for w in wanted}
    found: dict[str, dict[str, int]] = {}
    for item in items:
        mine = found[item.code] = {}
        for need in item.needs:
            if item.code in asked.get(need.document, ()):
                mine[need.document] = max(need.copies, mine.get(need.document, 0))
        for document, serves in asked.items():
            if item.code in serves:
                mine.setdefault(document, 1)
    return found


def _item(row: driver.Row) -> Item:
    return Item(
        row["code"],
        row["version"],
        row["name"],
        row["department"],
        row["kind"],
        row["type"],
        row["legal_days"],
        row["promised_days"],
        row["desk_days"],
        _guide(row["guide"]),
        _needs(row["code"], row["needs"]),
    )


@lru_cache(maxsize=512)
def _guide(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@lru_cache(maxsize=512)
def _needs(item: str, stored: str) -> tuple[Need, ...]:
    """Document and need come in turn."""
    texts = json.loads(stored)
    pairs = zip(texts[::2], texts[1::2], strict=True)
    return tuple(catalogue.read_need(json.loads(text), document, item) for document, text in pairs)


def _demand(
    definition: str,
    version: int,
    own: dict[str, tuple[Need, ...]],
    asked: dict[str, tuple[Situation, ...]],
    answers_text: str,
) -> Demand:
    """The whole demand, from the bundle's definition, the items' own needs and situations, and the answers."""
    bundle = (
        catalogue.read_bundle(json.loads(definition), version, lambda code: own.get(code, ())) if definition else None
    )
    return demand_of(bundle, own, asked, json.loads(answers_text))


def start_day(work: Work | Look) -> date:
    """The day that what is done now counts from."""
    from datetime import time

    from counter.rules import workday

    closing = time.fromisoformat(work.hall.setting("closing_time", work.today, "17:00"))
    return workday.start_day(work.hall.calendar, work.hall.local(work.now), closing)


def earliest_promise(work: Work | Look, full: FullSet, wanted: Wanted) -> date | None:
    """The earliest promised day of the items that a paper serves, were the case accepted now; None
    without any limit.
    """
    return Promises(work, full).of(wanted)


class Promises:
    """The same for many papers of one set: the day to count from is looked up once, and each limit counted once."""

    def __init__(self, work: Work | Look, full: FullSet) -> None:
        self._start, self._calendar = start_day(work), work.hall.calendar
        self._days = full.asked.least_days
        self._found: dict[int | None, date | None] = {None: None}

    def of(self, wanted: Wanted) -> date | None:
        """The earliest promised day of the items that a paper serves."""
        days = self._days.get(wanted.document)
        if days is not None and days not in self._found:
            from counter.rules.workday import due

            self._found[days] = due(self._calendar, self._start, days).last_day
        return self._found[days]


def barred_field(full: FullSet, wanted: Wanted) -> str:
    """A field among the paper's items in which no pledge is admitted (guide key `no_pledge`), or empty."""
    return full.asked.barred_fields.get(wanted.document, "")


def applicant_has_bad_credit(work: Work | Look, full: FullSet) -> bool:
    """Whether the applicant has an unrepaired bad credit record."""
    person = full.case["person"]
    if person is None:
        return False
    return applicants.has_bad_credit(work.db, person)
