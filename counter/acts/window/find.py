"""F9: one field for everything a clerk may have in hand: a ticket number, a receipt number, a code from a scanner, a
name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from counter.acts.queue.overview import AT_THE_HALL
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.approval import APPROVAL_STATE_NAMES, OUTCOME_NAMES
from counter.rules.arrival import ArrivalState
from counter.rules.booking import BOOKING_NAMES
from counter.rules.case import AT_INTAKE, CASE_STATE_NAMES, CaseState
from counter.rules.found import FOUND_NAMES, PART_NAMES, FoundKind
from counter.rules.identity import clean_code, mask_number
from counter.rules.my_list import looks_like_list
from counter.rules.notice import NOTICE_NAMES
from counter.rules.ticket import STATE_NAMES
from counter.store import applicants, bookings, cases, driver, lookup, tickets, windows

FEW = 4
"""With so many people found, only they are listed: Enter shows the cases of one."""
CASES_EACH = 10
LONGEST_TICKET = 3
"""Digits of a ticket's number."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found. `name` is how acts call it (ticket number, receipt or draft number)."""

    kind: str
    id: int
    name: str
    title: str
    state: str
    note: str

    def __str__(self) -> str:
        called = listed((FOUND_NAMES[self.kind], self.name), " ")
        return listed((called, self.title, self.state, *filter(None, (self.note,))), "  ")


