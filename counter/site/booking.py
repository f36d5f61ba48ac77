"""Booking from home: free times, a form, and the page of a booking's code, from which it is moved and cancelled.

Nothing is decided here. The site shows what the hall has published of free places and sends sealed requests; the hall
takes each in within a second when it runs, and what became of it stands under the code.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from counter.errors import Refusal
from counter.rules import numbers
from counter.rules.arrival import OF_BOOKINGS, ArrivalKind
from counter.rules.booking import BookingShown, bookable, line_for
from counter.rules.identity import ID_NAMES, IdKind, clean_text, id_number
from counter.site import send
from counter.site.booking_view import WITH_A_FILE, calendar_file, day_views, slot_views, still_free
from counter.site.limits import read_form
from counter.store import public, public_slots

if TYPE_CHECKING:
    from counter.site.app import Site
    from counter.site.view import Words

READ = ["GET", "HEAD"]
PERSON = ("name", "id_kind", "id_number", "phone")
_STATUS = {"often": 429, "full": 503}
"""What is no fault of the form's: the answer's number, and the form again with all that was typed."""
LONGEST = 100
"""Characters of a field."""


class Bookings:
    """The pages of bookings."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """A form and its answer share their address, so that the other languages are there too."""
        return [
            Route("/book/{matter:path}", self.form, methods=READ),
            Route("/book/{matter:path}", self.book, methods=["POST"]),
            Route("/b/{code}/move", self.move_form, methods=READ),
            Route("/b/{code}/move", self.move, methods=["POST"]),
            Route("/b/{code}/cancel", self.cancel_form, methods=READ),
            Route("/b/{code}/cancel", self.cancel, methods=["POST"]),
            Route("/b/{code}/booking.ics", self.file, methods=READ),
            *(Route(f"/{letter}/{{code:path}}", self.site.track, methods=READ) for letter in "Bb"),
        ]

    # -- booking -------------------------------------------------------------------------------------------------------

    async def form(self, request: Request) -> Response:
        """Free times of a day, and who comes."""
        return self._form(request, {}, ())

    async def book(self, request: Request) -> Response:
        """The request, sealed. The form carries the code that it will be found under, so that the same form sent twice
        is one request.
        """
        words = _words(request)
        said = await read_form(request, self.site.asker(request))
        fields = {name: values[0][:LONGEST] for name, values in said.items()}
        matter = request.path_params["matter"][:200]
        wrong = self._wrong(fields)
        code = fields.get("code", "")
        if wrong or not numbers.of_booking(code):
            return self._form(request, fields, wrong or ("form",))
        hashed = numbers.code_hash(code)
        if public.page(self.site.pages.db(), hashed) is not None or self._waits(hashed):
            return self._back(words, code)
        if self._guide(matter) is None:
            return self.site.answer(words, "no-page", 404)
        message = {name: send.readable(fields.get(name, "")) for name in (*PERSON, "slot")}
        message["matter"] = matter
        refused, sent = await self._sealed(request, words, ArrivalKind.BOOKING, code, message)
        return self._form(request, fields, (refused,)) if refused else sent

    def _wrong(self, fields: dict[str, str]) -> tuple[str, ...]:
        """The fields that no hall would take."""
        wrong = []
        try:
            clean_text(fields.get("name", ""), empty=False, limit=LONGEST)
        except Refusal:
            wrong.append("name")
        today = date.fromisoformat(self.site.pages.today())
        try:
            id_number(fields.get("id_number", ""), IdKind(fields.get("id_kind", "")), today=today)
        except (Refusal, ValueError):
            wrong.append("id_number")
        if sum(sign.isdigit() for sign in fields.get("phone", "")) < 5 or len(fields["phone"]) > 30:
            wrong.append("phone")
        if not fields.get("slot"):
            wrong.append("slot")
        return tuple(wrong)

    def _guide(self, matter: str) -> dict[str, Any] | None:
        """What is published of an item or bundle; None where there is none."""
        return public.guide(self.site.pages.db(), matter)

    def _form(self, request: Request, fields: dict[str, str], wrong: tuple[str, ...]) -> Response:
        words = _words(request)
        matter = request.path_params["matter"][:200]
        guide = self._guide(matter)
        if guide is None:
            return self.site.answer(words, "no-page", 404)
        db = self.site.pages.db()
        letter = line_for(matter, guide["kind"] == "bundle", public_slots.lines(db))
        open_to_all = bookable(str(guide["guide"].get("appointment", "")))
        days = public_slots.days(db, letter) if letter and open_to_all else {}
        kept = fields.get("code", "")
        more = {
            "matter": words.text(guide["name"]),
            "own": words.own(guide["name"]),
            "guide": f"guides/{matter}",
            "action": f"/book/{quote(matter)}",
            "kinds": [(str(kind), words(f"book.id_{kind}")) for kind in ID_NAMES],
            "given": {name: fields.get(name, "") for name in PERSON},
            "code": kept if numbers.of_booking(kept) else send.new_code("B"),
            "person": True,
        }
        return self._times(request, words, f"book/{matter}", days, fields.get("slot", ""), wrong, more)

    def _times(
        self,
        request: Request,
        words: Words,
        place: str,
        days: public_slots.Days,
        wished: str,
        wrong: tuple[str, ...],
        more: dict[str, Any],
    ) -> Response:
        """The page with days and the slots of one of them; the first with a free place unless one was asked for."""
        now, told = self.site.pages.clock()
        free = still_free(days, now)
        asked = wished[:10] or request.query_params.get("day", "")[:10]
        first = next((day for day, slots in sorted(free.items()) if any(left for _, _, left in slots)), "")
        chosen = asked if asked in free else first
        if chosen:
            words.asked = f"&day={chosen}"
        text = self.site.pages.render(
            "book",
            words,
            days=day_views(free, chosen, words, place) if first else [],
            day=words.day(chosen),
            slots=slot_views(free, chosen, wished, words) if first else [],
            as_of=words("book.as_of", date=words.day(told.date().isoformat()), time=f"{told:%H:%M}"),
            wrong={name: words(f"book.wrong_{name}") for name in wrong},
            **more,
        )
        return self.site.html(words, text, _STATUS.get(wrong[0], 400) if wrong else 200)

    # -- moving and cancelling -----------------------------------------------------------------------------------------

    def _open(self, request: Request, words: Words) -> tuple[str, public.Page] | Response:
        """The code and page of a booking that can still be changed, or the answer to give instead."""
        found = self.site.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        code, page = found
        if page.kind != ArrivalKind.BOOKING:
            return self.site.answer(words, "no-page", 404)
        if page.facts["state"] != BookingShown.BOOKED or self._waits(numbers.code_hash(code)):
            return self._back(words, code)
        return code, page

    async def move_form(self, request: Request) -> Response:
        """Free times for a booking that is there already."""
        return await self._moving(request, ())

    async def _moving(self, request: Request, wrong: tuple[str, ...], slot: str = "") -> Response:
        words = _words(request)
        found = self._open(request, words)
        if isinstance(found, Response):
            return found
        code, page = found
        facts = page.facts
        days = public_slots.days(self.site.pages.db(), facts["queue"])
        more = {
            "matter": words.text(facts["name"]),
            "own": words.own(facts["name"]),
            "guide": "",
            "action": f"/b/{code}/move",
            "back": f"b/{code}",
            "person": False,
        }
        return self._times(request, words, f"b/{code}/move", days, slot, wrong, more)

    async def move(self, request: Request) -> Response:
        """Another time, sealed."""
        words = _words(request)
        slot = (await read_form(request, self.site.asker(request))).get("slot", [""])[0][:LONGEST]
        if not slot:
            return await self._moving(request, ("slot",))
        found = self._open(request, words)
        if isinstance(found, Response):
            return found
        code, page = found
        message = {"slot": send.readable(slot), "asked": page.facts["asked"]}
        refused, sent = await self._sealed(request, words, ArrivalKind.BOOKING_MOVE, code, message)
        return await self._moving(request, (refused,), slot) if refused else sent

    async def cancel_form(self, request: Request) -> Response:
        """Whether it is meant."""
        words = _words(request)
        found = self._open(request, words)
        if isinstance(found, Response):
            return found
        code, page = found
        when = f"{words.day(page.facts['day'])} {page.facts['at']}"
        text = self.site.pages.render(
            "booking_cancel", words, link=f"b/{code}", matter=words.text(page.facts["name"]), when=when
        )
        return self.site.html(words, text)

    async def cancel(self, request: Request) -> Response:
        """Not coming, sealed."""
        words = _words(request)
        await read_form(request, self.site.asker(request))
        found = self._open(request, words)
        if isinstance(found, Response):
            return found
        code, page = found
        _, sent = await self._sealed(request, words, ArrivalKind.BOOKING_CANCEL, code, {"asked": page.facts["asked"]})
        return sent

    async def file(self, request: Request) -> Response:
        """The booking for a calendar."""
        words = _words(request)
        found = self.site.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        code, page = found
        if page.kind != ArrivalKind.BOOKING or page.facts["state"] not in WITH_A_FILE:
            return self.site.answer(words, "no-page", 404)
        text = calendar_file(page.facts, code, words, self.site.pages.hall())
        headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="booking.ics"'}
        headers |= {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
        return Response(text.encode(), 200, headers, "text/calendar; charset=utf-8")

    # -- sending -------------------------------------------------------------------------------------------------------

    def _waits(self, hashed: str) -> bool:
        """Whether something about the booking of a code is still on its way into the hall."""
        return any((kind, hashed) in self.site.on_its_way for kind in OF_BOOKINGS)

    def _back(self, words: Words, code: str) -> Response:
        """To the page of the code: a reload there sends nothing again."""
        return RedirectResponse(f"/b/{code}{words.query}", 303, {"cache-control": "no-store"})

    async def _sealed(
        self, request: Request, words: Words, kind: ArrivalKind, code: str, message: dict[str, Any]
    ) -> tuple[str, Response]:
        """Why it was not taken (empty: it was), and the answer for whoever has no form to be given back."""
        site = self.site
        if not site.may_send(request):
            return "often", site.answer(words, "too-often", 429)
        key = site.pages.hall()["inbox_key"]
        try:
            await run_in_threadpool(
                send.put, site.inbox, key, kind, numbers.code_hash(code), {"code": code, **message}, []
            )
        except send.Full:
            return "full", site.answer(words, "full", 503)
        site.look_again()
        return "", self._back(words, code)


def _words(request: Request) -> Words:
    from counter.site.app import words_of

    return words_of(request)
