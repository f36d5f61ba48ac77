"""People as an administrator keeps them: who somebody is now, where they are signed in, what they did; their leaving
with all that they have in hand handed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.countersigning import drop_review
from counter.acts.premises.placed import Placed
from counter.acts.premises.seen import check_seen, seen_as
from counter.acts.staff.accounts import add_staff, retire, staff_code, ticket_name
from counter.acts.staff.indispensable import KEEPERS, keep_somebody
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, named, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.day import ShiftState
from counter.rules.letters import visible
from counter.rules.person_name import clean_name
from counter.rules.secret import NO_SECRET, Secret
from counter.store import driver, shifts
from counter.store import people as store
from counter.store import staff as members

PAGE = 100
"""Acts of one person that are shown at once."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here (or did: `ended`), and where they are signed in now. `seen` names this state of the
    row: an act that is given it is refused once somebody else has changed it.
    """

    code: str
    name: str
    role: str
    department: str
    desk: str
    desk_name: str
    head: bool
    ended: bool
    signed_in: bool
    place: str
    away: bool
    drafts: int
    proposals: int
    seen: str

    def __str__(self) -> str:
        return say(
            "{code} {name} {role}{desk}{place}",
            code=self.code,
            name=verbatim(self.name),
            role=ROLE_NAMES[Role(self.role)],
            desk=say(" {desk}", desk=self.desk_name) if self.desk_name else "",
            place=say("，在{place}", place=self.place) if self.signed_in else "",
        )


@dataclass(frozen=True, slots=True)
class Did:
    """One act of a person: its number in the journal, UTC ms, the same as local words, where, to what."""

    seq: int
    at: int
    when: str
    act: str
    summary: str
    english: str
    place: str
    subject: str

    def __str__(self) -> str:
        return say("{when} {summary} {subject}", when=self.when, summary=self.summary, subject=verbatim(self.subject))


@dataclass(frozen=True, slots=True)
class Changed:
    """Who somebody is now; `signed_out` where they have to sign in again as such; what was handed over with it."""

    code: str
    name: str
    role: str
    desk: str
    signed_out: bool
    proposals: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{code} {name}：{role}{desk}{proposals}{again}",
            code=self.code,
            name=verbatim(self.name),
            role=ROLE_NAMES[Role(self.role)],
            desk=say(" {desk}", desk=self.desk) if self.desk else "",
            proposals=_dropped(self.proposals),
            again=say("；要重新登录") if self.signed_out else "",
        )


@dataclass(frozen=True, slots=True)
class Ended:
    """Somebody has left; whoever goes on with what they had in hand."""

    code: str
    name: str
    to: str
    drafts: int
    proposals: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{code} {name} 已离岗{drafts}{proposals}",
            code=self.code,
            name=verbatim(self.name),
            drafts=say("；{n} 份草稿转给 {to}", n=self.drafts, to=self.to) if self.drafts else "",
            proposals=_dropped(self.proposals),
        )


def _dropped(proposals: tuple[str, ...]) -> str:
    return say("；提请失效，由本台重新提请：{approvals}", approvals=listed(proposals)) if proposals else ""


def _state(row: driver.Row) -> tuple[object, ...]:
    return row["name"], row["role"], row["department"], row["desk"], row["head"], row["active"]


@query("staff.people", by=KEEPERS)
def people(look: Look, ended: bool = False) -> tuple[Person, ...]:
    """Everybody who works here with where they are signed in and what they have in hand; or (`ended`) who has left."""
    found = []
    drafts, proposals = store.how_much_in_hand(look.db)
    for row in store.everybody(look.db, ended):
        place = ""
        if row["shift"] is not None:
            place = (
                say("{window}号窗口", window=row["front_window"])
                if row["front_window"] is not None
                else row["desk_name"] or ROLE_NAMES[Role(row["role"])]
            )
        found.append(
            Person(
                row["code"],
                row["name"],
                row["role"],
                row["department_short"] or "",
                row["desk"] or "",
                row["desk_name"] or "",
                bool(row["head"]),
                not row["active"],
                row["shift"] is not None,
                place,
                row["state"] == ShiftState.AWAY,
                drafts.get(row["code"], 0),
                proposals.get(row["code"], 0),
                seen_as(*_state(row)),
            )
        )
    return tuple(found)


@query("staff.here", argument="shift")
def here(look: Look, shift: int) -> bool:
    """Whether the shift that one's terminal goes on with is still open; refused to whoever has another role now."""
    return shifts.is_open(look.db, shift)


@query("staff.acts", by=KEEPERS, argument="code")
def acts_of(look: Look, code: str, before: int = 0) -> tuple[Did, ...]:
    """What one person did, newest first, a page of it; `before` is the number of the last entry of the page above."""
    code = _known(look.db, code)
    return tuple(
        Did(
            row["seq"],
            row["at"],
            f"{look.hall.local(row['at']):%Y-%m-%d %H:%M}",
            row["act"],
            *_called(row["act"]),
            row["place"],
            row["subject"],
        )
        for row in store.did(look.db, code, before, PAGE)
    )


