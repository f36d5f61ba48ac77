"""Approvals: one item of one case at one desk, their order, decisions and pauses."""

from __future__ import annotations

import re
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import listed, say, verbatim
from counter.rules.approval import ApprovalState
from counter.rules.letters import visible
from counter.rules.ticket import State
from counter.rules.writing import Writing, tidy
from counter.store import driver, listing

_WITH_NAMES = (
    "SELECT a.*, i.name AS item_name, i.type AS item_type,"
    " json_extract(i.guide, '$.check') AS item_check, d.name AS department_name,"
    " d.short AS department_short, c.receipt_number, c.acceptance_number, c.accepted_on, c.state AS case_state,"
    " c.person, c.bundle, c.answers FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
    " JOIN department d ON d.code = a.department JOIN case_file c ON c.id = a.case_id"
)


def next_id(db: driver.Connection) -> int:
    """The id the next approval will have; inside a write transaction nobody else can take it."""
    return driver.number(
        db.execute(
            "SELECT max(coalesce((SELECT max(id) FROM approval), 0), coalesce((SELECT value FROM counter_value"
            " WHERE name = 'approval' AND scope = 'gone'), 0)) + 1"
        )
    )


def insert(db: driver.Connection, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """New approvals, all at once."""
    db.executemany(f"INSERT INTO approval ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)


def wait_for(db: driver.Connection, pairs: list[tuple[int, int]]) -> None:
    """Of each pair the first approval opens only when the second is granted."""
    db.executemany("INSERT INTO approval_after (approval, needs) VALUES (?, ?)", pairs)


def find(db: driver.Connection, text: str | int) -> driver.Row:
    """An approval by `A-17` or 17, with its names. Raises Refusal."""
    match = re.fullmatch(r"(?:A-?)?(\d{1,12})", tidy(str(text), Writing.CODE).upper())
    row = db.execute(_WITH_NAMES + " WHERE a.id = ?", (int(match[1]),)).fetchone() if match else None
    if row is None:
        raise Refusal(
            "approval.no-approval",
            say("没有审批 {text}", text=verbatim(visible(str(text), 30))),
            rule=say("审批用 A-数字 指明"),
            next=say("请核对审批号"),
        )
    return row


def of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """All approvals of a case in the order they were made."""
    return db.execute(_WITH_NAMES + " WHERE a.case_id = ? ORDER BY a.id", (case_id,)).fetchall()


def states(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Id, item and state of all approvals of a case, in the order they were made."""
    return db.execute("SELECT id, item, state FROM approval WHERE case_id = ? ORDER BY id", (case_id,)).fetchall()


def undecided(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The approvals of a case that are still to be decided, in the order they were made."""
    sql = _WITH_NAMES + " WHERE a.case_id = ? AND a.state IN ('blocked', 'open', 'paused') ORDER BY a.id"
    return db.execute(sql, (case_id,)).fetchall()


def by_item(db: driver.Connection, case_id: int) -> dict[str, driver.Row]:
    """The approvals of a case as they are kept, by their item."""
    return {row["item"]: row for row in db.execute("SELECT * FROM approval WHERE case_id = ?", (case_id,))}


def desk_of(db: driver.Connection, digits: str) -> str | None:
    """The desk of an approval whose number somebody typed; None where there is none."""
    row = db.execute("SELECT desk FROM approval WHERE id = ?", (digits,)).fetchone()
    return row["desk"] if row else None


def edges(db: driver.Connection, case_id: int) -> list[tuple[str, str]]:
    """The route of a case as pairs (item, needs)."""
    rows = db.execute(
        "SELECT a.item, n.item AS needs FROM approval_after e JOIN approval a ON a.id = e.approval"
        " JOIN approval n ON n.id = e.needs WHERE a.case_id = ?",
        (case_id,),
    )
    return [(row["item"], row["needs"]) for row in rows]


def at_desk(db: driver.Connection, desk: str, *, state: str | None = None, limit: int = 10_000) -> list[driver.Row]:
    """Undecided approvals of a desk (or those in one state), the most urgent first; ended ones the newest first."""
    if state in (ApprovalState.DECIDED, ApprovalState.WITHDRAWN):
        return db.execute(
            _WITH_NAMES + f" WHERE a.desk = ? AND a.state = '{state}' ORDER BY a.decided_on DESC, a.id DESC LIMIT 500",
            (desk,),
        ).fetchall()
    where, values = (
        ("a.state IN ('blocked', 'open', 'paused')", (desk, limit))
        if state is None
        else ("a.state IN ('blocked', 'open', 'paused') AND a.state = ?", (desk, state, limit))
    )
    return db.execute(
        _WITH_NAMES + f" WHERE a.desk = ? AND {where}"
        " ORDER BY a.state = 'blocked', a.promised_on IS NULL, a.promised_on, a.id LIMIT ?",
        values,
    ).fetchall()


def change(db: driver.Connection, approval: int, **values: Any) -> None:
    """Set columns and count the version up."""
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE approval SET {names}, version = version + 1 WHERE id = ?", (*values.values(), approval))


def decide(db: driver.Connection, approval: int, **values: Any) -> None:
    """Write a decision; the schema allows one that stands per approval."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    db.execute(f"INSERT INTO decision (approval, {names}) VALUES (?, {marks})", (approval, *values.values()))


def decision(db: driver.Connection, approval: int) -> driver.Row | None:
    """The decision that stands."""
    return db.execute("SELECT * FROM decision WHERE approval = ? AND recalled_at IS NULL", (approval,)).fetchone()


def open_pause(db: driver.Connection, approval: int) -> driver.Row | None:
    """The pause that is running."""
    return db.execute("SELECT * FROM pause WHERE approval = ? AND ended_at IS NULL", (approval,)).fetchone()


def pauses_of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Every pause of a case's approvals, ended or running, oldest first."""
    return db.execute(
        "SELECT p.* FROM pause p JOIN approval a ON a.id = p.approval WHERE a.case_id = ? ORDER BY p.id", (case_id,)
    ).fetchall()


def prerequisites(db: driver.Connection, approval: int) -> list[driver.Row]:
    """What an approval waits for."""
    return db.execute(
        _WITH_NAMES + " WHERE a.id IN (SELECT needs FROM approval_after WHERE approval = ?) ORDER BY a.id", (approval,)
    ).fetchall()


def open_round(db: driver.Connection, approval: int) -> driver.Row | None:
    """The supplement round of an approval that is still waiting for the applicant."""
    return db.execute(
        "SELECT * FROM supplement_round WHERE approval = ? AND state = 'asked' ORDER BY number DESC LIMIT 1",
        (approval,),
    ).fetchone()


def rounds(db: driver.Connection, approval: int) -> list[driver.Row]:
    """The supplement rounds of an approval, oldest first."""
    return db.execute("SELECT * FROM supplement_round WHERE approval = ? ORDER BY number", (approval,)).fetchall()


def tolerated_papers(db: driver.Connection, approval: int) -> list[str]:
    """Papers of an approval's item that were tolerated and have not come."""
    rows = db.execute(
        "SELECT d.document FROM approval a JOIN item_document n ON n.item = a.item AND n.version = a.item_version"
        " JOIN case_document d ON d.case_id = a.case_id AND d.document = n.document"
        " WHERE a.id = ? AND d.state = 'missing' AND d.cause = 'tolerated'",
        (approval,),
    )
    return [row["document"] for row in rows]


def undelivered(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The decided approvals of a case whose result is not in the applicant's hands, the nearest last day first."""
    return db.execute(
        _WITH_NAMES + " WHERE a.case_id = ? AND a.state = 'decided' AND a.delivered_on IS NULL"
        " ORDER BY a.delivery_last_day, a.id",
        (case_id,),
    ).fetchall()


def still_in_the_hall(db: driver.Connection, case_id: int) -> bool:
    """Whether the visit in which a case was brought is not over (a case without a ticket: nothing speaks
    against it).
    """
    row = db.execute(
        "SELECT t.state FROM case_file c JOIN ticket t ON t.id = c.ticket WHERE c.id = ?", (case_id,)
    ).fetchone()
    return row is None or row["state"] not in (State.FINISHED, State.LEFT, State.LAPSED, State.ABSENT, State.TOMORROW)


def extension(db: driver.Connection, approval: int) -> driver.Row | None:
    """The one extension of an approval."""
    return db.execute("SELECT * FROM extension WHERE approval = ?", (approval,)).fetchone()


def extend(db: driver.Connection, approval: int, days: int, reason: str, approved_by: str, at: int, day: str) -> None:
    """Write the one extension; the schema allows no second."""
    db.execute(
        "INSERT INTO extension (approval, days, reason, approved_by, at, business_date) VALUES (?,?,?,?,?,?)",
        (approval, days, reason, approved_by, at, day),
    )


def remind(db: driver.Connection, approval: int, day: str, level: str, words: str, at: int, staff: str) -> bool:
    """A reminder, once per approval, day and level; the approval's counter goes up with it."""
    made = db.execute(
        "INSERT OR IGNORE INTO reminder (approval, business_date, level, words, at, by_staff) VALUES (?,?,?,?,?,?)",
        (approval, day, level, words, at, staff),
    ).rowcount
    if made:
        db.execute("UPDATE approval SET reminders = reminders + 1 WHERE id = ?", (approval,))
    return bool(made)


def dependents(db: driver.Connection, approval: int) -> list[driver.Row]:
    """What waits for an approval directly."""
    return db.execute(
        _WITH_NAMES + " WHERE a.id IN (SELECT approval FROM approval_after WHERE needs = ?) ORDER BY a.id", (approval,)
    ).fetchall()


def recall(db: driver.Connection, approval: int, at: int, staff: str, reason: str) -> None:
    """The decision that stood stands no more; it stays on record."""
    db.execute(
        "UPDATE decision SET recalled_at = ?, recalled_by = ?, recall_reason = ?"
        " WHERE approval = ? AND recalled_at IS NULL",
        (at, staff, reason, approval),
    )


def pause(db: driver.Connection, approval: int, ground: str, day: str, at: int, days: int, staff: str) -> None:
    """A pause begins; it is expected to take so many working days."""
    db.execute(
        "INSERT INTO pause (approval, ground, started_on, started_at, expected_days, staff) VALUES (?,?,?,?,?,?)",
        (approval, ground, day, at, days, staff),
    )


def expect_longer(db: driver.Connection, pause: int, days: int) -> None:
    """A pause is expected to take so many working days in all."""
    db.execute("UPDATE pause SET expected_days = ? WHERE id = ?", (days, pause))


def end_pause(db: driver.Connection, pause: int, day: str, at: int, days: int) -> None:
    """A pause is over; it took so many working days."""
    db.execute("UPDATE pause SET ended_on = ?, ended_at = ?, days = ? WHERE id = ?", (day, at, days, pause))


def asked_rounds(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Rounds of a case's approvals that wait for the applicant, lapsed ones too while their approval is undecided."""
    return db.execute(
        "SELECT r.* FROM supplement_round r JOIN approval a ON a.id = r.approval WHERE r.case_id = ?"
        " AND r.state IN ('asked', 'lapsed') AND a.state IN ('blocked', 'open', 'paused') ORDER BY r.id",
        (case_id,),
    ).fetchall()


def stop(db: driver.Connection, ended: list[int], day: str, at: int, words: str) -> None:
    """Approvals have ended without a decision: their pauses run no more, and nothing is asked for them any more."""
    db.executemany(
        "UPDATE pause SET ended_on = max(started_on, ?), ended_at = ?, days = 0"
        " WHERE approval = ? AND ended_at IS NULL",
        [(day, at, one) for one in ended],
    )
    asked = [
        row
        for one in ended
        for row in db.execute("SELECT id, reason FROM supplement_round WHERE approval = ? AND state = 'asked'", (one,))
    ]
    db.executemany(
        "UPDATE supplement_round SET state = 'stopped', reason = ? WHERE id = ?",
        [(listed(filter(None, (verbatim(row["reason"]), words)), " "), row["id"]) for row in asked],
    )


def ask(
    db: driver.Connection,
    case_id: int,
    approval: int,
    number: int,
    asked_on: str,
    due_on: str,
    documents: str,
    reason: str,
) -> driver.Row:
    """A new round of an approval."""
    return driver.one(
        db.execute(
            "INSERT INTO supplement_round (case_id, approval, number, asked_on, due_on, documents, reason)"
            " VALUES (?,?,?,?,?,?,?) RETURNING *",
            (case_id, approval, number, asked_on, due_on, documents, reason),
        )
    )


def end_round(
    db: driver.Connection, row: int, state: str, answered_on: str | None, documents: list[dict[str, Any]], reason: str
) -> driver.Row:
    """What came in a round, and how it stands now."""
    return driver.one(
        db.execute(
            "UPDATE supplement_round SET state = ?, answered_on = ?, documents = ?, reason = ?"
            " WHERE id = ? RETURNING *",
            (state, answered_on, listing.write(documents), reason, row),
        )
    )


def add_opinion(db: driver.Connection, approval: int, staff: str, desk: str, at: int, words: str) -> int:
    """A new opinion; returns its id."""
    return driver.number(
        db.execute(
            "INSERT INTO opinion (approval, staff, desk, at, words) VALUES (?,?,?,?,?) RETURNING id",
            (approval, staff, desk, at, words),
        )
    )


def pass_up(db: driver.Connection, approval: int) -> int:
    """All opinions on an approval are read by the next level from now on; how many there are."""
    return db.execute("UPDATE opinion SET passed_up = 1 WHERE approval = ?", (approval,)).rowcount


def passed_up(db: driver.Connection, approval: int) -> bool:
    """Whether an approval's file has gone up."""
    return (
        db.execute("SELECT 1 FROM opinion WHERE approval = ? AND passed_up = 1 LIMIT 1", (approval,)).fetchone()
        is not None
    )


def opinions(db: driver.Connection, approval: int) -> list[driver.Row]:
    """An approval's own opinions and those passed up to it from what it needs, oldest first."""
    return db.execute(
        "SELECT o.*, i.name AS item_name, d.short AS department_short, s.name AS staff_name FROM opinion o"
        " JOIN approval a ON a.id = o.approval JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " JOIN department d ON d.code = a.department JOIN staff s ON s.code = o.staff WHERE o.approval = ?1"
        " OR (o.passed_up = 1 AND o.approval IN (SELECT needs FROM approval_after WHERE approval = ?1)) ORDER BY o.id",
        (approval,),
    ).fetchall()


def spine(db: driver.Connection, approval: int) -> driver.Row:
    """Whom to ring up about an approval (who decided or signed for it, else the desk), and the last act on it."""
    return driver.one(
        db.execute(
            "SELECT coalesce(s.name, k.name) AS name, coalesce(nullif(k.phone, ''), d.phone) AS phone, j.act, j.at"
            " FROM approval a JOIN desk k ON k.code = a.desk JOIN department d ON d.code = a.department"
            " LEFT JOIN decision x ON x.approval = a.id AND x.recalled_at IS NULL"
            " LEFT JOIN staff s ON s.code = coalesce(x.officer, a.received_by) LEFT JOIN journal j"
            " ON j.seq = (SELECT max(seq) FROM journal WHERE subject = 'approval:' || a.id) WHERE a.id = ?",
            (approval,),
        )
    )
