"""What the search field of the site answers: matters, papers, laws, offices and linked services by the windows' engine,
what a number typed by hand is, and what leads on where nothing was found. It tells nothing of any case.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from counter.errors import Refusal
from counter.phrases.said import say
from counter.rules.arrival import RemarkKind
from counter.rules.browsing import OTHER, OTHER_NAME, WAYS
from counter.rules.law_name import order_in
from counter.rules.typed import PERSONAL, Typed, read_typed
from counter.site import send
from counter.site.directory_pages import link_view
from counter.site.limits import read_form
from counter.site.opening import opening_words
from counter.site.view import Words
from counter.store import browsing, driver, public_posts, sought
from counter.store.search import LONGEST, MATTERS, Hit, Index

if TYPE_CHECKING:
    from counter.site.app import Site
    from counter.site.pages import Pages

PER_PAGE = 30
MOST_AT_ONCE = 500
"""Lines of a page that shows all."""
EVERY = 100_000
KEPT = 64
"""Searches whose hits are kept."""
HOTLINE = "12345"
"""The government's own line in every city, day and night (国办发〔2020〕53号)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of many lines: what stands before it, how many there are in all, which page of how many."""

    total: int
    number: int
    pages: int
    whole: bool

    @property
    def first(self) -> int:
        """How many lines stand before it."""
        return 0 if self.whole else self.number * PER_PAGE

    @property
    def size(self) -> int:
        """How many lines it has at the most."""
        return MOST_AT_ONCE if self.whole else PER_PAGE

    @property
    def may_whole(self) -> bool:
        """Whether all of it can stand on one page."""
        return not self.whole and PER_PAGE < self.total <= MOST_AT_ONCE


