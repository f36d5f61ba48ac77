"""Papers sent from home: the form, what is wrong with a file, and the form again with all that was typed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.cleaning.cleaner import Cleaner, of_this_process, renamed
from counter.cleaning.kinds import MOST_CLEANED, Fault
from counter.errors import Refusal
from counter.rules.arrival import ArrivalKind
from counter.rules.form import FieldKind
from counter.site import send
from counter.site.filling import fields_said, fields_view, kinds, wrong_words
from counter.site.limits import Crowded, in_hand
from counter.site.situation import address_of_answers, answers_in, read
from counter.site.uploads import Sent, Upload, read_upload, too_much
from counter.site.view import Words, guide_view, told_of
from counter.store import public

if TYPE_CHECKING:
    from counter.site.app import Site

WAIT_S = 45.0
"""How long files wait for others to be cleaned."""

CLEANING_S = 40.0
"""How long the files of one message may take together."""

_TOO_LARGE = {Fault.TOO_LARGE, Fault.TOO_MUCH, Fault.TOO_MANY}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one form asks for: where it goes and the way back (addresses), documents (code, name), words of the notices;
    before a visit also the guide, the answers to its questions, how many of these are open, and the fields of the form.
    """

    kind: str
    action: str
    back: str
    documents: list[tuple[str, str]]
    asked: tuple[str, ...] = ()
    guide: dict[str, Any] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    open: int = 0
    fields: Mapping[str, FieldKind] = field(default_factory=dict)


