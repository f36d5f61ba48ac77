"""The frame of all questions: a box in the middle, Esc leaves without doing anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from screens.parts.cells import visible
from screens.parts.field import field_for
from screens.shell.language import mark, named

if TYPE_CHECKING:
    from counter.rules.scan import Scan
    from screens.shell.app import CounterApp

T = TypeVar("T")


class Answer(Widget, can_focus=True):
    """One possible answer: Enter, Space or a click gives it."""

    BINDINGS = [Binding("enter,space", "give", show=False)]

    class Given(Message):
        """This answer was given."""

        def __init__(self, value: Any) -> None:
            super().__init__()
            self.value = value

    def __init__(self, words: str, value: Any, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words, self.answer = words, value

    def render(self) -> Content:
        return Content(visible(self.words))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.render().cell_length

    def action_give(self) -> None:
        self.post_message(self.Given(self.answer))

    def on_click(self) -> None:
        self.action_give()


class Asked(ModalScreen[T], inherit_bindings=False):
    """What `app.question` shows and waits for: gives a T, or None."""

    app: CounterApp
    hold_after = False
    """Whether the act that asked goes on with the answer, so that keys have to wait for it."""

    @property
    def remembered(self) -> str:
        """By what the words of a refused act are found again; empty: they are not kept."""
        return ""

    def again(self, given: Any) -> None:
        """Begin with what was given before."""

    def take_scan(self, scan: Scan) -> bool:
        """A scan while this is asked: for a field that it belongs to. Says whether it was of use."""
        if (field := field_for(self, scan.kind)) is None:
            return False
        field.take_scan(scan.text)
        return True


class Dialog(Asked[T], inherit_bindings=False):
    """Base of questions. `compose_dialog()` yields what stands in the box."""

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
        Binding("ctrl+c", "screen.copy_text", show=False),
    ]
    BROAD = False
    HELP = mark("Tab 换项，Enter 确定，Esc 返回（什么也不做）。")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -broad" if self.BROAD else "dialog"):
            yield from self.compose_dialog()

    def compose_dialog(self) -> Iterable[Widget]:
        """The widgets of the box."""
        return ()

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Give the answer; keys wait from this moment until the act has gone on."""
        if self.hold_after:
            self.app.hold_keys()
        return super().dismiss(result)

    def action_leave(self) -> None:
        """Esc: nothing was chosen."""
        self.dismiss(None)

    def on_answer_given(self, event: Answer.Given) -> None:
        event.stop()
        self.answered(event.value)

    def answered(self, value: Any) -> None:
        """An Answer was given; usually it is the dialog's result."""
        self.dismiss(value)


def words(text: str, classes: str = "words") -> Static:
    """Plain text for a dialog, never read as markup."""
    return Static(Content("\n".join(visible(named(line)) for line in text.split("\n"))), classes=classes, markup=False)
