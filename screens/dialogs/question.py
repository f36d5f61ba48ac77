"""A question with a safe answer: the focus stands on 否, so that a stray Enter does nothing."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget

from screens.dialogs.dialog import Answer, Dialog, words
from screens.shell.language import t


class Question(Dialog[bool]):
    """`await app.confirm("过号？", "A012 将...")`: True, or False for no and for Esc."""

    AUTO_FOCUS = "#no"
    BINDINGS = [Binding("n,N,1", "give(False)", show=False), Binding("y,Y,2", "give(True)", show=False)]

    def __init__(self, title: str, text: str = "", *, yes: str = "", no: str = "") -> None:
        super().__init__()
        self.title_text, self.text, self.yes, self.no = title, text, yes or t("是"), no or t("否")

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        with Horizontal(classes="answers"):
            yield Answer(self.no, False, id="no")
            yield Answer(self.yes, True, id="yes")
        yield words(t("1 或 n 是左边，2 或 y 是右边  Tab 换项  Enter 确定  Esc 返回"), "hint")

    def action_give(self, answer: bool) -> None:
        """A digit or a letter, as well as Enter on the answer."""
        self.dismiss(answer)
