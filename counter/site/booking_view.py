"""A booking in words: its page, its free times, its file for a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from counter.rules import numbers
from counter.rules.arrival import ArrivalKind
from counter.rules.booking import BookingShown
from counter.site.view import Words
from counter.store.public_slots import Days

_TURN = {
    BookingShown.ON_ITS_WAY: "us",
    BookingShown.BOOKED: "you",
    BookingShown.REFUSED: "you",
    BookingShown.ENDED_BY_HALL: "you",
    BookingShown.MISSED: "against",
}
"""Whose turn it is; nobody's in every other state."""

_OPEN = frozenset({BookingShown.BOOKED})
"""States in which it can be moved and cancelled."""

_AGAIN = frozenset(
    {
        BookingShown.REFUSED,
        BookingShown.CANCELLED,
        BookingShown.ENDED_BY_HALL,
        BookingShown.MISSED,
        BookingShown.ARRIVED,
    }
)
"""States after which another one may be made."""

WITH_A_FILE = frozenset({BookingShown.BOOKED, BookingShown.CANCELLED, BookingShown.ENDED_BY_HALL, BookingShown.MISSED})


def booking_view(facts: dict[str, Any], words: Words, code: str, waits: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the page of a booking's code says. Without a code (a page written as a file) nothing can be asked for."""
    state = BookingShown(facts["state"])
    timed = "day" in facts
    pending = [kind for kind in (ArrivalKind.BOOKING_MOVE, ArrivalKind.BOOKING_CANCEL) if kind in waits]
    why = facts.get("why", "")
    can_change = bool(code) and state in _OPEN and not pending
    again = f"book/{facts['matter']}" if code and state in _AGAIN and facts.get("matter") else ""
    place = f"b/{code}/move" if can_change else again
    return {
        "state": state,
        "headline": words(f"booking.{state}"),
        "turn": _TURN.get(state, "nobody"),
        "text": words(f"booking.{state}_text"),
        "matter": words.text(facts.get("name", "")),
        "own": words.own(facts.get("name", "")),
        "queue": words.text(facts.get("queue_name", "")),
        "when": f"{words.day(facts['day'])} {spell_of(facts)}" if timed else "",
        "grace": words("booking.when_to_come", early=_whole(facts["early"]), grace=_whole(facts["grace"]))
        if timed and state is BookingShown.BOOKED
        else "",
        "pending": [words(f"booking.{kind}_pending") for kind in pending],
        "why": words(f"booking.why_{why}") if why else "",
        "near": [(_near_link(words, place, slot), said_of(slot, words)) for slot in facts.get("near", ())]
        if why and place
        else [],
        "code": numbers.grouped(code) if code else "",
        "link": f"b/{code}",
        "can_change": can_change,
        "waits": bool(code) and (bool(pending) or state is BookingShown.ON_ITS_WAY),
        "again": again,
        "file": bool(code) and timed and state in WITH_A_FILE,
        "square": square(code) if code and state in (BookingShown.BOOKED, BookingShown.ON_ITS_WAY) else "",
    }


def spell_of(facts: dict[str, Any]) -> str:
    """`10:00–10:15`, when a booking begins and its slot ends."""
    begins = datetime.fromisoformat(f"{facts['day']}T{facts['at']}")
    return f"{begins:%H:%M}–{begins + timedelta(minutes=facts['minutes']):%H:%M}"


def said_of(slot: str, words: Words) -> str:
    """A local ISO time in words."""
    day, _, at = slot.partition("T")
    return f"{words.day(day)} {at}"


def _near_link(words: Words, place: str, slot: str) -> str:
    return f"{words.link(place)}{'&' if words.query else '?'}day={slot[:10]}"


def _whole(minutes: float) -> int:
    return int(minutes)


def square(code: str) -> Markup:
    """The code as a QR code that the machine at the door reads; black on white in any scheme."""
    from counter.paper.qr import QUIET, matrix

    rows = matrix(code)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Markup(
        f'<svg class="square" viewBox="0 0 {size} {size}" width="{size * 5}" height="{size * 5}" aria-hidden="true">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


# -- free times --------------------------------------------------------------------------------------------------------


def still_free(days: Days, now: datetime) -> Days:
    """The slots of today and later that have not begun."""
    moment = f"{now:%Y-%m-%dT%H:%M}"
    kept = {day: [slot for slot in slots if f"{day}T{slot[0]}" > moment] for day, slots in days.items()}
    return {day: slots for day, slots in kept.items() if slots}


def day_views(days: Days, chosen: str, words: Words, place: str) -> list[dict[str, Any]]:
    """Every day with how many places it has left, as links."""
    return [
        {
            "day": words.day(day),
            "left": words("book.left", n=sum(free for _, _, free in slots)),
            "chosen": day == chosen,
            "link": f"{words.link(place)}{'&' if words.query else '?'}day={day}",
        }
        for day, slots in sorted(days.items())
    ]


def slot_views(days: Days, chosen: str, wished: str, words: Words) -> list[dict[str, Any]]:
    """Every slot of the chosen day: when, how many of its places are free."""
    return [
        {
            "value": f"{chosen}T{at}",
            "at": at,
            "left": words("book.left_of", n=free, most=most) if free else words("book.full"),
            "free": free > 0,
            "chosen": wished == f"{chosen}T{at}",
        }
        for at, most, free in days.get(chosen, ())
    ]


# -- for a calendar ----------------------------------------------------------------------------------------------------


def calendar_file(facts: dict[str, Any], code: str, words: Words, hall: dict[str, str]) -> str:
    """The booking as an event (RFC 5545). Its UID stays the same whatever becomes of the booking, its SEQUENCE rises
    with every change; one that will not be is CANCELLED.
    """
    cancelled = facts["state"] != BookingShown.BOOKED
    begins = datetime.fromtimestamp(facts["instant"] / 1000, UTC)
    changed = datetime.fromtimestamp(facts["changed_at"] / 1000, UTC)
    matter, place = words.text(facts["name"]), words.text(hall.get("place", "") or hall.get("hall", ""))
    said = [
        words("booking.file_code", code=numbers.grouped(code)),
        words("booking.when_to_come", early=_whole(facts["early"]), grace=_whole(facts["grace"])),
        words.text(facts["queue_name"]),
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counter//Booking//ZH",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{numbers.code_hash(f'calendar|{code}')[:32]}@{hall.get('tag', '').lower() or 'hall'}.counter",
        f"DTSTAMP:{changed:%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{changed:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{facts['changes']}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"DTSTART:{begins:%Y%m%dT%H%M%SZ}",
        f"DTEND:{begins + timedelta(minutes=facts['minutes']):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_text(words('booking.file_title', matter=matter))}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(chr(10).join(said))}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _text(words: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends escaped (RFC 5545, 3.3.11)."""
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> Sequence[str]:
    """A content line in pieces of at most 75 octets, no character cut in two (RFC 5545, 3.1)."""
    pieces, held, room = [], "", 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(held)
            held, room = " ", 74
        held, room = held + sign, room - size
    return [*pieces, held]
