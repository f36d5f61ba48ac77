"""Two lines in large plain words: who is at the window, and what is known of them."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from screens.parts.cells import fit
from screens.shell.language import named


class Title(Widget):
    """`show(first, second)`: the first line is bold."""

    COMPONENT_CLASSES = {"title--first", "title--second"}

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = ("", "")

    def show(self, first: str, second: str = "") -> None:
        """Draw these words, if they are others than before."""
        if self.words != (first, second):
            self.words = (first, second)
            self.refresh()

    def render(self) -> Content:
        width = max(4, self.size.width)
        first, second = (fit(f" {named(text)}", width) for text in self.words)
        return Content.assemble(
            (first, self.get_visual_style("title--first")), "\n", (second, self.get_visual_style("title--second"))
        )
