"""The short way to a case's page: nearly every request asks for one, so it goes past the framework.

It answers exactly what `Site.track` would, from the same parts, or leaves the request alone: another path, another
method, a language by link, a code that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.rules import numbers
from counter.store import driver, public

if TYPE_CHECKING:
    from counter.site.app import Site

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

_PLACES = frozenset(f"/{letter}/" for letter in "SsTt")
_LENGTH = len("/s/") + numbers.LENGTH


class Front:
    """An ASGI application before another one."""

    __slots__ = ("rest", "site")

    def __init__(self, site: Site, rest: Asgi) -> None:
        self.site, self.rest = site, rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._at_once(scope)
        if found is None:
            if scope["type"] == "http" and (scope["path"].endswith("/") or scope["path"].startswith("//")):
                scope = {**scope, "path": "/" + scope["path"].strip("/")}  # a stroke too many leads to the same page
            await self.rest(scope, receive, send)
            return
        headers, body = found
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _at_once(self, scope: Scope) -> tuple[list[tuple[bytes, bytes]], bytes] | None:
        """Headers and body of a case's page; None where anything at all is out of the ordinary."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return None
        path = scope["path"]
        if len(path) != _LENGTH or path[:3] not in _PLACES:
            return None
        site, code = self.site, path[3:]
        if numbers.plain(code):
            try:
                pages = site.pages
                if numbers.fits(code, pages.hall().get("tag", "")):
                    hashed = numbers.code_hash(code)
                    page = public.page(pages.db(), hashed)
                    if page is not None and page.kind == "case":
                        return site.case(page, scope, code, hashed)
            except (Refusal, driver.Error):
                return None  # the long way has words for it
        return None
