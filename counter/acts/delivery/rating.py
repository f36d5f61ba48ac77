"""Rating (好差评): once per visit and once per case, five levels; a bad one is a task with two clocks (RULES 7).

Answered within 1 working day, put right within 15 (acts/ratingtasks.py). What people write is kept with the rating,
never in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from counter.errors import Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.case import RATED_FROM
from counter.rules.identity import clean_text
from counter.rules.rating import BAD, LEVELS
from counter.rules.ticket import State
from counter.rules.workday import due, start_day
from counter.store import cases, ratings, tickets

FRONT = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)

ANSWER_DAYS, PUT_RIGHT_DAYS = 1, 15


class Origin(StrEnum):
    """Where a rating came in."""

    WINDOW = "window"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it was kept; the two dates only for a bad one."""

    id: int
    level: int
    name: str
    case: str
    ticket: str
    answer_by: str | None = None
    put_right_by: str | None = None

    def __str__(self) -> str:
        task = (
            say(
                "；已转值班主任，{answer_by} 前回复，{put_right_by} 前整改",
                answer_by=self.answer_by,
                put_right_by=self.put_right_by,
            )
            if self.answer_by
            else ""
        )
        return say("已评价：{name}{task}", name=self.name, task=task)


@act("case.rate", by=FRONT, argument="case")
def rate_case(
    work: Work, case: str, level: int, words: str = "", *, named: bool = False, origin: Origin = Origin.WINDOW
) -> Rated:
    """Keep the rating of a case, 5 to 1. Once: a second one is refused."""
    row = cases.find(work.db, case)
    if row["state"] not in RATED_FROM:
        raise Refusal(
            "case.matter-no-result-yet",
            say("这件事还没有结果，现在不能评价"),
            rule=say("结果送达以后才评价，每件只有一次"),
            next=say("请在领取结果后评价；只对这次到窗口的接待，可以按号票评价"),
        )
    if (known := ratings.of_case(work.db, row["id"])) is not None:
        raise Refusal(
            "case.matter-rated-already",
            say("这件事已经评价过：{level}", level=LEVELS[known.level]),
            rule=say("每件只评一次"),
            next=say("不需要再评"),
        )
    visit = row["ticket"]
    if visit is not None and ratings.of_ticket(work.db, visit) is not None:
        visit = None
    kept = _keep(work, row["id"], visit, level, words, named, origin)
    work.about(f"case:{row['id']}", level=level)
    if visit is not None:
        work.touch(f"ticket:{visit}")
    return kept


@act("rating.visit", by=FRONT, argument="ticket")
def rate_visit(
    work: Work, ticket: str, level: int, words: str = "", *, named: bool = False, origin: Origin = Origin.WINDOW
) -> Rated:
    """Keep the rating of a visit (a ticket that was served), 5 to 1. Once."""
    found = tickets.find(work.db, work.today.isoformat(), ticket)
    if found.state not in (State.SERVING, State.FINISHED):
        raise Refusal(
            "case.not-served-window-cannot",
            say("{found} 还没有在窗口办过事，不能评价", found=found.shown),
            rule=say("办过事才能评价"),
            next=say("请办完后再评价"),
        )
    if (known := ratings.of_ticket(work.db, found.id)) is not None:
        raise Refusal(
            "case.rated-already",
            say("{found} 已经评价过：{level}", found=found.shown, level=LEVELS[known.level]),
            rule=say("每次只评一次"),
            next=say("不需要再评"),
        )
    kept = _keep(work, None, found.id, level, words, named, origin)
    work.about(f"ticket:{found.id}", level=level)
    return kept


def _keep(
    work: Work, case_id: int | None, ticket: int | None, level: int, words: str, named: bool, origin: Origin
) -> Rated:
    if level not in LEVELS:
        raise Refusal(
            "case.no-level",
            say("没有 {level} 这一档", level=verbatim(level)),
            rule=say("评价分五档，5 非常满意到 1 非常不满意"),
            next=say("请选 1 到 5"),
        )
    said = clean_text(words, what=say("评价的话"), limit=500, lines=True)
    answer_by = put_right_by = None
    if level <= BAD:
        answer_by, put_right_by = bad_days(work, work.now)
    id = ratings.add(
        work.db,
        case_id=case_id,
        ticket=ticket,
        level=level,
        words=said,
        named=named,
        at=work.now,
        business_date=work.today.isoformat(),
        origin=origin,
        answer_by=answer_by,
        put_right_by=put_right_by,
    )
    return Rated(id, level, LEVELS[level], case_name(work, case_id), ticket_name(work, ticket), answer_by, put_right_by)


def bad_days(work: Work, at: int) -> tuple[str, str]:
    """Until when a bad rating that came at a moment is answered and put right, by the calendar as it is known now."""
    hall, moment = work.hall, work.hall.local(at)
    closing = time.fromisoformat(hall.setting("closing_time", moment.date(), "17:00"))
    start = start_day(hall.calendar, moment, closing)
    return (
        due(hall.calendar, start, ANSWER_DAYS).last_day.isoformat(),
        due(hall.calendar, start, PUT_RIGHT_DAYS).last_day.isoformat(),
    )


def case_name(look: Work | Look, case_id: int | None) -> str:
    """What a rated case is called at the counter; empty for none."""
    row = cases.get(look.db, case_id) if case_id is not None else None
    return (row["receipt_number"] or f"D{row['id']}") if row else ""


def ticket_name(look: Work | Look, ticket: int | None) -> str:
    """What a rated visit's ticket is called; empty for none."""
    found = tickets.by_id(look.db, ticket) if ticket is not None else None
    return found.shown if found else ""
