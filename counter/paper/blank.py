"""An item's form as a PDF that is filled in on a screen or with a pen, and the same filled in as a sample.

Labels are drawn like every paper's (paper/ink.py). What is typed is drawn by the reader's own program with a Han font
of its own; none has to be sent along. Fields are named by what the window's form calls them, the applicant's by their
codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from counter.paper.ink import Ink
from counter.rules.form import MOST_CHARACTERS, FieldKind, FieldType

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 56.0, 56.0, 60.0, 60.0
TITLE, HEAD, BODY, SMALL = 20.0, 12.0, 11.0, 8.5
TYPED, TYPED_AS = "STSong-Light", "Han"
"""The font of what is typed, by the name that every reader's program knows a Song of its own by, and its name here. Its
signs are numbered as Adobe-GB1 numbers them (Identity-H): poppler writes these numbers whatever encoding is named, and
draws boxes by any other; PDFium, MuPDF and pdf.js go by the collection.
"""
APPEARANCE = f"/{TYPED_AS} {BODY:g} Tf 0 g"
"""How typed words are drawn."""
LABELS = 150.0
"""Width of the column of labels."""
ROW, CHOICE_ROW, BOX, HINT = 28.0, 18.0, 12.0, 7.0

REQUIRED, COMBO, PRINTED = 1 << 1, 1 << 17, 1 << 2
"""Bits of ISO 32000-1, tables 221, 230 and 165."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: `name` is the field's, `label` what stands before it, `hint` small below the label, `example` what the
    sample has. `choices` pairs what is kept with what is shown.
    """

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """One form. `words` are the fixed words of its language: title, note, item, agency, documents, statement,
    signature, needed, sample, fields, who; `papers` pairs a document's code with its words.
    """

    item: str
    department: str
    hall: str
    version: str
    who: tuple[Line, ...]
    fields: tuple[Line, ...]
    papers: tuple[tuple[str, str], ...]
    words: Mapping[str, str]


def pdf(blank: Blank, *, sample: bool = False) -> bytes:
    """The form to be filled in, or (`sample`) filled in with examples and marked so on every page, without fields."""
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
    canvas.setTitle(f"{blank.words['title']} {blank.item}" + (f" {blank.words['sample']}" if sample else ""))
    canvas.setAuthor(blank.hall)
    _Form(canvas, blank, sample).fill()
    canvas.save()
    return held.getvalue()


class _Form:
    """A pen going down the pages, laying a field into every box."""

    def __init__(self, canvas: Any, blank: Blank, sample: bool) -> None:
        self.canvas, self.blank, self.sample = canvas, blank, sample
        self.ink = Ink(canvas)
        self.room = WIDTH - LEFT - RIGHT
        self.y, self.number = HEIGHT - TOP, 1

    def fill(self) -> None:
        words = self.blank.words
        self.mark()
        self.ink.text(WIDTH / 2, self.y, words["title"], TITLE, "center", bold=True)
        self.y -= 26
        self.lines((words["note"],), SMALL, 12)
        self.y -= 8
        self.fixed(words["item"], self.blank.item)
        self.fixed(words["agency"], self.blank.department)
        for line in self.blank.who:
            self.row(line)
        if self.blank.fields:
            self.heading(words["fields"])
            for line in self.blank.fields:
                self.row(line)
        if self.blank.papers:
            self.heading(words["documents"])
            for code, text in self.blank.papers:
                self.tick(code, text)
        self.y -= 10
        statement = self.ink.wrap(words["statement"], BODY, self.room)
        self.down(len(statement) * 16 + 40)  # never a signature alone on a page
        for place, text in enumerate(statement, 1):
            self.ink.text(LEFT, self.y + 40 + (len(statement) - place) * 16, text, BODY)
        self.ink.text(WIDTH - RIGHT, self.y + 4, words["signature"], BODY, "right")
        self.foot()
        if not self.sample:
            self.bind()

    # -- moving ----------------------------------------------------------------------------------------------------

    def down(self, points: float) -> None:
        """Go down, on to a new page where that doesn't fit."""
        if self.y - points < BOTTOM:
            self.foot()
            self.canvas.showPage()
            self.number += 1
            self.y = HEIGHT - TOP
            self.mark()
        self.y -= points

    def mark(self) -> None:
        """The sample says across every page that it is one."""
        if self.sample:
            self.canvas.saveState()
            self.canvas.setFillGray(0.85)
            self.canvas.translate(WIDTH / 2, HEIGHT / 2)
            self.canvas.rotate(45)
            self.ink.text(0, 0, self.blank.words["sample"], 110, "center")
            self.canvas.restoreState()

    def foot(self) -> None:
        self.ink.text(LEFT, BOTTOM - 24, f"{self.blank.hall}  {self.blank.version}", SMALL)
        self.ink.text(WIDTH - RIGHT, BOTTOM - 24, str(self.number), SMALL, "right")

    # -- parts -----------------------------------------------------------------------------------------------------

    def lines(self, texts: Iterable[str], size: float, leading: float) -> None:
        for text in texts:
            for line in self.ink.wrap(text, size, self.room):
                self.down(leading)
                self.ink.text(LEFT, self.y, line, size)

    def heading(self, text: str) -> None:
        self.down(26)
        self.ink.text(LEFT, self.y, text, HEAD, bold=True)
        self.y -= 8

    def fixed(self, label: str, text: str) -> None:
        """A row that is filled in already."""
        lines = self.ink.wrap(text, BODY, self.room - LABELS - 12)
        height = max(ROW, len(lines) * 15 + 12)
        self.box(height, label, "")
        for place, line in enumerate(lines):
            self.ink.text(LEFT + LABELS + 6, self.y + height - 19 - place * 15, line, BODY)

    def row(self, line: Line) -> None:
        label = line.label + (" *" if line.kind.needed else "")
        if line.choices and line.kind.several:
            self.several(line, label)
            return
        self.box(ROW, label, line.hint)
        x, y, width = LEFT + LABELS + 3, self.y + 3, self.room - LABELS - 6
        if self.sample:
            self.ink.text(x + 3, y + 8, line.example, BODY)
        else:
            self.field(line, label, (x, y, x + width, y + ROW - 6))

    def several(self, line: Line, label: str) -> None:
        """Choices of which several may hold: a box for each."""
        self.box(CHOICE_ROW * len(line.choices) + 6, label, line.hint)
        chosen = line.example.split("、")
        for place, (value, shown) in enumerate(line.choices):
            y = self.y + 5 + CHOICE_ROW * (len(line.choices) - 1 - place)
            self.square(LEFT + LABELS + 6, y, f"{line.name}：{value}", f"{label} {shown}", value in chosen)
            self.ink.text(LEFT + LABELS + 26, y + 2, shown, BODY)

    def tick(self, code: str, text: str) -> None:
        """A document, to be ticked when it lies there."""
        lines = self.ink.wrap(text, BODY, self.room - 24)
        self.down(len(lines) * 15 + 5)
        top = self.y + (len(lines) - 1) * 15
        self.square(LEFT, top + 2, f"document：{code}", text, False)
        for place, line in enumerate(lines):
            self.ink.text(LEFT + 20, top + 4 - place * 15, line, BODY)

    def box(self, height: float, label: str, hint: str) -> None:
        """An empty row with its label; `y` is its lower edge afterwards."""
        lines = self.ink.wrap(label, BODY, LABELS - 8)[:2]
        small = self.ink.wrap(hint, HINT, LABELS - 8)[:1] if hint and len(lines) == 1 else []
        self.down(height)
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(LEFT, self.y, LABELS, height)
        self.canvas.rect(LEFT + LABELS, self.y, self.room - LABELS, height)
        top = self.y + height - (12.5 if len(lines) > 1 or small else 18)
        for place, line in enumerate(lines):
            self.ink.text(LEFT + 4, top - place * 11.5, line, BODY if len(lines) == 1 else 9.5)
        for line in small:
            self.ink.text(LEFT + 4, top - 11, line, HINT)

    def square(self, x: float, y: float, name: str, tip: str, ticked: bool) -> None:
        if self.sample:
            self.canvas.rect(x, y, BOX, BOX)
            if ticked:
                self.ink.text(x + 1, y + 2, "√", BODY, bold=True)
        else:
            self.canvas.acroForm.checkbox(
                x=x, y=y, size=BOX, name=name, tooltip=tip, borderWidth=0.7, fieldFlags="", buttonStyle="check"
            )

    # -- fields ----------------------------------------------------------------------------------------------------

    def field(self, line: Line, label: str, place: tuple[float, float, float, float]) -> None:
        """A field to type in, or to choose one of a few."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

        choice = bool(line.choices)
        parts: dict[str, Any] = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "FT": PDFName("Ch" if choice else "Tx"),
            "T": PDFString(line.name),
            "TU": PDFString(f"{label} {line.hint}".strip()),
            "F": PRINTED,
            "Ff": (REQUIRED if line.kind.needed else 0) | (COMBO if choice else 0),
            "P": self.canvas._doc.thisPageRef(),
            "Rect": PDFArray(place),
            "DA": PDFString(APPEARANCE),
        }
        if choice:
            parts["Opt"] = PDFArray([PDFArray([PDFString(value), PDFString(shown)]) for value, shown in line.choices])
        else:
            parts["MaxLen"] = (line.kind.most or 40) if line.kind.type is FieldType.DIGITS else MOST_CHARACTERS
        widget, form = PDFDictionary(parts), self.canvas.acroForm
        self.canvas._addAnnotation(widget)
        form.fields.append(form.getRef(widget))

    def bind(self) -> None:
        """What holds for all fields: their font, and that the reader's program draws what is typed."""
        from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFString

        document = self.canvas._doc
        fonts = PDFDictionary({**document.idToObject["BasicFonts"].dict, TYPED_AS: document.Reference(_han())})
        self.canvas.acroForm.extras.update(
            {"NeedAppearances": "true", "DA": PDFString(APPEARANCE), "DR": PDFDictionary({"Font": fonts})}
        )


def _han() -> Any:
    """A Han font that is only named, not sent along: half as wide for Latin letters and digits."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

    described = {
        "Type": PDFName("FontDescriptor"),
        "FontName": PDFName(TYPED),
        "Flags": 4,
        "FontBBox": PDFArray([-25, -254, 1000, 880]),
        "ItalicAngle": 0,
        "Ascent": 880,
        "Descent": -120,
        "CapHeight": 880,
        "StemV": 80,
    }
    collection = {"Registry": PDFString("Adobe"), "Ordering": PDFString("GB1"), "Supplement": 4}
    signs = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType0"),
        "BaseFont": PDFName(TYPED),
        "CIDSystemInfo": PDFDictionary(collection),
        "DW": 1000,
        "W": PDFArray([1, 95, 500, 814, 939, 500]),
        "FontDescriptor": PDFDictionary(described),
    }
    return PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": PDFName(f"{TYPED}-Identity-H"),
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([PDFDictionary(signs)]),
        }
    )
