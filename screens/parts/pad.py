"""Several lines of text: TextArea without the keys that the key table needs (F6, F7) and with Tab leading on."""

from __future__ import annotations

import re

from textual.binding import Binding
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from screens.parts.field import tamed

_TAKEN = {"f6", "f7", "ctrl+z", "ctrl+y"}


class Pad(TextArea, inherit_bindings=False):
    """A real TextArea, so that Chinese input methods stand where the text is."""

    BINDINGS = [
        *(b for b in TextArea.BINDINGS if isinstance(b, Binding) and not _TAKEN & set(b.key.split(","))),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(_tamed(text), id=id, tab_behavior="focus", soft_wrap=True, show_line_numbers=False)
        self.cursor_blink = False
        self.first = _tamed(text)

    def edit(self, edit: Edit) -> EditResult:
        """Whatever comes in, typed, pasted or by an input method, holds nothing that a terminal would obey."""
        edit.text = _tamed(edit.text)
        return super().edit(edit)

    def load_text(self, text: str) -> None:
        """The same for what is put there by the program."""
        super().load_text(_tamed(text))


def _tamed(text: str) -> str:
    """Lines stay lines."""
    return "\n".join(tamed(line.replace("\t", " ")) for line in re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text))
