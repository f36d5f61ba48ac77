"""What the pages of rooms have in common: a closed one is dim, and is closed after a question."""

from __future__ import annotations

from typing import Any

from screens.shell.language import worded
from screens.shell.place import Place


def tone(closed: str, busy: bool = False) -> str:
    return "dim" if closed else "good" if busy else ""


def is_open(one: Any) -> bool:
    return not one.closed_on


async def close(place: Place, title: str, text: str, act: Any, **arguments: Any) -> None:
    if await place.app.confirm(title, text):
        place.say(worded(await place.app.ask(act, **arguments)))
