"""What public.db says of bookings: free places per slot, and under a booking's code its time and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from counter.acts.queue.appointments import slots_by_day
from counter.acts.queue.from_home import state_of
from counter.hall.act import Look
from counter.rules.access import HALL_ITSELF
from counter.rules.arrival import ArrivalKind, ArrivalState
from counter.rules.booking import BookingShown
from counter.store import bookings, driver, listing, public, public_slots

if TYPE_CHECKING:
    from counter.hall import Hall


def concern(subjects: Collection[str], acts: Collection[str]) -> bool:
    """Whether free places may have changed by what was done. What time alone takes away is seen to by the beat."""
    return any(subject.startswith("appointment:") for subject in subjects) or any(
        name.startswith(("calendar.", "hall.", "policy.", "queue.")) for name in acts
    )


def bring_slots(hall: Hall, public_db: driver.Connection) -> None:
    """Bring the free places up to the hall; what has not changed is not written."""
    now = hall.now()
    look = Look(hall, hall.db, now, hall.local(now).date(), HALL_ITSELF)
    lines = {line.letter: line.bundles for line in bookings.lines(hall.db)}
    found = {letter: (lines[letter], days) for letter, days in slots_by_day(look).items()}
    public_slots.put(public_db, found)


def bring(hall: Hall, public_db: driver.Connection, code_hash: str, seq: int) -> None:
    """Bring the page of a booking's code up to the hall."""
    if code_hash and (facts := facts_of(hall, code_hash)):
        public.put_page(public_db, code_hash, ArrivalKind.BOOKING, 0, facts, seq)


def facts_of(hall: Hall, code_hash: str) -> dict[str, Any]:
    """What whoever holds the code may know: what is booked for when, and why the last request was not met. No name, no
    number.
    """
    row, last = bookings.by_code(hall.db, code_hash), bookings.last_request(hall.db, code_hash)
    if row is None and last is None:
        return {}
    detail = listing.read(last["detail"]) if last is not None else {}
    refused = last is not None and last["state"] == ArrivalState.REFUSED
    matter = row["matter"] if row is not None else last["item"] if last is not None else ""
    facts: dict[str, Any] = {
        "state": state_of(row) if row is not None else BookingShown.REFUSED,
        "matter": matter or "",
        "name": bookings.name_of(hall.db, matter) if matter else "",
        "why": (detail.get("why") or "unreadable") if refused else "",
        "near": detail.get("near", []) if refused else [],
        "asked": last["requests"] if last is not None else 0,
    }
    if row is not None:
        at = hall.local(row["at"])
        facts |= {
            "queue": row["queue"],
            "queue_name": row["queue_name"],
            "day": row["business_date"],
            "at": f"{at:%H:%M}",
            "instant": row["at"],
            "minutes": hall.policy.queue.slot_minutes,
            "grace": hall.policy.queue.grace_minutes,
            "early": hall.policy.queue.early_minutes,
            "changes": row["changes"],
            "changed_at": row["changed_at"] or row["booked_at"],
        }
    return facts
