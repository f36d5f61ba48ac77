"""The handbook on the site, for staff: served only where `counter serve --manual` says so, and only to addresses inside
the house (loopback and private networks). It holds nothing of anybody: its pictures are of a training hall.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter import phrases
from counter.manual import FOLDER, Page, pages
from counter.site.limits import address_of

if TYPE_CHECKING:
    from counter.site.app import Site
    from counter.site.view import Words

_NUMBERED = re.compile(r"\d+\. ")
_MARKED = re.compile(r"\*\*([^*]+)\*\*|`([^`]+)`")
_COMMENT = re.compile(r"<!--.*?-->")
_PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./pictures/([a-z-]+\.svg)\)")
PICTURE_RULES = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}
"""A drawn screen holds its own colours; nothing else of it may do anything."""


def inside(address: str) -> bool:
    """Whether whoever asks sits in the house."""
    try:
        return ipaddress.ip_network(address, strict=False).is_private
    except ValueError:
        return False


def as_html(text: str) -> Markup:
    """The Markdown that the handbook is written in: a title, a picture, numbered lines, paragraphs, bold and code."""
    parts: list[Markup] = []
    numbered = False
    for line in _COMMENT.sub("", text).split("\n"):
        item = _NUMBERED.match(line)
        if numbered and not item:
            parts.append(Markup("</ol>"))
        if item and not numbered:
            parts.append(Markup("<ol>"))
        numbered = bool(item)
        if item:
            parts.append(Markup("<li>{}</li>").format(_spans(line[item.end() :])))
        elif line.startswith("# "):
            parts.append(Markup("<h1>{}</h1>").format(_spans(line[2:])))
        elif picture := _PICTURE.fullmatch(line.strip()):
            parts.append(Markup('<p><img src="/manual/pictures/{}" alt="" width="100%"></p>').format(picture[1]))
        elif line.strip():
            parts.append(Markup("<p>{}</p>").format(_spans(line.removeprefix("- "))))
    return Markup("\n").join([*parts, *([Markup("</ol>")] if numbered else [])])


def _spans(line: str) -> Markup:
    found, at = [], 0
    for mark in _MARKED.finditer(line):
        found.append(escape(line[at : mark.start()]))
        found.append(Markup("<b>{}</b>" if mark[1] else "<code>{}</code>").format(mark[1] or mark[2]))
        at = mark.end()
    return Markup("").join([*found, escape(line[at:])])


class Handbook:
    """Its pages as answers to requests."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/manual", self.listed, methods=["GET", "HEAD"]),
            Route("/manual/pictures/{name}", self.picture, methods=["GET", "HEAD"]),
            Route("/manual/{name}", self.page, methods=["GET", "HEAD"]),
        ]

    def _asked(self, request: Request) -> tuple[Words, tuple[Page, ...]]:
        from counter.site.app import words_of

        words = words_of(request)
        known = inside(address_of(request.scope, self.site.behind_proxy))
        return words, pages(words.language) if known else ()

    async def listed(self, request: Request) -> Response:
        """All pages, in the order of a day."""
        words, found = self._asked(request)
        if not found:
            return self.site.answer(words, "no-page", 404)
        lines = [
            Markup('<li><a href="{}">{}</a></li>').format(words.link(f"manual/{one.name}"), one.title) for one in found
        ]
        return self._framed(words, words("site.manual"), Markup("<ol>{}</ol>").format(Markup("").join(lines)))

    async def page(self, request: Request) -> Response:
        """One job."""
        words, found = self._asked(request)
        one = next((page for page in found if page.name == request.path_params["name"]), None)
        if one is None:
            return self.site.answer(words, "no-page", 404)
        return self._framed(words, one.title, as_html(one.text))

    async def picture(self, request: Request) -> Response:
        """A drawn screen."""
        words, found = self._asked(request)
        name = request.path_params["name"]
        if name not in {one.picture for language in ("zh-Hans", "en") for one in pages(language)} or not found:
            return self.site.answer(words, "no-page", 404)
        return Response((FOLDER / "pictures" / name).read_bytes(), 200, PICTURE_RULES, "image/svg+xml")

    def _framed(self, words: Words, title: str, main: str) -> Response:
        if words.language == "zh-Hant":
            title, main = phrases.traditional(title), phrases.traditional(main)
        heading = "" if "<h1>" in main else Markup("<h1>{}</h1>").format(title)
        made = self.site.pages.stamped(self.site.pages.framed(words, str(escape(title)), f"{heading}{main}"), words)
        return self.site.html(words, made)
