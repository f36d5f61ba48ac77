"""Which language this terminal speaks: each named in itself, so that everybody finds their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.shell import language
from screens.shell.language import t

if TYPE_CHECKING:
    from screens.shell.app import CounterApp


async def choose_language(app: CounterApp) -> None:
    """Ask, and speak it from now on."""
    from counter.phrases import LANGUAGES

    names = [(tag, name, "") for tag, name in LANGUAGES.items()]
    chosen = await app.choose(t("语言 / Language"), names, at=language.current)
    if chosen is not None:
        app.talk(chosen)
