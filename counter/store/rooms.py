"""Queues, windows, desks, departments and stations as an administrator keeps them, and what is in use of them."""

from __future__ import annotations

import json
from typing import Any

from counter.phrases.said import say
from counter.store import driver, search

OPEN_APPROVAL = "state IN ('blocked', 'open', 'paused')"
"""Spelt as the partial index approval_desk_open spells it."""
LIVE = "state IN ('waiting', 'called', 'serving', 'held', 'absent', 'away')"
"""Spelt as the partial index ticket_live spells it."""


def queues(db: driver.Connection) -> list[driver.Row]:
    """Every queue with how many are `live` in it, `booked` for it, put off to another day (`tomorrow`)."""
    return db.execute(
        f"SELECT q.*, (SELECT count(*) FROM ticket t WHERE t.queue = q.letter AND t.{LIVE}) AS live,"
        " (SELECT count(*) FROM appointment a WHERE a.queue = q.letter AND a.state = 'booked') AS booked,"
        " (SELECT count(*) FROM ticket t WHERE t.queue = q.letter AND t.state = 'tomorrow') AS tomorrow"
        " FROM queue q ORDER BY q.closed_on IS NOT NULL, q.letter"
    ).fetchall()


def windows(db: driver.Connection) -> list[driver.Row]:
    """Every window with its station's and printer's name, who is there and how many papers wait for it."""
    return db.execute(
        "SELECT w.*, coalesce(t.name, '') AS station_name, coalesce(p.name, w.printer) AS printer_name, sh.staff,"
        " coalesce(s.name, '') AS staff_name,"
        " (SELECT count(*) FROM paper_job j WHERE j.front_window = w.number AND j.printer <> 'preview'"
        " AND j.state IN ('waiting', 'sending', 'failed')) AS unprinted FROM front_window w"
        " LEFT JOIN station t ON t.code = w.station LEFT JOIN printer p ON p.code = w.printer"
        " LEFT JOIN shift sh ON sh.front_window = w.number AND sh.ended_at IS NULL"
        " LEFT JOIN staff s ON s.code = sh.staff ORDER BY w.closed_on IS NOT NULL, w.number"
    ).fetchall()


def desks(db: driver.Connection) -> list[driver.Row]:
    """Every desk with its department's names, who heads it, its officers and its undecided approvals."""
    return db.execute(
        "SELECT k.*, d.name AS department_name, d.short, d.level,"
        " (SELECT h.name FROM staff h WHERE h.desk = k.code AND h.head = 1 AND h.active = 1) AS head,"
        " (SELECT count(*) FROM staff o WHERE o.desk = k.code AND o.role = 'approver' AND o.active = 1) AS officers,"
        f" (SELECT count(*) FROM approval a WHERE a.desk = k.code AND a.{OPEN_APPROVAL}) AS open"
        " FROM desk k JOIN department d ON d.code = k.department ORDER BY k.closed_on IS NOT NULL, k.code"
    ).fetchall()


def desk_names(db: driver.Connection) -> dict[str, str]:
    """What each desk is called, also those that were closed."""
    return {row["code"]: row["name"] for row in db.execute("SELECT code, name FROM desk")}


def departments(db: driver.Connection, day: str) -> list[driver.Row]:
    """Every department with its open desks (JSON list of codes), and how many items it has in force."""
    return db.execute(
        "SELECT d.*, (SELECT json_group_array(k.code) FROM desk k WHERE k.department = d.code"
        " AND k.closed_on IS NULL) AS desks, (SELECT count(DISTINCT i.code) FROM item i WHERE i.department = d.code"
        " AND i.effective_on <= ?1 AND coalesce(i.withdrawn_on, '9999') > ?1) AS items FROM department d"
        " ORDER BY d.code",
        (day,),
    ).fetchall()


def stations(db: driver.Connection) -> list[driver.Row]:
    """Every station with the numbers of its open windows (JSON list)."""
    return db.execute(
        "SELECT s.*, (SELECT json_group_array(w.number) FROM front_window w WHERE w.station = s.code"
        " AND w.closed_on IS NULL) AS windows FROM station s ORDER BY s.closed_on IS NOT NULL, s.code"
    ).fetchall()


def row(db: driver.Connection, table: str, key: str, value: object) -> driver.Row | None:
    """One row of queue, front_window, desk, department or station."""
    return db.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,)).fetchone()


def close(db: driver.Connection, table: str, key: str, value: object, day: str) -> bool:
    """Close a room from a day on; False if it was closed already (or never was)."""
    return (
        db.execute(f"UPDATE {table} SET closed_on = ? WHERE {key} = ? AND closed_on IS NULL", (day, value)).rowcount
        == 1
    )


