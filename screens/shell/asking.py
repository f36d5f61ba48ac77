"""What an act asks a person: `await app.choose(...)`, `confirm`, `enter`, `write`, `sign`. The one door to the dialogs.

All of them run in a worker only: in a `press_<id>` or what `start` runs. Esc gives None (False for `confirm`). The
dialogs are loaded when the first one is asked, so that the first paint needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from screens.shell.locking import Locking

if TYPE_CHECKING:
    from screens.dialogs.dialog import Asked
    from screens.dialogs.entry import Blank
    from screens.dialogs.signature import Signed
    from screens.parts.scan import Scanned
    from screens.shell.kept_words import KeptWords

T = TypeVar("T")


class Asking(Locking):
    """Mixed into the app."""

    acts_done: int
    kept_words: KeptWords
    """What was typed and is not done yet: neither Esc nor a refusal costs the words."""

    async def question(self, dialog: Asked[T]) -> T | None:
        """Show a dialog of a room's own and return its answer.

        Keys typed after the answer wait for the next question or for the end of the act, as they did before it.
        """
        dialog.hold_after = self.holding
        key = (*self.kept_for(type(dialog)), dialog.remembered)
        if dialog.remembered and (words := self.kept_words.get(key)):
            dialog.again(words)
        answer: T | None = await self.push_screen_wait(dialog)
        if dialog.remembered:
            self.kept_words.keep(key, dialog.left)
            if answer is not None:
                self.kept_words.answered(key, self.acts_done)
        return answer

    def kept_for(self, kind: type[Asked[Any]]) -> tuple[str, str, str]:
        """What the keys begin with under which the words typed into such a dialog are kept, asked from here."""
        return type(self.screen).__name__, getattr(self.screen, "concern", ""), kind.__name__

    async def choose(
        self,
        title: str,
        options: Sequence[tuple[T, str, str]],
        *,
        text: str = "",
        at: T | None = None,
        digits: Mapping[str, int] | None = None,
    ) -> T | None:
        """One of a few, each `(value, name, remark)`; the list stands on `at`. Needs at least one option. `digits`: by
        what digit the screen below does the same; without them they are counted.
        """

        from screens.dialogs.choice import Choice

        return await self.question(Choice(title, options, text=text, at=at, digits=digits))

    async def choose_or_scan(
        self, title: str, options: Sequence[tuple[str, str, str]], *, text: str = ""
    ) -> str | Scanned | None:
        """The same where a card or a code may be scanned instead."""
        from screens.dialogs.choice import ScanChoice

        return await self.question(ScanChoice(title, options, text=text))

    async def confirm(self, title: str, text: str = "", *, yes: str = "", no: str = "") -> bool:
        """Yes or no; the focus stands on no."""

        from screens.dialogs.question import Question

        answer: bool | None = await self.question(Question(title, text, yes=yes, no=no))
        return bool(answer)

    @overload
    async def enter(
        self,
        title: str,
        blank: Blank,
        /,
        *,
        text: str = "",
        check: Callable[..., object] | None = None,
        about: int = -1,
        password: bool = False,
    ) -> str | None: ...

    @overload
    async def enter(
        self,
        title: str,
        blank: Blank,
        second: Blank,
        /,
        *more: Blank,
        text: str = "",
        check: Callable[..., object] | None = None,
        about: int = -1,
        password: bool = False,
    ) -> tuple[str, ...] | None: ...

    async def enter(
        self,
        title: str,
        /,
        *blanks: Blank,
        text: str = "",
        check: Callable[..., object] | None = None,
        about: int = -1,
        password: bool = False,
    ) -> str | tuple[str, ...] | None:
        """One labelled line or several (see Entry); a single one gives its text, several give a tuple."""

        from screens.dialogs.entry import Entry

        given = await self.question(Entry(title, *blanks, text=text, check=check, about=about, password=password))
        return given if given is None or len(given) > 1 else given[0]

    async def write(self, title: str, *, text: str = "", value: str = "", needed: bool = True) -> str | None:
        """Several lines of text (reasons, opinions)."""

        from screens.dialogs.entry import Words

        return await self.question(Words(title, text=text, value=value, needed=needed))

    async def sign(self, title: str, who: str, text: str = "") -> Signed | None:
        """A second officer's signature, `who` naming those who may sign; ELSEWHERE if they sit at another screen."""
        from screens.dialogs.signature import Signature

        return await self.question(Signature(title, who, text))

    async def release(self, title: str, who: str) -> Signed | None:
        """A supervisor's signature, given at the clerk's own window."""
        from screens.dialogs.signature import Release

        return await self.question(Release(title, who))

    async def show_code(self, matrix: Sequence[Sequence[bool]], hint: str = "") -> None:
        """A QR code alone on the screen, for a phone."""
        from screens.dialogs.code import CodeView

        await self.question(CodeView(matrix, hint))
