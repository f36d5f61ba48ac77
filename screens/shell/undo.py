"""Ctrl+Z: shows the last act that can be taken back, asks, takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter import acts
from counter.hall.act import entry_of
from screens.shell.language import mark, t, worded

if TYPE_CHECKING:
    from screens.shell.place import Place

TAKEN_BACK = mark("    Ctrl+Z 撤销")
"""How the message line ends after an act that can be undone."""


def way_back(act: Any) -> str:
    """Those words after an act that was just done, if the undo key takes it back; else nothing."""
    return t(TAKEN_BACK) if entry_of(act).undo == "act.undo" else ""


async def undo_last(place: Place) -> None:
    """Ask what would be undone, show it, do it. Raises Refusal when there is nothing to take back."""

    last = await place.app.ask(acts.act_last)
    text = (
        f"{t(last.words)} {last.number}\n"
        + (f"{worded(last.what)}\n" if last.what else "")
        + t("还有 {n} 秒可以撤销；两步都记入日志。", n=last.seconds)
    )
    if await place.app.confirm(t("撤销上一步？"), text, yes=t("撤销")):
        place.say(worded(await place.app.ask(acts.act_undo, seq=last.seq)))