def _called(name: str) -> tuple[str, str]:
    """What an act is called, in Chinese and in English; an older program's act goes by its own name."""
    try:
        entry = named(name)
    except KeyError:
        return name, name
    return entry.summary, entry.english


@act("staff.change", by=(Role.ADMINISTRATOR,), argument="code")
def change(
    work: Work,
    code: str,
    name: str | None = None,
    role: Role | None = None,
    desk: str | None = None,
    head: bool | None = None,
    seen: str = "",
) -> Changed:
    """Change somebody's name, role, desk, or whether they head it; what isn't given stays as it is.

    Who gets another role or desk signs in again as such; proposals that waited at the old desk are void. Refused for
    the last one of a role that no hall can be without, and for the only officer of a desk with open approvals.
    """
    row = _here(work, code)
    code = row["code"]
    check_seen(seen, *_state(row))
    shown = row["name"] if name is None else clean_name(name).shown
    new_role = Role(row["role"]) if role is None else _role(role)
    place, department = _desk(work, row, new_role, desk)
    moved = (new_role, place) != (row["role"], row["desk"])
    heads = bool(row["head"]) if head is None and not moved else bool(head)
    if heads and new_role is not Role.APPROVER:
        raise Refusal(
            "staff.head-no-officer",
            say("{role}不能任审批台负责人", role=ROLE_NAMES[new_role]),
            rule=say("审批台负责人是本台的审批人员"),
            next=say("请先改岗位和审批台"),
        )
    proposals: tuple[str, ...] = ()
    signed_out = False
    if moved:
        _may_go(work, row, new_role)
        proposals = _drop_proposals(work, row)
        signed_out = _end_shift(work, code)
    before = store.step_down(work.db, place) if heads and place else None
    if before not in (None, code):
        work.touch(f"staff:{before}")
        work.facts["head_before"] = before
    store.change(work.db, code, shown, new_role, department, place, heads)
    work.about(
        f"staff:{code}",
        **{
            what: [old, new]
            for what, old, new in (
                ("role", row["role"], str(new_role)),
                ("desk", row["desk"], place),
                ("head", bool(row["head"]), heads),
            )
            if old != new
        },
        named=shown != row["name"],
    )
    return Changed(code, shown, str(new_role), members.desk_name(work.db, place), signed_out, proposals)


@act("staff.sign-out-other", by=KEEPERS, argument="code")
def sign_out_other(work: Work, code: str) -> None:
    """End somebody else's shift where they are; their terminal asks for the password again. Refused while somebody
    sits at their window.
    """
    code = _known(work.db, code)
    _no_ticket(work.db, code)
    if not _end_shift(work, code):
        raise Refusal(
            "staff.not-signed-in",
            say("{code} 现在没有到岗", code=verbatim(code)),
            rule=say("只有到岗的人才能请下来"),
        )
    work.about(f"staff:{code}")


@act("staff.expire", by=(Role.ADMINISTRATOR,), argument="code")
def expire(work: Work, code: str) -> str:
    """Have somebody change their password before they do anything else: the old one opens nothing but that."""
    row = _here(work, code)
    if not store.expire(work.db, row["code"]):
        raise Refusal(
            "staff.no-password-yet",
            say("{code} 还没有口令", code=verbatim(row["code"])),
            rule=say("演练大厅不用口令"),
            next=Next.by("staff.password", say("要口令的请先设一个")),
        )
    work.about(f"staff:{row['code']}")
    return say("{code} 的口令已过期，下次登录要换", code=row["code"])


@act("staff.end", by=(Role.ADMINISTRATOR,), argument="code")
def end(work: Work, code: str, to: str | None = None, seen: str = "") -> Ended:
    """Somebody leaves the hall for good: their drafts go on with `to`, their proposals go back to the desk, and the
    code can't sign in any more. Refused for the only officer of a desk with open approvals.
    """
    row = _here(work, code)
    code = row["code"]
    check_seen(seen, *_state(row))
    _may_go(work, row, None)
    hand = store.in_hand(work.db, code)
    heir = ""
    if hand.drafts:
        heir = _heir(work, code, to, len(hand.drafts))
        store.take_over_drafts(work.db, code, heir)
        work.touch(*(f"case:{draft}" for draft in hand.drafts))
    proposals = _drop_proposals(work, row)
    if row["head"]:
        store.step_down(work.db, row["desk"])
    work.about(f"staff:{code}", to=heir, drafts=list(hand.drafts))
    retire(work, code)
    return Ended(code, row["name"], heir, len(hand.drafts), proposals)


