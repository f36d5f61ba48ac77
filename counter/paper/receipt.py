"""What a paper says: the facts an act wrote, put into one description that every width and machine renders from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counter import phrases
from counter.acts.paper.notices import table
from counter.acts.paper.writing import address_of, code_of
from counter.hall import Hall
from counter.rules import numbers
from counter.rules.notice import SCANNED, SEALED, SIGNED, NoticeKind

if TYPE_CHECKING:
    from counter.hall.open import OpenHall
    from counter.store.papers import Paper


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of words: a head and rows of equal length."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper, said once. `copy` is 0 for the first print of each of `copies_of`; above that it is a COPY."""

    number: str
    kind: str
    title: str
    hall: str
    date: str
    big_label: str
    big: str
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    seal: str = ""
    sign: bool = False
    address: str = ""
    code: str = ""
    scan: str = ""
    copy: int = 0
    copies_of: int = 1
    training: bool = False
    samples: bool = False
    duty: tuple[str, ...] = ()
    """What is left for the citizen to do, and until when: it stands first and bold."""
    opening: str = ""
    large: bool = False
    served: bool = False
    """Goes with a receipt of service, for its date starts a clock."""
    language: str = "zh-Hans"

    @property
    def copy_mark(self) -> str:
        """`COPY n` on whatever was or may have been printed before; which of two on a paper in two copies."""
        if self.copy >= self.copies_of:
            return self.says("copy", number=self.copy - self.copies_of + 2)
        return self.says("of_several", count=self.copies_of, number=self.copy + 1) if self.copies_of > 1 else ""

    def says(self, key: str, **values: object) -> str:
        """A fixed word of papers in the sheet's language."""
        return phrases.say(self.language, f"paper.{key}", **values)


def sheet_of(hall: OpenHall, paper: Paper, copy: int = 0, language: str = "") -> Sheet:
    """Describe a paper of this hall, in the language it was written for or another.

    The tracking code is derived here and now, or came with the paper from whoever has the hall's key; the store has
    none.
    """
    from counter.paper.language import in_language

    content = paper.content
    label, big = _large(paper, content)
    lines = [(str(a), str(b)) for a, b in content.get("lines", [])]
    for key in ("case", "acceptance", "ticket"):
        name = phrases.say("zh-Hans", f"paper.{key}")
        value = str(content.get(key) or "")
        if value and value != big and not any(value == said for _, said in lines):
            lines.insert(0, (name, value))
    owner = content.get("code_of") or {}
    code = paper.code
    if owner and not code and isinstance(hall, Hall):
        code = code_of(hall, owner["kind"], int(owner["id"]))
    formal = paper.kind in SEALED
    form = table().forms.get((str(content.get("form")), str(content.get("type"))))
    said = _chinese_days if formal else str
    sheet = Sheet(
        number=paper.number,
        kind=paper.kind,
        title=str(content.get("title") or titles().get(paper.kind, paper.kind)),
        hall=hall.settings["name"],
        date=said(content.get("date") or paper.business_date),
        big_label=label,
        big=big,
        lines=tuple((label, said(text)) for label, text in lines),
        tables=tuple(_table(t, said) for t in content.get("tables", []) if t.get("rows")),
        notes=tuple(said(n) for n in content.get("notes", [])),
        seal=str(content.get("seal") or (hall.settings["name"] if paper.kind in SEALED else "")),
        sign=paper.kind in SIGNED,
        address=address_of(hall, code) if code else str(content.get("address", "")),
        code=code,
        copy=copy,
        scan=phrases.say("zh-Hans", f"paper.scan_{scanned(paper.kind, code)}")
        if code
        else str(content.get("scan", "")),
        copies_of=int(content.get("copies_of", 1)),
        training=hall.training,
        samples=bool(content.get("samples")),
        duty=tuple(said(one) for one in content.get("duty", ())),
        opening=str(content.get("opening", "")),
        large=bool(content.get("large")),
        served=form.served if form else False,
    )
    return in_language(sheet, language or str(content.get("language", "")))


def scanned(kind: str, code: str) -> str:
    """What the code on a paper is good for."""
    return "check" if numbers.kind_of(code) == "party" else kind if kind in SCANNED else "case"


def titles() -> dict[str, str]:
    """Kind of paper -> its name, where the content gives none."""
    return {
        key.removeprefix("papers."): str(name) for key, name in phrases.originals().items() if key.startswith("papers.")
    }


def _large(paper: Paper, content: dict[str, Any]) -> tuple[str, str]:
    """The one number that stands large: the ticket's on a ticket, the case's on everything else."""
    if paper.kind == NoticeKind.TICKET:
        return phrases.say("zh-Hans", "paper.your_number"), str(content.get("ticket") or "")
    if content.get("case"):
        return phrases.say("zh-Hans", "paper.case"), str(content["case"])
    return "", ""


_LOOSE = re.compile(
    r"(?<=[0-9]日) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[0-9]{4}年)"
    r"|(?<=[0-9]) (?=[个份次件项])|(?<=[\u4e00-\u9fff]) (?=[0-9]+ ?[个份次件项])"
)
"""Blanks round dates and counts, which the screen wants and an official paper doesn't."""
_DAY = re.compile(r"(?<![0-9-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")


def _chinese_days(text: object) -> str:
    """Dates and counts as an official paper writes them: 2026年11月24日前, 3个工作日, 第1次."""
    dated = _DAY.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", str(text))
    return _LOOSE.sub("", dated)


def _table(table: dict[str, Any], said: Callable[[object], str]) -> Table:
    rows = tuple(tuple(said(cell) for cell in row) for row in table.get("rows", []))
    head = tuple(str(cell) for cell in table.get("head", []))
    width = max([len(head), *(len(row) for row in rows)], default=0)
    return Table(
        head + ("",) * (width - len(head)) if head else (), tuple(row + ("",) * (width - len(row)) for row in rows)
    )


def spoken_code(sheet: Sheet) -> str:
    """The tracking code in groups, for those who type it."""
    return numbers.grouped(sheet.code) if sheet.code else ""
