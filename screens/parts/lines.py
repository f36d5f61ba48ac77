"""A list that draws lines: live, keeps its cursor by key, refreshes by difference.

A DataTable takes tens of milliseconds per changed cell and moves the highlight to another ticket when a row above
goes; here a change costs the lines that changed, and the highlight stays on its key or disappears with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from screens.parts.cells import fit, fit_ends, visible
from screens.parts.columns import Want, share_out
from screens.shell import language
from screens.shell.language import mark, named, t

MEASURED = 300
"""Lines by which columns are measured; a screen shows fewer."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title (a marked phrase) and its width in cells; width 0 takes what is left (see `columns`)."""

    title: str
    width: int
    right: bool = False
    wide_only: bool = False
    """Left out below 100 columns of screen."""
    english: int = 0
    """Its width in English where that needs another; 0 for the same."""

    @property
    def cells(self) -> int:
        """Its width in the terminal's language."""
        return self.english if self.english and language.current == "en" else self.width


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its key, a text per column (one alone is a heading across), a tone (``""``, dim, good, ...)."""

    key: str
    cells: tuple[str, ...]
    tone: str = ""


class LineList(ScrollView, can_focus=True):
    """Lines under a head; `show(lines)` replaces them. Enter posts Chosen, Space Ticked, moving Moved."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("space", "tick", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"lines--{n}" for n in ("head", "cursor", "empty", "dim", "good", "warn", "bad")
    }

    class Chosen(Message):
        """Enter (or a second click) on a line."""

        def __init__(self, lines: LineList, key: str) -> None:
            super().__init__()
            self.lines, self.key = lines, key

        @property
        def control(self) -> LineList:
            return self.lines

    class Moved(Chosen):
        """The cursor stands on another line."""

    class Ticked(Chosen):
        """Space on a line."""

    def __init__(
        self, *columns: Column, empty: str = mark("没有"), id: str | None = None, classes: str | None = None
    ) -> None:
        self._looks: dict[str, Style] = {}
        self._measured: tuple[int, list[int]] | None = None
        self._widths: tuple[object, list[int], frozenset[str]] | None = None
        """What the widths were measured for, the widths, and the texts that are cut in the middle."""
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.head = int(any(column.title for column in columns))
        """Lines that the titles take: 1, or 0 where no column has one."""
        self._first_empty, self._empty = empty, ""
        self.lines: tuple[Line, ...] = ()
        self._place: dict[str, int] = {}
        self._cursor: str | None = None
        self._near = 0
        self._acts_seen = 0

    # -- content ---------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> str:
        """What stands there when there is no line: why (at first a marked phrase, then what `show` said)."""
        return self._empty or t(self._first_empty)

    @property
    def cursor(self) -> str | None:
        """Key of the highlighted line; None if there is none (or it has gone and nobody moved since)."""
        return self._cursor

    @cursor.setter
    def cursor(self, key: str | None) -> None:
        if key is not None and key not in self._place:
            key = None
        if key == self._cursor:
            return
        before, self._cursor = self._place.get(self._cursor or "", None), key
        if key is not None:
            self._near = self._place[key]
            self._reveal(self._near)
            self.post_message(self.Moved(self, key))
        for index in (before, self._near):
            if index is not None:
                self._repaint(index)

    def on_line_list_moved(self, event: Moved) -> None:
        """Nobody hears of a line that the cursor has left again meanwhile."""
        if event.key != self._cursor:
            event.stop()

    @property
    def line_region(self) -> Region:
        """Where the highlighted line stands on the terminal; the head's or the first line where none is."""
        x, y, width, height = self.region
        at = self._near + self.head - self.scroll_offset.y if self._cursor is not None else 0
        return Region(x, y + max(0, min(at, height - 1)), width, min(1, height))

    def show(self, lines: Iterable[Line], *, empty: str | None = None, anew: bool = False) -> None:
        """Show these lines instead; only what differs is drawn. The cursor stays on its key, or goes to the top with
        `anew` (another list, such as the answer to another question).
        """
        old, before, top = self.lines, self._cursor, self.scroll_offset.y
        if empty is not None and empty != self.empty:
            self._empty = empty
            self._repaint(0)
        laid_out = self._widths[1:] if self._widths is not None else None
        self.lines = new = tuple(lines)
        if new != old:
            self._place = {line.key: index for index, line in enumerate(new)}
            self._stretch(len(new) + self.head)
        if anew or (before is None and not old):
            self._cursor, self._near = (new[0].key, 0) if new else (None, 0)
            if anew:
                self.scroll_to(y=0, animate=False, force=True)
            if new and self._cursor != before:
                self.post_message(self.Moved(self, new[0].key))
        elif before is not None:
            index = self._place.get(before)
            if index is None and new and self._acted():
                below = (line.key for line in old[self._near + 1 :] if line.key in self._place)
                above = (line.key for line in reversed(old[: self._near]) if line.key in self._place)
                self._cursor = next(below, None) or next(above, new[0].key)  # done with that one: the next
                self._near = self._place[self._cursor]
                self._reveal(self._near)
                self.post_message(self.Moved(self, self._cursor))
            elif index is None:
                self._cursor = None  # the highlight goes with its line: no other line is acted on by accident
            elif index != self._near:
                self.scroll_to(y=max(0, top + index - self._near), animate=False)
                self._near = index
        self._acts_seen = getattr(self.app, "acts_done", 0)
        moved = new != old and (self.widths(), self._widths and self._widths[2]) != laid_out
        if self.scroll_offset.y != top or moved:
            self.refresh()
            return
        for index in range(top, top + self.size.height):
            was, now = old[index : index + 1], new[index : index + 1]
            marked = bool(was) and was[0].key == before, bool(now) and now[0].key == self._cursor
            if was != now or marked[0] != marked[1] or (index == 0 and not now):
                self._repaint(index)

    def _acted(self) -> bool:
        """Whether an act was done here since the lines were last shown: the line went by it, not by somebody else."""
        return getattr(self.app, "acts_done", 0) > self._acts_seen

    def _stretch(self, height: int) -> None:
        """Hold so many lines, head included. The screen is laid out anew only if the list's place or its scroll bar
        depends on it.
        """
        size = Size(self.size.width, height)
        steady = self.styles.overflow_y == "scroll" or self.show_vertical_scrollbar == (
            height > self.container_size.height
        )
        if self.styles.auto_dimensions or not steady:
            self.virtual_size = size
            return
        self.set_reactive(LineList.virtual_size, size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = height
        self.scroll_y = self.scroll_target_y = self.validate_scroll_y(self.scroll_y)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def widths(self) -> list[int]:
        """Cells of each column at the present size (0: not shown)."""
        wide = self.app.size.width >= 100
        cells = self.scrollable_content_region.width - 1
        key = (self.lines, cells, wide, language.current)
        if self._widths is None or self._widths[0] != key:
            self._widths = key, *self._shared_out(cells, wide)
        return self._widths[1]

    def _shared_out(self, cells: int, wide: bool) -> tuple[list[int], frozenset[str]]:
        """The widths by the rule of all lists, and what would read the same if it were cut at its end, and isn't."""
        shared = any(not column.cells for column in self.columns)
        texts = [
            [named(str(cell)) for cell in line.cells]
            for line in self.lines[: MEASURED * shared]
            if not self._heading(line.cells)
        ]
        here = [at for at, column in enumerate(self.columns) if wide or not column.wide_only]
        wants = [
            Want(
                self.columns[at].cells,
                cell_len(t(self.columns[at].title)) if self.columns[at].title else 0,
                max((cell_len(visible(text[at])) for text in texts if at < len(text)), default=0),
                self.columns[at].wide_only,
            )
            for at in here
        ]
        widths = [0] * len(self.columns)
        for at, width in zip(here, share_out(wants, cells), strict=True):
            widths[at] = width
        alike: set[str] = set()
        for at, column in enumerate(self.columns):
            if not column.cells and widths[at]:
                cut: dict[str, set[str]] = {}
                for text in texts:
                    if at < len(text):
                        cut.setdefault(fit(text[at], widths[at]), set()).add(text[at])
                alike.update(text for same in cut.values() if len(same) > 1 for text in same)
        return widths, frozenset(alike)

    def _heading(self, cells: Sequence[str]) -> bool:
        return len(cells) == 1 < len(self.columns)

    def _text(self, cells: Sequence[str], widths: Sequence[int]) -> str:
        if self._heading(cells):
            return named(str(cells[0]))
        alike = self._widths[2] if self._widths is not None else ()
        shown = [
            (named(str(cell)), width, column.right)
            for cell, width, column in zip(cells, widths, self.columns, strict=False)
            if width
        ]
        parts: list[str] = []
        room = 0
        for at, (word, width, right) in enumerate(shown):
            if not word and room:  # the one before has run into this column, in which nothing stands
                room = 0
                continue
            if not right and at + 1 < len(shown) and not shown[at + 1][0] and cell_len(visible(word)) > width:
                room = shown[at + 1][1] + 1
            parts.append((fit_ends if word in alike else fit)(word, width + room, right=right))
        return " ".join(parts)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Measured once for all lines."""
        self._measured = self.scrollable_content_region.width, self.widths()
        try:
            return super().render_lines(crop)
        finally:
            self._measured = None

    def render_line(self, y: int) -> Strip:
        """A line as it is drawn, with what the mouse has selected of it."""
        at = y if y < self.head else y + self.scroll_offset.y
        strip = self._drawn(y)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(at)) is not None:
            text = strip.text  # a span counts signs, a strip is cut at cells
            start, end = (cell_len(text[:sign]) if sign >= 0 else strip.cell_length for sign in span)
            before, chosen, after = strip.divide([start, end, strip.cell_length])
            style = self.screen.get_component_rich_style("screen--selection")
            strip = Strip.join([before, chosen.apply_style(style), after])
        return strip.apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words that the mouse has selected, as they stand there."""
        widths = self.widths()
        rows = [[t(c.title) if c.title else "" for c in self.columns]] * self.head + [line.cells for line in self.lines]
        text = "\n".join(" " + self._text(row, widths) for row in rows)
        return "\n".join(line.rstrip() for line in selection.extract(text).split("\n")), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw anew what is selected."""
        self.refresh()

    def _drawn(self, y: int) -> Strip:
        width, widths = self._measured or (self.scrollable_content_region.width, self.widths())
        if y < self.head:
            return self._strip(
                self._text([t(c.title) if c.title else "" for c in self.columns], widths), "lines--head", width, " "
            )
        index = y - self.head + self.scroll_offset.y
        if not self.lines:
            return self._strip(self.empty if y == self.head else "", "lines--empty", width, " ")
        if index >= len(self.lines):
            return self._strip("", "", width, " ")
        line = self.lines[index]
        here = line.key == self._cursor
        name = "lines--cursor" if here and self.has_focus else f"lines--{line.tone}" if line.tone else ""
        return self._strip(self._text(line.cells, widths), name, width, ">" if here else " ")

    def _strip(self, text: str, name: str, width: int, mark: str) -> Strip:
        style = self._looks.get(name)
        if style is None:
            style = self._looks[name] = self.get_component_rich_style(name) if name else self.rich_style
        return Strip([Segment(fit(mark + text, width), style)], width)

    def notify_style_update(self) -> None:
        """Another theme, another look."""
        super().notify_style_update()
        self._looks.clear()

    def _repaint(self, index: int) -> None:
        y = index + self.head - self.scroll_offset.y
        if self.head <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _reveal(self, index: int) -> None:
        top, page = self.scroll_offset.y, max(1, self.size.height - self.head)
        if index < top:
            self.scroll_to(y=index, animate=False, force=True)
        elif index >= top + page:
            self.scroll_to(y=index - page + 1, animate=False, force=True)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.lines) + self.head)
        if self._cursor is not None:
            self._reveal(self._near)

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    # -- keys ------------------------------------------------------------------------------------------------------

    def _go(self, index: int) -> None:
        if self.lines:
            self.cursor = self.lines[max(0, min(len(self.lines) - 1, index))].key

    def action_move(self, step: int) -> None:
        """One line up or down; after the highlighted line has gone, first back to where it was."""
        self._go(self._near + step if self._cursor is not None else self._near)

    def action_page(self, step: int) -> None:
        self._go(self._near + step * max(1, self.size.height - 2))

    def action_edge(self, index: int) -> None:
        self._go(0 if index == 0 else len(self.lines) - 1)

    def action_choose(self) -> None:
        if self._cursor is not None:
            self.post_message(self.Chosen(self, self._cursor))

    def action_tick(self) -> None:
        if self._cursor is not None:
            self.post_message(self.Ticked(self, self._cursor))

    def on_click(self, event: Click) -> None:
        """First click moves the cursor, a second one on the same line chooses."""
        index = event.y - self.head + self.scroll_offset.y
        if event.y >= self.head and 0 <= index < len(self.lines):
            if self.lines[index].key == self._cursor and event.chain > 1:
                self.action_choose()
            else:
                self._go(index)
