"""Ctrl+Z: shows the last act that can be taken back, asks, takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.place import Place


async def undo_last(place: Place) -> None:
    """Ask what would be undone, show it, do it. Raises Refusal when there is nothing to take back."""
    from screens.dialogs.question import Question

    last = await place.app.ask("act.last")
    text = f"{last.words} {last.number}\n还有 {last.seconds} 秒可以撤销；两步都记入日志。"
    if await place.app.question(Question("撤销上一步？", text, yes="撤销")):
        place.say(str(await place.app.ask("act.undo", seq=last.seq)))
