"""The journal and the record of looks as whoever audits asks for them: by person, case, act, day, place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from counter.errors import Refusal
from counter.hall.act import Look, load, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.act_names import ACT_NAMES
from counter.rules.identity import clean_code
from counter.rules.letters import visible
from counter.rules.times_written import time_in
from counter.store import audit, cases

WHO_AUDITS = (Role.SUPERVISOR,)
MOST = 500
EXPORTS = ("report.export",)
"""Acts by which figures leave the hall; guides are public, papers are the citizen's own."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry: what was done (in words and by its name), by whom, where, to what, what it said. `at` is UTC ms."""

    seq: int
    at: int
    when: str
    act: str
    act_name: str
    staff: str
    staff_name: str
    role: str
    place: str
    subject: str
    facts: str
    undoes: int | None
    undone_by: int | None

    def __str__(self) -> str:
        return say(
            "{seq} {when} {act_name} {staff} {staff_name} {place} {subject} {facts}",
            seq=self.seq,
            when=self.when,
            act_name=self.act_name,
            staff=self.staff,
            staff_name=self.staff_name,
            place=self.place,
            subject=self.subject,
            facts=verbatim(self.facts),
        )


@dataclass(frozen=True, slots=True)
class LookedAtSomebody:
    """One look at somebody's data, or an attempt that was refused: who, where, at what, which case. `at` is UTC ms."""

    id: int
    at: int
    when: str
    staff: str
    staff_name: str
    role: str
    place: str
    what: str
    code: str
    case: str
    person: int | None
    allowed: bool

    def __str__(self) -> str:
        return say(
            "{when} {staff} {staff_name} {place} {what} {case}{note}",
            when=self.when,
            staff=self.staff,
            staff_name=self.staff_name,
            place=self.place,
            what=self.what,
            case=self.case,
            note="" if self.allowed else say("，已拒绝（{code}）", code=self.code or "-"),
        )


@query("journal.audit", by=WHO_AUDITS)
def entries(
    look: Look,
    staff: str = "",
    case: str = "",
    act: str = "",
    first: date | None = None,
    last: date | None = None,
    place: str = "",
    exports: bool = False,
    before: int = 0,
    limit: int = 100,
    from_time: str = "",
    to_time: str = "",
) -> tuple[AuditLine, ...]:
    """The journal, newest first, by person, case, act (a noun or a whole name), days and times (from a time of the
    first day, 10:00, to the end of a minute of the last one, 10:15), place; or what left the hall.
    """
    since, until = _span(look, first, last, from_time, to_time)
    subjects: tuple[str, ...] | None = None
    if case:
        row = cases.find(look.db, case)
        look.log(case=row["id"], person=row["person"])
        subjects = audit.subjects_of(look.db, row["id"])
    wanted = clean_code(act, what=say("操作"), limit=60) if act else ""
    known = load()
    if wanted and wanted not in known and not any(name.startswith(f"{wanted}.") for name in known):
        raise Refusal(
            "journal.no-such-act",
            say("没有操作 {act}", act=verbatim(visible(wanted, 40))),
            rule=say("写全名（case.accept）或它的开头（case）"),
            next=say("岗位权限表列出全部操作"),
        )
    rows = audit.entries(
        look.db,
        staff=clean_code(staff, what=say("工号"), limit=40) if staff else "",
        subjects=subjects,
        acts=EXPORTS if exports else (),
        act=wanted,
        first=first.isoformat() if first else "",
        last=last.isoformat() if last else "",
        since=since if from_time else -1 << 60,
        until=until if to_time else 1 << 60,
        place=clean_code(place, what=say("地点"), limit=60) if place else "",
        before=before or 1 << 60,
        limit=max(1, min(limit, MOST)),
    )
    return tuple(
        AuditLine(
            r["seq"],
            r["at"],
            f"{look.hall.local(r['at']):%Y-%m-%d %H:%M:%S}",
            r["act"],
            ACT_NAMES.get(r["act"]) or r["act"],
            r["staff"],
            r["name"] or "",
            ROLE_NAMES[Role(r["role"])] if r["role"] in ROLE_NAMES else r["role"],
            r["place"],
            r["subject"],
            _facts(audit.facts(r)),
            r["undoes"],
            r["undone_by"],
        )
        for r in rows
    )