def served_by(db: driver.Connection, letter: str) -> list[int]:
    """The open windows that serve a queue."""
    return [number for number, letters in _served(db).items() if letter in letters]


def _served(db: driver.Connection) -> dict[int, list[str]]:
    rows = db.execute("SELECT number, queues FROM front_window WHERE closed_on IS NULL ORDER BY number")
    return {found["number"]: json.loads(found["queues"]) for found in rows}


def serve_nothing(db: driver.Connection, window: int) -> None:
    """A window calls nobody any more."""
    db.execute("UPDATE front_window SET queues = '[]' WHERE number = ?", (window,))


def no_longer_serve(db: driver.Connection, letter: str) -> None:
    """No window serves a queue any more."""
    for number, letters in _served(db).items():
        if letter in letters:
            kept = [one for one in letters if one != letter]
            db.execute("UPDATE front_window SET queues = ? WHERE number = ?", (json.dumps(kept), number))


def in_use_of_window(db: driver.Connection, number: int) -> dict[str, Any]:
    """Who is at a window, what is open there, and how many tickets wait for this window alone."""
    there = db.execute(
        "SELECT sh.staff, s.name FROM shift sh JOIN staff s ON s.code = sh.staff"
        " WHERE sh.front_window = ? AND sh.ended_at IS NULL",
        (number,),
    ).fetchone()
    return {
        "staff": there["staff"] if there else "",
        "name": there["name"] if there else "",
        "open": driver.number(
            db.execute(
                "SELECT count(*) FROM ticket WHERE front_window = ? AND state IN ('called', 'serving')", (number,)
            )
        ),
        "for_it": driver.number(db.execute(f"SELECT count(*) FROM ticket WHERE for_window = ? AND {LIVE}", (number,))),
    }


def open_at_desk(db: driver.Connection, desk: str) -> list[int]:
    """The undecided approvals of a desk."""
    rows = db.execute(f"SELECT id FROM approval WHERE desk = ? AND {OPEN_APPROVAL} ORDER BY id", (desk,))
    return [found["id"] for found in rows]


def officers_at(db: driver.Connection, desk: str) -> list[str]:
    """Everybody who belongs to a desk."""
    return [found["code"] for found in db.execute("SELECT code FROM staff WHERE desk = ? AND active = 1", (desk,))]


def items_of(db: driver.Connection, department: str, day: str) -> int:
    """How many items of a department are in force on a day."""
    return driver.number(
        db.execute(
            "SELECT count(DISTINCT code) FROM item WHERE department = ?1 AND effective_on <= ?2"
            " AND coalesce(withdrawn_on, '9999') > ?2",
            (department, day),
        )
    )


def other_desks(db: driver.Connection, desk: str) -> list[str]:
    """The other open desks of a desk's department."""
    rows = db.execute(
        "SELECT o.code FROM desk o JOIN desk k ON k.department = o.department"
        " WHERE k.code = ?1 AND o.code <> ?1 AND o.closed_on IS NULL ORDER BY o.code",
        (desk,),
    )
    return [found["code"] for found in rows]


def put_desk(db: driver.Connection, code: str, department: str, name: str, place: str, phone: str) -> bool:
    """Write a desk; True if there was none of this code."""
    new = db.execute("SELECT 1 FROM desk WHERE code = ?", (code,)).fetchone() is None
    db.execute(
        "INSERT INTO desk (code, department, name, place, phone) VALUES (?,?,?,?,?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, place = excluded.place, phone = excluded.phone,"
        " closed_on = NULL",
        (code, department, name, place, phone),
    )
    search.catalogue_changed(db)
    return new


def move_desk(db: driver.Connection, desk: str, to: str) -> list[str]:
    """The undecided approvals, the papers on their way and the people of a desk become another's; who moved."""
    db.execute(f"UPDATE approval SET desk = ? WHERE desk = ? AND {OPEN_APPROVAL}", (to, desk))
    db.execute("UPDATE transfer_slip SET desk = ? WHERE desk = ? AND received_at IS NULL", (to, desk))
    return [
        found["code"]
        for found in db.execute(
            "UPDATE staff SET desk = ?, head = 0 WHERE desk = ? AND active = 1 RETURNING code", (to, desk)
        ).fetchall()
    ]


def usual_desk_name(short: str) -> str:
    """What a department's desk is called unless somebody names it."""
    return say("{short}审批台", short=short)
