"""The same papers on A4, as PDF: for printers of the system, for files, for what a citizen takes to another office."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from counter import phrases
from counter.paper.ink import Ink
from counter.paper.layout import missing_words
from counter.paper.qr import QUIET, matrix
from counter.paper.receipt import Sheet, Table, spoken_code
from counter.rules.notice import NoticeKind

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 74.0, 71.0, 68.0, 68.0
TITLE, BODY, CELL, SMALL, LEADING = 22.0, 14.0, 12.0, 9.0, 21.0
"""Points: 二号, 四号, 小四, 小五 and the distance of lines."""
CELL_LEADING = 17.0
QR_SIDE = 88.0
"""31 mm: read from a hand's distance."""

SPACINGS = ((LEADING, CELL_LEADING), (19.0, 16.0), (17.5, 15.0), (16.5, 14.0))
"""Distances of lines, and of lines in a table: the widest with which a paper takes the fewest pages."""

CLOSING = 130.0
"""What code, signature, seal and date take together at the end; they stay on one page."""


ADDRESSEE = ("label.applicant", "label.interested")
"""How the line is called, in the catalogue, that says to whom a notice speaks."""


def addressee(sheet: Sheet) -> str:
    """To whom a notice speaks; empty where it says none."""
    labels = {phrases.say(sheet.language, one) for one in ADDRESSEE}
    return next((text for label, text in sheet.lines[:4] if label in labels), "")


def pdf(sheet: Sheet) -> bytes:
    """A paper as PDF. Every page names the paper and its page number; the seal stands with the date on the last."""
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
    canvas.setTitle(f"{sheet.title} {sheet.number}")
    canvas.setAuthor(sheet.hall)
    spacing, carry = _fitting(sheet)
    _Page(canvas, sheet, Ink(canvas), spacing, carry).fill()
    canvas.save()
    return held.getvalue()


def _fitting(sheet: Sheet) -> tuple[tuple[float, float], bool]:
    """The spacing for a paper, and whether its last lines must go along so that the seal isn't alone on a page."""
    from reportlab.pdfgen.canvas import Canvas

    tried = []
    for spacing in SPACINGS:
        canvas = Canvas(BytesIO(), pagesize=(WIDTH, HEIGHT))
        page = _Page(canvas, sheet, _Measure(canvas), spacing)
        page.body()
        if page.number == 1:
            return spacing, False
        tried.append((page.number, spacing, page.seal_alone))
    _, spacing, alone = min(tried, key=lambda one: one[0])
    return spacing, alone


class _Measure(Ink):
    """Takes room and leaves no trace."""

    def text(self, x: float, y: float, words: str, size: float, align: str = "left", bold: bool = False) -> None:
        """Nothing."""


