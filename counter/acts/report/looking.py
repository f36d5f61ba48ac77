"""The journal read: what was done, who looked at whom, which looks were refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.report.figures import scope
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.identity import clean_code
from counter.store import cases, figures
from counter.store import looks as kept

# -- journal and looks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry of the journal. `at` is UTC ms."""

    seq: int
    at: int
    business_date: str
    act: str
    staff: str
    place: str
    subject: str
    facts: dict[str, Any]
    undoes: int | None

    def __str__(self) -> str:
        facts = listed((say("{key} {value}", key=k, value=v) for k, v in self.facts.items()), "，")
        return say(
            "{seq} {business_date} {act} {staff} {place} {subject}{facts}",
            seq=self.seq,
            business_date=self.business_date,
            act=self.act,
            staff=self.staff,
            place=self.place,
            subject=self.subject,
            facts=(say("（{facts}）", facts=facts) if facts else ""),
        )


@query("journal.list", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR))
def entries(
    look: Look, subject: str = "", act: str = "", day: date | None = None, before: int = 0, limit: int = 50
) -> tuple[JournalLine, ...]:
    """Journal entries, newest first: the whole hall's for the supervisor, a desk's for its approver, else one's own."""
    role = look.actor.role
    own = look.actor.staff if role in (Role.CLERK, Role.ADMINISTRATOR) else None
    rows = figures.journal(
        look.db,
        staff=own,
        desk=scope(look),
        subject=clean_code(subject, what=say("对象"), limit=60),
        act=clean_code(act, what=say("操作"), limit=60),
        day=day.isoformat() if day else "",
        before=before or 1 << 60,
        limit=max(1, min(limit, 500)),
    )
    return tuple(
        JournalLine(
            r["seq"],
            r["at"],
            r["business_date"],
            r["act"],
            r["staff"],
            r["place"],
            r["subject"],
            figures.facts(r),
            r["undoes"],
        )
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look at a person's data: who, of which department, when (UTC ms), at what, and whether it was allowed."""

    at: int
    when: str
    who: str
    role: str
    department: str
    what: str
    allowed: bool

    def __str__(self) -> str:
        return say(
            "{when} {department}{role}{who} 查看（{what}）{note}",
            when=self.when,
            department=self.department,
            role=self.role,
            who=self.who,
            what=self.what,
            note=("" if self.allowed else say("，已拒绝")),
        )


@query("journal.looks", by=(Role.CLERK, Role.SUPERVISOR), argument="case")
def looks(look: Look, case: str) -> tuple[LookLine, ...]:
    """Who has looked at the data of a case and its applicant, to be shown to the applicant who asks."""
    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    return tuple(
        LookLine(
            r["at"],
            f"{look.hall.local(r['at']):%Y-%m-%d %H:%M}",
            r["name"] or "",
            ROLE_NAMES[Role(r["role"])] if r["role"] else "",
            r["department"] or "",
            r["what"],
            bool(r["allowed"]),
        )
        for r in kept.of(look.db, row["person"], row["id"], 500)
    )


@query("journal.refused-looks", by=(Role.SUPERVISOR,))
def refused_looks(look: Look, days: int = 7) -> tuple[str, ...]:
    """Attempts to see what is not one's own, newest first."""
    rows = kept.refused(look.db, look.now - max(1, min(days, 366)) * 86_400_000, 500)
    return tuple(
        say(
            "{local} {staff}（{place}）{what}：{code}{case}",
            local=f"{look.hall.local(r['at']):%Y-%m-%d %H:%M}",
            staff=r["staff"],
            place=r["place"],
            what=r["what"],
            code=r["code"] or "-",
            case=" " + r["receipt_number"] if r["receipt_number"] else "",
        )
        for r in rows
    )


@query("journal.statements", by=(Role.SUPERVISOR,))
def statements(look: Look, days: int = 30) -> tuple[str, ...]:
    """What administrators asked the store by statements of their own, newest first, refused ones too."""
    rows = kept.statements(look.db, look.now - max(1, min(days, 366)) * 86_400_000, 500)
    return tuple(
        say(
            "{local} {staff}{refused}：{what}",
            local=f"{look.hall.local(r['at']):%Y-%m-%d %H:%M}",
            staff=r["staff"],
            refused="" if r["allowed"] else say("（未允许）"),
            what=verbatim(r["what"]),
        )
        for r in rows
    )
