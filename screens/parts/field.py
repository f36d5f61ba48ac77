"""A field: a visible label and a real Input (so that Chinese input methods work), normalised, judged when left.

No `restrict`: it would throw away a whole paste for one odd sign. What was typed takes the form of its kind of field
when the field is left: full-width digits of a code become ASCII, words keep their punctuation (rules/writing.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input, Label

from counter.errors import Refusal
from counter.rules.scan import KNOWN, ScanKind
from counter.rules.writing import Writing, tidy
from screens.parts.cells import GETA, fit
from screens.shell.language import t

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.shell.app import CounterApp

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LONGEST = 50_001
"""Signs of a paste that a field takes: more than any act does, which then says so; a megabyte would hold up the screen
for seconds.
"""
_BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


def tamed(text: str) -> str:
    """Words that a terminal doesn't obey: control bytes and marks of direction become a visible mark."""
    return _CONTROL.sub(GETA, text)


class Box(Input):
    """The Input inside a Field. Enter posts Submitted as usual and, unless the field is `last`, goes to the next one.

    `typed(text)` is called with every change, before anything is drawn: what it shows comes with the typed sign itself.
    """

    app: CounterApp
    BINDINGS = [Binding("ctrl+a", "all", show=False)]
    join = " "
    """What stands between lines that were pasted into one."""
    virtual_size = Reactive(Size(0, 0))
    """A field's place doesn't hang on what is typed: a longer text is no reason to lay out the whole screen at every
    key.
    """

    def __init__(
        self,
        *,
        value: str,
        placeholder: str,
        password: bool,
        id: str | None,
        typed: Callable[[str], object] | None = None,
    ) -> None:
        self.typed = typed
        self.given: str | None = value
        """What was put there by the program: what differs from it was typed by a person. None: nothing, as far as a key
        is concerned.
        """
        super().__init__(value, placeholder=placeholder, password=password, id=id, compact=True)
        self.cursor_blink = False
        self.given = self.value

    @property
    def select_on_focus(self) -> bool:
        """What the program put there is taken whole, so that the next sign replaces it; what a person typed is not, so
        that no single key costs it (a refused number of 18 digits).
        """
        return self.password or self.value == self.given

    @select_on_focus.setter
    def select_on_focus(self, wished: bool) -> None:
        """Never wished otherwise."""

    def _on_paste(self, event: events.Paste) -> None:
        """All lines of what is pasted, as one; more than one is said."""
        event.prevent_default()
        event.stop()
        lines = [line.strip() for line in event.text[:LONGEST].splitlines() if line.strip()]
        text = lines[0] if len(lines) == 1 else self.join.join(lines)
        if not text:
            return
        selection = self.selection
        if selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *selection)
        if len(lines) > 1:
            self.app.say(t("粘贴的 {n} 行并成了一行，请看一遍", n=len(lines)), "warn")

    def action_all(self) -> None:
        """Ctrl+A means the same with the cursor in a field as beside it."""
        press = getattr(self.screen, "action_press", None)
        if press is None:
            self.action_home()
        else:
            press("all")

    def watch_value(self, value: str) -> None:
        """Show what follows from it, and no blank where a longer text stood."""
        self.scroll_x = self.validate_scroll_x(self.scroll_x)
        if self.typed is not None and self.is_mounted:
            self.typed(value)

    def validate_value(self, value: str) -> str:
        """What was pasted may hold control bytes and marks of direction, which a terminal would obey: they become a
        visible mark.
        """
        return tamed(_BREAKS.sub(" ", value[:LONGEST]))


