"""The frame of all questions: a box at what it is about (`standing`), Esc leaves without doing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.message import Message
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Static, TextArea

from screens.dialogs.standing import AtWhatItConcerns, ListsGiveWay, region_of
from screens.parts.cells import visible, wrap
from screens.parts.field import Field, field_for
from screens.shell.language import mark, named, t

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

    left: Mapping[str, Any] = {}
    """What was typed and stood there at the end."""

    @property
    def remembered(self) -> str:
        """By what the words typed here are found again; empty: they are not kept."""
        return ""

    def again(self, words: Mapping[str, Any]) -> None:
        """Begin with what was typed before."""

    def take_scan(self, scan: Scan) -> bool:
        """A scan while this is asked: for a field that it belongs to. Says whether it was of use."""
        if (field := field_for(self, scan.kind)) is None:
            return False
        field.take_scan(scan.text)
        return True


class Box(Vertical):
    """What a dialog's widgets stand in."""

    _inside = ListsGiveWay()

    @property
    def layout(self) -> Layout:
        return self._inside


class Dialog(Asked[T], inherit_bindings=False):
    """Base of questions. `compose_dialog()` yields what stands in the box."""

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
        Binding("ctrl+c", "screen.copy_text", show=False),
        Binding("ctrl+r", "throw_away", show=False),
    ]
    BROAD = False
    KEPT = True
    """Whether what is typed stays for the next time until it is done."""
    title_text = ""
    HELP = mark("Tab 换项，Enter 确定，Esc 返回（什么也不做）。")

    def compose(self) -> ComposeResult:
        with Box(classes="dialog -broad" if self.BROAD else "dialog"):
            yield from self.compose_dialog()

    # -- where it stands -------------------------------------------------------------------------------------------

    ABOUT = ""
    """What of the screen below it is about; empty: what that screen says (`asked_about`), else where its cursor is."""
    _stands: AtWhatItConcerns | None = None

    @property
    def layout(self) -> Layout:
        if self._stands is None:
            self._stands = AtWhatItConcerns(self.concerns)
        return self._stands

    @property
    def concerns(self) -> Region:
        """Where on the terminal stands what it is about."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack else stack[-1]
        return region_of(below, self.ABOUT or getattr(below, "asked_about", ""))

    def on_resize(self) -> None:
        """What it is about has another place now, as soon as the screen below is laid out."""
        self.call_after_refresh(self._stand_anew)

    def _stand_anew(self) -> None:
        if self._stands is not None and self.is_attached and self._stands.about != self.concerns:
            self._stands.about = self.concerns
            self.query_one(".dialog").refresh(layout=True)

    def compose_dialog(self) -> Iterable[Widget]:
        """The widgets of the box."""
        return ()

    # -- what was typed --------------------------------------------------------------------------------------------

    _words: Mapping[str, Any] = {}

    @property
    def remembered(self) -> str:
        """By its title."""
        return (self.title_text or type(self).__name__) if self.KEPT else ""

    def again(self, words: Mapping[str, Any]) -> None:
        """Begin with what was typed before."""
        self._words = words

    def on_mount(self) -> None:
        """Put back what was typed before, and say so."""
        if not self._words:
            return
        for field in self.query(Field):
            if str(field.id) in self._words:
                field.value = self._words[str(field.id)]
                field.box.cursor_position = len(field.box.value)
        for pad in self.query(TextArea):
            if str(pad.id) in self._words:
                pad.text = self._words[str(pad.id)]
        self.put_back(self._words)
        self.query_one(".dialog").mount(words(t("上次没做完的还在这里；Ctrl+R 扔掉重写"), "hint kept"))

    def put_back(self, words: Mapping[str, Any]) -> None:
        """Further things that were chosen before (`more_words`)."""

    def more_words(self) -> Mapping[str, Any]:
        """What was chosen here beside what stands in fields."""
        return {}

    def first_words(self, id: str) -> str:
        """What a field would hold had nobody typed."""
        return self.query_one(f"#{id}", Field).first

    def typed(self) -> dict[str, Any]:
        """What was typed and differs from how the dialog began; never a password."""
        found: dict[str, Any] = {
            str(field.id): field.box.value
            for field in self.query(Field)
            if not field.box.password and field.box.value != self.first_words(str(field.id))
        }
        found |= {str(pad.id): pad.text for pad in self.query(TextArea) if pad.text != getattr(pad, "first", "")}
        return {**found, **self.more_words()}

    def action_throw_away(self) -> None:
        """Ctrl+R: begin anew, on purpose."""
        for field in self.query(Field):
            field.value = self.first_words(str(field.id))
        for pad in self.query(TextArea):
            pad.text = getattr(pad, "first", "")
        self.put_back({})
        self.query(".kept").remove()

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Give the answer; keys wait from this moment until the act has gone on."""
        self.left = self.typed() if self.remembered else {}
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


class Words(Static):
    """Plain text that breaks between any two Han signs (Textual breaks at blanks only, and leaves half a line bare).

    What says nothing takes no line.
    """

    def on_mount(self) -> None:
        self.display = bool(self._plain)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Say something else."""
        super().update(content, layout=layout)
        self.display = bool(self._plain)

    def render(self) -> Content:
        return Content("\n".join(wrap(self._plain, max(8, self.size.width))))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(wrap(self._plain, max(8, width)))

    @property
    def _plain(self) -> str:
        return self.content.plain if isinstance(self.content, Content) else str(self.content)


def words(text: str, classes: str = "words") -> Static:
    """Plain text for a dialog, never read as markup."""
    return Words(Content("\n".join(visible(named(line)) for line in text.split("\n"))), classes=classes, markup=False)
