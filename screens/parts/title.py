"""Two lines in large plain words: who is at the window, and what is known of them."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.parts.cells import fit
from screens.shell.language import named


class Title(Widget):
    """`show(first, second)`: the first line is bold. `whom` ends the first line and is cut last."""

    COMPONENT_CLASSES = {"title--first", "title--second"}

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = ("", "")
        self.whom = ""

    def show(self, first: str, second: str = "", whom: str = "") -> None:
        """Draw these words, if they are others than before."""
        if (*self.words, self.whom) != (first, second, whom):
            self.words, self.whom = (first, second), whom
            self.refresh()

    def render(self) -> Content:
        width = max(4, self.size.width)
        first, second = (f" {named(text)}" for text in self.words)
        if self.whom:
            whom = f"  {named(self.whom)}"
            first = fit(first, min(cell_len(first), max(width // 3, width - cell_len(whom)))) + whom
        first, second = fit(first, width), fit(second, width)
        return Content.assemble(
            (first, self.get_visual_style("title--first")), "\n", (second, self.get_visual_style("title--second"))
        )
