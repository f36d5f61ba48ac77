"""Plain words that stand on a screen from the start: a marked phrase, said anew after a change of language."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from screens.shell.language import t


class Caption(Static):
    """`Caption(mark("登录"), classes="big")`; never read as markup."""

    def __init__(self, phrase: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Content(t(phrase)), id=id, classes=classes, markup=False)
        self._phrase = phrase

    def say_again(self) -> None:
        """Draw the words in the language that is spoken now."""
        self.update(Content(t(self._phrase)))
