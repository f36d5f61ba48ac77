"""Several lines of text: TextArea without the keys that the key table needs (F6, F7) and with Tab leading on."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import TextArea

_TAKEN = {"f6", "f7", "ctrl+z", "ctrl+y"}


class Pad(TextArea, inherit_bindings=False):
    """A real TextArea, so that Chinese input methods stand where the text is."""

    BINDINGS = [
        *(b for b in TextArea.BINDINGS if isinstance(b, Binding) and not _TAKEN & set(b.key.split(","))),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id, tab_behavior="focus", soft_wrap=True, show_line_numbers=False)
        self.cursor_blink = False
        self.first = text
