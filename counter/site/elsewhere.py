"""The directory, the posts and their feed, and what search engines ask for, as answers to requests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.site import crawlers, directory_pages
from counter.site.pages import HERE

if TYPE_CHECKING:
    from counter.site.app import Site

READ = ["GET", "HEAD"]
LONGEST_ASKED = 60
KEPT = {"cache-control": "public, max-age=600", "x-content-type-options": "nosniff"}
ATOM_TYPE = "application/atom+xml; charset=utf-8"
LONGEST_NUMBER = 9
"""Digits of a post's number."""


class Elsewhere:
    """Pages beside those of cases and guides."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/links", self.links, methods=READ),
            Route("/links/{category:path}", self.links, methods=READ),
            Route("/posts", self.posts, methods=READ),
            Route("/posts.atom", self.feed, methods=READ),
            Route("/posts/{name}", self.post, methods=READ),
            Route("/robots.txt", self.robots, methods=READ),
            Route("/sitemap.xml", self.sitemap, methods=READ),
            Route("/favicon.ico", self.icon, methods=READ),
        ]

    async def links(self, request: Request) -> Response:
        """The linked services: all, one category, or what fits the words."""
        from counter.site.app import words_of

        words = words_of(request)
        asked = request.query_params.get("q", "").strip()[:LONGEST_ASKED]
        if asked:
            words.asked = f"&q={quote(asked)}"
        category = request.path_params.get("category", "")[:LONGEST_ASKED]
        text = directory_pages.links_page(self.site.pages, words, asked, category)
        return self.site.html(words, text) if text else self.site.answer(words, "no-page", 404)

    async def posts(self, request: Request) -> Response:
        """All posts."""
        from counter.site.app import words_of

        words = words_of(request)
        return self.site.html(words, directory_pages.posts_page(self.site.pages, words) or "")

    async def post(self, request: Request) -> Response:
        """One post by its number, or the posts of a kind."""
        from counter.site.app import words_of

        words, name = words_of(request), request.path_params["name"]
        pages = self.site.pages
        if name.isascii() and name.isdigit():
            text = directory_pages.post_page(pages, words, int(name)) if len(name) <= LONGEST_NUMBER else None
        else:
            text = directory_pages.posts_page(pages, words, name[:LONGEST_ASKED])
        return self.site.html(words, text) if text else self.site.answer(words, "no-page", 404)

    async def feed(self, request: Request) -> Response:
        """The posts for readers of feeds; each language is a feed of its own."""
        from counter.site.app import words_of

        words = words_of(request)
        words.linked = True
        kind = request.query_params.get("kind", "")[:LONGEST_ASKED]
        return Response(directory_pages.feed(self.site.pages, words, kind), 200, KEPT, ATOM_TYPE)

    async def robots(self, request: Request) -> Response:
        """What may be searched."""
        return Response(crawlers.robots(self.site.pages), 200, KEPT, "text/plain; charset=utf-8")

    async def sitemap(self, request: Request) -> Response:
        """What there is to be found."""
        from counter.site.app import words_of

        text = crawlers.sitemap(self.site.pages)
        if text is None:
            return self.site.answer(words_of(request), "no-page", 404)
        return Response(text, 200, KEPT, "application/xml; charset=utf-8")

    async def icon(self, request: Request) -> Response:
        """The sign of this site in a browser's tab, for those that ask by this name."""
        return Response((HERE / "static" / "favicon.ico").read_bytes(), 200, KEPT, "image/x-icon")
