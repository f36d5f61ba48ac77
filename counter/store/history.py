"""What happened to a case, from the journal."""

from __future__ import annotations

from counter.store import driver

MANY = (
    "'clock.catch-up', 'calendar.load', 'calendar.overlay', 'approval.decide-batch', 'approval.remind-desk',"
    " 'approval.hand-over', 'approval.take', 'approval.put-back', 'approval.assign'"
)
"""Acts that are about one thing and touch many cases."""


def of_case(db: driver.Connection, case_id: int, desk: str | None = None) -> list[driver.Row]:
    """The journal of a case and its approvals, oldest first, with the name of whoever acted and the item
    it was about; a reminder with its words (at most those to one desk).
    """
    return db.execute(
        "SELECT j.seq, j.at, j.act, j.staff, j.place, j.subject, j.facts, s.name AS staff_name, i.name AS item_name,"
        " (SELECT r.words FROM reminder r JOIN approval x ON x.id = r.approval WHERE x.case_id = ?1 AND r.at = j.at"
        " AND r.by_staff = j.staff AND (j.act = 'approval.remind-desk' OR (j.act = 'approval.remind'"
        " AND j.subject = 'approval:' || x.id)) AND (?2 IS NULL OR x.desk = ?2) ORDER BY r.id DESC LIMIT 1) AS reminder"
        " FROM journal j LEFT JOIN staff s ON s.code = j.staff"
        " LEFT JOIN approval a ON j.subject = 'approval:' || a.id AND a.case_id = ?1"
        " LEFT JOIN item i ON i.code = a.item AND i.version = a.item_version WHERE j.subject IN (SELECT 'case:' || ?1"
        f" UNION ALL SELECT 'approval:' || id FROM approval WHERE case_id = ?1) OR (j.act IN ({MANY})"
        " AND EXISTS (SELECT 1 FROM json_each(j.touched) WHERE value = 'case:' || ?1"
        " OR value IN (SELECT 'approval:' || id FROM approval WHERE case_id = ?1))) ORDER BY j.seq",
        (case_id, desk),
    ).fetchall()
