"""Somebody with all that the hall has of them, and cases as lists: today's, one's own, drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from counter.acts.case.applicants import as_person
from counter.acts.window.expected import later, of_today
from counter.acts.window.find import Found, found_case
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.case import CASE_STATE_NAMES
from counter.rules.found import PART_NAMES, FoundKind
from counter.rules.letters import visible
from counter.rules.person_name import search_key
from counter.rules.ticket import STATE_NAMES
from counter.rules.writing import Writing, tidy
from counter.store import applicants, approvals, driver, lookup, windows

SEE_PEOPLE = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)
MOST = 100
"""Lines of a list."""
BOOKED, LATER = "booked", "later"


@dataclass(frozen=True, slots=True)
class CaseOfPerson:
    """A case in which somebody has a part."""

    name: str
    part: str
    matter: str
    state: str
    day: str

    def __str__(self) -> str:
        return listed(filter(None, (self.name, self.part, self.matter, self.state, self.day)), "  ")


@dataclass(frozen=True, slots=True)
class TicketOfPerson:
    """A ticket with which one of somebody's cases was brought."""

    number: str
    day: str
    matter: str
    state: str

    def __str__(self) -> str:
        return listed(filter(None, (self.number, self.day, verbatim(self.matter), self.state)), "  ")


@dataclass(frozen=True, slots=True)
class PaperOfPerson:
    """The picture of a paper that the hall holds."""

    document: str
    case: str
    day: str

    def __str__(self) -> str:
        return listed((self.document, self.case, self.day), "  ")


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody with their cases in any part, tickets and papers on file; number and telephone masked."""

    id: int
    name: str
    kind: str
    number: str
    phone: str
    warnings: tuple[str, ...]
    cases: tuple[CaseOfPerson, ...]
    tickets: tuple[TicketOfPerson, ...]
    papers: tuple[PaperOfPerson, ...]

    def __str__(self) -> str:
        head = listed(filter(None, (verbatim(self.name), self.number, self.phone)), "  ")
        return listed((head, *self.cases, *self.tickets, *self.papers), "\n")


@query("window.person", by=SEE_PEOPLE, argument="person")
def person_seen(look: Look, person: int) -> PersonSeen:
    """Somebody with their cases (as applicant, agent, guardian or representative), tickets and papers on file."""
    row = applicants.find(look.db, person)
    if row is None:
        raise Refusal(
            "window.no-such-person",
            say("没有这个人"),
            rule=say("查到的人才能打开"),
            next=say("请用姓名或证件号再查一次"),
        )
    look.log(person=row["id"])
    shown = as_person(row)
    found = lookup.cases_of(look.db, row["id"], MOST)
    for case in found:
        look.log(person=case["person"], case=case["id"])
    return PersonSeen(
        row["id"],
        row["name"],
        row["kind"],
        shown.number,
        shown.phone,
        shown.warnings,
        tuple(
            CaseOfPerson(
                case["receipt_number"] or f"D{case['id']}",
                PART_NAMES[case["part"]],
                windows.matter_of_case(look.db, case["id"]) or say("未选事项"),
                CASE_STATE_NAMES[case["state"]],
                case["received_on"] or _day(look, case["opened_at"]),
            )
            for case in found
        ),
        tuple(
            TicketOfPerson(
                f"{one['letter']}{one['number']:03d}", one["business_date"], one["matter"], STATE_NAMES[one["state"]]
            )
            for one in lookup.tickets_of(look.db, row["id"], MOST)
        ),
        tuple(
            PaperOfPerson(one["document"], one["receipt_number"] or f"D{one['case_id']}", _day(look, one["at"]))
            for one in lookup.papers_of(look.db, row["id"], MOST)
        ),
    )


@query("window.cases", by=SEE_PEOPLE, argument="which")
def cases_listed(look: Look, which: str = "today") -> tuple[Found, ...]:
    """A list: cases, the newest first (`today`'s, `mine`, `drafts`), or who is booked (`booked` today, `later`)."""
    if which in (BOOKED, LATER):
        return of_today(look) if which == BOOKED else later(look)
    if which == "today":
        start = datetime.combine(look.today, time(), look.hall.zone)
        rows = lookup.cases_today(look.db, look.today.isoformat(), int(start.timestamp() * 1000), MOST)
    elif which == "mine":
        rows = lookup.cases_by(look.db, look.actor.staff, MOST)
    elif which == "drafts":
        rows = lookup.drafts(look.db, MOST)
    else:
        raise Refusal(
            "window.no-such-list",
            say("没有列表 {which}", which=verbatim(visible(which, 20))),
            rule=say("可选：{names}", names=listed(("today", "mine", "drafts", BOOKED, LATER))),
            next=say("请换一个"),
        )
    return tuple(found_case(look, row, whose=True) for row in rows)


@query("approval.find", by=(Role.APPROVER,), argument="text")
def find_at_desk(look: Look, text: str) -> tuple[Found, ...]:
    """One's own desk's approvals, ended ones too, by applicant, telephone's end, any number or a piece of it, item."""
    from counter.acts.window.find import from_scanner

    wanted = from_scanner(text)
    name, number = search_key(wanted), tidy(wanted, Writing.CODE).upper()[:40]
    if not name and not number:
        raise Refusal(
            "window.nothing-to-look-for",
            say("没有填查询内容"),
            rule=say("只查本台的办件"),
            next=say("请填姓名、收件号、证件号或电话的尾数"),
        )
    rows = lookup.at_desk(look.db, look.actor.desk or "", name, number, MOST)
    if not rows:
        rows = _by_code(look, wanted)
    found = []
    for row in rows:
        look.log(case=row["case_id"], person=row["person"])
        found.append(_approval(look, approvals.find(look.db, row["id"])))
    if not found:
        raise Refusal(
            "window.nothing-at-this-desk",
            say("本台没有“{wanted}”的办件", wanted=verbatim(visible(wanted, 20))),
            rule=say("各台只查本台的件"),
            next=say("请换一种写法"),
        )
    return tuple(found)


def _by_code(look: Look, wanted: str) -> list[driver.Row]:
    """The desk's approvals of the case whose tracking code was scanned."""
    from counter.store import cases

    try:
        case = cases.find(look.db, wanted)
    except Refusal:
        return []
    return [one for one in approvals.of_case(look.db, case["id"]) if one["desk"] == look.actor.desk]


def _approval(look: Look, row: driver.Row) -> Found:
    from counter.acts.approval.desk_list import line

    shown = line(look, row)
    who = applicants.get(look.db, row["person"])["name"] if row["person"] else ""
    return Found(
        FoundKind.APPROVAL,
        row["id"],
        shown.number,
        listed((verbatim(who), shown.item_name), "  "),
        shown.outcome_words or shown.state_words,
        shown.case,
    )


def _day(look: Look, at: int) -> str:
    return f"{look.hall.local(at):%Y-%m-%d}"
