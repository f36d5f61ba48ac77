"""A month's figures on two pages of A4, with charts: the numbers and what they rest on; waits, and what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from counter.paper.figures_table import BEFORE, LAST_YEAR, THIS, heading, worded
from counter.paper.ink import Ink
from counter.paper.page import HEIGHT, WIDTH
from counter.phrases.said import mark, say
from counter.rules.figure_columns import COLUMNS, Unit
from counter.rules.figure_names import COUNTS, Figure

if TYPE_CHECKING:
    from counter.acts.report.exporting import MonthTaken
    from counter.acts.report.looked_at import LookedAt, Part

LEFT, RIGHT, TOP, BOTTOM = 50.0, WIDTH - 50.0, HEIGHT - 50.0, 46.0
BLUE, ORANGE, GREY, PALE = (0.16, 0.38, 0.62), (0.85, 0.47, 0.13), (0.45, 0.45, 0.45), (0.88, 0.88, 0.88)
NUMBERS = ("on_time_share_promised", "on_the_spot_share", "on_time_share_legal", "satisfaction")
FIRST_PAGE = (
    *("cases", "items", "decided", "on_the_spot_share", "on_time_share_promised", "late", "overdue"),
    *("on_time_share_legal", "satisfaction"),
)
SECOND_PAGE = (
    *("tickets", "no_show_share", "missed_booking_share", "median_wait_minutes", "ninetieth_wait_minutes"),
    *(
        "told_within_share",
        "median_service_minutes",
        "forgotten",
        "parallel_days_saved",
        "documents_spared",
        "visits_saved",
    ),
)
OF_DEPARTMENT = ("decided", "on_the_spot_share", "promised", "on_time_share_promised", "overdue", "on_time_share_legal")
NAMES = {one.field: one for one in COLUMNS}
MOST_ROWS = 14


def pdf_of(taken: MonthTaken, language: str) -> bytes:
    """Two pages, always: what finds no room is in the workbook, and that is said."""
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
    canvas.setTitle(heading(taken, language))
    page = _Page(canvas, taken, language)
    page.first()
    page.foot(1)
    canvas.showPage()
    page.second()
    page.foot(2)
    canvas.save()
    return held.getvalue()


class _Page:
    def __init__(self, canvas: Any, taken: MonthTaken, language: str) -> None:
        self.canvas, self.taken, self.language, self.ink = canvas, taken, language, Ink(canvas)
        self.splits: dict[str, LookedAt] = {one.by: one for one in taken.splits}

    def words(self, text: object) -> str:
        return worded(self.language, text)

    def first(self) -> None:
        """The numbers, their months, and the departments."""
        one = self.taken.figures
        self._fitted(LEFT, TOP, heading(self.taken, self.language), 13, RIGHT - LEFT, bold=True)
        top = TOP - 26
        side = (RIGHT - LEFT) / len(NUMBERS)
        of = {
            "on_time_share_promised": (one.on_time, one.promised),
            "on_the_spot_share": (one.on_the_spot, one.decided),
            "on_time_share_legal": (one.on_time_legal, one.limited),
            "satisfaction": (one.satisfied, one.ratings),
        }
        for n, field in enumerate(NUMBERS):
            x = LEFT + n * side
            self._box(x, top - 62, side - 8, 62)
            self.ink.text(x + 8, top - 16, self.words(NAMES[field].name).rstrip("%"), 9)
            self.ink.text(x + 8, top - 42, self._cell(getattr(one, field), NAMES[field].unit), 20, bold=True)
            self.ink.text(x + 8, top - 56, f"{of[field][0]} / {of[field][1]}", 8)
        top = self._compare(top - 82, FIRST_PAGE)
        top = self._lines(
            top - 14,
            self.words(mark("十三个月的两个比例（%）")),
            self._parts("month"),
            (("on_time_share_promised", BLUE), ("on_the_spot_share", ORANGE)),
        )
        self._departments(top - 14)

    def second(self) -> None:
        """Waits by hour and weekday, what was said against what came, what was saved, and how it is counted."""
        self.ink.text(LEFT, TOP, heading(self.taken, self.language), 9)
        top = self._compare(TOP - 18, SECOND_PAGE)
        top = self._bars(
            top - 14,
            self.words(mark("按取号钟点的等候：中位数和九成（分）")),
            self._parts("hour"),
            (("median_wait_minutes", BLUE), ("ninetieth_wait_minutes", ORANGE)),
        )
        top = self._bars(
            top - 14, self.words(mark("按星期的取号")), self._parts("weekday"), (("tickets", BLUE),), height=92
        )
        one = self.taken.figures
        notes = [
            say(
                "取号时说的等候：{told} 个号里 {within} 个在说的区间以内，{longer} 个等得更久；平均差 {error} 分，"
                "简单算法差 {naive} 分。",
                told=one.told,
                within=one.told_within,
                longer=one.told_longer,
                error="—" if one.told_error_minutes is None else one.told_error_minutes,
                naive="—" if one.naive_error_minutes is None else one.naive_error_minutes,
            ),
            *(
                [
                    say(
                        "{forgotten} 次办理忘了结束、{unreliable} 个号时间不可靠，不计入用时和等候。",
                        forgotten=one.forgotten,
                        unreliable=one.unreliable,
                    )
                ]
                if one.forgotten or one.unreliable
                else []
            ),
            *(
                say("{name}：{definition}", name=COUNTS[figure].name, definition=COUNTS[figure].definition)
                for figure in (Figure.ON_TIME, Figure.ON_TIME_LEGAL, Figure.ON_THE_SPOT, Figure.WAITS)
            ),
            *(
                say("{name}：{definition}", name=COUNTS[figure].name, definition=COUNTS[figure].definition)
                for figure in (Figure.DAYS_SAVED, Figure.DOCUMENTS_SPARED, Figure.VISITS_SAVED)
            ),
        ]
        y = top - 16
        for note in notes:
            for line in self.ink.wrap(self.words(note), 8.5, RIGHT - LEFT):
                if y < BOTTOM + 12:
                    return
                self.ink.text(LEFT, y, line, 8.5)
                y -= 13
            y -= 3

    def foot(self, number: int) -> None:
        """The page's number, and where the rest stands."""
        self.ink.text(LEFT, 28, self.words(say("全部部分和每列的数在 .xlsx 和 .csv 里")), 7.5)
        self.ink.text(RIGHT, 28, self.words(say("第 {page} 页，共 2 页", page=number)), 7.5, "right")

    # -- parts -----------------------------------------------------------------------------------------------------

    def _parts(self, by: str) -> tuple[Part, ...]:
        return self.splits[by].parts if by in self.splits else ()

    def _cell(self, value: float | None, unit: Unit) -> str:
        if value is None:
            return "—"
        return f"{value:.1f}%" if unit is Unit.PERCENT else f"{value:g}"

    def _compare(self, top: float, fields: Sequence[str]) -> float:
        """Some figures of this month beside last month's and last year's."""
        months = ((THIS, self.taken.figures), (BEFORE, self.taken.month_before), (LAST_YEAR, self.taken.year_before))
        edges = [RIGHT - 110 * n for n in (2, 1, 0)]
        y = top - 10
        for x, (name, one) in zip(edges, months, strict=True):
            self.ink.text(x, y, f"{self.words(name)} {one.first:%Y-%m}", 9, "right", bold=True)
        for field in fields:
            y -= 15
            self._rule(y + 11)
            self.ink.text(LEFT, y, self.words(NAMES[field].name).rstrip("%"), 9)
            for x, (_, one) in zip(edges, months, strict=True):
                self.ink.text(x, y, self._cell(getattr(one, field), NAMES[field].unit), 9, "right")
        return y - 6

    def _departments(self, top: float) -> None:
        rows = sorted(self._parts("department"), key=lambda part: -part.figures.decided)
        if not rows:
            return
        edges = [RIGHT - 54 * n for n in range(len(OF_DEPARTMENT) - 1, -1, -1)]
        y = top - 10
        for x, field in zip(edges, OF_DEPARTMENT, strict=True):
            self.ink.text(x, y, self.words(NAMES[field].name).rstrip("%"), 8, "right", bold=True)
        for part in rows[:MOST_ROWS]:
            y -= 14
            if y < BOTTOM + 10:
                return
            self._rule(y + 10)
            self._fitted(LEFT, y, self.words(part.name), 8.5, edges[0] - LEFT - 40)
            for x, field in zip(edges, OF_DEPARTMENT, strict=True):
                self.ink.text(x, y, self._cell(getattr(part.figures, field), NAMES[field].unit), 8.5, "right")

    def _lines(
        self, top: float, title: str, parts: Sequence[Part], fields: Sequence[tuple[str, tuple[float, float, float]]]
    ) -> float:
        """Shares over months, from 0 to 100; a month without one leaves a gap."""
        height, inner = 118.0, 84.0
        bottom = self._frame(top, title, fields, height, inner, 100)
        side = (RIGHT - LEFT - 30) / max(1, len(parts))
        for field, colour in fields:
            before: tuple[float, float] | None = None
            self.canvas.setStrokeColorRGB(*colour)
            self.canvas.setFillColorRGB(*colour)
            self.canvas.setLineWidth(1.4)
            for n, part in enumerate(parts):
                value = getattr(part.figures, field)
                here = (LEFT + 30 + (n + 0.5) * side, bottom + inner * value / 100) if value is not None else None
                if here is not None:
                    self.canvas.circle(*here, 1.8, stroke=0, fill=1)
                    if before is not None:
                        self.canvas.line(*before, *here)
                before = here
        self._black()
        for n, part in enumerate(parts):
            self.ink.text(LEFT + 30 + (n + 0.5) * side, bottom - 10, part.name[2:], 7, "center")
        return bottom - 12

    def _bars(
        self,
        top: float,
        title: str,
        parts: Sequence[Part],
        fields: Sequence[tuple[str, tuple[float, float, float]]],
        height: float = 118.0,
    ) -> float:
        values = [getattr(part.figures, field) or 0 for part in parts for field, _ in fields]
        most = max([*values, 1])
        inner = height - 34
        bottom = self._frame(top, title, fields, height, inner, most)
        side = (RIGHT - LEFT - 30) / max(1, len(parts))
        wide = min(26.0, side * 0.7 / len(fields))
        for n, part in enumerate(parts):
            middle = LEFT + 30 + (n + 0.5) * side
            for k, (field, colour) in enumerate(fields):
                value = getattr(part.figures, field)
                x = middle + (k - len(fields) / 2) * wide
                self.canvas.setFillColorRGB(*colour)
                self.canvas.rect(x, bottom, wide - 1, inner * (value or 0) / most, stroke=0, fill=1)
                self._black()
                if value is not None:
                    self.ink.text(x + wide / 2, bottom + inner * value / most + 2, f"{value:g}", 6.5, "center")
            self.ink.text(middle, bottom - 10, self.words(part.name), 7, "center")
        return bottom - 12

    def _frame(
        self,
        top: float,
        title: str,
        fields: Sequence[tuple[str, tuple[float, float, float]]],
        height: float,
        inner: float,
        most: float,
    ) -> float:
        bottom = top - height
        self.ink.text(LEFT, top - 8, title, 10, bold=True)
        x = RIGHT
        for field, colour in reversed(fields if len(fields) > 1 else ()):
            name = self.words(NAMES[field].name).rstrip("%")
            self.ink.text(x, top - 8, name, 8, "right")
            x -= self.ink.width(name, 8) + 12
            self.canvas.setFillColorRGB(*colour)
            self.canvas.rect(x, top - 8, 8, 7, stroke=0, fill=1)
            self._black()
            x -= 10
        for part in (0, 0.5, 1):
            y = bottom + inner * part
            self.canvas.setStrokeColorRGB(*PALE)
            self.canvas.setLineWidth(0.5)
            self.canvas.line(LEFT + 30, y, RIGHT, y)
            self.ink.text(LEFT + 26, y - 2, f"{most * part:g}", 7, "right")
        self._black()
        return bottom

    def _fitted(self, x: float, y: float, words: str, size: float, room: float, *, bold: bool = False) -> None:
        """Words at most so large that they are whole within `room` points."""
        self.ink.text(x, y, words, min(size, size * room / max(1.0, self.ink.width(words, size))), bold=bold)

    def _box(self, x: float, y: float, wide: float, high: float) -> None:
        self.canvas.setStrokeColorRGB(*GREY)
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(x, y, wide, high, stroke=1, fill=0)
        self._black()

    def _rule(self, y: float) -> None:
        self.canvas.setStrokeColorRGB(*PALE)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(LEFT, y, RIGHT, y)
        self._black()

    def _black(self) -> None:
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.canvas.setFillColorRGB(0, 0, 0)
