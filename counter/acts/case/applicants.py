"""The people before the window: applicants, agents, suspected doubles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter.acts.approval.countersigning import NeedsRelease, released
from counter.acts.staff.accounts import FRONT
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import (
    ID_NAMES,
    IdKind,
    IdNumber,
    clean_number,
    clean_phone,
    clean_text,
    id_number,
    mask_number,
    mask_phone,
)
from counter.rules.person_name import clean_name, search_key
from counter.rules.secret import NO_SECRET, Secret
from counter.store import applicants as people
from counter.store import driver, listing, lookup
from counter.store import looks as kept


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant as the counter may show: number and telephone masked. `doubles` are ids of people who may be the
    same.
    """

    id: int
    kind: str
    name: str
    id_kind: str
    number: str
    phone: str
    bad_credit: bool
    warnings: tuple[str, ...]
    doubles: tuple[int, ...] = ()
    version: int = 1

    def __str__(self) -> str:
        text = say(
            "{id} {name} {id_kind} {number}",
            id=self.id,
            name=self.name,
            id_kind=ID_NAMES[IdKind(self.id_kind)],
            number=self.number,
        )
        if self.bad_credit:
            text += say("（有未修复的失信记录）")
        if self.doubles:
            text += say("（疑似重复：{others}）", others=listed(str(d) for d in self.doubles))
        return listed((text, *self.warnings), "；")


def as_person(row: driver.Row, doubles: tuple[int, ...] = ()) -> Person:
    """A row as it may be shown."""
    return Person(
        row["id"],
        row["kind"],
        row["name"],
        row["id_kind"],
        mask_number(row["id_number"]),
        mask_phone(row["phone"]),
        bool(row["bad_credit"]),
        tuple(listing.read(row["warnings"])),
        doubles,
        row["version"],
    )


def find_or_add(
    work: Work,
    name: str,
    number: str,
    *,
    id_kind: IdKind | None = None,
    phone: str = "",
    note: str = "",
    registered: bool = False,
    changed: list[driver.Row] | None = None,
) -> tuple[driver.Row, tuple[str, ...]]:
    """The row of whoever holds a number, made if there is none; the second part says what to look at twice.

    The same number under another spelling is not made twice: the stored name stays, the difference is a warning.
    `changed` is given the row as it was, where its telephone number is changed. `note` says why an odd credit code is
    genuine; a number that is `registered` was looked at when it was.
    """
    note = clean_text(note, what=say("核对说明"), limit=200)
    cleaned = (
        IdNumber(id_kind, number)
        if registered and id_kind is not None
        else id_number(number, id_kind, today=work.today, note=note)
    )
    organisation = cleaned.kind is IdKind.CREDIT
    shown = clean_name(name, organisation=organisation)
    warnings = cleaned.warnings + shown.warnings
    row = people.by_number(work.db, cleaned.number)
    if row is not None:
        if row["name_key"] != shown.key:
            warnings += (say("这个证件号已登记为“{name}”，与现在输入的不同，请核对证件", name=verbatim(row["name"])),)
        new_phone = clean_phone(phone)
        if new_phone and new_phone != row["phone"]:
            if changed is not None:
                changed.append(row)
            people.update(
                work.db,
                row["id"],
                name=row["name"],
                key=row["name_key"],
                phone=new_phone,
                warnings=tuple(listing.read(row["warnings"])),
                version=row["version"],
            )
        return people.get(work.db, row["id"]), warnings
    kind = "organisation" if organisation else "person"
    person = people.add(
        work.db, kind, shown.shown, shown.key, cleaned.kind, cleaned.number, clean_phone(phone), warnings
    )
    return people.get(work.db, person), warnings


def suspected(db: driver.Connection, row: driver.Row) -> tuple[int, ...]:
    """Ids of people who may be the same as this one."""
    number = row["id_number"]
    birth = number[6:14] if len(number) == 18 and row["kind"] == "person" and row["id_kind"] != IdKind.PASSPORT else ""
    if row["kind"] == "organisation":
        birth = "-"
    return tuple(r["id"] for r in people.doubles(db, row["id"], row["name_key"], birth, row["phone"]))


@act("person.add", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR))
def add_person(
    work: Work, name: str, number: str, id_kind: IdKind | None = None, phone: str = "", note: str = ""
) -> Person:
    """Register an applicant, or find the one who has this number already. `note` says why an odd credit code is
    genuine.
    """
    row, warnings = find_or_add(work, name, number, id_kind=id_kind, phone=phone, note=note)
    work.about(f"person:{row['id']}")
    shown = as_person(row, suspected(work.db, row))
    return replace(shown, warnings=warnings)


@act("person.correct", by=(Role.CLERK, Role.SUPERVISOR), argument="person")
def correct_person(
    work: Work,
    person: int,
    name: str | None = None,
    phone: str | None = None,
    guarded: bool | None = None,
    version: int | None = None,
) -> Person:
    """Correct a name as on the card, a telephone number, or whether they act through a guardian though grown up."""
    row = _living(work.db, person)
    if version is not None and version != row["version"]:
        raise Refusal(
            "person.another-window-just-changed",
            say("这位申请人的资料刚被别的窗口改过"),
            rule=say("后保存的不覆盖先保存的"),
            next=say("请重新查看后再改"),
        )
    shown = clean_name(name, organisation=row["kind"] == "organisation") if name is not None else None
    people.update(
        work.db,
        row["id"],
        name=shown.shown if shown else row["name"],
        key=shown.key if shown else row["name_key"],
        phone=clean_phone(phone) if phone is not None else row["phone"],
        warnings=shown.warnings if shown else tuple(listing.read(row["warnings"])),
        version=row["version"],
    )
    if guarded is not None:
        people.set_guarded(work.db, row["id"], guarded)
    work.about(f"person:{row['id']}", name=name is not None, phone=phone is not None, guarded=guarded)
    now = people.get(work.db, row["id"])
    return as_person(now, suspected(work.db, now))