@query("journal.who-looked", by=WHO_AUDITS)
def who_looked(
    look: Look,
    staff: str = "",
    case: str = "",
    first: date | None = None,
    last: date | None = None,
    place: str = "",
    refused: bool = False,
    before: int = 0,
    limit: int = 100,
    from_time: str = "",
    to_time: str = "",
) -> tuple[LookedAtSomebody, ...]:
    """Who looked at whom, newest first, by person, case, days and times, place; `refused`: only what was refused."""
    since, until = _span(look, first, last, from_time, to_time)
    case_id = person = None
    if case:
        row = cases.find(look.db, case)
        case_id, person = row["id"], row["person"]
        look.log(case=case_id, person=person)
    rows = audit.looks(
        look.db,
        staff=clean_code(staff, what=say("工号"), limit=40) if staff else "",
        case_id=case_id,
        person=person,
        since=since,
        until=until,
        place=clean_code(place, what=say("地点"), limit=60) if place else "",
        refused=refused,
        before=before or 1 << 60,
        limit=max(1, min(limit, MOST)),
    )
    return tuple(
        LookedAtSomebody(
            r["id"],
            r["at"],
            f"{look.hall.local(r['at']):%Y-%m-%d %H:%M:%S}",
            r["staff"],
            r["name"] or "",
            ROLE_NAMES[Role(r["role"])] if r["role"] in ROLE_NAMES else "",
            r["place"],
            r["what"],
            r["code"],
            r["receipt_number"] or "",
            r["person"],
            bool(r["allowed"]),
        )
        for r in rows
    )


def _span(look: Look, first: date | None, last: date | None, from_time: str, to_time: str) -> tuple[int, int]:
    """From when to before when, UTC ms: whole days, or from a time of the first to the end of a minute of the last."""
    if first and last and last < first:
        raise Refusal(
            "report.last-day-before-first",
            say("止日 {last} 早于起日 {first}", last=last, first=first),
            next=say("请对调日期"),
        )
    opening, ending = _time(from_time, first), _time(to_time, last)
    since = _instant(look, first, opening or time(), timedelta())
    until = _instant(look, last, ending or time(), timedelta(minutes=1) if ending is not None else timedelta(days=1))
    if from_time and to_time and until <= since:
        raise Refusal(
            "report.last-time-before-first",
            say("止时 {last} 早于起时 {first}", last=f"{ending:%H:%M}", first=f"{opening:%H:%M}"),
            rule=say("从起日的起时，到止日的止时"),
            next=say("请对调时间"),
        )
    return since if first else 0, until if last else 1 << 60


def _time(text: str, day: date | None) -> time | None:
    if not text.strip():
        return None
    try:
        found = time_in(text)
    except ValueError:
        raise Refusal(
            "report.time-not-right",
            say("时间 {text} 不对", text=verbatim(visible(text, 20))),
            rule=say("写成 HH:MM"),
            next=say("例如 10:05"),
        ) from None
    if day is None:
        raise Refusal(
            "report.time-without-day",
            say("没有写 {time} 是哪一天的", time=f"{found:%H:%M}"),
            rule=say("时间要和它的日期一起写"),
            next=say("请写上日期"),
        )
    return found


def _instant(look: Look, day: date | None, at: time, later: timedelta) -> int:
    if day is None:
        return 0
    try:
        return int((datetime.combine(day, at, look.hall.zone) + later).timestamp() * 1000)
    except (OverflowError, ValueError):  # before or behind all days that a calendar has
        return 1 << 60 if later else 0


def _facts(facts: dict[str, Any]) -> str:
    return str(listed(_spoken(facts), "  "))


def _spoken(facts: dict[str, Any]) -> Iterable[str]:
    for name, value in facts.items():
        shown = value if isinstance(value, str | int | float) else audit.text(value)
        yield f"{name}={visible(str(shown), 200)}"
