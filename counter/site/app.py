"""The public site: server-rendered, no script, no cookie, no person. Opens public.db for reading and inbox.db for
writing.

Four answers are kept apart: unreadable, not ours or altered, not found, found (with `no news since` where there is
none).
"""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from counter import phrases
from counter.errors import Refusal
from counter.rules import numbers
from counter.rules.arrival import OF_BOOKINGS, ArrivalKind
from counter.rules.my_list import looks_like_list
from counter.rules.numbers import Reading
from counter.rules.typed import without_label
from counter.site import send
from counter.site.blanks import Blanks
from counter.site.booking import Bookings
from counter.site.check import Check
from counter.site.elsewhere import Elsewhere
from counter.site.finding import Search
from counter.site.front import Asgi, Front
from counter.site.limits import (
    MISSES_A_MINUTE,
    SENDS_A_MINUTE,
    Crowded,
    Throttle,
    TooLarge,
    address_of,
    read_form,
)
from counter.site.lists import Lists
from counter.site.pages import FRESH_S, HERE, Pages
from counter.site.refreshing import ASKED as REFRESH
from counter.site.refreshing import refreshing
from counter.site.sending import Sending
from counter.site.situation import ASKED
from counter.site.telling import Telling
from counter.site.view import Words, may_rate
from counter.store import driver, public
from counter.store.search import LONGEST

SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri "
    "'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
NO_STORE = {**SECURITY, "cache-control": "no-store"}
"""What nobody keeps needs no `vary`."""
HTML = "text/html; charset=utf-8"
_RAW_HEADERS = {
    language: [
        (name.encode(), value.encode())
        for name, value in (NO_STORE | {"content-type": HTML, "content-language": language}).items()
    ]
    for language in phrases.LANGUAGES
}
"""Ready-made, since they are the same on every page."""

SETTLING_S = 120.0
"""How long after the hall has taken something in its page may take to come: two of the hall's beats."""

LONGEST_QUESTION = 400
LONGEST_ANSWERS = 4_000
STATIC = {"site.css": "text/css; charset=utf-8", "favicon.svg": "image/svg+xml"}
READ = ["GET", "HEAD"]
REFUSED_IN_FRONT = {"too-large": 413, "too-many": 429, "too-slow": 408}