def leaf(total: int, number: int, whole: bool) -> Leaf:
    """A page that there is: beyond the end the last."""
    pages = max(1, -(-total // PER_PAGE))
    whole = whole and total <= MOST_AT_ONCE
    return Leaf(total, 0 if whole else min(number, pages - 1), pages, whole)


class Finding:
    """The index of one public.db, one for the whole process, and the pages that it answers with."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self._made = ("", Index([], {}))
        """The mark of what is published, and the index of it."""
        self._making = threading.Lock()
        self._hits = lru_cache(maxsize=KEPT)(self._find)
        self._ways = lru_cache(maxsize=len(ORDER))(self._count_way)

    def index(self) -> Index:
        """The index of what is published now; made again only where something else can be found."""
        mark = self._wanted()
        if mark != self._made[0]:
            with self._making:
                if mark != self._made[0]:
                    made = sought.index(self.pages.db())
                    self._made = mark, made
        return self._made[1]

    def hits(self, asked: str) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """Everything that was found, the best first; and what comes near where nothing was. Kept for whoever turns its
        pages.
        """
        self.index()
        return self._hits(asked[:LONGEST], self._made[0])

    def _find(self, asked: str, mark: str) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        found = tuple(self._made[1].find(asked, (), EVERY))
        return found, () if found else tuple(self._made[1].nearest(asked))

    def _wanted(self) -> str:
        hall = self.pages.hall()
        return hall.get("made", "") + hall.get(sought.MARK, "")

    def is_number(self, asked: str) -> bool:
        """Whether it can't be what people look for."""
        typed = read_typed(asked, self.pages.hall().get("tag", ""))
        return typed is not None and typed.sure

    def answer(self, words: Words, asked: str, number: int = 0, whole: bool = False) -> str:
        """What fits the words, the best first, with the number of all."""
        typed = read_typed(asked, self.pages.hall().get("tag", ""))
        hits, near = ((), ()) if self.is_number(asked) else self.hits(asked)
        if typed is not None and (typed.sure or not hits):
            return self.typed(words, typed, asked)
        part = leaf(len(hits), number, whole)
        return self.pages.render(
            "found",
            words,
            asked=asked,
            part=part,
            found=self._lines(hits[part.first : part.first + part.size], words),
            near=self._lines(near, words),
            **({} if hits else {**self._people(words), "ways": [self._way(ORDER[0])]}),
        )

    def typed(self, words: Words, typed: Typed, asked: str) -> str:
        """What a number is, and where the code stands on the same paper."""
        person = typed.kind in PERSONAL
        if person:
            words.path, words.asked = "/", ""  # nobody's number stands in the links of a page
        return self.pages.render(
            "typed", words, typed=typed, asked="" if person else asked[:LONGEST], **self._people(words)
        )

    def _people(self, words: Words) -> dict[str, Any]:
        """Who can be asked, and when."""
        hall = self.pages.hall()
        return {
            "hotline": HOTLINE,
            "opening": opening_words(json.loads(hall.get("hours", "{}")), self.pages.today(), words),
        }

    def _lines(self, hits: Sequence[Hit], words: Words) -> list[dict[str, Any]]:
        db = self.pages.db()
        guides = sought.guides(db, [hit.code for hit in hits if hit.kind in MATTERS])
        return [self._line(db, hit, guides.get(hit.code), words) for hit in hits]

    @staticmethod
    def _line(db: driver.Connection, hit: Hit, guide: driver.Row | None, words: Words) -> dict[str, Any]:
        line = {"kind": words(f"sought.{hit.kind}"), "name": hit.name, "outside": False, "more": ""}
        if hit.kind == "link":
            facts = public_posts.link(db, hit.code)
            seen = link_view(facts, words) if facts else {"name": hit.name, "dead": ""}
            there = {"href": sought.address(db, hit.code), "outside": True, "whose": hit.detail}
            return line | there | {"name": seen["name"], "more": seen["dead"]}
        if hit.kind in MATTERS:
            whose = guide["department"] if guide else hit.detail
            level = words(f"level.{guide['level']}") if guide else ""
            return line | {"href": words.link(f"guides/{hit.code}"), "whose": whose, "more": level}
        whose = order_in(words.language, hit.detail) if hit.kind == "law" else ""
        name = words.law(hit.name) if hit.kind == "law" else hit.name
        count = words("sought.leads_to", n=sought.count(db, hit.kind, hit.code))
        return line | {"href": words.link(f"about/{hit.kind}/{hit.code}"), "name": name, "whose": whose, "more": count}

    def about(self, words: Words, kind: str, code: str, number: int = 0, whole: bool = False) -> str | None:
        """The guides that a paper, a law, an office or a group leads to (a static page has them all); None for what is
        none.
        """
        db = self.pages.db()
        name = group_names().get((kind, code)) or (sought.name(db, kind, code) if kind in ABOUT else "")
        if not name:
            return None
        total = sought.count(db, kind, code)
        part = Leaf(total, 0, 1, True) if self.pages.static else leaf(total, number, whole)
        found = sought.led_to(db, kind, code, EVERY if self.pages.static else part.size, part.first)
        return self.pages.render(
            "about",
            words,
            kind=kind,
            title=words.law(name) if kind == "law" else name,
            part=part,
            found=found,
            asked="",
        )

    def browse(self, words: Words) -> str:
        """The groups to look around in, with how many guides each has."""
        return self.pages.render("browse", words, ways=self.ways(), asked="")

    def ways(self) -> list[tuple[str, list[tuple[str, str, int]]]]:
        """Every way to look around with its groups."""
        return [self._way(way) for way in ORDER]

    def _way(self, way: str) -> tuple[str, list[tuple[str, str, int]]]:
        """One way to look around, and its groups that have any guide: code, name, how many. Counted once for what is
        published.
        """
        return self._ways(way, self._wanted())

    def _count_way(self, way: str, mark: str) -> tuple[str, list[tuple[str, str, int]]]:
        db = self.pages.db()
        counts = sought.counts(db, way)
        names = (
            {code: sought.name(db, way, code) for code in counts}
            if way == "department"
            else {code: name for (kind, code), name in group_names().items() if kind == way}
        )
        return way, [(code, name, counts[code]) for code, name in names.items() if code in counts]


ABOUT = ("document", "law", "department")
"""What is found and leads to guides."""
ORDER = tuple(way for way in ("event", "person", "department") if way in WAYS)
"""The ways to look around, those that need no knowledge of offices first."""


def group_names() -> Mapping[tuple[str, str], str]:
    """(way, code) -> the name of every group by which people look around, except offices."""
    return {
        (way, code): name
        for way, groups in browsing.groups().items()
        for code, name in (*((group.code, group.name) for group in groups), (OTHER, say("{name}", name=OTHER_NAME)))
    }


class Search:
    """The same as answers to requests."""

    def __init__(self, site: Site) -> None:
        self.site, self.finding = site, Finding(site.pages)
        self._searching: CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/browse", self.browse, methods=["GET", "HEAD"]),
            Route("/missed", self.missed, methods=["POST"]),
            Route("/missed", self.browse, methods=["GET", "HEAD"]),  # another language of the answer
            Route("/about/{kind}/{code:path}", self.about, methods=["GET", "HEAD"]),
        ]

    async def answer(self, request: Request, words: Words, asked: str) -> Response:
        """What somebody typed into the field. One search after the other goes on beside the other pages: whoever asks
        for much keeps nobody from reading.
        """
        self._searching = self._searching or CapacityLimiter(1)
        if not self.finding.is_number(asked):
            await to_thread.run_sync(self.finding.hits, asked, limiter=self._searching)
        return self.site.html(words, self.finding.answer(words, asked, *_asked_of(request)))

    def unreadable(self, words: Words, asked: str) -> Response | None:
        """What was typed where a code belongs, if that is anything of ours."""
        try:
            typed = read_typed(asked, self.site.pages.hall().get("tag", ""))
        except Refusal:  # nothing is published yet: then there is no paper either
            return None
        return self.site.html(words, self.finding.typed(words, typed, asked), 404) if typed else None

    async def about(self, request: Request) -> Response:
        """What one thing leads to."""
        words = _words(request)
        number, whole = _asked_of(request)
        words.asked = ("&all=1" if whole else f"&page={number}") if number or whole else ""
        kind, code = (request.path_params[part][:200] for part in ("kind", "code"))
        text = self.finding.about(words, kind, code, number, whole)
        return self.site.html(words, text) if text else self.site.answer(words, "no-page", 404)

    async def browse(self, request: Request) -> Response:
        """Looking around."""
        words = _words(request)
        return self.site.html(words, self.finding.browse(words))

    async def missed(self, request: Request) -> Response:
        """Let the hall know what found nothing: sealed, the words alone, kept only if they can be nobody's."""
        words, site = _words(request), self.site
        fields = await read_form(request, site.asker(request))
        asked = send.readable(fields.get("q", [""])[0]).strip()[:LONGEST]
        if not asked:
            return site.answer(words, "no-page", 404)
        if not site.may_send(request):
            return site.answer(words, "too-many", 429)
        message = {"words": asked, "nonce": secrets.token_hex(16)}  # or its digest would tell what was asked for
        key, drawer = site.pages.hall()["inbox_key"], sha256(RemarkKind.MISSED.encode()).hexdigest()
        try:
            await run_in_threadpool(send.put, site.inbox, key, RemarkKind.MISSED, drawer, message, [])
        except send.Full:
            return site.answer(words, "full", 503)
        return site.answer(words, "heard", 200)


def _asked_of(request: Request) -> tuple[int, bool]:
    from counter.site.app import page_of

    return page_of(request), request.query_params.get("all") == "1"


def _words(request: Request) -> Words:
    from counter.site.app import words_of

    return words_of(request)
