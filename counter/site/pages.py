"""Reading public.db and making pages of it; nothing here knows of requests, so the static export uses it too."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from markupsafe import escape

from counter import phrases
from counter.errors import Next, Refusal
from counter.phrases.said import say, verbatim
from counter.rules.arrival import ArrivalKind
from counter.rules.my_list import ListReading, answers_at, make_list, matter_mark, read_tagged_list
from counter.rules.numbers import grouped
from counter.site.booking_view import booking_view
from counter.site.casepage import CasePieces
from counter.site.opening import opening_days, opening_words
from counter.site.situation import address_of_answers, answers_in, read, situation_view
from counter.site.view import StaticWords, Words, guide_view, review_view, ticket_view
from counter.store import driver, listing, public

HERE = Path(__file__).resolve().parent
TEMPLATES = (
    *("base", "home", "ticket", "answer", "guide", "guides", "forms", "form", "review", "sent", "send", "code"),
    *("check", "links", "posts", "post", "found", "typed", "about", "browse", "list"),
    *("search", "book", "booking", "booking_cancel", "tell", "stop"),
)
INDEXED = frozenset({"home", "guide", "guides", "forms", "form", "links", "posts", "post"})
"""Pages that search engines may keep, as long as nobody's question is answered on them."""
PER_PAGE = 30
FRESH_S = 0.1
"""How long the facts of the hall and of the file are believed before they are looked at again."""

KEPT_PAGES = 4_096
"""Made pages of cases that are kept, some 8 KB each."""

_FRAME_FACTS = ("hall", "training", "phone")
_CASE_FACTS = (*_FRAME_FACTS, "place", "hours", "telling")
_TITLE, _PATH, _MAIN, _ASKED, _ROBOTS = "\ue000", "\ue001", "\ue002", "\ue006", "\ue007"
"""Where a page's own parts go in the frame that all pages share."""

_STALE, _AS_OF = "\ue004", "\ue005"
"""Where a page says how old it is: filled in each time, so that a made page can be kept."""
AGE = _AS_OF.encode()
"""The same in a static page, until it is written."""

LATE_MS = 15 * 60_000
"""The hall gives a sign of life every minute; after this time without one a page warns."""


