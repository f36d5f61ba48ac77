"""Choosing one of a few: arrows and Enter, or a digit (an input method eats letters, not digits)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from textual.binding import Binding
from textual.widget import Widget

from counter.rules.scan import PERSONS, Scan, ScanKind
from screens.dialogs.dialog import Dialog, words
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanned
from screens.shell.language import t

T = TypeVar("T")


class Cannot(str):
    """The remark of a line that can't be chosen now: it says why, and the line stands dim. Whoever chooses it all the
    same gets the refusal of what it asks for, with the rule and the next step.
    """

    __slots__ = ()


class Choice(Dialog[T]):
    """`await app.choose("转给谁", [(value, name, remark), ...])` gives the value, or None for Esc."""

    AUTO_FOCUS = "#choices"
    BINDINGS = [Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 10)]

    def __init__(
        self, title: str, options: Sequence[tuple[T, str, str]], *, text: str = "", at: T | None = None
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.options, self.at = title, text, list(options), at

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        remark = any(option[2] for option in self.options)
        yield LineList(
            Column("", 2), Column("", 24 if remark else 0), *([Column("", 0)] if remark else []), id="choices"
        )
        yield words(t("数字直接选  上下移动  Enter 确定  Esc 返回"), "hint")

    def on_mount(self) -> None:
        """Fill the list; it stands on `at`, else on the first."""
        choices = self.query_one(LineList)
        choices.styles.height = min(16, len(self.options))
        choices.show(
            Line(
                str(value),
                (str(number) if number < 10 else "", name, remark)[: len(choices.columns)],
                "dim" if isinstance(remark, Cannot) else "",
            )
            for number, (value, name, remark) in enumerate(self.options, 1)
        )
        if self.at is not None:
            choices.cursor = str(self.at)

    def action_digit(self, digit: int) -> None:
        if digit <= len(self.options):
            self.dismiss(self.options[digit - 1][0])

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(next(value for value, _, _ in self.options if str(value) == event.key))


class ScanChoice(Choice[str | Scanned]):
    """A choice in front of which a card or a code may be scanned: the scan is the answer itself."""

    def take_scan(self, scan: Scan) -> bool:
        if scan.kind not in PERSONS and scan.kind not in (ScanKind.PREPARED, ScanKind.LIST):
            return False
        self.dismiss(Scanned(scan.text))
        return True