class Field(Horizontal):
    """`Field(mark("姓名"), id="name", help=mark("..."))`: one line, label 10 cells. `.value` has the form of its kind:
    words unless `kind` says otherwise.

    `check(value)` may raise Refusal: asked when the field is left filled, it writes the message line. `last=True`:
    Enter does not go on (the screen's on_input_submitted acts). The Input itself has the id `<id>-box`.

    `scans` are the kinds of scans that belong here wherever the cursor stands; without them a field for codes takes any
    scan while the cursor is in it, and a field for words takes none. `scan_is_enough`: a scan in a `last` field acts.
    """

    app: CounterApp

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        id: str,
        help: str = "",
        placeholder: str = "",
        password: bool = False,
        last: bool = False,
        width: int = 0,
        label_width: int = 10,
        check: Callable[[str], object] | None = None,
        typed: Callable[[str], object] | None = None,
        kind: Writing = Writing.WORDS,
        scans: frozenset[ScanKind] | None = None,
        scan_is_enough: bool = False,
    ) -> None:
        super().__init__(id=id, classes="field")
        self.scans, self.scan_is_enough = scans, scan_is_enough
        self.kind = Writing.AS_IT_IS if password else kind
        self._words, self._label_width, self.last, self.check = (label, help, placeholder), label_width, last, check
        self._label = Label(Content(fit(t(label), label_width)), markup=False)
        self.box = Box(
            value=value, placeholder=t(placeholder), password=password, id=f"{id}-box", typed=typed and self._typed
        )
        self.box.join = "" if self.kind in (Writing.CODE, Writing.NAME) else " "
        self.first = self.box.value
        """What it began with."""
        self.typed = typed
        if width:
            self.box.styles.width = width

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.box

    @property
    def label(self) -> str:
        """Its name in the terminal's language."""
        return t(self._words[0])

    @property
    def help(self) -> str:
        """What it wants, in the terminal's language."""
        return t(self._words[1])

    def ask_for(self, label: str, help: str) -> None:
        """Another label and another help: what is meant hangs on what was typed elsewhere."""
        self._words = (label, help, self._words[2])
        self.say_again()

    def say_again(self) -> None:
        """Draw label and placeholder in the language that is spoken now."""
        self._label.update(Content(fit(self.label, self._label_width)))
        self.box.placeholder = t(self._words[2])

    @property
    def value(self) -> str:
        """What was typed, in the form of its kind."""
        return tidy(self.box.value, self.kind)

    @value.setter
    def value(self, text: str) -> None:
        self.box.value = text
        self.box.given = self.box.value

    def _typed(self, text: str) -> None:
        if self.typed is not None:
            self.typed(self.value)

    def focus(self, scroll_visible: bool = True) -> Field:
        """Focus the Input inside, at once: what is typed next is for it, however soon it comes."""
        if self.box.is_attached and self.box.focusable:
            self.screen.set_focus(self.box, scroll_visible)
        else:
            self.box.focus(scroll_visible)
        return self

    def mend(self) -> None:
        """Put the cursor behind what is wrong, to be mended and not to be typed anew."""
        self.box.given = None
        self.box.cursor_position = len(self.box.value)
        self.focus()

    @property
    def writes_freely(self) -> bool:
        """Whether a number that came as fast as a scan, of no known kind, may stand here and ends nothing."""
        return not self.box.password and not self.scans

    def takes(self, kind: ScanKind) -> bool:
        """Whether a scan of this kind belongs here."""
        if self.scans is not None:
            return kind in self.scans
        return self.kind is Writing.CODE and self.box.has_focus and kind in KNOWN

    def take_scan(self, text: str) -> None:
        """A scan takes the place of what stood here; Enter's work follows only where this field asks for scans."""
        self.screen.set_focus(self.box)
        self.box.value = text
        self.box.cursor_position = len(text)
        if self.scans and (not self.last or self.scan_is_enough):
            self.box.post_message(Input.Submitted(self.box, text))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if not self.last:
            self.screen.focus_next()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Tidy what was typed and say at once what is wrong with it."""
        if not self.box.password and self.value != self.box.value:
            self.box.value = self.value
        if self.check is not None and self.value:
            try:
                self.check(self.value)
            except Refusal as refusal:
                self.set_class(True, "-wrong")
                self.app.refuse(refusal)
                return
        self.set_class(False, "-wrong")


def type_on(field: Field, event: events.Key) -> bool:
    """A sign typed where results stand goes on in the field, in place of what stood there: the next word, or the next
    scan.

    Says whether it did (not for a blank, nor for what the screen has used up already).
    """
    if field.box.has_focus or not event.is_printable or event.key == "space":
        return False
    event.stop()
    field.screen.set_focus(field.box)
    field.box.action_select_all()  # at once, before the box gets the key
    field.box.given = field.box.value  # and still, when it hears that it has the focus
    field.box.post_message(events.Key(event.key, event.character))
    return True


def field_for(screen: Screen[Any], kind: ScanKind) -> Field | None:
    """The field of a screen that a scan belongs to: where the cursor stands, else the nearest one."""
    fields = [field for field in screen.query(Field) if not field.disabled and field.display]
    here = next((place for place, field in enumerate(fields) if field.box.has_focus), 0)
    able = [(abs(place - here), field) for place, field in enumerate(fields) if field.takes(kind)]
    return min(able, key=lambda one: one[0])[1] if able else None
