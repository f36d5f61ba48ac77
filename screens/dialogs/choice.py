"""Choosing one of a few: arrows and Enter, or a digit (an input method eats letters, not digits).

What a screen does by a digit has that digit in its menus too (`digits`); other lines take those that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.widget import Widget

from counter.rules.scan import PERSONS, Scan, ScanKind
from screens.dialogs.dialog import Dialog, words
from screens.parts.cells import visible
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanned
from screens.shell.language import named, t

T = TypeVar("T")

WITHIN = 54
"""Cells of a name and its remark that a box of the usual width shows whole."""


def numbered(values: Sequence[object], meanings: Mapping[str, int]) -> dict[int, int]:
    """The digit of each place in a menu, where it has one. `meanings`: what the digits of the screen below do."""
    own = {place: meanings[value] for place, value in enumerate(values) if isinstance(value, str) and value in meanings}
    left = iter([digit for digit in range(1, 10) if not own or digit not in meanings.values()])
    for place in range(len(values)):
        if place not in own and (digit := next(left, None)) is not None:
            own[place] = digit
    return own


class Cannot(str):
    """The remark of a line that can't be chosen now: it says why, and the line stands dim. Whoever chooses it all the
    same gets the refusal of what it asks for, with the rule and the next step.
    """

    __slots__ = ()


class Choice(Dialog[T]):
    """`await app.choose("转给谁", [(value, name, remark), ...])` gives the value, or None for Esc."""

    AUTO_FOCUS = "#choices"
    BINDINGS = [Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)]

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[T, str, str]],
        *,
        text: str = "",
        at: T | None = None,
        digits: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.options, self.at = title, text, list(options), at
        self.digits = numbered([value for value, _, _ in self.options], digits or {})
        names, remarks = (
            max((cell_len(visible(named(str(option[at])))) for option in self.options), default=0) for at in (1, 2)
        )
        self.BROAD = names + remarks > WITHIN

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        remark = any(option[2] for option in self.options)
        yield LineList(
            Column("", 2),
            Column("", 24 if remark else 0),
            *([Column("", 0)] if remark else []),
            id="choices",
        )
        yield words(t("数字直接选  上下移动  Enter 确定  Esc 返回"), "hint")

    def on_mount(self) -> None:
        """Fill the list; it stands on `at`, else on the first."""
        choices = self.query_one(LineList)
        choices.styles.height = len(self.options)
        choices.show(
            Line(
                str(value),
                (str(self.digits.get(place, "")), name, remark)[: len(choices.columns)],
                "dim" if isinstance(remark, Cannot) else "",
            )
            for place, (value, name, remark) in enumerate(self.options)
        )
        if self.at is not None:
            choices.cursor = str(self.at)

    def action_digit(self, digit: int) -> None:
        place = next((place for place, own in self.digits.items() if own == digit), None)
        if place is not None:
            self.dismiss(self.options[place][0])

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
