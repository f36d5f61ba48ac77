"""The cases of a window, and how one case came to be what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from counter.acts.case.casebook import day_of
from counter.acts.case.step import name_of
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.case import CASE_STEP_NAMES
from counter.rules.person_name import mask_name
from counter.store import cases


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list; the applicant's name is masked."""

    case: str
    id: int
    state: str
    applicant: str
    bundle: str
    window: int | None
    promised_on: date | None

    def __str__(self) -> str:
        return say(
            "{case} {case_step} {applicant} {bundle}{promised_on}",
            case=self.case,
            case_step=CASE_STEP_NAMES[self.state],
            applicant=verbatim(self.applicant),
            bundle=self.bundle,
            promised_on=(say(" 承诺 {promised_on}", promised_on=self.promised_on) if self.promised_on else ""),
        )


@query("case.list", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR))
def list_cases(
    look: Look, state: str | None = None, window: int | None = None, day: date | None = None, limit: int = 50
) -> tuple[CaseLine, ...]:
    """Cases, newest first; drafts left open can be gone on with at any window."""
    if state is not None and state not in CASE_STEP_NAMES:
        raise Refusal(
            "case.no-case-state",
            say("没有办件状态 {state}", state=verbatim(state[:30])),
            next=say("可选：{names}", names=listed(CASE_STEP_NAMES)),
        )
    span = None
    if day is not None:
        start = datetime.combine(day, time(), look.hall.zone)
        span = (int(start.timestamp() * 1000), int((start + timedelta(days=1)).timestamp() * 1000) - 1)
    rows = cases.listed(look.db, state=state, window=window, day=span, limit=min(max(limit, 1), 500))
    return tuple(
        CaseLine(
            name_of(r),
            r["id"],
            r["state"],
            mask_name(r["person_name"] or ""),
            r["bundle"] or "",
            r["front_window"],
            day_of(r["promised_on"]),
        )
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a case: who, when, where, what, from what to what."""

    version: int
    at: int
    staff: str
    place: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return say(
            "{version} {staff} {place} {what} {before} -> {after}",
            version=self.version,
            staff=self.staff,
            place=self.place,
            what=self.what,
            before=self.before,
            after=self.after,
        )


@query("case.changes", by=(Role.CLERK, Role.SUPERVISOR), argument="case")
def changes(look: Look, case: str, since: int = 0) -> tuple[ChangeLine, ...]:
    """Every change of a case after a version."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    return tuple(
        ChangeLine(c["version"], c["at"], c["staff_name"] or c["staff"], c["place"], c["what"], c["before"], c["after"])
        for c in cases.changes_since(look.db, row["id"], since)
    )
