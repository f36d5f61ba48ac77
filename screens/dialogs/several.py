"""Choosing several, in their order: Space puts one in or takes it out, Enter ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.widget import Widget

from screens.dialogs.dialog import Dialog, words
from screens.parts.lines import Column, Line, LineList
from screens.shell.language import t


class Several(Dialog[tuple[str, ...]]):
    """Gives the values chosen, in the order in which they were; None for Esc."""

    AUTO_FOCUS = "#choices"

    def __init__(
        self, title: str, options: Sequence[tuple[str, str, str]], chosen: tuple[str, ...] = (), *, text: str = ""
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.options, self.chosen = title, text, list(options), list(chosen)
        self.first_chosen = chosen

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        yield LineList(Column("", 3), Column("", 24), Column("", 0), id="choices")
        yield words(t("Space 选上或去掉，按选的先后排  Enter 确定  Esc 返回"), "hint")

    def more_words(self) -> dict[str, tuple[str, ...]]:
        """What is ticked, if that is no longer how it began."""
        return {} if tuple(self.chosen) == self.first_chosen else {"chosen": tuple(self.chosen)}

    def put_back(self, words: Mapping[str, Any]) -> None:
        """Tick what was ticked."""
        self.chosen = list(words.get("chosen", self.first_chosen))
        self._draw()

    def on_mount(self) -> None:
        """Each with its place among the chosen."""
        lines = self.query_one(LineList)
        lines.styles.height = max(1, len(self.options))
        self._draw()

    def _draw(self) -> None:
        self.query_one(LineList).show(
            (
                Line(value, (str(self.chosen.index(value) + 1) if value in self.chosen else "", name, remark))
                for value, name, remark in self.options
            ),
            empty=t("还没有可选的"),
        )

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        event.stop()
        if event.key in self.chosen:
            self.chosen.remove(event.key)
        else:
            self.chosen.append(event.key)
        self._draw()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(tuple(self.chosen))
