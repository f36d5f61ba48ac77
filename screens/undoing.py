"""Ctrl+Z: shows the last act that can be taken back, asks, takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.errors import Refusal

if TYPE_CHECKING:
    from screens.place import Place


async def undo_last(place: Place) -> None:
    """Ask what would be undone, show it, do it. Raises Refusal when there is nothing to take back."""
    from screens.dialogs.question import Question

    last = await place.app.ask("act.last")
    if last is None or last.why_not:
        raise Refusal(last.why_not if last else "今天在这里还没有可以撤销的操作", "只能撤销本人在本处的最后一步", "请按现在的状态继续办理")
    if await place.app.question(Question("撤销上一步？", f"{last.words} {last.number}\n还有 {last.seconds} 秒可以撤销；两步都记入日志。", yes="撤销")):
        place.say(str(await place.app.ask("act.undo")))
