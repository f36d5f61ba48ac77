"""Asking on the page of a case to be told when it moves, and ending that by the code of a message. Where the hall has
no command to send with, nobody is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.rules import numbers
from counter.rules.arrival import Wish
from counter.rules.telling import read_address
from counter.site.limits import read_form
from counter.site.progress import CASE_WAITS, NOBODY
from counter.site.view import Words

if TYPE_CHECKING:
    from counter.site.app import Site

LONGEST_SHOWN = 200
READ = ["GET", "HEAD"]


class Telling:
    """A field for an address, and a button that ends all."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Asking and answer have the same address, so that its other languages are there too."""
        return [
            Route("/s/{code}/tell", self.page, methods=READ),
            Route("/s/{code}/tell", self.tell, methods=["POST"]),
            Route("/stop/{code}", self.stop_page, methods=READ),
            Route("/stop/{code}", self.stop, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Where an address is typed."""
        words = _words(request)
        found = self._case(request, words)
        return found if isinstance(found, Response) else self._form(words, found)

    async def tell(self, request: Request) -> Response:
        """The wish, sealed: the address leaves the site readable for the hall alone."""
        words = _words(request)
        fields = await read_form(request, self.site.asker(request))
        code = self._case(request, words)
        if isinstance(code, Response):
            return code
        typed = fields.get("address", [""])[0].strip()
        if "stop" in fields:
            return await self._sealed(words, request, Wish.STOP, code, {"code": code}, typed)
        given = read_address(typed)
        if given is None or given[0] not in self.site.pages.hall()["telling"].split():
            return self._form(words, code, typed, "tell.no_address", 400)
        message = {"code": code, "address": given[1], "language": words.language}
        return await self._sealed(words, request, Wish.TELL, code, message, typed)

    async def stop_page(self, request: Request) -> Response:
        """A button: nothing is ended by looking."""
        words, code = _words(request), request.path_params["code"].upper()[:40]
        if not self._known(code):
            return self.site.answer(words, "no-page", 404)
        return self.site.html(words, self.site.pages.render("stop", words, code=code))

    async def stop(self, request: Request) -> Response:
        """The same, wished for; whether the code is one the site can't know, so all are answered alike."""
        words, code = _words(request), request.path_params["code"].upper()[:40]
        if not self._known(code):
            return self.site.answer(words, "no-page", 404)
        return await self._sealed(words, request, Wish.STOP, code, {"code": code}, "")

    def _known(self, code: str) -> bool:
        return len(code) == 12 and all(sign in numbers.ALPHABET for sign in code)

    def _case(self, request: Request, words: Words) -> str | Response:
        """The code of a case that can still move, where the hall tells anybody anything."""
        found = self.site.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        code, page = found
        waits = CASE_WAITS.get(page.facts.get("state", ""), NOBODY) if page.kind == "case" else NOBODY
        if waits == NOBODY or not self.site.pages.hall().get("telling"):
            return self.site.answer(words, "no-page", 404)
        return code

    def _form(self, words: Words, code: str, typed: str = "", problem: str = "", status: int = 200) -> Response:
        ways = self.site.pages.hall()["telling"].split()
        text = self.site.pages.render(
            "tell", words, code=code, typed=typed[:LONGEST_SHOWN], problem=words(problem) if problem else "", ways=ways
        )
        return self.site.html(words, text, status)

    async def _sealed(
        self, words: Words, request: Request, kind: Wish, code: str, message: dict[str, str], typed: str
    ) -> Response:
        refused = "" if self.site.may_send(request) else "too-often"
        if not refused:
            if sealed := await self.site.seal(words, kind, code, dict(message), []):
                return sealed
            refused = "full"
        if kind is Wish.STOP:
            return self.site.answer(words, refused, 429 if refused == "too-often" else 503)
        return self._form(words, code, typed, f"answer.{refused}", 429 if refused == "too-often" else 503)


def _words(request: Request) -> Words:
    from counter.site.app import words_of

    return words_of(request)