@act("person.credit", by=(Role.SUPERVISOR,), argument="person")
def set_credit(work: Work, person: int, bad: bool, reason: str) -> Person:
    """Record or clear an unrepaired bad credit record, with where it was found."""
    row = _living(work.db, person)
    people.set_credit(work.db, row["id"], bad)
    work.about(f"person:{row['id']}", bad=bad, reason=clean_text(reason, what=say("依据"), limit=200, empty=False))
    return as_person(people.get(work.db, row["id"]))


@act("person.merge", by=(Role.CLERK, Role.SUPERVISOR), argument="keep")
def merge_people(
    work: Work, keep: int, other: int, reason: str = "", release: str = "", release_password: Secret = NO_SECRET
) -> Person:
    """Two entries are one person: the other's cases move to the kept one, both stay readable in the journal.

    Where both have a valid number of their own it takes a reason and a supervisor's `release`.
    """
    first, second = _living(work.db, keep), _living(work.db, other)
    if first["id"] == second["id"]:
        raise Refusal("person.two-entries-already-one", say("两条已经是同一个人"))
    if first["kind"] != second["kind"]:
        raise Refusal(
            "person.organisation-cannot-merged",
            say("个人和单位不能合并"),
            rule=say("合并只用于同一个人或同一个单位的重复登记"),
            next=say("请核对"),
        )
    proof = (IdKind.RESIDENT, IdKind.PERMIT, IdKind.FOREIGNER, IdKind.CREDIT)
    if first["id_kind"] in proof and second["id_kind"] in proof and first["id_number"] != second["id_number"]:
        refused = NeedsRelease(
            "person.two-different-valid-id",
            say("两条有不同的有效证件号"),
            rule=say("不同号码的合并要值班主任说明理由"),
            next=Next.by("person.merge", say("请值班主任写明理由办理"), keep=keep, reason=None),
        )
        if not reason:
            raise refused
        released(work, release, release_password, refused)
    moved = people.merge(work.db, first["id"], second["id"])
    work.about(
        f"person:{first['id']}",
        merged=second["id"],
        cases=moved,
        reason=clean_text(reason, what=say("理由"), limit=200),
    )
    work.touch(f"person:{second['id']}")
    return as_person(people.get(work.db, first["id"]))


@query("person.search", by=FRONT, argument="text")
def search_people(look: Look, text: str, limit: int = 20) -> tuple[Person, ...]:
    """Find people by name, any reading, initials, a telephone number or its end, an ID number's beginning or end."""
    found = lookup.people(look.db, search_key(text), _number_in(text), min(max(limit, 1), 100))
    for row in found:
        look.log(person=row["id"])
    return tuple(as_person(row) for row in found)


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case of before, to be offered."""

    case: str
    state: str
    bundle: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class DocumentOnFile:
    """The picture of a paper that the hall holds from an earlier case."""

    document: str
    sha256: str
    name: str
    case: str


@dataclass(frozen=True, slots=True)
class PersonOnFile:
    """One applicant with what the hall has of them."""

    person: Person
    cases: tuple[EarlierCase, ...]
    papers: tuple[DocumentOnFile, ...]

    def __str__(self) -> str:
        lines = [str(self.person)] + [
            say("  {case} {opened_on} {bundle}", case=c.case, opened_on=c.opened_on, bundle=c.bundle)
            for c in self.cases
        ]
        return listed(
            lines
            + [
                say("  已有材料 {document} {paper}（{case}）", document=p.document, paper=p.name, case=p.case)
                for p in self.papers
            ],
            "\n",
        )


@query("person.show", by=FRONT, argument="person")
def show_person(look: Look, person: int) -> PersonOnFile:
    """One applicant with suspected doubles, earlier cases and documents on file."""
    row = _living(look.db, person)
    look.log(person=row["id"])
    cases = tuple(
        EarlierCase(
            c["receipt_number"] or f"D{c['id']}", c["state"], c["bundle"] or "", look.hall.local(c["opened_at"]).date()
        )
        for c in people.earlier_cases(look.db, row["id"])
    )
    documents = tuple(
        DocumentOnFile(p["document"], p["sha256"], p["name"], p["receipt_number"] or "")
        for p in people.papers_on_file(look.db, row["id"])
    )
    return PersonOnFile(as_person(row, suspected(look.db, row)), cases, documents)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One look at a person's data."""

    at: int
    staff: str
    place: str
    what: str
    allowed: bool

    def __str__(self) -> str:
        return say(
            "{at} {staff} {place} {what}{note}",
            at=self.at,
            staff=self.staff,
            place=self.place,
            what=self.what,
            note=("" if self.allowed else say("（未允许）")),
        )


@query("person.looks", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), argument="person")
def looks(look: Look, person: int) -> tuple[LookedAt, ...]:
    """Who looked at a person's data: can be shown to that person."""
    row = _living(look.db, person)
    return tuple(
        LookedAt(r["at"], r["staff"], r["place"], r["what"], bool(r["allowed"]))
        for r in kept.at_person(look.db, row["id"])
    )


def _living(db: driver.Connection, person: int) -> driver.Row:
    row = people.find(db, person)
    if row is None:
        raise Refusal(
            "person.no-applicant-number",
            say("没有编号为 {person} 的申请人", person=verbatim(person)),
            next=Next.by("person.search", say("请先查找申请人")),
        )
    return row


def _number_in(text: str) -> str:
    try:
        return clean_number(text)[:30]
    except Refusal:
        return ""
