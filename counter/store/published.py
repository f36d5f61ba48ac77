"""What of a hall may be public, read from hall.db: states, dates, names of items and departments. No person, no staff.

The publisher asks here; the site never does.
"""

from __future__ import annotations

from typing import Any

from counter.rules.case import CaseState
from counter.rules.holding_good import REVOKING
from counter.rules.points import points_of
from counter.store import driver, listing, premises


def ticket_chain(db: driver.Connection, id: int) -> list[driver.Row]:
    """A ticket with all that it continues from earlier days and all that continue it, the oldest first."""
    return db.execute(
        "WITH RECURSIVE before(id) AS (SELECT ? UNION SELECT t.continues FROM ticket t JOIN before b ON t.id = b.id"
        " WHERE t.continues IS NOT NULL), one(id) AS (SELECT id FROM before UNION SELECT t.id FROM ticket t JOIN one o"
        " ON t.continues = o.id) SELECT t.*, q.name AS queue_name FROM one JOIN ticket t ON t.id = one.id"
        " JOIN queue q ON q.letter = t.queue ORDER BY t.id",
        (id,),
    ).fetchall()


def ids_with_a_code(db: driver.Connection, table: str) -> list[int]:
    """Every ticket or case that has a public page."""
    assert table in ("ticket", "case_file")
    return [row["id"] for row in db.execute(f"SELECT id FROM {table} WHERE code_hash IS NOT NULL")]


def waiting(db: driver.Connection, queue: str, since: int) -> list[driver.Row]:
    """Who waits in a queue since an instant (the beginning of the day): id, lane, ready_at."""
    return db.execute(
        "SELECT id, lane, ready_at FROM ticket WHERE state = 'waiting' AND queue = ? AND ready_at >= ?", (queue, since)
    ).fetchall()


def queues(db: driver.Connection) -> list[driver.Row]:
    """Every queue."""
    return db.execute("SELECT letter, name, bundles FROM queue WHERE closed_on IS NULL ORDER BY letter").fetchall()


def lines_of_bundles(db: driver.Connection) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """For every queue that is for certain bundles: their codes (`*`: all), and where it is served: letter, name, the
    windows ([number, name]) and the stations with one.
    """
    windows = db.execute(
        "SELECT w.number, w.name, w.queues, coalesce(s.name, '') AS station FROM front_window w"
        " LEFT JOIN station s ON s.code = w.station WHERE w.closed_on IS NULL ORDER BY w.number"
    ).fetchall()
    found = []
    for row in queues(db):
        codes = tuple(listing.read(row["bundles"]))
        mine = [one for one in windows if row["letter"] in listing.read(one["queues"])]
        if codes and mine:
            line = {
                "queue": row["letter"],
                "name": row["name"],
                "windows": [[one["number"], one["name"]] for one in mine if not one["station"]],
                "stations": sorted({one["station"] for one in mine if one["station"]}),
            }
            found.append((codes, line))
    return found


def case_of_approval(db: driver.Connection, id: int) -> int | None:
    """The case that an approval belongs to."""
    row = db.execute("SELECT case_id FROM approval WHERE id = ?", (id,)).fetchone()
    return row["case_id"] if row else None


def case(db: driver.Connection, id: int) -> dict[str, Any] | None:
    """One case with its approvals, what is still to bring, and its rating, as plain data."""
    row = db.execute("SELECT * FROM case_file WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    bundle = db.execute(
        "SELECT name FROM bundle WHERE code = ? AND version = ?", (row["bundle"], row["bundle_version"])
    ).fetchone()
    items = [
        r["name"]
        for r in db.execute(
            "SELECT i.name FROM case_item c JOIN item i ON i.code = c.item AND i.version = c.version"
            " WHERE c.case_id = ? ORDER BY i.code",
            (id,),
        )
    ]
    sent = driver.number(
        db.execute(
            "SELECT count(*) FROM inbox_entry WHERE case_id = ? AND kind = 'supplement'"
            " AND (state = 'taken' OR (state = 'used' AND ?))",
            # before acceptance a paper that was attached still waits for a clerk's word
            (id, row["state"] in (CaseState.RECEIVED, CaseState.NOTIFIED)),
        )
    )
    rated = db.execute("SELECT * FROM rating WHERE case_id = ?", (id,)).fetchone()
    return {
        "row": row,
        "bundle": bundle["name"] if bundle else "",
        "items": items,
        "approvals": _approvals(db, id),
        "station": premises.station_at(db, row["front_window"]),
        "missing": _missing(db, id),
        "rounds": _rounds(db, id),
        "rating": rated,
        "sent": sent,
        "news_at": _news(db, id),
    }