@cache
def _environment() -> Environment:
    """The templates, compiled once in a process."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


class _Known(threading.local):
    """What one thread knows of public.db: its connection, the file that it has open, and what stands in it."""

    db: driver.Connection
    inode: int | None
    version: int | None
    facts: dict[str, str]
    around: tuple[str, ...]
    day: str
    told: str
    stamps: dict[str, tuple[str, str]]
    looked: float


class Pages:
    """One public.db and the templates. Connections are per thread; the file may come, go and be made anew meanwhile."""

    def __init__(self, public_db: Path, *, static: bool = False) -> None:
        self.path = public_db
        self.static = static
        self._local = _Known()
        environment = _environment()
        self._templates = {name: environment.get_template(f"{name}.html") for name in TEMPLATES}
        self._frame = lru_cache(maxsize=64)(self._make_frame)
        self._pieces = CasePieces(environment)
        self._made = lru_cache(maxsize=KEPT_PAGES)(self._make_case)

    def db(self) -> driver.Connection:
        """This thread's connection to the present public.db. Raises Refusal when there is none."""
        local, now = self._local, time.monotonic()
        if now - getattr(local, "looked", -1.0) < FRESH_S:
            return local.db
        try:
            inode = self.path.stat().st_ino
        except OSError:
            local.looked = -1.0
            raise Refusal(
                "page.public-data-missing",
                say("没有公开数据 {path}", path=verbatim(self.path)),
                rule=say("公开数据由大厅后台写出"),
                next=Next.by("run", say("请先运行大厅后台")),
            ) from None
        if getattr(local, "inode", None) != inode:
            if getattr(local, "db", None) is not None:
                local.db.close()
            local.db, local.inode, local.version = public.open_read_only(self.path), inode, None
        version = public.version(local.db)
        if version != local.version:
            local.facts, local.version = public.meta(local.db), version
            local.around = tuple(local.facts.get(fact, "") for fact in _CASE_FACTS)
        local.day, local.known, local.stamps = *self._days(local.facts), {}
        local.looked = now
        return local.db

    def hall(self) -> dict[str, str]:
        """The facts of the hall. Raises Refusal when there are none."""
        self.db()
        return self._local.facts

    def today(self) -> str:
        """The hall's day (ISO); where a training hall stands still, its own."""
        self.db()
        return self._local.day

    @staticmethod
    def _days(hall: dict[str, str]) -> tuple[str, str]:
        """Today, and the day up to which the hall has told what happened; one and the same where a clock
        stands still.
        """
        zone = ZoneInfo(hall.get("timezone", "Asia/Shanghai"))
        told = datetime.fromtimestamp(int(hall.get("published_at", "0")) / 1000, zone).date().isoformat()
        return (told if hall.get("standing") == "yes" else datetime.now(zone).date().isoformat()), told

    def clock(self) -> tuple[datetime, datetime]:
        """Now in the hall, and the moment up to which it has told."""
        facts = self.hall()
        zone = ZoneInfo(facts.get("timezone", "Asia/Shanghai"))
        told = datetime.fromtimestamp(int(facts.get("published_at", "0")) / 1000, zone)
        return (told if facts.get("standing") == "yes" else datetime.now(zone)), told

    def _stamps(self, words: Words) -> tuple[str, str]:
        """A warning where the hall has not told anything for a while, and the moment up to which it has."""
        stamps = self._local.stamps
        if words.language not in stamps:
            facts = self._local.facts
            zone, told = ZoneInfo(facts.get("timezone", "Asia/Shanghai")), int(facts.get("published_at", "0"))
            at = datetime.fromtimestamp(told / 1000, zone)
            said = {"date": words.day(at.date().isoformat()), "time": f"{at:%H:%M}"}
            late = facts.get("standing") != "yes" and time.time_ns() // 1_000_000 - told > LATE_MS
            stamps[words.language] = (
                f'<p class="late">{escape(words("site.stale", **said))}</p>' if late else "",
                f'<p class="as-of">{escape(words("site.as_of", **said))}</p>',
            )
        return stamps[words.language]

    def stamped(self, text: str, words: Words) -> str:
        """A page with its age in it. Static pages keep a mark there: whoever writes them knows whether they are
        new.
        """
        if self.static:
            return text.replace(_STALE, "")
        stale, as_of = self._stamps(words) if hasattr(self._local, "stamps") else ("", "")
        return text.replace(_STALE, stale).replace(_AS_OF, as_of)

    def written(self, words: Words, key: str = "site.written") -> str:
        """What a static page says in the place of its mark: when it was written."""
        facts = self.hall()
        at = datetime.fromtimestamp(
            int(facts.get("published_at", "0")) / 1000, ZoneInfo(facts.get("timezone", "Asia/Shanghai"))
        )
        said = words(key, date=words.day(at.date().isoformat()), time=f"{at:%H:%M}")
        return f'<p class="as-of">{escape(said)}</p>'

    def _make_frame(self, language: str, linked: bool, hall: tuple[str, ...]) -> list[str]:
        """What stands around every page, cut where the title, the address and the page itself belong."""
        words = (StaticWords if self.static else Words)(language, _PATH, linked)
        facts = dict(zip(_FRAME_FACTS, hall, strict=True))
        text = self._templates["base"].render(
            w=words,
            hall=facts,
            languages=phrases.LANGUAGES,
            static=self.static,
            title=_TITLE,
            main=_MAIN,
            path=_PATH,
            asked=_ASKED,
            stale=_STALE,
            as_of=_AS_OF,
            robots=_ROBOTS,
        )
        return re.split(f"([{_TITLE}{_PATH}{_MAIN}{_ASKED}{_ROBOTS}])", text)

    def render(self, name: str, words: Words, **values: Any) -> str:
        """A page as text: its own two blocks inside the common frame."""
        try:
            hall = self.hall()
        except (Refusal, driver.Error):
            hall = {}
        template = self._templates[name]
        context = template.new_context({"w": words, "hall": hall, "static": self.static, **values})
        title = "".join(template.blocks["title"](context)) if "title" in template.blocks else escape(words("site.name"))
        main, indexed = "".join(template.blocks["main"](context)), name in INDEXED and not words.asked
        return self.stamped(self.framed(words, title, main, hall, indexed=indexed), words)

    def framed(
        self, words: Words, title: str, main: str, hall: dict[str, str] | None = None, *, indexed: bool = False
    ) -> str:
        """A page's own parts in the frame that all pages share; nobody's search finds it unless it is `indexed`."""
        facts = self.hall() if hall is None else hall
        frame = self._frame(words.language, words.linked, tuple(facts.get(fact, "") for fact in _FRAME_FACTS))
        own = {_TITLE: title, _PATH: escape(words.address), _MAIN: main, _ASKED: escape(words.asked)}
        own[_ROBOTS] = "index, follow" if indexed else "noindex, nofollow"
        return "".join([own.get(piece, piece) for piece in frame])

    def found(self, page: public.Page, words: Words, code: str = "", waits: tuple[str, ...] = ()) -> bytes:
        """The page of a case, a ticket, a pre-review or a booking. `waits` names kinds that are still on their way
        into the hall.
        """
        if page.kind == "ticket":
            return self.render("ticket", words, t=ticket_view(self.db(), page, words, lasting=self.static)).encode()
        if page.kind == ArrivalKind.PRE_REVIEW:
            return self.render("review", words, r=review_view(page, words, code)).encode()
        if page.kind == ArrivalKind.BOOKING:
            return self.render("booking", words, b=booking_view(page.facts, words, code, waits)).encode()
        self.db()
        local = self._local
        days = ("", "") if self.static else (local.day, local.known)
        made = self._made(
            page.text, words.language, words.linked, words.path, "" if self.static else code, days, waits, local.around
        )
        if self.static:
            return made.replace(_STALE.encode(), b"")
        stale, as_of = self._stamps(words)
        return made.replace(_STALE.encode(), stale.encode()).replace(_AS_OF.encode(), as_of.encode())

    def _make_case(
        self,
        text: str,
        language: str,
        linked: bool,
        path: str,
        code: str,
        days: tuple[str, str],
        waits: tuple[str, ...],
        around: tuple[str, ...],
    ) -> bytes:
        """A case's page from everything it depends on: people look again and again at what has not changed."""
        words = (StaticWords if self.static else Words)(language, path, linked)
        hall = dict(zip(_CASE_FACTS, around, strict=True))
        title, main = self._pieces.put_together(listing.read(text), words, hall, days, code, waits)
        return self.framed(words, title, main, hall).encode()

    def words(self, language: str) -> Words:
        """A language chosen by link, with the addresses that this kind of page has."""
        return (StaticWords if self.static else Words)(language, linked=True)

    def home(self, words: Words) -> str:
        """Search, the lines, the bundles, when the hall is open and how busy it will be, the newest posts."""
        from counter.site.directory_pages import busy_view, newest

        bundles = public.listed(self.db(), PER_PAGE, kind="bundle")
        hours = json.loads(self.hall().get("hours", "{}"))
        opening = opening_days(hours, words) if self.static else self.opening(words)
        busy, busy_as_of = busy_view(self, words)
        return self.render(
            "home",
            words,
            lines=public.lines(self.db()),
            bundles=bundles,
            opening=opening,
            asked="",
            busy=busy,
            busy_as_of=busy_as_of,
            posts=newest(self, words),
        )

    def opening_on_guides(self, words: Words) -> str:
        """When the hall is open: today and next; on a static page, which is read on any day, what is usual."""
        if not self.static:
            return self.opening(words)
        open_days = [said for said in json.loads(self.hall().get("hours", "{}")).values() if said]
        return words("list.usual_hours", hours=max(open_days, key=open_days.count)) if open_days else ""

    def opening(self, words: Words) -> str:
        """When the hall is open: today and next."""
        return opening_words(json.loads(self.hall().get("hours", "{}")), "" if self.static else self.today(), words)

    def guides(self, words: Words, page: int = 0) -> str:
        """All guides, thirty to a page (all of them on a static page)."""
        found, more = self._some(page)
        return self.render("guides", words, found=found, more=more, total=public.count(self.db()), asked="")

    def guide(self, words: Words, code: str, asked: Mapping[str, str] | None = None) -> str | None:
        """One guide, its papers by the answers in the page's address (`asked`); None where there is none."""
        found = public.guide(self.db(), code)
        if not found:
            return None
        seen = read(self.db(), found, answers_in(asked or {}))
        return self.render(
            "guide",
            words,
            g=guide_view(found, words),
            m=situation_view(seen, words),
            opening=self.opening_on_guides(words),
            mine=address_of_answers(seen.demand.answers),
        )

    def my_list(self, words: Words, code: str, asked: Mapping[str, str]) -> str | None:
        """What somebody has to bring by their answers, with the code for the window; None where there is no guide."""
        from counter.paper.qr import svg_path

        found = public.guide(self.db(), code)
        if not found:
            return None
        seen, hall = read(self.db(), found, answers_in(asked)), self.hall()
        text = make_list(bytes.fromhex(hall["list_key"]), hall["tag"], seen.mine)
        side, path = svg_path(text)
        return self.render(
            "list",
            words,
            g=guide_view(found, words),
            m=situation_view(seen, words),
            opening=self.opening(words),
            mine=address_of_answers(seen.demand.answers),
            code=grouped(text),
            side=side,
            path=path,
            today=words.day(self.today()),
        )

    def listed(self, text: str) -> tuple[str, str] | None:
        """What a list's code means to the guides of today: the code of the guide and its answers, as an address has
        them; None where it is no list of this hall or its matter is done no more.
        """
        hall = self.hall()
        reading, mine = read_tagged_list(bytes.fromhex(hall["list_key"]), hall["tag"], text)
        if reading is not ListReading.FINE or mine is None:
            return None
        code = next(
            (one for one in public.guide_codes(self.db(), mine.kind) if matter_mark(mine.kind, one) == mine.matter), ""
        )
        found = public.guide(self.db(), code)
        if not found:
            return None
        same = found["version"] == mine.version
        asked = answers_at(read(self.db(), found, {}).demand.situations, mine.answers) if same else {}
        return code, address_of_answers(asked)

    def forms(self, words: Words, page: int = 0) -> str:
        """Every item whose papers can be prepared at home; as many to a page as of guides."""
        found, more = self._some(page, "item")
        return self.render("forms", words, found=found, more=more)

    def _some(self, page: int, kind: str = "") -> tuple[list[driver.Row], int]:
        """Guides of one page, and the number of the next page or 0; a static page has them all."""
        size = 100_000 if self.static else PER_PAGE
        found = public.listed(self.db(), size + 1, page * size, kind)
        return found[:size], page + 1 if len(found) > size else 0

    def form(self, words: Words, code: str) -> str | None:
        """The blank application of one item, for printing and filling in."""
        found = public.guide(self.db(), code)
        return self.render("form", words, g=guide_view(found, words)) if found else None
