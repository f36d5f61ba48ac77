"""Looking at cases: one whole case as a window shows it, and lists. Every look at a person's data leaves a trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from counter.acts.case import full_set
from counter.acts.case.barring import bars_against
from counter.acts.case.form import filled
from counter.acts.case.full_set import FullSet
from counter.acts.case.history import place_words
from counter.acts.case.step import name_of
from counter.hall.act import Look, query
from counter.hall.reach import own_documents, own_fields
from counter.phrases.said import listed, say
from counter.rules import documents as rule
from counter.rules.access import Role
from counter.rules.approval import RoundState
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES, CaseState
from counter.rules.documents import CAUSE_NAMES, FORM_NAMES, Cause, Standing, Wanted
from counter.rules.identity import mask_number
from counter.store import applicants, approvals, cases, driver, listing, rooms, tickets


@dataclass(frozen=True, slots=True)
class Offered:
    """One of the four causes for a missing paper, and why it can't be used where it can't."""

    cause: Cause
    name: str
    allowed: bool
    why: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One paper of the set. `state` is here, missing or open (nothing was said yet); `last_day` limits a tolerance."""

    document: str
    name: str
    serves: int
    of: int
    items: tuple[str, ...]
    copies: int
    form: str
    necessity: str
    group: str
    state: Standing
    cause: str
    due_on: date | None
    reason: str
    holder: str
    waive: str
    offers: tuple[Offered, ...]
    last_day: date | None
    attachments: int
    notes: tuple[str, ...]
    got_copies: int = 0
    short: str = ""
    holder_words: str = ""
    """Who has it, in words: a window, a desk by its name, the applicant."""
    filled_in: bool = False
    """Whether it is a form (policy `[intake]` form_ending says what forms' names end with)."""

    def __str__(self) -> str:
        return say(
            "{words} {document} {name}（{serves_words}，{form} {copies} 份）",
            words=self.words,
            document=self.document,
            name=self.name,
            serves_words=self.serves_words,
            form=FORM_NAMES[self.form],
            copies=self.copies,
        )

    @property
    def serves_words(self) -> str:
        """`10 项中 6 项用`."""
        return say("{of} 项中 {serves} 项用", of=self.of, serves=self.serves)

    @property
    def words(self) -> str:
        """The state in words of equal width."""
        if self.state == Standing.HERE:
            return say("不齐") if self.short else say("已收")
        if self.cause:
            return CAUSE_NAMES[rule.Cause(self.cause)] + (
                say("（{due_on}）", due_on=self.due_on) if self.due_on else ""
            )
        return (
            say("可选") if self.necessity == "optional" else say("择一") if self.necessity == "one-of" else say("未收")
        )


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of a case; the approval's part is empty before acceptance."""

    item: str
    version: int
    name: str
    department: str
    level: str
    promised_days: int | None
    approval: int | None = None
    state: str = ""
    promised_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class SituationLine:
    """A question, its possible answers and the one given."""

    code: str
    question: str
    answers: tuple[tuple[str, str], ...]
    given: str


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One whole case."""

    case: str
    id: int
    version: int
    state: CaseState
    state_name: str
    receipt_number: str | None
    acceptance_number: str | None
    bundle: str | None
    bundle_name: str
    ticket: int | None
    person: int | None
    applicant: str
    number: str
    bad_credit: bool
    agent: str
    mandate: str
    fields: dict[str, str]
    items: tuple[ItemLine, ...]
    situations: tuple[SituationLine, ...]
    papers: tuple[DocumentLine, ...]
    lacks: tuple[str, ...]
    needed: int
    needed_alone: int
    received_on: date | None
    notice_last_day: date | None
    accepted_on: date | None
    promised_on: date | None
    legal_on: date | None
    decided_on: date | None
    provisional: bool
    notices: int
    warnings: tuple[str, ...]
    form: tuple[int, int] = (0, 0)
    """How many fields of the form are filled in, and how many the items ask."""
    ticket_shown: str = ""
    """The number of the ticket that the case belongs to."""
    in_hand: str = ""
    """The number that is at the window of whoever looks: another's where somebody else's case was opened."""
    form_lacks: int = 0
    """How many fields hold up acceptance; they are among `lacks`."""
    part_lacks: str = ""
    """Whose part nobody has been named for: guardian or representative; among `lacks` too."""
    guardian: str = ""
    representative: str = ""

    def __str__(self) -> str:
        who = (
            say("{applicant} {number}", applicant=self.applicant, number=self.number)
            if self.applicant
            else say("未登记申请人")
        )
        head = say(
            "{case} {state_name} {bundle_name} {who}",
            case=self.case,
            state_name=self.state_name,
            bundle_name=self.bundle_name or say("单办"),
            who=who,
        )
        lines = [
            head,
            say(
                "材料 {needed} 份（分开办要 {needed_alone} 份），还缺 {count} 项",
                needed=self.needed,
                needed_alone=self.needed_alone,
                count=len(self.lacks),
            ),
        ]
        lines += [
            say(
                "  {item} {department}{promised_on}",
                item=item.name,
                department=item.department,
                promised_on=(
                    say(
                        " 承诺 {promised_on}{note}",
                        promised_on=item.promised_on,
                        note=(say("（暂定）") if item.provisional else ""),
                    )
                    if item.promised_on
                    else ""
                ),
            )
            for item in self.items
        ]
        lines += [say("  {paper}", paper=document) for document in self.papers]
        return listed((*lines, *self.warnings), "\n")


@query("case.show", argument="case")
def show_case(look: Look, case: str) -> CaseShown:
    """One case with its items, situations, documents and approvals."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    full = full_set.read(look, row)
    person = applicants.living(look.db, row["person"]) if row["person"] else None
    agent = applicants.living(look.db, row["agent"]) if row["agent"] else None
    documents = document_lines(look, full)
    lacks = tuple(full.words(lack) for lack in full.lacks)
    return CaseShown(
        name_of(row),
        row["id"],
        row["version"],
        CaseState(row["state"]),
        CASE_STEP_NAMES[row["state"]],
        row["receipt_number"],
        row["acceptance_number"],
        row["bundle"],
        full.bundle.name if full.bundle else "",
        row["ticket"],
        row["person"],
        person["name"] if person else "",
        mask_number(person["id_number"]) if person else "",
        bool(person and person["bad_credit"]),
        agent["name"] if agent else "",
        row["mandate"],
        _fields(look, row),
        _items(look, full),
        () if look.actor.role is Role.APPROVER else _situations(full),
        documents,
        lacks,
        row["needed"] or full.needed,
        row["needed_alone"] or full.needed_alone,
        day_of(row["received_on"]),
        day_of(row["notice_last_day"]),
        day_of(row["accepted_on"]),
        day_of(row["promised_on"]),
        day_of(row["legal_on"]),
        day_of(row["decided_on"]),
        bool(row["provisional"]),
        sum(1 for r in cases.rounds(look.db, row["id"]) if r["state"] != RoundState.DRAFT),
        _warnings(look, row, full, person),
        (0, 0) if look.actor.role is Role.APPROVER else filled(full),
        *_tickets(look, row),
        sum(bool(lack.field) for lack in full.lacks),
        next((lack.part for lack in full.lacks if lack.part), ""),
        _name_of(look, row["guardian"]),
        _name_of(look, row["representative"]) or row["representative_name"],
    )


