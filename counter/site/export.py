"""The same pages as files, for a public web server on the other side of a network gap.

A case's page lies under the hash of its code (`s/ab/abcd….en.html`), so that whoever carries or lists the files learns
no code. `code.html` with its small script turns a scanned or typed code into that hash in the visitor's browser;
`find.html` with another looks guides up there, and `browse.html` needs none. The README.txt beside them tells the rules
that a server needs. Every page says when it was written, and nothing that is true at that moment only. Beside each file
lies the same compressed (`.gz`). The same public.db gives the same bytes.

Running again writes only what changed since (a page that says the same keeps the time at which it was written; the home
pages say up to when all are), and removes guides, posts and links that are no more; all pages are written again where
what stands on each of them has changed, or the hall was made again from a backup.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from counter import phrases
from counter.errors import Refusal
from counter.hall.files_out import Folder, folder_of_pages
from counter.hall.grounds import Grounds
from counter.phrases.said import say, verbatim
from counter.site import crawlers, directory_pages
from counter.site.finding import Finding
from counter.site.index_file import IndexFile
from counter.site.pages import AGE, HERE, Pages
from counter.site.view import StaticWords, static_name
from counter.store import public, public_posts, sought, spoken

STATE = "export.json"
OF_PAGES = ("guides", "forms", "links", "posts")
"""Folders in which a page whose thing is no more is taken away."""
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".atom")
_AGED = re.compile(rb'<p class="as-of">[^<]*</p>')
_ON_EVERY_PAGE = ("hall", "training", "phone", "place", "way", "complaint")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: files written, files that were right already, the journal's number it stands at."""

    written: int
    unchanged: int
    seq: int

    def __str__(self) -> str:
        return say(
            "写出 {n} 个文件，{unchanged} 个没有变化；截至日志第 {seq} 条",
            n=self.written,
            unchanged=self.unchanged,
            seq=self.seq,
        )


