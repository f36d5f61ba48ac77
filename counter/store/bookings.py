"""Booked appointments: who comes when, known only by what a phone or code is recognised by."""

from __future__ import annotations

from counter.store import driver


def of_key(db: driver.Connection, key: str, day: str) -> driver.Row | None:
    """The booking that a key still has open on a day."""
    return db.execute(
        "SELECT * FROM appointment WHERE remote_key = ? AND business_date = ? AND state = 'booked'", (key, day)
    ).fetchone()


def count(db: driver.Connection, queue: str, day: str, at: int) -> int:
    """Bookings (come or still to come) of a queue's slot."""
    return driver.number(
        db.execute(
            "SELECT count(*) FROM appointment"
            " WHERE business_date = ? AND queue = ? AND at = ? AND state <> 'cancelled'",
            (day, queue, at),
        )
    )


def book(db: driver.Connection, queue: str, day: str, at: int, key: str, now: int) -> int:
    """Write a booking; the schema refuses a second open one of the key that day."""
    return driver.number(
        db.execute(
            "INSERT INTO appointment (queue, business_date, at, remote_key, booked_at) VALUES (?,?,?,?,?) RETURNING id",
            (queue, day, at, key, now),
        )
    )


def cancel(db: driver.Connection, booking: int) -> None:
    """The person will not come; the slot is free again."""
    db.execute("UPDATE appointment SET state = 'cancelled' WHERE id = ?", (booking,))


def arrived(db: driver.Connection, booking: int, ticket: int) -> None:
    """The person is here and has a ticket."""
    db.execute("UPDATE appointment SET state = 'arrived', ticket = ? WHERE id = ?", (ticket, booking))
