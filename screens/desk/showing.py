"""Lines to read through before an answer: all that a signature is given for, or how each of them came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget

from screens.dialogs.dialog import Answer, Dialog, words
from screens.parts.lines import Column, Line, LineList
from screens.shell.language import mark, t


class Showing(Dialog[bool]):
    """`await app.question(Showing(title, lines, yes=...))`: True for yes; without `yes` it is only read.

    Each line is (number, applicant, item, remark, tone). The focus stands on the list's safe answer.
    """

    AUTO_FOCUS = "#no"
    BROAD = True
    BINDINGS = [Binding("n,N,1", "give(False)", show=False), Binding("y,Y,2", "give(True)", show=False)]
    HELP = mark("上下键看全部各行（先按 Tab 到列表）。Tab 换项，Enter 确定，Esc 返回（什么也不做）。")

    def __init__(
        self, title: str, lines: Sequence[tuple[str, str, str, str, str]], *, text: str = "", yes: str = ""
    ) -> None:
        super().__init__()
        self.title_text, self.text, self.rows, self.yes = title, text, list(lines), yes

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        yield LineList(
            Column(mark("审批"), 7),
            Column(mark("申请人"), 12),
            Column(mark("事项"), 0),
            Column(mark("说明"), 30 if any(row[3] for row in self.rows) else 2),
            id="shown",
        )
        with Horizontal(classes="answers"):
            yield Answer(t("返回") if self.yes else t("知道了"), False, id="no")
            if self.yes:
                yield Answer(self.yes, True, id="yes")
        hint = t("1 或 n 是左边，2 或 y 是右边  Tab 换项  Enter 确定  Esc 返回") if self.yes else ""
        yield words(hint or t("Tab 换项  Enter 确定  Esc 返回"), "hint")

    def on_mount(self) -> None:
        lines = self.query_one(LineList)
        lines.styles.height = max(2, min(10, len(self.rows) + 1))
        lines.show(
            Line(f"{n}", (number, applicant, item, remark), tone)
            for n, (number, applicant, item, remark, tone) in enumerate(self.rows)
        )

    def action_give(self, answer: bool) -> None:
        """A digit or a letter, as in every question; what is only read has no yes."""
        self.dismiss(answer and bool(self.yes))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter while reading through: on to the answers."""
        event.stop()
        self.query_one("#no").focus()
