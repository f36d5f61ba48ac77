"""Where a third party with a paper in hand sees whether the hall gave it out and whether it still holds.

Number and code stand on the paper; together they lead to its title, its items and their state, never to a person or to
the progress of the case. They are posted, so that neither stands in anybody's history of addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.rules import numbers
from counter.rules.numbers import Reading
from counter.rules.typed import read_typed
from counter.site.limits import read_form
from counter.store import checked

if TYPE_CHECKING:
    from counter.site.app import Site
    from counter.site.view import Words

LONGEST_SHOWN = 80
"""Characters of what was typed that stand in the form again."""


class Check:
    """The page for third parties."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """One page: asking and answer have the same address, so that its other languages are there too."""
        return [
            Route("/check", self.page, methods=["GET", "HEAD"]),
            Route("/check", self.answer, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The two fields."""
        return self._shown(request, "", "", "")

    async def answer(self, request: Request) -> Response:
        """What the hall says of a paper, or what is wrong with its number or code. Guesses are counted like those of
        a case's code.
        """
        fields = await read_form(request, self.site.asker(request))
        typed, code_typed = (fields.get(name, [""])[0] for name in ("number", "code"))
        site = self.site
        number = numbers.paper_number(typed)
        reading = numbers.read_tagged(code_typed, site.pages.hall().get("tag", ""))
        problem = (
            "mistyped-number"
            if number is None
            else "other-code"
            if numbers.on_no_paper(code_typed)
            else "foreign"
            if reading.kind is Reading.FOREIGN
            else "mistyped-code"
            if reading.kind is not Reading.FINE
            else ""
        )
        found = None
        if number is not None and not problem:
            found = checked.get(site.pages.db(), numbers.check_hash(number, reading.code))
        if found is not None:
            return self._shown(request, found["holds"], number or "", "", found)
        guessed = problem != "mistyped-number" and reading.kind is not Reading.UNREADABLE
        if guessed and (refused := site.missed(request, _words(request))) is not None:
            return refused
        return self._shown(request, problem or "not-found", typed, code_typed, status=404)

    def _shown(
        self,
        request: Request,
        kind: str,
        number: str,
        code: str,
        found: dict[str, object] | None = None,
        status: int = 200,
    ) -> Response:
        words = _words(request)
        typed = read_typed(code, self.site.pages.hall().get("tag", "")) if kind == "mistyped-code" else None
        text = self.site.pages.render(
            "check",
            words,
            kind=kind,
            typed=typed,
            other=numbers.on_no_paper(code) if kind == "other-code" else "",
            found=found,
            number=number.strip()[:LONGEST_SHOWN],
            code=code.strip()[:LONGEST_SHOWN],
        )
        return self.site.html(words, text, status)


def _words(request: Request) -> Words:
    from counter.site.app import words_of

    return words_of(request)
