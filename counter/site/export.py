"""The same pages as files, for a public web server on the other side of a network gap.

A case's page lies under the hash of its code (`s/ab/abcd….en.html`), so that whoever carries or lists the files learns
no code. `code.html` with its small script turns a scanned code into that hash in the visitor's browser; point the
server's `404` for `/s/`, `/S/`, `/t/`, `/T/` at it. Running again writes only what changed since, and removes guides
that are in force no more; all pages are written again where what stands on each of them has changed, or the hall was
made again from a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counter import phrases
from counter.errors import Refusal
from counter.hall.files_out import Folder, folder_of_pages
from counter.hall.grounds import Grounds
from counter.phrases.said import say, verbatim
from counter.site.pages import HERE, Pages
from counter.site.view import StaticWords, static_name
from counter.store import public

STATE = "export.json"
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
    for file in sorted(
        [*HERE.rglob("*.html"), *HERE.glob("*.py"), *phrases.FOLDER.rglob("*.toml"), *phrases.FOLDER.rglob("*.po")]
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Export:
    """One export of one public.db into one folder."""

    def __init__(self, public_db: Path, folder: Path) -> None:
        self.pages, self.folder = Pages(public_db, static=True), folder
        self.grounds = Grounds(public_db.parent.parent)
        self._pages_out: Folder
        self.written = self.unchanged = 0

    def run(self) -> Exported:
        """Write what is new. Raises Refusal where there is nothing to export or nowhere to write."""
        hall = self.pages.hall()
        seq = int(hall["seq"])
        stands: dict[str, object] = {
            "seq": seq,
            "tag": hall.get("tag", ""),
            "made": hall.get("made", ""),
            "form": _form(hall),
        }
        with folder_of_pages(self.folder, self.grounds, new=False) as self._pages_out:
            return self._bring_up_to(seq, stands)

    def _bring_up_to(self, seq: int, stands: dict[str, object]) -> Exported:
        try:
            before = self._before(stands)
            self._fixed_pages()
            if before < 0:
                self._remove_what_nothing_leads_to()
            for code_hash, page in self._changed(before):
                for language in phrases.LANGUAGES:
                    place = f"s/{code_hash[:2]}/{code_hash}"
                    words = StaticWords(language, f"/{place}")
                    self._write(f"{place}.{language}.html", self.pages.found(page, words))
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

    def _before(self, stands: dict[str, object]) -> int:
        """The journal's number the folder stands at; -1 where everything must be written."""
        try:
            known = json.loads((self.folder / STATE).read_text("utf-8"))
        except (OSError, ValueError):
            return -1
        if not isinstance(known, dict) or any(known.get(part) != stands[part] for part in ("tag", "made", "form")):
            return -1
        seq = known.get("seq")
        return seq if isinstance(seq, int) and 0 <= seq <= int(str(seq)) else -1

    def _changed(self, before: int) -> Iterator[tuple[str, public.Page]]:
        yield from public.changed_since(self.pages.db(), before)
        yield from public.in_line(self.pages.db())

    def _remove_what_nothing_leads_to(self) -> None:
        """Pages of cases and tickets that the hall knows no more (it was made again from a backup, or is
        another one).
        """
        for path in self.folder.glob("s/*/*.html"):
            if public.page(self.pages.db(), path.name.split(".", 1)[0]) is None:
                path.unlink(missing_ok=True)

    def _fixed_pages(self) -> None:
        """Style, home, guides, forms, the way from a code to its page."""
        for name in ("site.css", "code.js"):
            self._write(f"static/{name}", (HERE / "static" / name).read_text("utf-8"))
        guides, kept = public.listed(self.pages.db(), 100_000), set[str]()
        for language in phrases.LANGUAGES:

            def words(place: str, language: str = language) -> StaticWords:
                return StaticWords(language, f"/{place}")

            self._write(f"index.{language}.html", self.pages.home(words("index")))
            self._write(f"guides.{language}.html", self.pages.guides(words("guides")))
            self._write(f"forms.{language}.html", self.pages.forms(words("forms")))
            self._write(f"code.{language}.html", self.pages.render("code", words("code")))
            for kind in ("unreadable", "not-found", "not-ready"):
                self._write(
                    f"answer/{kind}.{language}.html",
                    self.pages.render("answer", words(f"answer/{kind}"), kind=kind, asked=""),
                )
            for row in guides:
                for folder, page in (("guides", self.pages.guide), ("forms", self.pages.form)):
                    if folder == "guides" or row["kind"] == "item":
                        place = f"{folder}/{static_name(row['code'])}"
                        self._write(f"{place}.{language}.html", page(words(place), row["code"]) or "")
                        kept.add(f"{place}.{language}.html")
        for folder in ("guides", "forms"):
            for path in self.folder.glob(f"{folder}/*.html"):
                if f"{folder}/{path.name}" not in kept:
                    path.unlink()
        for name in ("index", "code"):
            self._write(f"{name}.html", (self.folder / f"{name}.zh-Hans.html").read_text("utf-8"))

    def _write(self, name: str, text: str | bytes) -> None:
        """A whole file or the old one; untouched where nothing changed."""
        path, data = self.folder / name, text if isinstance(text, bytes) else text.encode()
        try:
            if path.read_bytes() == data:
                self.unchanged += 1
                return
        except OSError:
            pass  # not there yet
        self._pages_out.write(name, data)
        self.written += 1