def _name_of(look: Look, person: int | None) -> str:
    return str(applicants.living(look.db, person)["name"]) if person else ""


def _tickets(look: Look, row: driver.Row) -> tuple[str, str]:
    own = tickets.get(look.db, row["ticket"]).shown if row["ticket"] is not None else ""
    here = tickets.open_at(look.db, look.actor.window) if look.actor.window is not None else None
    return own, here.shown if here is not None else ""


def _fields(look: Look, row: driver.Row) -> dict[str, str]:
    """The form as the one who looks may read it: departments never see what another's item asked."""
    fields, own = json.loads(row["fields"]), own_fields(look.db, look.actor, row["id"])
    return fields if own is None else {name: value for name, value in fields.items() if name in own}


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _items(look: Look, full: FullSet) -> tuple[ItemLine, ...]:
    rows = approvals.by_item(look.db, full.case["id"])
    lines = []
    for item in full.items:
        place = full.places[item.department]
        approval = rows.get(item.code)
        lines.append(
            ItemLine(
                item.code,
                item.version,
                item.name,
                place.short,
                place.level,
                item.promised_days,
                approval["id"] if approval else None,
                approval["state"] if approval else "",
                day_of(approval["promised_on"]) if approval else None,
                bool(approval and approval["provisional"]),
            )
        )
    return tuple(lines)


