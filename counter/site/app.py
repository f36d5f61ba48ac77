"""The public site: server-rendered, no script, no cookie, no person. Opens public.db for reading and nothing of the hall.

Four answers are kept apart: unreadable, not ours or altered, not found, found (with `no news since` where there is none).
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from counter import phrases
from counter.errors import Refusal
from counter.rules import numbers
from counter.rules.numbers import Reading
from counter.site.view import Words, case_view, ticket_view
from counter.store import driver, public

HERE = Path(__file__).resolve().parent
SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY", "vary": "accept-language",
}
NO_STORE = {**SECURITY, "cache-control": "no-store"}
LONGEST_PATH = 600
STATIC = {"site.css": "text/css; charset=utf-8"}


class Site:
    """The pages over one public.db. Connections are per thread; the file may come, go and be made anew meanwhile."""

    def __init__(self, public_db: Path, inbox_db: Path | None = None) -> None:
        self.path = public_db
        self.inbox = inbox_db
        self._local = threading.local()
        self.templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._pages = {name: self.templates.get_template(f"{name}.html") for name in ("home", "case", "ticket", "answer", "guide", "guides")}

    def db(self) -> driver.Connection:
        """This thread's connection to the present public.db. Raises Refusal when there is none."""
        try:
            inode = self.path.stat().st_ino
        except OSError:
            raise Refusal("没有公开数据") from None
        held = getattr(self._local, "held", None)
        if held is None or held[0] != inode:
            if held is not None:
                held[1].close()
            held = self._local.held = (inode, public.open_read_only(self.path))
        return held[1]

    def render(self, name: str, words: Words, status: int = 200, **values: Any) -> Response:
        """A page in one of the three languages."""
        try:
            hall = public.meta(self.db())
        except (Refusal, driver.Error):
            hall = {}
        text = self._pages[name].render(w=words, hall=hall, languages=phrases.LANGUAGES, **values)
        return Response(text, status, NO_STORE | {"content-language": words.language}, "text/html; charset=utf-8")

    def answer(self, words: Words, kind: str, status: int) -> Response:
        """One of the plain answers that are no page of a case."""
        return self.render("answer", words, status, kind=kind)

    # -- pages -----------------------------------------------------------------------------------------------------

    def home(self, request: Request) -> Response:
        """Search, and the field for a code."""
        words = _words(request)
        asked = request.query_params.get("q", "").strip()
        if not asked:
            return self.render("home", words, lines=public.lines(self.db()))
        if len(asked) > LONGEST_PATH:
            return self.answer(words, "unreadable", 400)
        if numbers.canonical(asked) is not None:
            code = numbers.canonical(asked)
            return RedirectResponse(f"/s/{code}{words.query}", 303, NO_STORE)
        found = public.search(self.db(), asked[:60])
        return self.render("guides", words, asked=asked[:60], found=found)

    def track(self, request: Request) -> Response:
        """A case or a ticket by its code, whichever way the address was written."""
        words = _words(request)
        db = self.db()
        known = public.meta(db)
        reading = numbers.read_tagged(request.path_params["code"], known.get("tag", ""))
        if reading.kind is Reading.UNREADABLE:
            return self.answer(words, "unreadable", 404)
        if reading.kind is not Reading.FINE:
            return self.answer(words, "altered", 404)
        page = public.page(db, numbers.code_hash(reading.code))
        if page is None:
            return self.answer(words, "not-found", 404)
        if page.kind == "ticket":
            return self.render("ticket", words, t=ticket_view(db, page, words), code=reading.code)
        return self.render("case", words, c=case_view(page, words, known), code=reading.code)

    def guides(self, request: Request) -> Response:
        """All guides, thirty to a page."""
        words = _words(request)
        found = public.search(self.db(), "", limit=30, offset=_page_of(request) * 30)
        return self.render("guides", words, asked="", found=found)

    def guide(self, request: Request) -> Response:
        """One guide."""
        words = _words(request)
        found = public.guide(self.db(), request.path_params["code"][:80])
        return self.render("guide", words, g=found) if found else self.answer(words, "no-page", 404)

    def static(self, request: Request) -> Response:
        """The one style sheet."""
        name = request.path_params["name"]
        if name not in STATIC:
            return self.answer(_words(request), "no-page", 404)
        return Response(
            (HERE / "static" / name).read_bytes(), 200, SECURITY | {"cache-control": "public, max-age=3600"}, STATIC[name]
        )


def _words(request: Request) -> Words:
    asked = request.query_params.get("lang")
    language = phrases.negotiate(asked, request.headers.get("accept-language", ""))
    return Words(language, request.url.path, linked=asked in phrases.LANGUAGES)


def _page_of(request: Request) -> int:
    text = request.query_params.get("page", "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def make_app(public_db: Path, inbox_db: Path | None = None) -> Starlette:
    """The site as an ASGI application."""
    site = Site(public_db, inbox_db)

    async def not_there(request: Request, error: Exception) -> Response:
        return site.answer(_words(request), "no-page", getattr(error, "status_code", 404))

    async def not_ready(request: Request, error: Exception) -> Response:
        return site.answer(_words(request), "not-ready", 503)

    routes = [
        Route("/", site.home, methods=["GET", "HEAD"]),
        Route("/guides", site.guides, methods=["GET", "HEAD"]),
        Route("/guides/{code}", site.guide, methods=["GET", "HEAD"]),
        Route("/static/{name}", site.static, methods=["GET", "HEAD"]),
        *(Route(f"/{letter}/{{code:path}}", site.track, methods=["GET", "HEAD"]) for letter in "sStT"),
    ]
    handlers: dict[Any, Any] = {404: not_there, 405: not_there, Refusal: not_ready, driver.OperationalError: not_ready}
    return Starlette(routes=routes, exception_handlers=handlers)
