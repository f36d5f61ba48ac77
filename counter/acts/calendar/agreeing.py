"""Stored dates and the calendar agree: what was counted from a day that has turned out otherwise is counted anew, and
every night a date that isn't what its facts make of it is put right and named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, time

from counter.acts.approval import fan_out
from counter.acts.calendar.arrangements import MovedDate
from counter.hall.act import Work
from counter.phrases.said import listed, say
from counter.rules import clock, workday
from counter.rules.workday import due
from counter.store import agreeing as store
from counter.store import cases, driver, ratings

Recount = Callable[[Work, date, Collection[int]], tuple[tuple[MovedDate, ...], int]]


def start_of(work: Work, at: int) -> date:
    """The day from which something that came at a moment counts, by calendar and hours as they are known now."""
    moment = work.hall.local(at)
    closing = time.fromisoformat(work.hall.setting("closing_time", moment.date(), "17:00"))
    return workday.start_day(work.hall.calendar, moment, closing)


def restart(work: Work, since: date) -> tuple[list[MovedDate], list[int]]:
    """Find anew, for cases under way, the days of receipt, completion and acceptance from `since` on: which moved, and
    the accepted cases whose dates hang on them.
    """
    moved: list[MovedDate] = []
    changed: list[int] = []
    for row in store.starts(work.db, since.isoformat()):
        new = {name: day for name, day in _starts(work, row).items() if day != row[name]}
        if not new:
            continue
        for name, words in (
            ("received_on", say("收件日")),
            ("complete_on", say("补齐日")),
            ("accepted_on", say("受理日")),
        ):
            if name in new:
                moved.append(MovedDate(listed((row["receipt_number"], words), " "), row[name], new[name]))
        cases.change(work.db, row["id"], **new)
        if "accepted_on" in new:
            fan_out.follow_acceptance(work, row["id"], row["accepted_on"], new["accepted_on"])
            changed.append(row["id"])
        work.touch(f"case:{row['id']}")
    return moved, changed


def _starts(work: Work, row: driver.Row) -> dict[str, str]:
    """The days from which a case counts, as its moments in the journal say; none of a moment that nobody kept."""
    found: dict[str, str] = {}
    received = store.moment_of_number(work.db, row["id"], "receipt_number", row["receipt_number"])
    if received is not None:
        found["received_on"] = start_of(work, received).isoformat()
    if row["complete_on"] and (answered := store.moment_of(work.db, row["id"], "answered")) is not None:
        found["complete_on"] = start_of(work, answered).isoformat()
    came = found.get("complete_on") or row["complete_on"] or found.get("received_on") or row["received_on"]
    if row["accepted_on"]:
        at = store.moment_of_number(work.db, row["id"], "acceptance_number", row["acceptance_number"])
        if row["deemed"] or (at is not None and at == received):
            found["accepted_on"] = came
        elif at is not None:
            found["accepted_on"] = max(work.hall.local(at).date().isoformat(), came)
    return found


def follow_ratings(work: Work) -> tuple[MovedDate, ...]:
    """Bring the days of bad ratings that are not put right to what the calendar makes of them; which moved."""
    from counter.acts.delivery.rating import bad_days

    moved = []
    for row in ratings.bad_moments(work.db):
        answer_by, put_right_by = bad_days(work, row["at"])
        if (row["answer_by"], row["put_right_by"]) == (answer_by, put_right_by):
            continue
        name = say("差评 {id}", id=row["id"])
        waits = row["named"] and not row["answered_on"]
        for words, old, new in (
            *(((say("联系期限"), row["answer_by"], answer_by),) if waits else ()),
            (say("整改期限"), row["put_right_by"], put_right_by),
        ):
            if old != new:
                moved.append(MovedDate(listed((name, words), " "), old, new))
        ratings.set_days(work.db, row["id"], answer_by, put_right_by)
    return tuple(moved)


def heal(work: Work, recount: Recount) -> tuple[MovedDate, ...]:
    """Put right every running date that isn't what its facts and the calendar make of it; each with what it was."""
    calendar = work.hall.calendar
    today = work.today.isoformat()
    odd = (d for d in store.start_days(work.db) if d > today or not calendar.is_working(date.fromisoformat(d)))
    since = min(odd, default=None)
    restarted, wrong = restart(work, date.fromisoformat(since)) if since else ([], [])
    known = set(wrong)
    for group in store.alike(work.db):
        if group.cases[0] not in known and not fan_out.agrees(work, group.cases[0]):
            wrong += group.cases
    clocks_off = [
        row["since"]
        for rows, days in (
            (store.answer_clocks(work.db), clock.NOTICE_DAYS),
            (store.delivery_clocks(work.db), clock.DELIVERY_DAYS),
        )
        for row in rows
        if due(calendar.lawful, date.fromisoformat(row["since"]), days).last_day.isoformat() != row["last"]
    ]
    if not wrong and not clocks_off:
        return (*restarted, *follow_ratings(work))
    oldest = date.fromisoformat(min(clocks_off)) if clocks_off else date.max
    moved, _settled = recount(work, oldest, wrong)
    return (*restarted, *moved)
