"""Booked appointments: who comes when. Those made at the door are known only by what a phone or code is recognised by,
those made from home by their code, and by the person until the day is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count as counting

from counter.rules.booking import Line
from counter.store import driver

OF_BOOKINGS = "kind IN ('booking', 'booking-move', 'booking-cancel')"
"""What is sent about a booking (rules/arrival.py)."""


@dataclass(frozen=True, slots=True)
class FromHome:
    """Who booked what from home. `person_key` is what the person is recognised by when the number is forgotten."""

    matter: str
    person_key: str
    code_hash: str
    name: str
    id_kind: str
    id_number: str
    phone: str


def of_key(db: driver.Connection, key: str, day: str) -> driver.Row | None:
    """The booking that a key still has open on a day."""
    return db.execute(
        "SELECT * FROM appointment WHERE remote_key = ? AND business_date = ? AND state = 'booked'", (key, day)
    ).fetchone()


def expected(db: driver.Connection, key: str, day: str) -> driver.Row | None:
    """The booking of a key that somebody who comes on that day comes for: open, or missed by too long a delay."""
    return db.execute(
        "SELECT * FROM appointment WHERE remote_key = ? AND business_date = ?"
        " AND (state = 'booked' OR missed_at IS NOT NULL) ORDER BY state = 'booked' DESC, id DESC LIMIT 1",
        (key, day),
    ).fetchone()


def by_id(db: driver.Connection, booking: int) -> driver.Row | None:
    """The booking with this number."""
    return db.execute("SELECT * FROM appointment WHERE id = ?", (booking,)).fetchone()


def by_code(db: driver.Connection, code_hash: str) -> driver.Row | None:
    """The booking made from home under a code, with its queue's name."""
    return db.execute(
        "SELECT a.*, q.name AS queue_name FROM appointment a JOIN queue q ON q.letter = a.queue WHERE a.code_hash = ?",
        (code_hash,),
    ).fetchone()


def open_of(db: driver.Connection, person_key: str, matter: str) -> driver.Row | None:
    """The open booking that a person has for an item or bundle."""
    return db.execute(
        "SELECT * FROM appointment WHERE person_key = ? AND matter = ? AND state = 'booked'", (person_key, matter)
    ).fetchone()


def open_of_anybody(db: driver.Connection) -> list[driver.Row]:
    """Every open booking made from home: whose, by which telephone, for which day."""
    return db.execute(
        "SELECT id, person_key, phone, business_date FROM appointment WHERE name <> '' AND state = 'booked'"
    ).fetchall()


def count(db: driver.Connection, queue: str, day: str, at: int) -> int:
    """Bookings (come or still to come) of a queue's slot."""
    return driver.number(
        db.execute(
            "SELECT count(*) FROM appointment"
            " WHERE business_date = ? AND queue = ? AND at = ? AND state <> 'cancelled'",
            (day, queue, at),
        )
    )


def counts(db: driver.Connection, first: str, last: str) -> dict[tuple[str, int], int]:
    """(queue, at) -> bookings, of every slot from one day to another that has any."""
    return {
        (row["queue"], row["at"]): row["n"]
        for row in db.execute(
            "SELECT queue, at, count(*) AS n FROM appointment"
            " WHERE business_date BETWEEN ? AND ? AND state <> 'cancelled' GROUP BY business_date, queue, at",
            (first, last),
        )
    }


def book(db: driver.Connection, queue: str, day: str, at: int, key: str, now: int, home: FromHome | None = None) -> int:
    """Write a booking; the schema refuses a second open one of the key that day, of a person for the same matter, and
    a place that somebody has.
    """
    row = home or FromHome("", "", "", "", "", "", "")
    return driver.number(
        db.execute(
            "INSERT INTO appointment (queue, business_date, at, remote_key, booked_at, place, matter, person_key,"
            " code_hash, name, id_kind, id_number, phone, changed_at)"
            " VALUES (?,?,?,?,?,?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?,?,?,?,?) RETURNING id",
            (
                *(queue, day, at, key, now, _free_place(db, queue, day, at), row.matter, row.person_key),
                *(row.code_hash, row.name, row.id_kind, row.id_number, row.phone, now),
            ),
        )
    )


def move(db: driver.Connection, booking: int, day: str, at: int, now: int) -> None:
    """Another time for the same booking."""
    queue = driver.one(db.execute("SELECT queue FROM appointment WHERE id = ?", (booking,)))["queue"]
    db.execute(
        "UPDATE appointment SET business_date = ?, at = ?, place = ?, changes = changes + 1, changed_at = ?"
        " WHERE id = ? AND state = 'booked'",
        (day, at, _free_place(db, queue, day, at), now, booking),
    )


def _free_place(db: driver.Connection, queue: str, day: str, at: int) -> int:
    taken = {
        row["place"]
        for row in db.execute(
            "SELECT place FROM appointment WHERE business_date = ? AND queue = ? AND at = ? AND state <> 'cancelled'",
            (day, queue, at),
        )
    }
    return next(place for place in counting(1) if place not in taken)


def cancel(db: driver.Connection, booking: int, now: int, *, by_hall: bool = False) -> None:
    """The person will not come; the slot is free again."""
    db.execute(
        "UPDATE appointment SET state = 'cancelled', by_hall = ?, changes = changes + 1, changed_at = ? WHERE id = ?",
        (by_hall, now, booking),
    )


def overdue(db: driver.Connection, before: int) -> list[int]:
    """Open bookings of a time before an instant: nobody came for them."""
    return [
        row["id"]
        for row in db.execute("SELECT id FROM appointment WHERE state = 'booked' AND at < ? ORDER BY at, id", (before,))
    ]


