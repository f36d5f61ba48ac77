"""A QR code alone on the screen, as large as fits, for a citizen's phone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from screens.dialogs.dialog import Asked
from screens.parts.paper_view import Matrix, PaperView, Printed, Text
from screens.shell.language import mark, t


class CodeView(Asked[None], inherit_bindings=False):
    """Any of Esc, Enter, Space closes it."""

    BINDINGS = [Binding("escape,enter,space,f7", "close", show=False)]
    HELP = mark("请办件人用手机扫屏幕上的码，看办理进度。Esc 返回。")

    def __init__(self, matrix: Matrix, hint: str = "") -> None:
        super().__init__()
        self.matrix, self.hint = matrix, hint or t("扫码看办理进度")

    def compose(self) -> ComposeResult:
        yield PaperView(id="code")

    def on_mount(self) -> None:
        """Only the code, and words where there is room for them."""
        rows = (len(self.matrix) + 4) // (1 if self.app.theme == "plain" else 2) + 1
        words = (Text(t("{hint}  Esc 返回", hint=self.hint)),) if self.app.size.height > rows else ()
        self.query_one(PaperView).show(Printed((self.matrix, *words), 40))

    def action_close(self) -> None:
        self.dismiss(None)
