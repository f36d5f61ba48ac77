"""Where things stand on a strip of paper: one description becomes rows of half-width cells, 32 or 48 to a line."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from counter.paper.receipt import Sheet, Table, spoken_code
from counter.rules.notice import NoticeKind

COLUMNS = {58: 32, 80: 48}
"""Paper width in mm -> half-width cells of 12 dots (384 and 576 dots at 203 dpi)."""

LARGEST = 4
"""How many times its size the number of a ticket is printed at most: read at arm's length and without glasses."""

NO_START = "，。、；：？！）》」』】〕”’％…,.;:?!)]}%"
"""Marks that may not begin a line."""
NO_END = "（《「『【〔“‘([{"
"""Marks that may not end one."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line. `scale` 2 is double width and height (4 at most); `align` is left, center or right.

    `encoding` overrides the printer's own setting, on the test page only.
    """

    text: str
    scale: int = 1
    align: str = "left"
    bold: bool = False
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of an address, centred."""

    address: str


Row = Line | Rule | Space | Code


def cells(text: str) -> int:
    """Half-width cells as a receipt printer counts them: everything outside ASCII takes two."""
    return sum(cell(ch) for ch in text)


def cell(ch: str) -> int:
    """Cells of one character; marks that sit on the letter before take none."""
    if ord(ch) < 0x80:
        return 1
    return 0 if unicodedata.combining(ch) else 2


def wrap(text: str, width: int) -> list[str]:
    """Cut words into lines of at most `width` cells: Han anywhere, Latin words whole, no closing mark at a start, no
    opening one at an end.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0
        for word in _words(unicodedata.normalize("NFC", paragraph)):
            need = cells(word)
            if used + need > width and "".join(line).strip():
                while (word[0] in NO_START or line[-1] in NO_END) and len(line) > 1 and cells(line[-1]) + need <= width:
                    word = line.pop() + word  # whole: a number is never cut in two
                    need = cells(word)
                lines.append("".join(line).rstrip())
                line, used, word = [], 0, word.lstrip()
                need = cells(word)
            while need > width:
                part = _first(word, width)
                lines.append(part)
                word = word[len(part) :]
                need = cells(word)
            line.append(word)
            used += need
        lines.append("".join(line).rstrip())
    return lines


def _words(text: str) -> list[str]:
    found: list[str] = []
    for ch in text:
        if found and (unicodedata.combining(ch) or (_latin(ch) and _latin(found[-1][-1]))):
            found[-1] += ch
        else:
            found.append(ch)
    return found


def _latin(ch: str) -> bool:
    """Part of a word that is never cut: ASCII but the space, and every letter of a script that is written in words."""
    if ord(ch) < 0x80:
        return ch != " "
    return ch.isalpha() and unicodedata.east_asian_width(ch) not in ("W", "F") and ord(ch) < 0x2000


def _first(word: str, width: int) -> str:
    used = 0
    for place, ch in enumerate(word):
        used += cell(ch)
        if used > width:
            return word[: max(place, 1)]
    return word


