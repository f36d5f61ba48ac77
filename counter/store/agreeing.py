"""Whether stored dates are still what they were made of: cases that are alike in everything that makes their dates, and
the moments from which days were counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.store import driver

_UNDER_WAY = "case_file INDEXED BY case_open"
_OPEN = "state IN ('draft', 'received', 'notified', 'accepted', 'decided')"
"""Unfinished cases by their own index, whose condition stands there word for word: the night goes over what is under
way, however much lies behind.
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases with the same dates made of the same facts: what is true of one is true of all."""

    cases: tuple[int, ...]


_OF_CASE = ("accepted_on", "bundle", "bundle_version", "legal_on", "promised_on", "provisional", "legal_provisional")
_OF_APPROVAL = (
    *("item", "state", "legal_days", "legal_months", "legal_by", "joint", "promised_days", "desk_days"),
    *("extended_days", "paused_days", "opened_on", "decided_on", "legal_on", "promised_on", "desk_on", "provisional"),
    "legal_provisional",
)


def alike(db: driver.Connection) -> list[Alike]:
    """The accepted cases with something undecided, those alike together. A case that has ever paused stands alone:
    where its clock stood still is its own.
    """
    case = ", ".join(f"c.{name}" for name in _OF_CASE)
    approval = ", ".join(f"a.{name}" for name in _OF_APPROVAL)
    needs = "(SELECT group_concat(n.needs - n.approval) FROM approval_after n WHERE n.approval = a.id)"
    rows = db.execute(
        "SELECT json_group_array(id) AS ids FROM (SELECT id, CASE WHEN paused THEN id END AS own, head,"
        f" group_concat(facts) AS facts FROM (SELECT c.id AS id, json_array({case}, c.joint_extended) AS head,"
        f" json_array({approval}, {needs}) AS facts, EXISTS (SELECT 1 FROM pause p JOIN approval o ON o.id = p.approval"
        " WHERE o.case_id = c.id) AS paused FROM case_file c INDEXED BY case_open"
        f" CROSS JOIN approval a ON a.case_id = c.id WHERE c.{_OPEN} AND c.state = 'accepted'"
        " ORDER BY c.id, a.id) GROUP BY id) GROUP BY own, head, facts ORDER BY min(id)"
    )
    return [Alike(tuple(json.loads(row["ids"]))) for row in rows]


def starts(db: driver.Connection, since: str) -> list[driver.Row]:
    """Cases under way with a day of receipt, of completion or of acceptance at or after `since`."""
    return db.execute(
        "SELECT id, state, receipt_number, acceptance_number, received_on, complete_on, accepted_on, deemed,"
        f" notice_last_day FROM {_UNDER_WAY} WHERE {_OPEN} AND state IN ('received', 'notified', 'accepted')"
        " AND (received_on >= ?1 OR complete_on >= ?1 OR accepted_on >= ?1) ORDER BY id",
        (since,),
    ).fetchall()


def start_days(db: driver.Connection) -> list[str]:
    """The days from which the clocks of cases under way count."""
    rows = db.execute(
        f"SELECT DISTINCT day FROM (SELECT received_on AS day FROM {_UNDER_WAY}"
        f" WHERE {_OPEN} AND state IN ('received', 'notified', 'accepted') UNION SELECT complete_on FROM {_UNDER_WAY}"
        f" WHERE {_OPEN} AND state IN ('received', 'accepted') AND complete_on IS NOT NULL)"
        " WHERE day IS NOT NULL ORDER BY day"
    )
    return [row["day"] for row in rows]


def answer_clocks(db: driver.Connection) -> list[driver.Row]:
    """From which day to which last day received cases wait for an answer, each pair once."""
    return db.execute(
        "SELECT DISTINCT coalesce(complete_on, received_on) AS since, notice_last_day AS last"
        f" FROM {_UNDER_WAY} WHERE {_OPEN} AND state = 'received' ORDER BY 1"
    ).fetchall()


def delivery_clocks(db: driver.Connection) -> list[driver.Row]:
    """From which decision to which last day results wait for delivery, each pair once."""
    return db.execute(
        "SELECT DISTINCT a.decided_on AS since, a.delivery_last_day AS last"
        " FROM approval a INDEXED BY approval_undelivered JOIN case_file c ON c.id = a.case_id"
        " WHERE a.state = 'decided' AND a.delivered_on IS NULL AND a.delivery_last_day > ''"
        " AND c.state IN ('accepted', 'decided') ORDER BY 1"
    ).fetchall()


def moment_of(db: driver.Connection, case_id: int, fact: str) -> int | None:
    """When the newest act on a case left a fact of this name in the journal (`receipt_number`, `answered`)."""
    row = db.execute(
        "SELECT at FROM journal WHERE subject = ? AND json_extract(facts, ?) IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (f"case:{case_id}", f"$.{fact}"),
    ).fetchone()
    return int(row["at"]) if row else None


def moment_of_number(db: driver.Connection, case_id: int, fact: str, number: str) -> int | None:
    """When a number was first given to a case."""
    row = db.execute(
        "SELECT at FROM journal WHERE subject = ? AND json_extract(facts, ?) = ? ORDER BY seq LIMIT 1",
        (f"case:{case_id}", f"$.{fact}", number),
    ).fetchone()
    return int(row["at"]) if row else None
