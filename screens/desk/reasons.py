"""Reasons in words that the law's articles give, offered before one writes: chosen, then fitted to the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counter import acts
from screens.shell.language import t

if TYPE_CHECKING:
    from screens.shell.place import Place

OWN = ""
"""The choice of writing it oneself."""


async def choose_words(place: Place, title: str, items: Iterable[str], *, refuse: bool) -> str | None:
    """A standard reason's words for these items, empty to write one's own; None for Esc."""
    found = await place.app.ask(acts.approval_reasons, refuse=refuse, items=tuple(sorted(set(items))))
    chosen = await place.app.choose(
        title, [(OWN, t("自己写"), ""), *((one.code, one.title, one.article) for one in found)]
    )
    return None if chosen is None else next((one.words for one in found if one.code == chosen), "")


async def reasons_for(place: Place, title: str, text: str, items: Iterable[str], *, refuse: bool = True) -> str | None:
    """Reasons as they will stand in the paper on these items; None for Esc."""
    words = await choose_words(place, title, items, refuse=refuse)
    if words is None:
        return None
    return await place.app.write(title, text=text, value=words)