def strip(sheet: Sheet, millimetres: int = 80) -> tuple[Row, ...]:
    """The rows of a sheet on 58 or 80 mm paper, top to bottom; a large sheet says all its words twice as high."""
    full = COLUMNS[millimetres]
    scale = 2 if sheet.large else 1
    width = full // scale
    rows: list[Row] = [Line(line, align="center") for line in wrap(sheet.hall, full)]
    rows += [Line(line, scale=2, align="center") for line in wrap(sheet.title, full // 2)]
    if sheet.opening:
        rows += [Line(line, align="center") for line in wrap(f"{sheet.says('number')} {sheet.number}", full)]
    if sheet.training:
        rows.append(Line(f"（{sheet.says('training')}）", align="center"))
    if sheet.copy_mark:
        rows.append(Line(f"** {sheet.copy_mark} **", align="center", bold=True))
    rows.append(Rule())
    if sheet.duty:
        rows += [Line(line, scale=scale, bold=True) for one in sheet.duty for line in wrap(one, width)]
        rows.append(Rule())
    if sheet.big:
        rows += [Line(line, align="center") for line in wrap(sheet.big_label, full)]
        times = max(2, min(LARGEST, full // max(1, cells(sheet.big)))) if sheet.kind == NoticeKind.TICKET else 2
        rows += [Line(line, scale=times, align="center", bold=True) for line in wrap(sheet.big, full // times)]
        rows.append(Space())
    for label, text in sheet.lines:
        rows += [Line(line, scale=scale) for line in _labelled(label, text, width)]
    if sheet.samples:
        rows += _samples(full)
    for table in sheet.tables:
        if table.rows:
            rows.append(Rule())
            rows += [Line(line, scale=scale, bold=bold) for line, bold in columns(table, width)]
    if sheet.notes:
        rows.append(Rule())
        for note in sheet.notes:
            rows += [Line(line, scale=scale) for line in wrap(note, width)]
    if sheet.address:
        rows += [Rule(), *(Line(line, align="center") for line in wrap(sheet.scan, full)), Code(sheet.address)]
        rows += [Line(line, align="center") for line in _code_lines(sheet)]
    rows.append(Rule())
    if sheet.sign:
        rows += [Line(sheet.says("sign"), scale=scale), Space(2)]
    if sheet.seal:
        rows += [Space(2), *_sealed(sheet, width, scale), Space(2)]
    number = f"{sheet.says('number')} {sheet.number}"
    together = f"{number}  {sheet.date}"
    rows += [
        Line(line)
        for text in ([together] if cells(together) <= full else [number, sheet.date])
        for line in wrap(text, full)
    ]
    if missing := missing_words(sheet):
        rows += [Line(line, bold=True) for line in wrap(missing, full)]
    return tuple(rows)


def _sealed(sheet: Sheet, width: int, scale: int) -> list[Line]:
    """Whose seal goes here; the mark stays whole on a line of its own where the name is long."""
    mark = sheet.says("seal")
    if cells(sheet.seal + mark) <= width:
        return [Line(sheet.seal + mark, scale=scale, align="right")]
    lines = [Line(line, scale=scale, align="right") for line in wrap(sheet.seal, width)]
    return [*lines, Line(mark, scale=scale, align="right")]


def missing_words(sheet: Sheet) -> str:
    """What to tell the reader when the fonts here lack a character of this paper; empty when nothing is lacking."""
    from counter.paper.fonts import missing_in

    texts = [
        sheet.title,
        sheet.hall,
        sheet.seal,
        sheet.opening,
        *sheet.duty,
        *sheet.notes,
        *(part for line in sheet.lines for part in line),
    ]
    texts += [cell_text for table in sheet.tables for row in (table.head, *table.rows) for cell_text in row]
    numbers = "、".join(f"U+{ord(ch):04X}" for ch in missing_in("".join(texts)))
    return sheet.says("missing_glyphs", numbers=numbers) if numbers else ""


def _samples(width: int) -> list[Row]:
    """The same words in each encoding, and a scale that shows whether the paper width fits."""
    scale = "".join(str(place % 10) for place in range(1, width + 1))
    rows: list[Row] = [Rule(), Line(scale)]
    for encoding in ("gbk", "gb18030", "raster"):
        rows += [Rule(), Line(f"encoding={encoding}", encoding="raster")]
        rows += [Line(line, encoding=encoding) for line in wrap("办件编号 R20261124-0001 龘㐂喆·（，。“”）", width)]
    return rows


def _code_lines(sheet: Sheet) -> list[str]:
    groups = spoken_code(sheet).split("-")
    half = (len(groups) + 1) // 2
    return [sheet.says("code"), "-".join(groups[:half]) + "-", "-".join(groups[half:])]


def _labelled(label: str, text: str, width: int) -> list[str]:
    head = (f"{label}: " if label.isascii() else f"{label}：") if label else ""
    indent = cells(head)
    if indent > width // 2:
        return wrap(head + text, width)
    body = wrap(text, width - indent)
    return [head + body[0]] + [" " * indent + line for line in body[1:]]


def columns(table: Table, width: int) -> list[tuple[str, bool]]:
    """A table as lines: side by side where there is room, else each row below itself with its labels."""
    rows = ([table.head] if table.head else []) + list(table.rows)
    if not rows:
        return []
    count = len(rows[0])
    natural = [max(cells(row[place]) for row in rows) for place in range(count)]
    gap = 2 if sum(natural) + 2 * (count - 1) <= width else 1
    room = width - gap * (count - 1)
    least = [max(min(8, natural[place]), *(_unbreakable(row[place]) for row in rows)) for place in range(count)]
    widths = natural[:]
    while sum(widths) > room:
        able = [place for place in range(count) if widths[place] > least[place]]
        if not able:
            return _stacked(table, width)
        widths[max(able, key=widths.__getitem__)] -= 1
    found = []
    for index, row in enumerate(rows):
        parts = [wrap(text, size) for text, size in zip(row, widths, strict=True)]
        for line in range(max(len(part) for part in parts)):
            text = (" " * gap).join(
                _padded(part[line] if line < len(part) else "", size) for part, size in zip(parts, widths, strict=True)
            )
            found.append((text.rstrip(), index == 0 and bool(table.head)))
    return found


def _unbreakable(text: str) -> int:
    """Cells of the longest number or Latin word, which is never cut in two."""
    return max((cells(word) for word in _words(text)), default=0)


def _stacked(table: Table, width: int) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for number, row in enumerate(table.rows, 1):
        found += [(line, True) for line in wrap(f"{number}. {row[0]}", width)]
        for label, text in zip(table.head[1:] or ("",) * (len(row) - 1), row[1:], strict=True):
            if text:
                found += [(f"  {line}", False) for line in _labelled(label, text, width - 2)]
    return found


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def preview(sheet: Sheet, millimetres: int = 80) -> str:
    """The strip as terminal text, QR code in half blocks included."""
    from counter.paper.qr import half_blocks

    width = COLUMNS[millimetres]
    lines: list[str] = []
    for row in strip(sheet, millimetres):
        if isinstance(row, Rule):
            lines.append("-" * width)
        elif isinstance(row, Space):
            lines += [""] * row.lines
        elif isinstance(row, Code):
            blocks = half_blocks(row.address)
            lines += [" " * max(0, (width - len(blocks[0])) // 2) + block for block in blocks]
        else:
            free = width - cells(row.text)  # a large line is shown in its single width here
            before = {"left": 0, "center": max(0, free // 2), "right": max(0, free)}[row.align]
            lines.append(" " * before + row.text)
    return "\n".join(lines)
