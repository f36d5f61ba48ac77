"""My list: what somebody has to bring by their own answers, to print or to keep, with a code that the window scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from counter.site.app import Site


class Lists:
    """The page of one list. Nothing is kept of it here: its address says it whole."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """One page for each bundle and item."""
        return [Route("/list/{code:path}", self.page, methods=["GET", "HEAD"])]

    async def page(self, request: Request) -> Response:
        """The list by the answers in the address."""
        from counter.site.app import answers_asked, words_of

        words, asked = words_of(request), answers_asked(request)
        words.asked = words.and_asked(asked)
        text = self.site.pages.my_list(words, request.path_params["code"][:200], asked)
        return self.site.html(words, text) if text else self.site.answer(words, "no-page", 404)
