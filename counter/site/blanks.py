"""An item's form to take home: a PDF that can be filled in, and the same filled in as a sample."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.rules.form import FieldKind, FieldType, example, kinds_of, wants
from counter.store import fields, public

if TYPE_CHECKING:
    from counter.paper.blank import Blank, Line
    from counter.site.app import Site
    from counter.site.view import Words

APPLICANT = ("applicant", "id_kind", "id_number", "phone", "address", "agent", "delivery")
"""What every form asks of whoever applies, by its phrases (`form.applicant`)."""
ALWAYS = frozenset({"applicant", "id_number", "phone"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_KEPT = 60
"""Drawn forms that are kept, some 80 KB each."""


class Blanks:
    """The forms of all items. One is drawn at a time: drawing is the dearest thing that a page can ask for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._kept: dict[tuple[Any, ...], bytes] = {}
        self._pen = threading.Lock()

    def routes(self) -> list[Route]:
        """To be filled in, and filled in."""
        return [
            Route("/blank/{code:path}", self.blank, methods=["GET", "HEAD"]),
            Route("/sample/{code:path}", self.sample, methods=["GET", "HEAD"]),
            Route("/own-form/{code:path}", self.own_form, methods=["GET", "HEAD"]),
        ]

    async def blank(self, request: Request) -> Response:
        """The form to be filled in."""
        return await self._answer(request, sample=False)

    async def sample(self, request: Request) -> Response:
        """The same filled in, and marked as a sample."""
        return await self._answer(request, sample=True)

    async def own_form(self, request: Request) -> Response:
        """The department's own form as the Word document that it gave."""
        from counter.site.app import SECURITY, words_of

        code, db = request.path_params["code"][:200], self.site.pages.db()
        found = public.item_form(db, code)
        if found is None or public.guide(db, code) is None:
            return self.site.answer(words_of(request), "no-page", 404)
        name, data = found
        told = {"cache-control": "no-cache", "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(data, 200, SECURITY | told, DOCX)

    async def _answer(self, request: Request, *, sample: bool) -> Response:
        from counter.site.app import SECURITY, words_of

        words, pages = words_of(request), self.site.pages
        found = public.guide(pages.db(), request.path_params["code"][:200])
        if not found or found["kind"] != "item":
            return self.site.answer(words, "no-page", 404)
        data = await run_in_threadpool(self._drawn, found, pages.hall()["hall"], words, sample)
        title = words("form.sample") if sample else words("form.title")
        name = quote(f"{found['name']}-{title}.pdf")
        return Response(
            data,
            200,
            SECURITY
            | {"cache-control": "no-cache", "content-disposition": f"attachment; filename*=UTF-8''{name}"}
            | {"content-language": words.language},
            "application/pdf",
        )

    def _drawn(self, found: dict[str, Any], hall: str, words: Words, sample: bool) -> bytes:
        from counter.paper.blank import pdf

        key = (found["code"], found["version"], found["effective_on"], hall, words.language, sample)
        with self._pen:
            if (data := self._kept.get(key)) is None:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                data = self._kept[key] = pdf(blank_of(found, hall, words), sample=sample)
        return data


def blank_of(found: dict[str, Any], hall: str, words: Words) -> Blank:
    """An item's form, from its published guide."""
    from counter.paper.blank import Blank, Line

    return Blank(
        item=_both(found["name"], words),
        department=_both(found["department"], words),
        hall=words.text(hall),
        version=words("form.version", version=found["version"], day=words.day(found["effective_on"])),
        who=tuple(
            Line(name, words(f"form.{name}"), FieldKind(name, needed=name in ALWAYS), "", words(f"form.example_{name}"))
            for name in APPLICANT
        ),
        fields=tuple(_line(kind, words) for kind in kinds_of(found["guide"], fields.known_fields())),
        papers=tuple((one["code"], _paper(one, words)) for one in found["documents"]),
        words={
            "title": words("form.title"),
            "note": words("form.pdf_note"),
            "item": words("form.item"),
            "agency": words("guide.agency"),
            "documents": words("guide.documents"),
            "statement": words("form.statement"),
            "signature": words("form.signature"),
            "sample": words("form.sample"),
            "fields": words("form.fields"),
        },
    )


def _line(kind: FieldKind, words: Words) -> Line:
    from counter.paper.blank import Line

    hint = "" if kind.type is FieldType.CHOICE else words.text(wants(kind))
    choices = tuple((one, _both(one, words)) for one in kind.choices)
    shown = example(kind) if kind.several else words.text(example(kind))
    return Line(kind.name, _both(kind.name, words), kind, hint, shown, choices)


def _both(text: str, words: Words) -> str:
    """A name as the office has it, with its English where the reader has asked for that: the office reads the form."""
    said = words.text(text)
    return said if words.language != "en" or said == text else f"{text} {said}"


def _paper(one: dict[str, Any], words: Words) -> str:
    told = [_both(one["name"], words), words(f"guide.need_{one['necessity']}")]
    if one["form"]:
        told.append(words(f"guide.form_{one['form']}"))
    return "  ".join((*told, words("guide.copies", n=one["copies"])))