class Basin:
    """Where files are cleaned: two at once, of each address one; others wait in order."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(2)
        self._cleaners = [of_this_process, Cleaner()]
        self._of_one: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def clean(self, who: str, files: list[Sent]) -> list[Sent]:
        """The files anew, each under the name that fits. Raises Crowded."""
        mine = self._of_one.setdefault(who, asyncio.Lock())
        try:
            async with asyncio.timeout(WAIT_S) as waiting, mine, self._free:
                waiting.reschedule(None)
                cleaner = self._cleaners.pop(0)
                try:
                    return await run_in_threadpool(_anew, cleaner, files)
                finally:
                    self._cleaners.append(cleaner)
        except TimeoutError:
            raise Crowded from None


def _anew(cleaner: Cleaner, files: list[Sent]) -> list[Sent]:
    made, end = [], time.monotonic() + CLEANING_S
    for one in files:
        if one.fault is None and time.monotonic() > end:
            one = Sent(one.document, one.name, b"", Fault.TOO_HEAVY)
        if one.fault is None:
            cleaned = cleaner.clean(one.data)
            name = renamed(one.name, cleaned.kind) if cleaned.kind is not None else one.name
            one = Sent(one.document, name, cleaned.data, cleaned.fault)
        made.append(one)
    return made


class Sending:
    """The two forms with files: papers that are still missing, and papers for a look before coming."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.basin = Basin()

    def routes(self) -> list[Route]:
        """Asking and answer have the same address, so that its other languages are there too."""
        return [
            Route("/review/{item:path}", self.review_page, methods=["GET", "HEAD"]),
            Route("/review/{item:path}", self.review, methods=["POST"]),
            Route("/s/{code}/send", self.supplement_page, methods=["GET", "HEAD"]),
            Route("/s/{code}/send", self.supplement, methods=["POST"]),
        ]

    async def supplement_page(self, request: Request) -> Response:
        """Where papers that are still missing are photographed and sent."""
        words = _words(request)
        found = self.site.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        form = self._missing(words, *found)
        return self._form(words, form) if form is not None else self.site.answer(words, "no-page", 404)

    async def supplement(self, request: Request) -> Response:
        """Photographs of missing papers, sealed."""
        words = _words(request)
        found = self.site.read(request, words, request.path_params["code"])
        if isinstance(found, Response):
            return found
        form = self._missing(words, *found)
        if form is None:
            return self.site.answer(words, "no-page", 404)
        return await self._take(request, words, form, found[0], {"code": found[0]})

    def _missing(self, words: Words, code: str, page: public.Page) -> Asked | None:
        points, _ = told_of(page.facts, code) if page.kind == "case" else ([], "")
        if page.kind != "case" or not (page.facts["bring"] or points):
            return None
        said = {document: text for document, text, _ in points if document}
        return Asked(
            ArrivalKind.SUPPLEMENT,
            words.link(f"s/{code}/send"),
            words.link(f"s/{code}"),
            [(one["code"], words.text(said.get(one["code"], one["document"]))) for one in page.facts["bring"]],
            tuple(words.text(text) for document, text, _ in points if not document),
        )

    async def review_page(self, request: Request) -> Response:
        """Where somebody sends papers for a look before coming, and fills in the form of an item or of all items that a
        bundle comes to by the answers in the page's address.
        """
        words = _words(request)
        form = self._matter(words, request)
        return self._form(words, form) if form is not None else self.site.answer(words, "no-page", 404)

    async def review(self, request: Request) -> Response:
        """The same, sealed; the answer comes under a code made here."""
        words = _words(request)
        form = self._matter(words, request)
        if form is None:
            return self.site.answer(words, "no-page", 404)
        assert form.guide is not None
        code = send.new_code()
        about = {"code": code, "item": form.guide["code"]} | ({"answers": {**form.answers}} if form.answers else {})
        return await self._take(request, words, form, code, about)

    def _matter(self, words: Words, request: Request) -> Asked | None:
        db = self.site.pages.db()
        found = public.guide(db, request.path_params["item"][:200])
        if not found:
            return None
        seen = read(db, found, answers_in(_answers(request)))
        answers = address_of_answers(seen.demand.answers)
        words.asked = f"&{answers}" if answers else ""
        may_ask = [*(one.document for one in seen.demand.wanted), *(need.document for need in seen.may_follow)]
        return Asked(
            ArrivalKind.PRE_REVIEW,
            words.place_with(f"review/{found['code']}", answers),
            words.place_with(f"guides/{found['code']}", answers),
            [(code, words.text(seen.names.get(code, code))) for code in dict.fromkeys(may_ask)],
            guide=guide_view(found, words),
            answers=seen.demand.answers,
            open=len(seen.demand.unanswered),
            fields=kinds(seen.chosen),
        )

    def _form(
        self,
        words: Words,
        form: Asked,
        upload: Upload | None = None,
        wrong: str = "",
        status: int = 200,
        refusal: Refusal | None = None,
    ) -> Response:
        """The form; after something went wrong with all that was typed, and what must be chosen again."""
        faults = [
            (one.name or words("send.a_file"), words(f"send.fault.{one.fault}"))
            for one in (upload.files if upload is not None else ())
            if one.fault is not None
        ]
        if refusal is not None:
            faults.append(wrong_words(refusal, words))
        text = self.site.pages.render(
            "send",
            words,
            kind=form.kind,
            action=form.action,
            back=form.back,
            documents=form.documents,
            asked=form.asked,
            g=form.guide,
            open=form.open,
            fields=fields_view(form.fields, upload.fields if upload is not None else {}, words),
            wrong=words(f"answer.{wrong}_title") if wrong else "",
            how=words(f"answer.{wrong}") if wrong else "",
            faults=faults,
            again=upload.again() if upload is not None else {},
            typed=upload.words if upload is not None else "",
        )
        return self.site.html(words, text, status)

    async def _take(self, request: Request, words: Words, form: Asked, code: str, message: dict[str, Any]) -> Response:
        """Read, clean, seal; or the form again. Whoever sends too often gets it too, and nothing of theirs is kept."""
        who, documents = self.site.asker(request), {code for code, _ in form.documents}
        may = self.site.may_send(request)
        with in_hand(who) as mine:
            upload = await read_upload(request, documents, mine, None if may else 0)
            if not may:
                for one in upload.files:
                    one.fault = None
                return self._form(words, form, upload, "too-often", 429)
            try:
                filled = fields_said(form.fields, upload.fields, date.fromisoformat(self.site.pages.today()))
            except Refusal as refusal:
                return self._form(words, form, upload, "wrong-field", 400, refusal)
            if not upload.files and not filled:
                return self._form(words, form, upload, "nothing-sent", 400)
            if not any(one.fault for one in upload.files):
                upload.files = await self.basin.clean(who, upload.files)
                sizes = Counter({place: len(one.data) for place, one in enumerate(upload.files)})
                if (place := too_much(sizes, MOST_CLEANED)) is not None:
                    upload.files[place].fault = Fault.TOO_MUCH
            if faults := [one.fault for one in upload.files if one.fault]:
                return self._form(words, form, upload, "wrong-kind", 413 if _TOO_LARGE & {*faults} else 400)
            told = [{"name": one.name, "document": one.document} for one in upload.files]
            message |= {"words": upload.words, "files": told} | ({"fields": filled} if filled else {})
            sealed = await self.site.seal(words, form.kind, code, message, [one.data for one in upload.files])
            return sealed or self._form(words, form, upload, "full", 503)


def _words(request: Request) -> Words:
    from counter.site.app import words_of

    return words_of(request)


def _answers(request: Request) -> Mapping[str, str]:
    from counter.site.app import answers_asked

    return answers_asked(request)
