"""The journal and the looks, read for an audit: newest first, by whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from counter.store import driver
from counter.store.looks import _CODE, _WHAT


def subjects_of(db: driver.Connection, case_id: int) -> tuple[str, ...]:
    """Under which subjects the journal speaks of a case: itself, its approvals, its visit."""
    rows = db.execute("SELECT id FROM approval WHERE case_id = ? ORDER BY id", (case_id,)).fetchall()
    ticket = db.execute("SELECT ticket FROM case_file WHERE id = ?", (case_id,)).fetchone()
    visit = (f"ticket:{ticket['ticket']}",) if ticket and ticket["ticket"] is not None else ()
    return (f"case:{case_id}", *(f"approval:{row['id']}" for row in rows), *visit)


def entries(
    db: driver.Connection,
    *,
    staff: str,
    subjects: Sequence[str] | None,
    acts: Sequence[str],
    act: str,
    first: str,
    last: str,
    since: int,
    until: int,
    place: str,
    before: int,
    limit: int,
) -> list[driver.Row]:
    """Entries with who did them and what took them back. An act may be a whole name or a noun; `first` and `last` are
    business dates, `since` and `until` (the first one that is out) UTC ms.
    """
    where = ["j.seq < ?", "j.at >= ?", "j.at < ?"]
    given: list[object] = [before, since, until]
    if staff:
        where.append("j.staff = ?")
        given.append(staff)
    if subjects is not None:
        subject = "j.subject IN (SELECT value FROM json_each(?))"
        touched = (
            "(j.touched <> '[]' AND j.seq >= (SELECT min(seq) FROM journal WHERE subject = ?)"
            " AND EXISTS (SELECT 1 FROM json_each(j.touched) WHERE value = ?))"
        )
        where.append(f"({subject} OR {touched})")
        given += [json.dumps(list(subjects)), subjects[0], subjects[0]]
    if acts:
        where.append("j.act IN (SELECT value FROM json_each(?))")
        given.append(json.dumps(list(acts)))
    if act:
        where.append("(j.act = ? OR (j.act > ? || '.' AND j.act < ? || '/'))")
        given += [act, act, act]
    if first:
        where.append("j.business_date >= ?")
        given.append(first)
    if last:
        where.append("j.business_date <= ?")
        given.append(last)
    if place:
        where.append("(j.place = ? OR j.place LIKE '%:' || ?)")
        given += [place, place]
    return db.execute(
        "SELECT j.seq, j.at, j.act, j.staff, j.role, j.place, j.subject, j.facts, j.undoes, s.name,"
        " (SELECT u.seq FROM journal u WHERE u.undoes = j.seq) AS undone_by FROM journal j"
        f" LEFT JOIN staff s ON s.code = j.staff WHERE {' AND '.join(where)} ORDER BY j.seq DESC LIMIT ?",
        (*given, limit),
    ).fetchall()


def looks(
    db: driver.Connection,
    *,
    staff: str,
    case_id: int | None,
    person: int | None,
    since: int,
    until: int,
    place: str,
    refused: bool,
    before: int,
    limit: int,
) -> list[driver.Row]:
    """Looks with who made them and at which case."""
    where = ["l.id < ?", "l.at >= ?", "l.at < ?"]
    given: list[object] = [before, since, until]
    if staff:
        where.append("l.staff = ?")
        given.append(staff)
    if case_id is not None:
        where.append("(l.case_id = ? OR (? IS NOT NULL AND l.person = ?))")
        given += [case_id, person, person]
    if place:
        where.append("(l.place = ? OR l.place LIKE '%:' || ?)")
        given += [place, place]
    if refused:
        where.append("l.allowed = 0")
    return db.execute(
        f"SELECT l.id, l.at, l.staff, l.place, l.person, l.allowed, {_WHAT}, {_CODE}, s.name, s.role, c.receipt_number"
        " FROM look l LEFT JOIN staff s ON s.code = l.staff LEFT JOIN case_file c ON c.id = l.case_id"
        f" WHERE {' AND '.join(where)} ORDER BY l.id DESC LIMIT ?",
        (*given, limit),
    ).fetchall()


def facts(row: driver.Row) -> dict[str, Any]:
    """The facts of an entry."""
    found: dict[str, Any] = json.loads(row["facts"])
    return found


def text(value: object) -> str:
    """A list or a map in a line."""
    return json.dumps(value, ensure_ascii=False)
