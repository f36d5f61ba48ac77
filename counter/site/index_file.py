"""What the pages as files are searched by, without a server: one file for each language, and a small script that reads
it in the visitor's browser (static/find.js). What somebody types stays there.

The script only looks texts up. What needs the windows' engine, which guides people mean by everyday words, was asked of
it when the file was written, once for every word of data/synonyms.toml.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from counter import phrases
from counter.site.finding import Finding
from counter.store import driver, public, sought, spoken
from counter.store.search import MATTERS

if TYPE_CHECKING:
    from counter.site.view import StaticWords

MOST_MEANT = 8
"""Guides that one everyday word leads to."""


class IndexFile:
    """The texts and the everyday words of one public.db."""

    def __init__(self, finding: Finding) -> None:
        db = finding.pages.db()
        self.guides = public.listed(db, 1_000_000)
        self.texts = {
            row["code"]: (_folded(row["pinyin"]), row["initials"], row["extra"].lower()) for row in sought.matters(db)
        }
        places = {row["code"]: place for place, row in enumerate(self.guides)}
        meant = _meant(finding, finding.pages.hall().get(sought.MARK, ""))
        self.said = {word: at for word, codes in meant if (at := [places[code] for code in codes if code in places])}

    def write(self, words: StaticWords) -> str:
        """The file of one language: guides as [address, name, whose, text], `said` as word -> places in them, `passed`
        what a question is put into.
        """
        said = {_folded(form): at for word, at in self.said.items() for form in _forms(word)}
        guides = [
            [
                words.link(f"guides/{row['code']}"),
                words.text(row["name"]),
                words.text(row["department"]),
                self._text(row),
            ]
            for row in self.guides
        ]
        passed = [form for word in spoken.PASSED for form in _forms(word)]
        return json.dumps({"guides": guides, "said": said, "passed": passed}, ensure_ascii=False, separators=(",", ":"))

    def _text(self, row: driver.Row) -> str:
        """What a guide is found by: its name in every language, its sounds and its other words."""
        names = map(_folded, (*_forms(row["name"]), phrases.content("en", row["name"])))
        return " ".join(dict.fromkeys((*names, *self.texts.get(row["code"], ()))))


_asked: dict[str, tuple[tuple[str, list[str]], ...]] = {}
"""What the engine said last, by the mark of what can be found."""


def _meant(finding: Finding, mark: str) -> tuple[tuple[str, list[str]], ...]:
    """Every everyday word with the codes of the guides that it means, the best first."""
    if mark not in _asked:
        index = finding.index()
        words = dict.fromkeys((*spoken.table(), *index.own))
        _asked.clear()
        _asked[mark] = tuple((word, [hit.code for hit in index.find(word, MATTERS, MOST_MEANT)]) for word in words)
    return _asked[mark]


def _forms(text: str) -> tuple[str, ...]:
    """A text in both writings."""
    return tuple(dict.fromkeys((text, phrases.content("zh-Hant", text))))


def _folded(text: str) -> str:
    """As the script folds what is typed."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
