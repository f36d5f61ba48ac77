"""Which language this terminal speaks: each named in itself, so that everybody finds their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.dialogs.choice import Choice
from screens.shell import language
from screens.shell.language import t

if TYPE_CHECKING:
    from screens.shell.place import Place


async def choose_language(place: Place) -> None:
    """Ask, and speak it from now on."""
    from counter.phrases import LANGUAGES

    names = [(tag, name, "") for tag, name in LANGUAGES.items()]
    chosen = await place.app.question(Choice(t("语言 / Language"), names, at=language.current))
    if chosen is not None:
        place.app.talk(chosen)
