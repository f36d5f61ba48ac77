"""What happened to a case, from the journal."""

from __future__ import annotations

from counter.store import driver

MANY = "'clock.catch-up', 'calendar.load', 'calendar.overlay', 'approval.decide-batch'"
"""Acts that are about one thing and touch many cases."""


def of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The journal of a case and its approvals, oldest first, with the name of whoever acted and the item
    it was about.
    """
    return db.execute(
        "SELECT j.seq, j.at, j.act, j.staff, j.place, j.subject, j.facts, s.name AS staff_name, i.name AS item_name"
        " FROM journal j LEFT JOIN staff s ON s.code = j.staff"
        " LEFT JOIN approval a ON j.subject = 'approval:' || a.id AND a.case_id = ?1"
        " LEFT JOIN item i ON i.code = a.item AND i.version = a.item_version WHERE j.subject IN (SELECT 'case:' || ?1"
        f" UNION ALL SELECT 'approval:' || id FROM approval WHERE case_id = ?1) OR (j.act IN ({MANY})"
        " AND EXISTS (SELECT 1 FROM json_each(j.touched) WHERE value = 'case:' || ?1)) ORDER BY j.seq",
        (case_id,),
    ).fetchall()
