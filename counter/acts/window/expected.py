"""Who is expected: bookings of today and later, found at the desks by name, telephone, ID number or their number."""

from __future__ import annotations

from counter.acts.queue.from_home import phone_digits
from counter.acts.queue.taking import remote_key
from counter.acts.window.find import Found, found_booking
from counter.hall.act import Look
from counter.rules.found import FoundKind
from counter.rules.person_name import name_key, search_key
from counter.store import bookings, driver
from counter.store.readings import reader

LEAST = 4
"""Digits of a telephone or an ID number by which somebody is found."""
MOST = 100
"""Lines of a list."""
LONGEST_ID = 7
"""Digits that can be a booking's own number."""


def meant(look: Look, wanted: str) -> list[Found]:
    """The bookings of today and later that a text may mean, tickets that they have got already first."""
    name, number = search_key(wanted), "".join(wanted.upper().split())
    reads = reader(wanted)
    digits = phone_digits(wanted) if not any(sign.isalpha() for sign in wanted) else ""
    key = remote_key(look.hall, wanted) if len(digits) > LEAST else ""

    def fits(row: driver.Row) -> bool:
        if number.isdecimal() and len(number) <= LONGEST_ID and row["id"] == int(number):
            return True
        if row["remote_key"] == key or (len(digits) >= LEAST and phone_digits(row["phone"]).endswith(digits)):
            return True
        if len(number) >= LEAST and row["id_number"].startswith(number) | row["id_number"].endswith(number):
            return True
        called = name_key(row["name"]) if row["name"] else ""
        return bool(called) and ((name != "" and name in called) or bool(reads and reads(called)))

    rows = [row for row in bookings.from_day(look.db, look.today.isoformat()) if fits(row)]
    found = [found_booking(look, row) for row in rows[:MOST]]
    return sorted(found, key=lambda one: one.kind != FoundKind.TICKET)


def of_today(look: Look) -> tuple[Found, ...]:
    """Everybody who is booked today, by time; who is here already by their ticket."""
    return tuple(found_booking(look, row) for row in bookings.of_day(look.db, look.today.isoformat()))


def later(look: Look) -> tuple[Found, ...]:
    """The open bookings of the days to come, the next first."""
    return tuple(found_booking(look, row) for row in bookings.to_come(look.db, look.today.isoformat(), MOST))
