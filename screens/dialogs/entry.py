"""Asking for words: one line, or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from counter.errors import Refusal
from screens.dialogs.dialog import Answer, Dialog, words
from screens.language import refused, t
from screens.parts.field import Field


class Entry(Dialog):
    """One or more labelled lines: gives a tuple of values (str for a single one), or None for Esc.

    `fields` are `(label, first value)`; `check(values)` may raise Refusal, whose words stand in the box until it is mended.
    """

    AUTO_FOCUS = "Field Input"

    def __init__(
        self, title: str, *fields: tuple[str, str], text: str = "", check: Callable[..., object] | None = None, password: bool = False,
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.fields_wanted, self.check, self.password = title, text, fields, check, password

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        last = len(self.fields_wanted) - 1
        for number, (label, value) in enumerate(self.fields_wanted):
            yield Field(label, value, id=f"entry-{number}", last=number == last, password=self.password)
        yield words("", "words wrong")
        yield words(t("Enter 下一项，最后一项上确定  Esc 返回"), "hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = list(self.query(Field))
        if event.input is not fields[-1].box:
            return
        values = tuple(field.value for field in fields)
        if self.check is not None:
            try:
                self.check(*values)
            except Refusal as refusal:
                from textual.content import Content

                self.query_one(".wrong").update(Content(refused(refusal)))
                self.app.bell()
                return
        self.dismiss(values[0] if len(values) == 1 else values)


class Words(Dialog):
    """Several lines of text (reasons, opinions): gives the text, or None for Esc. Tab leads from the text to 确定."""

    AUTO_FOCUS = "#words"

    def __init__(self, title: str, *, text: str = "", value: str = "", needed: bool = True) -> None:
        super().__init__()
        self.title_text, self.text, self.value, self.needed = title, text, value, needed

    def compose_dialog(self) -> Iterable[Widget]:
        from screens.parts.pad import Pad

        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        yield Pad(self.value, id="words")
        with Horizontal(classes="answers"):
            yield Answer(t("确定"), True, id="yes")
            yield Answer(t("返回"), None, id="no")
        yield words(t("Tab 到“确定”  Esc 返回"), "hint")

    def answered(self, value: object) -> None:
        text = self.query_one("#words").text.strip()
        if value and self.needed and not text:
            self.app.bell()
            self.query_one("#words").focus()
            return
        self.dismiss(text if value else None)