class Site:
    """The pages as answers to requests."""

    def __init__(self, public_db: Path, inbox_db: Path, behind_proxy: bool = False) -> None:
        self.pages = Pages(public_db)
        self.inbox = inbox_db
        self.behind_proxy = behind_proxy
        self._inbox_seen: tuple[int, int, int] | None = None
        self._inbox_holds: frozenset[tuple[str, str]] = frozenset()
        self._inbox_looked = -1.0
        self._inbox_left: dict[tuple[str, str], float] = {}
        self.search = Search(self)
        self.misses, self.sends = Throttle(MISSES_A_MINUTE), Throttle(SENDS_A_MINUTE)

    def html(self, words: Words, text: str | bytes, status: int = 200) -> Response:
        """A page in its language; nobody keeps it."""
        answer, body = Response(status_code=status), text if isinstance(text, bytes) else text.encode()
        answer.body = body
        answer.raw_headers = _headers(words.language, body)
        return answer

    def case(
        self, page: public.Page, scope: MutableMapping[str, Any], code: str, hashed: str
    ) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Headers and body of a case's page, in the language that the request's headers ask for."""
        words = words_in(scope, None)
        body = self.pages.found(page, words, code, self._waits(hashed))
        return _headers(words.language, body), body

    def _waits(self, hashed: str) -> tuple[str, ...]:
        """Kinds of messages that are on their way into the hall under a code."""
        held = self.on_its_way
        return (
            tuple(kind for kind in (ArrivalKind.RATING, ArrivalKind.SUPPLEMENT, *OF_BOOKINGS) if (kind, hashed) in held)
            if held
            else ()
        )

    def answer(self, words: Words, kind: str, status: int) -> Response:
        """One of the plain answers that are no page of a case."""
        return self.html(words, self.pages.render("answer", words, kind=kind, asked=""), status)

    def read(self, request: Request, words: Words, text: str) -> tuple[str, public.Page] | Response:
        """The code and page that a text leads to, or the plain answer. Unknown codes all take the same way."""
        code = numbers.canonical(text)
        if code is None:
            return self.search.unreadable(words, text) or self.answer(words, "unreadable", 404)
        own = (
            ArrivalKind.PRE_REVIEW
            if numbers.made_at_home(code)
            else ArrivalKind.BOOKING
            if numbers.of_booking(code)
            else None
        )
        reading = numbers.read_tagged(code, self.pages.hall().get("tag", ""))
        if reading.kind is not Reading.FINE and not own:
            return self.missed(request, words) or self.answer(words, "altered", 404)
        page = public.page(self.pages.db(), numbers.code_hash(code))
        if page is None and own and self._settles(own, numbers.code_hash(code)):
            page = public.Page(own, 0, '{"state": "on-its-way", "item": "", "answer": ""}')
        if page is None:
            return self.missed(request, words) or self.answer(words, "not-found", 404)
        return code, page

    def missed(self, request: Request, words: Words) -> Response | None:
        """Count a guess that led nowhere; the answer to it where its address has used its minute up. What is there is
        read all the same: many may share an address with one who guesses.
        """
        who = self.asker(request)
        if self.misses.full(who):
            return self.answer(words, "too-many", 429)
        self.misses.count(who)
        return None

    # -- reading ---------------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        """Search, and the field for a code."""
        words = words_of(request)
        asked = request.query_params.get("q", "").strip()
        if not asked:
            return self.html(words, self.pages.home(words))
        if len(asked) > LONGEST_QUESTION:
            return self.answer(words, "unreadable", 400)
        if mine := looks_like_list(asked):
            return self.list_typed(words, mine)
        if (code := numbers.canonical(without_label(asked))) is not None:
            return RedirectResponse(f"/s/{code}{words.query}", 303, NO_STORE)
        whole = "&all=1" if request.query_params.get("all") == "1" else ""
        words.asked = f"&q={quote(asked[:LONGEST])}{_page_asked(request)}{whole}"
        return await self.search.answer(request, words, asked)

    async def track(self, request: Request) -> Response:
        """A case, ticket or pre-review by its code, whichever way the address was written."""
        words = words_of(request)
        found = self.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        code, page = found
        waits = self._waits(numbers.code_hash(code)) if page.kind in ("case", ArrivalKind.BOOKING) else ()
        if text := request.query_params.get(REFRESH, ""):
            words.asked = f"&{REFRESH}={quote(text[:4])}"
        return refreshing(request, words, page, self.html(words, self.pages.found(page, words, code, waits)))

    @property
    def on_its_way(self) -> frozenset[tuple[str, str]]:
        """What waits in the inbox, by kind and code; looked up again only when its file has changed."""
        if time.monotonic() - self._inbox_looked >= FRESH_S:
            self._look_into_inbox()
        return self._inbox_holds

    def _look_into_inbox(self) -> None:
        self._inbox_looked = now = time.monotonic()
        try:
            file = self.inbox.stat()
        except OSError:
            self._inbox_holds, self._inbox_seen = frozenset(), None
            return
        seen = (file.st_mtime_ns, file.st_size, file.st_ino)
        if seen != self._inbox_seen:
            holds = send.on_its_way(self.inbox)
            left = {one: at for one, at in self._inbox_left.items() if now - at < SETTLING_S}
            self._inbox_left = left | dict.fromkeys(self._inbox_holds - holds, now)
            self._inbox_holds, self._inbox_seen = holds, seen

    def _settles(self, kind: str, hashed: str) -> bool:
        """Whether something is on its way, or was until just now and has no page yet: nobody who waits for an answer
        is told that there is nothing under their code.
        """
        waits = (kind, hashed) in self.on_its_way
        return waits or time.monotonic() - self._inbox_left.get((kind, hashed), -SETTLING_S) < SETTLING_S

    def list_typed(self, words: Words, code: str) -> Response:
        """A list's code that was typed leads back to the guide with its answers; another one is told what it is."""
        found = self.pages.listed(code)
        if not found:
            return self.answer(words, "list-unknown", 404)
        return RedirectResponse(words.place_with(f"guides/{found[0]}", found[1]), 303, NO_STORE)

    async def guides(self, request: Request) -> Response:
        """All guides."""
        words = words_of(request)
        words.asked = _page_asked(request)
        return self.html(words, self.pages.guides(words, page_of(request)))

    async def guide(self, request: Request) -> Response:
        """One guide, by the answers that stand in its address."""
        words = words_of(request)
        asked = answers_asked(request)
        words.asked = words.and_asked(asked)
        text = self.pages.guide(words, request.path_params["code"][:200], asked)
        return self.html(words, text) if text else self.answer(words, "no-page", 404)

    async def forms(self, request: Request) -> Response:
        """All blank forms."""
        words = words_of(request)
        words.asked = _page_asked(request)
        return self.html(words, self.pages.forms(words, page_of(request)))

    async def form(self, request: Request) -> Response:
        """One blank form."""
        words = words_of(request)
        text = self.pages.form(words, request.path_params["code"][:200])
        return self.html(words, text) if text else self.answer(words, "no-page", 404)

    async def static(self, request: Request) -> Response:
        """The one style sheet."""
        name = request.path_params["name"]
        if name not in STATIC:
            return self.answer(words_of(request), "no-page", 404)
        return Response(
            (HERE / "static" / name).read_bytes(),
            200,
            SECURITY | {"cache-control": "public, max-age=3600"},
            STATIC[name],
        )

    async def said(self, request: Request) -> Response:
        """The words for what a proxy in front refuses by itself, so that its pages are ours."""
        words, kind = words_of(request), request.path_params["kind"]
        return (
            self.answer(words, kind, REFUSED_IN_FRONT[kind])
            if kind in REFUSED_IN_FRONT
            else self.answer(words, "no-page", 404)
        )

    # -- sending ---------------------------------------------------------------------------------------------------

    def look_again(self) -> None:
        """Something was just put into the inbox: what is on its way is looked up anew."""
        self._inbox_looked, self._inbox_seen = -1.0, None
        self._look_into_inbox()  # before the hall has it, so that its leaving is seen too

    def asker(self, request: Request) -> str:
        """Whose request it is."""
        return address_of(request.scope, self.behind_proxy)

    def may_send(self, request: Request) -> bool:
        """Count one more message from where a request comes; False where its minute is used up."""
        who = self.asker(request)
        if self.sends.full(who):
            return False
        self.sends.count(who)
        return True

    async def seal(
        self, words: Words, kind: str, code: str, message: dict[str, Any], files: list[bytes]
    ) -> Response | None:
        """Seal and keep: one plain page, or None where the inbox takes no more. Its other languages are where it leads
        to: nothing is sent by looking.
        """
        key = self.pages.hall()["inbox_key"]
        try:
            await run_in_threadpool(send.put, self.inbox, key, kind, numbers.code_hash(code), message, files)
            self.look_again()
        except send.Full:
            return None
        shown = code if kind == ArrivalKind.PRE_REVIEW else ""
        words.asked = ""
        words.path = f"/{'p' if shown else 's' if len(code) == numbers.LENGTH else 'stop'}/{code}"
        return self.html(
            words, self.pages.render("sent", words, kind=kind, code=code, shown=numbers.grouped(shown) if shown else "")
        )

    async def rate(self, request: Request) -> Response:
        """A rating of a case, by whoever holds its code."""
        words = words_of(request)
        fields = await read_form(request, self.asker(request))
        found = self.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        code, page = found
        level = fields.get("level", [""])[0]
        if level not in ("1", "2", "3", "4", "5") or page.kind != "case" or not may_rate(page.facts):
            return self.answer(words, "not-rated", 400)
        if not self.may_send(request):
            return self.answer(words, "too-often", 429)
        message = {
            "code": code,
            "level": int(level),
            "words": send.readable(fields.get("words", [""])[0]),
            "named": "named" in fields,
        }
        return await self.seal(words, ArrivalKind.RATING, code, message, []) or self.answer(words, "full", 503)