@dataclass(frozen=True, slots=True)
class ApprovalBrief:
    """One item of a case at its desk. Dates are ISO dates or empty."""

    number: str
    item: str
    department: str
    phone: str
    state: str
    promised_on: str
    decided_on: str

    def __str__(self) -> str:
        return listed(filter(None, (self.number, self.item, self.department, self.state, self.promised_on)), "  ")


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as a window may see it: one line per desk."""

    id: int
    name: str
    receipt: str
    acceptance: str
    state: CaseState
    state_name: str
    applicant: str
    agent: str
    number: str
    matter: str
    received_on: str
    accepted_on: str
    promised_on: str
    provisional: bool
    decided_on: str
    delivered_on: str
    ticket: int | None
    approvals: tuple[ApprovalBrief, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        day = say("承诺 {day}", day=self.promised_on) if self.promised_on else ""
        head = (self.receipt or self.name, self.matter, self.applicant, self.state_name, day)
        return listed((listed(filter(None, head), "  "), *self.approvals), "\n")


@dataclass(frozen=True, slots=True)
class NoticeBrief:
    """A paper of a case: its number, kind, local time, and what became of its print jobs."""

    number: str
    kind: str
    title: str
    at: int
    copies: int
    printed: int
    trouble: str

    def __str__(self) -> str:
        copies = say("打印 {printed}/{copies}", printed=self.printed, copies=self.copies)
        title = NOTICE_NAMES.get(self.kind) or verbatim(self.title)
        return listed((self.number, title, copies, *filter(None, (self.trouble,))), "  ")


@query("window.find", by=AT_THE_HALL, argument="text")
def find(look: Look, text: str) -> tuple[Found, ...]:
    """Everything that the text may mean, most exact first."""
    wanted = clean_code(from_scanner(text), what=say("查询内容"), limit=200)
    if not wanted:
        raise Refusal("window.nothing-look", say("没有填查询内容"), next=say("请填号、姓名、证件号、收件号，或扫码"))
    if looks_like_list(wanted):
        raise Refusal(
            "window.is-a-list",
            say("这是办件人在家列的办事清单，不是办件"),
            rule=say("清单归到窗口手上的号"),
            next=say("请在窗口叫号，再扫清单上的二维码"),
        )
    upper = wanted.upper()
    if re.fullmatch(r"[A-Z]{1,2}\d{1,4}", upper) and not re.fullmatch(r"D\d{5,}", upper):
        found = [_ticket(look, upper)]
        if upper[0] == "D":
            found = [one for one in found if one] or [found_case(look, cases.find(look.db, upper))]
        if found[0] is None:
            raise Refusal(
                "window.no-ticket-today",
                say("今天没有号票 {ticket}", ticket=verbatim(upper)),
                rule=say("号每天从 1 开始"),
                next=say("请核对号票上的日期和号码"),
            )
        return tuple(one for one in found if one)
    if re.fullmatch(r"[RSD]\d{1,8}(-\d{1,6})?", upper) or (len(upper) >= 24 and upper.isascii() and " " not in upper):
        try:
            return (found_case(look, cases.find(look.db, wanted)),)
        except Refusal:
            one = _ticket_of_code(look, wanted) or _prepared(look, wanted) or _booked(look, wanted)
            if one is None:
                raise
            return (one,)
    from counter.acts.case.applicants import search_people
    from counter.acts.window.expected import meant

    people = _numbered_today(look, wanted) if re.fullmatch(r"\d{1,4}", wanted) else []
    if re.fullmatch(r"W\d{8}-\d{4,6}", upper):
        people += [found_case(look, row) for row in lookup.of_paper(look.db, upper)]
    elif re.fullmatch(r"\d{2,8}-\d{4,6}", upper):
        people += [found_case(look, row) for row in lookup.ending(look.db, upper, CASES_EACH)]
    booked = meant(look, wanted)
    if look.actor.role is Role.GUIDE:  # at the door somebody says their name because they are expected
        people += booked
    met = search_people(look, wanted)
    for person in met:
        people.append(Found(FoundKind(person.kind), person.id, person.name, person.name, person.number, person.phone))
        rows = lookup.cases_of(look.db, person.id, CASES_EACH if len(met) < FEW else 0)
        people += [found_case(look, row, row["part"]) for row in rows]
    if look.actor.role is not Role.GUIDE:
        people += booked
    people = list({(one.kind, one.id): one for one in people}.values())
    if not people:
        raise Refusal(
            "window.nothing-found",
            say("没有找到“{wanted}”", wanted=verbatim(wanted[:20])),
            rule=say("可用号票号、姓名或拼音、证件号、电话、收件号或它们的尾数、预约、二维码"),
            next=say("请换一种写法，或扫回执上的码"),
        )
    return tuple(people)


def _numbered_today(look: Look, number: str) -> list[Found]:
    """What has this number today: cases received, tickets of any queue."""
    today = look.today.isoformat()
    found = [found_case(look, row) for row in lookup.numbered_today(look.db, today, number)]
    tickets_of_today = lookup.tickets_numbered(look.db, today, number) if len(number) <= LONGEST_TICKET else []
    return found + [
        one for row in tickets_of_today if (one := _ticket(look, f"{row['letter']}{row['number']:03d}")) is not None
    ]


def _prepared(look: Look, code: str) -> Found | None:
    """What was sent from home under a pre-review code: the case it has become, else itself (opened by
    case.open-prepared).
    """
    from counter.rules.numbers import canonical, code_hash
    from counter.store import arrivals, catalogue

    plain = canonical(code)
    sent = arrivals.by_code(look.db, code_hash(plain)) if plain else []
    if plain is None or not sent:
        return None
    if (known := next((one.case_id for one in sent if one.case_id is not None), None)) is not None:
        return found_case(look, cases.get(look.db, known))
    names = catalogue.item_names(look.db, {one.item for one in sent if one.item})
    return Found(
        FoundKind.PRE_REVIEW,
        0,
        plain,
        listed(names),
        say("已预审") if all(one.state != ArrivalState.TAKEN for one in sent) else say("待处理"),
        say("{n} 个文件", n=sum(len(one.files) for one in sent)),
    )


def _booked(look: Look, code: str) -> Found | None:
    """A booking made from home, by its code."""
    from counter.rules.numbers import canonical, code_hash

    plain = canonical(code)
    row = bookings.by_code(look.db, code_hash(plain)) if plain else None
    if plain is None or row is None:
        return None
    return found_booking(look, row)


def found_booking(look: Look, row: driver.Row) -> Found:
    """A booking as a line: the ticket that it has got today, else itself."""
    from counter.acts.queue.from_home import state_of

    if row["ticket"] is not None and row["business_date"] == look.today.isoformat():
        found = _ticket(look, tickets.get(look.db, row["ticket"]).shown)
        if found is not None:
            return found
    at = f"{look.hall.local(row['at']):%H:%M}"
    at = at if row["business_date"] == look.today.isoformat() else f"{row['business_date']} {at}"
    title = listed((at, verbatim(row["name"])), "  ") if row["name"] else at
    name = str(row["id"])
    return Found(FoundKind.BOOKING, row["id"], name, title, BOOKING_NAMES[state_of(row)], row["queue_name"])


def from_scanner(text: str) -> str:
    """A scanner types the address printed in the QR code: the code is its last part."""
    value = text.strip()
    return value.rstrip("/").rsplit("/", 1)[-1] if "/" in value and value.upper().startswith(("HTTP", "WWW")) else value


def _ticket(look: Look, number: str) -> Found | None:
    try:
        one = tickets.find(look.db, look.today.isoformat(), number)
    except Refusal:
        return None
    where = say("{front_window} 号窗口", front_window=one.front_window) if one.front_window else ""
    return Found(FoundKind.TICKET, one.id, one.shown, one.matter or say("没有写事由"), STATE_NAMES[one.state], where)


def _ticket_of_code(look: Look, code: str) -> Found | None:
    from counter.rules.numbers import canonical, code_hash

    plain = canonical(code)
    row = tickets.with_code(look.db, code_hash(plain)) if plain else None
    return _ticket(look, f"{row['letter']}{row['number']:03d}") if row else None


def found_case(look: Look, row: driver.Row, part: str = "person", *, whose: bool = False) -> Found:
    """A case as a line; `whose`: with its applicant."""
    name = row["receipt_number"] or f"D{row['id']}"
    look.log(person=row["person"], case=row["id"])
    title = windows.matter_of_case(look.db, row["id"])
    return Found(
        FoundKind.CASE,
        row["id"],
        name,
        _with_name(look, row, title or say("未选事项")) if whose else title or say("未选事项"),
        CASE_STATE_NAMES[row["state"]],
        row["promised_on"] or "" if part == "person" else PART_NAMES[part],
    )


def _with_name(look: Look, row: driver.Row, title: str) -> str:
    who = applicants.get(look.db, row["person"])["name"] if row["person"] else ""
    return listed((verbatim(who), title), "  ") if who else title


@query("window.case", by=(Role.CLERK, Role.SUPERVISOR, Role.GUIDE), argument="case")
def case_seen(look: Look, case: str) -> CaseSeen:
    """One case with the progress of every desk: state, dates, telephone."""
    row = cases.find(look.db, from_scanner(case))
    look.log(person=row["person"], case=row["id"])
    who = applicants.get(look.db, row["person"]) if row["person"] else None
    agent = applicants.get(look.db, row["agent"]) if row["agent"] else None
    approvals = tuple(
        ApprovalBrief(
            f"A-{one['id']}",
            one["item_name"],
            one["department_name"],
            one["phone"],
            OUTCOME_NAMES.get(one["outcome"] or "", APPROVAL_STATE_NAMES[one["state"]]),
            one["promised_on"] or "",
            one["decided_on"] or "",
        )
        for one in windows.approvals_of_case(look.db, row["id"])
    )
    return CaseSeen(
        row["id"],
        row["receipt_number"] or f"D{row['id']}",
        row["receipt_number"] or "",
        row["acceptance_number"] or "",
        CaseState(row["state"]),
        CASE_STATE_NAMES[row["state"]],
        who["name"] if who else "",
        agent["name"] if agent else "",
        mask_number(who["id_number"]) if who else "",
        windows.matter_of_case(look.db, row["id"]),
        row["received_on"] or "",
        row["accepted_on"] or "",
        row["promised_on"] or "",
        bool(row["provisional"]),
        row["decided_on"] or "",
        row["delivered_on"] or "",
        row["ticket"],
        approvals,
        _owed(look, row),
    )


def _owed(look: Look, row: driver.Row) -> tuple[str, ...]:
    """Documents that are owed; of a case that is being taken in, also fields of its form and persons to be named."""
    owed = windows.missing_of_case(look.db, row["id"])
    if row["state"] in AT_INTAKE:
        from counter.acts.case import full_set

        full = full_set.read(look, row)
        owed += [full.words(lack) for lack in full.lacks if lack.part]
        if fields := sum(bool(lack.field) for lack in full.lacks):
            owed.append(say("表单 {n} 栏", n=fields))
    return tuple(owed)


@query("window.papers", by=(Role.CLERK, Role.SUPERVISOR, Role.GUIDE), argument="case")
def papers_of(look: Look, case: str = "", ticket: int | None = None) -> tuple[NoticeBrief, ...]:
    """The papers of a case (or of a ticket), oldest first, with what became of their printing."""
    case_id = cases.find(look.db, case)["id"] if case else None
    if case_id is not None:
        look.log(case=case_id)
    return tuple(NoticeBrief(*row) for row in windows.papers(look.db, case_id, ticket))
