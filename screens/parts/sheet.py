"""A sheet of facts: label and value, wrapped in cells, never read as markup. Scrolls, so it can take the focus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.parts.cells import fit, wrap
from screens.shell.language import named


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: a label (may be empty: then the value takes the whole width), a value, and a tone (see Line)."""

    label: str
    value: str
    tone: str = ""


class _Page(Widget):
    """The inside of a Sheet: as high as its facts."""

    COMPONENT_CLASSES = {f"sheet--{name}" for name in ("label", "head", "dim", "good", "warn", "bad")}

    def __init__(self) -> None:
        super().__init__()
        self.facts: tuple[Fact, ...] = ()

    def _rows(self, width: int) -> list[tuple[str, str, str]]:
        room = max((cell_len(fact.label) for fact in self.facts if fact.value or fact.tone != "head"), default=0)
        room = min(room, 12)
        rows: list[tuple[str, str, str]] = []
        for fact in self.facts:
            if fact.tone == "head":
                rows.append(("", fit(named(fact.label or fact.value), width), "head"))
            elif not fact.label:
                rows += [("", line, fact.tone) for line in wrap(named(fact.value), width)]
            else:
                lines = wrap(named(fact.value), max(4, width - room - 1)) or [""]
                rows.append((fit(fact.label, room) + " ", lines[0], fact.tone))
                rows += [(" " * (room + 1), line, fact.tone) for line in lines[1:]]
        return rows

    def render(self) -> Content:
        parts = []
        for label, text, tone in self._rows(max(8, self.size.width)):
            style = self.get_visual_style(f"sheet--{tone}") if tone else ""
            parts.append(Content.assemble((label, self.get_visual_style("sheet--label")), (text, style)))
        return Content("\n").join(parts)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._rows(max(8, width))))


class Sheet(VerticalScroll, can_focus=True):
    """`show(facts)` replaces what stands there; `text(words)` shows plain paragraphs."""

    BINDINGS = [Binding("enter", "screen.focus_next", show=False)]

    def __init__(self, id: str | None = None, classes: str | None = None, *, can_focus: bool = True) -> None:
        super().__init__(id=id, classes=classes)
        self.can_focus = can_focus
        self._page = _Page()

    def compose(self) -> ComposeResult:
        yield self._page

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._page.facts

    def show(self, facts: Iterable[Fact]) -> None:
        """Show these facts instead; drawn only if they differ."""
        new = tuple(facts)
        if new != self._page.facts:
            self._page.facts = new
            self._page.refresh(layout=True)

    def text(self, words: str) -> None:
        """Show plain text, a paragraph per line."""
        self.show(Fact("", line) for line in words.split("\n"))