def _form(hall: dict[str, str]) -> str:
    """By which it is known that pages of an unchanged case would look different now: the tables, what stands on every
    page, and the program's own templates, words and code.
    """
    digest = hashlib.sha256(json.dumps([hall["form"], *(hall.get(fact, "") for fact in _ON_EVERY_PAGE)]).encode())
    words = (*phrases.FOLDER.rglob("*.toml"), *phrases.FOLDER.rglob("*.po"), spoken.TABLE)
    for file in sorted([*HERE.rglob("*.html"), *HERE.glob("*.py"), *words]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Export:
    """One export of one public.db into one folder."""

    def __init__(self, public_db: Path, folder: Path) -> None:
        self.pages, self.folder = Pages(public_db, static=True), folder
        self.grounds = Grounds(public_db.parent.parent)
        self._pages_out: Folder
        self._known: dict[str, object] = {}
        self.written = self.unchanged = 0
        self._age = cache(lambda language, key: self.pages.written(StaticWords(language), key).encode())

    def run(self) -> Exported:
        """Write what is new. Raises Refusal where there is nothing to export or nowhere to write."""
        hall = self.pages.hall()
        seq = int(hall["seq"])
        stands: dict[str, object] = {
            "seq": seq,
            "tag": hall.get("tag", ""),
            "made": hall.get("made", ""),
            "form": _form(hall),
            "sought": self._to_be_found(),
        }
        with folder_of_pages(self.folder, self.grounds, new=False) as self._pages_out:
            return self._bring_up_to(seq, stands)

    def _bring_up_to(self, seq: int, stands: dict[str, object]) -> Exported:
        try:
            before = self._before(stands)
            anew = before < 0 or self._known.get("sought") != stands["sought"]
            self._fixed_pages(around=anew)
            if anew:
                self._index_files()
            if before < 0:
                self._remove_what_nothing_leads_to()
            for code_hash, page in self._changed(before):
                for language in phrases.LANGUAGES:
                    place = f"s/{code_hash[:2]}/{code_hash}"
                    words = StaticWords(language, f"/{place}")
                    self._write(f"{place}.{language}.html", self.pages.found(page, words), words)
            if hasattr(os, "sync"):
                os.sync()  # once for all: the state below must not outlive the files it speaks of
            self._write(STATE, json.dumps(stands))
        except OSError as error:
            raise Refusal(
                "catalogue.file-not-written",
                say("写不了 {folder}（{strerror}）", folder=verbatim(self.folder), strerror=error.strerror),
                next=say("请检查目录和磁盘空间"),
            ) from error
        return Exported(self.written, self.unchanged, seq)

    def _to_be_found(self) -> str:
        """Moves when something else can be found, or is listed otherwise."""
        listed = [tuple(row) for row in public.listed(self.pages.db(), 1_000_000)]
        return self.pages.hall().get(sought.MARK, "") + hashlib.sha256(repr(listed).encode()).hexdigest()[:32]

    def _before(self, stands: dict[str, object]) -> int:
        """The journal's number the folder stands at; -1 where everything must be written."""
        try:
            known = json.loads((self.folder / STATE).read_text("utf-8"))
        except (OSError, ValueError):
            return -1
        self._known = known if isinstance(known, dict) else {}
        if not isinstance(known, dict) or any(known.get(part) != stands[part] for part in ("tag", "made", "form")):
            return -1
        seq = known.get("seq")
        return seq if isinstance(seq, int) and 0 <= seq <= int(str(seq)) else -1

    def _changed(self, before: int) -> Iterator[tuple[str, public.Page]]:
        yield from public.changed_since(self.pages.db(), before)

    def _remove_what_nothing_leads_to(self) -> None:
        """Pages of cases and tickets that the hall knows no more (it was made again from a backup, or is
        another one).
        """
        for path in self.folder.glob("s/*/*.html"):
            if public.page(self.pages.db(), path.name.split(".", 1)[0]) is None:
                _remove(path)

    def _fixed_pages(self, *, around: bool) -> None:
        """Style, home, guides, forms, links, posts, the way from a code to its page, what search engines read; and the
        pages to look `around` in where these say something else than before.
        """
        pages, kept = self.pages, set[str]()
        for name in ("site.css", "code.js", "find.js", "favicon.svg"):
            self._write(f"static/{name}", (HERE / "static" / name).read_bytes())
        self._write("favicon.ico", (HERE / "static" / "favicon.ico").read_bytes())
        self._write("README.txt", (HERE / "static" / "README.txt").read_bytes())
        self._write("robots.txt", crawlers.robots(pages))
        if (sitemap := crawlers.sitemap(pages)) is not None:
            self._write("sitemap.xml", sitemap)
        finding = Finding(pages)
        for language in phrases.LANGUAGES:
            words = StaticWords(language, "/index")
            self._write(f"index.{language}.html", pages.home(words), words, fresh=True)
            for place, text in self._pages_of(finding, around=around):
                words = StaticWords(language, f"/{place}")
                self._write(f"{place}.{language}.html", text(words) or "", words)
                kept.add(f"{place}.{language}.html")
            self._write(f"posts.{language}.atom", directory_pages.feed(pages, StaticWords(language)))
        for code in public.guide_codes(pages.db(), "item"):
            if (form := public.item_form(pages.db(), code)) is not None:
                name = StaticWords("zh-Hans").own_form(code).lstrip("/")
                self._write(name, form[1])
                kept.add(name)
        for path in self.folder.glob("forms/*.docx"):
            if f"forms/{path.name}" not in kept:
                path.unlink()
        for folder in (*OF_PAGES, *(("about",) if around else ())):
            for path in self.folder.glob(f"{folder}/*.html"):
                if f"{folder}/{path.name}" not in kept:
                    _remove(path)
        for name in ("index", "code", "404"):
            self._write(f"{name}.html", (self.folder / f"{name}.zh-Hans.html").read_bytes())

    def _index_files(self) -> None:
        """What the script of `find.html` reads; asking the engine takes its time."""
        index = IndexFile(Finding(self.pages))
        for language in phrases.LANGUAGES:
            self._write(f"static/find.{language}.json", index.write(StaticWords(language)))

    def _pages_of(self, finding: Finding, *, around: bool) -> Iterator[tuple[str, Callable[[StaticWords], str | None]]]:
        """Where each page lies, and how it is made."""
        pages = self.pages
        yield "guides", pages.guides
        yield "forms", pages.forms
        yield "code", partial(pages.render, "code")
        yield "find", partial(pages.render, "search")
        yield "browse", finding.browse
        for way, groups in finding.ways() if around else ():
            for code, _, _ in groups:
                yield f"about/{static_name(f'{way}/{code}')}", partial(finding.about, kind=way, code=code)
        for kind in ("unreadable", "piece", "number", "not-found", "not-ready"):
            yield f"answer/{kind}", partial(pages.render, "answer", kind=kind, asked="")
        yield "404", partial(pages.render, "answer", kind="no-page", asked="")
        for row in public.listed(pages.db(), 100_000):
            yield f"guides/{static_name(row['code'])}", partial(pages.guide, code=row["code"])
            if row["kind"] == "item":
                yield f"forms/{static_name(row['code'])}", partial(pages.form, code=row["code"])
        yield "links", partial(directory_pages.links_page, pages)
        for category in dict.fromkeys(name for name, _ in public_posts.links(pages.db())):
            yield f"links/{static_name(category)}", partial(directory_pages.links_page, pages, category=category)
        posts = public_posts.posts(pages.db())
        yield "posts", partial(directory_pages.posts_page, pages)
        for kind in dict.fromkeys(one.kind for one in posts):
            yield f"posts/{static_name(kind)}", partial(directory_pages.posts_page, pages, kind=kind)
        for one in posts:
            yield f"posts/{one.number}", partial(directory_pages.post_page, pages, number=one.number)

    def _write(self, name: str, text: str | bytes, words: StaticWords | None = None, *, fresh: bool = False) -> None:
        """A whole file or the old one, and the same compressed; untouched where it would say the same. A page that says
        the same as before keeps the time at which it was written, unless it is to be `fresh`.
        """
        path, data = self.folder / name, text if isinstance(text, bytes) else text.encode()
        before = _read(path)
        if words is not None:
            head, _, tail = data.partition(AGE)
            age = before[len(head) : len(before) - len(tail)] if before is not None else b""
            same = before is not None and before == head + age + tail and _AGED.fullmatch(age)
            if fresh or not same:
                age = self._age(words.language, "site.as_of" if fresh else "site.written")
            data = head + age + tail
        changed = before != data
        if path.suffix in PACKED and name != STATE:
            packed = gzip.compress(data, 6, mtime=0)
            if changed or _read(path.with_name(path.name + ".gz")) != packed:
                # first: a server that prefers it must never give out an older page than the one beside it
                self._pages_out.write(f"{name}.gz", packed)
        if changed:
            self._pages_out.write(name, data)
        self.written, self.unchanged = self.written + changed, self.unchanged + (not changed)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # not there yet


def _remove(path: Path) -> None:
    path.with_name(path.name + ".gz").unlink(missing_ok=True)
    path.unlink(missing_ok=True)
