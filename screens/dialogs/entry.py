"""Asking for words: one line, or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.text_area import Selection

from counter.errors import Refusal
from counter.rules.dates_written import day_in, read_day
from counter.rules.workday import WEEKDAY_NAMES
from counter.rules.writing import Writing
from screens.dialogs.dialog import Answer, Dialog, words
from screens.parts.cells import visible
from screens.parts.field import Field
from screens.parts.pad import Pad
from screens.shell.language import day, t
from screens.shell.refusals import refused

Blank = tuple[str, str] | tuple[str, str, bool] | tuple[str, str, Writing] | tuple[str, str, bool, Writing]
"""A line to fill in: `(label, first value)`, then True if it may stay empty, then a Writing if it wants no words."""


class Entry(Dialog[tuple[str, ...]]):
    """One or more labelled lines: gives a tuple of values, or None for Esc.

    `check(*values)` may raise Refusal, whose words stand in the box until it is mended (`about`: the field that it
    judges). What an act refused afterwards is there again when the question comes back. A blank for a day
    (Writing.DAY) is read as people write days, shows what was understood while one types, and gives the day in ISO.
    """

    AUTO_FOCUS = "Field Input"

    def __init__(
        self,
        title: str,
        *blanks: Blank,
        text: str = "",
        check: Callable[..., object] | None = None,
        about: int = -1,
        password: bool = False,
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.check, self.about, self.password = title, text, check, about, password
        self.fields_wanted = [
            (label, value, True in more, next((one for one in more if isinstance(one, Writing)), Writing.WORDS))
            for label, value, *more in blanks
        ]

    @property
    def remembered(self) -> str:
        """By its title; a password never is."""
        return "" if self.password else self.title_text

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        last = len(self.fields_wanted) - 1
        for number, (label, value, _, kind) in enumerate(self.fields_wanted):
            yield Field(
                label,
                value,
                id=f"entry-{number}",
                last=number == last,
                password=self.password,
                kind=kind,
                typed=self._understood if kind is Writing.DAY else None,
            )
            if kind is Writing.DAY:
                yield words(self._meant(value), "words understood")
        yield words("", "words wrong")
        yield words(t("Enter 下一项，最后一项上确定  Esc 返回"), "hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = list(self.query(Field))
        if event.input is not fields[-1].box:
            return
        values: list[str] = []
        for field, (label, _, free, kind) in zip(fields, self.fields_wanted, strict=True):
            if not (field.value or free):
                self._wrong(t("“{label}”还没有填", label=label), field)
                return
            try:
                given = field.value
                values.append(self._read(given).isoformat() if given and kind is Writing.DAY else given)
            except Refusal as refusal:
                self._wrong(refused(refusal), field)
                return
        if self.check is not None:
            try:
                self.check(*values)
            except Refusal as refusal:
                self._wrong(refused(refusal), fields[self.about])
                return
        self.dismiss(tuple(values))

    def _read(self, text: str) -> date:
        return read_day(text, self.app.today)

    def _meant(self, text: str) -> str:
        """The day that is understood of a text; empty where there is none, yet."""
        found = day_in(text, self.app.today)
        return t("即 {day} {weekday}", day=day(found), weekday=t(WEEKDAY_NAMES[found.weekday()])) if found else ""

    def _understood(self, _: str) -> None:
        """Under each day, which one was understood."""
        days = [field for field in self.query(Field) if field.kind is Writing.DAY]
        for shown, field in zip(self.query(".understood").results(Static), days, strict=True):
            shown.update(Content(self._meant(field.value)))

    def _wrong(self, why: str, field: Field) -> None:
        """Say it in the box, and go where it is mended."""
        self.query_one(".wrong", Static).update(Content(visible(why)))
        self.app.bell()
        field.mend()


BLANK = "……"
"""What a standard reason leaves for whoever uses it."""


class Words(Dialog[str]):
    """Several lines of text (reasons, opinions): gives the text, or None for Esc. Tab leads from the text to 确定."""

    AUTO_FOCUS = "#words"

    def __init__(self, title: str, *, text: str = "", value: str = "", needed: bool = True) -> None:
        super().__init__()
        self.title_text, self.text, self.value, self.needed = title, text, value, needed

    @property
    def remembered(self) -> str:
        """By its title and what it began with: words of one's own, and changes of each standard reason."""
        return f"{self.title_text}\n{self.value}"

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        yield Pad(self.value, id="words")
        yield words("", "words wrong")
        with Horizontal(classes="answers"):
            yield Answer(t("确定"), True, id="yes")
            yield Answer(t("返回"), None, id="no")
        yield words(t("Tab 到“确定”  Esc 返回"), "hint")

    def answered(self, value: object) -> None:
        text = self.query_one("#words", Pad).text.strip()
        if value and self.needed and not text:
            self.query_one(".wrong", Static).update(Content(t("还没有写")))
            self.app.bell()
            self.query_one("#words").focus()
            return
        if value and BLANK in self.value and BLANK in text:
            self.query_one(".wrong", Static).update(Content(t("“{blank}”处还没有填写", blank=BLANK)))
            self.app.bell()
            self.query_one("#words").focus()
            self._to_the_blank()
            return
        self.dismiss(text if value else None)

    def on_mount(self) -> None:
        """What a standard reason leaves to fill in is selected: typing takes its place."""
        self._to_the_blank()

    def put_back(self, words: Mapping[str, Any]) -> None:
        """The text came back with what was typed before: on to what is left of it."""
        self._to_the_blank()

    def _to_the_blank(self) -> None:
        pad = self.query_one("#words", Pad)
        for row, line in enumerate(pad.text.split("\n")):
            if BLANK in line:
                start = line.index(BLANK)
                pad.selection = Selection((row, start), (row, start + len(BLANK)))
                return