class _Page:
    """A pen going down the pages."""

    def __init__(self, canvas: Any, sheet: Sheet, ink: Ink, spacing: tuple[float, float], carry: bool = False) -> None:
        self.canvas, self.sheet, self.ink = canvas, sheet, ink
        self.leading, self.cell_leading = spacing
        self.carry = carry
        self.seal_alone = False
        self.y, self.number = HEIGHT - TOP, 1
        self.room = WIDTH - LEFT - RIGHT

    def fill(self) -> None:
        self.body()
        if self.sheet.served and self.sheet.copy == 0:
            self.receipt_of_service()

    def body(self) -> None:
        """Everything but the receipt of service."""
        notes, tables = self.sheet.notes, self.sheet.tables
        self.head()
        for one in self.sheet.duty:
            for line in self.ink.wrap(one, BODY, self.room):
                self.line(line, bold=True)
        if self.sheet.opening:
            self.opening()
        for place, (label, text) in enumerate(self.sheet.lines, 1):
            self.carried(place == len(self.sheet.lines) and len(notes) < 2 and not tables)
            self.labelled(label, text)
        for place, table in enumerate(tables, 1):
            self.table(table, self.carry and place == len(tables) and len(notes) < 2)
        for place, note in enumerate(notes, 1):
            self.carried(place == len(notes) - 1)
            self.down(4)
            for line in self.ink.wrap(note, BODY, self.room):
                self.line(line)
        self.closing()
        self.foot()

    # -- moving ----------------------------------------------------------------------------------------------------

    def down(self, points: float, need: float = LEADING) -> None:
        """Go down; on to a new page where `need` would not fit."""
        self.y -= points
        if self.y - need < BOTTOM:
            self.foot()
            self.canvas.showPage()
            self.number += 1
            self.y = HEIGHT - TOP

    def carried(self, last: bool) -> None:
        """On to a new page before the last lines where the seal would stand alone."""
        if last and self.carry:
            self.down(HEIGHT)

    def foot(self) -> None:
        """Paper number and page number."""
        self.ink.text(LEFT, BOTTOM - 26, f"{self.sheet.says('number')} {self.sheet.number}", SMALL)
        self.ink.text(WIDTH - RIGHT, BOTTOM - 26, self.sheet.says("page", number=self.number), SMALL, "right")

    def line(self, text: str, size: float = BODY, **more: Any) -> None:
        self.down(0)
        self.ink.text(LEFT, self.y, text, size, **more)
        self.down(self.leading, 0)

    # -- parts -----------------------------------------------------------------------------------------------------

    def head(self) -> None:
        sheet, middle = self.sheet, WIDTH / 2
        self.ink.text(middle, self.y, sheet.seal if sheet.opening else sheet.hall, 16, "center")
        self.y -= 36
        for line in self.ink.wrap(sheet.title, TITLE, self.room):
            self.ink.text(middle, self.y, line, TITLE, "center", bold=True)
            self.y -= 30
        if sheet.opening:
            self.ink.text(middle, self.y + 4, f"{sheet.says('number')} {sheet.number}", CELL, "center")
            self.y -= 20
        marks = [mark for mark in (sheet.says("training") if sheet.training else "", sheet.copy_mark) if mark]
        if marks:
            self.ink.text(middle, self.y, "　".join(marks), CELL, "center")
            self.y -= LEADING
        if sheet.big:
            self.ink.text(middle, self.y, f"{sheet.big_label} {sheet.big}", BODY, "center", bold=True)
            self.y -= 12
        self.rule()

    def opening(self) -> None:
        """Who is spoken to, flush left; then the first sentence, two signs in."""
        who = addressee(self.sheet)
        if who and self.sheet.kind != NoticeKind.TOLERANCE:  # a promise speaks to nobody: who gives it signs
            for line in self.ink.wrap(f"{who}：", BODY, self.room):
                self.line(line)
        for line in self.ink.wrap(f"　　{self.sheet.opening}", BODY, self.room):
            self.line(line)

    def rule(self) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.line(LEFT, self.y, WIDTH - RIGHT, self.y)
        self.y -= LEADING

    def labelled(self, label: str, text: str) -> None:
        head = f"{label}：" if label else ""
        indent = min(self.ink.width(head, BODY), self.room / 2)
        for place, line in enumerate(self.ink.wrap(text, BODY, self.room - indent)):
            self.down(0)
            if place == 0 and head:
                self.ink.text(LEFT, self.y, head, BODY)
            self.ink.text(LEFT + indent, self.y, line, BODY)
            self.down(self.leading, 0)

    def table(self, table: Table, carry: bool = False) -> None:
        """A table with lines; its head comes again on the next page. With `carry` its last row goes to a new one."""
        if not table.rows:
            return
        self.down(4)
        widths = self.widths(table)
        if table.head:
            self.row(self.wrapped(table.head, widths), widths, bold=True)
        for place, row in enumerate(table.rows, 1):
            if carry and place == len(table.rows):
                self.down(HEIGHT)
                if table.head:
                    self.row(self.wrapped(table.head, widths), widths, bold=True)
            parts = self.wrapped(row, widths)
            while lines := max(len(part) for part in parts):
                fits = self.lines_left(self.y)
                if lines > fits and (fits < 3 or lines <= self.lines_left(HEIGHT - TOP)):
                    self.down(HEIGHT)
                    if table.head:
                        self.row(self.wrapped(table.head, widths), widths, bold=True)
                    fits = self.lines_left(self.y)
                self.row([part[:fits] for part in parts], widths)
                parts = [part[fits:] for part in parts]
        self.down(14)

    def lines_left(self, y: float) -> int:
        """How many lines of a row still fit on the page below a height."""
        return int((y - BOTTOM - 6) // self.cell_leading)

    def wrapped(self, row: tuple[str, ...], widths: list[float]) -> list[list[str]]:
        """A row's cells as lines."""
        return [self.ink.wrap(text, CELL, width - 8) for text, width in zip(row, widths, strict=True)]

    def widths(self, table: Table) -> list[float]:
        rows = [*table.rows, *([table.head] if table.head else [])]
        natural = [max(self.ink.width(row[place], CELL) for row in rows) + 10 for place in range(len(rows[0]))]
        room = self.room
        while sum(natural) > room:
            widest = max(range(len(natural)), key=natural.__getitem__)
            natural[widest] -= min(8.0, sum(natural) - room)
        spare = (room - sum(natural)) / len(natural)
        return [width + spare for width in natural]

    def row(self, parts: list[list[str]], widths: list[float], bold: bool = False) -> None:
        """Draw one row, or as much of it as fits."""
        height = max(len(part) for part in parts) * self.cell_leading + 6
        top, x = self.y + self.cell_leading - 4, LEFT
        for part, width in zip(parts, widths, strict=True):
            self.canvas.setLineWidth(0.4)
            self.canvas.rect(x, top - height, width, height)
            for place, line in enumerate(part):
                self.ink.text(x + 4, top - 15 - place * self.cell_leading, line, CELL, bold=bold)
            x += width
        self.y -= height

    def closing(self) -> None:
        """Code on the left; signature, seal and date on the right; together."""
        sheet = self.sheet
        before = self.number
        self.down(10, CLOSING)
        self.seal_alone = self.number > before
        top = self.y
        if sheet.address:
            self.code(LEFT, top - QR_SIDE)
            self.ink.text(LEFT, top - QR_SIDE - 14, sheet.scan, SMALL)
            groups = spoken_code(sheet).split("-")
            self.ink.text(LEFT, top - QR_SIDE - 27, sheet.says("code") + " " + "-".join(groups[:4]) + "-", SMALL)
            self.ink.text(LEFT, top - QR_SIDE - 39, "-".join(groups[4:]), SMALL)
        right = WIDTH - RIGHT
        if sheet.sign:
            self.ink.text(right - 190, top - 12, sheet.says("sign"), BODY)
            self.canvas.line(right - 155, top - 15, right, top - 15)
        if sheet.seal:
            self.ink.text(right, top - 64, sheet.seal + sheet.says("seal"), BODY, "right")
        self.ink.text(right, top - 88, sheet.date, BODY, "right")
        self.y = top - CLOSING + 4
        if missing := missing_words(sheet):
            for line in self.ink.wrap(missing, SMALL, self.room):
                self.ink.text(LEFT, self.y, line, SMALL)
                self.y -= SMALL + 3

    def receipt_of_service(self) -> None:
        """A page of its own, to be torn off: how, when and to whom the notice was handed."""
        sheet = self.sheet
        self.canvas.showPage()
        self.number += 1
        self.y = HEIGHT - TOP
        self.ink.text(WIDTH / 2, self.y, sheet.seal or sheet.hall, 16, "center")
        self.y -= 36
        self.ink.text(WIDTH / 2, self.y, sheet.says("served"), TITLE, "center", bold=True)
        self.y -= 44
        who = addressee(sheet)
        rows = (
            (sheet.says("served_to"), who),
            (sheet.says("served_papers"), f"{sheet.title}　{sheet.number}"),
            (sheet.says("case"), sheet.big),
            (sheet.says("served_how"), sheet.says("served_ways")),
            (sheet.says("served_where"), ""),
            (sheet.says("served_receiver"), ""),
            (sheet.says("served_on"), sheet.says("served_date")),
            (sheet.says("served_by"), ""),
            (sheet.says("served_witness"), ""),
            (sheet.says("served_note"), ""),
        )
        widths = [165.0, self.room - 165.0]
        for label, text in rows:
            parts = self.wrapped((label, text), widths)
            tall = 3 if not text else 2
            self.row([part + [""] * max(0, tall - len(part)) for part in parts], widths)
        self.y -= 30
        self.ink.text(WIDTH - RIGHT, self.y, sheet.seal + sheet.says("seal"), BODY, "right")
        self.foot()

    def code(self, x: float, y: float) -> None:
        modules = matrix(self.sheet.address)
        side = QR_SIDE / (len(modules) + 2 * QUIET)
        for row, line in enumerate(modules):
            for column, black in enumerate(line):
                if black:
                    self.canvas.rect(
                        x + (column + QUIET) * side,
                        y + QR_SIDE - (row + QUIET + 1) * side,
                        side,
                        side,
                        stroke=0,
                        fill=1,
                    )