def _approvals(db: driver.Connection, case_id: int) -> list[driver.Row]:
    return db.execute(
        "SELECT a.id, a.state, a.outcome, a.promised_on, a.provisional, a.decided_on, a.received_at, a.explanation,"
        " a.delivered_on, a.delivery_last_day,"
        " i.name AS item, d.short AS department, d.level, p.ground AS pause_ground, p.expected_days AS pause_days,"
        " (SELECT remedies FROM decision r WHERE r.approval = a.id ORDER BY r.id DESC LIMIT 1) AS remedies,"
        " (SELECT e.content FROM paper e WHERE e.case_id = a.case_id AND e.approval = a.id AND e.kind = 'result'"
        f" AND json_extract(e.content, '$.form') IN ({', '.join('?' * len(REVOKING))})"
        " ORDER BY e.at DESC, e.number DESC LIMIT 1) AS ended,"
        " EXISTS (SELECT 1 FROM interested t WHERE t.approval = a.id AND t.state IN ('sent', 'told')) AS heard,"
        " p.started_on AS paused_on, (SELECT count(*) FROM extension e WHERE e.approval = a.id) AS extended"
        " FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " JOIN department d ON d.code = a.department LEFT JOIN pause p ON p.approval = a.id AND p.ended_at IS NULL"
        " WHERE a.case_id = ? ORDER BY a.id",
        (*sorted(REVOKING), case_id),
    ).fetchall()


def _missing(db: driver.Connection, case_id: int) -> list[driver.Row]:
    return db.execute(
        "SELECT d.code, d.name, c.cause, c.due_on FROM case_document c JOIN document d ON d.code = c.document"
        " WHERE c.case_id = ? AND c.state = 'missing' AND c.removed_at IS NULL"
        " AND c.cause IN ('supplement', 'tolerated', 'pledged') ORDER BY c.due_on, d.name",
        (case_id,),
    ).fetchall()


def _rounds(db: driver.Connection, case_id: int) -> list[dict[str, Any]]:
    """Supplements that were really asked for; a draft is nobody's business yet."""
    found = []
    for row in db.execute(
        "SELECT number, asked_on, due_on, documents, reason, approval, state FROM supplement_round"
        " WHERE case_id = ? AND state = 'asked'"
        " ORDER BY id",
        (case_id,),
    ):
        points = points_of(listing.read(row["documents"]), row["reason"], of_a_desk=row["approval"] is not None)
        names = {}
        for one in points:
            known = db.execute("SELECT name FROM document WHERE code = ?", (one.document,)).fetchone()
            if known:
                names[one.document] = known["name"]
        found.append(
            {
                "asked_on": row["asked_on"],
                "due_on": row["due_on"],
                "documents": list(names.items()),
                "points": [[one.document, one.words or names.get(one.document, ""), row["due_on"]] for one in points],
            }
        )
    return found


def _news(db: driver.Connection, case_id: int) -> str | None:
    """The business date of the last act that touched the case."""
    row = db.execute(
        "SELECT business_date FROM journal WHERE subject = ? ORDER BY seq DESC LIMIT 1", (f"case:{case_id}",)
    ).fetchone()
    return row["business_date"] if row else None


def items(db: driver.Connection, today: str) -> list[driver.Row]:
    """The newest version in force of every item, with its department's name and level."""
    return db.execute(
        "SELECT i.*, d.name AS department_name, d.level FROM item i JOIN department d ON d.code = i.department"
        " WHERE i.version = (SELECT max(v.version) FROM item v WHERE v.code = i.code AND v.effective_on <= ?)"
        " AND (i.withdrawn_on IS NULL OR i.withdrawn_on > ?) ORDER BY i.code",
        (today, today),
    ).fetchall()


def needs(db: driver.Connection, item: str, version: int) -> list[driver.Row]:
    """The documents of an item's version, in order."""
    return db.execute(
        "SELECT d.code, d.name, n.need FROM item_document n JOIN document d ON d.code = n.document"
        " WHERE n.item = ? AND n.version = ? ORDER BY n.position",
        (item, version),
    ).fetchall()


def bundles(db: driver.Connection, today: str) -> list[driver.Row]:
    """The newest version in force of every bundle, with its lead's name and level."""
    return db.execute(
        "SELECT b.*, d.name AS department_name, d.level FROM bundle b JOIN department d ON d.code = b.lead"
        " WHERE b.version = (SELECT max(v.version) FROM bundle v WHERE v.code = b.code AND v.effective_on <= ?)"
        " AND (b.withdrawn_on IS NULL OR b.withdrawn_on > ?) ORDER BY b.code",
        (today, today),
    ).fetchall()


def inbox_entry(db: driver.Connection, id: str) -> driver.Row | None:
    """One entry that came from the site, with the name of the item or bundle it is about."""
    return db.execute(
        "SELECT e.*, coalesce((SELECT i.name FROM item i WHERE i.code = e.item ORDER BY i.version DESC LIMIT 1),"
        " (SELECT b.name FROM bundle b WHERE b.code = e.item ORDER BY b.version DESC LIMIT 1)) AS item_name"
        " FROM inbox_entry e WHERE e.id = ?",
        (id,),
    ).fetchone()


def pre_reviews(db: driver.Connection) -> list[str]:
    """Every pre-review."""
    return [row["id"] for row in db.execute("SELECT id FROM inbox_entry WHERE kind = 'pre-review'")]
