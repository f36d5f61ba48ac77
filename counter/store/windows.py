"""What one window needs to see at a glance: its queue in order, who is at it, what was opened for them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.store import driver


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window with whoever is signed in."""

    number: int
    name: str
    queues: tuple[str, ...]
    staff: str | None
    staff_name: str
    state: str
    away_since: int | None


def window(db: driver.Connection, number: int) -> WindowRow | None:
    """A window and its open shift."""
    row = db.execute(
        "SELECT w.number, w.name, w.queues, sh.staff, s.name AS staff_name, sh.state, sh.away_since FROM front_window w"
        " LEFT JOIN shift sh ON sh.front_window = w.number AND sh.ended_at IS NULL LEFT JOIN staff s ON s.code = sh.staff"
        " WHERE w.number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    return WindowRow(
        row["number"], row["name"], tuple(json.loads(row["queues"])), row["staff"], row["staff_name"] or "",
        row["state"] or "none", row["away_since"],
    )


def cases_of_ticket(db: driver.Connection, ticket: int) -> list[driver.Row]:
    """Cases opened under a ticket, oldest first, with the applicant's name and the bundle's or first item's name."""
    return db.execute(
        "SELECT c.id, c.receipt_number, c.acceptance_number, c.state, c.promised_on, c.person, p.name AS applicant,"
        " coalesce((SELECT b.name FROM bundle b WHERE b.code = c.bundle AND b.version = c.bundle_version),"
        " (SELECT i.name FROM case_item ci JOIN item i ON i.code = ci.item AND i.version = ci.version WHERE ci.case_id = c.id"
        "  ORDER BY ci.item LIMIT 1), '') AS matter,"
        " (SELECT count(*) FROM case_item ci WHERE ci.case_id = c.id) AS items"
        " FROM case_file c LEFT JOIN person p ON p.id = c.person WHERE c.ticket = ? ORDER BY c.id",
        (ticket,),
    ).fetchall()


def all_windows(db: driver.Connection) -> list[driver.Row]:
    """Number, name and queues of every window, with the person signed in (for a transfer)."""
    return db.execute(
        "SELECT w.number, w.name, w.queues, s.name AS staff_name, sh.state FROM front_window w"
        " LEFT JOIN shift sh ON sh.front_window = w.number AND sh.ended_at IS NULL LEFT JOIN staff s ON s.code = sh.staff"
        " ORDER BY w.number"
    ).fetchall()
