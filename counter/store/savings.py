"""What the hall's own decided cases say about its guides: counted by item, and by paper or bundle. No desk and no
person is read.
"""

from __future__ import annotations

from counter.store import driver

_NOW = (
    "now AS (SELECT code, max(version) AS version, name, department, promised_days FROM item WHERE effective_on <= :on"
    " AND (withdrawn_on IS NULL OR withdrawn_on > :on) GROUP BY code),"
    " done AS (SELECT a.id, a.case_id, a.item, a.item_version, a.outcome, a.decided_on,"
    " coalesce(a.opened_on, c.accepted_on) AS began, c.bundle, c.receipt_number, c.delivered_on"
    " FROM approval a JOIN case_file c ON c.id = a.case_id"
    " WHERE a.state = 'decided' AND a.decided_on > :since AND a.decided_on <= :on)"
)

_SAME_DAY = (
    "SELECT d.item, '' AS subject, '' AS subject_name, d.receipt_number, d.decided_on <= d.began AS hit, 0 AS helped,"
    " now.promised_days AS days, coalesce(d.delivered_on > d.decided_on, 0) AS visits"
    " FROM done d JOIN now ON now.code = d.item WHERE now.promised_days > 0 AND d.began IS NOT NULL"
)

_UNNEEDED = (
    "SELECT d.item, p.code AS subject, p.name AS subject_name, d.receipt_number,"
    " k.state = 'missing' AND k.cause IS NOT 'pledged' AND k.came_at IS NULL AS hit,"
    " 0 AS helped, 0 AS days, 0 AS visits"
    " FROM done d JOIN now ON now.code = d.item JOIN item_document n ON n.item = d.item AND n.version = now.version"
    " JOIN case_document k ON k.case_id = d.case_id AND k.document = n.document"
    " JOIN document p ON p.code = n.document"
    " WHERE d.outcome <> 'refuse' AND k.removed_at IS NULL"
)

_MISSING = (
    "SELECT d.item, p.code AS subject, p.name AS subject_name, d.receipt_number, asked.case_id IS NOT NULL AS hit,"
    " asked.case_id IS NOT NULL AND k.state = 'here' AS helped, 0 AS days, 0 AS visits"
    " FROM done d JOIN now ON now.code = d.item JOIN item_document n ON n.item = d.item AND n.version = now.version"
    " JOIN case_document k ON k.case_id = d.case_id AND k.document = n.document"
    " JOIN document p ON p.code = n.document"
    " LEFT JOIN (SELECT DISTINCT r.case_id, json_extract(j.value, '$.document') AS document"
    " FROM supplement_round r, json_each(r.documents) j WHERE r.state <> 'draft') asked"
    " ON asked.case_id = d.case_id AND asked.document = n.document"
)

_HOLDS_UP = (
    "SELECT d.item, d.bundle AS subject, b.name AS subject_name, d.receipt_number, d.decided_on > others.last AS hit,"
    " 0 AS helped, max(0, julianday(d.decided_on) - julianday(others.last)) AS days, 0 AS visits"
    " FROM done d JOIN now ON now.code = d.item"
    " JOIN (SELECT x.id, max(y.decided_on) AS last FROM done x JOIN approval y"
    " ON y.case_id = x.case_id AND y.id <> x.id"
    " WHERE NOT EXISTS (SELECT 1 FROM approval z WHERE z.case_id = x.case_id AND z.state IN ('blocked', 'open',"
    " 'paused')) GROUP BY x.id HAVING last IS NOT NULL) others ON others.id = d.id"
    " JOIN (SELECT code, name, max(version) FROM bundle GROUP BY code) b ON b.code = d.bundle"
)

_STOOD_STILL = (
    "SELECT d.item, p.ground AS subject, p.ground AS subject_name, d.receipt_number,"
    " d.outcome = 'grant' AND NOT EXISTS (SELECT 1 FROM decision k WHERE k.approval = d.id AND k.outcome <> 'grant')"
    " AND NOT EXISTS (SELECT 1 FROM supplement_round r WHERE r.approval = d.id AND r.state <> 'draft') AS hit,"
    " 0 AS helped, sum(coalesce(p.days, 0)) AS days, 0 AS visits"
    " FROM done d JOIN now ON now.code = d.item JOIN pause p ON p.approval = d.id WHERE p.ended_at IS NOT NULL"
    " GROUP BY d.id, p.ground"
)
"""A special procedure: it changed something where an item was then refused, granted in part, decided otherwise at first
or where papers were asked for.
"""

_SECOND = (
    "SELECT d.item, '' AS subject, '' AS subject_name, d.receipt_number, min(v.state = 'agreed') AS hit, 0 AS helped,"
    " sum(max(0, v.ended_at - v.at)) / 86400000 AS days, 0 AS visits"
    " FROM done d JOIN now ON now.code = d.item JOIN review v ON v.approval = d.id"
    " WHERE v.state IN ('agreed', 'returned') AND v.what IN ('grant', 'grant-tolerance') GROUP BY d.id"
)

_ROWS = {
    "measured-same-day": _SAME_DAY,
    "measured-unneeded": _UNNEEDED,
    "measured-missing": _MISSING,
    "measured-holds-up": _HOLDS_UP,
    "measured-stood-still": _STOOD_STILL,
    "measured-second": _SECOND,
}


def counts(db: driver.Connection, rule: str, since: str, on: str) -> list[driver.Row]:
    """A rule's counts of what was decided after `since` up to `on`: item, subject, subject_name, cases, hits, helped,
    days, visits (the last three of the hits).
    """
    return db.execute(
        f"WITH {_NOW}, looked AS ({_ROWS[rule]}) SELECT item, subject, subject_name, count(*) AS cases,"
        " sum(hit) AS hits, sum(helped) AS helped, CAST(coalesce(sum(days) FILTER (WHERE hit), 0) AS INTEGER) AS days,"
        " coalesce(sum(visits) FILTER (WHERE hit), 0) AS visits FROM looked GROUP BY item, subject",
        {"since": since, "on": on},
    ).fetchall()


def behind(db: driver.Connection, rule: str, item: str, subject: str, since: str, on: str, most: int) -> list[str]:
    """The receipt numbers of the cases that show it, newest first, `most` at the most."""
    rows = db.execute(
        f"WITH {_NOW}, looked AS ({_ROWS[rule]}) SELECT receipt_number FROM looked WHERE hit AND item = :item"
        " AND subject = :subject AND receipt_number IS NOT NULL ORDER BY receipt_number DESC LIMIT :most",
        {"since": since, "on": on, "item": item, "subject": subject, "most": most},
    )
    return [row["receipt_number"] for row in rows]


def taken_over(db: driver.Connection) -> list[driver.Row]:
    """Every measured finding that was taken over, whatever became of it."""
    return db.execute(
        "SELECT rule, item, element, detail, next_step, state, state IN ('open', 'postponed') AS unsettled"
        " FROM finding WHERE rule LIKE 'measured-%'"
    ).fetchall()