def lay_person(
    work: Work,
    code: str,
    name: str,
    role: Role,
    department: str | None = None,
    desk: str | None = None,
    password: Secret = NO_SECRET,
    head: bool | None = None,
) -> Placed:
    """One person of a plan: registered, or brought to what the plan says of name, role, desk and head; a plan changes
    no password.
    """
    code = staff_code(code)
    if not members.known(work.db, code):
        made = add_staff(work, code, name, _role(role), department, desk, password)
        if head:
            change(work, code, head=True)
        return Placed(say("人员"), code, made.name, ROLE_NAMES[Role(made.role)], True)
    row = store.one(work.db, code)
    if row is None:
        raise Refusal(
            "staff.left-already",
            say("{code} 已经离岗", code=verbatim(code)),
            rule=say("工号不重新用：离岗的人在日志里还是本人"),
            next=say("请从方案里去掉，或另给工号"),
        )
    now = change(work, code, name=name, role=_role(role), desk=desk, head=head)
    return Placed(say("人员"), code, now.name, ROLE_NAMES[Role(now.role)], False)


# -- what all of them ask ----------------------------------------------------------------------------------------------


def _here(work: Work, code: str) -> driver.Row:
    row = store.one(work.db, _known(work.db, code))
    if row is None:
        raise Refusal(
            "staff.nobody-duty-staff-code",
            say("没有在岗的工号 {code}", code=verbatim(visible(code, 20))),
            next=say("请核对工号"),
        )
    return row


def _known(db: driver.Connection, code: str) -> str:
    code = staff_code(code)
    if not members.known(db, code):
        raise Refusal("staff.no-staff-code", say("没有工号 {target}", target=verbatim(code)), next=say("请核对工号"))
    return code


def _role(role: Role) -> Role:
    if role not in ROLE_NAMES or role == Role.HALL:
        raise Refusal(
            "staff.no-role",
            say("没有可以登记的岗位 {role}", role=verbatim(visible(str(role), 20))),
            rule=say("岗位有 {kinds}", kinds=role_kinds()),
            next=say("请选其中一个"),
        )
    return Role(role)


def role_kinds() -> str:
    """The roles that people may have, with their codes."""
    return listed(
        say("{kind} {words}", kind=kind, words=words) for kind, words in ROLE_NAMES.items() if kind is not Role.HALL
    )


def _desk(work: Work, row: driver.Row, role: Role, desk: str | None) -> tuple[str | None, str | None]:
    """The desk and department that somebody has from now on."""
    if role is not Role.APPROVER:
        return None, None
    place = desk.strip().upper() if desk else row["desk"]
    if not place:
        raise Refusal(
            "staff.officer-needs-desk",
            say("审批人员要有审批台"),
            rule=say("每个审批人员属于一个审批台"),
            next=Next.by("staff.change", say("请指定审批台"), code=row["code"], desk=None),
        )
    department = members.department_of(work.db, place)
    if department is None:
        raise Refusal("staff.no-desk", say("没有审批台 {desk}", desk=verbatim(place)), next=say("请核对审批台代码"))
    return place, department


def _may_go(work: Work, row: driver.Row, becomes: Role | None) -> None:
    """Whether somebody may leave their role or desk: nobody waits for them alone."""
    code = row["code"]
    keep_somebody(work, code, becomes)
    _no_ticket(work.db, code)
    if left := store.in_hand(work.db, code).alone_with:
        raise Refusal(
            "staff.alone-at-desk",
            say("{code} 是本台唯一的审批人员，还有 {n} 项审批没有决定", code=verbatim(code), n=left),
            rule=say("有审批在办的台不能没有人"),
            next=Next.by("staff.change", say("请先安排另一位审批人员到这个台"), code=None, desk=row["desk"]),
        )


def _no_ticket(db: driver.Connection, code: str) -> None:
    if (left := shifts.open_ticket(db, code)) is not None:
        raise Refusal(
            "staff.still-somebody-window",
            say("{code} 手上还有没办完的号", code=verbatim(code)),
            rule=say("离岗前要办完或转交"),
            next=Next.by("ticket.finish", say("请先办结或转窗"), ticket=ticket_name(left)),
        )


def _drop_proposals(work: Work, row: driver.Row) -> tuple[str, ...]:
    """The proposals of somebody who goes are void: a second officer can agree only with one who is there."""
    approvals = store.in_hand(work.db, row["code"]).proposals
    for approval in approvals:
        drop_review(work, approval, say("提请人已不在本台，请在岗人员重新提请"))
    return tuple(f"A-{approval}" for approval in approvals)


def _end_shift(work: Work, code: str) -> bool:
    shift = shifts.open_of(work.db, code)
    if shift is not None:
        shifts.end(work.db, shift["id"], work.now)
        work.facts["signed_out"] = True
    return shift is not None


def _heir(work: Work, code: str, to: str | None, drafts: int) -> str:
    """Who goes on with somebody's drafts: a clerk or a supervisor who is here."""
    heir = store.one(work.db, _known(work.db, to)) if to else None
    if heir is None or heir["code"] == code or heir["role"] not in (Role.CLERK, Role.SUPERVISOR):
        raise Refusal(
            "staff.drafts-need-heir",
            say("{code} 还有 {n} 份草稿", code=verbatim(code), n=drafts),
            rule=say("离岗时草稿转给在岗的窗口人员或值班主任"),
            next=Next.by("staff.end", say("请写明转给谁"), code=code, to=None),
        )
    return str(heir["code"])