def miss(db: driver.Connection, bookings: Iterable[int], now: int) -> None:
    """Nobody came; the place is free again."""
    db.executemany(
        "UPDATE appointment SET state = 'cancelled', missed_at = ?, changes = changes + 1, changed_at = ?"
        " WHERE id = ? AND state = 'booked'",
        [(now, now, booking) for booking in bookings],
    )


def arrived(db: driver.Connection, booking: int, ticket: int) -> None:
    """The person is here and has a ticket."""
    db.execute("UPDATE appointment SET state = 'arrived', missed_at = NULL, ticket = ? WHERE id = ?", (ticket, booking))


def with_people(db: driver.Connection, before: str) -> bool:
    """Whether bookings of days before this one still say whose they were."""
    return (
        db.execute("SELECT 1 FROM appointment WHERE name <> '' AND business_date < ? LIMIT 1", (before,)).fetchone()
        is not None
    )


def forget_people(db: driver.Connection, before: str) -> int:
    """The day is over: whose a booking was is needed no more. Returns of how many."""
    return db.execute(
        "UPDATE appointment SET name = '', id_kind = '', id_number = '', phone = ''"
        " WHERE name <> '' AND business_date < ?",
        (before,),
    ).rowcount


_SHOWN = (
    "SELECT a.*, q.name AS queue_name, t.letter AS ticket_letter, t.number AS ticket_number FROM appointment a"
    " JOIN queue q ON q.letter = a.queue LEFT JOIN ticket t ON t.id = a.ticket"
)


def of_day(db: driver.Connection, day: str) -> list[driver.Row]:
    """Every booking of a day, by time, with its queue's name and its ticket's number."""
    return db.execute(f"{_SHOWN} WHERE a.business_date = ? ORDER BY a.at, a.id", (day,)).fetchall()


def shown(db: driver.Connection, booking: int) -> driver.Row | None:
    """One booking in the same form."""
    return db.execute(f"{_SHOWN} WHERE a.id = ?", (booking,)).fetchone()


def to_come(db: driver.Connection, after: str, limit: int) -> list[driver.Row]:
    """The open bookings of the days after one, the next first."""
    return db.execute(
        f"{_SHOWN} WHERE a.business_date > ? AND a.state = 'booked' ORDER BY a.at, a.id LIMIT ?", (after, limit)
    ).fetchall()


def from_day(db: driver.Connection, day: str) -> list[driver.Row]:
    """Every booking of a day and later that was not cancelled, by time: who may be looked for at the door."""
    return db.execute(
        f"{_SHOWN} WHERE a.business_date >= ? AND (a.state <> 'cancelled' OR a.missed_at IS NOT NULL)"
        " ORDER BY a.at, a.id",
        (day,),
    ).fetchall()


def lines(db: driver.Connection) -> tuple[Line, ...]:
    """Every open queue, and what it is for."""
    return tuple(
        Line(row["letter"], tuple(json.loads(row["bundles"])))
        for row in db.execute("SELECT letter, bundles FROM queue WHERE closed_on IS NULL ORDER BY letter")
    )


def matter(db: driver.Connection, code: str, today: str) -> tuple[str, bool, str] | None:
    """What can be applied for today under a code: its name, whether it is a bundle, what its guide says of
    appointments.
    """
    found = db.execute(
        "SELECT name, coalesce(json_extract(guide, '$.appointment'), '') AS said FROM item WHERE code = ?1"
        " AND version = (SELECT max(version) FROM item WHERE code = ?1 AND effective_on <= ?2)"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?2)",
        (code, today),
    ).fetchone()
    if found is not None:
        return found["name"], False, str(found["said"])
    found = db.execute(
        "SELECT name FROM bundle WHERE code = ?1"
        " AND version = (SELECT max(version) FROM bundle WHERE code = ?1 AND effective_on <= ?2)"
        " AND (withdrawn_on IS NULL OR withdrawn_on > ?2)",
        (code, today),
    ).fetchone()
    return (found["name"], True, "") if found is not None else None


def name_of(db: driver.Connection, matter: str) -> str:
    """The newest name of an item or bundle; the code where there is none of it."""
    found = db.execute(
        "SELECT coalesce((SELECT name FROM item WHERE code = ?1 ORDER BY version DESC LIMIT 1),"
        " (SELECT name FROM bundle WHERE code = ?1 ORDER BY version DESC LIMIT 1), ?1) AS name",
        (matter,),
    )
    return str(driver.one(found)["name"])


def last_request(db: driver.Connection, code_hash: str) -> driver.Row | None:
    """What was last sent about the booking of a code, and how often something was: state, detail, requests."""
    return db.execute(
        "SELECT state, kind, item, detail, (SELECT count(*) FROM inbox_entry e WHERE e.code_hash = ?1"
        f" AND e.code_hash <> '' AND e.{OF_BOOKINGS}) AS requests FROM inbox_entry"
        f" WHERE code_hash = ?1 AND code_hash <> '' AND {OF_BOOKINGS} ORDER BY taken_at DESC, rowid DESC LIMIT 1",
        (code_hash,),
    ).fetchone()


def code_of(db: driver.Connection, booking: int) -> str:
    """The hash of the code that a booking was made from home under; empty for one made at the door."""
    row = by_id(db, booking)
    return "" if row is None else row["code_hash"] or ""


def codes(db: driver.Connection) -> list[str]:
    """The hashes of all codes that something was sent about a booking under."""
    return [
        row["code_hash"]
        for row in db.execute(
            f"SELECT DISTINCT code_hash FROM inbox_entry WHERE code_hash <> '' AND {OF_BOOKINGS}"
            " UNION SELECT code_hash FROM appointment WHERE code_hash IS NOT NULL"
        )
    ]
