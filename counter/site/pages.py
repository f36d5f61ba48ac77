"""Reading public.db and making pages of it; nothing here knows of requests, so the static export uses it too."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from counter import phrases
from counter.errors import Refusal
from counter.site.view import Words, case_view, guide_view, review_view, ticket_view
from counter.store import driver, public

HERE = Path(__file__).resolve().parent
TEMPLATES = ("home", "case", "ticket", "answer", "guide", "guides", "forms", "form", "review", "sent", "send")
PER_PAGE = 30


class Pages:
    """One public.db and the templates. Connections are per thread; the file may come, go and be made anew meanwhile."""

    def __init__(self, public_db: Path, *, static: bool = False) -> None:
        self.path = public_db
        self.static = static
        self._local = threading.local()
        environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._templates = {name: environment.get_template(f"{name}.html") for name in TEMPLATES}

    def db(self) -> driver.Connection:
        """This thread's connection to the present public.db. Raises Refusal when there is none."""
        try:
            inode = self.path.stat().st_ino
        except OSError:
            raise Refusal("没有公开数据") from None
        held = getattr(self._local, "held", None)
        if held is None or held[0] != inode:
            if held is not None:
                held[1].close()
            held = self._local.held = (inode, public.open_read_only(self.path))
            self._local.meta = (None, {})
        return held[1]

    def hall(self) -> dict[str, str]:
        """The facts of the hall, read again when public.db has changed. Raises Refusal when there is none."""
        db = self.db()
        version = db.execute("PRAGMA data_version").fetchone()[0]
        if self._local.meta[0] != version:
            self._local.meta = (version, public.meta(db))
        return self._local.meta[1]

    def render(self, name: str, words: Words, **values: Any) -> str:
        """A page as text."""
        try:
            hall = self.hall()
        except (Refusal, driver.Error):
            hall = {}
        return self._templates[name].render(w=words, hall=hall, languages=phrases.LANGUAGES, static=self.static, **values)

    def today(self) -> str:
        """The hall's day (ISO); where a training hall stands still, its own."""
        hall = self.hall()
        zone = ZoneInfo(hall.get("timezone", "Asia/Shanghai"))
        if hall.get("training") == "yes" and hall.get("published_at"):
            return datetime.fromtimestamp(int(hall["published_at"]) / 1000, zone).date().isoformat()
        return datetime.now(zone).date().isoformat()

    def found(self, page: public.Page, words: Words, code: str = "", waits: tuple[str, ...] = ()) -> str:
        """The page of a case, a ticket or a pre-review. `waits` names kinds that are still on their way into the hall."""
        if page.kind == "ticket":
            return self.render("ticket", words, t=ticket_view(self.db(), page, words))
        if page.kind == "pre-review":
            return self.render("review", words, r=review_view(page, words, code))
        return self.render("case", words, c=case_view(page, words, self.hall(), self.today(), waits), code=code)

    def home(self, words: Words) -> str:
        """Search, the lines, the bundles."""
        bundles = public.search(self.db(), "", kind="bundle")
        return self.render("home", words, lines=public.lines(self.db()), bundles=bundles, asked="")

    def guides(self, words: Words, asked: str = "", page: int = 0) -> str:
        """Guides that fit the words, thirty to a page."""
        found = public.search(self.db(), asked, limit=PER_PAGE + 1, offset=page * PER_PAGE)
        more = page + 1 if len(found) > PER_PAGE else 0
        return self.render("guides", words, asked=asked, found=found[:PER_PAGE], more=more)

    def guide(self, words: Words, code: str) -> str | None:
        """One guide; None where there is none."""
        found = public.guide(self.db(), code)
        return self.render("guide", words, g=guide_view(found, words)) if found else None

    def forms(self, words: Words) -> str:
        """Every item whose papers can be prepared at home."""
        return self.render("forms", words, found=public.search(self.db(), "", limit=5000, kind="item"))

    def form(self, words: Words, code: str) -> str | None:
        """The blank application of one item, for printing and filling in."""
        found = public.guide(self.db(), code)
        return self.render("form", words, g=guide_view(found, words)) if found else None