def _situations(full: FullSet) -> tuple[SituationLine, ...]:
    """The questions that are asked under the answers given so far, in order."""
    return tuple(
        SituationLine(s.code, s.question, tuple((a.code, a.name) for a in s.answers), full.answers.get(s.code, ""))
        for s in full.situations
        if rule.holds(s.when, full.answers)
    )


def document_lines(look: Look, full: FullSet) -> tuple[DocumentLine, ...]:
    """The set as a window shows it."""
    names = full.names
    bad_credit = full_set.applicant_has_bad_credit(look, full)
    attached: dict[str, int] = {}
    for row in cases.attachments(look.db, full.case["id"]):
        if row["removed_at"] is None:
            attached[row["document"]] = attached.get(row["document"], 0) + 1
    promises = full_set.Promises(look, full)
    ending, desks = look.hall.policy.intake.form_ending, rooms.desk_names(look.db)
    alike: dict[tuple[bool, bool, str, str], tuple[Offered, ...]] = {}
    lines = []
    for wanted in full.wanted:
        kind = (wanted.tolerable, wanted.pledge, wanted.waive, full_set.barred_field(full, wanted))
        if kind not in alike:
            found = rule.offers(wanted, bad_credit=bad_credit, barred=kind[3])
            alike[kind] = tuple(Offered(o.cause, CAUSE_NAMES[o.cause], o.allowed, o.why) for o in found)
        lines.append(
            _document_line(
                full,
                wanted,
                names[wanted.document],
                alike[kind],
                promises.of(wanted),
                attached.get(wanted.document, 0),
                ending,
                desks,
            )
        )
    own = own_documents(look.db, look.actor, full.case["id"])
    return tuple(
        line
        if own is None or line.document in own
        else replace(
            line,
            due_on=None,
            reason="",
            holder="",
            holder_words="",
            offers=(),
            last_day=None,
            attachments=0,
            notes=(),
            got_copies=0,
            short="",
        )
        for line in lines
    )


def _document_line(
    full: FullSet,
    wanted: Wanted,
    name: str,
    offers: tuple[Offered, ...],
    last_day: date | None,
    attached: int,
    ending: str,
    desks: Mapping[str, str],
) -> DocumentLine:
    row = full.rows.get(wanted.document)
    here, cause = full.here(wanted.document), full.cause(wanted.document)
    return DocumentLine(
        wanted.document,
        name,
        len(wanted.serves),
        len(full.items),
        wanted.serves,
        wanted.copies,
        wanted.form,
        wanted.necessity,
        wanted.group,
        Standing.HERE if here else Standing.MISSING if cause else Standing.OPEN,
        str(cause or ""),
        day_of(row["due_on"]) if row else None,
        row["reason"] if row else "",
        row["holder"] if row else "",
        rule.waive_name(wanted.waive),
        offers,
        last_day,
        attached,
        wanted.notes,
        row["copies"] if here and row is not None else 0,
        full.short(wanted.document),
        place_words(row["holder"], desks) if row and row["holder"] else "",
        bool(ending) and name.endswith(ending),
    )


def _warnings(look: Look, row: driver.Row, full: FullSet, person: driver.Row | None) -> tuple[str, ...]:
    found: list[str] = []
    if person is not None:
        found.extend(listing.read(person["warnings"]))
        if row["state"] in AT_INTAKE and full.items:
            for other in cases.same_open(look.db, row["id"], person["id"], [item.code for item in full.items]):
                found.append(
                    say(
                        "该申请人已有同一事项在办：{receipt_number}（{case_step}）",
                        receipt_number=other["receipt_number"] or "D" + str(other["id"]),
                        case_step=CASE_STEP_NAMES[other["state"]],
                    )
                )
            found += [
                say("不得再次申请：{bar}", bar=bar.words)
                for bar in bars_against(look, row, [item.code for item in full.items])
            ]
    return tuple(dict.fromkeys(found))


@query("case.set", argument="case")
def show_set(look: Look, case: str) -> tuple[DocumentLine, ...]:
    """The full set of papers of a case, each once, with how many items it serves."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    return document_lines(look, full_set.read(look, row))