def words_of(request: Request) -> Words:
    """The page's language: by link, else by Accept-Language."""
    return words_in(request.scope, request.query_params.get("lang") if request.scope["query_string"] else None)


def words_in(scope: MutableMapping[str, Any], asked: str | None) -> Words:
    """The same from a request's bare facts and the language that its address asks for."""
    accept = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return Words(_language(asked, accept), scope["path"], linked=asked in phrases.LANGUAGES)


def _headers(language: str, body: bytes) -> list[tuple[bytes, bytes]]:
    return [*_RAW_HEADERS[language], (b"content-length", str(len(body)).encode())]


@lru_cache(maxsize=4096)
def _language(asked: str | None, accept: bytes) -> str:
    return phrases.negotiate(asked, accept.decode("latin-1"))


def answers_asked(request: Request) -> dict[str, str]:
    """The answers in an address; an endless one has none."""
    if len(request.scope["query_string"]) > LONGEST_ANSWERS:
        return {}
    return {name: value for name, value in request.query_params.items() if name.startswith(ASKED) and value}


def page_of(request: Request) -> int:
    """Which page of many was asked for, from 0."""
    text = request.query_params.get("page", "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _page_asked(request: Request) -> str:
    page = page_of(request)
    return f"&page={page}" if page else ""


def make_app(public_db: Path, inbox_db: Path, behind_proxy: bool = False, manual: bool = False) -> Asgi:
    """The site as an ASGI application; with `manual` the handbook too, for addresses inside the house."""
    site = Site(public_db, inbox_db, behind_proxy)

    async def not_there(request: Request, error: Exception) -> Response:
        answer = site.answer(words_of(request), "no-page", getattr(error, "status_code", 404))
        if allowed := (getattr(error, "headers", None) or {}).get("Allow"):
            answer.headers["allow"] = allowed
        return answer

    async def not_ready(request: Request, error: Exception) -> Response:
        return site.answer(words_of(request), "not-ready", 503)

    async def too_large(request: Request, error: Exception) -> Response:
        answer = site.answer(words_of(request), "too-large", 413)
        answer.headers["connection"] = "close"
        return answer

    async def crowded(request: Request, error: Exception) -> Response:
        answer = site.answer(words_of(request), "full", 503)
        answer.headers["connection"] = "close"
        return answer

    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=408, headers={"connection": "close"})  # nobody is there to read it

    routes = [
        Route("/s/{code}", site.track, methods=READ),
        Route("/", site.home, methods=READ),
        Route("/guides", site.guides, methods=READ),
        Route("/guides/{code:path}", site.guide, methods=READ),
        Route("/forms", site.forms, methods=READ),
        Route("/forms/{code:path}", site.form, methods=READ),
        Route("/static/{name}", site.static, methods=READ),
        Route("/s/{code}/rate", site.rate, methods=["POST"]),
        Route("/s/{code}/rate", site.track, methods=READ),  # another language of the answer to a rating
        Route("/said/{kind}", site.said, methods=READ),
        *Sending(site).routes(),
        *Telling(site).routes(),
        *Check(site).routes(),
        *Lists(site).routes(),
        *Blanks(site).routes(),
        *Elsewhere(site).routes(),
        *site.search.routes(),
        *Bookings(site).routes(),
        *(Route(f"/{letter}/{{code:path}}", site.track, methods=READ) for letter in "SsTtp"),
    ]
    if manual:
        from counter.site.handbook import Handbook

        routes += Handbook(site).routes()
    handlers: dict[Any, Any] = {
        404: not_there,
        405: not_there,
        Refusal: not_ready,
        driver.OperationalError: not_ready,
        driver.DatabaseError: not_ready,
        TooLarge: too_large,
        Crowded: crowded,
        ClientDisconnect: gone,
    }
    rest = Starlette(routes=routes, exception_handlers=handlers)
    rest.router.redirect_slashes = False  # it would lead to whatever host the request names; Front forgives the stroke
    return Front(site, rest)
